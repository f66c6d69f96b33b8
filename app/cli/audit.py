"""``tthc766 audit``: who wrote what, and whether anything was changed behind the service's back."""

import re
from typing import Annotated

import typer

from app.cli.session import REFUSED, service
from app.domain.messages import describe

app = typer.Typer(
    no_args_is_help=True,
    help="Nhật ký kiểm toán: ai đã ghi gì, mỗi mục gắn với mục trước. / The audit trail: who wrote what, each entry "
    "sealed to the one before.",
)
_ANCHOR = re.compile(r"(?P<entry>[1-9][0-9]{0,9}):(?P<digest>[0-9a-f]{64})", re.ASCII)


def _anchors(texts: list[str]) -> dict[int, str]:
    found = [(text, _ANCHOR.fullmatch(text)) for text in texts]
    if wrong := [text for text, form in found if form is None]:
        raise typer.BadParameter(f"{', '.join(wrong)} must be ID:DIGEST, as `audit head` prints it")
    return {int(form["entry"]): form["digest"] for _, form in found if form}


@app.command()
def verify(
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID:DIGEST",
            help="Mã băm của một mục, được giữ ở nơi khác; dùng được nhiều lần / Digest of an entry, kept elsewhere; "
            "can be given more than once.",
        ),
    ] = None,
) -> None:
    """Tìm chỗ bị sửa ngoài dịch vụ; có thì kết thúc với mã 1. / Find what was altered; ends with 1 if anything was."""
    from app.cli.printing import console
    from app.services.audit.verify import Trail
    from app.services.audit.verify import verify as find

    anchors = _anchors(expect or [])
    trail, bad = Trail(), 0
    with service(migrated=False) as made:
        made.database.check_migrated()  # a trail that was emptied is to be told of, not to be begun anew
        for fault in find(made.database, trail, anchors):
            message = describe(fault.code, fault.params)
            console(stderr=True).print(f"{message.vi}\n{message.en}", soft_wrap=True)
            bad += 1
    if trail.first and trail.last:
        typer.echo(f"{trail.entries} mục / entries, {trail.first.at} – {trail.last.at}")
        typer.echo(f"{trail.last.id}:{trail.last.digest}")
    if bad:
        raise typer.Exit(REFUSED)
    typer.echo("ok")


@app.command()
def head() -> None:
    """In mục mới nhất, dạng ID:DIGEST, để giữ nơi khác. / Print the newest entry as ID:DIGEST, to keep elsewhere."""
    from app.services.audit import trail as audit_trail

    with service() as made:
        for entry in audit_trail.newest(made.database, None, 1):
            typer.echo(f"{entry.id}:{entry.digest}")


@app.command()
def show(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Số mục / How many.")] = 50,
    before: Annotated[
        int | None, typer.Option(min=1, help="Chỉ các mục có số nhỏ hơn / Only entries with smaller numbers.")
    ] = None,
) -> None:
    """In các mục mới nhất: lúc nào, ai, việc gì. / Print the newest entries: when, who, what.

    Quản trị viên và chính dịch vụ không có khóa. / The administrator and the service itself have no key.
    """
    from app.cli.printing import print_entries
    from app.services.audit import trail as audit_trail

    with service() as made:
        print_entries(audit_trail.newest(made.database, before, limit))
