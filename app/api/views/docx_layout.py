"""Word documents laid out as Decree 30/2020/NĐ-CP asks (annex I): the page, the headings, the tables.

Word must take them for Vietnamese, and for its own: the language is set, and no compatibility mode.
"""

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from typing import BinaryIO

from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.oxml.text.run import CT_R
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import _Element

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
TEXT_WIDTH = 165  # mm between the margins
_WORD_2013 = "15"  # and every later one: the newest mode that there is
_NAMED_COLUMNS = 2  # the number of a row, and whose figures stand in it
_PICTURE = 16  # mm, the side of the code at a document's foot
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def new_document(title: str, *, landscape: bool = False) -> Written:
    """An empty document on A4 with the decree's margins and fonts; pages are numbered from the second on."""
    document = Document()
    section = document.sections[0]
    width, height = (297, 210) if landscape else (210, 297)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    _field(number, "PAGE")
    _styles(document)
    _settings(document)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = ""
    core.title, core.language = title, LANGUAGE
    core.created = core.modified = datetime(2025, 1, 1, tzinfo=UTC)
    return document


def _styles(document: Written) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    fonts(normal.element.get_or_add_rPr())
    normal.paragraph_format.space_after = Pt(0)
    document.styles["Header"].font.size = Pt(13)
    text = document.styles.add_style("Letter Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = normal
    text.paragraph_format.alignment = ALIGN.JUSTIFY
    text.paragraph_format.first_line_indent = Mm(10)
    text.paragraph_format.space_before = Pt(6)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
        language.set(qn("w:eastAsia"), LANGUAGE)


def _settings(document: Written) -> None:
    settings: _Element = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), _WORD_2013)
    for old in list(settings.iter(qn("w:useFELayout"))):
        old.getparent().remove(old)
    for theme in settings.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), LANGUAGE)
        theme.attrib.pop(qn("w:eastAsia"), None)
    for name, sign in (("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        for node in settings.iter(qn(name)):
            node.set(qn("w:val"), sign)


def text(document: Written, content: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """A paragraph of running text."""
    paragraph = document.add_paragraph(style="Letter Text")
    paragraph.paragraph_format.keep_with_next = bold
    run(paragraph, content, 14, bold=bold, italic=italic)
    return paragraph


def line(cell: _Cell, content: str, size: int, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """A centred paragraph in a cell."""
    paragraph: Paragraph = cell.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    run(paragraph, content, size, bold=bold, italic=italic)
    return paragraph


def run(paragraph: Paragraph, content: str, size: int, *, bold: bool = False, italic: bool = False) -> None:
    """Adds words to a paragraph."""
    element = deepcopy(_empty_run(size, bold=bold, italic=italic))
    paragraph._p.append(element)
    Run(element, paragraph).text = content


@cache
def _empty_run(size: int, *, bold: bool, italic: bool) -> CT_R:
    """To be copied: python-docx takes many times as long to set what a run looks like."""
    made = Document().add_paragraph().add_run()
    made.bold, made.italic, made.font.name, made.font.size = bold, italic, FONT, Pt(size)
    fonts(made._r.get_or_add_rPr())
    return made._r


def rule(cell: _Cell, indent: Length) -> None:
    """The line under a heading: the upper border of an almost empty paragraph, indented on both sides."""
    paragraph = cell.add_paragraph()
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")


def table(document: Written, rows: int, widths: tuple[int, ...], *, grid: bool = False) -> Table:
    """A table with columns of these widths in mm; ``grid``: with lines between the cells."""
    made: Table = document.add_table(rows, len(widths), "Table Grid" if grid else None)
    made.autofit = False
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    if not grid:
        _margins(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return made


def head_row(made: Table, row: int = 0) -> None:
    """The row is repeated on every page, and no row is torn apart."""
    made.rows[row]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for each in made.rows:
        each._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def fill(cell: _Cell, content: str, size: int, *, bold: bool = False, left: bool = False) -> None:
    """Writes into an empty cell of a table with lines."""
    paragraph = cell.paragraphs[0]
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    paragraph.alignment = ALIGN.LEFT if left else ALIGN.CENTER
    run(paragraph, content, size, bold=bold)


def merge_down(first: _Cell, others: Sequence[_Cell]) -> None:
    """Makes one cell of some that stand below one another; those below are empty."""
    first._tc.vMerge = "restart"
    for each in others:
        each._tc.vMerge = "continue"


def fonts(properties: CT_RPr) -> None:
    """One font for every script; python-docx sets it for Latin alone."""
    found = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        found.set(qn(f"w:{script}"), FONT)


def without_first_paragraph(cell: _Cell) -> None:
    """A cell is made with an empty paragraph; once it has others, that one goes."""
    cell._tc.remove(cell.paragraphs[0]._p)


def fit_columns(document: Written) -> None:
    """Divides what is left of a table's width among its columns of figures, of which there may be any number."""
    for made in document.tables:
        grid = made._tbl.tblGrid
        known = [column.w or Length(0) for column in grid.gridCol_lst]
        widths = [cell.width or Length(0) for cell in made._tbl.tr_lst[0].tc_lst]
        figures = len(widths) - _NAMED_COLUMNS
        if figures < 1 or (len(widths) == len(known) and sum(widths) == sum(known)):
            continue
        fixed = widths[:_NAMED_COLUMNS]
        fitted = [*fixed, *[Length((sum(known) - sum(fixed)) // figures)] * figures]
        for column in grid.gridCol_lst:
            grid.remove(column)
        for width in fitted:
            grid.add_gridCol().w = width
        for row in made._tbl.tr_lst:
            for cell, width in zip(row.tc_lst, fitted, strict=False):
                cell.width = width


def mark_draft(document: Written, words: str) -> None:
    """Writes over the first page, and over each of the others, that the document is a draft."""
    for section in document.sections:
        section.header_distance = Mm(6)
        for header in (section.first_page_header, section.header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0].insert_paragraph_before()
            paragraph.alignment = ALIGN.RIGHT
            run(paragraph, words, 14, bold=True)
            _boxed(paragraph)


def mark_foot(document: Written, picture: BinaryIO, words: str) -> None:
    """Writes a line beside a picture at the foot of the first page, small."""
    section = document.sections[0]
    first = section.different_first_page_header_footer
    footer = section.first_page_footer if first else section.footer
    footer.is_linked_to_previous = False
    made = footer.add_table(1, 2, Mm(TEXT_WIDTH))
    made.autofit = False
    _margins(made)
    widths = (_PICTURE + 8, TEXT_WIDTH - _PICTURE - 8)
    for column, cell, width in zip(made.columns, made.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    left, right = made.rows[0].cells
    left.paragraphs[0].add_run().add_picture(picture, Mm(_PICTURE))
    run(right.paragraphs[0], words, 9)
    empty = footer.paragraphs[0]
    if not empty.text:
        empty._p.getparent().remove(empty._p)
        footer.add_paragraph().paragraph_format.line_spacing = Pt(1)
    section.footer_distance = Mm(8)


def _boxed(paragraph: Paragraph) -> None:
    for added in paragraph.runs:
        border = OxmlElement("w:bdr")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        added._r.get_or_add_rPr().append(border)


def _margins(made: Table) -> None:
    """No space at the sides of the cells: the motto must fit on one line."""
    margins = OxmlElement("w:tblCellMar")
    for name in ("w:left", "w:right"):
        side = OxmlElement(name)
        side.set(qn("w:w"), "0")
        side.set(qn("w:type"), "dxa")
        margins.append(side)
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)
