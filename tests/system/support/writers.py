"""Clients that write without end, and what must hold of all that they have written."""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import httpx
from sqlalchemy import func, select

from app.domain.enums import Scope
from app.services.audit.verify import Trail, verify
from app.services.keys import create
from app.storage.tables import statistic, submission, submission_period
from tests.conftest import NOW, service_on

PROVINCES = ("H01", "H05", "H12", "H26", "H29", "H44", "H55")
# Denominators alone: whatever is sent before or after, they never contradict one another.
MEASURES = (
    "procedures_published", "procedures_to_update", "procedures_public", "dossiers_to_sync", "dossiers_received",
    "dossiers_all_channels", "procedures_in_authority", "online_services", "dossiers_with_fees", "fee_procedures",
    "dossiers_needing_result", "dossiers_to_digitise", "communes", "petitions_to_process", "petitions",
)  # fmt: skip
MONTHS = tuple(f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13))
_numbers = count(1)


@dataclass(frozen=True)
class Sent:
    """A submission; ``source`` says in the database what was sent: a name of its own, the count and sum of figures."""

    body: bytes
    figures: int
    total: int
    faulty: bool
    source: str

    @classmethod
    def make(cls, rng: random.Random, *, most_months: int = 4, faulty: bool | None = None) -> "Sent":
        """Of a random size; by chance with a fault for which it has to be refused, but for ``faulty``."""
        faulty = rng.random() < 0.1 if faulty is None else faulty
        months = rng.sample(MONTHS, rng.randint(1, most_months))
        provinces = rng.sample(PROVINCES, rng.randint(1, len(PROVINCES)))
        measures = rng.sample(MEASURES, rng.randint(1, len(MEASURES)))
        rows: list[dict[str, Any]] = [
            {"agency": agency, "period": month, "measures": {each: rng.randrange(10**6) for each in measures}}
            for month in months
            for agency in provinces
        ]
        values = [value for row in rows for value in row["measures"].values()]
        source = f"write {next(_numbers)} {len(values)} {sum(values)}"
        if faulty:
            rows[-1]["measures"][measures[0]] = -1
        body = json.dumps({"source": source, "statistics": rows}).encode()
        return cls(body, len(values), sum(values), faulty, source)


@dataclass
class Record:
    """What clients have sent and heard: ``acknowledged`` by id, the others' sources, and every answer with its time."""

    acknowledged: dict[int, Sent] = field(default_factory=dict)
    unknown: list[Sent] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, sent: Sent, response: httpx.Response | httpx.TransportError, seconds: float) -> None:
        with self.lock:
            if isinstance(response, httpx.TransportError):
                name = type(response).__name__
                if not isinstance(response, httpx.ConnectError):  # what nobody took cannot have been taken in
                    self.unknown.append(sent)
            else:
                name = str(response.status_code)
                self._judge(sent, response)
            self.answers[name] += 1
            self.slowest[name] = max(seconds, self.slowest.get(name, 0))

    def _judge(self, sent: Sent, response: httpx.Response) -> None:
        match response.status_code:
            case 201 if not sent.faulty:
                id_ = response.json()["id"]
                assert id_ not in self.acknowledged, f"two submissions were told that they are {id_}"
                self.acknowledged[id_] = sent
            case 422 if sent.faulty:
                pass
            case 503:
                self.unknown.append(sent)
                problem = response.json()
                if not problem["code"].startswith("database_") or "Retry-After" not in response.headers:
                    self.odd.append(response.text)
            case _:
                self.odd.append(f"{response.status_code} {response.text[:300]}")


def report(line: str) -> None:
    """Figures for docs/understand/reliability.md; pytest shows them with ``-s`` or ``-rP``."""
    sys.stdout.write(f"\n{line}\n")


def key_for(url: str) -> dict[str, str]:
    """The header of a new key that may write everywhere."""
    service = service_on(url)
    token, _ = create(service.database, service.key_secret, None, [Scope.ADMIN], "writers", NOW)
    service.database.engine.dispose()
    return {"Authorization": f"Bearer {token}"}


def send(client: httpx.Client, base: str, sent: Sent, record: Record) -> httpx.Response | None:
    """Send once and note what came of it; ``None`` if no answer came."""
    began = monotonic()
    outcome: httpx.Response | httpx.TransportError
    try:
        outcome = client.post(f"{base}/v1/statistics", content=sent.body, headers={"Content-Type": "application/json"})
    except httpx.TransportError as error:
        outcome = error
    record.note(sent, outcome, monotonic() - began)
    return outcome if isinstance(outcome, httpx.Response) else None


@contextmanager
def writing(
    bases: Sequence[str], key: Mapping[str, str], record: Record, *, seed: int, clients: int = 4, timeout: float = 60
) -> Iterator[None]:
    """So many clients write, each to one server after the other, until the end of the block."""
    stop, failed = Event(), list[BaseException]()

    def work(number: int) -> None:
        rng = random.Random(seed * 1000 + number)
        try:
            with httpx.Client(headers=key, timeout=timeout, trust_env=False) as client:
                while not stop.is_set():
                    if send(client, rng.choice(bases), Sent.make(rng), record) is None:
                        stop.wait(0.01)  # a server that is being started refuses at once
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=work, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed, failed
    assert not record.odd, record.odd[:3]


def check_log(log: Path) -> None:
    """One line an event, and an outage is one event of the request that met it, without a traceback."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert not [line for line in lines if "exception" in line or line["level"] in ("error", "critical")]
    outages = Counter(line["request_id"] for line in lines if line["event"].startswith("database_"))
    refused = Counter(line["request_id"] for line in lines if line["event"] == "request" and line["status"] == 503)
    assert outages == refused


def check_whole(url: str, acknowledged: Mapping[int, Sent]) -> dict[str, int]:
    """Hold what the database has against what was sent; how many accepted and refused submissions it has, by source.

    Everything acknowledged is there under its id; every accepted submission has all its figures, every refused one
    none; there is none without a submission; the audit trail is whole and fits all of it.
    """
    database = service_on(url).database
    assert not list(verify(database, Trail(), {}))
    with database.reading() as connection:
        records = {row.id: row for row in connection.execute(select(submission))}
        of = statistic.c
        query = select(of.submission_id, func.count(), func.sum(of.value)).group_by(of.submission_id)
        stored = {id_: (figures, int(total)) for id_, figures, total in connection.execute(query)}
        per_period = select(of.submission_id, of.period).distinct()
        periods = {tuple(row) for row in connection.execute(per_period)}
        named = {tuple(row) for row in connection.execute(select(submission_period))}
    database.engine.dispose()
    for id_, sent in acknowledged.items():
        assert records[id_].source == sent.source, f"submission {id_} is another one"
        assert stored[id_] == (sent.figures, sent.total), f"submission {id_} is not whole"
    assert set(stored) <= set(records)
    for id_, found in records.items():
        _, _, figures, total = found.source.split()
        expected = (int(figures), int(total)) if found.status == "accepted" else (0, 0)
        assert stored.get(id_, (0, 0)) == expected, f"submission {id_} is half there"
        assert found.figures == expected[0]
    accepted = {id_ for id_, found in records.items() if found.status == "accepted"}
    assert {each for each in named if each[0] in accepted} == periods
    sources = [found.source for found in records.values()]
    assert len(set(sources)) == len(sources), "one delivery was taken in twice"
    return {found.source: id_ for id_, found in records.items() if found.status == "accepted"}
