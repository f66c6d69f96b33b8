"""A ranking as an XLSX workbook, as the page shows it: numbers are numbers, and no text is a formula."""

import errno
import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from fastapi import Response
from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.api.http.rendering import harmless
from app.api.views.ranking_columns import ColumnKind, Output, RankingColumn, columns_of, rows_of
from app.domain.evaluation.evaluation import Evaluation
from app.domain.findings import FindingLimits
from app.domain.time import VIETNAM
from app.readers.uploads.formats import Format
from app.services.editions.announcements import Announcement
from app.services.evaluation.evaluate import Ranking
from app.services.letters.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.pages.announced import announced
from app.web.pages.cells import withheld_texts
from app.web.rendering import attachment, then

_WIDE, _NARROW = 44, 14
_HEAD_ROW = 4


def workbook(
    ranking: Ranking, title: str, found: Announcement, limits: FindingLimits, at: Addresses, say: Localizer
) -> Response:
    """The ranking with a title, whether it was announced, the date of its figures, a row of heads and one for the
    average at the end; below it why ranks and averages are not told, where there are too few."""
    ranking = ranking.comparable(limits)
    evaluation = ranking.evaluation
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = str(evaluation.period)
    moment = evaluation.as_of
    mark = announced(found, lambda _: "", say, at).mark
    dated = say("as_of", moment=say.moment(moment)) if moment else say("no_figures_dated")
    _write(sheet, 1, [title], bold=True)
    _write(sheet, 2, [f"{mark}. {dated}"])
    if at.moments:
        _write(sheet, 3, [then(at, say)])
    columns = columns_of(ranking, Output.XLSX)
    _write(sheet, _HEAD_ROW, [say.of(column.title) for column in columns], bold=True)
    row = _HEAD_ROW
    for row, agency in enumerate(rows_of(ranking), start=_HEAD_ROW + 1):
        _write(sheet, row, [column.text(agency, say) for column in columns])
    _write(sheet, row + 1, [_average(evaluation, column, say) for column in columns], bold=True)
    scores = [column.score for column in columns if column.score is not None]
    for place, text in enumerate(withheld_texts(evaluation, scores, limits, say), start=row + 3):  # after a blank row
        _write(sheet, place, [text])
    _lay_out(sheet, [column.kind for column in columns].index(ColumnKind.NAME) + 1)
    out = io.BytesIO()
    try:
        book.save(out)
    except SerialisationError as error:  # of the temporary file in which openpyxl writes a worksheet
        raise OSError(errno.ENOSPC, str(error)) from error
    name = f"tthc766-{evaluation.period}-{evaluation.cohort}.xlsx"
    return Response(out.getvalue(), headers=attachment(name), media_type=Format.XLSX)


def _average(evaluation: Evaluation, column: RankingColumn, say: Localizer) -> object:
    """What stands in the last row: the average of a column of scores."""
    if column.score is not None:
        return evaluation.columns[column.score].average.value
    return say("average") if column.kind is ColumnKind.NAME else None


def _write(sheet: Worksheet, row: int, values: Iterable[object], *, bold: bool = False) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if isinstance(cell, Cell):
            cell.value = _plain(value)
            cell.font = Font(bold=bold)
            if isinstance(value, Decimal):
                cell.number_format = "0.00"


def _plain(value: object) -> str | int | Decimal | datetime | None:
    """A value as a workbook can hold it: text that is no formula, times in Vietnam without their offset."""
    match value:
        case None | int() | Decimal():
            return value
        case datetime():
            return value.astimezone(VIETNAM).replace(tzinfo=None)
        case _:
            return harmless(capital(str(value)))


def _lay_out(sheet: Worksheet, name_column: int) -> None:
    sheet.freeze_panes = f"{get_column_letter(name_column + 1)}{_HEAD_ROW + 1}"
    for column in range(1, sheet.max_column + 1):
        sheet.cell(_HEAD_ROW, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column == name_column else _NARROW
