"""The audit trail: who wrote what, each entry sealed to the one before. See docs/understand/audit.md."""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

import rfc8785
import structlog

from app.domain.agencies import root_code
from app.storage import versions
from app.storage.audit import digests as audit_digests
from app.storage.audit import entries as audit_entries
from app.storage.audit.digests import Parts
from app.storage.audit.entries import AuditEntry
from app.storage.database import Connection, Database

BEFORE_THE_FIRST = "0" * 64
_STORED = "stored/"  # begins the subject that says when an update was stored, which is later than it was received
_AT_ONCE = 500  # subjects of one entry that seals what is there already
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Act:
    """What was done, by which key, when. ``key_id`` is ``None`` for the administrator and the service itself."""

    action: str
    key_id: str | None
    at: datetime


def derive_key(secret: bytes) -> bytes:
    """The key that entries are sealed with, of the secret under which keys are hashed."""
    return hmac.digest(secret, b"tthc766 audit", "sha256")


def has_begun(connection: Connection) -> bool:
    return audit_entries.last(connection) is not None


def record(
    database: Database, connection: Connection, act: Act, *subjects: str, figures: Parts | None = None
) -> AuditEntry:
    """Append an entry, in the transaction of what it tells of: the subjects are sealed as they stand now.

    ``figures``: parts that the first subject, a submission, has besides its record.
    """
    found = audit_digests.of(connection, subjects)
    if figures:
        found[subjects[0]] |= figures
    return _append(database, connection, act, found)


def adopt(database: Database, connection: Connection, at: datetime) -> bool:
    """Seal everything that is there; ``False``, and nothing, if the trail has begun already."""
    if audit_entries.last(connection):
        return False
    found = audit_digests.everything(connection)
    while some := dict(islice(found, _AT_ONCE)):
        _append(database, connection, Act("adopted", None, at), some)
    return True


def seal(key: bytes, entry: AuditEntry) -> str:
    """The digest that an entry must have: HMAC-SHA256 over its other members in the form of RFC 8785."""
    members = ("id", "at", "key_id", "action", "subjects", "previous")
    return hmac.new(key, rfc8785.dumps({name: getattr(entry, name) for name in members}), "sha256").hexdigest()


def subjects_of(entry: AuditEntry) -> dict[str, Parts]:
    """The digests of an entry's subjects by part; none of an entry that was tampered with until it has none."""
    return {subject: parts for subject, parts in _all_subjects(entry).items() if not subject.startswith(_STORED)}


def stored_at(entry: AuditEntry) -> str | None:
    """When what an entry tells of was stored, ISO 8601 in UTC; ``None`` where the entry does not say."""
    times = (each.removeprefix(_STORED) for each in _all_subjects(entry) if each.startswith(_STORED))
    return next(times, None)


def _all_subjects(entry: AuditEntry) -> dict[str, Parts]:
    try:
        found = json.loads(entry.subjects)
    except ValueError:
        return {}
    readable = isinstance(found, dict) and all(isinstance(parts, dict) for parts in found.values())
    return found if readable else {}


def newest(database: Database, before: int | None, limit: int) -> list[AuditEntry]:
    """At most ``limit`` entries with ids below ``before``, the newest first."""
    with database.reading() as connection:
        return audit_entries.page(connection, before, limit)


def _append(database: Database, connection: Connection, act: Act, subjects: dict[str, Parts]) -> AuditEntry:
    last, now = audit_entries.last(connection), database.now()
    changed = set(updates_of(subjects))
    # Without parts: it is no thing that the tables hold.
    told = {**subjects, f"{_STORED}{now.astimezone(UTC).isoformat()}": {}} if changed else subjects
    entry = AuditEntry(
        id=last.id + 1 if last else 1,
        at=act.at.astimezone(UTC).isoformat(),
        key_id=act.key_id,
        action=act.action,
        subjects=rfc8785.dumps(told).decode(),
        previous=last.digest if last else BEFORE_THE_FIRST,
        digest="",
    )
    entry = replace(entry, digest=seal(database.ledger_key, entry))
    audit_entries.add(connection, entry)
    versions.record(connection, changed, entry.id, now)
    _log.info("audit", entry=entry.id, digest=entry.digest, action=entry.action)
    return entry


def updates_of(subjects: Mapping[str, Parts]) -> Iterator[str]:
    """What answers rest on of all that an entry tells of: see ``app.storage.versions``."""
    for subject, parts in subjects.items():
        kind, _, id_ = subject.partition("/")
        match kind:
            case "submission":
                yield from (f"figures/{period}/{root}" for period, root in map(audit_digests.sheet_of, parts) if period)
            case "agency":
                yield f"register/{root_code(id_)}"
            case "edition":
                yield subject
