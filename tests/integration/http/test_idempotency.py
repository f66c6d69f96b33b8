"""Requests that come again: one effect and one answer, on both databases."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier, Event
from typing import Any

import httpx2
import pytest

from app.api.http.idempotency import read_key
from app.domain.agencies import Agency, Level
from app.domain.errors import Refusal
from app.main import create_app
from app.readers.uploads.formats import Format
from app.services import idempotency
from app.services.idempotency import LEASE, Asked, RequestKey, StoredResponse
from app.services.load import load
from app.settings import Settings
from app.storage import agencies
from app.storage.tables import metadata
from tests.conftest import NOW, SECRET, Client, Databases
from tests.integration.webhooks.receiver import Clock

KEY = {"Idempotency-Key": "6f1c0f4e-3f0a-4a5e-9b0e-2f6d3c1b7a55"}
URL = "https://example.vn/hooks"
ALL = "/v1/submissions"


class Sender(Client):
    """A client with one key for everything and a clock to move."""

    clock: Clock
    own: dict[str, str]

    @classmethod
    def over(cls, url: str) -> "Sender":
        clock = Clock()
        made = cls(create_app(Settings(database_url=url, key_secret=SECRET, database_timeout=60), clock))
        made.clock = clock
        made.own = made.key()
        return made

    def statistics(
        self, received: int = 10, *, path: str = "/v1/statistics", headers: Mapping[str, str] | None = None
    ) -> Any:
        sent = self.own | {"Content-Type": Format.JSON} | KEY | dict(headers or {})
        return self.post(path, headers=sent, content=counts(received))

    def submissions(self) -> list[Any]:
        items: list[Any] = self.get(ALL).json()["items"]
        return items


def counts(received: int, on_time: int = 5) -> bytes:
    rows = [{"agency": "H31", "measures": {"dossiers_received": received, "dossiers_on_time": on_time}}]
    return json.dumps({"period": "2026-09", "as_of": "2026-10-01T00:00:00Z", "statistics": rows}).encode()


@pytest.fixture
def sender(databases: Databases) -> Iterator[Sender]:
    made = Sender.over(databases.migrated())
    yield made
    made.service.database.engine.dispose()


def replayed(first: httpx2.Response, again: httpx2.Response) -> bool:
    """Whether an answer is the first one once more, byte for byte, and says so."""
    kept = ("content-type", "location", "etag")
    same = [(each.status_code, each.content, [each.headers.get(name) for name in kept]) for each in (first, again)]
    said = [each.headers.get("idempotency-replayed") for each in (first, again)]
    return same[0] == same[1] and said == [None, "true"]


def test_the_same_request_has_one_effect_and_one_answer(sender: Sender) -> None:
    first, again = sender.statistics(), sender.statistics()
    assert (first.status_code, replayed(first, again)) == (201, True)
    assert [each["id"] for each in sender.submissions()] == [first.json()["id"]]


def test_without_the_header_every_request_counts(sender: Sender) -> None:
    headers = sender.own | {"Content-Type": Format.JSON}
    for _ in range(2):
        assert sender.post("/v1/statistics", headers=headers, content=counts(1, 1)).status_code == 201
    assert len(sender.submissions()) == 2


@pytest.mark.parametrize(
    "other",
    [
        lambda sender: sender.statistics(11),
        lambda sender: sender.statistics(path="/v1/official-results"),
        lambda sender: sender.statistics(path="/v1/statistics?source=khác"),
        lambda sender: sender.statistics(headers={"Content-Type": Format.NDJSON}),
        lambda sender: sender.post("/v1/webhooks", headers=sender.own | KEY, json={"url": URL}),
    ],
    ids=["body", "path", "query", "type", "route"],
)
def test_another_request_with_the_same_name_is_refused(sender: Sender, other: Callable[[Sender], Any]) -> None:
    first = sender.statistics()
    refused = other(sender)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert replayed(first, sender.statistics())
    assert len(sender.submissions()) == 1


def test_another_key_has_names_of_its_own(sender: Sender) -> None:
    first = sender.statistics()
    sender.own = sender.key("H31")
    second = sender.statistics()
    assert (second.status_code, second.headers.get("idempotency-replayed")) == (201, None)
    assert second.json()["id"] > first.json()["id"]


def test_a_refusal_is_an_answer_too(sender: Sender) -> None:
    headers = sender.own | {"Content-Type": Format.JSON} | KEY
    first, again = (sender.post("/v1/statistics", headers=headers, content=counts(1, 2)) for _ in range(2))
    assert (first.status_code, first.json()["code"], replayed(first, again)) == (422, "submission_invalid", True)
    (record,) = sender.submissions()
    assert (record["status"], record["errors_total"]) == ("rejected", 1)


def test_what_is_refused_at_the_door_does_not_use_the_name_up(sender: Sender) -> None:
    assert sender.statistics(headers={"Authorization": "Bearer no"}).status_code == 401
    assert sender.statistics(path="/v1/statistics?no=1").status_code == 422
    assert sender.statistics(headers={"Content-Type": "text/html"}).status_code == 415
    assert sender.statistics().status_code == 201


def test_a_dry_run_is_answered_again_too(sender: Sender) -> None:
    first, again = (sender.statistics(path="/v1/statistics?dry_run=true") for _ in range(2))
    assert (first.status_code, replayed(first, again), sender.submissions()) == (200, True, [])


def test_an_accident_is_no_answer(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("app.api.routes.submissions.submission_view", break_down)  # after everything was stored
        assert sender.statistics().status_code == 500
    assert sender.submissions() == []
    assert sender.statistics().status_code == 201


def test_an_outage_is_no_answer(sender: Sender) -> None:
    def rename(old: str, new: str) -> None:
        with sender.service.database.writing() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename("statistic", "away")
    assert sender.statistics().status_code == 503
    rename("away", "statistic")
    assert sender.statistics().status_code == 201
    assert len(sender.submissions()) == 1


NAMES = [
    ('"a b"', None), ('""', None), ('"a', None), ("a b", None), ("", None), ("x" * 256, None), ("é", None),
    ('"a"; b=1', None), ('"a\\b"', None), ("a\x7f", None), ("x" * 255, "x" * 255), (f'"{"x" * 255}"', "x" * 255),
    ('"a"', "a"), ("a", "a"), ("a,b", "a,b"), ('a"', 'a"'), ('"a\\"\\\\"', 'a"\\'), ("'; DROP--", None), ("~!", "~!"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name"), NAMES, ids=range(len(NAMES)))
def test_names(text: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(Refusal, match="idempotency_key_invalid"):
            read_key([text])
    else:
        assert read_key([text]) == name


def test_a_bad_name_is_refused_and_said_to_be(sender: Sender) -> None:
    answer = sender.statistics(headers={"Idempotency-Key": "a b"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid")
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"


def test_two_names_are_none(sender: Sender) -> None:
    headers = [*sender.own.items(), ("Content-Type", Format.JSON), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    assert sender.post("/v1/statistics", headers=headers, content=counts(10)).status_code == 422


class Hold:
    """Stands where a submission was claimed and read and is about to be stored: calls ``then`` the first time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
        self.then: Callable[[], object] | None = then
        monkeypatch.setattr("app.api.routes.submissions.load", self)

    def __call__(self, *arguments: Any) -> Any:
        then, self.then = self.then, None
        if then:
            then()
        return load(*arguments)


def test_still_running(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one has its name and waits for the turn to write, which the test has."""
    claimed, locked = Event(), Event()

    def wait() -> None:
        claimed.set()
        assert locked.wait(60)

    Hold(monkeypatch, wait)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(sender.statistics)
        assert claimed.wait(60)
        with sender.service.database.writing():
            locked.set()
            refused = sender.statistics()
        done = first.result()
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_running")
    assert refused.headers["retry-after"] == "2"
    assert (done.status_code, replayed(done, sender.statistics()), len(sender.submissions())) == (201, True, 1)


def test_of_two_that_claim_at_once_one_does(sender: Sender) -> None:
    """Both have looked and found nothing before either claims its name."""
    key = RequestKey(author_of(sender), "twice")
    barrier, effects = Barrier(2), list[int]()

    def work() -> StoredResponse:
        effects.append(1)
        return StoredResponse(200, {}, b"done")

    def come() -> object:
        looked = iter([True])

        def now() -> datetime:
            if next(looked, False):
                barrier.wait(60)
            return NOW

        service = replace(sender.service, now=now)
        try:
            return idempotency.once(service, Asked(key, "x"), work)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as threads:
        answers = [each.result() for each in [threads.submit(come), threads.submit(come)]]
    done = StoredResponse(200, {}, b"done")
    assert effects == [1]
    assert (done, False) in answers
    assert all(each in ((done, False), (done, True), "idempotency_key_running") for each in answers)


class Killed(BaseException):
    """What no code of ours catches, as a process that dies."""


def test_what_a_dead_process_began_is_taken_over_when_its_lease_ends(sender: Sender) -> None:
    service, asked = sender.service, Asked(RequestKey(author_of(sender), "killed"), "x")

    def effect() -> StoredResponse:
        with service.database.writing() as connection:
            agencies.save(connection, Agency("H44.100", "Phường Việt Trì", Level.COMMUNE), None)
        return StoredResponse(200, {}, b"done")

    def die() -> StoredResponse:
        effect()
        raise Killed

    with pytest.raises(Killed):
        idempotency.once(service, asked, die)
    assert sender.get("/v1/agencies/H44.100").status_code == 404
    sender.clock.forward(seconds=LEASE.total_seconds() - 1)
    with pytest.raises(Refusal, match="idempotency_key_running"):
        idempotency.once(service, asked, effect)
    sender.clock.forward(seconds=1)
    with pytest.raises(Refusal, match="idempotency_key_reused"):
        idempotency.once(service, replace(asked, fingerprint="y"), effect)
    assert idempotency.once(service, asked, effect) == (StoredResponse(200, {}, b"done"), False)
    assert idempotency.once(service, asked, effect) == (StoredResponse(200, {}, b"done"), True)
    assert sender.get("/v1/agencies/H44.100").status_code == 200


def test_whoever_comes_back_after_the_lease_has_no_effect(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one sleeps until its lease is over; the second one does the work; then the first one goes on."""
    second: list[httpx2.Response] = []

    def sleep() -> None:
        sender.clock.forward(seconds=LEASE.total_seconds())
        with ThreadPoolExecutor(1) as threads:
            second.append(threads.submit(sender.statistics).result())

    Hold(monkeypatch, sleep)
    late = sender.statistics()
    assert (late.status_code, late.json()["code"]) == (409, "idempotency_key_running")
    assert (second[0].status_code, replayed(second[0], sender.statistics())) == (201, True)
    assert [each["id"] for each in sender.submissions()] == [second[0].json()["id"]]


def test_a_failure_after_the_lease_leaves_the_other_one_its_claim(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    second: list[httpx2.Response] = []

    def sleep() -> None:
        sender.clock.forward(seconds=LEASE.total_seconds())
        with ThreadPoolExecutor(1) as threads:
            second.append(threads.submit(sender.statistics).result())
        raise RuntimeError

    Hold(monkeypatch, sleep)
    assert sender.statistics().status_code == 500
    assert replayed(second[0], sender.statistics())


def test_answers_are_kept_for_a_day_and_then_deleted(sender: Sender) -> None:
    first = sender.statistics()
    sender.clock.forward(hours=24)
    assert replayed(first, sender.statistics())
    sender.clock.forward(seconds=1)
    later = sender.statistics(headers={"Idempotency-Key": "another"})
    with sender.service.database.reading() as connection:
        names = connection.exec_driver_sql("SELECT idempotency_key FROM retry").scalars().all()
    assert (later.status_code, names) == (201, ["another"])
    anew = sender.statistics()
    assert (anew.status_code, anew.json()["id"]) == (201, later.json()["id"] + 1)


def author_of(sender: Sender) -> str:
    return sender.own["Authorization"].split("_")[1]


DOSSIER = {
    "MaHoSo": "H44-260901-0001", "MaTTHC": "1.000001", "NgayTiepNhan": "20260901080000", "TrangThaiHoSo": "2",
}  # fmt: skip
QUESTIONS = {"/v1/scenarios/{period}"}  # posted, and yet they change nothing
WRITES: list[tuple[str, str, str, Any]] = [
    ("post", "/v1/statistics", "", json.loads(counts(10))),
    ("post", "/v1/official-results", "?period=2026-08", {"results": [{"agency": "H31", "code": "TDGQ", "score": 9}]}),
    ("post", "/v1/dossiers", "?period=2026-09&complete=true", {"data": [DOSSIER]}),
    ("post", "/v1/agencies", "", {"agencies": [{"code": "H44.100", "name": "Phường Việt Trì", "level": "commune"}]}),
    ("post", "/v1/procedures", "", {"procedures": [{"code": "1.000001", "has_fee": True}]}),
    ("post", "/v1/services", "", {"services": [{"code": "S1", "procedure": "1.000001"}]}),
    ("post", "/v1/editions", "", {"period": "2026-09", "cohort": "provinces"}),
    ("post", "/v1/editions/{id}/withdrawal", "", {"reason": "thử"}),
    ("post", "/v1/webhooks", "", {"url": URL}),
    ("post", "/v1/webhooks/{id}/secret", "", None),
    ("post", "/v1/webhooks/{id}/enable", "", None),
    ("post", "/v1/webhooks/{id}/ping", "", None),
    ("post", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver", "", None),
    ("delete", "/v1/webhooks/{id}", "", None),
]


def test_every_write_has_one_effect(sender: Sender) -> None:
    for number, (method, path, query, body) in enumerate(WRITES):
        headers = sender.own | {"Idempotency-Key": str(number)}
        address = path.format(id=1, delivery=1) + query
        first = sender.request(method, address, headers=headers, json=body)
        assert 200 <= first.status_code < 300, first.text
        before = content(sender)
        assert replayed(first, sender.request(method, address, headers=headers, json=body)), path
        assert content(sender) == before, path


def test_every_write_is_described_as_one_that_takes_the_header(sender: Sender) -> None:
    writes = [
        (method, path, operation)
        for path, item in sender.document["paths"].items()
        for method, operation in item.items()
        if method != "get" and path not in QUESTIONS and not path.startswith("/api/v1/reporting")
    ]
    assert {(method, path) for method, path, _ in writes} == {(method, path) for method, path, _, _ in WRITES}
    for _, path, operation in writes:
        headers = [each["name"] for each in operation["parameters"] if each["in"] == "header"]
        assert "Idempotency-Key" in headers, path
        assert "409" in operation["responses"], path


def content(sender: Sender) -> dict[str, list[Any]]:
    """Everything that is stored."""
    with sender.service.database.reading() as connection:
        return {name: sorted(connection.execute(each.select()), key=repr) for name, each in metadata.tables.items()}
