"""Clients that write and read the same figures at the same time: a serial order explains every answer."""

import random
import re
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from app.domain.enums import Scope
from app.services.keys import create
from tests.conftest import NOW, Databases, service_on
from tests.support.processes import PATIENCE, serving
from tests.system.support.histories import ON_TIME, RECEIVED, Accepted, Operation, Read, Rejected, unexplained

CLIENTS = 6
DATES = [f"2025-01-0{day}T00:00:00Z" for day in range(1, 6)]
_EXCESS = re.compile(r"numerator (\d+) exceeds the denominator (\d+)")


class Talker:
    """One client of a server, which speaks of one agency in one period."""

    def __init__(self, base: str, key: str, agency: str, period: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._http = httpx.Client(base_url=base, headers=headers, timeout=PATIENCE)
        self.agency, self.period = agency, period

    def submit(self, as_of: str, counts: Mapping[str, int]) -> Operation:
        rows = [{"agency": self.agency, "measures": dict(counts)}]
        body = {"period": self.period, "as_of": as_of, "statistics": rows}
        invoked = time.monotonic_ns()
        answer = self._http.post("/v1/statistics", json=body)
        times: dict[str, Any] = {"invoked": invoked, "answered": time.monotonic_ns()}
        if answer.status_code == 201:
            return Accepted(**times, as_of=as_of, id=answer.json()["id"], counts=counts)
        assert answer.status_code == 422, answer.text
        (fault,) = answer.json()["errors"]
        named = _EXCESS.search(fault["detail"])
        assert named, fault
        return Rejected(**times, as_of=as_of, counts=counts, excess=(int(named[1]), int(named[2])))

    def read(self, as_of: str | None) -> Operation:
        query = {"basis": "computed", "trace": "true"} | ({"as_of": as_of} if as_of else {})
        invoked = time.monotonic_ns()
        answer = self._http.get(f"/v1/scores/{self.period}/{self.agency}", params=query)
        answered = time.monotonic_ns()
        indicators = [each for group in answer.json()["groups"] for each in group["indicators"]]
        (shown,) = [each for each in indicators if each["code"] == "DOSSIER_ON_TIME"]
        view = {each["measure"]: (each["value"], each["submission"]) for each in shown["trace"]["counts"]}
        return Read(invoked=invoked, answered=answered, as_of=as_of, view=view)

    def talk(self, chance: random.Random, operations: int, start: Barrier) -> list[Operation]:
        """Write and read at random; small numbers, so that much contradicts."""
        start.wait(PATIENCE)
        return [self._one(chance) for _ in range(operations)]

    def close(self) -> None:
        self._http.close()

    def _one(self, chance: random.Random) -> Operation:
        if chance.random() < 0.3:
            return self.read(chance.choice([None, *DATES]))
        measures = chance.choice([[ON_TIME], [RECEIVED], [ON_TIME, RECEIVED]])
        return self.submit(chance.choice(DATES), {measure: chance.randrange(10) for measure in measures})


def test_a_serial_order_explains_every_answer(databases: Databases, tmp_path: Path, long: bool) -> None:
    """Long: two server processes over one database, and 40 rounds of 150 operations."""
    seed, rounds, operations = secrets.randbits(32), 10 if long else 2, 25 if long else 10
    url = databases.migrated()
    service = service_on(url)
    key, _ = create(service.database, service.key_secret, None, [Scope.ADMIN], "histories", NOW)
    service.database.engine.dispose()
    with ExitStack() as stack:
        logs = [tmp_path / f"{number}.log" for number in range(2 if long else 1)]
        servers = [stack.enter_context(serving(url, log, database_timeout=PATIENCE)) for log in logs]
        codes = [each["code"] for each in httpx.get(f"{servers[0].base}/v1/agencies?level=province").json()["items"]]
        answers: dict[type[Operation], int] = {}
        for number in range(rounds):
            talkers = [
                Talker(
                    servers[client % len(servers)].base, key, codes[number % len(codes)], f"2024-{number % 12 + 1:02}"
                )
                for client in range(CLIENTS)
            ]
            with ExitStack() as closing_:
                for talker in talkers:
                    closing_.callback(talker.close)
                history = one_round(talkers, seed + number, operations)
            assert unexplained(history) is None, f"seed {seed}, round {number}: {unexplained(history)}"
            for each in history:
                answers[type(each)] = answers.get(type(each), 0) + 1
    told = {kind.__name__: number for kind, number in answers.items()}
    sys.stdout.write(f"\nseed {seed}, rounds {rounds}: {told}\n")
    assert set(answers) == {Accepted, Rejected, Read}


def one_round(talkers: Sequence[Talker], seed: int, operations: int) -> list[Operation]:
    """All talk at once, of figures of which there is one to begin with."""
    history = [talkers[0].submit(DATES[0], {ON_TIME: 3, RECEIVED: 5})]
    start = Barrier(len(talkers))
    with ThreadPoolExecutor(len(talkers)) as threads:
        running = [
            threads.submit(talker.talk, random.Random(f"{seed} {number}"), operations, start)
            for number, talker in enumerate(talkers)
        ]
        return history + [each for one in running for each in one.result()]


def accepted(id_: int, at: tuple[int, int], day: int = 1, **counts: int) -> Accepted:
    return Accepted(id=id_, invoked=at[0], answered=at[1], as_of=DATES[day - 1], counts=counts)


def rejected(at: tuple[int, int], excess: tuple[int, int], **counts: int) -> Rejected:
    return Rejected(invoked=at[0], answered=at[1], as_of=DATES[0], counts=counts, excess=excess)


def read(at: tuple[int, int], view: Mapping[str, tuple[int, int]], as_of: str | None = None) -> Read:
    return Read(invoked=at[0], answered=at[1], as_of=as_of, view=view)


FIRST = accepted(1, (0, 10), dossiers_received=5)
SECOND = accepted(2, (20, 30), dossiers_received=7)
OF_FIRST, OF_SECOND = {RECEIVED: (5, 1)}, {RECEIVED: (7, 2)}
GOOD = {
    "one after the other": [FIRST, SECOND, read((40, 50), OF_SECOND)],
    "a read beside a write sees it": [FIRST, SECOND, read((25, 27), OF_SECOND)],
    "a read beside a write does not see it": [FIRST, SECOND, read((25, 27), OF_FIRST)],
    "writes at once in either order": [FIRST, replace(SECOND, invoked=0, answered=5), read((40, 50), OF_SECOND)],
    "an older date": [FIRST, replace(SECOND, as_of="2025"), read((40, 50), OF_FIRST)],
    "rejected for what was there": [FIRST, rejected((15, 18), (6, 5), dossiers_on_time=6), SECOND],
    "rejected for what came": [FIRST, SECOND, rejected((5, 25), (8, 7), dossiers_on_time=8)],
}
BAD = {
    "a write is lost": [FIRST, SECOND, read((40, 50), OF_FIRST)],
    "a read of what was not sent yet": [FIRST, SECOND, read((12, 15), OF_SECOND)],
    "a read of what nobody sent": [FIRST, read((40, 50), {RECEIVED: (6, 1)})],
    "half of a submission": [accepted(1, (0, 10), dossiers_on_time=1, dossiers_received=5), read((20, 30), OF_FIRST)],
    "time goes back": [FIRST, replace(SECOND, answered=99), read((40, 50), OF_SECOND), read((60, 70), OF_FIRST)],
    "ids against time": [replace(FIRST, invoked=40, answered=50), SECOND],
    "one id twice": [FIRST, replace(SECOND, id=1)],
    "both of two that contradict": [FIRST, accepted(2, (0, 10), dossiers_on_time=6)],
    "rejected without a reason": [FIRST, SECOND, rejected((40, 50), (6, 5), dossiers_on_time=6)],
    "rejected for another reason": [FIRST, rejected((40, 50), (6, 4), dossiers_on_time=6)],
    "rejected after a read saw the reason gone": [
        FIRST, replace(SECOND, answered=99), read((40, 50), OF_SECOND), rejected((60, 70), (6, 5), dossiers_on_time=6),
    ],
}  # fmt: skip


@pytest.mark.parametrize("history", GOOD.values(), ids=GOOD)
def test_the_checker_takes_good_histories(history: list[Operation]) -> None:
    assert unexplained(history) is None


@pytest.mark.parametrize("history", BAD.values(), ids=BAD)
def test_the_checker_finds_bad_histories(history: list[Operation]) -> None:
    assert unexplained(history) is not None
