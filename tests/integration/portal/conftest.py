"""A portal, and services that ask it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.services.context import AppContext
from tests.conftest import NOW, Databases, service_on
from tests.integration.portal.server import Portal


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as made:
        yield made
        assert made.most_at_once <= 1


@pytest.fixture
def open_service(portal: Portal, databases: Databases) -> Iterator[Callable[..., AppContext]]:
    """Makes services over one empty database that ask the portal without pauses."""
    url, made = databases.migrated(), list[AppContext]()

    def open_(later: timedelta = timedelta(), **settings: Any) -> AppContext:
        given = {"portal_url": portal.url, "portal_pause": 0, "portal_attempts": 3, **settings}
        made.append(service_on(url, NOW + later, **given))
        return made[-1]

    yield open_
    for each in made:
        each.database.engine.dispose()


@pytest.fixture
def service(open_service: Callable[..., AppContext]) -> AppContext:
    return open_service()
