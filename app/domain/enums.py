"""What may be sent, and what a key may do."""

from enum import StrEnum


class Kind(StrEnum):
    """What a submission holds."""

    STATISTICS = "statistics"
    OFFICIAL_RESULTS = "official-results"
    AGENCIES = "agencies"


class Scope(StrEnum):
    """``admin`` may write everything in its subtree."""

    STATISTICS_WRITE = "statistics:write"
    OFFICIAL_WRITE = "official:write"
    PUBLISH_WRITE = "publish:write"
    WEBHOOKS_WRITE = "webhooks:write"
    ADMIN = "admin"
