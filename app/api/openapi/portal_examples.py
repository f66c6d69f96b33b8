"""Questions in the language of the national portal whose real answers stand in the OpenAPI document."""

from typing import Any

from app.readers.portal.questions import ROOT, Endpoint
from app.services.portal.facade_units import stable_alias

_ASKED = {"timeType": "quarter", "year": 2026, "quarter": 3, "rootDepartmentId": stable_alias("H44")}

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
        "rootDepartmentId": stable_alias("H44"),
        "currentPage": 1,
        "pageSize": 2,
    },
    f"{ROOT}/formalities": {"q": "đất đai", "currentPage": 1, "pageSize": 20},
}
