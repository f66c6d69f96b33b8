"""The portal's language: names, nulls and errors as observed, our figures in them."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.services.portal.facade_ids import stable_alias
from app.storage.portal import procedures
from app.storage.portal.procedures import Procedure
from tests.conftest import Client, Databases
from tests.integration.portal.facade_client import (
    ALL,
    DAYS,
    ONE,
    PHU_THO,
    QUARTER,
    YEAR,
    ask,
    by_code,
    by_name,
    path_of,
    publish,
    report,
    send,
)

SHARE = ("code", "score", "maxScore", "ratio")
DONG_THAP = "019d2be3-6a85-74ec-a344-751a7a0bbdb5"


@pytest.fixture
def filled(databases: Databases) -> Iterator[Client]:
    """A client of a service with the bundled figures, to write to, on both databases."""
    made = Client.on(databases.demo())
    yield made
    made.service.database.engine.dispose()


def values(unit: Any, *names: str) -> list[Any]:
    return [unit[name] for name in names]


def test_the_country_and_its_provinces(reader: Client) -> None:
    data = ask(reader, "service-results", **YEAR, **ALL)
    assert data["overview"] == {
        "departmentName": "Cả nước", "departmentCode": None, "totalScore": 62.59, "totalMaxScore": 100, "ratio": 62.59,
    }  # fmt: skip
    assert data["growthPercent"] is None
    assert [values(each, *SHARE) for each in data["radar"]] == [
        ["CKMB", 10.46, 18, 58.11], ["TDGQ", 17.56, 20, 87.8], ["ONLINE_SERVICE", 14.72, 22, 66.91],
        ["MDHL", 10.24, 18, 56.89], ["MDSH", 9.61, 22, 43.68],
    ]  # fmt: skip
    assert [each["name"] for each in data["radar"]] == [
        "Công khai, minh bạch", "Tiến độ giải quyết", "Dịch vụ trực tuyến", "Mức độ hài lòng", "Số hóa hồ sơ",
    ]  # fmt: skip
    first, units = data["evaluation"][0], data["evaluation"]
    assert first == {
        "departmentId": DONG_THAP, "departmentName": "UBND tỉnh Đồng Tháp", "departmentCode": "H20",
        "totalScore": 68.8, "ratio": 68.8, "scoreDelta": None,
        "groupScores": {"CKMB": 11.46, "TDGQ": 17.69, "CLGQ": 8.84, "TTTT": 6.42, "MDSH": 9.72, "MDHL": 14.67},
    }  # fmt: skip
    ranked = reader.get("/v1/rankings/2026").json()["items"]
    assert [unit["departmentCode"] for unit in units] == [item["agency"]["code"] for item in ranked]
    assert len({unit["departmentId"] for unit in units}) == len(units) == 34


def test_scores_are_written_digit_by_digit(reader: Client) -> None:
    text_ = reader.post(path_of("service-results"), json=YEAR | ALL).text
    assert '"totalScore":68.80,"ratio":68.80,"scoreDelta":null' in text_


def test_provinces_without_figures_are_left_out(reader: Client) -> None:
    data = ask(reader, "service-results", timeType="month", year=2025, month=2, **ALL)
    assert (data["overview"]["totalScore"], data["overview"]["ratio"]) == (None, None)
    assert [values(each, "code", "score", "ratio") for each in data["radar"]] == [
        ["CKMB", 9.9, 55], ["TDGQ", 17.3, 86.5], ["ONLINE_SERVICE", 14.7, 66.82], ["MDHL", 17.5, 97.22],
        ["MDSH", 13.5, 61.36],
    ]  # fmt: skip
    assert [values(unit, "departmentCode", "totalScore") for unit in data["evaluation"]] == [["H31", 76.72]]


def test_an_average_over_some_of_the_provinces_is_not_the_country_s(reader: Client) -> None:
    data = ask(reader, "service-results", **QUARTER, **ALL)
    assert [unit["totalScore"] for unit in data["evaluation"]] == [61.39]
    assert (data["overview"]["totalScore"], data["radar"]) == (None, [])


def test_a_province_and_its_agencies(reader: Client) -> None:
    data = ask(reader, "service-results", **QUARTER, **ONE)
    assert data["overview"] == {
        "departmentName": "UBND tỉnh Phú Thọ", "departmentCode": "H44", "totalScore": 61.39, "totalMaxScore": 100,
        "ratio": 61.39,
    }  # fmt: skip
    assert [each["score"] for each in data["radar"]] == [7.96, 17.35, 15.08, 12.25, 8.75]
    units = data["evaluation"]
    scores = [unit["totalScore"] for unit in units]
    assert (len(units), scores) == (12, sorted(scores, reverse=True))
    inspectorate = by_name(units, "Thanh tra")
    assert values(inspectorate, "departmentCode", "totalScore") == ["H44.23", 15.96]


def test_transparency(reader: Client) -> None:
    data = ask(reader, "transparency", **QUARTER, **ONE)
    assert (data["monthlyChart"], data["source"]) == ([], "tthc766")
    assert data["pagination"] == {"currentPage": 1, "pageSize": 200, "total": 12, "totalPages": 1}
    overview = data["overview"]
    assert {key: value for key, value in overview.items() if key != "metrics"} == {
        "stt": 1, "departmentId": PHU_THO, "departmentName": "UBND tỉnh Phú Thọ", "departmentType": "PROVINCE",
        "departmentLevel": "PROVINCE", "agencyLevel": "level_1", "totalScore": 7.96, "totalMaxScore": 18,
        "ratio": 44.22, "scoreDelta": None, "averageScore": None,
    }  # fmt: skip
    for unit in [overview, *data["evaluation"]]:
        assert [metric["code"] for metric in unit["metrics"]] == [
            "PUBLISH_ON_TIME", "PUBLIC_UPDATE_ON_TIME", "PUBLIC_CONTENT_FULL", "DOSSIER_SYNC",
        ]  # fmt: skip
    assert overview["metrics"][2:] == [
        {"code": "PUBLIC_CONTENT_FULL", "name": "Tỷ lệ TTHC công khai đầy đủ nội dung", "numerator": 87,
         "denominator": 89, "ratio": 97.75, "score": 1.96, "maxScore": 2},
        {"code": "DOSSIER_SYNC", "name": "Tỷ lệ hồ sơ đồng bộ lên Cổng DVCQG", "numerator": 339457,
         "denominator": 339457, "ratio": 100, "score": 6, "maxScore": 6},
    ]  # fmt: skip
    inspectorate = by_name(data["evaluation"], "Thanh tra")
    assert values(inspectorate, "departmentType", "departmentLevel", "agencyLevel") == [
        "PROVINCIAL_DEPARTMENT", "PROVINCE", "level_2",
    ]  # fmt: skip
    assert values(inspectorate["metrics"][3], "numerator", "denominator", "ratio", "score") == [0, 0, None, None]
    assert [unit["stt"] for unit in data["evaluation"]] == list(range(1, 13))


def test_digitisation_grants_what_nobody_measures(reader: Client) -> None:
    data = ask(reader, "dossier-digitized", **QUARTER, **ONE)
    assert [unit["departmentCode"] for unit in data["evaluation"]] == [
        f"H44.{number}" for number in ("01", "03", "07", "08", "13", "23", "41", "42", "43", "44", "45", "46")
    ]
    for unit in [data["overview"], *data["evaluation"]]:
        assert len(unit["metrics"]) == 7
        granted = unit["metrics"][6]
        assert granted["code"] == "ELECTRONIC_CERTIFIED_COPY"
        assert values(granted, "numerator", "denominator", "ratio", "score") == [None, None, 100, 2]
    digitised = data["overview"]["metrics"][1]
    assert values(digitised, "code", "ratio", "score") == ["SO_HOA_GIAY_TO_GIAI_QUYET", 18.08, 0.72]
    assert digitised["name"] == "Tỷ lệ hồ sơ thủ tục hành chính thực hiện số hóa hồ sơ"


def test_satisfaction_lists_what_is_published_without_a_score(reader: Client) -> None:
    data = ask(reader, "handling-satisfaction", **DAYS, **ONE)
    names = ("totalScore", "totalMaxScore", "totalPetitions", "classifiedPetitions", "totalDossiers", "averageScore")
    assert values(data["overview"], *names) == [12.25, 18, 499, 499, 464494, None]
    metrics = data["overview"]["metrics"]
    assert [metric["code"] for metric in metrics] == [
        "PETITION_CLASSIFICATION_TTHC", "DOSSIER_RECEIVING_SATISFACTION", "PETITION_PROCESSING_ON_TIME",
        "PETITION_HANDLING_SATISFACTION", "PETITION_CLASSIFICATION_STAFF",
    ]  # fmt: skip
    assert metrics[0] == {
        "code": "PETITION_CLASSIFICATION_TTHC", "name": "Tỷ lệ PAKN về quy định, thủ tục hành chính",
        "numerator": 373, "denominator": 499, "ratio": 74.75, "score": None, "maxScore": 0,
    }  # fmt: skip
    zero = by_name(data["evaluation"], "Thanh tra")["metrics"]
    assert [values(each, "denominator", "ratio", "score") for each in zero] == [
        [0, 0, None], [0, 0, 0], [0, 0, 6], [0, 0, 6], [0, 0, None],
    ]  # fmt: skip


def test_satisfaction_is_asked_for_by_days_or_as_everywhere(reader: Client) -> None:
    assert ask(reader, "handling-satisfaction", **QUARTER, **ONE) == ask(reader, "handling-satisfaction", **DAYS, **ONE)
    year = ask(reader, "handling-satisfaction", fromDate="2026-01-01", toDate="2026-12-31", **ONE)
    assert year["overview"]["totalScore"] == 11.24
    assert ask(reader, "handling-satisfaction", **YEAR, **ONE) == year
    both = ask(reader, "handling-satisfaction", **YEAR, **DAYS, **ONE)
    assert both["overview"]["totalScore"] == 12.25


def test_progress(reader: Client) -> None:
    data = ask(reader, "dvc-progress-tree", **QUARTER, **ONE, pageSize=1)
    assert data["monthlyChart"] == []
    assert data["parent"] == {
        "departmentId": PHU_THO, "departmentName": "UBND tỉnh Phú Thọ", "departmentCode": "H44",
        "totalReceived": 464494, "totalOnTime": 403016, "totalCompleted": None, "avgProcessingDays": None,
        "ratio": 86.76, "totalScore": 17.35, "totalMaxScore": 20,
    }  # fmt: skip
    assert len(data["children"]) == 12
    assert by_name(data["children"], "Sở Ngoại vụ") == {
        "departmentId": stable_alias("H44.13"), "departmentName": "Sở Ngoại vụ - Tỉnh Phú Thọ",
        "departmentCode": "H44.13", "level": "PROVINCE", "totalReceived": 4, "totalOnTime": 2, "totalOverdue": 2,
        "avgProcessingDays": None, "ratio": 50, "score": 10, "maxScore": 20, "scoreDelta": None,
    }  # fmt: skip
    zero = by_name(data["children"], "Thanh tra")
    assert values(zero, "totalReceived", "totalOverdue", "ratio", "score") == [0, 0, 0, 0]


def test_online_services(reader: Client) -> None:
    data = ask(reader, "provide-online-tree", **QUARTER, **ONE)
    assert data["monthlyChart"] == []
    assert data["parent"] == {
        "departmentId": PHU_THO, "departmentName": "UBND tỉnh Phú Thọ", "departmentCode": "H44",
        "totalScore": 8.41, "totalMaxScore": 12, "ratio": 70.08, "authorityCount": 89, "partialCount": 31,
        "fullCount": 21, "onlineDossierCount": 449, "onlineServiceTotal": 1884, "channelOnlineSum": 435258,
        "channelDirectSum": 5300, "channelPostalSum": 0, "channelTotalSum": 440558, "onlineOnTimeSum": None,
        "onlineOverdueSum": None,
    }  # fmt: skip
    assert by_name(data["children"], "Văn phòng")["totalScore"] == 6


def test_payment(reader: Client) -> None:
    data = ask(reader, "formality-online-payment-tree", **QUARTER, **ONE)
    assert data["parent"] == {
        "departmentId": PHU_THO, "departmentName": "UBND tỉnh Phú Thọ", "departmentCode": "H44",
        "totalDossierOnlinePaymentSuccess": 233203, "totalDossierFinancialObligation": 268066,
        "totalDossierOnlineFormalityPaymentSuccess": 115, "totalFeeDossierFormality": 66,
        "totalFeeDossierFormalityDistinct": 311, "totalFeeFormality": 311, "ratio": 66.7, "totalScore": 6.67,
        "totalMaxScore": 10,
    }  # fmt: skip
    year = ask(reader, "formality-online-payment-tree", **YEAR, **ONE)["parent"]
    assert (year["totalFeeDossierFormality"], year["totalFeeFormality"] is None) == (None, False)
    assert year["totalScore"] == 6.82


def test_a_published_rate_stands_where_a_count_is_missing(reader: Client) -> None:
    root = {"rootDepartmentId": stable_alias("H31"), "timeType": "month", "year": 2025, "month": 2}
    reused = by_code(ask(reader, "dossier-digitized", **root)["overview"]["metrics"], "REUSED_DIGITIZED_DATA")
    assert values(reused, "numerator", "denominator", "ratio", "score") == [208, None, 0.49, None]
    assert ask(reader, "dvc-progress-tree", **root)["parent"]["ratio"] == 98.5


def test_pages(reader: Client) -> None:
    whole = ask(reader, "transparency", **QUARTER, **ONE)["evaluation"]
    pages = [ask(reader, "transparency", **QUARTER, **ONE, currentPage=page, pageSize=5) for page in (1, 2, 3, 4)]
    assert [unit for page in pages for unit in page["evaluation"]] == whole
    assert [len(page["evaluation"]) for page in pages] == [5, 5, 2, 0]
    assert pages[3]["pagination"] == {"currentPage": 4, "pageSize": 5, "total": 12, "totalPages": 3}
    assert {page["overview"]["departmentId"] for page in pages} == {PHU_THO}
    large = ask(reader, "transparency", **QUARTER, **ONE, pageSize=10**9)
    assert (large["evaluation"], large["pagination"]["pageSize"]) == (whole, 1000)


def test_new_figures_and_changes_show_at_once(filled: Client) -> None:
    publish(filled, "2026-08", "H31", total=60, CKMB=9.5)
    publish(filled, "2026-09", "H31", total=62.25, CKMB=9)
    month = {"timeType": "month", "year": 2026, "month": 9}
    first = ask(filled, "service-results", **month, **ALL)["evaluation"][0]
    assert (first["departmentCode"], first["totalScore"], first["scoreDelta"]) == ("H31", 62.25, 2.25)
    overview = ask(filled, "transparency", **month, rootDepartmentId=stable_alias("H31"))["overview"]
    assert (overview["totalScore"], overview["scoreDelta"]) == (9, -0.5)


def test_flags_of_the_publisher(filled: Client) -> None:
    root = {"timeType": "month", "year": 2026, "month": 9, **ONE}

    def flags() -> list[Any]:
        sync = ask(filled, "transparency", **root)["overview"]["metrics"][3]
        return [sync.get("dataQualityStatus"), sync.get("dataQualityMessage")]

    assert flags() == [None, None]
    row = {"agency": "H44", "quality_status": "NO_NATIONAL_REPORT_DATA", "quality_message": "Chưa có số liệu"}
    results = [{**row, "code": "DOSSIER_SYNC", "score": 0}]
    send(filled, "/v1/official-results", {"period": "2026-09", "results": results})
    assert flags() == ["NO_NATIONAL_REPORT_DATA", "Chưa có số liệu"]
    flag = "TEMP_NATIONAL_REPORT_DENOMINATOR"
    report(filled, "2026-09", "H44", dossiers_synced=5, dossiers_to_sync=5, quality_status=flag)
    assert flags() == [flag, None]


def test_what_a_register_of_procedures_may_lack_is_null(filled: Client) -> None:
    with filled.service.database.writing() as connection:
        procedures.save(connection, [Procedure("b", "1.000100", "Đăng ký kết hôn", None, None, ())])
    assert ask(filled, "formalities", q=None)["items"] == [
        {"id": "b", "code": "1.000100", "name": "Đăng ký kết hôn", "state": None, "departmentId": None,
         "publishingDepartmentIds": [], "appliedDepartmentIds": []},
    ]  # fmt: skip
