"""Random dossiers by the thousand, with every edge, and a world to count them in; a seed gives the same ones always.

What comes from H31 and below is complete, so that its counts are numbers; elsewhere anything may be missing.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

from app.domain.agencies import Agency, Level
from app.domain.dossiers.dossier import Channel, Dossier, FiledVia, PaidOnline, ProgressRow, Status, Supplement
from app.domain.dossiers.registers import DossierRegisters, Procedure, Service, TimeUnit
from app.domain.dossiers.versions import Version

_START = datetime(2026, 9, 10, tzinfo=UTC)
_DAYS = 80  # until after the end of November
_HALF_HOURS = 48  # with the midnights of both time zones among them
_Value = TypeVar("_Value")


def agency(code: str, level: Level, *, until: date | None = None, into: str | None = None) -> Agency:
    return Agency(code, code, level, valid_to=until, merged_into=into)


_MERGED = date(2026, 10, 15)  # within the month that is asked about
AGENCIES = {
    each.code: each
    for each in (
        agency("H31", Level.PROVINCE),
        *(agency(f"H31.{number}", Level.COMMUNE) for number in range(100, 130)),
        agency("H44", Level.PROVINCE),
        *(agency(f"H44.{number}", Level.COMMUNE) for number in range(100, 110)),
        agency("H44.110", Level.COMMUNE, until=_MERGED, into="H44.111"),
        agency("H44.111", Level.COMMUNE, until=_MERGED, into="H44.112"),
        agency("H44.112", Level.COMMUNE),
        agency("H54", Level.PROVINCE, until=_MERGED, into="H44"),
        agency("H54.1", Level.COMMUNE, until=_MERGED, into="H44.112"),
        agency("H54.2", Level.COMMUNE, until=_MERGED),
        agency("H44.50", Level.DEPARTMENT),
    )
}
COMPLETE = [code for code in AGENCIES if code.startswith("H31")]
OTHERS = [*(code for code in AGENCIES if not code.startswith("H31")), "H44.50.1", "H44.999", "H77.3"]
OWNERS = {"H31": "one", "H44": "two", "H44.101": "one", "H44.50.1": "three"}

_KNOWN = [
    Procedure(
        code=f"1.{number:06}",
        needs_paper_result=number % 2 == 0,
        has_fee=number % 3 > 0,
        for_citizens=number % 5 > 1,
        max_time=(None, 3, 36, 1, 10)[number % 5],
        unit=(None, TimeUnit.WORKING_DAY, TimeUnit.HOUR, TimeUnit.MONTH, TimeUnit.DAY)[number % 5],
    )
    for number in range(60)
]
_DATED = [
    Procedure(code="2.000001", has_fee=True, needs_paper_result=True, last_day=date(2026, 10, 9)),
    Procedure(
        code="2.000001", has_fee=False, for_citizens=True, first_day=date(2026, 10, 10), max_time=0, unit=TimeUnit.DAY
    ),
    # Of two that are valid at once the one that began last; then the other again.
    Procedure(code="2.000002", has_fee=False, needs_paper_result=False, for_citizens=False),
    Procedure(code="2.000002", has_fee=True, first_day=date(2026, 10, 5), last_day=date(2026, 10, 20)),
    Procedure(code="2.000003", has_fee=True, first_day=date(2026, 10, 28), max_time=2, unit=TimeUnit.WORKING_DAY),
    Procedure(code="2.000004"),
    Procedure(code="2.000005", max_time=700, unit=TimeUnit.WORKING_DAY),  # into a year that the calendar lacks
    Procedure(code="2.000006", max_time=4, has_fee=True),
]
REGISTERS = DossierRegisters([*_KNOWN, *_DATED], [Service(code="S1", procedure="1.000001")])
_COMPLETE_PROCEDURES = [each.code for each in _KNOWN]
_PROCEDURES = [*_COMPLETE_PROCEDURES, *(each.code for each in _DATED), "9.000001", "9.000002"]


def random_versions(number: int, seed: int) -> list[Version]:
    """Versions of ``number`` dossiers: one of most, several of some, also from several systems."""
    return [Version(each, arrival) for arrival, each in enumerate(_versions(number, Random(seed)))]


def _versions(number: int, random: Random) -> Iterator[Dossier]:
    for each in range(number):
        sender = _Sender(random, complete=random.random() < 0.5)
        for _ in range(random.choice((1, 1, 1, 1, 1, 1, 1, 1, 2, 4))):
            yield sender.dossier(f"D{each}")


class _Sender:
    def __init__(self, random: Random, *, complete: bool) -> None:
        self.random, self.complete = random, complete

    def dossier(self, number: str) -> Dossier:
        random, some = self.random, self._some
        received = self._moment() if self.complete else some(self._moment(), 0.1)
        due = some((received or _START) + self._span(25), 0.3)
        return Dossier(
            source=random.choice(("one", "two")),
            dossier=number,
            as_of=_START + timedelta(hours=random.randrange(6)),
            agency=random.choice(COMPLETE if self.complete else OTHERS),
            procedure=random.choice(_COMPLETE_PROCEDURES if self.complete else _PROCEDURES),
            status=random.choice(tuple(Status)),
            service=some(random.choice(("S1", "S2", "1.000007")), 0.7),
            channel=some(random.choice(tuple(Channel)), 0.2),
            filed_at=some(self._moment(), 0.3),
            received_at=received,
            due_at=due,
            done_at=some((received or _START) + self._span(30), 0.4),
            returned_at=some((received or _START) + self._span(40), 0.5),
            refused_at=some((received or _START) + self._span(30), 0.8),
            supplements=tuple(self._supplement(due) for _ in range(random.choice((0, 0, 0, 1, 1, 2, 3)))),
            progress=tuple(self._row() for _ in range(random.choice((0, 0, 1, 2, 4)))),
            fee_total=some(random.choice((0, 0, 5_000_000_000)), 0.3),
            fee_rows=some(random.choice((0, 1, 2)), 0.3),
            paid_online=self._told(random.choice(tuple(PaidOnline))),
            papers_with_file=self._told(random.choice((0, 1, 3))),
            papers_digitised=self._told(random.choice((0, 1))),
            papers_reused=self._told(random.choice((0, 0, 2))),
            papers_from_store=self._told(random.choice((0, 0, 1))),
            digitised_flag=self._told(random.random() < 0.5),
            result_files=self._told(random.choice((0, 1, 1, 2))),
            vneid=self._told(random.random() < 0.3),
            filed_via=self._told(random.choice(tuple(FiledVia))),
            synced=self._told(random.random() < 0.8),
            result_in_store=self._told(random.random() < 0.2),
            citizen_db=self._told(random.random() < 0.2),
            disliked=self._told(random.random() < 0.05),
            complained=self._told(random.random() < 0.05),
            deleted=random.random() < 0.05,
        )

    def _some(self, value: _Value, missing: float) -> _Value | None:
        return None if self.random.random() < missing else value

    def _told(self, value: _Value) -> _Value | None:
        return value if self.complete else self._some(value, 0.15)

    def _moment(self) -> datetime:
        return _START + self._span(_DAYS)

    def _span(self, days: int) -> timedelta:
        seconds = self.random.choice((0, 0, 0, 29, 59))
        return timedelta(minutes=30 * self.random.randrange(days * _HALF_HOURS), seconds=seconds)

    def _supplement(self, due: datetime | None) -> Supplement:
        asked = self._moment()
        returned, after = self._some(asked + self._span(10), 0.3), self._some(asked + self._span(15), 0.5)
        return Supplement(asked, returned, self.random.choice((None, due, asked + self._span(15))), after)

    def _row(self) -> ProgressRow:
        return ProgressRow(self._moment(), self.random.choice(tuple(Status)))
