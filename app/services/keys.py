"""API keys: who may write what."""

import hmac
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import SecretStr

from app.domain.agencies import Level, is_within, levels_for, parse_code
from app.domain.enums import Scope
from app.domain.errors import Faults, Refusal
from app.domain.redaction import KEY_PREFIX
from app.domain.text import parse_text
from app.domain.time import VIETNAM
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.storage import agencies, idempotency, keys, pending_uploads
from app.storage.database import Database
from app.storage.errors import DBAPIError
from app.storage.keys import StoredKey
from app.storage.webhooks import registrations

PREFIX = KEY_PREFIX
MIN_SECRET = 32
USE_NOTED_EVERY = timedelta(minutes=1)
_TOKEN = re.compile(rf"{PREFIX}_(?P<id>[0-9a-f]{{12}})_[\w-]{{43}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: the holder of a key, or the administrator at the console (no key, the whole country).

    ``line``: the first key of its rotations, to which belongs what the key owns. ``last_used_at``: of the key, as it
    was noted before this use.
    """

    key_id: str | None = None
    line: str | None = None
    root: str | None = None
    scopes: frozenset[str] = frozenset({Scope.ADMIN})
    last_used_at: datetime | None = field(default=None, compare=False)

    def has(self, *any_of: Scope) -> bool:
        """Whether one of the scopes is held."""
        return bool(self.scopes & {Scope.ADMIN, *any_of})

    def require(self, *any_of: Scope) -> None:
        """Refuse with ``scope_missing`` unless one of the scopes is held."""
        if not self.has(*any_of):
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
    needed; refuses ``secret_unreadable`` for a file that cannot be read or made, or is too short. Otherwise the setting
    must hold one, or ``secret_missing`` is refused.
    """
    if setting is None and database.is_sqlite and database.url.database:
        return _secret_file(secret_path(Path(database.url.database)))
    secret = setting.get_secret_value().encode("utf-8", "surrogateescape") if setting else b""
    if len(secret) < MIN_SECRET:
        raise Refusal("secret_missing", length=MIN_SECRET)
    return secret


def id_of(shown: str) -> str:
    """The id of a key from its id or the part of it that may be shown."""
    return shown.removeprefix(f"{PREFIX}_")


class KeyState(StrEnum):
    """Whether a key works now, and if not, why."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(key: StoredKey, now: datetime) -> KeyState:
    if key.revoked_at is not None:
        return KeyState.REVOKED
    return KeyState.EXPIRED if key.end(now) else KeyState.ACTIVE


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key is made for. ``expires_at``: when it stops to work, ``None`` for never."""

    agency: str | None
    scopes: frozenset[str]
    note: str = ""
    expires_at: datetime | None = None


def secret_path(file: Path) -> Path:
    """Where the secret of an SQLite database is kept."""
    return Path(f"{file}.secret")


def create(
    database: Database, secret: bytes, agency: str | None, scopes: Iterable[Scope], note: str, now: datetime
) -> tuple[str, StoredKey]:
    """Make a key that does not expire; see ``make``."""
    return make(database, secret, Grant(agency, frozenset(scopes), note), now)


def make(database: Database, secret: bytes, grant: Grant, now: datetime) -> tuple[str, StoredKey]:
    """Make a key. The first thing returned is the key itself: it cannot be had again.

    A ministry need not be registered yet: it registers itself with its own key. Refuses ``code_invalid``,
    ``unknown_agency`` below a province that does not exist, ``expiry_past``, and as ``parse_text`` for the note.
    """
    agency, note, expires = grant.agency, grant.note, grant.expires_at
    if expires is not None and expires <= now:
        raise Refusal("expiry_past", value=expires.astimezone(VIETNAM).isoformat())
    if agency is not None:
        parse_code(agency)
    if note:
        note = parse_text(note, "note").text
    token, stored = _new(secret, StoredKey("", b"", agency, grant.scopes, note, now, expires_at=expires))
    with database.writing() as connection:
        root = agency.partition(".")[0] if agency else None
        if root and Level.PROVINCE in levels_for(root) and not agencies.ids(connection, [root]):
            raise Refusal("unknown_agency", value=agency)
        keys.add(connection, stored)
        audit_trail.record(database, connection, Act("key.created", None, now), f"key/{stored.id}")
    return token, stored


def _new(secret: bytes, like: StoredKey) -> tuple[str, StoredKey]:
    id_ = secrets.token_hex(6)
    token = f"{PREFIX}_{id_}_{secrets.token_urlsafe(32)}"
    return token, replace(like, id=id_, hash=_hash(secret, token))


def rotate(
    database: Database, secret: bytes, id_: str, overlap: timedelta, now: datetime
) -> tuple[str, StoredKey, datetime]:
    """Make a key that may do what the key ``id_`` may; that one stops to work after ``overlap``, or when it would.

    It is of the same line: what the old key owns goes on. Where keys are made for some time, the new one is made for as
    long as the old one was. Returned are the new key, what is stored of it, and when the old one expires. Refuses
    ``unknown_key`` for one that does not work.
    """
    with database.writing() as connection:
        old = keys.get(connection, id_) if id_.isprintable() else None
        if old is None or state_of(old, now) is not KeyState.ACTIVE:
            raise Refusal("unknown_key", value=id_)
        expires = old.expires_at and now + (old.expires_at - old.created_at)
        like = replace(old, created_at=now, expires_at=expires, last_used_at=None, line=old.owner)
        token, stored = _new(secret, like)
        until = min(now + overlap, old.expires_at or datetime.max.replace(tzinfo=UTC))
        keys.add(connection, stored)
        keys.expire(connection, id_, until)
        audit_trail.record(database, connection, Act("key.rotated", None, now), *_subjects(stored), f"key/{id_}")
    return token, stored, until


def list_keys(database: Database) -> list[StoredKey]:
    """Every key, also revoked ones, oldest first."""
    with database.reading() as connection:
        return keys.all_keys(connection)


@dataclass(frozen=True, slots=True)
class Revocation:
    """What follows from revoking a key. ``working``: keys of its line that still work, whose webhooks and answers are
    kept. Without any, ``webhooks`` are those that ended, and ``answers`` of so many idempotent requests were deleted.
    """

    working: list[StoredKey]
    webhooks: list[int] = field(default_factory=list)
    answers: int = 0


def revoke(database: Database, id_: str, now: datetime) -> Revocation:
    """End a key at once; with the last of a line that works, what the line owns. Refuses ``unknown_key``."""
    with database.writing() as connection:
        key = keys.get(connection, id_) if id_.isprintable() else None
        if key is None or not keys.revoke(connection, id_, now):
            raise Refusal("unknown_key", value=id_)
        line = key.owner
        done = Revocation([each for each in keys.of_lines(connection, [line]) if each.end(now) is None])
        if not done.working:
            pending_uploads.forget_line(connection, line)
            done = Revocation([], registrations.of_line(connection, line), idempotency.forget_line(connection, line))
        ended = (f"webhook/{each}" for each in done.webhooks)
        audit_trail.record(database, connection, Act("key.revoked", None, now), *_subjects(key), *ended)
    return done


def _subjects(key: StoredKey) -> tuple[str, str]:
    """What an entry of the audit trail names of a key: itself, and its line by the first key."""
    return f"key/{key.id}", f"key/{key.owner}"


def authenticate(database: Database, secret: bytes, token: str, now: datetime) -> Author:
    """The author that a key stands for.

    Refuses ``key_refused``, and ``key_expired`` to whoever holds the key itself and so learns nothing new.
    """
    form = _TOKEN.fullmatch(token)
    if form is None:
        raise Refusal("key_refused")
    with database.reading() as connection:
        stored = keys.get(connection, form["id"])
    offered = _hash(secret, token)
    if stored is None or not hmac.compare_digest(stored.hash, offered) or stored.revoked_at is not None:
        raise Refusal("key_refused")
    return _in_force(stored, now)


def author_of(database: Database, key_id: str, now: datetime) -> Author:
    """The author that a key stands for which was shown before; refuses ``key_refused`` and ``key_expired``."""
    with database.reading() as connection:
        stored = keys.get(connection, key_id)
    if stored is None or stored.revoked_at is not None:
        raise Refusal("key_refused")
    return _in_force(stored, now)


def _in_force(stored: StoredKey, now: datetime) -> Author:
    if stored.expires_at is not None and stored.expires_at <= now:
        raise Refusal("key_expired", value=stored.expires_at.astimezone(VIETNAM).isoformat(timespec="seconds"))
    return Author(stored.id, stored.owner, stored.agency, stored.scopes, stored.last_used_at)


def is_use_due(author: Author, now: datetime) -> bool:
    """Whether it is time to note that the author's key is used."""
    return author.last_used_at is None or now - author.last_used_at >= USE_NOTED_EVERY


def note_use(database: Database, key_id: str, now: datetime) -> None:
    """Note that a key was used. Where that would have to wait or cannot be, it is left to the next use."""
    with suppress(DBAPIError), database.in_passing() as connection:
        keys.use(connection, key_id, now)


def _hash(secret: bytes, token: str) -> bytes:
    return hmac.digest(secret, token.encode(), "sha256")


def _secret_file(path: Path) -> bytes:
    """The file's content; a new file appears whole, whoever else makes one at the same moment."""
    try:
        if not path.exists():
            _make_secret_file(path)
        secret = path.read_bytes()
    except OSError as error:
        raise Refusal("secret_unreadable", path=path, what=error.strerror) from None
    if len(secret) < MIN_SECRET:
        raise Refusal("secret_unreadable", path=path, what=f"{len(secret)} < {MIN_SECRET} bytes")
    return secret


def _make_secret_file(path: Path) -> None:
    with NamedTemporaryFile(dir=path.parent) as file:
        file.write(secrets.token_urlsafe(48).encode())
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)
