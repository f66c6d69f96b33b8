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
