"""What counts take on disk, against plain integers; and PostgreSQL's table against one that is partitioned by year."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import psycopg
from sqlalchemy import make_url

from bench.generate import MIDDLE
from bench.rounds import Fact, Ratio, Result, by_turns

_KEYED = "PRIMARY KEY (period, agency, measure)"
_PLAIN = "period integer NOT NULL, agency integer NOT NULL, measure integer NOT NULL, value bigint NOT NULL"
# The counts of a year, each once, in the order of the key: nobody can fill a plain table better.
_YEAR = f"period BETWEEN {MIDDLE.year * 100} AND {MIDDLE.year * 100 + 12}"
_ONCE = f"""SELECT period, agency_id, measure_id, max(value) FROM statistic WHERE {_YEAR}
    GROUP BY period, agency_id, measure_id ORDER BY period, agency_id, measure_id"""
_REFERENCES = ("agency", "measure", "submission", "quality")
_NEW_MONTH = MIDDLE.year * 100 + 1099  # that no row has


def databases(server: str, *names: str) -> list[str]:
    """New databases of a server, by their addresses."""
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return [make_url(server).set(database=name).render_as_string(hide_password=False) for name in names]


@contextmanager
def careless(server: str) -> Iterator[None]:
    """Until the end the server does not wait for the disk: what it is filled with can be made again."""
    settings = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'8GB'"}
    with psycopg.connect(server, autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
        connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CHECKPOINT")


def bytes_per_count(part: str, name: str, url: str, counts: int) -> Iterator[Result]:
    """The whole database by its counts, and the table of counts alone where that can be told."""
    whole, table, keyed, bare = (_sqlite_bytes if url.startswith("sqlite") else _postgresql_bytes)(url)
    each = [whole / counts]
    yield Ratio(part, f"{name}: a count with all that belongs to it", "B", each, "plain table with its key", [keyed])
    yield Ratio(part, f"{name}: a count with all that belongs to it", "B", each, "plain table without index", [bare])
    if table:
        yield Fact(part, f"{name}: of that the table of counts with its key", "B", round(table / counts, 1))


def _sqlite_bytes(url: str) -> tuple[int, int, float, float]:
    source = make_url(url).database or ""

    def per_row(definition: str) -> float:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "plain.db")
            connection = sqlite3.connect(path)
            connection.execute(f"CREATE TABLE plain ({definition}")
            connection.execute("ATTACH ? AS filled", (f"file:{source}",))
            rows = connection.execute(f"INSERT INTO plain {_ONCE.replace('FROM ', 'FROM filled.')}").rowcount
            connection.commit()
            connection.close()
            return path.stat().st_size / rows

    return Path(source).stat().st_size, 0, per_row(f"{_PLAIN}, {_KEYED}) WITHOUT ROWID"), per_row(f"{_PLAIN})")


def _postgresql_bytes(url: str) -> tuple[int, int, float, float]:
    with psycopg.connect(url) as connection:

        def number(query: str) -> int:
            found = connection.execute(query.encode()).fetchone()
            assert found is not None
            return int(found[0])

        def per_row(definition: str) -> float:
            connection.execute(f"CREATE TABLE plain ({definition})".encode())
            rows = connection.execute(f"INSERT INTO plain {_ONCE}".encode()).rowcount
            size = number("SELECT pg_total_relation_size('plain')")
            connection.execute("DROP TABLE plain")
            return size / rows

        whole = number("SELECT pg_database_size(current_database())")
        table = number("SELECT pg_total_relation_size('statistic')")
        return whole, table, per_row(f"{_PLAIN}, {_KEYED}"), per_row(_PLAIN)


def partitioned(part: str, url: str, rounds: int, ranked: Callable[[str], float]) -> Iterator[Result]:
    """A ranking and the arrival of a month, with a partition for each year against the table as it is.

    ``ranked``: the milliseconds that a ranking takes on the database of an address.
    """
    user = "partitioned"  # who finds the other table under the same name
    with psycopg.connect(url) as connection:
        for statement in _partitions(user):
            connection.execute(statement.encode())
    other = make_url(url).set(username=user).render_as_string(hide_password=False)
    own, others = by_turns(rounds, lambda: ranked(other), lambda: ranked(url))
    yield Ratio(part, "PostgreSQL, partitioned by year: ranking of departments", "ms", own, "one table", others)
    own, others = by_turns(rounds, lambda: _copied(other), lambda: _copied(url))
    yield Ratio(part, "PostgreSQL, partitioned by year: COPY of a month", "s", own, "one table", others)


def _partitions(user: str) -> Iterator[str]:
    yield f"CREATE ROLE {user} LOGIN SUPERUSER"
    yield f"CREATE SCHEMA {user}"
    yield f"ALTER ROLE {user} SET search_path = {user}, public"
    table = f"{user}.statistic"
    yield f"CREATE TABLE {table} (LIKE public.statistic INCLUDING CONSTRAINTS) PARTITION BY RANGE (period)"
    for year in range(MIDDLE.year - 5, MIDDLE.year + 12):
        bounds = f"FROM ({year * 100}) TO ({(year + 1) * 100})"
        yield f"CREATE TABLE {user}.statistic_{year} PARTITION OF {table} FOR VALUES {bounds}"
    yield f"INSERT INTO {table} SELECT * FROM public.statistic ORDER BY period"
    yield f"ALTER TABLE {table} ADD PRIMARY KEY (period, agency_id, measure_id, submission_id)"
    for each in _REFERENCES:
        yield f"ALTER TABLE {table} ADD FOREIGN KEY ({each}_id) REFERENCES public.{each} (id)"
    yield f"ANALYZE {table}"


def _copied(url: str) -> float:
    """Seconds for the counts of a month to come into a table with all its keys; they are taken back afterwards."""
    with psycopg.connect(url) as connection:
        query = "SELECT period, agency_id, measure_id, submission_id, value FROM statistic WHERE period = %s"
        month = MIDDLE.year * 100 + MIDDLE.number
        rows = [(_NEW_MONTH, *row[1:]) for row in connection.execute(query, (month,))]
        begun = perf_counter()
        columns = "period, agency_id, measure_id, submission_id, value"
        with connection.cursor() as cursor, cursor.copy(f"COPY statistic ({columns}) FROM STDIN") as copy:
            copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows))
        took = perf_counter() - begun
        connection.rollback()
        return took
