"""Counts from dossiers beside the portal's: Phú Thọ's published counts of a quarter, and dossiers made up for it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.domain.enums import Kind, PullDepth
from app.domain.periods import Period
from app.main import create_app
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.submissions.parse_upload import Upload
from app.settings import Settings
from app.storage.portal import pulls
from app.storage.submissions import Origin
from tests.conftest import NOW, SECRET, UNLIMITED, Client, Databases

QUARTER = "2026-Q3"
COUNTS = f"/v1/reconciliation/{QUARTER}/counts"
# By agency how many dossiers it has here; the portal has 4, 16 and none of them.
DOSSIERS = {"H44.13": 4, "H44.46": 10, "H44.23": 2}
# What else a dossier tells, so that of every ratio both counts are known.
TOLD = {
    "procedure": "1.000001",
    "status": 9,
    "channel": 2,
    "received_at": "2026-08-03T08:00:00+07:00",
    "due_at": "2026-08-10T17:00:00+07:00",
    "filed_via": "province",
    "result_files": 1,
    **dict.fromkeys(("papers_with_file", "papers_digitised", "papers_reused", "papers_from_store"), 0),
    **dict.fromkeys(("digitised_flag", "vneid", "result_in_store", "citizen_db", "disliked", "complained"), False),
}


def body(numbers: dict[str, int]) -> bytes:
    """Dossiers in plain columns: received in August, done on time but for the first of each agency."""
    records = [
        {
            **TOLD,
            "dossier": f"{agency}-260803-{serial:04}",
            "agency": agency,
            "done_at": f"2026-08-{7 if serial else 31:02}T10:00:00+07:00",
        }
        for agency, number in numbers.items()
        for serial in range(number)
    ]
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def count_them(client: Client, numbers: dict[str, int] | None = None, key: str = "H44") -> int:
    """Post dossiers; returns the submission."""
    answer = client.post(
        f"/v1/dossiers?period={QUARTER}&complete=true",
        content=body(numbers or DOSSIERS),
        headers=client.key(key) | {"Content-Type": "application/x-ndjson"},
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["submission"]["provenance"] == "dossiers"
    submission: int = answer.json()["submission"]["id"]
    return submission


def send(client: Client, agency: str, **sent: Any) -> int:
    measures = {code: sent.pop(code) for code in list(sent) if code.startswith(("dossiers_", "petitions"))}
    document = {"period": QUARTER, **sent, "statistics": [{"agency": agency, "measures": measures}]}
    answer = client.post("/v1/statistics", json=document, headers=client.key())
    assert answer.status_code == 201, answer.text
    submission: int = answer.json()["id"]
    return submission


def at(url: str, now: datetime) -> Client:
    """A client of a service whose clock shows another time."""
    settings = Settings(database_url=url, key_secret=SECRET, **UNLIMITED)
    return Client(create_app(settings, lambda: now))


def items(client: Client, query: str = "") -> dict[tuple[str, str], Any]:
    answer = client.get(f"{COUNTS}?limit=10000{query}")
    assert answer.status_code == 200, answer.text
    return {(each["agency"]["code"], each["measure"]): each for each in answer.json()["items"]}


@pytest.fixture
def filled(databases: Databases) -> Iterator[Client]:
    """The bundled figures, on both databases."""
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def test_before_any_dossier_there_are_the_portals_counts_and_on_which_bases_they_rest(filled: Client) -> None:
    found = filled.get(f"{COUNTS}?agency=H44&cohort=provinces").json()
    assert {each["verdict"] for each in found["items"]} == {"only_portal"}
    assert found["summary"]["counts"] == found["summary"]["only_portal"] == len(found["items"]) == 45
    assert found["items"][8]["measure"] == "dossiers_on_time"
    assert found["items"][8] == {
        "agency": {"code": "H44", "name": "Phú Thọ"},
        "measure": "dossiers_on_time",
        "verdict": "only_portal",
        "dossiers": None,
        "portal": {
            "value": 403016,
            "submission": found["items"][8]["portal"]["submission"],
            "as_of": "2026-10-10T14:00:40+07:00",
            "source": "Cổng Dịch vụ công quốc gia, số liệu công bố quý III/2026 của tỉnh Phú Thọ",
            "pull": None,
        },
        "difference": None,
        "per_cent": None,
        "rests_on": "portal",
        "other": None,
        "causes": [],
    }
    (bases,) = found["bases"]
    assert bases["counts"] == {
        "dossiers_received": 464494,
        "dossiers_to_digitise": 464494,
        "dossiers_all_channels": 440558,
        "dossiers_to_sync": 339457,
    }
    assert "no error" in bases["text"]
    assert "không phải là lỗi" in bases["text_vi"]


def test_both_stand_side_by_side_and_neither_is_changed(filled: Client) -> None:
    submission = count_them(filled)
    found = items(filled, "&agency=H44")
    received = {code: found[code, "dossiers_received"] for code in ("H44.13", "H44.46", "H44.23", "H44", "H44.45")}
    assert {code: (each["verdict"], each["difference"], each["per_cent"]) for code, each in received.items()} == {
        "H44.13": ("equal", 0, 0.0),
        "H44.46": ("portal_larger", -6, -37.5),
        "H44.23": ("dossiers_larger", 2, None),
        "H44": ("portal_larger", 16 - 464494, -100.0),
        "H44.45": ("only_portal", None, None),
    }
    assert (received["H44.46"]["dossiers"]["value"], received["H44.46"]["portal"]["value"]) == (10, 16)
    ours = received["H44.46"]["dossiers"]
    assert (ours["submission"], ours["as_of"], ours["pull"]) == (submission, "2026-11-01T10:00:00+07:00", None)
    assert ours["source"].startswith("dossiers sha256:")
    assert {each["rests_on"] for each in received.values() if each["dossiers"]} == {"dossiers"}, "the newest"
    assert received["H44.13"]["causes"] == []
    assert received["H44.46"]["causes"] == ["other_day", "sent_twice", "option_base"]
    assert received["H44.23"]["causes"] == ["other_day", "not_at_the_portal", "option_base"]
    assert found["H44", "dossiers_overdue"]["verdict"] == "only_dossiers"
    assert found["H44", "petitions"]["verdict"] == "only_portal"
    scored = filled.get(f"/v1/scores/{QUARTER}/H44.46?trace=true").text
    assert "dossiers_received (10)" in scored, "the score rests on what is said to stand"


def test_the_causes_of_what_is_listed_are_told_once_in_both_languages(filled: Client) -> None:
    count_them(filled)
    found = filled.get(f"{COUNTS}?agency=H44.46&verdict=portal_larger").json()
    named = {code for each in found["items"] for code in each["causes"]}
    assert [each["code"] for each in found["causes"]] == list(dict.fromkeys(each["code"] for each in found["causes"]))
    assert {each["code"] for each in found["causes"]} == named
    by_code = {each["code"]: each for each in found["causes"]}
    on_time = next(each for each in found["items"] if each["measure"] == "dossiers_on_time")
    assert "paused_sent_as_done" in on_time["causes"]
    cause = by_code["paused_sent_as_done"]
    assert cause["ground"] == "vendor_source"
    assert "5 (waiting for papers), 6 (waiting for payment) and 8 (stopped) as 9 (done)" in cause["text"]
    assert "thành 9" in cause["text_vi"]
    alone = filled.get(f"{COUNTS}?agency=H44.46&verdict=only_portal&limit=1").json()
    assert alone["causes"] == []
    more = items(filled, "&agency=H44.23")["H44.23", "dossiers_on_time"]
    assert (more["verdict"], "paused_sent_as_done" in more["causes"]) == ("dossiers_larger", False)


def test_the_score_may_rest_on_either_or_on_what_somebody_else_sent(filled: Client) -> None:
    before = count_them(filled)
    later = send(filled, "H44.46", dossiers_received=12, provenance="portal", source="Cổng, đọc bằng tay")
    other = send(filled, "H44.23", dossiers_received=3, source="báo cáo của cơ quan")
    found = items(filled)
    portal = found["H44.46", "dossiers_received"]
    assert (portal["dossiers"]["submission"], portal["portal"]["submission"]) == (before, later)
    assert (portal["difference"], portal["rests_on"], portal["other"]) == (-2, "portal", None)
    assert "other_day" not in portal["causes"], "the portal's newest count is of the same day"
    neither = found["H44.23", "dossiers_received"]
    assert (neither["dossiers"]["value"], neither["portal"]["value"], neither["rests_on"]) == (2, 0, None)
    assert neither["other"] == {
        "value": 3,
        "submission": other,
        "as_of": "2026-11-01T10:00:00+07:00",
        "source": "báo cáo của cơ quan",
        "pull": None,
    }
    assert found["H44.46", "dossiers_on_time"]["rests_on"] == "dossiers", "of each measure its own"


def test_of_several_the_newest_of_each_is_shown_and_earlier_ones_by_known_at_and_as_of(databases: Databases) -> None:
    url = databases.demo()
    counted = {}
    for day, number in ((1, 9), (2, 11), (3, 14)):
        client = at(url, NOW + timedelta(days=day))
        counted[day] = count_them(client, {"H44.46": number})
    send(client, "H44.46", dossiers_received=15, provenance="portal", as_of="2026-11-03T00:00:00+07:00")

    def shown(query: str = "") -> tuple[int | None, int | None, str | None]:
        found = items(client, f"&agency=H44.46{query}")["H44.46", "dossiers_received"]
        sides = (found[side] and found[side]["value"] for side in ("dossiers", "portal"))
        return (*sides, found["rests_on"])

    assert shown() == (14, 15, "dossiers"), "of the 3rd, and what is dated before it"
    assert shown("&known_at=2026-11-03T12:00:00%2B07:00") == (11, 16, "dossiers")
    assert shown("&known_at=2026-11-01T12:00:00%2B07:00") == (None, 16, "portal")
    assert shown("&as_of=2026-11-03T06:00:00%2B07:00") == (9, 15, "portal")
    assert shown("&as_of=2026-11-02") == (9, 16, "dossiers")
    assert client.get(f"{COUNTS}?known_at=2026-11-02T12:00:00%2B07:00").json()["known_at"].startswith("2026-11-02")
    client.service.database.engine.dispose()


def test_what_a_pull_has_read_is_the_portals_without_saying_so(filled: Client) -> None:
    service = filled.service
    with service.database.writing() as connection:
        pull = pulls.start(connection, "https://portal.example", Period.parse(QUARTER), (), PullDepth.CHILDREN, NOW)
    sent = {"period": QUARTER, "statistics": [{"agency": "H44.46", "measures": {"dossiers_received": 21}}]}
    delivery = Upload(Body.of(json.dumps(sent).encode()), Format.JSON, origin=Origin(pull.id, "H44"))
    stored = load(service.database, service.registers, Kind.STATISTICS, delivery, ADMINISTRATOR, NOW)
    found = items(filled)["H44.46", "dossiers_received"]["portal"]
    assert (found["value"], found["submission"], found["pull"]) == (21, stored.id, pull.id)
    told = filled.get(f"/v1/submissions/{stored.id}").json()
    assert (told["provenance"], told["pull"]["id"]) == ("portal", pull.id)
    claimed = send(
        filled, "H44.46", dossiers_received=22, dossiers_overdue=5, provenance="portal", as_of=NOW.isoformat()
    )
    after = items(filled)
    assert after["H44.46", "dossiers_received"]["portal"] == found, "nobody speaks for the portal once it was read"
    assert after["H44.46", "dossiers_overdue"]["portal"]["submission"] == claimed


def test_who_is_asked_about(filled: Client) -> None:
    count_them(filled)
    everybody = {agency for agency, _ in items(filled)}
    assert {"H44", "H44.01", "H44.46"} <= everybody
    assert {agency for agency, _ in items(filled, "&agency=H44.46")} == {"H44.46"}
    assert {agency for agency, _ in items(filled, "&agency=H44")} == everybody
    assert {agency for agency, _ in items(filled, "&cohort=H44.departments")} == everybody - {"H44"}
    assert {agency for agency, _ in items(filled, "&cohort=provinces&agency=H44")} == {"H44"}
    for code in ("H44.4", "H44.999"):  # the first is how others begin
        unknown = filled.get(f"{COUNTS}?agency={code}")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_agency")
    assert filled.get(f"{COUNTS}?cohort=H99.departments").json()["errors"][0]["code"] == "cohort_unknown"
    assert filled.get(f"{COUNTS}?agency=Phu+Tho").status_code == 422
    assert filled.get("/v1/reconciliation/2020/counts").json()["code"] == "no_scorecard"


def test_pages_tables_and_nothing_at_all(filled: Client) -> None:
    count_them(filled)
    first = filled.get(f"{COUNTS}?agency=H44&limit=2&verdict=equal&verdict=portal_larger").json()
    assert len(first["items"]) == 2
    assert first["next"].endswith("offset=2")
    assert first["summary"]["only_portal"] > 0, "the summary speaks of all"
    second = filled.get(first["next"]).json()
    assert [each for each in second["items"] if each in first["items"]] == []
    text = filled.get(f"{COUNTS}?agency=H44.46&format=csv&verdict=portal_larger").text
    row = next(each for each in csv.DictReader(io.StringIO(text)) if each["measure"] == "dossiers_received")
    assert [row[name] for name in ("agency", "dossiers", "portal", "difference", "per_cent", "rests_on", "other")] == [
        "H44.46", "10", "16", "-6", "-37.50", "dossiers", "",
    ]  # fmt: skip
    assert row["portal_source"].startswith("Cổng Dịch vụ công")
    assert row["causes"] == "other_day sent_twice option_base"
    nothing = filled.get("/v1/reconciliation/2026-07/counts").json()
    assert nothing["items"] == []
    assert "tthc766 dossiers count" in nothing["summary"]["text"]
    assert "tthc766 pull" in nothing["summary"]["text_vi"]


@pytest.mark.parametrize("agencies", [1, 12])
def test_a_subtree_takes_as_many_queries_as_one_agency(writer: Client, agencies: int) -> None:
    codes = [code for code, _ in items(writer, "&cohort=H44.departments")]
    count_them(writer, dict.fromkeys(sorted(set(codes))[:agencies], 1))
    asked: list[str] = []
    from sqlalchemy import event  # noqa: PLC0415  # of this test alone

    engine = writer.service.database.engine
    listen = ("before_cursor_execute", lambda *call: asked.append(call[2]))
    event.listen(engine, *listen)
    items(writer, "&agency=H44")
    event.remove(engine, *listen)
    assert 0 < len([each for each in asked if "FROM statistic" in each or "JOIN statistic" in each]) <= 5


def test_what_counts_come_from_is_said_by_whoever_sends_them(writer: Client) -> None:
    key = writer.key()
    table = "agency,period,dossiers_received\nH44.46,2026-Q3,17\n"
    sent = writer.post(
        "/v1/statistics?provenance=portal", content=table, headers=key | {"Content-Type": "text/csv"}
    ).json()
    assert sent["provenance"] == "portal"
    assert items(writer)["H44.46", "dossiers_received"]["portal"]["value"] == 17
    document = {"period": QUARTER, "statistics": [{"agency": "H44.46", "measures": {"dossiers_received": 18}}]}
    unsaid = writer.post("/v1/statistics", json=document, headers=key).json()
    assert unsaid["provenance"] is None
    wrong = writer.post("/v1/statistics", json={**document, "provenance": "hearsay"}, headers=key)
    assert [(each["code"], each["pointer"]) for each in wrong.json()["errors"]] == [
        ("provenance_unknown", "/provenance")
    ]
    assert writer.post("/v1/statistics?provenance=hearsay", json=document, headers=key).status_code == 422
    results = {"period": QUARTER, "provenance": "portal", "results": [{"agency": "H44", "code": "TDGQ", "score": 1}]}
    assert writer.post("/v1/official-results", json=results, headers=key).status_code == 422
    assert writer.post("/v1/official-results?provenance=portal", json=results, headers=key).status_code == 422


def test_at_the_console(writer: Client, tmp_path: Any) -> None:
    count_them(writer)
    environment = {"TTHC766_DATABASE_URL": writer.service.database.url.render_as_string(hide_password=False)}

    def run(*arguments: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, [*arguments], env=environment)
        assert done.exit_code == code, done.output
        return done.stdout

    told = run("reconcile", QUARTER, "--counts", "--agency", "H44.46")
    line = next(each for each in told.splitlines() if each.split()[:2] == ["H44.46", "dossiers_received"])
    assert line.split()[:6] == ["H44.46", "dossiers_received", "10", "16", "-6", "-37.50"]
    assert "hồ sơ / dossiers" in line
    assert "other_day, sent_twice, option_base" in line
    assert "sent_twice (vendor_source): Có hệ thống đặt số ngẫu nhiên" in told
    assert "Khác nhau không có nghĩa là sai" in told
    assert "dossiers_to_sync 8" in told, "the bases"
    table = run("reconcile", QUARTER, "--counts", "--csv", "--cohort", "provinces").splitlines()
    assert table[0].startswith("agency,name,measure,verdict,dossiers,portal,difference,per_cent,rests_on,other,")
    assert any(each.startswith("H44,Phú Thọ,dossiers_received,portal_larger,16,464494,") for each in table)
    early = run("reconcile", QUARTER, "--counts", "--agency", "H44.46", "--as-of", "2026-10-20")
    assert "–" in early
    assert "hồ sơ / dossiers" not in early
    assert "chưa có số liệu đếm từ hồ sơ" in run("reconcile", "2026-07", "--counts")
    run("reconcile", QUARTER, "--agency", "H44", code=2)
    run("reconcile", QUARTER, "--counts", "--verdict", "equal", code=2)
    file = tmp_path / "counts.csv"
    file.write_text("agency,dossiers_received\nH44.46,19\n")
    run("load", str(file), "--period", QUARTER, "--provenance", "portal")
    assert items(writer)["H44.46", "dossiers_received"]["portal"]["value"] == 19
    run("load", str(file), "--kind", "agencies", "--provenance", "portal", code=2)
