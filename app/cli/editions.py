"""``tthc766 editions``: publishing, listing and verifying editions."""

from typing import Annotated

import typer

from app.cli.session import REFUSED, service
from app.domain.agencies import Cohort
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import parse_as_of

app = typer.Typer(no_args_is_help=True, help="Results that were announced, frozen.")


@app.command()
def publish(
    period: Annotated[str, typer.Argument(help="2025-02, 2025-Q1 or 2025.")],
    cohort: Annotated[str, typer.Option(help="provinces, ministries, H44.departments …")] = "provinces",
    basis: Annotated[Basis, typer.Option(help="Which figures.")] = Basis.BEST,
    as_of: Annotated[str | None, typer.Option(help="From figures dated up to this day or time.")] = None,
    replaces: Annotated[int | None, typer.Option(min=1, help="The edition that this one corrects.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is corrected.")] = None,
) -> None:
    """Freeze a cohort's results in a period, as the administrator."""
    from app.services.editions import editions
    from app.services.keys import ADMINISTRATOR

    with service() as made:
        moment = None if as_of is None else parse_as_of(as_of)
        order = editions.Order(Period.parse(period), Cohort.parse(cohort), basis, moment, replaces, reason)
        stored = editions.publish(made, order, ADMINISTRATOR)
    typer.echo(f"edition {stored.id}: {stored.digest}")


@app.command("list")
def show() -> None:
    """The newest hundred editions."""
    from app.cli.printing import print_editions
    from app.services.editions import editions

    with service() as made:
        print_editions(editions.list_editions(made.database, None, None, None, 100))


@app.command()
def verify() -> None:
    """Take the digest of every edition's document anew; ends with 1 if one is not what was published."""
    from app.cli.printing import console
    from app.services.editions import editions

    with service() as made:
        bad = editions.altered(made.database)
    for id_ in bad:
        console(stderr=True).print(f"Bản công bố / Edition {id_}: đã bị sửa / altered")
    if bad:
        raise typer.Exit(REFUSED)
    typer.echo("ok")
