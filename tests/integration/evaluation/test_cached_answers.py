"""Kept evaluations change no answer: after each step of a random story, whatever is asked, of now and of the past, is
answered as by a process that keeps none.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.domain.time import day_of
from app.main import create_app
from app.settings import Settings
from tests.conftest import SECRET, Databases
from tests.integration.evaluation.test_known_at import READS, START, Story, as_text, cells

_TICK = timedelta(microseconds=1)
_KEEPING = ("/v1/rankings", "/v1/averages", "/v1/scores", "/v1/history", "/rankings", "/agencies", "/embed")
EVALUATED = tuple(each for each in READS if each.startswith(_KEEPING) and each != "/rankings")


class TwoProcesses(Story):
    """A story that one process tells, which keeps evaluations; another, over the same database, keeps none."""

    def __init__(self, url: str, seed: int) -> None:
        super().__init__(url, seed)
        settings = Settings(database_url=url, key_secret=SECRET, evaluation_cache_agencies=0)
        app = create_app(settings, self.clock)
        self.bare = app.state.service
        self.oracle = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
        self.moments = [START]

    def step(self) -> None:
        """Sometimes it is the other process that writes."""
        told, self.client = self.client, self.random.choice((self.client, self.oracle))
        super().step()
        self.client = told
        self.moments.append(self.clock.now)

    def question(self) -> str:
        address = self.random.choice(EVALUATED)
        bounds = []
        if self.random.random() < 0.7:
            moment = self.random.choice(self.moments) + self.random.choice((-_TICK, 0 * _TICK, _TICK, 999 * _TICK))
            bounds.append(f"known_at={as_text(moment)}")
        if self.random.random() < 0.5 and "as_of" not in address:
            moment = self.random.choice(self.moments) - timedelta(days=self.random.choice((0, 3, 15)))
            bounds.append(f"as_of={self.random.choice((as_text(moment), day_of(moment).isoformat()))}")
        return address + ("&" if "?" in address else "?") + "&".join(bounds) if bounds else address

    def answer(self, client: TestClient, address: str) -> tuple[int, bytes]:
        found = client.get(address)
        is_book = found.headers.get("content-type", "").endswith("sheet")
        return found.status_code, cells(found.content) if is_book else found.content


@pytest.fixture
def tell(databases: Databases) -> Iterator[Callable[[int], TwoProcesses]]:
    stories = []

    def start(seed: int) -> TwoProcesses:
        stories.append(TwoProcesses(databases.migrated(), seed))
        return stories[-1]

    yield start
    for story in stories:
        for each in (story.service, story.bare):
            each.database.engine.dispose()


def test_answers_are_those_of_a_process_that_keeps_nothing(tell: Callable[[int], TwoProcesses], long: bool) -> None:
    for seed in range(1, 9 if long else 2):
        story, statuses = tell(seed), set()
        for _ in range(30 if long else 16):
            story.step()
            for _ in range(10 if long else 8):
                address = story.question()
                found, expected = (story.answer(each, address) for each in (story.client, story.oracle))
                assert found == expected, (seed, address, story.done)
                statuses.add(found[0])
        assert statuses >= {200, 404}
        assert story.bare.evaluations is None
        assert story.service.evaluations is not None
        assert story.service.evaluations.hits > 10
