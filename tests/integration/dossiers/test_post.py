"""``POST /v1/dossiers``: counted while they come, stored only if they are all, and never kept."""

import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from app.api.http.upload_receiver import StreamedBody
from app.counting.listing import read_dossiers
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.enums import Kind, Scope
from app.domain.periods import Period
from app.readers.uploads.formats import Format
from app.services.dossiers.counting import count_dossiers
from app.services.dossiers.gather import Gathered
from app.storage.figures import read as figures
from tests.conftest import Client, Databases

OCTOBER = Period.parse("2026-10")
PERSON = "Nguyễn Thị Bí Mật"
SECRETS = (PERSON, PERSON.encode("utf-8").decode("latin-1"), "001099123456", "0912345678", "bimat@example.invalid")
NDJSON = {"Content-Type": "application/x-ndjson"}
ADDRESS = "/v1/dossiers?period=2026-10"


def pushed(serial: int, **fields: Any) -> dict[str, Any]:
    """A dossier as a system pushes it: received on 1 October, promised for the 9th, done on the 8th, with a person."""
    return {
        "MaHoSo": f"H31.17-261001-{serial:04}",
        "MaTTHC": "1.000001",
        "KenhThucHien": "2",
        "ChuHoSo": PERSON,
        "SoGiayToChuHoSo": "001099123456",
        "SoDienThoai": "0912345678",
        "Email": "bimat@example.invalid",
        "NgayTiepNhan": "20261001080000",
        "NgayHenTra": "20261009170000",
        "NgayKetThucXuLy": "20261008100000",
        "TrangThaiHoSo": "9",
        **fields,
    }


def body(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps({"data": [each]}, ensure_ascii=False).encode() + b"\n" for each in records)


MONTH = body(*(pushed(serial) for serial in range(1, 5)), pushed(5, NgayKetThucXuLy="20261012100000"))


@pytest.fixture
def made(client: Client) -> Client:
    agencies = [{"code": "H31.17", "name": "Sở Tài chính", "level": "department"}]
    assert client.post("/v1/agencies", json={"agencies": agencies}, headers=client.key("H31")).status_code == 200
    return client


def stored(client: Client) -> dict[str, dict[str, int]]:
    with client.service.database.reading() as connection:
        found = figures.counts(connection, OCTOBER, ["H31", "H31.17"])
    return {code: {measure: int(each.value) for measure, each in of.items()} for code, of in found.items() if of}


def test_a_whole_month_is_counted_and_stored_with_what_it_was_made_of(made: Client) -> None:
    answer = made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=made.key("H31") | NDJSON)
    told = answer.json()
    assert answer.status_code == 201, told
    by_agency = {each["agency"]: each for each in told["counts"]}
    assert set(by_agency) == {"H31", "H31.17"}
    counts = by_agency["H31.17"]["counts"]
    assert (counts["dossiers_received"], counts["dossiers_on_time"], counts["dossiers_overdue"]) == (5, 4, 1)
    missing = by_agency["H31.17"]["missing"]
    for measure, dossiers in (("dossiers_with_fees", 5), ("fee_procedures", 0)):
        reason = {"reason": "no_procedure_register", "dossiers": dossiers, "entries": 0}
        assert {"measure": measure, **reason} in missing
    assert [each["measure"] for each in missing if each["reason"] == "no_service_register"] == ["online_services"]
    assert [(each["code"], each["dossiers"]) for each in told["quality"]] == [("collision", 5)]
    assert (told["complete"], told["dry_run"], told["dossiers"], told["verdicts"]) == (True, False, 5, None)
    assert stored(made) == {code: each["counts"] for code, each in by_agency.items()}
    submission = made.get(answer.headers["location"]).json()
    assert submission["kind"] == Kind.STATISTICS
    assert submission["digest"] in submission["source"]
    assert f"rules {told['rules']['id']} {told['rules']['digest'][:23]} base=received" in submission["source"]
    assert (submission["bytes"], submission["media_type"]) == (len(MONTH), "application/x-ndjson")


def test_the_mean_processing_time_is_answered_by_agency_and_not_stored(made: Client) -> None:
    """In days, since no register tells the procedure's unit: four took 7 and one 11; of one the end is not known."""
    untimed = body(pushed(6, NgayKetThucXuLy=""))
    asked, headers = f"{ADDRESS}&processing_time=true", made.key("H31") | NDJSON
    answer = made.post(f"{asked}&complete=true", content=MONTH + untimed, headers=headers).json()
    expected = {
        "means": [{"unit": "day", "mean": 7.8, "total": 39, "dossiers": 5, "unit_unknown": 5}],
        "unknown": {"closing_unknown": 1},
    }
    assert {each["agency"]: each["processing_time"] for each in answer["counts"]} == {
        "H31": expected,
        "H31.17": expected,
    }
    for more in ("", "&verdicts=dossiers_on_time"):
        assert '"mean":7.80,' in made.post(asked + more, content=MONTH, headers=headers).text
    assert set(stored(made)["H31"]) <= set(DOSSIER_MEASURES)


def test_a_whole_without_its_part_is_missing_and_leaves_the_ratio_of_another_source_whole(made: Client) -> None:
    """Without ratings no dossier is known to be satisfied; 100 of the portal beside five would be refused."""
    others = {"dossiers_satisfied": 100, "dossiers_rated_base": 120, "dossiers_received": 120}
    row = {"agency": "H31.17", "period": "2026-10", "measures": others}
    headers = made.key("H31")
    assert made.post("/v1/statistics", json={"statistics": [row]}, headers=headers).status_code == 201
    answer = made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=headers | NDJSON)
    told = {each["agency"]: each for each in answer.json()["counts"]}["H31.17"]
    assert answer.status_code == 201, answer.text
    assert {each["measure"]: each["reason"] for each in told["missing"]}["dossiers_rated_base"] == "part_missing"
    assert "dossiers_rated_base" not in told["counts"]
    found = stored(made)["H31.17"]
    assert (found["dossiers_satisfied"], found["dossiers_rated_base"], found["dossiers_received"]) == (100, 120, 5)


@pytest.mark.parametrize("asked", ["", "&complete=true&dry_run=true", "&dry_run=true"])
def test_what_is_not_declared_whole_is_only_looked_at(made: Client, asked: str) -> None:
    answer = made.post(f"{ADDRESS}{asked}", content=MONTH, headers=made.key("H31") | NDJSON)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["dry_run"], told["complete"], told["submission"]["id"]) == (True, "complete" in asked, None)
    assert told["counts"]
    assert stored(made) == {}


def test_only_agencies_of_the_key_are_counted_and_others_are_faults(made: Client) -> None:
    key = made.key("H31.17") | NDJSON
    assert made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=key).status_code == 201
    assert set(stored(made)) == {"H31.17"}
    other = body(pushed(1), pushed(2, MaHoSo="H31.18-261001-0002"), pushed(3, TrangThaiHoSo="99"))
    refused = made.post(f"{ADDRESS}&complete=true", content=other, headers=key)
    assert refused.status_code == 422
    assert [(each["code"], each["line"]) for each in refused.json()["errors"]] == [
        ("dossier_agency_outside", 2),
        ("dossier_code_unknown", 3),
    ]
    recorded = made.get("/v1/submissions?kind=statistics&limit=1", headers=key).json()["items"][0]
    assert (recorded["status"], recorded["errors_total"], recorded["bytes"]) == ("rejected", 2, len(other))
    reading = made.key("H31", Scope.OFFICIAL_WRITE) | NDJSON
    assert made.post(ADDRESS, content=MONTH, headers=reading).status_code == 403
    assert made.post(ADDRESS, content=MONTH, headers=NDJSON).status_code == 401


def test_fewer_dossiers_than_before_are_a_warning(made: Client) -> None:
    key = made.key("H31") | NDJSON
    made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=key)
    again = made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=key).json()
    assert {each["code"] for each in again["submission"]["warnings"]} == {"dossier_field_absent"}
    fewer = made.post(f"{ADDRESS}&complete=true", content=body(pushed(1)), headers=key).json()
    told = [each["detail"] for each in fewer["submission"]["warnings"] if each["code"] == "dossiers_fewer"]
    assert len(told) == 2
    assert "H31.17: 1 dossiers received in 2026-10, fewer than the 5" in told[1]


def warned(answer: Any, code: str) -> list[str]:
    return [each["detail"] for each in answer.json()["submission"]["warnings"] or () if each["code"] == code]


def test_counts_of_before_that_none_replaces_are_told(made: Client) -> None:
    """No procedure tells of fees the second time: what was counted the first time goes on standing."""
    key, address = made.key("H31") | NDJSON, f"{ADDRESS}&complete=true"
    register = {"procedures": [{"code": "1.000001", "has_fee": True, "needs_paper_result": False}]}
    assert made.post("/v1/procedures", json=register, headers=made.key("H31")).status_code == 201
    first = made.post(address, content=MONTH, headers=key)
    second = made.post(address, content=body(pushed(1, MaTTHC="1.000009")), headers=key)
    assert warned(first, "dossier_counts_stay") == []
    (own, whole) = sorted(warned(second, "dossier_counts_stay"), key=len, reverse=True)
    submission = first.json()["submission"]["id"]
    assert own.startswith("H31.17, 2026-10: this time there are no counts of dossiers_online, dossiers_all_channels")
    assert f"those of dossiers in submission {submission} go on standing" in whole
    third = made.post(address, content=MONTH, headers=key)
    assert warned(third, "dossier_counts_stay") == []


def test_counts_of_another_provenance_stay_without_a_word(made: Client) -> None:
    own = {"agency": "H31.17", "period": "2026-10", "measures": {"dossiers_with_fees": 3}}
    assert made.post("/v1/statistics", json={"statistics": [own]}, headers=made.key("H31")).status_code == 201
    counted = made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=made.key("H31") | NDJSON)
    assert warned(counted, "dossier_counts_stay") == []


def test_agencies_that_have_no_dossier_any_more_are_told(made: Client) -> None:
    other = [{"code": "H31.18", "name": "Sở Nội vụ", "level": "department"}]
    assert made.post("/v1/agencies", json={"agencies": other}, headers=made.key("H31")).status_code == 200
    key, address = made.key("H31") | NDJSON, f"{ADDRESS}&complete=true"
    first = made.post(address, content=MONTH + body(pushed(1, MaHoSo="H31.18-261001-0001")), headers=key)
    second = made.post(address, content=MONTH, headers=key)
    assert warned(first, "dossiers_gone") == []
    (told,) = warned(second, "dossiers_gone")
    assert told.startswith("H31.18, 2026-10: there are no dossiers, but the 1 received by submission")


def test_sent_again_under_its_name_it_has_one_effect(made: Client) -> None:
    headers = made.key("H31") | NDJSON | {"Idempotency-Key": "october"}
    first, second = (made.post(f"{ADDRESS}&complete=true", content=MONTH, headers=headers) for _ in range(2))
    assert (first.status_code, second.headers["Idempotency-Replayed"]) == (201, "true")
    assert first.content == second.content
    other = made.post(f"{ADDRESS}&complete=true", content=MONTH + b"\n", headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"


def test_packed_bodies_are_read_and_limits_hold(made: Client) -> None:
    key = made.key("H31") | NDJSON
    packed = made.post(ADDRESS, content=gzip.compress(MONTH), headers=key | {"Content-Encoding": "gzip"})
    assert packed.json()["dossiers"] == 5
    assert packed.json()["submission"]["bytes"] < len(MONTH)
    small = Client.on(made.service.settings.database_url, max_body_bytes=1_024, max_unpacked_bytes=5_000)
    bomb = gzip.compress(b" " * 100_000)
    for content, headers in ((MONTH, key), (bomb, key | {"Content-Encoding": "gzip"})):
        assert small.post(ADDRESS, content=content, headers=headers).status_code == 413
    small.service.database.engine.dispose()
    table = made.post(ADDRESS, content=b"PK", headers=key | {"Content-Type": "application/octet-stream"})
    assert table.status_code == 415


@pytest.mark.parametrize("media_type", ["application/vnd.apache.parquet", "application/x-parquet"])
def test_parquet_is_not_read_over_http_and_the_refusal_says_what_to_do(made: Client, media_type: str) -> None:
    answer = made.post(ADDRESS, content=b"PAR1", headers=made.key("H31") | {"Content-Type": media_type})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (415, "dossier_parquet_over_http")
    for text in (told["detail"], told["detail_vi"]):
        assert "tthc766 dossiers count" in text
        assert "application/x-ndjson" in text


@pytest.mark.parametrize(
    "named", [{"Content-Type": "text/plain"}, {"Content-Type": Format.XLSX}, {"Content-Encoding": "br"}]
)
def test_the_refusal_of_another_type_names_only_what_is_read(made: Client, named: dict[str, str]) -> None:
    refused = made.post(ADDRESS, content=MONTH, headers=made.key("H31") | NDJSON | named)
    assert (refused.status_code, refused.json()["code"]) == (415, "media_type_unsupported")
    assert "application/json, application/x-ndjson, text/csv." in refused.json()["detail"]


def test_what_dossiers_never_tell_is_missing_and_fields_that_none_has_are_a_warning(made: Client) -> None:
    misspelt = body(*({**pushed(serial), "NgayHenTra": "", PERSON: PERSON} for serial in range(3)))
    told = made.post(ADDRESS, content=misspelt, headers=made.key("H31") | NDJSON).json()
    for each in told["counts"]:
        assert {"measure": "dossiers_to_sync", "reason": "reported_elsewhere", "dossiers": 3, "entries": 0} in each[
            "missing"
        ]
        assert "dossiers_to_sync" not in each["counts"]
    warnings = {each["column"]: each["detail"] for each in told["submission"]["warnings"]}
    assert "No dossier has NgayHenTra (due_at)." in warnings["NgayHenTra"]
    assert "dossiers_on_time" in warnings["NgayHenTra"]
    assert "NgayTiepNhan" not in warnings
    assert PERSON not in json.dumps(told, ensure_ascii=False)


class _Files:
    """What stands in files of a folder, open ones without a name included."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.seen, self.files = folder, bytearray(), 0

    def look(self) -> None:
        opened = [path for path in Path("/proc/self/fd").iterdir() if str(self._folder) in self._target(path)]
        for path in [*self._folder.rglob("*"), *opened]:
            if path.is_file() or path in opened:
                self.files += 1
                self.seen += path.read_bytes()

    def _target(self, path: Path) -> str:
        try:
            return str(path.readlink())
        except OSError:
            return ""


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
@pytest.mark.parametrize("broken", [False, True])
def test_no_byte_about_people_reaches_a_file_an_answer_or_the_log(
    made: Client,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: bool,
    accept: str,
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    files, rows = _Files(folder), []
    read, counting, listing = StreamedBody.read, count_dossiers, read_dossiers

    def watched(body: StreamedBody, size: int = -1) -> bytes:
        files.look()
        return read(body, size)

    def counted(gathered: Gathered, *arguments: Any) -> Any:
        files.look()
        rows.append(str(pq.read_table(gathered.files).to_pylist()))  # what stands in them is packed
        return counting(gathered, *arguments)

    def read_again(path: Path) -> Any:
        files.look()
        rows.append(str(pq.read_table(path).to_pylist()))
        return listing(path)

    monkeypatch.setattr(StreamedBody, "read", watched)
    monkeypatch.setattr("app.services.dossiers.verdicts.read_dossiers", read_again)
    monkeypatch.setattr("app.services.dossiers.post.count_dossiers", counted)
    wrong = body(pushed(6, TrangThaiHoSo=PERSON, NgayTiepNhan=PERSON)) + f'{{"MaHoSo": "{PERSON}'.encode()
    content = body(*(pushed(serial) for serial in range(1, 5_000))) + (wrong if broken else b"")
    asked = f"{ADDRESS}&complete=true&verdicts=dossiers_direct"
    answer = made.post(asked, content=content, headers=made.key("H31") | NDJSON | {"Accept": accept})
    assert answer.status_code == (422 if broken else 201)
    assert files.files
    assert broken or all("H31.17-261001-0001" in each for each in [*rows, answer.text]), "or else this saw nothing"
    assert len(rows) == (0 if broken else 2)
    listed = made.get("/v1/submissions", headers=made.key("H31")).text
    for secret in SECRETS:
        assert secret.encode() not in files.seen
        assert secret not in answer.text + listed + caplog.text + "".join(rows)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("content", "period", "code"),
    [
        (b"", "2026-10", "dossiers_none"),
        (MONTH, "2026-09", "dossiers_none_in_period"),
    ],
)
def test_why_nothing_could_be_counted_is_told(made: Client, content: bytes, period: str, code: str) -> None:
    answer = made.post(f"/v1/dossiers?period={period}&complete=true", content=content, headers=made.key("H31") | NDJSON)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


def test_what_is_not_declared_complete_says_that_nothing_was_stored(made: Client) -> None:
    key = made.key("H31") | NDJSON
    (told,) = warned(made.post(ADDRESS, content=MONTH, headers=key), "dossiers_not_complete")
    assert "send them again with complete=true" in told
    for query in ("complete=true", "dry_run=true"):
        assert warned(made.post(f"{ADDRESS}&{query}", content=MONTH, headers=key), "dossiers_not_complete") == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"x\n" * 11, "application/x-ndjson"),
        (b"\n" * 11, "application/x-ndjson"),
        (b"[]\n" * 11, "application/x-ndjson"),
        (b"[" + b"0," * 10 + b"0]", "application/x-ndjson"),
        (b"[" + b"0," * 10 + b"0]", "application/json"),
        (b"\n" * 12, "text/csv"),
        (b"dossier,agency\n" + b",\n" * 11, "text/csv"),
        (b'{"data":[' + b"0," * 10 + b"0]}", "application/json"),
    ],
)
def test_rows_that_are_blank_or_broken_count_too(sqlite_databases: Databases, content: bytes, media_type: str) -> None:
    """A few kilobytes, packed, may be millions of them, and each takes its time."""
    small = Client.on(sqlite_databases.migrated(), max_rows=10)
    answer = small.post(ADDRESS, content=content, headers=small.key("H31") | {"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_rows"), answer.text
    small.service.database.engine.dispose()
