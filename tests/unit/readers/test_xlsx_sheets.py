"""What of a workbook is read, cell by cell, and that no part of one is held whole."""

import io
import tracemalloc
import zipfile

import pytest

from app.readers.uploads.xlsx_parts import BrokenXlsx
from app.readers.uploads.xlsx_rows import SheetRow, open_worksheets
from tests.integration.submissions.uploads import xlsx_bytes

MB = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = b"</sheetData></worksheet>"


def workbook(sheet: bytes, **edited: tuple[bytes, bytes]) -> io.BytesIO:
    """A workbook of one worksheet with these rows, and with a sharedStrings.xml if its rels name one.

    ``edited``: what stands in the place of what in a file of ``xl``.
    """
    out = io.BytesIO()
    parts = _parts(xlsx_bytes([[1]], {"A1": "yyyy-mm-dd"})) | {SHEET: HEAD + sheet + END}
    for name, (old, new) in edited.items():
        path = {"rels": "xl/_rels/workbook.xml.rels"}.get(name, f"xl/{name}.xml")
        parts[path] = parts.get(path, old).replace(old, new)
    with zipfile.ZipFile(out, "w") as target:
        for path, content in parts.items():
            target.writestr(path, content)
    return out


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(file: io.BytesIO, longest: int = 100) -> list[SheetRow]:
    with open_worksheets(file, 100 * MB, longest) as worksheets:
        return [row for sheet in worksheets for row in sheet.rows]


def cell(xml: str) -> str:
    """What is seen of a cell; nothing of an empty one."""
    found = rows(workbook(f'<row r="7"><c r="B7" t="str"><v>x</v></c>{xml}</row>'.encode()))
    assert [(row.number, row.cells[2], row.lacking) for row in found] == [(7, "x", [])]
    return found[0].cells.get(3, "")


@pytest.mark.parametrize(
    ("xml", "seen"),
    [
        ("<c><v>12</v></c>", "12"),
        ("<c><v>12.0</v></c>", "12"),
        ("<c><v>1.5</v></c>", "1.5"),
        ("<c><v>1e3</v></c>", "1000"),
        ("<c><v>1.2E-3</v></c>", "0.0012"),
        ("<c><v>19.200000000000003</v></c>", "19.2"),
        ("<c><v>123456789012345</v></c>", "123456789012345"),
        ("<c><v> 5 </v></c>", "5"),
        ("<c><v>Infinity</v></c>", "Infinity"),
        ("<c><v>1,5</v></c>", "1,5"),
        ('<c t="b"><v>1</v></c>', "True"),
        ('<c t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c t="d"><v>2026-09-01T00:00:00</v></c>', "2026-09-01"),
        ("<c/>", ""),
        ("<c><v/></c>", ""),
        ("<c><f>2+3</f><v>5</v></c>", "5"),
        ('<c t="str"><f>A1</f><v> a </v></c>', "a"),
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ('<c t="str"><f>A1</f></c>', ""),
        ('<c t="inlineStr"><is/></c>', ""),
        ('<c t="inlineStr"><is><r><rPr><b/></rPr><t>Sở </t></r><r><t>Y</t></r><rPh><t>xo</t></rPh></is></c>', "Sở Y"),
        ('<c t="inlineStr"><is><t>_x0041__x005F_x0041__X0041_</t></is></c>', "A_x0041__X0041_"),
        ('<c t="str"><v>a_x000D_</v></c>', "a"),
    ],
)  # fmt: skip
def test_a_cell(xml: str, seen: str) -> None:
    assert cell(xml) == seen


def test_a_formula_whose_value_was_never_computed() -> None:
    found = rows(workbook(b"<row><c><f>A1</f></c><c><f>A1</f><v></v></c><c t='inlineStr'><f>A1</f></c></row>"))
    assert [(row.number, row.cells, row.lacking) for row in found] == [(1, {}, [1, 2, 3])]


def test_rows_and_cells_without_their_places() -> None:
    first = b'<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row>'
    others = b'<row/><row r="9"><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    found = [(row.number, row.cells) for row in rows(workbook(first + others))]
    assert found == [(1, {1: "1", 4: "2", 5: "3"}), (9, {1: "4"}), (10, {1: "5"})]


def test_shared_strings_are_cut_and_escaped() -> None:
    """One character more than may be is kept, so that whoever counts them refuses them."""
    strings = b"<sst><si><t>a_x000D_b</t></si><si><r><t>_xD83D_</t></r></si><si><t>abcdef</t></si></sst>"
    relation = b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    cells = b"".join(b'<c t="s"><v>%d</v></c>' % number for number in (0, 1, 2, 0))
    file = workbook(b"<row>%s</row>" % cells, rels=(b"</Relationships>", relation), sharedStrings=(strings, strings))
    assert rows(file, longest=4)[0].cells == {1: "a\rb", 2: "\ud83d", 3: "abcde", 4: "a\rb"}


def test_the_years_of_a_macintosh() -> None:
    """Its dates begin in 1904."""
    day = b'<row><c s="1"><v>1</v></c></row>'
    assert rows(workbook(day))[0].cells == {1: "1900-01-01"}
    later = workbook(day, workbook=(b"<workbookPr/>", b'<workbookPr date1904="1"/>'))
    assert rows(later)[0].cells == {1: "1904-01-02"}


@pytest.mark.parametrize(
    ("sheet", "read"),
    [
        (b'<a b=""/>' * 200_000, 0),
        (b'<row ht="15"><c><v>1</v></c></row>' * 20_000, 20_000),
    ],
    ids=["elements that are none of a spreadsheet", "rows with a height"],
)
def test_what_was_read_is_forgotten(sheet: bytes, read: int) -> None:
    """A tree of the part would take from 10 to 60 megabytes."""
    file, count = workbook(sheet), 0
    with open_worksheets(file, 100 * MB, 100) as (worksheet,):
        tracemalloc.start()
        count = sum(1 for _ in worksheet.rows)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == read
    assert highest < 3 * MB


@pytest.mark.parametrize(
    "sheet",
    [
        b"<row>" + b"<c/>" * 100_001 + b"</row>",
        b'<row><c t="str"><v>' + (b"x" * 60_000 + b"<a/>") * 200 + b"</v></c></row>",
        b"".join(b"<a%d/>" % number for number in range(3_000)),
        b"<row>" + b" " * 2 * MB + b"</row>",
        b'<row r="0"><c><v>1</v></c></row>',
        b'<row r="1048577"><c><v>1</v></c></row>',
    ],
    ids=["cells", "text", "names", "a gap", "row 0", "a row too many"],
)
def test_what_no_spreadsheet_has(sheet: bytes) -> None:
    with pytest.raises(BrokenXlsx):
        rows(workbook(sheet))
