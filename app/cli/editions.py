"""``tthc766 editions``: publishing, listing and verifying editions."""

from typing import Annotated

import typer

from app.cli.options import AsOfOption, BasisOption, CohortOption, PeriodArgument
from app.cli.session import REFUSED, service
from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import parse_as_of

app = typer.Typer(
    no_args_is_help=True,
    help="Bản công bố: kết quả đã công bố, không thay đổi. / Editions: results that were announced, frozen.",
)


@app.command()
def publish(
    period: PeriodArgument,
    cohort: CohortOption = "provinces",
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    replaces: Annotated[
        int | None, typer.Option(min=1, help="Bản công bố được đính chính / The edition that this one corrects.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Lý do đính chính / Why it is corrected.")] = None,
) -> None:
    """Công bố kết quả của một nhóm trong một kỳ, với quyền quản trị. / Publish a cohort's results in a period."""
    from app.cli.printing import print_doubts
    from app.services.editions import editions
    from app.services.keys import ADMINISTRATOR

    with service() as made:
        moment = None if as_of is None else parse_as_of(as_of)
        order = editions.Order(Period.parse(period), Cohort.parse(cohort), basis, moment, replaces, reason)
        stored = editions.publish(made, order, ADMINISTRATOR)
    if reason:
        print_doubts(reason, "reason")
    typer.echo(f"edition {stored.id}: {stored.digest}")


@app.command("list")
def show() -> None:
    """In một trăm bản công bố mới nhất. / Print the newest hundred editions."""
    from app.cli.printing import print_editions
    from app.services.editions import editions

    with service() as made:
        print_editions(editions.list_editions(made.database, None, None, None, 100))


@app.command()
def verify() -> None:
    """Tính lại mã băm của mọi bản công bố; có bản bị sửa thì kết thúc với mã 1. / Recompute every digest.

    Ends with 1 if an edition is not what was published.
    """
    from app.cli.printing import console
    from app.services.editions import editions

    with service() as made:
        bad = editions.altered(made.database)
    for id_ in bad:
        console(stderr=True).print(f"Bản công bố / Edition {id_}: đã bị sửa / altered")
    if bad:
        raise typer.Exit(REFUSED)
    typer.echo("ok")
