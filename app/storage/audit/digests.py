"""Digests of what the tables hold, by subject (``submission/12``, ``agency/H44``) and part of it (``record``).

They are taken of the rows as the database gives them as text, so that a value that the service could not even read
has a digest too. Columns that are null are left out: a new column, empty at first, changes no digest.
"""

import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import merge
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    cast,
    select,
)
from sqlalchemy import type_coerce as raw

from app.domain.quality import Quality
from app.storage import agencies
from app.storage.figures.results import RESULT_FIELDS
from app.storage.figures.write import NewCounts, NewResult
from app.storage.tables import (
    agency,
    agency_name,
    agency_version,
    api_key,
    edition,
    edition_withdrawal,
    measure,
    official_result,
    portal_submission,
    quality,
    registered_procedure,
    registered_service,
    statistic,
    submission,
    submission_period,
    webhook,
)
from app.storage.types import Scaled, period_of

Parts = dict[str, str]
_Piece = tuple[Any, str, str]  # owner, part, digest
_Sheets = defaultdict[tuple[Any, str], list[str]]  # lines by period and province or ministry

# Not what somebody wrote: it changes with every request.
LEFT_OUT = frozenset({"api_key.last_used_at"})
_AT_ONCE = 5_000
_FEW = 20  # rows that may be large
_WORDS = 3  # in the name of such a part
_ROOT = 3  # so many characters of an agency's code are those of its province or ministry
_VALUES = [official_result.c[name] for name in RESULT_FIELDS]


class _Named(dict[Any, str]):
    """What ids stand for. One that stands for nothing, which only tampering can leave, stands for itself."""

    def __missing__(self, id_: object) -> str:
        return f"#{id_}"


def everything(connection: Connection) -> Iterator[tuple[str, Parts]]:
    """Every subject that is audited, with flat memory: at most one submission's figures at a time."""
    codes = _codes(connection)
    yield from _named("agency", _agencies(connection), codes)
    yield from _named("key", _rows(connection, api_key, api_key.c.id))
    yield from _named("submission", _submissions(connection, codes))
    yield from _named("edition", _editions(connection))
    yield from _named("webhook", _rows(connection, webhook, webhook.c.id))


def of(connection: Connection, subjects: Iterable[str]) -> dict[str, Parts]:
    """The same of some subjects, but for a submission's figures. What is not there has no parts."""
    wanted: dict[str, list[str]] = {}
    for subject in subjects:
        kind, _, id_ = subject.partition("/")
        wanted.setdefault(kind, []).append(id_)
    found: dict[str, Parts] = {f"{kind}/{id_}": {} for kind, ids in wanted.items() for id_ in ids}
    for kind, ids in wanted.items():
        found.update(_some(connection, kind, ids))
    return found


def _some(connection: Connection, kind: str, ids: list[str]) -> Iterator[tuple[str, Parts]]:
    match kind:
        case "agency":
            known = agencies.ids(connection, ids)
            codes = {id_: code for code, id_ in known.items()}
            for start in range(0, len(known), _AT_ONCE):
                yield from _named(kind, _agencies(connection, sorted(codes)[start : start + _AT_ONCE]), codes)
        case "submission":
            yield from _named(kind, _merged(*_records(connection, list(map(int, ids)))))
        case "edition":
            yield from _named(kind, _editions(connection, list(map(int, ids))))
        case "webhook":
            yield from _named(kind, _rows(connection, webhook, webhook.c.id, some=list(map(int, ids))))
        case _:
            yield from _named(kind, _rows(connection, api_key, api_key.c.id, some=ids))


def of_counts(rows: Iterable[NewCounts]) -> Parts:
    """The parts of a submission that its counts are, from the counts that are to be stored, in order of periods."""
    found: Parts = {}
    for period, of_period in groupby(rows, attrgetter("period")):
        sheets = defaultdict[str, list[str]](list)
        for row in of_period:
            sheets[row.agency[:_ROOT]].append(_lines(row))
        for root, blocks in sheets.items():
            found[_sheet(period, root, "statistics")] = _digest("\n".join(blocks).split("\n"))
    return found


def _lines(row: NewCounts) -> str:
    """The lines of all counts of a row, in the order of their measures if all are given."""
    agency_, flag = _text(row.agency), _flag(row.quality)
    counts = row.counts
    values = counts.values
    if min(values) < 0:
        return "\n".join(f"{agency_} {_text(code)} {value} {flag}" for code, value in counts.given.items())
    form, arranged = _form(counts.measures)
    return (form % arranged(values)).replace("\0", agency_).replace("\1", flag)


@lru_cache(100)
def _form(measures: tuple[str, ...]) -> tuple[str, Callable[[tuple[int, ...]], tuple[int, ...]]]:
    """The lines of a row with these counts, and what puts the counts into their order."""
    order = sorted(range(len(measures)), key=lambda number: _text(measures[number]))
    form = "\n".join(f"\0 {_text(measures[number])} %d \1" for number in order)
    return form, itemgetter(*order) if len(order) > 1 else tuple


def of_results(results: Iterable[NewResult]) -> Parts:
    """The same of published results."""
    sheets = _Sheets(list)
    for each in results:
        values = [_stored(column, getattr(each.official, column.name)) for column in _VALUES]
        line = f"{_text(each.agency)} {_text(each.code)} {values} {_flag(each.official.quality)}"
        sheets[each.period, each.agency[:_ROOT]].append(line)
    return {_sheet(*place, "results"): _digest(lines) for place, lines in sheets.items()}


def _named(kind: str, pieces: Iterable[_Piece], names: Mapping[Any, str] | None = None) -> Iterator[tuple[str, Parts]]:
    """The pieces, which come in their owners' order, by subject."""
    for owner, own in groupby(pieces, itemgetter(0)):
        yield f"{kind}/{names[owner] if names else owner}", {part: digest for _, part, digest in own}


def _agencies(connection: Connection, some: Collection[int] | None = None) -> Iterator[_Piece]:
    return _merged(
        _rows(connection, agency, agency.c.id, some=some),
        _rows(connection, agency_name, agency_name.c.agency_id, "names", some),
        _rows(connection, agency_version, agency_version.c.agency_id, "versions", some),
    )


def _submissions(connection: Connection, codes: Mapping[int, str]) -> Iterator[_Piece]:
    return _merged(
        *_records(connection),
        _figures(connection, codes, statistic, "statistics"),
        _figures(connection, codes, official_result, "results"),
    )


def _records(connection: Connection, some: Collection[int] | None = None) -> list[Iterator[_Piece]]:
    """A submission without its figures."""
    return [
        _rows(connection, submission, submission.c.id, some=some),
        _rows(connection, submission_period, submission_period.c.submission_id, "periods", some),
        _rows(connection, portal_submission, portal_submission.c.submission_id, "origin", some),
        _rows(connection, registered_procedure, registered_procedure.c.submission_id, "procedures", some),
        _rows(connection, registered_service, registered_service.c.submission_id, "services", some),
    ]


def _editions(connection: Connection, some: Collection[int] | None = None) -> Iterator[_Piece]:
    return _merged(
        _rows(connection, edition, edition.c.id, some=some),
        _documents(connection, some),
        _rows(connection, edition_withdrawal, edition_withdrawal.c.edition_id, "withdrawal", some),
    )


def _merged(*streams: Iterator[_Piece]) -> Iterator[_Piece]:
    return merge(*streams, key=itemgetter(0))


def _rows(
    connection: Connection,
    table: Table,
    owner: Column[Any],
    part: str = "record",
    some: Collection[Any] | None = None,
) -> Iterator[_Piece]:
    """One piece for each owner of rows: the digest of all columns of all its rows; ``some``: only of these owners."""
    read = [column for column in table.c if str(column) not in LEFT_OUT]
    names = [column.name for column in read]
    binary = {column for column in read if isinstance(column.type, LargeBinary)}
    columns = [raw(each, String) if each in binary else cast(each, Text) for each in read]
    query = _few_at_a_time(select(_owner(owner), *columns), owner, some, _FEW if binary else _AT_ONCE)
    for id_, rows in groupby(connection.execute(query), itemgetter(0)):
        yield id_, part, _digest([_row_text(names, row[1:]) for row in rows])


def _few_at_a_time(query: Select[Any], owner: Column[Any], some: Collection[Any] | None, few: int) -> Select[Any]:
    """The rows of all owners, a few in memory; those of ``some`` at once, for a cursor costs PostgreSQL three trips."""
    if some is not None:
        return query.where(owner.in_(some)).order_by("owner")
    return query.order_by("owner").execution_options(yield_per=few)


def _documents(connection: Connection, some: Collection[int] | None) -> Iterator[_Piece]:
    """The digest of each edition's document, which is the one under which it was published."""
    query = select(_owner(edition.c.id), raw(edition.c.document, String))
    for id_, packed in connection.execute(_few_at_a_time(query, edition.c.id, some, _FEW)):
        try:
            document = zlib.decompress(packed)
        except (zlib.error, TypeError):  # not what the service has stored
            document = str(packed).encode()
        yield id_, "document", hashlib.sha256(document).hexdigest()


def _figures(connection: Connection, codes: Mapping[int, str], table: Table, part: str) -> Iterator[_Piece]:
    """The digests of the figures in one table, by submission, period and province or ministry."""
    texts, flags = _Named({id_: _text(code) for id_, code in codes.items()}), _flags(connection)
    own = [table.c.measure_id, table.c.value] if table is statistic else [table.c.code, *_VALUES]
    measures = _Named({row.id: _text(row.code) for row in connection.execute(select(measure.c.id, _code(measure)))})
    values = [raw(column, String if column.name == "code" else Integer) for column in own]
    query = select(
        _owner(table.c.submission_id),
        *(raw(column, Integer) for column in (table.c.period, table.c.agency_id, table.c.quality_id)),
        *values,
    ).order_by("owner")
    rows = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    for id_, some in groupby(rows, itemgetter(0)):
        sheets = _Sheets(list)
        if table is statistic:
            for _, period, agency_id, flag, measure_id, value in some:
                line = f"{texts[agency_id]} {measures[measure_id]} {value} {flags[flag]}"
                sheets[period, codes[agency_id][:_ROOT]].append(line)
        else:
            for _, period, agency_id, flag, code, *numbers in some:
                line = f"{texts[agency_id]} {_text(code)} {numbers} {flags[flag]}"
                sheets[period, codes[agency_id][:_ROOT]].append(line)
        for place, lines in sorted(sheets.items(), key=str):
            yield id_, _sheet(*place, part), _digest(lines)


def _codes(connection: Connection) -> _Named:
    rows = connection.execute(select(agency.c.id, _code(agency)))
    return _Named({row.id: row.code for row in rows})


def _code(table: Table) -> ColumnElement[str]:
    return cast(table.c.code, Text).label("code")


def _owner(column: Column[Any]) -> ColumnElement[Any]:
    return cast(column, Text if isinstance(column.type, String) else Integer).label("owner")


def _flags(connection: Connection) -> _Named:
    query = select(quality.c.id, cast(quality.c.status, Text), cast(quality.c.message, Text))
    found = {id_: json.dumps([status, message]) for id_, status, message in connection.execute(query)}
    return _Named({**found, None: _flag(None)})


@lru_cache(1_000)
def _flag(flag: Quality | None) -> str:
    return json.dumps([flag.status, flag.message or ""] if flag else None)


@lru_cache(100_000)
def _text(text: object) -> str:
    return json.dumps(str(text))


def _stored(column: Column[Any], value: Any) -> Any:
    """A figure as it is stored, a whole number."""
    if value is None or not isinstance(column.type, Scaled):
        return value
    return int(value.scaleb(column.type.decimals))


def sheet_of(part: str) -> tuple[str, str]:
    """The period and the province or ministry whose figures a part of a submission is; nothing for other parts."""
    words = part.split()
    return (words[0], words[1]) if len(words) == _WORDS else ("", "")


def _sheet(period: Any, root: str, part: str) -> str:
    name = period_of(period) if isinstance(period, int) else period
    return f"{name} {root} {part}"


def _row_text(names: Sequence[str], values: Iterable[Any]) -> str:
    shown = {
        name: hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
        for name, value in zip(names, values, strict=True)
        if value is not None
    }
    return json.dumps(shown, sort_keys=True)


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
