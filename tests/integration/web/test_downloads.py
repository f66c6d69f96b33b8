"""What one sees, as files: tables for spreadsheets and for paper, drawings, and code for other sites."""

import csv
import io
import re
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import Client, Databases
from tests.integration.web.conftest import FORMULA, fill, site_on
from tests.integration.web.reading import read

RANKING, CARD = "/rankings/2026?", "/agencies/H44?period=2026"
COMPARISON = "/compare?agency=H31&agency=H44&period=2026"
PAGES = [RANKING, CARD, COMPARISON]
SVG = "{http://www.w3.org/2000/svg}"


def table(answer: Response) -> list[list[str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text[1:]), delimiter=";"))


def sheet_of(answer: Response) -> Worksheet:
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def footer_of(sheet: Worksheet) -> str | None:
    assert sheet.oddFooter
    assert sheet.oddFooter.center
    return sheet.oddFooter.center.text


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_a_csv_is_a_row_that_says_its_period_date_and_source(site: TestClient, page: str) -> None:
    heads, *lines = table(site.get(f"{page}&format=csv"))
    assert heads[-3:] == ["Kỳ", "Tính đến", "Nguồn"]
    assert {len(line) for line in lines} == {len(heads)} == {len(set(heads))}
    assert {(line[-3], line[-2]) for line in lines} == {("Năm 2026", "2026-10-10 00:00")}
    assert all(line[-1].endswith("và điểm công bố; Chưa công bố") for line in lines)


def test_a_card_as_csv(site: TestClient) -> None:
    answer = site.get(f"{CARD}&format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="tthc766-2026-H44.csv"'
    heads, *lines = table(answer)
    assert heads[:-4] == [
        "Nhóm chỉ số", "Chỉ số", "Tỷ lệ (%)", "Điểm", "Tối đa", "Trung bình", "So với trung bình", "Cao nhất", "Hạng",
        "Số đơn vị xếp hạng", "Căn cứ",
    ]  # fmt: skip
    assert len(lines) == 1 + 6 + 21
    assert lines[1][:-4] == [
        "Công khai, minh bạch", "", "", "8,07", "18", "10,46", "-2,39", "14,00", "26", "34", "Tính từ số liệu",
    ]  # fmt: skip
    assert ["Tiến độ giải quyết", "Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn", "89,05", "17,81", "20"] in [
        line[:5] for line in lines
    ]
    assert lines[0][-4] == "Phú Thọ"
    english = site.get(f"{CARD}&format=csv&lang=en").text
    assert "Transparency,,,8.07,18,10.46,-2.39,14.00,26,34,Computed,Phú Thọ,2026,2026-10-10 00:00," in english


def test_a_comparison_as_csv(site: TestClient) -> None:
    heads, *lines = table(site.get(f"{COMPARISON}&format=csv"))
    assert heads[2:-3] == [
        "Tối đa", "Hưng Yên: điểm", "Hưng Yên: hạng", "Phú Thọ: điểm", "Phú Thọ: hạng", "Trung bình",
        "Cao nhất trong các cơ quan so sánh",
    ]  # fmt: skip
    assert lines[0][:-3] == ["Tổng điểm", "", "100", "59,63", "28", "62,18", "19", "62,59", "Phú Thọ"]
    assert len(lines) == 1 + 6 + 21


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_ranks_of_too_few_are_not_in_files_either(site: TestClient, format: str) -> None:
    answer = site.get(f"/agencies/H44?period=2026-Q3&format={format}")
    if format == "csv":
        row = next(line for line in table(answer) if line[0] == "Tiến độ giải quyết")
        assert row[3:10] == ["17,35", "20", "", "", "", "", ""]
    else:
        values = [[cell.value for cell in row] for row in sheet_of(answer)]
        assert ["Tiến độ giải quyết", None, 86.76, 17.35, 20, None, None, None, None, None] in [
            row[:10] for row in values
        ]
        assert any(str(row[0]).startswith("Chỉ 1 trong 34 tỉnh, thành phố có điểm") for row in values)


@pytest.mark.parametrize("address", ["/rankings/2026-Q3?cohort=H31.departments", "/compare?agency=H31.2&agency=H31.3"])
def test_a_name_is_no_formula(busy_site: TestClient, address: str) -> None:
    text = busy_site.get(f"{address}&format=csv").text
    assert f"'{FORMULA}" in text
    assert not re.search(r'(^|;)"?[=+@]', text, re.MULTILINE)
    cells = [cell for row in sheet_of(busy_site.get(f"{address}&format=xlsx")) for cell in row]
    assert "f" not in {cell.data_type for cell in cells}


@pytest.mark.parametrize(("page", "frozen"), list(zip(PAGES, ["D5", "C5", "C5"], strict=True)))
def test_a_workbook_prints_on_a4(site: TestClient, page: str, frozen: str) -> None:
    sheet = sheet_of(site.get(f"{page}&format=xlsx"))
    setup, fits = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
    assert fits is not None
    assert fits.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert footer_of(sheet) == "Trang &P/&N"
    assert sheet.freeze_panes == frozen
    assert all(sheet.column_dimensions[cell.column_letter].width >= 8 for cell in sheet[4])  # type: ignore[union-attr]
    assert sheet["A2"].value == "Chưa công bố. Số liệu đến 00:00 10/10/2026"
    last = sheet.cell(sheet.max_row, 1).value
    assert isinstance(last, str)
    assert last.startswith("Nguồn: số liệu do các cơ quan báo cáo")
    assert last.endswith("Số liệu đến 00:00 10/10/2026. Chưa công bố.")


def test_numbers_of_a_workbook_are_numbers(site: TestClient) -> None:
    sheet = sheet_of(site.get(f"{CARD}&format=xlsx"))
    assert sheet["A1"].value == "Bảng điểm: Phú Thọ, năm 2026"
    assert [cell.value for cell in sheet[6]][:10] == [
        "Công khai, minh bạch", None, None, 8.07, 18, 10.46, -2.39, 14, 26, 34,
    ]  # fmt: skip
    assert (sheet["D6"].number_format, sheet["E6"].number_format, sheet["D6"].font.b) == ("0.00", "General", True)
    compared = sheet_of(site.get(f"{COMPARISON}&format=xlsx&lang=en"))
    assert compared["A1"].value == "Compare Hưng Yên and Phú Thọ, 2026"
    assert [cell.value for cell in compared[5]] == ["Total", None, 100, 59.63, 28, 62.18, 19, 62.59, "Phú Thọ"]
    assert footer_of(compared) == "Page &P of &N"


def test_who_publishes_stands_in_files(sqlite_databases: Databases) -> None:
    made = Client.on(sqlite_databases.demo(), publisher="Văn phòng & Sở", public_url="https://thutuc.example/chi-so")
    site = site_on(made)
    assert table(site.get(f"{RANKING}&format=csv"))[1][-1].startswith("Văn phòng & Sở; ")
    sheet = sheet_of(site.get(f"{RANKING}&format=xlsx"))
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("Nguồn: Văn phòng & Sở; ")
    assert "Nguồn: Văn phòng &amp; Sở; " in site.get(f"{CARD}&format=svg&chart=groups").text
    assert 'src="https://thutuc.example/chi-so/embed/rankings/2026"' in embed_code(site, RANKING)
    made.service.database.engine.dispose()


@pytest.mark.parametrize(
    "address",
    [
        f"{CARD}&format=svg&chart=groups",
        f"{COMPARISON}&format=svg&chart=groups",
        f"{RANKING}&format=svg&chart=scores",
    ],
)
def test_a_chart_stands_alone(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert re.fullmatch(
        r'attachment; filename="tthc766-2026-[\w-]+-(groups|scores).svg"', answer.headers["content-disposition"]
    )
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    drawing = ElementTree.fromstring(answer.text)
    words = " ".join(each.text or "" for each in drawing.iter(f"{SVG}text"))
    for text in ("năm 2026", "Trung bình", "Nguồn: số liệu do các cơ quan báo cáo", "Số liệu đến 00:00 10/10/2026"):
        assert text in words, text
    style = drawing.findtext(f"{SVG}style")
    assert style
    assert "var(" not in style
    assert "#8e1b1e" in style
    assert "sans-serif" in style
    assert not re.search(r"href|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", answer.text)
    ids = [each.get("id") for each in drawing.iter() if each.get("id")]
    assert len(ids) == len(set(ids))


def test_pages_lead_to_their_files(site: TestClient, busy_site: TestClient) -> None:
    for page, charts in ((CARD, ["groups"]), (COMPARISON, ["groups"]), (RANKING, ["scores"])):
        links = read(site, page).links
        found = [link for link in links if "format=" in link]
        asked = [parse_qs(urlsplit(link).query) for link in found]
        kinds = {("csv", None), ("xlsx", None), *(("svg", chart) for chart in charts)}
        assert {(each["format"][0], each.get("chart", [None])[0]) for each in asked} == kinds
        assert all(site.get(link).headers["content-disposition"].startswith("attachment") for link in found)
    history = read(busy_site, "/agencies/H31.3?period=2026-Q3").links
    (link,) = [each for each in history if "chart=history" in each]
    assert "Thứ hạng của Sở Nội vụ qua các kỳ" in busy_site.get(link).text


def embed_code(site: TestClient, page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", site.get(page).text, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("language", ["", "&lang=en"])
@pytest.mark.parametrize("page", PAGES)
def test_the_code_to_embed_leads_to_what_may_be_framed(site: TestClient, page: str, language: str) -> None:
    frame = ElementTree.fromstring(embed_code(site, f"{page}{language}"))
    assert (frame.tag, frame.get("lang")) == ("iframe", "en" if language else "vi")
    assert frame.get("title")
    address = frame.get("src") or ""
    assert address.startswith("/embed/")
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].endswith("frame-ancestors *")
    assert f'<html lang="{frame.get("lang")}">' in answer.text
    assert "<textarea" not in answer.text


def test_no_title_breaks_the_code_to_embed(sqlite_databases: Databases) -> None:
    made = Client.on(sqlite_databases.migrated())
    fill(made)
    frame = ElementTree.fromstring(embed_code(site_on(made), "/compare?agency=H31.1&agency=H31.3&period=2026-Q3"))
    assert "<script>alert(1)</script>" in (frame.get("title") or "")
    assert Decimal(frame.get("height", "0")) > 0
    made.service.database.engine.dispose()
