"""A synthetic country in two months: every agency reports every measure, or figures have the holes of real ones
(``real_shape.py``). All figures are made up, none is real.

Deterministic: the same shape gives the same database, but for the ids of nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select

from app.domain.agencies import Agency, Cohort, Level
from app.domain.enums import Kind
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecard
from app.services import registers
from app.services.context import AppContext
from app.settings import Settings
from app.storage import agencies, submissions
from app.storage.database import Connection
from app.storage.submissions import Status, Submission
from app.storage.tables import agency, agency_name, measure, official_result, statistic
from bench.real_shape import Holes, results_of

PERIOD = Period.parse("2026-09")
NOW = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
SOURCE = "synthetic: made up for measuring"
_CORRECTED = 0.03  # of all counts are submitted a second time
_LATE = 0.2  # of the corrections are older than what they would correct, and change nothing
_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How many agencies there are: of the provinces the first ones by code, with so many below each.

    ``real``: with the holes of real figures, and with published results. ``name``: what those below are called.
    """

    provinces: int = 34
    departments: int = 500
    communes: int = 3321
    real: bool = False
    name: str = "Cơ quan giả định {code}"

    @property
    def below(self) -> tuple[int, int]:
        return self.departments, self.communes


WHOLE = Shape()


def service_on(path: Path) -> AppContext:
    """The service over an SQLite file, which evaluates anew what it has evaluated already."""
    settings = Settings(
        database_url=f"sqlite:///{path}",
        key_secret="for measuring only, long enough to be a secret",
        evaluation_cache_agencies=0,
    )
    return AppContext.create(settings, lambda: NOW)


def build(path: Path, shape: Shape = WHOLE) -> AppContext:
    """Fill a new SQLite file with a country of this shape: the month, and the one before it."""
    service = service_on(path)
    registers.migrate(service.database, service.registers, NOW)
    scorecard = service.registers.scorecards.in_force(PERIOD)
    with service.database.writing() as connection:
        provinces = [each.code for each in _provinces(connection)][: shape.provinces]
        below = _below(connection, provinces, shape)
        filler = _Filler(connection, scorecard, shape)
        for period in (PERIOD.previous, PERIOD):
            for number, province in enumerate(provinces):
                filler.fill(period, number, [province, *below[province]])
    with service.database.engine.connect() as plain:
        plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return service


class _Filler:
    """Stores the figures of a province and the agencies below it."""

    def __init__(self, connection: Connection, scorecard: Scorecard, shape: Shape) -> None:
        self._connection, self._scorecard, self._real = connection, scorecard, shape.real
        self._random = Random(766)
        self._holes = Holes.of(scorecard)
        self._agency_ids = dict(connection.execute(select(agency.c.code, agency.c.id)).all())
        self._measure_ids = dict(connection.execute(select(measure.c.code, measure.c.id)).all())

    def fill(self, period: Period, number: int, codes: list[str]) -> None:
        reported = datetime.combine(period.last_day + timedelta(days=1), time(number % 24), UTC)
        submissions_ = _Submissions(
            self._submit(Kind.STATISTICS, period, reported),
            self._submit(Kind.STATISTICS, period, reported + timedelta(days=5)),
            self._submit(Kind.STATISTICS, period, reported - timedelta(days=5)),
        )
        rows = [row for code in codes for row in self._counts_of(period, code, submissions_)]
        for start in range(0, len(rows), _AT_ONCE):
            self._connection.execute(insert(statistic), rows[start : start + _AT_ONCE])
        if self._real:
            published = self._submit(Kind.OFFICIAL_RESULTS, period, reported + timedelta(days=9))
            self._connection.execute(insert(official_result), self._results(period, codes, published))

    def _counts_of(self, period: Period, code: str, submissions_: "_Submissions") -> Iterator[dict[str, Any]]:
        random = self._random
        left_out = self._holes.of_agency(code, random) if self._real else frozenset()
        for name, value in _counts(self._scorecard, random).items():
            if name in left_out:
                continue
            key = {"period": period, "agency_id": self._agency_ids[code], "measure_id": self._measure_ids[name]}
            yield {**key, "submission_id": submissions_.first, "value": value}
            if random.random() < _CORRECTED:
                id_ = submissions_.late if random.random() < _LATE else submissions_.correction
                yield {**key, "submission_id": id_, "value": random.randint(0, value)}

    def _results(self, period: Period, codes: list[str], submission_id: int) -> list[dict[str, Any]]:
        return [
            {"period": period, "agency_id": self._agency_ids[code], "submission_id": submission_id, **row}
            for code in codes
            if not self._holes.is_unpublished(code)
            for row in results_of(self._scorecard, code, self._random)
        ]

    def _submit(self, kind: Kind, period: Period, as_of: datetime) -> int:
        new = Submission(
            kind,
            Status.ACCEPTED,
            NOW,
            "sha256:0",
            "text/csv",
            1,
            None,
            as_of,
            SOURCE,
            1,
            1,
            periods=(period,),
        )
        return submissions.add(self._connection, new)


class _Submissions(NamedTuple):
    """Those of a province's counts in a month: what it sent first, what corrects it, what is older than both."""

    first: int
    correction: int
    late: int


def _provinces(connection: Connection) -> list[Agency]:
    found = agencies.page(connection, PERIOD.last_day, agencies.Filter(level=Level.PROVINCE), 1000)
    return [each for each in found if each.valid_on(PERIOD.last_day)]


def _below(connection: Connection, provinces: list[str], shape: Shape) -> dict[str, list[str]]:
    """Register the agencies below the provinces; returns their codes by province."""
    found: dict[str, list[str]] = {code: [] for code in provinces}
    levels = {Level.DEPARTMENT: shape.departments, Level.COMMUNE: shape.communes}
    rows: list[dict[str, Any]] = []
    for level, count in levels.items():
        for number in range(count):
            province = provinces[number % len(provinces)]
            code = f"{province}.{len(found[province]) + 1}"
            found[province].append(code)
            rows.append({"code": code, "level": level})
    connection.execute(insert(agency), rows)
    ids = connection.execute(select(agency.c.id, agency.c.code).where(agency.c.code.contains(".")))
    names = [{"agency_id": id_, "first_day": date.min, "name": shape.name.format(code=code)} for id_, code in ids]
    connection.execute(insert(agency_name), names)
    agencies.record(connection, [row["code"] for row in rows], agencies.ALWAYS)
    return found


def _counts(scorecard: Scorecard, random: Random) -> dict[str, int]:
    """A count of each measure; of a fraction the numerators together are not above the denominator."""
    found: dict[str, int] = {}
    for fraction in scorecard.fractions:
        for code in fraction.denominator:
            found.setdefault(code, 0 if random.random() < 0.01 else random.randint(1, 50_000))
    for fraction in scorecard.fractions:
        left = sum(found[code] for code in fraction.denominator)
        for code in fraction.numerator:
            if code not in found:
                found[code] = round(left * random.betavariate(4, 2))
                left -= found[code]
    return found


def cohorts(service: AppContext) -> list[str]:
    """Every cohort of the country, as it is written in a question."""
    with service.database.reading() as connection:
        roots = [each.code for each in _provinces(connection)]
    return ["provinces", *(f"{code}.{level}" for code in roots for level in ("departments", "communes"))]


def communes(service: AppContext, province: str) -> list[str]:
    """The codes of a province's communes."""
    with service.database.reading() as connection:
        found = agencies.members(connection, Cohort(Level.COMMUNE, province), PERIOD.last_day)
    return [each.code for each in found]


def stored(service: AppContext) -> int:
    """How many counts there are, superseded ones too."""
    with service.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(statistic)).scalar_one()


def published(service: AppContext) -> int:
    """How many published results there are."""
    with service.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(official_result)).scalar_one()
