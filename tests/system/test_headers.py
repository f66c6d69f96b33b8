"""The doors of a real server: what it says of itself, whom it believes, and what it allows."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from app.api.http.forwarded import TrustedProxies
from tests.conftest import Databases
from tests.support.processes import serving

LIMITS = {"rate_limit_reads": "2/hour", "rate_limit_writes": "5/hour", "rate_limit_failed_keys": "off"}


def test_limits_by_the_address_that_a_trusted_proxy_names(sqlite_databases: Databases, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(sqlite_databases.migrated(), log, **LIMITS) as server, httpx.Client(base_url=server.base) as client:

        def read(address: str, **headers: str) -> int:
            return client.get("/v1/measures", headers={"X-Forwarded-For": address, **headers}).status_code

        assert [read("192.0.2.1"), read("192.0.2.1"), read("192.0.2.1")] == [200, 200, 429]
        assert read("198.51.100.7, 192.0.2.1") == 429, "what the client wrote in front of the proxy's is not believed"
        assert [read("192.0.2.2"), read("2001:db8::1"), read("2001:db8::2"), read("2001:db8::3")] == [
            200,
            200,
            200,
            429,
        ]
        answer = client.get("/healthz", headers={"X-Forwarded-Proto": "HTTPS, http"})
        assert answer.headers["strict-transport-security"]
        assert "server" not in answer.headers
    told = next(event for event in map(json.loads, log.read_text().splitlines()) if event["event"] == "limits")
    assert (told["reads"], told["writes"], told["failed_keys"]) == ("2/hour", "5/hour", "off")


@pytest.mark.parametrize(
    ("lines", "is_https"),
    [
        (["https"], True),
        (["HTTPS"], True),
        (["https, http"], True),
        (["Https,http , http"], True),
        (["https", "http"], True),
        (["http, https"], False),
        (["http"], False),
        (["wss-or-so"], False),
        ([""], False),
        (["javascript, https"], False),
    ],
)
def test_how_proxies_write_the_scheme(lines: list[str], is_https: bool) -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["scheme"])

    headers = [(b"x-forwarded-proto", line.encode()) for line in lines]
    for trusted in ("192.0.2.1", "192.0.2.254"):
        scope = {"type": "http", "scheme": "http", "client": ("192.0.2.1", 1), "headers": headers}
        asyncio.run(TrustedProxies(app, trusted)(scope, receive=None, send=None))  # type: ignore[arg-type]
    assert seen == ["https" if is_https else "http", "http"]


def test_nobody_is_believed_who_is_no_trusted_proxy(sqlite_databases: Databases, tmp_path: Path) -> None:
    settings = {**LIMITS, "trusted_proxies": "192.0.2.254"}
    url = sqlite_databases.migrated()
    with serving(url, tmp_path / "log", **settings) as server, httpx.Client(base_url=server.base) as client:
        answers = [client.get("/v1/measures", headers={"X-Forwarded-For": f"192.0.2.{each}"}) for each in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429]
        answer = client.get("/healthz", headers={"X-Forwarded-Proto": "HTTPS, http"})
        assert "strict-transport-security" not in answer.headers
