"""Lines of keys from before lines were kept: the audit trail says which key replaced which."""

from collections.abc import Iterator
from datetime import datetime

from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.storage import idempotency, keys
from app.storage.audit import entries
from app.storage.audit.entries import AuditEntry
from app.storage.database import Connection, Database

_ROTATED = "key.rotated"
_NAMING = ("adopted", "key.created", _ROTATED)  # what may be the first entry that names a key


def adopt(database: Database, connection: Connection, now: datetime) -> None:
    """Join rotated keys that have no line to that of the key they replaced, with what is kept for them.

    Nothing is done, and no entry written, where every rotated key has its line.
    """
    joined = []
    for new, old in _rotations(entries.of_actions(connection, _NAMING)):
        key, replaced = keys.get(connection, new), keys.get(connection, old)
        if key is None or replaced is None or key.line is not None:
            continue
        keys.join_line(connection, new, replaced.owner)
        idempotency.hand_over(connection, new, replaced.owner)
        joined.append(f"key/{new}")
    if joined:
        audit_trail.record(database, connection, Act("key.lines_joined", None, now), *joined)


def _rotations(found: list[AuditEntry]) -> Iterator[tuple[str, str]]:
    """The new key of every rotation and an older one of its line, oldest first: the older ones were named before."""
    known = set[str]()
    for entry in found:
        named = {each.removeprefix("key/") for each in audit_trail.subjects_of(entry) if each.startswith("key/")}
        new, old = named - known, named & known
        if entry.action == _ROTATED and len(new) == 1 and old:
            yield new.pop(), old.pop()
        known |= named
