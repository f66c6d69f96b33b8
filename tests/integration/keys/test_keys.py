"""Keys that expire, rotate and show when they were used, through the service."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.services import keys
from app.services.context import AppContext
from app.services.keys import Grant, KeyState
from app.storage.keys import StoredKey
from tests.conftest import NOW, SECRET, Client, Databases

DAY = timedelta(days=1)
STATISTICS = {"period": "2026-Q3", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 1}}]}


def make(service: AppContext, expires: datetime | None = None, at: datetime = NOW) -> tuple[str, StoredKey]:
    grant = Grant("H31", frozenset({Scope.STATISTICS_WRITE}), "thử", expires)
    return keys.make(service.database, service.key_secret, grant, at)


def works(service: AppContext, token: str, at: datetime) -> str:
    """Whether a key is taken at a time: "ok" or the code of the refusal."""
    try:
        author = keys.authenticate(service.database, service.key_secret, token, at)
    except Refusal as refusal:
        return refusal.code
    assert (author.root, set(author.scopes)) == ("H31", {Scope.STATISTICS_WRITE.value})
    return "ok"


def test_a_key_works_until_it_expires(service: AppContext) -> None:
    token, _ = make(service, NOW + DAY)
    assert works(service, token, NOW + DAY - timedelta(seconds=1)) == "ok"
    assert works(service, token, NOW + DAY) == "key_expired"
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert works(service, wrong, NOW + DAY) == "key_refused", "only who holds the key learns that it was one"


def test_who_holds_an_expired_key_is_told_when_it_expired(client: Client) -> None:
    token, _ = make(client.service, NOW - DAY, at=NOW - 2 * DAY)
    answer = client.post("/v1/statistics", json=STATISTICS, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "key_expired")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "2026-10-31T10:00:00+07:00" in answer.json()["detail"]
    assert "đã hết hạn" in answer.json()["detail_vi"]


def test_a_revoked_key_that_has_expired_is_only_refused(service: AppContext) -> None:
    token, stored = make(service, NOW + DAY)
    keys.revoke(service.database, stored.id, NOW)
    assert works(service, token, NOW + 2 * DAY) == "key_refused"


def test_no_key_is_made_for_the_past(service: AppContext) -> None:
    with pytest.raises(Refusal, match="expiry_past"):
        make(service, NOW)
    assert keys.list_keys(service.database) == []


def test_rotation_with_overlap(service: AppContext) -> None:
    old, stored = make(service)
    new, made, until = keys.rotate(service.database, service.key_secret, stored.id, DAY, NOW)
    assert until == NOW + DAY
    assert (made.agency, made.scopes, made.note, made.expires_at) == ("H31", stored.scopes, "thử", None)
    within, after = NOW + DAY - timedelta(seconds=1), NOW + DAY
    assert [works(service, each, within) for each in (old, new)] == ["ok", "ok"]
    assert [works(service, each, after) for each in (old, new)] == ["key_expired", "ok"]


def test_rotation_keeps_how_long_keys_are_made_for_and_lengthens_none(service: AppContext) -> None:
    _, stored = make(service, NOW + 90 * DAY)
    at = NOW + 90 * DAY - timedelta(hours=1)
    _, made, until = keys.rotate(service.database, service.key_secret, stored.id, DAY, at)
    assert until == stored.expires_at, "the overlap lets no key work longer than it was made for"
    assert made.expires_at == at + 90 * DAY


def test_at_once_is_an_overlap_too(service: AppContext) -> None:
    old, stored = make(service)
    keys.rotate(service.database, service.key_secret, stored.id, timedelta(0), NOW)
    assert works(service, old, NOW) == "key_expired"


def test_only_a_key_that_works_can_be_rotated(service: AppContext) -> None:
    _, revoked = make(service)
    keys.revoke(service.database, revoked.id, NOW)
    _, expired = make(service, NOW, at=NOW - DAY)
    for id_ in (revoked.id, expired.id, "nobody", "\0"):
        with pytest.raises(Refusal, match="unknown_key"):
            keys.rotate(service.database, service.key_secret, id_, DAY, NOW)
    assert len(keys.list_keys(service.database)) == 2


def test_states(service: AppContext) -> None:
    _, revoked = make(service)
    keys.revoke(service.database, revoked.id, NOW)
    make(service, NOW + DAY)
    found = {each.id: keys.state_of(each, NOW + DAY) for each in keys.list_keys(service.database)}
    assert sorted(found.values()) == [KeyState.EXPIRED, KeyState.REVOKED]


def last_used(service: AppContext) -> list[datetime | None]:
    return [each.last_used_at for each in keys.list_keys(service.database)]


def test_a_use_is_noted_when_the_answer_is_given_also_when_it_refuses(client: Client) -> None:
    client.post("/v1/statistics", json={"period": "no"}, headers=client.key("H31"))
    assert last_used(client.service) == [NOW]


def test_a_wrong_secret_is_no_use(client: Client) -> None:
    key = client.key("H31")["Authorization"]
    wrong = key[:-1] + ("a" if key[-1] != "a" else "b")
    client.post("/v1/statistics", json=STATISTICS, headers={"Authorization": wrong})
    assert last_used(client.service) == [None]


def test_uses_are_noted_once_a_minute_and_never_backwards(service: AppContext) -> None:
    token, stored = make(service)

    def due(at: datetime) -> bool:
        author = keys.authenticate(service.database, service.key_secret, token, at)
        return keys.is_use_due(author, at)

    assert due(NOW)
    keys.note_use(service.database, stored.id, NOW)
    assert not due(NOW + timedelta(seconds=59))
    assert due(NOW + timedelta(seconds=60))
    keys.note_use(service.database, stored.id, NOW - DAY)
    assert last_used(service) == [NOW]


def test_a_locked_database_does_not_hold_the_note_up(databases: Databases) -> None:
    """Somebody writes and will not end before the request does: the note is left out, and so is every wait."""
    client = Client.on(databases.migrated(), database_timeout=3600)
    key = client.key("H31", Scope.WEBHOOKS_WRITE)
    with client.service.database.writing() as connection:
        connection.exec_driver_sql("UPDATE api_key SET note = 'somebody else has the row'")
        assert client.get("/v1/webhooks", headers=key).status_code == 200
    assert last_used(client.service) == [None]
    assert client.get("/v1/webhooks", headers=key).status_code == 200
    assert last_used(client.service) == [NOW]
    client.service.database.engine.dispose()


def test_a_database_that_cannot_be_written_to_does_not_refuse(databases: Databases) -> None:
    client = Client.on(databases.migrated())
    key = client.key("H31", Scope.WEBHOOKS_WRITE)
    hasty: Any = client.service.database._hasty

    @event.listens_for(hasty, "begin")
    def only_read(connection: Any) -> None:
        sqlite = client.service.database.is_sqlite
        connection.exec_driver_sql("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")

    assert client.get("/v1/webhooks", headers=key).status_code == 200
    assert last_used(client.service) == [None]
    client.service.database.engine.dispose()


def test_nothing_that_is_kept_is_the_key(service: AppContext) -> None:
    token, stored = make(service)
    assert token.split("_", 2)[2] not in repr(stored)
    assert SECRET not in repr(stored)
    assert token.split("_")[1] == stored.id == keys.id_of(stored.id) == keys.id_of(f"tthc766_{stored.id}")
