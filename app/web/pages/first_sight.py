"""What a ranking says before its table: a few sentences, and a picture of all scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from app.domain.agencies import Agency, Level
from app.domain.comparable import best
from app.domain.evaluation.score_changes import NO_CHANGE
from app.domain.evaluation.scores import Card, Source
from app.domain.evaluation.summary import RankingSummary, summarize
from app.domain.findings import FindingLimits
from app.domain.scorecard.scorecard import TOTAL
from app.services.evaluation.evaluate import Ranking
from app.services.vietnamese import capital
from app.web.charts.dots import Dot, DotPlot, Mark, dot_chart
from app.web.i18n.format import Localizer

_NAMED = 3  # so many agencies are called by their names; of more one says how many


@dataclass(frozen=True, slots=True)
class FirstSight:
    """``keys``: what the signs of the picture mean, by the class of the sign. ``note``: what is not in it."""

    sentences: list[str]
    drawing: Markup | None
    keys: dict[str, str]
    note: str


def first_sight(ranking: Ranking, own: Card | None, limits: FindingLimits, cohort: str, say: Localizer) -> FirstSight:
    """Of a ranking as people are told it; ``own``: the card of the reader's agency; ``cohort``: its name."""
    summary = summarize(ranking.evaluation, ranking.before, ranking.by, ranking.changes)
    sentences = _Sentences(ranking, summary, say).all(own)
    picture = _Picture(ranking, summary, own, limits, say)
    if not picture.known:
        return FirstSight(sentences, None, {}, "")
    plot, unknown = picture.plot(), summary.of - len(picture.known)
    note = say("dots_unknown", count=say.plain(unknown)) if unknown else ""
    key = ("bin", "bins_key") if plot.is_crowded else ("dot", "dots_key")
    return FirstSight(sentences, picture.drawn(plot, cohort), {key[0]: say(key[1])}, note)


class _Sentences:
    """Each says one thing, or is left out where that is not known."""

    def __init__(self, ranking: Ranking, summary: RankingSummary, say: Localizer) -> None:
        self._ranking, self._summary, self._say = ranking, summary, say
        self._before = say.period(ranking.evaluation.period.previous)

    def all(self, own: Card | None) -> list[str]:
        """Who leads comes first, or else why that is not said."""
        about = [self._average(), self._ranked()]
        found = [self._lead(), self._moves(), *(about if self._summary.leaders else reversed(about))]
        found += [self._without_moves(), self._own(own) if own else ""]
        return [capital(each) for each in found if each]

    def _lead(self) -> str:
        leaders, say = self._summary.leaders, self._say
        if leaders is None or self._summary.of == 1:
            return ""
        scorecard, by = self._ranking.evaluation.scorecard, self._ranking.by
        kind = "sight_leads" if len(leaders.agencies) == 1 else "sight_lead"
        return say(
            kind if by == TOTAL else f"{kind}_by",
            names=names(leaders.agencies, say),
            score=say.score(leaders.score),
            max=say.plain(scorecard.maxima[by]),
            column=f"“{say.column(scorecard, by)}”",
        )

    def _moves(self) -> str:
        say, summary, period = self._say, self._summary, self._before
        risen, fallen = summary.risen, summary.fallen
        if summary.leaders is None or not summary.compared or summary.of == 1:
            return ""
        if risen is None and fallen is None:
            return say("nobody_moved", period=period)
        key = "rose_and_fell" if risen and fallen else "rose" if risen else "fell"
        return say(
            key,
            period=period,
            risen=names(risen.agencies, say) if risen else "",
            up=say.plain(risen.places) if risen else "",
            fallen=names(fallen.agencies, say) if fallen else "",
            down=say.plain(-fallen.places) if fallen else "",
        )

    def _without_moves(self) -> str:
        if self._summary.leaders is None or self._summary.compared:
            return ""
        known = any(change != NO_CHANGE for change in self._ranking.changes.values())
        return self._say("moves_unknown" if known else "change_unknown", period=self._before)

    def _average(self) -> str:
        say, average, cohort = self._say, self._summary.average, self._ranking.evaluation.cohort
        if average.value is None or self._summary.of == 1:
            return ""
        is_whole = average.averaged in (None, self._summary.of)
        if is_whole and cohort.level is Level.PROVINCE:
            key = "average_nation"
        else:
            key = "average_cohort" if average.averaged is None else "average_some"
        averaged = "" if average.averaged is None else say.plain(average.averaged)
        return say(key, averaged=averaged, average=say.score(average.value), change=self._average_change())

    def _average_change(self) -> str:
        change = self._summary.average_change
        if change is None:
            return ""
        key = "average_rose" if change > 0 else "average_fell" if change < 0 else "average_same"
        return self._say(key, points=self._say.score(abs(change)), period=self._before)

    def _ranked(self) -> str:
        """How many are ranked; or why nobody is, or only by what was published."""
        say, summary = self._say, self._summary
        known, of = say.plain(summary.ranked), say.plain(summary.of)
        if not summary.ranked:
            return say("none_known", of=of) if summary.of else ""
        ranks = [rank for rank in self._ranking.evaluation.columns[self._ranking.by].ranks.values() if rank.rank]
        if summary.of == 1:
            return say("one_member")
        if not ranks:
            return say("few_known", known=known, of=of, named=self._known())
        if any(rank.source is Source.OFFICIAL for rank in ranks):
            few = summary.ranked < summary.of
            return say("few_known_published", known=known, of=of, named=self._known()) if few else ""
        return say("all_ranked" if summary.ranked == summary.of else "some_ranked", ranked=known, of=of)

    def _known(self) -> str:
        """In brackets who has a score, where these are few."""
        by, cards = self._ranking.by, self._ranking.evaluation.cards.values()
        agencies = [card.agency for card in cards if card.score(by) is not None]
        return f" ({names(agencies, self._say)})" if len(agencies) <= _NAMED else ""

    def _own(self, card: Card) -> str:
        score, name = card.score(self._ranking.by), card.agency.name
        rank = self._ranking.evaluation.columns[self._ranking.by].ranks[card.agency.code].rank
        key = "own_none" if score is None else "own_rank" if rank else "own_score"
        return self._say(key, name=name, rank=self._say.plain(rank or 0), score=self._say.score(score))


class _Picture:
    def __init__(
        self, ranking: Ranking, summary: RankingSummary, own: Card | None, limits: FindingLimits, say: Localizer
    ) -> None:
        self._evaluation, self._by, self._summary = ranking.evaluation, ranking.by, summary
        self._own, self._say = own, say
        cards = self._evaluation.cards.values()
        self.known = {card.agency: score for card in cards if (score := card.score(self._by)) is not None}
        self._is_told = best(self._evaluation, self._by, limits) is not None or len(self.known) == 1

    def plot(self) -> DotPlot:
        say, code = self._say, self._own.agency.code if self._own else None
        average = self._summary.average.value
        return DotPlot(
            dots=[Dot(score, self._words(each.name, score), each.code == code) for each, score in self.known.items()],
            max=self._evaluation.scorecard.maxima[self._by],
            ends=self._ends(),
            average=None if average is None else Mark(average, say("dots_average", average=say.score(average))),
            own=self._own_mark(),
        )

    def drawn(self, plot: DotPlot, cohort: str) -> Markup:
        say, period = self._say, self._say.period(self._evaluation.period)
        title = say("dots_title", column=say.column(self._evaluation.scorecard, self._by), cohort=cohort, period=period)
        described = [say("bins_desc" if plot.is_crowded else "dots_desc")]
        if plot.ends:
            described.append(say("ends_desc", last=plot.ends[0].words, first=plot.ends[-1].words))
        described += [f"{each.words}." for each in (plot.average, plot.own) if each]
        return dot_chart(title, " ".join(described), plot, say.plain)

    def _ends(self) -> list[Mark]:
        """The lowest and the highest score, where they may be told; one where they are the same."""
        if not self._is_told:
            return []
        found = []
        for score in dict.fromkeys((min(self.known.values()), max(self.known.values()))):
            agencies = [agency for agency, each in self.known.items() if each == score]
            found.append(Mark(score, self._words(names(agencies, self._say), score)))
        return found

    def _own_mark(self) -> Mark | None:
        score = self._own.score(self._by) if self._own else None
        return Mark(score, self._words(self._own.agency.name, score)) if self._own and score is not None else None

    def _words(self, name: str, score: Decimal) -> str:
        return f"{capital(name)} {self._say.score(score)}"


def names(agencies: Sequence[Agency], say: Localizer) -> str:
    """``Huế``, ``Huế và Đà Nẵng``, ``Huế, Đà Nẵng và Cà Mau``; of more how many they are."""
    if len(agencies) > _NAMED:
        return say("many_agencies", count=say.plain(len(agencies)))
    *others, last = [agency.name for agency in agencies]
    return f"{', '.join(others)}{say('and')}{last}" if others else last
