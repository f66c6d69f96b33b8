"""What a better rank would take, the cheapest next points, and what late dossiers cost, as a letter and its slips say
it: only what can still be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.scoring import as_score
from app.domain.what_if.better_ranks import better_ranks
from app.domain.what_if.cases import positions
from app.domain.what_if.cases_below import timeliness_indicator
from app.domain.what_if.contributions import contributions
from app.domain.what_if.goals import Wish
from app.domain.what_if.lever_choice import LeverSet
from app.domain.what_if.opportunities import OpportunitySort, opportunities
from app.domain.what_if.targets import Question
from app.domain.what_if.telling import Teller, holders
from app.services.letters.compose import NextRank
from app.services.vietnamese import capital, number, part

_STEPS = 3  # on a slip


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What slips are written of: the cohort with the levers in force, whether its period had ended when it was
    published, and by agency what its late dossiers cost, ``None`` where the result of the agency above is not known."""

    evaluation: Evaluation
    ended: bool
    costs: Mapping[str, str] | None

    def steps(self, code: str) -> tuple[str, ...]:
        """The cheapest next points of an agency: ``Thêm 44 hồ sơ có kết quả điện tử: +0,01 điểm``."""
        found = opportunities(self.evaluation, code, ended=self.ended, sort=OpportunitySort.CASES)
        told = _TELLER.next_steps(self.evaluation.scorecard, found, _STEPS)
        return tuple(f"{capital(each.text)}: {_change(each.gain)} điểm" for each in told if each.possible)

    def knows(self, code: str) -> bool:
        """Whether any counts of an agency's own are known."""
        return any(each.own for each in positions(self.evaluation.cards[code]).values())


def next_rank(evaluation: Evaluation, code: str, *, ended: bool) -> NextRank:
    """The next better rank by the total, with what can be mended, or else with all that can still be done.

    ``evaluation``: with only those ranks that people are told, and with the levers in force.
    """
    rank = next(iter(better_ranks(evaluation, code)), None)
    if rank is None or not evaluation.scorecard.levers:
        return NextRank()
    try:
        found = Question(TOTAL, Wish(rank=rank)).answer(evaluation, code, {}, ended=ended)
    except Refusal as refusal:
        if refusal.code != "target_beyond_reach":
            raise
        return NextRank(beyond_reach=True)
    reaches = {each.levers: each for each in found.reaches if each.paths}
    reach = reaches.get(LeverSet.RECOVERABLE) or reaches.get(LeverSet.ALL)
    if reach is None:
        return NextRank(beyond_reach=True)
    who = f"hạng {rank} ({_TELLER.names(holders(evaluation, found.goal))}, {number(as_score(found.goal.points))} điểm)"
    return NextRank(
        f"{who}: còn thiếu {number(as_score(found.goal.gap))} điểm; {_TELLER.reach(evaluation, found.goal, reach)}"
    )


def late_costs(evaluation: Evaluation, code: str, below: Evaluation) -> dict[str, str] | None:
    """What the late dossiers of the agencies of a cohort cost the agency ``code`` above them: ``22.309 hồ sơ không đúng
    hạn làm Phú Thọ mất 0,961 điểm``. ``None`` where that cannot be said."""
    indicator = timeliness_indicator(evaluation.scorecard)
    if indicator is None or code not in evaluation.cards:
        return None
    (shares,) = contributions(evaluation, code, [below], indicator.code)
    if shares.reason is not None:
        return None
    name = evaluation.cards[code].agency.name
    return {
        each.count.agency.code: f"{number(each.bad)} hồ sơ không đúng hạn làm {name} mất {part(each.points)} điểm"
        if each.points
        else ""
        for each in shares.parts
    }


def _change(points: Decimal) -> str:
    return f"+{number(points)}"


_TELLER = Teller(lambda text: text.vi, number, _change)
