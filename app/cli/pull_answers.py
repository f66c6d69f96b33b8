"""``tthc766 pull-answers``: the portal's answers as they came, which every pull stores."""

from typing import Annotated

import typer

from app.cli.session import service

app = typer.Typer(
    no_args_is_help=True,
    help="Câu trả lời gốc của Cổng DVCQG, do `pull` lưu. / The portal's raw answers, which `pull` stores.",
)


@app.callback()
def group() -> None:
    """Keeps ``delete`` a word of its own while it is the only one."""


@app.command()
def delete(
    older_than: Annotated[
        int,
        typer.Option(min=1, max=36500, metavar="DAYS", help="Số ngày / Older than this many days."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đếm, không xóa / Count only.")] = False,
) -> None:
    """Xóa câu trả lời gốc cũ hơn số ngày này. / Delete the raw answers that are older than this.

    Số liệu, lần gửi và lần lấy vẫn còn; chỉ `pull --reread` không đọc lại được nữa. /
    Figures, submissions and pulls stay; only `pull --reread` cannot read them again.
    """
    from app.services.portal.old_answers import delete_old_answers

    with service() as made:
        amount = delete_old_answers(made, older_than, dry_run=dry_run)
    done = "Sẽ xóa / Would delete" if dry_run else "Đã xóa / Deleted"
    typer.echo(f"{done}: {amount.answers} câu trả lời / answers, {amount.stored_bytes} byte / bytes")
