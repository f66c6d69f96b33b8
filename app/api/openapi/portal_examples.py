"""Questions in the language of the national portal whose real answers stand in the OpenAPI document."""

from typing import Any

from app.readers.files.registers import portal_departments
from app.readers.portal.questions import ROOT, Endpoint

_PHU_THO = portal_departments().department_id("H44")
_ASKED = {"timeType": "quarter", "year": 2026, "quarter": 3, "rootDepartmentId": _PHU_THO}

ASKED: dict[str, dict[str, Any]] = {
    f"{ROOT}{Endpoint.SERVICE_RESULTS}": _ASKED,
    f"{ROOT}{Endpoint.TRANSPARENCY}": {**_ASKED, "currentPage": 1, "pageSize": 2},
    f"{ROOT}{Endpoint.PROGRESS}": _ASKED,
    f"{ROOT}{Endpoint.ONLINE}": _ASKED,
    f"{ROOT}{Endpoint.PAYMENT}": _ASKED,
    f"{ROOT}{Endpoint.DIGITIZED}": {**_ASKED, "currentPage": 1, "pageSize": 2},
    f"{ROOT}{Endpoint.SATISFACTION}": {
        "fromDate": "2026-07-01",
        "toDate": "2026-09-30",
        "rootDepartmentId": _PHU_THO,
        "currentPage": 1,
        "pageSize": 2,
    },
    f"{ROOT}/formalities": {"q": "đất đai", "currentPage": 1, "pageSize": 20},
}
