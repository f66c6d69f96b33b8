"""Agencies are called by their names on every page: a code stands only where it is meant, set apart as one."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import Client, Databases
from tests.integration.evaluation.test_rollup import push
from tests.integration.web.conftest import site_on
from tests.integration.web.reading import Page, read

CODE = re.compile(r"\b[GH]\d\d(\.[0-9A-Z]{1,5})*\b")
SET_APART = re.compile(r"<(code|textarea)\b.*?</\1>", re.DOTALL)
WALK = [
    "/rankings/2026",
    "/rankings/2026?by=DOSSIER_ON_TIME",
    "/rankings/2025-02",
    "/rankings/2025-02?basis=computed",
    "/rankings/2026-Q2",
    "/rankings/2026-Q2?cohort=H44.departments",
    "/rankings/2026-Q3?cohort=H44.departments",
    "/rankings/2026-Q3?cohort=H44.departments&edition=1",
    "/rankings/2026-Q3?cohort=H44.communes",
    "/rankings?cohort=H31.communes",
    "/agencies/H44?period=2026",
    "/agencies/H44?period=2026-Q2",
    "/agencies/H44.07?period=2026-Q3",
    "/agencies/H31?period=2025-02",
    "/agencies/H31?period=2026-Q3",
    "/agencies/H54",
    "/agencies/H44/why/total?period=2026",
    "/agencies/H44/why/TDGQ?period=2026-Q3",
    "/agencies/H44/why/DOSSIER_ON_TIME?period=2026-Q3",
    "/agencies/H44.07/why/PUBLISH_ON_TIME?period=2026-Q3",
    "/agencies/H44.07/why/PUBLISH_ON_TIME?period=2026",
    "/agencies/H31/why/DOSSIER_ON_TIME?period=2026-Q3",
    "/agencies?q=tho",
    "/agencies?q=thai+binh",
    "/editions",
    "/editions/1",
    "/agencies/H02?period=2026",
    "/agencies/H44?period=never",
    "/agencies/H44.07?period=2026&edition=1",
    "/rankings/2026?cohort=H99.communes",
]


@pytest.fixture(scope="module")
def announced_site(sqlite_databases: Databases) -> Iterator[TestClient]:
    """The bundled figures with an edition, and a province whose quarter is the sum of its months."""
    made = Client.on(sqlite_databases.demo())
    publish(made.service, Order(Period.parse("2026-Q3"), Cohort.parse("H44.departments")), ADMINISTRATOR)
    for month in (7, 8, 9):
        push(made, f"2026-{month:02}", H31=(month, 10))
    yield site_on(made)
    made.service.database.engine.dispose()


def test_counts_that_are_shared_name_who_reported_them(announced_site: TestClient) -> None:
    page = read(announced_site, "/agencies/H44.07/why/PUBLISH_ON_TIME?period=2026")
    assert "báo cáo cho Phú Thọ, năm 2026" in page.words


@pytest.mark.parametrize("address", WALK)
def test_agencies_are_called_by_their_names(announced_site: TestClient, address: str) -> None:
    for asked in (address, f"{address}{'&' if '?' in address else '?'}lang=en", f"/embed{address}"):
        words = Page(SET_APART.sub("", announced_site.get(asked).text)).words
        assert not CODE.search(words), asked
