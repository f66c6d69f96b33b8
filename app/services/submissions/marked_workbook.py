"""A refused workbook with its faults marked in it."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
import structlog

from app.domain.errors import Refusal
from app.readers.uploads.body import Body

LARGEST = 8 * 1024 * 1024  # bytes of a workbook that is marked
_SECONDS = 15
_PROGRAM = Path(__file__).with_name("marking_process.py")

_log = structlog.get_logger()


def mark_faults(body: Body, faults: Sequence[Mapping[str, object]]) -> bytes | None:
    """The workbook that was sent, with each fault (see ``as_record``) coloured and commented in its cell, and a
    worksheet that lists them.

    ``None`` if it cannot be made: the file is too large, or is no workbook that can be written again.
    """
    try:
        content = body.seekable(LARGEST).read(LARGEST + 1)
    except Refusal:  # what unpacks to more was read with a greater limit
        return None
    if len(content) > LARGEST:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # our own program; what was sent is its input
            [sys.executable, "-I", str(_PROGRAM)],
            input=orjson.dumps(faults) + b"\n" + content,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        _log.info("workbook_not_marked", error=type(error).__name__)
        return None
    return done.stdout
