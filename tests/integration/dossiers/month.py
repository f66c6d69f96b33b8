"""What the domain makes of the bundled month, dossier by dossier."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from app.domain.dossiers.dossier import Dossier, ProgressRow
from app.domain.dossiers.mean_time import MeanTimes
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.versions import Version
from app.domain.errors import Faults
from app.domain.periods import Period
from app.readers.dossiers.files import OWN_FILES, Tally, read_files
from app.readers.dossiers.procedures import read_procedures
from app.readers.dossiers.sender import AddedProgress, Sender
from tests.support.dossier_oracle import DossierCount, World, count, mean_times
from tests.support.dossiers import CALENDAR, LATER, RULES
from tools.synthetic_dossiers import DOSSIERS, FOLDER, PROCEDURES

OCTOBER = Period.parse("2026-10")
READ_AT = datetime(2026, 11, 6, tzinfo=UTC)


@cache
def by_the_domain() -> dict[str, dict[str, DossierCount]]:
    """The counts by agency and measure."""
    return count(_versions(), OCTOBER, _world(), LATER)


@cache
def times_by_the_domain() -> dict[str, MeanTimes]:
    """The mean processing times by agency, in the order of the codes."""
    return dict(sorted(mean_times(_versions(), OCTOBER, _world(), LATER).items()))


def _versions() -> list[Version]:
    faults = Faults()
    items = read_files(
        [FOLDER / DOSSIERS], Sender(source="one", as_of=READ_AT, now=READ_AT), OWN_FILES, faults, Tally()
    )
    dossiers: list[Dossier] = []
    rows: dict[str, set[ProgressRow]] = {}
    for each in items:
        if isinstance(each, AddedProgress):
            rows.setdefault(each.dossier, set()).add(each.row)
        else:
            dossiers.append(each)
    return [Version(_with(each, rows.get(each.dossier, set())), place) for place, each in enumerate(dossiers)]


def _world() -> World:
    entries = read_procedures(FOLDER / PROCEDURES)
    return World(RULES, DossierRegisters(entries), CALENDAR, {}, {})


def _with(dossier: Dossier, rows: set[ProgressRow]) -> Dossier:
    together = {*dossier.progress, *rows}
    return replace(dossier, progress=tuple(sorted(together, key=lambda row: (row.at, row.status))))
