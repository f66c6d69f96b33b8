"""What a key owns goes on with the keys that replace it, and ends with the last of them. On both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from app.domain.enums import Scope
from app.services import key_lines, keys
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act, subjects_of
from app.services.keys import Revocation
from app.services.registers import migrate
from app.storage import idempotency
from app.storage.idempotency import Claim, RequestKey
from app.storage.tables import api_key
from tests.conftest import NOW, Client
from tests.integration.audit.conftest import found
from tests.integration.webhooks.conftest import Hooks, hooks, receiver

__all__ = ["hooks", "receiver"]

OVERLAP = timedelta(hours=24)
STATISTICS = {"period": "2026-Q3", "statistics": [{"agency": "H44", "measures": {"dossiers_received": 1}}]}
NAMED = {"Idempotency-Key": "6f1c0f4e"}


def id_of(key: dict[str, str]) -> str:
    return key["Authorization"].split("_")[1]


def rotate(client: Client, key: dict[str, str], overlap: timedelta = OVERLAP) -> dict[str, str]:
    service = client.service
    token, _, _ = keys.rotate(service.database, service.key_secret, id_of(key), overlap, service.now())
    return {"Authorization": f"Bearer {token}"}


def revoke(client: Client, key: dict[str, str]) -> Revocation:
    return keys.revoke(client.service.database, id_of(key), client.service.now())


def of_webhook(hooks: Hooks) -> tuple[str, str | None, str | None]:
    shown = hooks.get("/v1/webhooks/1", headers=hooks.key("H44")).json()
    return shown["status"], shown["disabled_reason"], shown["disabled_at"]


def test_a_rotated_key_is_told_through_its_webhooks(hooks: Hooks) -> None:
    made, old = hooks.register(), hooks.own
    new = rotate(hooks, old)
    revoke(hooks, old)
    hooks.announce()
    assert hooks.deliver() == 1
    (came,) = hooks.receiver.received
    assert came.signed_by(made["secret"]) == [True]
    assert of_webhook(hooks) == ("active", None, None)
    assert hooks.get("/v1/webhooks/1", headers=new).json()["key"] == id_of(old)


@pytest.mark.parametrize("rotations", [1, 3])
def test_a_webhook_outlives_the_keys_that_expired(hooks: Hooks, rotations: int) -> None:
    hooks.register()
    key = hooks.own
    for _ in range(rotations):
        key = rotate(hooks, key)
        hooks.clock.forward(hours=25)
    hooks.announce()
    assert (hooks.deliver(), of_webhook(hooks)[0]) == (1, "active")
    assert hooks.post("/v1/webhooks/1/ping", headers=key).status_code == 202


def test_the_last_key_that_is_revoked_ends_the_webhooks_and_says_so(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    new = rotate(hooks, hooks.own)
    assert [key.id for key in revoke(hooks, new).working] == [id_of(hooks.own)]
    assert of_webhook(hooks)[0] == "active", "the old one still works"
    done = revoke(hooks, hooks.own)
    assert (done.working, done.webhooks) == ([], [1])
    assert hooks.deliver() == 0
    assert of_webhook(hooks) == ("key_revoked", "key_revoked", "2026-11-01T10:00:00+07:00")


def test_the_last_key_that_expires_ends_the_webhooks(hooks: Hooks) -> None:
    hooks.register()
    new = rotate(hooks, hooks.own)
    revoke(hooks, new)
    hooks.announce()
    hooks.clock.forward(hours=24)
    assert hooks.deliver() == 0
    assert of_webhook(hooks) == ("key_revoked", "key_expired", "2026-11-02T10:00:00+07:00")
    hooks.announce()
    assert len(hooks.get("/v1/webhooks/1/deliveries", headers=hooks.key("H44")).json()["items"]) == 1


def test_a_webhook_that_has_ended_is_not_switched_on(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    revoke(hooks, hooks.own)
    other = hooks.key("H44", Scope.WEBHOOKS_WRITE)
    for path in ("enable", "ping", "deliveries/1/redeliver"):
        refused = hooks.post(f"/v1/webhooks/1/{path}", headers=other)
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_ended")
        assert id_of(hooks.own) in refused.json()["detail"]
    assert hooks.delete("/v1/webhooks/1", headers=other).status_code == 204


def test_another_key_of_the_same_agency_is_no_successor(hooks: Hooks) -> None:
    hooks.register()
    hooks.key("H44", Scope.WEBHOOKS_WRITE)
    revoke(hooks, hooks.own)
    hooks.announce()
    assert (hooks.deliver(), of_webhook(hooks)[0]) == (0, "key_revoked")


def send(client: Client, key: dict[str, str]) -> Any:
    return client.post("/v1/statistics", headers=key | NAMED, json=STATISTICS)


def is_replay(first: Any, again: Any) -> bool:
    return bool(again.headers.get("idempotency-replayed") == "true" and first.content == again.content)


def test_a_request_that_comes_again_under_the_new_key_or_the_old_one(client: Client) -> None:
    old = client.key("H44")
    first = send(client, old)
    new = rotate(client, old)
    assert (first.status_code, is_replay(first, send(client, new)), is_replay(first, send(client, old))) == (
        201, True, True,
    )  # fmt: skip
    newest = rotate(client, new)
    later = client.post("/v1/statistics", headers=newest | {"Idempotency-Key": "b"}, json=STATISTICS)
    again = client.post("/v1/statistics", headers=old | {"Idempotency-Key": "b"}, json=STATISTICS)
    assert (later.status_code, is_replay(later, again)) == (201, True)
    assert not is_replay(first, send(client, client.key("H44"))), "another line has its own"


def test_answers_are_deleted_with_the_last_key(client: Client) -> None:
    old, other = client.key("H44"), client.key("H44")
    for key in (old, other):
        send(client, key)
    new = rotate(client, old)
    assert revoke(client, old).answers == 0
    assert revoke(client, new).answers == 1
    with client.service.database.reading() as connection:
        assert connection.execute(text("SELECT key_id FROM retry")).scalars().all() == [id_of(other)]


def test_the_audit_trail_names_the_line(hooks: Hooks) -> None:
    hooks.register()
    second = rotate(hooks, hooks.own)
    third = rotate(hooks, second)
    for key in (hooks.own, second, third):
        revoke(hooks, key)
    first, next_, last = (f"key/{id_of(each)}" for each in (hooks.own, second, third))
    told = [
        (entry.action, set(subjects_of(entry))) for entry in audit_trail.newest(hooks.service.database, None, 5)[::-1]
    ]
    assert told == [
        ("key.rotated", {first, next_}),
        ("key.rotated", {first, next_, last}),
        ("key.revoked", {first}),
        ("key.revoked", {first, next_}),
        ("key.revoked", {first, last, "webhook/1"}),
    ]
    assert found(hooks.service) == []


def unjoin(client: Client, *, keep: dict[str, str]) -> None:
    """Make the database what an older release left: rotations stand in the trail, keys know no line."""
    with client.service.database.writing() as connection:
        connection.execute(update(api_key).where(api_key.c.id != id_of(keep)).values(line=None))
        subjects = [f"key/{each}" for each in connection.execute(text("SELECT id FROM api_key")).scalars()]
        audit_trail.record(client.service.database, connection, Act("test", None, NOW), *subjects)


def test_keys_that_an_older_release_rotated_are_joined(hooks: Hooks) -> None:
    """Also where a key was revoked after its rotation, so that its webhooks had ended: they are told again."""
    hooks.register()
    second = rotate(hooks, hooks.own)
    third = rotate(hooks, second)
    for key in (hooks.own, second):
        revoke(hooks, key)
    unjoin(hooks, keep=hooks.own)
    service = hooks.service
    with service.database.writing() as connection:
        for name in ("both", "new"):
            claim = Claim(RequestKey(id_of(third), name), name, NOW)
            idempotency.claim(connection, claim, "x", NOW)
        idempotency.claim(connection, Claim(RequestKey(id_of(hooks.own), "both"), "first", NOW), "x", NOW)
    hooks.announce()
    assert (hooks.deliver(), of_webhook(hooks)[0]) == (0, "key_revoked")

    migrate(service.database, service.registers, NOW)
    (entry,) = audit_trail.newest(service.database, None, 1)
    assert (entry.action, set(subjects_of(entry))) == (
        "key.lines_joined", {f"key/{id_of(second)}", f"key/{id_of(third)}"},
    )  # fmt: skip
    assert (of_webhook(hooks)[0], found(service)) == ("active", [])
    hooks.announce()
    assert hooks.deliver() == 1
    with service.database.reading() as connection:
        rows = connection.execute(text("SELECT idempotency_key, key_id, claim FROM retry ORDER BY claim")).all()
    assert [tuple(row) for row in rows] == [
        ("both", id_of(third), "both"), ("both", id_of(hooks.own), "first"), ("new", id_of(hooks.own), "new"),
    ]  # fmt: skip

    before = audit_trail.newest(service.database, None, 1)
    with service.database.writing() as connection:
        key_lines.adopt(service.database, connection, NOW)
    assert audit_trail.newest(service.database, None, 1) == before, "once"
