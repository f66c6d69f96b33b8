"""A dossier becomes a row of columns and comes back: nothing that decides is lost, and no time zone is left in it."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from app.counting.columns import COLUMNS, SCHEMA
from app.counting.prepare import dossier_of, prepared, prepared_row
from app.domain.dossiers.dossier import Dossier, ProgressRow, Status, Supplement
from app.domain.dossiers.versions import Version
from tests.support.dossiers import at, dossier, row
from tests.support.random_dossiers import random_versions


def to_minutes(value: Any) -> Any:
    """A dossier with all its times but ``as_of`` cut to minutes."""
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, tuple):
        return tuple(map(to_minutes, value))
    if isinstance(value, Dossier | ProgressRow | Supplement):
        changed = {each.name: to_minutes(getattr(value, each.name)) for each in fields(value) if each.name != "as_of"}
        return replace(value, **changed)
    return value


def test_a_dossier_comes_back_as_it_was_but_for_seconds() -> None:
    versions = random_versions(300, seed=3)
    rows = prepared(versions).to_pylist()
    assert [dossier_of(each) for each in rows] == [to_minutes(each.dossier) for each in versions]
    assert [each["arrival"] for each in rows] == [each.arrival for each in versions]


def test_the_day_is_that_of_vietnam() -> None:
    found = prepared_row(Version(dossier(due_at=datetime(2026, 10, 9, 17, 0, tzinfo=UTC)), 0))
    assert found["due_on"] == date(2026, 10, 10)
    assert found["due"] == (date(2026, 10, 10) - date(1970, 1, 1)).days * 1440


def test_progress_rows_decide_over_the_times_that_are_stated() -> None:
    stated = {"done_at": at("10-02"), "returned_at": at("10-03"), "refused_at": at("10-04")}
    rows = (row(Status.WITHDRAWN, "10-07"), row(Status.DONE, "10-06"), row(Status.DONE, "10-05"))
    without, with_rows = (prepared_row(Version(dossier(**stated, progress=progress), 0)) for progress in ((), rows))
    names = ("first_done", "first_returned", "first_ended")
    assert [without[name] for name in names] == [without[name] for name in ("done", "returned", "refused")]
    assert [with_rows[name] for name in names] == [
        prepared_row(Version(dossier(done_at=at("10-05")), 0))["done"],
        None,
        prepared_row(Version(dossier(done_at=at("10-07")), 0))["done"],
    ]


def test_no_column_holds_an_instant_of_an_engine_or_a_person() -> None:
    assert not any(pa.types.is_timestamp(each.type) for each in SCHEMA)
    derived = {"arrival", "first_done", "first_returned", "first_ended"}
    known = {each.name.removesuffix("_at") for each in fields(Dossier)} | {
        f"{day}_on" for day in ("filed", "received", "due")
    }
    assert {each.name for each in COLUMNS} == known | derived | {"as_of"}
