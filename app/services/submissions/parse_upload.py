"""Reads what came, before anybody looks at what it means: the rows, single fields, the envelope."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.domain.enums import Provenance
from app.domain.errors import Faults, Location, Refusal
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.text import parse_text, parse_word
from app.domain.time import VIETNAM, not_ahead, parse_moment
from app.readers import exact_json
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.readers.uploads.json import read_made
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import Layout, Places, ReadResult, UploadLimits, UploadRow, UploadShape, Written
from app.storage.submissions import Origin

QUALITY_FIELDS = ("quality_status", "quality_message")

Parsed = TypeVar("Parsed")


def _all(rows: RowSpool) -> Iterable[UploadRow]:
    return rows


@dataclass(frozen=True, slots=True)
class SentContent:
    """What is recorded of a submission's content: its digest, its type and its bytes."""

    digest: str
    media_type: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming(ABC):
    """A submission on its way in, whatever its rows come from, and what is said of it where they do not: ``period``,
    ``as_of``, ``source``, ``provenance``.

    ``progress`` is told of each row as it is checked; ``origin``: the pull that the rows were made of.
    """

    period: str | None = None
    as_of: str | None = None
    source: str | None = None
    provenance: str | None = None
    dry_run: bool = False
    limits: UploadLimits = field(default_factory=UploadLimits)
    progress: Callable[[RowSpool], Iterable[UploadRow]] = _all
    origin: Origin | None = None

    @property
    @abstractmethod
    def sent(self) -> SentContent: ...

    @property
    @abstractmethod
    def layout(self) -> Layout:
        """Where faults say that the rows stand."""

    @abstractmethod
    def read(self, shape: UploadShape, faults: Faults, rows: RowSpool) -> ReadResult:
        """Keep the rows; for faults and refusals see ``Format``."""


@dataclass(frozen=True, slots=True)
class Upload(Incoming):
    """Bytes as they came."""

    body: Body
    format: Format

    @property
    def sent(self) -> SentContent:
        return SentContent(self.body.digest, self.format, self.body.size)

    @property
    def layout(self) -> Layout:
        return self.format.layout

    def read(self, shape: UploadShape, faults: Faults, rows: RowSpool) -> ReadResult:
        return self.format.read(self.body, shape, self.limits, faults, rows)


@dataclass(frozen=True, slots=True)
class RowUpload(Incoming):
    """Rows that a reader of ours has made, each as it would stand in JSON.

    They are recorded and their faults are placed as if they had been sent so: the digest is that of their canonical
    document, the same for the same rows.
    """

    key: str
    rows: Sequence[Mapping[str, Any]]
    envelope: Mapping[str, str]

    @property
    def sent(self) -> SentContent:
        body = Body.of(exact_json.dumps({**self.envelope, self.key: self.rows}))
        return SentContent(body.digest, Format.JSON, body.size)

    @property
    def layout(self) -> Layout:
        return Format.JSON.layout

    def read(self, shape: UploadShape, faults: Faults, rows: RowSpool) -> ReadResult:
        read_made(self.rows, shape, self.limits, faults, rows)
        return ReadResult(self.envelope)


@dataclass(frozen=True, slots=True)
class SubmissionHeader:
    """What a submission says of itself: the period of rows that name none, the date of its figures, its source and
    what its counts come from.

    ``period_at``: where the period stands, ``None`` if it is not given; with ``period`` ``None`` it is faulty.
    """

    period: Period | None
    period_at: Location | None
    as_of: datetime
    source: str | None
    provenance: Provenance | None


@dataclass(frozen=True, slots=True)
class ParsedUpload:
    """What was read of a submission; see ``ReadResult``."""

    rows: RowSpool
    envelope: Mapping[str, object]
    decimal_comma: bool


@contextmanager
def read_rows(incoming: Incoming, shape: UploadShape, faults: Faults) -> Iterator[ParsedUpload]:
    """Read all rows and keep them; those that cannot be read are faults.

    Refuses ``unpacked_too_large``, ``too_many_rows``, and ``submission_invalid`` where it cannot be read on.
    """
    with closing(RowSpool(Places(shape, incoming.layout), incoming.limits)) as rows:
        beside = incoming.read(shape, faults, rows)
        yield ParsedUpload(rows, beside.envelope, beside.decimal_comma)


def read_text(value: object, field: str, where: Location, faults: Faults) -> str | None:
    """A short text for people as ``parse_text`` reads it; ``None``, with a fault, for anything else.

    What looks damaged is a warning.
    """
    found = _read(value, parse_text, field, where, faults)
    if found and found.damage:
        faults.warn(found.damage.warning(found.text, field, where))
    return found and found.text


def read_word(value: object, field: str, where: Location, faults: Faults) -> str | None:
    """A code, a period, a date as ``parse_word`` reads it; ``None``, with a fault, for anything else."""
    return _read(value, parse_word, field, where, faults)


def _read(
    value: object, parse: Callable[[str, str], Parsed], field: str, where: Location, faults: Faults
) -> Parsed | None:
    return _parsed(value if isinstance(value, str) else "", lambda text: parse(text, field), where, faults)


def parse_field(row: UploadRow, field: str, parse: Callable[[str], Parsed], faults: Faults) -> Parsed | None:
    """A field of a row, read by ``parse``; ``None`` if it is not given, or with a fault if it cannot be read."""
    value = row.cells.get(field)
    text = None if value is None else read_word(value, field, row.at(field), faults)
    return None if text is None else _parsed(text, parse, row.at(field), faults)


def parse_prose(row: UploadRow, field: str, faults: Faults) -> str | None:
    """A field of a row that people read; ``None`` if it is not given, or with a fault if it cannot be read."""
    value = row.cells.get(field)
    return None if value is None else read_text(value, field, row.at(field), faults)


def read_quality(row: UploadRow, faults: Faults) -> Quality | None:
    """The publisher's flag of a row's figures: ``quality_status``, and what it says to it, ``quality_message``."""
    status = parse_prose(row, "quality_status", faults)
    message = parse_prose(row, "quality_message", faults)
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


def read_envelope(incoming: Incoming, upload: ParsedUpload, now: datetime, faults: Faults) -> SubmissionHeader:
    """Take each field from the submission, else from the request; ``as_of`` is otherwise now.

    Ahead by no more than clocks differ by, it is now too.
    """

    def given(name: str, beside: str | None) -> tuple[object, Location]:
        value = upload.envelope.get(name)
        return (
            (beside, Location(parameter=name)) if value is None else (value, Location(pointer=f"/{name}", column=name))
        )

    def field(name: str, beside: str | None, parse: Callable[[str], Parsed]) -> tuple[Parsed | None, Location | None]:
        value, where = given(name, beside)
        if value is None:
            return None, None
        text = read_word(value, name, where, faults)
        return (None if text is None else _parsed(text, parse, where, faults)), where

    as_of, where = field("as_of", incoming.as_of, parse_moment)
    dated = not_ahead(as_of, now) if as_of else now
    if as_of and where and dated is None:
        times = (each.astimezone(VIETNAM).isoformat(timespec="seconds") for each in (as_of, now))
        faults.add("as_of_in_future", where, **dict(zip(("value", "now"), times, strict=True)))
    period, period_at = field("period", incoming.period, Period.parse)
    source, source_at = given("source", incoming.source)
    source = None if source is None else read_text(source, "source", source_at, faults)
    provenance, _ = field("provenance", incoming.provenance, Provenance.parse)
    return SubmissionHeader(period, period_at, dated or now, source, provenance)
