"""How a pull of the portal is shown to whoever watches it."""

import sys

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.cli.printing import console, fault_lines
from app.readers.portal.questions import DETAILS
from app.services.portal.pull_report import ProgressListener, PullReport, UnitReport

_ANSWERS_OF_A_PROVINCE = 1 + len(DETAILS)
_MOST_FAULTS = 100
_NOTHING_NEW = "không có gì mới / nothing new"
_CARDS_READ = "đã đọc bảng điểm / score cards read"
_WITHDRAWN = "Cổng không còn công bố, số cũ được giữ / no longer published, the old figure stays"
_UNKNOWN = "trường chưa biết, được lưu lại / fields not known yet, stored"


class PullProgress(ProgressListener):
    """A progress bar where a person is watching; a line for each province, and for everything left out."""

    def __init__(self) -> None:
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

    def __enter__(self) -> "PullProgress":
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._bar.stop()
        if kind is KeyboardInterrupt:
            self._say("Đã ngắt; chạy lại để đi tiếp / Interrupted; run this again to go on")

    def begin(self, report: PullReport) -> None:
        self._task = self._bar.add_task(str(report.period), total=1)
        resumed = ", đi tiếp từ chỗ dừng / goes on where it stopped" if report.resumed else ""
        self._say(f"Lần lấy / Pull {report.id}: {report.period}{resumed}")

    def provinces(self, count: int) -> None:
        if self._task is not None:
            self._bar.update(self._task, total=1 + count * _ANSWERS_OF_A_PROVINCE)

    def answered(self) -> None:
        if self._task is not None:
            self._bar.advance(self._task)

    def done(self, unit: UnitReport) -> None:
        name = unit.unit or "các tỉnh / provinces"
        made = [f"{each.kind} {each.figures} (lần gửi / submission {each.id})" for each in unit.submissions]
        made += [f"đã đọc / read: {unit.procedures}"] if unit.procedures else []
        self._say(f"{name}: {', '.join(made) or (_NOTHING_NEW if unit.unit else _CARDS_READ)}")
        for code, fault in unit.faults[:_MOST_FAULTS]:
            self._say("\n".join(fault_lines(fault, code)))
        if len(unit.faults) > _MOST_FAULTS:
            self._say(f"  … {len(unit.faults)}")
        for code, withdrawn in unit.withdrawn.items():
            self._say(f"  {code}: {_WITHDRAWN}: {', '.join(withdrawn)}")
        if unit.unknown:
            self._say(f"  {_UNKNOWN}: {', '.join(sorted(unit.unknown))}")

    def _say(self, line: str) -> None:
        self._bar.console.print(line, soft_wrap=True)
