"""Rows of plain numbers are taken whole, others count by count: no sender can tell which way a row went."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from app.domain.errors import Refusal
from app.domain.measures import parse_count
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.audit.verify import Trail, verify
from app.services.context import AppContext
from tests.conftest import Client, Databases
from tests.integration.submissions.uploads import csv_bytes

MEASURES = ("dossiers_received", "dossiers_on_time", "petitions", "petitions_about_staff")
AGENCIES, PERIODS = ("H31", "H44", "H01", "H99"), ("2026-08", "2026-09")
_STORED = (
    "SELECT period, agency.code, measure.code, value FROM statistic JOIN agency ON agency.id = agency_id "
    "JOIN measure ON measure.id = measure_id ORDER BY 1, 2, 3"
)


def stored(service: AppContext) -> list[Any]:
    with service.database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(_STORED))]


PLAIN_CSV = "agency,period,petitions,dossiers_received\nH31,2026-08,4,12\nH44,2026-08,,7\nH31,2026-09,0,1000000000000\n"
PLAIN_NDJSON = (
    '{"agency": "H31", "period": "2026-08", "measures": {"petitions": 4, "dossiers_received": 12}}\n'
    '{"agency": "H44", "period": "2026-08", "measures": {"petitions": null, "dossiers_received": 7}}\n'
    '{"agency": "H31", "period": "2026-09", "measures": {"petitions": 0, "dossiers_received": 1000000000000}}\n'
)
SPELLINGS = {
    "plain CSV": (Format.CSV, PLAIN_CSV),
    "blanks": (Format.CSV, PLAIN_CSV.replace(",", " , ")),
    "zeros before": (Format.CSV, PLAIN_CSV.replace(",4,12", f",{'0' * 40}4,0012")),
    "quotation marks": (Format.CSV, PLAIN_CSV.replace("4,12", '"4","12"')),
    "semicolons": (Format.CSV, PLAIN_CSV.replace(",", ";")),
    "plain NDJSON": (Format.NDJSON, PLAIN_NDJSON),
    "escapes": (Format.NDJSON, PLAIN_NDJSON.replace('"petitions"', '"\\u0070etitions"')),
    "no blanks": (Format.NDJSON, PLAIN_NDJSON.replace(" ", "").replace("\n", "\r\n")),
    "another order": (
        Format.NDJSON,
        '{"measures":{"dossiers_received":12,"petitions":4},"period":"2026-08","agency":"H31"}\n'
        + PLAIN_NDJSON.partition("\n")[2],
    ),
    "JSON": (Format.JSON, f'{{"statistics": [{",".join(PLAIN_NDJSON.splitlines())}]}}'),
    "a row for each count": (
        Format.CSV,
        "agency,period,petitions,dossiers_received\nH44,2026-08,,7\nH31,2026-08,4,\nH31,2026-09,0,\nH31,2026-08,,12\n"
        "H31,2026-09,,1000000000000\n",
    ),
}


def test_spellings(databases: Databases) -> None:
    """What is stored, and its digests in the audit trail, do not depend on how it was written."""
    client = Client.on(databases.migrated())
    key, seen, subjects = client.key(), [], []
    for name, (format_, content) in SPELLINGS.items():
        answer = client.post("/v1/statistics", content=content, headers=key | {"Content-Type": format_})
        assert (answer.status_code, answer.json()["figures"]) == (201, 5), name
        with client.service.database.writing() as connection:
            query = "SELECT subjects FROM audit_entry ORDER BY id DESC LIMIT 1"
            parts = json.loads(connection.execute(text(query)).scalar_one())[f"submission/{answer.json()['id']}"]
            subjects.append({part: digest for part, digest in parts.items() if part.endswith("statistics")})
            seen.append(stored_by(connection, answer.json()["id"]))
    assert seen[0] == [
        (202608, "H31", "dossiers_received", 12),
        (202608, "H31", "petitions", 4),
        (202608, "H44", "dossiers_received", 7),
        (202609, "H31", "dossiers_received", 10**12),
        (202609, "H31", "petitions", 0),
    ]
    assert len(subjects[0]) == 3
    for each, parts in zip(seen, subjects, strict=True):
        assert (each, parts) == (seen[0], subjects[0])
    assert not list(verify(client.service.database, Trail(), {}))
    client.service.database.engine.dispose()


def stored_by(connection: Any, submission: int) -> list[Any]:
    query = _STORED.replace("ORDER", "WHERE submission_id = :id ORDER")
    return [tuple(row) for row in connection.execute(text(query), {"id": submission})]


def test_kinds_of_rows_without_end(client: Client) -> None:
    """Every row with other measures than the one before."""
    names, random = list(client.service.registers.measures), Random(7)
    rows, expected = [], set[tuple[int, str, str]]()
    for agency in ("H31", "H44", "H01"):
        for month in range(1, 10):
            for place in range(0, 44, 6):
                some = random.sample(names[place : place + 6], random.randint(1, 6))
                measures = dict.fromkeys(some, 0)
                rows.append({"agency": agency, "period": f"2026-{month:02}", "measures": measures})
                expected |= {(202600 + month, agency, name) for name in some}
    random.shuffle(rows)
    content = "\n".join(map(json.dumps, rows))
    answer = client.post("/v1/statistics", content=content, headers=client.key() | {"Content-Type": Format.NDJSON})
    assert answer.status_code == 201, answer.text
    assert stored(client.service) == sorted((*place, 0) for place in expected)
    assert not list(verify(client.service.database, Trail(), {}))


@dataclass
class Oracle:
    """What is wrong with rows, found cell by cell, and what is left of them."""

    client: Client
    faults: list[tuple[str, int, str]] = field(default_factory=list)
    counts: dict[tuple[str, str], dict[str, tuple[int, int]]] = field(default_factory=dict)

    def look(self, line: int, row: dict[str, str]) -> None:
        known = row["agency"] != "H99"
        if not known:
            self.faults.append(("unknown_agency", line, "agency"))
        own = self.counts.setdefault((row["period"], row["agency"]), {}) if known else {}
        for measure, written in list(row.items())[2:]:
            try:
                count = parse_count(written.strip()) if written.strip() else None
            except Refusal as refusal:
                self.faults.append((refusal.code, line, measure))
                continue
            if count is None or not known:
                continue
            if measure in own:
                self.faults.append(("figure_repeated", line, measure))
            else:
                own[measure] = line, count

    def compare(self) -> None:
        """In the order in which periods, and within them agencies, first came."""
        scorecard = self.client.service.registers.scorecards.in_force(Period.parse(PERIODS[0]))
        agencies = list(dict.fromkeys(agency for _, agency in self.counts))
        for period in dict.fromkeys(period for period, _ in self.counts):
            for agency in agencies:
                own = self.counts.get((period, agency), {})
                for each in scorecard.fractions:
                    if own.keys() >= set(each.measures):
                        above, below = (
                            sum(own[code][1] for code in side) for side in (each.numerator, each.denominator)
                        )
                        if above > below:
                            self.faults.append(
                                ("numerator_exceeds_denominator", own[each.measures[0]][0], each.measures[0])
                            )


def random_rows(random: Random) -> Iterator[dict[str, str]]:
    odd = ["-1", "1.234", "1.5", "1e5", "x", "1000000000001", "9" * 70, "+1", "-0", "NaN"]
    fine = ["", " 2", "3 ", "007", "0", "1", "2", "12"]
    for _ in range(random.randint(1, 4)):
        cells = [random.choice(odd if random.random() < 0.04 else fine) for _ in MEASURES]
        agency = random.choice(AGENCIES[: 3 if random.random() < 0.9 else 4])
        yield {"agency": agency, "period": random.choice(PERIODS), **dict(zip(MEASURES, cells, strict=True))}


@pytest.mark.parametrize("format_", [Format.CSV, Format.NDJSON])
def test_random_rows_with_random_faults(sqlite_databases: Databases, format_: Format, long: bool) -> None:
    empty = Client.on(sqlite_databases.migrated())
    key, random, accepted = empty.key(), Random(f"rows in {format_}"), 0
    for _ in range(3_000 if long else 40):
        rows, oracle = list(random_rows(random)), Oracle(empty)
        if format_ is Format.CSV:
            content = csv_bytes([list(rows[0]), *(list(row.values()) for row in rows)])
        else:
            rows = [{name: cell for name, cell in row.items() if plain_in_json(cell)} for row in rows]
            content = "\n".join(map(as_json, rows)).encode()
        for line, row in enumerate(rows, start=2 if format_ is Format.CSV else 1):
            oracle.look(line, row)
        oracle.compare()
        answer = empty.post("/v1/statistics?dry_run=true", content=content, headers=key | {"Content-Type": format_})
        found = [(each["code"], each["line"], each["column"]) for each in answer.json()["errors"]]
        assert found == oracle.faults, content.decode()
        if not oracle.faults and any(oracle.counts.values()):
            accepted += 1
            assert answer.json()["figures"] == sum(map(len, oracle.counts.values()))
    assert accepted
    empty.service.database.engine.dispose()


def plain_in_json(cell: str) -> bool:
    return cell not in ("007", "+1", "x")


def as_json(row: dict[str, str]) -> str:
    """A row with its numbers as they are written."""
    counts = ", ".join(f'"{name}": {cell.strip() or "null"}' for name, cell in list(row.items())[2:])
    return f'{{"agency": "{row["agency"]}", "period": "{row["period"]}", "measures": {{{counts}}}}}'
