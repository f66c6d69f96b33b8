"""A dossier as its system reported it at one time: no names, numbers or addresses of people.

Times are instants, with an offset. Periods and promises are days in Vietnam: ``…_on`` is the day of ``…_at`` there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from app.domain.time import day_of


class Status(IntEnum):
    """How far a dossier is, by the portal's codes (``TrangThaiHoSo``)."""

    FILED = 1
    RECEIVED = 2
    REFUSED = 3
    IN_PROCESSING = 4
    PAPERS_REQUESTED = 5
    PAYMENT_REQUESTED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


class Channel(IntEnum):
    """How a dossier was filed (``KenhThucHien``)."""

    DIRECT = 1
    ONLINE = 2
    POSTAL = 3


class PaidOnline(IntEnum):
    """Whether fees were paid online, and where (``DuocThanhToanTrucTuyen``). ``FEE_KNOWN``: not paid online."""

    NO = 0
    PORTAL = 1
    PROVINCE = 2
    FEE_KNOWN = 3


class FiledVia(StrEnum):
    """The website through which a dossier came (``NoiNopHoSo``): the national portal, or the province's own."""

    PORTAL = "portal"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Supplement:
    """A request for more papers. ``due_before`` and ``due_after``: the promised time before and after it."""

    asked_at: datetime
    returned_at: datetime | None = None
    due_before: datetime | None = None
    due_after: datetime | None = None

    @property
    def asked_on(self) -> date:
        return day_of(self.asked_at)

    @property
    def returned_on(self) -> date | None:
        return _day(self.returned_at)


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A status that a dossier reached, and when."""

    at: datetime
    status: Status

    @property
    def on(self) -> date:
        return day_of(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One version of a dossier. ``None``: the source did not say, which is not the same as no or 0.

    ``source``: the key of the sending system; ``dossier``: the number that it gave. ``as_of``: when this version was
    true. ``agency``: the code of the agency that handles it; ``received_by``: of the counter, if that is another.
    ``procedure`` and ``service``: codes. ``fee_total``: in dong, ``None`` where no fee row was sent; ``fee_rows``: how
    many were. ``papers_…`` count papers that were not deleted: with a file, digitised, reused, from the citizen's own
    store. ``result_files``: results with both a code and a link. ``synced``: accepted by the portal. ``citizen_db``:
    the population database was used. ``deleted``: this version takes the dossier back.
    """

    source: str
    dossier: str
    as_of: datetime
    agency: str
    procedure: str
    status: Status
    received_by: str | None = None
    service: str | None = None
    channel: Channel | None = None
    filed_at: datetime | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    returned_at: datetime | None = None
    refused_at: datetime | None = None
    supplements: tuple[Supplement, ...] = ()
    progress: tuple[ProgressRow, ...] = ()
    fee_total: int | None = None
    fee_rows: int | None = None
    paid_online: PaidOnline | None = None
    papers_with_file: int | None = None
    papers_digitised: int | None = None
    papers_reused: int | None = None
    papers_from_store: int | None = None
    digitised_flag: bool | None = None
    result_files: int | None = None
    vneid: bool | None = None
    filed_via: FiledVia | None = None
    synced: bool | None = None
    result_in_store: bool | None = None
    citizen_db: bool | None = None
    disliked: bool | None = None
    complained: bool | None = None
    deleted: bool = False

    @property
    def filed_on(self) -> date | None:
        return _day(self.filed_at)

    @property
    def received_on(self) -> date | None:
        return _day(self.received_at)

    @property
    def due_on(self) -> date | None:
        return _day(self.due_at)

    @property
    def done_on(self) -> date | None:
        return _day(self.done_at)

    @property
    def returned_on(self) -> date | None:
        return _day(self.returned_at)

    @property
    def refused_on(self) -> date | None:
        return _day(self.refused_at)

    @property
    def first_ask_on(self) -> date | None:
        """The day of the first request for more papers."""
        return min((each.asked_on for each in self.supplements), default=None)


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment else None
