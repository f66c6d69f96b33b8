"""``tthc766 keys``: making, rotating, listing and revoking API keys."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service
from app.domain.enums import Scope
from app.domain.time import VIETNAM, parse_as_of

if TYPE_CHECKING:
    from app.storage.keys import StoredKey


app = typer.Typer(no_args_is_help=True, help="Khóa để ghi; đọc không cần khóa. / Keys for writing; reading needs none.")
IdArgument = Annotated[
    str,
    typer.Argument(
        help="Mã khóa như `keys list` in ra, có hoặc không có tthc766_ / The id that `keys list` shows, with or "
        "without tthc766_."
    ),
]


@app.command()
def create(
    scope: Annotated[
        list[Scope],
        typer.Option(help="Quyền ghi; dùng được nhiều lần / What the key may write; can be given more than once."),
    ],
    agency: Annotated[
        str | None,
        typer.Option(
            help="Được ghi cho cơ quan này và các đơn vị trực thuộc, ví dụ H44; bỏ trống là cả nước / Root of the "
            "subtree the key may write, e.g. H44; the whole country if left out."
        ),
    ] = None,
    note: Annotated[str, typer.Option(help="Khóa của ai / Whose key it is.")] = "",
    expires: Annotated[
        str | None,
        typer.Option(
            help="Ngày (giờ Việt Nam) hoặc thời điểm hết hạn; bỏ trống là không hết hạn / Last day (in Vietnam) or "
            "time of the key; it does not expire if left out."
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=1, max=36500, help="Số ngày có hiệu lực kể từ bây giờ / The same in days from now."),
    ] = None,
) -> None:
    """Tạo khóa và in ra, chỉ một lần. / Make a key and print it, once.

    Dịch vụ chỉ lưu mã băm của khóa. / Only a keyed hash of it is stored.
    """
    from app.cli.printing import print_doubts
    from app.services import keys

    if expires is not None and days is not None:
        raise typer.BadParameter("either --expires or --days")
    with service() as made:
        now = made.now()
        until = parse_as_of(expires) if expires else now + timedelta(days=days) if days else None
        grant = keys.Grant(agency, frozenset(scope), note, until)
        token, stored = keys.make(made.database, made.key_secret, grant, now)
    print_doubts(note, "note")
    _print_once(token, stored)


@app.command()
def rotate(
    id: IdArgument,
    overlap_hours: Annotated[
        float,
        typer.Option(
            min=0, max=8760, help="Số giờ khóa cũ còn dùng được / For how many hours the old key still works."
        ),
    ] = 24,
) -> None:
    """Thay khóa: in khóa mới cùng quyền, một lần. / Print, once, a new key with the same rights; the old one ends.

    Webhook và các câu trả lời đã lưu chuyển sang khóa mới. / Webhooks and stored answers go on with the new one.
    """
    from app.cli.printing import console
    from app.services import keys

    with service() as made:
        overlap = timedelta(hours=overlap_hours)
        token, stored, until = keys.rotate(made.database, made.key_secret, keys.id_of(id), overlap, made.now())
    console(stderr=True).print(f"{keys.id_of(id)}: {_shown(until)}")
    _print_once(token, stored)


@app.command("list")
def show() -> None:
    """In mọi khóa, kể cả khóa hết hiệu lực, không kèm bí mật. / Print all keys, without their secrets.

    Lần dùng cuối đúng đến khoảng một phút. / Last used is right to about a minute.
    """
    from app.cli.printing import print_keys
    from app.services import keys

    with service() as made:
        print_keys(keys.list_keys(made.database), made.now())


@app.command()
def revoke(id: IdArgument) -> None:
    """Thu hồi khóa ngay và vĩnh viễn. / Revoke a key at once and for good.

    Khóa cuối cùng còn hiệu lực trong chuỗi thay khóa thì webhook của nó kết thúc theo. /
    With the last key of its rotations that works, its webhooks end too.
    """
    from app.cli.printing import print_revocation
    from app.services import keys

    with service() as made:
        print_revocation(keys.revoke(made.database, keys.id_of(id), made.now()))


def _print_once(token: str, stored: "StoredKey") -> None:
    from app.cli.printing import console

    until = f", {_shown(stored.expires_at)}" if stored.expires_at else ""
    line = f"id {stored.id}, {stored.agency or '*'}, {' '.join(sorted(stored.scopes))}{until}"
    console(stderr=True).print(line, soft_wrap=True)
    typer.echo(token)


def _shown(until: datetime) -> str:
    return f"hết hạn / expires {until.astimezone(VIETNAM).isoformat(' ', 'minutes')}"
