"""What a comparison shows: agencies of one cohort side by side, in words and drawings."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from app.domain.agencies import Agency
from app.domain.agency_search import fold
from app.domain.comparable import comparable, is_withheld
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions.announcements import Announcement
from app.services.evaluation.ranking_context import RankingContext
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.charts.compared import ComparedBar, compared_chart
from app.web.i18n.format import Localizer
from app.web.pages.announced import Announced, announced
from app.web.pages.cells import Cell, average_cell, figure_cell, method_text, rank_cell, withheld_texts
from app.web.pages.links import Link
from app.web.pages.ranking import Choice, dated
from app.web.pages.sources import SourceLine, source_of_cohort

MOST = 5  # agencies that a table and a drawing can hold
_LEAST = 2
_LONGEST = 20  # characters of a code that nobody has


@dataclass(frozen=True, slots=True)
class ComparedAgency:
    """``address``: its card; ``without``: the comparison of the others."""

    code: str
    name: str
    address: str
    without: str


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """``leads``: whether the score is the highest of the line, and not everybody's."""

    score: Cell
    rank: Cell | None
    leads: bool


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """The total, a group or an indicator."""

    title: str
    max: str
    cells: list[ComparedCell]
    average: Cell


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """A group with its indicators."""

    title: str
    lines: list[ComparedLine]


@dataclass(frozen=True, slots=True)
class ComparisonChoice:
    """The form: ``others`` may be added in ``places``; it asks for a period among ``periods``."""

    chosen: list[ComparedAgency]
    others: list[Choice]
    places: list[str]
    periods: list[Choice]
    is_alone: bool


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Without ``lines`` there are too few to compare, and only the form is shown."""

    title: str
    period: str
    as_of: str
    average: str
    choice: ComparisonChoice
    lines: list[ComparedLine]
    parts: list[ComparedPart]
    drawings: list[Markup]
    notes: list[str]
    announced: Announced
    source: SourceLine
    ranking: Choice


def comparison_page(
    around: RankingContext,
    codes: Sequence[str],
    found: Announcement,
    limits: FindingLimits,
    say: Localizer,
    at: Addresses,
) -> ComparisonPage:
    """Agencies of the cohort around them as the page compares them; ``limits``: of how many there must be a score."""
    evaluation = comparable(around.ranking.evaluation, limits)
    cohort, period = evaluation.cohort, evaluation.period
    named = say.cohort(cohort, around.root.name if around.root else None)
    agencies = [evaluation.cards[code].agency for code in codes]
    writer = _Writer(evaluation, codes, say)
    groups = evaluation.scorecard.groups
    enough = len(codes) >= _LEAST
    return ComparisonPage(
        title=_title(agencies, named, say),
        period=say.period(period),
        as_of=dated(evaluation, say),
        average=say("compare_average", cohort=named),
        choice=_choice(around, agencies, say, at),
        lines=[writer.line(code) for code in (TOTAL, *evaluation.scorecard.groups_by_code)] if enough else [],
        parts=[
            ComparedPart(say.of(group.title), [writer.line(each.code) for each in group.indicators])
            for group in groups
            if enough
        ],
        drawings=writer.drawings() if enough else [],
        notes=_notes(evaluation, limits, say),
        announced=announced(found, lambda other: other.compare(codes, period), say, at),
        source=source_of_cohort(evaluation, found, say),
        ranking=Choice("", named, chosen=False, address=at.ranking(period, cohort)),
    )


def ways_on(
    chosen: tuple[Sequence[Agency], Sequence[str]],
    successors: Sequence[Agency],
    period: Period | None,
    say: Localizer,
    at: Addresses,
) -> list[Link]:
    """Where those are led who asked for what cannot be compared: what may be left out or replaced.

    ``chosen``: agencies, and codes that nobody has. ``successors``: of those that exist no more.
    """
    agencies, unknown = chosen
    codes = [*(each.code for each in agencies), *unknown]
    names = {each.code: capital(each.name) for each in (*successors, *agencies)}
    ways: list[tuple[str, list[str]]] = []
    for agency in agencies:
        after = agency.merged_into
        if after in names and not (period and agency.valid_on(period.last_day)):
            others = list(dict.fromkeys(after if each == agency.code else each for each in codes))
            ways.append((say("compare_replace", name=names[agency.code], other=names[after]), others))
    for code in codes:
        others = [each for each in codes if each != code]
        ways.append((say("compare_leave_out", name=names.get(code, code[:_LONGEST])), others))
    ways.append((say("compare_again"), []))
    few = [(text, others) for text, others in ways if len(others) <= MOST]
    return [Link(text, at.compare(others, period if others else None)) for text, others in few]


def listed(names: Sequence[str], say: Localizer) -> str:
    """``Hưng Yên, Gia Lai và Phú Thọ``."""
    return say("compare_and", first=", ".join(names[:-1]), last=names[-1])


def leaders(evaluation: Evaluation, codes: Sequence[str], column: str) -> set[str]:
    """Who has the highest score of some agencies in a column; nobody where all have the same."""
    scores = {code: evaluation.cards[code].score(column) for code in codes}
    known = [score for score in scores.values() if score is not None]
    if len(set(known)) < _LEAST:
        return set()
    return {code for code, score in scores.items() if score == max(known)}


class _Writer:
    """Writes the lines of a comparison."""

    def __init__(self, evaluation: Evaluation, codes: Sequence[str], say: Localizer) -> None:
        self._evaluation, self._codes, self._say = evaluation, codes, say
        self._scorecard = evaluation.scorecard

    def line(self, column: str) -> ComparedLine:
        say, stand = self._say, self._evaluation.columns[column]
        first = leaders(self._evaluation, self._codes, column)
        cells = [
            ComparedCell(self._score(code, column), self._rank(code, column), code in first) for code in self._codes
        ]
        average = average_cell(say, stand.average, stand.of)
        maximum = say.plain(self._scorecard.maxima[column])
        return ComparedLine(say.column(self._scorecard, column), maximum, cells, average)

    def drawings(self) -> list[Markup]:
        """A drawing of the total and of each group in which anybody has a score."""
        columns = (TOTAL, *self._scorecard.groups_by_code)
        return [self._drawing(column) for column in columns if self._scores(column)]

    def _drawing(self, column: str) -> Markup:
        say, maximum = self._say, self._scorecard.maxima[column]
        first = leaders(self._evaluation, self._codes, column)
        average = self._evaluation.columns[column].average.value
        bars = [
            ComparedBar(
                name=self._name(code),
                label=self._score(code, column).text,
                share=_share(self._evaluation.cards[code].score(column), maximum),
                leads=code in first,
            )
            for code in self._codes
        ]
        title = say("compare_chart", column=say.column(self._scorecard, column), max=say.plain(maximum))
        told = say("compare_chart_desc", scores="; ".join(f"{bar.name}: {bar.label}" for bar in bars))
        heading = (say.column(self._scorecard, column), f"/ {say.plain(maximum)}")
        return compared_chart(f"compared-{column}", (title, told), heading, bars, _share(average, maximum))

    def _scores(self, column: str) -> list[Decimal]:
        found = (self._evaluation.cards[code].score(column) for code in self._codes)
        return [score for score in found if score is not None]

    def _name(self, code: str) -> str:
        return self._evaluation.cards[code].agency.name

    def _score(self, code: str, column: str) -> Cell:
        return figure_cell(self._say, self._evaluation.cards[code].figures[column])

    def _rank(self, code: str, column: str) -> Cell | None:
        stand = self._evaluation.columns[column]
        rank = stand.ranks[code]
        return rank_cell(self._say, rank, stand.of) if rank.rank is not None else None


def _share(score: Decimal | None, maximum: Decimal) -> Decimal | None:
    return None if score is None else min(score / maximum, Decimal(1))


def _title(agencies: Sequence[Agency], cohort: str, say: Localizer) -> str:
    names = [capital(each.name) for each in agencies]
    if not names:
        return say("compare_in", cohort=cohort)
    return (
        say("compare_title", names=listed(names, say)) if len(names) >= _LEAST else say("compare_with", name=names[0])
    )


def _choice(around: RankingContext, agencies: Sequence[Agency], say: Localizer, at: Addresses) -> ComparisonChoice:
    evaluation = around.ranking.evaluation
    period, cohort = evaluation.period, evaluation.cohort
    codes = [each.code for each in agencies]

    def without(code: str) -> str:
        others = [each for each in codes if each != code]
        return at.compare(others, period, None if others else cohort)

    named = [
        ComparedAgency(each.code, capital(each.name), at.agency(each.code, period), without(each.code))
        for each in agencies
    ]
    others = [card.agency for code, card in evaluation.cards.items() if code not in codes]
    others.sort(key=lambda each: (fold(each.name), each.code))
    numbers = range(len(codes) + 1, max(_LEAST, len(codes) + 1) + 1) if len(codes) < MOST and others else []
    places = [say("compare_agency", number=number) for number in numbers]
    return ComparisonChoice(
        chosen=named,
        others=[Choice(each.code, each.name, chosen=False) for each in others],
        places=[say("compare_add")] if len(codes) >= _LEAST and places else places,
        periods=[Choice(str(each), say.period(each), each == period) for each in around.periods],
        is_alone=len(evaluation.cards) < _LEAST,
    )


def _notes(evaluation: Evaluation, limits: FindingLimits, say: Localizer) -> list[str]:
    total = evaluation.columns[TOTAL]
    notes = withheld_texts(evaluation, (TOTAL, *evaluation.scorecard.groups_by_code), limits, say)
    if not is_withheld(total, limits) or total.average.value is not None:
        notes.append(method_text(say, total.average, total.of))
    if not evaluation.verified:
        notes.append(say("unverified"))
    return notes
