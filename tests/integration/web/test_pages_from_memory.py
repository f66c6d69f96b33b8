"""Pages from the response cache: the same as those made anew, and others as soon as what they show is another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.main import create_app
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from app.settings import Settings
from app.web import rendering
from tests.conftest import SECRET, UNLIMITED, Client, Databases
from tests.integration.web.conftest import fill, post, site_on
from tests.support.clock import Clock

RANKING, CARD = "/rankings/2026-Q3?cohort=H31.departments", "/agencies/H31.3?period=2026-Q3"
FIGURES = [RANKING, CARD, "/agencies/H31.3/why/total?period=2026-Q3", f"{RANKING}&format=csv", f"{RANKING}&format=xlsx"]
SEARCH = "/agencies?q=noi+v"
OTHERS = [SEARCH, "/editions", "/editions/1", "/method/qd766-2022-06-23"]
ORDER = Order(Period.parse("2026-Q2"), Cohort.parse("H31.departments"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(sqlite_databases: Databases, clock: Clock) -> Iterator[Client]:
    settings = Settings(database_url=sqlite_databases.migrated(), key_secret=SECRET, **UNLIMITED)
    made = Client(create_app(settings, clock))
    fill(made)
    publish(made.service, ORDER, ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


@pytest.fixture
def pages(client: Client) -> TestClient:
    return site_on(client)


def given(answers: Response) -> tuple[object, ...]:
    of_one_request = ("x-request-id", "date", "last-modified")  # an answer gets its date when it is some seconds old
    return answers.status_code, answers.content, {k: v for k, v in answers.headers.items() if k not in of_one_request}


@pytest.mark.parametrize("prefix", ["", "/embed"])
def test_they_are_rendered_once(pages: TestClient, prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [
        f"{prefix}{address}{more}"
        for address in (*FIGURES, *OTHERS)
        for more in ("", f"{'&' if '?' in address else '?'}lang=en")
    ]
    first = {address: pages.get(address) for address in addresses}
    assert len({answer.content for answer in first.values()}) == len(addresses)  # in two languages
    monkeypatch.setattr(rendering, "_templates", None)  # nothing can be rendered any more
    monkeypatch.setattr("app.web.responses.Downloads", None)
    for address, answer in first.items():
        assert given(pages.get(address)) == given(answer), address
        held = pages.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert (held.status_code, held.content) == (304, b""), address


def test_redirects_stay_redirects(pages: TestClient) -> None:
    for _ in range(2):
        answer = pages.get("/agencies?q=Sở Nội vụ", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/agencies/H31.3")


def correct(client: Client) -> None:
    results = [{"agency": "H31.3", "code": "CKMB", "score": 1, "max": 18}]
    post(client, "/v1/official-results", {"period": "2026-Q3", "as_of": "2026-10-20T00:00:00Z", "results": results})


def rename(client: Client) -> None:
    name = {"code": "H31.3", "name": "Sở Nội vụ và Lao động", "level": "department", "name_from": "2026-07-01"}
    post(client, "/v1/agencies", {"agencies": [name]})


def announce(client: Client) -> None:
    publish(client.service, replace(ORDER, period=Period.parse("2026-Q3")), ADMINISTRATOR)


def replace_edition(client: Client) -> None:
    publish(client.service, replace(ORDER, replaces=1, reason="đính chính"), ADMINISTRATOR)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (correct, FIGURES),
        (rename, [*FIGURES, SEARCH]),
        (announce, [*FIGURES[:3], "/editions"]),
        (replace_edition, ["/editions", "/editions/1"]),
    ],
)
def test_they_change_with_what_they_show(
    client: Client, pages: TestClient, change: Callable[[Client], None], changed: list[str]
) -> None:
    before = {address: pages.get(address).content for address in (*FIGURES, *OTHERS)}
    change(client)
    after = {address: pages.get(address).content for address in before}
    fresh = site_on(Client.on(client.service.settings.database_url))
    assert {address: fresh.get(address).content for address in before if "xlsx" not in address} == {
        address: content for address, content in after.items() if "xlsx" not in address
    }
    different = {address for address in before if before[address] != after[address]}
    assert different >= set(changed)


def test_they_change_with_the_day(pages: TestClient, clock: Clock) -> None:
    """A page says on which day it was made, for those who print it."""
    addresses = [RANKING, CARD, *OTHERS]
    before = {address: pages.get(address) for address in addresses}
    clock.now += timedelta(days=1)
    for address, answer in before.items():
        known = {"If-None-Match": answer.headers["etag"]}
        assert pages.get(address, headers=known).status_code == 200, address
        assert "02/11/2026" in pages.get(address).text, address


def test_another_publisher_has_pages_of_its_own(client: Client, pages: TestClient) -> None:
    url = client.service.settings.database_url
    named = site_on(Client.on(url, publisher="Sở Nội vụ tỉnh Hưng Yên"))
    for address in (RANKING, CARD, *OTHERS):
        assert pages.get(address).headers["etag"] != named.get(address).headers["etag"]
        assert "Sở Nội vụ tỉnh Hưng Yên" in named.get(address).text
