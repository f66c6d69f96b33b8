"""Takes submissions in, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from app.domain.errors import Faults, Refusal
from app.domain.moments import day_of
from app.domain.scorecard import Scorecards
from app.services.attempts import attempt
from app.services.keys import Author
from app.services.reading import Delivery, read_envelope, read_upload
from app.services.rows import Desk, RowPlaces
from app.sources.uploads import Shape
from app.storage import agencies
from app.storage.figures import NewCount, NewResult
from app.storage.session import Connection, Database
from app.storage.states import Parts
from app.storage.submissions import Kind, Status, Submission

New = TypeVar("New", NewCount, NewResult)


@dataclass(frozen=True, slots=True)
class Intake(Generic[New]):
    """One kind of submission: its shape, how its rows are checked, alone and against what is stored, and stored.

    ``check_stored`` gets the date of the figures; what it finds still holds when they are stored. ``digests`` are what
    the audit trail keeps of the figures.
    """

    kind: Kind
    shape: Shape
    scorecards: Scorecards
    check: Callable[[Desk], Sequence[New]]
    check_stored: Callable[[Connection, Sequence[New], datetime, Faults], None]
    store: Callable[[Connection, int, Sequence[New]], None]
    digests: Callable[[Sequence[New]], Parts]


def nothing_to_check(_connection: Connection, _figures: Sequence[New], _as_of: datetime, _faults: Faults) -> None:
    """For figures that need not fit those that are stored."""


def submit(database: Database, intake: Intake[New], delivery: Delivery, author: Author, now: datetime) -> Submission:
    """Take a submission in whole, or refuse it whole with all its faults.

    A refused one leaves its record, but no figure; a dry run leaves nothing. Refusals:
    ``submission_invalid``, ``submission_empty``, ``outside_subtree``, ``body_too_large``.
    """
    with attempt(database, intake.kind, delivery, author, now) as made:
        faults, today = Faults(), day_of(now)
        upload = read_upload(delivery, intake.shape, faults)
        envelope = read_envelope(delivery, upload, now, faults)
        made.know(as_of=envelope.as_of, source=envelope.source, rows=len(upload.rows))
        with database.reading() as connection:
            codes = {code for row in upload.rows if isinstance(code := row.cells.get("agency"), str)}
            known = agencies.find(connection, codes, today)
        places = RowPlaces(known, intake.scorecards, envelope, author, today, faults)
        figures = intake.check(Desk(delivery.progress(upload.rows), upload.decimal_comma, envelope, places, faults))
        author.refuse_outside(places.outside)
        periods = {figure.period for figure in figures}
        made.know(figures=len(figures), periods=tuple(sorted(periods, key=str)))
        # Only what is going to be stored needs the writers' queue, and only for as long as it is stored.
        only_read = delivery.dry_run or faults.total
        digests = {} if only_read else intake.digests(figures)
        with database.reading() if only_read else database.writing() as connection:
            intake.check_stored(connection, figures, envelope.as_of, faults)
            faults.refuse("submission_invalid")
            if not figures:
                raise Refusal("submission_empty")
            if delivery.dry_run:
                return replace(made.record, status=Status.ACCEPTED)
            stored = made.accept(connection, digests)
            intake.store(connection, stored.id, figures)
            return stored
