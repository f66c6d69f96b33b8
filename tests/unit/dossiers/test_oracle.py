"""The oracle that engines are held to: what it adds up, and what it leaves missing."""

from datetime import date

import pytest

from app.domain.agencies import Agency, Level
from app.domain.dossiers.agencies import counting_agencies, successor
from app.domain.dossiers.dossier import Channel, Dossier, PaidOnline
from app.domain.dossiers.versions import Version
from tests.support.dossier_oracle import DossierCount, World, count
from tests.support.dossiers import AGENCIES, CALENDAR, LATER, OCTOBER, REGISTERS, RULES, WITH_DOCUMENT, dossier

WORLD = World(RULES, REGISTERS, CALENDAR, AGENCIES, {})


def counts(*dossiers: Dossier) -> dict[str, dict[str, DossierCount]]:
    return count([Version(each, number) for number, each in enumerate(dossiers)], OCTOBER, WORLD, LATER)


def test_distinct_things_count_once_wherever_they_are_below() -> None:
    one = dossier(dossier="1", agency="H31.17", service="S1", channel=Channel.ONLINE)
    two = dossier(dossier="2", agency="H31.217", service="S1", channel=Channel.ONLINE)
    three = dossier(dossier="3", agency="H31.217", service="S2", channel=Channel.ONLINE)
    found = counts(one, two, three)
    numbers = {agency: of["online_services_with_dossiers"].number for agency, of in found.items()}
    assert numbers == {"H31": 2, "H31.17": 1, "H31.217": 2}


def test_a_procedure_that_is_counted_already_is_not_missing() -> None:
    """Of another dossier of it the payment is not told: the dossiers are missing, the procedures are known."""
    paid = dossier(dossier="1", procedure=WITH_DOCUMENT, paid_online=PaidOnline.PORTAL)
    untold = dossier(dossier="2", procedure=WITH_DOCUMENT)
    found = counts(paid, untold)["H31"]
    assert found["fee_procedures_paid_online"] == DossierCount(1)
    assert found["dossiers_paid_online"] == DossierCount(None, {"field_missing": 1})
    assert counts(untold)["H31"]["fee_procedures_paid_online"].number is None


def test_what_is_missing_for_one_agency_is_not_for_another() -> None:
    known = dossier(dossier="1", agency="H31.18", vneid=True)
    untold = dossier(dossier="2", agency="H31.17")
    numbers = {code: of["dossiers_using_citizen_data"].number for code, of in counts(known, untold).items()}
    assert numbers == {"H31.18": 1, "H31.17": None, "H31": None}


@pytest.mark.parametrize(
    ("code", "day", "found"),
    [
        ("A", date(2025, 1, 1), "A"),
        ("A", date(2026, 1, 1), "C"),
        ("B", date(2025, 7, 1), "B"),
        ("D", date(2026, 1, 1), "D"),
        ("E", date(2026, 1, 1), "F"),
        ("G", date(2026, 1, 1), "G"),
        ("unregistered", date(2026, 1, 1), "unregistered"),
        ("N", date(2025, 1, 1), "N"),
    ],
    ids=[
        "valid still",
        "merged twice",
        "the second merger is to come",
        "ended without a successor",
        "two that name each other",
        "one that names itself",
        "not registered",
        "not founded yet",
    ],
)
def test_successors(code: str, day: date, found: str) -> None:
    def agency(code: str, last: date | None, into: str | None = None, first: date | None = None) -> Agency:
        return Agency(code, code, Level.DEPARTMENT, valid_from=first, valid_to=last, merged_into=into)

    half, full = date(2025, 6, 30), date(2025, 12, 31)
    known = [
        agency("A", half, "B"),
        agency("B", full, "C"),
        agency("C", None),
        agency("D", half),
        agency("E", half, "F"),
        agency("F", half, "E"),
        agency("G", half, "G"),
        agency("N", full, "C", date(2025, 2, 1)),
    ]
    assert successor(code, day, {each.code: each for each in known}) == found


@pytest.mark.parametrize(
    ("into", "found"),
    [
        ("H99.17.3", ("H98.05.03", "H99.17.3", "H99.17", "H99")),  # all above the successor, not only its province
        ("H97.2", ("H98.05.03", "H97.2", "H97")),  # nothing for the province that H98 itself went to
    ],
)
def test_what_is_above_a_successor_counts(into: str, found: tuple[str, ...]) -> None:
    half = date(2025, 6, 30)
    known = [
        Agency("H98", "x", Level.PROVINCE, None, None, half, "H99"),
        Agency("H98.05", "x", Level.DISTRICT, None, None, half, into),
    ]
    assert counting_agencies("H98.05.03", date(2026, 1, 1), {each.code: each for each in known}) == found


def test_an_agency_counts_once_though_both_ways_up_lead_to_it() -> None:
    agencies = {**AGENCIES, "H54.10": Agency("H54.10", "x", Level.DEPARTMENT, None, None, date(2025, 6, 30), "H31")}
    assert counting_agencies("H54.10", date(2026, 1, 1), agencies) == ("H31",)
