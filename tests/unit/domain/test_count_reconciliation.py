"""A count from dossiers beside the portal's: what they differ by, which stands, on which bases the portal counts."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.agencies import Agency, Level
from app.domain.count_reconciliation import CountVerdict, ReconciledCount, bases_of
from app.domain.enums import Provenance
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.domain.scorecard.scoring import Count

AGENCY, QUARTER = Agency("H44", "Phú Thọ", Level.PROVINCE), Period.parse("2026-Q3")
DAY = datetime(2026, 10, 10, 7, 0, tzinfo=UTC)


def count(value: int, submission: int = 1, as_of: datetime = DAY) -> Count:
    return Count(value, submission, as_of, "H44", QUARTER)


def pair(dossiers: int | None, portal: int | None, measure: str = "dossiers_received") -> ReconciledCount:
    """From the submissions 1 and 2; the newest stands."""
    ours, theirs = None if dossiers is None else count(dossiers, 1), None if portal is None else count(portal, 2)
    return ReconciledCount(AGENCY, measure, ours, theirs, theirs or ours or count(0))


@pytest.mark.parametrize(
    ("dossiers", "portal", "verdict", "difference", "per_cent"),
    [
        (440558, 464494, CountVerdict.PORTAL_LARGER, -23936, "-5.15"),
        (464494, 440558, CountVerdict.DOSSIERS_LARGER, 23936, "5.43"),
        (403016, 403016, CountVerdict.EQUAL, 0, "0.00"),
        (201, 200, CountVerdict.DOSSIERS_LARGER, 1, "0.50"),
        (20001, 20000, CountVerdict.DOSSIERS_LARGER, 1, "0.01"),  # 0.005, a tie
        (19999, 20000, CountVerdict.PORTAL_LARGER, -1, "-0.01"),
        (200001, 200000, CountVerdict.DOSSIERS_LARGER, 1, "0.00"),
        (199999, 200000, CountVerdict.PORTAL_LARGER, -1, "0.00"),
        (5, 0, CountVerdict.DOSSIERS_LARGER, 5, None),
        (0, 0, CountVerdict.EQUAL, 0, None),
        (0, 7, CountVerdict.PORTAL_LARGER, -7, "-100.00"),
        (7, None, CountVerdict.ONLY_DOSSIERS, None, None),
        (None, 0, CountVerdict.ONLY_PORTAL, None, None),
    ],
)
def test_what_they_differ_by(
    dossiers: int | None, portal: int | None, verdict: CountVerdict, difference: int | None, per_cent: str | None
) -> None:
    found = pair(dossiers, portal)
    assert (found.verdict, found.difference) == (verdict, difference)
    assert found.per_cent == (None if per_cent is None else Decimal(per_cent))
    assert per_cent is None or str(found.per_cent) == per_cent, "two decimals"


def test_which_of_them_stands() -> None:
    ours, theirs = count(5, 1), count(6, 2)
    rests = {
        standing.submission: ReconciledCount(AGENCY, "dossiers_received", ours, theirs, standing).rests_on
        for standing in (ours, theirs, count(5, 3))
    }
    assert rests == {1: Provenance.DOSSIERS, 2: Provenance.PORTAL, 3: None}
    assert pair(5, None).rests_on is Provenance.DOSSIERS
    assert pair(None, 5).rests_on is Provenance.PORTAL


def test_causes_are_named_where_both_are_there() -> None:
    assert {each.code for each in pair(1, 2, "dossiers_on_time").causes} >= {"paused_sent_as_done", "done_at_receipt"}
    assert pair(1, None, "dossiers_on_time").causes == []
    assert pair(None, 1, "dossiers_on_time").causes == []
    assert pair(1, 1, "dossiers_on_time").causes == []


@pytest.mark.parametrize(
    ("as_of", "other"),
    [
        (datetime(2026, 10, 10, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 10, 17, 0, tzinfo=UTC), True),  # midnight in Vietnam
    ],
)
def test_days_are_those_of_vietnam(as_of: datetime, other: bool) -> None:
    found = ReconciledCount(AGENCY, "dossiers_received", count(1, 1, as_of), count(2, 2), count(2, 2))
    assert ("other_day" in [each.code for each in found.causes]) is other


def test_the_portal_counts_on_several_bases() -> None:
    told = {
        "dossiers_received": count(464494),
        "dossiers_to_digitise": count(464494),
        "dossiers_all_channels": count(440558),
        "dossiers_to_sync": count(339457),
        "dossiers_on_time": count(403016),
    }
    assert bases_of(told) == {
        "dossiers_received": 464494,
        "dossiers_to_digitise": 464494,
        "dossiers_all_channels": 440558,
        "dossiers_to_sync": 339457,
    }
    assert bases_of({"dossiers_received": count(5), "dossiers_to_sync": count(5)}) == {}
    assert bases_of({"dossiers_on_time": count(5)}) == {}


def test_what_counts_come_from_is_a_word_of_two() -> None:
    assert Provenance.parse("dossiers") is Provenance.DOSSIERS
    with pytest.raises(Refusal) as refused:
        Provenance.parse("hearsay")
    assert (refused.value.code, refused.value.params) == (
        "provenance_unknown",
        {"value": "hearsay", "allowed": "dossiers, portal"},
    )
