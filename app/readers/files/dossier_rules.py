"""Reads the rules by which dossiers count, strictly: whatever is unknown is refused with file and line."""

import hashlib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from app import data
from app.domain.dossiers.rules import (
    Base,
    CitizenData,
    DossierRules,
    DossierRulesHistory,
    Precision,
    ResultsBase,
    SharedForReuse,
)
from app.domain.scorecard.scorecard import Evidence, EvidenceStatus
from app.readers.files.yaml_lines import YamlFileError, read, validated

BUNDLED = data.FOLDER / "dossier_rules"
Value = TypeVar("Value")


class _StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class _EvidenceEntry(_StrictModel):
    status: EvidenceStatus
    note: str


class _Option(_StrictModel, Generic[Value]):
    value: Value
    evidence: _EvidenceEntry


class _Options(_StrictModel):
    base: _Option[Base]
    precision: _Option[Precision]
    results_base: _Option[ResultsBase]
    citizen_data: _Option[CitizenData]
    shared_for_reuse: _Option[SharedForReuse]


class _RulesFile(_StrictModel):
    series: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+$")]
    first_day: date
    last_day: date | None = None
    options: _Options

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError(f"last_day {self.last_day} is before first_day {self.first_day}")
        return self


def read_dossier_rules(folder: Path) -> DossierRulesHistory:
    """Read every ``*.yaml`` and ``*.yml`` below ``folder``; raises ``YamlFileError``."""
    found = sorted(((_read_one(path), path) for path in folder.rglob("*.y*ml")), key=lambda pair: pair[0].first_day)
    if not found:
        raise YamlFileError(folder, 1, "no file with rules for dossiers (*.yaml) below this folder")
    for (earlier, _), (later, path) in pairwise(found):
        if earlier.last_day is None or later.first_day <= earlier.last_day:
            line = read(path)[1][("first_day",)]
            raise YamlFileError(path, line, f"overlaps {earlier.id}, in force on {later.first_day}")
    return DossierRulesHistory(tuple(rules for rules, _ in found))


def _read_one(path: Path) -> DossierRules:
    content, lines = read(path)
    file = validated(_RulesFile, path, content, lines)
    options = file.options
    names = type(options).model_fields
    return DossierRules(
        series=file.series,
        first_day=file.first_day,
        last_day=file.last_day,
        base=options.base.value,
        precision=options.precision.value,
        results_base=options.results_base.value,
        citizen_data=options.citizen_data.value,
        shared_for_reuse=options.shared_for_reuse.value,
        evidence={name: _evidence(getattr(options, name).evidence) for name in names},
        digest=f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
    )


def _evidence(entry: _EvidenceEntry) -> Evidence:
    return Evidence(entry.status, entry.note)
