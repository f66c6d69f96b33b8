"""Reads what came, before anybody looks at what it means: the bytes, single fields, the envelope."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from app.domain.errors import Faults, Location, Refusal
from app.domain.moments import VIETNAM, parse_moment
from app.domain.periods import Period
from app.domain.quality import Quality
from app.sources.json_uploads import read_json, read_ndjson
from app.sources.table_uploads import UNPACKED_FACTOR, read_csv, read_xlsx
from app.sources.uploads import Format, Row, Shape, Upload, Written
from app.storage.submissions import Origin

MAX_TEXT = 500
QUALITY_FIELDS = ("quality_status", "quality_message")

Parsed = TypeVar("Parsed")


def _all(rows: Sequence[Row]) -> Iterable[Row]:
    return rows


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes as they came, and what the request says where they do not: ``period``, ``as_of``, ``source``.

    ``max_bytes`` bounds what they may unpack to; ``progress`` is told of each row as it is checked; ``origin``:
    the pull that they were made of.
    """

    body: bytes
    format: Format
    period: str | None = None
    as_of: str | None = None
    source: str | None = None
    dry_run: bool = False
    max_bytes: int = 32 * 1024 * 1024
    progress: Callable[[Sequence[Row]], Iterable[Row]] = _all
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a submission says of itself: the period of rows that name none, the date of its figures, its source.

    ``period_at``: where the period stands, ``None`` if it is not given; with ``period`` ``None`` it is faulty.
    """

    period: Period | None
    period_at: Location | None
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
    """A short text with single plain blanks; ``None``, with a fault, for anything else."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if 0 < len(text) <= MAX_TEXT and text.isprintable():
        return text
    faults.add("text_invalid", where, field=field, limit=MAX_TEXT)
    return None


def parse_field(row: Row, field: str, parse: Callable[[str], Parsed], faults: Faults) -> Parsed | None:
    """A field of a row, read by ``parse``; ``None`` if it is not given, or with a fault if it cannot be read."""
    value = row.cells.get(field)
    text = None if value is None else read_text(value, field, row.at(field), faults)
    return None if text is None else _parsed(text, parse, row.at(field), faults)


def read_quality(row: Row, faults: Faults) -> Quality | None:
    """The publisher's flag of a row's figures: ``quality_status``, and what it says to it, ``quality_message``."""
    status = parse_field(row, "quality_status", str, faults)
    message = parse_field(row, "quality_message", str, faults)
    if message and row.cells.get("quality_status") is None:
        faults.add("field_missing", row.at("quality_status"), field="quality_status")
    return Quality(status, message) if status else None


def read_number(
    value: object, parse: Callable[[str], Parsed], invalid: str, where: Location, faults: Faults
) -> Parsed | None:
    """A number written without quotes, read by ``parse``; ``None`` with a fault, ``invalid`` if it is no number."""
    if isinstance(value, Written):
        return _parsed(value, parse, where, faults)
    faults.add("number_quoted" if isinstance(value, str) else invalid, where, value=value)
    return None


def _parsed(text: str, parse: Callable[[str], Parsed], where: Location, faults: Faults) -> Parsed | None:
    try:
        return parse(text)
    except Refusal as refusal:
        faults.take(refusal, where)
        return None


def read_envelope(delivery: Delivery, upload: Upload, now: datetime, faults: Faults) -> Envelope:
    """Take each field from the submission, else from the request; ``as_of`` is otherwise now."""

    def field(name: str, given: str | None, parse: Callable[[str], Parsed]) -> tuple[Parsed | None, Location | None]:
        value, where = upload.envelope.get(name), Location(pointer=f"/{name}", column=name)
        if value is None:
            value, where = given, Location(parameter=name)
        if value is None:
            return None, None
        text = read_text(value, name, where, faults)
        return (None if text is None else _parsed(text, parse, where, faults)), where

    as_of, where = field("as_of", delivery.as_of, parse_moment)
    if as_of and where and as_of > now:
        times = (each.astimezone(VIETNAM).isoformat(timespec="seconds") for each in (as_of, now))
        faults.add("as_of_in_future", where, **dict(zip(("value", "now"), times, strict=True)))
    period, period_at = field("period", delivery.period, Period.parse)
    source, _ = field("source", delivery.source, str)
    return Envelope(period, period_at, as_of or now, source)
