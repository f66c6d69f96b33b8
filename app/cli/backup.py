"""``tthc766 backup`` and ``tthc766 restore``: of an SQLite database; PostgreSQL has tools of its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service

if TYPE_CHECKING:
    from app.services.backups import Done


def backup(
    target: Annotated[Path, typer.Argument(help="The new file; what is there already is never overwritten.")],
) -> None:
    """Copy the SQLite database to a file while the service runs, with the secret of the keys beside it."""
    from app.services import backups

    with service(migrated=False) as made:
        _tell(backups.backup(made, target))


def restore(source: Annotated[Path, typer.Argument(help="A file that `tthc766 backup` made.")]) -> None:
    """Put a backup in the place of the SQLite database, which is kept beside it. Stop the service before.

    A backup of an older version needs `tthc766 migrate` afterwards.
    """
    from app.services import backups

    with service(migrated=False) as made:
        done = backups.restore(made, source)
        _tell(done)
        if done.kept:
            typer.echo(f"Trước đó / Before: {done.kept}")


def _tell(done: "Done") -> None:
    """Where it is and what is in it, for the log of the night."""
    secret = f", {done.path}.secret" if done.secret else ""
    typer.echo(f"{done.path}{secret}: revision {done.copy.revision}, submission {done.copy.newest}")
