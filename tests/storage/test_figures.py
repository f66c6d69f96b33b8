"""Figures as they stand, and as they stood, on both databases."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.domain.cards import Official
from app.domain.periods import Period
from app.services.service import Service
from app.storage import figures, submissions
from app.storage.figures import NewCount, NewResult
from app.storage.session import Connection
from app.storage.submissions import Kind, Status, Submission
from app.storage.tables import statistic, submission
from tests.conftest import NOW

YEAR = Period.parse("2026")
SEPTEMBER, OCTOBER = datetime(2026, 9, 17, tzinfo=UTC), datetime(2026, 10, 10, tzinfo=UTC)


def add(connection: Connection, as_of: datetime) -> int:
    new = Submission(
        Kind.STATISTICS, Status.ACCEPTED, NOW, "sha256:0", "text/csv", 1, None, as_of, "test", 1, 1, periods=(YEAR,)
    )
    return submissions.add(connection, new)


def count(connection: Connection, as_of: datetime, values: Mapping[str, int], agency: str = "H31") -> int:
    id_ = add(connection, as_of)
    figures.add_counts(connection, id_, [NewCount(YEAR, agency, code, value) for code, value in values.items()])
    return id_


def standing(connection: Connection, as_of: datetime | None = None) -> dict[str, int]:
    found = figures.counts(connection, YEAR, ["H31"], as_of)
    return {code: each.value for code, each in found.get("H31", {}).items()}


def test_later_counts_supersede_one_by_one(service: Service) -> None:
    with service.database.writing() as connection:
        first = count(connection, SEPTEMBER, {"dossiers_received": 10, "dossiers_on_time": 5})
        second = count(connection, OCTOBER, {"dossiers_on_time": 6})
        count(connection, OCTOBER, {"dossiers_on_time": 99}, "H44")
    with service.database.reading() as connection:
        assert standing(connection) == {"dossiers_received": 10, "dossiers_on_time": 6}
        found = figures.counts(connection, YEAR, ["H31"])["H31"]
        assert {code: (each.submission, each.as_of) for code, each in found.items()} == {
            "dossiers_received": (first, SEPTEMBER),
            "dossiers_on_time": (second, OCTOBER),
        }
        assert standing(connection, SEPTEMBER) == {"dossiers_received": 10, "dossiers_on_time": 5}
        assert standing(connection, SEPTEMBER - timedelta(microseconds=1)) == {}
        assert connection.execute(select(func.count()).select_from(statistic)).scalar_one() == 4


def test_what_arrives_late_does_not_supersede_what_is_newer(service: Service) -> None:
    with service.database.writing() as connection:
        count(connection, OCTOBER, {"dossiers_received": 20})
        count(connection, SEPTEMBER, {"dossiers_received": 10})
    with service.database.reading() as connection:
        assert standing(connection) == {"dossiers_received": 20}
        assert standing(connection, SEPTEMBER) == {"dossiers_received": 10}


def test_of_the_same_date_the_later_one_counts(service: Service) -> None:
    with service.database.writing() as connection:
        count(connection, OCTOBER, {"dossiers_received": 20})
        count(connection, OCTOBER, {"dossiers_received": 21})
    with service.database.reading() as connection:
        assert standing(connection) == {"dossiers_received": 21}


def test_periods_do_not_mix(service: Service) -> None:
    month, quarter = Period.parse("2026-01"), Period.parse("2026-Q1")
    with service.database.writing() as connection:
        id_ = add(connection, OCTOBER)
        new = [
            NewCount(period, "H31", "dossiers_received", value) for value, period in enumerate((YEAR, month, quarter))
        ]
        figures.add_counts(connection, id_, new)
    with service.database.reading() as connection:
        found = [
            figures.counts(connection, period, ["H31"])["H31"]["dossiers_received"].value
            for period in (YEAR, month, quarter)
        ]
        assert found == [0, 1, 2]
        assert figures.periods_of(connection, ["H31"]) == [month, quarter, YEAR]
        assert figures.periods_of(connection, ["H44"]) == []


def test_published_results_keep_every_decimal(service: Service) -> None:
    result = Official(0, OCTOBER, Decimal("19.50"), Decimal("20.00"), Decimal("98.512345"), 1, 63, Decimal("17.30"))
    rate = Official(0, OCTOBER, rate=Decimal("0.490000"))
    with service.database.writing() as connection:
        id_ = add(connection, OCTOBER)
        figures.add_results(
            connection,
            id_,
            [NewResult(YEAR, "H31", "TDGQ", result), NewResult(YEAR, "H31", "REUSED_DIGITIZED_DATA", rate)],
        )
    with service.database.reading() as connection:
        found = figures.officials(connection, YEAR, ["H31"])["H31"]
    stored = found["TDGQ"]
    assert [str(value) for value in (stored.score, stored.max, stored.rate, stored.average)] == [
        "19.50", "20.00", "98.512345", "17.30",
    ]  # fmt: skip
    assert (stored.rank, stored.ranked, stored.submission, stored.as_of) == (1, 63, id_, OCTOBER)
    assert (found["REUSED_DIGITIZED_DATA"].score, str(found["REUSED_DIGITIZED_DATA"].rate)) == (None, "0.490000")


def test_a_failed_write_leaves_nothing(service: Service) -> None:
    def write(*values: int) -> None:
        with service.database.writing() as connection:
            id_ = add(connection, OCTOBER)
            for value in values:
                figures.add_counts(connection, id_, [NewCount(YEAR, "H31", "dossiers_received", value)])

    with pytest.raises(IntegrityError):
        write(1, 2)
    with service.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(submission)).scalar_one() == 0
        assert standing(connection) == {}


def test_foreign_keys_hold(service: Service) -> None:
    with pytest.raises(IntegrityError), service.database.writing() as connection:
        figures.add_counts(connection, 12345, [NewCount(YEAR, "H31", "dossiers_received", 1)])


def test_more_agencies_than_fit_into_one_statement(service: Service) -> None:
    with service.database.writing() as connection:
        count(connection, OCTOBER, {"dossiers_received": 20})
    with service.database.reading() as connection:
        found = figures.counts(connection, YEAR, [f"H{number}" for number in range(12_000)])
        assert list(found) == ["H31"]


def test_a_read_sees_one_state(service: Service) -> None:
    with service.database.writing() as connection:
        count(connection, SEPTEMBER, {"dossiers_received": 10})
    with service.database.reading() as reading:
        assert standing(reading) == {"dossiers_received": 10}
        with service.database.writing() as connection:
            count(connection, OCTOBER, {"dossiers_received": 11})
        assert standing(reading) == {"dossiers_received": 10}
    with service.database.reading() as reading:
        assert standing(reading) == {"dossiers_received": 11}
