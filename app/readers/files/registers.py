"""Reads the registers that come with the service, from ``app/data/registry``.

Provinces and what the national portal calls them, levels, measures, working days.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from app import data
from app.domain.agencies import Level
from app.domain.measures import Measure, MeasureKind
from app.domain.working_days import WorkingCalendar

FOLDER = data.FOLDER / "registry"
PROVINCES = FOLDER / "provinces.csv"
_WORKED = {"worked": True, "off": False}


@dataclass(frozen=True, slots=True)
class ProvinceEntry:
    """A province under one of its names; ``name_from`` is the first day of the name, ``None`` for the first one."""

    code: str
    name: str
    name_from: date | None
    statistical_code: str
    last_day: date | None
    merged_into: str | None


class PortalDepartments:
    """What the national portal calls the provinces: its own ids, and names as it writes them.

    Agencies that are not in the register (ministries, agencies below a province) have neither.
    """

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        """``rows``: one for each name, an agency's names by their first days."""
        self._ids: dict[str, str] = {}
        self._names: dict[str, list[tuple[date, str]]] = {}
        for row in rows:
            self._ids[row["code"]] = row["department_id"]
            self._names.setdefault(row["code"], []).append((_day(row["name_from"]) or date.min, row["name"]))
        self._codes = {id_: code for code, id_ in self._ids.items()}

    @property
    def codes(self) -> Mapping[str, str]:
        """The code of each agency by its ``departmentId``."""
        return self._codes

    def department_id(self, code: str) -> str | None:
        """The portal's ``departmentId`` of an agency, a UUID in lower case."""
        return self._ids.get(code)

    def department_name(self, code: str, day: date) -> str | None:
        """The portal's ``departmentName`` of an agency on a day: ``UBND tỉnh Đồng Tháp``."""
        names = [name for first, name in self._names.get(code, ()) if first <= day]
        return names[-1] if names else None

    def code_of(self, department_id: str) -> str | None:
        """The code of the agency with this ``departmentId``, in upper or lower case."""
        return self._codes.get(department_id.lower())


@cache
def portal_departments() -> PortalDepartments:
    """The register of ``portal_departments.csv``, read once."""
    return PortalDepartments(_rows(FOLDER / "portal_departments.csv"))


def read_measures() -> dict[str, Measure]:
    return {
        row["code"]: Measure(
            row["code"],
            MeasureKind(row["kind"]),
            row["additive"] == "yes",
            row["label_vi"],
            row["label_en"],
            row["base"] or None,
        )
        for row in _rows(FOLDER / "measures.csv")
    }


def read_last_days() -> dict[Level, date]:
    """The last day on which agencies of a level existed, for the levels that were abolished."""
    return {Level(row["level"]): day for row in _rows(FOLDER / "levels.csv") if (day := _day(row["last_day"]))}


def read_working_calendar() -> WorkingCalendar:
    return WorkingCalendar(
        {date.fromisoformat(row["date"]): _WORKED[row["day"]] for row in _rows(FOLDER / "calendar.csv")}
    )


def read_provinces(path: Path = PROVINCES) -> list[ProvinceEntry]:
    return [
        ProvinceEntry(
            row["code"],
            row["name"],
            _day(row["name_from"]),
            row["statistical_code"],
            _day(row["last_day"]),
            row["merged_into"] or None,
        )
        for row in _rows(path)
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
