"""Looking up what was submitted."""

from datetime import datetime

from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.storage import submissions
from app.storage.database import Database
from app.storage.submissions import Submission


def list_submissions(
    database: Database, kind: Kind | None, before: int | None, limit: int, known_at: datetime | None = None
) -> list[Submission]:
    """At most ``limit`` submissions with ids below ``before``, the newest first, accepted and rejected.

    With ``known_at`` those received by then.
    """
    with database.reading() as connection:
        return submissions.page(connection, kind=kind, before=before, limit=limit, known_at=known_at)


def get_submission(database: Database, id_: int) -> Submission:
    """One submission, with its faults if it was rejected; refuses ``unknown_submission``."""
    with database.reading() as connection:
        found = submissions.get(connection, id_)
    if found is None:
        raise Refusal("unknown_submission", value=id_)
    return found
