"""How often one may ask: by address for reads and for refused keys, by key for writes."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from app.api.http.rate_limits import FULL, UNCHANGED, Limit, RateLimitSettings, network_of
from app.api.http.sliding_window import SlidingWindows
from app.domain.agencies import Cohort
from app.domain.periods import Period
from app.services.editions.publishing import Order, publish
from app.services.keys import ADMINISTRATOR
from app.settings import Settings
from tests.conftest import Client, Databases
from tests.integration.web.conftest import site_on

STATISTICS = {"period": "2026-Q3", "statistics": [{"agency": "H31", "measures": {"dossiers_received": 1}}]}


def limited(databases: Databases, **limits: str) -> Iterator[Client]:
    made = Client.on(databases.demo(), **{f"rate_limit_{name}": said for name, said in limits.items()})
    publish(made.service, Order(Period.parse("2026"), Cohort.parse("provinces")), ADMINISTRATOR)
    yield made
    made.service.database.engine.dispose()


@pytest.fixture
def few_reads(sqlite_databases: Databases) -> Iterator[Client]:
    yield from limited(sqlite_databases, reads="3/hour")


@pytest.fixture
def few_writes(sqlite_databases: Databases) -> Iterator[Client]:
    yield from limited(sqlite_databases, writes="2/hour", failed_keys="3/hour")


def test_reads_are_limited_and_the_answer_says_when_to_come_again(few_reads: Client) -> None:
    answers = [few_reads.get("/v1/measures") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each.headers["ratelimit"].split(";")[1] for each in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert answers[0].headers["ratelimit-policy"] == '"reads";q=3;w=3600'
    refused = answers[-1]
    assert refused.json()["code"] == "rate_limited"
    assert 1 <= int(refused.headers["retry-after"]) <= 2 * 3600
    assert "3/hour" in refused.json()["detail"]
    assert refused.headers["x-request-id"]


def test_each_address_is_refused_in_its_own_shape(few_reads: Client) -> None:
    for _ in range(3):
        few_reads.get("/v1/measures")
    portal = few_reads.post("/api/v1/reporting/formalities", json={"q": "", "currentPage": 1, "pageSize": 1})
    assert (portal.status_code, portal.json()["code"]) == (429, "RATE_LIMITED")
    for path in ("/healthz", "/readyz", "/metrics", "/static/page.css"):
        assert few_reads.get(path).status_code == 200, path


def test_a_page_is_refused_as_a_page(few_reads: Client) -> None:
    site = site_on(few_reads)
    assert site.get("/rankings/2026").status_code == 200  # an announced page evaluates nothing: it costs one read
    few_reads.get("/v1/measures")
    few_reads.get("/v1/measures")
    refused = site.get("/rankings/2026")
    assert (refused.status_code, refused.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert "Quá nhiều lượt truy cập" in refused.text
    assert refused.headers["retry-after"]


def test_an_unchanged_document_costs_a_tenth(few_reads: Client) -> None:
    etag = few_reads.get("/v1/editions/1/document").headers["etag"]
    known = [few_reads.get("/v1/editions/1/document", headers={"If-None-Match": etag}) for _ in range(11)]
    # Two of three are left, twenty tenths: eleven answers leave nine, which is no whole one any more.
    assert {each.status_code for each in known} == {304}
    assert few_reads.get("/v1/measures").status_code == 429


def test_writes_are_limited_by_key(few_writes: Client) -> None:
    one, other = few_writes.key(), few_writes.key()

    def write(key: dict[str, str]) -> int:
        return few_writes.post("/v1/statistics", json=STATISTICS, headers=key).status_code

    assert [write(one) for _ in range(3)] == [201, 201, 429]
    bare = {"Authorization": one["Authorization"].replace("Bearer ", "bEARER   ")}
    assert write(bare) == 429, "another way to write the same key is the same key"
    assert write(other) == 201


def test_nobody_uses_up_the_writes_of_a_key_whose_id_he_has_seen(few_writes: Client) -> None:
    key = few_writes.key()
    forged = {"Authorization": key["Authorization"][:-1] + ("a" if key["Authorization"][-1] != "a" else "b")}
    assert [few_writes.post("/v1/statistics", json=STATISTICS, headers=forged).status_code for _ in range(2)] == [
        401,
        401,
    ]
    assert few_writes.post("/v1/statistics", json=STATISTICS, headers=key).status_code == 201


def test_whoever_guesses_keys_is_not_listened_to(few_writes: Client) -> None:
    wrong = [{"Authorization": f"Bearer tthc766_{number:012x}_{'x' * 43}"} for number in range(4)]
    answers = [few_writes.post("/v1/statistics", json=STATISTICS, headers=each) for each in wrong]
    assert [each.status_code for each in answers] == [401, 401, 401, 429]
    assert few_writes.get("/v1/webhooks", headers=wrong[0]).status_code == 429
    assert few_writes.post("/v1/statistics", json=STATISTICS, headers=few_writes.key()).status_code == 429
    assert few_writes.get("/v1/measures").status_code == 200


def test_a_write_without_a_key_counts_as_a_guess(few_writes: Client) -> None:
    assert [few_writes.post("/v1/statistics", json=STATISTICS).status_code for _ in range(4)] == [401, 401, 401, 429]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("elapsed", [0.0, 30.0, 59.0, 60.0, 100.0, 1234.5])
@pytest.mark.parametrize("used", [3, 2])
def test_after_the_time_that_was_named_one_is_served(elapsed: float, used: int) -> None:
    clock = Clock()
    limit = Limit("reads", "3/minute", lambda seconds: SlidingWindows(seconds, clock=clock))
    for _ in range(3 - used):
        assert limit.take("a") is not None
    clock.now += elapsed
    while limit.take("a") is not None:
        pass
    wait = limit.wait("a")
    assert not limit.is_left("a")
    assert 1 <= wait <= 120
    clock.now += wait
    assert limit.take("a") is not None


def test_whoever_owes_is_served_after_the_time_that_was_named() -> None:
    clock = Clock()
    limit = Limit("reads", "3/minute", lambda seconds: SlidingWindows(seconds, clock=clock))
    assert limit.take("a") is not None
    limit.owe("a", 23 * FULL)
    assert dict(limit.fields("a"))[b"ratelimit"] == b'"reads";r=0;t=60'
    wait = limit.wait("a")
    clock.now += wait - 2
    assert limit.take("a") is None
    clock.now += 2
    assert limit.take("a") is not None


def test_a_304_gives_back_and_no_more_than_was_taken() -> None:
    clock = Clock()
    limit = Limit("reads", "1/minute", lambda seconds: SlidingWindows(seconds, clock=clock))
    assert limit.take("a") is not None
    limit.give_back("a", FULL - UNCHANGED)
    assert dict(limit.fields("a"))[b"ratelimit"] == b'"reads";r=0;t=60'
    clock.now += 200
    limit.give_back("a", FULL - UNCHANGED)
    assert limit.take("a") is not None
    assert limit.take("a") is None


def test_counters_run_out_and_are_bounded(long: bool) -> None:
    """A flood from many addresses holds no more memory than the counters that are kept at most."""
    clock = Clock()
    limit = Limit("reads", "10/minute", lambda seconds: SlidingWindows(seconds, 10_000, clock))
    addresses = 1_000_000 if long else 40_000
    tracemalloc.start()
    for number in range(addresses):
        limit.take(str(number))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(limit.windows) == 10_000
    assert held < 8_000_000
    clock.now += 200
    limit.take("one more")
    assert len(limit.windows) == 1


def test_a_network_of_ipv6_is_one() -> None:
    def of(host: str) -> str:
        return network_of({"client": (host, 1)})

    assert of("2001:db8:0:1::1") == of("2001:db8:0:1:ffff::2") != of("2001:db8:0:2::1")
    assert of("::ffff:192.0.2.1") == of("192.0.2.1") != of("192.0.2.2")
    assert of("fe80::1%eth0") == of("fe80::2%eth1")
    assert network_of({"client": None}) == ""


@pytest.mark.parametrize("said", ["600", "many/minute", "0/", "", "600/minuet"])
def test_a_limit_that_cannot_be_read_is_told_at_the_start(said: str) -> None:
    with pytest.raises(ValidationError):
        Settings(rate_limit_reads=said)


def test_the_limits_in_force_without_settings() -> None:
    made = RateLimitSettings(Settings())
    limits: list[Any] = [made.reads, made.writes, made.failures]
    assert [each.said for each in limits] == ["600/minute", "120/minute", "20/minute"]


def test_a_refusal_is_problem_json(few_reads: Client) -> None:
    for _ in range(3):
        few_reads.get("/v1/measures", headers={"Origin": "https://example.vn"})
    refused = few_reads.get("/v1/measures", headers={"Origin": "https://example.vn"})
    assert refused.headers["content-type"] == "application/problem+json"
    assert json.loads(refused.content)["status"] == 429
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "Retry-After" in refused.headers["access-control-expose-headers"]
