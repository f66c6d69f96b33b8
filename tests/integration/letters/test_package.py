"""What goes to all agencies: the letter, its annexes, a slip for each; as one file, and on the command line."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook
from typer.testing import CliRunner

from app.cli.main import app
from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from tests.conftest import SECRET, Client, Databases
from tests.integration.web.conftest import GROUPS, post

DEPARTMENTS = {"H31.1": "Sở Nội vụ", "H31.2": "Sở Y tế - Tỉnh Hưng Yên", "H31.3": "=1+1", "H31.4": "Thanh tra tỉnh"}
COMMUNES = {"H31.201": "Xã A", "H31.202": "Phường B"}
OFFICE = """
agency: H31
issuing_body: Văn phòng
parent_body: "{body}"
issuer: Văn phòng UBND tỉnh
sign: VPUB
signer_title: [Chánh Văn phòng]
signer_name: Người ký
grades: [{name: Tốt, at_least: 80}, {name: Khá, at_least: 60}]
tasks:
  - {rule: below_average, text: "Nâng điểm {group} thêm {distance} điểm", days: 30}
  - {agencies: [H31.2], text: Báo cáo nguyên nhân, deadline: 2026-12-01}
"""


def send(client: Client, period: str, less: dict[str, int]) -> None:
    """Group scores: each group's maximum, less so many points."""
    results: list[dict[str, Any]] = [
        {"agency": agency, "code": code, "score": most - lost, "max": most}
        for agency, lost in less.items()
        for code, most in GROUPS.items()
    ]
    post(client, "/v1/official-results", {"period": period, "as_of": "2026-10-10T00:00:00Z", "results": results})


@pytest.fixture(scope="module")
def client(sqlite_databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Editions of Hưng Yên's departments (1) and communes (2), and of its departments in the quarter before (3)."""
    folder = tmp_path_factory.mktemp("offices")
    (folder / "H31.yaml").write_text(OFFICE, "utf-8")
    made = Client.on(sqlite_databases.migrated(), offices=folder)
    levels = {**dict.fromkeys(DEPARTMENTS, "department"), **dict.fromkeys(COMMUNES, "commune")}
    names = {**DEPARTMENTS, **COMMUNES}
    agencies = [{"code": code, "name": names[code], "level": level} for code, level in levels.items()]
    post(made, "/v1/agencies", {"agencies": agencies})
    send(made, "2026-Q2", {"H31.1": 2, "H31.2": 2, "H31.3": 2})
    send(made, "2026-Q3", {"H31.1": 1, "H31.2": 3, "H31.3": 2, "H31.201": 1, "H31.202": 4})
    for period, cohort in (("2026-Q3", "H31.departments"), ("2026-Q3", "H31.communes"), ("2026-Q2", "H31.departments")):
        publish(made.service, Order(Period.parse(period), Cohort.parse(cohort)), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


@pytest.fixture(scope="module")
def files(client: Client) -> dict[str, bytes]:
    answer = client.get("/v1/editions/1/package/H31?number=12&date=2026-11-05", headers=client.key("H31"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="package-H31-2026-Q3.zip"'
    assert "annex" not in answer.headers["left-out"].partition("letter;of=provinces")[2]
    return unpacked(answer.content)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text_of(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    paragraphs = ("".join(node.text or "" for node in each.iter(qn("w:t"))) for each in body.iter(qn("w:p")))
    return "\n".join(paragraphs)


def rows_of(content: bytes, place: int) -> list[list[str]]:
    table = docx.Document(io.BytesIO(content)).tables[place]
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_what_it_holds(files: dict[str, bytes]) -> None:
    slips = [f"phieu/{code}.docx" for code in ("H31.1", "H31.3", "H31.2", "H31.201", "H31.202")]
    assert list(files) == ["cong-van.docx", "phu-luc.docx", "phu-luc.xlsx", *slips, "khong-neu.txt"]


def test_the_letter_sums_up_each_cohort_and_names_the_annexes(files: dict[str, bytes]) -> None:
    text = text_of(files["cong-van.docx"])
    assert "Các sở, ban, ngành: 3/4 đơn vị được xếp hạng; cao nhất là Sở Nội vụ (94 điểm); trung bình 88 điểm" in text
    assert ", 1 đơn vị thấp hơn trung bình." in text
    assert "Các xã, phường, đặc khu: 2/2 đơn vị được xếp hạng; cao nhất là Xã A (94 điểm)" in text
    assert "Phụ lục I (kết quả của các sở, ban, ngành quý III/2026), Phụ lục II (kết quả của các xã" in text
    assert "Phụ lục III (nhiệm vụ của từng đơn vị)" in text
    assert "Tổng điểm" not in text  # of the province itself nothing was published


def test_the_annexes_rank_with_groups_change_and_grade(files: dict[str, bytes]) -> None:
    head, *rows = rows_of(files["phu-luc.docx"], 0)
    assert head[:2] == ["TT", "Cơ quan, đơn vị"]
    assert head[-4:] == ["Tổng điểm", "Xếp hạng", "Thay đổi so với kỳ trước", "Xếp loại"]
    assert rows[0] == ["1", "Sở Nội vụ", "17", "19", "11", "9", "21", "17", "94", "1/3", "+6", "Tốt"]
    assert rows[1] == ["2", "=1+1", "16", "18", "10", "8", "20", "16", "88", "2/3", "0", "Tốt"]
    assert rows[2] == ["3", "Sở Y tế", "15", "17", "9", "7", "19", "15", "82", "3/3", "\u22126", "Tốt"]
    assert rows[3] == ["", "Trung bình", "16", "18", "10", "8", "20", "16", "88", "", "", ""]
    # Of the communes nothing is known of the quarter before: that column is left out.
    assert rows_of(files["phu-luc.docx"], 1)[0][-3:] == ["Tổng điểm", "Xếp hạng", "Xếp loại"]
    assert "(Kèm theo Công văn số 12/vpub ngày 05 tháng 11 năm 2026" not in text_of(files["phu-luc.docx"])
    assert "(Kèm theo Công văn số 12/VPUB ngày 05 tháng 11 năm 2026" in text_of(files["phu-luc.docx"])


def test_tasks_come_from_findings_and_from_the_office(files: dict[str, bytes]) -> None:
    head, *rows = rows_of(files["phu-luc.docx"], 2)
    assert head == ["TT", "Cơ quan, đơn vị", "Nhiệm vụ", "Thời hạn"]
    tasks = [(row[1], row[2], row[3]) for row in rows]
    assert ("Sở Y tế", "Nâng điểm Thanh toán trực tuyến thêm 1 điểm", "Trước ngày 5/12/2026") in tasks
    assert ("Sở Y tế", "Báo cáo nguyên nhân", "Trước ngày 1/12/2026") in tasks
    assert {name for name, *_ in tasks} == {"Sở Y tế", "Phường B"}


def test_the_workbook_has_numbers_and_no_formulas(files: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(files["phu-luc.xlsx"]))
    assert book.sheetnames == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]
    first = [[cell.value for cell in row] for row in book["Phụ lục I"].iter_rows(min_row=4, max_row=6)]
    assert [row[:3] for row in first] == [[1, "H31.1", "Sở Nội vụ"], [2, "H31.3", "'=1+1"], [3, "H31.2", "Sở Y tế"]]
    assert [(row[9], row[10], row[11], row[12]) for row in first] == [
        (94, 1, 6, "Tốt"),
        (88, 2, 0, "Tốt"),
        (82, 3, -6, "Tốt"),
    ]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book["Phụ lục I"].page_setup.orientation == "landscape"


def test_each_agency_gets_its_own_slip(files: dict[str, bytes]) -> None:
    text = text_of(files["phieu/H31.2.docx"])
    assert "Sở Y tế, quý III năm 2026" in text
    assert "82/100 điểm" in text
    assert "- Báo cáo nguyên nhân. Trước ngày 1/12/2026." in text
    assert "Sở Nội vụ" not in text


def test_the_office_is_told_what_is_left_out(files: dict[str, bytes]) -> None:
    told = files["khong-neu.txt"].decode("utf-8-sig").splitlines()
    assert "Thanh tra tỉnh: cơ quan – chưa có số liệu." in told
    assert "Phụ lục II: thay đổi so với kỳ trước – chưa có số liệu." in told
    assert any(each.startswith("Tỉnh, thành phố: kết quả của chính cơ quan – chưa có bản công bố") for each in told)
    assert not any("xếp loại" in each for each in told)


def test_without_a_key_everything_is_a_draft(client: Client, files: dict[str, bytes]) -> None:
    drafts = unpacked(client.get("/v1/editions/1/package/H31?number=12&date=2026-11-05").content)
    assert drafts.keys() == files.keys()
    for found, marked in ((drafts, True), (files, False)):
        for name, content in found.items():
            if name.endswith(".docx"):
                header = docx.Document(io.BytesIO(content)).sections[0].first_page_header
                assert ("DỰ THẢO" in [each.text for each in header.paragraphs]) == marked, name
        sheet = load_workbook(io.BytesIO(found["phu-luc.xlsx"])).worksheets[0]
        assert (sheet["A2"].value == "DỰ THẢO") == marked


def test_grades_and_deadlines_are_told_only_where_the_office_sets_them(client: Client) -> None:
    made = Client.on(client.service.settings.database_url)
    found = unpacked(made.get("/v1/editions/1/package/H31").content)
    assert "Xếp loại" not in rows_of(found["phu-luc.docx"], 0)[0]
    assert rows_of(found["phu-luc.docx"], 2)[0] == ["TT", "Cơ quan, đơn vị", "Nhiệm vụ"]
    made.service.database.engine.dispose()


def test_the_same_files_again(client: Client, files: dict[str, bytes]) -> None:
    again = client.get("/v1/editions/1/package/H31?number=12&date=2026-11-05", headers=client.key())
    assert {name: content for name, content in unpacked(again.content).items() if name.endswith((".docx", ".txt"))} == {
        name: content for name, content in files.items() if name.endswith((".docx", ".txt"))
    }


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("9/package/H31", 404, "unknown_edition"),
        ("1/package/H44", 404, "agency_not_in_edition"),
        ("1/package/H31.1", 404, "agency_not_in_edition"),
        ("1/package/H31?number=<b>", 422, "query_invalid"),
        ("1/package/H31?format=pdf", 422, "query_invalid"),
    ],
)
def test_what_cannot_be_had(client: Client, address: str, status: int, code: str) -> None:
    answer = client.get(f"/v1/editions/{address}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_with_no_annex_published_it_is_the_letter_alone(reader: Client) -> None:
    found = unpacked(reader.get("/v1/editions/1/package/H44").content)
    assert list(found) == ["cong-van.docx", "khong-neu.txt"]
    assert "62,18/100 điểm" in text_of(found["cong-van.docx"])
    assert "Sở, ban, ngành: phụ lục – chưa có bản công bố" in found["khong-neu.txt"].decode("utf-8-sig")


def test_the_commands_write_the_same_files(
    client: Client, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = client.service.settings
    monkeypatch.setenv("TTHC766_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TTHC766_OFFICES", str(settings.offices))
    monkeypatch.setenv("TTHC766_KEY_SECRET", SECRET)
    monkeypatch.setenv("TTHC766_PUBLIC_URL", "http://testserver")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        app, ["editions", "package", "1", "H31", "-o", "p.zip", "--number", "12", "--date", "2026-11-05"]
    )
    assert (done.exit_code, done.stdout) == (0, "p.zip\n"), done.output
    assert "Thanh tra tỉnh: cơ quan – chưa có số liệu." in done.stderr
    written = unpacked((tmp_path / "p.zip").read_bytes())
    assert written["cong-van.docx"] == files["cong-van.docx"]
    letter = CliRunner().invoke(app, ["editions", "letter", "1", "H31.2"])
    assert (letter.exit_code, letter.stdout) == (0, "letter-H31.2-2026-Q3.docx\n"), letter.output
    assert "DỰ THẢO" not in text_of((tmp_path / "letter-H31.2-2026-Q3.docx").read_bytes())
    refused = CliRunner().invoke(app, ["editions", "letter", "1", "H44"])
    assert refused.exit_code == 1
