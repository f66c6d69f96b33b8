"""The registers of procedures and online services: sent like all submissions, listed, and laid over each other."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Generic, TypeVar

from app import __version__
from app.domain.agencies import parent_code
from app.domain.dossiers.registers import DossierRegisters, Procedure, Service
from app.domain.enums import Kind
from app.domain.errors import Fault, Faults, Refusal
from app.domain.messages import as_records
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.readers.uploads.rows import UploadLimits, UploadShape
from app.services.dossiers.register_rows import EntryRows, shape_of
from app.services.keys import Author
from app.services.submissions.attempts import attempt
from app.services.submissions.parse_upload import Incoming, ParsedUpload, Upload, read_rows
from app.storage import dossier_registers, submissions
from app.storage.database import Connection, Database
from app.storage.dossier_registers import EntryFilter, Root
from app.storage.submissions import Status, Submission

MOST_AT_ONCE = 50_000  # entries of one submission, which are in memory together
Entry = TypeVar("Entry", Procedure, Service)


@dataclass(frozen=True)
class Register(Generic[Entry]):
    """One of the two: what its submissions are called and may hold, and what its entries are."""

    kind: Kind
    entry: type[Entry]
    shape: UploadShape


PROCEDURES = Register(Kind.PROCEDURES, Procedure, shape_of("procedures", Procedure))
SERVICES = Register(Kind.SERVICES, Service, shape_of("services", Service))


def register_entries(
    database: Database, register: Register[Entry], incoming: Incoming, author: Author, now: datetime
) -> Submission:
    """Take entries in, all or none; each replaces what its author said of its code from its first day on.

    They are those of the author's root, the administrator's are the whole country's. The record's ``figures`` are the
    entries that are new or differ. Refusals: ``submission_invalid``, ``submission_empty``, and as ``read_rows`` beyond
    ``MOST_AT_ONCE``.
    """
    faults = Faults()
    incoming = replace(incoming, limits=replace(incoming.limits, rows=min(incoming.limits.rows, MOST_AT_ONCE)))
    with (
        attempt(database, register.kind, incoming, author, now) as made,
        read_rows(incoming, register.shape, faults) as upload,
    ):
        made.know(as_of=now, rows=len(upload.rows))
        entries = _read(register, incoming, upload, faults)
        made.know(warnings=as_records(faults.warnings) or None)
        with _opened(database, incoming) as connection:
            known = dossier_registers.of_roots(connection, register.entry, [author.root]).get(author.root, [])
            changed = sorted(set(entries) - set(known), key=lambda each: (each.code, each.first_day or date.min))
            made.know(figures=len(changed))
            if incoming.dry_run:
                return replace(made.record, status=Status.ACCEPTED)
            return made.accept(
                connection, store=lambda id_: dossier_registers.add(connection, id_, author.root, changed)
            )


def _opened(database: Database, incoming: Incoming) -> AbstractContextManager[Connection]:
    return database.reading() if incoming.dry_run else database.writing()


def _read(register: Register[Entry], incoming: Incoming, upload: ParsedUpload, faults: Faults) -> list[Entry]:
    """The entries of all rows; refuses them if one is faulty or there are none."""
    rows = EntryRows(register.entry, faults)
    entries = [entry for row in incoming.progress(upload.rows) if (entry := rows.read(row))]
    faults.refuse("submission_invalid")
    if not entries:
        raise Refusal("submission_empty")
    return entries


def read_entries(register: Register[Entry], path: Path, format_: Format) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file and what is odd about them, read as ``register_entries`` reads what is sent and with the
    same refusals; none is stored."""
    faults = Faults()
    faults.file = path.name
    with Body.at(path) as body:
        incoming = Upload(body, format_, limits=UploadLimits(rows=MOST_AT_ONCE))
        with read_rows(incoming, register.shape, faults) as upload:
            return _read(register, incoming, upload, faults), faults.warnings


def list_entries(
    database: Database, register: Register[Entry], wanted: EntryFilter, limit: int
) -> tuple[Sequence[tuple[Root, Entry]], str]:
    """At most ``limit`` entries and whose they are, and a strong entity tag of the register on that day."""
    with database.reading() as connection:
        found = dossier_registers.page(connection, register.entry, wanted, limit)
        newest = submissions.newest_change(connection, register.kind)
    day = f"{wanted.day:%Y%m%d}" if wanted.day else "all"
    return found, f'"{__version__}-{newest}-{day}"'


def roots_above(root: str | None) -> list[Root]:
    """Whose entries count for an agency, the nearest first: its own, those of the agencies above it, the country's."""
    found: list[Root] = []
    while root is not None:
        found.append(root)
        root = parent_code(root)
    return [*found, None]


def stored_registers(database: Database, root: str | None, known_at: datetime | None = None) -> DossierRegisters:
    """What is stored and counts for ``root``, for the whole country if ``None``; with ``known_at`` what was then."""
    roots = roots_above(root)
    with database.reading() as connection:
        procedures = dossier_registers.of_roots(connection, Procedure, roots, known_at)
        services = dossier_registers.of_roots(connection, Service, roots, known_at)
    return lay_over(roots, procedures, services)


def lay_over(
    roots: Sequence[Root], procedures: Mapping[Root, list[Procedure]], services: Mapping[Root, list[Service]]
) -> DossierRegisters:
    """The entries by whose they are, those of the first of ``roots`` on top."""
    found: DossierRegisters | None = None
    for each in reversed(roots):
        found = DossierRegisters(procedures.get(each), services.get(each), found)
    return found or DossierRegisters()
