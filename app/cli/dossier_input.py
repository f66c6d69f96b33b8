"""What commands on dossiers start from: what was asked, who sends, and dossiers that are read under a progress bar."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer

from app.cli.dossier_printing import print_odd_rows
from app.cli.printing import console
from app.domain.agencies import parse_code
from app.domain.dossiers.options import choose, parse_option
from app.domain.dossiers.registers import DossierRegisters
from app.domain.periods import Period
from app.domain.time import VIETNAM
from app.readers.dossiers.sender import Sender
from app.services.dossiers.counting import Asked
from app.services.dossiers.gather import Item, Watch
from app.services.dossiers.register_files import ReadRegisters, read_registers
from app.storage.database import Database


def sender_of(
    now: datetime, system: str, handled_by: str | None, root: str | None, as_of: datetime | None = None
) -> Sender:
    """Who sends what the files hold; a record that does not say when it is true is true at ``as_of``, else now."""
    return Sender(
        source=system,
        as_of=as_of.replace(tzinfo=VIETNAM) if as_of else now,
        now=now,
        agency=handled_by and parse_code(handled_by),
        root=root and parse_code(root),
    )


def asked_of(
    now: datetime, period: Period, root: str | None, given: ReadRegisters, stored: DossierRegisters | None = None
) -> Asked:
    """What is asked of the dossiers, held against the registers that are stored; a given one goes before."""
    return Asked(
        period=period,
        now=now,
        root=root and parse_code(root),
        registers=given.registers.over(stored) if stored else given.registers,
        lacking=given.lacking,
    )


def given_registers(database: Database | None, procedures: Path | None, services: Path | None = None) -> ReadRegisters:
    """The registers of files. What is odd about them is printed."""
    found = read_registers(database, procedures, services)
    print_odd_rows(found.warnings)
    return found


def chosen_options(pairs: list[str]) -> dict[str, str]:
    """``name=value`` each."""
    if wrong := next((each for each in pairs if "=" not in each), None):
        raise typer.BadParameter(f"ghi dạng / write NAME=VALUE: {wrong}", param_hint="--option")
    return choose(parse_option(each) for each in pairs)


@contextmanager
def watching() -> Iterator[Watch]:
    """Shows how many records have been read, if a person is watching."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    out = console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:

        def watch(items: Iterable[Item]) -> Iterator[Item]:
            return iter(bar.track(items, description="Đọc hồ sơ / Reading dossiers"))

        yield watch
