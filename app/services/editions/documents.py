"""The document of an edition: its canonical form, over which its digest is taken.

It is JSON by RFC 8785 (members sorted, no white space), so that the same content always is the same bytes. Scores,
ratios and rates are strings: a JSON number would be a binary float to many readers. See docs/do/editions.md.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import rfc8785

from app.domain.agencies import Cohort
from app.domain.editions import Edition, Used
from app.domain.evaluation.columns import Column
from app.domain.evaluation.evaluation import Evaluation, Known
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Basis, Card
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.time import parse_moment
from app.services.editions.plain_values import Convert, PlainValues

FORMAT = "tthc766-edition-1"
_NOTHING_KNOWN = Known({}, {})


def write(edition: Edition) -> bytes:
    """An edition as its canonical document."""
    evaluation, values = edition.evaluation, _values(edition.evaluation.scorecard)
    document = {
        "format": FORMAT,
        "period": str(evaluation.period),
        "cohort": str(evaluation.cohort),
        "basis": evaluation.basis.value,
        "as_of": values.of(edition.asked_as_of),
        "published_at": values.of(edition.published_at),
        "replaces": edition.replaces,
        "reason": edition.reason,
        "submissions": values.of(edition.submissions),
        "scorecard": _PLAIN.of(evaluation.scorecard),
        "cards": values.of(list(evaluation.cards.values())),
        "columns": {code: values.of(evaluation.columns[code]) for code in evaluation.scorecard.maxima},
        "changes": values.of(edition.changes),
    }
    return rfc8785.dumps(document)


def read(body: bytes) -> Edition:
    """The edition that ``write`` made this document of."""
    document = json.loads(body)
    scorecard = _PLAIN.read(Scorecard, document["scorecard"])
    values = _values(scorecard)
    cards = values.read(list[Card], document["cards"])
    evaluation = Evaluation(
        Period.parse(document["period"]),
        Cohort.parse(document["cohort"]),
        Basis(document["basis"]),
        scorecard,
        {card.agency.code: card for card in cards},
        values.read(dict[str, Column], document["columns"]),
        _NOTHING_KNOWN,
    )
    return Edition(
        evaluation,
        values.read(dict[str, dict[str, ScoreChange]], document["changes"]),
        parse_moment(document["published_at"]),
        parse_moment(document["as_of"]) if document["as_of"] else None,
        document["replaces"],
        document["reason"],
        values.read(tuple[Used, ...], document["submissions"]),
    )


_FORMS: dict[type, tuple[Convert, Convert]] = {
    Decimal: (lambda number: format(number, "f"), Decimal),
    datetime: (lambda moment: moment.astimezone(UTC).isoformat(), parse_moment),
    date: (date.isoformat, date.fromisoformat),
    Period: (str, Period.parse),
}
_PLAIN = PlainValues(_FORMS)


def _values(scorecard: Scorecard) -> PlainValues:
    """For what refers to the scorecard: an indicator is its code there."""
    return PlainValues({**_FORMS, Indicator: (lambda indicator: indicator.code, scorecard.indicators.__getitem__)})
