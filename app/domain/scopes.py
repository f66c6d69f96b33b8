"""What a key may do."""

from enum import StrEnum


class Scope(StrEnum):
    """``admin`` may write everything in its subtree."""

    STATISTICS_WRITE = "statistics:write"
    OFFICIAL_WRITE = "official:write"
    PUBLISH_WRITE = "publish:write"
    WEBHOOKS_WRITE = "webhooks:write"
    ADMIN = "admin"
