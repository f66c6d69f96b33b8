"""A real server that says all it can, asked in every way with keys in right and wrong places: its log holds none."""

import io
import json
import socket
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url

from app.domain.enums import Scope
from app.domain.redaction import hide_secrets
from app.readers.uploads.formats import Format
from app.services import keys
from tests.conftest import NOW, SECRET, Databases, service_on
from tests.integration.submissions import uploads
from tests.support.processes import run, serving

PASSWORD = "mat-khau-cua-co-so-du-lieu"
JSON = "application/json"


def test_no_secret_is_logged_or_answered(databases: Databases, tmp_path: Path) -> None:
    log = tmp_path / "log"
    url, secrets = with_password(databases.migrated()), [SECRET, PASSWORD]
    service = service_on(url)

    def key(*scopes: Scope) -> str:
        token, _ = keys.create(service.database, service.key_secret, "H31", scopes or [Scope.ADMIN], "", NOW)
        secrets.append(token[-43:])
        return token

    good, poor, revoked = key(), key(Scope.OFFICIAL_WRITE), key()
    keys.revoke(service.database, revoked.split("_")[1], NOW)
    wrong = f"{good[:-43]}{'w' * 43}"
    secrets.append("w" * 43)
    settings = {"log_level": "debug", "deliver_in_server": True, "webhook_allow_private": True}
    with serving(url, log, **settings) as server, httpx.Client(base_url=server.base, timeout=60) as client:
        refused = Asked(client)
        for token in (good, poor, revoked, wrong, "x"):
            secrets += writes(refused, token)
        for token in (good, wrong):
            misplaced(refused, token)
            rough(server.port, token)
        break_a_table(service)
        refused.ask("POST", "/v1/statistics", headers=bearer(good), json={"period": "2026"})
        assert server.terminate() is not None
    service.database.engine.dispose()
    assert {401, 403, 404, 405, 415, 422, 503} <= refused.statuses
    for text in (log.read_text(), *refused.errors):
        shown = [text[max(0, text.index(each) - 200) :][:400] for each in secrets if each in text]
        assert not shown, shown[0]
    assert f"{good[:-43]}***" in log.read_text(), "the id of the key in the address is there: its rest is hidden"


class Asked:
    """Keeps what was answered where something was refused."""

    def __init__(self, client: httpx.Client) -> None:
        self.client, self.errors, self.statuses = client, list[str](), set[int]()

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        answer = self.client.request(method, path, **options)
        self.statuses.add(answer.status_code)
        if answer.status_code >= 400:
            self.errors += [answer.text, str(answer.headers)]
        return answer


def with_password(url: str) -> str:
    found = make_url(url)
    return url if found.get_backend_name() == "sqlite" else found.set(password=PASSWORD).render_as_string(False)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def writes(refused: Asked, token: str) -> list[str]:
    """Every write, with a key that may or may not; the secrets of webhooks that came of it."""
    headers, secrets = bearer(token), list[str]()
    bodies: dict[str, Any] = {
        "/v1/statistics": {"period": "2026-Q3", "statistics": [{"agency": "H31", "measures": {"x": 1}}]},
        "/v1/official-results": {"period": "2026-Q3", "results": [{"agency": "H31", "code": "TDGQ", "score": 19.5}]},
        "/v1/agencies": {"agencies": [{"code": "H31.1", "name": "Sở", "level": "department"}]},
        "/v1/procedures": {"procedures": [{"code": "1.000001"}]},
        "/v1/editions": {"period": "2026", "cohort": "provinces"},
        "/v1/webhooks": {"url": "http://127.0.0.1:9/nobody", "description": ""},
    }
    for path, body in bodies.items():
        answer = refused.ask("POST", path, headers=headers, json=body)
        if answer.status_code == 201 and "secret" in answer.json():
            place = answer.headers["location"]
            secrets.append(answer.json()["secret"])
            secrets.append(refused.ask("POST", f"{place}/secret", headers=headers).json()["secret"])
            for path_ in ("/ping", "/enable"):
                refused.ask("POST", f"{place}{path_}", headers=headers)
            shown = refused.ask("GET", place, headers=headers)
            assert not any(each in shown.text for each in secrets)
            refused.ask("DELETE", f"{place}/nothing", headers=headers)
    return [each.removeprefix("whsec_") for each in secrets]


def misplaced(refused: Asked, token: str) -> None:
    """The key where it does not belong."""
    for path in ("/v1/agencies/{}", "/v1/rankings/{}", "/agencies/{}", "/rankings/{}", "/{}", "/v1/editions/{}"):
        refused.ask("GET", path.format(token))
    for name in ("key", "access_token", "as_of", "cohort", "by", "basis", token):
        refused.ask("GET", "/v1/rankings/2026", params={name: token})
        refused.ask("GET", "/rankings/2026", params={name: token})
        refused.ask("POST", "/v1/statistics", params={name: token})
    refused.ask("GET", f"/v1/rankings/2026?{token}")
    secret = {"code": token, "name": token, "level": token, "period": token, "agency": token, token: token}
    for path in (
        "/v1/statistics",
        "/v1/official-results",
        "/v1/agencies",
        "/v1/services",
        "/v1/editions",
        "/v1/webhooks",
    ):
        for body in (secret, [secret], {"statistics": [secret], "results": [secret], "agencies": [secret]}):
            refused.ask("POST", path, headers=bearer(token), json=body)
        refused.ask("POST", path, headers=bearer(token), content=token)
        refused.ask("POST", path, headers=bearer(token) | {"Content-Type": token}, content=token)
        table = f"agency,{token}\n{token},{token}\n"
        refused.ask("POST", path, headers=bearer(token) | {"Content-Type": "text/csv"}, content=table)
    refused.ask("POST", "/api/v1/reporting/evaluation/service-results", json=dict.fromkeys(("timeType", "year"), token))
    odd = ("X-Request-ID", "X-API-Key", "Cookie", "User-Agent", "Referer", "If-None-Match", "Idempotency-Key", token)
    refused.ask("GET", "/v1/measures", headers=dict.fromkeys(odd, token))
    refused.ask("GET", "/v1/webhooks", headers={"Authorization": token})
    refused.ask("DELETE", f"/v1/agencies/{token}")


def rough(port: int, token: str) -> None:
    """What is no HTTP at all."""
    for line in (f"{token}\r\n\r\n", f"GET /{token} HTTP/9.9\r\n\r\n", f"GET / HTTP/1.1\r\n{token}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(line.encode())
            while connection.recv(65536):
                pass


def break_a_table(service: Any) -> None:
    """So that the database refuses a statement whose parameters were secret."""
    with service.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE api_key RENAME TO lost")


NAMES = ("Nguyễn", "0912345678", "ungthu")
_PEOPLE = {"agency": "Nguyễn Văn An", "period": "0912345678", "measures": {"ungthu": "0912345678", "Nguyễn": "-1"}}


def test_what_refused_files_hold_is_not_logged(databases: Databases, tmp_path: Path) -> None:
    """Neither by the server, whatever breaks in it, nor by the command that deletes it."""
    log, url = tmp_path / "log", databases.migrated()
    service = service_on(url)
    token, _ = keys.create(service.database, service.key_secret, "H31", [Scope.ADMIN], "", NOW)
    with serving(url, log, log_level="debug") as server, httpx.Client(base_url=server.base, timeout=60) as client:
        refused = Asked(client)
        mistakes(refused, token)
        assert refused.statuses == {422}
        assert all(any(each in text for text in refused.errors) for each in NAMES), "or else this looks at nothing"
        break_submissions(service)
        mistakes(refused, token)
        assert {500, 503} & refused.statuses
        assert server.terminate() is not None
    done = run(url, "submissions", "delete-values", "--older-than", "0", log_level="debug")
    service.database.engine.dispose()
    logged = log.read_text() + done.stdout + done.stderr
    assert "Traceback" in logged
    assert '"path": "/v1/statistics"' in logged
    for each in (*NAMES, *(json.dumps(name)[1:-1] for name in NAMES)):
        assert each not in logged, logged[max(0, logged.index(each) - 500) :][:800]


def mistakes(refused: Asked, token: str) -> None:
    """A list of people in every format, whole and broken."""
    query = {"period": "2026-Q3", "source": "Nguyễn"}
    sheet = "xl/worksheets/sheet1.xml"
    for format_ in Format:
        whole = uploads.body(format_, "statistics", [_PEOPLE], "measures")
        broken = whole.replace(b"{", b'{"ungthu" 0912345678', 1) if not format_.binary else changed(whole, sheet)
        for content in (whole, broken):
            headers = bearer(token) | {"Content-Type": format_, "Idempotency-Key": f"n{len(content)}"}
            refused.ask("POST", "/v1/statistics", headers=headers, content=content, params=query)
    agencies = {"agencies": [{"code": "0912345678", "name": "Nguyễn Văn An", "level": "ungthu"}]}
    refused.ask("POST", "/v1/agencies", headers=bearer(token), json=agencies)


def changed(workbook: bytes, part: str) -> bytes:
    """A workbook one of whose parts is no XML that a worksheet can be."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b'r="1"', 'r="Nguyễn 0912345678"'.encode()) if name == part else text)
    return out.getvalue()


def break_submissions(service: Any) -> None:
    """So that the database refuses to store what was refused, and says of which row."""
    if service.database.is_sqlite:
        trigger = (
            "CREATE TRIGGER broken BEFORE INSERT ON submission BEGIN "
            "SELECT RAISE(ABORT, 'broken') WHERE json_valid(NEW.errors); END"
        )
    else:
        trigger = "ALTER TABLE submission ADD CONSTRAINT broken CHECK (status <> 'rejected') NOT VALID"
    with service.database.writing() as connection:
        connection.exec_driver_sql(trigger)


def test_a_database_that_is_not_there_does_not_tell_the_password(tmp_path: Path) -> None:
    url = f"postgresql://nobody:{PASSWORD}@127.0.0.1:1/nothing"
    for command in ("migrate", "rank 2026", "serve"):
        done = run(url, *command.split(), settings={"log_level": "debug"})
        assert done.returncode == 3
        assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"/v1/agencies/tthc766_0123456789ab_{'x' * 43}/why", "/v1/agencies/tthc766_0123456789ab_***/why"),
        ("whsec_abc+/= and so on", "whsec_*** and so on"),
        ("postgresql+psycopg://thu:mat@khau@host/db", "postgresql+psycopg://thu:***@khau@host/db"),
        ("http://:only@host", "http://:***@host"),
        ("tthc766 keys create, http://127.0.0.1:8000/a@b", "tthc766 keys create, http://127.0.0.1:8000/a@b"),
    ],
)
def test_what_a_secret_looks_like(text: str, hidden: str) -> None:
    assert hide_secrets(text) == hidden
