"""An office's month at the desk, step by step, with its own sheets: the test walks through it, the guide shows it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from openpyxl import Workbook
from playwright.sync_api import Browser, Locator, Page

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import NOW, Client, Databases
from tests.integration.submissions.natural_sheets import Table, workbook
from tests.system.browser.serving import listening

OFFICE = "H31"
KNOWN_KEY = f"tthc766_5d20c8e1b7f4_{'0' * 43}"
LETTER, PACKAGE, TEMPLATE, MARKED = "cong-van.docx", "goi-cong-van.zip", "mau.xlsx", "loi.xlsx"
# Cases received; of a hundred: in time, online, paid online, digitised, with an electronic result.
DEPARTMENTS = {
    "Sở Nội vụ": (750, 97, 88, 61, 92, 95),
    "Sở Tài chính": (2531, 99, 93, 78, 96, 99),
    "Sở Xây dựng": (458, 91, 64, 42, 71, 80),
    "Sở Nông nghiệp và Môi trường": (1244, 88, 57, 39, 66, 74),
    "Sở Y tế": (682, 95, 81, 55, 84, 90),
    "Sở Giáo dục và Đào tạo": (2229, 98, 90, 70, 93, 97),
    "Sở Công Thương": (2041, 100, 97, 83, 98, 100),
    "Sở Khoa học và Công nghệ": (213, 94, 76, 50, 79, 88),
    "Sở Văn hóa, Thể thao và Du lịch": (286, 96, 79, 47, 82, 91),
    "Sở Tư pháp": (5754, 93, 69, 64, 75, 85),
    "Ban Quản lý các khu công nghiệp": (159, 99, 95, 72, 94, 98),
    "Sở Dân tộc và Tôn giáo": (84, 98, 86, 58, 87, 94),
}
_HEADING = (
    "STT",
    "Đơn vị",
    "Hồ sơ tiếp nhận và xử lý trong kỳ",
    "Hồ sơ xử lý trước hạn, đúng hạn",
    "Hồ sơ nộp trực tuyến",
    "Hồ sơ nộp qua mọi kênh",
    "Hồ sơ thanh toán trực tuyến",
    "Hồ sơ có nghĩa vụ tài chính",
    "Hồ sơ đã số hóa",
    "Hồ sơ phải số hóa",
    "Hồ sơ có kết quả giải quyết điện tử",
    "Hồ sơ phải cấp kết quả",
)
_GROUPS = (
    "Công khai, minh bạch",
    "Tiến độ giải quyết",
    "Dịch vụ công trực tuyến",
    "Thanh toán trực tuyến",
    "Số hóa hồ sơ",
    "Mức độ hài lòng",
)
_IN_TIME = _HEADING.index("Hồ sơ xử lý trước hạn, đúng hạn")
_FIRST, _LAST = 4, 3 + len(DEPARTMENTS)  # rows of the worksheet

Look = Callable[[str, Page, Locator], None]
"""Called at each step: its name, the page, and the last thing on it that matters there."""


def register() -> bytes:
    """The office's list of its departments."""
    lines = [[number, f"{OFFICE}.{number:02}", name, "Sở, ban, ngành"] for number, name in enumerate(DEPARTMENTS, 1)]
    heading = ["STT", "Mã định danh", "Tên cơ quan, đơn vị", "Cấp"]
    return workbook({"Danh mục": [["DANH MỤC CƠ QUAN, ĐƠN VỊ"], [], heading, *lines]}, _merge_title)


def sheet(changed: dict[str, int] | None = None) -> bytes:
    """The office's sheet of October; ``changed``: other numbers of cases in time."""
    table: list[list[object]] = [["TỔNG HỢP SỐ LIỆU GIẢI QUYẾT TTHC THÁNG 10/2026"], [], list(_HEADING)]
    for number, (name, (received, in_time, online, paid, digitised, electronic)) in enumerate(DEPARTMENTS.items(), 1):
        due = received * 6 // 10
        counts = (received, received * in_time // 100, received * online // 100, received, due * paid // 100, due)
        documents = (received * digitised // 100, received, received * electronic // 100, received)
        table.append([number, name, *counts, *documents])
        if changed and name in changed:
            table[-1][_IN_TIME] = changed[name]
    sums = [f"=SUM({column}{_FIRST}:{column}{_LAST})" for column in "CDEFGHIJKL"]
    total: Table = [[None, "Tổng cộng", *sums]]
    return workbook({"T10": [*table, *total]}, _merge_title)


def portal_scores() -> bytes:
    """The group scores that the office reads at the national portal; timeliness as its own counts give it."""
    lines = []
    for number, (name, (received, in_time, online, paid, digitised, _)) in enumerate(DEPARTMENTS.items(), 1):
        timeliness = round(20 * (received * in_time // 100) / received, 2)
        others = (14 + number / 10, online * 12 / 100, paid / 10, digitised * 22 / 100, in_time * 18 / 100)
        first, *rest = (round(score, 2) for score in others)
        lines.append([number, name, first, timeliness, *rest])
    return workbook(
        {"Điểm": [["ĐIỂM CÁC ĐƠN VỊ THÁNG 10/2026"], [], ["STT", "Đơn vị", *_GROUPS], *lines]}, _merge_title
    )


def _merge_title(made: Workbook) -> None:
    made.worksheets[0].merge_cells("A1:D1")


def known_key(client: Client, agency: str, scopes: Sequence[Scope]) -> str:
    """A key that is the same each time: its number stands in pictures."""
    with patch("app.services.keys.secrets") as drawn:
        _, drawn.token_hex.return_value, drawn.token_urlsafe.return_value = KNOWN_KEY.split("_")
        return create(client.service.database, client.service.key_secret, agency, scopes, "", NOW)[0]


@contextmanager
def office(browser: Browser, databases: Databases, **settings: str) -> Iterator[tuple[Page, str]]:
    """A page of somebody without JavaScript, and the key of an office of which nothing is known yet."""
    client = Client.on(databases.migrated(), **settings)
    scopes = [Scope.STATISTICS_WRITE, Scope.OFFICIAL_WRITE, Scope.PUBLISH_WRITE]
    key = known_key(client, OFFICE, scopes)
    with listening(client) as address:
        context = browser.new_context(
            base_url=address, java_script_enabled=False, locale="vi-VN", viewport={"width": 1280, "height": 800}
        )
        yield context.new_page(), key
        context.close()


@dataclass(frozen=True, slots=True)
class Month:
    """``folder``: where files are sent from and downloaded to."""

    page: Page
    key: str
    folder: Path
    look: Look

    def walk(self) -> None:
        """From the list of departments to the withdrawal."""
        self.sign_in()
        self.register()
        self.collect()
        self.publish()
        self.letters()
        self.correct()
        self.withdraw()

    def sign_in(self) -> None:
        self.page.goto("/ban-lam-viec")
        self.page.get_by_label("Khóa").fill(self.key)
        self._see("sign-in", self._button("Đăng nhập"))
        self._button("Đăng nhập").click()

    def register(self) -> None:
        self.page.get_by_label("Loại").select_option(label="Danh mục cơ quan")
        self._button("Xem").click()
        self._see("unregistered", self._button("Kiểm tra tệp"))
        self._send(register())
        self._see("register", self.page.get_by_role("row").nth(4))
        self._button("Xác nhận").click()
        self._see("registered", self.page.get_by_role("listitem").filter(has_text="Sở Y tế"))

    def collect(self) -> None:
        self.page.get_by_role("link", name="Số liệu", exact=True).click()
        self._choose()
        self._see("collect", self.page.get_by_role("row").nth(2))
        self._download(self.page.get_by_role("link", name="Tải mẫu Excel"), TEMPLATE)
        self._send(sheet({"Sở Y tế": 6480}))
        self._see("fault", self.page.get_by_role("alert"))
        self._download(self.page.get_by_role("link", name="tô màu"), MARKED)
        self._send(sheet())
        self._see("review", self._button("Xác nhận"))
        self._button("Xác nhận").click()
        self._see("received", self.page.get_by_role("row").nth(4))
        self.page.get_by_role("link", name="Công bố", exact=True).click()
        self._choose()
        self._see("uncompared", self.page.get_by_label("Vẫn công bố"))
        self.page.get_by_role("link", name="Số liệu", exact=True).click()
        self._choose()
        self.page.get_by_label("Loại").select_option(label="Điểm đã công bố")
        self._button("Xem").click()
        self._send(portal_scores())
        self._see("scores", self._button("Xác nhận"))
        self._button("Xác nhận").click()

    def publish(self) -> None:
        self.page.get_by_role("link", name="Công bố", exact=True).click()
        self._choose()
        self._see("publish", self._button("Công bố"))
        self._button("Công bố").click()
        self._see("published", self.page.get_by_role("link", name="Rút bản công bố"))

    def letters(self) -> None:
        self.page.get_by_role("link", name="Công văn", exact=True).last.click()
        self._sign("12")
        self._see("package", self._button("Tải gói công văn (ZIP)"))
        self._download(self._button("Tải gói công văn (ZIP)"), PACKAGE)
        self.page.get_by_role("link", name="Sở Y tế").click()
        self._sign("13")
        self._see("letter", self._button("Tải công văn (DOCX)"))
        self._download(self._button("Tải công văn (DOCX)"), LETTER)

    def correct(self) -> None:
        self.page.get_by_role("link", name="Số liệu", exact=True).click()
        self._choose()
        self._send(sheet({"Sở Y tế": 670}))
        self._button("Xác nhận").click()
        self.page.get_by_role("link", name="Công bố", exact=True).click()
        self._choose()
        self.page.get_by_label("Lý do đính chính").fill("Sở Y tế gửi lại số hồ sơ đúng hạn")
        self._see("correction", self._button("Công bố bản đính chính, thay bản số 1"))
        self._button("Công bố bản đính chính, thay bản số 1").click()
        self._see("corrected", self.page.get_by_role("link", name="Rút bản công bố"))

    def withdraw(self) -> None:
        self.page.get_by_role("link", name="Rút bản công bố").click()
        self.page.get_by_label("Lý do rút").fill("Công bố nhầm kỳ")
        self.page.get_by_label("Tôi đã xem lại").check()
        self._see("withdrawal", self._button("Rút bản công bố"))
        self._button("Rút bản công bố").click()
        self._see("withdrawn", self.page.get_by_role("status"))

    def _see(self, step: str, last: Locator) -> None:
        self.look(step, self.page, last)

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def _choose(self) -> None:
        self.page.get_by_label("Kỳ", exact=True).select_option(label="Tháng 10/2026")
        self.page.get_by_label("Nhóm cơ quan").select_option(label="Sở, ban, ngành của Hưng Yên")
        self._button("Xem").click()

    def _send(self, content: bytes) -> None:
        path = self.folder / "tong-hop-thang-10.xlsx"
        path.write_bytes(content)
        self.page.get_by_label("Tệp Excel").set_input_files(path)
        self._button("Kiểm tra tệp").click()

    def _sign(self, number: str) -> None:
        self.page.get_by_label("Số công văn").fill(number)
        self.page.get_by_label("Ngày ký").fill("2026-11-02")

    def _download(self, what: Locator, name: str) -> None:
        with self.page.expect_download() as download:
            what.click()
        download.value.save_as(self.folder / name)
