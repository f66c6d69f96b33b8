"""Backup and restore of an SQLite database, and of the secret beside it under which its keys are hashed."""

import shutil
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
    ``backup_exists``, ``backup_failed``, and what ``restore`` would refuse.
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
                shutil.copyfile(secret, copied)
    return Done(target, found, secret is not None)


def restore(service: AppContext, source: Path) -> Done:
    """Put a backup in the database's place, while nobody works with it, and keep what was there beside it.

    Tables of an older revision stay so: ``tthc766 migrate`` comes after. Refuses ``backup_only_sqlite``,
    ``database_in_use``, ``backup_broken``, ``backup_foreign``, ``database_newer``, ``backup_failed``.
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
    with TemporaryDirectory(dir=folder, prefix=".restore-") as made:
        file = Path(made) / "database"
        with storage.new_file(file) as copied:
            storage.copy(source, copied)
        yield file, storage.inspect(service.database, file, source)


def _put_secret(secret: Path, path: Path, folder: Path, kept: Path) -> None:
    present = secret_path(path)
    if present.exists():
        shutil.copy2(present, secret_path(kept))
    with storage.new_file(folder / "secret") as copied:
        shutil.copyfile(secret, copied)
    storage.put(folder / "secret", present)


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
