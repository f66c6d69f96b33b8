"""``tthc766 keys``: making, listing and revoking API keys."""

from typing import Annotated

import typer

from app.cli.printing import console, print_keys
from app.cli.session import service
from app.services import keys
from app.services.keys import Scope

app = typer.Typer(no_args_is_help=True, help="Keys for writing. Reading needs none.")


@app.command()
def create(
    scope: Annotated[list[Scope], typer.Option(help="What the key may write; can be given more than once.")],
    agency: Annotated[
        str | None, typer.Option(help="Root of the subtree the key may write, e.g. H44; the whole country if left out.")
    ] = None,
    note: Annotated[str, typer.Option(help="Whose key it is.")] = "",
) -> None:
    """Make a key and print it, once: only a keyed hash of it is stored."""
    with service() as made:
        token, stored = keys.create(made.database, made.key_secret, agency, scope, note, made.now())
    console(stderr=True).print(f"id {stored.id}, {stored.agency or '*'}, {' '.join(sorted(stored.scopes))}")
    typer.echo(token)


@app.command("list")
def show() -> None:
    """All keys, also revoked ones, without their secrets."""
    with service() as made:
        print_keys(keys.list_keys(made.database))


@app.command()
def revoke(id: Annotated[str, typer.Argument(help="The id that `keys list` shows.")]) -> None:
    """Revoke a key at once and for good."""
    with service() as made:
        keys.revoke(made.database, id, made.now())
