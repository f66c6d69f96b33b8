"""What offices have is read as it is; what cannot be read is told once, by its cell."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from app.readers.uploads.formats import Format
from tests.conftest import Client, Databases
from tests.integration.submissions.natural_sheets import (
    COMMUNES,
    DEPARTMENTS,
    HEADING,
    LABELS,
    ROWS,
    TITLE,
    Table,
    counts,
    register,
    saved,
    workbook,
)

PERIOD = "2026-08"


class Office(Client):
    """A provincial office with its key, and its agencies."""

    def prepare(self) -> None:
        self.own = self.key("H31")
        assert self.post_workbook("/v1/agencies", register()).json()["changed"] == len(DEPARTMENTS) + len(COMMUNES)

    def post_workbook(self, path: str, content: bytes, **headers: str) -> Any:
        return self.post(path, content=content, headers={**self.own, "Content-Type": Format.XLSX, **headers})

    def counts(self, content: bytes, period: str | None = PERIOD) -> Any:
        """What is answered to a dry run of statistics."""
        return self.post_workbook(f"/v1/statistics?dry_run=true{f'&period={period}' if period else ''}", content).json()

    def holds(self, agency: str, count: int) -> bool:
        """Whether this count of the agency stands."""
        return f'"value":{count},' in self.get(f"/v1/scores/{PERIOD}/{agency}?trace=true").text


@pytest.fixture(scope="module")
def office(sqlite_databases: Databases) -> Iterator[Office]:
    made = Office.on(sqlite_databases.migrated())
    made.prepare()
    yield made
    made.service.database.engine.dispose()


def faults(answer: Any) -> list[tuple[str, str | None]]:
    return [(each["code"], each["cell"]) for each in answer["errors"]]


def warnings(answer: Any) -> list[str]:
    return [each["code"] for each in answer["warnings"] or []]


def test_the_office_s_sheet_is_stored(sqlite_databases: Databases) -> None:
    made = Office.on(sqlite_databases.migrated())
    made.prepare()
    content = counts([None, "Tổng cộng", 600, 540], [], [None, "Người lập biểu", None, "TRƯỞNG PHÒNG"])
    answer = made.post_workbook(f"/v1/statistics?period={PERIOD}", content)
    assert (answer.status_code, answer.json()["figures"], answer.json()["warnings"]) == (201, 6, None)
    assert all(made.holds(code, count) for code, count in zip(DEPARTMENTS, (100, 200, 300), strict=True))
    made.service.database.engine.dispose()


def test_without_a_register_one_fault_says_so(sqlite_databases: Databases) -> None:
    made = Office.on(sqlite_databases.migrated())
    made.own = made.key("H31")
    assert faults(made.counts(counts())) == [("no_agencies_registered", "B4")]
    made.service.database.engine.dispose()


@pytest.mark.parametrize(
    "heading",
    [
        ("STT", "Đơn vị", *LABELS),
        ("TT", "Mã định danh", *LABELS),
        ("No.", "Agency", "Dossiers received and handled in the period", "Dossiers handled by the promised day"),
        ("STT", "agency", "dossiers_received", "dossiers_on_time"),
        ("STT", "ĐƠN VỊ ", f"{LABELS[0]} (dossiers_received)", f"{LABELS[1]} (hồ sơ)"),
        ("STT", "Cơ quan, đơn vị", "Ho so tiep nhan va xu ly trong ky", "Dossiers on time"),
    ],
    ids=["labels", "a name below a code's heading", "English", "codes", "codes beside", "without accents"],
)
def test_headings(office: Office, heading: Sequence[str]) -> None:
    answer = office.counts(counts(heading=heading))
    assert (answer.get("errors"), answer.get("figures")) == ([], 6)


@pytest.mark.parametrize(
    "table",
    [
        (["STT", "Đơn vị", "Hồ sơ"], [None, None, *LABELS], *ROWS),
        (["STT", "Đơn vị", *LABELS], [None, "agency", "dossiers_received", "dossiers_on_time"], *ROWS),
        (["STT", "Đơn vị", *LABELS], ["(1)", "(2)", "(3)", "(4) = (3) - (5)"], *ROWS),
        (["STT", "Đơn vị", *LABELS], ["A", "B", "1", "2"], *ROWS),
        (["STT", "Đơn vị", *LABELS], *ROWS[:2], HEADING, ROWS[2]),
        (["STT", "Đơn vị", "Hồ sơ"], [None, None, *(label.removeprefix("Hồ sơ ") for label in LABELS)], *ROWS),
        (["STT", "Đơn vị", *LABELS], [None, "Khối sở, ban, ngành"], *ROWS, [None, "Phường Phố Hiến"]),
        (["STT", "Đơn vị", *LABELS], ["I", "Sở, ban, ngành"], *ROWS, ["II", "Xã, phường"]),
        (HEADING, ROWS[0], [None, "Cộng", 100, 90], *ROWS[1:], [0, "Cộng", 500, 450], ["Tổng cộng", None, 600, 540]),
        (["STT", "Đơn vị", *LABELS], *ROWS, ["Tổng số:", None, "=SUM(C2:C4)", "=SUM(D2:D4)"]),
    ],
    ids=[
        "merged", "two languages", "numbers", "letters", "pages", "joined", "groups", "sections", "subtotals",
        "formulas",
    ],
)  # fmt: skip
def test_tables(office: Office, table: Table) -> None:
    answer = office.counts(workbook({"T8": [*TITLE, *table]}))
    assert (answer.get("errors"), answer.get("figures")) == ([], 6)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Sở Nội vụ", None),
        ("  sở  nội vụ ", None),
        ("So Noi vu", None),
        ("H31.01", None),
        ("h31.01", None),
        ("UBND phường Phố Hiến", None),
        ("Phố Hiến", None),
        ("Xã Phố Hiến", "agency_name_unknown"),
        ("Sở Nội vu x", "agency_name_unknown"),
        ("Sở Y tế Phú Thọ", "agency_name_unknown"),
        ("x" * 300, "agency_name_unknown"),
    ],
)
def test_names(office: Office, name: str, code: str | None) -> None:
    answer = office.counts(counts(rows=[[1, name, 5, 5]]))
    assert faults(answer) == ([(code, "B4")] if code else [])


def test_the_nearest_name_is_offered(office: Office) -> None:
    assert "Sở Tài chính?" in office.counts(counts(rows=[[1, "Sở Tài chín", 5, 5]]))["errors"][0]["detail_vi"]


def test_names_that_several_bear_and_former_names(sqlite_databases: Databases) -> None:
    made = Office.on(sqlite_databases.migrated())
    made.prepare()
    names = (("H31.201", "Xã Minh Châu"), ("H31.202", "Xã Minh Châu"), ("H31.203", "Xã Minh Chầu"))
    rows = [{"code": code, "name": name, "level": "commune"} for code, name in names]
    rows.append({"code": "H31.01", "name": "Sở Nội vụ và Lao động", "name_from": "2026-09-01"})
    assert made.post("/v1/agencies", json={"agencies": rows}, headers=made.own).status_code == 200
    answer = made.counts(counts(rows=[[1, "Xã Minh Châu", 5, 5], [2, "Xa Minh Chau", 5, 5], [3, "Sở Nội vụ", 1, 1]]))
    assert faults(answer) == [("agency_ambiguous", "B4"), ("agency_ambiguous", "B5")]
    said = [each["detail_vi"] for each in answer["errors"]]
    assert "H31.201 Xã Minh Châu, H31.202 Xã Minh Châu." in said[0]
    assert "H31.203 Xã Minh Chầu" in said[1]
    gone = [{"code": "H31.202", "valid_to": "2026-07-31"}]
    assert made.post("/v1/agencies", json={"agencies": gone}, headers=made.own).status_code == 200
    assert faults(made.counts(counts(rows=[[1, "Xã Minh Châu", 5, 5]]))) == []
    made.service.database.engine.dispose()


def test_a_name_beside_the_code_of_another(office: Office) -> None:
    heading = ["Mã đơn vị", "Tên đơn vị", LABELS[0]]
    rows = [["H31.01", "Sở Nội vụ", 1], ["H31.02", "Sở Giáo dục và Đào tạo", 2], ["H31.03", "Sở GD&ĐT", 3]]
    assert faults(office.counts(workbook({"S": [heading, *rows]}))) == [("agency_name_differs", "B3")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (counts([None, "Tổng cộng", 601, 540]), [("total_differs", "C7")]),
        (counts(heading=("STT", "Đơn vị", "Hồ sơ nhận", LABELS[1])), [("unknown_measure", "C3")]),
        (counts(heading=("STT", "Đơn vị", LABELS[0], LABELS[0])), [("key_repeated", "D3")]),
        (counts(heading=("STT", "Đon vij", *LABELS)), [("unknown_measure", "B3")]),
        (counts(heading=("STT", None, *LABELS)), [("column_missing", None)]),
        (counts(heading=("STT", "Tên đầu mối", "Số 1", "Số 2")), [("table_not_found", None)]),
        (counts(rows=[[1, "Sở Nội vụ", 100, 90, 7], [2, "Sở Tài chính", 2, 1, 8]]), [("column_unnamed", "E4")]),
        (counts(rows=[[1, "Sở Nội vụ", "=1+1", 9]]), [("formula_without_value", "C4")]),
        (counts(rows=[[1, "Sở Nội vụ", "1.234", 9]]), [("number_ambiguous", "C4")]),
        (counts(rows=[[1, None, 5, 4]]), [("field_missing", None)]),
        (counts(rows=[[1, "Sở Nội vụ", 5], [2, "Sở Nội vụ", 6]]), [("figure_repeated", "C5")]),
    ],
    ids=[
        "total", "heading", "heading twice", "key misspelt", "no key", "no table", "no heading", "formula", "number",
        "no name", "twice",
    ],
)  # fmt: skip
def test_one_cause_is_one_fault(office: Office, content: bytes, expected: list[tuple[str, str | None]]) -> None:
    assert faults(office.counts(content)) == expected


def test_a_fault_names_its_worksheet_and_cell_beside_line_and_column(office: Office) -> None:
    (fault,) = office.counts(counts([None, "Cộng", 601, 540]))["errors"]
    assert {name: fault[name] for name in ("sheet", "cell", "line", "column", "pointer")} == {
        "sheet": "T8", "cell": "C7", "line": 7, "column": "dossiers_received", "pointer": None,
    }  # fmt: skip
    assert "601" in fault["detail_vi"]
    assert "600" in fault["detail_vi"]


def test_the_nearest_label_is_offered(office: Office) -> None:
    (fault,) = office.counts(counts(heading=("STT", "Đơn vị", "Hồ sơ tiếp nhận, xử lý trong kỳ", LABELS[1])))["errors"]
    assert f"có phải {LABELS[0]}?" in fault["detail_vi"]


def test_a_total_of_what_is_no_count_is_not_checked(office: Office) -> None:
    content = counts([None, "Tổng cộng", 9, 540], rows=[[1, "Sở Nội vụ", "x", 540]])
    assert faults(office.counts(content)) == [("number_invalid", "C4")]


def test_without_a_period_one_fault_says_so(office: Office) -> None:
    assert [code for code, _ in faults(office.counts(counts(), period=None))] == ["period_missing"]


def test_several_worksheets(office: Office) -> None:
    sheets: dict[str, Table] = {
        "Bìa": [["Kính gửi"]],
        "Sở": [*TITLE, HEADING, *ROWS],
        "Xã": [HEADING, [1, "Phường Phố Hiến", 7, 7]],
        "Danh bạ": [["Đơn vị", "Điện thoại"], ["Sở Nội vụ", 1]],
    }
    answer = office.counts(workbook(sheets))
    assert (answer["figures"], warnings(answer)) == (8, ["sheets_not_read"])
    assert "Bìa, Danh bạ" in answer["warnings"][0]["detail_vi"]


def test_a_hidden_worksheet_is_named(office: Office) -> None:
    content = workbook(
        {"T7": [HEADING, [1, "Sở Nội vụ", 9, 9]], "T8": [HEADING, *ROWS]},
        lambda made: setattr(made.worksheets[0], "sheet_state", "hidden"),
    )
    answer = office.counts(content)
    assert (answer["figures"], warnings(answer)) == (6, ["sheets_hidden"])


def test_worksheets_of_two_months_are_one_fault(office: Office) -> None:
    answer = office.counts(workbook({"T7": [HEADING, *ROWS], "T8": [HEADING, *ROWS]}))
    assert faults(answer) == [("sheets_ambiguous", "C2")]
    assert "T7, T8" in answer["errors"][0]["detail_vi"]


def test_columns_and_rows_that_are_not_read_are_named(office: Office) -> None:
    heading = (*HEADING, "Tỷ lệ đúng hạn (%)", "Ghi chú")
    content = counts([None, "Trung bình", 200, 180], heading=heading, rows=[[1, "Sở Nội vụ", 100, 90, 0.9, "xem lại"]])
    answer = office.counts(content)
    assert (answer["figures"], warnings(answer)) == (2, ["columns_not_read", "averages_not_read"])
    assert "Tỷ lệ đúng hạn (%), Ghi chú" in answer["warnings"][0]["detail_vi"]


RESULTS = ["STT", "Đơn vị", "Tổng điểm", "Xếp hạng", "Số đơn vị xếp hạng"]


def test_published_results_by_agency(sqlite_databases: Databases) -> None:
    """One column of scores: a rank beside it is its own. Several: it is not known whose it is."""
    made = Office.on(sqlite_databases.migrated())
    made.prepare()
    path = f"/v1/official-results?period={PERIOD}"
    rows = [[1, "Sở Nội vụ", 91.5, 1, 3], [2, "Sở Tài chính", 80, 2, 3]]
    answer = made.post_workbook(path, workbook({"S": [RESULTS, *rows]})).json()
    assert (answer["figures"], answer["warnings"]) == (2, None)
    card = made.get(f"/v1/scores/{PERIOD}/H31.02?basis=official").json()
    assert (card["total"]["score"], card["total"]["rank"]) == (80.0, 2)
    heading = ["Đơn vị", "Tổng điểm", "Tiến độ giải quyết", "CKMB", "Hạng", "TDGQ.rate"]
    answer = made.post_workbook(path, workbook({"S": [heading, ["Sở Nội vụ", 91.5, 19, 99, 1, 95.5]]})).json()
    assert [cell for _, cell in faults(answer)] == ["D2"]
    made.service.database.engine.dispose()


def marked(office: Office, content: bytes, accept: str = Format.XLSX) -> Any:
    return office.post_workbook(f"/v1/statistics?period={PERIOD}", content, Accept=accept)


def test_a_refused_workbook_comes_back_marked(office: Office) -> None:
    def change(made: Workbook) -> None:
        made.worksheets[0]["C4"].comment = Comment("hỏi lại", "Lan")
        made.worksheets[0].column_dimensions["B"].width = 50

    table: Table = [*TITLE, HEADING, [1, "Sở Nội vụ", "1.234", 9], [2, "Sở Tài chín", 5, 4]]
    answer = marked(office, workbook({"T8": table}, change))
    assert (answer.status_code, answer.headers["content-type"]) == (422, Format.XLSX)
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Lỗi", "T8"]
    sheet = book["T8"]
    comments = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert set(comments) == {"C4", "B5"}
    assert comments["C4"].startswith("hỏi lại\n\n1.234 có thể hiểu hai cách")
    assert "Sở Tài chính" in comments["B5"]
    assert sheet["B5"].fill.fgColor.rgb == "00FFC7CE" != sheet["B4"].fill.fgColor.rgb
    assert (sheet["B4"].value, sheet.column_dimensions["B"].width) == ("Sở Nội vụ", 50)
    listed = [(row[0].value, row[1].value) for row in book["Lỗi"].iter_rows(min_row=2)]
    assert listed == [("T8", "C4"), ("T8", "B5")]

    sheet["B5"] = "Sở Tài chính"
    again = load_workbook(io.BytesIO(marked(office, saved(book)).content))
    assert again.sheetnames == ["Lỗi", "T8"]
    assert [cell.coordinate for row in again["T8"] for cell in row if cell.comment] == ["C4"]
    assert again["T8"]["B5"].fill.fill_type is None


def sprawling() -> bytes:
    """A range that is merged over a whole worksheet, which openpyxl would take apart into its cells."""
    with zipfile.ZipFile(io.BytesIO(counts([None, "Cộng", 1, 1]))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="A1:D1"', b'ref="A9:XFD1048576"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "accept"),
    [
        (counts([None, "Cộng", 1, 1]), "application/json"),
        (counts([None, "Cộng", 1, 1]), "*/*"),
        (b"no workbook", Format.XLSX),
        (sprawling(), Format.XLSX),
    ],
    ids=["JSON is wanted", "anything", "no workbook", "what grows beyond all bounds"],
)  # fmt: skip
def test_otherwise_the_problem_is_answered(office: Office, content: bytes, accept: str) -> None:
    answer = marked(office, content, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_marked_answer_can_be_had_again(office: Office) -> None:
    """What is kept for an idempotent request is the problem; whoever asks with another Accept gets that."""
    content, name = counts([None, "Cộng", 1, 1]), {"Idempotency-Key": "marked"}
    path = f"/v1/statistics?period={PERIOD}"
    first = office.post_workbook(path, content, Accept=Format.XLSX, **name)
    again = office.post_workbook(path, content, Accept=Format.XLSX, **name)
    assert [each.headers["content-type"] for each in (first, again)] == [Format.XLSX] * 2
    assert again.headers["idempotency-replayed"] == "true"
    assert office.post_workbook(path, content, **name).json()["errors_total"] == 2


def test_a_good_workbook_is_answered_in_json(office: Office) -> None:
    answer = office.post_workbook(f"/v1/statistics?period={PERIOD}&dry_run=true", counts(), Accept=Format.XLSX)
    assert (answer.status_code, answer.json()["figures"]) == (200, 6)


def test_headings_and_names_without_end_take_no_time(office: Office) -> None:
    """What is sought for each of them is sought for few, and not in long texts."""
    odd = [f"Hồ sơ tiếp nhận số {number}" + " " * 9_000 + "(" for number in range(20)]
    many = [f"Hồ sơ tiếp nhận, xử lý {number}" for number in range(900)]
    answer = office.counts(workbook({"T8": [["Đơn vị", LABELS[0], *many, *odd], ["Sở Nội vụ", 1]]}))
    assert answer["errors_total"] == 920
    hints = [each for each in answer["errors"] if "có phải" in each["detail_vi"]]
    assert len(hints) == 20
    rows = [[number, f"Sở Nội vu {number}", 1] for number in range(100)]
    answer = office.counts(counts(rows=rows))
    assert answer["errors_total"] == 100
    assert sum("có phải" in each["detail_vi"] for each in answer["errors"]) == 50


SECTIONS: Table = (
    ["I", "Sở, ban, ngành", 600, 540],
    *ROWS,
    ["II. Khối xã, phường", None, 70, 65],
    [1, "Phường Phố Hiến", 50, 45],
    [2, "Xã Tân Hưng", 20, 20],
    ["Tổng cộng", None, 670, 605],
)


def with_line(number: int, line: Sequence[Any]) -> Table:
    return [*SECTIONS[:number], line, *SECTIONS[number + 1 :]]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (SECTIONS, []),
        (with_line(0, ["I", "Sở, ban, ngành", "=SUM(C5:C7)", None]), []),
        (with_line(0, ["I", "Sở, ban, ngành", 601, 540]), [("section_differs", "C4")]),
        (with_line(4, [None, "II. Các xã, phường", 70, 66]), [("section_differs", "D8")]),
        (with_line(7, ["III", "Cấp huyện", 5, 5]), []),
        ([*ROWS, ["II", "Sở Không có", 70, 65]], [("agency_name_unknown", "B7")]),
        ([*ROWS, ["II", "H31", 0, 0]], []),
    ],
    ids=["sums", "formulas", "first", "last", "without rows", "no group", "an agency"],
)
def test_sections_are_checked_against_their_rows(
    office: Office, table: Table, expected: list[tuple[str, str | None]]
) -> None:
    answer = office.counts(workbook({"T8": [*TITLE, HEADING, *table]}))
    assert faults(answer) == expected


def test_sections_are_no_rows(office: Office) -> None:
    assert office.counts(workbook({"T8": [*TITLE, HEADING, *SECTIONS]}))["figures"] == 10


def test_a_section_of_scores_is_named(office: Office) -> None:
    table: Table = [["Đơn vị", "Tiến độ giải quyết"], ["I. Sở, ban, ngành", 17.5], ["Sở Nội vụ", 18.5]]
    answer = office.post_workbook("/v1/official-results?dry_run=true&period=2026-Q3", workbook({"Điểm": table})).json()
    assert (answer["figures"], warnings(answer)) == (1, ["averages_not_read"])


def titled(title: str, heading: Sequence[Any] = HEADING, rows: Table = ROWS) -> Table:
    return [["UBND TỈNH HƯNG YÊN", None, "Hưng Yên, ngày 05 tháng 9 năm 2026"], [None, title], heading, *rows]


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"T": titled("Số liệu tháng 8 năm 2026")}, []),
        ({"T": titled("Số liệu tháng 9 năm 2026")}, [("title_period_differs", "B2")]),
        ({"T": titled("Số liệu quý III/2026")}, [("title_period_differs", "B2")]),
        ({"T": titled("Tháng 7/2026. Tháng 9/2026")}, []),
        ({"T": titled("Tháng 9/2026", (*HEADING, "Kỳ"), [[*ROWS[0], "2026-08"]])}, []),
        (
            {"A": titled("Tháng 9/2026", rows=ROWS[:1]), "B": titled("Tháng 9/2026", rows=ROWS[1:])},
            [("title_period_differs", "B2")],
        ),
    ],
    ids=["the same", "another", "a quarter", "two", "a column", "two worksheets"],
)
def test_a_title_must_agree_with_the_period(
    office: Office, sheets: dict[str, Table], expected: list[tuple[str, str | None]]
) -> None:
    assert faults(office.counts(workbook(sheets))) == expected


def test_days_are_read_with_the_day_first(office: Office) -> None:
    table = [["Mã định danh", "Đến ngày"], ["H31.01", "01/07/2027"], ["H31.02", "31/9/2026"]]
    answer = office.post_workbook("/v1/agencies?dry_run=true", workbook({"Danh mục": table})).json()
    assert faults(answer) == [("day_invalid", "B3")]
    answer = office.post_workbook("/v1/agencies?dry_run=true", workbook({"Danh mục": table[:2]})).json()
    assert answer["items"][0]["valid_to"] == "2027-07-01"
