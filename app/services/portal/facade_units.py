"""Whom answers in the portal's language speak of: the provinces of the country, or an agency and those below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.agencies import Agency, Cohort, Level, root_code
from app.domain.evaluation.evaluation import Evaluation, Known, evaluate
from app.domain.evaluation.score_changes import NO_CHANGE, ScoreChange, changes_since
from app.domain.evaluation.scores import Card
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import Count
from app.readers.files.registers import portal_departments
from app.services.evaluation.evaluate import Evaluator, Together, check_column
from app.services.portal import facade_ids
from app.storage import agencies
from app.storage.database import Connection
from app.storage.figures import read as figures_read

_COUNTRY = Cohort(Level.PROVINCE)
_WITH_CHILDREN = (Level.PROVINCE, Level.MINISTRY)
_BELOW = (Level.DEPARTMENT, Level.DISTRICT, Level.COMMUNE)
_NOTHING_KNOWN = Known({}, {})


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: the agency with the ``departmentId`` ``root``, or the country (``None``), in a period.

    ``by_procedure``: in one procedure alone. No figures are kept by procedure, so nothing is known then.
    """

    period: Period
    root: str | None = None
    by_procedure: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency as the portal calls it, its figures, its counts by measure, the points won since the period before.

    Counts are the agency's own and, of measures that are not measured below the province, the province's.
    """

    id: str
    name: str
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
class Found:
    """``parent``: the agency asked about, ``None`` for the country; ``units``: those below it, by their codes as text.

    ``by``: the column that is asked about.
    """

    evaluation: Evaluation
    by: str
    parent: Unit | None
    units: Sequence[Unit]

    @property
    def scorecard(self) -> Scorecard:
        return self.evaluation.scorecard

    @property
    def listed(self) -> list[Unit]:
        """Those that have a score in the column: a list with empty places would be taken for one of zeros."""
        return [unit for unit in self.units if unit.card.points(self.by) is not None]

    @property
    def subjects(self) -> Sequence[Unit]:
        """Whom the figures of the whole are made of: the agency itself, or all provinces."""
        return (self.parent,) if self.parent else self.units


def find(evaluator: Evaluator, scope: Scope, by: str) -> Found:
    """Those asked about, with their scores in the column ``by``.

    Refuses ``no_scorecard``, ``unknown_column`` where the scorecard in force has no column ``by``, and
    ``unknown_department`` and ``agency_not_in_period`` for a root.
    """
    period = scope.period
    check_column(evaluator.scorecards.in_force(period), by)
    with evaluator.database.reading() as connection:
        root = facade_ids.find(evaluator.database, connection, scope.root, period) if scope.root else None
        if scope.by_procedure:
            now = _nothing_known(evaluator, period, [root] if root else [])
            changes: Mapping[str, ScoreChange] = {}
        else:
            now = evaluated(evaluator, connection, period, root)
            changes = _changes(evaluator, connection, now, root, by)
        ids = facade_ids.department_ids(connection, now.cards)
    units = [_unit(now, card, ids, changes) for _, card in sorted(now.cards.items())]
    parent = next((unit for unit in units if root and unit.agency.code == root.code), None)
    return Found(now, by, parent, [unit for unit in units if unit is not parent])


def evaluated(evaluator: Evaluator, connection: Connection, period: Period, root: Agency | None) -> Evaluation:
    """The provinces, or an agency and those below it, whatever cohorts they are ranked in; refuses ``no_scorecard``."""
    if root is None:
        return evaluator.evaluated(connection, period, _COUNTRY)
    whom = Together(
        f"{root.code} and below", root_code(root.code), lambda _: _members(connection, root, period.last_day)
    )
    return evaluator.together(connection, period, _COUNTRY, whom)


def evaluated_alone(evaluator: Evaluator, connection: Connection, period: Period, agency: Agency) -> Evaluation:
    whom = Together(agency.code, root_code(agency.code), lambda _: [agency])
    return evaluator.together(connection, period, _COUNTRY, whom)


def _nothing_known(evaluator: Evaluator, period: Period, members: Sequence[Agency]) -> Evaluation:
    scorecard = evaluator.scorecards.in_force(period)
    return evaluate(period, _COUNTRY, evaluator.basis, scorecard, members, _NOTHING_KNOWN)


def _members(connection: Connection, root: Agency, day: date) -> list[Agency]:
    levels = _BELOW if root.level in _WITH_CHILDREN else ()
    below = (each for level in levels for each in agencies.members(connection, Cohort(level, root.code), day))
    return [*([root] if root.valid_on(day) else []), *below]


def _changes(
    evaluator: Evaluator, connection: Connection, now: Evaluation, root: Agency | None, by: str
) -> Mapping[str, ScoreChange]:
    """The changes since the period before, by code; none where nothing is known of that.

    Of a period without a scorecard nothing is known: its figures are refused.
    """
    previous = now.period.previous
    if not figures_read.is_known(connection, [previous, *previous.months]):
        return {}
    return changes_since(evaluated(evaluator, connection, previous, root), now, by)


def _unit(now: Evaluation, card: Card, ids: Mapping[str, str], changes: Mapping[str, ScoreChange]) -> Unit:
    agency = card.agency
    used = {measure: count for outcome in card.outcomes.values() for measure, count in outcome.counts.items()}
    counts = {**now.known.counts.get(agency.code, {}), **used}
    name = portal_departments().department_name(agency.code, now.period.last_day) or agency.name
    return Unit(ids[agency.code], name, card, counts, changes.get(agency.code, NO_CHANGE).score)
