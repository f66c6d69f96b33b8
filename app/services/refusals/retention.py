"""Deletes the values that refused submissions held: by their age, or at once where somebody sent the wrong file.

Who sent what and when, its digest, codes and places stay. Kept answers to refused requests are deleted as a whole.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from app.domain.errors import Refusal
from app.services import idempotency as answers
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.context import AppContext
from app.services.refusals.shown import without_values
from app.storage import idempotency, pending_uploads, submissions
from app.storage.database import Connection
from app.storage.errors import DBAPIError, NoConnectionError, is_outage, said_by
from app.storage.submissions import Status, Submission

HOUSEKEEPING_SECONDS = 3600.0
_AT_ONCE = 20  # submissions in memory, in a transaction and in an entry of the audit trail: one may have 1,000 errors
_log = structlog.get_logger()


def refused_until(service: AppContext, until: datetime, *, dry_run: bool = False) -> Iterator[Submission]:
    """Delete the values of all submissions that were refused until a moment; each as it was, when it is done.

    In several transactions: after an interruption what was deleted is gone, and the next call deletes the rest.
    ``dry_run``: only say which.
    """
    last = 0
    while True:
        with service.database.reading() if dry_run else service.database.writing() as connection:
            found = submissions.refused(connection, until, _AT_ONCE, last)
            if not dry_run:
                _delete(service, connection, found)
        yield from found
        if len(found) < _AT_ONCE:
            return
        last = found[-1].id


def refused_with(service: AppContext, ids: Sequence[int], *, dry_run: bool = False) -> list[Submission]:
    """Delete the values of these submissions, all or none; those whose values were still there, as they were.

    Refuses ``unknown_submission`` and ``submission_accepted``.
    """
    with service.database.reading() if dry_run else service.database.writing() as connection:
        found = [_refused(connection, id_) for id_ in dict.fromkeys(ids)]
        held = [each for each in found if each.values_deleted_at is None]
        if not dry_run:
            _delete(service, connection, held)
    return held


def answers_until(service: AppContext, until: datetime, *, dry_run: bool = False) -> int:
    """Delete the kept answers to requests that were refused until a moment, and say how many there were."""
    if dry_run:
        with service.database.reading() as connection:
            return idempotency.refusals(connection, until)
    with service.database.writing() as connection:
        return idempotency.forget_refusals(connection, until)


def remove_remains(service: AppContext) -> None:
    """Leave nothing of what was deleted in an SQLite file or its log; refuses ``log_in_use``."""
    service.database.rewrite()
    if not service.database.empty_log():
        raise Refusal("log_in_use")


def delete_expired(service: AppContext) -> None:
    """Delete everything whose time is over: values, answers to refused requests, other kept answers, files that nobody
    confirmed.

    A writer's turn is taken only where there is something to do.
    """
    until, since = service.refusals_kept_since, answers.kept_since(service)
    with service.database.reading() as connection:
        values = bool(submissions.refused(connection, until, 1))
        kept = idempotency.refusals(connection, until) > 0 or idempotency.any_before(connection, since)
        pending = pending_uploads.any_expired(connection, service.now())
    if values:
        for each in refused_until(service, until):
            _log.info("refused_values_deleted", submission=each.id)
    if kept:
        answers_until(service, until)
        with service.database.writing() as connection:
            idempotency.forget(connection, since)
    if pending:
        with service.database.writing() as connection:
            pending_uploads.forget_expired(connection, service.now())
    if values or kept or pending:
        service.database.empty_log()


async def watch(service: AppContext, stop: asyncio.Event) -> None:
    """Delete what has expired now and every hour until ``stop`` is set. No accident ends it: the next hour comes."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(delete_expired, service)
        except (DBAPIError, NoConnectionError) as error:
            _log.warning("housekeeping_paused", error=said_by(error), exc_info=not is_outage(error))
        except Exception:
            _log.exception("housekeeping_accident")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), HOUSEKEEPING_SECONDS)


def _refused(connection: Connection, id_: int) -> Submission:
    found = submissions.get(connection, id_)
    if found is None:
        raise Refusal("unknown_submission", value=id_)
    if found.status is not Status.REJECTED:
        raise Refusal("submission_accepted", value=id_)
    return found


def _delete(service: AppContext, connection: Connection, found: Sequence[Submission]) -> None:
    """Replace what was sent by general words, and seal what the submissions are now."""
    if not found:
        return
    now = service.now()
    for each in found:
        submissions.delete_values(connection, each.id, without_values(service.registers, each).errors, now)
    act = Act("submission.values_deleted", None, now)
    audit_trail.record(service.database, connection, act, *(f"submission/{each.id}" for each in found))
