"""How a database goes about what it is asked: its own account of every statement that a piece of code executes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.storage.tables import metadata

_ALIASES = {"successor": "edition"}
_SQLITE = re.compile(r"(?P<how>SCAN|SEARCH) (?P<table>\w+?)(?:_\d+)?(?: USING [\w ]*?)?(?: \((?P<conditions>.*)\))?$")
# The tables of a test are so small that to read them whole is quickest; this way that is done only where nothing else
# can be done. Joins likewise: few rows lead to few rows.
_NO_SHORT_WAY = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off"


class Way(StrEnum):
    """How much of a table is read: what a condition leads to; rows in order until there are enough, without a condition
    that could pass over any; or it may be all."""

    SEARCHED = "searched"
    IN_ORDER = "in order"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Access:
    """``columns``: those whose values lead to the rows."""

    table: str
    way: Way
    columns: frozenset[str]
    statement: str


def accesses(engine: Engine, work: Callable[[], object]) -> list[Access]:
    """Every access to a table in the plans of the statements that ``work`` executes."""
    found: list[Access] = []

    def explain(
        connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if many or statement.split(maxsplit=1)[0] not in ("SELECT", "WITH", "UPDATE", "DELETE"):
            return
        cursor = connection.connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.extend(_of_sqlite(statement, [row[-1] for row in cursor.fetchall()]))
        else:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
            row = cursor.fetchone()
            assert row is not None
            found.extend(_of_postgresql(statement, row[0][0]["Plan"], limited=False))
        cursor.close()

    event.listen(engine, "after_cursor_execute", explain)
    try:
        work()
    finally:
        event.remove(engine, "after_cursor_execute", explain)
    return found


def search_if_possible(engine: Engine) -> None:
    """Let PostgreSQL use an index wherever there is one that serves; SQLite does, for it does not count rows."""
    if engine.dialect.name == "sqlite":
        return

    def set_up(connection: Any, _record: Any) -> None:
        connection.execute(_NO_SHORT_WAY)
        connection.commit()

    engine.dispose()
    event.listen(engine, "connect", set_up)


def _of_sqlite(statement: str, lines: list[str]) -> Iterator[Access]:
    words = statement.split()
    stops = "LIMIT" in words and "WHERE" not in words and not any("ORDER BY" in line for line in lines)
    for line in lines:
        match = _SQLITE.match(line)
        table = _ALIASES.get(match["table"], match["table"]) if match else ""
        if match and table in metadata.tables:
            scanned = Way.IN_ORDER if stops else Way.WHOLE
            way = Way.SEARCHED if match["how"] == "SEARCH" else scanned
            columns = frozenset(re.findall(r"(\w+)[=<>]", match["conditions"] or ""))
            yield Access(table, way, columns, statement)


def _of_postgresql(statement: str, node: dict[str, Any], *, limited: bool) -> Iterator[Access]:
    table = str(node.get("Relation Name"))
    if table in metadata.tables and node["Node Type"] != "ModifyTable":
        conditions = f"{node.get('Index Cond', '')} {node.get('Recheck Cond', '')}"
        columns = frozenset(re.findall(r"\w+", conditions)) & set(metadata.tables[table].c.keys())
        stops = limited and "Index" in node["Node Type"] and "Filter" not in node
        scanned = Way.IN_ORDER if stops else Way.WHOLE
        yield Access(table, Way.SEARCHED if columns else scanned, columns, statement)
    for each in node.get("Plans", ()):
        stops = node["Node Type"] == "Limit" or (limited and node["Node Type"] not in ("Sort", "Aggregate", "Hash"))
        yield from _of_postgresql(statement, each, limited=stops)
