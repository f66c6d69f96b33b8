"""What can be wrong with what somebody asks or sends, as stable codes with their data.

The sentences that go with the codes, in Vietnamese and English, stand in ``app.domain.messages``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

MAX_FAULTS_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Location:
    """Where in the input a fault stands. What does not apply is ``None``.

    ``line`` counts from 1 (a row of a table, a line of NDJSON); ``pointer`` is an RFC 6901 JSON
    pointer; ``column`` a table's column or a JSON member; ``parameter`` a query parameter. ``sheet`` and ``cell``:
    the worksheet by its title and the cell as a spreadsheet names it (``B7``). ``file``: which of several files.
    """

    line: int | None = None
    pointer: str | None = None
    column: str | None = None
    parameter: str | None = None
    sheet: str | None = None
    cell: str | None = None
    file: str | None = None


NOWHERE = Location()


def spot(where: Location) -> str:
    """A location as a word: its cell, else its line, else its JSON pointer."""
    if where.cell:
        return f"{where.sheet}!{where.cell}"
    return str(where.line) if where.line else where.pointer or ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a stable code, where it stands and what the message needs to say."""

    code: str
    location: Location = NOWHERE
    params: Mapping[str, object] = field(default_factory=dict)


class Refusal(Exception):
    """A request that is not carried out. ``faults`` holds its rows' faults; ``total`` counts them all."""

    def __init__(
        self,
        code: str,
        /,
        *,
        faults: Sequence[Fault] = (),
        total: int | None = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        self.location = NOWHERE
        self.params = params

    @classmethod
    def of(cls, fault: Fault) -> "Refusal":
        """The refusal of a request for one fault."""
        refusal = cls(fault.code).at(fault.location)
        refusal.params = dict(fault.params)
        return refusal

    @property
    def fault(self) -> Fault:
        """This refusal as one fault among others."""
        return Fault(self.code, self.location, self.params)

    def at(self, location: Location) -> "Refusal":
        """This refusal, of what stands at ``location``."""
        self.location = location
        return self


class Faults:
    """Collects the faults of a submission: the first ``MAX_FAULTS_LISTED`` in full, the rest as a count.

    ``warnings``: what looks wrong and is taken in all the same, as many at most. ``file``: which of several files is
    being read, for all faults that are added.
    """

    def __init__(self) -> None:
        self.file: str | None = None
        self.listed: list[Fault] = []
        self.warnings: list[Fault] = []
        self.total = 0

    def add(self, code: str, location: Location = NOWHERE, /, **params: object) -> None:
        self.total += 1
        if len(self.listed) < MAX_FAULTS_LISTED:
            where = replace(location, file=self.file) if self.file else location
            self.listed.append(Fault(code, where, params))

    def take(self, refusal: Refusal, location: Location) -> None:
        """Record a refusal raised by the domain as a fault that stands at ``location``."""
        self.add(refusal.code, location, **refusal.params)

    def warn(self, warning: Fault) -> None:
        if len(self.warnings) < MAX_FAULTS_LISTED:
            where = replace(warning.location, file=self.file) if self.file else warning.location
            self.warnings.append(replace(warning, location=where))

    def refuse(self, code: str) -> None:
        """Raise ``Refusal`` with everything collected, if anything was."""
        if self.total:
            raise Refusal(code, faults=self.listed, total=self.total, count=self.total)
