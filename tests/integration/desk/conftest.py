"""An office at its desk, as a browser without JavaScript is: cookies, forms, redirects."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Self

import httpx2
import pytest
from fastapi.testclient import TestClient

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import NOW, Client, Databases

DESK = "/ban-lam-viec"


class Office(TestClient):
    """A browser over https, so that cookies for https only are sent back too."""

    def __init__(self, client: Client) -> None:
        super().__init__(client.app, "https://testserver", raise_server_exceptions=False, follow_redirects=False)
        self.service = client.service
        self.client = client

    def key(self, agency: str | None = None, *scopes: Scope) -> str:
        token, _ = create(self.service.database, self.service.key_secret, agency, scopes or [Scope.ADMIN], "", NOW)
        return token

    def sign_in(self, agency: str | None = None, *scopes: Scope) -> Self:
        answer = self.fill_in(DESK, DESK, key=self.key(agency, *scopes))
        assert answer.status_code == 303, answer.text
        return self

    def fill_in(self, page: str, action: str, **fields: str) -> httpx2.Response:
        """Fill in the form of a page whose address holds ``action``, and send it."""
        return self.post_form(form_of(self.get(page).text, action), **fields)

    def post_form(self, form: dict[str, Any], **fields: str) -> httpx2.Response:
        return self.post(form["action"], data={**form["fields"], **fields})


def form_of(page: str, action: str = "") -> dict[str, Any]:
    """The last form of a page that is sent to an address with ``action`` in it: where to, and its hidden fields."""
    forms = re.findall(r'<form class="\w+" method="post" action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)
    address, body = next((each for each in reversed(forms) if action in each[0]), ("", ""))
    assert address, page
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', body)
    return {"action": unescape(address), "fields": {name: unescape(value) for name, value in hidden}}


@pytest.fixture
def office(sqlite_databases: Databases) -> Iterator[Office]:
    """Nobody is signed in yet; the service has the bundled figures."""
    client = Client.on(sqlite_databases.demo())
    yield Office(client)
    client.service.database.engine.dispose()
