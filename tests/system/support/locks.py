"""Somebody else who writes and takes his time."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from sqlalchemy import make_url


@contextmanager
def writers_turn(url: str) -> Iterator[None]:
    """Hold the writers' turn, past the service, until the end of the block."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as held:
            held.execute("SELECT pg_advisory_xact_lock(766)")
            yield
