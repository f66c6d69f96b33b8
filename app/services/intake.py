"""What all submissions have in common: reading, the envelope, whose row it is, and the record of what came."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from app.domain.agencies import Agency, not_in_period
from app.domain.errors import Faults, Location, Refusal
from app.domain.messages import as_record
from app.domain.moments import day_of, parse_moment
from app.domain.periods import Period
from app.domain.scorecard import Scorecards
from app.services.keys import Author
from app.sources.json_uploads import read_json, read_ndjson
from app.sources.table_uploads import UNPACKED_FACTOR, read_csv, read_xlsx
from app.sources.uploads import Format, Row, Shape, Upload
from app.storage import agencies, submissions
from app.storage.figures import NewCount, NewResult
from app.storage.session import Connection, Database
from app.storage.submissions import Kind, Status, Submission

MAX_TEXT = 500

Parsed = TypeVar("Parsed")
New = TypeVar("New", NewCount, NewResult)


def _all(rows: Sequence[Row]) -> Iterable[Row]:
    return rows


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes as they came, and what the request says where they do not: ``period``, ``as_of``, ``source``.

    ``max_bytes`` bounds what they may unpack to; ``progress`` is told of each row as it is checked.
    """

    body: bytes
    format: Format
    period: str | None = None
    as_of: str | None = None
    source: str | None = None
    dry_run: bool = False
    max_bytes: int = 32 * 1024 * 1024
    progress: Callable[[Sequence[Row]], Iterable[Row]] = _all


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a submission says of itself: the period of rows that name none, the date of its figures, its source."""

    period: Period | None
    as_of: datetime
    source: str | None


def read_upload(delivery: Delivery, shape: Shape, faults: Faults) -> Upload:
    """Read the bytes in the format they claim; rows that cannot be read are faults."""
    match delivery.format:
        case Format.JSON:
            return read_json(delivery.body, shape, faults)
        case Format.NDJSON:
            return read_ndjson(delivery.body, shape, faults)
        case Format.CSV:
            return read_csv(delivery.body, shape, faults)
        case Format.XLSX:
            return read_xlsx(delivery.body, shape, faults, UNPACKED_FACTOR * delivery.max_bytes)


def read_text(value: object, field: str, where: Location, faults: Faults) -> str | None:
    """A short text; ``None``, with a fault, for anything else."""
    if isinstance(value, str) and 0 < len(value.strip()) <= MAX_TEXT and value.isprintable():
        return value.strip()
    faults.add("text_invalid", where, field=field, limit=MAX_TEXT)
    return None


def parse_field(row: Row, field: str, parse: Callable[[str], Parsed], faults: Faults) -> Parsed | None:
    """A field of a row, read by ``parse``; ``None`` if it is not given, or with a fault if it cannot be read."""
    value = row.cells.get(field)
    text = None if value is None else read_text(value, field, row.at(field), faults)
    return None if text is None else _parsed(text, parse, row.at(field), faults)


def _parsed(text: str, parse: Callable[[str], Parsed], where: Location, faults: Faults) -> Parsed | None:
    try:
        return parse(text)
    except Refusal as refusal:
        faults.take(refusal, where)
        return None


def read_envelope(delivery: Delivery, upload: Upload, now: datetime, faults: Faults) -> Envelope:
    """Take each field from the submission, else from the request; ``as_of`` is otherwise now."""

    def field(name: str, given: str | None, parse: Callable[[str], Parsed]) -> tuple[Parsed | None, Location]:
        value = upload.envelope.get(name)
        where = Location(parameter=name) if value is None else Location(pointer=f"/{name}", column=name)
        value = given if value is None else value
        text = None if value is None else read_text(value, name, where, faults)
        return (None if text is None else _parsed(text, parse, where, faults)), where

    as_of, where = field("as_of", delivery.as_of, parse_moment)
    if as_of and as_of > now:
        faults.add("as_of_in_future", where, value=as_of.isoformat(), now=now.isoformat())
    period, _ = field("period", delivery.period, Period.parse)
    source, _ = field("source", delivery.source, str)
    return Envelope(period, as_of or now, source)


class RowPlaces:
    """Finds out whose row it is and of which period, and whether its author may write it.

    Rows outside the author's subtree are gathered in ``outside``.
    """

    def __init__(
        self,
        known: Mapping[str, Agency],
        scorecards: Scorecards,
        envelope: Envelope,
        author: Author,
        today: date,
        faults: Faults,
    ) -> None:
        self._agencies, self._scorecards, self._envelope = known, scorecards, envelope
        self._author, self._today, self._faults = author, today, faults
        self._periods: dict[Period, bool] = {}
        self.outside = Faults()

    def find(self, row: Row) -> tuple[str, Period] | None:
        """The agency's code and the period of a row, or ``None`` with its faults recorded."""
        agency = self._agency(row)
        given = row.cells.get("period") is not None
        period = parse_field(row, "period", Period.parse, self._faults) if given else self._envelope.period
        if period is None and not given:
            self._faults.add("period_missing", row.at())
        if agency is None or period is None or not self._may_hold(period, row):
            return None
        if not agency.valid_on(period.last_day):
            self._faults.take(not_in_period(agency, period), row.at("agency"))
            return None
        return agency.code, period

    def _agency(self, row: Row) -> Agency | None:
        code = row.cells.get("agency")
        if code is None:
            self._faults.add("field_missing", row.at("agency"), field="agency")
            return None
        if not isinstance(code, str) or code not in self._agencies:
            self._faults.add("unknown_agency", row.at("agency"), value=code)
            return None
        if not self._author.may_write(code):
            self.outside.add("agency_outside", row.at("agency"), agency=code, root=self._author.root)
            return None
        return self._agencies[code]

    def _may_hold(self, period: Period, row: Row) -> bool:
        """Whether there can be figures of a period by now, and by the date of these; each period is faulted once."""
        if period not in self._periods:
            total = self._faults.total
            self._check(period, row.at("period"))
            self._periods[period] = total == self._faults.total
        return self._periods[period]

    def _check(self, period: Period, where: Location) -> None:
        as_of = self._envelope.as_of
        if period.first_day > self._today:
            self._faults.add("period_in_future", where, period=period, today=self._today)
        elif day_of(as_of) < period.first_day:
            params = {"period": period, "first_day": period.first_day, "value": as_of.isoformat()}
            self._faults.add("as_of_before_period", where, **params)
        try:
            self._scorecards.in_force(period)
        except Refusal as refusal:
            self._faults.take(refusal, where)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is needed to check the rows of one submission."""

    connection: Connection
    rows: Iterable[Row]
    decimal_comma: bool
    envelope: Envelope
    places: RowPlaces
    faults: Faults


@dataclass(frozen=True, slots=True)
class Intake(Generic[New]):
    """One kind of submission: its shape, how its rows are checked, and how its figures are stored."""

    kind: Kind
    shape: Shape
    scorecards: Scorecards
    check: Callable[[Desk], Sequence[New]]
    store: Callable[[Connection, int, Sequence[New]], None]


def submit(database: Database, intake: Intake[New], delivery: Delivery, author: Author, now: datetime) -> Submission:
    """Take a submission in whole, or refuse it whole with all its faults.

    A refused one leaves its record, but no figure; a dry run leaves nothing. Refusals:
    ``submission_invalid``, ``submission_empty``, ``outside_subtree``, ``body_too_large``.
    """
    record = Submission(
        kind=intake.kind,
        status=Status.REJECTED,
        received_at=now,
        as_of=None,
        source=None,
        digest=f"sha256:{hashlib.sha256(delivery.body).hexdigest()}",
        media_type=delivery.format,
        bytes=len(delivery.body),
        key_id=author.key_id,
        rows=0,
        figures=0,
    )
    try:
        return _take_in(database, intake, delivery, author, record)
    except Refusal as refusal:
        if refusal.code in ("submission_invalid", "submission_empty") and not delivery.dry_run:
            errors = [as_record(fault) for fault in refusal.faults]
            with database.writing() as connection:
                submissions.add(connection, replace(record, faults=refusal.total, errors=errors))
        raise


def _take_in(
    database: Database, intake: Intake[New], delivery: Delivery, author: Author, record: Submission
) -> Submission:
    faults, now = Faults(), record.received_at
    upload = read_upload(delivery, intake.shape, faults)
    envelope = read_envelope(delivery, upload, now, faults)
    with database.reading() if delivery.dry_run else database.writing() as connection:
        codes = {code for row in upload.rows if isinstance(code := row.cells.get("agency"), str)}
        known = agencies.find(connection, codes, day_of(now))
        places = RowPlaces(known, intake.scorecards, envelope, author, day_of(now), faults)
        rows = delivery.progress(upload.rows)
        figures = intake.check(Desk(connection, rows, upload.decimal_comma, envelope, places, faults))
        if (outside := places.outside).total:
            raise Refusal("outside_subtree", faults=outside.listed, total=outside.total, root=author.root)
        faults.refuse("submission_invalid")
        if not figures:
            raise Refusal("submission_empty")
        accepted = replace(
            record,
            status=Status.ACCEPTED,
            as_of=envelope.as_of,
            source=envelope.source,
            rows=len(upload.rows),
            figures=len(figures),
            periods=tuple(sorted({figure.period for figure in figures}, key=str)),
            key_agency=author.root,
        )
        if delivery.dry_run:
            return accepted
        stored = submissions.add(connection, accepted)
        intake.store(connection, stored.id or 0, figures)
        return stored
