"""The registers of procedures and online services, and what stands for what they say."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.dossiers.registers import DossierRegisters, Procedure, ProcedureLevel, Service, TimeUnit

ONE = Procedure(
    code="1.000001",
    name="Đăng ký khai sinh",
    has_fee=False,
    level=ProcedureLevel.COMMUNE,
    max_time=5,
    unit=TimeUnit.WORKING_DAY,
    agencies=frozenset({"H31.17", "H31.18"}),
    first_day=date(2026, 1, 1),
)
TWO = Procedure(code="1.000002")
SERVICE = Service(code="S1", procedure="1.000001", agencies=frozenset({"H31.17"}))


def test_all_entries_of_both() -> None:
    both = DossierRegisters([ONE, TWO], [SERVICE])
    assert (list(both.procedures), list(both.services)) == ([ONE, TWO], [SERVICE])


def test_a_register_that_is_given_goes_before_the_other_of_its_kind() -> None:
    both = DossierRegisters([ONE], [SERVICE])
    procedures, none = DossierRegisters([TWO]).over(both), DossierRegisters(services=[]).over(both)
    assert (list(procedures.procedures), list(procedures.services)) == ([TWO], [SERVICE])
    assert (list(none.procedures), list(none.services), none.has_services) == ([ONE], [], True)
    assert DossierRegisters().over(both).digest == both.digest


def test_one_digest_stands_for_what_both_say_in_whatever_order() -> None:
    digest = DossierRegisters([ONE, TWO], [SERVICE]).digest
    assert digest
    assert digest.startswith("sha256:")
    assert DossierRegisters([TWO, ONE], [SERVICE]).digest == digest


@pytest.mark.parametrize(
    "other",
    [
        DossierRegisters([ONE, TWO]),
        DossierRegisters(None, [SERVICE]),
        DossierRegisters([ONE], [SERVICE]),
        DossierRegisters([ONE, TWO], []),
        DossierRegisters([replace(ONE, has_fee=None), TWO], [SERVICE]),
        DossierRegisters([replace(ONE, has_fee=True), TWO], [SERVICE]),
        DossierRegisters([replace(ONE, agencies=frozenset()), TWO], [SERVICE]),
        DossierRegisters([replace(ONE, first_day=date(2026, 1, 2)), TWO], [SERVICE]),
        DossierRegisters([ONE, TWO], [replace(SERVICE, procedure="1.000002")]),
        DossierRegisters([ONE], [SERVICE], DossierRegisters([TWO])),
    ],
)
def test_whatever_they_say_otherwise_gives_another_digest(other: DossierRegisters) -> None:
    assert other.digest != DossierRegisters([ONE, TWO], [SERVICE]).digest


def test_without_a_register_there_is_no_digest_but_an_empty_one_has_one() -> None:
    assert DossierRegisters().digest is None
    assert DossierRegisters([]).digest != DossierRegisters(None, []).digest


def on(code: str, *days: date) -> list[bool | None]:
    """What the layers below say of a fee on some days."""
    found = [LAYERED.procedure(code, day) for day in days]
    return [each.has_fee if each else None for each in found]


COUNTRY = DossierRegisters(
    [replace(TWO, has_fee=True), Procedure(code="1.000003", has_fee=True), replace(ONE, has_fee=True)], [SERVICE]
)
LAYERED = DossierRegisters(
    [replace(TWO, has_fee=False, first_day=date(2026, 7, 1), last_day=date(2026, 9, 30))], None, COUNTRY
)


def test_the_nearer_entry_goes_before_on_the_days_on_which_it_holds() -> None:
    assert on("1.000002", date(2026, 6, 30), date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)) == [
        True, False, False, True,
    ]  # fmt: skip
    assert on("1.000003", date(2026, 7, 1)) == [True]
    assert on("1.000001", date(2025, 12, 31), date(2026, 1, 1)) == [None, True]
    assert LAYERED.service("S1", date(2026, 7, 1)) == SERVICE
    assert len(list(LAYERED.procedures)) == 4


def test_a_register_that_is_nowhere_is_not_there() -> None:
    assert (LAYERED.has_procedures, LAYERED.has_services) == (True, True)
    assert (DossierRegisters([], None, DossierRegisters()).has_procedures, DossierRegisters().has_services) == (
        True,
        False,
    )
    assert DossierRegisters(None, None, COUNTRY).digest == COUNTRY.digest


def test_another_register_of_procedures_takes_the_place_of_all_layers() -> None:
    other = DossierRegisters([TWO]).over(LAYERED)
    assert (list(other.procedures), list(other.services)) == ([TWO], [SERVICE])
    assert other.digest == DossierRegisters([TWO], [SERVICE]).digest
