"""The temporary database of an upload."""

import sys
from threading import Thread

import pytest

from app.storage.staging import Scratch


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_left_of_a_failed_attempt_may_be_collected_in_any_thread(
    closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server's log once had a line that was no line of a log: a half read cursor went in another thread."""
    scratch, told = Scratch(), list[object]()
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    for number in range(3):
        assert scratch.add(number, number, b"x") is None
    assert scratch.add(1, 9, b"y") == 1
    left = [iter(scratch)]
    assert next(left[0]) == (0, 0, b"x")
    if closed:
        scratch.close()
    thread = Thread(target=left.clear)
    thread.start()
    thread.join()
    assert (left, told) == ([], [])
    scratch.close()
