"""What the title of a table says of its period, against the period that it is sent for."""

from collections.abc import Iterable

from app.domain.errors import Faults, Location
from app.domain.periods import Period
from app.readers.uploads.rows import SheetColumns


def check_titles(sheets: Iterable[SheetColumns], period: Period | None, faults: Faults) -> None:
    """Record a title that names another period than the one of rows that name none; several that say the same once.

    Where a column tells the period of each row, titles do not matter.
    """
    told: set[Period] = set()
    for sheet in sheets:
        title = sheet.told
        if title and period and title.period not in (period, *told) and not sheet.has("period"):
            told.add(title.period)
            where = Location(title.line, sheet=sheet.title, cell=title.cell)
            faults.add("title_period_differs", where, value=title.text, period=period)
