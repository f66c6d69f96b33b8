"""A file is sent, looked at, and then confirmed by its digest. Meanwhile it waits in the database, for an hour."""

from dataclasses import dataclass
from datetime import timedelta

from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.desk.effect import Effect, effect_of
from app.services.desk.registration import RegisterEffect, register_effect
from app.services.keys import Author
from app.services.load import load
from app.services.submissions.lookup import list_submissions
from app.services.submissions.parse_upload import Upload
from app.storage import pending_uploads
from app.storage.pending_uploads import PendingUpload
from app.storage.submissions import Status, Submission

LASTS = timedelta(hours=1)
MOST = 5  # of a line of keys
_RECENT = 100


@dataclass(frozen=True, slots=True)
class Review:
    """A waiting file, what the dry run found in it, and what it would change."""

    waiting: PendingUpload
    checked: Submission
    effect: Effect | RegisterEffect


def hold(service: AppContext, author: Author, kind: Kind, upload: Upload) -> PendingUpload:
    """Check a file, and let it wait if it has no faults. Refuses what the dry run does, ``too_many_waiting``."""
    load(service.database, service.registers, kind, _dry(upload), author, service.now())
    now, body = service.now(), upload.body
    new = PendingUpload(_line(author), kind, body.digest, upload.format, upload.period, now, now + LASTS, body.size)
    sent = body.seekable(service.settings.max_body_bytes).read()
    with service.database.writing() as connection:
        pending_uploads.forget_expired(connection, now)
        others = [each for each in pending_uploads.of_line(connection, new.line, now) if each.digest != new.digest]
        if len(others) >= MOST:
            raise Refusal("too_many_waiting", limit=MOST)
        pending_uploads.add(connection, new, sent)
    return new


def list_waiting(service: AppContext, author: Author) -> list[PendingUpload]:
    """The files of the author's line of keys that wait, the newest first."""
    with service.database.reading() as connection:
        return pending_uploads.of_line(connection, _line(author), service.now())


def review(service: AppContext, author: Author, kind: Kind, digest: str) -> Review:
    """What a waiting file would change now; refuses ``upload_not_waiting``, and what the dry run does."""
    waiting, upload = _opened(service, author, kind, digest)
    if kind is Kind.AGENCIES:
        return Review(waiting, *register_effect(service, upload, author))
    return Review(waiting, *effect_of(service, kind, upload, author))


def confirm(service: AppContext, author: Author, kind: Kind, digest: str) -> Submission:
    """Take a waiting file in, once. Whether it is taken in or refused, it waits no more.

    Where this author has just confirmed it, the submission that it became. Refuses ``upload_not_waiting`` and what
    ``load`` does.
    """
    try:
        _, upload = _opened(service, author, kind, digest)
    except Refusal:
        if found := _taken_in(service, author, kind, digest):
            return found
        raise
    refused: Refusal | None = None
    try:
        with service.database.together():
            try:
                stored = load(service.database, service.registers, kind, upload, author, service.now())
            except Refusal as refusal:
                refused = refusal
            _remove(service, author, kind, digest)
    except _GoneError:
        if found := _taken_in(service, author, kind, digest):
            return found
        raise Refusal("upload_not_waiting") from None
    if refused:
        raise refused
    return stored


def cancel(service: AppContext, author: Author, kind: Kind, digest: str) -> None:
    """Delete a waiting file, if it is still there."""
    with service.database.writing() as connection:
        pending_uploads.remove(connection, _line(author), kind, digest)


class _GoneError(Exception):
    """Somebody else has confirmed or cancelled it meanwhile: nothing of what was written since may stay."""


def _remove(service: AppContext, author: Author, kind: Kind, digest: str) -> None:
    with service.database.writing() as connection:
        if not pending_uploads.remove(connection, _line(author), kind, digest):
            raise _GoneError


def _opened(service: AppContext, author: Author, kind: Kind, digest: str) -> tuple[PendingUpload, Upload]:
    with service.database.reading() as connection:
        found = pending_uploads.of_line(connection, _line(author), service.now())
        waiting = next((each for each in found if (each.kind, each.digest) == (kind, digest)), None)
        if waiting is None:
            raise Refusal("upload_not_waiting")
        content = pending_uploads.content(connection, waiting.line, kind, digest)
    body = Body.of(content)
    return waiting, Upload(body, _format(waiting), period=waiting.period, limits=service.limits)


def _taken_in(service: AppContext, author: Author, kind: Kind, digest: str) -> Submission | None:
    """The submission that a file became which this author confirmed within the hour."""
    since = service.now() - LASTS
    for each in list_submissions(service.database, kind, None, _RECENT):
        is_it = (each.digest, each.key_id, each.status) == (digest, author.key_id, Status.ACCEPTED)
        if is_it and each.received_at >= since:
            return each
    return None


def _format(waiting: PendingUpload) -> Format:
    return next(each for each in Format if each == waiting.media_type)


def _dry(upload: Upload) -> Upload:
    return Upload(upload.body, upload.format, period=upload.period, limits=upload.limits, dry_run=True)


def _line(author: Author) -> str:
    """Of the administrator, who has no key, nothing waits."""
    return author.line or ""
