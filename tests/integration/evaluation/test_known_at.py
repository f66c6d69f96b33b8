"""`known_at`: whatever was answered at a moment is answered again when that moment is asked about.

The service itself is the oracle: after each step of a random story every read is kept, byte by byte; at the end of the
story each is asked again for the moment at which it was given.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from app.domain.enums import Scope
from app.domain.periods import Period
from app.domain.time import VIETNAM, day_of
from app.main import create_app
from app.services import keys, registers
from app.settings import Settings
from app.storage import agencies
from tests.conftest import SECRET, Client, Databases
from tests.integration.web.reading import read

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
    "/v1/reconciliation/2026-Q3/counts",
    "/v1/reconciliation/2026/counts?agency=H31&as_of=2026-10-01",
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
        told = self.random.choice(({}, {"provenance": "dossiers"}, {"provenance": "portal"}))
        self.send("statistics", {"period": self.period(), "as_of": self.as_of(), **told, "statistics": rows}, query)

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
            content = _PRINTED.sub(b"", content)
            told = b"\n".join((str(answer.status_code).encode(), kind.encode(), place.encode(), content))
            answers[address] = without(told, known_at) if known_at else told
        return answers


# On which day, and from which address, a page was printed.
_PRINTED = re.compile(rb'<p class="printed">[^<]*</p>')


def as_text(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).isoformat().replace("+", "%2B")


def without(told: bytes, known_at: datetime) -> bytes:
    """An answer without what must say which moment was asked about: the field, links, the notice of a page."""
    text = told.decode()
    text = text.replace(f'"known_at":"{known_at.astimezone(VIETNAM).isoformat()}"', '"known_at":null')
    text = re.sub(r" ?(Theo số liệu hệ thống đã nhận được đến|Based on the figures received by) [\d:/ ]+\.", "", text)
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
    for seed in range(5 if long else 1):
        story = tell(seed)
        remembered = []
        for _ in range(20 if long else 8):
            addresses = READS if long else story.random.sample(READS, 11)
            remembered.append((story.clock.now, story.ask(addresses)))
            story.step()
        story.clock.now += timedelta(days=90)
        for number, (moment, answers) in enumerate(remembered):
            for address, again in story.ask(answers, moment).items():
                assert again == answers[address], (seed, address, story.done[:number])
        assert {"200", "201", "422"} <= {each.split()[1] for each in story.done} or not long


def received(story: Story) -> list[datetime]:
    """When everything in the list was received, the oldest first."""
    items = story.client.get("/v1/submissions").json()["items"]
    return [datetime.fromisoformat(each["received_at"]) for each in reversed(items)]


def test_a_clock_that_steps_back_puts_nothing_into_the_past(tell: Callable[[int], Story]) -> None:
    story, measures = tell(0), {"dossiers_received": 5}
    body = {"period": "2026-07", "statistics": [{"agency": "H31", "measures": measures}]}
    assert story.send("statistics", body) == 201
    story.clock.now -= timedelta(hours=2)
    early = story.clock.now
    measures["dossiers_received"] = 6
    assert story.send("statistics", body) == 201
    assert story.send("statistics", {**body, "period": "2026-13"}) == 422
    assert story.send("agencies", {"agencies": [{"code": "H31.1", "level": "department", "name": "Sở Y tế"}]}) == 200
    assert story.send("editions", {"period": "2026-07"}) == 201
    assert received(story) == [START] * 4
    assert story.client.get("/v1/editions").json()["items"][0]["published_at"] == START.astimezone(VIETNAM).isoformat()
    story.clock.now = START + timedelta(hours=1)
    nothing_yet = story.client.get(f"/v1/history/H31?known_at={as_text(early)}").json()
    assert (nothing_yet["items"], nothing_yet["known_at"]) == ([], early.astimezone(VIETNAM).isoformat())
    for address in ("/v1/submissions", "/v1/editions", "/v1/agencies?within=H31.1"):
        joint = "&" if "?" in address else "?"
        assert story.client.get(f"{address}{joint}known_at={as_text(early)}").json()["items"] == []
        assert story.client.get(f"{address}{joint}known_at={as_text(START)}").json()["items"] != []


def test_what_has_not_come_is_now(reader: Client) -> None:
    for address in ("/v1/rankings/2026", "/v1/reconciliation/2026", "/v1/agencies/H44", "/v1/history/H44"):
        assert reader.get(f"{address}?known_at=2199-12-31").content == reader.get(address).content


def test_a_day_means_its_end_and_the_register_was_there_from_the_start(reader: Client) -> None:
    ranking = reader.get("/v1/rankings/2026?known_at=2026-10-31").json()
    assert ranking["known_at"] == "2026-10-31T23:59:59.999999+07:00"
    assert (ranking["ranked"], ranking["of"]) == (0, 34)
    assert reader.get("/v1/agencies/H57?known_at=2020-01-01").json()["names"][0]["first_day"] is None
    assert reader.get("/v1/rankings/2026?known_at=2026-10-31&as_of=2026-10-10").json()["of"] == 34


def test_wrong_moments_are_refused(reader: Client) -> None:
    for address in ("rankings/2026", "agencies", "agencies/H44", "submissions", "editions", "reconciliation/2026"):
        answer = reader.get(f"/v1/{address}?known_at=yesterday")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "known_at")
        assert answer.json()["errors"][0]["code"] == "moment_invalid"
    answer = reader.get("/v1/agencies/H44.99?known_at=2026-10-31")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_agency")


def test_an_edition_fixes_what_was_known(reader: Client) -> None:
    published = reader.get("/v1/editions/1").json()["published_at"].replace("+", "%2B")
    assert reader.get(f"/v1/rankings/2026?edition=1&known_at={published}").status_code == 200
    for address in ("rankings/2026", "averages/2026", "scores/2026/H44"):
        answer = reader.get(f"/v1/{address}?edition=1&known_at=2026-10-31")
        assert (answer.status_code, answer.json()["code"]) == (422, "edition_differs")
        assert answer.json()["errors"][0]["parameter"] == "known_at"


def test_a_later_release_changes_the_bundled_register_from_then_on(tell: Callable[[int], Story]) -> None:
    story = tell(0)
    with story.service.database.writing() as connection:  # as an older release had registered it
        entry = agencies.find(connection, ["H31"], date(2020, 1, 1))["H31"]
        agencies.save(connection, replace(entry, statistical_code="0"), None)
        agencies.record(connection, ["H31"], agencies.ALWAYS)
    started = datetime.now(UTC)
    registers.migrate(story.service.database, story.service.registers)
    with story.service.database.reading() as connection:
        for moment, code in ((started, "0"), (datetime.now(UTC), entry.statistical_code)):
            known = agencies.find(connection, ["H31"], date(2026, 1, 1), moment)
            assert known["H31"].statistical_code == code


def test_the_page_speaks_of_then_and_its_links_stay_there(tell: Callable[[int], Story]) -> None:
    story = tell(0)
    results = [{"agency": "H31", "code": "TDGQ", "score": 12.5}]
    assert story.send("official-results", {"period": "2026-07", "results": results}) == 201
    story.clock.now += timedelta(days=3)
    results[0]["score"] = 17.5
    assert story.send("official-results", {"period": "2026-07", "results": results}) == 201
    for root in ("", "/embed"):
        page = read(story.client, f"{root}/rankings/2026-07?known_at=2026-08-21&as_of=2026-08-21&by=TDGQ")
        assert "12,50" in page.words
        assert "17,50" not in page.words
        assert "Chỉ dùng số liệu có ngày đến 23:59 21/08/2026." in page.words
        assert "Theo số liệu hệ thống đã nhận được đến 23:59 21/08/2026." in page.words
        assert f"{root}/agencies/H31?period=2026-07&as_of=2026-08-21&known_at=2026-08-21" in page.links
        assert f"{root}/rankings/2026-07?by=TDGQ" in page.links  # what is known now
        card = read(story.client, f"{root}/agencies/H31?known_at=2026-08-21&lang=en")
        assert "Based on the figures received by 23:59 21/08/2026." in card.words
        assert f"{root}/agencies/H31/why/TDGQ?period=2026-07&known_at=2026-08-21&lang=en" in card.links
        why = read(story.client, f"{root}/agencies/H31/why/TDGQ?period=2026-07&known_at=2026-08-21")
        assert "12,50" in why.words
        assert "Theo số liệu hệ thống đã nhận được" in why.words
    assert "Theo số liệu hệ thống đã nhận được" not in read(story.client, "/rankings/2026-07?known_at=2199-01-01").words
    book = story.client.get("/rankings/2026-07?known_at=2026-08-21T10:00:00%2B07:00&format=xlsx").content
    assert "đã nhận được đến 10:00 21/08/2026" in str(load_workbook(io.BytesIO(book)).active["A3"].value)  # type: ignore[index]
    moved = story.client.get("/rankings?known_at=2026-08-21T10:00:00 07:00").headers["location"]
    assert moved == "/rankings/2026-07?known_at=2026-08-21T10%3A00%3A00%2B07%3A00"
