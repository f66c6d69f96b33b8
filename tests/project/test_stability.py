"""What docs/look-up/stability.md promises of the interface, as far as its description can tell."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Client
from tests.project.promises import broken, promise, read

Document = dict[str, Any]
RANKING = "/v1/rankings/{period}"


def test_nothing_promised_is_gone(reader: Client) -> None:
    assert broken(read(), promise(reader.document)) == []


def test_everything_there_is_promised(reader: Client) -> None:
    found = promise(reader.document)
    assert broken(found, read()) == [], "new in v1: python -m tests.project.promises"


def schema(document: Document, name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def parameter(document: Document, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in document["paths"][RANKING]["get"]["parameters"] if each["name"] == name
    )
    return found


def drop_path(document: Document) -> None:
    del document["paths"][RANKING]


def drop_field(document: Document) -> None:
    del schema(document, "RankingItem")["properties"]["rank"]


def retype_field(document: Document) -> None:
    schema(document, "RankingItem")["properties"]["missing"] = {"type": "string"}


def leave_field_out(document: Document) -> None:
    schema(document, "AgencyRef")["required"].remove("name")


def make_field_null(document: Document) -> None:
    schema(document, "AgencyRef")["properties"]["name"] = {"type": ["string", "null"]}


def drop_parameter(document: Document) -> None:
    parameters = document["paths"][RANKING]["get"]["parameters"]
    parameters.remove(parameter(document, "by"))


def demand_parameter(document: Document) -> None:
    parameter(document, "by")["required"] = True


def add_demand(document: Document) -> None:
    new = {"in": "query", "name": "region", "required": True, "schema": {"type": "string"}}
    document["paths"][RANKING]["get"]["parameters"].append(new)


def drop_value(document: Document) -> None:
    parameter(document, "format")["schema"]["anyOf"][0]["enum"].remove("csv")


def drop_table(document: Document) -> None:
    del document["paths"][RANKING]["get"]["responses"]["200"]["content"]["text/csv"]


def drop_problem_field(document: Document) -> None:
    del schema(document, "Problem")["properties"]["code"]


def demand_in_body(document: Document) -> None:
    shape = schema(document, "StatisticsIn")
    shape["properties"]["reason"] = {"type": "string"}
    shape["required"].append("reason")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (drop_path, "is gone"),
        (drop_field, "RankingOut.items[].rank is gone"),
        (retype_field, "RankingOut.items[].missing was array, may now be string"),
        (leave_field_out, "agency.name was string, may now be absent"),
        (make_field_null, "agency.name was string, may now be null"),
        (drop_parameter, "query by is gone"),
        (demand_parameter, "query by no longer takes absent"),
        (add_demand, "query region is new and must be given"),
        (drop_value, "query format no longer takes =csv"),
        (drop_table, "200 text/csv is gone"),
        (drop_problem_field, "Problem.code is gone"),
        (demand_in_body, "body application/json.reason is new and must be given"),
    ],
)
def test_a_break_is_seen(reader: Client, change: Callable[[Document], None], told: str) -> None:
    document = copy.deepcopy(reader.document)
    change(document)
    faults = broken(promise(reader.document), promise(document))
    assert any(told in fault for fault in faults), faults


def test_additions_are_no_break(reader: Client) -> None:
    document = copy.deepcopy(reader.document)
    schema(document, "RankingItem")["properties"]["new"] = {"type": "string"}
    schema(document, "Source")["enum"].append("new")
    parameter(document, "format")["schema"]["anyOf"][0]["enum"].append("xml")
    document["paths"][RANKING]["get"]["parameters"].append(
        {"in": "query", "name": "region", "required": False, "schema": {"type": "string"}}
    )
    document["paths"]["/v1/new"] = document["paths"]["/v1/measures"]
    content = document["paths"]["/v1/statistics"]["post"]["requestBody"]["content"]
    schema(document, "StatisticsIn")["properties"]["reason"] = {"type": "string"}
    content["application/xml"] = {"schema": {"type": "string"}}
    assert broken(promise(reader.document), promise(document)) == []


@pytest.mark.parametrize(
    ("path", "columns"),
    [
        (
            "/v1/rankings/2026",
            "rank,ranked,rank_basis,code,name,score,basis,score_change,rank_change,CKMB,TDGQ,CLGQ,TTTT,MDSH,MDHL,"
            "missing,derived",
        ),
        ("/v1/averages/2026", "code,title,max,average,method,basis,averaged,of"),
        (
            "/v1/history/H44",
            "period,score,max,basis,as_of,rank,ranked,rank_basis,of,average,average_method,averaged,verified,missing,"
            "derived",
        ),
        (
            "/v1/reconciliation/2026",
            "verdict,agency,name,code,computed,official,difference,details,computed_as_of,official_as_of,missing",
        ),
    ],
)
def test_tables_only_grow_at_their_end(reader: Client, path: str, columns: str) -> None:
    header = reader.get(f"{path}?format=csv").text.partition("\r\n")[0]
    assert f"{header},".startswith(f"{columns},")


@pytest.mark.parametrize("path", ["/v1/rankings/2026", "/v1/history/H44"])
def test_cubes_keep_their_dimensions(reader: Client, path: str) -> None:
    found = reader.get(f"{path}?format=json-stat").json()
    assert found["id"] == ["period", "agency", "column"]
    columns = found["dimension"]["column"]["category"]["index"]
    assert {"total", "CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL", "rank", "ranked"} <= set(columns)
    assert {"computed", "computed_derived", "official", "mixed", "mixed_derived", "missing", "no_cases"} <= set(
        found["extension"]["status"]["label"]
    )


def test_a_code_or_its_status_cannot_change() -> None:
    promised = read()
    changed = copy.deepcopy(promised)
    codes = changed["every error"]["codes and their statuses"]
    del codes["number_ambiguous"]
    codes["unknown_agency"] = "410"
    faults = broken(promised, changed)
    assert [fault.rpartition(": ")[2] for fault in faults] == [
        "number_ambiguous is gone", "unknown_agency was 404, may now be 410",
    ]  # fmt: skip
