"""An agency over time: its totals and ranks in a table and two drawings, with the breaks of the scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from app.domain.agencies import Agency
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import TOTAL
from app.domain.series_breaks import SeriesBreak, breaks_of
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.charts.trend import TrendPoint, trend_chart
from app.web.i18n.format import Localizer
from app.web.pages.card_rank import names_text
from app.web.pages.cells import Cell, average_cell, figure_cell, rank_cell


@dataclass(frozen=True, slots=True)
class Past:
    """A period; ``breaks``: why it cannot be compared with the one before, empty where it can."""

    period: str
    score: Cell
    rank: Cell
    average: Cell
    address: str
    breaks: str


@dataclass(frozen=True, slots=True)
class HistoryDrawing:
    caption: str
    drawing: Markup


@dataclass(frozen=True, slots=True)
class History:
    periods: list[Past]
    drawings: list[HistoryDrawing]
    notes: list[str]


def card_history(history: Sequence[Evaluation], agency: Agency, say: Localizer, at: Addresses) -> History:
    """The periods of an agency, oldest first, each as people are told of it."""
    breaks = breaks_of(history, agency.code)
    periods = [_past(each, broken, agency.code, say, at) for each, broken in zip(history, breaks, strict=True)]
    drawings = list(_drawings(history, breaks, agency, say))
    notes = [say("history_breaks")] if drawings and any(breaks) else []
    return History(periods, drawings, notes if drawings else [say("history_one")])


def _reasons(found: SeriesBreak | None, say: Localizer, *, ranks: bool, short: bool = False) -> list[str]:
    """Why two periods are not comparable, in a few words each; none for scores where only the ranks are not.

    ``short``: without names, which may be long, for a drawing.
    """
    if found is None:
        return []
    words = []
    if found.scorecard:
        words.append(say("break_scorecard"))
    if found.members:
        words.append(say("break_members", before=found.members[0], now=found.members[1]))
    if found.merged:
        key = "break_merged_short" if short else "break_merged"
        words.append(say(key, count=len(found.merged), names=names_text(found.merged, say)))
    if ranks and found.field:
        words.append(say("break_field", before=found.field[0] or "?", now=found.field[1] or "?"))
    if ranks and found.source:
        words.append(say("break_source"))
    return words


def _past(evaluation: Evaluation, broken: SeriesBreak | None, code: str, say: Localizer, at: Addresses) -> Past:
    column = evaluation.columns[TOTAL]
    words = "; ".join(_reasons(broken, say, ranks=True))
    key = "history_break" if broken and broken.of_scores else "history_break_ranks"
    return Past(
        period=capital(say.period(evaluation.period)),
        score=figure_cell(say, evaluation.cards[code].figures[TOTAL]),
        rank=rank_cell(say, column.ranks[code], column.of),
        average=average_cell(say, column.average, column.of),
        address=at.agency(code, evaluation.period),
        breaks=say(key, words=words) if words else "",
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """A period in which a figure is known: where it stands on the drawing, what it says there, and the break before,
    in ``marks`` shorter."""

    period: Period
    value: Decimal
    text: str
    breaks: list[str]
    marks: list[str]


def _drawings(
    history: Sequence[Evaluation], breaks: Sequence[SeriesBreak | None], agency: Agency, say: Localizer
) -> Iterator[HistoryDrawing]:
    """Of scores and of ranks, each from two periods on."""
    for name in ("score", "rank"):
        known = list(_known(history, breaks, agency.code, say, ranks=name == "rank"))
        if len(known) > 1:
            title = say(f"history_{name}_chart", agency=agency.name)
            points = [TrendPoint(_short(each.period), each.value, each.text, each.marks) for each in known]
            drawing = trend_chart(f"history-{name}", title, _description(known, say), points)
            yield HistoryDrawing(say(f"history_{name}"), drawing)


def _known(
    history: Sequence[Evaluation], breaks: Sequence[SeriesBreak | None], code: str, say: Localizer, *, ranks: bool
) -> Iterator[_Known]:
    """The periods that have a figure; a break in one that has none stands before the next."""
    waiting: list[str] = []
    marks: list[str] = []
    for each, broken in zip(history, breaks, strict=True):
        waiting += _reasons(broken, say, ranks=ranks)
        marks += _reasons(broken, say, ranks=ranks, short=True)
        rank, score = each.columns[TOTAL].ranks[code].rank, each.cards[code].score(TOTAL)
        value = Decimal(-rank) if ranks and rank else None if ranks else score
        if value is not None:
            text = str(-value) if ranks else say.score(value)
            yield _Known(each.period, value, text, waiting, marks)
            waiting, marks = [], []


def _description(known: Sequence[_Known], say: Localizer) -> str:
    points = say("history_desc", points=", ".join(f"{say.period(each.period)}: {each.text}" for each in known))
    breaks = [
        say("history_desc_break", period=say.period(each.period), words="; ".join(each.breaks))
        for each in known[1:]
        if each.breaks
    ]
    return " ".join([capital(points), *breaks])


def _short(period: Period) -> str:
    """``2026``, ``Q3/2026``, ``09/2026``: as it stands below a point."""
    match period.kind:
        case PeriodKind.YEAR:
            return str(period.year)
        case PeriodKind.QUARTER:
            return f"Q{period.number}/{period.year}"
        case PeriodKind.MONTH:
            return f"{period.number:02}/{period.year}"
