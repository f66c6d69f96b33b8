"""Sends what is queued for webhooks: at least once, by any number of workers, over days where a receiver is down."""

import asyncio
import random
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from standardwebhooks import Webhook as Signer

from app.readers.webhooks.addresses import CheckedNetwork, Resolver, system_resolver
from app.readers.webhooks.retry_after import retry_after
from app.readers.webhooks.sender import Reply, Sender, sender
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.context import AppContext
from app.storage.errors import DBAPIError, NoConnectionError, is_outage, said_by
from app.storage.webhooks import outbox
from app.storage.webhooks.outbox import Claimed, DeliveryAttempt, DeliveryOutcome, State

# The waits between attempts, as the specification recommends them; after the last one a delivery has failed.
BACKOFF = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
JITTER = 0.1  # each wait is up to so much longer, so that receivers are not all asked at once
LEASE = timedelta(minutes=2)  # much longer than an exchange may take: who has it this long is dead
GONE = "gone"
_LONGEST_RETRY_AFTER = timedelta(days=1)
_AT_ONCE = 20
_POLL_SECONDS = 2.0
_log = structlog.get_logger()


async def deliver(
    service: AppContext, resolve: Resolver = system_resolver, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Send everything that is due, and return the number of attempts.

    ``resolve``: what asks for names' addresses; ``stopped``: whether to begin nothing more.
    """
    claimed, made = await asyncio.to_thread(_claim, service), 0
    if not claimed:
        return 0
    network = CheckedNetwork(allow_private=service.settings.webhook_allow_private, resolve=resolve)
    async with sender(network) as sends:
        while claimed:
            # Each is seen through to its end, whatever happens to another.
            ended = await asyncio.gather(*(_attempt(service, sends, each) for each in claimed), return_exceptions=True)
            for error in filter(None, ended):
                raise error
            made += len(claimed)
            claimed = [] if stopped() else await asyncio.to_thread(_claim, service)
    return made


async def watch(service: AppContext, stop: asyncio.Event) -> None:
    """Send what falls due until ``stop`` is set. No accident ends it: what was not sent stays queued."""
    while not stop.is_set():
        try:
            await deliver(service, stopped=stop.is_set)
        except (DBAPIError, NoConnectionError) as error:
            _log.warning("delivery_paused", error=said_by(error), exc_info=not is_outage(error))
        except Exception:
            _log.exception("delivery_accident")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _POLL_SECONDS)


def headers(claimed: Claimed, now: datetime) -> dict[str, str]:
    """The headers of an attempt: a signature by each secret in force."""
    moment = now.astimezone(UTC)  # the library takes whatever it is given for UTC
    message = claimed.message
    signed = [Signer(secret).sign(message.id, moment, message.payload) for secret in claimed.secrets.in_force(now)]
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signed),
    }


def judge(reply: Reply, attempts: int, at: datetime, now: datetime) -> DeliveryOutcome:
    """What follows from a reply to an attempt begun ``at``, when ``attempts`` had been made before."""
    attempt = DeliveryAttempt(at, reply.status, reply.duration_ms, reply.error)
    if reply.error is None:
        return DeliveryOutcome(attempt, State.DELIVERED)
    if reply.status == 410:
        return DeliveryOutcome(attempt, State.FAILED, disable=GONE)
    if attempts >= len(BACKOFF):
        return DeliveryOutcome(attempt, State.FAILED)
    wait = BACKOFF[attempts] * random.uniform(1, 1 + JITTER)  # noqa: S311 - not for secrets
    after = now + wait
    if reply.status in (429, 503):
        after = max(after, retry_after(reply.retry_after, now, _LONGEST_RETRY_AFTER) or after)
    return DeliveryOutcome(attempt, State.PENDING, after)


async def _attempt(service: AppContext, sends: Sender, claimed: Claimed) -> None:
    began = service.now()
    reply = await sends.send(claimed.url, headers(claimed, began), claimed.message.payload.encode())
    outcome = judge(reply, claimed.attempts, began, service.now())
    await asyncio.to_thread(_record, service, claimed, outcome)
    shown = {"message": claimed.message.id, "delivery": claimed.id, "status": reply.status, "error": reply.error}
    _log.info("webhook", **shown, state=outcome.state, milliseconds=reply.duration_ms)


def _claim(service: AppContext) -> list[Claimed]:
    now = service.now()
    with service.database.reading() as connection:  # a writer's turn is not taken where there is nothing to do
        if not outbox.any_due(connection, now):
            return []
    with service.database.writing() as connection:
        return outbox.claim(connection, secrets.token_hex(16), now, now + LEASE, _AT_ONCE)


def _record(service: AppContext, claimed: Claimed, outcome: DeliveryOutcome) -> None:
    with service.database.writing() as connection:
        if outbox.record(connection, claimed, outcome) and outcome.disable:
            act = Act("webhook.disabled", None, outcome.attempt.at)
            audit_trail.record(service.database, connection, act, f"webhook/{claimed.webhook}")
