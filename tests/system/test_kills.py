"""The server is killed at random moments while clients write: what was acknowledged stays, nothing is there by half."""

import os
import random
from pathlib import Path
from time import sleep

from tests.conftest import Databases
from tests.support.processes import serving
from tests.system.support.writers import Record, check_log, check_whole, key_for, report, writing

_KILLS = 4
_KILLS_LONG = 100  # on each database


def test_killed_while_clients_write(databases: Databases, tmp_path: Path, long: bool) -> None:
    """Two servers over one database: one is killed and started again while the other goes on."""
    seed = int(os.environ.get("TTHC766_TEST_SEED") or random.SystemRandom().randrange(10**6))
    rng = random.Random(seed)
    url, record = databases.migrated(), Record()
    key, stop_at = key_for(url), _KILLS_LONG if long else _KILLS
    with serving(url, tmp_path / "a.log") as first, serving(url, tmp_path / "b.log") as second:
        servers = (first, second)
        with writing([each.base for each in servers], key, record, seed=seed):
            for _ in range(stop_at):
                victim = rng.choice(servers)
                sleep(rng.uniform(0, 0.4))  # the moment is what is being tried
                victim.kill()
                check_whole(url, dict(record.acknowledged))
                victim.start()
        accepted = check_whole(url, record.acknowledged)
    whole = sum(sent.source in accepted for sent in record.unknown)
    absent = len(record.unknown) - whole
    report(
        f"{databases.kind}: seed {seed}, {stop_at} kills, {len(record.acknowledged)} acknowledged; of those cut short "
        f"{whole} whole, {absent} absent; answers {dict(record.answers)}"
    )
    assert len(record.acknowledged) >= stop_at
    assert set(record.answers) <= {"201", "422", "ConnectError", "ReadError", "RemoteProtocolError", "WriteError"}
    for log in tmp_path.glob("*.log"):
        check_log(log)
