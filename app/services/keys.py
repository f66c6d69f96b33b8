"""API keys: who may write what."""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import SecretStr

from app.domain.agencies import Level, is_within, levels_for, parse_code
from app.domain.errors import Faults, Refusal
from app.services import audit
from app.services.audit import Act
from app.storage import agencies, keys
from app.storage.keys import StoredKey
from app.storage.session import Database

PREFIX = "tthc766"
MIN_SECRET = 32
MAX_NOTE = 500
_TOKEN = re.compile(rf"{PREFIX}_(?P<id>[0-9a-f]{{12}})_[\w-]{{43}}", re.ASCII)


class Scope(StrEnum):
    """``admin`` may write everything in its subtree."""

    STATISTICS_WRITE = "statistics:write"
    OFFICIAL_WRITE = "official:write"
    PUBLISH_WRITE = "publish:write"
    WEBHOOKS_WRITE = "webhooks:write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the holder of a key, or the administrator at the console (no key, the whole country)."""

    key_id: str | None = None
    root: str | None = None
    scopes: frozenset[str] = frozenset({Scope.ADMIN})

    def require(self, *any_of: Scope) -> None:
        """Refuse with ``scope_missing`` unless one of the scopes is held."""
        if not self.scopes & {Scope.ADMIN, *any_of}:
            raise Refusal("scope_missing", scope=" / ".join(any_of))

    def refuse_outside(self, outside: Faults) -> None:
        """Refuse with ``outside_subtree`` if there are rows that this author may not write."""
        if outside.total:
            raise Refusal("outside_subtree", faults=outside.listed, total=outside.total, root=self.root)

    def may_write(self, agency: str) -> bool:
        return is_within(agency, self.root)


ADMINISTRATOR = Author()


def hashing_secret(setting: SecretStr | None, database: Database) -> bytes:
    """The secret under which keys are hashed.

    With SQLite and no setting, it is a random one in a file beside the database, made when first
    needed. Otherwise the setting must hold one, or ``secret_missing`` is refused.
    """
    if setting is None and database.is_sqlite and database.url.database:
        return _secret_file(Path(f"{database.url.database}.secret"))
    return _long_enough(setting.get_secret_value().encode("utf-8", "surrogateescape") if setting else b"")


def create(
    database: Database, secret: bytes, agency: str | None, scopes: Iterable[Scope], note: str, now: datetime
) -> tuple[str, StoredKey]:
    """Make a key. The first thing returned is the key itself: it cannot be had again.

    A ministry need not be registered yet: it registers itself with its own key. Refuses ``code_invalid``,
    and ``unknown_agency`` below a province that does not exist.
    """
    if agency is not None:
        parse_code(agency)
    if not note.isprintable() or len(note) > MAX_NOTE:
        raise Refusal("text_invalid", field="note", limit=MAX_NOTE)
    id_ = secrets.token_hex(6)
    token = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    stored = StoredKey(id_, _hash(secret, token), agency, frozenset(scopes), note, now)
    with database.writing() as connection:
        root = agency.partition(".")[0] if agency else None
        if root and Level.PROVINCE in levels_for(root) and not agencies.ids(connection, [root]):
            raise Refusal("unknown_agency", value=agency)
        keys.add(connection, stored)
        audit.record(database, connection, Act("key.created", None, now), f"key/{id_}")
    return token, stored


def list_keys(database: Database) -> list[StoredKey]:
    """Every key, also revoked ones, oldest first."""
    with database.reading() as connection:
        return keys.all_keys(connection)


def revoke(database: Database, id_: str, now: datetime) -> None:
    with database.writing() as connection:
        if not id_.isprintable() or not keys.revoke(connection, id_, now):
            raise Refusal("unknown_key", value=id_)
        audit.record(database, connection, Act("key.revoked", None, now), f"key/{id_}")


def authenticate(database: Database, secret: bytes, token: str) -> Author:
    """The author that a key stands for, or ``key_refused``."""
    form = _TOKEN.fullmatch(token)
    if form is None:
        raise Refusal("key_refused")
    with database.reading() as connection:
        stored = keys.get(connection, form["id"])
    offered = _hash(secret, token)
    if stored is None or not hmac.compare_digest(stored.hash, offered) or stored.revoked_at is not None:
        raise Refusal("key_refused")
    return Author(stored.id, stored.agency, stored.scopes)


def _hash(secret: bytes, token: str) -> bytes:
    return hmac.digest(secret, token.encode(), "sha256")


def _secret_file(path: Path) -> bytes:
    """The file's content; a new file appears whole, whoever else makes one at the same moment."""
    if not path.exists():
        with NamedTemporaryFile(dir=path.parent) as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return _long_enough(path.read_bytes())


def _long_enough(secret: bytes) -> bytes:
    if len(secret) < MIN_SECRET:
        raise Refusal("secret_missing", length=MIN_SECRET)
    return secret
