"""What is asked of the portal: an address below ``/api/v1/reporting`` and a body."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.periods import Period, PeriodKind

ROOT = "/api/v1/reporting"


class Endpoint(StrEnum):
    """Each gives one group's figures, but the first, which gives the score card of every unit, and the last."""

    SERVICE_RESULTS = "/evaluation/service-results"
    TRANSPARENCY = "/evaluation/transparency"
    PROGRESS = "/evaluation/dvc-progress-tree"
    ONLINE = "/evaluation/provide-online-tree"
    PAYMENT = "/evaluation/formality-online-payment-tree"
    DIGITIZED = "/evaluation/dossier-digitized"
    SATISFACTION = "/evaluation/handling-satisfaction"
    FORMALITIES = "/formalities"


PAGED = {Endpoint.TRANSPARENCY, Endpoint.DIGITIZED, Endpoint.SATISFACTION}
DETAILS = tuple(each for each in Endpoint if each not in (Endpoint.SERVICE_RESULTS, Endpoint.FORMALITIES))
_PAGE_SIZES = dict.fromkeys((*PAGED, Endpoint.ONLINE, Endpoint.FORMALITIES), 200) | {
    Endpoint.PROGRESS: 100,
    Endpoint.PAYMENT: 100,
}


@dataclass(frozen=True, slots=True)
class PortalQuestion:
    endpoint: Endpoint
    body: str

    @property
    def path(self) -> str:
        return ROOT + self.endpoint


def provinces(period: Period) -> PortalQuestion:
    """The score cards of all provinces, and the country's."""
    return _question(Endpoint.SERVICE_RESULTS, **_time(period), departmentType="ADMINISTRATIVE_UNIT")


def agencies_of(period: Period, province: str) -> PortalQuestion:
    """The score cards of a province's departments and communes. ``province``: its id on the portal."""
    return _question(Endpoint.SERVICE_RESULTS, **_time(period), rootDepartmentId=province)


def details(endpoint: Endpoint, period: Period, province: str, *, page: int, units: int) -> PortalQuestion:
    """One group's figures of a province and its agencies.

    ``page`` counts from 1 where there are pages. Where there are none, a province with more ``units`` than the
    portal's own page asks for is asked for as many.
    """
    body: dict[str, Any] = _days(period) if endpoint is Endpoint.SATISFACTION else _time(period)
    body["rootDepartmentId"] = province
    if endpoint in PAGED:
        body["currentPage"] = page
    size = _PAGE_SIZES[endpoint] if endpoint in PAGED else max(_PAGE_SIZES[endpoint], units)
    return _question(endpoint, **body, pageSize=size)


def procedures(page: int) -> PortalQuestion:
    """A page of the national register of procedures; ``page`` counts from 1."""
    return _question(Endpoint.FORMALITIES, q="", currentPage=page, pageSize=_PAGE_SIZES[Endpoint.FORMALITIES])


def page_size(endpoint: Endpoint) -> int:
    return _PAGE_SIZES[endpoint]


def _time(period: Period) -> dict[str, Any]:
    number = {} if period.kind is PeriodKind.YEAR else {period.kind.value: period.number}
    return {"timeType": period.kind.value, "year": period.year, **number}


def _days(period: Period) -> dict[str, Any]:
    return {"fromDate": period.first_day.isoformat(), "toDate": period.last_day.isoformat()}


def _question(endpoint: Endpoint, **body: Any) -> PortalQuestion:
    return PortalQuestion(endpoint, json.dumps(body))
