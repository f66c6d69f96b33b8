"""A ranking as an XLSX workbook, as the page shows it: numbers are numbers, and no text is a formula."""

import io
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from fastapi import Response
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from app.api.http.rendering import harmless
from app.domain.evaluation.score_changes import NO_CHANGE
from app.domain.evaluation.scores import Card
from app.domain.scorecard.scorecard import TOTAL
from app.readers.uploads.formats import Format
from app.services.evaluation.evaluate import Ranking
from app.services.letters.vietnamese import capital
from app.web.addresses import Addresses
from app.web.i18n.format import Localizer
from app.web.rendering import attachment, then

_Value = str | int | Decimal | datetime | None
_WIDE, _NARROW = 44, 14
_HEAD_ROW = 4
_NAME_COLUMN = 3


def workbook(ranking: Ranking, title: str, at: Addresses, say: Localizer) -> Response:
    """The ranking with a title, the date of its figures, a row of heads and one for the average at the end."""
    evaluation, by = ranking.evaluation, ranking.by
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    sheet.title = str(evaluation.period)
    codes = list(dict.fromkeys((TOTAL, *evaluation.scorecard.groups_by_code, by)))
    moment = evaluation.as_of
    _write(sheet, 1, [title], bold=True)
    _write(sheet, 2, [say("as_of", moment=say.moment(moment)) if moment else say("no_figures_dated")])
    if at.moments:
        _write(sheet, 3, [then(at, say)])
    heads = [say("rank"), say("code"), say("agency"), *(say.column(evaluation.scorecard, code) for code in codes)]
    heads += [say("basis"), say("change_of_points"), say("change_of_places"), say("missing")]
    _write(sheet, _HEAD_ROW, heads, bold=True)
    row = _HEAD_ROW
    for row, card in enumerate(evaluation.standing(by), start=_HEAD_ROW + 1):
        _write(sheet, row, _line(ranking, card, codes, say))
    averages = [evaluation.columns[code].average.value for code in codes]
    _write(sheet, row + 1, [None, None, say("average"), *averages], bold=True)
    _lay_out(sheet)
    out = io.BytesIO()
    book.save(out)
    name = f"tthc766-{evaluation.period}-{evaluation.cohort}.xlsx"
    return Response(out.getvalue(), headers=attachment(name), media_type=Format.XLSX)


def _line(ranking: Ranking, card: Card, codes: list[str], say: Localizer) -> list[_Value]:
    evaluation, by = ranking.evaluation, ranking.by
    code, figure = card.agency.code, card.figures[by]
    change = ranking.changes.get(code, NO_CHANGE)
    missing = ", ".join(say.missing(evaluation.scorecard, each) for each in figure.missing)
    scores = [card.figures[each].score for each in codes]
    rank = evaluation.columns[by].ranks[code].rank
    basis = say.basis_of(figure) if figure.source else None
    return [rank, code, card.agency.name, *scores, basis, change.score, change.rank, missing or None]


def _write(sheet: Worksheet, row: int, values: Iterable[_Value], *, bold: bool = False) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        if isinstance(cell, Cell):
            cell.value = harmless(capital(value)) if isinstance(value, str) else value
            cell.font = Font(bold=bold)
            if isinstance(value, Decimal):
                cell.number_format = "0.00"


def _lay_out(sheet: Worksheet) -> None:
    sheet.freeze_panes = f"{get_column_letter(_NAME_COLUMN + 1)}{_HEAD_ROW + 1}"
    for column in range(1, sheet.max_column + 1):
        sheet.cell(_HEAD_ROW, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column == _NAME_COLUMN else _NARROW
