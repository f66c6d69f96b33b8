"""Which state a moment of the past means, on both databases: the last change at or before it."""

import json
from datetime import UTC, datetime, timedelta

from app.domain.enums import Kind
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from app.storage import states
from app.storage.agencies import ALWAYS
from app.storage.states import Arrival

FIRST = datetime(2026, 9, 1, tzinfo=UTC)
STEP = timedelta(days=1)
TICK = timedelta(microseconds=1)


def report(service: AppContext, received_at: datetime, as_of: datetime) -> None:
    rows = [{"agency": "H31", "measures": {"dossiers_received": 3}}]
    body = json.dumps({"period": "2026-07", "as_of": as_of.isoformat(), "source": "test", "statistics": rows}).encode()
    delivery = Upload(Body.of(body), Format.JSON)
    load(service.database, service.registers, Kind.STATISTICS, delivery, ADMINISTRATOR, received_at)


def register(service: AppContext, received_at: datetime) -> None:
    rows = [{"code": "H31.1", "level": "department", "name": "Sở Y tế"}]
    delivery = Upload(Body.of(json.dumps({"agencies": rows}).encode()), Format.JSON)
    load(service.database, service.registers, Kind.AGENCIES, delivery, ADMINISTRATOR, received_at)


def test_what_had_arrived(service: AppContext) -> None:
    def arrived(moment: datetime) -> Arrival:
        with service.database.reading() as connection:
            return states.arrived_by(connection, moment)

    before = arrived(FIRST - TICK)
    assert (before.at, before.submission) == (ALWAYS, 0)
    assert arrived(ALWAYS - STEP) == Arrival(ALWAYS, 0, 0)
    report(service, FIRST, FIRST)
    register(service, FIRST + STEP)
    assert arrived(FIRST - TICK) == before
    assert arrived(FIRST) == arrived(FIRST + STEP - TICK) == Arrival(FIRST, 1, before.version)
    assert arrived(FIRST + STEP) == arrived(FIRST + 9 * STEP) == Arrival(FIRST + STEP, 2, before.version + 1)
    report(service, FIRST, FIRST + TICK)  # the clock was set back: it arrives at the time of the one before
    assert arrived(FIRST + STEP) == Arrival(FIRST + STEP, 3, before.version + 1)


def test_which_date_figures_have(service: AppContext) -> None:
    def dated(moment: datetime) -> datetime | None:
        with service.database.reading() as connection:
            return states.dated_by(connection, moment)

    assert dated(FIRST) is None
    report(service, FIRST + STEP, FIRST)
    assert (dated(FIRST - TICK), dated(FIRST)) == (ALWAYS, None)
    report(service, FIRST + 2 * STEP, FIRST + STEP)
    assert (dated(FIRST), dated(FIRST + STEP - TICK), dated(FIRST + STEP)) == (FIRST, FIRST, None)
