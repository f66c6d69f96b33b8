"""Which dossiers a period has: those that are counted at all, before any measure asks more."""

from datetime import date

from app.domain.dossiers.case import Case
from app.domain.dossiers.closing import ending
from app.domain.dossiers.dossier import Status
from app.domain.dossiers.facts import Fact, fact
from app.domain.dossiers.rules import Base
from app.domain.time import day_of


def received(case: Case) -> Fact:
    """Sheet: the day of receipt lies in the period. Only filed, or refused without a receipt: in no measure; withdrawn,
    stopped or refused after the receipt: in.

    Rule ``base: received_or_open``: also those received earlier that had not closed before the period began.
    """
    if outside := _never_received(case):
        return outside
    received_on = case.dossier.received_on
    if received_on is None:
        return fact(False, "receipt_unknown")
    if received_on < case.period.first_day and case.rules.base is Base.RECEIVED_OR_OPEN:
        return _carried_over(case, received_on)
    return _received_in_period(case, received_on)


def received_or_filed(case: Case) -> Fact:
    """Sheet 3.2 and 3.5: the day of receipt lies in the period, or the day of filing where there is no receipt. None is
    carried over."""
    if outside := _never_received(case):
        return outside
    received_on, filed_on, period = case.dossier.received_on, case.dossier.filed_on, case.period
    if received_on:
        return _received_in_period(case, received_on)
    if filed_on is None:
        return fact(False, "receipt_unknown")
    is_in = period.first_day <= filed_on <= period.last_day
    return fact(is_in, "filed_in_period" if is_in else "filed_outside_period", filed_on=filed_on)


def _never_received(case: Case) -> Fact | None:
    dossier = case.dossier
    if dossier.deleted:
        return fact(False, "deleted")
    if dossier.status is Status.FILED:
        return fact(False, "only_filed")
    if dossier.status is Status.REFUSED and dossier.received_at is None:
        return fact(False, "refused_at_the_door")
    return None


def _received_in_period(case: Case, received_on: date) -> Fact:
    first_day, last_day = case.period.first_day, case.period.last_day
    if received_on > last_day:
        return fact(False, "received_after_period", received_on=received_on, last_day=last_day)
    if received_on < first_day:
        return fact(False, "received_before_period", received_on=received_on, first_day=first_day)
    return fact(True, "received_in_period", received_on=received_on)


def _carried_over(case: Case, received_on: date) -> Fact:
    first_day = case.period.first_day
    ended = ending(case.dossier, case.end, case.rules.precision)
    if ended and (closed_on := day_of(ended.at)) < first_day:
        data = {"received_on": received_on, "closed_on": closed_on, "first_day": first_day}
        return fact(False, "closed_before_period", **data)
    return fact(True, "open_when_period_began", received_on=received_on, first_day=first_day)
