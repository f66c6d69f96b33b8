"""A refusal whose page leads on."""

from collections.abc import Sequence

from app.domain.errors import Refusal
from app.web.pages.links import Link


class LeadingRefusal(Refusal):
    """A refusal with ``ways``: links to what can be had instead."""

    def __init__(self, refusal: Refusal, ways: Sequence[Link]) -> None:
        super().__init__(refusal.code, faults=refusal.faults, total=refusal.total, **refusal.params)
        self.at(refusal.location)
        self.ways = tuple(ways)
