"""Agencies, measures and scorecards over HTTP."""

from typing import Any

import pytest

from app.domain.enums import Scope
from app.readers.uploads.formats import Format
from tests.conftest import Client
from tests.integration.submissions.uploads import body

COMMUNE = {"code": "H44.100", "name": "UBND Phường Việt Trì", "level": "commune"}


def register(client: Client, *rows: dict[str, Any], key: dict[str, str] | None = None, **query: Any) -> Any:
    return client.post("/v1/agencies", json={"agencies": rows}, headers=key or client.key(), params=query)


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("format_", Format)
def test_registering_in_every_format(client: Client, format_: Format) -> None:
    headers = client.key("H44", Scope.STATISTICS_WRITE) | {"Content-Type": format_}
    answer = client.post("/v1/agencies", content=body(format_, "agencies", [COMMUNE]), headers=headers)
    assert (answer.status_code, answer.json()["changed"]) == (200, 1)
    found = client.get("/v1/agencies/H44.100").json()
    assert found | {**COMMUNE, "parent": "H44", "cohort": "H44.communes", "valid_to": None} == found
    assert found["names"] == [{"name": "UBND Phường Việt Trì", "first_day": None}]
    assert client.get("/v1/rankings/2026?cohort=H44.communes").json()["of"] == 1


def test_statistics_only_for_the_registered(client: Client) -> None:
    sent = {"period": "2026", "statistics": [{"agency": "H44.100", "measures": {"dossiers_received": 1}}]}
    refused = client.post("/v1/statistics", json=sent, headers=client.key())
    assert (refused.status_code, codes(refused)) == (422, ["unknown_agency"])
    assert "POST /v1/agencies" in refused.json()["errors"][0]["detail_vi"]
    register(client, COMMUNE)
    assert client.post("/v1/statistics", json=sent, headers=client.key()).status_code == 201


def test_registering_again_changes_only_what_is_given(client: Client) -> None:
    register(client, {**COMMUNE, "valid_from": "2025-07-01", "statistical_code": "08221"})
    assert register(client, COMMUNE).json()["changed"] == 0
    renamed = register(client, {"code": "H44.100", "name": "Phường Việt Trì", "name_from": "2026-10-01"}).json()
    assert (renamed["changed"], renamed["items"][0]["valid_from"]) == (1, "2025-07-01")
    names = client.get("/v1/agencies/H44.100").json()["names"]
    assert names == [
        {"name": "UBND Phường Việt Trì", "first_day": None}, {"name": "Phường Việt Trì", "first_day": "2026-10-01"},
    ]  # fmt: skip
    merger = {"code": "H44.100", "valid_to": "2026-09-30", "merged_into": "H44.101"}
    assert codes(register(client, merger)) == ["unknown_agency"]
    assert register(client, merger, {**COMMUNE, "code": "H44.101", "valid_from": "2026-10-01"}).json()["changed"] == 2
    assert client.get("/v1/rankings/2026-Q3?cohort=H44.communes").json()["of"] == 1
    ranking = client.get("/v1/rankings/2026-10?cohort=H44.communes").json()
    assert [item["agency"]["code"] for item in ranking["items"]] == ["H44.101"]
    assert register(client, {"code": "H44.100", "valid_to": None}).json()["items"][0]["valid_to"] is None


def test_a_dry_run_registers_nothing(client: Client) -> None:
    tried = register(client, COMMUNE, dry_run=True).json()
    assert (tried["dry_run"], tried["changed"], tried["submission"]) == (True, 1, None)
    assert client.get("/v1/agencies/H44.100").status_code == 404


def test_a_ministry_registers_itself_and_what_is_below_it(client: Client) -> None:
    rows = ({"code": "G22.01", "name": "Vụ", "level": "department"}, {"code": "G22", "name": "Bộ", "level": "ministry"})
    assert register(client, *rows, key=client.key("G22")).json()["changed"] == 2
    assert client.get("/v1/rankings/2026?cohort=ministries").json()["of"] == 1


def test_districts_end_on_30_june_2025(client: Client) -> None:
    answer = register(client, {"code": "H44.D1", "name": "Huyện", "level": "district"})
    assert answer.json()["items"][0]["valid_to"] == "2025-06-30"
    late = register(client, {"code": "H44.D2", "name": "Huyện", "level": "district", "valid_to": "2025-07-01"})
    assert codes(late) == ["level_abolished"]
    assert [
        client.get(f"/v1/rankings/{period}?cohort=H44.districts").json()["of"] for period in ("2025-02", "2026")
    ] == [1, 0]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**COMMUNE, "level": "village"}, "unknown_level"),
        ({**COMMUNE, "level": "province"}, "unknown_level"),
        ({**COMMUNE, "level": None}, "field_missing"),
        ({"code": "H44.100", "name": "x"}, "field_missing"),
        ({"code": "H44.100", "level": "commune"}, "field_missing"),
        ({**COMMUNE, "name": "\u0000"}, "text_invalid"),
        ({**COMMUNE, "name": "x" * 501}, "text_invalid"),
        ({**COMMUNE, "name": ["x"]}, "text_invalid"),
        ({**COMMUNE, "code": "X44"}, "code_invalid"),
        ({**COMMUNE, "code": None}, "field_missing"),
        ({**COMMUNE, "code": {}}, "code_invalid"),
        ({**COMMUNE, "code": " H44.100 "}, "code_invalid"),
        ({**COMMUNE, "code": "H99.1"}, "parent_unknown"),
        ({**COMMUNE, "code": "H64", "level": "province"}, "province_fixed"),
        ({**COMMUNE, "valid_from": "1/7/2025"}, "day_invalid"),
        ({**COMMUNE, "valid_from": "2025-07-02", "valid_to": "2025-07-01"}, "validity_reversed"),
        ({**COMMUNE, "name_from": "soon"}, "day_invalid"),
        ({**COMMUNE, "merged_into": "soon"}, "unknown_agency"),
        ({**COMMUNE, "merged_into": "H44.100"}, "merged_into_itself"),
        ({**COMMUNE, "more": 1}, "unknown_field"),
        ({**COMMUNE, "level": ["commune"], "name_from": "x"}, "day_invalid"),
    ],
)
def test_rows_that_are_refused(client: Client, row: dict[str, Any], code: str) -> None:
    answer = register(client, row)
    assert answer.status_code == 422
    assert code in codes(answer)
    assert client.get("/v1/agencies?within=H44").json()["items"][1:] == []


def test_nothing_is_taken_from_a_registered_agency(client: Client) -> None:
    register(client, {**COMMUNE, "statistical_code": "x" * 400})
    for field in ("name", "level"):
        assert codes(register(client, {"code": "H44.100", field: None})) == ["field_missing"]
    assert client.get("/v1/agencies/H44.100").json()["name"] == COMMUNE["name"]


def test_a_name_holds_from_its_day_on(client: Client) -> None:
    register(client, COMMUNE)
    later = register(client, {"code": "H44.100", "name": "Tên năm 2027", "name_from": "2027-01-01"}).json()
    assert (later["changed"], later["items"][0]["name"]) == (1, COMMUNE["name"])
    assert codes(register(client, {"code": "H44.100", "name_from": "2025-08-01"})) == ["field_missing"]
    assert client.get("/v1/agencies/H44.100").json()["name"] == COMMUNE["name"]
    assert client.get("/v1/history/H44.100").json()["agency"]["name"] == COMMUNE["name"]


def test_a_registration_leaves_its_record(client: Client) -> None:
    accepted = register(client, COMMUNE).json()["submission"]
    register(client, {**COMMUNE, "level": "village"})
    found = client.get("/v1/submissions?kind=agencies").json()["items"]
    assert [(each["id"], each["status"], each["figures"]) for each in found] == [
        (accepted + 1, "rejected", 0), (accepted, "accepted", 1),
    ]  # fmt: skip


def test_twice_and_with_another_level(client: Client) -> None:
    assert codes(register(client, COMMUNE, COMMUNE)) == ["key_repeated"]
    register(client, COMMUNE)
    assert codes(register(client, {**COMMUNE, "level": "department"})) == ["level_differs"]
    assert register(client).json()["code"] == "submission_empty"


def test_keys(client: Client) -> None:
    assert client.post("/v1/agencies", json={"agencies": [COMMUNE]}).status_code == 401
    outside = register(client, COMMUNE, {"code": "H31.1", "name": "x", "level": "commune"}, key=client.key("H44"))
    assert (outside.status_code, codes(outside)) == (403, ["agency_outside"])
    assert register(client, COMMUNE, key=client.key("H44", Scope.OFFICIAL_WRITE)).status_code == 403


def test_the_provinces_and_their_pages(reader: Client) -> None:
    def found(path: str) -> list[str]:
        items: list[str] = []
        following: str | None = path
        while following:
            page = reader.get(following).json()
            items += [item["code"] for item in page["items"]]
            following = page["next"]
        return items

    assert len(found("/v1/agencies?level=province&limit=10")) == 63
    assert len(found("/v1/agencies?level=province&valid_on=2025-02-28&limit=20")) == 63
    assert len(found("/v1/agencies?level=province&valid_on=2025-09-30")) == 34
    assert found("/v1/agencies?within=H44&limit=6")[0] == "H44"
    merged = reader.get("/v1/agencies/H02").json()
    assert (merged["valid_to"], merged["merged_into"], merged["statistical_code"]) == ("2025-06-30", "H05", "24")


def test_measures(reader: Client) -> None:
    found = {each["code"]: each for each in reader.get("/v1/measures").json()["items"]}
    assert list(found) == list(reader.service.registers.measures)
    assert found["dossiers_received"] | {"kind": "flow", "additive": True} == found["dossiers_received"]
    assert found["procedures_public"] | {"kind": "stock", "additive": False} == found["procedures_public"]
    assert all(each["label"] and each["label_en"] for each in found.values())


def test_scorecards(reader: Client) -> None:
    listed = reader.get("/v1/scorecards").json()["items"]
    assert [each["id"] for each in listed] == [each.id for each in reader.service.registers.scorecards]
    assert listed[0]["id"] == "qd766-2022-06-23"
    detail = reader.get("/v1/scorecards/qd766-2022-06-23").json()
    assert sum(group["max"] for group in detail["groups"]) == detail["max"] == 100
    indicators = {each["code"]: each for group in detail["groups"] for each in group["indicators"]}
    assert list(indicators) == list(reader.service.registers.scorecards.items[0].indicators)
    assert indicators["ONLINE_PROCEDURE_SHARE"]["numerator"] == ["procedures_partly_online", "procedures_fully_online"]
    assert indicators["ONLINE_PROCEDURE_SHARE"]["full_at"] == 0.8
    ratio, two = {"decimals": 16, "mode": "half_up"}, {"decimals": 2, "mode": "half_up"}
    rule = {"name": "percent_double", "ratio": ratio, "percent": two, "product": "nearest_double", "score": two}
    told = indicators["ONLINE_PROCEDURE_SHARE"]["rounding"]
    assert told == {**rule, "evidence": "inferred", "evidence_note": told["evidence_note"]}
    assert "no published figure tells" in told["evidence_note"]
    exact = indicators["DOSSIER_SYNC"]["rounding"]
    assert [exact[name] for name in ("name", "percent", "product", "evidence")] == ["exact", None, "exact", "verified"]
    assert [each["code"] for each in detail["unscored"]] == [
        "PETITION_CLASSIFICATION_TTHC",
        "PETITION_CLASSIFICATION_STAFF",
    ]
