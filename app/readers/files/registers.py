"""Reads the registers that come with the service: provinces, levels and measures, from ``app/data/registry``."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app import data
from app.domain.agencies import Level
from app.domain.measures import Measure, MeasureKind

FOLDER = data.FOLDER / "registry"


@dataclass(frozen=True, slots=True)
class ProvinceEntry:
    """A province under one of its names; ``name_from`` is the first day of the name, ``None`` for the first one."""

    code: str
    name: str
    name_from: date | None
    statistical_code: str
    last_day: date | None
    merged_into: str | None


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
        for row in _rows("measures.csv")
    }


def read_last_days() -> dict[Level, date]:
    """The last day on which agencies of a level existed, for the levels that were abolished."""
    return {Level(row["level"]): day for row in _rows("levels.csv") if (day := _day(row["last_day"]))}


def read_provinces() -> list[ProvinceEntry]:
    return [
        ProvinceEntry(
            row["code"],
            row["name"],
            _day(row["name_from"]),
            row["statistical_code"],
            _day(row["last_day"]),
            row["merged_into"] or None,
        )
        for row in _rows("provinces.csv")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
