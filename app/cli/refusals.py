"""``tthc766 submissions``: what refused submissions held, which may be a file that was sent by mistake."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service

if TYPE_CHECKING:
    from app.storage.submissions import Submission

app = typer.Typer(
    no_args_is_help=True,
    help="Các lần gửi bị từ chối và những gì chúng chứa. / Refused submissions and what they held.",
)


@app.callback()
def group() -> None:
    """Keeps ``delete-values`` a word of its own while it is the only one."""


@app.command("delete-values")
def delete_values(
    ids: Annotated[
        list[int] | None,
        typer.Argument(min=1, max=2**31 - 1, metavar="ID", help="Số của lần gửi / Ids of submissions."),
    ] = None,
    older_than: Annotated[
        int | None,
        typer.Option(
            min=0, max=36500, metavar="DAYS", help="Mọi lần gửi cũ hơn số ngày này / All older than this many days."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ liệt kê, không xóa / List only.")] = False,
) -> None:
    """Xóa ngay giá trị của các lần gửi bị từ chối. / Delete the values of refused submissions now.

    Vẫn giữ: ai gửi, lúc nào, mã băm, mã lỗi và vị trí. Các câu trả lời từ chối đang lưu theo Idempotency-Key cũng bị
    xóa. SQLite: tệp cơ sở dữ liệu được ghi lại, cần thêm chừng ấy chỗ trống. /
    Who sent them, when, digests, codes and places stay. Refusals kept under an Idempotency-Key are deleted too. With
    SQLite the file of the database is rewritten, which takes as much room again.
    """
    from app.services.refusals import retention

    if bool(ids) == (older_than is not None):
        raise typer.BadParameter("ID hoặc / or --older-than", param_hint="ID")
    done = "Sẽ xóa / Would delete" if dry_run else "Đã xóa / Deleted"
    with service() as made:
        until = made.now() - timedelta(days=older_than or 0)
        by_age = partial(retention.refused_until, made, until)
        for each in (partial(retention.refused_with, made, ids) if ids else by_age)(dry_run=dry_run):
            typer.echo(f"{done}: {_told(each)}")
        answers = retention.answers_until(made, until, dry_run=dry_run)
        typer.echo(f"{done}: {answers} câu trả lời đang lưu / kept answers")
        if not dry_run:
            retention.remove_remains(made)


def _told(found: "Submission") -> str:
    from app.domain.time import VIETNAM

    received = found.received_at.astimezone(VIETNAM).isoformat(timespec="seconds")
    sender = found.key_id or "quản trị / administrator"
    return f"{found.id}, {found.kind}, {received}, {sender}, {found.faults} lỗi / errors, {found.digest}"
