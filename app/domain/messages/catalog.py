"""All messages by code, and how they are shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain

from app.domain.errors import Fault
from app.domain.messages import (
    agencies,
    audit,
    database,
    dossier_counts,
    dossier_files,
    dossiers,
    editions,
    figures,
    idempotency,
    keys,
    letters,
    portal,
    requests,
    rows,
    uploads,
    webhooks,
    what_if,
)
from app.domain.messages.message import Message, Text
from app.domain.redaction import hide_secrets

_NO_VALUE = "-"
# By the titles that they have in docs/look-up/errors.md.
SECTIONS: dict[str, tuple[Message, ...]] = {
    "Requests": requests.MESSAGES,
    "API keys and rate limits": keys.MESSAGES,
    "Idempotency keys and preconditions": idempotency.MESSAGES,
    "Agencies and cohorts": agencies.MESSAGES,
    "Periods, scorecards and figures": figures.MESSAGES,
    "What if": what_if.MESSAGES,
    "Uploads": uploads.MESSAGES,
    "Rows of uploads": rows.MESSAGES,
    "Dossiers": dossiers.MESSAGES,
    "Files of dossiers": dossier_files.MESSAGES,
    "Counting dossiers": dossier_counts.MESSAGES,
    "Editions": editions.MESSAGES,
    "Letters": letters.MESSAGES,
    "Webhooks": webhooks.MESSAGES,
    "National portal": portal.MESSAGES,
    "Database and backups": database.MESSAGES,
    "Audit trail": audit.MESSAGES,
}


def by_code(messages: Iterable[Message]) -> dict[str, Message]:
    """The messages by their codes. Raises ``ValueError`` for a code that stands twice."""
    found: dict[str, Message] = {}
    for each in messages:
        if each.code in found:
            raise ValueError(f"two messages have the code {each.code}")
        found[each.code] = each
    return found


CATALOG = by_code(chain.from_iterable(SECTIONS.values()))


def describe(code: str, params: Mapping[str, object]) -> Text:
    """The sentences of a code with its data put in, safe to show: no control characters, no endless values.

    A day is written as people write it in Vietnamese, and as ISO 8601 has it in English.
    """
    shown = {name: shorten(_NO_VALUE if value is None else str(value)) for name, value in params.items()}
    days = {name: f"{value:%d/%m/%Y}" for name, value in params.items() if type(value) is date}
    message = CATALOG[code]
    return Text(message.vi.format_map(shown | days), message.en.format_map(shown))


def shorten(text: str, limit: int = 600) -> str:
    """``text`` as something that can be shown and encoded: unprintable characters escaped, cut at ``limit``."""
    shown = hide_secrets(text)
    cut = shown if len(shown) <= limit else f"{shown[:limit]}…"
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def as_records(faults: Iterable[Fault]) -> list[dict[str, str | int | None]]:
    return [as_record(fault) for fault in faults]


def as_record(fault: Fault) -> dict[str, str | int | None]:
    """A fault as it is answered and kept: code, place and message."""
    where, message = fault.location, describe(fault.code, fault.params)
    names = ("pointer", "column", "parameter", "sheet", "cell")
    places: dict[str, str | None] = {name: getattr(where, name) for name in names}
    return {
        "code": fault.code,
        "line": where.line,
        **{name: None if place is None else shorten(place) for name, place in places.items()},
        **({"file": shorten(where.file)} if where.file else {}),
        "detail": message.en,
        "detail_vi": message.vi,
    }
