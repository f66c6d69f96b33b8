"""``/v1/procedures`` and ``/v1/services``: sent as all submissions are, listed as of a day, and counted with."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.enums import Scope
from app.main import create_app
from app.readers.uploads.formats import Format
from app.services.dossiers.registers import stored_registers
from app.settings import Settings
from tests.conftest import NOW, SECRET, Client, Databases
from tests.integration.dossiers.test_post import ADDRESS, NDJSON, made, pushed
from tests.integration.dossiers.test_post import body as pushed_body
from tests.integration.submissions.uploads import body
from tests.support import processes
from tests.support.clock import Clock

__all__ = ["made"]

BIRTH: dict[str, Any] = {
    "code": "1.000001",
    "name": "Đăng ký khai sinh",
    "needs_paper_result": True,
    "has_fee": False,
    "for_citizens": True,
    "level": "commune",
    "max_time": 5,
    "unit": "working_day",
    "online": "full",
    "agencies": ["H31.17", "H31.18"],
    "first_day": "2026-01-01",
    "last_day": "2026-12-31",
}
SERVICE: dict[str, Any] = {"code": "S1", "procedure": "1.000001", "name": "Khai sinh trực tuyến", "status": "ACTIVE"}
ROWS = {"procedures": BIRTH, "services": SERVICE}
UNPAID = pushed_body(*(pushed(serial, DuocThanhToanTrucTuyen="0") for serial in range(1, 6)))


def send(
    client: Client, *rows: dict[str, Any], kind: str = "procedures", root: str | None = "H31", **query: Any
) -> Any:
    return client.post(f"/v1/{kind}", json={kind: rows}, headers=client.key(root), params=query)


def listed(client: Client, kind: str = "procedures", **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/{kind}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def codes(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(error["code"], error["column"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("format_", Format)
def test_an_entry_in_every_format(client: Client, kind: str, format_: Format) -> None:
    row = ROWS[kind]
    sent = dict(row)
    if format_ in (Format.CSV, Format.XLSX) and "agencies" in row:
        sent["agencies"] = " ".join(row["agencies"])
    headers = client.key("H31", Scope.STATISTICS_WRITE) | {"Content-Type": format_}
    answer = client.post(f"/v1/{kind}", content=body(format_, kind, [sent]), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["kind"], told["rows"], told["figures"]) == (201, kind, 1, 1), told
    assert client.get(answer.headers["location"]).json()["submitted_by"]["agency"] == "H31"
    nothing: dict[str, Any] = {"first_day": None, "last_day": None, "agencies": []}
    assert listed(client, kind) == [{**nothing, **row, "root": "H31"}]


def test_a_worksheet_with_the_words_of_offices(client: Client) -> None:
    row = {
        "Mã TTHC": "1.000001", "Tên thủ tục": "Khai sinh", "Có phí, lệ phí": "Không", "Đơn vị tính": "Ngày làm việc",
        "Thời hạn giải quyết": 5, "Mức độ trực tuyến": "Toàn trình", "Cơ quan thực hiện": "H31.17; H31.18",
        "Từ ngày": "01/01/2026", "Ghi chú": "mới",
    }  # fmt: skip
    headers = client.key("H31") | {"Content-Type": Format.XLSX}
    answer = client.post("/v1/procedures", content=body(Format.XLSX, "", [row]), headers=headers)
    assert answer.status_code == 201, answer.text
    assert [each["code"] for each in answer.json()["warnings"]] == ["columns_not_read"]
    found = listed(client)[0]
    assert (found["has_fee"], found["unit"], found["online"], found["first_day"]) == (
        False, "working_day", "full", "2026-01-01",
    )  # fmt: skip
    assert found["agencies"] == ["H31.17", "H31.18"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"name": "x"}, ("field_missing", "code")),
        ({"code": "x" * 65}, ("text_invalid", "code")),
        ({"code": 5}, ("text_invalid", "code")),
        ({**BIRTH, "name": ["x"]}, ("text_invalid", "name")),
        ({**BIRTH, "has_fee": "true"}, ("unknown_value", "has_fee")),
        ({**BIRTH, "has_fee": 1}, ("unknown_value", "has_fee")),
        ({**BIRTH, "level": "district"}, ("unknown_value", "level")),
        ({**BIRTH, "unit": "week"}, ("unknown_value", "unit")),
        ({**BIRTH, "max_time": "5"}, ("number_quoted", "max_time")),
        ({**BIRTH, "max_time": 10_001}, ("number_too_large", "max_time")),
        ({**BIRTH, "max_time": -1}, ("number_negative", "max_time")),
        ({**BIRTH, "unit": None}, ("field_missing", "unit")),
        ({**BIRTH, "max_time": None}, ("field_missing", "max_time")),
        ({**BIRTH, "agencies": "H31"}, ("json_shape", "agencies")),
        ({**BIRTH, "agencies": ["H31", "Sở"]}, ("code_invalid", "agencies")),
        ({**BIRTH, "first_day": "1/1/2026"}, ("day_invalid", "first_day")),
        ({**BIRTH, "last_day": "2025-12-31"}, ("last_day_reversed", "last_day")),
        ({**BIRTH, "fee": True}, ("unknown_field", "fee")),
    ],
)
def test_rows_that_are_refused(client: Client, row: dict[str, Any], expected: tuple[str, str]) -> None:
    assert codes(send(client, row)) == [expected]
    assert listed(client, day="all") == []


def test_all_faults_are_told_at_once_and_the_refusal_is_recorded(client: Client) -> None:
    answer = send(client, {**BIRTH, "has_fee": "maybe", "unit": "week"}, BIRTH, BIRTH, {"has_fee": True})
    assert codes(answer) == [
        ("unknown_value", "has_fee"), ("unknown_value", "unit"), ("key_repeated", "code"), ("field_missing", "code"),
    ]  # fmt: skip
    told = answer.json()["errors"][0]
    assert "maybe" in told["detail_vi"]
    assert "true, false" in told["detail"]
    recorded = client.get("/v1/submissions?kind=procedures").json()["items"][0]
    assert (recorded["status"], recorded["errors_total"], recorded["figures"]) == ("rejected", 4, 0)
    shown = client.get(f"/v1/submissions/{recorded['id']}").json()["errors"]
    assert "maybe" not in str(shown), "whoever has no key of the sender's does not see values"
    assert [each["column"] for each in shown] == ["has_fee", "unit", "code", "code"]


def test_without_rows_nothing_is_sent(client: Client) -> None:
    assert send(client).json()["code"] == "submission_empty"


def test_one_service_needs_its_procedure(client: Client) -> None:
    assert codes(send(client, {"code": "S1"}, kind="services")) == [("field_missing", "procedure")]


def test_a_dry_run_registers_nothing(client: Client) -> None:
    tried = send(client, BIRTH, dry_run=True)
    assert (tried.status_code, tried.json()["dry_run"], tried.json()["figures"]) == (200, True, 1)
    assert listed(client, day="all") == []


def test_what_is_sent_once_more_has_one_effect(client: Client) -> None:
    headers = client.key("H31") | {"Idempotency-Key": "one"}
    first, again = (client.post("/v1/procedures", json={"procedures": [BIRTH]}, headers=headers) for _ in range(2))
    assert first.json() == again.json()
    assert send(client, BIRTH).json()["figures"] == 0, "nothing has changed"


def test_a_later_entry_replaces_the_one_from_the_same_day_on(client: Client) -> None:
    send(client, BIRTH, {**BIRTH, "first_day": "2025-01-01", "last_day": "2025-12-31", "has_fee": True})
    changed = send(client, {"code": "1.000001", "first_day": "2026-01-01", "has_fee": True})
    assert changed.json()["figures"] == 1
    assert [(each["first_day"], each["has_fee"], each["name"]) for each in listed(client, day="all")] == [
        ("2025-01-01", True, BIRTH["name"]), ("2026-01-01", True, None),
    ]  # fmt: skip


def test_what_was_known_before_can_still_be_read(databases: Databases) -> None:
    clock = Clock()
    client = Client(create_app(Settings(database_url=databases.migrated(), key_secret=SECRET), clock))
    send(client, BIRTH)
    clock.now = NOW + timedelta(days=2)
    send(client, {**BIRTH, "has_fee": True}, {"code": "1.000002"})
    assert [each["has_fee"] for each in listed(client)] == [True, None]
    assert [each["has_fee"] for each in listed(client, known_at="2026-11-02")] == [False]
    assert [each["has_fee"] for each in listed(client, known_at="2026-11-02", day="all")] == [False]
    assert listed(client, known_at="2026-10-31") == []
    client.service.database.engine.dispose()


def test_as_of_a_day_the_entry_that_began_last_stands(client: Client) -> None:
    send(client, {"code": "1.000001", "has_fee": True}, {**BIRTH, "last_day": None})
    found = {day: [each["has_fee"] for each in listed(client, day=day)] for day in ("2025-12-31", "2026-01-01", "all")}
    assert found == {"2025-12-31": [True], "2026-01-01": [False], "all": [True, False]}
    send(client, {"code": "1.000002", "last_day": "2026-10-31"}, {"code": "1.000003", "first_day": "2026-11-02"})
    assert [each["code"] for each in listed(client)] == ["1.000001"], "NOW is 1 November"
    assert client.get("/v1/procedures?day=soon").json()["errors"][0]["code"] == "day_invalid"


def test_pages_go_through_all_entries_in_their_order(client: Client) -> None:
    for root in (None, "H31", "H31.17", "H44"):
        send(client, BIRTH, {"code": "1.000002"}, {"code": "1.000001", "last_day": "2025-12-31"}, root=root)
    whole = listed(client, day="all")
    assert [(each["code"], each["root"], each["first_day"]) for each in whole] == [
        *(("1.000001", root, day) for root in (None, "H31", "H31.17", "H44") for day in (None, "2026-01-01")),
        *(("1.000002", root, None) for root in (None, "H31", "H31.17", "H44")),
    ]
    for limit in (1, 5):
        found, following = list[dict[str, Any]](), f"/v1/procedures?day=all&limit={limit}"
        while following:
            page = client.get(following).json()
            found += page["items"]
            following = page["next"]
        assert found == whole
    today: list[Any] = client.get(client.get("/v1/procedures?limit=4").json()["next"]).json()["items"]
    assert [each["code"] for each in today] == ["1.000002"] * 4
    assert {each["root"] for each in listed(client, day="all", root="H31.17")} == {None, "H31", "H31.17"}
    assert {each["root"] for each in listed(client, root="H44")} == {None, "H44"}


@pytest.mark.parametrize(
    "after", ["x", "~~", "1~x~2026-01-01", "1~H31~2026-13-01", "%00~H31~2026-01-01", "~H31~2026-01-01"]
)
def test_no_page_begins_there(client: Client, after: str) -> None:
    answer = client.get(f"/v1/services?after={after}")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "after")


def test_its_tag_changes_with_the_register_and_the_day(client: Client) -> None:
    def tags() -> list[str]:
        return [client.get(address).headers["etag"] for address in ("/v1/procedures", "/v1/procedures?day=2026-01-01")]

    before = tags()
    assert len(set(before)) == 2
    send(client, SERVICE, kind="services")
    send(client, {**BIRTH, "unit": "week"})
    assert tags() == before
    send(client, BIRTH)
    after = tags()
    assert not set(after) & set(before)
    send(client, BIRTH)
    assert tags() == after


def test_the_nearest_entry_counts_for_an_agency(client: Client) -> None:
    day = date(2026, 10, 1)

    def fee(root: str | None, code: str = "1.000001") -> bool | None:
        found = stored_registers(client.service.database, root).procedure(code, day)
        return found.has_fee if found else None

    assert stored_registers(client.service.database, "H31").digest is None
    send(client, {**BIRTH, "has_fee": True}, {"code": "1.000002", "has_fee": True}, root=None)
    assert stored_registers(client.service.database, "H31").digest == (
        stored_registers(client.service.database, None).digest
    )
    send(client, BIRTH)
    send(client, {**BIRTH, "has_fee": None}, root="H31.17")
    assert [fee(root) for root in (None, "H44", "H31", "H31.18", "H31.17")] == [True, True, False, False, None]
    assert fee("H31.17", "1.000002") is True
    assert not stored_registers(client.service.database, "H31").has_services


def test_dossiers_are_counted_with_what_is_registered(made: Client) -> None:
    def counted() -> tuple[dict[str, int], dict[str, str], str]:
        answer = made.post(f"{ADDRESS}&complete=true", content=UNPAID, headers=made.key("H31") | NDJSON)
        assert answer.status_code == 201, answer.text
        told = answer.json()
        of = next(each for each in told["counts"] if each["agency"] == "H31.17")
        return of["counts"], {each["measure"]: each["reason"] for each in of["missing"]}, told["submission"]["source"]

    _, missing, source = counted()
    assert missing["dossiers_with_fees"] == "no_procedure_register"
    assert "registers none" in source
    send(made, {"code": "9.9"}, root="H44")
    assert counted()[1]["dossiers_with_fees"] == "no_procedure_register", "another province's register is not its own"
    send(made, {"code": "1.000001", "has_fee": True}, root=None)
    counts, missing, source = counted()
    assert counts["dossiers_with_fees"] == 5
    assert "dossiers_with_fees" not in missing
    assert f"registers {stored_registers(made.service.database, 'H31').digest}" in source
    send(made, {"code": "1.000001", "has_fee": False})
    counts, _, own = counted()
    assert counts["dossiers_with_fees"] == 0
    assert own != source


def test_only_who_may_write_statistics_may_register(client: Client) -> None:
    body_ = {"procedures": [BIRTH]}
    assert client.post("/v1/procedures", json=body_).status_code == 401
    assert client.post("/v1/procedures", json=body_, headers=client.key("H31", Scope.OFFICIAL_WRITE)).status_code == 403
    assert listed(client) == []


def test_there_is_no_template_of_them(client: Client) -> None:
    refused = client.get("/v1/templates/procedures.xlsx?agency=H31")
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_value")
    assert "agencies" in refused.json()["detail"]


@pytest.mark.parametrize("has_url", [False, True])
def test_at_a_terminal_the_register_of_the_one_province_counts(
    sqlite_databases: Databases, tmp_path: Path, *, has_url: bool
) -> None:
    """It need not be named: all dossiers are its own. Those of two provinces have the country's register only."""
    url = sqlite_databases.migrated()
    made = Client.on(url)
    send(made, {"code": "1.000001", "has_fee": True})
    made.service.database.engine.dispose()
    own, both = tmp_path / "own.ndjson", tmp_path / "both.ndjson"
    own.write_bytes(UNPAID)
    both.write_bytes(UNPAID + UNPAID.replace(b"H31.17-", b"H44.17-"))
    with processes.serving(url, tmp_path / "log") as server:
        nowhere = f"sqlite:///{tmp_path}/nothing.db"
        there = ("--url", server.base, "--key", made.key("H31")["Authorization"].removeprefix("Bearer "))
        asked = (nowhere, there) if has_url else (url, ())
        found = [
            processes.run(asked[0], "dossiers", "count", str(file), "--period", "2026-10", *asked[1]).stdout
            for file in (own, both)
        ]
    assert re.search(r"dossiers_with_fees +5", found[0])
    assert "dossiers_with_fees" not in re.sub("(?s).*Missing", "", found[0])
    assert "dossiers_with_fees" in re.sub("(?s).*Missing", "", found[1])
