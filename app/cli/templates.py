"""Workbooks to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.session import service
from app.domain.enums import Kind


def template(
    kind: Annotated[Kind, typer.Argument(help="Loại dữ liệu sẽ gửi / What is to be sent.")],
    agency: Annotated[str, typer.Option(help="Cơ quan, kể cả cấp dưới / This agency and all below it: H31.")],
    period: Annotated[
        str | None, typer.Option(help="Kỳ báo cáo; không cần với agencies / The period; needed for all but agencies.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Tệp sẽ ghi; bỏ trống thì đặt tên theo nội dung / File; else named by content.")
    ] = None,
) -> None:
    """Ghi một tệp Excel mẫu để điền và gửi lại. / Write an Excel workbook to fill in and send back."""
    from app.domain.agencies import parse_code
    from app.domain.periods import Period
    from app.services.templates.template import template_of
    from app.services.templates.workbook import to_xlsx

    with service() as made:
        found = template_of(made, kind, parse_code(agency), Period.parse(period) if period else None)
        target = output or Path(found.file_name)
        target.write_bytes(to_xlsx(found))
    typer.echo(target)
