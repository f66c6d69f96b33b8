"""Which submissions come from dossiers, and which from the portal."""

from sqlalchemy import ColumnElement, or_, select

from app.domain.enums import Provenance
from app.storage.tables import portal_submission, submission

_ORIGIN = select(portal_submission.c.submission_id).where(portal_submission.c.submission_id == submission.c.id)
# Not IN, nor EXISTS: for these PostgreSQL reads every pull's submissions first.
_PULLED = _ORIGIN.correlate(submission).scalar_subquery().is_not(None)


def comes_from(provenance: Provenance) -> ColumnElement[bool]:
    """Whether a submission comes from there: as its sender said, or because a pull made it."""
    told = submission.c.provenance == provenance.value
    return or_(told, _PULLED) if provenance is Provenance.PORTAL else told
