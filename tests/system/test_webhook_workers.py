"""Several workers, workers that die, and the worker inside the server. Real processes, on both databases."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event

from sqlalchemy import event

from app.services.context import AppContext
from app.services.webhooks import deliver
from app.storage.webhooks import outbox
from tests.conftest import SECRET, Databases
from tests.integration.webhooks.conftest import Hooks, hooks, receiver

__all__ = ["hooks", "receiver"]
from tests.integration.webhooks.receiver import Receiver

ROOT = Path(__file__).parents[2]


@contextmanager
def worker(url: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TTHC766_")}
    settings = {
        "TTHC766_DATABASE_URL": url,
        "TTHC766_KEY_SECRET": SECRET,
        "TTHC766_WEBHOOK_ALLOW_PRIVATE": "true",
    }
    command = [sys.executable, "-c", "from app.cli.main import app; app()", "deliver", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=kept | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def url_of(hooks: Hooks) -> str:
    return hooks.service.settings.database_url


def test_the_command_sends_what_is_due(hooks: Hooks) -> None:
    secret = hooks.register()["secret"]
    hooks.announce()
    with worker(url_of(hooks), "--once") as process:
        told, _ = process.communicate(timeout=60)
    assert (process.returncode, told.split()[0]) == (0, "1")
    assert hooks.receiver.received[0].signed_by(secret) == [True]
    assert hooks.deliveries()[0]["state"] == "delivered"


def test_killed_between_sending_and_recording(hooks: Hooks) -> None:
    hooks.register()
    message = hooks.announce()
    with worker(url_of(hooks), "--once") as process:

        def kill() -> None:
            process.send_signal(signal.SIGKILL)
            process.wait(timeout=30)

        hooks.receiver.before_answer = kill
        assert process.wait(timeout=60) == -signal.SIGKILL
    hooks.receiver.before_answer = lambda: None
    assert [came.id for came in hooks.receiver.received] == [message]
    assert (hooks.deliveries()[0]["state"], hooks.deliveries()[0]["attempts"]) == ("pending", [])
    hooks.clock.now = datetime.now(UTC)
    assert hooks.deliver() == 0, "it is still claimed by the dead one"
    hooks.clock.now += deliver.LEASE
    assert hooks.deliver() == 1
    assert [came.id for came in hooks.receiver.received] == [message, message]
    assert hooks.deliveries()[0]["state"] == "delivered"


def test_a_watching_worker_stops_when_it_is_told_to(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    with worker(url_of(hooks), "--watch") as process:
        hooks.receiver.arrived.get(timeout=60)
        hooks.announce()
        hooks.receiver.arrived.get(timeout=60)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in log) == (0, False)
    assert {each["state"] for each in hooks.deliveries()} == {"delivered"}


def test_two_workers_at_once_send_each_once(hooks: Hooks) -> None:
    hooks.register()
    sent = {hooks.announce() for _ in range(60)}
    barrier = Barrier(2)

    def work() -> int:
        service = AppContext.create(hooks.service.settings, hooks.clock)
        barrier.wait(timeout=30)
        made = asyncio.run(deliver.deliver(service))
        service.database.engine.dispose()
        return made

    with ThreadPoolExecutor(2) as threads:
        made = [threads.submit(work), threads.submit(work)]
        assert sum(each.result() for each in made) == 60
    assert Counter(came.id for came in hooks.receiver.received) == dict.fromkeys(sent, 1)


def test_who_has_lost_a_claim_records_nothing(hooks: Hooks) -> None:
    hooks.register()
    hooks.announce()
    database, now = hooks.service.database, hooks.clock()
    with database.writing() as connection:
        (late,) = outbox.claim(connection, "late", now, now + deliver.LEASE, 10)
        assert outbox.claim(connection, "early", now, now + deliver.LEASE, 10) == []
        (ours,) = outbox.claim(connection, "ours", now + deliver.LEASE, now + 2 * deliver.LEASE, 10)
        failed = outbox.DeliveryOutcome(
            outbox.DeliveryAttempt(now, 500, 1, "status"), outbox.State.FAILED, disable="gone"
        )
        done = outbox.DeliveryOutcome(outbox.DeliveryAttempt(now, 200, 1, None), outbox.State.DELIVERED)
        assert not outbox.record(connection, late, failed)
        assert outbox.record(connection, ours, done)
    (found,) = hooks.deliveries()
    assert (found["state"], [each["status"] for each in found["attempts"]]) == ("delivered", [200])


def test_inside_the_server(databases: Databases, receiver: Receiver) -> None:
    hooks = Hooks.of(databases.migrated(), receiver, deliver_in_server=True)
    hooks.register()
    with hooks:
        message = hooks.announce()
        assert receiver.arrived.get(timeout=60).id == message
    assert hooks.deliveries()[0]["state"] == "delivered"
    hooks.announce()
    assert len(receiver.received) == 1
    hooks.service.database.engine.dispose()


def test_no_accident_ends_the_watching(hooks: Hooks) -> None:
    """The tables are away for a time, as while a database is restored."""
    hooks.register()
    hooks.announce()
    with hooks.service.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE webhook_delivery RENAME TO away")
    watching = AppContext.create(hooks.service.settings, hooks.clock)
    failed = Event()
    event.listen(watching.database.engine, "handle_error", lambda _context: failed.set())

    async def go() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(deliver.watch(watching, stop))
        assert await asyncio.to_thread(failed.wait, 60)
        with hooks.service.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO webhook_delivery")
        await asyncio.to_thread(hooks.receiver.arrived.get, timeout=60)
        stop.set()
        await task

    asyncio.run(go())
    watching.database.engine.dispose()
    assert hooks.deliveries()[0]["state"] == "delivered"


def test_told_to_stop_it_ends_after_what_it_has_begun(hooks: Hooks) -> None:
    for _ in range(30):
        hooks.register()
    hooks.announce()
    made = asyncio.run(deliver.deliver(hooks.service, stopped=lambda: True))
    assert 0 < made < 30
    assert len(hooks.receiver.received) == made
    assert hooks.deliver() == 30 - made
