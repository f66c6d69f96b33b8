"""Which submissions come from dossiers, and which from the portal."""

from sqlalchemy import ColumnElement, exists, or_

from app.domain.enums import Provenance
from app.storage.tables import portal_submission, submission

_PULLED = exists().where(portal_submission.c.submission_id == submission.c.id)


def comes_from(provenance: Provenance) -> ColumnElement[bool]:
    """Whether a submission comes from there: as its sender said, or because a pull made it."""
    told = submission.c.provenance == provenance.value
    return or_(told, _PULLED) if provenance is Provenance.PORTAL else told
