"""Four rules by which a count goes wrong in silence: pauses counted twice, second requests, precision, time zones.

And deadlines where no day was promised.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.domain.dossiers.closing import ClosedBy, Pause, Timing, close, end_of, timing
from app.domain.dossiers.deadline import Deadline, DeadlineBy, add_months, find_deadline
from app.domain.dossiers.dossier import Dossier, Status
from app.domain.dossiers.precision import shown
from app.domain.dossiers.registers import DossierRegisters, Procedure, TimeUnit
from app.domain.dossiers.rules import Precision
from tests.support.dossiers import CALENDAR, LATER, OCTOBER, PLAIN, at, done, dossier, outcome, request, row, verdicts

END = end_of(OCTOBER, LATER)
BOTH = pytest.mark.parametrize("precision", Precision)


def timed(one: Dossier, precision: Precision = Precision.DATE) -> Timing:
    return timing(one, None, CALENDAR, END, precision)


def test_a_period_ends_with_its_last_day_in_vietnam_or_now() -> None:
    assert END.astimezone(UTC) == datetime(2026, 10, 31, 16, 59, 59, 999999, tzinfo=UTC)
    assert end_of(OCTOBER, at("10-15")) == at("10-15")


class TestPauses:
    """Five days of waiting, done on the 14th, promised for the 9th."""

    @pytest.mark.parametrize(
        ("due", "before", "after", "pause"),
        [
            pytest.param("10-09", None, None, Pause(5, 0), id="no new day: the pause is taken off"),
            pytest.param("10-09", "10-09", None, Pause(5, 0), id="only the day before is told: taken off"),
            pytest.param(
                "10-09", "10-09", "10-14", Pause(5, 0), id="the promise that stands is the old one: taken off"
            ),
            pytest.param("10-14", "10-09", "10-14", Pause(0, 5), id="the promise was moved: not taken off again"),
            pytest.param(
                "10-14", None, "10-14", Pause(0, 5), id="a new day, the old one not told: not taken off again"
            ),
            pytest.param("10-09", "10-09", "10-09", Pause(5, 0), id="the new day is the old one: taken off"),
        ],
    )
    def test_a_pause_counts_once(self, due: str, before: str | None, after: str | None, pause: Pause) -> None:
        one = done("10-14", due_at=at(due), supplements=(request("10-05", "10-10", before, after),))
        assert timed(one).pause == pause
        assert timed(one).on_time
        assert not timed(replace(one, progress=(row(Status.DONE, "10-15"),))).on_time

    def test_without_a_promise_nothing_was_moved(self) -> None:
        one = done("10-14", due_at=None, supplements=(request("10-05", "10-10", "10-09", "10-14"),))
        assert timed(one).pause == Pause(5, 0)

    def test_each_request_is_asked_whether_it_moved_the_promise(self) -> None:
        """The first moved it from the 9th to the 12th; the second moved nothing, though it names a day."""
        moved, not_moved = request("10-02", "10-05", "10-09", "10-12"), request("10-06", "10-08", "10-12", "10-14")
        assert timed(done("10-14", due_at=at("10-12"), supplements=(moved, not_moved))).pause == Pause(2, 3)

    @pytest.mark.parametrize(
        ("asked", "returned", "length"),
        [
            pytest.param("10-05", None, 9, id="not answered: until the closing"),
            pytest.param("10-05", "10-20", 9, id="answered after the closing: until the closing"),
            pytest.param("10-14", None, 0, id="asked on the day of the closing"),
            pytest.param("10-20", "10-21", 0, id="asked after the closing"),
            pytest.param("10-05", "10-03", 0, id="answered before it was asked"),
            pytest.param("10-05", "10-05", 0, id="answered on the same day"),
        ],
    )
    def test_a_pause_ends_with_the_answer_or_the_closing(self, asked: str, returned: str | None, length: int) -> None:
        assert timed(done("10-14", supplements=(request(asked, returned),))).pause == Pause(length)

    def test_of_a_dossier_closed_by_its_request_nothing_is_taken_off(self) -> None:
        found = timed(dossier(supplements=(request("10-10"),)))
        assert (found.closing.by, found.pause, found.on_time) == (ClosedBy.REQUEST, Pause(), False)

    def test_one_answered_request_of_a_dossier_that_is_still_open(self) -> None:
        """The end of October less twenty days."""
        one = dossier(due_at=at("10-11"), supplements=(request("10-05", "10-25"),))
        found = timed(one)
        assert (found.closing.by, found.pause, found.on_time) == (ClosedBy.END, Pause(20), True)
        assert not timed(replace(one, due_at=at("10-10"))).on_time

    def test_an_answer_after_the_end_is_not_looked_at(self) -> None:
        assert timed(dossier(supplements=(request("10-05", "11-02"),))).closing.by is ClosedBy.REQUEST

    def test_minutes_are_taken_off_where_minutes_count(self) -> None:
        one = done("10-09", "18:00", supplements=(replace(request("10-05"), returned_at=at("10-05", "10:00")),))
        assert timed(one, Precision.MINUTE).pause == Pause(60)
        assert timed(one, Precision.MINUTE).on_time
        assert timed(one).pause == Pause(0)


class TestClosing:
    @BOTH
    @pytest.mark.parametrize(
        ("rows", "by", "day"),
        [
            ([(Status.RETURNED, "10-05"), (Status.DONE, "10-07"), (Status.DONE, "10-06")], ClosedBy.DONE, "10-06"),
            ([(Status.STOPPED, "10-04"), (Status.RETURNED, "10-05")], ClosedBy.RETURNED, "10-05"),
            (
                [(Status.WITHDRAWN, "10-06"), (Status.REFUSED, "10-04"), (Status.STOPPED, "10-05")],
                ClosedBy.ENDED,
                "10-04",
            ),
            ([(Status.DONE, "11-01"), (Status.RETURNED, "10-30")], ClosedBy.RETURNED, "10-30"),
        ],
        ids=["done before returned", "returned before stopped", "the earliest that ended it", "nothing after the end"],
    )
    def test_the_progress_decides(
        self, rows: list[tuple[Status, str]], by: ClosedBy, day: str, precision: Precision
    ) -> None:
        for order in (rows, rows[::-1]):
            one = dossier(progress=tuple(row(status, each) for status, each in order))
            found = close(one, END, precision)
            assert (found.by, found.at) == (by, at(day))

    @pytest.mark.parametrize(
        ("times", "by"),
        [
            ({"done_at": "10-05", "returned_at": "10-04", "refused_at": "10-03"}, ClosedBy.DONE),
            ({"returned_at": "10-04", "refused_at": "10-03"}, ClosedBy.RETURNED),
            ({"refused_at": "10-03"}, ClosedBy.ENDED),
            ({"done_at": "11-01"}, ClosedBy.END),
            ({}, ClosedBy.END),
        ],
    )
    def test_without_progress_the_stated_times_decide(self, times: dict[str, str], by: ClosedBy) -> None:
        stated: dict[str, Any] = {name: at(day) for name, day in times.items()}
        assert close(dossier(**stated), END, Precision.DATE).by is by

    def test_with_progress_they_do_not(self) -> None:
        one = dossier(done_at=at("10-05"), progress=(row(Status.IN_PROCESSING, "10-02"),))
        assert close(one, END, Precision.DATE).by is ClosedBy.END

    def test_a_second_request_makes_late_only_while_it_is_open(self) -> None:
        twice = (request("10-02", "10-02"), request("10-03", "10-03"))
        assert outcome(done("10-09", supplements=twice), "dossiers_on_time") == "yes"
        assert outcome(dossier(supplements=twice, due_at=at("12-31")), "dossiers_on_time") == "no"
        assert outcome(done("11-09", supplements=twice, due_at=at("12-31")), "dossiers_on_time") == "no"
        assert outcome(done("11-09", supplements=twice, due_at=at("12-31")), "dossiers_on_time", "2026-Q4") == "yes"

    def test_while_the_period_runs_the_end_is_now(self) -> None:
        assert outcome(dossier(), "dossiers_on_time", now=at("10-09", "23:00")) == "yes"
        assert outcome(dossier(), "dossiers_on_time", now=at("10-10", "00:00")) == "no"


def test_times_zones_do_not_move_a_verdict() -> None:
    """The same instants, written in UTC and in Vietnamese time."""
    for hour, expected in (("23:59", "yes"), ("00:00", "no")):
        local = done("10-10" if hour == "00:00" else "10-09", hour)
        in_utc = replace(local, progress=(replace(local.progress[0], at=local.progress[0].at.astimezone(UTC)),))
        assert outcome(local, "dossiers_on_time") == outcome(in_utc, "dossiers_on_time") == expected
    assert outcome(dossier(received_at=datetime(2026, 9, 30, 17, 0, tzinfo=UTC)), "dossiers_received") == "in"
    assert outcome(dossier(received_at=datetime(2026, 9, 30, 16, 59, tzinfo=UTC)), "dossiers_received") == "out"


class TestDeadlines:
    """Received on Friday, 28 August 2026, at 16:00; on 31 August (exchanged), 1 and 2 September offices are closed."""

    def deadline(self, number: int | None, unit: TimeUnit | None, precision: Precision, **fields: Any) -> Deadline:
        one = dossier(**{"received_at": at("08-28", "16:00"), "due_at": None, **fields})
        return find_deadline(one, Procedure(code=PLAIN, max_time=number, unit=unit), CALENDAR, precision)

    @pytest.mark.parametrize(
        ("number", "unit", "day", "minute"),
        [
            (4, TimeUnit.HOUR, "08-28", "20:00"),
            (8, TimeUnit.HOUR, "08-29", "00:00"),
            (3, TimeUnit.DAY, "08-31", "23:59"),
            (3, TimeUnit.WORKING_DAY, "09-07", "23:59"),
            (1, TimeUnit.MONTH, "09-28", "23:59"),
        ],
    )
    def test_the_longest_time_runs_from_the_receipt(self, number: int, unit: TimeUnit, day: str, minute: str) -> None:
        by_day = self.deadline(number, unit, Precision.DATE)
        by_minute = self.deadline(number, unit, Precision.MINUTE)
        assert by_day.by is by_minute.by is DeadlineBy.MAX_TIME
        assert by_day.number
        assert by_minute.number
        assert shown(by_day.number, Precision.DATE) == at(day).date()
        assert shown(by_minute.number, Precision.MINUTE) == at(day, minute)

    @pytest.mark.parametrize(
        ("day", "number", "found"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2026, 11, 30), 3, date(2027, 2, 28)),
            (date(2026, 12, 15), 12, date(2027, 12, 15)),
            (date(2026, 11, 15), 1, date(2026, 12, 15)),
        ],
    )
    def test_a_month_ends_on_the_day_of_the_same_number_or_its_last(self, day: date, number: int, found: date) -> None:
        assert add_months(day, number) == found

    def test_the_promise_goes_before_it(self) -> None:
        found = self.deadline(1, TimeUnit.HOUR, Precision.DATE, due_at=at("10-09"))
        assert found == Deadline(DeadlineBy.PROMISE, date(2026, 10, 9).toordinal())

    @pytest.mark.parametrize(("number", "unit"), [(None, TimeUnit.DAY), (5, None)])
    def test_neither_promise_nor_longest_time_is_on_time(self, number: int | None, unit: TimeUnit | None) -> None:
        assert self.deadline(number, unit, Precision.DATE) == Deadline(DeadlineBy.NOTHING)
        assert self.deadline(5, TimeUnit.DAY, Precision.DATE, received_at=None) == Deadline(DeadlineBy.NOTHING)
        assert timed(done("10-30", due_at=None)).on_time

    def test_working_days_of_a_year_without_a_calendar_are_not_known(self) -> None:
        one = dossier(due_at=None, received_at=at("2028-01-05"), as_of=at("2028-02-01"))
        registers = DossierRegisters([Procedure(code=PLAIN, max_time=5, unit=TimeUnit.WORKING_DAY)])
        found = verdicts(one, "2028-01", registers=registers, now=at("2029-01-01"))
        assert found["dossiers_on_time"].outcome == found["dossiers_overdue"].outcome == "unknown"
        assert found["dossiers_on_time"].reason.code == "calendar_unknown"
