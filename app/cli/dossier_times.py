"""How long dossiers took, for a person at a terminal."""

from collections.abc import Iterator, Mapping
from itertools import islice

from rich.box import SIMPLE_HEAD
from rich.table import Table

from app.cli.printing import console
from app.domain.dossiers.mean_time import MINUTES_OF_HOUR, MeanTimes, ProcessingTime, WhyUnknown, counted_unit
from app.domain.dossiers.registers import TimeUnit

_NONE = "–"
_LISTED = 12
_HEADINGS = {
    TimeUnit.HOUR: "Giờ\nHours",
    TimeUnit.WORKING_DAY: "Ngày làm việc\nWorking days",
    TimeUnit.DAY: "Ngày\nDays",
}
_UNITS = {TimeUnit.WORKING_DAY: "ngày làm việc / working days", TimeUnit.DAY: "ngày / days"}
_WHYS = {
    WhyUnknown.CLOSING_UNKNOWN: "không có thời điểm kết thúc / no time of its end is known",
    WhyUnknown.CALENDAR_UNKNOWN: "lịch làm việc không có năm này / year not in the calendar",
    WhyUnknown.TIME_NEGATIVE: "kết thúc trước khi tiếp nhận, hoặc chờ bổ sung lâu hơn cả thời gian xử lý / "
    "ended before the receipt, or waited for papers for longer than all of it",
}
_NO_UNIT = "Tính theo ngày vì không rõ đơn vị của thủ tục / In days, since the procedure's unit is not known"


def print_mean_times(times: Mapping[str, MeanTimes]) -> None:
    """The means with their numbers of dossiers, one row an agency, and what is not in them; only units that there
    are."""
    units = [unit for unit in _HEADINGS if any(unit in each.by_unit for each in times.values())]
    out = console()
    if units:
        out.print(_table(times, units))
    for line in _notes(times):
        out.print(line, soft_wrap=True)


def _table(times: Mapping[str, MeanTimes], units: list[TimeUnit]) -> Table:
    title = (
        "Thời gian xử lý trung bình của hồ sơ đã xử lý xong, không chấm điểm\n"
        "Mean processing time of finished dossiers, not scored"
    )
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Cơ quan\nAgency", no_wrap=True)
    for unit in units:
        table.add_column(_HEADINGS[unit], justify="right", no_wrap=True)
        table.add_column("Hồ sơ\nDossiers", justify="right", no_wrap=True)
    table.add_column("Không rõ\nNot known", justify="right", no_wrap=True)
    for agency, found in times.items():
        means = (found.by_unit.get(unit) for unit in units)
        cells = (text for each in means for text in ((str(each.rounded), str(each.dossiers)) if each else (_NONE, "0")))
        table.add_row(agency, *cells, str(sum(found.unknown.values())))
    return table


def _notes(times: Mapping[str, MeanTimes]) -> Iterator[str]:
    for why, text in _WHYS.items():
        if whom := {agency: found.unknown[why] for agency, found in times.items() if why in found.unknown}:
            yield f"  Không rõ, {text}: {_listed(whom)}"
    days = {agency: found.by_unit[TimeUnit.DAY] for agency, found in times.items() if TimeUnit.DAY in found.by_unit}
    if whom := {agency: each.unit_unknown for agency, each in days.items() if each.unit_unknown}:
        yield f"  {_NO_UNIT}: {_listed(whom)}"


def _listed(numbers: Mapping[str, int]) -> str:
    told = ", ".join(f"{agency} ({number})" for agency, number in islice(numbers.items(), _LISTED))
    return told + (f" … {len(numbers)}" if len(numbers) > _LISTED else "")


def time_line(found: ProcessingTime | None) -> str:
    """How long one dossier took, or why that is not told."""
    return f"Thời gian xử lý / Processing time: {_told(found)}"


def _told(found: ProcessingTime | None) -> str:
    if found is None:
        return "không xét / not looked at. Chưa xử lý xong, hoặc không tiếp nhận trong kỳ."
    if isinstance(found.length, WhyUnknown):
        return f"không rõ / not known. {_WHYS[found.length]}"
    text = _shown(found.length, found.unit)
    if found.paused:
        text += f". Đã trừ thời gian chờ bổ sung / Taken off for papers: {_shown(found.paused, found.unit)}"
    if found.unit is None:
        text += f". {_NO_UNIT}"
    return text


def _shown(number: int, unit: TimeUnit | None) -> str:
    if unit is not TimeUnit.HOUR:
        return f"{number} {_UNITS[counted_unit(unit)]}"
    hours, minutes = divmod(number, MINUTES_OF_HOUR)
    return f"{hours} giờ {minutes} phút / {hours} h {minutes} min"
