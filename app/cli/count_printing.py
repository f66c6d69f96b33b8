"""Counts from dossiers beside the portal's, at a terminal."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from app.cli.printing import console
from app.domain.count_reconciliation import ReconciledCount
from app.domain.enums import Provenance
from app.services.evaluation.reconcile_counts import CountReconciliation, tell_bases

_NONE = "–"
_NUMBERS = ("Từ hồ sơ\nDossiers", "Trên Cổng\nPortal", "Lệch\nDifference", "%")
_RESTS_ON = {
    Provenance.DOSSIERS: "hồ sơ / dossiers",
    Provenance.PORTAL: "Cổng / portal",
    None: "nguồn khác / other",
}


def print_counts(found: CountReconciliation) -> None:
    """The sentence that sums them up, a table of all, on which bases the portal counts, the causes that are named."""
    out = console()
    out.print(f"{found.headline.vi}\n{found.headline.en}", soft_wrap=True)
    if not found.items:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Mã\nCode", no_wrap=True)
    table.add_column("Loại số liệu\nMeasure")
    for heading in _NUMBERS:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Điểm dựa vào\nScore rests on")
    table.add_column("Nguyên nhân có thể\nKnown causes")
    for each in found.items:
        table.add_row(*_cells(each))
    out.print(table)
    for code, bases in found.bases.items():
        text = tell_bases(code, bases)
        out.print(f"{text.vi}\n{text.en}", soft_wrap=True)
    for cause in {each.code: each for pair in found.items for each in pair.causes}.values():
        out.print(f"{cause.code} ({cause.ground}): {cause.text.vi}\n  {cause.text.en}", soft_wrap=True)


def _cells(pair: ReconciledCount) -> tuple[str, ...]:
    sides = (pair.dossiers and pair.dossiers.value, pair.portal and pair.portal.value)
    numbers = [_NONE if each is None else str(each) for each in (*sides, pair.difference, pair.per_cent)]
    causes = ", ".join(each.code for each in pair.causes)
    return pair.agency.code, pair.measure, *numbers, _RESTS_ON[pair.rests_on], causes
