"""From an announcement to the receiver: signed, once, and again when it was not taken. On both databases."""

import json
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from app.services.deliver import BACKOFF, JITTER
from app.services.webhooks import EDITION_PUBLISHED, announce
from tests.conftest import NOW
from tests.webhooks.conftest import EDITION, Hooks
from tests.webhooks.receiver import Answer


def test_announced_and_received(hooks: Hooks) -> None:
    secret = hooks.register()["secret"]
    message = hooks.announce()
    hooks.clock.forward(seconds=1)
    assert (hooks.deliver(), hooks.deliver()) == (1, 0)
    (came,) = hooks.receiver.received
    assert (came.path, came.id) == ("/hooks?from=tthc766", message)
    assert came.content == {"type": "edition.published", "timestamp": "2026-11-01T10:00:00+07:00", "data": EDITION}
    assert came.headers["webhook-timestamp"] == str(int(hooks.clock().timestamp()))
    assert came.headers["content-type"] == "application/json"
    assert came.headers["host"] == f"127.0.0.1:{hooks.receiver.port}"
    assert came.signed_by(secret) == [True]
    assert came.signed_by("whsec_" + "AAAA" * 8) == [False]
    (found,) = hooks.deliveries()
    assert (found["message"], found["state"], found["next_attempt_at"]) == (message, "delivered", None)
    (attempt,) = found["attempts"]
    assert (attempt["status"], attempt["error"], attempt["at"]) == (200, None, "2026-11-01T10:00:01+07:00")
