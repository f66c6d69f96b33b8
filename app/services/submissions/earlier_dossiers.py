"""What counts of dossiers leave as it was: they replace those of the same agencies and measures, and no others.

A count that cannot be made is missing, and what was counted before goes on standing: whoever sends the counts is told.
"""

from collections.abc import Iterable, Iterator, Mapping

from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.register_counts import REGISTER_MEASURES
from app.domain.enums import Provenance
from app.domain.errors import Fault
from app.domain.evaluation.reported_counts import Reports
from app.domain.periods import Period
from app.domain.time import UNBOUNDED
from app.storage.database import Connection
from app.storage.figures import read as figures

_ALL_OF_THEM = "dossiers_received"
_MEASURES = (*DOSSIER_MEASURES, *REGISTER_MEASURES)


def compare(connection: Connection, period: Period, counts: Mapping[str, Mapping[str, int]]) -> Iterator[Fault]:
    """A warning for each agency of which more dossiers were counted before, perhaps not all were sent; and for each of
    which counts of dossiers go on standing that this time there are none of.

    ``counts``: those that are sent, by agency and measure.
    """
    standing = figures.counts(connection, period, counts)
    lacking = [code for code in standing if standing[code].keys() - counts[code].keys()]
    of_dossiers = figures.counts(connection, period, lacking, provenance=Provenance.DOSSIERS)
    for code, reports in standing.items():
        found, before = counts[code], reports.get(_ALL_OF_THEM)
        number = found.get(_ALL_OF_THEM)
        if number is not None and before is not None and number < before.value:
            told = {"agency": code, "period": period, "number": number, "before": before.value}
            yield Fault("dossiers_fewer", params=told)
        if code in of_dossiers:
            yield from _staying(code, period, found, reports, of_dossiers[code])


def _staying(
    code: str, period: Period, found: Iterable[str], standing: Reports, of_dossiers: Reports
) -> Iterator[Fault]:
    """One warning for each earlier submission of which counts of dossiers go on standing."""
    together: dict[int | None, list[str]] = {}
    for measure in _MEASURES:
        if measure not in found and (count := of_dossiers.get(measure)) and standing[measure] == count:
            together.setdefault(count.submission, []).append(measure)
    for submission, measures in together.items():
        told = {"agency": code, "period": period, "submission": submission, "measures": ", ".join(measures)}
        yield Fault("dossier_counts_stay", params=told)


def gone(connection: Connection, period: Period, root: str | None, counted: Iterable[str]) -> Iterator[Fault]:
    """A warning for each agency, of ``root`` and those below it, of which counts of dossiers stand, but that has no
    dossier any more."""
    told_of = figures.told_of(connection, period, [Provenance.DOSSIERS], root, UNBOUNDED)
    codes = set(told_of) - set(counted)
    of_dossiers = figures.counts(connection, period, codes, provenance=Provenance.DOSSIERS)
    for code, standing in sorted(figures.counts(connection, period, codes).items()):
        before = of_dossiers[code].get(_ALL_OF_THEM) if code in of_dossiers else None
        if before and before.value and standing.get(_ALL_OF_THEM) == before:
            told = {"agency": code, "period": period, "before": before.value, "submission": before.submission}
            yield Fault("dossiers_gone", params=told)
