"""What is odd about dossiers is counted and listed, each with what it does to the counts."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.counting.compaction import Compactor
from app.counting.data_quality import find_oddities
from app.domain.dossiers.data_quality import Finding, OddDossiers, Oddity
from app.domain.dossiers.dossier import Dossier, ProgressRow, Status
from app.domain.dossiers.registers import DossierRegisters
from app.domain.errors import Faults
from app.services.dossiers.prepare import prepare
from tests.support.dossiers import AGENCIES, PLAIN, REGISTERS, UNREGISTERED, at, dossier


def _found(
    work: Path, *dossiers: Dossier, registers: DossierRegisters = REGISTERS, most: int = 1000
) -> dict[Oddity, Finding]:
    path = prepare(dossiers, Faults(), work)
    with Compactor(work) as engine:
        found = find_oddities(engine, [path], AGENCIES.keys(), registers, most)
    return {each.oddity: each for each in found}


def _one(*numbers: str, sources: tuple[str, ...] = ("one",)) -> OddDossiers:
    return OddDossiers("H31.17", PLAIN, numbers, sources)


def test_dossiers_without_anything_odd_give_no_finding(tmp_path: Path) -> None:
    assert _found(tmp_path, dossier(), dossier(dossier="b", received_at=at("10-02"))) == {}


def test_one_number_from_two_sources(tmp_path: Path) -> None:
    found = _found(tmp_path, dossier(dossier="a"), dossier(dossier="a", source="two", received_at=at("10-03")))
    assert found == {Oddity.TWO_SOURCES: Finding(Oddity.TWO_SOURCES, 2, (_one("a", sources=("one", "two")),))}


def test_two_numbers_that_agree_in_agency_procedure_receipt_and_promise(tmp_path: Path) -> None:
    alike = dossier(dossier="b", due_at=None), dossier(dossier="a", due_at=None)
    differing = dossier(dossier="c"), dossier(dossier="d", due_at=None, received_at=at("10-02"))
    found = _found(tmp_path, *alike, *differing)
    assert found == {Oddity.COLLISION: Finding(Oddity.COLLISION, 2, (_one("a", "b"),))}


def test_progress_that_ends_before_the_receipt(tmp_path: Path) -> None:
    found = _found(tmp_path, dossier(dossier="a", progress=(ProgressRow(at("09-30"), Status.DONE),)))
    assert found[Oddity.DONE_BEFORE_RECEIVED].examples == (_one("a"),)


def test_a_promise_before_the_day_of_receipt(tmp_path: Path) -> None:
    found = _found(
        tmp_path, dossier(dossier="a", due_at=at("09-30")), dossier(dossier="b", due_at=at("10-01", "07:00"))
    )
    assert found[Oddity.DUE_BEFORE_RECEIVED].examples == (_one("a"),)


def test_procedures_and_agencies_that_no_register_has(tmp_path: Path) -> None:
    odd = dossier(dossier="a", procedure=UNREGISTERED, agency="H31.99")
    expected = (OddDossiers("H31.99", UNREGISTERED, ("a",), ("one",)),)
    found = _found(tmp_path, odd)
    assert {oddity: each.examples for oddity, each in found.items()} == {
        Oddity.PROCEDURE_UNKNOWN: expected,
        Oddity.AGENCY_UNKNOWN: expected,
    }
    assert list(_found(tmp_path, odd, registers=DossierRegisters())) == [Oddity.AGENCY_UNKNOWN]


def test_only_what_is_current_is_looked_at(tmp_path: Path) -> None:
    odd = dossier(procedure=UNREGISTERED)
    later = odd.as_of + timedelta(days=1)
    assert _found(tmp_path, odd, replace(odd, as_of=later, procedure=PLAIN)) == {}
    assert _found(tmp_path, odd, replace(odd, as_of=later, deleted=True)) == {}


def test_all_are_counted_and_the_first_are_listed(tmp_path: Path) -> None:
    odd = [
        dossier(dossier=f"{number}", agency="H31.99", received_at=at("10-01", f"0{number}:00")) for number in range(5)
    ]
    (found,) = _found(tmp_path, *odd, most=2).values()
    assert (found.number, [each.numbers for each in found.examples]) == (5, [("0",), ("1",)])


def test_each_says_in_both_languages_what_it_does_to_the_counts() -> None:
    for oddity in Oddity:
        assert all((*oddity.label, *oddity.effect))
