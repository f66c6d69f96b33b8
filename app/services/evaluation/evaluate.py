"""Answers: rankings, averages, cards and histories, each from one consistent view of the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.agencies import Agency, Cohort, not_in_period
from app.domain.comparable import comparable
from app.domain.errors import Location, Refusal
from app.domain.evaluation.evaluation import Evaluation, evaluate
from app.domain.evaluation.score_changes import ScoreChange, changes_since
from app.domain.evaluation.scores import Basis
from app.domain.findings import FindingLimits
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import Scorecard, Scorecards, Unmeasured
from app.domain.time import AsOf, day_of, in_past
from app.services.context import AppContext
from app.services.evaluation import work
from app.services.evaluation.load_inputs import load_inputs
from app.services.evaluation_cache import EvaluationCache, Question
from app.services.versions import group_of
from app.storage import agencies
from app.storage.database import Connection, Database
from app.storage.figures import read as figures_read


@dataclass(frozen=True, slots=True)
class Ranking:
    """An evaluated cohort and its changes, by agency code, in the column it is ranked by.

    ``before``: the cohort in the period before; ``None`` where nothing is known of it.
    """

    evaluation: Evaluation
    by: str
    changes: Mapping[str, ScoreChange]
    before: Evaluation | None = None

    def comparable(self, limits: FindingLimits) -> "Ranking":
        """As people are told it: nobody has won or lost a place in what is too few for a rank."""
        evaluation, before = comparable(self.evaluation, limits), self.before and comparable(self.before, limits)
        ranks = evaluation.columns[self.by].ranks
        changes = {
            code: change if ranks[code].rank else replace(change, rank=None) for code, change in self.changes.items()
        }
        return Ranking(evaluation, self.by, changes, before)


@dataclass(frozen=True, slots=True)
class Together:
    """Agencies that are evaluated together: ``name`` tells them from others, ``group`` says of whom they rest
    (``app.services.versions.rests_on``), ``members`` finds them as the register said at a moment, or says now."""

    name: str
    group: str
    members: Callable[[datetime | None], Sequence[Agency]]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Answers questions on one basis; with ``as_of`` from figures dated up to then, with ``known_at`` from what had
    arrived by then.

    ``today``: for names, and without ``as_of`` for which months have ended. ``cache``: where others who ask the same
    find it; without one every cohort is evaluated anew.
    """

    database: Database
    scorecards: Scorecards
    basis: Basis
    today: date
    as_of: datetime | None = None
    known_at: datetime | None = None
    cache: EvaluationCache | None = None

    @classmethod
    def asked(
        cls, service: AppContext, basis: Basis, as_of: datetime | None = None, known_at: datetime | None = None
    ) -> "Evaluator":
        """As the service answers now, or with ``known_at`` would have answered then: its day is then today."""
        now = service.now()
        known_at = in_past(known_at, now)
        today = day_of(known_at or now)
        return cls(service.database, service.registers.scorecards, basis, today, as_of, known_at, service.evaluations)

    @property
    def bounds(self) -> AsOf:
        return AsOf(self.as_of, self.known_at)

    def cohort(self, period: Period, cohort: Cohort) -> Evaluation:
        """A cohort in a period. Refuses ``no_scorecard`` and ``cohort_unknown``."""
        with self.database.reading() as connection:
            return self.evaluated(connection, period, cohort)

    def ranking(self, period: Period, cohort: Cohort, by: str) -> Ranking:
        """A cohort with its changes against the period before; refuses ``unknown_column`` too."""
        with self.database.reading() as connection:
            return self.ranked(connection, period, cohort, by)

    def ranked(self, connection: Connection, period: Period, cohort: Cohort, by: str) -> Ranking:
        """``ranking`` of a view of the database that is open already."""
        check_column(self.scorecards.in_force(period), by)
        if self._is_blank(connection, period.previous, by):
            return Ranking(self.evaluated(connection, period, cohort), by, {})
        now, before = self.compared(connection, period, cohort)
        return Ranking(now, by, changes_since(before, now, by) if before else {}, before)

    def _is_blank(self, connection: Connection, period: Period, by: str) -> bool:
        """Whether nobody can have a score in a column: nothing is known of the period, and that is not enough."""
        try:
            indicators = self.scorecards.in_force(period).indicators_of.get(by, ())
        except Refusal:
            return False
        measured = any(each.unmeasured is Unmeasured.MISSING for each in indicators)
        return measured and not figures_read.is_known(connection, [period, *period.months])

    def compared(self, connection: Connection, period: Period, cohort: Cohort) -> tuple[Evaluation, Evaluation | None]:
        """A cohort in a period and in the one before; ``None`` where no scorecard was in force then."""
        now = self.evaluated(connection, period, cohort)
        try:
            return now, self.evaluated(connection, period.previous, cohort)
        except Refusal as refusal:
            if refusal.code != "no_scorecard":
                raise
            return now, None

    def agency(self, period: Period, code: str) -> tuple[Agency, Evaluation]:
        """An agency and the cohort it is ranked in; refuses ``unknown_agency`` and ``agency_not_in_period``."""
        with self.database.reading() as connection:
            agency = get_member(connection, code, period, self.known_at)
            return agency, self.evaluated(connection, period, Cohort.of(agency))

    def history(self, code: str, by: str, kind: PeriodKind | None) -> tuple[Agency, list[Evaluation]]:
        """Every period in which something is known of an agency, oldest first, with the cohort it was ranked in.

        Refuses ``unknown_agency``, and ``unknown_column`` for a column that no scorecard has.
        """
        if not any(by in each.maxima for each in self.scorecards):
            check_column(self.scorecards.items[-1], by)
        with self.database.reading() as connection:
            agency = get_agency(connection, code, self.today, self.known_at)
            known = figures_read.periods_of(connection, [code], self.bounds)
            periods = [each for each in known if kind in (None, each.kind)]
            evaluations = [self.evaluated(connection, each, Cohort.of(agency)) for each in periods]
        return agency, [each for each in evaluations if code in each.cards and by in each.scorecard.maxima]

    def evaluated(self, connection: Connection, period: Period, cohort: Cohort) -> Evaluation:
        """``cohort`` of a view of the database that is open already."""

        def members(known_at: datetime | None) -> Sequence[Agency]:
            found = agencies.members(connection, cohort, period.last_day, known_at)
            if not found:
                check_root(connection, cohort, known_at)
            return found

        return self.together(connection, period, cohort, Together(str(cohort), group_of(cohort), members))

    def together(self, connection: Connection, period: Period, cohort: Cohort, whom: Together) -> Evaluation:
        """Agencies of any cohorts evaluated together, as if they were ``cohort``; refuses ``no_scorecard``."""
        scorecard = self.scorecards.in_force(period)

        def make(question: Question) -> Evaluation:
            work.stop_if_cancelled()
            members = whom.members(question.bounds.known_at)
            known = load_inputs(connection, scorecard, period, members, question.day, question.bounds)
            evaluation = evaluate(period, cohort, self.basis, scorecard, members, known)
            work.count(len(members))
            return evaluation

        day = day_of(self.as_of) if self.as_of else self.today
        question = Question(period, whom.name, whom.group, self.basis, self.bounds, day)
        if self.cache is None or not self.database.is_view(connection):
            return make(question)
        return self.cache.get(connection, question, make)


def check_root(connection: Connection, cohort: Cohort | None, known_at: datetime | None = None) -> None:
    """Refuse with ``cohort_unknown`` a cohort within an agency that is not registered, or was not by ``known_at``."""
    if cohort and cohort.root and not agencies.find(connection, [cohort.root], date.max, known_at):
        raise Refusal("cohort_unknown", value=cohort.root).at(Location(parameter="cohort"))


def check_column(scorecard: Scorecard, by: str) -> None:
    """Refuse with ``unknown_column`` what is neither the total nor a group nor an indicator."""
    if by not in scorecard.maxima:
        raise Refusal("unknown_column", value=by, scorecard=scorecard.id, allowed=", ".join(scorecard.maxima)).at(
            Location(parameter="by")
        )


def get_agency(connection: Connection, code: str, day: date, known_at: datetime | None = None) -> Agency:
    """An agency, valid or not, under its name on ``day``; refuses ``unknown_agency``."""
    agency = agencies.find(connection, [code], day, known_at).get(code)
    if agency is None:
        raise Refusal("unknown_agency", value=code)
    return agency


def get_member(connection: Connection, code: str, period: Period, known_at: datetime | None = None) -> Agency:
    """An agency that is valid on the period's last day; refuses ``agency_not_in_period`` too."""
    agency = get_agency(connection, code, period.last_day, known_at)
    if not agency.valid_on(period.last_day):
        raise not_in_period(agency, period)
    return agency
