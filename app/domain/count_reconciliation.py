"""Counts made from dossiers beside the portal's: never forced equal, and what is known of why they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.agencies import Agency
from app.domain.dossiers.causes import Cause, known_causes
from app.domain.enums import Provenance
from app.domain.scorecard.scoring import Count
from app.domain.time import day_of

# One for each base that the portal counts on: progress, digitisation, channels, synchronisation.
_BASES = ("dossiers_received", "dossiers_to_digitise", "dossiers_all_channels", "dossiers_to_sync")
_PER_CENT_DECIMALS = 2


class CountVerdict(StrEnum):
    """How a count from dossiers stands to the portal's. None of them says that either is wrong."""

    DOSSIERS_LARGER = "dossiers_larger"
    PORTAL_LARGER = "portal_larger"
    EQUAL = "equal"
    ONLY_DOSSIERS = "only_dossiers"
    ONLY_PORTAL = "only_portal"


@dataclass(frozen=True, slots=True)
class ReconciledCount:
    """One measure of an agency: the newest count from dossiers, the newest of the portal; at least one is there.

    ``standing``: the count that the score rests on, whoever reported it.
    """

    agency: Agency
    measure: str
    dossiers: Count | None
    portal: Count | None
    standing: Count

    @property
    def verdict(self) -> CountVerdict:
        if self.portal is None:
            return CountVerdict.ONLY_DOSSIERS
        if self.dossiers is None:
            return CountVerdict.ONLY_PORTAL
        if self.dossiers.value == self.portal.value:
            return CountVerdict.EQUAL
        more = self.dossiers.value > self.portal.value
        return CountVerdict.DOSSIERS_LARGER if more else CountVerdict.PORTAL_LARGER

    @property
    def difference(self) -> int | None:
        """What the count from dossiers is more than the portal's; ``None`` where one is missing."""
        return self.dossiers.value - self.portal.value if self.dossiers and self.portal else None

    @property
    def per_cent(self) -> Decimal | None:
        """The difference in per cent of the portal's count, rounded half away from zero to two decimals; ``None`` where
        there is none, or the portal's count is 0."""
        if self.difference is None or not self.portal or not self.portal.value:
            return None
        hundredths = (2 * 10_000 * abs(self.difference) + self.portal.value) // (2 * self.portal.value)
        return Decimal(hundredths if self.difference > 0 else -hundredths).scaleb(-_PER_CENT_DECIMALS)

    @property
    def rests_on(self) -> Provenance | None:
        """Which of the two stands; ``None`` if it is neither, but one that somebody else reported."""
        for provenance, count in ((Provenance.DOSSIERS, self.dossiers), (Provenance.PORTAL, self.portal)):
            if count and count.submission == self.standing.submission:
                return provenance
        return None

    @property
    def causes(self) -> list[Cause]:
        """What may explain the difference."""
        if self.dossiers is None or self.portal is None:
            return []
        other_day = day_of(self.dossiers.as_of) != day_of(self.portal.as_of)
        return known_causes(self.measure, self.dossiers.value - self.portal.value, other_day=other_day)


def bases_of(counts: Mapping[str, Count]) -> dict[str, int]:
    """On how many dossiers each part of the portal's answer about an agency rests, where they are not the same: a note,
    for no base is held against another."""
    found = {measure: counts[measure].value for measure in _BASES if measure in counts}
    return found if len(set(found.values())) > 1 else {}
