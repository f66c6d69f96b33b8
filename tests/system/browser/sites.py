"""What the gallery shows: services over databases of their own, and the pages to look at in each.

The pages of the bundled figures are those that the tests walk through (``KINDS``): a new page is added there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import FilePayload, Page

from app.domain.agencies import Cohort
from app.domain.enums import Scope
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from bench.country import Shape, build
from tests.conftest import Client, Databases
from tests.integration.submissions.natural_sheets import workbook
from tests.integration.web.conftest import GROUPS, post
from tests.system.browser.office_month import KNOWN_KEY, known_key
from tests.system.browser.test_browser import KINDS

_LONG_NAME = (
    "Trung tâm Phục vụ hành chính công liên xã, phường, đặc khu thuộc Ủy ban nhân dân thành phố trực thuộc trung ương"
    " số {code}"
)

_QUIET = {"log_level": "warning"}
_DESK = "/ban-lam-viec"
_FIGURES, _AGENCIES = f"{_DESK}/so-lieu?period=2026-Q3&cohort=H44.departments", f"{_DESK}/so-lieu?kind=agencies"
_SCOPES = (Scope.STATISTICS_WRITE, Scope.OFFICIAL_WRITE, Scope.PUBLISH_WRITE)
_COUNTS = ("Đơn vị", "Hồ sơ tiếp nhận và xử lý trong kỳ", "Hồ sơ xử lý trước hạn, đúng hạn")
_LIST = ("Mã định danh", "Tên cơ quan, đơn vị", "Cấp", "Đến ngày")


@dataclass(frozen=True, slots=True)
class State:
    """What a page shows after something was done: no address leads to it."""

    name: str
    reach: Callable[[Page], object]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Site:
    """``make``: the service, from what makes databases and a folder; ``pages``: addresses and states to look at;
    ``enter``: what is done before."""

    name: str
    make: Callable[[Databases, Path], Client]
    pages: Sequence[str | State]
    in_english: bool = False
    enter: Callable[[Page], object] = str


def _bundled(databases: Databases, _folder: Path) -> Client:
    """The bundled figures with an edition that was corrected, from an office with a name."""
    contact = {"publisher": "Văn phòng Ủy ban nhân dân tỉnh Phú Thọ", "publisher_contact": "phutho@example.vn"}
    client = Client.on(databases.demo(), **contact, **_QUIET)
    departments = Order(Period.parse("2026-Q3"), Cohort.parse("H44.departments"))
    first = publish(client.service, departments, ADMINISTRATOR)
    publish(client.service, replace(departments, replaces=first.id, reason="Sở Y tế nộp lại số liệu"), ADMINISTRATOR)
    publish(client.service, Order(Period.parse("2025-02"), Cohort.parse("provinces")), ADMINISTRATOR)
    return client


def _with_key(databases: Databases, folder: Path) -> Client:
    client = _bundled(databases, folder)
    known_key(client, "H44", _SCOPES)
    return client


def _press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def _sign_in(page: Page) -> None:
    page.goto(_DESK)
    page.get_by_label("Khóa").fill(KNOWN_KEY)
    _press(page, "Đăng nhập")


def _sign_out(page: Page) -> None:
    page.context.clear_cookies()
    page.goto(_DESK)


def _sent(address: str, *lines: Sequence[object]) -> Callable[[Page], None]:
    """A workbook of these lines, checked at the desk."""

    def reach(page: Page) -> None:
        page.goto(address)
        content = workbook({"Tháng 9": lines})
        file = FilePayload(name="tong-hop-quy-3.xlsx", mimeType=Format.XLSX, buffer=content)
        page.get_by_label("Tệp Excel").set_input_files(file)
        _press(page, "Kiểm tra tệp")

    return reach


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
    Site("desk", _with_key, [
        _FIGURES,
        State("faults", _sent(_FIGURES, _COUNTS, ("H44.07", "1.2.3", 5), ("H44.43", 20, 30), ("Sở Lạ", 1, 1))),
        State("preview", _sent(_FIGURES, _COUNTS, ("H44.07", 2000, 1990), ("H44.43", 900, 850))),
        _AGENCIES,
        State("faults in a list", _sent(
            _AGENCIES, _LIST, ("H44.77", None, "Phòng"), ("H44.78", "Sở Y tế", "Sở", "31/9/2026")
        )),
        State("preview of a list", _sent(
            _AGENCIES, _LIST, ("H44.77", "Sở Thử nghiệm", "Sở"), ("H44.07", "Sở Tên mới", "Sở", "2026-12-31")
        )),
        f"{_DESK}/cong-bo?period=2026-Q3&cohort=H44.departments",
        f"{_DESK}/cong-bo?period=2026-01&cohort=H44.departments",
        f"{_DESK}/cong-bo/rut?edition=2",
        f"{_DESK}/cong-van?edition=2",
        f"{_DESK}/cong-van?edition=2&agency=H44.07",
        State("sign-in", _sign_out),
    ], enter=_sign_in),
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
