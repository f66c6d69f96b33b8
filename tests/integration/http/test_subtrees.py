"""A key of one province changes nothing of what is said about anybody else: a walk over all routes that write.

Each write is as wide as the key allows, and leaves the province's own scores as they are: whatever then differs about
others, that write said of them.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.api.openapi.portal_examples import ASKED
from app.domain.enums import Scope
from tests.conftest import Client, Databases
from tests.integration.desk.conftest import DESK, Office, form_of
from tests.integration.http.test_routes import QUESTIONS

MINE = "H31"
SCOPES = [scope for scope in Scope if scope is not Scope.ADMIN]
PERIODS = ("2025-02", "2026-Q3", "2026")
COLUMNS = ("total", "CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
OTHERS = ("H44", "H44.01", "H55")
BEFORE, LATER = "2026-10-30T00:00:00Z", "2026-10-31T00:00:00Z"  # LATER: what MINE says, so that it is the newest
COUNTRY = {"timeType": "year", "year": 2026, "departmentType": "ADMINISTRATIVE_UNIT"}
FACADE = [*ASKED.items(), *((path, COUNTRY) for path in ASKED if path.endswith(("tree", "result", "results")))]
# The date of the newest figure of a cohort, on how many days there were new ones, and that some were received since an
# edition was announced.
_NEWEST = re.compile(
    r"[Ss]ố liệu đến (?:[\d:]+ )?[\d/]+|Qua \d+ ngày có số liệu mới, từ [\d/]+ đến [\d/]+|"
    r'<p class="announced">.*?</p>\n'
)
WILD = {"rank": 1, "ranked": 99, "average": 0.01, "quality_status": "TEMP"}

Write = Callable[[Client, dict[str, str]], list[Any]]


def everywhere() -> Iterator[str]:
    for period in PERIODS:
        yield from (f"/v1/rankings/{period}?by={by}" for by in ("total", "TDGQ"))
        for basis in ("best", "official", "computed"):
            yield f"/v1/averages/{period}?basis={basis}"
        for agency in OTHERS if period != "2025-02" else OTHERS[:1]:
            yield f"/v1/scores/{period}/{agency}?trace=true"
            yield f"/v1/opportunities/{period}/{agency}"
            yield f"/agencies/{agency}?period={period}"
            yield f"/agencies/{agency}?period={period}&edition=none"
        yield f"/v1/averages/{period}?cohort=H44.departments"
        yield f"/v1/reconciliation/{period}?limit=10000"
        yield f"/v1/reconciliation/{period}/counts?limit=10000"
    yield from (f"/v1/pace/2026/{agency}" for agency in OTHERS)
    yield "/v1/robustness/2026-Q3?cohort=H44.departments"
    yield from ("/v1/procedures?day=all", "/v1/procedures?root=H44", "/v1/services?day=all")
    yield from ("/v1/history/H44", "/v1/agencies?limit=1000", "/v1/agencies/H44.01", "/v1/measures", "/v1/scorecards")
    yield from ("/v1/editions/1/document", "/v1/editions/1/letter/H44", "/v1/editions/1/letter/H44?format=json")
    yield from ("/compare?agency=H44&agency=H55&period=2026", "/compare?agency=H44&agency=H55&period=2026&format=csv")
    yield from ("/v1/editions?cohort=provinces", "/v1/editions/2/letter/H44?format=json")


def said_of_others(client: Client) -> dict[str, Any]:
    """Whatever is answered, without what is said of MINE and those below it."""
    found = {}
    for address in everywhere():
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text)
        is_json = answer.headers["content-type"] == "application/json"
        found[address] = others_only(answer.json()) if is_json else _NEWEST.sub("", answer.text)
    for path, question in FACADE:
        answer = client.post(path, json=question)
        assert answer.status_code == 201, (path, answer.text)
        found[f"{path} {question}"] = others_only(answer.json()["data"])
    theirs = client.get("/v1/webhooks", headers=client.key("H44"))
    return found | {"webhooks": theirs.json()}


def others_only(value: Any) -> Any:
    if isinstance(value, list):
        return [others_only(each) for each in value if not is_mine(each)]
    if not isinstance(value, dict):
        return value
    # Of all together are the date of the newest figure of a cohort, and what a reconciliation sums up.
    together = {"summary", "claims"} | ({"as_of"} if "cohort" in value else set())
    return {name: others_only(each) for name, each in value.items() if name not in together}


def is_mine(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    codes = [value.get("agency"), value.get("code"), value.get("departmentCode"), value.get("root")]
    codes = [code.get("code") if isinstance(code, dict) else code for code in codes]
    return any(isinstance(code, str) and (code == MINE or code.startswith(f"{MINE}.")) for code in codes)


@pytest.fixture(scope="module")
def house(sqlite_databases: Databases) -> Iterator[Client]:
    """The bundled figures; of H44 what was announced with its rank and average; webhooks and editions of both."""
    made = Client.on(sqlite_databases.demo())
    everybody, mine = made.key(), made.key(MINE)
    announced = {"rank": 7, "ranked": 63, "average": 9.5, "rate": 50}
    for period in PERIODS:
        rows = [{"agency": "H44", "code": code, **announced} for code in COLUMNS]
        rows[COLUMNS.index("TDGQ")] |= {"score": 12.5} if period == "2025-02" else {}
        if period == "2026":  # whose scores must stay
            rows = [{"agency": "H44", "code": "CLGQ", "score": score_of(made, period, "H44", "CLGQ"), **announced}]
        post(made, "/v1/official-results", everybody, {"period": period, "as_of": BEFORE, "results": rows})
    units = [{"code": f"{MINE}.{number}", "name": f"Sở {number}", "level": "department"} for number in (1, 2)]
    post(made, "/v1/agencies", mine, {"agencies": units})
    for period, cohort in (("2026", "provinces"), ("2025-02", "provinces")):
        post(made, "/v1/editions", everybody, {"period": period, "cohort": cohort})
    for key, code in ((everybody, "1.000001"), (made.key("H44"), "1.000002")):
        post(made, "/v1/procedures", key, {"procedures": [{"code": code, "has_fee": True}]})
        post(made, "/v1/services", key, {"services": [{"code": "S1", "procedure": code}]})
    for key in (made.key("H44"), mine):
        post(made, "/v1/webhooks", key, {"url": "https://example.vn/", "description": ""})
    yield made
    made.service.database.engine.dispose()


def post(client: Client, path: str, key: dict[str, str], body: Any = None) -> Any:
    answer = client.post(path, json=body, headers=key)
    assert answer.status_code < 300, (path, answer.text)
    return answer


def score_of(client: Client, period: str, agency: str, column: str) -> float | None:
    """The score that was published."""
    card = client.get(f"/v1/scores/{period}/{agency}").json()
    figure = next(each for each in (card["total"], *card["groups"]) if each["code"] == column)
    score: float | None = figure["official"] and figure["official"]["score"]
    return score


def send_statistics(client: Client, key: dict[str, str]) -> list[Any]:
    """The counts that there are, with another flag, and for those below whatever fits."""
    card = client.get(f"/v1/scores/2026/{MINE}?trace=true").json()
    indicators = [each for group in card["groups"] for each in group["indicators"]]
    counts = [each for one in indicators for each in one["trace"]["counts"] if each["agency"] == MINE]
    measures = {each["measure"]: each["value"] for each in counts}
    rows = [
        {"agency": MINE, "period": "2026", "measures": measures, "quality_status": "TEMP"},
        {"agency": f"{MINE}.1", "period": "2026", "measures": {"dossiers_received": 9, "dossiers_on_time": 1}},
        {"agency": f"{MINE}.1", "period": "2026-Q3", "measures": {"dossiers_received": 9}},
    ]
    assert len(measures) > 20
    return [post(client, "/v1/statistics", key, {"as_of": LATER, "statistics": rows})]


def send_results(client: Client, key: dict[str, str]) -> list[Any]:
    rows = []
    for period in PERIODS:
        for code in COLUMNS:
            score = score_of(client, period, MINE, code)
            own = {"rate": 99} if score is None else {"rate": 99, "score": score}
            rows.append({"agency": MINE, "period": period, "code": code, **own, **WILD})
    rows += [{"agency": f"{MINE}.1", "period": "2026", "code": code, "score": 1, **WILD} for code in COLUMNS]
    return [post(client, "/v1/official-results", key, {"as_of": LATER, "results": rows})]


def send_dossiers(client: Client, _: dict[str, str]) -> list[Any]:
    """Of an agency below, whose key counts for nobody else: MINE with other counts would have another rank."""
    record = {"MaHoSo": f"{MINE}.1-260901-0001", "MaTTHC": "1.1", "NgayTiepNhan": "20260901080000"}
    body = {"data": [{**record, "TrangThaiHoSo": "4"}]}
    return [post(client, "/v1/dossiers?period=2026-Q3&complete=true", client.key(f"{MINE}.1"), body)]


def send_agencies(client: Client, key: dict[str, str]) -> list[Any]:
    like = client.get("/v1/agencies/H44").json()
    row = {"code": f"{MINE}.9", "name": like["name"], "level": "department", "merged_into": "H44.01"}
    row |= {"statistical_code": like["statistical_code"], "valid_to": "2027-01-01"}
    below = {"code": f"{MINE}.9.1", "name": "Xã", "level": "commune"}
    return [post(client, "/v1/agencies", key, {"agencies": [row, below]})]


def send_procedures(client: Client, key: dict[str, str]) -> list[Any]:
    """Those of the country and of H44, as MINE sees them."""
    rows = [{"code": code, "has_fee": False, "agencies": ["H44"]} for code in ("1.000001", "1.000002")]
    return [post(client, "/v1/procedures", key, {"procedures": rows})]


def send_services(client: Client, key: dict[str, str]) -> list[Any]:
    return [post(client, "/v1/services", key, {"services": [{"code": "S1", "procedure": "1.9", "agencies": ["H44"]}]})]


def send_edition(client: Client, key: dict[str, str]) -> list[Any]:
    send_results(client, key)  # of departments there must be some
    return [post(client, "/v1/editions", key, {"period": "2026", "cohort": f"{MINE}.departments"})]


def withdraw_edition(client: Client, key: dict[str, str]) -> list[Any]:
    """Of a period of its own: of another one an edition stands already."""
    row = {"agency": f"{MINE}.1", "period": "2025-Q4", "code": "total", "score": 80}
    post(client, "/v1/official-results", key, {"as_of": LATER, "results": [row]})
    made = post(client, "/v1/editions", key, {"period": "2025-Q4", "cohort": f"{MINE}.departments"})
    return [post(client, f"/v1/editions/{made.json()['id']}/withdrawal", key, {"reason": "H44"})]


def at_desk(client: Client, key: dict[str, str]) -> Office:
    office = Office(client)
    office.fill_in(DESK, DESK, key=key["Authorization"].removeprefix("Bearer "))
    return office


def sign_out(client: Client, key: dict[str, str]) -> list[Any]:
    office = at_desk(client, key)
    return followed(office, office.fill_in(f"{DESK}/cong-van", "/ra"))


def followed(office: Office, answer: Any) -> list[Any]:
    assert answer.status_code == 303, answer.text
    return [office.get(answer.headers["location"])]


def publish_at_desk(client: Client, key: dict[str, str], period: str = "2026-Q2") -> list[Any]:
    row = {"agency": f"{MINE}.1", "period": period, "code": "total", "score": 80}
    post(client, "/v1/official-results", key, {"as_of": LATER, "results": [row]})
    office = at_desk(client, key)
    page = f"{DESK}/cong-bo?period={period}&cohort={MINE}.departments"
    return followed(office, office.fill_in(page, "/cong-bo", reason="H44"))


def send_at_desk(client: Client, key: dict[str, str]) -> tuple[Office, Any]:
    """A file with a count of MINE, which then waits."""
    office, page = at_desk(client, key), f"{DESK}/so-lieu?kind=statistics&period=2026-Q3"
    form = form_of(office.get(page).text, "/so-lieu")
    sheet = f"agency,dossiers_online\n{MINE},1\n".encode()
    return office, office.post(form["action"], data=form["fields"], files={"file": ("x.csv", sheet)})


def confirm_at_desk(client: Client, key: dict[str, str]) -> list[Any]:
    office, sent = send_at_desk(client, key)
    return followed(office, office.fill_in(sent.headers["location"], "/cho", do="confirm"))


def withdraw_at_desk(client: Client, key: dict[str, str]) -> list[Any]:
    publish_at_desk(client, key, "2026-Q1")
    office, newest = at_desk(client, key), client.get("/v1/editions").json()["items"][0]["id"]
    return followed(office, office.fill_in(f"{DESK}/cong-bo/rut?edition={newest}", "/rut", reason="H44"))


def to_own_webhook(path: str) -> Write:
    """A call to a webhook of MINE: the second one."""

    def write(client: Client, key: dict[str, str]) -> list[Any]:
        delivery = post(client, "/v1/webhooks/2/ping", key).json()["id"]
        return [post(client, path.format(id=2, delivery=delivery), key)]

    return write


def remove_webhook(client: Client, key: dict[str, str]) -> list[Any]:
    made = post(client, "/v1/webhooks", key, {"url": "https://example.vn/", "description": ""}).json()["id"]
    return [client.delete(f"/v1/webhooks/{made}", headers=key)]


WRITES: dict[tuple[str, str], Write] = {
    ("post", DESK): lambda client, key: [at_desk(client, key).get(f"{DESK}/cong-van")],
    ("post", f"{DESK}/ra"): sign_out,
    ("post", f"{DESK}/so-lieu"): lambda client, key: followed(*send_at_desk(client, key)),
    ("post", f"{DESK}/so-lieu/cho"): confirm_at_desk,
    ("post", f"{DESK}/cong-bo"): publish_at_desk,
    ("post", f"{DESK}/cong-bo/rut"): withdraw_at_desk,
    ("post", "/v1/statistics"): send_statistics,
    ("post", "/v1/official-results"): send_results,
    ("post", "/v1/dossiers"): send_dossiers,
    ("post", "/v1/agencies"): send_agencies,
    ("post", "/v1/procedures"): send_procedures,
    ("post", "/v1/services"): send_services,
    ("post", "/v1/editions"): send_edition,
    ("post", "/v1/editions/{id}/withdrawal"): withdraw_edition,
    ("post", "/v1/webhooks"): lambda client, key: [
        post(client, "/v1/webhooks", key, {"url": "https://example.vn/", "description": "H44"})
    ],
    ("delete", "/v1/webhooks/{id}"): remove_webhook,
    **{
        ("post", path): to_own_webhook(path)
        for path in (
            "/v1/webhooks/{id}/secret", "/v1/webhooks/{id}/enable", "/v1/webhooks/{id}/ping",
            "/v1/webhooks/{id}/deliveries/{delivery}/redeliver",
        )
    },
}  # fmt: skip


def test_every_route_that_writes_is_walked(house: Client) -> None:
    found = {
        (method.lower(), route.path)
        for route in iter_route_contexts(house.app.app.routes)  # type: ignore[attr-defined]
        for method in route.methods or ()
        if method not in ("GET", "HEAD", "OPTIONS")
    }
    assert found == set(WRITES) | {("post", path) for path in QUESTIONS}


@pytest.fixture(scope="module")
def before(house: Client) -> dict[str, Any]:
    """What is said of others before the first write."""
    return said_of_others(house)


@pytest.mark.parametrize("route", sorted(WRITES), ids=" ".join)
def test_nothing_about_others_changes(house: Client, before: dict[str, Any], route: tuple[str, str]) -> None:
    for answer in WRITES[route](house, house.key(MINE, *SCOPES)):
        assert answer.status_code < 300, answer.text
    after = said_of_others(house)
    assert {address: said for address, said in after.items() if said != before[address]} == {}
