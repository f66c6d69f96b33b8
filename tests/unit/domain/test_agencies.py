"""Agencies, codes and cohorts."""

from datetime import date

import pytest

from app.domain.agencies import (
    Agency,
    Cohort,
    Level,
    covers_cohort,
    is_code,
    is_within,
    levels_for,
    not_in_period,
    parent_code,
    parse_code,
)
from app.domain.errors import Refusal
from app.domain.periods import Period


@pytest.mark.parametrize("code", ["H31", "G22", "H31.17", "H31.217.3", "H44.A1"])
def test_codes(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize(
    "code", ["", "H3", "h31", "H311", "X01", "H31.", "H31..1", "H31.1.2.3.4", "H31\n", "Н31", "H31.%"]
)
def test_not_codes(code: str) -> None:
    assert not is_code(code)


def test_subtrees() -> None:
    assert is_within("H31.17", "H31")
    assert is_within("H31", "H31")
    assert is_within("anything", None)
    assert not is_within("H311", "H31")
    assert not is_within("H31", "H31.17")
    assert not covers_cohort("H31", "H31"), "it is ranked among all provinces"
    assert covers_cohort(None, "H31")
    assert covers_cohort("H31", "H31.17.3"), "it is ranked among the communes of the province"
    assert not covers_cohort("H31.17", "H31.17.3")
    assert not covers_cohort("H31", "H311.1")
    assert (parent_code("H31.17.3"), parent_code("H31")) == ("H31.17", None)


def test_levels() -> None:
    assert levels_for("G22") == (Level.MINISTRY,)
    assert levels_for("H31") == (Level.PROVINCE,)
    assert Level.COMMUNE in levels_for("H31.217")


@pytest.mark.parametrize(
    "text", ["provinces", "ministries", "H31.departments", "H31.communes", "H31.districts", "G22.departments"]
)
def test_cohorts(text: str) -> None:
    assert str(Cohort.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "departments", "H31", "H31.provinces", "H31.17.communes", "h31.communes", "provinces.communes"]
)
def test_not_cohorts(text: str) -> None:
    with pytest.raises(Refusal, match="unknown_cohort"):
        Cohort.parse(text)


def test_an_agency_is_ranked_among_its_kind() -> None:
    assert str(Cohort.of(Agency("H31", "Hưng Yên", Level.PROVINCE))) == "provinces"
    assert str(Cohort.of(Agency("H31.45.12", "Xã", Level.COMMUNE))) == "H31.communes"


def test_validity_includes_both_ends() -> None:
    agency = Agency("H02", "Bắc Giang", Level.PROVINCE, valid_from=date(2020, 1, 2), valid_to=date(2025, 6, 30))
    days = [date(2020, 1, 1), date(2020, 1, 2), date(2025, 6, 30), date(2025, 7, 1)]
    assert [agency.valid_on(day) for day in days] == [False, True, True, False]


def test_what_is_no_code_is_refused() -> None:
    assert parse_code("H31.17") == "H31.17"
    with pytest.raises(Refusal, match="code_invalid"):
        parse_code("h31")


def test_an_agency_that_has_ended_is_refused_with_what_it_became() -> None:
    agency = Agency("H50", "Quảng Bình", Level.PROVINCE, valid_to=date(2025, 6, 30), merged_into="H49")
    refusal = not_in_period(agency, Period.parse("2025-Q3"))
    assert (refusal.code, refusal.params["merged_into"], refusal.params["valid_to"]) == (
        "agency_not_in_period",
        "H49",
        date(2025, 6, 30),
    )
