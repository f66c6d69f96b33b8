"""Counts of one agency, together: plain numbers, and counts with their origin when asked for."""

from datetime import UTC, datetime

from app.domain.evaluation.reported_counts import Reports
from app.domain.periods import Period
from app.domain.quality import Quality

QUARTER = Period.parse("2026-Q3")
DATES = {number: datetime(2026, 10, number, tzinfo=UTC) for number in range(1, 4)}


def test_counts_are_made_when_asked_for() -> None:
    flags = {"over": Quality("TEMP")}
    reports = Reports.of("H31", QUARTER, {"over": 1, "under": 2}, {"over": 1, "under": 2}, DATES, flags)
    assert (len(reports), list(reports), "over" in reports, "other" in reports) == (2, ["over", "under"], True, False)
    count = reports["over"]
    assert (count.value, count.submission, count.as_of, count.agency, count.period, count.quality) == (
        1, 1, DATES[1], "H31", QUARTER, Quality("TEMP"),
    )  # fmt: skip
    assert reports["under"].quality is None
    assert reports.get("other") is None
    assert (reports.newest(["over"]), reports.newest(["over", "under"])) == (DATES[1], DATES[2])


def test_what_was_read_in_parts_is_put_together() -> None:
    flags = {"under": Quality("TEMP")}
    first = Reports.of("H31", QUARTER, {"over": 1}, {"over": 1}, {1: DATES[1]}, {})
    both = first | Reports.of("H31", QUARTER, {"under": 2}, {"under": 3}, {3: DATES[3]}, flags)
    assert [(code, each.value, each.submission, each.as_of) for code, each in both.items()] == [
        ("over", 1, 1, DATES[1]), ("under", 2, 3, DATES[3]),
    ]  # fmt: skip
    assert (both["over"].quality, both["under"].quality) == (None, Quality("TEMP"))
    assert (both["under"].agency, both["under"].period) == ("H31", QUARTER)
    assert list(first) == ["over"]
