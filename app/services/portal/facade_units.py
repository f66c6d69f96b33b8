"""Whom answers in the portal's language speak of: agencies by UUID, the provinces, an agency and those below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid5

from app.domain.agencies import Agency, Cohort, Level
from app.domain.errors import Refusal
from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Card
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import TOTAL, Scorecard
from app.domain.scorecard.scoring import ZERO, Count
from app.services.evaluation.evaluate import Evaluator, Ranking, get_member
from app.storage import agencies
from app.storage.database import Connection
from app.storage.portal import aliases

# Never to be changed: programs keep the UUIDs that are made of it.
_NAMESPACE = UUID("7a5ab0d4-0f43-5c0e-9d3f-1f6d1b3f7660")
_ROOTS = (Level.PROVINCE, Level.MINISTRY)
_BELOW = (Level.DEPARTMENT, Level.DISTRICT, Level.COMMUNE)


def stable_alias(code: str) -> str:
    """The UUID of an agency whose UUID on the portal is not known: the same for a code in every process, for ever."""
    return str(uuid5(_NAMESPACE, code))


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency with its UUID, its figures, its counts by measure and the points won since the period before.

    Counts are the agency's own and, of measures that are not measured below the province, the province's.
    """

    id: str
    card: Card
    counts: Mapping[str, Count]
    change: Decimal | None

    @property
    def agency(self) -> Agency:
        return self.card.agency

    def count(self, measure: str) -> int | None:
        return self.counts[measure].value if measure in self.counts else None

    def sum(self, measures: Sequence[str]) -> int | None:
        """The sum of some counts; ``None`` if one of them is missing."""
        found = [self.counts[measure].value for measure in measures if measure in self.counts]
        return sum(found) if len(found) == len(measures) else None

    def quality(self, code: str) -> Quality | None:
        """The publisher's flag of an indicator's counts, else of its published score."""
        flags = [count.quality for count in self.card.outcomes[code].counts.values() if count.quality]
        official = self.card.figures[code].official
        return flags[0] if flags else official.quality if official else None


@dataclass(frozen=True, slots=True)
class ProvincesView:
    """The provinces of a period in the order of their ranks, and their averages."""

    evaluation: Evaluation
    units: Sequence[Unit]


@dataclass(frozen=True, slots=True)
class Family:
    """An agency and those below it, by their scores in the column ``by``; those without a score come last."""

    scorecard: Scorecard
    by: str
    parent: Unit
    children: Sequence[Unit]


def country(evaluator: Evaluator, period: Period) -> ProvincesView:
    """All provinces of a period; refuses ``no_scorecard``."""
    with evaluator.database.reading() as connection:
        ranking = evaluator.ranked(connection, period, Cohort(Level.PROVINCE), TOTAL)
        ids = aliases.of(connection, ranking.evaluation.cards)
    return ProvincesView(ranking.evaluation, [_unit(ranking, card, ids) for card in ranking.evaluation.standing(TOTAL)])


def family(evaluator: Evaluator, period: Period, root: str, by: str) -> Family:
    """The agency with the UUID ``root`` and, of a province or a ministry, those below it.

    Refuses ``unknown_department``, ``agency_not_in_period``, ``no_scorecard``, and ``unknown_column`` where the
    scorecard in force has no column ``by``.
    """
    with evaluator.database.reading() as connection:
        agency = _find(connection, root, period)
        own = evaluator.ranked(connection, period, Cohort.of(agency), by)
        levels = _BELOW if agency.level in _ROOTS else ()
        below = [evaluator.ranked(connection, period, Cohort(level, agency.code), by) for level in levels]
        codes = [agency.code, *(code for each in below for code in each.evaluation.cards)]
        ids = aliases.of(connection, codes)
    parent = _unit(own, own.evaluation.cards[agency.code], ids)
    children = [_unit(each, card, ids) for each in below for card in each.evaluation.cards.values()]
    return Family(own.evaluation.scorecard, by, parent, sorted(children, key=lambda unit: _place(unit, by)))


def _find(connection: Connection, id_: str, period: Period) -> Agency:
    """The agency with this UUID: one that the portal gave, else one of ours, which only those have that can be asked
    for: provinces and ministries."""
    known = aliases.codes(connection, [id_])
    if id_ in known:
        return get_member(connection, known[id_], period)
    for level in _ROOTS:
        for agency in agencies.members(connection, Cohort(level), period.last_day):
            if stable_alias(agency.code) == id_:
                return agency
    raise Refusal("unknown_department", value=id_, period=period)


def _unit(ranking: Ranking, card: Card, ids: Mapping[str, str]) -> Unit:
    code = card.agency.code
    used = {measure: count for outcome in card.outcomes.values() for measure, count in outcome.counts.items()}
    counts = {**ranking.evaluation.known.counts.get(code, {}), **used}
    change = ranking.changes.get(code, ScoreChange(None, None))
    return Unit(ids.get(code) or stable_alias(code), card, counts, change.score)


def _place(unit: Unit, by: str) -> tuple[bool, Decimal, str]:
    score = unit.card.figures[by].score
    return score is None, -(score or ZERO), unit.agency.code
