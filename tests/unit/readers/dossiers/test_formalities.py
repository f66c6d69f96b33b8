"""The portal's list of procedures, read as a register: what it tells, and nothing else."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.dossiers.registers import Procedure
from app.domain.errors import Refusal
from app.readers.dossiers.formalities import ListedProcedures, find_pages, read_pages
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards

IDS = {f"019d2be3-6a81-771b-b66d-{number:012}": f"H31.{number}" for number in (17, 18)}
ONE, TWO = IDS
ABROAD = "019d2be3-6a81-771b-b66d-999999999999"


def item(code: str, *applied: str, **fields: Any) -> dict[str, Any]:
    """As the portal answers it, with a field that nobody reads."""
    told = {"id": f"id-{code}", "code": code, "name": f"Thủ tục {code}", "state": "UPDATED", "departmentId": ABROAD}
    return {**told, "publishingDepartmentIds": [ABROAD], "appliedDepartmentIds": list(applied), **fields}


def page(*items: dict[str, Any], total: int | None = None, **fields: Any) -> dict[str, Any]:
    count = len(items) if total is None else total
    pagination = {"total": count, "currentPage": 1, "pageSize": 10, "totalPages": -(-count // 10)}
    return {"code": "OK", "data": {"items": list(items), "pagination": pagination}, "message": "OK", **fields}


def codes(ids: Iterable[str]) -> Mapping[str, str]:
    return {id_: IDS[id_] for id_ in ids if id_ in IDS}


def read(*pages: dict[str, Any]) -> ListedProcedures:
    return read_pages(list(pages), Path("formalities.json"), codes)


def test_code_name_and_agencies_are_told_and_nothing_else() -> None:
    found = read(page(item("1.000026", ONE, TWO), item("1.000030", ONE, state="ACTIVE")))
    assert found == ListedProcedures(
        [
            Procedure(code="1.000026", name="Thủ tục 1.000026", agencies=frozenset({"H31.17", "H31.18"})),
            Procedure(code="1.000030", name="Thủ tục 1.000030", agencies=frozenset({"H31.17"})),
        ],
        lacking=0,
        agencies=2,
        unknown=0,
    )


def test_what_is_inactive_has_ended_before_all_periods() -> None:
    found = read(page(item("1.000026", ONE, state="INACTIVE"), item("1.000030", ONE)))
    ended, in_force = found.procedures
    assert ended == Procedure(code="1.000026", name="Thủ tục 1.000026", last_day=date(2022, 6, 22))
    assert (in_force.code, in_force.last_day, found.lacking) == ("1.000030", None, 0)
    assert read_scorecards(BUNDLED, read_measures()).items[0].first_day == date(2022, 6, 23)


def test_several_with_one_code_are_one_procedure_of_all_their_agencies() -> None:
    ended = item("1", ABROAD, id="c", state="INACTIVE", name="Tên cũ")
    (found,) = read(page(item("1", ONE, id="a"), item("1", TWO, id="b"), ended)).procedures
    assert found == Procedure(code="1", name="Thủ tục 1", agencies=frozenset({"H31.17", "H31.18"}))


def test_agencies_that_are_not_known_are_none_of_ours_and_counted() -> None:
    found = read(page(item("1", ONE, ABROAD), item("2", ABROAD)))
    assert [each.agencies for each in found.procedures] == [{"H31.17", ABROAD}, {ABROAD}]
    assert (found.agencies, found.unknown) == (2, 1)


@pytest.mark.parametrize("applied", [None, []])
def test_without_agencies_it_names_none(applied: list[str] | None) -> None:
    (found,) = read(page(item("1", appliedDepartmentIds=applied))).procedures
    assert found.agencies == frozenset()


def test_pages_are_one_list_and_what_they_lack_is_told() -> None:
    found = read(page(item("1"), total=5741), page(item("2"), item("1"), total=5741))
    assert ([each.code for each in found.procedures], found.lacking) == (["1", "2"], 5739)


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (json.dumps(page(item("1"))), 1),
        (json.dumps([page(item("1")), page(item("2"))]), 2),
        (f"{json.dumps(page(item('1')))}\n\n{json.dumps(page(item('2')))}\n", 2),
        ('[{"code": "1.000001"}]', None),
        ('{"procedures": []}', None),
        ("[]", None),
        ("code,name\n", None),
        ("\ufeffcode\n1\n", None),
    ],
)
def test_the_portal_s_answers_are_told_from_other_registers(content: str, pages: int | None) -> None:
    found = find_pages(content.encode())
    assert (found and len(found)) == pages


def test_whatever_is_not_as_known_is_told_at_once() -> None:
    with pytest.raises(Refusal, match="submission_invalid") as refused:
        read(
            page(item("1", name=None), {"code": "2"}),
            page(code="NOT_FOUND"),
            {"code": "OK", "data": None},
            {"code": "OK", "data": {"items": []}},
        )
    assert {each.code for each in refused.value.faults} == {"procedures_invalid"}
    assert [each.location.pointer for each in refused.value.faults] == [
        "/0/data/items/0/name",
        "/0/data/items/1/id",
        "/0/data/items/1/name",
        "/1",
        "/2/data",
        "/3",
    ]
