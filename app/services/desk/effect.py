"""What a file would change, figure by figure, before it is taken in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Protocol, TypeVar

from app.domain.enums import Kind
from app.domain.errors import Faults
from app.domain.evaluation.scores import Official
from app.domain.periods import Period
from app.domain.scorecard.scoring import Count
from app.domain.time import UNBOUNDED
from app.readers.uploads.rows import Places
from app.services.context import AppContext
from app.services.keys import Author
from app.services.submissions.intake import Intake, StagedFigures, submit
from app.services.submissions.official_results import official_results_intake
from app.services.submissions.parse_upload import SubmissionHeader, Upload
from app.services.submissions.staged_counts import CheckedCounts
from app.services.submissions.staged_results import CheckedResults
from app.services.submissions.statistics import statistics_intake
from app.storage.database import Connection
from app.storage.figures import read as figures_read
from app.storage.figures.results import RESULT_FIELDS
from app.storage.submissions import Submission

_TOGETHER = 500
_LISTED = 20


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that would be another: of an agency, a measure or a column; as it stands and as it would."""

    agency: str
    period: Period
    code: str
    before: str
    after: str


@dataclass(slots=True)
class Effect:
    """How many figures are new, would change, stay the same, or are dated before those that stand.

    ``listed``: the first that would change.
    """

    agencies: set[str] = field(default_factory=set)
    new: int = 0
    changed: int = 0
    same: int = 0
    older: int = 0
    listed: list[FigureChange] = field(default_factory=list)

    def note(self, change: FigureChange, *, is_known: bool, is_older: bool) -> None:
        self.agencies.add(change.agency)
        if not is_known:
            self.new += 1
        elif change.before == change.after:
            self.same += 1
        elif is_older:
            self.older += 1
        else:
            self.changed += 1
            if len(self.listed) < _LISTED:
                self.listed.append(change)


class _OfAgency(Protocol):
    @property
    def agency(self) -> str: ...
    @property
    def period(self) -> Period: ...


Row = TypeVar("Row", bound=_OfAgency)
Found = TypeVar("Found", bound=StagedFigures)


def effect_of(service: AppContext, kind: Kind, upload: Upload, author: Author) -> tuple[Submission, Effect]:
    """A dry run, and what it would change; refuses what ``intake.submit`` does."""
    if kind is Kind.STATISTICS:
        return _run(service, statistics_intake(service.registers), upload, author, _compare_counts)
    return _run(service, official_results_intake(service.registers), upload, author, _compare_results)


def _run(
    service: AppContext,
    intake: Intake[Found],
    upload: Upload,
    author: Author,
    compare: Callable[[Connection, Found, datetime, Effect], None],
) -> tuple[Submission, Effect]:
    effect = Effect()

    def check_stored(
        connection: Connection, found: Found, places: Places, header: SubmissionHeader, faults: Faults
    ) -> None:
        intake.check_stored(connection, found, places, header, faults)
        if not faults.total:
            compare(connection, found, header.as_of, effect)

    noting = replace(intake, check_stored=check_stored)
    checked = submit(service.database, noting, replace(upload, dry_run=True), author, service.now())
    return checked, effect


def _compare_counts(connection: Connection, found: CheckedCounts, as_of: datetime, effect: Effect) -> None:
    for period, rows in _portions(found):
        standing = figures_read.counts(connection, period, {row.agency for row in rows}, UNBOUNDED)
        for row in rows:
            known: Mapping[str, Count] = standing.get(row.agency, {})
            for code, value in row.counts.given.items():
                before = known.get(code)
                shown = "" if before is None else str(before.value)
                change = FigureChange(row.agency, period, code, shown, str(value))
                is_older = before is not None and before.as_of > as_of
                effect.note(change, is_known=before is not None, is_older=is_older)


def _compare_results(connection: Connection, found: CheckedResults, as_of: datetime, effect: Effect) -> None:
    for period, rows in _portions(found):
        standing = figures_read.officials(connection, period, {row.agency for row in rows}, UNBOUNDED)
        for row in rows:
            known: Mapping[str, Official] = standing.get(row.agency, {})
            before = known.get(row.code)
            shown = "" if before is None else _result(before)
            change = FigureChange(row.agency, period, row.code, shown, _result(row.official))
            is_older = before is not None and before.as_of > as_of
            effect.note(change, is_known=before is not None, is_older=is_older)


def _result(official: Official) -> str:
    """What was published, without the fields that were not: ``score 12.50, rank 3``."""
    given = {name: getattr(official, name) for name in RESULT_FIELDS}
    return ", ".join(f"{name} {value}" for name, value in given.items() if value is not None)


def _portions(found: Iterable[Row]) -> Iterator[tuple[Period, list[Row]]]:
    """The rows of one period, so many at a time; they come in the order of their periods."""
    for period, of_period in groupby(found, lambda each: each.period):
        while some := list(islice(of_period, _TOGETHER)):
            yield period, some
