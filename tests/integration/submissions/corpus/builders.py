"""Bodies that text cannot say."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any

from docx import Document
from openpyxl import Workbook
from openpyxl.comments import Comment

from tests.integration.submissions.uploads import xlsx_bytes

_TABLE = "code,name,level\nH31.77,Sở Y tế,department\n"


def long_name() -> bytes:
    return f'{{"agencies": [{{"code": "H31.77", "name": "{"ở" * 501}", "level": "department"}}]}}'.encode()


def deep_lists() -> bytes:
    return b"[" * 100_000


def deep_objects() -> bytes:
    return b'{"a":' * 100_000


def huge_key() -> bytes:
    return b'{"' + b"k" * 700 + b'": 1, "statistics": []}'


def utf16_marked() -> bytes:
    return b"\xff\xfe" + _TABLE.encode("utf-16-le")


def utf16_big_marked() -> bytes:
    return b"\xfe\xff" + _TABLE.encode("utf-16-be")


def utf16_bare() -> bytes:
    return _TABLE.encode("utf-16-le")


def utf16_ascii() -> bytes:
    return "code\nx\n".encode("utf-16-le")


def utf32_marked() -> bytes:
    return b"\xff\xfe\x00\x00" + _TABLE.encode("utf-32-le")


def utf32_bare() -> bytes:
    return _TABLE.encode("utf-32-be")


def cp1258() -> bytes:
    return "code,name,level\nH31.77,Sơ\u0309 Y tê\u0301,department\n".encode("cp1258")


def latin1() -> bytes:
    return "code,name,level\nH31.77,Thành Phù,department\n".encode("latin-1")


def utf16_json() -> bytes:
    return '{"agencies": []}'.encode("utf-16")


def utf16_json_bare() -> bytes:
    return '{"agencies": []}'.encode("utf-16-le")


def mixed() -> bytes:
    return _TABLE.encode() + "H31.78,Thành phố,department\n".encode("latin-1", "replace")


def wide_csv() -> bytes:
    header = ",".join(f"c{number}" for number in range(10_000))
    return f"{header}\n".encode()


def long_cell() -> bytes:
    return b"agency,period,dossiers_received\n" + b"x" * 200_000 + b",2026-Q3,5\n"


def separators() -> bytes:
    return b"agency,period,dossiers_received\n" + b"H31" + b"," * 1_000_000 + b"\n"


def deep_line() -> bytes:
    return b"{}\n" + b"[" * 100_000 + b"\n"


def _zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _parts(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _sheet(*rows: Sequence[Any]) -> bytes:
    return xlsx_bytes([["agency", "dossiers_received"], *rows])


_SHEET = "xl/worksheets/sheet1.xml"
_PLAIN = _sheet(["H31", 5])


def _with(name: str, content: bytes) -> bytes:
    return _zip({**_parts(_PLAIN), name: content})


def _edited(old: bytes, new: bytes, name: str = _SHEET, workbook: bytes = _PLAIN) -> bytes:
    parts = _parts(workbook)
    assert old in parts[name]
    return _zip({**parts, name: parts[name].replace(old, new)})


def empty_zip() -> bytes:
    return b"PK\x05\x06" + b"\0" * 18


def other_zip() -> bytes:
    return _zip({"readme.txt": b"hello"})


def cut_zip() -> bytes:
    return _PLAIN[: len(_PLAIN) // 2]


def damaged_zip() -> bytes:
    at = _PLAIN.index(_SHEET.encode()) + len(_SHEET) + 10
    return _PLAIN[:at] + bytes([_PLAIN[at] ^ 0xFF]) + _PLAIN[at + 1 :]


def encrypted_zip() -> bytes:
    """Every entry says that it is encrypted."""
    plain = bytearray(_PLAIN)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = plain.find(mark)
        while at >= 0:
            plain[at + flags] |= 1
            at = plain.find(mark, at + 4)
    return bytes(plain)


def docx() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def ods() -> bytes:
    return _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


def no_sheet() -> bytes:
    parts = _parts(_PLAIN)
    del parts[_SHEET]
    return _zip(parts)


def sheet_not_xml() -> bytes:
    return _with(_SHEET, b"agency,dossiers_received")


_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def external_entity() -> bytes:
    parts = _parts(_PLAIN)
    sheet = parts[_SHEET].replace(b"<v>5</v>", b"<v>&e;</v>")
    return _with(_SHEET, b'<?xml version="1.0"?>' + _ENTITY + sheet)


def external_entity_in_text() -> bytes:
    sheet = _parts(_PLAIN)[_SHEET].replace(b"H31", b"&e;")
    return _with(_SHEET, b'<?xml version="1.0"?>' + _ENTITY + sheet)


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = _parts(_PLAIN)[_SHEET].replace(b"H31", b"&l9;")
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'
    return _with(_SHEET, head.encode() + sheet)


def chart_sheet() -> bytes:
    workbook = Workbook()
    workbook.create_chartsheet("c", 0)
    workbook.remove(workbook.worksheets[0])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def path_outside() -> bytes:
    return _zip({**_parts(empty_sheet()), "../../../../tmp/outside": b"x"})


def empty_sheet() -> bytes:
    return xlsx_bytes([])


def header_alone() -> bytes:
    return _sheet()


def formula() -> bytes:
    return _sheet(["H31", "=SUM(C1:C9)"])


def error_cell() -> bytes:
    return _sheet(["H31", "#DIV/0!"])


def not_available() -> bytes:
    return _sheet(["H31", "#N/A"])


def date_cell() -> bytes:
    return _sheet(["H31", date(2026, 9, 1)])


def time_cell() -> bytes:
    return _sheet(["H31", time(9, 30)])


def boolean_cell() -> bytes:
    return _sheet(["H31", True])


def percent_cell() -> bytes:
    return xlsx_bytes([["agency", "dossiers_received"], ["H31", 1]], {"B2": "0%"})


def half_cell() -> bytes:
    return _sheet(["H31", 0.5])


def negative_cell() -> bytes:
    return _sheet(["H31", -5])


def huge_cell() -> bytes:
    return _sheet(["H31", 1e300])


def text_cell() -> bytes:
    return _sheet(["H31", "464 494"])


def merged_cells() -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in (["agency", "dossiers_received"], ["H31", 5], [None, 6]):
        sheet.append(line)
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def note_beside() -> bytes:
    return _sheet(["H31", 5, None, "nhập lại sau"])


def date_period() -> bytes:
    return xlsx_bytes([["agency", "period", "dossiers_received"], ["H31", date(2026, 9, 1), 5]])


def shifted() -> bytes:
    return xlsx_bytes([[None, "agency", "dossiers_received"], [None, "H31", 5]])


def nan_cell() -> bytes:
    return _edited(b"<v>5</v>", b"<v>NaN</v>")


def missing_string() -> bytes:
    return _edited(b't="n"><v>5</v>', b't="s"><v>99</v>')


def bad_reference() -> bytes:
    return _edited(b'r="B2"', b'r="2B"')


def bomb() -> bytes:
    out = io.BytesIO(_PLAIN)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * 340_000_000)
    return out.getvalue()


def longest_name() -> bytes:
    return f'{{"agencies": [{{"code": "H44.77", "name": "{"ở" * 500}", "level": "department"}}]}}'.encode()


def noisy_score() -> bytes:
    return xlsx_bytes([["agency", "code", "score"], ["H31", "TDGQ", 0.1 + 19.1]])


def computed_formula() -> bytes:
    return _edited(b"<v>5</v>", b"<f>2+3</f><v>5</v>")


def _saved(change: Callable[[Workbook], object]) -> bytes:
    workbook = Workbook()
    for line in (["agency", "dossiers_received"], ["H31", 5]):
        workbook.worksheets[0].append(line)
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def hidden_sheet() -> bytes:
    def change(workbook: Workbook) -> None:
        hidden = workbook.create_sheet("ẩn")
        hidden.append(["agency", "dossiers_received"])
        hidden.append(["H31", 6])
        hidden.sheet_state = "veryHidden"

    return _saved(change)


def _beside(title: str, *rows: Sequence[Any], first: bool = False, state: str = "visible") -> bytes:
    """The plain table, and another worksheet."""

    def change(workbook: Workbook) -> None:
        other = workbook.create_sheet(title, 0 if first else None)
        for row in rows:
            other.append(row)
        other.sheet_state = state
        workbook.active = 1 if first else 0

    return _saved(change)


_OTHER = (["agency", "dossiers_received"], ["H31", 6])


def hidden_first() -> bytes:
    return _beside("mẫu cũ", *_OTHER, first=True, state="hidden")


def very_hidden_first() -> bytes:
    return _beside("mẫu cũ", *_OTHER, first=True, state="veryHidden")


def notes_first() -> bytes:
    return _beside("Hướng dẫn", ["Điền số liệu vào trang sau"], first=True)


def nothing_first() -> bytes:
    return _beside("trống", first=True)


def two_tables() -> bytes:
    return _beside("Xã phường", *_OTHER)


def formula_empty_text() -> bytes:
    """What a formula like ``IF(D3="","",D3)`` leaves below the table."""
    cell = b'<c t="str"><f>IF(D3="","",D3)</f><v></v></c>'
    return _edited(b"</sheetData>", (b"<row>" + 2 * cell + b"</row>") * 2 + b"</sheetData>")


def escaped_name() -> bytes:
    return xlsx_bytes([["code", "name", "level"], ["H31.77", "Sở Nội vụ_x000D_", "department"]])


def escaped_escape() -> bytes:
    return xlsx_bytes([["code", "name", "level"], ["H31.77", "Sở _x005F_x0041_ _x0041_", "department"]])


def backslash_parts() -> bytes:
    return _zip({name.replace("/", "\\"): content for name, content in _parts(_PLAIN).items()})


def capital_parts() -> bytes:
    return _zip({name.upper(): content for name, content in _parts(_PLAIN).items()})


def strict_workbook() -> bytes:
    """As Excel saves a "Strict Open XML Spreadsheet"."""
    old, new = rb"http://schemas\.openxmlformats\.org/(\w+)/2006/", rb"http://purl.oclc.org/ooxml/\1/"
    return _zip({name: re.sub(old, new, content) for name, content in _parts(_PLAIN).items()})


def exponent() -> bytes:
    return _edited(b"<v>5</v>", b"<v>1.2E3</v>")


def external_link() -> bytes:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return _with("xl/externalLinks/externalLink1.xml", link)


def with_macro() -> bytes:
    return _with("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def with_comment() -> bytes:
    return _saved(lambda workbook: setattr(workbook.worksheets[0]["B2"], "comment", Comment("=1+1", "x")))


def hidden_row() -> bytes:
    return _saved(lambda workbook: setattr(workbook.worksheets[0].row_dimensions[2], "hidden", True))


def far_column() -> bytes:
    return _saved(lambda workbook: workbook.worksheets[0].cell(2, 16384, 9))


def wrong_dimension() -> bytes:
    return _edited(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1:A1"/>')


def number_as_text() -> bytes:
    return _sheet(["H31", "5"])


def sheet_twice() -> bytes:
    """Two entries of one name: a reader of zips takes the last one."""
    out = io.BytesIO(_PLAIN)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(_SHEET, _parts(_PLAIN)[_SHEET].replace(b"<v>5</v>", b"<v>6</v>"))
    return out.getvalue()
