"""Where the office wants it: what the next rank would take, in the letter; the cheapest next points, and what late
dossiers cost, on slips. As of the day on which the edition was published."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest

from app.api.views.edition_letters import Asked, edition_letter
from app.api.views.packages import Package, package_of, zip_of
from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.main import create_app
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from app.services.letters.left_out import LeftOutPart, LeftOutReason
from app.services.letters.letter_text import LetterText
from app.services.letters.text import words
from app.settings import Settings
from tests.conftest import NOW, SECRET, Client, Databases
from tests.integration.web.conftest import GROUPS, post
from tests.support.clock import Clock

RUNNING = """
layout: running
assessment: {lead: "Qua kết quả {period_short}:", below_average: "nhóm {groups} thấp hơn {average_name}"}
requests: ["Phấn đấu lên {next_rank}."]
"""
OFFICES = {"H31": RUNNING, "H44": "", "H20": "", "H05": "what_if: no\nrequests: ['Phấn đấu lên {next_rank}']"}
ASKED = Asked(None, date(2026, 11, 5), ADMINISTRATOR, "https://example.vn")
NEXT = (
    "hạng 27 (Sơn La, 59,74 điểm): còn thiếu 0,11 điểm; thêm 15 thủ tục có thanh toán trực tuyến lần đầu: đồng hạng "
    "Sơn La; 17: vượt Sơn La"
)
YEAR, QUARTER, DEPARTMENTS, AFTER = 1, 2, 3, 4


@pytest.fixture(scope="module")
def client(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """The bundled figures announced while the year runs, and the year once more after its end."""
    folder = tmp_path_factory.mktemp("offices")
    for code, more in OFFICES.items():
        wanted = "" if "what_if" in more else "what_if: yes\n"
        (folder / f"{code}.yaml").write_text(f"agency: {code}\n{wanted}{more}", "utf-8")
    clock = Clock(NOW)
    settings = Settings(database_url=sqlite_databases.demo(), key_secret=SECRET, offices=folder)
    made = Client(create_app(settings, clock))
    for period, cohort in (("2026", "provinces"), ("2026-Q3", "provinces"), ("2026-Q3", "H44.departments")):
        publish(made.service, Order(Period.parse(period), Cohort.parse(cohort)), ADMINISTRATOR)
    clock.now = datetime(2026, 12, 31, 17, tzinfo=UTC)  # midnight in Vietnam: the year is over
    order = Order(Period.parse("2026"), Cohort.parse("provinces"), replaces=YEAR, reason="Cuối năm")
    publish(made.service, order, ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


def text_of(client: Client, edition: int, code: str) -> LetterText:
    return words(edition_letter(client.service, edition, code, ASKED))


@pytest.fixture(scope="module")
def package(client: Client) -> Package:
    return package_of(client.service, DEPARTMENTS, "H44", ASKED)


@pytest.fixture(scope="module")
def slips(package: Package) -> dict[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(zip_of(package))) as archive:
        names = [name for name in archive.namelist() if name.startswith("phieu/")]
        documents = {name: docx.Document(io.BytesIO(archive.read(name))) for name in names}
    return {name[6:-5]: [each.text for each in found.paragraphs] for name, found in documents.items()}


def test_the_letter_says_what_the_next_rank_takes(client: Client) -> None:
    """In its findings as one sentence, and where the office's own texts name it."""
    text = text_of(client, YEAR, "H31")
    assert text.assessment.endswith(f" Để lên {NEXT} (giả định điểm của các tỉnh, thành phố khác giữ nguyên).")
    assert text.requests == (f"Phấn đấu lên {NEXT}.",)
    assert LeftOutPart.NEXT_RANK not in {each.part for each in text.left_out}


def test_in_a_letter_with_sections_it_stands_among_the_chances(client: Client) -> None:
    text = text_of(client, YEAR, "H44")
    assert text.chances.items[-1].startswith("Để lên hạng 18 (Cao Bằng, 62,97 điểm): còn thiếu 0,79 điểm; thêm ")
    assert text.chances.items[-1].endswith(" khác giữ nguyên).")
    assert text.chances in text.findings


def test_a_letter_is_the_same_whenever_it_is_asked_for(client: Client) -> None:
    """After the period less can be mended: a letter on an edition of that day says so, one of before does not."""
    assert NEXT in text_of(client, YEAR, "H31").assessment
    after = text_of(client, AFTER, "H31").assessment
    assert "hồ sơ có kết quả điện tử" in after
    assert "thanh toán trực tuyến lần đầu" not in after


def test_the_first_needs_no_better_rank(client: Client) -> None:
    text = text_of(client, YEAR, "H20")
    assert not any("Để lên" in item for item in text.chances.items)
    assert LeftOutPart.NEXT_RANK not in {each.part for each in text.left_out}


def test_what_is_not_known_is_told_beside_the_letter(client: Client) -> None:
    """Of the quarter too few provinces have a score for a rank."""
    text = text_of(client, QUARTER, "H44")
    (found,) = [each for each in text.left_out if each.part is LeftOutPart.NEXT_RANK]
    assert (found.reason, found.text.vi) == (LeftOutReason.UNKNOWN, "Muốn lên hạng cần gì – chưa có số liệu.")


def test_without_the_switch_nothing_is_said(client: Client) -> None:
    text = text_of(client, YEAR, "H05")
    assert not any("Để lên" in item for item in text.chances.items)
    assert not text.requests
    assert [each.code for each in text.left_out if each.part is LeftOutPart.TEXT] == ["requests"]


def test_programs_read_it_too(client: Client) -> None:
    letter = client.get(f"/v1/editions/{YEAR}/letter/H31?format=json").json()
    assert letter["next_rank"] == NEXT
    assert client.get(f"/v1/editions/{YEAR}/letter/H05?format=json").json()["next_rank"] == ""


def test_slips_say_what_is_cheapest_and_what_late_dossiers_cost(slips: dict[str, list[str]]) -> None:
    agriculture = slips["H44.45"]
    assert "22.309 hồ sơ không đúng hạn làm Phú Thọ mất 0,961 điểm." in agriculture
    at = agriculture.index("Việc cần ít nhất để thêm điểm")
    assert agriculture[at + 1] == "- Thêm 44 hồ sơ có kết quả điện tử: +0,01 điểm."
    assert not any("phát sinh mới" in line for line in agriculture)  # the quarter was over
    assert not any("mất 0,000 điểm" in line for lines in slips.values() for line in lines)


def test_of_what_slips_lack_the_office_is_told(package: Package, sqlite_databases: Databases, tmp_path: Path) -> None:
    """Here the province's own result was not published; of the communes only scores are known."""
    assert LeftOutPart.LATE_COST not in {each.part for each in package.left_out}
    (tmp_path / "H44.yaml").write_text("agency: H44\nwhat_if: yes\n", "utf-8")
    made = Client.on(sqlite_databases.demo(), offices=tmp_path)
    post(made, "/v1/agencies", {"agencies": [{"code": "H44.999", "name": "Xã Mới", "level": "commune"}]})
    results = [{"agency": "H44.999", "code": code, "score": most, "max": most} for code, most in GROUPS.items()]
    body = {"period": "2026-Q3", "as_of": "2026-10-10T00:00:00Z", "results": results}
    post(made, "/v1/official-results", body)
    for level in ("departments", "communes"):
        publish(made.service, Order(Period.parse("2026-Q3"), Cohort.parse(f"H44.{level}")), ADMINISTRATOR)
    found = {(each.part, each.reason, each.code) for each in package_of(made.service, 1, "H44", ASKED).left_out}
    assert (LeftOutPart.LATE_COST, LeftOutReason.UNKNOWN, "H44.departments") in found
    assert (LeftOutPart.NEXT_STEPS, LeftOutReason.UNKNOWN, "H44.999") in found
    made.service.database.engine.dispose()


def test_the_bundled_files_leave_it_out() -> None:
    offices = Path("app/data/offices")
    assert "what_if: no" in (offices / "default.yaml").read_text("utf-8")
    assert "what_if" not in (offices / "H31.yaml").read_text("utf-8")
