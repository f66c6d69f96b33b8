"""Who sends dossiers, and what the records themselves do not say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.dossiers.dossier import ProgressRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """``source``: the key of the sending system. ``as_of``: when a record is true that does not say it itself.

    ``now``: what lies after it is in the future. ``agency``: who handles a dossier whose number does not begin with an
    agency's code. ``root``: no dossier may be of an agency outside it. ``codes``: what a system writes instead of the
    portal's codes, by the portal's field (``{"TrangThaiHoSo": {"DONE": "9"}}``). ``population_databases``: its codes
    (``MaCSDL``) of the population database; which they are is not published, so that there are none by default.
    """

    source: str
    as_of: datetime
    now: datetime
    agency: str | None = None
    root: str | None = None
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    population_databases: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AddedProgress:
    """A progress row that was sent by itself: it is added to those that its dossier has."""

    source: str
    dossier: str
    row: ProgressRow
