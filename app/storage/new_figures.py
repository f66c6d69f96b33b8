"""Stores figures: what was sent is added to what stands, and changes nothing of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, insert, select

from app.domain.cards import Official
from app.domain.periods import Period
from app.domain.quality import Quality
from app.storage import agencies
from app.storage.figures import RESULT_FIELDS
from app.storage.tables import measure, official_result, quality, statistic

_TOGETHER = 5_000


@dataclass(frozen=True, slots=True)
class NewCount:
    """A count to be stored."""

    period: Period
    agency: str
    measure: str
    value: int
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class NewResult:
    """A published result for ``code``: the total, a group or an indicator."""

    period: Period
    agency: str
    code: str
    official: Official


def add_counts(connection: Connection, submission_id: int, counts: Iterable[NewCount]) -> None:
    measure_ids: dict[str, int] = {row.code: row.id for row in connection.execute(select(measure))}
    for some in _portions(counts):
        agency_ids = agencies.ids(connection, {count.agency for count in some})
        quality_ids = _quality_ids(connection, (count.quality for count in some))
        rows = [
            {
                "period": count.period,
                "agency_id": agency_ids[count.agency],
                "measure_id": measure_ids[count.measure],
                "submission_id": submission_id,
                "value": count.value,
                "quality_id": quality_ids.get(count.quality),
            }
            for count in some
        ]
        connection.execute(insert(statistic), rows)


def add_results(connection: Connection, submission_id: int, results: Iterable[NewResult]) -> None:
    for some in _portions(results):
        agency_ids = agencies.ids(connection, {result.agency for result in some})
        quality_ids = _quality_ids(connection, (result.official.quality for result in some))
        rows = [
            {
                "period": result.period,
                "agency_id": agency_ids[result.agency],
                "code": result.code,
                "submission_id": submission_id,
                "quality_id": quality_ids.get(result.official.quality),
                **{name: getattr(result.official, name) for name in RESULT_FIELDS},
            }
            for result in some
        ]
        connection.execute(insert(official_result), rows)


New = TypeVar("New", NewCount, NewResult)


def _portions(figures: Iterable[New]) -> Iterator[list[New]]:
    left = iter(figures)
    while some := list(islice(left, _TOGETHER)):
        yield some


def _quality_ids(connection: Connection, wanted: Iterable[Quality | None]) -> dict[Quality | None, int]:
    """The ids of some flags; those that are new are stored. Only a writer may ask."""
    new = {each for each in wanted if each}
    if not new:
        return {}
    query = select(quality).where(quality.c.status.in_({each.status for each in new}))
    found = connection.execute(query.where(quality.c.message.in_({each.message or "" for each in new})))
    known: dict[Quality | None, int] = {Quality(row.status, row.message or None): row.id for row in found}
    for each in new - known.keys():
        values = {"status": each.status, "message": each.message or ""}
        known[each] = connection.execute(insert(quality).values(values).returning(quality.c.id)).scalar_one()
    return known
