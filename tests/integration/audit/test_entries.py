"""Every write leaves an entry that says who wrote what, and only what was written leaves one."""

import json
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text

from app.domain.errors import Refusal
from app.services import registers
from app.services.audit import trail as audit_trail
from app.services.audit.trail import subjects_of
from app.services.demo import FOLDER
from app.storage.audit.entries import AuditEntry
from app.storage.database import alembic_config
from tests.conftest import NOW, Client, Databases, service_on
from tests.integration.audit.conftest import found, places
from tests.integration.audit.test_tampering import behind_the_back
from tests.integration.webhooks.conftest import Hooks
from tests.integration.webhooks.receiver import Answer, Receiver


def newest(client: Client) -> AuditEntry:
    return audit_trail.newest(client.service.database, None, 1)[0]


def id_of(key: dict[str, str]) -> str:
    return key["Authorization"].split("_")[1]


def told(entry: AuditEntry) -> tuple[str, str | None, list[str]]:
    return entry.action, entry.key_id, sorted(subjects_of(entry))


def test_everything_that_is_written_is_told(kept: Client) -> None:
    entries = audit_trail.newest(kept.service.database, None, 100)[::-1]
    assert [entry.id for entry in entries] == list(range(1, 21))
    first, key = entries[0], entries[1]
    assert (first.action, first.key_id, len(subjects_of(first))) == ("adopted", None, 63)
    own = sorted(subjects_of(key))[0].removeprefix("key/")
    departments = [f"agency/{code['code']}" for code in bundled_agencies()]
    assert [told(entry) for entry in entries[1:]] == [
        ("key.created", None, [f"key/{own}"]),
        ("agencies.registered", None, [*sorted(departments), "submission/1"]),
        ("submission.accepted", None, ["submission/2"]),
        ("submission.accepted", None, ["submission/3"]),
        ("agencies.registered", own, ["agency/H44.01", "agency/H44.03", "submission/4"]),
        ("submission.rejected", own, ["submission/5"]),
        ("edition.published", own, ["edition/1"]),
        ("edition.published", own, ["edition/2"]),
        ("edition.withdrawn", own, ["edition/2"]),
        ("edition.published", None, ["edition/3"]),
        ("edition.withdrawn", None, ["edition/3"]),
        ("webhook.registered", own, ["webhook/1"]),
        ("webhook.registered", own, ["webhook/2"]),
        ("webhook.secret_replaced", own, ["webhook/2"]),
        ("key.created", None, sorted(subjects_of(entries[15]))),
        ("key.revoked", None, sorted(subjects_of(entries[15]))),
        ("submission.accepted", own, ["submission/6"]),
        ("submission.accepted", own, ["submission/7"]),
        ("submission.accepted", None, ["submission/8"]),
    ]
    assert {entry.at for entry in entries} == {NOW.isoformat()}
    assert sorted(subjects_of(entries[-1])["submission/8"]) == ["2025-02 H31 statistics", "origin", "periods", "record"]
    assert found(kept.service) == []


def bundled_agencies() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((FOLDER / "2026-phu-tho-agencies.json").read_bytes())["agencies"]
    return listed


def test_what_was_not_written_leaves_no_entry(kept: Client) -> None:
    before, key = newest(kept).id, kept.key("H44")
    rows = {"period": "2026-09", "statistics": [{"agency": "H44", "measures": {"dossiers_received": 1}}]}
    assert kept.post("/v1/statistics?dry_run=true", json=rows, headers=key).status_code == 200
    outside = {"period": "2026-09", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 1}}]}
    assert kept.post("/v1/statistics", json=outside, headers=key).status_code == 403
    assert (
        kept.post("/v1/editions", json={"period": "2026-Q3", "cohort": "H44.departments"}, headers=key).status_code
        == 409
    )
    assert kept.post("/v1/webhooks/99/enable", headers=key).status_code == 404
    assert newest(kept).id == before + 1  # the key
    kept.get("/v1/rankings/2026")
    assert newest(kept).id == before + 1


def test_an_entry_that_cannot_be_written_takes_its_write_with_it(kept: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.get("/v1/submissions").json()["items"][0]["id"]
    key = kept.key("H44")
    monkeypatch.setattr("app.storage.audit.entries.add", fail)
    rows = {"period": "2026-09", "statistics": [{"agency": "H44", "measures": {"dossiers_received": 1}}]}
    assert kept.post("/v1/statistics", json=rows, headers=key).status_code == 500
    monkeypatch.undo()
    assert kept.get("/v1/submissions").json()["items"][0]["id"] == before
    assert found(kept.service) == []


def fail(*_: object) -> None:
    raise RuntimeError


def test_webhooks_to_their_end(databases: Databases) -> None:
    receiver = Receiver()
    hooks = Hooks.of(databases.migrated(), receiver)
    hooks.register()
    receiver.answers.append(Answer(410))
    hooks.announce()
    assert hooks.deliver() == 1
    assert told(newest(hooks)) == ("webhook.disabled", None, ["webhook/1"])
    assert found(hooks.service) == []
    assert hooks.post("/v1/webhooks/1/enable", headers=hooks.own).status_code == 200
    assert told(newest(hooks)) == ("webhook.enabled", id_of(hooks.own), ["webhook/1"])
    assert hooks.delete("/v1/webhooks/1", headers=hooks.own).status_code == 204
    assert told(newest(hooks)) == ("webhook.removed", id_of(hooks.own), ["webhook/1"])
    assert subjects_of(newest(hooks)) == {"webhook/1": {}}
    assert found(hooks.service) == []
    hooks.service.database.engine.dispose()
    receiver.close()


def test_migrating_again_appends_nothing_and_what_it_changes_is_told(kept: Client) -> None:
    service, before = kept.service, newest(kept)
    registers.migrate(service.database, service.registers, NOW)
    assert newest(kept) == before
    with behind_the_back(service) as connection:
        connection.execute(text("UPDATE agency SET statistical_code = NULL WHERE code = 'H01'"))
        connection.commit()
    assert places(found(service)) == [("audit_changed", "agency/H01")]
    registers.migrate(service.database, service.registers, NOW)
    assert told(newest(kept)) == ("registers.migrated", None, ["agency/H01"])
    assert found(service) == []


def test_a_database_from_before_the_trail_is_adopted_as_it_is(databases: Databases) -> None:
    service = service_on(databases.demo())
    config = alembic_config(service.database)
    command.downgrade(config, "0004")
    command.upgrade(config, "head")
    with pytest.raises(Refusal, match="not_migrated"):
        registers.check_ready(service.database, service.registers)
    registers.migrate(service.database, service.registers, NOW)
    registers.check_ready(service.database, service.registers)
    assert found(service) == []
    entries = audit_trail.newest(service.database, None, 10)
    sealed = [subject.partition("/")[0] for entry in entries for subject in subjects_of(entry)]
    assert {entry.action for entry in entries} == {"adopted"}
    assert {kind: sealed.count(kind) for kind in set(sealed)} == {"agency": 75, "submission": 7}
    with behind_the_back(service) as connection:
        connection.execute(text("UPDATE statistic SET value = value + 1 WHERE submission_id = 2"))
        connection.commit()
    assert places(found(service)) == [("audit_changed", "submission/2")]
    service.database.engine.dispose()
