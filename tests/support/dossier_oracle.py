"""What engines are held to: every dossier judged one by one, and added up by measure and agency. Never for production:
it holds all verdicts in memory."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.agencies import Agency
from app.domain.dossiers.agencies import counting_agencies
from app.domain.dossiers.case import Case
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.judge import Outcome, Verdict, judge
from app.domain.dossiers.mean_time import MeanTime, MeanTimes, ProcessingTime, WhyUnknown, processing_time
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.registers import DossierRegisters, TimeUnit
from app.domain.dossiers.rules import DossierRules
from app.domain.dossiers.versions import Version, current_versions
from app.domain.periods import Period
from app.domain.working_days import WorkingCalendar


@dataclass(frozen=True)
class DossierCount:
    """``number``: ``None`` where it is missing. ``unknown``: why, and of how many dossiers."""

    number: int | None
    unknown: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """What a count rests on besides the dossiers. ``owners``: the source that owns an agency and all below it."""

    rules: DossierRules
    registers: DossierRegisters
    calendar: WorkingCalendar
    agencies: Mapping[str, Agency]
    owners: Mapping[str, str]


def count(
    versions: Iterable[Version], period: Period, world: World, now: datetime, as_of: datetime | None = None
) -> dict[str, dict[str, DossierCount]]:
    """The counts by agency and measure, of every agency for which a dossier in the period counts for some measure.

    The current version of each dossier, for the agency that handles it and those above. A dossier whose verdict is
    unknown leaves the measure missing; where distinct things are counted, only if its thing is not counted already.
    """
    end = end_of(period, now)
    found: dict[str, dict[str, list[Verdict]]] = {}
    for current in current_versions(versions, world.owners, as_of).values():
        judged = judge(current.dossier, period, world.rules, world.registers, world.calendar, end)
        if all(each.outcome is Outcome.OUT for each in judged.values()):
            continue
        for agency in counting_agencies(current.dossier.agency, period.last_day, world.agencies):
            of_agency = found.setdefault(agency, {code: [] for code in DOSSIER_MEASURES})
            for code, verdict in judged.items():
                of_agency[code].append(verdict)
    return {
        agency: {code: _count(DOSSIER_MEASURES[code].key is not None, judged) for code, judged in by_measure.items()}
        for agency, by_measure in found.items()
    }


def _count(distinct: bool, judged: list[Verdict]) -> DossierCount:
    counted = [each for each in judged if each.outcome.counts]
    keys = {each.key for each in counted}
    unknown = [each for each in judged if each.outcome is Outcome.UNKNOWN and not (distinct and each.key in keys)]
    if unknown:
        return DossierCount(None, Counter(each.reason.code for each in unknown))
    return DossierCount(len(keys) if distinct else len(counted))


def mean_times(
    versions: Iterable[Version], period: Period, world: World, now: datetime, as_of: datetime | None = None
) -> dict[str, MeanTimes]:
    """The mean times of every agency for which a dossier is done or returned, as ``count`` has the counts."""
    end = end_of(period, now)
    found: dict[str, list[ProcessingTime]] = {}
    for current in current_versions(versions, world.owners, as_of).values():
        time = processing_time(Case(current.dossier, period, world.rules, world.registers, world.calendar, end))
        if time:
            for agency in counting_agencies(current.dossier.agency, period.last_day, world.agencies):
                found.setdefault(agency, []).append(time)
    return {agency: MeanTimes(_by_unit(times), _unknown(times)) for agency, times in found.items()}


def _by_unit(times: list[ProcessingTime]) -> dict[TimeUnit, MeanTime]:
    found = {}
    for unit, counted in (
        (TimeUnit.HOUR, {TimeUnit.HOUR}),
        (TimeUnit.WORKING_DAY, {TimeUnit.WORKING_DAY}),
        (TimeUnit.DAY, {TimeUnit.DAY, TimeUnit.MONTH, None}),
    ):
        of_unit = [(each, each.length) for each in times if each.unit in counted and isinstance(each.length, int)]
        if of_unit:
            without = sum(each.unit is None for each, _ in of_unit)
            found[unit] = MeanTime(unit, sum(length for _, length in of_unit), len(of_unit), without)
    return found


def _unknown(times: list[ProcessingTime]) -> dict[WhyUnknown, int]:
    return dict(Counter(each.length for each in times if isinstance(each.length, WhyUnknown)))
