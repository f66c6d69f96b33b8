"""Days and periods as people in Vietnam write them in worksheets."""

import re
from collections.abc import Iterable
from datetime import date

from app.domain.agency_search import fold
from app.domain.periods import Period

_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2((?:19|20|21)[0-9]{2})", re.ASCII)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# What stands before a month or a quarter that is not the one that the table is of: the day of a letter, the beginning
# or end of a span, what is compared with, one of several.
_OF_SOMETHING_ELSE = r"(?:ngay [0-9]{1,2}|tu|den|het|va|voi|cung ky|truoc|(?:thang|quy) [0-9iv]{1,3}) "
_PERIOD = re.compile(
    rf"\b({_OF_SOMETHING_ELSE})?(?:thang (?P<month>0?[1-9]|1[0-2])|quy (?P<quarter>[1-4]|i{{1,3}}|iv)) "
    r"(?:nam )?(?P<year>2[01][0-9]{2})\b"
)


def iso_day(text: str) -> str:
    """``2025-07-01`` for ``01/07/2025`` and ``1.7.2025``: the day comes first. Anything else stays as it is."""
    found = _DAY.fullmatch(text)
    try:
        return date(int(found[4]), int(found[3]), int(found[1])).isoformat() if found else text
    except ValueError:
        return text


def periods_in(text: str) -> Iterable[Period]:
    """The months and quarters that a title says its table is of: ``THÁNG 9 NĂM 2026``, ``Quý III/2026``."""
    for found in _PERIOD.finditer(fold(text)):
        year, month, quarter = found["year"], found["month"], found["quarter"]
        if found[1] is None:
            yield Period.parse(f"{year}-{int(month):02}" if month else f"{year}-Q{_QUARTERS.get(quarter, quarter)}")
