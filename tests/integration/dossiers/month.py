"""What the domain makes of the bundled month, dossier by dossier."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from app.domain.dossiers.dossier import Dossier, ProgressRow
from app.domain.dossiers.registers import DossierRegisters
from app.domain.dossiers.versions import Version
from app.domain.errors import Faults
from app.domain.periods import Period
from app.readers.dossiers.files import OWN_FILES, Tally, read_files
from app.readers.dossiers.procedures import read_procedures
from app.readers.dossiers.sender import AddedProgress, Sender
from tests.support.dossier_oracle import DossierCount, World, count
from tests.support.dossiers import CALENDAR, LATER, RULES
from tools.synthetic_dossiers import DOSSIERS, FOLDER, PROCEDURES

OCTOBER = Period.parse("2026-10")
READ_AT = datetime(2026, 11, 6, tzinfo=UTC)


@cache
def by_the_domain() -> dict[str, dict[str, DossierCount]]:
    """The counts by agency and measure."""
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
    versions = [Version(_with(each, rows.get(each.dossier, set())), place) for place, each in enumerate(dossiers)]
    entries, _ = read_procedures(FOLDER / PROCEDURES)
    return count(versions, OCTOBER, World(RULES, DossierRegisters(entries), CALENDAR, {}, {}), LATER)


def _with(dossier: Dossier, rows: set[ProgressRow]) -> Dossier:
    together = {*dossier.progress, *rows}
    return replace(dossier, progress=tuple(sorted(together, key=lambda row: (row.at, row.status))))
