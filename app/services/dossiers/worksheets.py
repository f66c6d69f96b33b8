"""Lists of dossiers as workbooks: what a head of department works through, in Vietnamese."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.styles.fonts import DEFAULT_FONT
from openpyxl.utils import get_column_letter

from app.domain.agencies import Agency
from app.domain.dossiers.judge import OUTCOMES, Outcome
from app.domain.dossiers.outlook import STANDINGS
from app.domain.errors import Refusal
from app.domain.measures import Measure
from app.domain.text import harmless
from app.services.dossiers.due import Due
from app.services.dossiers.verdicts import VerdictRow
from app.services.print_setup import fit_to_a4

MOST_ROWS = 1_048_575
"""What a worksheet holds below its heads."""
_TAB = "Hồ sơ"
_MARGIN = 0.4  # inches
Line: TypeAlias = Sequence[str | date | None]


class Column(NamedTuple):
    """``width``: in characters."""

    title: str
    width: int


_WHOSE = (Column("Số hồ sơ", 26), Column("Mã cơ quan", 12), Column("Cơ quan", 30), Column("Mã thủ tục", 14))
_WHY = Column("Căn cứ", 70)
_VERDICTS = (*_WHOSE, Column("Loại số liệu", 34), Column("Kết luận", 16), _WHY)
_DUE = (*_WHOSE, Column("Tình trạng", 14), Column("Ngày cuối còn đúng hạn", 24), _WHY)


def write_verdict_sheet(
    rows: Iterable[VerdictRow], path: Path, agencies: Mapping[str, Agency], measures: Mapping[str, Measure]
) -> int:
    """Write verdicts with the names of agencies and measures; how many. Refuses ``worksheet_full``."""
    lines = (
        (*_whose(each, agencies), measures[each.measure].label_vi, OUTCOMES[Outcome(each.verdict)].vi, each.sentence)
        for each in rows
    )
    return _write(path, _VERDICTS, lines)


def write_due_sheet(rows: Iterable[Due], path: Path, agencies: Mapping[str, Agency]) -> int:
    """Write open dossiers that are late or soon late; how many. Refuses ``worksheet_full``."""
    lines = ((*_whose(each, agencies), STANDINGS[each.standing].vi, each.last_day, each.sentence) for each in rows)
    return _write(path, _DUE, lines)


def _whose(row: VerdictRow | Due, agencies: Mapping[str, Agency]) -> tuple[str | None, ...]:
    name = agencies[row.agency].name if row.agency in agencies else None
    return row.dossier, row.agency, name, row.procedure


def _write(path: Path, columns: Sequence[Column], lines: Iterable[Line]) -> int:
    """Row by row, so that a long list takes no memory; nothing is written if it is refused."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_TAB)  # the stubs do not know what a sheet that is only written has
    _lay_out(sheet, columns)
    heads = [WriteOnlyCell(sheet, each.title) for each in columns]
    for head in heads:
        head.font = Font(DEFAULT_FONT.name, DEFAULT_FONT.size, bold=True)
    sheet.append(heads)
    number = 0
    try:
        for number, line in enumerate(lines, start=1):
            if number > MOST_ROWS:
                raise Refusal("worksheet_full", limit=MOST_ROWS)
            sheet.append([_cell(sheet, value) for value in line])
    except BaseException:
        sheet.close()  # else its writer fails when it is collected as garbage
        raise
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{number + 1}"
    book.save(path)
    return number


def _cell(sheet: Any, value: str | date | None) -> object:
    if isinstance(value, date):
        cell: Any = WriteOnlyCell(sheet)
        cell.value, cell.number_format, cell.alignment = value, "dd/mm/yyyy", Alignment("left")
        return cell
    return value and harmless(value)


def _lay_out(sheet: Any, columns: Sequence[Column]) -> None:
    """The heads stay in sight and are on every page; A4 across, as wide as the paper."""
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    fit_to_a4(sheet)
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = _MARGIN
