"""What a head of department works through: the dossiers that do not count, over HTTP, whole, and as a file."""

import csv
import io
import zlib
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import select

from app.api.views import verdict_list
from app.domain.dossiers.judge import judge
from app.main import create_app
from app.services.dossiers import post, verdicts
from app.services.submissions.intake import submit
from app.settings import Settings
from app.storage.tables import retry
from tests.conftest import NOW, SECRET, Client, Databases
from tests.integration.dossiers.test_post import ADDRESS, MONTH, NDJSON, body, pushed, stored
from tests.support.clock import Clock

LATE = f"{ADDRESS}&verdicts=dossiers_on_time"
CSV = {"Accept": "text/csv"}
OTHER = [pushed(serial, MaHoSo=f"H31.18-261001-{serial:04}", NgayKetThucXuLy="20261013100000") for serial in (1, 2)]
TWO = MONTH + body(*OTHER)  # five dossiers of H31.17, one of them late, and two late ones of H31.18
NUMBERS = ["H31.17-261001-0005", "H31.18-261001-0001", "H31.18-261001-0002"]


@pytest.fixture
def made(client: Client) -> Client:
    agencies = [{"code": f"H31.{code}", "name": f"Sở {code}", "level": "department"} for code in (17, 18, 19)]
    assert client.post("/v1/agencies", json={"agencies": agencies}, headers=client.key("H31")).status_code == 200
    return client


def send(
    made: Client, address: str, content: bytes = TWO, key: str = "H31", headers: dict[str, str] | None = None
) -> Response:
    return made.post(address, content=content, headers=made.key(key) | NDJSON | (headers or {}))


def rows_of(answer: Response, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_why_dossiers_do_not_count_is_told_when_asked(made: Client) -> None:
    answer = send(made, LATE).json()
    assert [each["dossier"] for each in answer["verdicts"]] == NUMBERS
    assert (answer["verdicts_total"], answer["verdicts_limit"]) == (3, 20_000)
    first = answer["verdicts"][0]
    assert (first["verdict"], first["measure"]) == ("no", "dossiers_on_time")
    assert "12/10/2026" in first["sentence"]
    assert "deadline=2026-10-09" in first["dates"]
    unasked = send(made, ADDRESS).json()
    assert (unasked["verdicts"], unasked["verdicts_total"], unasked["verdicts_limit"]) == (None, None, None)
    assert unasked["counts"] == answer["counts"]


def test_several_measures_may_be_asked_about(made: Client) -> None:
    answer = send(made, f"{LATE}&verdicts=dossiers_direct").json()
    asked = [(each["dossier"], each["measure"]) for each in answer["verdicts"]]
    every = [f"H31.17-261001-{serial:04}" for serial in range(1, 6)] + NUMBERS[1:]
    assert asked == [
        (number, measure)
        for number in every
        for measure in ("dossiers_on_time", "dossiers_direct")
        if measure == "dossiers_direct" or number in NUMBERS
    ]
    assert answer["verdicts_total"] == len(asked)


@pytest.mark.parametrize(("agency", "found"), [("H31.18", NUMBERS[1:]), ("H31", NUMBERS), ("H31.19", [])])
def test_the_list_of_one_agency_is_of_those_below_it_too(made: Client, agency: str, found: list[str]) -> None:
    answer = send(made, f"{LATE}&verdicts_of={agency}").json()
    assert [each["dossier"] for each in answer["verdicts"]] == found
    assert {each["agency"] for each in answer["counts"]} == {"H31", "H31.17", "H31.18"}


def test_a_key_asks_of_its_own_agencies_and_sees_all_of_them(made: Client) -> None:
    own = body(*OTHER)
    assert send(made, LATE, own, key="H31.18").json()["verdicts_total"] == 2
    refused = send(made, f"{LATE}&verdicts_of=H31", own, key="H31.18")
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["code"], fault["parameter"]) == (422, "agency_outside", "verdicts_of")


@pytest.mark.parametrize(
    ("asked", "code", "parameter", "texts"),
    [
        ("&verdicts=dossiers_late", "dossier_measure_unknown", "verdicts", ["dossiers_on_time"]),
        ("&verdicts=dossiers_on_time&verdicts=petitions", "dossier_measure_unknown", "verdicts", ["petitions"]),
        ("&verdicts=dossiers_on_time&verdicts_of=H31.99", "unknown_agency", "verdicts_of", ["H31.99"]),
        ("&option=precision=hour", "dossier_option_unknown", "option", ["precision=hour", "precision=date|minute"]),
        ("&option=speed=minute", "dossier_option_unknown", "option", ["speed=minute", "base=received|"]),
        ("&option=precision", "dossier_option_unknown", "option", ["precision=date|minute"]),
        ("&option=precision=date&option=precision=minute", "dossier_option_repeated", "option", ["precision"]),
    ],
)
def test_what_cannot_be_asked_is_refused_with_place_and_remedy(
    made: Client, asked: str, code: str, parameter: str, texts: list[str]
) -> None:
    refused = send(made, f"{ADDRESS}&complete=true{asked}")
    (fault,) = refused.json()["errors"]
    status = 404 if code == "unknown_agency" else 422
    assert (refused.status_code, fault["code"], fault["parameter"]) == (status, code, parameter)
    for text in texts:
        assert text in fault["detail"]
        assert text in fault["detail_vi"]
    assert stored(made) == {}


def test_a_long_list_is_cut_in_json_and_whole_as_csv(made: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_list, "MOST_VERDICTS", 2)
    monkeypatch.setattr(verdicts, "_LINES", 2)
    cut = send(made, LATE).json()
    assert [each["dossier"] for each in cut["verdicts"]] == NUMBERS[:2]
    assert (cut["verdicts_total"], cut["verdicts_limit"]) == (3, 2)
    whole = send(made, LATE, headers=CSV)
    assert whole.headers["content-type"] == "text/csv; charset=utf-8"
    assert whole.content.startswith(b"\xef\xbb\xbfdossier,agency,procedure,measure,verdict,dates,sentence\r\n")
    rows = rows_of(whole)
    assert [each["dossier"] for each in rows] == NUMBERS
    assert rows[:2] == cut["verdicts"]
    assert rows == rows_of(send(made, f"{LATE}&locale=vi", headers=CSV), ";")
    assert "Accept" in whole.headers["vary"]
    assert "content-length" not in whole.headers
    assert send(made, ADDRESS, headers=CSV).json()["verdicts"] is None, "without a list to send"


def test_csv_says_what_was_stored_and_refusals_stay_problems(made: Client) -> None:
    stored = send(made, f"{LATE}&complete=true", headers=CSV)
    assert (stored.status_code, len(rows_of(stored))) == (201, 3)
    assert made.get(stored.headers["location"]).json()["status"] == "accepted"
    refused = send(made, f"{LATE}&complete=true", TWO + body(pushed(9, TrangThaiHoSo="99")), headers=CSV)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")


def test_a_number_is_no_formula_of_a_spreadsheet(made: Client) -> None:
    odd = body(pushed(1, MaHoSo="=1+1", NgayKetThucXuLy="20261013100000"))
    (row,) = rows_of(send(made, f"{LATE}&agency=H31.17", odd, headers=CSV))
    assert row["dossier"] == "'=1+1"


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_the_list_is_not_kept_for_an_idempotency_key_and_yet_told_again(made: Client, accept: str) -> None:
    headers = made.key("H31") | {"Accept": accept, "Idempotency-Key": "october"}
    first, second = (send(made, f"{LATE}&complete=true", headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert first.content == second.content
    assert second.headers["location"] == first.headers["location"]
    assert NUMBERS[0] in second.text
    with made.service.database.reading() as connection:
        kept = connection.execute(select(retry.c.body)).scalars().all()
    assert len(kept) == 1
    assert '"verdicts":null' in zlib.decompress(kept[0]).decode()


FEES = f"{ADDRESS}&complete=true&verdicts=dossiers_with_fees"


def register_fees(made: Client) -> None:
    entry = {"procedures": [{"code": "1.000001", "has_fee": True}]}
    assert made.post("/v1/procedures", json=entry, headers=made.key("H31")).status_code == 201


def test_a_register_that_comes_between_counts_and_list_changes_neither(
    made: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def submitted(*arguments: Any) -> Any:
        found = submit(*arguments)
        register_fees(made)
        return found

    monkeypatch.setattr(post, "submit", submitted)
    told = send(made, FEES).json()
    assert {each["verdict"] for each in told["verdicts"]} == {"unknown"}
    assert told["verdicts_total"] == 7
    assert send(made, FEES).json()["verdicts_total"] == 0, "the next ones are held against it"


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_what_is_told_again_rests_on_the_registers_that_were_counted_with(databases: Databases, accept: str) -> None:
    clock = Clock()
    made = Client(create_app(Settings(database_url=databases.migrated(), key_secret=SECRET), clock))
    headers = made.key("H31") | {"Accept": accept, "Idempotency-Key": "october"}
    first = send(made, FEES, headers=headers)
    assert first.text.count(",unknown," if accept == "text/csv" else '"unknown"') == 7
    clock.now = NOW + timedelta(minutes=1)
    register_fees(made)
    again = send(made, FEES, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.content == first.content
    made.service.database.engine.dispose()


def test_while_verdicts_are_judged_others_write(made: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote: list[int] = []

    def write() -> None:
        with made.service.database.writing() as connection:
            wrote.append(connection.execute(select(1)).scalar_one())

    def judged(*arguments: Any) -> Any:
        other = Thread(target=write, daemon=True)
        other.start()
        other.join(20)
        return judge(*arguments)

    monkeypatch.setattr(verdicts, "judge", judged)
    asked: list[dict[str, str]] = [{}, CSV, {"Idempotency-Key": "october"}]
    for headers in asked:
        wrote.clear()
        assert send(made, f"{LATE}&complete=true", headers=headers).status_code == 201
        assert wrote == [1, 1, 1]


def test_other_options_count_otherwise_and_are_named_with_the_counts(made: Client) -> None:
    evening = body(pushed(1, NgayKetThucXuLy="20261009200000"))
    assert send(made, LATE, evening).json()["verdicts_total"] == 0
    by_minute = send(made, f"{LATE}&complete=true&option=precision=minute&option=base=received", evening)
    told = by_minute.json()
    assert (by_minute.status_code, told["verdicts_total"]) == (201, 1)
    assert (told["rules"]["options"]["precision"], told["rules"]["options"]["base"]) == ("minute", "received")
    assert "precision=minute" in made.get(by_minute.headers["location"]).json()["source"]
    (warning,) = [each for each in told["submission"]["warnings"] if each["code"] == "dossier_options_other"]
    assert "precision=minute, which is not the default of the rules (precision=date)" in warning["detail"]
    usual = send(made, f"{ADDRESS}&option=precision=date", evening).json()
    assert "dossier_options_other" not in {each["code"] for each in usual["submission"]["warnings"] or ()}
