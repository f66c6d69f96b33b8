"""PostgreSQL's settings, made for each transaction: behind a pooler nothing else lasts from one to the next.

They go with the transaction's beginning, in one message, so they cost no time on the way.
"""

import os
import shlex
from collections.abc import Mapping

from sqlalchemy import URL

from app.domain.errors import Refusal

_IN_URL = ("options", "search_path", "role")


def without_settings(url: URL) -> URL:
    """The address without what ``asked_for`` takes from it."""
    return url.difference_update_query(_IN_URL)


def asked_for(url: URL) -> dict[str, str]:
    """The settings that the operator asks for: in PGOPTIONS, and before it in the address, as ``options``,
    ``search_path`` or ``role``. Refuses ``database_options_invalid``."""
    given = {name: " ".join(_texts(url.query.get(name, ()))) for name in _IN_URL}
    found = _read(os.environ.get("PGOPTIONS", "")) | _read(given.pop("options"))
    return found | {name: value for name, value in given.items() if value}


def beginning(mode: str, settings: Mapping[str, str]) -> str:
    """What begins a transaction of a mode, such as ``READ ONLY``, in which ``settings`` hold."""
    from psycopg.sql import Literal  # noqa: PLC0415  # with SQLite nobody waits for PostgreSQL's driver

    names = sorted(settings, key=lambda name: name == "role")  # as another role, less may be set
    made = (f"set_config({Literal(name).as_string()}, {Literal(settings[name]).as_string()}, true)" for name in names)
    return f"BEGIN {mode}; SELECT {', '.join(made)}"


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _read(options: str) -> dict[str, str]:
    """The settings in a server's command line, as PostgreSQL reads it: blanks divide, a backslash keeps one."""
    lexer = shlex.shlex(options, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.commenters = True, "", ""
    try:
        words = list(lexer)
    except ValueError:
        raise Refusal("database_options_invalid", what="\\") from None
    found: dict[str, str] = {}
    while words:
        word = words.pop(0)
        if word == "-c" and words:
            word += words.pop(0)
        name, divides, value = word[2:].partition("=")
        name = name.replace("-", "_").lower()
        # What a transaction begins with is ours to say: it would be ignored in silence.
        if word[:2] not in ("-c", "--") or not divides or name.startswith("default_transaction_"):
            raise Refusal("database_options_invalid", what=word.partition("=")[0])
        found[name] = value
    return found
