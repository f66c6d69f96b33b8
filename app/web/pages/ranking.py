"""What the ranking and the card show, in words."""

from dataclasses import dataclass
from urllib.parse import quote

from app.domain.agencies import Agency, Cohort
from app.domain.evaluation.columns import Rank
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import NO_CHANGE, ScoreChange
from app.domain.evaluation.scores import Basis, Card, Source
from app.domain.scorecard.scorecard import TOTAL
from app.services.evaluation.ranking_context import RankingContext
from app.services.letters.vietnamese import capital
from app.storage.editions import StoredEdition
from app.web.addresses import Addresses
from app.web.i18n.format import NOTHING, Localizer
from app.web.pages.cells import Cell, average_cell, figure_cell, method_text

_TOP = 3  # places that are set off
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
    """A column: ``lead`` is the one that is ranked by."""

    code: str
    title: str
    max: str
    lead: bool


@dataclass(frozen=True, slots=True)
class RankingRow:
    rank: str
    ranked: str
    top: bool
    name: str
    code: str
    address: str
    cells: list[Cell]
    score_change: str
    places: int | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """An agency without a score; without ``missing`` nothing at all is known of it."""

    name: str
    address: str
    missing: list[str]


@dataclass(frozen=True, slots=True)
class Announced:
    """The edition that stands for what a page shows: what is said of it, and where it can be had."""

    text: str
    address: str
    digest: str

    def letter(self, agency: str, format: str) -> str:
        """The address of the letter on an agency."""
        return f"{self.address}/letter/{quote(agency, safe='')}?format={format}"


@dataclass(frozen=True, slots=True)
class RankingPage:
    title: str
    caption: str
    period: str
    as_of: str
    notes: list[str]
    heads: list[ColumnHead]
    rows: list[RankingRow]
    averages: list[Cell]
    lacking: list[Lacking]
    unknown: list[Lacking]
    with_changes: bool
    periods: list[Choice]
    columns: list[Choice]
    bases: list[Choice]
    cohorts: list[Choice]
    csv: str
    xlsx: str
    cohort: str
    parent: Choice | None
    announced: Announced | None


def announced(edition: StoredEdition | None, say: Localizer) -> Announced | None:
    if edition is None:
        return None
    text = say("announced", number=edition.id, day=say.day(edition.published_at))
    return Announced(text, f"/v1/editions/{edition.id}", edition.digest)


def ranking_page(around: RankingContext, say: Localizer, at: Addresses) -> RankingPage:
    """A ranking as the page shows it."""
    ranking = around.ranking
    evaluation, by = ranking.evaluation, ranking.by
    table = _Table(evaluation, by, say, at)
    period, cohort = evaluation.period, evaluation.cohort
    named = say.cohort(cohort, around.root.name if around.root else None)
    cards = evaluation.standing(by)
    absent = [table.lacking(card) for card in cards if not table.shows(card)]
    known = any(change != NO_CHANGE for change in ranking.changes.values())
    before = say("change_against" if known else "change_unknown", period=say.period(period.previous))
    return RankingPage(
        title=say("ranking", cohort=named),
        caption=say("ranking_caption", cohort=named, period=say.period(period)),
        period=say.period(period),
        as_of=dated(evaluation, say),
        notes=[*_notes(evaluation, by, say), before],
        heads=table.heads(),
        rows=[table.row(card, ranking.changes.get(card.agency.code)) for card in cards if table.shows(card)],
        averages=table.averages(),
        lacking=[each for each in absent if each.missing],
        unknown=[each for each in absent if not each.missing],
        with_changes=known,
        periods=[Choice(str(each), say.period(each), each == period) for each in around.periods],
        columns=[Choice(code, say.column(evaluation.scorecard, code), code == by) for code in table.codes],
        bases=[Choice(str(each), say(f"figures_{each}"), each == evaluation.basis) for each in _BASES],
        cohorts=[
            Choice(str(each), _named(each, around.root, say), each == cohort, at.ranking(period, each))
            for each in around.cohorts
        ],
        cohort=str(cohort),
        csv=at.ranking(period, cohort, by, "csv"),
        xlsx=at.ranking(period, cohort, by, "xlsx"),
        parent=Choice("", around.root.name, chosen=False, address=at.agency(around.root.code)) if around.root else None,
        announced=announced(around.announced, say),
    )


def dated(evaluation: Evaluation, say: Localizer) -> str:
    """Up to when there are figures."""
    moment = evaluation.as_of
    return say("as_of", moment=say.moment(moment)) if moment else say("no_figures_dated")


class _Table:
    """The columns of a ranking: the total, the groups, and the indicator if one is ranked by."""

    def __init__(self, evaluation: Evaluation, by: str, say: Localizer, at: Addresses) -> None:
        self._evaluation, self._by, self._say, self._at = evaluation, by, say, at
        codes = [TOTAL, *evaluation.scorecard.groups_by_code]
        self.codes = codes if by in codes else [*codes, by]

    def heads(self) -> list[ColumnHead]:
        scorecard, say = self._evaluation.scorecard, self._say
        return [
            ColumnHead(code, say.column(scorecard, code), say.plain(scorecard.maxima[code]), code == self._by)
            for code in self.codes
        ]

    def shows(self, card: Card) -> bool:
        """Whether there is a score or a rank; the others are listed with what they lack."""
        return card.figures[self._by].score is not None or self._rank(card).rank is not None

    def row(self, card: Card, change: ScoreChange | None) -> RankingRow:
        say, code = self._say, card.agency.code
        change, rank = change or NO_CHANGE, self._rank(card)
        return RankingRow(
            rank=str(rank.rank or NOTHING),
            ranked=f"/{rank.ranked}" if rank.source is Source.OFFICIAL and rank.ranked else "",
            top=rank.rank is not None and rank.rank <= _TOP,
            code=code,
            name=card.agency.name,
            address=self._at.agency(code, self._evaluation.period),
            cells=[figure_cell(say, card.figures[each]) for each in self.codes],
            score_change=say.change(change.score),
            places=change.rank,
        )

    def averages(self) -> list[Cell]:
        columns = [self._evaluation.columns[code] for code in self.codes]
        return [average_cell(self._say, column.average, column.of) for column in columns]

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

    def _rank(self, card: Card) -> Rank:
        return self._evaluation.columns[self._by].ranks[card.agency.code]


def _notes(evaluation: Evaluation, by: str, say: Localizer) -> list[str]:
    """How many are ranked, how ranks and averages were made."""
    column, total = evaluation.columns[by], evaluation.columns[TOTAL]
    ranks = {rank.source for rank in column.ranks.values() if rank.source}
    ranked = "ranks_published" if Source.OFFICIAL in ranks else "ranked_of"
    notes = [say(ranked, ranked=column.ranked, of=column.of), method_text(say, total.average, total.of)]
    if not evaluation.verified:
        notes.append(say("unverified"))
    return notes


def _named(cohort: Cohort, root: Agency | None, say: Localizer) -> str:
    return capital(say.cohort(cohort, root.name if root and cohort.root else None))
