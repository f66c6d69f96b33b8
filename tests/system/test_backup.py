"""Backup while the service runs, and restore: what was acknowledged is there, whole; what is no backup is refused."""

import logging
import os
import resource
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from alembic import command
from sqlalchemy import make_url

from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.services import backups, registers
from app.services.context import AppContext
from app.services.keys import authenticate, create
from app.settings import Settings
from app.storage.database import USING, Database, alembic_config
from tests.conftest import NOW, Databases, service_on
from tests.support.processes import BIN, PATIENCE, ROOT, BoundServer, Server, run, serving

_log = logging.getLogger(__name__)
OWN_SECRET = {"key_secret": ""}


def file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def without_setting(path: Path) -> AppContext:
    """A service that keeps its secret beside its database."""
    return AppContext.create(Settings(database_url=f"sqlite:///{path}", key_secret=None), lambda: NOW)


def closed(service: AppContext) -> None:
    service.database.engine.dispose()


@pytest.fixture
def filled(sqlite_databases: Databases, tmp_path: Path) -> Iterator[AppContext]:
    """A service with the bundled figures and a key, its secret beside the database."""
    path = tmp_path / "live" / "tthc766.db"
    path.parent.mkdir()
    shutil.copy(file_of(sqlite_databases.demo()), path)
    made = without_setting(path)
    create(made.database, made.key_secret, "H44", [Scope.ADMIN], "test", NOW)
    yield made
    closed(made)


def content(path: Path) -> list[str]:
    """All that is in a database, as statements."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


class Writer(threading.Thread):
    """Sends counts one after the other; remembers what was acknowledged."""

    def __init__(self, server: Server, key: str) -> None:
        super().__init__()
        self.server, self.headers = server, {"Authorization": f"Bearer {key}"}
        self.acknowledged: dict[int, int] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopped.is_set():
            number += 1
            measures = {"dossiers_received": number, "dossiers_on_time": number}
            body = {"period": "2026-03", "statistics": [{"agency": "H31", "measures": measures}]}
            answer = httpx.post(
                f"{self.server.base}/v1/statistics", json=body, headers=self.headers, timeout=PATIENCE
            ).raise_for_status()
            self.acknowledged[int(answer.json()["id"])] = number

    def wait(self, more: int) -> None:
        wanted, until = len(self.acknowledged) + more, time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted:
            assert self.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)


def sent_in(path: Path) -> dict[int, list[int]]:
    """The counts of every submission of the writer, by its id."""
    found: dict[int, list[int]] = {}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for id_, value in connection.execute(
            "SELECT s.id, t.value FROM submission s LEFT JOIN statistic t ON t.submission_id = s.id"
        ):
            found.setdefault(id_, []).append(value)
    return found


def test_while_the_service_is_written_to(sqlite_databases: Databases, tmp_path: Path, long: bool) -> None:
    url = sqlite_databases.migrated()
    made = without_setting(file_of(url))
    token, _ = create(made.database, made.key_secret, "H31", [Scope.ADMIN], "test", NOW)
    taken: list[tuple[Path, dict[int, int]]] = []
    with serving(url, tmp_path / "log", **OWN_SECRET) as server:
        writer = Writer(server, token)
        writer.start()
        for number in range(50 if long else 3):
            writer.wait(5)
            before, target = dict(writer.acknowledged), tmp_path / f"{number}.db"
            if number:
                backups.backup(made, target)
            else:
                done = run(url, "backup", str(target), **OWN_SECRET)
                assert (done.returncode, done.stdout.split(":")[0]) == (0, f"{target}, {target}.secret")
            taken.append((target, before))
        with pytest.raises(Refusal, match="database_in_use"):
            backups.restore(made, taken[0][0])
        writer.stopped.set()
        writer.join()
        for target, before in taken:
            found = sent_in(target)
            assert all(len(values) == 2 and len(set(values)) == 1 for values in found.values()), "none is half there"
            assert {id_: values[0] for id_, values in found.items()}.items() >= before.items()
        last, before = taken[-1]
        _log.info("%d backups, %d acknowledged before the last one, none lost", len(taken), len(before))
        server.terminate()
        closed(made)
        assert run(url, "restore", str(last), **OWN_SECRET).returncode == 0
        server.start()
        newest = max(sent_in(last))
        answers = [httpx.get(f"{server.base}/v1/submissions/{id_}").status_code for id_ in (newest, newest + 1)]
        assert answers == [200, 404]
        assert httpx.get(f"{server.base}/readyz").json()["status"] == "ok"


def test_into_an_empty_place(filled: AppContext, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    done = backups.backup(filled, target)
    assert (done.secret, done.copy.newest, done.copy.revision) == (True, 7, filled.database.check_migrated())
    assert {each.name: each.stat().st_mode & 0o777 for each in tmp_path.glob("*copy*")} == {
        "copy.db": 0o600,
        "copy.db.secret": 0o600,
    }
    elsewhere = without_setting(tmp_path / "new" / "place.db")
    restored = backups.restore(elsewhere, target)
    assert (restored.copy, restored.secret, restored.kept) == (done.copy, True, None)
    assert content(restored.path) == content(file_of(f"sqlite:///{filled.database.url.database}"))
    token, _ = create(elsewhere.database, elsewhere.key_secret, None, [Scope.ADMIN], "", NOW)
    assert elsewhere.key_secret == filled.key_secret
    assert authenticate(elsewhere.database, filled.key_secret, token, NOW).scopes == {Scope.ADMIN}
    closed(elsewhere)


def test_over_another_one_that_is_kept(filled: AppContext, tmp_path: Path) -> None:
    target, live = tmp_path / "copy.db", Path(filled.database.url.database or "")
    backups.backup(filled, target)
    backed_up = content(target)
    create(filled.database, filled.key_secret, "H31", [Scope.ADMIN], "after the backup", NOW)
    later, secret = content(live), filled.key_secret
    closed(filled)
    Path(f"{target}.secret").write_bytes(b"another secret, as of another machine")
    for number in range(2):
        done = backups.restore(filled, target)
        assert done.kept is not None
        assert (content(live), content(done.kept)) == (backed_up, later if number == 0 else backed_up)
        kept_secret = Path(f"{done.kept}.secret").read_bytes()
        assert kept_secret == (secret if number == 0 else b"another secret, as of another machine")
    names = sorted(each.name for each in live.parent.iterdir() if not each.name.startswith("tthc766.db.before"))
    assert names == ["tthc766.db", f"tthc766.db.lock-{USING}", "tthc766.db.secret"]


def test_the_log_of_a_service_that_was_killed_stays_with_its_database(filled: AppContext, tmp_path: Path) -> None:
    """What was acknowledged and is in the log only: it is kept, and never meets the restored file."""
    live, target, crashed = Path(filled.database.url.database or ""), tmp_path / "copy.db", tmp_path / "crashed.db"
    backups.backup(filled, target)
    with filled.database.engine.connect():
        create(filled.database, filled.key_secret, "H31", [Scope.ADMIN], "in the log only", NOW)
        for ending in ("", "-wal"):
            shutil.copy(f"{live}{ending}", f"{crashed}{ending}")
    assert Path(f"{crashed}-wal").stat().st_size
    done = backups.restore(without_setting(crashed), target)
    assert done.kept is not None
    assert "in the log only" not in "".join(content(crashed))
    assert "in the log only" in "".join(content(done.kept))


def test_a_secret_that_is_a_setting_is_not_copied(sqlite_databases: Databases, tmp_path: Path) -> None:
    made = service_on(sqlite_databases.migrated())
    Path(f"{made.database.url.database}.secret").write_text("of other days")
    assert not backups.backup(made, tmp_path / "copy.db").secret
    assert [each.name for each in tmp_path.iterdir()] == ["copy.db"]


def test_an_older_one_needs_a_migration(sqlite_databases: Databases, tmp_path: Path) -> None:
    old, place = Database(f"sqlite:///{tmp_path}/old.db"), service_on(f"sqlite:///{tmp_path}/place.db")
    command.upgrade(alembic_config(old), "0003")
    old.engine.dispose()
    assert backups.restore(place, tmp_path / "old.db").copy.revision == "0003"
    with pytest.raises(Refusal, match="not_migrated"):
        place.database.check_migrated()
    registers.migrate(place.database, place.registers)
    assert registers.check_ready(place.database, place.registers)
    closed(place)


def changed(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def of_tomorrow(path: Path) -> None:
    changed(path, "UPDATE alembic_version SET version_num = '9999'")


def foreign(path: Path) -> None:
    changed(path, "DROP TABLE statistic")


def without_revision(path: Path) -> None:
    changed(path, "DELETE FROM alembic_version")


def no_database(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 " * 1000)


def scratched(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 8 * 4096)


def missing(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (of_tomorrow, "database_newer"),
        (foreign, "backup_foreign"),
        (without_revision, "backup_foreign"),
        (no_database, "backup_broken"),
        (scratched, "backup_broken"),
        (missing, "backup_broken"),
    ],
)
def test_what_cannot_be_restored_changes_nothing(
    filled: AppContext, tmp_path: Path, spoil: Callable[[Path], None], code: str
) -> None:
    target, live = tmp_path / "copy.db", Path(filled.database.url.database or "")
    backups.backup(filled, target)
    closed(filled)
    spoil(target)
    before, names = live.read_bytes(), sorted(each.name for each in live.parent.iterdir())
    with pytest.raises(Refusal) as caught:
        backups.restore(filled, target)
    assert caught.value.code == code
    assert live.read_bytes() == before
    left = {each.name for each in live.parent.iterdir()} - {f"tthc766.db.lock-{USING}"}
    assert left == set(names)


def test_what_a_killed_restore_left_is_named(sqlite_databases: Databases, tmp_path: Path) -> None:
    """By whoever restores, copies, migrates or serves; and a restore that ends leaves nothing."""
    live, copied = tmp_path / "live", tmp_path / "copy.db"
    live.mkdir()
    file = live / "tthc766.db"
    shutil.copy(file_of(sqlite_databases.migrated()), file)
    url = f"sqlite:///{file}"
    assert run(url, "backup", str(copied)).stderr == ""
    assert (run(url, "restore", str(copied)).stderr, list(live.glob(".restore-*"))) == ("", [])
    left = live / ".restore-abcdefgh"
    left.mkdir()
    for arguments in (["backup", str(tmp_path / "other.db")], ["restore", str(copied)], ["migrate"]):
        done = run(url, *arguments)
        assert (done.returncode, done.stderr.count(f"{left}: ")) == (0, 2), "in both languages"
        assert "delete the folder while no restore is running" in done.stderr
    log = tmp_path / "log"
    with serving(url, log):
        assert '"event": "restore_left"' in log.read_text()
        assert str(left) in log.read_text()


SECRETS: dict[str, Callable[[Path], object]] = {
    "a folder": lambda path: path.mkdir(),
    "empty": lambda path: path.touch(),
    "too short": lambda path: path.write_bytes(b"\xff\x00short"),
    "a link to nothing": lambda path: path.symlink_to("nothing"),
    "a link to itself": lambda path: path.symlink_to(path),
}
_COMMANDS = [
    ["serve", "--port", "1"],
    ["keys", "create", "--scope", "admin"],
    ["keys", "rotate", "x"],
    ["audit", "verify"],
    ["load", "{folder}/agencies.json", "--kind", "agencies"],
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_that_cannot_be_read_is_one_sentence(sqlite_databases: Databases, tmp_path: Path, secret: str) -> None:
    file = tmp_path / "tthc766.db"
    shutil.copy(file_of(sqlite_databases.migrated()), file)
    path = Path(f"{file}.secret")
    SECRETS[secret](path)
    (tmp_path / "agencies.json").write_text('{"agencies": [{"code": "H44.1", "name": "x", "level": "department"}]}')
    for command_ in _COMMANDS:
        done = run(f"sqlite:///{file}", *(each.format(folder=tmp_path) for each in command_), **OWN_SECRET)
        assert (done.returncode, "Traceback" in done.stderr) == (3, False), (command_, done.stderr)
        assert f"The file {path} with the secret of the keys cannot be read: " in done.stderr
        assert f"Không đọc được tệp bí mật của các khóa {path}: " in done.stderr
    new = tmp_path / "new.db"
    SECRETS[secret](Path(f"{new}.secret"))
    assert (run(f"sqlite:///{new}", "migrate", **OWN_SECRET).returncode) == 3
    for command_ in (["backup", str(tmp_path / "copy.db")], ["rank", "2026"]):
        assert "Traceback" not in run(f"sqlite:///{file}", *command_, **OWN_SECRET).stderr


def test_a_secret_of_somebody_else(sqlite_databases: Databases, tmp_path: Path) -> None:
    """Wrong permissions, as root does not meet them: the server gives up its powers first."""
    file = tmp_path / "tthc766.db"
    shutil.copy(file_of(sqlite_databases.migrated()), file)
    path = Path(f"{file}.secret")
    path.write_bytes(bytes(64))
    path.chmod(0)
    log = tmp_path / "log"
    with pytest.raises(RuntimeError, match="the server ended"):
        BoundServer(f"sqlite:///{file}", log, **OWN_SECRET)
    assert f"The file {path} with the secret of the keys cannot be read: Permission denied" in log.read_text()
    assert "Traceback" not in log.read_text()


def test_a_target_that_is_there_is_not_overwritten(filled: AppContext, tmp_path: Path) -> None:
    for name in ("copy.db", "other.db.secret"):
        (tmp_path / name).write_text("precious")
        with pytest.raises(Refusal, match="backup_exists"):
            backups.backup(filled, tmp_path / name.removesuffix(".secret"))
        assert [each.name for each in tmp_path.glob("*.db*")] == [name]
        assert (tmp_path / name).read_text() == "precious"
        (tmp_path / name).unlink()
    with pytest.raises(Refusal, match="backup_failed"):
        backups.backup(filled, tmp_path / "no folder" / "copy.db")
    with pytest.raises(Refusal, match="backup_broken"):
        backups.backup(without_setting(tmp_path / "nothing.db"), tmp_path / "copy.db")


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """As on a disk that fills up: the system takes no more bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up(filled: AppContext, tmp_path: Path) -> None:
    live, target = Path(filled.database.url.database or ""), tmp_path / "copy.db"
    with no_file_above(64 * 1024), pytest.raises(Refusal, match="backup_failed"):
        backups.backup(filled, target)
    assert [each.name for each in tmp_path.iterdir()] == ["live"]
    backups.backup(filled, target)
    closed(filled)
    before = live.read_bytes()
    with no_file_above(64 * 1024), pytest.raises(Refusal, match="backup_failed"):
        backups.restore(filled, target)
    assert live.read_bytes() == before


def test_nobody_works_while_it_is_restored(filled: AppContext, tmp_path: Path) -> None:
    backups.backup(filled, tmp_path / "copy.db")
    with filled.database.in_use(), filled.database.in_use(), pytest.raises(Refusal, match="database_in_use"):
        backups.restore(filled, tmp_path / "copy.db")
    with filled.database.alone(USING), pytest.raises(Refusal, match="database_restoring"), filled.database.in_use():
        pass


def commands(name: str, tool: str) -> list[str]:
    """How the document calls a tool of PostgreSQL to back up and restore."""
    text = (ROOT / "docs" / "do" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.startswith(tool) and ("_restored" in line or ".dump" in line)]


def test_a_dump_is_restored_as_the_document_says(postgresql_databases: Databases, tmp_path: Path) -> None:
    tools = ("pg_dump ", "createdb ", "pg_restore ")
    english, vietnamese = ([commands(name, each) for each in tools] for name in ("operations.md", "operations.vi.md"))
    assert english == vietnamese
    assert [len(each) for each in english] == [1, 1, 1]
    source, new = make_url(postgresql_databases.demo()), f"restored_{os.getpid()}"
    addresses = {
        "DATABASE_URL": source,
        "SERVER_URL": source.set(database="postgres"),
        "RESTORED_URL": source.set(database=new),
    }
    environment = {name: url.render_as_string(hide_password=False) for name, url in addresses.items()}
    script = "\n".join(line for each in english for line in each)
    script = script.replace("tthc766_restored", new).replace("/var/backups/tthc766", str(tmp_path))
    path = f"{BIN}:{os.environ['PATH']}"
    subprocess.run(["bash", "-euc", script], env={"PATH": path, **environment}, timeout=PATIENCE, check=True)
    before, after = (service_on(environment[name]) for name in ("DATABASE_URL", "RESTORED_URL"))
    try:
        assert registers.check_ready(after.database, after.registers)
        with before.database.reading() as one, after.database.reading() as other:
            for table in ("submission", "statistic", "official_result", "agency_name"):
                every = f"SELECT t::text FROM {table} t ORDER BY 1"
                rows = one.exec_driver_sql(every).all()
                assert rows == other.exec_driver_sql(every).all()
                assert rows
    finally:
        closed(before)
        closed(after)


def test_postgresql_has_tools_of_its_own(postgresql_databases: Databases, tmp_path: Path) -> None:
    made = service_on(postgresql_databases.empty())
    for refused in (backups.backup, backups.restore):
        with pytest.raises(Refusal, match="backup_only_sqlite"):
            refused(made, tmp_path / "copy.db")
