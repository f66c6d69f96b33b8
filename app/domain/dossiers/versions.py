"""Which of the versions of a dossier counts, and which dossiers look like the same one sent twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.agencies import parent_code
from app.domain.dossiers.dossier import Dossier


class VersionFlag(StrEnum):
    """What is odd about the versions of a dossier: two of one time that differ, or more than one source."""

    SAME_TIME = "same_time"
    TWO_SOURCES = "two_sources"


@dataclass(frozen=True, slots=True)
class Version:
    """A dossier as it was submitted. ``arrival``: its place in the order in which rows came, no two alike."""

    dossier: Dossier
    arrival: int


@dataclass(frozen=True, slots=True)
class Current:
    """The version that counts; one that takes the dossier back is ``deleted``."""

    dossier: Dossier
    flags: frozenset[VersionFlag] = frozenset()


def current_versions(
    versions: Iterable[Version], owners: Mapping[str, str], as_of: datetime | None = None
) -> dict[str, Current]:
    """The version that counts of each dossier, by its number.

    Of one source the newest by ``as_of`` (up to ``as_of``, if given), whenever it arrived; of several with one time
    that which arrived last. Of several sources that which owns the agency: ``owners`` has the source by the code of an
    agency, for all below it; without one the newest.
    """
    found: dict[str, list[Version]] = {}
    for each in versions:
        if as_of is None or each.dossier.as_of <= as_of:
            found.setdefault(each.dossier.dossier, []).append(each)
    return {number: _current(of_one, owners) for number, of_one in found.items()}


def _current(versions: list[Version], owners: Mapping[str, str]) -> Current:
    sources = {each.dossier.source for each in versions}
    owned = [each for each in versions if each.dossier.source == owner(each.dossier.agency, owners)]
    newest = max(owned or versions, key=_place)
    flags = {VersionFlag.TWO_SOURCES} if len(sources) > 1 else set()
    if any(_contradicts(each.dossier, newest.dossier) for each in versions):
        flags.add(VersionFlag.SAME_TIME)
    return Current(newest.dossier, frozenset(flags))


def _place(version: Version) -> tuple[datetime, int]:
    return version.dossier.as_of, version.arrival


def _contradicts(one: Dossier, other: Dossier) -> bool:
    return (one.source, one.as_of) == (other.source, other.as_of) and one != other


def owner(agency: str, owners: Mapping[str, str]) -> str | None:
    """The source that owns an agency: its own, else that of the next one above."""
    code: str | None = agency
    while code and code not in owners:
        code = parent_code(code)
    return owners[code] if code else None


def collisions(dossiers: Iterable[Dossier]) -> list[tuple[str, ...]]:
    """The numbers of dossiers that agree in agency, procedure, receipt and promise.

    Perhaps one that was sent under two numbers. They are reported, never dropped: two people may file at one time.
    """
    found: dict[tuple[object, ...], set[str]] = {}
    for each in dossiers:
        if each.received_at:
            alike = (each.agency, each.procedure, each.received_at, each.due_at)
            found.setdefault(alike, set()).add(each.dossier)
    return sorted(tuple(sorted(numbers)) for numbers in found.values() if len(numbers) > 1)
