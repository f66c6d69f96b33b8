"""Portals poll several processes while provinces write: no answer is old, mixed, or older than one before it."""

import random
import secrets
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import Databases
from tests.support.processes import serving
from tests.system.support.pollers import AS_SHIPPED, ONE, OTHER, Pollers
from tests.system.support.polls import Answer, History, Write
from tests.system.support.writers import key_for, report

WRITES = 5
SECONDS = 60  # of the long version


def test_pollers_of_several_processes(databases: Databases, tmp_path: Path, long: bool) -> None:
    """Long: three processes, polled for a minute with pauses in which an answer gets its Last-Modified."""
    seed, url = secrets.randbits(32), databases.migrated()
    key, chance = key_for(url), random.Random(seed)
    with ExitStack() as stack:
        logs = [tmp_path / f"{number}.log" for number in range(3 if long else 2)]
        with ThreadPoolExecutor(len(logs)) as threads:
            servers = list(threads.map(lambda log: stack.enter_context(serving(url, log, **AS_SHIPPED)), logs))
        pollers = Pollers(servers, key, seed, long=long)
        with pollers.polling():
            end = time.monotonic() + SECONDS
            while time.monotonic() < end if long else len(pollers.writes) < WRITES:
                pollers.wait(chance.choice([1, 2, 5] + [400] * long))
                pollers.write(chance.choice([ONE, OTHER]))
                if long and chance.random() < 0.1:
                    pollers.write_unheard(chance.choice([ONE, OTHER]))
            pollers.write_unheard(ONE)
        updates = [httpx.get(f"{each.base}/v1/updates").json() for each in servers]
    history = pollers.history()
    told = Counter((each.status, each.view is not None, each.keyed) for each in history.answers)
    report(f"seed {seed}: {len(history.writes)} writes, {len(history.answers)} answers: {dict(told)}")
    assert {each.status for each in history.answers} == {200, 304}
    assert history.fault() is None, seed
    assert updates == updates[:1] * len(updates)
    items = updates[0]["items"]
    for period in (ONE, OTHER):
        serials = [each["serial"] for each in items if (each["topic"], each["period"]) == ("figures", period)]
        assert max(serials) == max(each.serial for each in history.answers if period in each.question)


ASKED, PERIODS = "averages", {"averages": (ONE,), "history": (ONE, OTHER)}
WRITTEN = [
    Write(number=1, period=ONE, began=0, acknowledged=1),
    Write(number=2, period=OTHER, began=2, acknowledged=3),
    Write(number=3, period=ONE, began=4, acknowledged=5),
]


def answer(number: int, began: float, **other: Any) -> Answer:
    """Of the first process, a tenth of a second later, with all that belongs to the state after a write."""
    whole: dict[str, Any] = {
        "process": 0, "question": ASKED, "began": began, "ended": began + 0.1, "status": 200, "tag": f'"{number}"',
        "serial": 10 * number, "body": b"%d" % number, "view": frozenset({(ONE, number)}),
    }  # fmt: skip
    return Answer(**{**whole, **other})


def bodiless(number: int, began: float, **other: Any) -> Answer:
    return answer(number, began, **{"body": b"", "view": None, **other})


UNCHANGED: dict[str, Any] = {"status": 304, "held": '"1"'}
BOTH = {"question": "history", "view": frozenset({(ONE, 1), (OTHER, 2)})}
GOOD = {
    "one after the other": [answer(1, 1.5), answer(3, 5.5)],
    "beside a write": [answer(1, 4.5), answer(3, 4.7, process=1)],
    "a second late": [answer(1, 5.9), answer(3, 5.9, process=1)],
    "unchanged": [answer(1, 1.5), bodiless(1, 5.5, **UNCHANGED)],
    "a head": [answer(1, 1.5), bodiless(1, 3.5)],
    "with a key": [answer(1, 4.5, keyed=True), answer(3, 5.1, keyed=True)],
    "two periods": [answer(2, 3.5, **BOTH), answer(3, 7, question="history", view=frozenset({(ONE, 3), (OTHER, 2)}))],
    "another process was ahead": [answer(3, 5.1), answer(1, 5.5, process=1)],
    "two at once": [answer(3, 5.1, ended=5.8), answer(1, 5.2, ended=5.9)],
    "no answer": [answer(1, 1.5), bodiless(0, 7, status=503, tag="", serial=-1)],
}
BAD = {
    "older than a second": [answer(1, 6.1)],
    "with a key older than a write": [answer(1, 5.1, keyed=True)],
    "unchanged, a second late": [answer(1, 1.5), bodiless(1, 6.1, **UNCHANGED)],
    "a head of what was": [answer(1, 1.5), bodiless(1, 6.1)],
    "back to what it answered before": [answer(3, 5.1), answer(1, 5.5)],
    "back by a head": [answer(1, 1.5, process=1), answer(3, 5.1), bodiless(1, 5.5)],
    "back by its serial alone": [bodiless(7, 5.1), bodiless(5, 5.3)],
    "two states in one body": [answer(3, 5.5, view=frozenset({(ONE, 1), (ONE, 3)}))],
    "of two periods states that never were": [
        answer(3, 5.5, question="history", view=frozenset({(ONE, 3)})),
    ],
    "nothing where there is something": [answer(3, 5.5, view=frozenset())],
    "what nobody wrote": [answer(4, 5.5)],
    "what was not sent yet": [answer(3, 3.8)],
    "one ETag, two bodies": [answer(3, 5.5), answer(3, 5.5, process=1, body=b"3 ")],
    "one state, two ETags": [answer(3, 5.5), answer(3, 5.5, process=1, tag='"other"')],
    "one state, two serials": [answer(3, 5.5), answer(3, 5.5, process=1, serial=31)],
    "one serial, two states": [answer(1, 1.5), answer(3, 5.5, serial=10)],
    "a new ETag though another period was written to": [answer(1, 1.5), answer(1, 3.5, tag='"other"', body=b"1 ")],
    "unchanged, of something else": [answer(1, 1.5), answer(3, 5.2), bodiless(3, 5.5, **UNCHANGED)],
    "unchanged for one that held nothing": [answer(1, 1.5), bodiless(1, 3.5, status=304)],
    "no ETag": [answer(1, 1.5, tag="")],
    "an error": [answer(1, 1.5, status=500)],
}  # fmt: skip


@pytest.mark.parametrize("answers", GOOD.values(), ids=GOOD)
def test_the_checker_takes_good_histories(answers: list[Answer]) -> None:
    assert History(WRITTEN, answers, PERIODS).fault() is None


@pytest.mark.parametrize("answers", BAD.values(), ids=BAD)
def test_the_checker_finds_bad_histories(answers: list[Answer]) -> None:
    assert History(WRITTEN, answers, PERIODS).fault() is not None
