"""What dossiers are counted for: one predicate a measure, each with its paragraph of the portal's formula sheet.

Not here: what only registers tell (``fee_procedures``, ``online_services``, …).
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.dossiers.bases import received, received_or_filed
from app.domain.dossiers.case import Case
from app.domain.dossiers.dossier import Channel, Dossier, FiledVia, PaidOnline
from app.domain.dossiers.facts import Fact, all_of, any_of, fact, negated
from app.domain.dossiers.rules import CitizenData, ResultsBase, SharedForReuse
from app.domain.dossiers.timeliness import on_time

_CHANNELS = {
    Channel.DIRECT: "channel_direct",
    Channel.ONLINE: "channel_online",
    Channel.POSTAL: "channel_postal",
    None: "channel_not_told",
}
_PAID = {PaidOnline.PORTAL: "paid_portal", PaidOnline.PROVINCE: "paid_province"}


def overdue(case: Case) -> Fact:
    """Sheet 2.1, as published: whatever is not on time; there is no third class."""
    return negated(on_time(case))


def online(case: Case) -> Fact:
    """Sheet 3.3: filed online and, where the procedure ends in a document, with an electronic result."""
    return all_of(_filed(case, Channel.ONLINE), _result_if_needed(case))


def direct(case: Case) -> Fact:
    """Sheet 3.3: filed in person; no channel given counts so."""
    return _filed(case, Channel.DIRECT)


def postal(case: Case) -> Fact:
    """Sheet 3.3: filed through the public postal service."""
    return _filed(case, Channel.POSTAL)


def filed_online(case: Case) -> Fact:
    """Sheet 3.2: filed online; the services that such dossiers belong to are counted."""
    return _filed(case, Channel.ONLINE)


def with_fees(case: Case) -> Fact:
    """Sheet 3.6: received, of a procedure with fees, less those whose fees are all 0. Without any fee row it stays."""
    total, rows = case.dossier.fee_total, case.dossier.fee_rows
    all_zero = bool(rows) and total == 0
    fees = fact(not all_zero, "fees_all_zero" if all_zero else "fees_not_all_zero")
    return all_of(received(case), fees, case.flag("has_fee"))


def paid_online(case: Case) -> Fact:
    """Sheet 3.6 (and 3.5, by procedure): paid on the national portal or through the province's gateway. The day of
    receipt decides, not that of payment."""
    paid = case.dossier.paid_online
    if paid is None:
        return fact(None, "field_missing", field="paid_online")
    return fact(paid in _PAID, _PAID.get(paid, "not_paid_online"))


def carries_fees(case: Case) -> Fact:
    """Sheet 3.5: a fee above 0 was sent with it; the procedures of such dossiers are counted."""
    total = case.dossier.fee_total
    return fact(True, "fees_carried", fee_total=total) if total else fact(False, "no_fees_carried")


def needing_result(case: Case) -> Fact:
    """Sheet 4.1: received, of a procedure that ends in a document. Rule ``results_base: all``: every one received, as
    the published figures have it."""
    if case.rules.results_base is ResultsBase.ALL:
        return received(case)
    return all_of(received(case), case.flag("needs_paper_result"))


def electronic_result(case: Case) -> Fact:
    """Sheet 4.1: with a result that has a code and a link, whenever it came."""
    return case.told("result_files")


def digitised(case: Case) -> Fact:
    """Sheet 4.2: papers with a file and, where the procedure ends in a document, an electronic result."""
    return all_of(case.told("papers_with_file"), _result_if_needed(case))


def reusing_data(case: Case) -> Fact:
    """Sheet 4.3: from a province's system: marked as digitised, or a paper reused; from the national portal: a paper
    digitised. Where it came from is not told: what both readings say."""
    province = any_of(case.told("papers_reused"), case.told("digitised_flag"))
    portal = case.told("papers_digitised")
    if case.dossier.filed_via is None:
        unknown = fact(None, "field_missing", field="filed_via")
        return province if province.holds is not None and province.holds == portal.holds else unknown
    return portal if case.dossier.filed_via is FiledVia.PORTAL else province


def shared_for_reuse(case: Case) -> Fact:
    """Sheet 4.4: a paper from the citizen's own store, or the result laid into it. A later note, rule
    ``shared_for_reuse: store``: only the paper."""
    paper = case.told("papers_from_store")
    if case.rules.shared_for_reuse is SharedForReuse.STORE:
        return paper
    return any_of(paper, case.told("result_in_store"))


def citizen_data(case: Case) -> Fact:
    """Sheet 4.5: an account verified by VNeID, a paper from the citizen's own store, or the population database. A
    later note, rule ``citizen_data: vneid``: only the account."""
    account = case.told("vneid")
    if case.rules.citizen_data is CitizenData.VNEID:
        return account
    return any_of(account, case.told("papers_from_store"), case.told("citizen_db"))


def citizen_data_of_people(case: Case) -> Fact:
    """Sheet 4.5: as ``citizen_data``, of procedures that people apply for; these are counted."""
    return all_of(citizen_data(case), case.flag("for_citizens"))


def satisfied(case: Case) -> Fact:
    """Sheet 5.4: on time, not disliked, not complained of. The sheet subtracts two rates; one that is both late and
    disliked is counted once here."""
    return all_of(on_time(case), negated(case.told("disliked")), negated(case.told("complained")))


def synced(case: Case) -> Fact:
    """Sheet 1.4: accepted by the national portal."""
    return case.told("synced")


def _filed(case: Case, channel: Channel) -> Fact:
    told = case.dossier.channel
    return fact((told or Channel.DIRECT) is channel, _CHANNELS[told])


def _result_if_needed(case: Case) -> Fact:
    return any_of(negated(case.flag("needs_paper_result")), case.told("result_files"))


def procedure_key(dossier: Dossier) -> str:
    """What is counted where procedures are."""
    return dossier.procedure


def service_key(dossier: Dossier) -> str:
    """What is counted where online services are: the service, else the procedure."""
    return dossier.service or dossier.procedure


Predicate = Callable[[Case], Fact]


@dataclass(frozen=True, slots=True)
class DossierMeasure:
    """``base``: which dossiers it looks at; ``holds``: which of them it counts, ``None`` for all of them.

    ``key``: what is counted, each once, where that is not the dossiers themselves.
    """

    code: str
    base: Predicate
    holds: Predicate | None = None
    key: Callable[[Dossier], str] | None = None


DOSSIER_MEASURES = {
    each.code: each
    for each in (
        DossierMeasure("dossiers_received", received),
        DossierMeasure("dossiers_on_time", received, on_time),
        DossierMeasure("dossiers_overdue", received, overdue),
        DossierMeasure("dossiers_online", received, online),
        DossierMeasure("dossiers_direct", received, direct),
        DossierMeasure("dossiers_postal", received, postal),
        DossierMeasure("dossiers_all_channels", received),
        DossierMeasure("online_services_with_dossiers", received_or_filed, filed_online, service_key),
        DossierMeasure("dossiers_with_fees", with_fees),
        DossierMeasure("dossiers_paid_online", with_fees, paid_online),
        DossierMeasure("fee_procedures_paid_online", with_fees, paid_online, procedure_key),
        DossierMeasure("fee_procedures_with_synced_fees", received_or_filed, carries_fees, procedure_key),
        DossierMeasure("dossiers_needing_result", needing_result),
        DossierMeasure("dossiers_with_electronic_result", needing_result, electronic_result),
        DossierMeasure("dossiers_to_digitise", received),
        DossierMeasure("dossiers_digitised", received, digitised),
        DossierMeasure("dossiers_reuse_base", received),
        DossierMeasure("dossiers_reusing_data", received, reusing_data),
        DossierMeasure("dossiers_share_base", received),
        DossierMeasure("dossiers_shared_for_reuse", received, shared_for_reuse),
        DossierMeasure("dossiers_citizen_base", received),
        DossierMeasure("dossiers_using_citizen_data", received, citizen_data),
        DossierMeasure("procedures_using_citizen_data", received, citizen_data_of_people, procedure_key),
        DossierMeasure("dossiers_rated_base", received),
        DossierMeasure("dossiers_satisfied", received, satisfied),
        DossierMeasure("dossiers_synced", received, synced),
    )
}

REPORTED_ELSEWHERE = ("dossiers_to_sync",)
"""What dossiers alone never tell, and what is therefore missing in every count of them: the dossiers that should be on
the portal, sheet 1.4, are the larger of what the national reporting system and the portal count."""

PART_OF = {
    "dossiers_all_channels": "dossiers_online",
    "dossiers_with_fees": "dossiers_paid_online",
    "dossiers_needing_result": "dossiers_with_electronic_result",
    "dossiers_to_digitise": "dossiers_digitised",
    "dossiers_reuse_base": "dossiers_reusing_data",
    "dossiers_share_base": "dossiers_shared_for_reuse",
    "dossiers_citizen_base": "dossiers_using_citizen_data",
    "dossiers_rated_base": "dossiers_satisfied",
}
"""Which part of these dossiers is scored. Where the part is missing the whole is no count either: beside the part that
another source counted it would make a ratio of two sources."""
PART_MISSING = "part_missing"
"""Why a whole is missing."""
