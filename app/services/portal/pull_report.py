"""What became of a pull, province by province, and who is told."""

from dataclasses import dataclass, field

from app.domain.errors import Fault
from app.domain.periods import Period
from app.storage.submissions import Submission


@dataclass(slots=True)
class UnitReport:
    """What became of a province, or (``unit`` empty) of the provinces' score cards.

    ``faults``: by the code of the agency that was left out for it, ``None`` where that is not known or where
    it was the unit as a whole. ``odd``: fields that no reader knows yet, or that were passed over because they are
    not as known. ``withdrawn``: measures, by agency, that the portal has no count for any more; the earlier ones
    stand. ``procedures``: how many were read.
    """

    unit: str
    submissions: list[Submission] = field(default_factory=list)
    faults: list[tuple[str | None, Fault]] = field(default_factory=list)
    odd: set[str] = field(default_factory=set)
    withdrawn: dict[str, list[str]] = field(default_factory=dict)
    procedures: int = 0


@dataclass(slots=True)
class PullReport:
    id: int
    period: Period
    resumed: bool
    units: list[UnitReport] = field(default_factory=list)

    @property
    def faulty(self) -> bool:
        return any(unit.faults for unit in self.units)


class ProgressListener:
    """Told how a pull goes. This one does not care."""

    def begin(self, report: PullReport) -> None: ...

    def expect(self, questions: int) -> None:
        """So many more questions are going to be asked."""

    def answered(self) -> None: ...

    def done(self, unit: UnitReport) -> None: ...
