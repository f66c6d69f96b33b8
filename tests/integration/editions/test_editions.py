"""Editions: frozen, told apart, verified by anyone."""

import base64
import hashlib
import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from sqlalchemy import text

from app.domain.agencies import Cohort
from app.domain.enums import Scope
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.domain.scorecard.scorecard import TOTAL
from app.domain.scorecard.trace import explain
from app.services.demo import load_demo
from app.services.editions import documents, publishing, withdrawal
from app.services.editions.editions import altered, digest_of
from app.services.editions.publishing import Order, preview
from app.services.keys import ADMINISTRATOR
from app.storage.editions import StoredEdition, add, standing
from tests.conftest import NOW, Client, Databases
from tests.integration.audit.conftest import found


@pytest.fixture
def filled(databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures, on both databases."""
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def publish(client: Client, key: dict[str, str] | None = None, **order: Any) -> Any:
    order = {"period": "2026", **order}
    return client.post("/v1/editions", json=order, headers=key or client.key(None, Scope.PUBLISH_WRITE))


def correct(client: Client, **measures: int) -> None:
    """Newer counts of Gia Lai."""
    sent = {"period": "2026", "as_of": NOW.isoformat(), "statistics": [{"agency": "H21", "measures": measures}]}
    assert client.post("/v1/statistics", json=sent, headers=client.key()).status_code == 201


def figures(client: Client, query: str) -> list[Any]:
    """All that rankings, averages and cards answer, without the id of the edition."""
    asked = [f"rankings/2026?by={by}" for by in ("total", "CKMB", "DOSSIER_ON_TIME")]
    asked += ["averages/2026?", "scores/2026/H21?trace=true", "scores/2026/H55?"]
    answers = [client.get(f"/v1/{each}&{query}".replace("?&", "?")) for each in asked]
    assert {each.status_code for each in answers} == {200}
    return [{**each.json(), "edition": None} for each in answers]


def test_an_edition_answers_what_was_known_and_never_changes(filled: Client) -> None:
    live = figures(filled, "")
    made = publish(filled)
    assert made.status_code == 201
    assert filled.get(made.headers["location"]).json() == made.json()
    assert figures(filled, "edition=1") == live
    document = filled.get("/v1/editions/1/document").content
    correct(filled, dossiers_received=2_000_000)
    assert figures(filled, "") != live
    assert figures(filled, "edition=1") == live
    assert filled.get("/v1/editions/1/document").content == document
    assert filled.get("/v1/rankings/2026?edition=1").json()["edition"] == 1


def test_the_digest_is_that_of_the_canonical_document(filled: Client) -> None:
    made = publish(filled).json()
    answer = filled.get(made["document"])
    digest = hashlib.sha256(answer.content)
    assert (made["digest"], made["bytes"]) == (f"sha256:{digest.hexdigest()}", len(answer.content))
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    document = json.loads(answer.content, parse_float=Decimal)
    assert rfc8785.dumps(document) == answer.content  # no float, no other order, no space
    assert document["scorecard"]["digest"] == filled.service.registers.scorecards.items[0].digest
    submissions = {each["id"]: each["digest"] for each in document["submissions"]}
    listed = filled.get("/v1/submissions").json()["items"]
    assert submissions == {each["id"]: each["digest"] for each in listed if "2026" in each["periods"]}
    totals = {each["agency"]["code"]: each["figures"]["total"]["score"] for each in document["cards"]}
    assert (len(totals), totals["H20"], document["columns"]["total"]["average"]["value"]) == (34, "68.80", "62.59")


def test_the_documented_command_verifies(filled: Client) -> None:
    publish(filled)
    piped = subprocess.run(
        ["sha256sum"], input=filled.get("/v1/editions/1/document").content, capture_output=True, check=True
    )
    assert f"sha256:{piped.stdout.split()[0].decode()}" == filled.get("/v1/editions/1").json()["digest"]


def test_a_correction_names_what_it_replaces_and_why(filled: Client) -> None:
    first = publish(filled).json()
    again = publish(filled)
    assert (again.status_code, again.json()["code"]) == (409, "edition_exists")
    correct(filled, dossiers_received=200_000, dossiers_on_time=1)
    silent = publish(filled, replaces=1)
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/reason")
    second = publish(filled, replaces=1, reason="Gia Lai gửi lại số liệu").json()
    assert (second["replaces"], second["replaced_by"], second["id"]) == (1, None, 2)
    assert filled.get("/v1/editions/1").json() == {**first, "replaced_by": 2}
    document = json.loads(filled.get("/v1/editions/2/document").content)
    assert document["replaces"] == first["digest"]
    late = publish(filled, replaces=1, reason="muộn")
    assert (late.status_code, late.json()["code"]) == (409, "edition_replaced")
    assert [each["id"] for each in filled.get("/v1/editions").json()["items"]] == [2, 1]


def withdraw(client: Client, id_: int, reason: str = "Số liệu sai", key: dict[str, str] | None = None) -> Any:
    headers = key or client.key(None, Scope.PUBLISH_WRITE)
    return client.post(f"/v1/editions/{id_}/withdrawal", json={"reason": reason}, headers=headers)


def test_a_withdrawn_edition_stays_readable_and_no_longer_stands(filled: Client) -> None:
    first, known = publish(filled).json(), filled.get("/v1/editions/1/document").content
    answer = withdraw(filled, 1)
    said = answer.json()["withdrawal"]
    assert (answer.status_code, said["reason"]) == (200, "Số liệu sai")
    assert answer.json() == {**first, "withdrawal": said} == filled.get("/v1/editions/1").json()
    assert filled.get("/v1/editions/1/document").content == known
    assert filled.get("/v1/rankings/2026?edition=1").status_code == 200
    assert found(filled.service) == []


def test_before_it_was_withdrawn_it_stood(filled: Client) -> None:
    publish(filled)
    later = replace(filled.service, now=lambda: NOW + timedelta(seconds=1))
    withdrawal.withdraw(later, 1, "nhầm", ADMINISTRATOR)
    with filled.service.database.reading() as connection:
        found = [standing(connection, Period.parse("2026"), Cohort.parse("provinces"), at) for at in (NOW, None)]
    assert [each and each.id for each in found] == [1, None]


def test_after_a_withdrawal_the_next_edition_replaces_the_withdrawn_one(filled: Client) -> None:
    publish(filled)
    withdraw(filled, 1)
    again = publish(filled)
    assert (again.status_code, again.json()["code"]) == (409, "edition_withdrawn")
    assert publish(filled, replaces=1, reason="Gia Lai gửi lại số liệu").status_code == 201
    assert filled.get("/v1/editions/1").json()["replaced_by"] == 2


def test_what_is_not_withdrawn(filled: Client) -> None:
    publish(filled)
    assert [withdraw(filled, 1, reason).json()["code"] for reason in ("", " ")] == ["reason_missing"] * 2
    assert withdraw(filled, 9).json()["code"] == "unknown_edition"
    others = withdraw(filled, 1, key=filled.key("H44", Scope.PUBLISH_WRITE))
    assert (others.status_code, others.json()["code"]) == (403, "cohort_outside")
    withdraw(filled, 1)
    assert withdraw(filled, 1).json()["code"] == "edition_already_withdrawn"
    publish(filled, replaces=1, reason="sửa")
    assert withdraw(filled, 1).json()["code"] == "edition_replaced"


def test_an_edition_that_ranks_nobody_is_published_with_a_warning(filled: Client) -> None:
    key = filled.key()
    sent = {"period": "2026-11", "results": [{"agency": "H31", "code": "TDGQ", "score": 9}]}
    assert filled.post("/v1/official-results", json=sent, headers=key).status_code == 201
    order = Order(Period.parse("2026-11"), Cohort.parse("provinces"), allow_unranked=False)
    with pytest.raises(Refusal, match="edition_unranked"):
        preview(filled.service, order, ADMINISTRATOR)
    made = publish(filled, period="2026-11")
    assert (made.status_code, [each["code"] for each in made.json()["warnings"]]) == (201, ["edition_nobody_ranked"])


def test_what_was_seen_is_what_is_published_or_nothing(filled: Client) -> None:
    order = Order(Period.parse("2026"), Cohort.parse("provinces"), replaces=1, reason="sửa")
    publish(filled)
    seen = preview(filled.service, order, ADMINISTRATOR)
    assert (seen.differences, seen.averages, seen.total.ranked) == ([], [], 34)
    correct(filled, dossiers_received=2_000_000)
    with pytest.raises(Refusal, match="edition_not_as_seen"):
        publishing.publish(filled.service, replace(order, seen=seen.fingerprint), ADMINISTRATOR)
    again = preview(filled.service, order, ADMINISTRATOR)
    assert {each.agency.code for each in again.differences} >= {"H21"}
    assert publishing.publish(filled.service, replace(order, seen=again.fingerprint), ADMINISTRATOR).id == 2


def test_the_answer_says_where_it_can_be_read(filled: Client) -> None:
    links = publish(filled).json()["links"]
    addresses = [links["page"], links["letter"].replace("{agency}", "H44"), links["feed"]]
    assert [filled.get(each).status_code for each in addresses] == [200, 200, 200]


def test_the_difference_between_two_editions(filled: Client) -> None:
    publish(filled)
    before = filled.get("/v1/scores/2026/H21").json()
    correct(filled, dossiers_received=200_000, dossiers_on_time=1)
    publish(filled, replaces=1, reason="Gia Lai gửi lại số liệu")
    after = filled.get("/v1/scores/2026/H21").json()
    found = filled.get("/v1/editions/2/changes").json()
    assert found["reason"] == "Gia Lai gửi lại số liệu"
    own = {each["code"]: each for each in found["items"] if each["agency"]["code"] == "H21"}
    assert own.keys() == {"total", "TDGQ", "DOSSIER_ON_TIME"}
    for code, old, new in (("total", before["total"], after["total"]),):
        wanted = (old["score"], new["score"], old["rank"], new["rank"])
        assert tuple(own[code][name] for name in ("score_before", "score", "rank_before", "rank")) == wanted
    others = [each for each in found["items"] if each["agency"]["code"] != "H21"]
    assert others
    assert all(each["score"] == each["score_before"] and each["rank"] < each["rank_before"] for each in others)
    assert [each["code"] for each in found["averages"]] == ["total", "TDGQ", "DOSSIER_ON_TIME"]
    backwards = filled.get("/v1/editions/1/changes?from=2").json()
    assert [each["score"] for each in backwards["items"]] == [each["score_before"] for each in found["items"]]
    page = filled.get("/v1/editions/2/changes?limit=1").json()
    assert page["items"] == found["items"][:1]
    assert filled.get(page["next"]).json()["items"] == found["items"][1:2]


def test_changes_against_the_period_before_are_frozen(filled: Client) -> None:
    result = {"agency": "H20", "code": "total", "score": 60}
    sent = {"period": "2025", "as_of": "2026-01-10T00:00:00Z", "results": [result]}
    assert filled.post("/v1/official-results", json=sent, headers=filled.key()).status_code == 201
    publish(filled)
    result["score"] = 50
    sent["as_of"] = "2026-01-11T00:00:00Z"
    filled.post("/v1/official-results", json=sent, headers=filled.key())
    frozen, live = (filled.get(f"/v1/rankings/2026?limit=1{each}").json()["items"][0] for each in ("&edition=1", ""))
    assert (frozen["score_change"], live["score_change"]) == (8.8, 18.8)


def test_derived_counts_and_their_parts_come_back(filled: Client) -> None:
    counts = {"dossiers_synced": 3, "dossiers_to_sync": 4, "petitions_on_time": 3, "petitions_to_process": 4}
    children = [{"agency": f"H21.0{n}", "measures": counts} for n in (1, 2)]
    agencies = [{"code": each["agency"], "name": "Sở", "level": "department"} for each in children]
    key = filled.key()
    assert filled.post("/v1/agencies", json={"agencies": agencies}, headers=key).status_code == 200
    for month in ("2026-07", "2026-08", "2026-09"):
        sent = {"period": month, "as_of": "2026-10-10T00:00:00Z", "statistics": children}
        assert filled.post("/v1/statistics", json=sent, headers=key).status_code == 201
    live = [filled.get(f"/v1/scores/2026-Q3/{each}?trace=true").json() for each in ("H21.01", "H21.02")]
    assert live[0]["groups"][0]["indicators"][3]["derivations"]
    assert live[0]["groups"][5]["indicators"][1]["not_derived"]
    assert publish(filled, key, period="2026-Q3", cohort="H21.departments").status_code == 201
    frozen = [filled.get(f"/v1/scores/2026-Q3/{each}?trace=true&edition=1").json() for each in ("H21.01", "H21.02")]
    assert frozen == [{**each, "edition": 1} for each in live]
    assert len(json.loads(filled.get("/v1/editions/1/document").content)["submissions"]) == 3


def test_a_document_from_before_rounding_was_written_into_scorecards() -> None:
    """It is what it was, byte by byte, and says how it was rounded: there was one way."""
    document = (Path(__file__).parent / "edition_before_rounding.json").read_bytes()
    assert digest_of(document) == "sha256:b1451b9f4748052fb54ab8974fd65dd026166e896c3c6481eefe2be76a7daa97"
    assert b"rounding" not in document
    found = documents.read(document).evaluation
    card = found.cards["H44.07"]
    assert (card.score(TOTAL), card.points(TOTAL), found.columns[TOTAL].ranked) == (Decimal("65.73"), 6573, 1)
    steps = explain(found.scorecard, card.outcomes["CITIZEN_DATA_CONNECTED_DOSSIER"]).steps
    assert steps[2].formula == "1271 / 1271, half up to 16 decimals"
    assert steps[3].formula == "1.0000000000000000 x 2 / 1, half up to 2 decimals"
    assert str(found.scorecard.average) == "half up to 2 decimals"


def store(client: Client, document: bytes) -> None:
    """Put an edition of an earlier state of the program where that one would have put it."""
    edition = documents.read(document)
    evaluation = edition.evaluation
    stored = StoredEdition(
        evaluation.period,
        evaluation.cohort,
        evaluation.basis,
        edition.asked_as_of,
        evaluation.scorecard.id,
        edition.published_at,
        None,
        None,
        digest_of(document),
        len(document),
        None,
        None,
    )
    with client.service.database.writing() as connection:
        add(connection, stored, document)


def test_an_edition_from_before_the_portal_was_known_to_round_in_two_ways(client: Client) -> None:
    """Its scores stay 0.01 off, as they were announced, with the steps that led to them; a correction says so."""
    document = (Path(__file__).parent / "edition_under_one_rounding.json").read_bytes()
    assert digest_of(document) == "sha256:5c7230fbf5e369432bfe2380c9c4910ef3ab8bcd458f2d49048e84e7387eaceb"
    counts = documents.read(document).evaluation.cards["H44.07"].outcomes
    measures = {code: count.value for each in counts.values() for code, count in each.counts.items()}
    agency = {"code": "H44.07", "name": "Sở Công Thương", "level": "department"}
    assert client.post("/v1/agencies", json={"agencies": [agency]}, headers=client.key()).status_code == 200
    sent = {"period": "2026-Q3", "statistics": [{"agency": "H44.07", "measures": measures}]}
    assert client.post("/v1/statistics", json=sent, headers=client.key()).status_code == 201
    store(client, document)
    assert altered(client.service.database) == []
    assert client.get("/v1/editions/1/document").content == document
    address = "/v1/scores/2026-Q3/H44.07?trace=true"
    old, new = (client.get(f"{address}{query}").json()["groups"] for query in ("&edition=1", ""))
    assert [each["score"] for each in old[2:4]] == [5.87, 7.09]
    assert [each["score"] for each in new[2:4]] == [5.88, 7.08]
    traces = [groups[3]["indicators"][2]["trace"] for groups in (old, new)]
    assert [each["name"] for each in traces[0]["steps"]] == ["numerator", "denominator", "ratio", "score", "maximum"]
    assert [each["name"] for each in traces[1]["steps"]][2:] == ["percent", "product", "double", "score", "maximum"]
    assert [each["rounding"]["name"] for each in traces] == [None, "percent_double"]
    made = publish(client, period="2026-Q3", cohort="H44.departments", replaces=1, reason="Làm tròn như Cổng")
    assert made.status_code == 201
    changes = client.get("/v1/editions/2/changes").json()["items"]
    found = {each["code"]: (each["score_before"], each["score"]) for each in changes}
    assert (found["CLGQ"], found["TTTT"]) == ((5.87, 5.88), (7.09, 7.08))
    assert altered(client.service.database) == []


@pytest.mark.parametrize(
    ("order", "status", "code", "pointer"),
    [
        ({"period": "2026-13"}, 422, "unknown_period", "/period"),
        ({"period": 2026}, 422, None, "/period"),
        ({"cohort": "cities"}, 422, "unknown_cohort", "/cohort"),
        ({"cohort": "H98.departments"}, 422, "cohort_unknown", None),
        ({"cohort": "ministries"}, 422, "edition_empty", None),
        ({"period": "2020"}, 422, "no_scorecard", None),
        ({"basis": "guessed"}, 422, "unknown_value", "/basis"),
        ({"as_of": "yesterday"}, 422, "moment_invalid", "/as_of"),
        ({"as_of": "2026-12-01"}, 422, "as_of_in_future", "/as_of"),
        ({"replaces": 9, "reason": "x"}, 422, "edition_not_there", "/replaces"),
        ({"replaces": "1", "reason": "x"}, 422, "unknown_value", "/replaces"),
        ({"replaces": 0}, 422, "unknown_value", "/replaces"),
        ({"reason": "x" * 2001}, 422, "unknown_value", "/reason"),
        ({"reason": "a\u0000b"}, 422, "text_invalid", "/reason"),
        ({"reason": "  "}, 422, "text_invalid", "/reason"),
        ({"digest": "sha256:0"}, 422, "unknown_member", "/digest"),
    ],
)
def test_an_order_that_cannot_be_carried_out(
    writer: Client, order: dict[str, Any], status: int, code: str | None, pointer: str | None
) -> None:
    answer = publish(writer, **order)
    problem = answer.json()
    assert answer.status_code == status
    assert code in (None, problem["code"], *(each["code"] for each in problem["errors"]))
    assert pointer is None or problem["errors"][0]["pointer"] == pointer
    assert writer.get("/v1/editions").json()["items"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"2026"', b"null", b"\xff\xfe", b'{"period": NaN}'])
def test_a_body_that_is_no_order(writer: Client, body: bytes) -> None:
    answer = writer.post("/v1/editions", content=body, headers=writer.key(None, Scope.PUBLISH_WRITE))
    assert answer.status_code == 422


def test_who_may_publish_what(writer: Client) -> None:
    assert publish(writer, writer.key(None, Scope.STATISTICS_WRITE)).json()["code"] == "scope_missing"
    province = writer.key("H44", Scope.PUBLISH_WRITE)
    assert publish(writer, province).json()["code"] == "cohort_outside"
    assert publish(writer, province, period="2026-Q3", cohort="H21.departments").json()["code"] == "cohort_outside"
    made = publish(writer, province, period="2026-Q3", cohort="H44.departments")
    assert made.status_code == 201
    assert made.json()["published_by"]["agency"] == "H44"


def test_an_edition_of_another_question(writer: Client) -> None:
    publish(writer)
    publish(writer, period="2026-Q3", cohort="H44.departments", basis="official")
    for address, parameter in (
        ("rankings/2026-Q3?edition=1", "period"),
        ("rankings/2026?edition=1&basis=computed", "basis"),
        ("averages/2026?edition=1&cohort=ministries", "cohort"),
        ("scores/2026/H44?edition=1&as_of=2026-10-01", "as_of"),
    ):
        answer = writer.get(f"/v1/{address}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, parameter)
        assert answer.json()["code"] == "edition_differs"
    assert writer.get("/v1/rankings/2026?edition=1&basis=best&cohort=provinces").status_code == 200
    assert writer.get("/v1/rankings/2026-Q3?edition=2").json()["cohort"] == "H44.departments"
    assert writer.get("/v1/scores/2026/H44.17?edition=1").json()["code"] == "agency_not_in_edition"
    assert writer.get("/v1/rankings/2026?edition=1&by=LUCK").json()["code"] == "unknown_column"
    for missing in ("rankings/2026?edition=9", "averages/2026?edition=9", "scores/2026/H44?edition=9", "editions/9"):
        assert writer.get(f"/v1/{missing}").status_code == 404
    for missing in ("editions/9/document", "editions/9/changes", "editions/1/changes?from=9"):
        assert writer.get(f"/v1/{missing}").json()["code"] == "unknown_edition"
    assert writer.get("/v1/editions/1/changes").json()["code"] == "edition_replaces_none"
    assert writer.get("/v1/editions/1/changes?from=2").json()["code"] == "edition_of_other"


def test_the_list_is_filtered_and_paged(writer: Client) -> None:
    publish(writer)
    publish(writer, period="2026-Q3", cohort="H44.departments")
    publish(writer, period="2025-02", basis="official")

    def ids(query: str) -> list[int]:
        return [each["id"] for each in writer.get(f"/v1/editions?{query}").json()["items"]]

    assert (ids(""), ids("period=2025-02"), ids("cohort=provinces")) == ([3, 2, 1], [3], [3, 1])
    first = writer.get("/v1/editions?limit=2").json()
    assert [each["id"] for each in writer.get(first["next"]).json()["items"]] == [1]


def test_a_document_altered_behind_the_service_is_found(filled: Client) -> None:
    publish(filled)
    publish(filled, period="2026-Q3", cohort="H44.departments")
    database = filled.service.database
    assert altered(database) == []
    with database.writing() as connection:
        connection.execute(
            text("UPDATE edition SET document = (SELECT document FROM edition WHERE id = 1) WHERE id = 2")
        )
    assert altered(database) == [2]


def test_of_several_who_publish_at_once_one_does(filled: Client) -> None:
    key = filled.key(None, Scope.PUBLISH_WRITE)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: publish(filled, key).status_code, range(4)))
    assert sorted(answers) == [201, 409, 409, 409]


def test_nothing_bundled_is_published_by_itself(writer: Client) -> None:
    load_demo(writer.service.database, writer.service.registers, NOW, lambda _line: None)
    assert writer.get("/v1/editions").json() == {"items": [], "next": None}
