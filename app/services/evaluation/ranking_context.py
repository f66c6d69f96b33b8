"""What a page shows around a ranking or a card: which periods there are, and what lies above and below."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.agencies import Agency, Cohort, Level, parent_code, root_code
from app.domain.evaluation.evaluation import Evaluation
from app.domain.periods import Period, PeriodKind
from app.domain.scorecard.scorecard import TOTAL
from app.services.evaluation.evaluate import Evaluator, Ranking, check_root, get_agency
from app.storage import agencies
from app.storage.agencies import Filter
from app.storage.database import Connection, Database
from app.storage.figures import read as figures_read

_MOST_MEMBERS = 10_000
_BELOW = (Level.DEPARTMENT, Level.COMMUNE, Level.DISTRICT)
HISTORY = 12  # periods of one kind that a history goes back: the months of a year


@dataclass(frozen=True, slots=True)
class RankingContext:
    """A ranking; ``root``: the ministry or province that its cohort is part of; the periods with figures, the newest
    first, this one among them; the cohorts beside it."""

    ranking: Ranking
    root: Agency | None
    periods: list[Period]
    cohorts: list[Cohort]


@dataclass(frozen=True, slots=True)
class CardAround:
    """An agency's evaluation; the ministry or province that it is part of and its periods as above; its last periods of
    the same kind, oldest first; the cohorts below it; and the names, by code, of those who claim anything of it."""

    agency: Agency
    root: Agency | None
    evaluation: Evaluation
    periods: list[Period]
    history: list[Evaluation]
    below: list[Cohort]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReasonAround:
    """An agency's evaluation; ``names``, by code, of those who may have reported what its figures rest on: itself, and
    the ministry or province that it is part of."""

    agency: Agency
    evaluation: Evaluation
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where there are figures, while there are none of a cohort. ``root``: the ministry or province that it is part of;
    its other ``periods``, the newest first; and the ``cohorts`` beside it of which something is known."""

    root: Agency | None
    periods: list[Period]
    cohorts: list[Cohort]


def newest_period(evaluator: Evaluator, cohort: Cohort) -> Period | None:
    """The newest period in which something is known of a cohort; refuses ``cohort_unknown``."""
    return next(iter(known_periods(evaluator, cohort)), None)


def known_periods(evaluator: Evaluator, cohort: Cohort) -> list[Period]:
    """The periods in which something is known of a cohort, the newest first; refuses ``cohort_unknown``."""
    with evaluator.database.reading() as connection:
        check_root(connection, cohort, evaluator.known_at)
        return _periods_of_cohort(connection, cohort, evaluator)


def elsewhere(evaluator: Evaluator, cohort: Cohort, period: Period | None = None) -> Elsewhere:
    """What there is instead of a cohort without figures in a period, or in any; refuses ``cohort_unknown``.

    Of a period it rests on the figures of the cohort's own ministry or province alone.
    """
    day = period.last_day if period else evaluator.today
    with evaluator.database.reading() as connection:
        check_root(connection, cohort, evaluator.known_at)
        root = get_agency(connection, cohort.root, day, evaluator.known_at) if cohort.root else None
        periods = [each for each in _periods_of_cohort(connection, cohort, evaluator) if each != period]
        month = Period.of(day, PeriodKind.MONTH)
        beside = _cohorts_beside(connection, cohort, month, evaluator.known_at)
        others = (each for each in beside if each != cohort and (each.root or not period))
        return Elsewhere(root, periods, [each for each in others if _periods_of_cohort(connection, each, evaluator)])


def find_agencies(database: Database, codes: Iterable[str], day: date) -> dict[str, Agency]:
    """Those of some agencies that are registered, under their names on ``day``."""
    with database.reading() as connection:
        return agencies.find(connection, codes, day)


def newest_period_of(evaluator: Evaluator, code: str) -> Period | None:
    """The newest period in which something is known of an agency, or else of its cohort, while it existed; of one that
    exists no more, or else its last whole quarter. Refuses ``unknown_agency``."""
    with evaluator.database.reading() as connection:
        agency = get_agency(connection, code, evaluator.today, evaluator.known_at)
        own = _newest_first(figures_read.periods_of(connection, [code], evaluator.bounds))
        known = own or _periods_of_cohort(connection, Cohort.of(agency), evaluator)
    known += [_last_whole_quarter(agency.valid_to)] if agency.valid_to else []
    return next((each for each in known if agency.valid_on(each.last_day)), None)


def _last_whole_quarter(last_day: date) -> Period:
    quarter = Period.of(last_day, PeriodKind.QUARTER)
    return quarter if quarter.last_day == last_day else quarter.previous


def ranking_around(evaluator: Evaluator, ranking: Ranking) -> RankingContext:
    """A ranking, live or frozen, with what leads on from it."""
    period, cohort, known_at = ranking.evaluation.period, ranking.evaluation.cohort, evaluator.known_at
    with evaluator.database.reading() as connection:
        root = get_agency(connection, cohort.root, period.last_day, known_at) if cohort.root else None
        periods = _with(period, _periods_of_cohort(connection, cohort, evaluator))
        return RankingContext(ranking, root, periods, _cohorts_beside(connection, cohort, period, known_at))


def card_around(evaluator: Evaluator, agency: Agency, history: list[Evaluation]) -> CardAround:
    """An agency's card, the newest of its ``history``, with what leads on from it."""
    evaluation, code, known_at = history[-1], agency.code, evaluator.known_at
    period = evaluation.period
    with evaluator.database.reading() as connection:
        known = _newest_first(figures_read.periods_of(connection, [code], evaluator.bounds))
        root = get_agency(connection, root_code(code), period.last_day, known_at) if parent_code(code) else None
        below = [] if parent_code(code) else cohorts_below(connection, code, period, known_at)
        names = _names(evaluator, _claimants(evaluation, code), period)
    return CardAround(agency, root, evaluation, _with(period, known), history, below, names)


def reason_around(evaluator: Evaluator, agency: Agency, evaluation: Evaluation) -> ReasonAround:
    """An agency's evaluation with the names that the reason for one of its figures may need."""
    codes = {agency.code, root_code(agency.code)}
    return ReasonAround(agency, evaluation, _names(evaluator, codes, evaluation.period))


def _names(evaluator: Evaluator, codes: Iterable[str], period: Period) -> dict[str, str]:
    """What some agencies were called on the last day of a period, by code; of those that are registered."""
    with evaluator.database.reading() as connection:
        found = agencies.find(connection, set(codes), period.last_day, evaluator.known_at)
    return {code: agency.name for code, agency in found.items()}


def _claimants(evaluation: Evaluation, code: str) -> set[str]:
    card = evaluation.cards[code]
    return {claim.claimed_by for column in evaluation.scorecard.maxima if (claim := card.claim(column))}


def live_history(evaluator: Evaluator, code: str, evaluation: Evaluation) -> list[Evaluation]:
    """An agency in its periods before, of the same kind, oldest first; and in this evaluation."""
    period = evaluation.period
    with evaluator.database.reading() as connection:
        known = _newest_first(figures_read.periods_of(connection, [code], evaluator.bounds))
    past = [each for each in known if each.kind is period.kind and each.first_day < period.first_day][: HISTORY - 1]
    history = [evaluator.cohort(each, evaluation.cohort) for each in reversed(past)]
    history = [each for each in history if code in each.cards and each.cards[code].figures[TOTAL].score is not None]
    return [*history, evaluation]


def _periods_of_cohort(connection: Connection, cohort: Cohort, evaluator: Evaluator) -> list[Period]:
    wanted = Filter(cohort.level, cohort.root, known_at=evaluator.known_at)
    members = agencies.page(connection, evaluator.today, wanted, _MOST_MEMBERS)
    return _newest_first(figures_read.periods_of(connection, [each.code for each in members], evaluator.bounds))


def _cohorts_beside(connection: Connection, cohort: Cohort, period: Period, known_at: datetime | None) -> list[Cohort]:
    whole = [Cohort(Level.PROVINCE), Cohort(Level.MINISTRY)]
    return [*whole, *cohorts_below(connection, cohort.root, period, known_at)] if cohort.root else whole


def cohorts_below(connection: Connection, root: str, period: Period, known_at: datetime | None) -> list[Cohort]:
    """The cohorts within a ministry or province that have a member in the period."""
    day = period.last_day
    return [
        Cohort(level, root)
        for level in _BELOW
        if agencies.page(connection, day, Filter(level, within=root, valid_on=day, known_at=known_at), 1)
    ]


def _newest_first(periods: Iterable[Period]) -> list[Period]:
    return list(reversed(list(periods)))


def _with(period: Period, periods: list[Period]) -> list[Period]:
    """The periods, with one that has no figures put first."""
    return periods if period in periods else [period, *periods]
