"""What a score would take, at a terminal."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import AsOfOption, BasisOption, CohortOption, KnownAtOption, PeriodArgument
from app.cli.session import service
from app.domain.agencies import Cohort
from app.domain.errors import Faults, Location
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period

if TYPE_CHECKING:
    from app.domain.what_if.changes import Change

CsvOption = Annotated[bool, typer.Option("--csv", help="Dạng CSV / As CSV.")]
_CHANGE = re.compile(r"(?P<agency>[^:\s]+):(?P<measure>\w+)(?P<sign>[-+=])(?P<number>\d{1,13})", re.ASCII)


def scenarios(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    change: Annotated[
        list[str],
        typer.Option(
            help="H31:dossiers_on_time+5000, …-5000, …=425877; dùng được nhiều lần / can be given more than once."
        ),
    ],
    cohort: CohortOption = "provinces",
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: CsvOption = False,
) -> None:
    """Nếu số liệu khác đi: điểm, hạng, trung bình mới; không lưu gì. / What if counts were others; stores nothing."""
    from app.cli.evaluation import evaluator_of
    from app.cli.scenarios_printing import print_scenario
    from app.services.what_if.scenarios import scenario_of

    with service() as made:
        changes, faults = _changes(change)
        evaluator = evaluator_of(made, basis, as_of, known_at)
        found = scenario_of(evaluator, Period.parse(period), Cohort.parse(cohort), changes, faults)
    if csv:
        from app.api.views.scenarios import scenario_table

        typer.echo(bytes(scenario_table(found, "en").body), nl=False)
    else:
        print_scenario(found)


def _changes(texts: list[str]) -> "tuple[list[Change], Faults]":
    from app.domain.what_if.changes import Change, check_number

    check_number(len(texts))
    changes, faults = [], Faults()
    for text in texts:
        where, found = Location(parameter="--change"), _CHANGE.fullmatch(text)
        if found is None:
            faults.add("change_unreadable", where, value=text)
            continue
        number = int(found["number"])
        by = None if found["sign"] == "=" else -number if found["sign"] == "-" else number
        to = number if found["sign"] == "=" else None
        changes.append(Change(found["agency"], found["measure"], by, to, where))
    return changes, faults


def contributions(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    agency: Annotated[str, typer.Argument(help="Mã cơ quan / Agency code.")],
    by: Annotated[
        str | None,
        typer.Option(help="Một chỉ số, một nhóm hoặc total / An indicator, a group or total."),
    ] = None,
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    csv: CsvOption = False,
) -> None:
    """Cơ quan nào bên dưới làm mất bao nhiêu điểm. / Which agency below costs how many points."""
    from app.api.views.contributions import contributions_table, contributions_view
    from app.cli.evaluation import evaluator_of
    from app.cli.scenarios_printing import print_contributions
    from app.services.what_if.contributions import contributions_of

    with service() as made:
        evaluator = evaluator_of(made, basis, as_of, known_at)
        found = contributions_of(evaluator, Period.parse(period), agency, by)
    view = contributions_view(*found, by, evaluator.known_at)
    if csv:
        typer.echo(bytes(contributions_table(view, "en").body), nl=False)
    else:
        print_contributions(view)
