"""What clients accept, by RFC 9110: the parser by a table of cases, and every route that has several forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.http.negotiation import best_type, prefers_csv, takes_gzip
from tests.conftest import Client

JSON, CSV, HTML = "application/json", "text/csv", "text/html"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "is_csv"),
    [
        ("", False),
        ("*/*", False),
        ("text/csv", True),
        ("Text/CSV", True),
        ("text/*", True),
        (" text/csv ; q=0.9 , */* ;\tq=0.1 ", True),
        ("text/csv; charset=utf-8", True),
        ("text/csv;header=present;q=0.9, application/json;q=0.5", True),
        ("text/csv, */*", True),
        ("application/json;q=0, */*", True),
        ("application/json;q=0.2, text/csv;q=.5", True),
        ('text/csv;note="a, b;q=0"', True),
        ("text/csv;q=0, text/csv", True),
        ("text/csv, application/json", False),
        ("application/json, text/csv;q=0.1", False),
        ("text/csv;q=0.5, application/json", False),
        ("text/csv;q=0.5, */*", False),
        ("*/*, text/csv;q=0", False),
        ("*/*, text/csv; Q=0.000", False),
        ("text/csv;q=0", False),
        ("text/csv;q=0, application/json;q=0", False),
        ("text/*;q=0.5, text/csv;q=0, */*;q=0.1", False),
        ("text/csvx, xtext/csv", False),
        ("text/html;note=text/csv", False),
        (BROWSER, False),
        ("image/png", False),
        ("text/csv;q=high", False),
        ("text/csv;q=1.5", False),
        ("text/csv;q=-1", False),
        ("text/csv;q=", False),
        ('text/csv;note="never ended', True),
    ],
)
def test_csv_or_json(accept: str, is_csv: bool) -> None:
    assert prefers_csv(accept) is is_csv


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (BROWSER, HTML),
        ("text/html;q=0.3, application/json;q=0.4", JSON),
        ("text/csv;q=0.1, */*;q=0", CSV),
        ("*/*", JSON),
    ],
)
def test_one_of_three(accept: str, chosen: str) -> None:
    assert best_type(accept, (JSON, HTML, CSV)) == chosen


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("gzip;q=1.0", True),
        ("gzip, deflate, br, zstd", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("identity;q=0.5, *;q=0.7", True),
        ("identity;q=0, *", True),
        ("gzip;q=0.001, identity;q=0", True),
        (" gzip ;\tq=0.4 ", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("identity;q=0", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("*;q=0.0, gzip;q=0", False),
        ("gzip;q=0.5, identity", False),
        ("x-gzip", False),
        ("gzip;q=much", False),
        (",;,=;q", False),
    ],
)
def test_packed_or_plain(sent: str, taken: bool) -> None:
    assert takes_gzip(sent) is taken


@given(st.text(st.sampled_from('a*/,;="\\ q01.\t\xff'), max_size=60))
def test_nothing_is_too_odd(sent: str) -> None:
    assert best_type(sent, (JSON, CSV)) in (JSON, CSV)
    assert takes_gzip(sent) in (True, False)


@pytest.mark.parametrize(
    "address",
    [
        "/v1/rankings/2026", "/v1/averages/2026", "/v1/history/H44", "/v1/reconciliation/2026", "/v1/catalog",
        "/v1/reconciliation/2026/counts", "/v1/editions/1/letter/H44",
    ],
)  # fmt: skip
def test_every_route_reads_the_header_alike(reader: Client, address: str) -> None:
    def kind(*lines: str) -> str:
        answer = reader.get(address, headers=[("Accept", each) for each in lines])
        assert "Accept" in answer.headers["vary"].split(", ")
        return answer.headers["content-type"].partition(";")[0]

    first = kind("*/*")
    second = {"/v1/catalog": "text/turtle", "/v1/editions/1/letter/H44": HTML}.get(address, CSV)
    assert kind(second) == kind("image/png", second) == kind(f"{first};q=0.1", f"{second};q=0.2") == second
    assert kind(f"*/*, {second};q=0") == kind(f"{second};q=0.5, {first}") == kind(f"{second};q=0") == first


def test_several_lines_of_encodings_are_one_list(reader: Client) -> None:
    lines = [("Accept-Encoding", "br"), ("Accept-Encoding", "gzip;q=0.5")]
    assert reader.get("/v1/rankings/2026", headers=lines).headers["content-encoding"] == "gzip"
    lines.append(("Accept-Encoding", "identity"))
    assert "content-encoding" not in reader.get("/v1/rankings/2026", headers=lines).headers
