"""What dossiers are counted for: ``app.domain.dossiers.measures``, for many at once, one expression a measure."""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from app.counting.facts import Fact, all_of, any_of, either, known, negated, unknown_where_null
from app.counting.question import Question
from app.counting.timing import day_number, number
from app.domain.dossiers import bases
from app.domain.dossiers import measures as by_the_domain
from app.domain.dossiers.dossier import Channel, FiledVia, PaidOnline, Status
from app.domain.dossiers.rules import Base, CitizenData, Precision, ResultsBase, SharedForReuse


def received(rows: ir.Table, question: Question) -> ir.BooleanValue:
    """Whether dossiers are in the period's base; never null. ``rows`` have ``ended``."""
    first_day, last_day = question.period.first_day, question.period.last_day
    found = rows.received_on.between(first_day, last_day)
    if question.rules.base is Base.RECEIVED_OR_OPEN:
        closed_before = (number(rows.ended, Precision.DATE) < day_number(first_day)).fill_null(False)
        found = found | ((rows.received_on < first_day) & ~closed_before)
    return _taken(rows) & found.fill_null(False)


def received_or_filed(rows: ir.Table, question: Question) -> ir.BooleanValue:
    """Whether dossiers were received in the period, or filed in it where there is no receipt; never null."""
    day = rows.received_on.coalesce(rows.filed_on)
    return _taken(rows) & day.between(question.period.first_day, question.period.last_day).fill_null(False)


def _taken(rows: ir.Table) -> ir.BooleanValue:
    at_the_door = (rows.status == Status.REFUSED) & rows.received.isnull()
    return (rows.status != Status.FILED) & ~at_the_door


class _Dossiers:
    """The statements of which measures are made; each has its paragraph in the domain's module."""

    def __init__(self, rows: ir.Table, question: Question) -> None:
        self.rows, self.question = rows, question
        self.received = known(rows.in_base)
        self.on_time = unknown_where_null(rows.on_time, "calendar_unknown")

    def told(self, column: str) -> Fact:
        """Whether a flag is true, or a number above 0."""
        value = self.rows[column]
        return unknown_where_null(value if value.type().is_boolean() else value > 0, "field_missing")

    def flag(self, column: str) -> Fact:
        """Whether a flag of the procedure is set in the register."""
        if not self.question.registers.has_procedures:
            return unknown_where_null(ibis.null("boolean"), "no_procedure_register")
        missing = unknown_where_null(self.rows.registered.nullif(ibis.literal(False)), "procedure_unknown")
        return all_of(missing, unknown_where_null(self.rows[column], "flag_unknown"))

    def filed(self, channel: Channel) -> Fact:
        return known(self.rows.channel.fill_null(int(Channel.DIRECT)) == int(channel))

    def result_if_needed(self) -> Fact:
        return any_of(negated(self.flag("needs_paper_result")), self.told("result_files"))

    def with_fees(self) -> Fact:
        all_zero = (self.rows.fee_rows > 0).fill_null(False) & (self.rows.fee_total == 0).fill_null(False)
        return all_of(self.received, known(~all_zero), self.flag("has_fee"))

    def paid_online(self) -> Fact:
        told = self.rows.paid_online
        paid = (told == int(PaidOnline.PORTAL)) | (told == int(PaidOnline.PROVINCE))
        return all_of(unknown_where_null(paid, "field_missing"), self.with_fees())

    def needing_result(self) -> Fact:
        if self.question.rules.results_base is ResultsBase.ALL:
            return self.received
        return all_of(self.received, self.flag("needs_paper_result"))

    def reusing_data(self) -> Fact:
        province = any_of(self.told("papers_reused"), self.told("digitised_flag"))
        portal = self.told("papers_digitised")
        agree = (province.holds == portal.holds).fill_null(False)
        untold = unknown_where_null(agree.ifelse(province.holds, ibis.null("boolean")), "field_missing")
        via = self.rows.filed_via
        return either(via.isnull(), untold, either((via == str(FiledVia.PORTAL)).fill_null(False), portal, province))

    def shared_for_reuse(self) -> Fact:
        paper = self.told("papers_from_store")
        if self.question.rules.shared_for_reuse is SharedForReuse.STORE:
            return paper
        return any_of(paper, self.told("result_in_store"))

    def citizen_data(self) -> Fact:
        account = self.told("vneid")
        if self.question.rules.citizen_data is CitizenData.VNEID:
            return account
        return any_of(account, self.told("papers_from_store"), self.told("citizen_db"))

    def satisfied(self) -> Fact:
        return all_of(self.on_time, negated(self.told("disliked")), negated(self.told("complained")))


def not_counted(rows: ir.Table, question: Question, codes: Iterable[str]) -> dict[str, ir.BooleanValue]:
    """Whether a measure looks at each dossier and does not count it, or does not know; never null."""
    of, counted = _Dossiers(rows, question), measures(rows, question)
    looked_at: dict[by_the_domain.Predicate, Fact] = {
        bases.received: of.received,
        bases.received_or_filed: known(rows.in_base_or_filed),
        by_the_domain.needing_result: of.needing_result(),
        by_the_domain.with_fees: of.with_fees(),
    }
    found = {}
    for code in codes:
        base = looked_at[by_the_domain.DOSSIER_MEASURES[code].base]
        found[code] = base.holds.fill_null(True) & ~counted[code].holds.fill_null(False)
    return found


def measures(rows: ir.Table, question: Question) -> dict[str, Fact]:
    """Whether each dossier is counted, by measure. ``rows`` have the columns of ``app.counting.timing``."""
    of = _Dossiers(rows, question)
    received, or_filed = of.received, known(rows.in_base_or_filed)
    carries_fees = known((rows.fee_total > 0).fill_null(False))
    return {
        "dossiers_received": received,
        "dossiers_on_time": all_of(of.on_time, received),
        "dossiers_overdue": all_of(negated(of.on_time), received),
        "dossiers_online": all_of(of.filed(Channel.ONLINE), of.result_if_needed(), received),
        "dossiers_direct": all_of(of.filed(Channel.DIRECT), received),
        "dossiers_postal": all_of(of.filed(Channel.POSTAL), received),
        "dossiers_all_channels": received,
        "online_services_with_dossiers": all_of(of.filed(Channel.ONLINE), or_filed),
        "dossiers_with_fees": of.with_fees(),
        "dossiers_paid_online": of.paid_online(),
        "fee_procedures_paid_online": of.paid_online(),
        "fee_procedures_with_synced_fees": all_of(carries_fees, or_filed),
        "dossiers_needing_result": of.needing_result(),
        "dossiers_with_electronic_result": all_of(of.told("result_files"), of.needing_result()),
        "dossiers_to_digitise": received,
        "dossiers_digitised": all_of(of.told("papers_with_file"), of.result_if_needed(), received),
        "dossiers_reuse_base": received,
        "dossiers_reusing_data": all_of(of.reusing_data(), received),
        "dossiers_share_base": received,
        "dossiers_shared_for_reuse": all_of(of.shared_for_reuse(), received),
        "dossiers_citizen_base": received,
        "dossiers_using_citizen_data": all_of(of.citizen_data(), received),
        "procedures_using_citizen_data": all_of(of.citizen_data(), of.flag("for_citizens"), received),
        "dossiers_rated_base": received,
        "dossiers_satisfied": all_of(of.satisfied(), received),
        "dossiers_synced": all_of(of.told("synced"), received),
    }
