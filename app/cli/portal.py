"""``tthc766 pull``: reading the national portal."""

import sys
from datetime import date, timedelta
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.cli.printing import console, fault_lines
from app.cli.session import REFUSED, service
from app.domain.moments import day_of
from app.domain.periods import Period, PeriodKind
from app.services.portal_reports import PullReport, UnitReport, Watch
from app.services.pull import pull, reread
from app.sources.portal.questions import DETAILS

_ANSWERS_OF_A_PROVINCE = 1 + len(DETAILS)
_LATE = timedelta(days=8)  # the portal goes on correcting a period that has ended
_MOST_FAULTS = 100
_NOTHING_NEW = "không có gì mới / nothing new"
_CARDS_READ = "đã đọc bảng điểm / score cards read"
_WITHDRAWN = "Cổng không còn công bố, số cũ giữ nguyên / not published any more, the old figure stands"
_UNKNOWN = "trường chưa biết, được giữ lại / fields not known yet, kept"


def command(
    period: Annotated[
        list[str] | None, typer.Option(help="2025-02, 2025-Q1 or 2025; can be given more than once.")
    ] = None,
    province: Annotated[
        list[str] | None,
        typer.Option(help="Only this province's details, e.g. H44; can be given more than once. All if left out."),
    ] = None,
    current: Annotated[
        bool,
        typer.Option(
            "--current",
            help="The month, quarter and year that yesterday belongs to, in Vietnam; those just ended for a week more.",
        ),
    ] = False,
    procedures: Annotated[
        bool, typer.Option("--procedures", help="Also the national register of procedures, once.")
    ] = False,
    again: Annotated[
        int | None, typer.Option("--reread", min=1, max=2**31 - 1, help="Read the kept answers of this pull again.")
    ] = None,
) -> None:
    """Read what the national portal publishes of a period, and take in what has changed.

    One question at a time, with pauses: about 5 minutes a hundred questions, at least 7 questions a province.
    Interrupted, it goes on where it stopped when it is run again. Ends with 1 if anything was left out.
    """
    if sum((period is not None, current, again is not None)) != 1:
        raise typer.BadParameter("give one of --period, --current and --reread", param_hint="--period")
    if again is not None and (province or procedures):
        raise typer.BadParameter("a pull is read again as it was asked", param_hint="--reread")
    with service() as made, _Bar() as watch:
        if again is not None:
            reports = [reread(made, again, watch)]
        else:
            wanted = _current(day_of(made.now())) if current else [Period.parse(each) for each in period or ()]
            reports = pull(made, list(dict.fromkeys(wanted)), province or [], watch, with_procedures=procedures)
    if any(report.faulty for report in reports):
        raise typer.Exit(REFUSED)


def _current(today: date) -> list[Period]:
    days = (today - timedelta(days=1), today - _LATE)
    return [Period.of(day, kind) for day in days for kind in PeriodKind]


class _Bar(Watch):
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

    def __enter__(self) -> "_Bar":
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._bar.stop()
        if kind is KeyboardInterrupt:
            self._say("Đã ngắt; chạy lại để đi tiếp / Interrupted; run this again to go on")

    def begin(self, report: PullReport) -> None:
        self._task = self._bar.add_task(str(report.period), total=1)
        resumed = ", đi tiếp từ chỗ dừng / goes on where it stopped" if report.resumed else ""
        self._say(f"pull {report.id}: {report.period}{resumed}")

    def provinces(self, count: int) -> None:
        if self._task is not None:
            self._bar.update(self._task, total=1 + count * _ANSWERS_OF_A_PROVINCE)

    def answered(self) -> None:
        if self._task is not None:
            self._bar.advance(self._task)

    def done(self, unit: UnitReport) -> None:
        name = unit.unit or "các tỉnh / provinces"
        made = [f"{each.kind} {each.figures} (submission {each.id})" for each in unit.submissions]
        made += [f"{unit.procedures} read"] if unit.procedures else []
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
