"""An office's month without a shell, in a real Chromium, on the sheets that offices keep."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page

from tests.conftest import CHROMIUM, NO_CHROMIUM, Databases
from tests.integration.letters.test_package import text_of
from tests.system.browser.office_month import DEPARTMENTS, LETTER, MARKED, PACKAGE, TEMPLATE, Month, office
from tests.system.browser.test_browser import browser

__all__ = ["browser"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

SAID = {
    "sign-in": "Bàn làm việc",
    "unregistered": "Hưng Yên: 0 cơ quan, đơn vị đang hoạt động.",
    "register": "Cơ quan thêm mới\n12",
    "registered": "Sở, ban, ngành (12)",
    "collect": "0/12 đơn vị đã có số liệu, 12 chưa có.",
    "fault": "Ô D8 của trang tính “T10”: 6480 lớn hơn 682, là tổng mà số này chỉ được là một phần.",
    "review": "Xem trước khi xác nhận",
    "received": "12/12 đơn vị đã có số liệu, 0 chưa có.",
    "uncompared": "Gửi tệp điểm ở trang Số liệu (loại “Điểm đã công bố”)",
    "scores": "Điểm đã công bố",
    "publish": "Sở Công Thương",
    "published": "Đã công bố.",
    "package": "Gói công văn của Hưng Yên",
    "letter": "Để trống thì công văn chừa chỗ để ghi tay.",
    "correction": "Thay đổi lớn nhất",
    "corrected": "Sở Y tế gửi lại số hồ sơ đúng hạn",
    "withdrawal": "Lý do rút",
    "withdrawn": "Đã rút bản công bố.",
}


def test_the_month_of_an_office(browser: Browser, sqlite_databases: Databases, tmp_path: Path) -> None:
    seen: list[str] = []

    def look(step: str, page: Page, last: Locator) -> None:
        seen.append(step)
        assert last.is_visible(), step
        assert SAID[step] in page.inner_text("main"), step

    with office(browser, sqlite_databases) as (page, key):
        Month(page, key, tmp_path, look).walk()
    assert seen == list(SAID)
    template = load_workbook(tmp_path / TEMPLATE)
    names = {cell.value for each in template for row in each.iter_rows() for cell in row}
    assert set(DEPARTMENTS) - names == set()
    marked = load_workbook(tmp_path / MARKED)["T10"]["D8"]
    assert (marked.value, marked.fill.fgColor.rgb) == (6480, "00FFC7CE")
    assert marked.comment
    assert "6480 lớn hơn 682" in marked.comment.text
    with zipfile.ZipFile(tmp_path / PACKAGE) as package:
        assert len([name for name in package.namelist() if name.startswith("phieu/")]) == len(DEPARTMENTS)
        cover = text_of(package.read("cong-van.docx"))
    assert "12/12 đơn vị được xếp hạng; cao nhất là Sở Công Thương" in cover
    assert "Số:\u00a013/" in text_of((tmp_path / LETTER).read_bytes())
