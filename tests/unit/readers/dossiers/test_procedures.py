"""The registers of procedures and of online services, as JSON."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.dossiers.registers import Online, Procedure, ProcedureLevel, Service, TimeUnit
from app.domain.errors import Refusal
from app.readers.dossiers.procedures import read_procedures, read_services

FULL = Procedure(
    code="1.000001",
    needs_paper_result=True,
    has_fee=False,
    level=ProcedureLevel.BOTH,
    max_time=5,
    unit=TimeUnit.WORKING_DAY,
    online=Online.PARTIAL,
    agencies=frozenset({"H31.17", "H31.18"}),
    first_day=date(2026, 1, 1),
)
JSON = """[{"code": "1.000001", "needs_paper_result": true, "has_fee": false, "for_citizens": null, "level": "both",
"max_time": 5, "unit": "working_day", "online": "partial", "agencies": ["H31.17", "H31.18"],
"first_day": "2026-01-01"}, {"code": "1.000002", "name": "Khai sinh"}]"""


SERVICES = [
    Service(code="S1", procedure="1.000001", status="ACTIVE", agencies=frozenset({"H31.17", "H31.18"})),
    Service(code="S2", procedure="1.000001", last_day=date(2026, 6, 30)),
]
SERVICES_JSON = """{"services": [{"code": "S1", "procedure": "1.000001", "status": "ACTIVE",
"agencies": ["H31.17", "H31.18"]}, {"code": "S2", "procedure": "1.000001", "last_day": "2026-06-30"}]}"""


@pytest.mark.parametrize("content", [JSON, f'{{"procedures": {JSON}}}'])
def test_entries_say_what_stands_there_and_nothing_else(tmp_path: Path, content: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content, "utf-8")
    assert read_procedures(path) == [FULL, Procedure(code="1.000002", name="Khai sinh")]


@pytest.mark.parametrize(
    ("name", "content", "pointers"),
    [
        (
            "r.json",
            '[{"code": "1", "has_fees": true}, {"has_fee": "perhaps"}]',
            ["/0/has_fees", "/1/code", "/1/has_fee"],
        ),
        ("r.json", "{", [None]),
        ("r.json", "{}", [""]),
        ("r.json", b"\xff", [None]),
    ],
)
def test_whatever_cannot_be_read_is_told_at_once(
    tmp_path: Path, name: str, content: str | bytes, pointers: list[str | None]
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Refusal, match="submission_invalid") as refused:
        read_procedures(path)
    assert [(each.code, each.location.pointer) for each in refused.value.faults] == [
        ("procedures_invalid", pointer) for pointer in pointers
    ]


def test_services_are_read_as_procedures_are(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(SERVICES_JSON, "utf-8")
    assert read_services(path) == SERVICES


def test_a_service_without_its_procedure_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('[{"code": "S1", "agency": "H31"}]', "utf-8")
    with pytest.raises(Refusal, match="submission_invalid") as refused:
        read_services(path)
    assert [(each.code, each.location.pointer) for each in refused.value.faults] == [
        ("services_invalid", "/0/agency"),
        ("services_invalid", "/0/procedure"),
    ]
