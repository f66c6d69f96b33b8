"""``tthc766 pull-procedures``: the portal's list of procedures, as a register that dossiers are held against."""

import os
from pathlib import Path
from typing import Annotated

import typer

from app.cli.session import service


def command(
    file: Annotated[
        Path,
        typer.Argument(dir_okay=False, metavar="FILE", help="Tệp danh mục sẽ ghi, JSON / The file to write, JSON."),
    ],
) -> None:
    """Lấy danh mục thủ tục của Cổng DVCQG, ghi vào tệp cho --procedures. / Fetch the portal's list of procedures.

    Mỗi lúc một lượt truy vấn, có nghỉ. Không lấy được hết thì không ghi gì; bị ngắt thì chạy lại để đi tiếp. Cổng không
    cho biết phí, kết quả, đối tượng, thời hạn: các số liệu cần những điều đó vẫn để trống. /
    One question at a time, with pauses. All of it or nothing is written; interrupted, it goes on when it is run again.
    The portal does not tell fees, results, applicants and time limits: counts that need them stay missing.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.cli.dossier_printing import print_odd_rows
    from app.cli.printing import console
    from app.services.portal.procedures import pull_procedures

    if not os.access(file.absolute().parent, os.W_OK):  # told before the portal is asked hundreds of times
        raise typer.BadParameter("no folder to write to", param_hint="FILE")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    out = console(stderr=True)
    with service() as made, Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("Trang / Pages", total=None)
        done = pull_procedures(made, file, lambda page, pages: bar.update(task, completed=page, total=pages))
    print_odd_rows(done.warnings)
    typer.echo(
        f"{file}: {done.in_force} thủ tục đang thực hiện / procedures in force, {done.ended} đã hết hiệu lực / ended; "
        f"Cổng có / the portal lists {done.listed}"
    )
