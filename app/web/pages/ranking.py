"""What the ranking and the card show, in words."""

from dataclasses import dataclass

from app.api.views.ranking_columns import ColumnKind, Output, RankingColumn, RankingRow, columns_of, rows_of
from app.domain.agencies import Agency, Cohort
from app.domain.comparable import is_withheld
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import NO_CHANGE
from app.domain.evaluation.scores import Basis, Card, Source
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions.announcements import Announcement
from app.services.evaluation.evaluate import Ranking
from app.services.evaluation.ranking_context import RankingContext
from app.services.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.announced import Announced, announced
from app.web.pages.cells import Cell, average_cell, figure_cell, method_text, text_cell, withheld_texts
from app.web.pages.first_sight import FirstSight, first_sight
from app.web.pages.sources import SourceLine, source_of_cohort
from app.web.pages.table_pages import AT_ONCE, Part, TablePages

_TOP = 3  # places that are set off
_CELLS = (ColumnKind.SCORE, ColumnKind.CODE, ColumnKind.TEXT)  # the other kinds look like no other column
_BASES = (Basis.BEST, Basis.COMPUTED, Basis.OFFICIAL)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a list or of a row of links."""

    value: str
    label: str
    chosen: bool
    address: str = ""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """A column: ``kind`` says how its cells look, ``max`` is that of scores, ``lead`` is the one that is ranked by."""

    key: str
    kind: ColumnKind
    title: str
    max: str
    lead: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """An agency: what columns of their own kind show, and the ``cells`` of all others."""

    rank: str
    ranked: str
    top: bool
    is_own: bool
    name: str
    address: str
    score_change: str
    places: int | None
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Lacking:
    """An agency without a score; without ``missing`` nothing at all is known of it."""

    name: str
    address: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Absent:
    """Agencies without a score. ``more`` says how many are left out of a long list."""

    agencies: list[Lacking]
    count: str
    more: str


@dataclass(frozen=True, slots=True)
class RankingPage:
    title: str
    caption: str
    period: str
    as_of: str
    notes: list[str]
    heads: list[ColumnHead]
    sight: FirstSight
    rows: list[ShownRow]
    own: ShownRow | None
    pages: TablePages | None
    averages: dict[str, Cell]
    lacking: Absent
    unknown: Absent
    periods: list[Choice]
    columns: list[Choice]
    by: str
    bases: list[Choice]
    cohorts: list[Choice]
    csv: str
    xlsx: str
    cohort: str
    parent: Choice | None
    marked: Choice | None
    announced: Announced
    source: SourceLine


def ranking_page(
    around: RankingContext,
    found: Announcement,
    limits: FindingLimits,
    say: Localizer,
    at: Addresses,
    number: int | None = None,
) -> RankingPage:
    """A ranking as the page shows it; ``limits``: of how many there must be a score; ``number``: which page of a long
    table. The agency that ``at`` marks is marked, if it is of the cohort."""
    ranking = around.ranking.comparable(limits)
    evaluation, by = ranking.evaluation, ranking.by
    own = evaluation.cards.get(at.own or "")
    unmarked = at.marking(None)
    at = at if own else unmarked
    known = any(change != NO_CHANGE for change in ranking.changes.values())
    table = _Table(ranking, say, at, with_changes=known)
    period, cohort = evaluation.period, evaluation.cohort
    named = say.cohort(cohort, around.root.name if around.root else None)
    rows = rows_of(ranking)
    shown = [row for row in rows if _shows(row)]
    place = next((place for place, row in enumerate(shown) if row.card.agency.code == at.own), None)
    part = Part.of(len(shown), number, place)
    absent = [table.lacking(row.card) for row in rows if not _shows(row)]
    before = [say("change_against", period=say.period(period.previous))] if known else []
    return RankingPage(
        title=say("ranking", cohort=named),
        caption=say("ranking_caption", cohort=named, period=say.period(period)),
        period=say.period(period),
        as_of=dated(evaluation, say),
        notes=[*_notes(evaluation, by, limits, say), *before],
        heads=table.heads(),
        sight=first_sight(ranking, own, limits, named, say),
        rows=[table.row(row) for row in part.of_rows(shown)],
        own=None if place is None or part.has(place) else table.row(shown[place]),
        pages=part.linked(lambda each: at.ranking(period, cohort, by, page=each), say),
        averages=table.averages(),
        lacking=_absent([each for each in absent if each.missing], say),
        unknown=_absent([each for each in absent if not each.missing], say),
        periods=[Choice(str(each), say.period(each), each == period) for each in around.periods],
        columns=table.choices(),
        by=say.column(evaluation.scorecard, by),
        bases=[Choice(str(each), say(f"figures_{each}"), each == evaluation.basis) for each in _BASES],
        cohorts=[
            Choice(str(each), _named(each, around.root, say), each == cohort, unmarked.ranking(period, each))
            for each in around.cohorts
        ],
        cohort=str(cohort),
        csv=unmarked.ranking(period, cohort, by, "csv"),
        xlsx=unmarked.ranking(period, cohort, by, "xlsx"),
        parent=Choice("", around.root.name, chosen=False, address=at.agency(around.root.code)) if around.root else None,
        marked=Choice(own.agency.code, own.agency.name, chosen=True, address=unmarked.ranking(period, cohort, by))
        if own
        else None,
        announced=announced(found, lambda other: other.ranking(period, cohort, by), say, at),
        source=source_of_cohort(evaluation, found, say),
    )


def _absent(agencies: list[Lacking], say: Localizer) -> Absent:
    more = len(agencies) - AT_ONCE
    note = say("more_absent", count=say.plain(more)) if more > 0 else ""
    return Absent(agencies[:AT_ONCE], say.plain(len(agencies)), note)


def dated(evaluation: Evaluation, say: Localizer) -> str:
    """Up to when there are figures."""
    moment = evaluation.as_of
    return say("as_of", moment=say.moment(moment)) if moment else say("no_figures_dated")


def _shows(row: RankingRow) -> bool:
    """Whether there is a score or a rank; the others are listed with what they lack."""
    return row.figure.score is not None or row.rank.rank is not None


class _Table:
    """The columns of a ranking on the page; changes only where any is known."""

    def __init__(self, ranking: Ranking, say: Localizer, at: Addresses, *, with_changes: bool) -> None:
        self._evaluation, self._by, self._say, self._at = ranking.evaluation, ranking.by, say, at
        columns = columns_of(ranking, Output.PAGE)
        self._columns = [each for each in columns if with_changes or each.kind is not ColumnKind.CHANGE]
        self._scores = [column.score for column in columns if column.score is not None]

    def heads(self) -> list[ColumnHead]:
        say, maxima = self._say, self._evaluation.scorecard.maxima
        return [
            ColumnHead(
                key=column.key,
                kind=column.kind,
                title=say.of(column.title),
                max=say.plain(maxima[column.score]) if column.score else "",
                lead=column.score == self._by,
            )
            for column in self._columns
        ]

    def choices(self) -> list[Choice]:
        """What a ranking can be by, among its columns."""
        scorecard = self._evaluation.scorecard
        period, cohort = self._evaluation.period, self._evaluation.cohort
        return [
            Choice(
                code,
                self._say.column(scorecard, code),
                code == self._by,
                self._at.ranking(period, cohort, code),
            )
            for code in self._scores
        ]

    def row(self, row: RankingRow) -> ShownRow:
        say, rank, agency = self._say, row.rank, row.card.agency
        return ShownRow(
            rank=str(rank.rank or NOTHING),
            ranked=f"/{rank.ranked}" if rank.source is Source.OFFICIAL and rank.ranked else "",
            top=rank.rank is not None and rank.rank <= _TOP,
            is_own=agency.code == self._at.own,
            name=agency.name,
            address=self._at.agency(agency.code, self._evaluation.period),
            score_change=say.change(row.change.score),
            places=row.change.rank,
            cells={column.key: self._cell(column, row) for column in self._columns if column.kind in _CELLS},
        )

    def averages(self) -> dict[str, Cell]:
        columns = {code: self._evaluation.columns[code] for code in self._scores}
        return {code: average_cell(self._say, column.average, column.of) for code, column in columns.items()}

    def _cell(self, column: RankingColumn, row: RankingRow) -> Cell:
        if column.score is not None:
            return figure_cell(self._say, row.card.figures[column.score])
        return text_cell(self._say, column.text(row, self._say))

    def lacking(self, card: Card) -> Lacking:
        scorecard, figures = self._evaluation.scorecard, card.figures
        known = any(figures[group].score is not None for group in scorecard.groups_by_code)
        known = known or any(outcome.counts for outcome in card.outcomes.values())
        missing = figures[self._by].missing if known else ()
        return Lacking(
            name=card.agency.name,
            address=self._at.agency(card.agency.code, self._evaluation.period),
            missing=[self._say.missing(scorecard, each) for each in missing],
        )


def _notes(evaluation: Evaluation, by: str, limits: FindingLimits, say: Localizer) -> list[str]:
    """How many are ranked, how ranks and averages were made, or why they are not told."""
    column, total = evaluation.columns[by], evaluation.columns[TOTAL]
    codes = dict.fromkeys((by, TOTAL, *evaluation.scorecard.groups_by_code))
    notes = withheld_texts(evaluation, codes, limits, say)
    if any(rank.source is Source.OFFICIAL for rank in column.ranks.values()):
        notes.insert(0, say("ranks_published"))
    elif not is_withheld(column, limits):
        notes.insert(0, say("ranked_of", ranked=column.ranked, of=column.of))
    if not is_withheld(total, limits) or total.average.value is not None:
        notes.append(method_text(say, total.average, total.of))
    if not evaluation.verified:
        notes.append(say("unverified"))
    return notes


def _named(cohort: Cohort, root: Agency | None, say: Localizer) -> str:
    return capital(say.cohort(cohort, root.name if root and cohort.root else None))
