"""The line under a table or a chart: where its figures come from, up to when, and whether they were announced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.scores import Source, common_source, newest
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import Outcome
from app.services.editions.announcements import Announcement
from app.web.i18n.format import Localizer


@dataclass(frozen=True, slots=True)
class SourceLine:
    """``text``: where the figures come from; ``notes``: their date and whether they were announced.

    ``is_ours``: whether the publisher answers for them, and is named.
    """

    text: str
    notes: tuple[str, ...] = ()
    is_ours: bool = True


def source_of_cohort(evaluation: Evaluation, found: Announcement, say: Localizer) -> SourceLine:
    """Of the scores of a cohort: whether they were computed, published or both."""
    columns, cards = (TOTAL, *evaluation.scorecard.groups_by_code), evaluation.cards.values()
    return source_of({card.source(column) for card in cards for column in columns}, evaluation.as_of, found, say)


def source_of_card(evaluation: Evaluation, code: str, found: Announcement, say: Localizer) -> SourceLine:
    """Of an agency's scores, and of the averages that they are compared with."""
    card = evaluation.cards[code]
    columns = (TOTAL, *evaluation.scorecard.groups_by_code)
    averages = {evaluation.columns[column].average.source for column in columns}
    return source_of({*averages, *map(card.source, columns)}, evaluation.as_of, found, say)


def source_of_figure(evaluation: Evaluation, code: str, column: str, found: Announcement, say: Localizer) -> SourceLine:
    """Of one score of an agency, and what it is made of."""
    figure = evaluation.cards[code].figures[column]
    return source_of([figure.source], figure.as_of, found, say)


def source_of(
    sources: Iterable[Source | None], as_of: datetime | None, found: Announcement, say: Localizer
) -> SourceLine:
    """Of figures with these sources, up to ``as_of``."""
    known = {each for each in sources if each}
    kind = common_source(known) if known else "none"
    return SourceLine(say(f"source_{kind}"), source_notes(as_of, found, say))


def source_of_counts(outcome: Outcome, found: Announcement, say: Localizer) -> SourceLine:
    """Of the counts of an indicator, also where a published score stands instead of one computed from them."""
    as_of = newest(count.as_of for count in outcome.counts.values())
    return SourceLine(say("source_counts" if as_of else "source_none"), source_notes(as_of, found, say))


def source_of_history(history: list[Evaluation], code: str, found: Announcement, say: Localizer) -> SourceLine:
    """Of an agency's totals in several periods."""
    cards = [each.cards[code] for each in history]
    return source_of((card.source(TOTAL) for card in cards), newest(card.as_of for card in cards), found, say)


def source_of_law(scorecard: Scorecard, say: Localizer) -> SourceLine:
    """Of maxima and formulas."""
    since = say("method_from", first=say.date(scorecard.first_day))
    return SourceLine(
        say("source_law", law=scorecard.law, scorecard=scorecard.id),
        (f"{say('method_in_force')} {since}",),
        is_ours=False,
    )


def source_notes(as_of: datetime | None, found: Announcement, say: Localizer) -> tuple[str, ...]:
    """The date of some figures, and whether they were announced, when and in which edition."""
    shown = found.shown
    announced = say("announced", number=shown.id, day=say.day(shown.published_at)) if shown else say("not_announced")
    return (say("as_of", moment=say.moment(as_of)), announced) if as_of else (announced,)
