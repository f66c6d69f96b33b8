"""Lines of CSV as spreadsheets open them: UTF-8 with a byte order mark, and no text is a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from app.domain.text import harmless


def csv_head(fields: Sequence[str], delimiter: str = ",") -> bytes:
    """The byte order mark and the names of the columns."""
    return codecs.BOM_UTF8 + csv_lines([fields], delimiter)


def csv_lines(rows: Iterable[Sequence[str | date | None]], delimiter: str = ",") -> bytes:
    """A line for each row; days as 2026-10-31, nothing for ``None``."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(map(_text, row) for row in rows)
    return out.getvalue().encode()


def _text(value: str | date | None) -> str:
    return "" if value is None else harmless(str(value))
