"""Fill a database with years of synthetic months: `python -m bench.generate --url URL --months 120 --agencies 4000`.

The schema, the registers, the submissions and the audit trail are the service's own; only the counts go past its
checks, in bulk through the driver. The same arguments make the same figures on every machine.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from random import Random
from sqlite3 import Connection as SqliteConnection
from time import perf_counter
from typing import Any

import structlog
from pydantic import SecretStr
from sqlalchemy import event, select

from app.domain.agencies import Level
from app.domain.enums import Kind
from app.domain.evaluation.counts import Counts
from app.domain.periods import Period, PeriodKind
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services import registers
from app.services.agencies import register
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.submissions.parse_upload import Upload
from app.settings import Settings
from app.storage import submissions
from app.storage.audit import digests as audit_digests
from app.storage.database import Connection
from app.storage.engines import BEGIN
from app.storage.figures import write as figures_write
from app.storage.figures.write import NewCounts
from app.storage.submissions import Status, Submission
from app.storage.tables import agency, measure

SOURCE = "synthetic figures of bench.generate"
NAME = "synthetic"
SECRET = "synthetic figures need no secret, but one that is long enough"
FIRST, MIDDLE = Period.parse("2023-01"), Period.parse("2028-01")
START = datetime(2023, 1, 1, tzinfo=UTC)
END = datetime(2034, 1, 1, tzinfo=UTC)
"""What the clock shows when the figures are asked for: after the last of ten years of months."""

LEFT_OUT = frozenset({"dossiers_overdue", "communes", "communes_offering_certified_copies"})
_CORRECTED = 20  # of so many agencies one is corrected once, whole


@dataclass(frozen=True, slots=True)
class Size:
    """How much: months from ``first`` on, of agencies among which are the 34 provinces."""

    months: int = 120
    agencies: int = 4000
    first: Period = FIRST
    seed: int = 766

    @property
    def periods(self) -> Iterator[Period]:
        for number in range(self.first.number - 1, self.first.number - 1 + self.months):
            yield Period(PeriodKind.MONTH, self.first.year + number // 12, number % 12 + 1)


@dataclass(frozen=True, slots=True)
class Made:
    """``counts`` were stored, ``corrections`` of them in the place of others, in ``seconds``."""

    counts: int
    corrections: int
    submissions: int
    seconds: float


@contextmanager
def opened(url: str, **settings: Any) -> Iterator[AppContext]:
    """A service over such a database, after its last month, which evaluates anew what it has evaluated already unless
    ``settings`` say otherwise; its connections are closed at the end."""
    options = {"evaluation_cache_agencies": 0, **settings}
    service = AppContext.create(Settings(database_url=url, key_secret=SecretStr(SECRET), **options), lambda: END)
    try:
        yield service
    finally:
        service.database.engine.dispose()


def generate(url: str, size: Size) -> Made:
    """Fill an empty database."""
    begun = perf_counter()
    with opened(url) as service:
        database = service.database
        registers.migrate(database, service.registers, START)
        _register(service, size)
        database.engine.dispose()
        event.listen(database.engine, "connect", _build_fast)
        made = [_store_month(service, period, size) for period in size.periods]
        if not database.is_sqlite:  # as the server does by itself after a while
            with database.engine.connect().execution_options(**{BEGIN: None}) as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
    counts, corrections, sent = (sum(each) for each in zip(*made, strict=True))
    return Made(counts, corrections, sent, perf_counter() - begun)


def correct(url: str, size: Size, period: Period, root: str, times: int) -> int:
    """Correct every count of a province so many times, from the month's last correction on, a day apart; how many."""
    with opened(url) as service, service.database.writing() as connection:
        book = _Book.of(connection, service)
        codes = tuple(book.provinces[root])
        turns = range(2, 2 + times)
        return sum(_submit(service, connection, book, _Sent(size, period, root, turn, codes)) for turn in turns)


def codes_of(size: Size, provinces: Sequence[str]) -> Iterator[tuple[str, Level]]:
    """The agencies below the provinces: an eighth departments, the rest communes."""
    departments = size.agencies // 8
    for number in range(size.agencies - len(provinces)):
        level = Level.DEPARTMENT if number < departments else Level.COMMUNE
        yield f"{provinces[number % len(provinces)]}.{number // len(provinces) + 1}", level


def _build_fast(connection: Any, _record: Any) -> None:
    # Nothing is lost that cannot be made again, and what is referred to was stored a moment before.
    statements: tuple[str, ...] = ("SET session_replication_role = replica", "SET synchronous_commit = off")
    if isinstance(connection, SqliteConnection):
        statements = ("PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -65536")
    for statement in statements:
        connection.execute(statement)
    connection.commit()  # or PostgreSQL would take the settings back with the transaction


def _register(service: AppContext, size: Size) -> None:
    with service.database.reading() as connection:
        query = select(agency.c.code).where(agency.c.valid_to.is_(None)).order_by(agency.c.code)
        provinces = list(connection.execute(query).scalars())
    # Sorted, so that the agencies of a province have ids that follow each other, as when each registers its own.
    entries = [
        {"code": code, "level": level, "name": f"{level.title()} {code} ({NAME})"}
        for code, level in sorted(codes_of(size, provinces))
    ]
    body = json.dumps({"agencies": entries}).encode()
    register(service.database, service.registers, Upload(Body.of(body), Format.JSON), ADMINISTRATOR, START)


@dataclass(frozen=True)
class _Book:
    """What is looked up for every count."""

    agencies: dict[str, int]
    measures: dict[str, int]
    shares: tuple[tuple[str, str | None, int], ...]

    @classmethod
    def of(cls, connection: Connection, service: AppContext) -> "_Book":
        """``shares``: measures, each with the one that it is a share of, which stands before it, among how many."""
        query = select(agency.c.code, agency.c.id).where(agency.c.valid_to.is_(None)).order_by(agency.c.id)
        ids = {row.code: row.id for row in connection.execute(query)}
        measures = {row.code: row.id for row in connection.execute(select(measure)) if row.code not in LEFT_OUT}
        wholes: dict[str, tuple[str, int]] = {
            numerator: (fraction.denominator[0], len(fraction.numerator))
            for fraction in service.registers.scorecards.items[-1].fractions
            for numerator in fraction.numerator
        }
        order = sorted(measures, key=lambda code: (code in wholes, measures[code]))
        return cls(ids, measures, tuple((code, *wholes.get(code, (None, 1))) for code in order))

    @cached_property
    def provinces(self) -> dict[str, list[str]]:
        """The agencies of each province, itself first."""
        found: dict[str, list[str]] = {}
        for code in self.agencies:
            found.setdefault(code[:3], []).append(code)
        return found


@dataclass(frozen=True, slots=True)
class _Sent:
    """One submission: the ``turn``-th of a province for a month, of ``codes``."""

    size: Size
    period: Period
    root: str
    turn: int
    codes: tuple[str, ...]

    @property
    def random(self) -> Random:
        return Random(f"{self.size.seed} {self.period} {self.root} {self.turn}")

    @property
    def at(self) -> datetime:
        """Each month is reported on the 5th of the next one, and corrected from the 12th on."""
        day = self.period.last_day + timedelta(days=5 if self.turn == 0 else 11 + self.turn)
        return datetime.combine(day, time(3), UTC)


def _store_month(service: AppContext, period: Period, size: Size) -> tuple[int, int, int]:
    """The counts, those among them that are corrections, and the submissions."""
    with service.database.writing() as connection:
        book = _Book.of(connection, service)
        draw = Random(f"{size.seed} {period}")
        first = [_Sent(size, period, root, 0, tuple(codes)) for root, codes in book.provinces.items()]
        draw.shuffle(first)  # nobody waits for the province before it in the alphabet
        second = [
            replace(each, turn=1, codes=tuple(draw.sample(each.codes, -(-len(each.codes) // _CORRECTED))))
            for each in first
        ]
        reported = sum(_submit(service, connection, book, each) for each in first)
        corrected = sum(_submit(service, connection, book, each) for each in second)
    return reported + corrected, corrected, len(first) + len(second)


def _submit(service: AppContext, connection: Connection, book: _Book, sent: _Sent) -> int:
    rows = list(_rows(book, sent))
    counts = sum(row.counts.size for row in rows)
    new = Submission(
        kind=Kind.STATISTICS,
        status=Status.ACCEPTED,
        received_at=sent.at,
        digest=submissions.digest_of(f"{sent.period} {sent.root} {sent.turn}".encode()),
        media_type=Format.JSON,
        bytes=0,
        key_id=None,
        as_of=sent.at,
        source=f"{SOURCE}, seed {sent.size.seed}",
        rows=len(sent.codes),
        figures=counts,
        periods=(sent.period,),
    )
    id_ = submissions.add(connection, new)
    figures_write.add_counts(connection, id_, rows)
    act = Act("submission.accepted", None, sent.at)
    audit_trail.record(service.database, connection, act, f"submission/{id_}", figures=audit_digests.of_counts(rows))
    return counts


def _rows(book: _Book, sent: _Sent) -> Iterator[NewCounts]:
    """By agency and then by measure, as the service stores them."""
    random, measures = sent.random, tuple(book.measures)
    for code in sent.codes:
        values: dict[str, int] = {}
        size = 40 << random.randrange(4, 12) if len(code) == 3 else 40 << random.randrange(6)
        for (name, whole, among), chance in zip(book.shares, random.randbytes(len(book.shares)), strict=True):
            values[name] = (size if whole is None else values[whole] // among) * (768 + chance) >> 10
        yield NewCounts(sent.period, code, Counts.of(measures, (values[name] for name in measures)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.generate")
    parser.add_argument("--url", required=True, help="an empty database")
    whole = Size()
    parser.add_argument("--months", type=int, default=whole.months)
    parser.add_argument("--agencies", type=int, default=whole.agencies)
    parser.add_argument("--seed", type=int, default=whole.seed)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    made = generate(asked.url, Size(asked.months, asked.agencies, seed=asked.seed))
    print(f"{made.counts} counts, {made.corrections} of them corrections, in {made.submissions} submissions: ", end="")
    print(f"{made.seconds:.0f} s")


if __name__ == "__main__":
    main()
