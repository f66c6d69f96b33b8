"""What a client may demand of what it changes: that it still is as it was read (RFC 9110, section 13.1.1)."""

from app.domain.errors import Location, Refusal

Tags = frozenset[str]
"""Strong entity tags, in their quotes."""


def require(wanted: Tags | None, current: str) -> None:
    """Refuse ``precondition_failed`` unless the current tag is one of those wanted; ``None``: any will do."""
    if wanted is not None and current not in wanted:
        raise Refusal("precondition_failed", current=current).at(Location(parameter="If-Match"))
