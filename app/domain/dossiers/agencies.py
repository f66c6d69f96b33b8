"""For which agencies a dossier counts: the one that handles it, and those above it."""

from collections.abc import Mapping
from datetime import date

from app.domain.agencies import Agency, parent_code


def counting_agencies(code: str, day: date, agencies: Mapping[str, Agency]) -> tuple[str, ...]:
    """The codes for which a dossier counts, each once: the agency that handles it and all above it, as the register had
    them on ``day``, the period's last. One that was no longer valid then stands for its successor, and what is above
    it for what is above the successor; one that is not registered stands for itself.
    """
    found: dict[str, None] = {}
    above: str | None = code
    while above and (above := successor(above, day, agencies)) not in found:
        found[above] = None
        above = parent_code(above)
    return tuple(found)


def successor(code: str, day: date, agencies: Mapping[str, Agency]) -> str:
    """The agency into which another was merged, and that into which this was, by ``day``; the agency itself while it is
    valid, or where no successor is named."""
    seen = {code}
    while (agency := agencies.get(code)) and not agency.valid_on(day) and agency.merged_into:
        if agency.merged_into in seen or (agency.valid_from and day < agency.valid_from):
            break
        code = agency.merged_into
        seen.add(code)
    return code
