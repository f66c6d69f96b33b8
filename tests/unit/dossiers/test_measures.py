"""Every measure's predicate: what counts, what does not, and what is not known."""

from dataclasses import replace
from typing import Any

import pytest

from app.domain.dossiers.dossier import Channel, FiledVia, PaidOnline
from app.domain.dossiers.measures import DOSSIER_MEASURES, PART_OF
from app.domain.dossiers.registers import DossierRegisters, Procedure, Service
from app.domain.dossiers.rules import CitizenData, ResultsBase, SharedForReuse
from app.domain.measures import MeasureKind
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from tests.support.dossiers import (
    OCTOBER,
    PLAIN,
    RULES,
    UNREGISTERED,
    UNSAID,
    WITH_DOCUMENT,
    at,
    done,
    dossier,
    outcome,
    verdicts,
)

EVERY = ("dossiers_all_channels", "dossiers_to_digitise", "dossiers_reuse_base", "dossiers_share_base")
DOCUMENT = {"procedure": WITH_DOCUMENT}


def test_every_measure_is_one_of_the_scorecard() -> None:
    known = read_measures()
    for code, each in DOSSIER_MEASURES.items():
        assert (known[code].kind is MeasureKind.DISTINCT) == (each.key is not None), code
    assert all(each.base.__doc__ and (each.holds is None or each.holds.__doc__) for each in DOSSIER_MEASURES.values())


def test_every_whole_of_the_scorecard_has_the_part_that_is_scored() -> None:
    """But all that were received, which stand for themselves."""
    fractions = read_scorecards(BUNDLED, read_measures()).in_force(OCTOBER).fractions
    parts = {each.denominator[0]: each.numerator[0] for each in fractions if each.denominator[0] in DOSSIER_MEASURES}
    assert parts.pop("dossiers_received") == "dossiers_on_time"
    assert parts == PART_OF


@pytest.mark.parametrize("measure", [*EVERY, "dossiers_received", "dossiers_citizen_base", "dossiers_rated_base"])
def test_all_received_are_in(measure: str) -> None:
    assert outcome(dossier(), measure) == "in"


@pytest.mark.parametrize(
    ("measure", "fields", "expected"),
    [
        ("dossiers_online", {"channel": Channel.ONLINE}, "yes"),
        ("dossiers_online", {"channel": Channel.POSTAL}, "no"),
        ("dossiers_online", {"channel": None}, "no"),
        ("dossiers_online", {"channel": Channel.ONLINE, **DOCUMENT, "result_files": 1}, "yes"),
        ("dossiers_online", {"channel": Channel.ONLINE, **DOCUMENT, "result_files": 0}, "no"),
        ("dossiers_online", {"channel": Channel.ONLINE, **DOCUMENT}, "unknown"),
        ("dossiers_online", {"channel": Channel.ONLINE, "procedure": UNSAID, "result_files": 0}, "unknown"),
        ("dossiers_online", {"channel": Channel.ONLINE, "procedure": UNREGISTERED, "result_files": 1}, "yes"),
        ("dossiers_online", {"channel": Channel.DIRECT, "procedure": UNREGISTERED}, "no"),
        ("dossiers_direct", {"channel": None}, "yes"),
        ("dossiers_direct", {"channel": Channel.DIRECT}, "yes"),
        ("dossiers_direct", {"channel": Channel.ONLINE}, "no"),
        ("dossiers_postal", {"channel": Channel.POSTAL}, "yes"),
        ("dossiers_postal", {"channel": None}, "no"),
        ("dossiers_with_fees", {}, "out"),
        ("dossiers_with_fees", DOCUMENT, "in"),
        ("dossiers_with_fees", {**DOCUMENT, "fee_rows": 0, "fee_total": 0}, "in"),
        ("dossiers_with_fees", {**DOCUMENT, "fee_rows": 2, "fee_total": 0}, "out"),
        ("dossiers_with_fees", {**DOCUMENT, "fee_rows": 2, "fee_total": 5000}, "in"),
        ("dossiers_with_fees", {"procedure": UNSAID}, "unknown"),
        ("dossiers_with_fees", {"procedure": UNREGISTERED, "fee_rows": 1, "fee_total": 0}, "out"),
        ("dossiers_paid_online", {"paid_online": PaidOnline.PORTAL}, "out"),
        ("dossiers_paid_online", {**DOCUMENT, "paid_online": PaidOnline.PORTAL}, "yes"),
        ("dossiers_paid_online", {**DOCUMENT, "paid_online": PaidOnline.PROVINCE}, "yes"),
        ("dossiers_paid_online", {**DOCUMENT, "paid_online": PaidOnline.NO}, "no"),
        ("dossiers_paid_online", {**DOCUMENT, "paid_online": PaidOnline.FEE_KNOWN}, "no"),
        ("dossiers_paid_online", DOCUMENT, "unknown"),
        ("dossiers_paid_online", {"procedure": UNSAID, "paid_online": PaidOnline.NO}, "no"),
        ("dossiers_paid_online", {"procedure": UNSAID, "paid_online": PaidOnline.PORTAL}, "unknown"),
        ("fee_procedures_paid_online", {**DOCUMENT, "paid_online": PaidOnline.PORTAL}, "yes"),
        ("fee_procedures_with_synced_fees", {"fee_total": 5000}, "yes"),
        ("fee_procedures_with_synced_fees", {"fee_total": 0, "fee_rows": 1}, "no"),
        ("fee_procedures_with_synced_fees", {}, "no"),
        ("dossiers_needing_result", {"procedure": UNREGISTERED}, "in"),
        ("dossiers_with_electronic_result", {"result_files": 2}, "yes"),
        ("dossiers_with_electronic_result", {"result_files": 0}, "no"),
        ("dossiers_with_electronic_result", {}, "unknown"),
        ("dossiers_digitised", {"papers_with_file": 1}, "yes"),
        ("dossiers_digitised", {"papers_with_file": 0}, "no"),
        ("dossiers_digitised", {}, "unknown"),
        ("dossiers_digitised", {**DOCUMENT, "papers_with_file": 1, "result_files": 0}, "no"),
        ("dossiers_digitised", {**DOCUMENT, "papers_with_file": 1, "result_files": 1}, "yes"),
        ("dossiers_reusing_data", {"filed_via": FiledVia.PROVINCE, "digitised_flag": True}, "yes"),
        ("dossiers_reusing_data", {"filed_via": FiledVia.PROVINCE, "papers_reused": 1}, "yes"),
        ("dossiers_reusing_data", {"filed_via": FiledVia.PROVINCE, "papers_reused": 0, "digitised_flag": False}, "no"),
        (
            "dossiers_reusing_data",
            {"filed_via": FiledVia.PROVINCE, "papers_reused": 0, "papers_digitised": 1},
            "unknown",
        ),
        ("dossiers_reusing_data", {"filed_via": FiledVia.PORTAL, "papers_digitised": 1}, "yes"),
        ("dossiers_reusing_data", {"filed_via": FiledVia.PORTAL, "papers_digitised": 0, "papers_reused": 1}, "no"),
        ("dossiers_reusing_data", {"papers_digitised": 1, "papers_reused": 1}, "yes"),
        ("dossiers_reusing_data", {"papers_digitised": 0, "papers_reused": 1}, "unknown"),
        ("dossiers_reusing_data", {}, "unknown"),
        ("dossiers_shared_for_reuse", {"papers_from_store": 1}, "yes"),
        ("dossiers_shared_for_reuse", {"papers_from_store": 0, "result_in_store": True}, "yes"),
        ("dossiers_shared_for_reuse", {"papers_from_store": 0, "result_in_store": False}, "no"),
        ("dossiers_shared_for_reuse", {"papers_from_store": 0}, "unknown"),
        ("dossiers_using_citizen_data", {"vneid": True}, "yes"),
        ("dossiers_using_citizen_data", {"vneid": False, "papers_from_store": 1}, "yes"),
        ("dossiers_using_citizen_data", {"citizen_db": True}, "yes"),
        ("dossiers_using_citizen_data", {"vneid": False, "papers_from_store": 0, "citizen_db": False}, "no"),
        ("dossiers_using_citizen_data", {"vneid": False, "papers_from_store": 0}, "unknown"),
        ("procedures_using_citizen_data", {**DOCUMENT, "vneid": True}, "yes"),
        ("procedures_using_citizen_data", {"vneid": True}, "no"),
        ("procedures_using_citizen_data", {"procedure": UNSAID, "vneid": True}, "unknown"),
        ("online_services_with_dossiers", {"channel": Channel.ONLINE}, "yes"),
        ("online_services_with_dossiers", {}, "no"),
        ("dossiers_satisfied", {"due_at": at("11-09"), "disliked": False, "complained": False}, "yes"),
        ("dossiers_satisfied", {"due_at": at("11-09"), "disliked": True}, "no"),
        ("dossiers_satisfied", {"due_at": at("11-09"), "complained": True}, "no"),
        ("dossiers_satisfied", {"due_at": at("11-09"), "disliked": False}, "unknown"),
        ("dossiers_satisfied", {"due_at": at("10-09")}, "no"),
        ("dossiers_synced", {"synced": True}, "yes"),
        ("dossiers_synced", {"synced": False}, "no"),
        ("dossiers_synced", {}, "unknown"),
    ],
)
def test_what_counts(measure: str, fields: dict[str, Any], expected: str) -> None:
    assert outcome(dossier(**fields), measure) == expected


@pytest.mark.parametrize("measure", ["online_services_with_dossiers", "fee_procedures_with_synced_fees"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"received_at": at("10-31"), "filed_at": at("09-30")}, "yes"),
        ({"received_at": at("11-01"), "filed_at": at("10-31")}, "out"),
        ({"received_at": None, "filed_at": at("10-31")}, "yes"),
        ({"received_at": None, "filed_at": at("11-01")}, "out"),
        ({"received_at": None, "filed_at": at("09-30")}, "out"),
        ({"received_at": None}, "out"),
    ],
)
def test_services_and_fees_go_by_the_day_of_filing_where_there_is_no_receipt(
    measure: str, fields: dict[str, Any], expected: str
) -> None:
    one = dossier(channel=Channel.ONLINE, fee_total=5000, **fields)
    assert outcome(one, measure) == expected
    assert outcome(one, "dossiers_received") == ("in" if expected == "yes" and one.received_at else "out")


def test_what_is_counted_once_has_a_key() -> None:
    found = verdicts(dossier(service="S1"))
    assert found["online_services_with_dossiers"].key == "S1"
    assert verdicts(dossier())["online_services_with_dossiers"].key == PLAIN
    assert found["procedures_using_citizen_data"].key == found["fee_procedures_with_synced_fees"].key == PLAIN
    assert found["dossiers_received"].key is None


def test_results_can_be_asked_of_those_that_need_a_document_alone() -> None:
    rules = replace(RULES, results_base=ResultsBase.NEEDING_DOCUMENT)
    for procedure, expected in ((PLAIN, "out"), (WITH_DOCUMENT, "in"), (UNSAID, "unknown")):
        assert outcome(dossier(procedure=procedure), "dossiers_needing_result", rules=rules) == expected
    assert outcome(dossier(result_files=1), "dossiers_with_electronic_result", rules=rules) == "out"
    assert outcome(dossier(**DOCUMENT, result_files=1), "dossiers_with_electronic_result", rules=rules) == "yes"


def test_the_later_notes_are_rules_too() -> None:
    rules = replace(RULES, citizen_data=CitizenData.VNEID, shared_for_reuse=SharedForReuse.STORE)
    stored = dossier(papers_from_store=1, result_in_store=True, citizen_db=True, vneid=False)
    assert outcome(stored, "dossiers_using_citizen_data", rules=rules) == "no"
    assert outcome(replace(stored, papers_from_store=0), "dossiers_shared_for_reuse", rules=rules) == "no"
    assert outcome(stored, "dossiers_shared_for_reuse", rules=rules) == "yes"


@pytest.mark.parametrize(
    ("registers", "procedure", "code"),
    [
        (DossierRegisters(), PLAIN, "no_procedure_register"),
        (DossierRegisters([]), PLAIN, "procedure_unknown"),
        (DossierRegisters([Procedure(code=PLAIN)]), PLAIN, "flag_unknown"),
    ],
)
def test_what_a_register_does_not_tell_is_unknown_with_its_reason(
    registers: DossierRegisters, procedure: str, code: str
) -> None:
    found = verdicts(dossier(procedure=procedure), registers=registers)["dossiers_with_fees"]
    assert (found.outcome, found.reason.code) == ("unknown", code)


def test_registers_are_asked_as_of_the_day_of_receipt() -> None:
    """Or of filing, where there is no receipt; of two entries that are valid the later one stands."""
    registers = DossierRegisters(
        [
            Procedure(code=PLAIN, has_fee=False),
            Procedure(code=PLAIN, has_fee=True, first_day=at("10-01").date(), last_day=at("10-02").date()),
        ],
        [Service(code="S1", procedure=PLAIN, last_day=at("10-01").date())],
    )
    for day, expected in (("10-01", "in"), ("10-02", "in"), ("10-03", "out")):
        assert outcome(dossier(received_at=at(day)), "dossiers_with_fees", registers=registers) == expected
    assert registers.service("S1", at("10-01").date())
    assert registers.service("S1", at("10-02").date()) is None
    assert registers.has_services
    assert not DossierRegisters().has_services


def test_overdue_is_what_is_not_on_time() -> None:
    for one, expected in ((done("10-09"), "no"), (done("10-10"), "yes")):
        assert outcome(one, "dossiers_overdue") == expected
