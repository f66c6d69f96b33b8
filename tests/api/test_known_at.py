"""`known_at`: whatever was answered at a moment is answered again when that moment is asked about.

The service itself is the oracle: after each step of a random story every read is kept, byte by byte; at the end of the
story each is asked again for the moment at which it was given.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.domain.moments import VIETNAM, day_of
from app.domain.periods import Period
from app.main import create_app
from app.services import keys
from app.services.keys import Scope
from app.settings import Settings
from tests.conftest import SECRET, Databases

START = datetime(2026, 8, 20, 3, 0, tzinfo=UTC)
PERIODS = ("2026-07", "2026-08", "2026-09", "2026-10", "2026-Q3", "2026-Q4", "2026")
AGENCIES = ("H31", "H44", "H31.1", "H31.2", "H31.3", "H44.1")
COHORTS = ("provinces", "H31.departments", "H44.departments")
MEASURES = ("dossiers_on_time", "dossiers_received", "procedures_published_on_time", "procedures_published")
READS = (
    "/v1/rankings/2026-Q3",
    "/v1/rankings/2026-08?by=TDGQ&basis=computed",
    "/v1/rankings/2026-Q3?cohort=H31.departments&by=DOSSIER_ON_TIME",
    "/v1/rankings/2026-Q3?cohort=H31.departments&by=TDGQ&format=csv",
    "/v1/rankings/2026?format=json-stat&cohort=H31.departments",
    "/v1/rankings/2026?basis=official&as_of=2026-09-10",
    "/v1/averages/2026-Q3?cohort=H31.departments",
    "/v1/scores/2026-Q3/H31?trace=true",
    "/v1/scores/2026/H31?trace=true&as_of=2026-09-20T07:00:00%2B07:00",
    "/v1/scores/2026-Q3/H31.1?trace=true",
    "/v1/scores/2026-08/H31.3?basis=computed",
    "/v1/history/H31?by=TDGQ",
    "/v1/history/H31.1?by=DOSSIER_ON_TIME&basis=computed",
    "/v1/reconciliation/2026-Q3",
    "/v1/reconciliation/2026?cohort=H31.departments&as_of=2026-10-01",
    "/v1/agencies?within=H31",
    "/v1/agencies?level=department&valid_on=2026-09-15",
    "/v1/agencies?limit=3&after=H30",
    "/v1/agencies/H31.1",
    "/v1/agencies/H44",
    "/v1/submissions?limit=3",
    "/v1/submissions?kind=agencies",
    "/v1/editions",
    "/v1/editions?period=2026-Q3&limit=1",
    "/rankings",
    "/rankings?cohort=H31.departments",
    "/rankings/2026-Q3?cohort=H31.departments",
    "/rankings/2026-Q3?format=xlsx",
    "/rankings/2026-Q3?format=csv&lang=en",
    "/agencies/H31",
    "/agencies/H31.1?lang=en&period=2026-Q3",
    "/agencies/H31.1/why/DOSSIER_ON_TIME",
    "/embed/agencies/H31.2?as_of=2026-10-01",
)


class Clock:
    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Story:
    """A service with a clock of its own, to which things happen at random."""

    def __init__(self, url: str, seed: int) -> None:
        self.clock, self.random = Clock(), Random(seed)
        app = create_app(Settings(database_url=url, key_secret=SECRET), self.clock)
        self.client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        self.service = app.state.service
        token, _ = keys.create(
            self.service.database, self.service.key_secret, None, [Scope.ADMIN], "test", self.clock.now
        )
        self.key = {"Authorization": f"Bearer {token}"}
        self.done: list[str] = []

    def send(self, path: str, body: dict[str, Any], query: str = "") -> int:
        status = self.client.post(f"/v1/{path}{query}", json=body, headers=self.key).status_code
        assert status < 500
        self.done.append(f"{path} {status}")
        return status

    def step(self) -> None:
        self.clock.now += self.random.choice(
            (timedelta(microseconds=1), timedelta(seconds=5), timedelta(hours=9), timedelta(days=4), timedelta(days=20))
        )
        happen = (self.figures, self.figures, self.figures, self.results, self.agencies, self.agencies, self.edition)
        self.random.choice(happen)()

    def figures(self) -> None:
        """Counts, sometimes of an old date, sometimes impossible ones (which are refused, and listed so)."""
        agencies = self.random.sample(AGENCIES, 3)
        rows = [
            {
                "agency": agency,
                "measures": {code: self.random.randrange(1, 9) for code in self.random.sample(MEASURES, 2)},
            }
            for agency in agencies
        ]
        query = self.random.choice(("", "", "", "?dry_run=true"))
        self.send("statistics", {"period": self.period(), "as_of": self.as_of(), "statistics": rows}, query)

    def results(self) -> None:
        rows = [
            {"agency": agency, "code": code, "score": self.random.randrange(0, 1000) / 100, "quality_status": "TEMP"}
            for agency in self.random.sample(AGENCIES, 2)
            for code in ("TDGQ", "CKMB")
        ]
        self.send("official-results", {"period": self.period(), "as_of": self.as_of(), "results": rows})

    def agencies(self) -> None:
        """Departments come, are renamed (from a day past or to come) and end."""
        day = (day_of(self.clock.now) + timedelta(days=self.random.randrange(-40, 20))).isoformat()
        entry: dict[str, Any] = {
            "code": self.random.choice(AGENCIES[2:]), "level": "department", "name": f"Sở {self.random.randrange(99)}"
        }  # fmt: skip
        entry |= self.random.choice(
            ({}, {"name_from": day}, {"valid_to": day}, {"valid_to": None}, {"valid_from": day})
        )
        self.send("agencies", {"agencies": [entry]})

    def edition(self) -> None:
        order: dict[str, Any] = {"period": self.period(), "cohort": self.random.choice(COHORTS)}
        listed = self.client.get(f"/v1/editions?period={order['period']}&cohort={order['cohort']}").json()["items"]
        if listed:
            order |= {"replaces": listed[0]["id"], "reason": "late figures"}
        self.send("editions", order)

    def period(self) -> str:
        return self.random.choice([each for each in PERIODS if Period.parse(each).first_day <= day_of(self.clock.now)])

    def as_of(self) -> str:
        return (self.clock.now - timedelta(days=self.random.choice((0, 0, 3, 15)))).isoformat()

    def ask(self, addresses: Iterable[str], known_at: datetime | None = None) -> dict[str, bytes]:
        """What is answered, byte by byte; the moment that is asked about taken out."""
        answers = {}
        for address in addresses:
            extra = "" if known_at is None else f"{'&' if '?' in address else '?'}known_at={as_text(known_at)}"
            answer = self.client.get(address + extra)
            kind, place = answer.headers.get("content-type", ""), answer.headers.get("location", "")
            content = cells(answer.content) if kind.endswith("sheet") else answer.content
            told = b"\n".join((str(answer.status_code).encode(), kind.encode(), place.encode(), content))
            answers[address] = without(told, known_at) if known_at else told
        return answers


def as_text(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).isoformat().replace("+", "%2B")


def without(told: bytes, known_at: datetime) -> bytes:
    """An answer without what must say which moment was asked about: the field, links, the notice of a page."""
    text = told.decode()
    text = text.replace(f'"known_at":"{known_at.astimezone(VIETNAM).isoformat()}"', '"known_at":null')
    text = re.sub(r" ?(Theo những gì hệ thống đã nhận được đến|From what had been received by) [\d:/ ]+\.", "", text)
    text = re.sub(r'<p class="announced"> <a href="[^"]*">[^<]*</a></p>\n', "", text)
    text = re.sub(r'<input type="hidden" name="known_at" value="[^"]*">', "", text)
    text = re.sub(r"known_at=[^&\"\s]*&(amp;)?", "", text)
    return re.sub(r"(\?|&amp;|&)known_at=[^&\"\s]*", "", text).encode()


def cells(book: bytes) -> bytes:
    """What stands in a workbook, but for the line that tells of when it speaks; the file also says when it was made."""
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    return repr([row for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if number != 3]).encode()


@pytest.fixture
def tell(databases: Databases) -> Iterator[Callable[[int], Story]]:
    stories = []

    def start(seed: int) -> Story:
        stories.append(Story(databases.migrated(), seed))
        return stories[-1]

    yield start
    for story in stories:
        story.service.database.engine.dispose()


def test_every_answer_can_be_had_again(tell: Callable[[int], Story], long: bool) -> None:
    for seed in range(20 if long else 1):
        story = tell(seed)
        remembered = []
        for _ in range(40 if long else 10):
            addresses = READS if long else story.random.sample(READS, 14)
            remembered.append((story.clock.now, story.ask(addresses)))
            story.step()
        story.clock.now += timedelta(days=90)
        for number, (moment, answers) in enumerate(remembered):
            for address, again in story.ask(answers, moment).items():
                assert again == answers[address], (seed, address, story.done[:number])
        assert {"200", "201", "422"} <= {each.split()[1] for each in story.done} or not long
