"""Loading files as the administrator."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.session import service
from app.domain.enums import Kind, Provenance
from app.readers.uploads.formats import Format

if TYPE_CHECKING:
    from app.readers.uploads.row_spool import RowSpool
    from app.readers.uploads.rows import UploadRow

_ENDINGS = ", ".join(each.suffix for each in Format)


def load(  # noqa: PLR0913, PLR0917 - each is an option of its own
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=f"Tệp, tên có đuôi / A file whose name ends in {_ENDINGS}.",
        ),
    ],
    kind: Annotated[Kind, typer.Option(help="Loại dữ liệu trong tệp / What the file holds.")] = Kind.STATISTICS,
    period: Annotated[
        str | None, typer.Option(help="Kỳ của các dòng không ghi kỳ / Period of rows that name none.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            help="Ngày của số liệu, ISO 8601 có múi giờ; bỏ trống là hiện tại / Date of the figures, ISO 8601 with "
            "offset; now if left out."
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Nguồn số liệu / Where the figures come from.")] = None,
    provenance: Annotated[
        Provenance | None,
        typer.Option(
            help="Xuất xứ của số liệu: đếm từ hồ sơ, hoặc lấy từ Cổng / What counts come from: dossiers, or the portal."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ kiểm tra, không ghi / Check only.")] = False,
) -> None:
    """Nạp một tệp với quyền quản trị, ghi được cho mọi cơ quan. / Load a file as the administrator, for any agency.

    Có lỗi thì không ghi gì. / All or nothing.
    """
    from app.cli.printing import print_warnings
    from app.readers.uploads.body import Body
    from app.services.keys import ADMINISTRATOR
    from app.services.load import load as load_delivery
    from app.services.submissions.parse_upload import Upload

    format_ = Format.of_file(file.name)
    if format_ is None:
        raise typer.BadParameter(f"the ending must be one of {_ENDINGS}", param_hint="FILE")
    if provenance and kind is not Kind.STATISTICS:
        raise typer.BadParameter(f"only with --kind {Kind.STATISTICS}", param_hint="--provenance")
    with service() as made, Body.at(file) as body:
        delivery = Upload(
            body,
            format_,
            period=period,
            as_of=as_of,
            source=source,
            provenance=provenance,
            dry_run=dry_run,
            limits=made.limits,
            progress=_progress,
        )
        stored = load_delivery(made.database, made.registers, kind, delivery, ADMINISTRATOR, made.now())
        print_warnings(stored.warnings or ())
    typer.echo(f"submission {stored.id or '(dry run)'}: {stored.rows} rows, {stored.figures} figures")


def _progress(rows: "RowSpool") -> Iterable["UploadRow"]:
    """A progress bar if a person is watching."""
    from rich.progress import track

    from app.cli.printing import console

    watching = sys.stderr.isatty()
    return track(
        rows, total=len(rows), description="Kiểm tra / Checking", console=console(stderr=True), disable=not watching
    )
