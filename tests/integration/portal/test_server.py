"""The test portal answers in the observed shapes, with the published figures, and fails when it is told to."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.integration.portal import server
from tests.integration.portal.server import Asked, Fault, Portal, uuid_of

YEAR = {"timeType": "year", "year": 2026}
QUARTER = {"timeType": "quarter", "year": 2026, "quarter": 3}
YEAR_DAYS = {"fromDate": "2026-01-01", "toDate": "2026-12-31"}
QUARTER_DAYS = {"fromDate": "2026-07-01", "toDate": "2026-09-30"}
COUNTRY = {"departmentType": "ADMINISTRATIVE_UNIT"}
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


def test_the_country_of_the_year(client: httpx.Client) -> None:
    found = data(client, "service-results", YEAR, COUNTRY)
    assert list(found) == ["overview", "growthPercent", "radar", "donuts", "evaluation"]
    assert (found["overview"]["departmentName"], found["overview"]["departmentCode"]) == ("Cả nước", None)
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


def test_metrics_stand_in_the_order_of_the_scorecard(client: httpx.Client) -> None:
    found = data(client, "transparency", YEAR, page("H31"))
    assert list(found) == ["overview", "monthlyChart", "evaluation", "pagination", "source"]
    unit = found["overview"]
    assert "departmentCode" not in unit
    assert (unit["departmentType"], unit["totalScore"], unit["totalMaxScore"]) == ("PROVINCE", 8, 18)
    assert [each["code"] for each in unit["metrics"]][::3] == ["PUBLISH_ON_TIME", "DOSSIER_SYNC"]
    assert unit["metrics"][3] == {
        "code": "DOSSIER_SYNC",
        "name": "Tỷ lệ hồ sơ đồng bộ lên Cổng DVCQG",
        "numerator": 399243,
        "denominator": 399243,
        "ratio": 100,
        "score": 6,
        "maxScore": 6,
        "dataQualityStatus": "TEMP_NATIONAL_REPORT_DENOMINATOR",
        "dataQualityMessage": unit["metrics"][3]["dataQualityMessage"],
    }


def test_certified_copies_have_points_and_no_counts(client: httpx.Client) -> None:
    found = data(client, "dossier-digitized", QUARTER, page("H44"))
    assert list(found) == ["overview", "evaluation", "pagination", "source"]
    for unit in [found["overview"], *found["evaluation"]]:
        metric = next(each for each in unit["metrics"] if each["code"] == "ELECTRONIC_CERTIFIED_COPY")
        assert [metric[key] for key in ("numerator", "denominator", "ratio", "score")] == [None, None, 100, 2]


def test_satisfaction_is_asked_for_by_days(client: httpx.Client) -> None:
    overview = data(client, "handling-satisfaction", QUARTER_DAYS, page("H44"))["overview"]
    about = overview["metrics"][3]
    assert [about[key] for key in ("code", "numerator", "denominator", "ratio", "score", "maxScore")] == [
        "PETITION_CLASSIFICATION_TTHC", 373, 499, Decimal("74.75"), None, None,
    ]  # fmt: skip
    assert overview["totalScore"] == Decimal("12.25")
    assert data(client, "handling-satisfaction", YEAR_DAYS, page("H44"))["overview"]["totalScore"] == Decimal("11.24")


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


def test_pages(portal: Portal, client: httpx.Client) -> None:
    for number in range(200, 450):
        portal.figures.names[f"H44.{number}"] = f"UBND xã {number}"
        portal.figures.counts["2026-Q3"][f"H44.{number}"] = {}
    first = data(client, "transparency", QUARTER, page("H44"))
    second = data(client, "transparency", QUARTER, page("H44", 2))
    assert (len(first["evaluation"]), len(second["evaluation"])) == (200, 62)
    assert [each["stt"] for each in second["evaluation"]][:2] == [201, 202]
    assert second["evaluation"][0]["departmentType"] == "COMMUNE_PEOPLE_COMMITTEE"
    assert second["pagination"] == {"currentPage": 2, "pageSize": 200, "total": 262}
    with Portal() as another:
        assert len(another.figures.counts["2026-Q3"]) == 13


def test_trees(client: httpx.Client) -> None:
    progress, online, payment = (data(client, path, QUARTER, root("H44", pageSize=200)) for path in TREES)
    assert [list(each) for each in (progress, payment)] == [
        ["parent", "children", "monthlyChart"],
        ["parent", "children"],
    ]
    parent, child = progress["parent"], progress["children"][0]
    assert (parent["totalOnTime"], parent["totalReceived"], parent["ratio"]) == (403016, 464494, Decimal("86.76"))
    assert (parent["totalScore"], parent["maxScore"], parent["totalCompleted"]) == (Decimal("17.35"), 20, None)
    assert (child["departmentId"], child["totalOverdue"], child["score"]) == (uuid_of("H44.01"), 5, Decimal("19.38"))
    parent, child = online["parent"], online["children"][0]
    assert (parent["channelOnlineSum"], parent["channelTotalSum"], parent["authorityCount"]) == (435258, 440558, 89)
    assert child.keys() == {
        "departmentId", "departmentName", "departmentCode", "totalScore", "totalMaxScore", "ratio",
    }  # fmt: skip
    paid = payment["parent"]
    assert (paid["totalDossierOnlinePaymentSuccess"], paid["totalDossierFinancialObligation"]) == (233203, 268066)
    assert (paid["totalFeeDossierFormality"], paid["totalFeeFormality"], paid["totalMaxScore"]) == (66, 311, 10)


def test_a_tree_shows_what_fits(client: httpx.Client) -> None:
    assert len(data(client, TREES[0], QUARTER, root("H44", pageSize=5))["children"]) == 5


def test_procedures(portal: Portal, client: httpx.Client) -> None:
    found = data(
        client, f"{portal.url}/api/v1/reporting/formalities", {"q": "KHAI SINH", "currentPage": 1, "pageSize": 20}
    )
    assert [each["code"] for each in found["formalities"]] == ["9.000002"]
    chosen = {"formalityID": found["formalities"][0]["id"]}
    assert data(client, "dossier-digitized", YEAR, page("H44"), chosen)["overview"]["totalScore"] == Decimal("9.76")


def test_numbers_keep_their_digits(client: httpx.Client) -> None:
    assert '"CKMB":8.0,' in client.post("service-results", json=YEAR | COUNTRY).text


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("transparency", YEAR | page("H44.99"), 400, "NOT_FOUND"),
        ("transparency", {"timeType": "month", "year": 2026, "month": 9} | page("H44"), 201, "NO_DATA"),
        ("transparency", QUARTER | page("H31"), 201, "NO_DATA"),
        ("handling-satisfaction", {"fromDate": "2026-07-01", "toDate": "2026-09-29"} | page("H44"), 201, "NO_DATA"),
        ("handling-satisfaction", QUARTER | page("H44"), 400, "BAD_REQUEST"),
        ("dossier-digitized", YEAR | page("H44") | {"formalityId": uuid_of("9.000002")}, 400, "BAD_REQUEST"),
        ("transparency", YEAR | page("H44") | {"formalityId": uuid_of("9.999999")}, 400, "NOT_FOUND"),
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
    for fault in (server.html(), server.not_ok("ERROR"), server.empty(), server.redirect(), server.html(502)):
        portal.fail(fault)
    page_, not_ok, empty, redirect, bad = (client.post("service-results", json=YEAR | COUNTRY) for _ in range(5))
    assert (page_.status_code, page_.headers["content-type"], bad.status_code) == (201, "text/html; charset=utf-8", 502)
    assert (not_ok.status_code, not_ok.json()["code"], len(not_ok.json()["data"]["evaluation"])) == (201, "ERROR", 34)
    assert (empty.json()["code"], empty.json()["data"]) == ("OK", None)
    assert (redirect.status_code, redirect.headers["location"]) == (302, "/elsewhere")


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
