"""The register of administrative procedures, as the national portal lists them."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from app.storage.tables import procedure


@dataclass(frozen=True, slots=True)
class Procedure:
    """``id``, ``department`` (who announced it) and ``applied`` (who handles it) are UUIDs of the portal."""

    id: str
    code: str
    name: str
    state: str | None
    department: str | None
    applied: tuple[str, ...]


def save(connection: Connection, procedures: Iterable[Procedure]) -> None:
    """Register procedures; one that is registered already is replaced. Of two with one id the last counts."""
    rows = {each.id: _row(each) for each in procedures}
    if not rows:
        return
    connection.execute(delete(procedure).where(procedure.c.id == bindparam("old")), [{"old": id_} for id_ in rows])
    connection.execute(insert(procedure), list(rows.values()))


def page(connection: Connection, text: str, limit: int, offset: int) -> tuple[list[Procedure], int]:
    """At most ``limit`` procedures, by code, whose code or name contains ``text`` in any case; and how many there are.

    ``text`` must be free of control characters, which PostgreSQL does not take.
    """
    matching = procedure.c.folded.contains(_fold(text), autoescape=True)
    query = select(procedure).where(matching).order_by(procedure.c.code, procedure.c.id)
    total = connection.execute(select(func.count()).select_from(procedure).where(matching)).scalar_one()
    rows = connection.execute(query.limit(limit).offset(offset))
    return [Procedure(row.id, row.code, row.name, row.state, row.department, tuple(row.applied)) for row in rows], total


def _row(entry: Procedure) -> dict[str, Any]:
    return {
        "id": entry.id,
        "code": entry.code,
        "name": entry.name,
        "folded": f"{_fold(entry.code)}\n{_fold(entry.name)}",
        "state": entry.state,
        "department": entry.department,
        "applied": list(entry.applied),
    }


def _fold(text: str) -> str:
    """``text`` for comparing: the databases fold differently, SQLite only ASCII letters.

    A Vietnamese letter can be written as one character or as several; NFC makes them one.
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
