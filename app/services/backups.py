"""Backup and restore of an SQLite database, and of the secret beside it under which its keys are hashed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.errors import Refusal
from app.services.context import AppContext
from app.services.keys import secret_path
from app.storage import backup as storage
from app.storage.backup import Copy

_AT_WORK = ".restore-"  # so begins the name of the folder in which a restore prepares what it puts in place


@dataclass(frozen=True, slots=True)
class Done:
    """What was copied to ``path``; with the secret beside it if ``secret``. ``kept``: what was there before."""

    path: Path
    copy: Copy
    secret: bool
    kept: Path | None = None


def backup(service: AppContext, target: Path) -> Done:
    """Copy the database to a new file, as it is at one moment; others go on reading and writing.

    The secret of the keys is copied to ``TARGET.secret``, unless it is a setting. Refuses ``backup_only_sqlite``,
    ``backup_exists``, ``backup_failed``, ``secret_unreadable``, and what ``restore`` would refuse.
    """
    source = storage.file_of(service.database)
    if not source.exists():
        raise Refusal("backup_broken", path=source, what="no such file")
    secret = _secret_beside(service, source)
    with storage.new_file(target) as file:
        storage.copy(source, file)
        found = storage.inspect(service.database, file, target)
        if secret:  # before the database: who finds the one finds the other
            with storage.new_file(secret_path(target)) as copied:
                _copy_secret(secret, copied)
    return Done(target, found, secret is not None)


def left_by_killed_restores(service: AppContext) -> list[Path]:
    """The folders beside an SQLite database in which a restore was at work that did not come to its end.

    One may be at work on another database in the same folder; on this one none is while it is in use.
    """
    if not service.database.is_sqlite or not service.database.url.database:
        return []
    return sorted(Path(service.database.url.database).parent.glob(f"{_AT_WORK}*"))


def restore(service: AppContext, source: Path) -> Done:
    """Put a backup in the database's place, while nobody works with it, and keep what was there beside it.

    Tables of an older revision stay so: ``tthc766 migrate`` comes after. Refuses ``backup_only_sqlite``,
    ``database_in_use``, ``backup_broken``, ``backup_foreign``, ``database_newer``, ``backup_failed``,
    ``secret_unreadable``.
    """
    with storage.replacing(service.database) as path, _checked(service, source, path.parent) as (file, found):
        kept = _unused(path, service.now())
        was_there = storage.set_aside(path, kept)
        secret = _secret_beside(service, source)
        if secret:
            _put_secret(secret, path, file.parent, kept)
        storage.put(file, path)
    return Done(path, found, secret is not None, kept if was_there else None)


@contextmanager
def _checked(service: AppContext, source: Path, folder: Path) -> Iterator[tuple[Path, Copy]]:
    """A copy of the backup on the disk of the database: what is checked is what will be put in place."""
    if not source.is_file():
        raise Refusal("backup_broken", path=source, what="no such file")
    with storage.told(folder):
        at_work = TemporaryDirectory(dir=folder, prefix=_AT_WORK)
    with at_work as made:
        file = Path(made) / "database"
        with storage.new_file(file) as copied:
            storage.copy(source, copied)
        yield file, storage.inspect(service.database, file, source)


def _put_secret(secret: Path, path: Path, folder: Path, kept: Path) -> None:
    present = secret_path(path)
    if present.exists():
        with storage.new_file(secret_path(kept)) as copied:
            _copy_secret(present, copied)
    with storage.new_file(folder / "secret") as copied:
        _copy_secret(secret, copied)
    storage.put(folder / "secret", present)


def _copy_secret(source: Path, target: Path) -> None:
    try:
        secret = source.read_bytes()
    except OSError as error:
        raise Refusal("secret_unreadable", path=source, what=error.strerror) from None
    with storage.told(target):
        target.write_bytes(secret)


def _secret_beside(service: AppContext, file: Path) -> Path | None:
    """The file with the secret beside a database, if there is one and it is not a setting."""
    path = secret_path(file)
    return path if service.settings.key_secret is None and path.exists() else None


def _unused(path: Path, now: datetime) -> Path:
    """A name beside a file that nothing has yet."""
    stamp = f"{path}.before-{now:%Y%m%dT%H%M%SZ}"
    number = 1
    while (name := Path(stamp if number == 1 else f"{stamp}-{number}")).exists():
        number += 1
    return name
