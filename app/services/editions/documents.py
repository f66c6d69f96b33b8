"""The document of an edition: its canonical form, over which its digest is taken.

It is JSON by RFC 8785 (members sorted, no white space), so that the same content always is the same bytes. Scores,
ratios and rates are strings: a JSON number would be a binary float to many readers. See docs/do/editions.md.
"""

import json
from collections.abc import Container
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import rfc8785
from cattrs import Converter

from app.domain.agencies import Cohort, Level
from app.domain.editions import Edition, Used
from app.domain.evaluation.columns import Column
from app.domain.evaluation.evaluation import Evaluation, Known
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Basis, Card
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Indicator, Scorecard
from app.domain.time import parse_moment

FORMAT = "tthc766-edition-1"
_NOTHING_KNOWN = Known({}, {})
_HUNDREDTHS = {"decimals": 2, "mode": "half_up"}
_UNWRITTEN_RULE = {"ratio": {"decimals": 16, "mode": "half_up"}, "score": _HUNDREDTHS}


def write(edition: Edition) -> bytes:
    """An edition as its canonical document."""
    evaluation, values = edition.evaluation, _values(edition.evaluation.scorecard)
    document = {
        "format": FORMAT,
        "period": str(evaluation.period),
        "cohort": str(evaluation.cohort),
        "basis": evaluation.basis.value,
        "as_of": values.unstructure(edition.asked_as_of),
        "published_at": values.unstructure(edition.published_at),
        "replaces": edition.replaces,
        "reason": edition.reason,
        "submissions": values.unstructure(edition.submissions),
        "scorecard": _plain().unstructure(replace(evaluation.scorecard, levers={})),  # nothing frozen rests on them
        "cards": values.unstructure(list(evaluation.cards.values()), list[Card]),
        "columns": {code: values.unstructure(evaluation.columns[code]) for code in evaluation.scorecard.maxima},
        "changes": values.unstructure(edition.changes),
    }
    return rfc8785.dumps(document)


def read(body: bytes, only: Container[str] | None = None) -> Edition:
    """The edition that ``write`` made this document of; with ``only`` but these columns, which is far less work."""
    document = json.loads(body) if only is None else _narrowed(json.loads(body), only)
    scorecard = _plain().structure(_with_rounding(document["scorecard"]), Scorecard)
    values = _values(scorecard)
    cards = values.structure(document["cards"], list[Card])
    evaluation = Evaluation(
        Period.parse(document["period"]),
        Cohort.parse(document["cohort"]),
        Basis(document["basis"]),
        scorecard,
        {card.agency.code: card for card in cards},
        values.structure(document["columns"], dict[str, Column]),
        _NOTHING_KNOWN,
    )
    return Edition(
        evaluation,
        values.structure(document["changes"], dict[str, dict[str, ScoreChange]]),
        parse_moment(document["published_at"]),
        parse_moment(document["as_of"]) if document["as_of"] else None,
        document["replaces"],
        document["reason"],
        values.structure(document["submissions"], tuple[Used, ...]),
    )


def _narrowed(document: dict[str, Any], only: Container[str]) -> dict[str, Any]:
    """A document as if it had but some columns, and no reasons for them."""

    def some(by_column: dict[str, Any]) -> dict[str, Any]:
        return {code: each for code, each in by_column.items() if code in only}

    cards = [{**card, "figures": some(card["figures"]), "outcomes": {}} for card in document["cards"]]
    return {**document, "cards": cards, "columns": some(document["columns"]), "changes": some(document["changes"])}


def _with_rounding(scorecard: dict[str, Any]) -> dict[str, Any]:
    """How a frozen scorecard rounds: it said so only after rounding came into the files; before, all did the same."""
    groups = [
        {**group, "indicators": [{"rounding": _UNWRITTEN_RULE, **each} for each in group["indicators"]]}
        for group in scorecard["groups"]
    ]
    return {"average": _HUNDREDTHS, **scorecard, "groups": groups}


def _plain() -> Converter:
    converter = Converter(omit_if_default=True, forbid_extra_keys=True)
    converter.register_unstructure_hook(Decimal, lambda value: format(value, "f"))
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_unstructure_hook(datetime, lambda moment: moment.astimezone(UTC).isoformat())
    converter.register_structure_hook(datetime, lambda text, _: parse_moment(text))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    converter.register_unstructure_hook(Period, str)
    converter.register_structure_hook(Period, lambda text, _: Period.parse(text))
    converter.register_unstructure_hook_func(lambda type_: type_ == frozenset[Level], sorted)
    return converter


def _values(scorecard: Scorecard) -> Converter:
    """For what refers to the scorecard: an indicator is its code there."""
    converter = _plain()
    converter.register_unstructure_hook(Indicator, lambda indicator: indicator.code)
    converter.register_structure_hook(Indicator, lambda code, _: scorecard.indicators[code])
    return converter
