"""Independent reference for counts that nobody reported: naive, on plain texts and numbers.

Written from the rules of ``docs/decisions/0009-roll-up.md`` alone. Periods are written ``2026``, ``2026-Q3`` and
``2026-08``.
"""

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class Measure(NamedTuple):
    """What is counted: a ``flow`` adds up over months, of a ``stock`` the last month stands, what is ``reassessed`` or
    ``distinct`` has nothing of its months; additive over agencies or not."""

    code: str
    kind: str
    additive: bool


class Agency(NamedTuple):
    code: str
    first_day: date | None
    last_day: date | None

    def valid_on(self, day: date) -> bool:
        return (self.first_day or day) <= day <= (self.last_day or day)


class World(NamedTuple):
    """``reported``: counts by agency, period and measure. ``day``: that of the question."""

    day: date
    agencies: list[Agency]
    reported: dict[tuple[str, str, str], int]


class Answer(NamedTuple):
    """``how`` the values were found, and for each measure of derived ones the parts that lack it."""

    how: str
    values: dict[str, int]
    lacking: dict[str, list[str]]


NOTHING = Answer("not at all", {}, {})


def months_of(period: str) -> list[str]:
    if "Q" in period:
        quarter = int(period[-1])
        return [f"{period[:4]}-{number:02}" for number in range(quarter * 3 - 2, quarter * 3 + 1)]
    return [f"{period}-{number:02}" for number in range(1, 13)] if len(period) == 4 else []


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day."""
    months = months_of(period) or [period]
    (year, first), (_, last) = (map(int, month.split("-")) for month in (months[0], months[-1]))
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def ask(world: World, agency: Agency, period: str, measures: list[Measure], inherited: bool) -> Answer:
    """The counts of one indicator; one that is not measured below the province is the province's (rule 5)."""
    answer = own(world, agency, period, measures)
    if inherited and answer == NOTHING:
        province = next(each for each in world.agencies if each.code == agency.code.split(".")[0])
        return own(world, province, period, measures)
    return answer


def own(world: World, agency: Agency, period: str, measures: list[Measure]) -> Answer:
    reported = {
        measure.code: world.reported[agency.code, period, measure.code]
        for measure in measures
        if (agency.code, period, measure.code) in world.reported
    }
    if reported:
        return Answer("reported", reported, {})
    by_month = {
        month: own(world, agency, month, measures).values
        for month in months_of(period)
        if days_of(month)[0] <= world.day
    }
    for month in list(by_month):
        ended = days_of(month)[1] < world.day
        existed = agency.first_day is None or agency.first_day <= days_of(month)[1]
        if len(by_month[month]) < len(measures) and not (ended and existed):
            del by_month[month]
    if any(by_month.values()) and all(each.kind in ("flow", "stock") for each in measures):
        last = sorted(by_month)[-1]
        used = {each.code: sorted(by_month) if each.kind == "flow" else [last] for each in measures}
        return put_together("months", by_month, used)
    below = [each for each in world.agencies if each.code.rpartition(".")[0] == agency.code]
    by_child = {
        child.code: own(world, child, period, measures).values for child in below if child.valid_on(days_of(period)[1])
    }
    if all(measure.additive for measure in measures) and any(by_child.values()):
        return put_together("children", by_child, {each.code: sorted(by_child) for each in measures})
    return NOTHING


def put_together(how: str, parts: dict[str, dict[str, int]], used: dict[str, list[str]]) -> Answer:
    """Sums over the parts used for each measure; none where a part lacks it."""
    values, lacking = {}, {}
    for measure, names in used.items():
        lacking[measure] = [name for name in names if measure not in parts[name]]
        if not lacking[measure]:
            values[measure] = sum(parts[name][measure] for name in names)
    return Answer(how, values, lacking)


def why_not(world: World, agency: Agency, period: str, measures: list[Measure], inherited: bool) -> list[str]:
    """What there is, though not for the agency and the period, and does not add up: months of a kind, those below."""
    if any((agency.code, period, measure.code) in world.reported for measure in measures):
        return []
    found = [
        f"months {kind}"
        for kind in [each.kind for each in measures if each.kind in ("reassessed", "distinct")][:1]
        for month in months_of(period)
        if days_of(month)[0] <= world.day and own(world, agency, month, measures) != NOTHING
    ][:1]
    below = [each for each in world.agencies if each.code.rpartition(".")[0] == agency.code]
    told = [child for child in below if child.valid_on(days_of(period)[1])]
    told = [child for child in told if own(world, child, period, measures) != NOTHING]
    if told and not all(measure.additive for measure in measures):
        found.append("children")
    if inherited and not found and "." in agency.code:
        province = next(each for each in world.agencies if each.code == agency.code.split(".")[0])
        return why_not(world, province, period, measures, inherited)
    return found
