"""Figures as they stand, and as they stood, on both databases."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.domain.agencies import Agency, Level
from app.domain.enums import Kind
from app.domain.evaluation.counts import Counts
from app.domain.evaluation.scores import Official
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.time import AsOf
from app.services.context import AppContext
from app.storage import agencies, submissions
from app.storage.agencies import Beneath
from app.storage.database import Connection
from app.storage.figures import read as figures_read
from app.storage.figures import write as figures_write
from app.storage.figures.write import NewCounts, NewResult
from app.storage.submissions import Status, Submission
from app.storage.tables import statistic, submission
from tests.conftest import NOW

YEAR = Period.parse("2026")
SEPTEMBER, OCTOBER = datetime(2026, 9, 17, tzinfo=UTC), datetime(2026, 10, 10, tzinfo=UTC)


def add(connection: Connection, as_of: datetime) -> int:
    new = Submission(
        Kind.STATISTICS,
        Status.ACCEPTED,
        NOW,
        "sha256:0",
        "text/csv",
        1,
        None,
        as_of,
        "test",
        1,
        1,
        periods=(YEAR,),
    )
    return submissions.add(connection, new)


def new_counts(period: Period, agency: str, values: Mapping[str, int]) -> NewCounts:
    return NewCounts(period, agency, Counts.of(tuple(values), values.values()))


def count(connection: Connection, as_of: datetime, values: Mapping[str, int], agency: str = "H31") -> int:
    id_ = add(connection, as_of)
    figures_write.add_counts(connection, id_, [new_counts(YEAR, agency, values)])
    return id_


def standing(connection: Connection, as_of: datetime | None = None) -> dict[str, int]:
    found = figures_read.counts(connection, YEAR, ["H31"], AsOf(as_of))
    return {code: each.value for code, each in found.get("H31", {}).items()}


def test_later_counts_supersede_one_by_one(service: AppContext) -> None:
    with service.database.writing() as connection:
        first = count(connection, SEPTEMBER, {"dossiers_received": 10, "dossiers_on_time": 5})
        second = count(connection, OCTOBER, {"dossiers_on_time": 6})
        count(connection, OCTOBER, {"dossiers_on_time": 99}, "H44")
    with service.database.reading() as connection:
        assert standing(connection) == {"dossiers_received": 10, "dossiers_on_time": 6}
        found = figures_read.counts(connection, YEAR, ["H31"])["H31"]
        assert {code: (each.submission, each.as_of) for code, each in found.items()} == {
            "dossiers_received": (first, SEPTEMBER),
            "dossiers_on_time": (second, OCTOBER),
        }
        assert standing(connection, SEPTEMBER) == {"dossiers_received": 10, "dossiers_on_time": 5}
        assert standing(connection, SEPTEMBER - timedelta(microseconds=1)) == {}
        assert connection.execute(select(func.count()).select_from(statistic)).scalar_one() == 4


def test_what_arrives_late_does_not_supersede_what_is_newer(service: AppContext) -> None:
    with service.database.writing() as connection:
        count(connection, OCTOBER, {"dossiers_received": 20})
        count(connection, SEPTEMBER, {"dossiers_received": 10})
    with service.database.reading() as connection:
        assert standing(connection) == {"dossiers_received": 20}
        assert standing(connection, SEPTEMBER) == {"dossiers_received": 10}


def test_of_the_same_date_the_later_one_counts(service: AppContext) -> None:
    with service.database.writing() as connection:
        count(connection, OCTOBER, {"dossiers_received": 20})
        count(connection, OCTOBER, {"dossiers_received": 21})
    with service.database.reading() as connection:
        assert standing(connection) == {"dossiers_received": 21}


def test_periods_do_not_mix(service: AppContext) -> None:
    month, quarter = Period.parse("2026-01"), Period.parse("2026-Q1")
    with service.database.writing() as connection:
        id_ = add(connection, OCTOBER)
        new = [
            new_counts(period, "H31", {"dossiers_received": value})
            for value, period in enumerate((YEAR, month, quarter))
        ]
        figures_write.add_counts(connection, id_, new)
    with service.database.reading() as connection:
        found = [
            figures_read.counts(connection, period, ["H31"])["H31"]["dossiers_received"].value
            for period in (YEAR, month, quarter)
        ]
        assert found == [0, 1, 2]
        assert figures_read.periods_of(connection, ["H31"]) == [month, quarter, YEAR]
        assert figures_read.periods_of(connection, ["H44"]) == []


def test_published_results_keep_every_decimal(service: AppContext) -> None:
    result = Official(0, OCTOBER, Decimal("19.50"), Decimal("20.00"), Decimal("98.512345"), 1, 63, Decimal("17.30"))
    rate = Official(0, OCTOBER, rate=Decimal("0.490000"))
    with service.database.writing() as connection:
        id_ = add(connection, OCTOBER)
        figures_write.add_results(
            connection,
            id_,
            [NewResult(YEAR, "H31", "TDGQ", result), NewResult(YEAR, "H31", "REUSED_DIGITIZED_DATA", rate)],
        )
    with service.database.reading() as connection:
        found = figures_read.officials(connection, YEAR, ["H31"])["H31"]
    stored = found["TDGQ"]
    assert [str(value) for value in (stored.score, stored.max, stored.rate, stored.average)] == [
        "19.50", "20.00", "98.512345", "17.30",
    ]  # fmt: skip
    assert (stored.rank, stored.ranked, stored.submission, stored.as_of) == (1, 63, id_, OCTOBER)
    assert (found["REUSED_DIGITIZED_DATA"].score, str(found["REUSED_DIGITIZED_DATA"].rate)) == (None, "0.490000")


def test_of_published_results_the_newest_stands(service: AppContext) -> None:
    """By the date of their submission, not in the order of arrival; with the flag of the one that stands."""
    flag = Quality("TEMP", "to be checked")
    later, early = OCTOBER + timedelta(days=1), OCTOBER - timedelta(days=1)
    with service.database.writing() as connection:
        for as_of, score, quality in ((OCTOBER, "19.50", None), (later, "19.60", flag), (early, "19.40", None)):
            result = Official(0, as_of, Decimal(score), quality=quality)
            results = [NewResult(YEAR, code, "TDGQ", result) for code in ("H31", "H44")]
            if as_of == OCTOBER:
                results.append(NewResult(YEAR, "H31", "CKMB", Official(0, as_of, Decimal("9.00"), rank=3)))
            figures_write.add_results(connection, add(connection, as_of), results)
    with service.database.reading() as connection:
        both = figures_read.officials(connection, YEAR, ["H31", "H44"])
        then = figures_read.officials(connection, YEAR, ["H44"], AsOf(OCTOBER))["H44"]["TDGQ"]
    found = both["H31"]
    assert sorted(found) == ["CKMB", "TDGQ"]
    assert (found["TDGQ"].score, found["TDGQ"].as_of, found["TDGQ"].quality) == (Decimal("19.60"), later, flag)
    assert (found.points("TDGQ"), found.score("TDGQ"), found.as_of("TDGQ")) == (1960, Decimal("19.60"), later)
    assert (found.points("CKMB"), found.as_of("CKMB"), found["CKMB"].quality) == (900, OCTOBER, None)
    assert (found.points("MDHL"), found.get("MDHL"), len(found)) == (None, None, 2)
    assert [each.about_cohort for each in both.values()] == [True, False]
    assert (then.score, then.quality) == (Decimal("19.50"), None)


def test_a_failed_write_leaves_nothing(service: AppContext) -> None:
    def write(*values: int) -> None:
        with service.database.writing() as connection:
            id_ = add(connection, OCTOBER)
            for value in values:
                figures_write.add_counts(connection, id_, [new_counts(YEAR, "H31", {"dossiers_received": value})])

    with pytest.raises(IntegrityError):
        write(1, 2)
    with service.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(submission)).scalar_one() == 0
        assert standing(connection) == {}


def test_counts_of_several_periods_and_of_some_measures(service: AppContext) -> None:
    july, august = Period.parse("2026-07"), Period.parse("2026-08")
    with service.database.writing() as connection:
        for as_of, values in ((SEPTEMBER, (1, 2, 3)), (OCTOBER, (4, 5, 6))):
            id_ = add(connection, as_of)
            new = [
                new_counts(july, "H31", {"dossiers_received": values[0]}),
                new_counts(august, "H31", {"dossiers_received": values[1]}),
                new_counts(august, "H31", {"dossiers_on_time": values[2]}),
            ]
            figures_write.add_counts(connection, id_, new)
    with service.database.reading() as connection:

        def values_of(as_of: datetime | None, measures: list[str] | None) -> dict[str, dict[str, int]]:
            found = figures_read.counts_of(connection, [july, august, YEAR], ["H31", "H44"], AsOf(as_of), measures)
            assert all(
                count.period == period for period, each in found.items() for count in each.get("H31", {}).values()
            )
            return {
                str(period): {code: count.value for code, count in each.get("H31", {}).items()}
                for period, each in found.items()
            }

        both = {"dossiers_received": 5, "dossiers_on_time": 6}
        assert values_of(None, None) == {"2026-07": {"dossiers_received": 4}, "2026-08": both, "2026": {}}
        assert values_of(SEPTEMBER, ["dossiers_on_time"]) == {
            "2026-07": {},
            "2026-08": {"dossiers_on_time": 3},
            "2026": {},
        }
        assert values_of(SEPTEMBER, []) == {"2026-07": {}, "2026-08": {}, "2026": {}}


def test_below_whom_anybody_reported(service: AppContext) -> None:
    with service.database.writing() as connection:
        for code in ("H44.01", "H31.01"):
            agencies.save(connection, Agency(code, code, Level.DEPARTMENT), None)
        for code in ("H44.01", "H01"):
            count(connection, OCTOBER, {"dossiers_received": 20}, code)
    with service.database.reading() as connection:

        def roots(beneath: Beneath, *periods: Period, measure: str = "dossiers_received") -> set[str]:
            return figures_read.roots_with_reports(connection, beneath, periods, ["petitions", measure])

        august, both = Period.parse("2026-08"), Beneath(["H31", "H44"])
        assert roots(Beneath(["H01", "H31", "H44"]), august, YEAR) == {"H44"}
        assert roots(Beneath(["H01", "H31"]), august, YEAR) == roots(both, august) == set()
        assert roots(both, YEAR, measure="dossiers_on_time") == roots(Beneath(["H44"], deep=True), YEAR) == set()


def test_foreign_keys_hold(service: AppContext) -> None:
    with pytest.raises(IntegrityError), service.database.writing() as connection:
        figures_write.add_counts(connection, 12345, [new_counts(YEAR, "H31", {"dossiers_received": 1})])


def test_more_agencies_than_fit_into_one_statement(service: AppContext) -> None:
    with service.database.writing() as connection:
        count(connection, OCTOBER, {"dossiers_received": 20})
    with service.database.reading() as connection:
        found = figures_read.counts(connection, YEAR, [f"H{number}" for number in range(12_000)])
        assert list(found) == ["H31"]


def test_a_read_sees_one_state(service: AppContext) -> None:
    with service.database.writing() as connection:
        count(connection, SEPTEMBER, {"dossiers_received": 10})
    with service.database.reading() as reading:
        assert standing(reading) == {"dossiers_received": 10}
        with service.database.writing() as connection:
            count(connection, OCTOBER, {"dossiers_received": 11})
        assert standing(reading) == {"dossiers_received": 10}
    with service.database.reading() as reading:
        assert standing(reading) == {"dossiers_received": 11}
