"""Who costs what: Phú Thọ's third quarter as published, and that parts sum to the loss exactly."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agencies import Level
from app.domain.scorecard.scoring import shown_part
from app.domain.what_if.contributions import NOT_DIVIDED, Contributions, NotDivided, contributions
from tests.conftest import Client
from tests.unit.domain.test_cards import evaluated
from tests.unit.domain.test_findings import SCORECARD
from tests.unit.golden.test_published_figures import evaluate as bundled

ON_TIME, SATISFIED, PUBLISHED = "DOSSIER_ON_TIME", "DOSSIER_RECEIVING_SATISFACTION", "PUBLISH_ON_TIME"


def test_who_has_phu_thos_late_dossiers(reader: Client) -> None:
    province = bundled(reader, "2026-Q3", "provinces")
    below = [bundled(reader, "2026-Q3", f"H44.{level}") for level in ("departments", "communes")]
    (found,) = contributions(province, "H44", below, ON_TIME)
    assert found.below.own
    assert (found.below.own.bad, found.below.own.cases) == (61_478, 464_494)
    assert (found.lost, shown_part(found.exact)) == (Decimal("2.65"), Decimal("2.647"))
    parts = {each.count.agency.code: (each.bad, str(each.points)) for each in found.parts}
    assert list(parts.items())[:2] == [("H44.45", (22_309, "0.961")), ("H44.42", (4_770, "0.205"))]
    assert [(each.level, each.agencies, each.bad, str(each.points)) for each in found.subtotals] == [
        (Level.DEPARTMENT, 12, 28_102, "1.210")
    ]
    assert found.unlisted
    assert (found.unlisted.bad, str(found.unlisted.points)) == (33_376, "1.437")


def test_without_a_column_it_is_every_indicator_whose_counts_add_up(reader: Client) -> None:
    province = bundled(reader, "2026-Q3", "provinces")
    found = contributions(province, "H44", [])
    assert [each.indicator.code for each in found] == [
        "DOSSIER_SYNC", ON_TIME, "ONLINE_DOSSIER_SHARE", "PAYMENT_DOSSIER", "ORIGINAL_RESULT_AVAILABLE",
        "SO_HOA_GIAY_TO_GIAI_QUYET", "REUSED_DIGITIZED_DATA", "SYNCED_WITH_DVCQG_PERSONAL_STORAGE",
        "CITIZEN_DATA_CONNECTED_DOSSIER", SATISFIED,
    ]  # fmt: skip
    group = contributions(province, "H44", [], "CKMB")
    assert {each.indicator.code: each.reason for each in group} == {
        PUBLISHED: NotDivided.NOT_ADDITIVE,
        "PUBLIC_UPDATE_ON_TIME": NotDivided.NOT_ADDITIVE,
        "PUBLIC_CONTENT_FULL": NotDivided.NOT_ADDITIVE,
        "DOSSIER_SYNC": NotDivided.NOTHING_LOST,
    }
    assert set(NOT_DIVIDED) == set(NotDivided)


def found_in(own: tuple[int, int] | None, below: Mapping[str, tuple[int, int]], code: str = SATISFIED) -> Contributions:
    """Of a province with so many good of so many cases, and of departments below it."""
    indicator = SCORECARD.indicators[code]
    measures = (*indicator.numerator, *indicator.denominator)
    counts = {each: dict(zip(measures, pair, strict=True)) for each, pair in below.items()}
    province = evaluated(SCORECARD, known_counts={"H31": dict(zip(measures, own, strict=True))} if own else None)
    codes = ("H31.1", "H31.2", "H31.3")
    departments = evaluated(SCORECARD, known_counts=counts, cohort="H31.departments", codes=codes)
    (found,) = contributions(province, "H31", [departments], code)
    return found


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        (None, NotDivided.COUNTS_UNKNOWN),
        ((0, 0), NotDivided.NO_CASES),
        ((90, 100), NotDivided.NOTHING_LOST),
        ((100, 100), NotDivided.NOTHING_LOST),
        ((89999, 100000), NotDivided.NOTHING_LOST),
        ((89, 100), None),
    ],
)
def test_where_nothing_can_be_divided_it_says_why(own: tuple[int, int] | None, reason: NotDivided | None) -> None:
    found = found_in(own, {"H31.1": (1, 5)})
    assert found.reason is reason
    assert bool(found.parts) is (reason is None)
    if own is None:
        assert found.lost is None
        assert not found.rounding


def test_those_below_may_count_more_than_the_agency_above() -> None:
    found = found_in((80, 100), {"H31.1": (10, 40), "H31.2": (5, 5)}, ON_TIME)
    assert [(each.count.agency.code, str(each.points)) for each in found.parts] == [
        ("H31.1", "6.000"),
        ("H31.2", "0.000"),
    ]
    assert found.unlisted
    assert (found.unlisted.bad, str(found.unlisted.points)) == (-10, "-2.000")
    assert [each.code for each in found.below.unknown] == ["H31.3"]
    assert (found.lost, found.exact, found.rounding) == (Decimal("4.00"), Fraction(4), Decimal(0))


PAIRS = st.integers(0, 5000).flatmap(lambda cases: st.tuples(st.integers(0, cases), st.just(cases)))
ADDITIVE = st.sampled_from([each.indicator.code for each in contributions(evaluated(SCORECARD), "H31", [])])


@given(PAIRS, st.lists(PAIRS, max_size=3), ADDITIVE)
def test_parts_sum_to_the_loss_exactly_and_as_they_are_shown(
    own: tuple[int, int], below: list[tuple[int, int]], code: str
) -> None:
    codes = (f"H31.{number}" for number in range(1, 4))
    found = found_in(own, dict(zip(codes, below, strict=False)), code)
    if found.reason:
        assert not any((found.parts, found.subtotals, found.unlisted, found.forgiven))
        return
    indicator = found.indicator
    loss = Fraction(indicator.max) - Fraction(indicator.max) / Fraction(indicator.full_at) * Fraction(*own)
    assert found.unlisted
    assert sum((each.exact for each in found.parts), found.unlisted.exact) + found.forgiven == loss == found.exact
    assert sum(each.exact for each in found.subtotals) == sum(each.exact for each in found.parts)
    lines = [*(each.points for each in found.parts), found.unlisted.points, shown_part(found.forgiven), found.rounding]
    assert sum(lines) == found.lost == indicator.max - (found.outcome.score or 0)
    assert abs(found.rounding) < Decimal("0.01") + Decimal("0.0005") * (len(lines) - 1)
    assert sum(each.bad for each in found.parts) + found.unlisted.bad == own[1] - own[0]
