"""What the tests of pulls ask of a service and of the portal that it has read."""

from typing import Any

import pytest

from app.domain.agencies import Cohort, Level
from app.domain.enums import PullDepth
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import day_of
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.portal.pull import pull as pull_periods
from app.services.portal.pull_report import ProgressListener, PullReport
from app.storage.portal import pulls
from app.storage.tables import metadata
from tests.conftest import NOW
from tests.integration.portal.server import Portal, uuid_of

QUARTER, YEAR = Period.parse("2026-Q3"), Period.parse("2026")
DEPARTMENTS = Cohort(Level.DEPARTMENT, "H44")
COMMUNES = Cohort(Level.COMMUNE, "H44")
PROVINCES = Cohort(Level.PROVINCE)
QUIET = ProgressListener()
FIGURES = ("statistic", "official_result", "submission", "agency", "agency_name", "agency_alias")


def scores(service: AppContext, cohort: Cohort, period: Period, basis: Basis = Basis.BEST) -> dict[str, dict[str, Any]]:
    evaluator = Evaluator(service.database, service.registers.scorecards, basis, day_of(NOW))
    cards = evaluator.cohort(period, cohort).cards
    return {code: {column: figure.score for column, figure in card.figures.items()} for code, card in cards.items()}


def rows(service: AppContext, *names: str) -> dict[str, list[Any]]:
    with service.database.reading() as connection:
        return {name: sorted(map(repr, connection.execute(metadata.tables[name].select()))) for name in names}


def pull(service: AppContext, period: Period, provinces: list[str], watch: ProgressListener, **more: Any) -> PullReport:
    (report,) = pull_periods(service, [period], provinces, watch, **{"depth": PullDepth.CHILDREN, **more})
    return report


def refused(code: str, service: AppContext, period: Period = QUARTER, *provinces: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        pull(service, period, list(provinces), QUIET)
    assert caught.value.code == code
    return caught.value


def faults(report: PullReport) -> list[tuple[str, str | None, str]]:
    return [(unit.unit, code, fault.code) for unit in report.units for code, fault in unit.faults]


def kept(service: AppContext, pull_id: int = 1) -> list[tuple[str, int | None, str | None]]:
    with service.database.reading() as connection:
        return [(each.url.rsplit("/", 1)[1], each.status, each.fault) for each in pulls.answers(connection, pull_id)]


def asked(portal: Portal, path: str, root: str | None = None) -> int:
    """How often a path was asked, of a province."""
    found = [each for each in portal.asked if each.path.endswith(f"/{path}")]
    return len([each for each in found if root is None or each.body.get("rootDepartmentId") == uuid_of(root)])


def quoted(data: Any) -> None:
    for metric in data["evaluation"][0]["metrics"]:
        metric["numerator"] = str(metric["numerator"])
