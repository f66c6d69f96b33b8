"""``tthc766 pull``: reading the national portal."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

import typer

from app.cli.session import REFUSED, service
from app.domain.enums import PullDepth
from app.domain.periods import Period, PeriodKind
from app.domain.time import day_of

_LATE = timedelta(days=8)  # the portal goes on correcting a period that has ended


def command(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: Annotated[
        list[str] | None,
        typer.Option(help="Kỳ: 2025-02, 2025-Q1 hoặc 2025; dùng được nhiều lần / Period; can be given more than once."),
    ] = None,
    province: Annotated[
        list[str] | None,
        typer.Option(
            help="Chỉ lấy chi tiết tỉnh này, ví dụ H44; dùng được nhiều lần, bỏ trống là tất cả / Only this "
            "province's details, e.g. H44; can be given more than once, all if left out."
        ),
    ] = None,
    current: Annotated[
        bool,
        typer.Option(
            "--current",
            help="Tháng vừa hết; quý, năm của hôm qua; quý, năm vừa hết thêm một tuần / The month that has ended; "
            "the quarter and year of yesterday; a quarter and year just ended for a week more.",
        ),
    ] = False,
    depth: Annotated[
        PullDepth | None,
        typer.Option(
            help="Đến đâu: provinces chỉ danh sách cả nước (7 lượt truy vấn); children thêm các đơn vị của mỗi tỉnh "
            "(thêm 7 lượt mỗi tỉnh); units thêm số lượng dịch vụ công trực tuyến của từng đơn vị (thêm 1 lượt mỗi đơn "
            "vị). Bỏ trống: children nếu có --province, không thì provinces / How far: provinces only the country's "
            "lists (7 questions); children also what is below each province (7 more a province); units also each "
            "unit's counts of online services (one more a unit). Left out: children with --province, else provinces.",
        ),
    ] = None,
    procedures: Annotated[
        bool,
        typer.Option(
            "--procedures",
            help="Lấy cả danh mục thủ tục quốc gia, một lần / Also the national register of procedures, once.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Chỉ cho biết cần ít nhất bao nhiêu lượt truy vấn / Only say how many questions it takes at least.",
        ),
    ] = False,
    report: Annotated[
        typer.FileTextWrite | None,
        typer.Option(
            help="Ghi từng phần bị bỏ lại vào tệp CSV này / Write everything that was left out to this CSV file.",
            encoding="utf-8-sig",  # Excel needs the mark
            lazy=False,
        ),
    ] = None,
    again: Annotated[
        int | None,
        typer.Option(
            "--reread",
            min=1,
            max=2**31 - 1,
            help="Đọc lại các câu trả lời đã lưu của lần lấy này / Read the kept answers of this pull again.",
        ),
    ] = None,
) -> None:
    """Lấy số liệu Cổng Dịch vụ công quốc gia đã công bố trong một kỳ. / Read what the national portal publishes.

    Mỗi lúc một lượt truy vấn, có nghỉ: khoảng 5 phút mỗi trăm lượt. Bị ngắt thì chạy lại để đi tiếp từ chỗ dừng. Có
    phần bị bỏ lại thì kết thúc với mã 1. /
    One question at a time, with pauses: about 5 minutes a hundred questions. Interrupted, it goes on where it stopped
    when it is run again. Ends with 1 if anything was left out.
    """
    from app.cli.pull_progress import PullProgress
    from app.services.portal.pull import pull, questions_needed, reread

    if sum((period is not None, current, again is not None)) != 1:
        raise typer.BadParameter("give one of --period, --current and --reread", param_hint="--period")
    if again is not None and (province or procedures or depth or dry_run):
        raise typer.BadParameter("a pull is read again as it was asked", param_hint="--reread")
    with service() as made:
        asked = current_periods(day_of(made.now())) if current else [Period.parse(each) for each in period or ()]
        periods, provinces = list(dict.fromkeys(asked)), province or []
        if dry_run:
            _print_needed(questions_needed(made, periods, provinces, depth), made.settings.portal_pause)
            return
        with PullProgress(report) as watch:
            if again is not None:
                reports = [reread(made, again, watch)]
            else:
                reports = pull(made, periods, provinces, watch, depth=depth, with_procedures=procedures)
    if any(each.faulty for each in reports):
        raise typer.Exit(REFUSED)


def _print_needed(needed: Mapping[Period, int], pause: float) -> None:
    """``pause``: the shortest between two questions, in seconds; the longest is twice that."""
    for period, questions in needed.items():
        minutes = round(questions * pause * 1.5 / 60)
        typer.echo(
            f"{period}: ít nhất {questions} lượt truy vấn / at least {questions} questions, {minutes} phút / minutes"
        )


def current_periods(today: date) -> list[Period]:
    """The month that has ended last, for the portal offers none before; the quarter and the year of yesterday, and
    those that have just ended."""
    yesterday = today - timedelta(days=1)
    month = Period.of(today.replace(day=1) - timedelta(days=1), PeriodKind.MONTH)
    days = (yesterday, today - _LATE)
    return [month, *(Period.of(day, kind) for day in days for kind in (PeriodKind.QUARTER, PeriodKind.YEAR))]
