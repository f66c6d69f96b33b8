"""A clock that a test sets."""

from dataclasses import dataclass
from datetime import datetime

from tests.conftest import NOW


@dataclass
class Clock:
    """Stands at ``now`` until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now
