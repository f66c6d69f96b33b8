"""Which fields no prepared dossier has: ``app.domain.dossiers.needed_fields``."""

from collections.abc import Sequence
from pathlib import Path

from app.counting.columns import SCHEMA
from app.counting.compaction import Compactor
from app.domain.dossiers.needed_fields import NEEDED_FIELDS, NeededField

_COLUMNS = {
    "due_at": ("due",),
    "done_at": ("first_done", "first_returned", "first_ended"),
    "fee_rows": ("fee_rows", "fee_total"),
}


def find_absent(engine: Compactor, files: Sequence[Path]) -> list[NeededField]:
    """The fields that some counts need and no version of any dossier has; none where there are no dossiers."""
    rows = engine.read_as("all_versions", files, SCHEMA)
    told = {"supplements": (rows.supplements.length() > 0).sum()}
    for each in NEEDED_FIELDS:
        if each.name not in told:
            told[each.name] = sum(rows[name].count() for name in _COLUMNS.get(each.name, (each.name,)))
    ((number, *counts),) = engine.rows(rows.aggregate(number=rows.count(), **told))
    has = dict(zip(told, counts, strict=True))
    return [each for each in NEEDED_FIELDS if number >= each.rare and not has[each.name]]
