"""``tthc766 keys``: making, rotating, listing and revoking API keys."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service
from app.domain.enums import Scope
from app.domain.time import VIETNAM, parse_as_of

if TYPE_CHECKING:
    from app.storage.keys import StoredKey


app = typer.Typer(no_args_is_help=True, help="Keys for writing. Reading needs none.")
IdArgument = Annotated[str, typer.Argument(help="The id that `keys list` shows, with tthc766_ before it or without.")]


@app.command()
def create(
    scope: Annotated[list[Scope], typer.Option(help="What the key may write; can be given more than once.")],
    agency: Annotated[
        str | None, typer.Option(help="Root of the subtree the key may write, e.g. H44; the whole country if left out.")
    ] = None,
    note: Annotated[str, typer.Option(help="Whose key it is.")] = "",
    expires: Annotated[
        str | None, typer.Option(help="Last day (in Vietnam) or time of the key; it does not expire if left out.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="The same in days from now.")] = None,
) -> None:
    """Make a key and print it, once: only a keyed hash of it is stored."""
    from app.services import keys

    if expires is not None and days is not None:
        raise typer.BadParameter("either --expires or --days")
    with service() as made:
        now = made.now()
        until = parse_as_of(expires) if expires else now + timedelta(days=days) if days else None
        grant = keys.Grant(agency, frozenset(scope), note, until)
        token, stored = keys.make(made.database, made.key_secret, grant, now)
    _print_once(token, stored)


@app.command()
def rotate(
    id: IdArgument,
    overlap_hours: Annotated[
        float, typer.Option(min=0, max=8760, help="For how many hours the old key works beside the new one.")
    ] = 24,
) -> None:
    """Make a key that may do the same, print it, once, and let the old one expire."""
    from app.cli.printing import console
    from app.services import keys

    with service() as made:
        overlap = timedelta(hours=overlap_hours)
        token, stored, until = keys.rotate(made.database, made.key_secret, keys.id_of(id), overlap, made.now())
    console(stderr=True).print(f"{keys.id_of(id)}: {_shown(until)}")
    _print_once(token, stored)


@app.command("list")
def show() -> None:
    """All keys, also those that work no more, without their secrets. Last used is right to about a minute."""
    from app.cli.printing import print_keys
    from app.services import keys

    with service() as made:
        print_keys(keys.list_keys(made.database), made.now())


@app.command()
def revoke(id: IdArgument) -> None:
    """Revoke a key at once and for good."""
    from app.services import keys

    with service() as made:
        keys.revoke(made.database, keys.id_of(id), made.now())


def _print_once(token: str, stored: "StoredKey") -> None:
    from app.cli.printing import console

    until = f", {_shown(stored.expires_at)}" if stored.expires_at else ""
    line = f"id {stored.id}, {stored.agency or '*'}, {' '.join(sorted(stored.scopes))}{until}"
    console(stderr=True).print(line, soft_wrap=True)
    typer.echo(token)


def _shown(until: datetime) -> str:
    return f"hết hạn / expires {until.astimezone(VIETNAM).isoformat(' ', 'minutes')}"
