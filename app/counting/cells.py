"""From verdicts on dossiers to the numbers of agencies: by agency, procedure and service first, then added up."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from app.counting.engine import Row
from app.counting.facts import REASONS, Fact
from app.counting.question import Counts, DossierCount
from app.domain.dossiers.measures import DOSSIER_MEASURES, procedure_key

_ADDITIVE = [code for code, each in DOSSIER_MEASURES.items() if each.key is None]
_DISTINCT = {
    "procedure": [code for code, each in DOSSIER_MEASURES.items() if each.key is procedure_key],
    "thing": [code for code, each in DOSSIER_MEASURES.items() if each.key not in (None, procedure_key)],
}


_PER_WHY = 8  # more than there are reasons: each verdict's has three bits of one number


@dataclass(frozen=True, slots=True)
class _Column:
    """A number that cells have of a measure: how many dossiers it counts, or for ``reason`` how many are not known."""

    name: str
    measure: str
    reason: str | None = None

    @property
    def total(self) -> str:
        """Its name where numbers are those of agencies, and measures no longer share columns."""
        return f"{self.measure}__{self.reason}" if self.reason else self.measure

    def number(self, cells: ir.Table, place: Mapping[str, int]) -> ir.IntegerValue:
        if self.reason is None:
            return cells[self.name]
        why = cells.whys // _PER_WHY ** place[self.name] % _PER_WHY
        return (why == REASONS.index(self.reason) + 1).ifelse(cells.dossiers, 0)


class Cells:
    """The numbers by agency, procedure, service and what is not known: few enough to be kept, and enough to count
    distinct things. ``table`` is the expression; measures that say the same share a column.

    Why verdicts are not known is one number (``whys``), 0 for a dossier of which all is known, as mostly: a column
    for every reason would cost as much as all that is counted.
    """

    def __init__(self, rows: ir.Table, facts: Mapping[str, Fact]) -> None:
        self._names: dict[Hashable, str] = {}
        self._verdicts: dict[str, ir.Value] = {}
        self._whys: dict[str, ir.Value] = {}
        self._columns = [each for code, fact in facts.items() for each in self._of(code, fact)]
        self._place = {name: place for place, name in enumerate(self._whys)}
        thing = rows.service.coalesce(rows.procedure)
        verdicts = rows.select("agency", "procedure", thing=thing, whys=self._packed(), **self._verdicts)
        numbers = {name: verdicts.count(where=verdicts[name]) for name in self._verdicts}
        keys = ("agency", "procedure", "thing", "whys")
        self.table = verdicts.group_by(*keys).aggregate(dossiers=verdicts.count(), **numbers)

    def _of(self, code: str, fact: Fact) -> Iterator[_Column]:
        yield _Column(self._named(self._verdicts, fact.holds), code)
        for reason in sorted(fact.reasons):
            yield _Column(self._named(self._whys, fact.why), code, reason)

    def _named(self, among: dict[str, ir.Value], statement: ir.Value) -> str:
        name = self._names.setdefault(statement.op(), f"verdict_{len(self._names)}")
        among.setdefault(name, statement)
        return name

    def _packed(self) -> ir.IntegerValue:
        packed = ibis.literal(0, "int64")
        for name, why in self._whys.items():
            packed += (why + 1).fill_null(0).cast("int64") * _PER_WHY ** self._place[name]
        return packed

    def totals(self, cells: ir.Table, above: ir.Table) -> ir.Table:
        """The numbers of each agency with all below it, of cells that are kept."""
        rows = cells.join(above, cells.agency == above.handling_agency)
        found = rows.group_by("counts_for").aggregate(**self._sums(rows, _ADDITIVE))
        for key, codes in _DISTINCT.items():
            things = rows.group_by("counts_for", key).aggregate(**self._sums(rows, codes))
            found = found.join(_distinct(things, list(self._of_measures(codes))), "counts_for")
        return found

    def _sums(self, rows: ir.Table, codes: Iterable[str]) -> dict[str, ir.IntegerScalar]:
        columns = self._of_measures(codes)
        return {each.total: each.number(rows, self._place).sum().cast("int64") for each in columns}

    def _of_measures(self, codes: Iterable[str]) -> Iterator[_Column]:
        return (each for each in self._columns if each.measure in codes)

    def read(self, names: Sequence[str], rows: Iterable[Row]) -> Counts:
        """The counts, of the rows of totals."""
        found: Counts = {}
        for row in rows:
            numbers = dict(zip(names, row, strict=True))
            found[numbers["counts_for"]] = {code: self._count(code, numbers) for code in DOSSIER_MEASURES}
        return found

    def _count(self, code: str, numbers: Mapping[str, int]) -> DossierCount:
        unknown = {each.reason: numbers[each.total] for each in self._of_measures([code]) if each.reason}
        if missing := {reason: number for reason, number in unknown.items() if number}:
            return DossierCount(None, missing)
        return DossierCount(numbers[code])


def _distinct(things: ir.Table, columns: Sequence[_Column]) -> ir.Table:
    """How many things are counted; and the dossiers not known, of things that are not counted already."""
    found = {}
    for each in columns:
        counted = things[each.measure] > 0
        number = counted.ifelse(0, things[each.total]) if each.reason else counted.cast("int64")
        found[each.total] = number.sum().cast("int64")
    return things.group_by("counts_for").aggregate(**found)
