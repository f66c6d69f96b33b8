"""What is asked of the database is found by its indexes, whatever has gathered in it: by the plans of both databases.

Asked of the public functions, whatever SQL they are made of.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Date, Integer, LargeBinary, Table, insert, select, text

from app.domain.agencies import Cohort
from app.domain.enums import Kind, Provenance
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period, PeriodKind
from app.domain.time import AsOf
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.audit import trail as audit_trail
from app.services.context import AppContext
from app.services.evaluation.coverage import get_coverage
from app.services.evaluation.evaluate import Evaluator
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from app.storage import editions, idempotency, receipt_clock, states, submissions, versions
from app.storage.audit import entries as audit_entries
from app.storage.database import Connection
from app.storage.figures import read as figures_read
from app.storage.idempotency import Claim, RequestKey, StoredResponse
from app.storage.portal import old_answers, pulls
from app.storage.tables import metadata
from app.storage.types import Moment
from app.storage.webhooks import outbox, registrations
from bench.generate import END, Size, correct, generate, opened
from tests.integration.storage.plans import Access, Way, accesses, search_if_possible

ROWS = 100
SIZE = Size(months=3, agencies=34 + 68)
MONTH = Period.parse("2023-02")
PAST = datetime(2023, 3, 10, tzinfo=UTC)
COMMUNES, PROVINCES = Cohort.parse("H31.communes"), Cohort.parse("provinces")
KEY = RequestKey("0123456789abcdef", "a")
CLAIM = Claim(KEY, "token", END)

# What grows with the months, the submissions, the requests; registers, keys, webhooks and pulls hardly do.
GROWING = frozenset(
    {
        "statistic", "official_result", "submission", "submission_period", "portal_submission", "portal_answer",
        "portal_body", "edition", "audit_entry", "webhook_message", "webhook_delivery", "webhook_attempt", "retry",
        "change",
    }
)  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def grown(request: pytest.FixtureRequest) -> Iterator[AppContext]:
    """A service over some months with corrections, and something in every other table."""
    url = request.getfixturevalue(f"{request.param}_databases").empty()
    generate(url, SIZE)
    correct(url, SIZE, MONTH, "H31", 2)
    with opened(url) as service:
        published = [{"agency": code, "code": "total", "score": 80} for code in ("H31", "H44", "H31.1")]
        upload(service, Kind.OFFICIAL_RESULTS, published, period=str(MONTH), source="test")
        with service.database.writing() as connection:
            for table in metadata.sorted_tables:
                if connection.execute(select(table).limit(1)).first() is None:
                    connection.execute(insert(table), [row(table, number) for number in range(1, ROWS + 1)])
            if not service.database.is_sqlite:
                connection.execute(text("ANALYZE"))
        search_if_possible(service.database.engine)
        yield service


def row(table: Table, number: int) -> dict[str, Any]:
    """Some row, which refers to the rows of the same number."""
    kept: dict[str, Any] = {"cohort": "provinces", "basis": "best", "state": "delivered"}
    kept |= {"period": Period(PeriodKind.MONTH, 2050 + number, 1), "body": zlib.compress(b"")}
    by_type = {Integer: number, BigInteger: number, Date: PAST.date(), Moment: PAST, LargeBinary: b"", JSON: {}}
    values = {}
    for column in table.c:
        if not column.nullable:
            target = next(iter(column.foreign_keys)).column if column.foreign_keys else column
            values[column.name] = kept.get(column.name, by_type.get(type(target.type), f"{number:016}"))
    return values


def evaluator(service: AppContext, as_of: datetime | None = None, known_at: datetime | None = None) -> Evaluator:
    return Evaluator.asked(service, Basis.BEST, as_of, known_at)


def upload(service: AppContext, kind: Kind, rows: list[dict[str, Any]], **envelope: str) -> None:
    keys = {
        Kind.AGENCIES: "agencies",
        Kind.STATISTICS: "statistics",
        Kind.OFFICIAL_RESULTS: "results",
    }
    body = json.dumps({**envelope, keys[kind]: rows}).encode()
    load(service.database, service.registers, kind, Upload(Body.of(body), Format.JSON), ADMINISTRATOR, END)


def reading(work: Callable[[Connection], object]) -> Callable[[AppContext], object]:
    def run(service: AppContext) -> object:
        with service.database.reading() as connection:
            return work(connection)

    return run


def writing(work: Callable[[Connection], object]) -> Callable[[AppContext], object]:
    def run(service: AppContext) -> object:
        with service.database.writing() as connection:
            return work(connection)

    return run


def report(service: AppContext) -> None:
    counts = {"dossiers_received": 10, "dossiers_on_time": 9}
    upload(service, Kind.STATISTICS, [{"agency": "H31.1", "measures": counts}], period=str(MONTH), source="test")


def report_late(service: AppContext) -> None:
    counts = {"dossiers_received": 10, "dossiers_on_time": 9}
    rows = [{"agency": "H31.1", "measures": counts}]
    upload(service, Kind.STATISTICS, rows, period=str(MONTH), source="test", as_of="2023-03-01T00:00:00Z")


def deliver(connection: Connection) -> None:
    outbox.any_due(connection, END)
    outbox.claim(connection, "claim", END, END, 10)
    outbox.deliveries(connection, 1, 100, 10)


def answer_again(connection: Connection) -> None:
    idempotency.get(connection, KEY, PAST, PAST)
    idempotency.refusals(connection, PAST)
    idempotency.forget_refusals(connection, PAST)
    idempotency.any_before(connection, PAST)
    idempotency.keep(connection, CLAIM, StoredResponse(200, {}, b""), END)
    idempotency.release(connection, CLAIM)
    idempotency.forget(connection, END)


def ask_portal(connection: Connection) -> None:
    pulls.answers(connection, 1)
    pulls.newest_answer(connection, 1, "https://portal.test", "{}")
    pulls.has_unit(connection, 1, "H31")


def seal(service: AppContext) -> None:
    with service.database.writing() as connection:
        act = audit_trail.Act("key.revoked", None, END)
        audit_trail.record(service.database, connection, act, "submission/3", "webhook/1", "edition/1", "agency/H31")


CASES: dict[str, Callable[[AppContext], object]] = {
    "ranking": lambda service: evaluator(service).ranking(MONTH, COMMUNES, "total"),
    "ranking of provinces": lambda service: evaluator(service).ranking(MONTH, PROVINCES, "total"),
    "ranking of a quarter": lambda service: evaluator(service).ranking(Period.parse("2023-Q1"), PROVINCES, "total"),
    "ranking as of": lambda service: evaluator(service, PAST).ranking(MONTH, COMMUNES, "total"),
    "ranking known at": lambda service: evaluator(service, None, PAST).ranking(MONTH, COMMUNES, "total"),
    "card": lambda service: evaluator(service).agency(MONTH, "H31.1"),
    "history": lambda service: evaluator(service).history("H31.1", "total", None),
    "report": report,
    "report of an earlier date": report_late,
    "registration": lambda service: upload(
        service, Kind.AGENCIES, [{"code": "H31.1", "level": "commune", "name": "Phường Phố Hiến"}]
    ),
    "periods": reading(lambda connection: figures_read.periods_of(connection, ["H31.1", "H31.2"])),
    "periods then": reading(lambda connection: figures_read.periods_of(connection, ["H31.1"], AsOf(PAST, PAST))),
    "later dates": reading(lambda connection: figures_read.dates_after(connection, MONTH, ["H31.1", "H31.2"], PAST)),
    "published": reading(lambda connection: figures_read.published(connection, MONTH)),
    "from dossiers or the portal": reading(
        lambda connection: figures_read.told_of(connection, MONTH, Provenance, "H31.1", AsOf(PAST, PAST))
    ),
    "a submission": reading(lambda connection: submissions.get(connection, 7)),
    "submissions of a kind": reading(
        lambda connection: submissions.page(connection, kind=Kind.AGENCIES, before=None, limit=2)
    ),
    "submissions before": reading(lambda connection: submissions.page(connection, kind=None, before=9, limit=2)),
    "submissions then": reading(
        lambda connection: submissions.page(connection, kind=None, before=None, limit=2, known_at=PAST)
    ),
    "last arrival": reading(lambda connection: states.arrived_by(connection, PAST)),
    "last date": reading(lambda connection: states.dated_by(connection, PAST)),
    "tag of the register": reading(lambda connection: submissions.newest_change(connection, Kind.AGENCIES)),
    "catalog": lambda service: get_coverage(service.database),
    "standing edition": reading(lambda connection: editions.standing(connection, MONTH, PROVINCES)),
    "editions of a cohort": reading(lambda connection: editions.page(connection, MONTH, PROVINCES, None, 2)),
    "an edition": reading(lambda connection: editions.get(connection, 1)),
    "submissions used": reading(lambda connection: editions.used(connection, [3, 4])),
    "audit before": reading(lambda connection: audit_entries.page(connection, 9, 2)),
    "an entry": reading(lambda connection: audit_entries.get(connection, 9)),
    "changes since": reading(lambda connection: versions.since(connection, 9)),
    "changes by pages": reading(lambda connection: versions.page(connection, 9, 2)),
    "newest change": reading(lambda connection: versions.includes(connection, versions.head(connection))),
    "seal": seal,
    "deliveries": writing(deliver),
    "webhook removed": writing(lambda connection: registrations.remove(connection, 1)),
    "retries": writing(answer_again),
    "portal": reading(ask_portal),
    "old answers": writing(lambda connection: old_answers.delete_oldest(connection, END, 10)),
    "values of refused submissions": writing(lambda connection: submissions.refused(connection, END, 10)),
    "newest submissions": reading(lambda connection: submissions.page(connection, kind=None, before=None, limit=2)),
    "newest editions": reading(lambda connection: editions.page(connection, None, None, None, 2)),
    "newest entries": reading(lambda connection: audit_entries.page(connection, None, 2)),
    "moment": reading(lambda connection: receipt_clock.moment(connection, END)),
}


def growing(found: list[Access]) -> list[Access]:
    return [each for each in found if each.table in GROWING]


@pytest.mark.parametrize("name", CASES)
def test_found_by_an_index(grown: AppContext, name: str) -> None:
    found = growing(accesses(grown.database.engine, partial(CASES[name], grown)))
    assert found
    assert [each for each in found if each.way is Way.WHOLE] == []


@pytest.mark.parametrize("name", ["ranking", "card", "periods", "periods then", "later dates", "report"])
def test_only_the_counts_of_the_agencies(grown: AppContext, name: str) -> None:
    found = [each for each in accesses(grown.database.engine, partial(CASES[name], grown)) if each.table == "statistic"]
    assert any({"period", "agency_id"} <= each.columns for each in found)


def test_the_last_change_of_the_register_is_found_by_an_index(grown: AppContext) -> None:
    found = accesses(grown.database.engine, partial(CASES["last arrival"], grown))
    assert [each.way for each in found if each.table == "agency_version"] == [Way.SEARCHED]


def test_what_is_read_whole_is_seen(grown: AppContext) -> None:
    """Else the tests above could not fail."""
    found = accesses(grown.database.engine, partial(reading(submissions.accepted_digests), grown))
    assert [(each.table, each.way) for each in found] == [("submission", Way.WHOLE)]
