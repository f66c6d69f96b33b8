"""Dossiers to judge in tests: an agency's in October 2026, with the bundled rules and calendar."""

from datetime import date, datetime
from typing import Any

from app.domain.agencies import Agency, Level
from app.domain.dossiers.closing import end_of
from app.domain.dossiers.dossier import Dossier, ProgressRow, Status, Supplement
from app.domain.dossiers.judge import Verdict, judge
from app.domain.dossiers.registers import DossierRegisters, Procedure
from app.domain.dossiers.rules import DossierRules
from app.domain.periods import Period
from app.domain.time import VIETNAM
from app.readers.files.dossier_rules import BUNDLED, read_dossier_rules
from app.readers.files.registers import read_working_calendar

(RULES,) = read_dossier_rules(BUNDLED)
CALENDAR = read_working_calendar()
OCTOBER = Period.parse("2026-10")
LATER = datetime(2027, 6, 1, tzinfo=VIETNAM)
PLAIN, WITH_DOCUMENT, UNSAID, UNREGISTERED = "1.000001", "1.000002", "1.000003", "1.000009"
REGISTERS = DossierRegisters(
    [
        Procedure(code=PLAIN, needs_paper_result=False, has_fee=False, for_citizens=False),
        Procedure(code=WITH_DOCUMENT, needs_paper_result=True, has_fee=True, for_citizens=True),
        Procedure(code=UNSAID),
    ]
)
AGENCIES = {
    each.code: each
    for each in (
        Agency("H31", "Hưng Yên", Level.PROVINCE),
        Agency("H31.17", "Sở Tài chính", Level.DEPARTMENT),
        Agency("H31.18", "Sở Xây dựng", Level.DEPARTMENT),
        Agency("H31.217", "Xã Hoàn Long", Level.COMMUNE),
        Agency("H54", "Thái Bình", Level.PROVINCE, valid_to=date(2025, 6, 30), merged_into="H31"),
        Agency("H54.10", "Sở cũ", Level.DEPARTMENT, valid_to=date(2025, 6, 30), merged_into="H31.17"),
    )
}


def at(day: str, hour: str = "09:00") -> datetime:
    """A time in Vietnam; a day without a year is in 2026: ``at("10-09")``."""
    return datetime.fromisoformat(f"{day if day.count('-') == 2 else f'2026-{day}'}T{hour}:00").replace(tzinfo=VIETNAM)


def dossier(**fields: Any) -> Dossier:
    """Received on 1 October 2026 and promised for the 9th, unless told otherwise."""
    told = {
        "source": "one",
        "dossier": "H31.17-261001-0001",
        "as_of": at("2026-11-02"),
        "agency": "H31.17",
        "procedure": PLAIN,
        "status": Status.IN_PROCESSING,
        "received_at": at("10-01"),
        "due_at": at("10-09", "17:00"),
    }
    return Dossier(**{**told, **fields})


def row(status: Status, day: str, hour: str = "09:00") -> ProgressRow:
    return ProgressRow(at(day, hour), status)


def done(day: str, hour: str = "09:00", **fields: Any) -> Dossier:
    """A dossier whose processing ended then, by its progress."""
    return dossier(**{"status": Status.DONE, "progress": (row(Status.DONE, day, hour),), **fields})


def request(asked: str, returned: str | None = None, before: str | None = None, after: str | None = None) -> Supplement:
    days = (asked, returned, before, after)
    asked_at, *others = (at(each) if each else None for each in days)
    assert asked_at
    return Supplement(asked_at, *others)


def verdicts(
    one: Dossier,
    period: Period | str = OCTOBER,
    rules: DossierRules = RULES,
    registers: DossierRegisters = REGISTERS,
    now: datetime = LATER,
) -> dict[str, Verdict]:
    """The verdicts on a dossier for a period, asked about ``now``."""
    asked = Period.parse(period) if isinstance(period, str) else period
    return judge(one, asked, rules, registers, CALENDAR, end_of(asked, now))


def outcome(one: Dossier, measure: str, period: Period | str = OCTOBER, **asked: Any) -> str:
    """The verdict of one measure, as a word."""
    return str(verdicts(one, period, **asked)[measure].outcome)
