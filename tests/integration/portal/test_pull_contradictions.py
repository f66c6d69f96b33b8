"""Answers that contradict each other, or are about somebody else: no figure is taken in for another agency."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.domain.evaluation.scores import Basis
from app.services.context import AppContext
from tests.integration.portal import server
from tests.integration.portal.pulling import DEPARTMENTS, PROVINCES, QUARTER, QUIET, YEAR, faults, pull, scores
from tests.integration.portal.server import Portal, uuid_of

LISTS = {"evaluation", "children"}
CODES = ["H01", "H05", *(f"H44.{number:02}" for number in range(1, 50))]
CONTRADICTORY = "portal_unit_contradictory"


def exchanged(name: str, whose: list[str]) -> Callable[[Any], None]:
    """Two units of a list have each other's id or code; ``whose``: told their codes."""

    def exchange(data: Any) -> None:
        (key,) = LISTS & data.keys()
        first, second = data[key][:2]
        whose.extend(code for code in CODES if uuid_of(code) in (first["departmentId"], second["departmentId"]))
        first[name], second[name] = second[name], first[name]

    return exchange


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("service-results", "departmentId"),
        ("service-results", "departmentCode"),
        ("transparency", "departmentId"),
        ("handling-satisfaction", "departmentId"),
        ("dossier-digitized", "departmentCode"),
        ("dvc-progress-tree", "departmentId"),
        ("formality-online-payment-tree", "departmentCode"),
    ],
)
def test_units_that_are_exchanged_are_left_out_whole(portal: Portal, service: AppContext, path: str, name: str) -> None:
    whose: list[str] = []
    portal.edit(path, exchanged(name, whose), root="H44")
    found = faults(pull(service, QUARTER, ["H44"], QUIET))
    assert len(whose) == 2
    assert found == [("H44", code, CONTRADICTORY) for code in whose]
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 10


def test_a_province_under_another_s_id_is_left_out(portal: Portal, service: AppContext) -> None:
    whose: list[str] = []
    portal.edit("transparency", exchanged("departmentId", whose), root=server.COUNTRY)
    found = faults(pull(service, YEAR, [], QUIET, depth=None))
    assert whose == ["H01", "H05"]
    assert found == [("", code, CONTRADICTORY) for code in whose]
    computed = scores(service, PROVINCES, YEAR, Basis.COMPUTED)
    assert [computed[code]["CKMB"] for code in ("H01", "H05")] == [None, None]
    assert computed["H12"]["CKMB"] is not None


@pytest.mark.parametrize("name", ["UBND Phường Việt Trì", "", None])
def test_a_name_that_no_score_card_has_contradicts_nothing(portal: Portal, service: AppContext, name: str) -> None:
    portal.edit("transparency", lambda data: data["evaluation"][0].update(departmentName=name), root="H44")
    assert faults(pull(service, QUARTER, ["H44"], QUIET)) == []


def test_units_of_one_name_are_told_apart_by_their_ids(portal: Portal, service: AppContext) -> None:
    portal.figures.names |= dict.fromkeys(("H44.01", "H44.03"), "Sở Nội vụ")
    assert faults(pull(service, QUARTER, ["H44"], QUIET)) == []


def test_a_list_below_somebody_else_says_nothing_of_who_is_not_in_it(
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    pull(open_service(), QUARTER, ["H44"], QUIET)
    before = scores(open_service(), DEPARTMENTS, QUARTER)

    def of_another(data: Any) -> None:
        data["overview"]["departmentId"] = uuid_of("H31")
        data["evaluation"].clear()
        data["pagination"]["total"] = 0

    portal.edit("handling-satisfaction", of_another, root="H44")
    service = open_service(timedelta(days=1))
    report = pull(service, QUARTER, ["H44"], QUIET)
    assert [code for _, _, code in faults(report)] == ["portal_other_unit"] + ["portal_unit_absent"] * 12
    assert [unit.withdrawn for unit in report.units] == [{}, {}]
    assert scores(service, DEPARTMENTS, QUARTER) == before
