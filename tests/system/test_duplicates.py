"""The same request many times at once, and from a server that is killed, over HTTP: one effect."""

import asyncio
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import NOW, Client, Databases, service_on
from tests.support.processes import PATIENCE, serving

BODY = {"period": "2024-09", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 10}}]}

WAITING = """SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
             WHERE datname = current_database() AND"""


def headers(url: str) -> dict[str, str]:
    """Those of a new key, and of one request."""
    service = service_on(url)
    key, _ = create(service.database, service.key_secret, None, [Scope.ADMIN], "duplicates", NOW)
    service.database.engine.dispose()
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": "again"}


async def at_once(base: str, own: dict[str, str], number: int) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=number)
    async with httpx.AsyncClient(base_url=base, headers=own, limits=limits, timeout=5 * PATIENCE) as client:
        return await asyncio.gather(*(client.post("/v1/statistics", json=BODY) for _ in range(number)))


def test_duplicates_at_once_have_one_effect(databases: Databases, tmp_path: Path, long: bool) -> None:
    """Long: 1,000."""
    url = databases.migrated()
    own = headers(url)
    with serving(url, tmp_path / "log", database_timeout=PATIENCE, max_uploads=2000) as server:
        answers = asyncio.run(at_once(server.base, own, 1000 if long else 100))
        answers.append(httpx.post(f"{server.base}/v1/statistics", headers=own, json=BODY))
        items = httpx.get(f"{server.base}/v1/submissions").json()["items"]
    done = [each for each in answers if each.status_code == 201]
    refused = [each for each in answers if each.status_code != 201]
    sys.stdout.write(f"\n{len(done)} answered, {len(refused)} told to come again\n")
    assert [each["id"] for each in items] == [1]
    assert {each.content for each in done} == {done[0].content}
    assert len([each for each in done if "idempotency-replayed" not in each.headers]) == 1
    assert answers[-1] in done
    assert {(each.status_code, each.json()["code"]) for each in refused} <= {(409, "idempotency_key_running")}


def test_a_server_killed_between_claim_and_effect(postgresql_databases: Databases, tmp_path: Path) -> None:
    """The test holds the table that the effect needs, and not the one of claims."""
    url = postgresql_databases.migrated()
    own = headers(url)
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as watch:
        holder.execute("LOCK TABLE submission IN EXCLUSIVE MODE")
        with serving(url, tmp_path / "log", database_timeout=PATIENCE) as server, ThreadPoolExecutor(1) as threads:
            address = f"{server.base}/v1/statistics"
            first = threads.submit(httpx.post, address, headers=own, json=BODY, timeout=PATIENCE)
            wait_for(watch, f"{WAITING} relation = 'submission'::regclass AND NOT granted")
            server.kill()
            with pytest.raises(httpx.TransportError):
                first.result()
        holder.rollback()
        wait_for(watch, f"SELECT 1 WHERE NOT EXISTS ({WAITING} locktype = 'advisory')")
        other = Client.on(url)
        refused = other.post("/v1/statistics", headers=own, json=BODY)
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_running")
        watch.execute("UPDATE retry SET claimed_until = '2000-01-01T00:00:00Z'")
        done = [other.post("/v1/statistics", headers=own, json=BODY) for _ in range(2)]
        items = other.get("/v1/submissions").json()["items"]
        other.service.database.engine.dispose()
    assert [each.status_code for each in done] == [201, 201]
    assert [each["id"] for each in items] == [done[0].json()["id"]]


def wait_for(connection: psycopg.Connection, query: str) -> None:
    until = time.monotonic() + PATIENCE
    while not connection.execute(query.encode()).fetchall():
        assert time.monotonic() < until, query
