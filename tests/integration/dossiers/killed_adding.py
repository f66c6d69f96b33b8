"""Adds dossiers to a folder in processes that kill themselves at a step: ``python -m … FOLDER``, for each step one.

Prints the steps. The folder of each is below FOLDER, as it was left; ``first`` and ``whole`` are before and after.
"""

import os
import shutil
import signal
import sys
from datetime import timedelta
from pathlib import Path

from app.domain.dossiers.dossier import Dossier, ProgressRow, Status
from app.domain.errors import Faults
from app.readers.dossiers.sender import AddedProgress
from app.services.dossiers.folder import add
from tests.support.dossiers import at, dossier

FIRST = [dossier(), dossier(dossier="other")]
SECOND: list[Dossier | AddedProgress] = [
    dossier(as_of=FIRST[0].as_of + timedelta(days=1), status=Status.DONE, done_at=at("10-08")),
    dossier(dossier="third"),
    AddedProgress("one", "other", ProgressRow(at("10-05"), Status.DONE)),
]


def _add(folder: Path, kill_at: str | None) -> list[str]:
    """The steps of adding ``SECOND``; does not come back if it is killed at one."""
    steps: list[str] = []

    def report(step: str) -> None:
        steps.append(step)
        if step == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    add(SECOND, Faults(), folder, report)
    return steps


def main(base: Path) -> None:
    with_first = base / "first"
    _in_child(lambda: add(FIRST, Faults(), with_first) and None)
    _in_child(lambda: (base / "steps").write_text("\n".join(_add(_copied(with_first, base / "whole"), None))) and None)
    for step in (base / "steps").read_text().splitlines():
        folder = _copied(with_first, base / step)
        assert _in_child(lambda: _add(folder, step) and None) == signal.SIGKILL  # noqa: B023  # it runs at once
        sys.stdout.write(f"{step}\n")


def _copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to


def _in_child(run) -> int:  # type: ignore[no-untyped-def]
    """The signal that ended it, 0 for none. The engine has threads: each child starts its own."""
    child = os.fork()
    if not child:
        run()
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
