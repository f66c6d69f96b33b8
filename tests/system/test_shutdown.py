"""Told to stop, the server finishes what it has accepted, takes nothing new and ends by itself."""

import random
import socket
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from tests.conftest import Databases, service_on
from tests.integration.webhooks.receiver import Receiver
from tests.support.processes import PATIENCE, Server, serving
from tests.system.support.locks import writers_turn
from tests.system.support.writers import Sent, check_log, check_whole, key_for


class Upload:
    """A submission sent over a connection of its own, piece by piece."""

    def __init__(self, server: Server, key: dict[str, str], seed: int) -> None:
        self.sent = Sent.make(random.Random(seed), faulty=False)
        self.connection = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE)
        lines = [
            "POST /v1/statistics HTTP/1.1",
            "Host: localhost",
            f"Authorization: {key['Authorization']}",
            "Content-Type: application/json",
            f"Content-Length: {len(self.sent.body)}",
        ]
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode() + self.sent.body[:50])

    def finish(self) -> None:
        self.connection.sendall(self.sent.body[50:])

    def answer(self) -> tuple[int, bytes]:
        """Status and everything that came until the server closed the connection."""
        received = bytearray()
        while piece := self.connection.recv(65536):
            received += piece
        self.connection.close()
        return int(received.split(b" ", 2)[1]), bytes(received)


def arrived(server: Server) -> None:
    """What was sent before has been received: the server reads its connections in turn, and has read this one."""
    assert httpx.get(f"{server.base}/healthz", timeout=PATIENCE).status_code == 200


def refuses(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE).close()
    except ConnectionError:  # reset, where the listener was closed during the handshake
        return True
    return False


def test_what_was_accepted_is_finished(databases: Databases, tmp_path: Path) -> None:
    """One upload is being received, one stored, a webhook being told: all three end well, and nothing else begins."""
    url, receiver, go_on = databases.migrated(), Receiver(), Event()
    receiver.before_answer = go_on.wait
    key = key_for(url)
    settings: dict[str, Any] = {"deliver_in_server": True, "webhook_allow_private": True, "database_timeout": 30}
    with serving(url, tmp_path / "log", **settings) as server:
        with httpx.Client(base_url=server.base, headers=key, timeout=PATIENCE) as client:
            assert client.post("/v1/webhooks", json={"url": receiver.url}).status_code == 201
            assert client.post("/v1/webhooks/1/ping").status_code == 202
        receiver.arrived.get(timeout=PATIENCE)
        with writers_turn(url):
            stored, received = Upload(server, key, 1), Upload(server, key, 2)
            stored.finish()
            arrived(server)
            server.process.terminate()
            while not refuses(server):
                pass
            received.finish()
        answers = [stored.answer(), received.answer()]
        go_on.set()
        server.wait()
    receiver.close()
    assert [status for status, _ in answers] == [201, 201]
    assert set(check_whole(url, {})) == {stored.sent.source, received.sent.source}
    service = service_on(url)
    with service.database.reading() as connection:
        state = connection.exec_driver_sql("SELECT state FROM webhook_delivery").scalar_one()
    service.database.engine.dispose()
    assert state == "delivered"
    check_log(tmp_path / "log")


@pytest.mark.parametrize("times", [1, 2])
def test_the_end_does_not_wait_for_ever(sqlite_databases: Databases, tmp_path: Path, times: int) -> None:
    """An upload that never ends is given up, however often the server is told to stop; nothing of it is there."""
    url = sqlite_databases.migrated()
    with serving(url, tmp_path / "log", shutdown_timeout=1) as server:
        upload = Upload(server, key_for(url), 3)
        arrived(server)
        for _ in range(times):
            server.process.terminate()
            while not refuses(server):
                pass
        server.wait()
        upload.connection.close()
    assert check_whole(url, {}) == {}
