"""Whatever is changed in an audited table behind the service's back is found, and its place named."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Executable,
    Integer,
    LargeBinary,
    Table,
    and_,
    create_engine,
    select,
    text,
)
from sqlalchemy.types import JSON, BigInteger, Date

from app.domain.periods import Period
from app.services.context import AppContext
from app.storage.audit.digests import LEFT_OUT
from app.storage.tables import metadata
from app.storage.types import Moment, PeriodColumn, Scaled
from tests.conftest import Client
from tests.integration.audit.conftest import found, places

# The column whose value says which subject a row belongs to, and that subject's kind.
OWNERS = {
    "agency": ("agency", "code"),
    "agency_name": ("agency", "agency_id"),
    "agency_version": ("agency", "agency_id"),
    "api_key": ("key", "id"),
    "submission": ("submission", "id"),
    "submission_period": ("submission", "submission_id"),
    "portal_submission": ("submission", "submission_id"),
    "statistic": ("submission", "submission_id"),
    "official_result": ("submission", "submission_id"),
    "registered_procedure": ("submission", "submission_id"),
    "registered_service": ("submission", "submission_id"),
    "edition": ("edition", "id"),
    "edition_withdrawal": ("edition", "edition_id"),
    "webhook": ("webhook", "id"),
}
# Figures name them: a change shows in the submissions whose figures do.
NAMED = {"measure", "quality"}
NOT_AUDITED = {
    "agency_alias": "says what the portal calls an agency; no figure depends on it once it is stored",
    "portal_pull": "the log of questions to the portal",
    "portal_answer": "the same",
    "portal_body": "kept under its own digest",
    "procedure": "a copy of the portal's register, no figure depends on it",
    "webhook_message": "what is sent, not what is known",
    "webhook_delivery": "changes with every attempt to send",
    "webhook_attempt": "the log of these",
    "pending_upload": "files that wait to be confirmed, kept for an hour",
    "retry": "answers that are given again, kept for a day or two",
    "change": "held against the trail's entries: below",
    "audit_entry": "the trail itself: test_chain.py",
}


def test_no_table_is_forgotten() -> None:
    assert set(metadata.tables) == OWNERS.keys() | NAMED | NOT_AUDITED.keys()


def other(column: Column[Any], value: Any) -> Any:
    """Another value that the column can hold; the value may be null."""
    match column.type:
        case PeriodColumn():
            return Period.parse("2031")
        case Moment():
            return datetime(2031, 1, 1, 1, 1, 1, 1, tzinfo=UTC)
        case Date():
            return date(2031, 1, 1)
        case Scaled():
            return (value or Decimal(0)) + Decimal("0.01")
        case Integer() | BigInteger():
            return (value or 0) + 1_000_000
        case Boolean():
            return not value
        case LargeBinary():
            return value + b"x"
        case JSON():
            return ["x"]
        case _:
            return f"{value or ''}x"


@dataclass(frozen=True)
class Tampering:
    """One change: ``column`` gets another value, or none; without a column a row is deleted or copied."""

    table: Table
    how: str
    column: Column[Any] | None = None

    def __str__(self) -> str:
        return f"{self.how} {self.column if self.column is not None else self.table.name}"


def all_tamperings() -> Iterator[Tampering]:
    for name in sorted(OWNERS.keys() | NAMED):
        table = metadata.tables[name]
        yield Tampering(table, "delete from")
        if name in OWNERS:
            yield Tampering(table, "insert into")
        for column in table.c:
            if str(column) in LEFT_OUT:
                continue
            yield Tampering(table, "change", column)
            if column.nullable:
                yield from (Tampering(table, how, column) for how in ("empty", "fill"))


@contextmanager
def behind_the_back(service: AppContext) -> Iterator[Connection]:
    """A connection of somebody who can do everything with the database, without its checks."""
    engine = create_engine(service.database.engine.url)
    with engine.connect() as connection:
        if not service.database.is_sqlite:  # where SQLite does not check foreign keys unless it is told to
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
    engine.dispose()


def where(table: Table, row: dict[str, Any]) -> Any:
    return and_(*(column == row[column.name] for column in table.primary_key))


def a_row(connection: Connection, tampering: Tampering) -> dict[str, Any] | None:
    """A row that the change can be made to, if there is one. Of what figures name, one that they do name."""
    table, column = tampering.table, tampering.column
    query = select(table)
    if column is not None:
        query = query.where(column.is_(None) if tampering.how == "fill" else column.is_not(None))
    if table.name in NAMED:
        figures = [metadata.tables[name] for name in ("statistic", "official_result")]
        used = [select(each.c[f"{table.name}_id"]) for each in figures if f"{table.name}_id" in each.c]
        query = query.where(table.c.id.in_(used[0].where(used[0].selected_columns[0].is_not(None))))
    row = connection.execute(query.limit(1)).mappings().first()
    return dict(row) if row else None


def copy_of(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """A row that can stand beside this one."""
    changed = [column for column in table.primary_key if not column.foreign_keys] or list(table.primary_key)
    changed += [column for column in table.c if column.unique]
    return row | {column.name: other(column, row[column.name]) for column in changed}


@contextmanager
def tampered(connection: Connection, tampering: Tampering, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The change is made, and undone; the row as it stands in between."""
    table, column = tampering.table, tampering.column
    do: Executable
    undo: Executable
    if column is None and tampering.how == "insert into":
        new = copy_of(table, row)
        do, undo = table.insert().values(new), table.delete().where(where(table, new))
    elif column is None:
        new = row
        do, undo = table.delete().where(where(table, row)), table.insert().values(row)
    else:
        value = None if tampering.how == "empty" else other(column, row[column.name])
        new = row | {column.name: value}
        do = table.update().where(where(table, row)).values({column.name: value})
        undo = table.update().where(where(table, new)).values({column.name: row[column.name]})
    assert connection.execute(do).rowcount
    connection.commit()
    yield new
    assert connection.execute(undo).rowcount
    connection.commit()


def test_every_change_is_found_and_named(kept: Client) -> None:
    service = kept.service
    assert found(service) == []
    with behind_the_back(service) as connection:
        agencies = metadata.tables["agency"]
        codes = {row.id: row.code for row in connection.execute(select(agencies.c.id, agencies.c.code))}
        tried = set[str]()
        for tampering in all_tamperings():
            row = a_row(connection, tampering)
            if row is None:
                continue
            tried.add(str(tampering.column if tampering.column is not None else tampering))
            with tampered(connection, tampering, row) as new:
                told = {str(each.params["subject"]) for each in found(service)}
            table = tampering.table.name
            if table in NAMED:
                assert told, str(tampering)
                assert all(each.startswith("submission/") for each in told), (str(tampering), told)
                continue
            kind, column = OWNERS[table]
            id_ = (new if tampering.how == "insert into" else row)[column]
            if table in ("agency_name", "agency_version"):
                id_ = codes.get(id_, f"#{id_}")
            assert f"{kind}/{id_}" in told, (str(tampering), told)
    assert found(service) == []
    assert tried == {str(each.column if each.column is not None else each) for each in all_tamperings()}


def test_an_update_that_was_changed_invented_or_taken_away_is_named(kept: Client) -> None:
    """What ``/v1/updates`` tells is what the trail says."""
    service, change = kept.service, metadata.tables["change"]
    with behind_the_back(service) as connection:
        rows = connection.execute(select(change)).mappings()
        of_kinds = {row["subject"].partition("/")[0]: dict(row) for row in rows}
        assert of_kinds.keys() == {"figures", "register", "edition"}
        for row in of_kinds.values():
            subject = row["subject"]
            told = {
                Tampering(change, "change", change.c.serial): ("audit_changed", subject),
                Tampering(change, "change", change.c.changed_at): ("audit_changed", subject),
                Tampering(change, "change", change.c.subject): ("audit_gone", subject),
                Tampering(change, "insert into"): ("audit_unknown", f"{subject}x"),
                Tampering(change, "delete from"): ("audit_gone", subject),
            }
            for tampering, (code, named) in told.items():
                with tampered(connection, tampering, row):
                    assert (code, f"update/{named}") in places(found(service)), str(tampering)
    assert found(service) == []
