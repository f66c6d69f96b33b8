"""What the gallery shows: services over databases of their own, and the pages to look at in each.

The pages of the bundled figures are those that the tests walk through (``KINDS``): a new page is added there.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from bench.country import Shape, build
from tests.conftest import Client, Databases
from tests.integration.web.conftest import GROUPS, post
from tests.system.browser.test_browser import KINDS

_LONG_NAME = (
    "Trung tâm Phục vụ hành chính công liên xã, phường, đặc khu thuộc Ủy ban nhân dân thành phố trực thuộc trung ương"
    " số {code}"
)

_QUIET = {"log_level": "warning"}


@dataclass(frozen=True, slots=True)
class Site:
    """``make``: the service, from what makes databases and a folder; ``pages``: addresses to look at."""

    name: str
    make: Callable[[Databases, Path], Client]
    pages: list[str]
    in_english: bool = False


def _bundled(databases: Databases, _folder: Path) -> Client:
    """The bundled figures with an edition that was corrected, from an office with a name."""
    contact = {"publisher": "Văn phòng Ủy ban nhân dân tỉnh Phú Thọ", "publisher_contact": "phutho@example.vn"}
    client = Client.on(databases.demo(), **contact, **_QUIET)
    departments = Order(Period.parse("2026-Q3"), Cohort.parse("H44.departments"))
    first = publish(client.service, departments, ADMINISTRATOR)
    publish(client.service, replace(departments, replaces=first.id, reason="Sở Y tế nộp lại số liệu"), ADMINISTRATOR)
    publish(client.service, Order(Period.parse("2025-02"), Cohort.parse("provinces")), ADMINISTRATOR)
    return client


def _empty(databases: Databases, _folder: Path) -> Client:
    return Client.on(databases.migrated(), **_QUIET)


def _alone(databases: Databases, _folder: Path) -> Client:
    """One agency with figures, none beside it."""
    client = Client.on(databases.migrated(), **_QUIET)
    results = [{"agency": "H44", "code": code, "score": most - 1, "max": most} for code, most in GROUPS.items()]
    body = {"period": "2026-Q3", "as_of": "2026-10-05T00:00:00Z", "source": "Văn phòng Ủy ban nhân dân tỉnh"}
    post(client, "/v1/official-results", {**body, "results": results})
    return client


def _country(_databases: Databases, folder: Path) -> Client:
    """As many communes as the whole country has, in one province, with long names."""
    path = folder / "country.db"
    build(path, Shape(1, 17, 3321, name=_LONG_NAME)).database.engine.dispose()
    return Client.on(f"sqlite:///{path}", **_QUIET)


SITES = [
    Site("bundled", _bundled, [*KINDS, "/agencies?q=ph%C3%BA", "/editions/2"], in_english=True),
    Site("errors", _bundled, ["/agencies/H99", "/rankings/never", "/editions/99", "/agencies?q=zzz", "/embed/nothing"]),
    Site("empty", _empty, ["/rankings", "/rankings/2026-Q3", "/editions", "/agencies", "/agencies/H44"]),
    Site("one-agency", _alone, ["/rankings/2026-Q3", "/agencies/H44", "/agencies/H44/why/total"]),
    Site("3321-communes", _country, [
        "/rankings/2026-09?cohort=H01.communes",
        "/rankings/2026-09?cohort=H01.departments",
        "/agencies/H01.17",
        "/agencies/H01.17/why/total",
        "/agencies?q=trung%20t%C3%A2m",
    ]),
]  # fmt: skip
