"""Texts and numbers as other programs write them: what is stored of them, and what whoever sends them is told."""

import json
from typing import Any

import pytest

from app.domain.errors import Refusal
from app.readers.uploads.formats import Format
from app.services.keys import create, list_keys
from tests.conftest import NOW, Client
from tests.integration.submissions.uploads import body, csv_bytes, xlsx_bytes

DEPARTMENTS: list[dict[str, Any]] = [
    {"code": "H31.801", "name": "Sá»Ÿ CÃ´ng ThÆ°Æ¡ng", "level": "department"},
    {"code": "H31.802", "name": "Së Tµi chÝnh", "level": "department"},
    {"code": "H31.803", "name": "S? Xây d?ng", "level": "department"},
    {"code": "H31.804", "name": "Trung tâm \u00d0i\u1ec7n t\u00ad\u1eed", "level": "department"},
]
COUNTS = {"agency": "H31", "period": "2026-Q3"}


def post(client: Client, path: str, format_: Format, content: bytes, **headers: str) -> Any:
    return client.post(path, content=content, headers=client.key() | {"Content-Type": format_} | headers)


def told(answer: Any) -> list[tuple[str, str | None]]:
    return [(each["code"], each["pointer"] or each["line"] or each["parameter"]) for each in answer.json()["warnings"]]


@pytest.mark.parametrize("format_", Format)
def test_names_that_look_damaged_are_stored_and_told(client: Client, format_: Format) -> None:
    content = body(format_, "agencies", DEPARTMENTS)
    dry = post(client, "/v1/agencies?dry_run=true", format_, content)
    answer = post(client, "/v1/agencies", format_, content, **{"Idempotency-Key": "texts"})
    assert answer.status_code == 200
    warnings = answer.json()["warnings"]
    assert [each["code"] for each in warnings] == ["encoding_looks_wrong", "encoding_looks_wrong", "letters_look_lost"]
    assert all(each["column"] == "name" for each in warnings)
    assert ("“Sở Công Thương”" in warnings[0]["detail"], "“Sở Tài chính”" in warnings[1]["detail_vi"]) == (True, True)
    assert dry.json()["warnings"] == warnings
    again = post(client, "/v1/agencies", format_, content, **{"Idempotency-Key": "texts"})
    assert again.json()["warnings"] == warnings
    kept = [client.get(f"/v1/agencies/{each['code']}").json()["name"] for each in DEPARTMENTS]
    assert kept == ["Sá»Ÿ CÃ´ng ThÆ°Æ¡ng", "Së Tµi chÝnh", "S? Xây d?ng", "Trung tâm Điện tử"]


@pytest.mark.parametrize("character", ["\ufffd", "\ufffe", chr(0xD800)])
def test_lost_letters_are_stored_nowhere(client: Client, character: str) -> None:
    """In no name, source, flag, note, reason or description."""
    text = f"S{character} Y"
    name = json.dumps({"agencies": [{"code": "H31.801", "name": text, "level": "department"}]}).encode()
    rows = [COUNTS | {"measures": {"dossiers_received": 5}, "quality_status": text, "quality_message": text}]
    counts = json.dumps({"source": text, "statistics": rows}).encode()
    edition = json.dumps({"period": "2026-Q3", "reason": text}).encode()
    webhook = json.dumps({"url": "https://example.vn/", "description": text}).encode()
    for path, content, pointers in (
        ("/v1/agencies", name, ["/agencies/0/name"]),
        ("/v1/statistics", counts, ["/source", "/statistics/0/quality_status", "/statistics/0/quality_message"]),
        ("/v1/editions", edition, ["/reason"]),
        ("/v1/webhooks", webhook, ["/description"]),
    ):
        answer = post(client, path, Format.JSON, content)
        faults = [(each["code"], each["pointer"]) for each in answer.json()["errors"]]
        if character == "\ud800" and path in ("/v1/editions", "/v1/webhooks"):
            assert faults == [("json_invalid", None)]  # half a character is no JSON to the parser of small bodies
            continue
        assert (answer.status_code, faults) == (422, [("character_lost", each) for each in pointers])
        assert f"character 2 is U+{ord(character):04X}" in answer.json()["errors"][0]["detail"]
    before = len(list_keys(client.service.database))
    with pytest.raises(Refusal, match="character_lost"):
        create(client.service.database, client.service.key_secret, None, [], text, NOW)
    assert len(list_keys(client.service.database)) == before


def test_a_reason_a_source_and_a_description_that_look_damaged(writer: Client) -> None:
    first = post(writer, "/v1/editions", Format.JSON, b'{"period": "2026"}').json()
    order = {"period": "2026", "replaces": first["id"], "reason": "Söa sè liÖu"}
    edition = post(writer, "/v1/editions", Format.JSON, json.dumps(order).encode())
    assert (told(edition), edition.json()["reason"]) == ([("encoding_looks_wrong", "/reason")], "Söa sè liÖu")
    assert writer.get(f"/v1/editions/{edition.json()['id']}").json()["warnings"] is None
    hook = {"url": "https://example.vn/", "description": "Trang tin c?a t?nh"}
    assert told(post(writer, "/v1/webhooks", Format.JSON, json.dumps(hook).encode())) == [
        ("letters_look_lost", "/description")
    ]
    content = csv_bytes([["agency", "dossiers_received"], ["H31", 5]])
    sent = post(writer, "/v1/statistics?period=2026-Q3&source=BÃ¡o%20cÃ¡o", Format.CSV, content)
    assert (told(sent), sent.json()["source"]) == ([("encoding_looks_wrong", "source")], "BÃ¡o cÃ¡o")
    assert writer.get(f"/v1/submissions/{sent.json()['id']}").json()["warnings"] is None


def as_pandas(format_: Format, number: str) -> bytes:
    """A count as a program writes it that keeps whole numbers with a gap among them as fractions."""
    row = json.dumps(COUNTS | {"measures": {"dossiers_received": "@"}}).replace('"@"', number)
    match format_:
        case Format.JSON:
            return f'{{"statistics": [{row}]}}'.encode()
        case Format.NDJSON:
            return row.encode()
        case Format.CSV:
            return csv_bytes([[*COUNTS, "dossiers_received"], [*COUNTS.values(), number]])
        case Format.XLSX:
            return xlsx_bytes([[*COUNTS, "dossiers_received"], [*COUNTS.values(), number]])


@pytest.mark.parametrize("format_", Format)
def test_whole_numbers_with_a_fraction_of_nothing(writer: Client, format_: Format) -> None:
    for number, count in (("120.0", 120), ("121.00", 121), ("0.0", 0)):
        assert post(writer, "/v1/statistics", format_, as_pandas(format_, number)).status_code == 201
        card = writer.get("/v1/scores/2026-Q3/H31?trace=true").json()
        counts = [each for group in card["groups"] for one in group["indicators"] for each in one["trace"]["counts"]]
        assert {each["value"] for each in counts if each["measure"] == "dossiers_received"} == {count}
    for number, code in (("1.000", "number_ambiguous"), ("1.50", "number_fractional"), ("1e2", "number_invalid")):
        answer = post(writer, "/v1/statistics", format_, as_pandas(format_, number))
        assert [each["code"] for each in answer.json()["errors"]] == [code]


def test_whole_numbers_in_cells_of_numbers_and_in_ranks(writer: Client) -> None:
    workbook = xlsx_bytes([[*COUNTS, "dossiers_received"], [*COUNTS.values(), 120.0]], {"C2": "0.00"})
    assert post(writer, "/v1/statistics", Format.XLSX, workbook).status_code == 201
    result = COUNTS | {"code": "TDGQ", "score": "19.5", "rank": "3.0", "ranked": "34.00"}
    table = csv_bytes([list(result), list(result.values())])
    assert post(writer, "/v1/official-results", Format.CSV, table).status_code == 201


@pytest.mark.parametrize(("ahead", "status"), [("10:00:00.5", 201), ("10:01:00", 201), ("10:01:00.000001", 422)])
def test_a_clock_that_is_a_little_ahead(writer: Client, ahead: str, status: int) -> None:
    """It is 10:00 in Vietnam. What is dated within the next minute is dated now, or it would stand before its time."""
    content = json.dumps({"as_of": f"2026-11-01T{ahead}+07:00", "statistics": [COUNTS | {"measures": {}}]})
    content = content.replace("{}", '{"dossiers_received": 5}')
    answer = post(writer, "/v1/statistics", Format.JSON, content.encode())
    assert answer.status_code == status
    order = {"period": "2026", "as_of": f"2026-11-01T{ahead}+07:00"}
    edition = post(writer, "/v1/editions", Format.JSON, json.dumps(order).encode())
    assert edition.status_code == status
    if status == 201:
        assert answer.json()["as_of"] == edition.json()["as_of"] == "2026-11-01T10:00:00+07:00"
