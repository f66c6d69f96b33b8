"""``tthc766 pull``: reading the national portal."""

from datetime import date, timedelta
from typing import Annotated

import typer

from app.cli.session import REFUSED, service
from app.domain.periods import Period, PeriodKind
from app.domain.time import day_of

_LATE = timedelta(days=8)  # the portal goes on correcting a period that has ended


def command(
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
            help="Tháng, quý, năm chứa ngày hôm qua; kỳ vừa hết thêm một tuần / The month, quarter and year of "
            "yesterday; those just ended for a week more.",
        ),
    ] = False,
    procedures: Annotated[
        bool,
        typer.Option(
            "--procedures",
            help="Lấy cả danh mục thủ tục quốc gia, một lần / Also the national register of procedures, once.",
        ),
    ] = False,
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

    Mỗi lúc một lượt truy vấn, có nghỉ: khoảng 5 phút mỗi trăm lượt, ít nhất 7 lượt mỗi tỉnh.
    Bị ngắt thì chạy lại để đi tiếp từ chỗ dừng. Có phần bị bỏ lại thì kết thúc với mã 1. /
    One question at a time, with pauses: about 5 minutes a hundred questions, at least 7 questions a province.
    Interrupted, it goes on where it stopped when it is run again. Ends with 1 if anything was left out.
    """
    from app.cli.pull_progress import PullProgress
    from app.services.portal.pull import pull, reread

    if sum((period is not None, current, again is not None)) != 1:
        raise typer.BadParameter("give one of --period, --current and --reread", param_hint="--period")
    if again is not None and (province or procedures):
        raise typer.BadParameter("a pull is read again as it was asked", param_hint="--reread")
    with service() as made, PullProgress() as watch:
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
