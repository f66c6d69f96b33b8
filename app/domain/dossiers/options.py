"""What may be asked of dossiers: other choices where the sources leave it open how they count, and measures."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.rules import Base, CitizenData, DossierRules, Precision, ResultsBase, SharedForReuse
from app.domain.errors import Refusal

OPTIONS: Mapping[str, type[StrEnum]] = {
    "base": Base,
    "precision": Precision,
    "results_base": ResultsBase,
    "citizen_data": CitizenData,
    "shared_for_reuse": SharedForReuse,
}


def with_options(rules: DossierRules, chosen: Mapping[str, str]) -> DossierRules:
    """The rules with other choices by their names; refuses ``dossier_option_unknown``."""
    return replace(rules, **{name: _choice(name, value) for name, value in chosen.items()})


def _choice(name: str, value: str) -> Any:
    choices = OPTIONS.get(name)
    if choices is None or value not in list(choices):
        allowed = "; ".join(f"{each}={'|'.join(choices)}" for each, choices in OPTIONS.items())
        raise Refusal("dossier_option_unknown", value=f"{name}={value}", allowed=allowed)
    return choices(value)


def parse_option(text: str) -> tuple[str, str]:
    """``NAME=VALUE`` in two; refuses ``dossier_option_unknown``."""
    name, _, value = text.partition("=")
    return name, str(_choice(name, value))


def choose(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The choices by their names; refuses ``dossier_option_repeated`` for two values of one option."""
    chosen: dict[str, str] = {}
    for name, value in pairs:
        if chosen.setdefault(name, value) != value:
            raise Refusal("dossier_option_repeated", name=name)
    return chosen


def other_choices(rules: DossierRules, default: DossierRules) -> dict[str, str]:
    """What is chosen otherwise than by ``default``, by its name."""
    return {name: value for name, value in rules.options.items() if value != default.options[name]}


def parse_dossier_measure(text: str) -> str:
    """``text`` if dossiers are counted for this measure; refuses ``dossier_measure_unknown``."""
    if text not in DOSSIER_MEASURES:
        raise Refusal("dossier_measure_unknown", value=text, allowed=", ".join(DOSSIER_MEASURES))
    return text
