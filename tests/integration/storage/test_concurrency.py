"""Writers at the same time: what each checked still holds when it commits, on both databases."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.domain.errors import Refusal
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.submissions.intake import submit
from app.services.submissions.parse_upload import Upload
from app.services.submissions.statistics import statistics_intake
from app.storage.figures import read as figures_read
from tests.conftest import NOW

ROUNDS = 10


def send(service: AppContext, number: int, **measures: int) -> bool:
    rows = [{"agency": "H31", "measures": measures}]
    body = json.dumps({"period": f"2026-{number:02}", "as_of": "2026-11-01T00:00:00Z", "statistics": rows}).encode()
    try:
        submit(
            service.database,
            statistics_intake(service.registers),
            Upload(Body.of(body), Format.JSON),
            ADMINISTRATOR,
            NOW,
        )
    except Refusal:
        return False
    return True


def test_of_two_that_contradict_each_other_one_is_taken(service: AppContext) -> None:
    barrier = Barrier(2)

    def together(number: int, **measures: int) -> bool:
        barrier.wait(timeout=30)
        return send(service, number, **measures)

    with ThreadPoolExecutor(2) as threads:
        for number in range(1, ROUNDS + 1):
            more = threads.submit(together, number, dossiers_on_time=20)
            less = threads.submit(together, number, dossiers_received=10)
            assert sorted([more.result(), less.result()]) == [False, True]


def test_everything_at_once_is_stored_once(service: AppContext) -> None:
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda value: send(service, 1, dossiers_received=value), range(24)))
    assert all(taken)
    with service.database.reading() as connection:
        submissions = {row[0] for row in connection.exec_driver_sql("SELECT submission_id FROM statistic").all()}
        period = figures_read.periods_of(connection, ["H31"])[0]
        newest = figures_read.counts(connection, period, ["H31"])["H31"]["dossiers_received"]
    assert (len(submissions), newest.submission) == (24, max(submissions))
