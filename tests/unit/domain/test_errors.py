"""Places of faults, and faults that are refusals."""

from app.domain.errors import NOWHERE, Fault, Location, Refusal, spot


def test_a_place_as_a_word() -> None:
    assert [spot(each) for each in (Location(line=5, pointer="/a"), Location(pointer="/a"), NOWHERE)] == ["5", "/a", ""]
    assert spot(Location(line=5, sheet="T8", cell="C5")) == "T8!C5"


def test_a_fault_is_a_refusal_and_back() -> None:
    fault = Fault("unknown_period", Location(parameter="period"), {"value": "x"})
    assert Refusal.of(fault).fault == fault
