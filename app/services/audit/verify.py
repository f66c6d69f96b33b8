"""Holds the audit trail against itself, and the tables against it."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.errors import Fault
from app.services.audit.trail import BEFORE_THE_FIRST, seal, stored_at, subjects_of, updates_of
from app.storage import editions, versions
from app.storage.audit import digests as audit_digests
from app.storage.audit import entries as audit_entries
from app.storage.audit.digests import Parts
from app.storage.audit.entries import AuditEntry
from app.storage.database import Connection, Database


class _Sealed(NamedTuple):
    """What the trail says last of a subject: in which entry, and the digest of its parts there."""

    entry: int
    digest: bytes


class _Update(NamedTuple):
    """What the trail says last of an update: in which entry, and when it was stored, if the entry says so."""

    entry: int
    at: str | None


@dataclass(slots=True)
class Trail:
    """What reading a trail has found: its size, its first and last entry, and what it says last of everything."""

    entries: int = 0
    fitting: int = 0
    first: AuditEntry | None = None
    last: AuditEntry | None = None
    newest: dict[str, _Sealed] = field(default_factory=dict)
    updates: dict[str, _Update] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)


def verify(database: Database, trail: Trail, anchors: Mapping[int, str]) -> Iterator[Fault]:
    """Everything that was changed behind the service's back, as it is found; ``trail`` is filled on the way.

    ``anchors``: digests of entries that were kept elsewhere. A figure is told of by its submission, period and province
    or ministry. Memory grows with the largest submission, and by some hundred bytes for each subject.
    """
    key = database.ledger_key
    with database.reading() as connection:
        broken = list[Fault]()
        for entry in audit_entries.walk(connection):
            broken += _follow(key, trail, entry, anchors)
        yield from _held_against(anchors, trail.digests)
        if not trail.entries:
            yield Fault("audit_empty")
            return
        yield from broken if trail.fitting else [Fault("audit_secret")]
        yield from _tables(connection, trail)
        yield from _updates(connection, trail)


def _follow(key: bytes, trail: Trail, entry: AuditEntry, anchors: Mapping[int, str]) -> Iterator[Fault]:
    """Read the next entry of a trail; what is wrong with it."""
    before = trail.last.id if trail.last else 0
    if entry.id != before + 1:
        yield Fault("audit_gap", params={"entry": entry.id, "before": before})
    if entry.previous != (trail.last.digest if trail.last else BEFORE_THE_FIRST):
        yield Fault("audit_broken", params={"entry": entry.id, "before": before})
    if hmac.compare_digest(seal(key, entry), entry.digest):
        trail.fitting += 1
    else:
        yield Fault("audit_altered", params={"entry": entry.id})
    trail.entries += 1
    trail.first, trail.last = trail.first or entry, entry
    if entry.id in anchors:
        trail.digests[entry.id] = entry.digest
    subjects = subjects_of(entry)
    for subject, parts in subjects.items():
        trail.newest[subject] = _Sealed(entry.id, _digest(parts))
    at = stored_at(entry)
    trail.updates |= dict.fromkeys(updates_of(subjects), _Update(entry.id, at))


def _held_against(anchors: Mapping[int, str], found: Mapping[int, str]) -> Iterator[Fault]:
    for entry, digest in anchors.items():
        params = {"entry": entry, "digest": digest, "found": found.get(entry)}
        if entry not in found:
            yield Fault("audit_anchor_missing", params=params)
        elif found[entry] != digest:
            yield Fault("audit_anchor_differs", params=params)


def _tables(connection: Connection, trail: Trail) -> Iterator[Fault]:
    published = editions.digests(connection)
    for subject, parts in audit_digests.everything(connection):
        sealed = trail.newest.pop(subject, None)
        if sealed is None:
            yield from (_fault("audit_unknown", subject, part) for part in sorted(parts))
        elif sealed.digest != _digest(parts):
            yield from _differences(connection, subject, sealed.entry, parts)
        if "document" in parts and published.get(int(subject.partition("/")[2])) != f"sha256:{parts['document']}":
            yield Fault("audit_document", params={"subject": subject})
    for subject, sealed in trail.newest.items():
        if sealed.digest != _digest({}):
            yield from _differences(connection, subject, sealed.entry, {})


def _updates(connection: Connection, trail: Trail) -> Iterator[Fault]:
    """What ``/v1/updates`` tells otherwise than the trail."""
    for subject, serial, at in versions.walk(connection):
        told, name = trail.updates.pop(subject, None), f"update/{subject}"
        if told is None:
            yield _fault("audit_unknown", name, "serial")
        elif serial != str(told.entry):
            yield _fault("audit_changed", name, "serial", told.entry)
        elif told.at is not None and at != told.at:
            yield _fault("audit_changed", name, "changed_at", told.entry)
    for subject, told in trail.updates.items():
        yield _fault("audit_gone", f"update/{subject}", "serial", told.entry)


def _differences(connection: Connection, subject: str, id_: int, now: Parts) -> Iterator[Fault]:
    entry = audit_entries.get(connection, id_)
    sealed = subjects_of(entry).get(subject, {}) if entry else {}
    for part in sorted(sealed.keys() | now.keys()):
        if part not in now:
            yield _fault("audit_gone", subject, part, id_)
        elif part not in sealed:
            yield _fault("audit_added", subject, part, id_)
        elif sealed[part] != now[part]:
            yield _fault("audit_changed", subject, part, id_)


def _fault(code: str, subject: str, part: str, entry: int | None = None) -> Fault:
    return Fault(code, params={"subject": subject, "part": part, "entry": entry})


def _digest(parts: Parts) -> bytes:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()
