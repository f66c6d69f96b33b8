"""From dossiers and registers to scores: what only registers tell is counted beside dossiers, and completes ratios."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.agencies import Cohort, Level
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import day_of
from app.services.evaluation.evaluate import Evaluator
from app.storage.figures import read as figures
from tests.conftest import NOW, Client, Databases, service_on
from tests.support import processes

OCTOBER = Period.parse("2026-10")
FEE, PARTLY, FREE, UNUSED = "1.000001", "1.000002", "1.000003", "1.000004"
HERE, OTHER = "H31.17", "H31.18"
PROCEDURES = [
    {"code": FEE, "has_fee": True, "for_citizens": True, "online": "full", "agencies": [HERE]},
    {"code": PARTLY, "has_fee": True, "for_citizens": False, "online": "partial", "agencies": [HERE, OTHER]},
    {"code": FREE, "has_fee": False, "for_citizens": True, "online": "none", "agencies": [HERE]},
    {"code": UNUSED, "has_fee": True, "for_citizens": True, "online": "full", "agencies": [HERE]},
]
SERVICES = """code,procedure,status,agencies
S1,1.000001,ACTIVE,H31.17
S2,1.000002,ACTIVE,H31.17 H31.18
S3,1.000003,INACTIVE,H31.17
S4,1.000004,,H31.17
"""


def dossier(agency: str, serial: int, procedure: str, service: str | None = None, **fields: Any) -> dict[str, Any]:
    """Filed online through a service if one is named; the flags that measures ask for are all told."""
    return {
        "dossier": f"{agency}-261001-{serial:04}",
        "agency": agency,
        "procedure": procedure,
        "service": service,
        "status": 9,
        "channel": 2 if service else 1,
        "received_at": "2026-10-01T08:00:00",
        "due_at": "2026-10-09T17:00:00",
        "done_at": "2026-10-08T10:00:00",
        "paid_online": 0,
        "vneid": False,
        "papers_from_store": 0,
        "citizen_db": False,
        **fields,
    }


MONTH = [
    dossier(HERE, 1, FEE, "S1", paid_online=1, fee_total=50_000, fee_rows=1, vneid=True),
    dossier(HERE, 2, PARTLY, "S2", fee_total=30_000, fee_rows=1),
    dossier(HERE, 3, FREE, vneid=True),
    dossier(OTHER, 1, PARTLY, "S2", paid_online=2, fee_total=10_000, fee_rows=1),
]
Count = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def url(sqlite_databases: Databases, tmp_path: Path) -> str:
    url = sqlite_databases.migrated()
    agencies = [{"code": code, "name": f"Sở {code}", "level": "department"} for code in (HERE, OTHER)]
    (tmp_path / "agencies.json").write_text(json.dumps({"agencies": agencies}))
    assert processes.run(url, "load", str(tmp_path / "agencies.json"), "--kind", "agencies").returncode == 0
    return url


@pytest.fixture
def sqlite_made(url: str) -> Iterator[Client]:
    client = Client.on(url)
    yield client
    client.service.database.engine.dispose()


@pytest.fixture
def count(url: str, tmp_path: Path) -> Count:
    """Counts dossiers against registers, and stores the counts."""

    def run(dossiers: list[dict[str, Any]], procedures: object = PROCEDURES, services: str | None = SERVICES) -> Any:
        (tmp_path / "october.ndjson").write_text("\n".join(map(json.dumps, dossiers)))
        (tmp_path / "procedures.json").write_text(json.dumps(procedures))
        given = ["--procedures", str(tmp_path / "procedures.json")]
        if services is not None:
            (tmp_path / "services.csv").write_text(services)
            given += ["--services", str(tmp_path / "services.csv")]
        asked = ("dossiers", "count", str(tmp_path / "october.ndjson"), "--period", "2026-10")
        return processes.run(url, *asked, *given, "--submit")

    return run


def stored(url: str) -> dict[str, dict[str, int]]:
    service = service_on(url)
    with service.database.reading() as connection:
        found = figures.counts(connection, OCTOBER, ["H31", HERE, OTHER])
    service.database.engine.dispose()
    return {code: {measure: int(each.value) for measure, each in (of or {}).items()} for code, of in found.items()}


def scores(url: str, cohort: Cohort) -> dict[str, dict[str, Decimal | None]]:
    service = service_on(url)
    evaluator = Evaluator(service.database, service.registers.scorecards, Basis.COMPUTED, day_of(NOW))
    cards = evaluator.cohort(OCTOBER, cohort).cards
    service.database.engine.dispose()
    return {code: {column: figure.score for column, figure in card.figures.items()} for code, card in cards.items()}


def test_they_are_counted_beside_dossiers_and_complete_the_ratios(count: Count, url: str) -> None:
    done = count(MONTH)
    assert done.returncode == 0, done.stderr
    assert "register_short" not in done.stderr
    found = stored(url)
    measures = (
        "procedures_in_authority",
        "procedures_partly_online",
        "procedures_fully_online",
        "fee_procedures",
        "procedures_for_citizens",
        "online_services",
    )
    assert {code: [of[each] for each in measures] for code, of in found.items()} == {
        "H31": [4, 1, 2, 3, 3, 3],
        HERE: [4, 1, 2, 3, 3, 3],
        OTHER: [1, 1, 0, 1, 0, 1],
    }
    assert re.search(r"^ ?fee_procedures +3 +3 +1 *$", done.stdout, re.MULTILINE)
    scored = scores(url, Cohort(Level.DEPARTMENT, "H31"))
    assert {
        code: scored[HERE][code]
        for code in (
            "ONLINE_PROCEDURE_SHARE",
            "ONLINE_SERVICE_USED",
            "PAYMENT_PROCEDURE_USED",
            "PAYMENT_PROCEDURE_OFFERED",
            "CITIZEN_DATA_CONNECTED_FORMALITY",
        )
    } == {
        "ONLINE_PROCEDURE_SHARE": Decimal("1.88"),  # (1 + 2) / 4 of 80 %
        "ONLINE_SERVICE_USED": Decimal("2.67"),  # 2 / 3
        "PAYMENT_PROCEDURE_USED": Decimal("0.83"),  # 1 / 3 of 80 %
        "PAYMENT_PROCEDURE_OFFERED": Decimal("1.67"),  # 2 / 3 of 80 %
        "CITIZEN_DATA_CONNECTED_FORMALITY": Decimal("1.33"),  # 2 / 3
    }
    assert scored[OTHER]["ONLINE_PROCEDURE_SHARE"] == Decimal("2.00")


def test_procedures_that_the_register_does_not_give_an_agency_are_a_warning_and_refuse_nobody(
    count: Count, url: str
) -> None:
    assert count(MONTH).returncode == 0
    before = stored(url)
    foreign = dossier(OTHER, 2, FEE, "S1", paid_online=1, fee_total=50_000, fee_rows=1)
    more = dossier(HERE, 4, FREE)
    done = count([*MONTH, foreign, more])
    assert done.returncode == 0, done.stderr
    assert (
        "H31.18, 2026-10: dossiers belong to 2 entries (fee_procedures_paid_online), but the register has only 1"
        in (done.stderr)
    )
    assert re.search(
        r"^  .*\bfee_procedures, online_services: hồ sơ thuộc nhiều mục hơn danh mục có / "
        r"dossiers belong to more entries than the register has: H31\.18 \(1\)$",
        done.stdout,
        re.MULTILINE,
    )
    after = stored(url)
    for measure in ("fee_procedures", "fee_procedures_paid_online", "online_services"):
        assert after[OTHER][measure] == before[OTHER][measure], "what was stored stays"
    assert after[OTHER]["dossiers_received"] == 2
    assert after[HERE]["dossiers_received"] == 4
    assert after["H31"]["fee_procedures_paid_online"] == 2


def test_over_http_they_come_from_the_stored_registers_and_warnings_stand_in_the_record(sqlite_made: Client) -> None:
    client = sqlite_made
    key = client.key("H31")
    services = [{"code": "S1", "procedure": FEE, "agencies": [HERE]}]
    for kind, rows in (("procedures", PROCEDURES), ("services", services)):
        assert client.post(f"/v1/{kind}", json={kind: rows}, headers=key).status_code == 201
    content = "\n".join(map(json.dumps, MONTH))
    headers = key | {"Content-Type": "application/x-ndjson"}
    answer = client.post("/v1/dossiers?period=2026-10&complete=true", content=content, headers=headers)
    told = answer.json()
    assert answer.status_code == 201, told
    of = {each["agency"]: each for each in told["counts"]}
    assert [of[code]["counts"]["fee_procedures"] for code in ("H31", HERE, OTHER)] == [3, 3, 1]
    for measure in ("online_services", "online_services_with_dossiers"):
        assert {"measure": measure, "reason": "register_short", "dossiers": 0, "entries": 1} in of[HERE]["missing"]
    other = {"measure": "online_services", "reason": "agency_not_in_register", "dossiers": 0, "entries": 1}
    assert other in of[OTHER]["missing"]
    warned = [each["detail"] for each in told["submission"]["warnings"] if each["code"] == "register_short"]
    assert [each.partition(",")[0] for each in warned] == ["H31", HERE]
    stored_now = stored(client.service.settings.database_url)
    assert {code: each["counts"] for code, each in of.items()} == stored_now


def test_what_no_register_tells_is_missing_and_says_why(count: Count, url: str) -> None:
    unsaid = [{"code": FEE, "agencies": [HERE]}, {"code": PARTLY, "has_fee": True}]
    done = count(MONTH, unsaid, None)
    assert done.returncode == 0, done.stderr
    assert all("fee_procedures" not in of and "online_services" not in of for of in stored(url).values())
    assert _told(done.stdout, "fee_procedures", "the register does not say") == "H31 (1), H31.17 (1)"
    assert _told(done.stdout, "fee_procedures", "entry without the agencies that handle it").startswith("H31 (1)")
    assert "online_services: không có danh mục dịch vụ công trực tuyến (--services) / no register of online" in (
        done.stdout
    )


def test_the_portal_s_own_list_is_a_register_that_tells_agencies_only(count: Count, url: str) -> None:
    id_ = "019d2be3-6a84-779d-b3e7-e214bdb86482"  # An Giang's, which is bundled
    item = {"id": "one", "code": FEE, "name": "Một thủ tục", "state": "ACTIVE", "appliedDepartmentIds": [id_, "x"]}
    pagination = {"total": 1, "currentPage": 1, "pageSize": 10, "totalPages": 1}
    page = {"code": "OK", "data": {"items": [item], "pagination": pagination}}
    abroad = [dossier("H01", 1, FEE)]
    done = count(abroad, page)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ ?procedures_in_authority +1 *$", done.stdout, re.MULTILINE)
    assert _told(done.stdout, "fee_procedures", "the register does not say") == "H01 (1)"
    assert "1 of the 2 agencies that the portal's list names by departmentId are not known" in done.stderr
    pagination["total"] = 5741
    done = count(abroad, [page])
    assert _told(done.stdout, "procedures_in_authority", "the register is not whole") == "H01 (5740)"
    assert "the portal has 5740 more procedures than this file" in done.stderr


def _told(printed: str, measure: str, reason: str) -> str:
    """Of which agencies a measure is missing for a reason, which other measures may share."""
    found = re.search(rf"^  (?:\w+, )*{measure}(?:, \w+)*: .* / {reason}: (.*)$", printed, re.MULTILINE)
    return found[1] if found else ""
