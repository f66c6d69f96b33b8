"""Counts of many agencies at a terminal: what is printed fits, and says each thing once."""

import io
from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

import pytest
from rich.console import Console

from app.cli import dossier_printing
from app.counting.question import DossierCount
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.register_counts import REGISTER_MEASURES
from app.services.dossiers.counting import Counted

WIDTH = 100
MEASURES = (*DOSSIER_MEASURES, *REGISTER_MEASURES)
KNOWN, MISSING = DossierCount(123_456, {}), DossierCount(None, {"field_missing": 7})


def _printed(counts: Mapping[str, Mapping[str, DossierCount]], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    shown = Console(file=io.StringIO(), width=WIDTH, highlight=False, markup=False)
    monkeypatch.setattr(dossier_printing, "console", lambda: shown)
    rules = SimpleNamespace(id="rules", options={})
    counted = SimpleNamespace(
        question=SimpleNamespace(period="2026-10", rules=rules),
        gathered=SimpleNamespace(dossiers=1),
        counts=counts,
        unregistered=frozenset(),
        oddities=(),
        is_running=False,
    )
    with shown.capture() as captured:
        dossier_printing.print_counted(cast("Counted", counted))
    return captured.get().splitlines()


@pytest.mark.parametrize("agencies", [1, 12, 130])
def test_no_agency_and_no_number_is_cut(monkeypatch: pytest.MonkeyPatch, agencies: int) -> None:
    codes = [f"H99.{number}" for number in range(1, agencies + 1)]
    lines = _printed({code: dict.fromkeys(MEASURES, KNOWN) for code in codes}, monkeypatch)
    headings = [line.split()[5:] for line in lines if "Loại số liệu / Measure" in line]
    assert [code for heading in headings for code in heading] == codes
    numbers = [line.split()[1:] for line in lines if line.strip().startswith("dossiers_on_time ")]
    assert [number for row in numbers for number in row] == ["123456"] * agencies
    assert max(len(line) for line in lines if "Measure" in line or "123456" in line) <= WIDTH


def test_what_no_agency_has_is_told_once_with_what_is_missing_for_the_same_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = dict.fromkeys(MEASURES, KNOWN) | dict.fromkeys(("dossiers_synced", "dossiers_satisfied"), MISSING)
    lines = _printed({f"H99.{number}": of for number in range(1, 31)}, monkeypatch)
    assert [line.strip() for line in lines if "dossiers_synced" in line] == [
        "dossiers_satisfied, dossiers_synced: hệ thống gửi không cho biết / the sending system did not tell: "
        "mọi cơ quan / all agencies: H99.1 (7), H99.2 (7), H99.3 (7) … 30"
    ]
