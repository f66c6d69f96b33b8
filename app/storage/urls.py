"""The address of a database as it stands in the settings."""

import re

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.domain.errors import Refusal

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Where a password stands as it is, with one of the characters that divide an address, its rest is taken for a host, a
# port or a database, and is printed as such. So these characters may stand nowhere but where they divide.
_POSTGRESQL = re.compile(
    r"""postgres(?:ql)?(?:\+psycopg)?://
    (?:(?:[^:/?\#@\[\]%]|%[0-9A-Fa-f]{2})*      # the user
       (?::(?:[^/?\#@\[\]%]|%[0-9A-Fa-f]{2})*)? # the password
    @)?
    [^/?\#@]*           # the host and the port
    (?:/[^/?\#@]*)?     # the database
    (?:\?[^?\#@]*)?     # parameters of the connection
    """,
    re.VERBOSE,
)
_SQLITE = re.compile(r"sqlite:///[^?]+")


def parse_url(text: str) -> URL:
    """The parts of an address; ``postgres://`` is ``postgresql://``. Refuses ``database_url_invalid``, which names no
    part of it."""
    form = _SQLITE if text.startswith("sqlite:") else _POSTGRESQL
    if _CONTROL.search(text) or text != text.strip() or not form.fullmatch(text):
        raise Refusal("database_url_invalid")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise Refusal("database_url_invalid") from None
    return url if form is _SQLITE else url.set(drivername="postgresql+psycopg")
