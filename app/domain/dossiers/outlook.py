"""How an open dossier stands: late already, soon late, or with time to go."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.dossiers.closing import ClosedBy, timing
from app.domain.dossiers.dossier import Dossier
from app.domain.dossiers.reasons import Reason
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.rules import Precision
from app.domain.dossiers.timeliness import explain_timing
from app.domain.messages import Text
from app.domain.working_days import WorkingCalendar


class Standing(StrEnum):
    """``WAITING``: the citizen was asked for papers, and the time does not count until they come. ``LATE``: past its
    last day, or asked for papers more than once. ``SOON``: its last day lies within those that are asked about.
    ``UNKNOWN``: no promise, and no longest time of its procedure is known."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    WAITING = "waiting"
    UNKNOWN = "unknown"


STANDINGS = {
    Standing.LATE: Text("quá hạn", "late"),
    Standing.SOON: Text("sắp đến hạn", "soon late"),
    Standing.LATER: Text("còn hạn", "in time"),
    Standing.WAITING: Text("chờ bổ sung", "waiting for papers"),
    Standing.UNKNOWN: Text("không rõ hạn", "no last day known"),
}
"""What they are called."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """``last_day``: on which it is in time still, pauses included; ``None`` while it waits, if none is known, and if it
    is late whatever the days. ``reasons``: why it stands so."""

    standing: Standing
    last_day: date | None = None
    reasons: tuple[Reason, ...] = ()


def look_ahead(
    dossier: Dossier, registers: DossierRegisters, calendar: WorkingCalendar, now: datetime, until: date
) -> Outlook:
    """How a dossier that has not closed by ``now`` stands. ``until``: the last of the days that are asked about."""
    day = dossier.received_on or dossier.filed_on
    procedure = registers.procedure(dossier.procedure, day) if day else None
    found = timing(dossier, procedure, calendar, now, Precision.DATE)
    number = found.deadline.number
    last_day = None if number is None else date.fromordinal(number + found.pause.length)
    reasons = explain_timing(dossier, found, now, Precision.DATE)
    if found.on_time is False:
        return Outlook(Standing.LATE, None if found.closing.by is ClosedBy.REQUESTS else last_day, reasons)
    if found.closing.by is ClosedBy.REQUEST:
        return Outlook(Standing.WAITING, None, reasons)
    if last_day is None:
        return Outlook(Standing.UNKNOWN, None, reasons)
    return Outlook(Standing.SOON if last_day <= until else Standing.LATER, last_day, reasons)
