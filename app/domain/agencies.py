"""Agencies: who is scored, from when to when, and with whom they are compared."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import Refusal
from app.domain.periods import Period

_CODE = re.compile(r"[GH][0-9]{2}(\.[0-9A-Z]{1,5}){0,3}", re.ASCII)


class Level(StrEnum):
    MINISTRY = "ministry"
    PROVINCE = "province"
    DEPARTMENT = "department"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as it stood on some day. ``valid_from`` and ``valid_to`` are its first and last day."""

    code: str
    name: str
    level: Level
    statistical_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    merged_into: str | None = None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def not_in_period(agency: Agency, period: Period) -> Refusal:
    """The refusal for an agency that was not valid on a period's last day."""
    return Refusal(
        "agency_not_in_period",
        agency=agency.code,
        period=period,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
        merged_into=agency.merged_into,
    )


def is_code(text: str) -> bool:
    """Whether ``text`` has the form of an agency code: ``H31``, ``G22``, ``H31.17``, ``H31.17.3``."""
    return _CODE.fullmatch(text) is not None


def parse_code(text: str) -> str:
    """``text`` if it is an agency code; refuses ``code_invalid``."""
    if not is_code(text):
        raise Refusal("code_invalid", value=text)
    return text


def levels_for(code: str) -> tuple[Level, ...]:
    """The levels that an agency with this code can have: ``G22`` is a ministry, ``H31`` a province."""
    if "." in code:
        return (Level.DEPARTMENT, Level.COMMUNE, Level.DISTRICT)
    return (Level.MINISTRY,) if code.startswith("G") else (Level.PROVINCE,)


def parent_code(code: str) -> str | None:
    """``H31`` for ``H31.17``; ``None`` for a ministry or a province."""
    return code.rpartition(".")[0] or None


def root_code(code: str) -> str:
    """``H31`` for ``H31``, ``H31.17`` and ``H31.17.3``: the ministry or province that an agency is part of."""
    return code.partition(".")[0]


def is_within(code: str, root: str | None) -> bool:
    """Whether ``code`` is ``root`` or below it; everything is within ``None``."""
    return root is None or code == root or code.startswith(f"{root}.")


def covers_cohort(root: str | None, code: str) -> bool:
    """Whether the whole cohort in which the agency ``code`` is ranked is within ``root`` (``None``: the country).

    ``H31`` covers the cohorts of its departments and communes, but not its own: that is of all provinces.
    """
    return root is None or (root != code and root == root_code(code))


@dataclass(frozen=True, slots=True)
class Cohort:
    """The agencies that are ranked together: a level, within one ministry or province or everywhere."""

    level: Level
    root: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Cohort":
        """Read ``provinces``, ``ministries``, ``H31.departments``, ``H31.communes`` or ``H31.districts``."""
        if text in _WHOLE:
            return cls(_WHOLE[text])
        root, _, plural = text.rpartition(".")
        if plural not in _WITHIN or not is_code(root) or "." in root:
            raise Refusal("unknown_cohort", value=text)
        return cls(_WITHIN[plural], root)

    @classmethod
    def of(cls, agency: Agency) -> "Cohort":
        """The cohort in which an agency is ranked: provinces with provinces, a commune with its province's communes."""
        root = root_code(agency.code)
        return cls(agency.level, root if root != agency.code else None)

    def __str__(self) -> str:
        names = {level: name for name, level in (_WITHIN if self.root else _WHOLE).items()}
        return f"{self.root}.{names[self.level]}" if self.root else names[self.level]


_WHOLE = {"provinces": Level.PROVINCE, "ministries": Level.MINISTRY}
_WITHIN = {"departments": Level.DEPARTMENT, "communes": Level.COMMUNE, "districts": Level.DISTRICT}
