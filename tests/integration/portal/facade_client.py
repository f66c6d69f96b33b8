"""Asking our own service in the portal's language; every answer is held to the portal's shapes."""

import json
from typing import Any

from app.readers.uploads.formats import Format
from app.storage.portal import aliases
from tests.conftest import NOW, Client
from tests.integration.portal.contract import our_differences, shape_of

ROOT = "/api/v1/reporting"
PHU_THO = "019d2be3-6a88-732b-8b17-b68020c8553a"
STABLE_PHU_THO = "f9d3a845-3732-532c-b44f-631d53246cca"
LEARNED = "0190c7e2-5a3b-7cde-8f01-23456789abcd"
YEAR = {"timeType": "year", "year": 2026}
QUARTER = {"timeType": "quarter", "year": 2026, "quarter": 3}
ALL = {"departmentType": "ADMINISTRATIVE_UNIT"}
ONE = {"rootDepartmentId": PHU_THO}
DAYS = {"fromDate": "2026-07-01", "toDate": "2026-09-30"}
MEASURED = ("transparency", "dossier-digitized", "handling-satisfaction")
TREES = ("dvc-progress-tree", "provide-online-tree", "formality-online-payment-tree")
GROUPS = (*MEASURED, *TREES)


def path_of(endpoint: str) -> str:
    return f"{ROOT}/formalities" if endpoint == "formalities" else f"{ROOT}/evaluation/{endpoint}"


def envelope(client: Client, endpoint: str, **body: Any) -> Any:
    """A whole answer."""
    answer = client.post(path_of(endpoint), json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert our_differences(shape_of(endpoint, body), document) == []
    return document


def ask(client: Client, endpoint: str, **body: Any) -> Any:
    """The data of an answer."""
    return envelope(client, endpoint, **body)["data"]


def send(client: Client, path: str, body: Any) -> None:
    headers = client.key() | {"Content-Type": Format.JSON}
    answer = client.post(path, content=json.dumps(body), headers=headers)
    assert answer.status_code in (200, 201), answer.text


def publish(client: Client, period: str, agency: str, **scores: float) -> None:
    """Tell the service what the portal published."""
    results = [{"agency": agency, "code": code, "score": score} for code, score in scores.items()]
    send(client, "/v1/official-results", {"period": period, "as_of": "2026-10-20T00:00:00Z", "results": results})


def report(client: Client, period: str, agency: str, **more: Any) -> None:
    """Tell the service counts, and with ``quality_status`` what to think of them."""
    quality = {name: more.pop(name) for name in ("quality_status", "quality_message") if name in more}
    send(
        client,
        "/v1/statistics",
        {
            "period": period,
            "as_of": "2026-10-20T00:00:00Z",
            "statistics": [{"agency": agency, "measures": more} | quality],
        },
    )


def register(client: Client, **levels: str) -> None:
    """Register agencies, ``H31_17`` for ``H31.17``, under their codes as names."""
    new = [(code.replace("_", "."), level) for code, level in levels.items()]
    agencies = [{"code": code, "name": code, "level": level} for code, level in new]
    send(client, "/v1/agencies", {"agencies": agencies})


def learn(client: Client, **found: str) -> None:
    with client.service.database.writing() as connection:
        aliases.learn(connection, {alias: code.replace("_", ".") for code, alias in found.items()}, NOW)


def by_name(units: list[Any], name: str) -> Any:
    return next(unit for unit in units if unit["departmentName"].startswith(name))


def by_code(metrics: list[Any], code: str) -> Any:
    return next(metric for metric in metrics if metric["code"] == code)
