"""Makes the letter's bundled DOCX template, laid out as Decree 30/2020/NĐ-CP asks (annex I); the same
whenever it is run: ``python -m tools.letter_template``."""

import io
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from app.api.views.letter_documents import TEMPLATE, settled

FONT = "Times New Roman"
_WIDTH = 165  # mm between the margins


def make() -> bytes:
    """The template's bytes."""
    document = Document()
    _page(document)
    _heading(document)
    _body(document)
    _foot(document)
    out = io.BytesIO()
    document.save(out)
    return settled(out.getvalue())


def _page(document: Written) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    _fonts(normal.element.get_or_add_rPr())
    normal.paragraph_format.space_after = Pt(0)
    header = document.styles["Header"]
    header.font.size = Pt(13)
    text = document.styles.add_style("Letter Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = normal
    text.paragraph_format.alignment = ALIGN.JUSTIFY
    text.paragraph_format.first_line_indent = Mm(10)
    text.paragraph_format.space_before = Pt(6)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = ""
    core.title, core.language = "Công văn", "vi-VN"
    core.created = core.modified = datetime(2025, 1, 1, tzinfo=UTC)


def _heading(document: Written) -> None:
    left, right = _table(document, 1, (63, 102)).rows[0].cells
    for line in ("{%p if parent_body %}", "{{ parent_body }}", "{%p endif %}"):
        _line(left, line, 13)
    _line(left, "{{ issuing_body }}", 13, bold=True)
    _rule(left, Mm(22))
    _line(left, "{{ number_and_sign }}", 13).paragraph_format.space_before = Pt(6)
    _line(left, "{{ subject }}", 12).paragraph_format.space_before = Pt(6)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    _rule(right, Mm(15))
    _line(right, "{{ place_and_date }}", 14, italic=True).paragraph_format.space_before = Pt(6)
    left._tc.remove(left.paragraphs[0]._p)
    right._tc.remove(right.paragraphs[0]._p)


def _body(document: Written) -> None:
    _addressees(document)
    for line in ("{%p for ground in legal_grounds %}", "{{ ground }}", "{%p endfor %}"):
        _text(document, line, italic=True)
    _text(document, "{{ opening }}")
    _text(document, "1. Kết quả chung", bold=True)
    _text(document, "{{ total.sentence }}")
    _text(document, "2. Kết quả theo nhóm chỉ số", bold=True)
    _groups(document)
    for line in ("{%p if partial %}", "{{ partial }}", "{%p endif %}"):
        _text(document, line)
    for line in ("{%p if details %}", "{{ details_heading }}:", "{%p endif %}"):
        _text(document, line)
    for line in ("{%p for detail in details %}", "- {{ detail }}.", "{%p endfor %}"):
        _text(document, line)
    _text(document, "3. Đánh giá", bold=True)
    _text(document, "{%p for finding in findings %}")
    lead = _text(
        document,
        "{{ 'abcd'[loop.index0] }}) {{ finding.heading }}: {{ finding.note }}{% if finding.note %}.{% endif %}",
    )
    lead.paragraph_format.keep_with_next = True
    for line in ("{%p for item in finding['items'] %}", "- {{ item }}", "{%p endfor %}"):
        _text(document, line)
    _text(document, "{%p endfor %}")
    _text(document, "{%p if requests %}")
    _text(document, "4. Đề nghị", bold=True)
    for line in ("{%p for request in requests %}", "- {{ request }}", "{%p endfor %}"):
        _text(document, line)
    _text(document, "{%p endif %}")
    _text(document, "{{ closing }}")


def _addressees(document: Written) -> None:
    one = document.add_paragraph("{%p if addressees|length < 2 %}")
    one = document.add_paragraph("Kính gửi: {{ addressees|join|trim('.') or '……' }}")
    one.alignment = ALIGN.CENTER
    one.paragraph_format.space_before = one.paragraph_format.space_after = Pt(12)
    document.add_paragraph("{%p else %}")
    several = document.add_paragraph("Kính gửi:")
    several.paragraph_format.left_indent, several.paragraph_format.space_before = Mm(40), Pt(12)
    for line in ("{%p for addressee in addressees %}", "- {{ addressee }}", "{%p endfor %}"):
        document.add_paragraph(line).paragraph_format.left_indent = Mm(48)
    document.add_paragraph("{%p endif %}")


def _groups(document: Written) -> None:
    document.add_paragraph().paragraph_format.line_spacing = Pt(6)
    table = _table(document, 5, (11, 52, 25, 27, 25, 25), grid=True)
    heads = ("TT", "Nhóm chỉ số", "Điểm/tối đa", "{{ average_name|capitalize }}", "Tỷ lệ", "Xếp hạng")
    cells = ("{{ loop.index }}", "{{ group.title }}", *(f"{{{{ group.{name} }}}}" for name in _FIGURES))
    total = ("", "{{ total.title }}", *(f"{{{{ total.{name} }}}}" for name in _FIGURES))
    for row, texts in zip((table.rows[0], table.rows[2], table.rows[4]), (heads, cells, total), strict=True):
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            paragraph.alignment = ALIGN.LEFT if place == 1 and row is not table.rows[0] else ALIGN.CENTER
            _run(paragraph, text, 13, bold=row._tr is not table.rows[2]._tr)
    table.rows[1].cells[0].paragraphs[0].add_run("{%tr for group in groups %}")
    table.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


_FIGURES = ("score", "average", "rate", "rank")


def _foot(document: Written) -> None:
    document.add_paragraph()
    left, right = _table(document, 1, (80, 85)).rows[0].cells
    _line(left, "Nơi nhận:", 12, bold=True, italic=True).alignment = ALIGN.LEFT
    for line in ("{%p for recipient in recipients %}", "- {{ recipient }}", "{%p endfor %}"):
        _line(left, line, 11).alignment = ALIGN.LEFT
    for line in ("{%p for line in signer_title %}", "{{ line }}", "{%p endfor %}"):
        _line(right, line, 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, "{{ signer_name }}", 14, bold=True)
    left._tc.remove(left.paragraphs[0]._p)
    right._tc.remove(right.paragraphs[0]._p)


def _table(document: Written, rows: int, widths: tuple[int, ...], *, grid: bool = False) -> Table:
    table: Table = document.add_table(rows, len(widths), "Table Grid" if grid else None)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    if not grid:
        _margins(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _margins(table: Table) -> None:
    """No space at the sides of the cells: the motto must fit on one line."""
    margins = OxmlElement("w:tblCellMar")
    for name in ("w:left", "w:right"):
        side = OxmlElement(name)
        side.set(qn("w:w"), "0")
        side.set(qn("w:type"), "dxa")
        margins.append(side)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _text(document: Written, text: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    paragraph = document.add_paragraph(style="Letter Text")
    paragraph.paragraph_format.keep_with_next = bold
    _run(paragraph, text, 14, bold=bold, italic=italic)
    return paragraph


def _line(cell: _Cell, text: str, size: int, *, bold: bool = False, italic: bool = False) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    _run(paragraph, text, size, bold=bold, italic=italic)
    return paragraph


def _run(paragraph: Paragraph, text: str, size: int, *, bold: bool = False, italic: bool = False) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.name, run.font.size = bold, italic, FONT, Pt(size)
    _fonts(run._r.get_or_add_rPr())


def _rule(cell: _Cell, indent: Mm) -> None:
    """The line under a heading: the upper border of an almost empty paragraph, indented on both sides."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _fonts(properties: CT_RPr) -> None:
    """One font for every script; python-docx sets it for Latin alone."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)


if __name__ == "__main__":
    TEMPLATE.write_bytes(make())
