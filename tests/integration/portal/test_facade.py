"""The portal's language: names, nulls and errors as observed, our figures in them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.readers.uploads.formats import Format
from app.services.portal.facade_units import stable_alias
from app.storage.portal import aliases, procedures
from app.storage.portal.procedures import Procedure
from tests.conftest import NOW, Client, Databases

ROOT = "/api/v1/reporting"
PHU_THO = "f9d3a845-3732-532c-b44f-631d53246cca"
LEARNED = "0190c7e2-5a3b-7cde-8f01-23456789abcd"
YEAR = {"timeType": "year", "year": 2026}
QUARTER = {"timeType": "quarter", "year": 2026, "quarter": 3}
ALL = {"departmentType": "ADMINISTRATIVE_UNIT"}
ONE = {"rootDepartmentId": PHU_THO}
DAYS = {"fromDate": "2026-07-01", "toDate": "2026-09-30"}

GROUPS = {"CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"}
SCORED = {"departmentId", "departmentName", "departmentCode", "totalScore", "ratio", "scoreDelta", "groupScores"}
MEASURED = {
    "stt", "departmentId", "departmentName", "departmentType", "departmentLevel", "agencyLevel",
    "totalScore", "totalMaxScore", "ratio", "scoreDelta", "metrics",
}  # fmt: skip
METRIC = {"code", "name", "numerator", "denominator", "ratio", "score", "maxScore"}
FLAGS = {"dataQualityStatus", "dataQualityMessage"}
PROGRESS = {
    "departmentId", "departmentName", "totalReceived", "totalOnTime", "avgProcessingDays", "ratio",
    "score", "totalScore", "maxScore",
}  # fmt: skip
ONLINE = {"departmentId", "departmentName", "departmentCode", "totalScore", "totalMaxScore", "ratio"}
ONLINE_COUNTS = {
    "authorityCount", "partialCount", "fullCount", "onlineDossierCount", "onlineServiceTotal",
    "channelOnlineSum", "channelDirectSum", "channelPostalSum", "channelTotalSum",
    "onlineOnTimeSum", "onlineOverdueSum",
}  # fmt: skip
PAYMENT = {
    "departmentId", "departmentName", "totalDossierOnlinePaymentSuccess", "totalDossierFinancialObligation",
    "totalDossierOnlineFormalityPaymentSuccess", "totalFeeDossierFormality", "totalFeeDossierFormalityDistinct",
    "totalFeeFormality", "ratio", "totalScore", "totalMaxScore",
}  # fmt: skip


@pytest.fixture
def filled(databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures, to write to, on both databases."""
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def ask(client: Client, endpoint: str, **body: Any) -> Any:
    """The data of an answer."""
    path = f"{ROOT}/formalities" if endpoint == "formalities" else f"{ROOT}/evaluation/{endpoint}"
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"] == "application/json"
    envelope = answer.json()
    assert (set(envelope), envelope["code"], envelope["message"]) == ({"code", "data", "message"}, "OK", None)
    return envelope["data"]


def send(client: Client, path: str, body: Any) -> None:
    headers = client.key() | {"Content-Type": Format.JSON}
    assert client.post(path, content=json.dumps(body), headers=headers).status_code in (200, 201)


def learn(client: Client, **found: str) -> None:
    with client.service.database.writing() as connection:
        aliases.learn(connection, {alias: code.replace("_", ".") for code, alias in found.items()}, NOW)


def by_name(units: list[Any], name: str) -> Any:
    return next(unit for unit in units if unit["departmentName"].startswith(name))


def by_code(metrics: list[Any], code: str) -> Any:
    return next(metric for metric in metrics if metric["code"] == code)


def test_the_country_and_its_provinces(reader: Client) -> None:
    data = ask(reader, "service-results", **YEAR, **ALL)
    assert set(data) == {"overview", "growthPercent", "radar", "donuts", "evaluation"}
    assert data["overview"] == {
        "departmentName": "Cả nước", "departmentCode": None, "totalScore": 62.59, "totalMaxScore": 100, "ratio": 62.59,
    }  # fmt: skip
    assert (data["growthPercent"], data["donuts"]) == (None, {"onlineDossier": [], "onlineProvision": []})
    assert [(each["code"], each["score"], each["maxScore"], each["ratio"]) for each in data["radar"]] == [
        ("CKMB", 10.46, 18, 58.11), ("TDGQ", 17.56, 20, 87.8), ("ONLINE_SERVICE", 14.72, 22, 66.91),
        ("MDHL", 10.24, 18, 56.89), ("MDSH", 9.61, 22, 43.68),
    ]  # fmt: skip
    assert {frozenset(each) for each in data["radar"]} == {frozenset({"code", "name", "score", "maxScore", "ratio"})}
    first, units = data["evaluation"][0], data["evaluation"]
    assert first == {
        "departmentId": stable_alias("H20"), "departmentName": "Đồng Tháp", "departmentCode": "H20",
        "totalScore": 68.8, "ratio": 68.8, "scoreDelta": None,
        "groupScores": {"CKMB": 11.46, "TDGQ": 17.69, "CLGQ": 8.84, "TTTT": 6.42, "MDSH": 9.72, "MDHL": 14.67},
    }  # fmt: skip
    ranked = reader.get("/v1/rankings/2026").json()["items"]
    assert [unit["departmentCode"] for unit in units] == [item["agency"]["code"] for item in ranked]
    assert len({unit["departmentId"] for unit in units}) == len(units) == 34


def test_scores_are_written_digit_by_digit(reader: Client) -> None:
    text_ = reader.post(f"{ROOT}/evaluation/service-results", json=YEAR | ALL).text
    assert '"totalScore":68.80,"ratio":68.80,"scoreDelta":null' in text_


def test_provinces_without_figures_are_there_too(reader: Client) -> None:
    data = ask(reader, "service-results", timeType="month", year=2025, month=2, **ALL)
    assert (data["overview"]["totalScore"], data["overview"]["ratio"]) == (None, None)
    radar = {each["code"]: (each["score"], each["ratio"]) for each in data["radar"]}
    assert radar == {
        "CKMB": (9.9, 55), "TDGQ": (17.3, 86.5), "ONLINE_SERVICE": (14.7, 66.82), "MDHL": (17.5, 97.22),
        "MDSH": (13.5, 61.36),
    }  # fmt: skip
    first, second = data["evaluation"][:2]
    assert (first["departmentCode"], first["totalScore"], len(data["evaluation"])) == ("H31", 76.72, 63)
    assert (second["totalScore"], second["ratio"], second["groupScores"]) == (None, None, dict.fromkeys(GROUPS))
    nothing = ask(reader, "service-results", timeType="month", year=2026, month=1, **ALL)
    assert {each["score"] for each in nothing["radar"]} == {None}


def test_an_average_over_some_of_the_provinces_is_not_the_country_s(reader: Client) -> None:
    data = ask(reader, "service-results", **QUARTER, **ALL)
    assert data["evaluation"][0]["totalScore"] == 61.39
    assert data["overview"]["totalScore"] is None
    assert {each["score"] for each in data["radar"]} == {None}


def test_a_province_and_its_agencies(reader: Client) -> None:
    data = ask(reader, "service-results", **QUARTER, **ONE)
    assert data["overview"] == {
        "departmentName": "Phú Thọ", "departmentCode": "H44", "totalScore": 61.39, "totalMaxScore": 100, "ratio": 61.39,
    }  # fmt: skip
    assert [each["score"] for each in data["radar"]] == [7.96, 17.35, 15.08, 12.25, 8.75]
    units = data["evaluation"]
    assert {frozenset(unit) for unit in units} == {frozenset(SCORED)}
    assert {frozenset(unit["groupScores"]) for unit in units} == {frozenset(GROUPS)}
    scores = [unit["totalScore"] for unit in units]
    assert (len(units), scores) == (12, sorted(scores, reverse=True))
    inspectorate = by_name(units, "Thanh tra")
    assert (inspectorate["departmentCode"], inspectorate["totalScore"]) == ("H44.23", 15.96)


def test_transparency(reader: Client) -> None:
    data = ask(reader, "transparency", **QUARTER, **ONE)
    assert set(data) == {"overview", "monthlyChart", "evaluation", "pagination", "source"}
    assert (data["monthlyChart"], data["source"]) == ([], "tthc766")
    assert data["pagination"] == {"currentPage": 1, "pageSize": 200, "total": 12}
    overview = data["overview"]
    assert {key: overview[key] for key in MEASURED - {"metrics"}} == {
        "stt": None, "departmentId": PHU_THO, "departmentName": "Phú Thọ", "departmentType": "PROVINCE",
        "departmentLevel": "PROVINCE", "agencyLevel": None, "totalScore": 7.96, "totalMaxScore": 18, "ratio": 44.22,
        "scoreDelta": None,
    }  # fmt: skip
    for unit in [overview, *data["evaluation"]]:
        assert set(unit) == MEASURED
        assert [metric["code"] for metric in unit["metrics"]] == [
            "PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME", "PUBLIC_CONTENT_FULL", "DOSSIER_SYNC",
        ]  # fmt: skip
        assert [set(metric) for metric in unit["metrics"]] == [METRIC] * 3 + [METRIC | FLAGS]
    assert overview["metrics"][2:] == [
        {"code": "PUBLIC_CONTENT_FULL", "name": "Tỷ lệ TTHC công khai đầy đủ nội dung", "numerator": 87,
         "denominator": 89, "ratio": 97.75, "score": 1.96, "maxScore": 2},
        {"code": "DOSSIER_SYNC", "name": "Tỷ lệ hồ sơ đồng bộ lên Cổng DVCQG", "numerator": 339457,
         "denominator": 339457, "ratio": 100, "score": 6, "maxScore": 6,
         "dataQualityStatus": None, "dataQualityMessage": None},
    ]  # fmt: skip
    inspectorate = by_name(data["evaluation"], "Thanh tra")
    assert (inspectorate["departmentType"], inspectorate["departmentLevel"]) == ("PROVINCIAL_DEPARTMENT", "PROVINCE")
    sync = inspectorate["metrics"][3]
    assert (sync["numerator"], sync["denominator"], sync["ratio"], sync["score"]) == (0, 0, None, None)
    assert [unit["stt"] for unit in data["evaluation"]] == list(range(1, 13))
    scores = [unit["totalScore"] for unit in data["evaluation"]]
    assert scores == sorted(scores, reverse=True)


def test_digitisation_grants_what_nobody_measures(reader: Client) -> None:
    data = ask(reader, "dossier-digitized", **QUARTER, **ONE)
    assert set(data) == {"overview", "evaluation", "pagination", "source"}
    for unit in [data["overview"], *data["evaluation"]]:
        assert [set(metric) for metric in unit["metrics"]] == [METRIC] * 7
        granted = unit["metrics"][2]
        assert granted["code"] == "ELECTRONIC_CERTIFIED_COPY"
        assert [granted[key] for key in ("numerator", "denominator", "ratio", "score")] == [None, None, 100, 2]
    metrics = data["overview"]["metrics"]
    assert (metrics[1]["code"], metrics[1]["ratio"], metrics[1]["score"]) == ("SO_HOA_GIAY_TO_GIAI_QUYET", 18.08, 0.72)


def test_satisfaction_lists_what_is_published_without_a_score(reader: Client) -> None:
    data = ask(reader, "handling-satisfaction", **DAYS, **ONE)
    assert set(data) == {"overview", "evaluation", "pagination", "source"}
    assert (data["overview"]["totalScore"], data["overview"]["totalMaxScore"]) == (12.25, 18)
    metrics = data["overview"]["metrics"]
    assert [set(metric) for metric in metrics] == [METRIC] * 5
    assert metrics[3] == {
        "code": "PETITION_CLASSIFICATION_TTHC", "name": "Tỷ lệ PAKN về quy định thủ tục hành chính",
        "numerator": 373, "denominator": 499, "ratio": 74.75, "score": None, "maxScore": None,
    }  # fmt: skip
    assert (metrics[4]["code"], metrics[4]["ratio"]) == ("PETITION_CLASSIFICATION_STAFF", 23.05)
    zero = by_name(data["evaluation"], "Thanh tra")["metrics"]
    assert [(each["denominator"], each["ratio"], each["score"]) for each in zero] == [
        (0, 0, 0), (0, 0, 6), (0, 0, 6), (0, 0, None), (0, 0, None),
    ]  # fmt: skip
    year = ask(reader, "handling-satisfaction", fromDate="2026-01-01", toDate="2026-12-31", **ONE)
    assert year["overview"]["totalScore"] == 11.24


def test_progress(reader: Client) -> None:
    data = ask(reader, "dvc-progress-tree", **QUARTER, **ONE, pageSize=100)
    assert (set(data), data["monthlyChart"]) == ({"parent", "children", "monthlyChart"}, [])
    assert data["parent"] == {
        "departmentId": PHU_THO, "departmentName": "Phú Thọ", "totalReceived": 464494, "totalOnTime": 403016,
        "totalCompleted": None, "avgProcessingDays": None, "ratio": 86.76, "score": 17.35, "totalScore": 17.35,
        "maxScore": 20,
    }  # fmt: skip
    assert [set(child) for child in data["children"]] == [PROGRESS | {"totalOverdue"}] * 12
    foreign = by_name(data["children"], "Sở Ngoại vụ")
    assert [foreign[key] for key in ("totalReceived", "totalOnTime", "totalOverdue", "ratio", "score")] == [
        4, 2, 2, 50, 10,
    ]  # fmt: skip
    zero = by_name(data["children"], "Thanh tra")
    assert [zero[key] for key in ("totalReceived", "totalOverdue", "ratio", "score")] == [0, 0, 0, 0]


def test_online_services(reader: Client) -> None:
    data = ask(reader, "provide-online-tree", **QUARTER, **ONE)
    assert (set(data), data["monthlyChart"]) == ({"parent", "children", "monthlyChart"}, [])
    parent = data["parent"]
    assert set(parent) == ONLINE | ONLINE_COUNTS
    assert {key: parent[key] for key in ONLINE_COUNTS} == {
        "authorityCount": 89, "partialCount": 31, "fullCount": 21, "onlineDossierCount": 449,
        "onlineServiceTotal": 1884, "channelOnlineSum": 435258, "channelDirectSum": 5300, "channelPostalSum": 0,
        "channelTotalSum": 440558, "onlineOnTimeSum": None, "onlineOverdueSum": None,
    }  # fmt: skip
    assert (parent["departmentCode"], parent["totalScore"], parent["totalMaxScore"]) == ("H44", 8.41, 12)
    assert [set(child) for child in data["children"]] == [ONLINE] * 12
    assert by_name(data["children"], "Văn phòng")["totalScore"] == 6


def test_payment(reader: Client) -> None:
    data = ask(reader, "formality-online-payment-tree", **QUARTER, **ONE)
    assert set(data) == {"parent", "children"}
    assert data["parent"] == {
        "departmentId": PHU_THO, "departmentName": "Phú Thọ", "totalDossierOnlinePaymentSuccess": 233203,
        "totalDossierFinancialObligation": 268066, "totalDossierOnlineFormalityPaymentSuccess": 115,
        "totalFeeDossierFormality": 66, "totalFeeDossierFormalityDistinct": None, "totalFeeFormality": 311,
        "ratio": 66.7, "totalScore": 6.67, "totalMaxScore": 10,
    }  # fmt: skip
    assert [set(child) for child in data["children"]] == [PAYMENT] * 12
    year = ask(reader, "formality-online-payment-tree", **YEAR, **ONE)["parent"]
    assert (year["totalFeeDossierFormality"], year["totalFeeFormality"] is None) == (None, False)
    assert (year["totalScore"], ask(reader, "dvc-progress-tree", **YEAR, **ONE)["children"][0]["score"]) == (6.82, None)


def test_a_published_rate_stands_where_a_count_is_missing(reader: Client) -> None:
    root = {"rootDepartmentId": stable_alias("H31"), "timeType": "month", "year": 2025, "month": 2}
    reused = by_code(ask(reader, "dossier-digitized", **root)["overview"]["metrics"], "REUSED_DIGITIZED_DATA")
    assert [reused[key] for key in ("numerator", "denominator", "ratio", "score")] == [208, None, 0.49, None]
    assert ask(reader, "dvc-progress-tree", **root)["parent"]["ratio"] == 98.5


def test_pages(reader: Client) -> None:
    whole = ask(reader, "transparency", **QUARTER, **ONE)["evaluation"]
    pages = [ask(reader, "transparency", **QUARTER, **ONE, currentPage=page, pageSize=5) for page in (1, 2, 3, 4)]
    assert [unit for page in pages for unit in page["evaluation"]] == whole
    assert [len(page["evaluation"]) for page in pages] == [5, 5, 2, 0]
    assert pages[3]["pagination"] == {"currentPage": 4, "pageSize": 5, "total": 12}
    assert {page["overview"]["departmentId"] for page in pages} == {PHU_THO}


def test_a_learned_uuid_goes_first_and_the_stable_one_still_asks(filled: Client) -> None:
    assert stable_alias("H44") == PHU_THO
    learn(filled, H44=LEARNED, H44_23="23", H02="2")
    for root in (LEARNED, PHU_THO):
        assert ask(filled, "dvc-progress-tree", **QUARTER, rootDepartmentId=root)["parent"]["departmentId"] == LEARNED
    units = ask(filled, "service-results", **YEAR, **ALL)["evaluation"]
    assert by_name(units, "Phú Thọ")["departmentId"] == LEARNED
    alone = ask(filled, "service-results", **QUARTER, rootDepartmentId="23")
    assert (alone["overview"]["departmentCode"], alone["evaluation"]) == ("H44.23", [])
    merged = filled.post(f"{ROOT}/evaluation/transparency", json=YEAR | {"rootDepartmentId": "2"})
    assert (merged.status_code, merged.json()["code"]) == (404, "AGENCY_NOT_IN_PERIOD")


def test_new_figures_and_changes_show_at_once(filled: Client) -> None:
    def publish(period: str, **scores: float) -> None:
        results = [{"agency": "H31", "code": code, "score": score} for code, score in scores.items()]
        send(filled, "/v1/official-results", {"period": period, "as_of": "2026-10-20T00:00:00Z", "results": results})

    publish("2026-08", total=60, CKMB=9.5)
    publish("2026-09", total=62.25, CKMB=9)
    month = {"timeType": "month", "year": 2026, "month": 9}
    first = ask(filled, "service-results", **month, **ALL)["evaluation"][0]
    assert (first["departmentCode"], first["totalScore"], first["scoreDelta"]) == ("H31", 62.25, 2.25)
    overview = ask(filled, "transparency", **month, rootDepartmentId=stable_alias("H31"))["overview"]
    assert (overview["totalScore"], overview["scoreDelta"]) == (9, -0.5)


def test_flags_of_the_publisher(filled: Client) -> None:
    row = {"agency": "H44", "quality_status": "NO_NATIONAL_REPORT_DATA", "quality_message": "Chưa có số liệu"}
    root = {"timeType": "month", "year": 2026, "month": 9, **ONE}

    def flags() -> list[Any]:
        sync = ask(filled, "transparency", **root)["overview"]["metrics"][3]
        return [sync["dataQualityStatus"], sync["dataQualityMessage"]]

    assert flags() == [None, None]
    results = [{**row, "code": "DOSSIER_SYNC", "score": 0}]
    send(filled, "/v1/official-results", {"period": "2026-09", "results": results})
    assert flags() == ["NO_NATIONAL_REPORT_DATA", "Chưa có số liệu"]
    row = {"agency": "H44", "quality_status": "TEMP_NATIONAL_REPORT_DENOMINATOR"}
    counts = [{**row, "measures": {"dossiers_synced": 5, "dossiers_to_sync": 5}}]
    send(filled, "/v1/statistics", {"period": "2026-09", "statistics": counts})
    assert flags() == ["TEMP_NATIONAL_REPORT_DENOMINATOR", None]


def test_the_words_for_kinds_of_agencies(filled: Client) -> None:
    new = [("H31.17", "department"), ("H31.217", "commune"), ("H31.90", "district"), ("G22", "ministry"),
           ("G22.1", "department")]  # fmt: skip
    agencies = [{"code": code, "name": code, "level": level} for code, level in new]
    send(filled, "/v1/agencies", {"agencies": agencies})

    def kinds(code: str, month: int) -> dict[str, Any]:
        body = {"timeType": "month", "year": 2025, "month": month, "rootDepartmentId": stable_alias(code)}
        data = ask(filled, "transparency", **body)
        units = [data["overview"], *data["evaluation"]]
        return {unit["departmentName"]: (unit["departmentType"], unit["departmentLevel"]) for unit in units}

    below = {"H31.17": ("PROVINCIAL_DEPARTMENT", "PROVINCE"), "H31.217": ("COMMUNE_PEOPLE_COMMITTEE", "COMMUNE")}
    assert kinds("H31", 7) == {"Hưng Yên": ("PROVINCE", "PROVINCE"), **below}
    assert kinds("H31", 6) == {"Hưng Yên": ("PROVINCE", "PROVINCE"), **below, "H31.90": (None, None)}
    assert kinds("G22", 7) == {"G22": (None, None), "G22.1": (None, None)}


def test_procedures(filled: Client) -> None:
    land = Procedure(LEARNED, "1.004203", "Đăng ký đất đai lần đầu", "Công khai", PHU_THO, (PHU_THO,))
    with filled.service.database.writing() as connection:
        procedures.save(connection, [land, Procedure("b", "1.000100", "Đăng ký kết hôn", None, None, ())])
    data = ask(filled, "formalities", q="ĐẤT ĐAI", currentPage=1, pageSize=20)
    assert data == {
        "formalities": [
            {"id": LEARNED, "code": "1.004203", "name": "Đăng ký đất đai lần đầu", "state": "Công khai",
             "departmentId": PHU_THO, "appliedDepartmentIds": [PHU_THO]},
        ],
        "pagination": {"currentPage": 1, "pageSize": 20, "total": 1},
    }  # fmt: skip
    assert [each["id"] for each in ask(filled, "formalities")["formalities"]] == ["b", LEARNED]
    second = ask(filled, "formalities", q=None, currentPage=2, pageSize=1)
    assert ([each["id"] for each in second["formalities"]], second["pagination"]["total"]) == ([LEARNED], 2)
