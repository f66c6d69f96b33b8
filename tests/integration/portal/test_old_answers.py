"""Stored answers of pulls are deleted by their age, with the bodies that no answer has any more."""

import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.enums import PullDepth
from app.domain.messages import describe
from app.services.context import AppContext
from app.services.portal import old_answers
from app.services.portal.old_answers import delete_old_answers
from app.services.portal.pull import reread
from app.storage.portal import pulls
from app.storage.portal.old_answers import Amount
from app.storage.portal.pulls import StoredAnswer
from app.storage.tables import portal_body
from tests.conftest import NOW, Databases, service_on
from tests.integration.portal.pulling import FIGURES, QUARTER, QUIET, faults, pull, rows
from tests.support import processes

YEAR_AGO = timedelta(days=365)
MOMENT = timedelta(microseconds=1)


def keep(service: AppContext, age: timedelta, *bodies: bytes) -> int:
    """A pull with an answer for each body, which came so long ago. Returns its number."""
    with service.database.writing() as connection:
        stored = pulls.start(connection, "https://portal.test", QUARTER, (), PullDepth.CHILDREN, NOW - age)
        for body in bodies:
            pulls.keep(connection, stored.id, StoredAnswer("", "/", "{}", NOW - age, 201, None, body))
    return stored.id


def kept(service: AppContext, pull_id: int) -> list[bytes]:
    with service.database.reading() as connection:
        return [answer.body for answer in pulls.answers(connection, pull_id)]


def bodies(service: AppContext) -> int:
    with service.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(portal_body)).scalar_one()


def size(*bodies: bytes) -> int:
    return sum(len(zlib.compress(body)) for body in bodies)


def test_older_than_a_year(service: AppContext) -> None:
    old = keep(service, YEAR_AGO + MOMENT, b"only old" * 100, b"both")
    new = keep(service, YEAR_AGO, b"both", b"only new")
    expected = Amount(2, size(b"only old" * 100))
    assert delete_old_answers(service, 365, dry_run=True) == expected
    assert (len(kept(service, old)), bodies(service)) == (2, 3)
    assert delete_old_answers(service, 365) == expected
    assert (kept(service, old), kept(service, new), bodies(service)) == ([], [b"both", b"only new"], 2)
    assert delete_old_answers(service, 365) == delete_old_answers(service, 365, dry_run=True) == Amount(0, 0)
    with service.database.reading() as connection:
        assert pulls.get(connection, old) is not None


def test_a_few_in_each_transaction(service: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_answers, "_AT_ONCE", 2)
    keep(service, 2 * YEAR_AGO, b"a", b"b", b"c", b"d", b"a")
    writes = service.database.writes
    assert delete_old_answers(service, 365) == Amount(5, size(b"a", b"b", b"c", b"d"))
    assert (service.database.writes - writes, bodies(service)) == (3, 0)


def test_the_figures_stay_and_a_second_reading_says_what_is_missing(
    service: AppContext, open_service: Callable[..., AppContext]
) -> None:
    pulled = pull(service, QUARTER, ["H44"], QUIET)
    before = rows(service, *FIGURES, "portal_pull", "portal_submission")
    later = open_service(timedelta(days=30))
    assert delete_old_answers(later, 31).answers == 0
    assert delete_old_answers(later, 29).answers > 0
    found = faults(reread(later, pulled.id, QUIET))
    assert {code for _, _, code in found} == {"portal_not_kept"}
    assert "tthc766 pull-answers" in describe("portal_not_kept", {"path": "/"}).en
    assert rows(service, *FIGURES, "portal_pull", "portal_submission") == before


def test_the_command(sqlite_databases: Databases) -> None:
    url = sqlite_databases.migrated()
    service = service_on(url)
    keep(service, timedelta(days=3650), b"old")
    service.database.engine.dispose()

    def run(*options: str) -> tuple[int, str]:
        done = processes.run(url, "pull-answers", "delete", *options)
        return done.returncode, done.stdout

    amount = f"1 câu trả lời / answers, {size(b'old')} byte / bytes\n"
    assert run("--older-than", "365", "--dry-run") == (0, f"Sẽ xóa / Would delete: {amount}")
    assert run("--older-than", "365") == (0, f"Đã xóa / Deleted: {amount}")
    assert run("--older-than", "365") == (0, "Đã xóa / Deleted: 0 câu trả lời / answers, 0 byte / bytes\n")
    assert run("--older-than", "0")[0] == run()[0] == 2
