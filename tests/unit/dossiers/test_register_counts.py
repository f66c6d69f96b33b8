"""What only the registers tell is counted for each agency, or missing with the reason, never 0 by default."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest

from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.register_counts import NUMERATORS, REGISTER_MEASURES, RegisterCount, count_registers
from app.domain.dossiers.registers import DossierRegisters, Online, Procedure, Service
from app.domain.measures import MeasureKind
from app.domain.periods import Period
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from tests.support.dossiers import AGENCIES

DAY = date(2026, 10, 31)
HERE, OTHER, PROVINCE = "H31.17", "H31.18", "H31"
PROCEDURES = tuple(each for each in REGISTER_MEASURES if each != "online_services")
WITH_FEE = {"has_fee": True, "for_citizens": True, "online": Online.FULL}


def procedure(code: str, *agencies: str, **said: Any) -> Procedure:
    return Procedure(code=code, agencies=frozenset(agencies), **{**WITH_FEE, **said})


def counts(
    procedures: Iterable[Procedure] | None = None,
    services: Iterable[Service] | None = None,
    wanted: Sequence[str] = (PROVINCE, HERE, OTHER),
    lacking: int = 0,
) -> dict[str, dict[str, RegisterCount]]:
    return count_registers(DossierRegisters(procedures, services), wanted, DAY, AGENCIES, lacking)


def numbers(measure: str, *procedures: Procedure) -> list[int | None]:
    """Of the province and its two departments."""
    return [each[measure].number for each in counts(procedures).values()]


def test_they_complete_the_ratios_of_the_scorecard() -> None:
    known = read_measures()
    assert {known[code].kind for code in REGISTER_MEASURES} == {MeasureKind.DISTINCT}
    fractions = read_scorecards(BUNDLED, known).in_force(Period.parse("2026-10")).fractions
    completed = {
        (each.numerator[0], each.denominator[0])
        for each in fractions
        if each.numerator[0] in DOSSIER_MEASURES and each.denominator[0] in REGISTER_MEASURES
    }
    assert completed == {(part, whole) for whole, parts in NUMERATORS.items() for part in parts}


def test_a_procedure_counts_once_for_those_that_handle_it_and_once_above_them() -> None:
    both, here = procedure("1", HERE, OTHER), procedure("2", HERE)
    for measure in ("procedures_in_authority", "fee_procedures", "procedures_for_citizens", "procedures_fully_online"):
        assert numbers(measure, both, here) == [2, 2, 1]
    assert numbers("procedures_partly_online", both, here) == [0, 0, 0]


def test_an_entry_for_each_agency_is_one_procedure() -> None:
    assert numbers("procedures_in_authority", procedure("1", HERE), procedure("1", OTHER)) == [1, 1, 1]


@pytest.mark.parametrize(
    ("said", "fees", "citizens", "partly", "fully"),
    [
        ({}, 1, 1, 0, 1),
        ({"has_fee": False}, 0, 1, 0, 1),
        ({"for_citizens": False}, 1, 0, 0, 1),
        ({"online": Online.PARTIAL}, 1, 1, 1, 0),
        ({"online": Online.NONE}, 1, 1, 0, 0),
    ],
)
def test_flags_decide(said: dict[str, Any], fees: int, citizens: int, partly: int, fully: int) -> None:
    found = counts([procedure("1", HERE, **said)])[HERE]
    assert [found[measure].number for measure in PROCEDURES] == [1, partly, fully, fees, citizens]


def test_each_procedure_stands_at_its_highest_level() -> None:
    entries = [procedure("1", HERE, online=Online.PARTIAL), procedure("1", OTHER, online=Online.FULL)]
    assert numbers("procedures_fully_online", *entries) == [1, 0, 1]
    assert numbers("procedures_partly_online", *entries) == [0, 1, 0]
    unsaid = [procedure("1", HERE, online=Online.PARTIAL), procedure("1", HERE, online=None)]
    assert counts(unsaid)[HERE]["procedures_partly_online"] == RegisterCount(None, {"flag_unknown": 1})
    fully = [procedure("1", HERE, online=Online.FULL), procedure("1", HERE, online=None)]
    assert counts(fully)[HERE]["procedures_partly_online"].number == 0


@pytest.mark.parametrize(
    ("first_day", "last_day", "number"),
    [
        (None, None, 1),
        (DAY, DAY, 1),
        (date(2026, 11, 1), None, None),
        (None, date(2026, 10, 30), None),
    ],
)
def test_the_last_day_of_the_period_decides(first_day: date | None, last_day: date | None, number: int | None) -> None:
    entry = procedure("1", HERE, first_day=first_day, last_day=last_day)
    assert counts([entry])[HERE]["fee_procedures"].number == number


def test_an_entry_that_began_later_stands_in_place_of_one_before() -> None:
    before, after = procedure("1", HERE), procedure("1", HERE, has_fee=False, first_day=date(2026, 7, 1))
    assert numbers("fee_procedures", after, before) == [0, 0, None]


def test_what_a_province_says_of_a_procedure_stands_before_what_the_country_says() -> None:
    country = DossierRegisters([procedure("1", HERE, OTHER), procedure("2", HERE)])
    both = DossierRegisters([procedure("1", HERE, has_fee=False)], None, country)
    found = count_registers(both, (PROVINCE, HERE, OTHER), DAY, AGENCIES)
    assert [each["procedures_in_authority"].number for each in found.values()] == [2, 2, None]
    assert [each["fee_procedures"].number for each in found.values()] == [1, 1, None]


def test_what_was_merged_counts_for_its_successor() -> None:
    entries = [procedure("1", "H54.10"), procedure("2", "H54")]
    found = counts(entries, wanted=(PROVINCE, HERE, "H54"))
    assert [each["fee_procedures"].number for each in found.values()] == [2, 1, None]


def test_without_a_register_all_its_counts_are_missing() -> None:
    found = counts()[HERE]
    assert set(found) == set(REGISTER_MEASURES)
    for measure in PROCEDURES:
        assert found[measure] == RegisterCount(None, {"no_procedure_register": 0})
    assert found["online_services"] == RegisterCount(None, {"no_service_register": 0})


def test_a_flag_that_is_not_said_leaves_its_count_missing_where_the_procedure_is_handled() -> None:
    found = counts([procedure("1", HERE, has_fee=None), procedure("2", HERE), procedure("3", OTHER)])
    for agency in (PROVINCE, HERE):
        assert found[agency]["fee_procedures"] == RegisterCount(None, {"flag_unknown": 1})
        assert found[agency]["procedures_for_citizens"].number
    assert found[OTHER]["fee_procedures"].number == 1


def test_an_entry_that_names_no_agency_may_be_anybody_s() -> None:
    found = counts([procedure("1", HERE), procedure("2", has_fee=False), procedure("3", online=Online.NONE)])
    for agency in (PROVINCE, HERE, OTHER):
        assert found[agency]["procedures_in_authority"] == RegisterCount(None, {"agency_not_told": 2})
        assert found[agency]["fee_procedures"] == RegisterCount(None, {"agency_not_told": 1})
        assert found[agency]["procedures_fully_online"] == RegisterCount(None, {"agency_not_told": 1})
    assert found[HERE]["procedures_partly_online"].number == 0, "neither is partly online, whoever handles it"


def test_an_entry_without_an_agency_opens_nothing_where_the_procedure_counts_already() -> None:
    found = counts([procedure("1", HERE), procedure("1")])
    assert found[HERE]["fee_procedures"].number == found[PROVINCE]["fee_procedures"].number == 1
    assert found[OTHER]["fee_procedures"] == RegisterCount(None, {"agency_not_told": 1})
    unsaid = counts([procedure("1", HERE, has_fee=None), procedure("1")])
    assert unsaid[HERE]["fee_procedures"] == RegisterCount(None, {"flag_unknown": 1})


def test_a_register_that_does_not_name_an_agency_does_not_count_for_it() -> None:
    found = counts([procedure("1", HERE), procedure("2", HERE, has_fee=False)])[OTHER]
    for measure in PROCEDURES:
        assert found[measure] == RegisterCount(None, {"agency_not_in_register": 2})
    assert counts([])[HERE]["fee_procedures"] == RegisterCount(None, {"agency_not_in_register": 0})


def test_part_of_a_register_is_no_register() -> None:
    found = counts([procedure("1", HERE)], lacking=5739)
    for agency in (PROVINCE, HERE, OTHER):
        assert found[agency]["procedures_in_authority"] == RegisterCount(None, {"register_incomplete": 5739})


def test_services_that_are_offered_are_counted() -> None:
    services = [
        Service(code="S1", procedure="1", status="ACTIVE", agencies=frozenset({HERE, OTHER})),
        Service(code="S2", procedure="1", agencies=frozenset({HERE})),
        Service(code="S3", procedure="2", status="inactive", agencies=frozenset({HERE})),
    ]
    found = counts(None, services)
    assert [each["online_services"].number for each in found.values()] == [2, 2, 1]
    assert found[HERE]["fee_procedures"].number is None
