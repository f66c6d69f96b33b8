"""Takes submissions in, whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from app.domain.agencies import Agency, is_code
from app.domain.agency_names import AgencyNames
from app.domain.enums import Kind
from app.domain.errors import Faults, Refusal
from app.domain.messages import as_records
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecards
from app.domain.time import day_of
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import Places, UploadRow, UploadShape
from app.services.keys import Author
from app.services.submissions.attempts import attempt
from app.services.submissions.headings import AGENCY_NAME
from app.services.submissions.parse_upload import Incoming, SubmissionHeader, read_envelope, read_rows
from app.services.submissions.row_agencies import RowAgencies
from app.services.submissions.rows import RowContext, RowPlaces
from app.services.submissions.title_periods import check_titles
from app.storage import agencies, receipt_clock
from app.storage.audit.digests import Parts
from app.storage.database import Connection, Database
from app.storage.submissions import Status, Submission

_CODES_TOGETHER = 5_000


class StagedFigures(Protocol):
    """What was found good of a submission, kept until it is stored."""

    def __len__(self) -> int: ...

    @property
    def periods(self) -> list[Period]: ...

    def close(self) -> None: ...


Found = TypeVar("Found", bound=StagedFigures)


@dataclass(frozen=True, slots=True)
class Intake(Generic[Found]):
    """One kind of submission: its shape, how its rows are checked, alone and against what is stored, and stored.

    ``keep`` makes what holds at most so many figures. ``check_stored`` gets the header; what it finds still holds
    when they are stored. ``digests`` are what the audit trail keeps of the figures.
    """

    kind: Kind
    shape: UploadShape
    scorecards: Scorecards
    keep: Callable[[int], Found]
    check: Callable[[RowContext, Found], None]
    check_stored: Callable[[Connection, Found, Places, SubmissionHeader, Faults], None]
    store: Callable[[Connection, int, Found], None]
    digests: Callable[[Found], Parts]


def nothing_to_check(
    _connection: Connection, _figures: StagedFigures, _places: Places, _header: SubmissionHeader, _faults: Faults
) -> None:
    """For figures that need not fit those that are stored."""


def submit(database: Database, intake: Intake[Found], incoming: Incoming, author: Author, now: datetime) -> Submission:
    """Take a submission in whole, or refuse it whole with all its faults.

    A refused one leaves its record, but no figure; a dry run leaves nothing. Neither its rows nor its figures are
    ever in memory together. Refusals: ``submission_invalid``, ``submission_empty``, ``outside_subtree``, and as
    ``read_rows`` and ``keep`` where it is too large.
    """
    faults, today = Faults(), day_of(now)
    with (
        attempt(database, intake.kind, incoming, author, now) as made,
        read_rows(incoming, intake.shape, faults) as upload,
        closing(intake.keep(incoming.limits.figures)) as figures,
    ):
        with database.reading() as connection:
            # By a clock set back, what corrects a figure would be dated before it, and would not stand.
            undated = receipt_clock.moment(connection, now)
            known = _registered(connection, upload.rows, today)
            whose = RowAgencies(known, _names(connection, upload.rows, author, today), author, faults)
        envelope = read_envelope(incoming, upload, undated, faults)
        check_titles(upload.rows.places.sheets, envelope.period, faults)
        told = {"as_of": envelope.as_of, "source": envelope.source, "provenance": envelope.provenance}
        made.know(**told, rows=len(upload.rows))
        places = RowPlaces(whose, intake.scorecards, envelope, today, faults)
        intake.check(
            RowContext(incoming.progress(upload.rows), upload.decimal_comma, envelope, places, faults), figures
        )
        author.refuse_outside(whose.outside)
        made.know(figures=len(figures), periods=tuple(sorted(figures.periods, key=str)))
        # Only what is going to be stored needs the writers' queue, and only for as long as it is stored.
        only_read = incoming.dry_run or faults.total
        digests = {} if only_read else intake.digests(figures)
        with database.reading() if only_read else database.writing() as connection:
            intake.check_stored(connection, figures, upload.rows.places, envelope, faults)
            faults.refuse("submission_invalid")
            if not figures:
                raise Refusal("submission_empty")
            made.know(warnings=as_records(faults.warnings) or None)
            if incoming.dry_run:
                return replace(made.record, status=Status.ACCEPTED)
            stored = made.accept(connection, digests)
            intake.store(connection, stored.id, figures)
            return stored


def _registered(connection: Connection, rows: Iterable[UploadRow], today: date) -> dict[str, Agency]:
    """The agencies that rows name and that are registered: those that are not may be a million."""
    known: dict[str, Agency] = {}
    for some in _codes(rows, known):
        known |= agencies.find(connection, some, today)
    return known


def _names(connection: Connection, rows: RowSpool, author: Author, today: date) -> AgencyNames | None:
    """The names of the author's subtree, if rows of worksheets may name agencies."""
    if not any(sheet.has(AGENCY_NAME) for sheet in rows.places.sheets) and not (
        rows.places.sheets and any(not is_code(str(row.cells.get("agency", ""))) for row in rows)
    ):
        return None
    return AgencyNames(agencies.with_former_names(connection, today, author.root))


def _codes(rows: Iterable[UploadRow], known: dict[str, Agency]) -> Iterator[set[str]]:
    """What stands for agencies in rows and is not ``known`` by then, in portions."""
    some: set[str] = set()
    for row in rows:
        code = row.cells.get("agency")
        if isinstance(code, str) and code not in known:
            some.add(code)
        if len(some) == _CODES_TOGETHER:
            yield some
            some = set()
    yield some
