"""Clients that poll several processes without pause while one writes: what `polls.History` is made of."""

import gzip
import http.client
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from threading import Event
from typing import Any

import httpx

from app.settings import Settings
from tests.support.processes import PATIENCE, Server
from tests.system.support.polls import BOUND, Answer, History, View, Write

# What a process that is started as it is shipped does; other tests read what was written elsewhere just now.
AS_SHIPPED = {"freshness_seconds": Settings.model_fields["freshness_seconds"].default}
# Of these, in these months, no other test writes anything to a database that it shares with pollers.
AGENCIES = ("H20", "H19", "H24")
ONE, OTHER = "2022-11", "2026-10"
# What is asked, and the periods that its answer rests on.
PATHS: dict[str, tuple[str, ...]] = {
    f"/v1/rankings/{ONE}?by=DOSSIER_ON_TIME": (ONE,),
    f"/v1/averages/{OTHER}": (OTHER,),
    f"/v1/history/{AGENCIES[0]}?by=DOSSIER_ON_TIME": (ONE, OTHER),
    f"/v1/scores/{ONE}/{AGENCIES[0]}?trace=true": (ONE,),
    f"/v1/rankings/{OTHER}?by=DOSSIER_ON_TIME": (OTHER,),
}
CODINGS = ("identity", "gzip")
QUESTIONS = [f"{coding} {path}" for path, coding in product(PATHS, CODINGS)]
FEW = [QUESTIONS[0], QUESTIONS[1], QUESTIONS[2], QUESTIONS[5]]
PERIODS = {each: PATHS[each.partition(" ")[2]] for each in QUESTIONS}
_FIRST = datetime(2026, 10, 31, 17, tzinfo=UTC)  # as the other month ends in Vietnam
_RECEIVED = 2000  # of these DOSSIER_ON_TIME makes 20 points, so a hundredth of a point for each that was on time
_KEYED = 0.1  # of all questions
_SHOWING = {"score", "average", "TDGQ"}


def write(server: Server, key: Mapping[str, str], number: int, period: str) -> Write:
    """One submission for several agencies that says its number in each of its counts, and in its date."""
    assert number <= _RECEIVED
    counts = {"dossiers_on_time": number, "dossiers_received": _RECEIVED}
    body = {
        "period": period,
        "as_of": (_FIRST + timedelta(seconds=number)).isoformat(),
        "statistics": [{"agency": each, "measures": counts} for each in AGENCIES],
    }
    began = time.monotonic()
    answer = httpx.post(f"{server.base}/v1/statistics", json=body, headers=dict(key), timeout=PATIENCE)
    acknowledged = time.monotonic()
    assert answer.status_code == 201, answer.text
    return Write(number=number, period=period, began=began, acknowledged=acknowledged)


def view_of(body: bytes) -> View:
    """The numbers that a body shows, of each period: in its scores, averages, counts and dates.

    In those of the one indicator that is written to, and of its group.
    """
    return frozenset(_shown(json.loads(body, parse_float=Decimal), ""))


def _shown(part: Any, period: str) -> Iterator[tuple[str, int]]:
    if isinstance(part, list):
        for each in part:
            yield from _shown(each, period)
    elif isinstance(part, dict) and part.get("code", "TDGQ") in ("TDGQ", "DOSSIER_ON_TIME"):
        period = part.get("period", period)
        for name, value in part.items():
            if name == "as_of" and value:
                yield period, int((datetime.fromisoformat(value) - _FIRST).total_seconds())
            elif name in _SHOWING and isinstance(value, int | Decimal):  # a way of rounding has a `percent` of its own
                yield period, int(value * 100)
            elif name == "numerator" and value is not None:
                yield period, value
            else:
                yield from _shown(value, period)


class Poller:
    """Asks one process everything, over and over in a changing order, with and without what it holds already.

    Without a key in most questions; ``key`` is what it names in the others.
    """

    def __init__(self, process: int, server: Server, key: Mapping[str, str], seed: str) -> None:
        self.process, self.answers, self.share_keyed = process, list[Answer](), _KEYED
        self._key, self._chance = key, random.Random(seed)
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self._held: dict[str, tuple[str, str | None]] = {}  # of each question the ETag and the Last-Modified
        self._views: dict[bytes, tuple[bytes, View]] = {}  # one object for equal bodies

    def poll(self, questions: Sequence[str], pause: float, stop: Event) -> None:
        try:
            while not stop.is_set():
                for question in self._chance.sample(questions, len(questions)):
                    self.answers.append(self.ask(question))
                    if pause:
                        stop.wait(pause)
        finally:
            self._connection.close()

    def ask(self, question: str) -> Answer:
        coding, _, path = question.partition(" ")
        method = self._chance.choice(["GET", "GET", "GET", "HEAD"])
        keyed = self._chance.random() < self.share_keyed
        held, conditions = self._condition(question)
        headers = {"Accept-Encoding": coding, **conditions, **(self._key if keyed else {})}
        began = time.monotonic()
        self._connection.request(method, path, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        ended = time.monotonic()
        about: dict[str, Any] = {"process": self.process, "question": question, "began": began, "ended": ended}
        about |= {"status": response.status, "held": held, "keyed": keyed}
        if response.status not in (200, 304):
            return Answer(**about, tag="", serial=-1)
        expected = "no-store" if keyed else "public, max-age=60"
        assert response.headers["Cache-Control"] == expected, (question, dict(response.headers))
        tag, serial = response.headers["ETag"], int(response.headers["Last-Serial"])
        if not body:
            return Answer(**about, tag=tag, serial=serial)
        if body not in self._views:
            packed = response.headers.get("Content-Encoding") == "gzip"
            self._views[body] = body, view_of(gzip.decompress(body) if packed else body)
        self._held[question] = tag, response.headers.get("Last-Modified")
        kept, view = self._views[body]
        return Answer(**about, tag=tag, serial=serial, body=kept, view=view)

    def _condition(self, question: str) -> tuple[str | None, dict[str, str]]:
        """What the poller says it holds, as its ETag alone, weak, in a list, or by its time; or nothing."""
        if question not in self._held or self._chance.random() < 0.3:
            return None, {}
        tag, modified = self._held[question]
        forms = [tag, tag, f"W/{tag}", f'"other", {tag}']
        conditions = [{"If-None-Match": form} for form in forms]
        if modified:
            conditions.append({"If-Modified-Since": modified})
        return tag, self._chance.choice(conditions)


class Pollers:
    """Two for each process, and what has been written meanwhile. ``long``: without pause, and of everything."""

    def __init__(self, servers: Sequence[Server], key: Mapping[str, str], seed: int, *, long: bool = False) -> None:
        self.servers, self.key, self.writes = servers, key, list[Write]()
        self.questions, self._pause = (QUESTIONS, 0.0) if long else (FEW, 0.01)
        self.pollers = [
            Poller(number, server, key, f"{seed} {number} {twin}")
            for number, server in enumerate(servers)
            for twin in range(2)
        ]
        self._stop = Event()

    @contextmanager
    def polling(self) -> Iterator[None]:
        """They poll until the end; the first writes come before, so that there is something to see."""
        self.write(ONE)
        self.write(OTHER)
        with ThreadPoolExecutor(len(self.pollers)) as threads:
            self._work = [threads.submit(each.poll, self.questions, self._pause, self._stop) for each in self.pollers]
            try:
                yield
            finally:
                self._stop.set()
        for each in self._work:
            each.result()

    def write(self, period: str, process: int | None = None) -> Write:
        """Write to one process after the other, or to that one."""
        number = len(self.writes) + 1
        server = self.servers[number % len(self.servers) if process is None else process]
        self.writes.append(write(server, self.key, number, period))
        return self.writes[-1]

    def wait(self, more: int) -> None:
        """Until every process has been heard so many times more."""
        goals = [(each, len(each.answers) + more) for each in self.pollers]
        self.until(lambda: all(len(each.answers) >= goal for each, goal in goals))

    def write_unheard(self, period: str) -> None:
        """Write, and settle, when all is answered from memory and nobody names a key.

        A process that is asked with a key, or for what it does not remember, has to look what is new; here it hears of
        the write by looking of itself alone.
        """
        self._name_keys(0)
        self.wait(2 * len(self.questions))
        self.write(period)
        self.settle()
        self._name_keys(_KEYED)

    def settle(self) -> None:
        """Until every process has answered everything, asked when no answer may be old any more, and with an answer."""
        last = self.writes[-1].acknowledged + BOUND
        wanted = len(self.servers) * len(self.questions)

        def heard() -> set[tuple[int, str]]:
            answers = (each for poller in self.pollers for each in list(poller.answers))
            return {(each.process, each.question) for each in answers if each.began > last and each.tag}

        self.until(lambda: len(heard()) == wanted)

    def _name_keys(self, share: float) -> None:
        for each in self.pollers:
            each.share_keyed = share

    def answers(self, process: int) -> list[Answer]:
        """What a process has answered so far."""
        return [each for poller in self.pollers if poller.process == process for each in list(poller.answers)]

    def history(self) -> History:
        return History(self.writes, [each for poller in self.pollers for each in poller.answers], PERIODS)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait for something; fails when a poller does."""
        end = time.monotonic() + PATIENCE
        while not true():
            for each in self._work:
                if each.done():
                    each.result()
            assert time.monotonic() < end
            time.sleep(0.01)
