"""The chain: each entry is sealed to the one before, and nobody without the secret can make one that fits."""

import hashlib
import hmac
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update

from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.services.audit import trail as audit_trail
from app.services.audit.trail import derive_key, seal
from app.services.context import AppContext
from app.services.keys import create, revoke
from app.storage.audit.entries import AuditEntry
from app.storage.errors import DBAPIError
from app.storage.tables import audit_entry
from tests.conftest import NOW, SECRET, Client
from tests.integration.audit.conftest import found, places
from tests.integration.audit.test_tampering import behind_the_back


def anchor(service: AppContext) -> tuple[int, str]:
    newest = audit_trail.newest(service.database, None, 1)[0]
    return newest.id, newest.digest


_OTHER = "SELECT {id}, at, key_id, 'x', subjects, previous, digest FROM audit_entry WHERE id = 2"
FORBIDDEN = {
    "sqlite": [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry WHERE id = 2",
        f"INSERT OR REPLACE INTO audit_entry {_OTHER.format(id=2)}",
        f"INSERT INTO audit_entry {_OTHER.format(id=0)}",
    ],
    "postgresql": [
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry WHERE id = 2",
        "TRUNCATE audit_entry",
    ],
}


def test_the_database_itself_only_lets_entries_be_added(kept: Client) -> None:
    database = kept.service.database
    before = audit_trail.newest(database, None, 100)
    for statement in FORBIDDEN[database.engine.dialect.name]:
        with pytest.raises(DBAPIError, match="only grows"), database.writing() as connection:
            connection.execute(text(statement))
    assert audit_trail.newest(database, None, 100) == before


def without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            connection.execute(text(f"DROP TRIGGER audit_entry_no_{name}"))


Change = Callable[[Connection], Any]


def by_id(id_: int, **values: Any) -> Change:
    return lambda connection: connection.execute(update(audit_entry).where(audit_entry.c.id == id_).values(**values))


def without(id_: int) -> Change:
    return lambda connection: connection.execute(delete(audit_entry).where(audit_entry.c.id == id_))


def rechained(connection: Connection) -> None:
    """Somebody changes the third entry and makes all digests anew, but under a secret of his own."""
    connection.execute(update(audit_entry).where(audit_entry.c.id == 3).values(key_id="0123456789ab"))
    rewrite(connection, 3, derive_key(b"not the secret of this service at all"))


def rewrite(connection: Connection, start: int, key: bytes) -> None:
    rows = connection.execute(select(audit_entry).order_by(audit_entry.c.id)).all()
    previous = rows[start - 2].digest if start > 1 else audit_trail.BEFORE_THE_FIRST
    for row in rows[start - 1 :]:
        values = {**row._mapping, "at": row.at.isoformat(), "previous": previous}
        digest = seal(key, AuditEntry(**values))
        new = {"previous": previous, "digest": digest}
        connection.execute(update(audit_entry).where(audit_entry.c.id == row.id).values(new))
        previous = digest


CHANGES: dict[str, tuple[Change, list[tuple[str, object]]]] = {
    "key": (by_id(3, key_id="0123456789ab"), [("audit_altered", 3)]),
    "nobody": (by_id(8, key_id=None), [("audit_altered", 8)]),
    "time": (by_id(4, at=NOW.replace(year=2020)), [("audit_altered", 4)]),
    "action": (by_id(5, action="x"), [("audit_altered", 5)]),
    "no JSON": (by_id(3, subjects="{"), [("audit_altered", 3), ("audit_unknown", "submission/1")]),
    "other JSON": (by_id(3, subjects='["x"]'), [("audit_altered", 3), ("audit_unknown", "submission/1")]),
    "previous": (by_id(6, previous="0" * 64), [("audit_altered", 6), ("audit_broken", 6)]),
    "digest": (by_id(6, digest="0" * 64), [("audit_altered", 6), ("audit_broken", 7)]),
    "deleted": (without(5), [("audit_broken", 6), ("audit_gap", 6)]),
    "moved": (by_id(5, id=5000), [("audit_broken", 6), ("audit_gap", 6), ("audit_altered", 5000)]),
    "first": (without(1), [("audit_gap", 2), ("audit_broken", 2)]),
    "rechained": (rechained, [("audit_altered", id_) for id_ in range(3, 10)]),
}


def test_a_changed_chain_is_found_where_it_was_changed(kept: Client) -> None:
    assert found(kept.service) == []
    with behind_the_back(kept.service) as connection:
        without_triggers(connection)
        rows = [dict(row) for row in connection.execute(select(audit_entry)).mappings()]
        for name, (change, expected) in CHANGES.items():
            change(connection)
            connection.commit()
            told = places(found(kept.service))
            assert set(expected) <= set(told), (name, told)
            connection.execute(delete(audit_entry))
            connection.execute(insert(audit_entry), rows)
            connection.commit()
    assert found(kept.service) == []


def test_a_tail_that_was_cut_off_is_found_by_a_digest_kept_elsewhere(kept: Client) -> None:
    service = kept.service
    id_, digest = anchor(service)
    assert found(service, {id_: digest, 1: audit_trail.newest(service.database, 2, 1)[0].digest}) == []
    with behind_the_back(service) as connection:
        without_triggers(connection)
        connection.execute(delete(audit_entry).where(audit_entry.c.id == id_))
        connection.execute(text("DELETE FROM statistic WHERE submission_id = 8"))
        connection.execute(text("DELETE FROM portal_submission"))
        connection.execute(text("DELETE FROM submission_period WHERE submission_id = 8"))
        connection.execute(text("DELETE FROM submission WHERE id = 8"))
        before = 4  # the entry that told of these figures before
        connection.execute(text(f"UPDATE change SET serial = {before} WHERE serial = {id_}"))
        connection.commit()
    assert found(service) == []
    assert places(found(service, {id_: digest})) == [("audit_anchor_missing", id_)]
    kept.key()
    assert places(found(service, {id_: digest})) == [("audit_anchor_differs", id_)]


def test_a_trail_that_was_emptied(kept: Client) -> None:
    with behind_the_back(kept.service) as connection:
        without_triggers(connection)
        connection.execute(delete(audit_entry))
        connection.commit()
    assert places(found(kept.service, {3: "0" * 64})) == [("audit_anchor_missing", 3), ("audit_empty", None)]
    assert kept.get("/readyz").status_code == 503


def test_another_secret_is_told_as_one(kept: Client) -> None:
    url = kept.service.database.engine.url.render_as_string(hide_password=False)
    other = AppContext.create(kept.service.settings.model_copy(update={"key_secret": None, "database_url": url}))
    with pytest.raises(Refusal, match="secret_missing") if not other.database.is_sqlite else nullcontext():
        assert places(found(other)) == [("audit_secret", None)]
    other.database.engine.dispose()


def test_the_digest_is_what_the_document_says(kept: Client) -> None:
    """HMAC-SHA256 under HMAC-SHA256(secret, "tthc766 audit") of the entry's other members, by RFC 8785."""
    newest = audit_trail.newest(kept.service.database, None, 1)[0]
    key = hmac.digest(SECRET.encode(), b"tthc766 audit", hashlib.sha256)
    members = {name: getattr(newest, name) for name in ("action", "at", "id", "key_id", "previous", "subjects")}
    body = json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode()
    assert newest.digest == hmac.new(key, body, "sha256").hexdigest()


def test_writers_at_once_make_one_chain(service: AppContext, long: bool) -> None:
    def write(number: int) -> None:
        _, stored = create(service.database, service.key_secret, "H44", [Scope.ADMIN], str(number), NOW)
        revoke(service.database, stored.id, NOW)

    wanted = 500 if long else 20
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(wanted)))
    assert found(service) == []
    with service.database.reading() as connection:
        query = select(func.count(), func.max(audit_entry.c.id))
        assert tuple(connection.execute(query).one()) == (1 + 2 * wanted, 1 + 2 * wanted)
