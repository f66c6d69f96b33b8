"""``tthc766 editions``: publishing, listing and verifying editions."""

import dataclasses
from typing import Annotated

import typer

from app.cli import letters
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


_YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Không hỏi lại / Do not ask.")]


@app.command()
def publish(  # noqa: PLR0913, PLR0917 - each is an option of its own
    period: PeriodArgument,
    cohort: CohortOption = "provinces",
    basis: BasisOption = Basis.BEST,
    as_of: AsOfOption = None,
    replaces: Annotated[
        int | None, typer.Option(min=1, help="Bản công bố được đính chính / The edition that this one corrects.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Lý do đính chính / Why it is corrected.")] = None,
    allow_unranked: Annotated[
        bool, typer.Option("--allow-unranked", help="Kể cả khi chưa đơn vị nào có thứ hạng / Also if nobody is ranked.")
    ] = False,
    yes: _YesOption = False,
) -> None:
    """Xem trước rồi công bố kết quả của một nhóm trong một kỳ, với quyền quản trị. / Preview and publish results."""
    from app.cli.edition_printing import print_preview
    from app.cli.printing import print_doubts
    from app.services.editions import publishing
    from app.services.keys import ADMINISTRATOR

    with service() as made:
        moment = None if as_of is None else parse_as_of(as_of)
        cohort_, period_ = Cohort.parse(cohort), Period.parse(period)
        order = publishing.Order(period_, cohort_, basis, moment, replaces, reason, allow_unranked)
        found = publishing.preview(made, order, ADMINISTRATOR)
        print_preview(found)
        _confirm("Công bố? / Publish?", yes)
        stored = publishing.publish(made, dataclasses.replace(order, seen=found.fingerprint), ADMINISTRATOR)
        page = made.address(f"/editions/{stored.id}")
    if reason:
        print_doubts(reason, "reason")
    typer.echo(f"edition {stored.id}: {stored.digest}")
    typer.echo(f"Trang / Page: {page}")


@app.command()
def withdraw(
    edition: Annotated[int, typer.Argument(min=1, help="Bản công bố / The edition.")],
    reason: Annotated[str, typer.Option(help="Lý do rút / Why it is withdrawn.")],
    yes: _YesOption = False,
) -> None:
    """Rút một bản công bố: vẫn xem được, nhưng không còn hiệu lực. / Withdraw an edition; it stays readable."""
    from app.cli.edition_printing import print_editions
    from app.cli.printing import print_doubts
    from app.services.editions import editions, withdrawal
    from app.services.keys import ADMINISTRATOR

    with service() as made:
        print_editions([editions.get_edition(made.database, edition)])
        _confirm("Rút bản này? / Withdraw it?", yes)
        withdrawal.withdraw(made, edition, reason, ADMINISTRATOR)
    print_doubts(reason, "reason")
    typer.echo(f"Đã rút / Withdrawn: {edition}")


def _confirm(question: str, yes: bool) -> None:
    """Go on only if that is wanted."""
    if not yes and not typer.confirm(question):
        typer.echo("Không thay đổi gì. / Nothing was changed.")
        raise typer.Exit(REFUSED)


@app.command("list")
def show() -> None:
    """In một trăm bản công bố mới nhất. / Print the newest hundred editions."""
    from app.cli.edition_printing import print_editions
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


app.command()(letters.letter)
app.command()(letters.package)
