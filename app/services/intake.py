"""Takes submissions in: whole or not at all, and keeps a record of what came."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from app.domain.errors import Faults, Refusal
from app.domain.messages import as_record
from app.domain.moments import day_of
from app.domain.scorecard import Scorecards
from app.services.keys import Author
from app.services.reading import Delivery, read_envelope, read_upload
from app.services.rows import Desk, RowPlaces
from app.sources.uploads import Shape
from app.storage import agencies, submissions
from app.storage.figures import NewCount, NewResult
from app.storage.session import Connection, Database
from app.storage.submissions import Kind, Status, Submission

New = TypeVar("New", NewCount, NewResult)


@dataclass(frozen=True, slots=True)
class Intake(Generic[New]):
    """One kind of submission: its shape, how its rows are checked, and how its figures are stored."""

    kind: Kind
    shape: Shape
    scorecards: Scorecards
    check: Callable[[Desk], Sequence[New]]
    store: Callable[[Connection, int, Sequence[New]], None]


def submit(database: Database, intake: Intake[New], delivery: Delivery, author: Author, now: datetime) -> Submission:
    """Take a submission in whole, or refuse it whole with all its faults.

    A refused one leaves its record, but no figure; a dry run leaves nothing. Refusals:
    ``submission_invalid``, ``submission_empty``, ``outside_subtree``, ``body_too_large``.
    """
    record = Submission(
        kind=intake.kind,
        status=Status.REJECTED,
        received_at=now,
        as_of=None,
        source=None,
        digest=f"sha256:{hashlib.sha256(delivery.body).hexdigest()}",
        media_type=delivery.format,
        bytes=len(delivery.body),
        key_id=author.key_id,
        rows=0,
        figures=0,
    )
    try:
        return _take_in(database, intake, delivery, author, record)
    except Refusal as refusal:
        if refusal.code in ("submission_invalid", "submission_empty") and not delivery.dry_run:
            errors = [as_record(fault) for fault in refusal.faults]
            with database.writing() as connection:
                submissions.add(connection, replace(record, faults=refusal.total, errors=errors))
        raise


def _take_in(
    database: Database, intake: Intake[New], delivery: Delivery, author: Author, record: Submission
) -> Submission:
    faults, now = Faults(), record.received_at
    upload = read_upload(delivery, intake.shape, faults)
    envelope = read_envelope(delivery, upload, now, faults)
    with database.reading() if delivery.dry_run else database.writing() as connection:
        codes = {code for row in upload.rows if isinstance(code := row.cells.get("agency"), str)}
        known = agencies.find(connection, codes, day_of(now))
        places = RowPlaces(known, intake.scorecards, envelope, author, day_of(now), faults)
        rows = delivery.progress(upload.rows)
        figures = intake.check(Desk(connection, rows, upload.decimal_comma, envelope, places, faults))
        if (outside := places.outside).total:
            raise Refusal("outside_subtree", faults=outside.listed, total=outside.total, root=author.root)
        faults.refuse("submission_invalid")
        if not figures:
            raise Refusal("submission_empty")
        accepted = replace(
            record,
            status=Status.ACCEPTED,
            as_of=envelope.as_of,
            source=envelope.source,
            rows=len(upload.rows),
            figures=len(figures),
            periods=tuple(sorted({figure.period for figure in figures}, key=str)),
            key_agency=author.root,
        )
        if delivery.dry_run:
            return accepted
        stored = submissions.add(connection, accepted)
        intake.store(connection, stored.id or 0, figures)
        return stored
