"""The test portal answers as the portal does, with the published figures, and fails when it is told to."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from threading import Thread
from typing import Any

import httpx
import pytest
from jsonschema import validate

from tests.integration.portal import server
from tests.integration.portal.contract import SHAPES, differences, schema_of
from tests.integration.portal.server import Asked, Fault, Figures, Portal, uuid_of

YEAR = {"timeType": "year", "year": 2026}
QUARTER = {"timeType": "quarter", "year": 2026, "quarter": 3}
COUNTRY = {"departmentType": "ADMINISTRATIVE_UNIT"}
PROVINCES = sorted(Figures.bundled().counts["2026"])
TREES = ["dvc-progress-tree", "provide-online-tree", "formality-online-payment-tree"]


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as made:
        yield made


@pytest.fixture
def client(portal: Portal) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{portal.url}/api/v1/reporting/evaluation/", timeout=5) as made:
        yield made


def root(code: str, **others: object) -> dict[str, Any]:
    return {"rootDepartmentId": uuid_of(code), **others}


def page(code: str, number: int = 1, size: int = 200) -> dict[str, Any]:
    return root(code, currentPage=number, pageSize=size)


def data(client: httpx.Client, path: str, *parts: dict[str, Any]) -> Any:
    """The ``data`` of an answer in the observed envelope; decimals keep their digits."""
    response = client.post(path, json={key: value for part in parts for key, value in part.items()})
    assert response.status_code == 201, response.text
    envelope = json.loads(response.text, parse_float=Decimal)
    assert list(envelope) == ["code", "data", "message"]
    assert envelope["code"] == "OK"
    return envelope["data"]


GROUPS = ["transparency", "dossier-digitized", "handling-satisfaction", *TREES]


@pytest.mark.parametrize("path", ["service-results", *GROUPS])
def test_what_a_root_is_answered_looks_like_the_portal_s_answer(client: httpx.Client, path: str) -> None:
    question = QUARTER | (root("H44") if path == "service-results" else page("H44"))
    assert differences(f"{path} of a root", client.post(path, json=question).json()) == []


def test_the_country_s_cards_look_like_the_portal_s(client: httpx.Client) -> None:
    assert (
        differences("service-results of the country", client.post("service-results", json=YEAR | COUNTRY).json()) == []
    )


@pytest.mark.parametrize("path", GROUPS)
def test_units_in_the_country_s_lists_look_like_those_below_a_root(client: httpx.Client, path: str) -> None:
    """The list as a whole has not been seen; payment lacks two of its counts there."""
    found = data(client, path, YEAR, COUNTRY, {"currentPage": 1, "pageSize": 100})
    key = "children" if path in TREES else "evaluation"
    assert found.get("parent", found.get("overview")) is None
    assert [each["departmentId"] for each in found[key]] == [uuid_of(code) for code in PROVINCES]
    shape = dict(SHAPES[f"{path} of a root"][key][0])
    if path == "formality-online-payment-tree":
        del shape["totalFeeDossierFormality"], shape["totalFeeDossierFormalityDistinct"]
    validate([json.loads(json.dumps(each, default=float)) for each in found[key]], schema_of([shape]))


def test_procedures_look_like_the_portal_s(portal: Portal, client: httpx.Client) -> None:
    answer = client.post(f"{portal.url}/api/v1/reporting/formalities", json={"currentPage": 1, "pageSize": 10})
    assert differences("formalities", answer.json()) == []


def test_the_country_of_the_year(client: httpx.Client) -> None:
    found = data(client, "service-results", YEAR, COUNTRY)
    assert found["overview"]["totalScore"] == Decimal("62.59")
    radar = {each["code"]: (each["score"], each["maxScore"]) for each in found["radar"]}
    assert list(radar) == ["CKMB", "TDGQ", "ONLINE_SERVICE", "MDHL", "MDSH"]
    assert radar["ONLINE_SERVICE"] == (Decimal("14.72"), 22)
    assert len(found["evaluation"]) == 34
    assert found["evaluation"][0] == {
        "departmentId": uuid_of("H20"),
        "departmentName": "UBND tỉnh Đồng Tháp",
        "departmentCode": "H20",
        "totalScore": Decimal("68.8"),
        "ratio": Decimal("68.8"),
        "scoreDelta": None,
        "groupScores": dict(
            zip(
                ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"],
                map(Decimal, ["11.46", "17.69", "8.84", "6.42", "14.67", "9.72"]),
                strict=True,
            )
        ),
    }


def test_the_quarter_lists_phu_tho_alone(client: httpx.Client) -> None:
    country = data(client, "service-results", QUARTER, COUNTRY)
    assert [each["departmentCode"] for each in country["evaluation"]] == ["H44"]
    assert country["overview"]["totalScore"] is None
    below = data(client, "service-results", QUARTER, root("H44"))
    assert (below["overview"]["departmentCode"], below["overview"]["totalScore"]) == ("H44", Decimal("61.39"))
    assert len(below["evaluation"]) == 12
    assert data(client, "service-results", YEAR, root("H44"))["evaluation"] == []


def test_counts_and_scores_are_the_published_ones(client: httpx.Client) -> None:
    digitised = data(client, "dossier-digitized", QUARTER, page("H44"))["overview"]["metrics"]
    copies = next(each for each in digitised if each["code"] == "ELECTRONIC_CERTIFIED_COPY")
    assert [copies[key] for key in ("numerator", "denominator", "ratio", "score")] == [None, None, 100, 2]
    petitions = data(client, "handling-satisfaction", QUARTER, page("H44"))["overview"]["metrics"][3]
    assert [petitions[key] for key in ("code", "numerator", "denominator", "ratio", "score", "maxScore")] == [
        "PETITION_CLASSIFICATION_TTHC", 373, 499, Decimal("74.75"), None, 0,
    ]  # fmt: skip
    progress, online, payment = (data(client, path, QUARTER, page("H44"))["parent"] for path in TREES)
    assert [progress[key] for key in ("totalOnTime", "totalReceived", "ratio", "totalScore")] == [
        403016, 464494, Decimal("86.76"), Decimal("17.35"),
    ]  # fmt: skip
    assert [online[key] for key in ("channelOnlineSum", "channelTotalSum", "authorityCount")] == [435258, 440558, 89]
    assert [payment[key] for key in ("totalFeeDossierFormality", "totalFeeFormality", "totalScore")] == [
        66, 311, Decimal("6.67"),
    ]  # fmt: skip


def test_without_cases_there_is_no_ratio(client: httpx.Client) -> None:
    """The Inspectorate has no dossiers: some indicators then have no score, others their points."""
    units = data(client, "transparency", QUARTER, page("H44"))["evaluation"]
    sync = next(each for each in units if each["departmentId"] == uuid_of("H44.23"))["metrics"][3]
    assert (sync["numerator"], sync["denominator"], sync["ratio"], sync["score"]) == (0, 0, None, None)


def test_group_scores_can_be_older_than_the_metrics_under_them(client: httpx.Client) -> None:
    """As published for Thái Nguyên: 8.10 as the group, 8.11 from its indicators."""
    listed = data(client, "service-results", YEAR, COUNTRY)["evaluation"]
    group = next(each["groupScores"]["CKMB"] for each in listed if each["departmentCode"] == "H55")
    summed = data(client, "transparency", YEAR, page("H55"))["overview"]["totalScore"]
    assert (group, summed) == (Decimal("8.1"), Decimal("8.11"))


def test_pages_are_of_the_size_that_is_granted(portal: Portal, client: httpx.Client) -> None:
    portal.figures.largest_page = 5
    first, last = (data(client, "transparency", QUARTER, page("H44", number)) for number in (1, 3))
    assert ([each["stt"] for each in first["evaluation"]], len(last["evaluation"])) == ([1, 2, 3, 4, 5], 2)
    assert last["pagination"] == {"total": 12, "currentPage": 3, "pageSize": 5, "totalPages": 3}


def test_a_tree_is_answered_whole(client: httpx.Client) -> None:
    assert len(data(client, TREES[0], QUARTER, page("H44", size=5))["children"]) == 12


def test_procedures_are_found(portal: Portal, client: httpx.Client) -> None:
    question = {"q": "KHAI SINH", "currentPage": 1, "pageSize": 20}
    found = data(client, f"{portal.url}/api/v1/reporting/formalities", question)
    assert [each["code"] for each in found["items"]] == ["9.000002"]


def test_numbers_keep_their_digits(client: httpx.Client) -> None:
    assert '"CKMB":8.0,' in client.post("service-results", json=YEAR | COUNTRY).text


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("transparency", YEAR | page("H44.99"), 400, "NOT_FOUND"),
        ("transparency", {"timeType": "month", "year": 2026, "month": 9} | page("H44"), 201, "NO_DATA"),
        ("transparency", QUARTER | page("H31"), 201, "NO_DATA"),
        ("handling-satisfaction", {"fromDate": "2026-07-01", "toDate": "2026-09-30"} | page("H44"), 400, "BAD_REQUEST"),
        ("transparency", {"timeType": "year", "year": "2026"} | page("H44"), 400, "BAD_REQUEST"),
        ("transparency", QUARTER | {"timeType": "year"} | page("H44"), 400, "BAD_REQUEST"),
        ("transparency", YEAR | root("H44"), 400, "BAD_REQUEST"),
        ("service-results", YEAR | {"departmentType": "MINISTRY"}, 400, "BAD_REQUEST"),
        ("ranking", YEAR, 404, "NOT_FOUND"),
        ("transparency", ["H44"], 400, "BAD_REQUEST"),
    ],
)
def test_refusals(client: httpx.Client, path: str, body: object, status: int, code: str) -> None:
    response = client.post(path, json=body)
    assert (response.status_code, response.json()["code"], response.json()["data"]) == (status, code, None)


def test_what_was_asked_is_kept(portal: Portal, client: httpx.Client) -> None:
    client.post("service-results", json=YEAR | COUNTRY, headers={"User-Agent": "a test"})
    client.get("service-results")
    first, second = portal.asked
    assert isinstance(first, Asked)
    assert (first.path, first.body) == ("/api/v1/reporting/evaluation/service-results", YEAR | COUNTRY)
    assert first.headers["user-agent"] == "a test"
    assert (second.method, second.body) == ("GET", None)


def test_faults_meet_the_requests_that_are_meant(portal: Portal, client: httpx.Client) -> None:
    portal.fail(server.too_many("120"), path="transparency", root="H31", times=2)
    asked = [("transparency", "H44"), ("dossier-digitized", "H31"), *[("transparency", "H31")] * 3]
    answers = [client.post(path, json=YEAR | page(code)) for path, code in asked]
    assert [each.status_code for each in answers] == [201, 201, 429, 429, 201]
    assert answers[2].headers["retry-after"] == "120"
    portal.fail(server.status(403), times=None)
    assert [client.post(path, json=YEAR | page(code)).status_code for path, code in asked[:2]] == [403, 403]
    portal.clear()
    assert client.post("transparency", json=YEAR | page("H44")).status_code == 201


def test_faults_that_look_like_answers(portal: Portal, client: httpx.Client) -> None:
    for fault in (server.rejected(), server.not_ok("ERROR"), server.empty(), server.redirect()):
        portal.fail(fault)
    page_, not_ok, empty, redirect = (client.post("service-results", json=YEAR | COUNTRY) for _ in range(4))
    assert (page_.status_code, page_.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (not_ok.status_code, not_ok.json()["code"], len(not_ok.json()["data"]["evaluation"])) == (201, "ERROR", 34)
    assert (empty.json()["code"], empty.json()["data"]) == ("OK", None)
    assert (redirect.status_code, redirect.headers["location"]) == (302, "/elsewhere")


def test_a_fault_for_the_country_meets_no_root(portal: Portal, client: httpx.Client) -> None:
    portal.fail(server.status(403), path="transparency", root=server.COUNTRY)
    asked = [page("H44"), COUNTRY | {"currentPage": 1, "pageSize": 200}]
    assert [client.post("transparency", json=YEAR | each).status_code for each in asked] == [201, 403]


@pytest.mark.parametrize("fault", [server.truncated, server.truncated_chunked, server.dropped])
def test_broken_connections(portal: Portal, client: httpx.Client, fault: Callable[[], Fault]) -> None:
    portal.fail(fault())
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("service-results", json=YEAR | COUNTRY)
    assert data(client, "service-results", YEAR, COUNTRY)


def test_a_slow_answer_drips_and_never_outlives_the_portal() -> None:
    with Portal() as portal, httpx.Client() as client:
        portal.fail(server.slow())
        url = f"{portal.url}/api/v1/reporting/evaluation/service-results"
        response = client.send(client.build_request("POST", url, json=YEAR | COUNTRY), stream=True)
        pieces = response.iter_raw()
        assert len(next(pieces) + next(pieces)) < int(response.headers["content-length"])
        portal.closed.set()
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)


def test_requests_at_once_are_counted(portal: Portal, client: httpx.Client) -> None:
    for _ in range(3):
        client.post("service-results", json=YEAR | COUNTRY, headers={"Connection": "close"})
    portal.fail(server.slow(), times=2)
    with client.stream("POST", "service-results", json=YEAR | COUNTRY):
        """The client gives up and closes: what it asked for is no longer in progress."""
    with client.stream("POST", "service-results", json=YEAR | COUNTRY):
        assert portal.most_at_once == 1
        other = Thread(target=client.post, args=("service-results",), kwargs={"json": YEAR | COUNTRY})
        other.start()
        other.join()
    assert portal.most_at_once == 2


def test_answers_are_edited(portal: Portal, client: httpx.Client) -> None:
    def stale(found: dict[str, Any]) -> None:
        found["evaluation"][0]["groupScores"]["CKMB"] = "6.62"

    portal.edit("service-results", stale)
    portal.edit("transparency", lambda found: found["overview"]["metrics"].pop(), root="H31")
    assert data(client, "service-results", YEAR, COUNTRY)["evaluation"][0]["groupScores"]["CKMB"] == "6.62"
    lengths = [len(data(client, "transparency", YEAR, page(code))["overview"]["metrics"]) for code in ("H31", "H44")]
    assert lengths == [3, 4]


def test_a_fault_of_the_server_itself_is_raised_at_its_end() -> None:
    def ask() -> None:
        with Portal() as portal:
            portal.edit("transparency", lambda found: found["nowhere"])
            url = f"{portal.url}/api/v1/reporting/evaluation/transparency"
            assert httpx.post(url, json=YEAR | page("H44")).status_code == 500

    with pytest.raises(KeyError, match="nowhere"):
        ask()


def test_a_fault_for_no_path_is_a_mistake(portal: Portal) -> None:
    with pytest.raises(AssertionError):
        portal.fail(server.empty(), path="transparancy")
