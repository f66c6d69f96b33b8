"""Distinct expensive questions of each kind, many at once; and those who are to be served meanwhile."""

import http.client
import json
import math
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from threading import Event
from typing import Any

from app.api.openapi.portal_examples import ASKED
from app.domain.scorecard.scorecard import TOTAL
from tests.support.processes import PATIENCE, Server

COLUMNS = (TOTAL, "CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
WITHIN_SECONDS = 0.1  # between two questions of one of those who are to be served
_addresses = count(1)


@dataclass(frozen=True)
class Question:
    path: str
    body: Mapping[str, Any] | None = None


def questions(month: str, provinces: Sequence[str]) -> dict[str, Iterator[Question]]:
    """Endless ones of each kind, each another one."""
    number = count()

    def communes(path: str) -> Iterator[Question]:
        for limit, column, code in ((n, by, each) for n in count(900) for by in COLUMNS for each in provinces):
            yield Question(path.format(month=month, code=code, by=column, limit=limit))

    return {
        "history with known_at": (
            Question(f"/v1/history/{code}?known_at=2026-11-20T03:00:00.{next(number):06}Z") for code in cycle(provinces)
        ),
        "ranking of communes, XLSX": communes("/rankings/{month}?cohort={code}.communes&by={by}&format=xlsx&n={limit}"),
        "cards with trace": (
            Question(f"/v1/scores/{month}/{code}?trace=true&known_at=2026-11-20T03:00:00.{next(number):06}Z")
            for code in cycle(provinces)
        ),
        "reconciliation": (Question(f"/v1/reconciliation/{month}?limit={limit}") for limit in count(1)),
        "the page": communes("/rankings/{month}?cohort={code}.communes&by={by}&n={limit}"),
        "the portal's language": (
            Question(path, {**body, "x": number}) for number in count() for path, body in list(ASKED.items())[:-2]
        ),
        "JSON-stat": communes(
            "/v1/rankings/{month}?cohort={code}.communes&by={by}&format=json-stat&as_of=2026-11-20T03:00:00.{limit:06}Z"
        ),
    }


def ask(port: int, question: Question, address: str, **headers: str) -> tuple[int, float]:
    """The status and the seconds until the whole answer was there; from one of the machine's own addresses."""
    connection = http.client.HTTPConnection("127.0.0.1", port, PATIENCE, (address, 0))
    began = time.monotonic()
    try:
        if question.body is None:
            connection.request("GET", question.path, headers=headers)
        else:
            body = json.dumps(question.body)
            connection.request("POST", question.path, body, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - began
    finally:
        connection.close()


def flood(server: Server, asked: Iterator[Question], times: int, addresses: int) -> Counter[int]:
    """Ask so many at once from so many addresses, which nobody has asked from before: the statuses.

    In a process of its own: what the bystanders wait for is the server.
    """
    group = next(_addresses)
    sources = [f"127.{group // 250 + 1}.{group % 250}.{number + 1}" for number in range(addresses)]
    each = list(zip(islice(asked, times), cycle(sources), strict=False))
    with ProcessPoolExecutor(1, multiprocessing.get_context("forkserver")) as process:
        return process.submit(_ask_at_once, server.port, each).result()


def _ask_at_once(port: int, asked: Sequence[tuple[Question, str]]) -> Counter[int]:
    with ThreadPoolExecutor(len(asked)) as threads:
        return Counter(threads.map(lambda each: ask(port, *each)[0], asked))


@dataclass
class Bystanders:
    """They ask all the time, each for one thing; ``took``: the seconds of each answer, by what was asked."""

    server: Server
    key: Mapping[str, str]
    polled: str
    written: Mapping[str, Any]
    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[str, set[int]] = field(default_factory=dict)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Anew; a while of it at least."""
        wanted: dict[str, Callable[[str], tuple[int, float]]] = {
            "/readyz": lambda address: ask(self.server.port, Question("/readyz"), address),
            "/healthz": lambda address: ask(self.server.port, Question("/healthz"), address),
            "writes": lambda address: ask(
                self.server.port, Question("/v1/statistics", self.written), address, **self.key
            ),
            "polls": lambda address: ask(self.server.port, Question(self.polled), address),
        }
        self.took, self.statuses = {each: [] for each in wanted}, {each: set() for each in wanted}
        ended, group = Event(), next(_addresses)

        def keep_asking(what: str, address: str) -> None:
            while not ended.wait(WITHIN_SECONDS):
                status, seconds = wanted[what](address)
                self.took[what].append(seconds)
                self.statuses[what].add(status)

        with ThreadPoolExecutor(7) as threads:
            working = [
                threads.submit(keep_asking, what, f"127.200.{group}.{number}")
                for number, what in enumerate([*wanted, *["polls"] * 3], start=1)
            ]
            try:
                yield
            finally:
                ended.set()
        for each in working:
            each.result()

    def wait(self, answers: int) -> None:
        """Until each has had so many."""
        until = time.monotonic() + PATIENCE
        while min(map(len, self.took.values())) < answers:
            assert time.monotonic() < until
            time.sleep(WITHIN_SECONDS)

    @property
    def figures(self) -> str:
        """The slowest of each, in milliseconds; of polls all but a hundredth."""
        slowest = {each: max(self.took[each], default=0.0) for each in ("/readyz", "/healthz", "writes")}
        said = [f"{each} ≤ {1000 * seconds:.0f} ms" for each, seconds in slowest.items()]
        return ", ".join(
            [*said, f"polls p99 {1000 * quantile(self.took['polls'], 0.99):.0f} ms of {len(self.took['polls'])}"]
        )


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[math.ceil(len(values) * share) - 1] if values else 0.0
