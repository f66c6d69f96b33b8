"""A service that may send to loopback, its client, a clock to move, and a receiver."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.enums import Scope
from app.main import create_app
from app.services.webhooks.deliver import deliver
from app.services.webhooks.registration import EDITION_PUBLISHED, announce
from app.settings import Settings
from tests.conftest import SECRET, Client, Databases
from tests.integration.webhooks.receiver import Clock, Receiver

EDITION = {"id": "2026-Q3-1", "period": "2026-Q3", "title": "Quý III năm 2026"}


class Hooks(Client):
    """A client with a key for webhooks, and short names for what the tests do over and over."""

    clock: Clock
    receiver: Receiver
    own: dict[str, str]

    @classmethod
    def of(cls, url: str, receiver: Receiver, **settings: Any) -> "Hooks":
        clock = Clock()
        allowed = {"webhook_allow_private": True} | settings
        made = cls(create_app(Settings(database_url=url, key_secret=SECRET, **allowed), clock))
        made.clock, made.receiver = clock, receiver
        made.own = made.key("H44", Scope.WEBHOOKS_WRITE)
        return made

    def register(self, url: str | None = None) -> Any:
        answer = self.post("/v1/webhooks", headers=self.own, json={"url": url or self.receiver.url})
        assert answer.status_code == 201
        return answer.json()

    def announce(self) -> str:
        with self.service.database.writing() as connection:
            return announce(connection, EDITION_PUBLISHED, EDITION, self.clock())

    def deliver(self) -> int:
        return asyncio.run(deliver(self.service))

    def deliveries(self, webhook: int = 1, **query: int) -> Any:
        return self.get(f"/v1/webhooks/{webhook}/deliveries", headers=self.own, params=query).json()["items"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def hooks(databases: Databases, receiver: Receiver) -> Iterator[Hooks]:
    made = Hooks.of(databases.migrated(), receiver)
    yield made
    made.service.database.engine.dispose()
