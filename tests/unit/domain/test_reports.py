"""Counts and results of one agency, together: plain numbers, and all else when asked for."""

from datetime import UTC, datetime
from decimal import Decimal

from app.domain.evaluation.published_results import GivenResults, results_of
from app.domain.evaluation.reported_counts import Reports
from app.domain.evaluation.scores import Claim, Official
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


def test_results_are_a_mapping_with_plain_scores() -> None:
    letter = {"total": Official(1, DATES[1], Decimal("1.5")), "CKMB": Official(2, DATES[2], rate=Decimal(50))}
    results = results_of(letter)
    assert (dict(results), len(results), results_of(results)) == (letter, 2, results)
    assert [results.points(column) for column in ("total", "CKMB", "MDHL")] == [150, None, None]
    assert (str(results.score("total")), results.score("CKMB"), results.as_of("CKMB")) == ("1.5", None, DATES[2])
    ranked = results_of({"total": Official(1, DATES[1], rank=1)})
    averaged = results_of({"total": Official(1, DATES[1], average=Decimal(1))})
    assert [each.about_cohort for each in (results, ranked, averaged)] == [False, True, True]


def test_a_claim_is_no_result() -> None:
    claim = Claim("H31", 2, DATES[2], rank=1)
    claimed = GivenResults({"total": Official(1, DATES[1])}, {"total": claim})
    assert (claimed.about_cohort, claimed.claim("total"), claimed.claim("CKMB")) == (False, claim, None)
    assert claim.told == {"rank": 1}
