"""The shapes of the portal's answers, held against answers that it gave. (What is checked here is the checker.)"""

from typing import Any

import pytest

from tests.integration.portal.contract import differences, schema_of

CARD = {"departmentName": "Cả nước", "departmentCode": None, "totalScore": 56.56, "totalMaxScore": 100, "ratio": 56.56}
PAGE = {"total": 1, "currentPage": 1, "pageSize": 10, "totalPages": 1}
PROCEDURE = {
    "id": "019d2bfe-03a8-76ff-a448-83c11fd57d47",
    "code": "1.000026",
    "name": "Đánh giá, cấp giấy chứng nhận quản lý an toàn cho tàu biển",
    "state": "INACTIVE",
    "departmentId": "019d2be3-6a81-771b-b66d-4ef4369c303d",
    "publishingDepartmentIds": ["019d2be3-6a81-771b-b66d-4ef4369c303d"],
    "appliedDepartmentIds": [],
}


def answer(**changed: Any) -> dict[str, Any]:
    return {"code": "OK", "data": {"items": [PROCEDURE | changed], "pagination": PAGE}, "message": "OK"}


def test_an_answer_as_the_portal_gives_it_differs_in_nothing() -> None:
    assert differences("formalities", answer()) == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": None}, "$.data.items[].name"),
        ({"state": "GONE"}, "$.data.items[].state"),
        ({"appliedDepartmentIds": None}, "$.data.items[].appliedDepartmentIds"),
        ({"more": 1}, "$.data.items[]"),
    ],
)
def test_what_the_portal_never_gave_is_a_difference(changed: dict[str, Any], place: str) -> None:
    (found,) = differences("formalities", answer(**changed))
    assert found.startswith(f"{place}: ")


def test_a_missing_key_is_a_difference_unless_it_comes_only_sometimes() -> None:
    schema = schema_of({"always": "integer", "sometimes?": "integer|null"})
    assert (schema["required"], schema["properties"]["sometimes"]) == (["always"], {"type": ["integer", "null"]})
    assert len(differences("formalities", {"code": "OK", "data": {"items": []}, "message": "OK"})) == 1
