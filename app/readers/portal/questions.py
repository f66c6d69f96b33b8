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
CARDS_AND_GROUPS = 1 + len(DETAILS)  # questions that give all that there is of the units of one list
PAGE_SIZE = 200


@dataclass(frozen=True, slots=True)
class PortalQuestion:
    endpoint: Endpoint
    body: str

    @property
    def path(self) -> str:
        return ROOT + self.endpoint


def cards(period: Period, root: str | None) -> PortalQuestion:
    """The score cards of the units below ``root`` (its id on the portal), or of all provinces and the country's."""
    return _question(Endpoint.SERVICE_RESULTS, **_time(period), **_whose(root))


def details(endpoint: Endpoint, period: Period, root: str | None, *, page: int = 1, units: int = 0) -> PortalQuestion:
    """One group's figures of ``root`` (its id on the portal) and the units below it, or of all provinces.

    ``page`` counts from 1. A tree has one page only: it is asked for as many ``units`` as are known to be there.
    """
    size = PAGE_SIZE if endpoint in PAGED else max(PAGE_SIZE, units)
    return _question(endpoint, **_time(period), **_whose(root), currentPage=page, pageSize=size)


def procedures(page: int) -> PortalQuestion:
    """A page of the national register of procedures; ``page`` counts from 1."""
    return _question(Endpoint.FORMALITIES, currentPage=page, pageSize=PAGE_SIZE)


def _time(period: Period) -> dict[str, Any]:
    number = {} if period.kind is PeriodKind.YEAR else {period.kind.value: period.number}
    return {"timeType": period.kind.value, "year": period.year, **number}


def _whose(root: str | None) -> dict[str, str]:
    return {"departmentType": "ADMINISTRATIVE_UNIT"} if root is None else {"rootDepartmentId": root}


def _question(endpoint: Endpoint, **body: Any) -> PortalQuestion:
    return PortalQuestion(endpoint, json.dumps(body))
