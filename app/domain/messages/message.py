"""What a message is: a stable code, and what it says."""

from dataclasses import dataclass
from typing import NamedTuple


class Text(NamedTuple):
    """A text in both languages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a code says, with the remedy; ``{…}`` stands for its data.

    ``status``: the HTTP status of an answer with this code, 200 of a warning. ``not_ready``: the service cannot
    work as it is set up; commands end with another exit code.
    """

    code: str
    status: int
    vi: str
    en: str
    not_ready: bool = False
