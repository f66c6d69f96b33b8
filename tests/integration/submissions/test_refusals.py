"""Bad input: each gets an answer that names the row, the field and the remedy, and changes nothing."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from app.domain.enums import Scope
from app.domain.errors import MAX_FAULTS_LISTED
from app.domain.measures import MAX_COUNT
from app.readers.uploads.formats import Format
from app.services.keys import revoke
from tests.conftest import NOW, Client
from tests.integration.submissions.uploads import body, xlsx_bytes

HEAD = "agency,period,dossiers_received,dossiers_on_time\n"


def send(client: Client, content: bytes | str, format_: str = Format.JSON, path: str = "/v1/statistics") -> Any:
    answer = client.post(path, content=content, headers=client.key() | {"Content-Type": format_})
    assert answer.status_code >= 400
    return answer


def faults(answer: Any) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(each["code"], each["line"], each["pointer"], each["column"]) for each in answer.json()["errors"]]


def statistics(period: str = "2026-Q3", agency: str = "H31", **measures: Any) -> str:
    return json.dumps({"period": period, "statistics": [{"agency": agency, "measures": measures}]})


def raw(value: str) -> str:
    """A submission in which the count stands as it is written here."""
    return '{"period": "2026-Q3", "statistics": [{"agency": "H31", "measures": {"dossiers_received": ' + value + "}}]}"


CELL = ("/statistics/0/measures/dossiers_received", "dossiers_received")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("-5", "number_negative"),
        ("1.5", "number_fractional"),
        ("1.234", "number_ambiguous"),
        ("1e5", "number_invalid"),
        ("NaN", "number_invalid"),
        ("Infinity", "number_invalid"),
        (str(MAX_COUNT + 1), "number_too_large"),
        ("9" * 5000, "number_too_large"),
        ('"12"', "number_quoted"),
        ("true", "number_invalid"),
        ("[1]", "number_invalid"),
        ("{}", "number_invalid"),
    ],
)
def test_counts_in_json(writer: Client, value: str, code: str) -> None:
    assert faults(send(writer, raw(value))) == [(code, None, *CELL)]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("-5", "number_negative"),
        ("1.234", "number_ambiguous"),
        ('"1,234"', "number_ambiguous"),
        ("NaN", "number_invalid"),
        ("1e5", "number_invalid"),
        ("mười", "number_invalid"),
        ("=1+1", "number_invalid"),
        ("1\u00a0234", "number_invalid"),
    ],
)
def test_counts_in_csv(writer: Client, value: str, code: str) -> None:
    content = f"{HEAD}H44,2026-Q3,464494,403016\nH31,2026-Q3,{value},0\n"
    assert faults(send(writer, content, Format.CSV)) == [(code, 3, None, "dossiers_received")]


ONE = '{"agency": "H31", "measures": {"dossiers_received": 1}}'


def rows(row: str = ONE, head: str = '"period": "2026", ') -> str:
    return f'{{{head}"statistics": [{row}]}}'


@pytest.mark.parametrize(
    ("content", "code", "pointer", "column"),
    [
        (statistics(agency="H99", dossiers_received=1), "unknown_agency", "/statistics/0/agency", "agency"),
        (statistics(agency="h31", dossiers_received=1), "unknown_agency", "/statistics/0/agency", "agency"),
        (statistics(agency="H02", dossiers_received=1), "agency_not_in_period", "/statistics/0/agency", "agency"),
        (statistics(dossier=1), "unknown_measure", "/statistics/0/measures/dossier", "dossier"),
        (statistics(period="2026-13", dossiers_received=1), "unknown_period", "/period", "period"),
        (statistics(period="2027", dossiers_received=1), "period_in_future", "/period", "period"),
        (statistics(period="2021", dossiers_received=1), "no_scorecard", "/period", "period"),
        (rows(head='"period": ["2026"], '), "text_invalid", "/period", "period"),
        (rows(head=""), "period_missing", "/statistics/0", None),
        (rows('{"measures": {"dossiers_received": 1}}'), "field_missing", "/statistics/0/agency", "agency"),
        (rows('{"agency": "H31", "x/~": 1, "measures": {}}'), "unknown_field", "/statistics/0/x~1~0", "x/~"),
        (rows('{"agency": "H31"}'), "json_shape", "/statistics/0/measures", "measures"),
        (rows("7"), "json_shape", "/statistics/0", None),
        ('{"period": "2026", "statistic": []}', "json_shape", "/statistics", "statistics"),
        ('{"period": "2026", "statistic": []}', "unknown_field", "/statistic", "statistic"),
        (rows(head='"period": "2026", "more": 1, '), "unknown_field", "/more", "more"),
        (raw('1, "dossiers_received": 2'), "key_repeated", *CELL),
        ("[]", "json_shape", "", None),
    ],
)
def test_rows_in_json(writer: Client, content: str, code: str, pointer: str | None, column: str | None) -> None:
    assert (code, None, pointer, column) in faults(send(writer, content))


@pytest.mark.parametrize(("content", "line"), [("{", 1), ("", 1), ("[", 1), ('{"period":\n"2026",,\n}', 2)])
def test_broken_json_says_where(writer: Client, content: str, line: int) -> None:
    assert faults(send(writer, content)) == [("json_invalid", line, None, None)]


def test_an_impossible_period_is_said_where_it_stands_and_once(writer: Client) -> None:
    """A period of the whole is one fault, a period of rows one for each row."""
    many = json.loads(statistics(period="2027", dossiers_received=1))
    many["statistics"] *= 3
    assert faults(send(writer, json.dumps(many)))[0] == ("period_in_future", None, "/period", "period")
    many["period"] = "2026-13"
    assert [code for code, *_ in faults(send(writer, json.dumps(many)))] == ["unknown_period"]
    del many["period"]
    assert [code for code, *_ in faults(send(writer, json.dumps(many)))] == ["period_missing"]
    rows_of_table = "agency,period,dossiers_received\nH31,2027,1\nH99,2027,1\nH44,2027,1\n"
    assert [(code, line) for code, line, *_ in faults(send(writer, rows_of_table, Format.CSV))] == [
        ("period_in_future", 2),
        ("unknown_agency", 3),
        ("period_in_future", 3),
        ("period_in_future", 4),
    ]


def test_a_measure_nearly_right_is_named(writer: Client) -> None:
    answer = send(writer, statistics(dossiers_recieved=1)).json()
    assert "dossiers_received" in answer["errors"][0]["detail"]
    assert "dossiers_received" in answer["errors"][0]["detail_vi"]


@pytest.mark.parametrize("period", ["2026-Q3", "2026-12"])
def test_dates_of_figures(writer: Client, period: str) -> None:
    def codes(as_of: str) -> set[str]:
        content = json.loads(statistics(period=period, dossiers_received=1)) | {"as_of": as_of}
        return {code for code, *_ in faults(send(writer, json.dumps(content)))}

    assert "moment_invalid" in codes("2026-10-10")
    assert "moment_invalid" in codes("2026-10-10T07:00:00")
    assert "as_of_in_future" in codes("2026-11-01T10:01:01+07:00")
    expected = "as_of_before_period" if period == "2026-Q3" else "period_in_future"
    assert expected in codes("2026-06-30T23:59:59+07:00")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEAD, []),
        ("", []),
        ("\n\n", []),
        ("agency,period,dossiers_received\nH31,2026-Q3,1,2\n", [("row_ragged", 2, None, None)]),
        ("agency,period,dossiers_received\nH31,2026-Q3\n", [("row_ragged", 2, None, None)]),
        ("agency,period,,dossiers_received\nH31,2026-Q3,,1\n", [("column_unnamed", 1, None, "")]),
        ("agency,agency,period,dossiers_received\nH31,H31,2026-Q3,1\n", [("key_repeated", 1, None, "agency")]),
        ("agency,period,dossier\nH31,2026-Q3,1\n", [("unknown_measure", 1, None, "dossier")]),
        ('agency,period,dossiers_received\n"H31,2026-Q3,1\n', [("csv_invalid", 2, None, None)]),
        (HEAD + "H31,2026-Q3,1,1\nH31,2026-Q3,2,1\n", [
            ("figure_repeated", 3, None, "dossiers_received"), ("figure_repeated", 3, None, "dossiers_on_time"),
        ]),
    ],
)  # fmt: skip
def test_tables(writer: Client, content: str, expected: list[Any]) -> None:
    answer = send(writer, content, Format.CSV)
    assert faults(answer) == expected
    assert answer.json()["code"] == ("submission_invalid" if expected else "submission_empty")


def test_all_faults_of_all_rows_in_one_answer(writer: Client) -> None:
    content = f"{HEAD}H99,2026-Q3,1.234,x\nH31,2026-13,-1,\nH44,2026-Q3,1,2\n"
    assert faults(send(writer, content, Format.CSV)) == [
        ("unknown_agency", 2, None, "agency"),
        ("number_ambiguous", 2, None, "dossiers_received"),
        ("number_invalid", 2, None, "dossiers_on_time"),
        ("unknown_period", 3, None, "period"),
        ("number_negative", 3, None, "dossiers_received"),
        ("numerator_exceeds_denominator", 4, None, "dossiers_on_time"),
    ]


def test_at_most_a_thousand_faults_then_a_total(writer: Client) -> None:
    answer = send(writer, HEAD + "H99,2026-Q3,1,1\n" * 1_500, Format.CSV).json()
    assert (len(answer["errors"]), answer["errors_total"]) == (MAX_FAULTS_LISTED, 1_500)
    assert "1500" in answer["detail"]


@pytest.mark.parametrize("line", ["{", "[1]", '{"agency": "H31", "measures": {}, "x": 1}', "\x00"])
def test_lines_of_ndjson(writer: Client, line: str) -> None:
    good = '{"agency": "H31", "period": "2026-Q3", "measures": {"dossiers_received": 1}}'
    twice = send(writer, f"{good}\n{good}\n", Format.NDJSON).json()["errors"][0]
    assert (twice["line"], "(line or item 1)" in twice["detail"]) == (2, True)
    found = faults(send(writer, f"{good}\n\n{line}\n", Format.NDJSON))
    assert {place for _, place, *_ in found} == {3}


def test_encodings(writer: Client) -> None:
    for content in ("agency,Sở".encode("utf-16"), HEAD.encode() + b"H31,\xff\xfe", b"\xff"):
        assert faults(send(writer, content, Format.CSV)) == [("encoding_invalid", None, None, None)]
    assert faults(send(writer, b'{"a": "\xe1"}')) == [("encoding_invalid", None, None, None)]
    lone = '{"period": "2026", "source": "\\ud800", "statistics": [{"agency": "\\ud800", "measures": {"\\ud800": 1}}]}'
    assert {code for code, *_ in faults(send(writer, lone))} == {"character_lost", "unknown_agency", "unknown_measure"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"agency,period\n", b"PK\x05\x06" + b"\0" * 18])
def test_not_a_workbook(writer: Client, content: bytes) -> None:
    assert faults(send(writer, content, Format.XLSX)) == [("xlsx_invalid", None, None, None)]


def test_cells_of_a_workbook(writer: Client) -> None:
    table: list[list[Any]] = [
        ["agency", "period", "dossiers_received", "dossiers_on_time", None],
        ["H31", "2026-Q3", 1.5, "1.234", None],
        ["H44", "2026-Q3", "=1+1", True, None],
        ["H26", "2026-Q3", 1, None, 5],
        [None, None, None, None, None],
    ]
    assert faults(send(writer, xlsx_bytes(table), Format.XLSX)) == [
        ("formula_without_value", 3, None, "C"),
        ("column_unnamed", 4, None, ""),
        ("number_fractional", 2, None, "dossiers_received"),
        ("number_ambiguous", 2, None, "dossiers_on_time"),
        ("number_invalid", 3, None, "dossiers_on_time"),
    ]


def test_what_excel_does_to_numbers(writer: Client) -> None:
    """A per cent is a hundredth of what is seen; sums carry the noise of floats; a date is no period."""
    percent: list[list[Any]] = [["agency", "code", "rate", "score"], ["H31", "TDGQ", 0.985, 0.1 + 19.1]]
    content = xlsx_bytes(percent, {"C2": "0.0%", "D2": '0.0" %"'})
    answer = writer.post(
        "/v1/official-results?period=2026-Q3", content=content, headers=writer.key() | {"Content-Type": Format.XLSX}
    )
    assert faults(answer) == [("decimal_invalid", 2, None, "rate")]
    dated: list[list[Any]] = [["agency", "period", "dossiers_received"], ["H31", date(2026, 9, 1), 7.0]]
    assert faults(send(writer, xlsx_bytes(dated), Format.XLSX)) == [("unknown_period", 2, None, "period")]


def test_a_sheet_that_lies_about_its_size(writer: Client) -> None:
    table: list[list[Any]] = [["agency", "dossiers_received"], ["H31", 1], ["H44", 464495]]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(table))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"'))
    headers = writer.key() | {"Content-Type": Format.XLSX}
    answer = writer.post("/v1/statistics?period=2026-Q3&dry_run=true", content=out.getvalue(), headers=headers)
    assert (answer.json()["rows"], answer.json()["figures"]) == (2, 2)


def test_a_far_away_cell_is_named(writer: Client) -> None:
    """Whoever put it there meant something; rows without any cost nothing."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1048576"] = None
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"], sheet["XFD20000"] = "agency", "dossiers_received", "H31", 1, 1
    out = io.BytesIO()
    workbook.save(out)
    answer = send(writer, out.getvalue(), Format.XLSX, "/v1/statistics?period=2026-Q3&dry_run=true")
    assert faults(answer) == [("too_many_columns", 20000, None, "XFD")]


def test_tabs_and_lines_within_cells(writer: Client) -> None:
    headers = writer.key() | {"Content-Type": Format.CSV}
    tabs = "\n".join(["agency\tperiod\tdossiers_received", "H31\t2026-Q3\t1"])
    assert writer.post("/v1/statistics?dry_run=true", content=tabs, headers=headers).status_code == 200
    broken = 'code,name,level\nH44.1,"hai\ndòng",commune\nH44.2,x,village\n'
    answer = send(writer, broken, Format.CSV, "/v1/agencies")
    assert faults(answer) == [("unknown_level", 4, None, "level")]


def test_a_header_in_capitals_is_named(writer: Client) -> None:
    answer = send(writer, "Agency,period,dossiers_received\nH31,2026-Q3,1\n", Format.CSV).json()
    assert "(có phải agency?)" in answer["errors"][0]["detail_vi"]


def test_numerator_and_denominator_against_what_is_stored(writer: Client) -> None:
    """H44 is stored with 464494 received; the procedures of two measures are added up."""
    too_many = send(writer, statistics(agency="H44", dossiers_on_time=464495))
    assert faults(too_many)[0][0] == "numerator_exceeds_denominator"
    assert "464495" in too_many.json()["errors"][0]["detail"]
    assert (
        faults(send(writer, statistics(agency="H44", procedures_partly_online=69)))[0][0]
        == "numerator_exceeds_denominator"
    )
    assert faults(send(writer, statistics(agency="H44", petitions=1)))[0][0] == "numerator_exceeds_denominator"


def test_an_older_count_must_fit_the_newer_ones_too(writer: Client) -> None:
    """Stored later: 403016 on time. A denominator of an earlier date would stand beside it."""
    key = writer.key() | {"Content-Type": Format.JSON}
    early = {"as_of": "2026-09-01T00:00:00Z", "period": "2026-Q3"}
    rows = [{"agency": "H31", "measures": {"dossiers_on_time": 50}}]
    late = {"period": "2026-Q3", "as_of": "2026-10-10T00:00:00Z", "statistics": rows}
    assert writer.post("/v1/statistics", json=late, headers=key).status_code == 201
    older = early | {"statistics": [{"agency": "H31", "measures": {"dossiers_received": 49}}]}
    answer = writer.post("/v1/statistics", json=older, headers=key)
    assert (answer.status_code, faults(answer)[0][0]) == (422, "numerator_exceeds_denominator")
    older["statistics"] = [{"agency": "H31", "measures": {"dossiers_received": 50}}]
    assert writer.post("/v1/statistics", json=older, headers=key).status_code == 201


def test_no_later_date_shows_a_ratio_above_one(writer: Client) -> None:
    """Between two dates that fit there may be one that would not."""
    key = writer.key() | {"Content-Type": Format.JSON}

    def report(day: int, **measures: int) -> int:
        rows_of_day = [{"agency": "H31", "measures": measures}]
        body = {"period": "2026-08", "as_of": f"2026-09-{day:02}T00:00:00Z", "statistics": rows_of_day}
        return writer.post("/v1/statistics", json=body, headers=key).status_code

    assert report(2, dossiers_received=10) == 201
    assert report(3, dossiers_received=20, dossiers_on_time=5) == 201
    assert report(1, dossiers_received=20, dossiers_on_time=15) == 422
    assert report(1, dossiers_received=20, dossiers_on_time=9) == 201


RESULT = {"agency": "H31", "code": "TDGQ", "score": 19.5}


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"code": "XXXX"}, "unknown_column", "code"),
        ({"code": None}, "field_missing", "code"),
        ({"code": 5}, "unknown_column", "code"),
        ({"score": None}, "field_missing", "score"),
        ({"score": 20.01}, "above_maximum", "score"),
        ({"score": 1.234}, "decimal_too_precise", "score"),
        ({"score": "19.5"}, "number_quoted", "score"),
        ({"score": -1}, "decimal_invalid", "score"),
        ({"score": True}, "decimal_invalid", "score"),
        ({"max": 18}, "max_differs", "max"),
        ({"rate": 100.5}, "above_maximum", "rate"),
        ({"rank": 0}, "number_invalid", "rank"),
        ({"rank": 1.5}, "number_invalid", "rank"),
        ({"rank": 64, "ranked": 63}, "rank_impossible", "rank"),
        ({"average": 21}, "above_maximum", "average"),
        ({"avarage": 5}, "unknown_field", "avarage"),
    ],
)
def test_official_results(writer: Client, change: dict[str, Any], code: str, column: str) -> None:
    content = json.dumps({"period": "2026-Q3", "results": [{**RESULT, **change}]})
    assert (code, None, f"/results/0/{column}", column) in faults(send(writer, content, path="/v1/official-results"))


@pytest.mark.parametrize("format_", Format)
def test_online_services_and_payment_under_each_other_s_codes(writer: Client, format_: Format) -> None:
    """The portal's previous version named these two groups the other way round."""
    both: list[dict[str, Any]] = [
        {"agency": "H31", "period": "2026-Q3", "code": "TTTT", "score": 11.5, "max": 12},
        {"agency": "H31", "period": "2026-Q3", "code": "CLGQ", "score": 9.25, "max": 10},
    ]

    def sent(rows: list[dict[str, Any]]) -> Any:
        return send(writer, body(format_, "results", rows), format_, "/v1/official-results")

    answer = sent(both)
    assert [(code, column) for code, _, _, column in faults(answer)] == [("groups_swapped", "max")] * 2
    first, second = answer.json()["errors"]
    assert first["detail"].startswith("TTTT has the maximum 12, which is that of CLGQ: the two groups look swapped")
    assert "TTTT là Thanh toán trực tuyến (tối đa 10), CLGQ là Dịch vụ công trực tuyến" in first["detail_vi"]
    assert second["detail_vi"].startswith("CLGQ có điểm tối đa 10, là của TTTT: hai nhóm có vẻ bị đổi chỗ")
    other = sent([{**both[0], "max": 11.75}, {**both[1], "code": "TDGQ", "max": 25}])
    assert [code for code, *_ in faults(other)] == ["max_differs"] * 2
    exchanged = [{**each, "code": code} for each, code in zip(both, ("CLGQ", "TTTT"), strict=True)]
    content, headers = body(format_, "results", exchanged), writer.key() | {"Content-Type": format_}
    assert writer.post("/v1/official-results", content=content, headers=headers).status_code == 201


def test_every_fault_of_a_result(writer: Client) -> None:
    row = {"agency": "H99", "code": "TDGQ", "score": "x", "rank": 0, "rate": 101}
    content = json.dumps({"period": "2026-Q3", "results": [row]})
    assert [code for code, *_ in faults(send(writer, content, path="/v1/official-results"))] == [
        "unknown_agency", "number_quoted", "above_maximum", "number_invalid",
    ]  # fmt: skip
    table = "agency;period;code;score;rank\nH31;2026-Q3;TDGQ;19,555;1,000\n"
    answer = send(writer, table, Format.CSV, "/v1/official-results").json()
    assert [error["detail_vi"].partition(" ")[0] for error in answer["errors"]] == ["19,555", "1,000"]


def test_the_same_result_twice(writer: Client) -> None:
    content = json.dumps({"period": "2026-Q3", "results": [RESULT, RESULT]})
    assert faults(send(writer, content, path="/v1/official-results")) == [
        ("figure_repeated", None, "/results/1/code", "code")
    ]


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/xml", "multipart/form-data; boundary=x"])
def test_media_types(writer: Client, media_type: str) -> None:
    answer = send(writer, "{}", media_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type_unsupported")
    assert Format.CSV in answer.json()["detail"]


def test_content_encodings(writer: Client) -> None:
    headers = writer.key() | {"Content-Type": Format.JSON, "Content-Encoding": "br"}
    assert writer.post("/v1/statistics", content=b"x", headers=headers).status_code == 415


def test_a_body_too_large(writer: Client) -> None:
    limit = writer.service.settings.max_body_bytes
    answer = send(writer, b" " * (limit + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_keys(writer: Client) -> None:
    def post(headers: dict[str, str], path: str = "/v1/statistics", agency: str = "H44") -> tuple[int, str]:
        content = statistics(agency=agency, dossiers_received=464494)
        answer = writer.post(path, content=content, headers=headers | {"Content-Type": Format.JSON})
        return answer.status_code, answer.json().get("code", "")

    key = writer.key("H44", Scope.STATISTICS_WRITE)
    token = key["Authorization"]
    assert post(key) == (201, "")
    assert post(key, agency="H44.01") == (201, "")
    assert post(key, agency="H31") == (403, "outside_subtree")
    assert post(writer.key("H44.01", Scope.STATISTICS_WRITE)) == (403, "outside_subtree")
    assert post(key, "/v1/official-results") == (403, "scope_missing")
    assert post(writer.key("H44", Scope.OFFICIAL_WRITE)) == (403, "scope_missing")
    assert post({}) == (401, "key_missing")
    assert post({"Authorization": "Basic eDp5"}) == (401, "key_missing")
    wrong = (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{token}x",
        "Bearer x",
        "Bearer tthc766__",
        "Bearer ''--",
    )
    for each in wrong:
        assert post({"Authorization": each}) == (401, "key_refused")
    revoke(writer.service.database, token.split("_")[1], NOW)
    assert post(key) == (401, "key_refused")


def test_nothing_was_changed_by_any_of_it(writer: Client) -> None:
    before = writer.get("/v1/scores/2026-Q3/H44").json()
    for content in (raw("-5"), statistics(agency="H44", dossiers_on_time=464495), "{"):
        send(writer, content)
    assert writer.get("/v1/scores/2026-Q3/H44").json() == before


def test_a_sentence_without_its_flag_is_refused(client: Client) -> None:
    row = {"agency": "H31", "measures": {"dossiers_received": 1}, "quality_message": "?"}
    answer = send(client, json.dumps({"period": "2026-Q3", "statistics": [row]}))
    where = ("/statistics/0/quality_status", "quality_status")
    assert faults(answer) == [("field_missing", None, *where)]
