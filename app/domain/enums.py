"""What may be sent, and what a key may do."""

from enum import StrEnum

from app.domain.errors import Refusal


class Kind(StrEnum):
    """What a submission holds."""

    STATISTICS = "statistics"
    OFFICIAL_RESULTS = "official-results"
    AGENCIES = "agencies"
    PROCEDURES = "procedures"
    SERVICES = "services"


WITH_TEMPLATE = (Kind.STATISTICS, Kind.OFFICIAL_RESULTS, Kind.AGENCIES)
"""What offices fill in: there is a workbook for it, and it can be sent at the desk."""


class Provenance(StrEnum):
    """What counts come from, where that is known: dossiers that were counted by the rules, or the national portal, read
    by a pull or copied from it by whoever sends them."""

    DOSSIERS = "dossiers"
    PORTAL = "portal"

    @classmethod
    def parse(cls, text: str) -> "Provenance":
        """Refuses ``provenance_unknown``."""
        if text not in list(cls):
            raise Refusal("provenance_unknown", value=text, allowed=", ".join(cls))
        return cls(text)


class Scope(StrEnum):
    """``admin`` may write everything in its subtree."""

    STATISTICS_WRITE = "statistics:write"
    OFFICIAL_WRITE = "official:write"
    PUBLISH_WRITE = "publish:write"
    WEBHOOKS_WRITE = "webhooks:write"
    ADMIN = "admin"


class PullDepth(StrEnum):
    """How far down a pull of the national portal goes. ``provinces``: the country's lists. ``children``: also what is
    below each province. ``units``: also each of these as a root, which gives its counts of online services."""

    PROVINCES = "provinces"
    CHILDREN = "children"
    UNITS = "units"
