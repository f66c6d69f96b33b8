"""What is shown of a refused submission: its values only to keys of the sender's subtree, and only for some time."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from app.domain.enums import Kind
from app.domain.messages import redacted
from app.services import agencies
from app.services.context import AppContext
from app.services.dossiers.registers import PROCEDURES, SERVICES
from app.services.keys import Author
from app.services.registers import Registers
from app.services.submissions import lookup, official_results, statistics
from app.services.submissions.headings import AGENCY_NAME
from app.storage.submissions import Status, Submission


def list_submissions(
    service: AppContext,
    reader: Author | None,
    kind: Kind | None,
    before: int | None,
    limit: int,
    known_at: datetime | None = None,
) -> list[Submission]:
    """See ``lookup.list_submissions``. ``reader``: who asks, ``None`` for the public."""
    found = lookup.list_submissions(service.database, kind, before, limit, known_at)
    return [as_shown(service, reader, each) for each in found]


def get_submission(service: AppContext, reader: Author | None, id_: int) -> Submission:
    """See ``lookup.get_submission``."""
    return as_shown(service, reader, lookup.get_submission(service.database, id_))


def as_shown(service: AppContext, reader: Author | None, found: Submission) -> Submission:
    """A submission as ``reader`` may see it now, whenever it is asked about."""
    if found.status is not Status.REJECTED or not (_is_over(service, found) or not _may_see(reader, found)):
        return found
    return replace(without_values(service.registers, found), values_withheld=True)


def without_values(registers: Registers, found: Submission) -> Submission:
    """A submission with its errors in general words, and without its source, which somebody typed too."""
    known, lists = _names(tuple(registers.measures))
    return replace(found, errors=[redacted(error, known, lists) for error in found.errors], source=None)


def _is_over(service: AppContext, found: Submission) -> bool:
    return found.values_deleted_at is not None or found.received_at <= service.refusals_kept_since


def _may_see(reader: Author | None, found: Submission) -> bool:
    """A submission belongs to the subtree of the key that sent it; the administrator's to the whole country."""
    if reader is None or found.key_agency is None:
        return reader is not None and reader.root is None
    return reader.may_write(found.key_agency)


@lru_cache(8)
def _names(measures: tuple[str, ...]) -> tuple[Collection[str], Collection[str]]:
    """The names that uploads may hold, and those of them that stand for lists of rows."""
    lists = (agencies.SHAPE, PROCEDURES.shape, SERVICES.shape)
    shapes = (statistics.shape_of(measures), official_results.SHAPE, *lists)
    return frozenset({AGENCY_NAME}).union(*(each.names for each in shapes)), frozenset(each.key for each in shapes)
