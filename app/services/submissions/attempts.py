"""The record of everything that is sent, whether it is taken in or refused."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.domain.messages import as_records
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.keys import Author
from app.services.submissions.parse_upload import Incoming
from app.storage import agencies, receipt_clock, submissions
from app.storage.audit.digests import Parts
from app.storage.database import Connection, Database
from app.storage.submissions import Status, Submission

_RECORDED = ("submission_invalid", "submission_empty")


@dataclass(slots=True)
class SubmissionAttempt:
    """A submission on its way in; ``record`` says what is known of it by now."""

    database: Database
    record: Submission

    def know(self, **values: Any) -> None:
        self.record = replace(self.record, **values)

    def accept(
        self,
        connection: Connection,
        figures: Parts | None = None,
        registered: Sequence[str] = (),
        store: Callable[[int], None] | None = None,
    ) -> Submission:
        """Store the record as accepted, and return it with its id.

        ``figures``: the digests of those that are stored with it; ``registered``: the agencies that it has changed;
        ``store``: stores what is sealed with the record, under its id.
        """
        self.know(status=Status.ACCEPTED)
        return self._keep(connection, figures, registered, store)

    def reject(self, connection: Connection) -> None:
        self.know(status=Status.REJECTED, figures=0)
        self._keep(connection)

    def _keep(
        self,
        connection: Connection,
        figures: Parts | None = None,
        registered: Sequence[str] = (),
        store: Callable[[int], None] | None = None,
    ) -> Submission:
        """Store the record as it is, as the newest that was received, and return it with its id."""
        self.know(received_at=receipt_clock.moment(connection, self.record.received_at))
        record = replace(self.record, id=submissions.add(connection, self.record))
        registers = record.kind is Kind.AGENCIES and record.status is Status.ACCEPTED
        act = Act(
            "agencies.registered" if registers else f"submission.{record.status}", record.key_id, record.received_at
        )
        agencies.record(connection, registered, record.received_at, record.id)
        if store:
            store(record.id)
        changed = (f"agency/{code}" for code in registered)
        audit_trail.record(self.database, connection, act, f"submission/{record.id}", *changed, figures=figures)
        return record


@contextmanager
def attempt(
    database: Database, kind: Kind, incoming: Incoming, author: Author, now: datetime
) -> Iterator[SubmissionAttempt]:
    """Follow a submission on its way in. If its content is refused, its record is kept with its faults.

    No record is kept of a dry run, nor of what its author may not write.
    """
    sent = incoming.sent
    made = SubmissionAttempt(
        database,
        Submission(
            kind=kind,
            status=Status.REJECTED,
            received_at=now,
            digest=sent.digest,
            media_type=sent.media_type,
            bytes=sent.bytes,
            key_id=author.key_id,
            key_agency=author.root,
            origin=incoming.origin,
        ),
    )
    try:
        yield made
    except Refusal as refusal:
        if refusal.code in _RECORDED and not incoming.dry_run:
            made.know(faults=refusal.total, errors=as_records(refusal.faults))
            with database.writing() as connection:
                made.reject(connection)
        raise
