"""A table as CSV for spreadsheets: every line is a row of the table, so that programs read it too."""

import csv
import io
from datetime import datetime
from decimal import Decimal

from fastapi import Response

from app.readers.uploads.formats import Format
from app.web.downloads.table import DownloadTable, plain
from app.web.i18n.languages import Language
from app.web.rendering import attachment


def csv_file(table: DownloadTable, language: Language) -> Response:
    """Semicolons and decimal commas in Vietnamese, commas and points in English; UTF-8 with a byte order mark, without
    which Excel takes it for another encoding."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";" if language is Language.VIETNAMESE else ",")
    heads = [*(head.title for head in table.heads), *(name for name, _value in table.frame.facts)]
    writer.writerow([plain(head) for head in heads])
    facts = [value for _name, value in table.frame.facts]
    writer.writerows([_text(value, language) for value in (*row.values, *facts)] for row in table.rows)
    headers = attachment(f"{table.name}.csv")
    return Response(out.getvalue(), headers=headers, media_type=f"{Format.CSV}; charset=utf-8")


def _text(value: object, language: Language) -> str:
    match plain(value):
        case None:
            return ""
        case Decimal() as number:
            text = format(number, "f")
            return text.replace(".", ",") if language is Language.VIETNAMESE else text
        case datetime() as moment:
            return moment.isoformat(" ", "minutes")  # the one form that Excel takes for a time in every language
        case other:
            return str(other)
