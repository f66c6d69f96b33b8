"""What the portal refuses is not asked again; what may pass is."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.scorecard.scorecard import TOTAL
from app.readers.portal import client
from app.services.context import AppContext
from app.services.portal import pull_run
from tests.conftest import NOW, Databases
from tests.integration.portal import server
from tests.integration.portal.pulling import (
    PROVINCES,
    QUARTER,
    QUIET,
    YEAR,
    asked,
    faults,
    kept,
    pull,
    refused,
    rows,
    scores,
)
from tests.integration.portal.server import Portal


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """How the portal is asked does not depend on the database."""
    return sqlite_databases


# The portal says no


@pytest.mark.parametrize(
    ("fault", "code", "status", "pause"),
    [
        (server.status(403), "portal_refused", 403, client.COOL_DOWN),
        (server.status(401), "portal_refused", 401, client.COOL_DOWN),
        (server.status(451), "portal_refused", 451, client.COOL_DOWN),
        (server.rejected(), "portal_refused", 200, client.COOL_DOWN),
        (server.rejected(406), "portal_refused", 406, client.COOL_DOWN),
        (server.rejected(start="\ufeff\n", headers=server.JSON), "portal_refused", 200, client.COOL_DOWN),
        (server.too_many("7200"), "portal_busy", 429, timedelta(hours=2)),
        (server.too_many("Sun, 01 Nov 2026 05:00:00 GMT"), "portal_busy", 429, timedelta(hours=2)),
        (server.too_many("Sun, 01 Nov 2020 05:00:00 GMT"), "portal_busy", 429, timedelta()),
        (server.too_many(None), "portal_busy", 429, client.COOL_DOWN),
        (server.too_many("soon"), "portal_busy", 429, client.COOL_DOWN),
        (server.too_many("9" * 400), "portal_busy", 429, timedelta(days=30)),
    ],
    ids=[
        "403",
        "401",
        "451",
        "page",
        "406 page",
        "page with a mark",
        "429 seconds",
        "429 date",
        "429 past",
        "429 without",
        "429 nonsense",
        "429 for ever",
    ],
)
def test_a_no_is_a_full_stop(
    portal: Portal,
    open_service: Callable[..., AppContext],
    fault: server.Fault,
    code: str,
    status: int,
    pause: timedelta,
) -> None:
    portal.fail(fault, path="transparency")
    refusal = refused(code, open_service())
    assert refusal.params["until"] == NOW + pause
    assert [each.path.rsplit("/", 1)[1] for each in portal.asked] == ["service-results", "transparency"]
    service = open_service()
    assert kept(service)[-1] == ("transparency", status, code)
    assert rows(service, "statistic") == {"statistic": []}
    assert scores(service, PROVINCES, QUARTER)["H44"][TOTAL] is not None  # what was read before is taken in
    count = len(portal.asked)
    if pause:
        refused("portal_not_before", open_service(pause - timedelta(seconds=1)))
        assert len(portal.asked) == count
    assert faults(pull(open_service(pause), QUARTER, [], QUIET)) == []


def test_503_with_retry_after_is_a_no_too(portal: Portal, service: AppContext) -> None:
    def busy(true: server.Reply) -> server.Reply:
        return server.Reply(503, b"", {**true.headers, "Retry-After": "60"})

    portal.fail(busy)
    assert refused("portal_busy", service).params["until"] == NOW + timedelta(seconds=60)
    assert len(portal.asked) == 1


# What may pass


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (server.status(500), 500),
        (server.status(503), 503),
        (server.truncated(), 201),
        (server.truncated_chunked(), 201),
        (server.dropped(), None),
        (server.slow(), 201),
    ],
    ids=["500", "503", "truncated", "truncated in chunks", "dropped", "slow"],
)
def test_what_may_pass_is_asked_again(
    portal: Portal, open_service: Callable[..., AppContext], fault: server.Fault, status: int | None
) -> None:
    service = open_service(portal_timeout=1)
    portal.fail(fault, path="transparency", root="H44", times=2)
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    answers = [each for each in kept(service) if each[0] == "transparency"][1:]  # after the country's
    assert [each[1] for each in answers] == [status, status, 201]
    assert [bool(each[2]) for each in answers] == [True, True, False]


@pytest.mark.parametrize(
    ("fault", "code", "times"),
    [
        (server.status(500), "portal_status", 3),
        (server.truncated(), "portal_unreachable", 3),
        (server.status(404), "portal_status", 1),
        (server.redirect(), "portal_status", 1),
        (server.not_ok(), "portal_not_ok", 1),
        (server.empty(), "portal_empty", 1),
    ],
    ids=["500", "truncated", "404", "redirect", "not OK", "empty"],
)
def test_an_answer_that_is_none_stops_its_province_only(
    portal: Portal, open_service: Callable[..., AppContext], fault: server.Fault, code: str, times: int
) -> None:
    pull(open_service(), YEAR, ["H31", "H44"], QUIET)
    service = open_service(timedelta(days=1))
    before = rows(service, "statistic")
    portal.figures.counts["2026"]["H31"]["dossiers_on_time"] = 0
    portal.figures.counts["2026"]["H44"]["dossiers_on_time"] = 0
    portal.fail(fault, path="dossier-digitized", root="H31", times=None)
    report = pull(service, YEAR, ["H31", "H44"], QUIET)
    assert faults(report) == [("H31", None, code)]
    assert asked(portal, "dossier-digitized", "H31") == 1 + times
    assert {unit.unit for unit in report.units if unit.submissions} == {""}
    assert len(rows(service, "statistic")["statistic"]) == len(before["statistic"]) + 4  # two indicators
    computed = scores(service, PROVINCES, YEAR)
    assert [computed[code]["TDGQ"] for code in ("H31", "H44")] == [0, 0]  # the country's list has both


def test_a_portal_that_is_down_is_left_alone(portal: Portal, service: AppContext) -> None:
    for code in ("H20", "H31", "H44"):
        portal.fail(server.status(500), path="transparency", root=code, times=None)
    refused("portal_status", service, YEAR, "H20", "H31", "H44", "H55")
    assert asked(portal, "transparency") == 1 + 3 * pull_run.FAILURES_IN_A_ROW
    portal.clear()
    portal.fail(server.status(500), path="transparency", times=None)
    refused("portal_status", service, YEAR, "H20")
    portal.clear()
    portal.fail(server.dropped(), path="service-results", times=None)
    refused("portal_unreachable", service, QUARTER)


def test_an_answer_without_end_is_cut_off(portal: Portal, service: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_BODY", 2_000)
    assert faults(pull(service, YEAR, [], QUIET)) == [("", None, "portal_too_large")]
    assert len(portal.asked) == 1
