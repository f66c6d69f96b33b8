"""How long a dossier took, and the mean of many: the unit, the pauses, and what is not guessed."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from app.domain.dossiers.case import Case
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.dossier import Dossier, Status
from app.domain.dossiers.mean_time import MeanTime, ProcessingTime, TimeSum, WhyUnknown, add_up, processing_time
from app.domain.dossiers.registers import DossierRegisters, Procedure, TimeUnit
from app.domain.dossiers.rules import Base, DossierRules, Precision
from tests.support.dossiers import CALENDAR, LATER, OCTOBER, RULES, at, done, dossier, request, row

HOURS, DAYS, WORKING_DAYS, MONTHS, NO_UNIT, UNREGISTERED = (f"1.00000{number}" for number in range(1, 7))
REGISTERS = DossierRegisters(
    [
        Procedure(code=HOURS, unit=TimeUnit.HOUR),
        Procedure(code=DAYS, unit=TimeUnit.DAY),
        Procedure(code=WORKING_DAYS, unit=TimeUnit.WORKING_DAY),
        Procedure(code=MONTHS, unit=TimeUnit.MONTH),
        Procedure(code=NO_UNIT),
    ]
)


def time(one: Dossier, rules: DossierRules = RULES) -> ProcessingTime | None:
    return processing_time(Case(one, OCTOBER, rules, REGISTERS, CALENDAR, end_of(OCTOBER, LATER)))


@pytest.mark.parametrize(
    ("procedure", "unit", "length"),
    [
        (HOURS, TimeUnit.HOUR, 11 * 24 * 60 + 90),
        (DAYS, TimeUnit.DAY, 11),
        (WORKING_DAYS, TimeUnit.WORKING_DAY, 7),
        (MONTHS, TimeUnit.MONTH, 11),
        (NO_UNIT, None, 11),
        (UNREGISTERED, None, 11),
    ],
)
def test_the_unit_is_the_procedures(procedure: str, unit: TimeUnit | None, length: int) -> None:
    """From Thursday the 1st to Monday the 12th; in days also for months and where no unit is known."""
    assert time(done("10-12", "10:30", procedure=procedure)) == ProcessingTime(unit, length)


@pytest.mark.parametrize(
    ("one", "length"),
    [
        (done("10-01", "08:00", received_at=at("10-01", "07:59"), procedure=HOURS), 1),
        (done("10-01", "23:59", procedure=DAYS), 0),
        (done("10-02", "00:00", procedure=DAYS), 1),
        (done("11-05", procedure=DAYS), 35),
        (done("10-05", received_at=at("10-03"), procedure=WORKING_DAYS), 1),
        (done("10-04", received_at=at("10-02"), procedure=WORKING_DAYS), 0),
        (dossier(status=Status.RETURNED, done_at=at("10-04"), returned_at=at("10-09"), procedure=DAYS), 3),
        (dossier(status=Status.RETURNED, returned_at=at("10-09"), procedure=DAYS), 8),
        (done("10-09", procedure=DAYS, progress=(row(Status.DONE, "10-09"), row(Status.DONE, "10-05"))), 4),
    ],
    ids=[
        "minutes",
        "the same day",
        "over midnight",
        "after the end of the period",
        "received on a Saturday",
        "done on a Sunday",
        "done before it was returned",
        "only returned",
        "the first of two",
    ],
)
def test_from_the_receipt_to_the_first_end(one: Dossier, length: int) -> None:
    found = time(one)
    assert found
    assert found.length == length


@pytest.mark.parametrize(
    ("procedure", "length", "paused"),
    [(HOURS, 11 * 24 * 60 - 4 * 24 * 60, 4 * 24 * 60), (DAYS, 7, 4), (WORKING_DAYS, 5, 2)],
)
def test_what_the_citizen_took_is_taken_off_in_the_same_unit(procedure: str, length: int, paused: int) -> None:
    """From Friday the 2nd to Tuesday the 6th; a request that is not answered, only until the end."""
    answered, unanswered = request("10-02", "10-06"), request("10-08")
    found = time(done("10-12", procedure=procedure, supplements=(answered,)))
    assert found
    assert (found.length, found.paused) == (length, paused)
    both = time(done("10-08", procedure=procedure, supplements=(answered, unanswered)))
    assert both
    assert both.paused == paused


def test_a_pause_for_which_the_promise_was_moved_is_not_taken_off() -> None:
    moved = request("10-02", "10-06", before="10-05", after="10-09")
    stands = request("10-02", "10-06", before="10-09", after="10-13")
    lengths = [
        found.length
        for each in (moved, stands)
        if (found := time(done("10-12", procedure=WORKING_DAYS, supplements=(each,), due_at=at("10-09"))))
    ]
    assert lengths == [7, 5]


def test_a_promise_moved_from_saturday_to_sunday_is_moved() -> None:
    """No working day lies between them: that they differ is asked of the days."""
    moved = request("10-02", "10-06", before="10-10", after="10-11")
    found = time(done("10-12", procedure=WORKING_DAYS, supplements=(moved,), due_at=at("10-11")))
    assert found == ProcessingTime(TimeUnit.WORKING_DAY, 7)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (dossier(status=Status.DONE), WhyUnknown.CLOSING_UNKNOWN),
        (done("10-12", progress=(row(Status.RECEIVED, "10-01"),)), WhyUnknown.CLOSING_UNKNOWN),
        (done("2028-01-03"), WhyUnknown.CALENDAR_UNKNOWN),
        (done("10-12", supplements=(request("2023-12-29", "10-06"),)), WhyUnknown.CALENDAR_UNKNOWN),
        (done("09-30"), WhyUnknown.TIME_NEGATIVE),
        (done("10-05", supplements=(request("09-28", "10-02"),)), WhyUnknown.TIME_NEGATIVE),
        (done("10-05", supplements=(request("10-01", "10-05"), request("10-02", "10-05"))), WhyUnknown.TIME_NEGATIVE),
    ],
    ids=[
        "done, without a time of it",
        "progress without an end",
        "closed in a year that the calendar lacks",
        "papers requested in one",
        "closed before the receipt",
        "paused before the receipt",
        "requests that overlap",
    ],
)
def test_what_is_not_known_is_not_guessed(one: Dossier, why: WhyUnknown) -> None:
    assert time(replace(one, procedure=WORKING_DAYS)) == ProcessingTime(TimeUnit.WORKING_DAY, why)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.IN_PROCESSING},
        {"status": Status.WITHDRAWN},
        {"received_at": at("09-30", "23:59")},
        {"received_at": at("11-01", "00:00")},
        {"received_at": None, "filed_at": at("10-01")},
        {"deleted": True},
    ],
    ids=["open", "withdrawn", "received before", "received after", "never received", "taken back"],
)
def test_others_are_not_looked_at(fields: dict[str, Any]) -> None:
    assert time(done("10-12", **fields)) is None


def test_no_option_changes_it() -> None:
    carried = done("10-12", received_at=at("09-30"))
    other = replace(RULES, base=Base.RECEIVED_OR_OPEN, precision=Precision.MINUTE)
    assert time(carried, other) is None
    assert time(done("10-12", procedure=DAYS), other) == ProcessingTime(TimeUnit.DAY, 11)


def test_means_are_exact_by_unit_and_what_is_not_known_is_counted() -> None:
    none: dict[WhyUnknown, int] = dict.fromkeys(WhyUnknown, 0)
    found = add_up(
        [
            TimeSum(TimeUnit.HOUR, 95, 1, none),
            TimeSum(TimeUnit.DAY, 10, 2, none | {WhyUnknown.CLOSING_UNKNOWN: 1}),
            TimeSum(TimeUnit.MONTH, 30, 1, none),
            TimeSum(None, 5, 4, none | {WhyUnknown.CLOSING_UNKNOWN: 2}),
            TimeSum(TimeUnit.WORKING_DAY, 0, 0, none | {WhyUnknown.CALENDAR_UNKNOWN: 3}),
        ]
    )
    assert found.by_unit == {
        TimeUnit.HOUR: MeanTime(TimeUnit.HOUR, 95, 1),
        TimeUnit.DAY: MeanTime(TimeUnit.DAY, 45, 7, unit_unknown=4),
    }
    assert found.unknown == {WhyUnknown.CLOSING_UNKNOWN: 3, WhyUnknown.CALENDAR_UNKNOWN: 3}
    hours, days = found.by_unit.values()
    assert (hours.exact, days.exact) == (Fraction(19, 12), Fraction(45, 7))
    assert (hours.rounded, days.rounded) == (Decimal("1.58"), Decimal("6.43"))
    assert MeanTime(TimeUnit.DAY, 1, 8).rounded == Decimal("0.13")
