"""Figures on their way in, in a temporary database of their own: a million of them take no memory."""

import sqlite3
from collections.abc import Iterator


class Scratch:
    """Figures by key, each with the number of the row in which it stood. Gone when it is closed."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)  # SQLite's word for a file without a name
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA cache_size = -4096",
            "CREATE TABLE figure (key INTEGER PRIMARY KEY, number INTEGER NOT NULL, content BLOB NOT NULL)",
            "BEGIN",
        ):
            self._database.execute(statement)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def add(self, key: int, number: int, content: bytes) -> int | None:
        """Keep a figure; if there is one with this key already, the number of its row, and nothing is kept."""
        values = (key, number, content)
        if self._database.execute("INSERT OR IGNORE INTO figure VALUES (?, ?, ?)", values).rowcount:
            self._length += 1
            return None
        first: int = self._database.execute("SELECT number FROM figure WHERE key = ?", (key,)).fetchone()[0]
        return first

    def between(self, first: int, last: int) -> list[tuple[int, bytes]]:
        """Number of the row and content of what is kept under these keys, by key."""
        query = "SELECT number, content FROM figure WHERE key BETWEEN ? AND ? ORDER BY key"
        return self._database.execute(query, (first, last)).fetchall()

    def __iter__(self) -> Iterator[tuple[int, int, bytes]]:
        """Key, number of the row and content, by key."""
        # Not a generator: what is left of a failed attempt is collected in any thread, and a generator would close the
        # cursor there, which SQLite's driver does not allow.
        return self._database.execute("SELECT key, number, content FROM figure ORDER BY key")

    def close(self) -> None:
        self._database.close()
