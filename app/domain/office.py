"""The office that sends an agency's letter: its heading, its signature, to whom it writes, and what it asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.domain.findings import FindingLimits


@dataclass(frozen=True, slots=True)
class RateDetail:
    """An indicator whose rate a letter states beside its group; ``dossiers``: with the number of
    dossiers in its numerator."""

    code: str
    dossiers: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """What a letter takes from its office. Texts that are not known are empty, and left to be filled in by hand.

    In force from ``first_day`` to ``last_day`` (``None``: without end). ``groups``: their order in the letter.
    ``template``: the office's own DOCX template.
    """

    first_day: date | None = None
    last_day: date | None = None
    parent_body: str = ""
    issuing_body: str = ""
    place: str = ""
    number: str = ""
    sign: str = ""
    signer_title: tuple[str, ...] = ()
    signer_name: str = ""
    legal_grounds: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    details: tuple[RateDetail, ...] = ()
    limits: FindingLimits = field(default_factory=FindingLimits)
    template: Path | None = None

    def in_force(self, day: date) -> bool:
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Offices:
    """Every known office by the agency it writes for, and the one that writes for all others."""

    default: Office
    by_agency: Mapping[str, tuple[Office, ...]]

    def of(self, agency: str, day: date) -> Office:
        """The office in force for an agency on a day."""
        return next((each for each in self.by_agency.get(agency, ()) if each.in_force(day)), self.default)
