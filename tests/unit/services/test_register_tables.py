"""Registers that are given as tables: what a spreadsheet of an office saves is read, and told in its own words."""

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.domain.dossiers.registers import DossierRegisters, Online, Procedure, ProcedureLevel, Service, TimeUnit
from app.domain.errors import Refusal
from app.services.dossiers.register_files import read_registers

FULL = Procedure(
    code="1.000001",
    needs_paper_result=True,
    has_fee=False,
    level=ProcedureLevel.BOTH,
    max_time=5,
    unit=TimeUnit.WORKING_DAY,
    online=Online.PARTIAL,
    agencies=frozenset({"H31.17", "H31.18"}),
    first_day=date(2026, 1, 1),
)
PLAIN = Procedure(code="1.000002", name="Khai sinh")
CSV = """\ufeffcode,name,needs_paper_result,has_fee,for_citizens,level,max_time,unit,online,agencies,first_day
1.000001,,yes,0,,both,5,working_day,partial,H31.17 H31.18,2026-01-01
1.000002,Khai sinh,,,,,,,,,
"""
SEMICOLONS = """\ufeffcode;name;needs_paper_result;has_fee;level;max_time;unit;online;agencies;first_day
1.000001;;x;Không;both;5;working_day;partial;H31.17, H31.18;2026-01-01
1.000002;Khai sinh;;;;;;;;
"""
SERVICES = "code;procedure;status;agencies;last_day\nS1;1.000001;ACTIVE;H31.17;\nS2;1.000001;;;2026-06-30\n"


def _workbook() -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet
    sheet.append(["Mã thủ tục", "Tên thủ tục", "Có kết quả bằng văn bản", "Có phí, lệ phí", "Cấp thực hiện", "Thời hạn",
                  "Đơn vị tính", "Mức độ trực tuyến", "Cơ quan giải quyết", "Từ ngày"])  # fmt: skip
    sheet.append(["1.000001", None, "có", "Không", "Cả hai cấp", 5, "Ngày làm việc", "Một phần", "H31.17, H31.18",
                  "01/01/2026"])  # fmt: skip
    sheet.append(["1.000002", "Khai sinh"])
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"), [("r.csv", CSV.encode()), ("r.csv", SEMICOLONS.encode()), ("R.XLSX", _workbook())]
)
def test_a_table_of_procedures_is_read_as_a_spreadsheet_saves_it(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = read_registers(None, path, None).registers
    assert found.digest == DossierRegisters([FULL, PLAIN]).digest


def test_a_table_of_services_is_read_so_too(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(SERVICES, "utf-8")
    expected = [
        Service(code="S1", procedure="1.000001", status="ACTIVE", agencies=frozenset({"H31.17"})),
        Service(code="S2", procedure="1.000001", last_day=date(2026, 6, 30)),
    ]
    assert read_registers(None, None, path).registers.digest == DossierRegisters(services=expected).digest


def test_what_cannot_be_read_is_told_by_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("code;has_fee;unit\n1.000001;perhaps;\n1.000002;;week\n", "utf-8")
    with pytest.raises(Refusal, match="submission_invalid") as refused:
        read_registers(None, path, None)
    places = [(each.location.file, each.location.line, each.location.column) for each in refused.value.faults]
    assert places == [("r.csv", 2, "has_fee"), ("r.csv", 3, "unit")]


def test_a_file_of_another_kind_says_as_what_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "r.xls"
    path.write_bytes(b"")
    with pytest.raises(Refusal, match="register_file_unknown"):
        read_registers(None, path, None)


def test_a_code_that_may_have_lost_its_last_zero_is_told(tmp_path: Path) -> None:
    """A spreadsheet makes 1.00512 of 1.005120; codes of one's own may be short."""
    path = tmp_path / "r.csv"
    path.write_text("code,has_fee\n1.00512,true\n1.005120,true\nKS-01,true\n", "utf-8")
    found = read_registers(None, path, None)
    assert [(each.code, each.location.line, each.params) for each in found.warnings] == [
        ("procedure_code_short", 2, {"value": "1.00512"})
    ]
    assert [each.code for each in found.registers.procedures] == ["1.00512", "1.005120", "KS-01"]
