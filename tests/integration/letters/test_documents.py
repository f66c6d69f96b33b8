"""The documents: their layout, their escaping, an office's own template, what a browser is told."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Length
from starlette.requests import Request

from app.api.http.problems import problem_response
from app.api.routes.letters import LetterFormat, LetterQuery, letter_response, wanted
from app.api.views.letter_documents import TEMPLATE
from app.domain.errors import Refusal
from app.domain.office import Recipient
from app.services.letters.compose import Letter
from tests.integration.letters.conftest import Writes
from tests.integration.letters.test_february_2025 import docx_text, page_text
from tools.letter_template import make

TRICKY = "<b>A & B</b> {{ 7*7 }} {% x %}"


@pytest.fixture(scope="module")
def letter(letter_of: Writes) -> Letter:
    return letter_of("2025-02", "H31")


def opened(letter: Letter) -> Document:
    return docx.Document(io.BytesIO(bytes(letter_response(letter, LetterFormat.DOCX).body)))


def millimetres(length: Length | None) -> int:
    assert length is not None
    return int(length.mm + 0.5)


def test_the_layout_of_decree_30(letter: Letter) -> None:
    document = opened(letter)
    section = document.sections[0]
    assert [millimetres(each) for each in (section.page_width, section.page_height)] == [210, 297]
    assert 20 <= millimetres(section.top_margin) <= 25
    assert 20 <= millimetres(section.bottom_margin) <= 25
    assert 30 <= millimetres(section.left_margin) <= 35
    assert 15 <= millimetres(section.right_margin) <= 20
    assert section.different_first_page_header_footer
    fonts = {
        node.get(qn(f"w:{script}")) for node in document.element.body.iter(qn("w:rFonts")) for script in ("ascii", "cs")
    }
    assert fonts == {"Times New Roman"}
    assert document.styles["Normal"].font.name == "Times New Roman"
    text = [run.font.size.pt for paragraph in document.paragraphs for run in paragraph.runs if run.font.size]
    assert set(text) == {14}
    heading = {
        run.text: run for cell in document.tables[0].rows[0].cells for each in cell.paragraphs for run in each.runs
    }
    motto = heading["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert (motto.font.size.pt, motto.bold) == (13, True)
    assert (heading["ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN"].bold, heading["VĂN PHÒNG"].bold) == (False, True)
    assert heading["Hưng Yên, ngày …… tháng …… năm ……"].italic
    assert document.tables[1].rows[0].cells[0].paragraphs[0].text == "Nơi nhận:"


def test_word_takes_it_for_vietnamese_and_for_its_own(letter: Letter) -> None:
    document = opened(letter)
    languages = [each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))]
    assert languages
    assert set(languages) == {"vi-VN"}
    settings = document.settings.element
    modes = {each.get(qn("w:name")): each.get(qn("w:val")) for each in settings.iter(qn("w:compatSetting"))}
    assert modes["compatibilityMode"] == "15"
    assert not list(settings.iter(qn("w:useFELayout")))
    assert [each.get(qn("w:val")) for each in settings.iter(qn("w:decimalSymbol"))] == [","]


def test_the_number_does_not_break_over_two_lines(letter: Letter) -> None:
    cell = opened(letter).tables[0].rows[0].cells[0]
    (number,) = (each for each in cell.paragraphs if each.text.startswith("Số:"))
    written = "".join(node.text or "" for node in number._p.iter(qn("w:t")))
    assert not set("- ") & set(written)
    assert number.text == "Số:\u00a0……/VPUB-PVHCC&KSTT"


def test_columns_in_which_nothing_is_known_are_left_out(letter_of: Writes) -> None:
    """The table keeps its width."""
    letter = letter_of("2026-Q3", "H44")
    (table,) = (each for each in opened(letter).tables if each.rows[0].cells[0].text == "TT")
    assert [cell.text for cell in table.rows[0].cells] == ["TT", "Nhóm chỉ số", "Điểm/tối đa", "Tỷ lệ"]
    assert sum(millimetres(cell.width) for cell in table.rows[0].cells) in (164, 165, 166)
    assert '<th scope="col">Xếp hạng' not in bytes(letter_response(letter, LetterFormat.HTML).body).decode()


def test_the_bundled_template_is_what_its_script_makes() -> None:
    made, bundled = (zipfile.ZipFile(io.BytesIO(each)) for each in (make(), TEMPLATE.read_bytes()))
    parts = [(part.filename, part.date_time, bundled.read(part)) for part in bundled.infolist()]
    assert [(part.filename, part.date_time, made.read(part)) for part in made.infolist()] == parts


def test_what_a_text_names_is_text(letter_of: Writes) -> None:
    """A name fills a template and is none itself: of the office's file, of the page, of Word's."""
    letter = letter_of("2025-02", "H31", issuing_body="{agency}", recipients=(Recipient("{agency}"),))
    letter = replace(letter, agency=replace(letter.agency, name=TRICKY))
    for text in (page_text(letter), docx_text(letter)):
        assert f"- {TRICKY}." in text
        assert TRICKY.upper() in text
    page = bytes(letter_response(letter, LetterFormat.HTML).body).decode()
    assert "<b>" not in page


def test_an_office_brings_its_own_template(letter_of: Writes, tmp_path: Path) -> None:
    path = tmp_path / "own.docx"
    document = docx.Document()
    document.add_paragraph("Own: {{ total.score }} {% for group in groups %}{{ group.rank }} {% endfor %}")
    document.add_paragraph("{{ low['items'][0] }}")
    document.save(str(path))
    text = docx_text(letter_of("2025-02", "H31", template=path))
    assert text.startswith("Own: 76,72/100 20/63 01/63 29/63 41/63")
    assert "bằng 61,82%" in text


@pytest.mark.parametrize(
    ("paragraph", "what"),
    [
        ("{{ scores }}", "'scores' is undefined"),
        ("{% for group in groups %}", "Unexpected end of template"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ total.score.x.y }}", "has no attribute 'x'"),
        (None, "zip"),
        ("", "word/document.xml"),
    ],
)
def test_a_broken_template_is_refused_and_named(
    letter_of: Writes, tmp_path: Path, paragraph: str | None, what: str
) -> None:
    path = tmp_path / "own.docx"
    if paragraph:
        document = docx.Document()
        document.add_paragraph(paragraph)
        document.save(str(path))
    elif paragraph is None:
        path.write_bytes(b"no archive")
    else:
        with zipfile.ZipFile(TEMPLATE) as whole, zipfile.ZipFile(path, "w") as part:
            for name in whole.namelist():
                if name != "word/document.xml":
                    part.writestr(name, whole.read(name))
    with pytest.raises(Refusal) as caught:
        letter_response(letter_of("2025-02", "H31", template=path), LetterFormat.DOCX)
    assert caught.value.code == "letter_template_broken"
    assert caught.value.params["file"] == "own.docx"
    assert what in str(caught.value.params["what"])
    assert problem_response(caught.value).status_code == 503


def test_what_a_browser_is_told(letter: Letter) -> None:
    answers = {format_: letter_response(letter, format_) for format_ in LetterFormat}
    assert {answer.headers["vary"] for answer in answers.values()} == {"Accept, Authorization"}
    assert {answer.headers["cache-control"] for answer in answers.values()} == {"no-store"}
    page, document = answers[LetterFormat.HTML], answers[LetterFormat.DOCX]
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert document.headers["content-disposition"] == 'attachment; filename="letter-H31-2025-02.docx"'
    assert document.headers["content-type"].endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("accept", "format_", "chosen"),
    [
        ("*/*", None, "json"),
        ("", None, "json"),
        ("application/json, text/html", None, "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", None, "html"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", None, "docx"),
        ("text/html", "docx", "docx"),
    ],
)
def test_which_format_is_wanted(accept: str, format_: LetterFormat | None, chosen: str) -> None:
    request = Request({"type": "http", "headers": [(b"accept", accept.encode())]})
    assert wanted(request, LetterQuery(format=format_)) == chosen
