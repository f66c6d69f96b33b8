"""Stores figures: what was sent is added to what stands, and changes nothing of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, groupby, islice
from typing import TypeVar

from sqlalchemy import Connection, exists, insert, select

from app.domain.evaluation.counts import Counts
from app.domain.evaluation.scores import Official
from app.domain.periods import Period
from app.domain.quality import Quality
from app.storage import agencies
from app.storage.dbapi import driver_of
from app.storage.figures.results import RESULT_FIELDS
from app.storage.tables import agency, measure, official_result, quality, statistic
from app.storage.types import period_number

_TOGETHER = 5_000
_ROWS_TOGETHER = 500
_INSERT = (
    "INSERT INTO statistic (period, agency_id, measure_id, submission_id, value, quality_id) "
    "SELECT ?, ?, column1, ?, column2, ? FROM (VALUES ()) WHERE column2 >= 0"
)
_COPY = "COPY statistic (period, agency_id, measure_id, submission_id, value, quality_id) FROM STDIN"
_NULL = "\\N"


@dataclass(frozen=True, slots=True)
class NewCounts:
    """Counts of an agency in a period that are to be stored, as one row gave them: some may not be given."""

    period: Period
    agency: str
    counts: Counts
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class NewResult:
    """A published result for ``code``: the total, a group or an indicator."""

    period: Period
    agency: str
    code: str
    official: Official


def add_counts(connection: Connection, submission_id: int, rows: Iterable[NewCounts]) -> None:
    """Store counts by the database's own way of taking many rows."""
    measure_ids: dict[str, int] = {row.code: row.id for row in connection.execute(select(measure))}
    add = _add_many if connection.dialect.name == "sqlite" else _copy
    for some in _portions(rows, _ROWS_TOGETHER):
        agency_ids = agencies.ids(connection, {row.agency for row in some})
        quality_ids = _quality_ids(connection, (row.quality for row in some))
        for measures, alike in groupby(some, lambda row: row.counts.measures):
            ids = [measure_ids[code] for code in measures]
            add(
                connection,
                ids,
                submission_id,
                [
                    (period_number(row.period), agency_ids[row.agency], quality_ids.get(row.quality), row.counts.values)
                    for row in alike
                ],
            )


_Stored = tuple[int, int, int | None, tuple[int, ...]]  # period, agency, flag, a count for each of the measures


def _add_many(connection: Connection, measure_ids: Sequence[int], submission_id: int, rows: Sequence[_Stored]) -> None:
    """One statement for a row: one for each count takes SQLite three times as long."""
    given = ",".join(f"({id_},?)" for id_ in measure_ids)
    values = [(period, agency_id, submission_id, flag, *values) for period, agency_id, flag, values in rows]
    connection.exec_driver_sql(_INSERT.replace("()", given), values)


def _copy(connection: Connection, measure_ids: Sequence[int], submission_id: int, rows: Sequence[_Stored]) -> None:
    lines = "".join(f"\0{id_}\t{submission_id}\t%d\1" for id_ in measure_ids)
    with driver_of(connection) as driver, driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for period, agency_id, flag, values in rows:
            head, tail = f"{period}\t{agency_id}\t", f"\t{_NULL if flag is None else flag}\n"
            if min(values) < 0:
                given = compress(zip(measure_ids, values, strict=True), (value >= 0 for value in values))
                copy.write("".join(f"{head}{id_}\t{submission_id}\t{value}{tail}" for id_, value in given))
            else:
                copy.write((lines % values).replace("\0", head).replace("\1", tail))


def reported(connection: Connection, period: Period, codes: Iterable[str]) -> set[str]:
    """Those of some agencies for which any count of the period is stored."""
    stored = exists().where(statistic.c.period == period, statistic.c.agency_id == agency.c.id)
    query = select(agency.c.code).where(stored)
    return {
        code
        for some in agencies.chunks(codes)
        for code in connection.execute(query.where(agency.c.code.in_(some))).scalars()
    }


def add_results(connection: Connection, submission_id: int, results: Iterable[NewResult]) -> None:
    for some in _portions(results, _TOGETHER):
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


New = TypeVar("New", NewCounts, NewResult)


def _portions(figures: Iterable[New], size: int) -> Iterator[list[New]]:
    left = iter(figures)
    while some := list(islice(left, size)):
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
