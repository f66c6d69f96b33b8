"""``tthc766 backup`` and ``tthc766 restore``: of an SQLite database; PostgreSQL has tools of its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service

if TYPE_CHECKING:
    from app.services.backups import Done
    from app.services.context import AppContext


def backup(
    target: Annotated[
        Path, typer.Argument(help="Tệp mới, không ghi đè tệp đã có / The new file; nothing is overwritten.")
    ],
) -> None:
    """Sao lưu cơ sở dữ liệu SQLite khi dịch vụ vẫn chạy. / Copy the SQLite database to a file while the service runs.

    Bí mật của các khóa được chép bên cạnh. / The secret of the keys is copied beside it.
    """
    from app.services import backups

    with service(migrated=False) as made:
        warn_of_leftovers(made)
        _tell(backups.backup(made, target))


def restore(
    source: Annotated[Path, typer.Argument(help="Tệp do `tthc766 backup` tạo / A file that `tthc766 backup` made.")],
) -> None:
    """Khôi phục cơ sở dữ liệu SQLite từ bản sao lưu; dừng dịch vụ trước. / Restore the SQLite database from a backup.

    Cơ sở dữ liệu đang có được giữ bên cạnh. Bản sao lưu của phiên bản cũ cần `tthc766 migrate` sau đó. /
    Stop the service before. What was there is kept beside it. A backup of an older version needs `tthc766 migrate`.
    """
    from app.services import backups

    with service(migrated=False) as made:
        warn_of_leftovers(made)
        done = backups.restore(made, source)
        _tell(done)
        if done.kept:
            typer.echo(f"Trước đó / Before: {done.kept}")


def warn_of_leftovers(made: "AppContext") -> None:
    """Name, on standard error, what restores that were killed have left beside the database."""
    from app.cli.printing import console
    from app.domain.messages import describe
    from app.services.backups import left_by_killed_restores

    for path in left_by_killed_restores(made):
        message = describe("restore_left", {"path": path})
        console(stderr=True).print(f"{message.vi}\n{message.en}", soft_wrap=True)


def _tell(done: "Done") -> None:
    """Where it is and what is in it, for the log of the night."""
    secret = f", {done.path}.secret" if done.secret else ""
    typer.echo(f"{done.path}{secret}: revision {done.copy.revision}, submission {done.copy.newest}")
