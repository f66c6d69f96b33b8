"""A list of dossiers is sent by mistake and refused: who sees what of it, until when, and what is left of it then."""

import asyncio
import io
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from openpyxl import Workbook
from sqlalchemy import select, update

from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.readers.uploads.formats import Format
from app.services import registers
from app.services.audit import trail
from app.services.context import AppContext
from app.services.refusals import retention
from app.storage import backup
from app.storage.database import alembic_config
from app.storage.errors import NoConnectionError
from app.storage.tables import retry, submission
from tests.conftest import NOW, Client, Databases
from tests.integration.audit.conftest import found as audit_faults
from tests.integration.audit.conftest import places
from tests.integration.submissions.uploads import body
from tests.support import processes

# Whatever of this stands somewhere can be found there: no word of it is a part of anything else.
TYPED = ("Nguyễn", "0912345678", "ungthu", "Lan")
DOSSIERS = [
    {"agency": "Nguyễn Văn An", "period": "0912345678", "measures": {"ungthu": "-7", "0912345678": 1}},
    {"agency": "Lan", "Lan": "ungthu", "quality_status": "Nguyễn\u0000An", "measures": {"dossiers_received": "Lan"}},
]
QUERY = {"period": "2026-Q3", "source": "Nguyễn Lan gửi 0912345678"}
LATER = timedelta(days=30)


def typed(format_: Format) -> bytes:
    rows = DOSSIERS if format_ in (Format.JSON, Format.NDJSON) else [
        {"Nguyễn": "Lan", "agency": "ungthu", "0912345678": "Nguyễn", "dossiers_received": "0912345678x"}
    ]  # fmt: skip
    return body(format_, "statistics", rows, "measures")


def send(client: Client, key: dict[str, str], format_: Format = Format.JSON, name: str | None = None) -> Any:
    headers = key | {"Content-Type": format_} | ({"Idempotency-Key": name} if name else {})
    answer = client.post("/v1/statistics", content=typed(format_), headers=headers, params=QUERY)
    assert answer.status_code == 422
    return answer


def holds(text: str) -> list[str]:
    decoded = json.dumps(json.loads(text), ensure_ascii=False) if text.startswith("{") else text
    return [each for each in TYPED if each in decoded]


def at(client: Client, moment: datetime, **settings: Any) -> Client:
    """The same database, asked at another time."""
    made = Client.on(client.service.database.url.render_as_string(False), **settings)
    object.__setattr__(made.service, "now", lambda: moment)
    made.service.database.now = made.service.now
    return made


def close(*clients: Client) -> None:
    for each in clients:
        each.service.database.engine.dispose()


@pytest.mark.parametrize("format_", Format)
def test_the_public_sees_codes_and_places_and_no_values(client: Client, format_: Format) -> None:
    key = client.key("H31", Scope.STATISTICS_WRITE)
    direct = send(client, key, format_)
    assert holds(direct.text), "or else this looks at nothing"
    shown, listed = client.get("/v1/submissions/1"), client.get("/v1/submissions")
    assert (holds(shown.text), holds(listed.text)) == ([], [])
    public, kept = shown.json(), client.get("/v1/submissions/1", headers=key).json()
    assert [(each["code"], each["line"]) for each in public["errors"]] == [
        (each["code"], each["line"]) for each in direct.json()["errors"]
    ]
    assert (public["values_withheld"], public["source"], public["submitted_by"]["agency"]) == (True, None, "H31")
    assert (kept["values_withheld"], kept["source"]) == (False, QUERY["source"])
    assert kept["errors"] == direct.json()["errors"]
    same = ("id", "received_at", "digest", "errors_total", "submitted_by", "media_type", "bytes", "rows")
    assert [public[name] for name in same] == [kept[name] for name in same]
    assert client.get("/v1/submissions", headers=key).json()["items"][0]["source"] == QUERY["source"]


def test_nothing_else_that_is_public_shows_them(client: Client) -> None:
    send(client, client.key("H31"))
    paths = (
        "/v1/updates",
        "/v1/editions",
        "/feeds/editions.atom",
        "/metrics",
        "/",
        "/v1/agencies",
        "/rankings/2026-Q3",
    )
    assert {path: holds(client.get(path).text) for path in paths} == {path: [] for path in paths}


def test_a_worksheets_title_is_typed_too(client: Client) -> None:
    workbook = Workbook()
    for title in ("Nguyễn", "Lan"):
        sheet = workbook.create_sheet(title)
        for line in (["agency", "period", "dossiers_received"], ["H31", "2026-08", 1]):
            sheet.append(line)
    out = io.BytesIO()
    workbook.save(out)
    key = client.key("H31")
    answer = client.post("/v1/statistics", content=out.getvalue(), headers=key | {"Content-Type": Format.XLSX})
    assert (answer.json()["errors"][0]["code"], holds(answer.text)) == ("sheets_ambiguous", ["Nguyễn", "Lan"])
    assert holds(client.get("/v1/submissions/1").text) == []


@pytest.mark.parametrize(
    ("sender", "reader", "sees"),
    [
        ("H31", "H31", True),
        ("H31.17", "H31", True),
        ("H31.17", None, True),
        (None, None, True),
        ("H31", "H31.17", False),
        ("H31", "H44", False),
        ("H31.1", "H31.17", False),
        (None, "H31", False),
    ],
)
def test_keys_of_the_senders_subtree_see_them(
    client: Client, sender: str | None, reader: str | None, sees: bool
) -> None:
    send(client, client.key(sender, Scope.STATISTICS_WRITE))
    answer = client.get("/v1/submissions/1", headers=client.key(reader, Scope.WEBHOOKS_WRITE))
    assert (bool(holds(answer.text)), answer.json()["values_withheld"]) == (sees, not sees)


def test_what_was_accepted_is_shown_to_all(client: Client) -> None:
    rows = [{"agency": "H31", "measures": {"dossiers_received": 1}}]
    content = body(Format.JSON, "statistics", rows)
    headers = client.key() | {"Content-Type": Format.JSON}
    assert client.post("/v1/statistics", content=content, headers=headers, params=QUERY).status_code == 201
    found = client.get("/v1/submissions/1").json()
    assert (found["source"], found["values_withheld"]) == (QUERY["source"], False)
    with pytest.raises(Refusal, match="submission_accepted"):
        retention.refused_with(client.service, [1])


@pytest.mark.parametrize("path", ["/v1/submissions", "/v1/submissions/1"])
def test_such_answers_are_kept_by_no_cache_and_wrong_keys_are_refused(client: Client, path: str) -> None:
    key = client.key("H31")
    send(client, key)
    for headers in ({}, key):
        answer = client.get(path, headers=headers)
        assert answer.headers["cache-control"] == "no-store"
        assert "Authorization" in answer.headers["vary"].split(", ")
    wrong = {"Authorization": key["Authorization"][:-43] + "w" * 43}
    assert client.get(path, headers=wrong).json()["code"] == "key_refused"


def test_after_the_time_nobody_sees_them_whatever_was_deleted(client: Client) -> None:
    key = client.key("H31")
    send(client, key)
    before, after = at(client, NOW + LATER - timedelta(seconds=1)), at(client, NOW + LATER)
    assert holds(before.get("/v1/submissions/1", headers=key).text)
    for path in ("/v1/submissions/1", "/v1/submissions", "/v1/submissions?known_at=2026-11-02"):
        assert holds(after.get(path, headers=key).text) == []
    assert after.get("/v1/submissions/1", headers=key).json()["values_withheld"] is True
    at_once = at(client, NOW, refused_retention_days=0)
    assert holds(at_once.get("/v1/submissions/1", headers=key).text) == []
    close(before, after, at_once)


def test_what_has_expired_is_deleted_and_the_trail_says_so(client: Client) -> None:
    key = client.key("H31")
    send(client, key, name="mot")
    assert audit_faults(client.service) == []
    retention.delete_expired(client.service)
    assert holds(client.get("/v1/submissions/1", headers=key).text), "its time has not come"
    later = at(client, NOW + LATER)
    retention.delete_expired(later.service)
    retention.delete_expired(later.service)
    assert stored(client.service) == ([], 0)
    entry, before = trail.newest(client.service.database, None, 2)
    assert (entry.action, entry.key_id, list(json.loads(entry.subjects))) == (
        "submission.values_deleted",
        None,
        ["submission/1"],
    )
    assert before.action == "submission.rejected"
    assert audit_faults(client.service) == []
    found = client.get("/v1/submissions/1", headers=key).json()
    assert (found["values_withheld"], found["source"], found["errors_total"]) == (True, None, len(found["errors"]))
    close(later)


def test_a_server_deletes_what_has_expired_at_its_start(client: Client) -> None:
    send(client, client.key("H31"), name="mot")
    later = at(client, NOW + LATER)
    with later:
        assert later.get("/healthz").status_code == 200
    assert stored(client.service) == ([], 0)
    close(later)


def test_no_accident_ends_the_housekeeping(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    accidents = iter([NoConnectionError("away"), ValueError("Nguyễn"), None])

    async def watched() -> None:
        stop = asyncio.Event()

        def delete(_service: AppContext) -> None:
            accident = next(accidents)
            if accident:
                raise accident
            loop.call_soon_threadsafe(stop.set)

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(retention, "delete_expired", delete)
        monkeypatch.setattr(retention, "HOUSEKEEPING_SECONDS", 0.0)
        await retention.watch(client.service, stop)

    asyncio.run(watched())
    assert next(accidents, "none is left") == "none is left"


def test_deleting_or_changing_them_without_an_entry_is_found(client: Client) -> None:
    send(client, client.key("H31"))
    with client.service.database.writing() as connection:
        connection.execute(update(submission).values(errors=[], source=None, values_deleted_at=NOW))
    assert places(audit_faults(client.service)) == [("audit_changed", "submission/1")]


def test_some_are_deleted_at_once_by_their_ids(client: Client) -> None:
    for _ in range(3):
        send(client, client.key("H31"), name="mot")
    service = client.service
    assert [each.id for each in retention.refused_with(service, [2, 2, 3], dry_run=True)] == [2, 3]
    assert [each.id for each in retention.refused_with(service, [2, 2, 3])] == [2, 3]
    assert retention.refused_with(service, [2]) == []
    assert [each.id for each in retention.refused_until(service, NOW, dry_run=True)] == [1]
    with pytest.raises(Refusal, match="unknown_submission"):
        retention.refused_with(service, [1, 4])
    key = client.key()
    assert [bool(holds(client.get(f"/v1/submissions/{id_}", headers=key).text)) for id_ in (1, 2, 3)] == [
        True,
        False,
        False,
    ]
    assert audit_faults(service) == []


def test_more_than_fit_into_one_entry_are_deleted_in_order(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    for _ in range(5):
        send(client, client.key("H31"))
    assert [each.id for each in retention.refused_until(client.service, NOW)] == [1, 2, 3, 4, 5]
    actions = [each.action for each in trail.newest(client.service.database, None, 3)]
    assert (actions, audit_faults(client.service)) == (["submission.values_deleted"] * 3, [])


def test_kept_answers_are_the_senders_alone_and_end_with_the_values(client: Client) -> None:
    key, other = client.key("H31"), client.key("H31")
    first = send(client, key, name="mot")
    assert send(client, key, name="mot").headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in send(client, other, name="mot").headers
    longer = at(client, NOW + LATER, idempotency_hours=8760)
    assert send(longer, key, name="hai").status_code == 422
    again = send(longer, key, name="mot")
    assert "idempotency-replayed" not in again.headers, "it is answered anew, not from what has expired"
    assert again.json()["errors"] == first.json()["errors"]
    assert retention.answers_until(longer.service, NOW + LATER, dry_run=True) == 3
    assert retention.answers_until(longer.service, NOW + LATER) == 3
    assert stored(client.service)[1] == 0
    close(longer)


def test_kept_answers_to_what_was_accepted_stay_for_their_own_time(client: Client) -> None:
    rows = [{"agency": "H31", "measures": {"dossiers_received": 1}}]
    headers = client.key() | {"Content-Type": Format.JSON, "Idempotency-Key": "mot"}
    content, query = body(Format.JSON, "statistics", rows), {"period": "2026-Q3"}
    client.post("/v1/statistics", content=content, headers=headers, params=query)
    assert retention.answers_until(client.service, NOW) == 0
    assert stored(client.service)[1] == 1
    later = at(client, NOW + timedelta(hours=24, seconds=1))
    retention.delete_expired(later.service)
    assert stored(client.service)[1] == 0
    close(later)


def stored(service: AppContext) -> tuple[list[str], int]:
    """What of the values stands in the submissions, and how many answers are kept."""
    with service.database.reading() as connection:
        rows = connection.execute(select(submission.c.errors, submission.c.source)).all()
        answers = connection.execute(select(retry.c.status)).all()
    return holds(json.dumps([list(row) for row in rows], ensure_ascii=False)), len(answers)


def test_rows_of_earlier_releases_are_covered(client: Client) -> None:
    key, service = client.key("H31"), client.service
    send(client, key)
    command.downgrade(alembic_config(service.database), "0013")
    registers.migrate(service.database, service.registers, NOW)
    assert audit_faults(service) == []
    assert holds(client.get("/v1/submissions/1").text) == []
    assert holds(client.get("/v1/submissions/1", headers=key).text)
    later = at(client, NOW + LATER)
    assert holds(later.get("/v1/submissions/1", headers=key).text) == []
    retention.delete_expired(later.service)
    assert (stored(service), audit_faults(service)) == (([], 0), [])
    close(later)


PHONE = b"0912345678"


def remains(file: Path, *of: bytes) -> dict[str, int]:
    """How often something stands in a database's file and its log."""
    files = [each for each in (file, Path(f"{file}-wal")) if each.exists()]
    return {each.name: sum(each.read_bytes().count(one) for one in of) for each in files}


def many(client: Client) -> list[bytes]:
    """Refusals small and large, between what is accepted; the answers kept of them, as they are stored."""
    key = client.key("H31")
    good = body(Format.JSON, "statistics", [{"agency": "H31", "measures": {"dossiers_received": 1}}])
    for number, rows in enumerate((1, 30, 2, 400, 5, 90, 1, 12)):
        wrong = body(Format.JSON, "statistics", [{"agency": "0912345678" * 5}] * rows)
        for content, name in ((wrong, f"{number}"), (good, f"{number}-good")):
            headers = key | {"Content-Type": Format.JSON, "Idempotency-Key": name}
            client.post("/v1/statistics", content=content, headers=headers, params={"period": "2026-Q3"})
    with client.service.database.reading() as connection:
        bodies = connection.execute(select(retry.c.body).where(retry.c.status == 422)).scalars()
        return [each[-40:] for each in bodies]


def test_the_command_names_what_it_deletes_and_leaves_no_byte_of_it(
    sqlite_databases: Databases, tmp_path: Path
) -> None:
    url = sqlite_databases.migrated()
    client, file = Client.on(url), Path(url.removeprefix("sqlite:///"))
    answers = many(client)
    assert remains(file, PHONE).popitem()[1] > 1000, "or else this looks at nothing"
    assert min(sum(remains(file, each).values()) for each in answers) > 0

    def delete(*options: str) -> list[str]:
        done = processes.run(url, "submissions", "delete-values", *options)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    assert processes.run(url, "submissions", "delete-values").returncode == 2
    refused = processes.run(url, "submissions", "delete-values", "2")
    assert (refused.returncode, "2" in refused.stderr) == (1, True)
    for options in (("--older-than", "0"), ("1", "3")):
        told = delete(*options, "--dry-run")
        assert all(line.startswith("Sẽ xóa / Would delete: ") for line in told)
    assert len(delete("1", "3")) == 3
    told = delete("--older-than", "0")
    assert [line.partition(": ")[2].partition(",")[0] for line in told[:-1]] == ["5", "7", "9", "11", "13", "15"]
    assert told[0].startswith("Đã xóa / Deleted: 5, statistics, 2026-11-01T10:00:00+07:00, ")
    assert set(remains(file, PHONE, *answers).values()) == {0}
    copied = tmp_path / "copy.db"
    copied.touch()
    backup.copy(file, copied)
    assert remains(copied, PHONE, *answers) == {"copy.db": 0}
    assert audit_faults(client.service) == []
    close(client)


def test_housekeeping_leaves_no_byte_either_also_of_what_an_earlier_release_wrote(sqlite_databases: Databases) -> None:
    url = sqlite_databases.migrated()
    client, file = Client.on(url), Path(url.removeprefix("sqlite:///"))
    answers = many(client)
    command.downgrade(alembic_config(client.service.database), "0013")
    with closing(sqlite3.connect(file)) as connection:  # as earlier releases moved and deleted rows
        connection.execute("PRAGMA secure_delete = OFF")
        connection.executescript(
            "CREATE TABLE moved AS SELECT * FROM retry; DELETE FROM retry WHERE status = 422;"
            "INSERT INTO retry SELECT * FROM moved WHERE status = 422; DROP TABLE moved"
        )
    registers.migrate(client.service.database, client.service.registers, NOW)
    later = at(client, NOW + LATER)
    retention.delete_expired(later.service)
    assert set(remains(file, PHONE, *answers).values()) == {0}
    close(client, later)


def test_a_log_that_is_being_read_is_told(sqlite_databases: Databases) -> None:
    client = Client.on(sqlite_databases.migrated(), database_timeout=0.1)
    send(client, client.key("H31"))
    with client.service.database.reading() as connection:
        connection.execute(select(submission.c.id)).all()
        list(retention.refused_until(client.service, NOW))
        with pytest.raises(Refusal, match="log_in_use"):
            retention.remove_remains(client.service)
    retention.remove_remains(client.service)
    close(client)
