"""A request that comes again has one effect and one answer.

After the IETF draft "The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header).
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.errors import Refusal
from app.services.context import AppContext
from app.storage import idempotency
from app.storage.database import Connection
from app.storage.errors import DBAPIError, NoConnectionError
from app.storage.idempotency import Claim, RequestKey, StoredResponse

__all__ = ["Asked", "RequestKey", "StoredResponse", "fingerprint", "once"]

LEASE = timedelta(minutes=5)  # far longer than any write takes: whoever is slower works for nothing
RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A request under its key. ``fingerprint`` tells it from another one under the same key."""

    key: RequestKey
    fingerprint: str


def fingerprint(*parts: str) -> str:
    """A digest over all that makes two requests the same."""
    return f"sha256:{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}"


def once(service: AppContext, asked: Asked, work: Callable[[], StoredResponse]) -> tuple[StoredResponse, bool]:
    """Do the work and keep its answer, or give the answer that is kept; and whether it was kept already.

    What the work writes and its answer are one transaction: whenever the process dies, there are both or neither. An
    error of the work undoes what it wrote and is passed on, and the request may come again.
    Refusals: ``idempotency_key_reused``, ``idempotency_key_running``.
    """
    with service.database.reading() as connection:
        kept = _answered(service, connection, asked)
    if kept:
        return kept, True
    with service.database.writing() as connection:
        kept = _answered(service, connection, asked)
        if kept:
            return kept, True
        claim = Claim(asked.key, secrets.token_hex(16), service.now() + LEASE)
        idempotency.forget(connection, kept_since(service))
        idempotency.claim(connection, claim, asked.fingerprint, service.now())
    return _carry_out(service, claim, work), False


def _answered(service: AppContext, connection: Connection, asked: Asked) -> StoredResponse | None:
    """The answer that is kept; ``None`` if the request is free to be claimed."""
    found = idempotency.get(connection, asked.key, kept_since(service), service.refusals_kept_since)
    if found is None:
        return None
    if found.fingerprint != asked.fingerprint:
        raise Refusal("idempotency_key_reused", value=asked.key.name)
    if found.until and service.now() < found.until:
        raise _running(asked.key)
    return found.answer


def _carry_out(service: AppContext, claim: Claim, work: Callable[[], StoredResponse]) -> StoredResponse:
    try:
        with service.database.together():
            answer = work()
            with service.database.writing() as connection:
                if not idempotency.keep(connection, claim, answer, service.now()):
                    raise _running(claim.key)
            return answer
    except Exception:
        # Where the database is gone the claim ends with its lease.
        with suppress(DBAPIError, NoConnectionError), service.database.writing() as connection:
            idempotency.release(connection, claim)
        raise


def kept_since(service: AppContext) -> datetime:
    """Answers that were given before are forgotten."""
    return service.now() - timedelta(hours=service.settings.idempotency_hours)


def _running(key: RequestKey) -> Refusal:
    return Refusal("idempotency_key_running", value=key.name, seconds=RETRY_SECONDS)
