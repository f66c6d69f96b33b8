"""From an announcement to the receiver: signed, once, and again when it was not taken. On both databases."""

from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from app.services.keys import revoke
from app.services.webhooks import deliver
from app.services.webhooks.registration import EDITION_PUBLISHED, announce
from tests.conftest import NOW
from tests.integration.webhooks.conftest import EDITION, Hooks
from tests.integration.webhooks.receiver import Answer


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


def test_nothing_is_told_of_what_did_not_happen(hooks: Hooks) -> None:
    hooks.register()
    with suppress(RuntimeError), hooks.service.database.writing() as connection:
        announce(connection, EDITION_PUBLISHED, EDITION, NOW)
        raise RuntimeError
    assert (hooks.deliver(), hooks.deliveries()) == (0, [])


def test_every_webhook_is_told_the_same_under_one_id(hooks: Hooks) -> None:
    secrets = [hooks.register()["secret"] for _ in range(2)]
    message = hooks.announce()
    assert hooks.deliver() == 2
    assert {came.id for came in hooks.receiver.received} == {message}
    assert len({came.body for came in hooks.receiver.received}) == 1
    assert sorted([came.signed_by(secret) for came in hooks.receiver.received] for secret in secrets) == [
        [[False], [True]],
        [[True], [False]],
    ]


def test_retried_over_days_and_then_failed(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.answers = [Answer(500)] * (len(deliver.BACKOFF) + 1)
    for wait in deliver.BACKOFF:
        assert (hooks.deliver(), hooks.deliver()) == (1, 0)
        (found,) = hooks.deliveries()
        late = datetime.fromisoformat(found["next_attempt_at"]) - hooks.clock()
        assert (found["state"], wait <= late <= wait * (1 + deliver.JITTER)) == ("pending", True)
        hooks.clock.now += late - timedelta(milliseconds=1)
        assert hooks.deliver() == 0
        hooks.clock.forward(milliseconds=1)
    assert hooks.deliver() == 1
    (found,) = hooks.deliveries()
    assert (found["state"], found["next_attempt_at"], len(found["attempts"])) == ("failed", None, 10)
    assert {(each["status"], each["error"]) for each in found["attempts"]} == {(500, "status")}
    assert len({came.id for came in hooks.receiver.received}) == 1
    assert hooks.clock() - NOW > timedelta(days=3)
    hooks.clock.forward(days=30)
    assert hooks.deliver() == 0


def test_each_attempt_is_signed_with_its_own_time(hooks: Hooks) -> None:
    secret = hooks.register()["secret"]
    hooks.announce()
    hooks.receiver.answers = [Answer(500)]
    hooks.deliver()
    hooks.clock.forward(minutes=1)
    hooks.deliver()
    first, second = hooks.receiver.received
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60
    assert first.body == second.body
    assert (first.signed_by(secret), second.signed_by(secret)) == ([True], [True])


@pytest.mark.parametrize(
    ("status", "says", "wait"),
    [
        (429, "3600", timedelta(hours=1)),
        (503, format_datetime(NOW + timedelta(hours=2), usegmt=True), timedelta(hours=2)),
        (429, "99999999999999", timedelta(days=1)),
        (503, format_datetime(NOW + timedelta(days=900), usegmt=True), timedelta(days=1)),
    ],
)
def test_a_receiver_may_ask_for_time(hooks: Hooks, status: int, says: str, wait: timedelta) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.answers = [Answer(status, {"Retry-After": says})]
    hooks.deliver()
    assert datetime.fromisoformat(hooks.deliveries()[0]["next_attempt_at"]) == NOW + wait


@pytest.mark.parametrize(("status", "says"), [(429, "0"), (429, "soon"), (503, "-5"), (500, "3600"), (429, "²")])
def test_otherwise_the_wait_is_ours(hooks: Hooks, status: int, says: str) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.answers = [Answer(status, {"Retry-After": says})]
    hooks.deliver()
    late = datetime.fromisoformat(hooks.deliveries()[0]["next_attempt_at"]) - NOW
    assert deliver.BACKOFF[0] <= late <= deliver.BACKOFF[0] * (1 + deliver.JITTER)


def test_gone_until_it_is_switched_on_again(hooks: Hooks) -> None:
    hooks.register()
    waiting, message = hooks.announce(), hooks.announce()
    hooks.receiver.answers = [Answer(500), Answer(410)]
    assert hooks.deliver() == 2
    found = hooks.get("/v1/webhooks/1", headers=hooks.own).json()
    assert (found["status"], found["disabled_reason"]) == ("disabled", "gone")
    assert found["disabled_at"] == "2026-11-01T10:00:00+07:00"
    hooks.announce()
    hooks.clock.forward(days=2)
    assert hooks.deliver() == 0
    for path in ("/v1/webhooks/1/ping", "/v1/webhooks/1/deliveries/1/redeliver"):
        refused = hooks.post(path, headers=hooks.own)
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")
    found = hooks.post("/v1/webhooks/1/enable", headers=hooks.own).json()
    assert (found["status"], found["disabled_at"], found["disabled_reason"]) == ("active", None, None)
    assert hooks.deliver() == 1
    states = {each["message"]: each["state"] for each in hooks.deliveries()}
    assert sorted(states.values()) == ["delivered", "failed"]
    assert set(states) == {waiting, message}


def test_nothing_is_told_on_behalf_of_a_revoked_key(hooks: Hooks) -> None:
    made = hooks.register()
    hooks.announce()
    revoke(hooks.service.database, made["key"], NOW)
    assert hooks.deliver() == 0
    other = hooks.key("H44")
    assert hooks.get("/v1/webhooks/1", headers=other).json()["status"] == "key_revoked"
    assert hooks.post("/v1/webhooks/1/ping", headers=other).status_code == 409
    hooks.announce()
    assert len(hooks.get("/v1/webhooks/1/deliveries", headers=other).json()["items"]) == 1


def test_two_signatures_while_a_secret_is_replaced(hooks: Hooks) -> None:
    old = hooks.register()["secret"]
    answer = hooks.post("/v1/webhooks/1/secret", headers=hooks.own).json()
    new = answer["secret"]
    assert answer["previous_secret_until"] == "2026-11-02T10:00:00+07:00"
    hooks.announce()
    hooks.clock.forward(hours=23, minutes=59)
    hooks.deliver()
    hooks.announce()
    hooks.clock.forward(minutes=1)
    hooks.deliver()
    during, after = hooks.receiver.received
    assert (during.signed_by(new), during.signed_by(old)) == ([True, False], [False, True])
    assert (after.signed_by(new), after.signed_by(old)) == ([True], [False])


def test_sent_again_by_hand_with_the_same_id(hooks: Hooks) -> None:
    hooks.register()
    message = hooks.announce()
    hooks.deliver()
    answer = hooks.post("/v1/webhooks/1/deliveries/1/redeliver", headers=hooks.own)
    assert (answer.status_code, answer.json()["state"], len(answer.json()["attempts"])) == (202, "pending", 1)
    assert hooks.deliver() == 1
    assert [came.id for came in hooks.receiver.received] == [message, message]
    assert len(hooks.deliveries()[0]["attempts"]) == 2


def test_what_has_failed_gets_all_its_attempts_again_by_hand(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.answers = [Answer(500)] * 11
    for wait in (timedelta(), *deliver.BACKOFF):
        hooks.clock.now += wait * (1 + deliver.JITTER)
        hooks.deliver()
    assert hooks.deliveries()[0]["state"] == "failed"
    hooks.post("/v1/webhooks/1/deliveries/1/redeliver", headers=hooks.own)
    hooks.deliver()
    assert hooks.deliveries()[0]["state"] == "pending"
    hooks.clock.forward(seconds=6)
    hooks.deliver()
    assert (hooks.deliveries()[0]["state"], len(hooks.deliveries()[0]["attempts"])) == ("delivered", 12)


def test_a_ping_is_for_one(hooks: Hooks) -> None:
    secret, _ = hooks.register()["secret"], hooks.register()
    answer = hooks.post("/v1/webhooks/1/ping", headers=hooks.own)
    assert (answer.status_code, answer.json()["type"], answer.json()["attempts"]) == (202, "webhook.ping", [])
    assert hooks.deliver() == 1
    (came,) = hooks.receiver.received
    assert (came.content["type"], came.content["data"], came.signed_by(secret)) == (
        "webhook.ping",
        {"webhook": 1},
        [True],
    )


def test_deleted_with_all_that_was_queued(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.answers = [Answer(500)]
    hooks.deliver()
    assert hooks.delete("/v1/webhooks/1", headers=hooks.own).status_code == 204
    hooks.clock.forward(days=1)
    assert hooks.deliver() == 0
    assert hooks.get("/v1/webhooks/1", headers=hooks.own).status_code == 404
    assert hooks.register()["id"] == 2


def test_deleted_while_it_is_being_told(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.before_answer = lambda: hooks.delete("/v1/webhooks/1", headers=hooks.own)
    assert (hooks.deliver(), len(hooks.receiver.received)) == (1, 1)
    assert hooks.get("/v1/webhooks", headers=hooks.own).json() == {"items": [], "next": None}


def test_many_webhooks_and_one_that_does_not_answer(hooks: Hooks) -> None:
    hooks.register("http://127.0.0.1:1/nobody")
    for _ in range(25):
        hooks.register()
    hooks.announce()
    assert hooks.deliver() == 26
    assert len(hooks.receiver.received) == 25
    attempt = hooks.deliveries(1)[0]["attempts"][0]
    assert (attempt["status"], attempt["error"]) == (None, "unreachable")


def test_a_redirect_is_not_followed(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    statuses = (301, 302, 303, 307, 308)
    hooks.receiver.answers = [Answer(status, {"Location": hooks.receiver.url}) for status in statuses]
    for wait in (timedelta(), *deliver.BACKOFF[:4]):
        hooks.clock.now += wait * (1 + deliver.JITTER)
        hooks.deliver()
    (found,) = hooks.deliveries()
    assert [(each["status"], each["error"]) for each in found["attempts"]] == [(each, "redirect") for each in statuses]
    assert len(hooks.receiver.received) == len(statuses)


def test_an_endless_answer_is_not_read(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    hooks.receiver.answers = [Answer(200, {"Content-Length": str(10**12)}, b"x" * 10**6)]
    hooks.deliver()
    assert hooks.deliveries()[0]["state"] == "delivered"


def test_a_clock_set_back_does_not_keep_news_waiting(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    hooks.clock.forward(hours=-1)
    assert (hooks.deliver(), hooks.deliver()) == (1, 0)
    assert hooks.deliveries()[0]["state"] == "delivered"
