"""What is sent: made up, the same in every run, and marked so in its ``source``; and databases to send it to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import insert

from app.domain.enums import Scope
from app.domain.periods import Period, PeriodKind
from app.services.keys import create
from app.services.registers import migrate
from app.storage import tables
from app.storage.agencies import FIRST_NAME_DAY
from tests.conftest import NOW, service_on

SOURCE = "synthetic: made up by bench/uploads.py"
# Those of the scorecard's whole years that have passed.
MONTHS = [Period(PeriodKind.MONTH, year, month) for year in (2023, 2024, 2025) for month in range(1, 13)]
_PROVINCES = 34

Wide = list[tuple[str, list[int]]]  # an agency's code and its counts, one for each measure


@dataclass(frozen=True, slots=True)
class World:
    """A migrated database with agencies below provinces: its address, a key that may write, and its measures."""

    url: str
    key: str
    agencies: list[str]
    measures: list[str]
    numerators: frozenset[str]

    @classmethod
    def make(cls, url: str, agencies: int) -> "World":
        each = -(-agencies // _PROVINCES)
        codes = sorted(f"H{31 + place // each:02}.Z{place % each:03}" for place in range(agencies))
        made = service_on(url)
        migrate(made.database, made.registers, NOW)
        with made.database.writing() as connection:
            connection.execute(insert(tables.agency), [{"code": code, "level": "commune"} for code in codes])
            ids = {row.code: row.id for row in connection.execute(tables.agency.select())}
            names = [{"agency_id": ids[code], "first_day": FIRST_NAME_DAY, "name": f"Test {code}"} for code in codes]
            connection.execute(insert(tables.agency_name), names)
        key, _ = create(made.database, made.key_secret, None, [Scope.ADMIN], "bench", NOW)
        made.database.engine.dispose()
        fractions = [each for card in made.registers.scorecards for each in card.fractions]
        numerators = frozenset(code for each in fractions for code in each.numerator)
        return cls(url, key, codes, list(made.registers.measures), numerators)

    def rows(self, seed: int) -> Wide:
        """Every count of every agency, no numerator above its denominator."""
        random = Random(seed)
        spans = [(0, 1_000) if code in self.numerators else (10_000, 100_000) for code in self.measures]
        return [(code, [random.randrange(*span) for span in spans]) for code in self.agencies]


def as_csv(measures: Sequence[str], rows: Wide, period: Period) -> bytes:
    lines = [",".join(("agency", "period", *measures))]
    lines += [f"{code},{period},{','.join(map(str, values))}" for code, values in rows]
    return "\n".join(lines).encode()


def as_ndjson(measures: Sequence[str], rows: Wide, period: Period) -> bytes:
    return "\n".join(
        json.dumps({"agency": code, "period": str(period), "measures": dict(zip(measures, values, strict=True))})
        for code, values in rows
    ).encode()


def long_csv(world: World, rows: int) -> bytes:
    """So many rows of one count each, all of another agency or another month."""
    denominator = next(code for code in world.measures if code not in world.numerators)
    lines = [f"agency,period,{denominator}"]
    for number in range(rows):
        month, agency = divmod(number, len(world.agencies))
        lines.append(f"{world.agencies[agency]},{MONTHS[month]},{number % 977}")
    return "\n".join(lines).encode()
