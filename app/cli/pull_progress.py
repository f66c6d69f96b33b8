"""How a pull of the portal is shown to whoever watches it."""

import csv
import sys
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.cli.printing import console, fault_place
from app.domain.errors import Fault
from app.domain.messages import as_record
from app.services.portal.pull_report import ProgressListener, PullReport, UnitReport

_MOST_NAMED = 5
_NOTHING_NEW = "không có gì mới / nothing new"
_CARDS_READ = "đã đọc bảng điểm / score cards read"
_WITHDRAWN = "Cổng không còn công bố, số cũ được giữ / no longer published, the old figures stay"
_ODD = "trường lạ, được lưu lại / odd fields, stored"
_HEADINGS = ("period", "asked", "agency", "kind", "place", "detail_vi", "detail")


class PullProgress(ProgressListener):
    """A progress bar where a person is watching; a line for each province, and for each kind of trouble.

    ``troubles``: where every single one goes, as CSV.
    """

    def __init__(self, troubles: TextIO | None = None) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeRemainingColumn(),
            console=console(),
            disable=not sys.stdout.isatty(),
            transient=True,
        )
        self._task: TaskID | None = None
        self._expected, self._period = 0, ""
        self._troubles = csv.writer(troubles) if troubles else None
        if self._troubles:
            self._troubles.writerow(_HEADINGS)

    def __enter__(self) -> "PullProgress":
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._bar.stop()
        if kind is KeyboardInterrupt:
            self._say("Đã ngắt; chạy lại để đi tiếp / Interrupted; run this again to go on")

    def begin(self, report: PullReport) -> None:
        self._expected, self._period = 0, str(report.period)
        self._task = self._bar.add_task(self._period, total=None)
        resumed = ", đi tiếp từ chỗ dừng / goes on where it stopped" if report.resumed else ""
        self._say(f"Lần lấy / Pull {report.id}: {report.period}{resumed}")

    def expect(self, questions: int) -> None:
        self._expected += questions
        if self._task is not None:
            self._bar.update(self._task, total=self._expected)

    def answered(self) -> None:
        if self._task is not None:
            self._bar.advance(self._task)

    def done(self, unit: UnitReport) -> None:
        name = unit.unit or "các tỉnh / provinces"
        made = [f"{each.kind} {each.figures} (lần gửi / submission {each.id})" for each in unit.submissions]
        made += [f"đã đọc / read: {unit.procedures}"] if unit.procedures else []
        self._say(f"{name}: {', '.join(made) or (_NOTHING_NEW if unit.unit else _CARDS_READ)}")
        for line in _trouble_lines(unit):
            self._say(f"  {line}")
        if self._troubles:
            self._troubles.writerows((self._period, unit.unit, *row) for row in _trouble_rows(unit))

    def _say(self, line: str) -> None:
        self._bar.console.print(line, soft_wrap=True)


def _trouble_lines(unit: UnitReport) -> Iterator[str]:
    """One line for each kind of trouble, in the words of the first that came, with how often and of whom."""
    kinds: dict[Any, list[tuple[str | None, Fault]]] = {}
    for agency, fault in unit.faults:
        kind = (fault.code, fault.params.get("path"), fault.params.get("field"))
        kinds.setdefault(kind, []).append((agency, fault))
    for found in kinds.values():
        record = as_record(found[0][1])
        whom = _named([agency for agency, _ in found if agency])
        often = f"{len(found)} × " if len(found) > 1 else ""
        yield f"{often}{whom}{record['detail_vi']} / {record['detail']}"
    if unit.withdrawn:
        yield f"{_named(list(unit.withdrawn))}{_WITHDRAWN}: {', '.join(sorted(_measures(unit)))}"
    if unit.odd:
        yield f"{_ODD}: {', '.join(sorted(unit.odd))}"


def _trouble_rows(unit: UnitReport) -> Iterator[tuple[str, str, str, Any, Any]]:
    for agency, fault in unit.faults:
        record = as_record(fault)
        yield agency or "", fault.code, fault_place(record), record["detail_vi"], record["detail"]
    vi, en = _WITHDRAWN.split(" / ")
    for agency, withdrawn in unit.withdrawn.items():
        yield agency, "withdrawn", ", ".join(withdrawn), vi, en
    vi, en = _ODD.split(" / ")
    for field in sorted(unit.odd):
        yield "", "odd_field", field, vi, en


def _measures(unit: UnitReport) -> set[str]:
    return {measure for withdrawn in unit.withdrawn.values() for measure in withdrawn}


def _named(agencies: Sequence[str]) -> str:
    more = f" … {len(agencies)}" if len(agencies) > _MOST_NAMED else ""
    return f"{', '.join(agencies[:_MOST_NAMED])}{more}: " if agencies else ""
