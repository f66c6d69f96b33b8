"""Pulling from the portal: what is taken in, and that nothing else ever is."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from app.domain.agencies import Cohort, Level
from app.domain.cards import Basis
from app.domain.errors import Refusal
from app.domain.moments import day_of
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.reconciliation import Verdict
from app.domain.scorecard import TOTAL
from app.services import portal_run
from app.services.evaluate import Evaluator
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.portal_reports import PullReport, Watch
from app.services.pull import pull as pull_periods
from app.services.pull import reread
from app.services.reading import Delivery
from app.services.reconcile import reconcile_period
from app.services.service import Service
from app.sources.portal import client, questions, vintage_2026
from app.sources.portal.questions import DETAILS, Endpoint
from app.sources.uploads import Format
from app.storage import aliases, procedures, pulls
from app.storage.session import PULLING
from app.storage.submissions import Kind
from app.storage.tables import metadata, portal_answer
from tests.cli.test_commands import COMMAND, environment
from tests.conftest import NOW, Client, Databases, service_on
from tests.portal import server
from tests.portal.server import Portal, uuid_of

QUARTER, YEAR = Period.parse("2026-Q3"), Period.parse("2026")
DEPARTMENTS = Cohort(Level.DEPARTMENT, "H44")
PROVINCES = Cohort(Level.PROVINCE)
QUIET = Watch()
FIGURES = ("statistic", "official_result", "submission", "agency", "agency_name", "agency_alias")


@pytest.fixture
def portal() -> Iterator[Portal]:
    with Portal() as made:
        yield made
        assert made.most_at_once <= 1


@pytest.fixture
def open_service(portal: Portal, databases: Databases) -> Iterator[Callable[..., Service]]:
    """Makes services over one empty database that ask the portal without pauses."""
    url, made = databases.migrated(), list[Service]()

    def open_(later: timedelta = timedelta(), **settings: Any) -> Service:
        given = {"portal_url": portal.url, "portal_pause": 0, "portal_attempts": 3, **settings}
        made.append(service_on(url, NOW + later, **given))
        return made[-1]

    yield open_
    for each in made:
        each.database.engine.dispose()


@pytest.fixture
def service(open_service: Callable[..., Service]) -> Service:
    return open_service()


def scores(service: Service, cohort: Cohort, period: Period, basis: Basis = Basis.BEST) -> dict[str, dict[str, Any]]:
    evaluator = Evaluator(service.database, service.registers.scorecards, basis, day_of(NOW))
    cards = evaluator.cohort(period, cohort).cards
    return {code: {column: figure.score for column, figure in card.figures.items()} for code, card in cards.items()}


def rows(service: Service, *names: str) -> dict[str, list[Any]]:
    with service.database.reading() as connection:
        return {name: sorted(map(repr, connection.execute(metadata.tables[name].select()))) for name in names}


def pull(service: Service, period: Period, provinces: list[str], watch: Watch, **more: Any) -> PullReport:
    (report,) = pull_periods(service, [period], provinces, watch, **more)
    return report


def refused(code: str, service: Service, period: Period = QUARTER, *provinces: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        pull(service, period, list(provinces), QUIET)
    assert caught.value.code == code
    return caught.value


def faults(report: PullReport) -> list[tuple[str, str | None, str]]:
    return [(unit.unit, code, fault.code) for unit in report.units for code, fault in unit.faults]


def kept(service: Service, pull_id: int = 1) -> list[tuple[str, int | None, str | None]]:
    with service.database.reading() as connection:
        return [(each.url.rsplit("/", 1)[1], each.status, each.fault) for each in pulls.answers(connection, pull_id)]


def asked(portal: Portal, path: str, root: str | None = None) -> int:
    """How often a path was asked, of a province."""
    found = [each for each in portal.asked if each.path.endswith(f"/{path}")]
    return len([each for each in found if root is None or each.body.get("rootDepartmentId") == uuid_of(root)])


# What is taken in


def test_a_quarter_of_a_province_and_its_departments(portal: Portal, service: Service) -> None:
    report = pull(service, QUARTER, [], QUIET)
    assert faults(report) == []
    computed = scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)
    official = scores(service, DEPARTMENTS, QUARTER, Basis.OFFICIAL)
    published = portal.figures.official["2026-Q3"]
    assert len(official) == 12
    for code, row in official.items():
        for column in ("CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"):
            assert row[column] == published[code][column]["score"], (code, column)
            if column != "CLGQ":  # of which only scores are published below the province
                assert computed[code][column] == row[column], (code, column)
    assert scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"][TOTAL] == published["H44"]["total"]["score"]


def test_every_submission_says_where_it_came_from(portal: Portal, open_service: Callable[..., Service]) -> None:
    service = open_service()
    pull(service, QUARTER, [], QUIET)
    http = Client.on(service.database.url.render_as_string(hide_password=False))
    found = http.get("/v1/submissions").json()["items"]
    assert [(each["kind"], each["pull"]) for each in reversed(found)] == [
        ("agencies", {"id": 1, "unit": "H44"}),
        ("statistics", {"id": 1, "unit": "H44"}),
        ("official-results", {"id": 1, "unit": "H44"}),
    ]
    assert {each["source"] for each in found if each["kind"] != "agencies"} == {
        f"Cổng Dịch vụ công quốc gia, {portal.url}"
    }
    assert {each["as_of"] for each in found} == {"2026-11-01T10:00:00+07:00"}
    http.service.database.engine.dispose()


def test_flags_of_quality_come_with_the_figures(portal: Portal, open_service: Callable[..., Service]) -> None:
    service = open_service()
    pull(service, QUARTER, [], QUIET)
    http = Client.on(service.database.url.render_as_string(hide_password=False))
    card = http.get("/v1/scores/2026-Q3/H44.13").json()
    sync = next(each for each in card["groups"][0]["indicators"] if each["code"] == "DOSSIER_SYNC")
    assert [each["status"] for each in sync["quality"]] == ["TEMP_NATIONAL_REPORT_DENOMINATOR"]
    assert sync["quality"][0]["message"].startswith("Mẫu số tạm")
    assert sync["official"]["quality"] == sync["quality"][0]
    plain = http.get("/v1/scores/2026-Q3/H44.03").json()["groups"][0]["indicators"]
    assert [each["quality"] for each in plain] == [[], [], [], []]
    http.service.database.engine.dispose()


def test_a_year_of_all_provinces(portal: Portal, service: Service) -> None:
    report = pull(service, YEAR, [], QUIET)
    assert faults(report) == []
    assert [unit.unit for unit in report.units] == ["", *sorted(portal.figures.counts["2026"])]
    best = scores(service, PROVINCES, YEAR)
    published = portal.figures.official["2026"]
    differing = {
        (code, column)
        for code, row in best.items()
        for column in (TOTAL, "CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL")
        if row[column] != published[code][column]["score"]
    }
    # The two groups that are stale on the portal itself (docs/decisions/0004), and their totals.
    assert differing == {("H55", "CKMB"), ("H55", TOTAL), ("H56", "CKMB"), ("H56", TOTAL)}
    evaluator = Evaluator(service.database, service.registers.scorecards, Basis.BEST, day_of(NOW))
    assert str(evaluator.cohort(YEAR, PROVINCES).columns[TOTAL].average.value) == "62.59"


def test_what_is_not_measured_below_the_province_is_not_taken_for_its_own(portal: Portal, service: Service) -> None:
    pull(service, QUARTER, [], QUIET)
    evaluator = Evaluator(service.database, service.registers.scorecards, Basis.BEST, day_of(NOW))
    outcome = evaluator.cohort(QUARTER, DEPARTMENTS).cards["H44.01"].outcomes["PUBLIC_CONTENT_FULL"]
    assert {count.agency for count in outcome.counts.values()} == {"H44"}


def test_only_the_provinces_asked_for(portal: Portal, service: Service) -> None:
    report = pull(service, YEAR, ["H44", "H31", "H44"], QUIET)
    assert [unit.unit for unit in report.units] == ["", "H31", "H44"]
    assert len(portal.asked) == 1 + 2 * (1 + len(DETAILS))
    assert len([row for row in scores(service, PROVINCES, YEAR).values() if row[TOTAL]]) == 34


def test_questions_are_asked_under_an_honest_name(portal: Portal, open_service: Callable[..., Service]) -> None:
    pull(open_service(portal_contact="mailto:kstthc@phutho.gov.vn"), QUARTER, [], QUIET)
    assert {each.headers["user-agent"] for each in portal.asked} == {"tthc766/0.1.0 (+mailto:kstthc@phutho.gov.vn)"}


def test_pauses_between_questions(
    portal: Portal, open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("app.sources.portal.client.time.sleep", pauses.append)
    pull(open_service(portal_pause=2), QUARTER, [], QUIET)
    assert len(pauses) == len(portal.asked) - 1
    assert all(2 <= pause <= 4 for pause in pauses)
    assert len(set(pauses)) > 1


def test_pages(portal: Portal, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions._PAGE_SIZES, Endpoint.TRANSPARENCY, 5)
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    assert asked(portal, "transparency") == 3
    assert all(row["CKMB"] is not None for row in scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED).values())


# Twice, interrupted, read again


def test_pulling_twice_changes_nothing(portal: Portal, open_service: Callable[..., Service]) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    before = rows(open_service(), *FIGURES)
    report = pull(open_service(timedelta(days=1)), QUARTER, [], QUIET)
    assert rows(open_service(), *FIGURES) == before
    assert (report.id, [unit.submissions for unit in report.units]) == (2, [[], []])


def test_only_what_has_changed_is_taken_in(portal: Portal, open_service: Callable[..., Service]) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    portal.figures.counts["2026-Q3"]["H44"]["dossiers_on_time"] = 464494
    report = pull(open_service(timedelta(days=1)), QUARTER, [], QUIET)
    made = [(unit.unit, each.kind) for unit in report.units for each in unit.submissions]
    assert made == [("H44", "statistics"), ("H44", "official-results")]
    service = open_service()
    assert scores(service, PROVINCES, QUARTER)["H44"]["TDGQ"] == 20
    assert (
        scores(service, PROVINCES, QUARTER, Basis.OFFICIAL)["H44"]["TDGQ"]
        == portal.figures.official["2026-Q3"]["H44"]["TDGQ"]["score"]
    )


def test_an_interrupted_pull_goes_on_where_it_stopped(portal: Portal, open_service: Callable[..., Service]) -> None:
    portal.fail(server.too_many("60"), path="dossier-digitized", root="H31")
    refused("portal_busy", open_service(), YEAR, "H31", "H44")
    done = len(portal.asked)
    report = pull(open_service(timedelta(hours=1)), YEAR, ["H44", "H31"], QUIET)
    assert (report.id, report.resumed, faults(report)) == (1, True, [])
    assert len(portal.asked) - done == 1 + 2 * (1 + len(DETAILS)) - (done - 1)
    assert asked(portal, "dossier-digitized", "H31") == 2
    assert asked(portal, "transparency", "H31") == 1
    # Finished: the next one begins anew. So does one that was interrupted long ago.
    assert pull(open_service(timedelta(hours=2)), YEAR, ["H31", "H44"], QUIET).id == 2
    portal.fail(server.too_many("60"))
    refused("portal_busy", open_service(timedelta(hours=3)), YEAR, "H31")
    assert pull(open_service(timedelta(days=3)), YEAR, ["H31"], QUIET).id == 4


def test_killed_and_run_again(portal: Portal, sqlite_databases: Databases) -> None:
    reached = Event()
    portal.edit("dvc-progress-tree", lambda _data: reached.set())
    portal.fail(server.slow(), path="dvc-progress-tree")
    url = sqlite_databases.migrated()
    settings = environment(url) | {"TTHC766_PORTAL_URL": portal.url, "TTHC766_PORTAL_PAUSE": "0"}
    command = [COMMAND, "pull", "--period", "2026-Q3"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL) as killed:
        assert reached.wait(60)
        killed.kill()
    again = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("pull 1: 2026-Q3, đi tiếp từ chỗ dừng / goes on where it stopped\n")
    assert (asked(portal, "transparency"), asked(portal, "dvc-progress-tree")) == (1, 2)
    service = service_on(url)
    assert scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"][TOTAL] is not None
    service.database.engine.dispose()


def test_only_one_asks_at_a_time(portal: Portal, open_service: Callable[..., Service]) -> None:
    service = open_service()
    with open_service().database.alone(PULLING) as alone:
        assert alone
        refused("portal_running", service)
        assert portal.asked == []
    assert faults(pull(service, QUARTER, [], QUIET)) == []


def test_kept_answers_are_read_again_by_a_better_reader(
    portal: Portal, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.edit("transparency", quoted)
    assert {code for _, code, _ in faults(pull(service, QUARTER, [], QUIET))} == {"H44.01"}
    done, true = len(portal.asked), vintage_2026.read_details

    def better(endpoint: Endpoint, data: Any, *rest: Any) -> Any:
        if endpoint is Endpoint.TRANSPARENCY:
            for metric in data["evaluation"][0]["metrics"]:
                metric["numerator"] = int(metric["numerator"])
        return true(endpoint, data, *rest)

    monkeypatch.setattr(portal_run, "read_details", better)
    assert faults(reread(service, 1, QUIET)) == []
    assert len(portal.asked) == done
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.01"]["CKMB"] is not None


def test_what_was_not_kept_cannot_be_read_again(portal: Portal, service: Service) -> None:
    portal.fail(server.html(), path="transparency")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", None, "portal_not_json")]
    assert faults(reread(service, 1, QUIET)) == [("H44", None, "portal_not_json")]
    portal.fail(server.status(403), path="transparency")
    refused("portal_refused", service)
    with service.database.writing() as connection:
        pulls.finish(connection, 2, NOW)
    assert faults(reread(service, 2, QUIET)) == [("H44", None, "portal_not_kept")]
    with pytest.raises(Refusal, match="unknown_pull"):
        reread(service, 9, QUIET)


# The portal says no


@pytest.mark.parametrize(
    ("fault", "code", "status", "pause"),
    [
        (server.status(403), "portal_refused", 403, client.COOL_DOWN),
        (server.too_many("7200"), "portal_busy", 429, timedelta(hours=2)),
        (server.too_many("Sun, 01 Nov 2026 05:00:00 GMT"), "portal_busy", 429, timedelta(hours=2)),
        (server.too_many("Sun, 01 Nov 2020 05:00:00 GMT"), "portal_busy", 429, timedelta()),
        (server.too_many(None), "portal_busy", 429, client.COOL_DOWN),
        (server.too_many("soon"), "portal_busy", 429, client.COOL_DOWN),
        (server.too_many("9" * 400), "portal_busy", 429, timedelta(days=30)),
    ],
    ids=["403", "429 seconds", "429 date", "429 past", "429 without", "429 nonsense", "429 for ever"],
)
def test_a_no_is_a_full_stop(
    portal: Portal,
    open_service: Callable[..., Service],
    fault: server.Fault,
    code: str,
    status: int,
    pause: timedelta,
) -> None:
    portal.fail(fault, path="transparency")
    refusal = refused(code, open_service())
    assert refusal.params["until"] == NOW + pause
    assert asked(portal, "transparency") == 1
    assert portal.asked[-1].path.endswith("transparency")
    service = open_service()
    assert kept(service)[-1] == ("transparency", status, "portal_status")
    assert rows(service, "statistic") == {"statistic": []}
    count = len(portal.asked)
    if pause:
        refused("portal_not_before", open_service(pause - timedelta(seconds=1)))
        assert len(portal.asked) == count
    assert faults(pull(open_service(pause), QUARTER, [], QUIET)) == []


def test_503_with_retry_after_is_a_no_too(portal: Portal, service: Service) -> None:
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
    portal: Portal, open_service: Callable[..., Service], fault: server.Fault, status: int | None
) -> None:
    service = open_service(portal_timeout=1)
    portal.fail(fault, path="transparency", times=2)
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    answers = [each for each in kept(service) if each[0] == "transparency"]
    assert [each[1] for each in answers] == [status, status, 201]
    assert [bool(each[2]) for each in answers] == [True, True, False]


@pytest.mark.parametrize(
    ("fault", "code", "times"),
    [
        (server.status(500), "portal_status", 3),
        (server.truncated(), "portal_unreachable", 3),
        (server.html(), "portal_not_json", 1),
        (server.html(404), "portal_status", 1),
        (server.redirect(), "portal_status", 1),
        (server.not_ok(), "portal_not_ok", 1),
        (server.empty(), "portal_empty", 1),
    ],
    ids=["500", "truncated", "HTML", "404", "redirect", "not OK", "empty"],
)
def test_an_answer_that_is_none_stops_its_province_only(
    portal: Portal, open_service: Callable[..., Service], fault: server.Fault, code: str, times: int
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
    assert {unit.unit for unit in report.units if unit.submissions} == {"H44"}
    assert len(rows(service, "statistic")["statistic"]) == len(before["statistic"]) + 2  # one indicator
    computed = scores(service, PROVINCES, YEAR)
    assert computed["H31"]["TDGQ"] > 0
    assert computed["H44"]["TDGQ"] == 0


def test_a_portal_that_is_down_is_left_alone(portal: Portal, service: Service) -> None:
    portal.fail(server.status(500), path="transparency", times=None)
    refused("portal_status", service, YEAR)
    assert asked(portal, "transparency") == 3 * portal_run.FAILURES_IN_A_ROW
    portal.clear()
    portal.fail(server.dropped(), path="service-results", times=None)
    refused("portal_unreachable", service, QUARTER)


def test_an_answer_without_end_is_cut_off(portal: Portal, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_BODY", 2_000)
    assert faults(pull(service, YEAR, [], QUIET)) == [("", None, "portal_too_large")]
    assert len(portal.asked) == 1


# Figures that are not as they were


def quoted(data: Any) -> None:
    for metric in data["evaluation"][0]["metrics"]:
        metric["numerator"] = str(metric["numerator"])


def as_floats(data: Any) -> None:
    data["children"][0]["totalReceived"] = 464494.5


def without_metric(data: Any) -> None:
    del data["evaluation"][0]["metrics"][1]


def without_field(data: Any) -> None:
    del data["children"][0]["totalOnTime"]


def without_any_score(data: Any) -> None:
    del data["children"][0]["score"]


def metric_twice(data: Any) -> None:
    data["evaluation"][0]["metrics"].append(data["evaluation"][0]["metrics"][0])


def unit_twice(data: Any) -> None:
    data["evaluation"].append(data["evaluation"][0])


def without_group(data: Any) -> None:
    del data["evaluation"][0]["groupScores"]["CKMB"]


def impossible(data: Any) -> None:
    data["children"][0]["totalOnTime"] = data["children"][0]["totalReceived"] + 1


def above_maximum(data: Any) -> None:
    data["evaluation"][0]["metrics"][0]["score"] = 7


def other_maximum(data: Any) -> None:
    data["evaluation"][0]["metrics"][0]["maxScore"] = 5


def two_petition_counts(data: Any) -> None:
    data["evaluation"][0]["metrics"][-1]["denominator"] += 1


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        ("transparency", quoted, "portal_field_retyped"),
        ("dvc-progress-tree", as_floats, "portal_field_retyped"),
        ("transparency", without_metric, "portal_field_missing"),
        ("dvc-progress-tree", without_field, "portal_field_missing"),
        ("dvc-progress-tree", without_any_score, "portal_field_missing"),
        ("dossier-digitized", metric_twice, "portal_field_repeated"),
        ("handling-satisfaction", unit_twice, "portal_unit_repeated"),
        ("handling-satisfaction", two_petition_counts, "portal_counts_differ"),
        ("service-results", without_group, "portal_field_missing"),
        ("dvc-progress-tree", impossible, "portal_figure_refused"),
        ("transparency", above_maximum, "portal_figure_refused"),
        ("transparency", other_maximum, "portal_figure_refused"),
    ],
)
def test_a_unit_that_cannot_be_read_is_left_out_whole_and_harms_no_other(
    portal: Portal, open_service: Callable[..., Service], path: str, change: Callable[[Any], None], code: str
) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    for department in ("H44.01", "H44.03"):
        portal.figures.counts["2026-Q3"][department]["dossiers_digitised"] = 0
    portal.edit(path, change, root="H44")
    service = open_service(timedelta(days=1))
    report = pull(service, QUARTER, [], QUIET)
    assert faults(report) == [("H44", "H44.01", code)]
    assert all(status == 201 and fault is None for _, status, fault in kept(service, 2))
    evaluator = Evaluator(service.database, service.registers.scorecards, Basis.BEST, day_of(NOW))
    cards = evaluator.cohort(QUARTER, DEPARTMENTS).cards
    digitised = {code: card.outcomes["SO_HOA_GIAY_TO_GIAI_QUYET"] for code, card in cards.items()}
    assert digitised["H44.01"].numerator == 7
    assert digitised["H44.03"].numerator == 0
    own = [count for outcome in cards["H44.01"].outcomes.values() for count in outcome.counts.values()]
    assert {count.as_of for count in own if count.agency == "H44.01"} == {NOW}


def test_a_province_that_cannot_be_read_does_not_harm_its_departments(portal: Portal, service: Service) -> None:
    def retyped(data: Any) -> None:
        data["overview"]["metrics"][0]["score"] = "0"

    portal.edit("transparency", retyped)
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", "H44", "portal_field_retyped")]
    assert "'H44'" not in str(rows(service, "statistic"))
    assert scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"]["CKMB"] is None
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.03"]["TDGQ"] is not None


def test_who_cannot_be_named_stops_whoever_is_not_there(portal: Portal, service: Service) -> None:
    def nameless(data: Any) -> None:
        for unit in data["evaluation"][:1]:
            del unit["departmentId"]

    portal.edit("transparency", nameless)
    found_faults = faults(pull(service, QUARTER, [], QUIET))
    assert found_faults == [("H44", None, "portal_field_missing"), ("H44", "H44.01", "portal_unit_absent")]
    found = scores(service, DEPARTMENTS, QUARTER)
    assert len(found) == 11
    assert "H44.01" not in found


def test_unknown_groups_and_fields_are_kept_and_told(portal: Portal, service: Service) -> None:
    def more(data: Any) -> None:
        for unit in data["evaluation"]:
            unit["groupScores"]["AI_READY"] = 3
            unit["grade"] = "A"

    def metric(data: Any) -> None:
        data["evaluation"][0]["metrics"].append({**data["evaluation"][0]["metrics"][0], "code": "NEW", "note": ""})

    portal.edit("service-results", more)
    portal.edit("transparency", metric)
    report = pull(service, QUARTER, [], QUIET)
    assert faults(report) == []
    known = {"evaluation[].grade", "evaluation[].groupScores[AI_READY]"}
    assert [unit.unknown for unit in report.units] == [known, known | {"metrics[NEW]", "evaluation[].metrics[].note"}]
    with service.database.reading() as connection:
        assert any(b"AI_READY" in each.body for each in pulls.answers(connection, 1))
    assert all(row[TOTAL] is not None for row in scores(service, DEPARTMENTS, QUARTER).values())


def test_units_are_known_by_the_names_that_earlier_pulls_have_learned(
    portal: Portal, open_service: Callable[..., Service]
) -> None:
    def without_codes(data: Any) -> None:
        for unit in data["evaluation"]:
            unit["departmentCode"] = None

    pull(open_service(), QUARTER, [], QUIET)
    portal.edit("service-results", without_codes, root="H44")
    portal.figures.counts["2026-Q3"]["H44.03"]["dossiers_digitised"] = 0
    service = open_service(timedelta(days=1))
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    assert scores(service, DEPARTMENTS, QUARTER)["H44.03"]["SO_HOA_GIAY_TO_GIAI_QUYET"] == 0
    with service.database.reading() as connection:
        assert aliases.of(connection, ["H44.03"]) == {"H44.03": uuid_of("H44.03")}


@pytest.mark.parametrize("code", [None, "H31.01", "H44", "<script>", "'; DROP TABLE agency; --"])
def test_a_unit_that_nobody_knows_is_left_out(portal: Portal, service: Service, code: str | None) -> None:
    def other(data: Any) -> None:
        data["evaluation"][0]["departmentCode"] = code

    portal.edit("service-results", other, root="H44")
    report = pull(service, QUARTER, [], QUIET)
    assert {fault for _, _, fault in faults(report)} == {"portal_unit_unknown"}
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 11


def test_an_unregistered_agency_of_unknown_level_is_left_out(portal: Portal, service: Service) -> None:
    def odd(data: Any) -> None:
        data["evaluation"][0]["departmentType"] = "NEW_KIND"

    for path in ("transparency", "dossier-digitized", "handling-satisfaction"):
        portal.edit(path, odd)
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", "H44.01", "portal_level_unknown")]


def test_pages_that_do_not_turn(portal: Portal, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions._PAGE_SIZES, Endpoint.TRANSPARENCY, 5)
    first: list[Any] = []

    def stuck(data: Any) -> None:
        first.append({**data})
        data |= first[0]

    portal.edit("transparency", stuck)
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", None, "portal_page_repeated")]
    assert asked(portal, "transparency") == 2


def nothing(data: Any) -> None:
    data["evaluation"].append(None)


def no_overview(data: Any) -> None:
    data["overview"] = None


def no_parent(data: Any) -> None:
    data["parent"] = None


def nameless_parent(data: Any) -> None:
    data["parent"] |= {"departmentId": None, "totalReceived": "5"}


def other_parent(data: Any) -> None:
    data["parent"] |= {"departmentCode": "H31", "totalReceived": 100, "totalOnTime": 50}


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        ("transparency", nothing, [(None, "portal_field_retyped")]),
        ("transparency", no_overview, [("H44", "portal_field_retyped")]),
        ("dvc-progress-tree", no_parent, [("H44", "portal_field_retyped")]),
        ("dvc-progress-tree", nameless_parent, [("H44", "portal_field_retyped")]),
        ("dvc-progress-tree", other_parent, [("H44", "portal_other_unit")]),
        ("service-results", no_overview, [(None, "portal_field_retyped")]),
        ("service-results", nothing, [(None, "portal_field_retyped")]),
    ],
)
def test_what_is_no_unit_at_all(
    portal: Portal, service: Service, path: str, change: Callable[[Any], None], expected: list[tuple[str | None, str]]
) -> None:
    portal.edit(path, change, root="H44")
    found = faults(pull(service, QUARTER, [], QUIET))
    assert [(agency, code) for _, agency, code in found] == expected
    stopped = {agency for agency, _ in expected}
    assert (scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"]["MDSH"] is None) == ("H44" in stopped)
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 12


@pytest.mark.parametrize("radar", [None, [None], [{"code": "CKMB"}], "x", []])
def test_a_radar_that_is_none_harms_nobody(portal: Portal, service: Service, radar: Any) -> None:
    portal.edit("service-results", lambda data: data.update(radar=radar))
    report = pull(service, YEAR, ["H44"], QUIET)
    assert {code for unit, _, code in faults(report) if unit == ""} <= {"portal_field_retyped", "portal_field_missing"}
    assert scores(service, PROVINCES, YEAR)["H20"][TOTAL] is not None


def test_an_odd_average_harms_nobody(portal: Portal, service: Service) -> None:
    portal.edit("service-results", lambda data: data["overview"].update(totalScore=62.594))
    assert faults(pull(service, YEAR, ["H44"], QUIET))[0] == ("", None, "decimal_too_precise")
    assert scores(service, PROVINCES, YEAR)["H20"][TOTAL] is not None


@pytest.mark.parametrize(
    "body",
    [
        b'{"code": "OK", "data": {"evaluation": [{"departmentName": "\\ud800"}]}}',
        b'{"code": "OK", "data": {"evaluation": 1e99999999999999999999999}}',
        b'{"code": "OK", "data": {"evaluation": NaN}}',
        b'{"code": "OK", "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"code": "OK", "data": "\xff"}',
        b"",
        b"[]",
        b'{"code": ["OK"]}',
    ],
    ids=["surrogate", "exponent", "NaN", "deep", "not UTF-8", "empty", "list", "code"],
)
def test_bodies_that_break_readers(portal: Portal, service: Service, body: bytes) -> None:
    portal.fail(lambda true: replace(true, body=body), path="transparency")
    assert faults(pull(service, QUARTER, [], QUIET))[0][2] in ("portal_not_json", "portal_not_ok")


@pytest.mark.parametrize("id_", ["\0", "", 7, "x" * 65, "a b", None, []])
def test_odd_ids(portal: Portal, service: Service, id_: Any) -> None:
    portal.edit("service-results", lambda data: data["evaluation"][0].update(departmentId=id_), root="H44")
    found = faults(pull(service, QUARTER, [], QUIET))
    assert {code for _, _, code in found} == {"portal_field_retyped", "portal_unit_unknown"}
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 11


def test_a_tree_that_is_cut_off_stops_whom_it_lacks(portal: Portal, service: Service) -> None:
    quarter = portal.figures.counts["2026-Q3"]
    for number in range(101, 221):
        code = f"H44.{number}"
        portal.figures.names[code] = f"UBND xã {number}"
        quarter[code] = {"dossiers_received": 10, "dossiers_on_time": 10}
        portal.figures.official["2026-Q3"][code] = {"TDGQ": {"score": 20}}
    assert faults(pull(service, QUARTER, [], QUIET)) == []  # asked for as many as there are
    communes = scores(service, Cohort(Level.COMMUNE, "H44"), QUARTER, Basis.COMPUTED)
    assert [row["TDGQ"] for row in communes.values()] == [20] * 120

    def cut(data: Any) -> None:
        del data["children"][100:]

    portal.edit("dvc-progress-tree", cut)
    found = faults(pull(service, QUARTER, [], QUIET))
    assert {(unit, code) for unit, _, code in found} == {("H44", "portal_unit_absent")}
    assert len(found) == 32


def test_pages_that_are_smaller_than_asked_for(portal: Portal, service: Service) -> None:
    real = portal.figures.counts["2026-Q3"]

    def few(data: Any) -> None:
        page = data["pagination"]["currentPage"]
        below = [code for code in real if code != "H44"][(page - 1) * 5 : page * 5]
        wanted = {uuid_of(code) for code in below}
        every.extend(data["evaluation"])
        data["evaluation"] = [unit for unit in every if unit["departmentId"] in wanted]

    every: list[Any] = []
    portal.edit("transparency", few)
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    assert asked(portal, "transparency") == 3


def test_later_counts_of_a_province_s_own_are_not_pushed_aside(
    portal: Portal, open_service: Callable[..., Service]
) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    own = json.dumps(
        {"period": "2026-Q3", "statistics": [{"agency": "H44.03", "measures": {"dossiers_digitised": 1}}]}
    ).encode()
    owner = open_service(timedelta(days=1))
    load(owner.database, owner.registers, Kind.STATISTICS, Delivery(own, Format.JSON), ADMINISTRATOR, owner.now())
    portal.figures.counts["2026-Q3"]["H44.07"]["dossiers_digitised"] = 0
    service = open_service(timedelta(days=2))
    pull(service, QUARTER, [], QUIET)
    cards = Evaluator(service.database, service.registers.scorecards, Basis.BEST, day_of(NOW)).cohort(
        QUARTER, DEPARTMENTS
    )
    digitised = {code: card.outcomes["SO_HOA_GIAY_TO_GIAI_QUYET"] for code, card in cards.cards.items()}
    assert (digitised["H44.03"].numerator, digitised["H44.07"].numerator) == (1, 0)
    dated = {code: {count.as_of for count in outcome.counts.values()} for code, outcome in digitised.items()}
    assert (dated["H44.01"], dated["H44.07"]) == ({NOW}, {NOW + timedelta(days=2)})


def test_figures_are_dated_by_the_oldest_answer_they_are_made_of(
    portal: Portal, open_service: Callable[..., Service]
) -> None:
    portal.fail(server.too_many("60"), path="handling-satisfaction")
    refused("portal_busy", open_service())
    portal.figures.official["2026-Q3"]["H44"]["total"] = {"score": 62}
    later = timedelta(hours=2)
    pull(open_service(later), QUARTER, ["H44"], QUIET)  # another pull, wholly later
    service = open_service(2 * later)
    assert faults(pull(service, QUARTER, [], QUIET)) == []  # the interrupted one goes on
    assert scores(service, PROVINCES, QUARTER, Basis.OFFICIAL)["H44"][TOTAL] == 62


def test_what_was_read_again_is_not_taken_for_the_newest(portal: Portal, open_service: Callable[..., Service]) -> None:
    on_time = portal.figures.counts["2026-Q3"]["H44"]
    pull(open_service(), QUARTER, [], QUIET)
    for days, count in ((1, 400_000), (3, 403_016)):
        on_time["dossiers_on_time"] = count
        service = open_service(timedelta(days=days))
        pull(service, QUARTER, [], QUIET)
        reread(open_service(timedelta(days=days)), 1, QUIET)
    assert scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"]["TDGQ"] == Decimal("17.35")


def test_what_the_portal_has_no_count_for_any_more_is_told(
    portal: Portal, open_service: Callable[..., Service]
) -> None:
    pull(open_service(), QUARTER, [], QUIET)

    def withdrawn(data: Any) -> None:
        sync = data["evaluation"][5 - 1]["metrics"][3]
        flag = {"dataQualityStatus": "NO_NATIONAL_REPORT_DATA", "dataQualityMessage": "Chưa có số liệu"}
        sync |= {"numerator": None, "denominator": None, "ratio": None, "score": None, **flag}

    portal.edit("transparency", withdrawn)
    service = open_service(timedelta(days=1))
    report = pull(service, QUARTER, [], QUIET)
    assert faults(report) == []
    (code,) = report.units[1].withdrawn
    assert report.units[1].withdrawn == {code: ["dossiers_synced", "dossiers_to_sync"]}
    card = (
        Evaluator(service.database, service.registers.scorecards, Basis.BEST, day_of(NOW))
        .cohort(QUARTER, DEPARTMENTS)
        .cards[code]
    )
    official = card.figures["DOSSIER_SYNC"].official
    assert official
    assert official.quality == Quality("NO_NATIONAL_REPORT_DATA", "Chưa có số liệu")
    assert official.score is None


def test_an_id_that_two_units_claim_moves_no_name(portal: Portal, open_service: Callable[..., Service]) -> None:
    pull(open_service(), YEAR, ["H44"], QUIET)

    def claimed(data: Any) -> None:
        by_code = {unit["departmentCode"]: unit for unit in data["evaluation"]}
        if "H44" in by_code:
            by_code["H44"]["departmentId"] = uuid_of("H20")

    portal.edit("service-results", claimed)
    service = open_service(timedelta(days=1))
    found = faults(pull(service, YEAR, ["H31"], QUIET))
    assert {code for _, _, code in found} == {"portal_unit_repeated"}
    with service.database.reading() as connection:
        assert aliases.codes(connection, [uuid_of("H20")]) == {uuid_of("H20"): "H20"}


def test_an_id_that_comes_back_is_the_newest_again(service: Service) -> None:
    with service.database.writing() as connection:
        for days, alias in enumerate("ABA"):
            aliases.learn(connection, {alias: "H44"}, NOW + timedelta(days=days))
        assert aliases.of(connection, ["H44"]) == {"H44": "A"}
        assert aliases.codes(connection, "AB") == {"A": "H44", "B": "H44"}


# Several periods


def test_a_period_without_figures_harms_no_other(portal: Portal, service: Service) -> None:
    months = [Period.parse("2026-09"), QUARTER]
    reports = pull_periods(service, months, [], QUIET)
    assert [faults(report) for report in reports] == [[("", None, "portal_not_ok")], []]


def test_pauses_between_periods_too(
    portal: Portal, open_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("app.sources.portal.client.time.sleep", pauses.append)
    pull_periods(open_service(portal_pause=2), [QUARTER, YEAR], ["H44"], QUIET)
    assert len(pauses) == len(portal.asked) - 1


def test_periods_that_were_finished_are_not_begun_anew_after_an_interruption(
    portal: Portal, open_service: Callable[..., Service]
) -> None:
    portal.fail(server.too_many("60"), path="dossier-digitized", root="H31")
    with pytest.raises(Refusal, match="portal_busy"):
        pull_periods(open_service(), [QUARTER, YEAR], ["H44", "H31"], QUIET)
    count = len(portal.asked)
    reports = pull_periods(open_service(timedelta(hours=1)), [QUARTER, YEAR], ["H44", "H31"], QUIET)
    assert [str(report.period) for report in reports] == ["2026"]
    assert len(portal.asked) - count == 2 + 1 + len(DETAILS)  # H31's last two answers, and H44's
    assert len(pull_periods(open_service(timedelta(hours=2)), [QUARTER, YEAR], ["H44"], QUIET)) == 2


def test_a_kept_answer_that_cannot_be_read_is_asked_for_again(
    portal: Portal, open_service: Callable[..., Service]
) -> None:
    portal.edit("service-results", lambda data: data.update(evaluation=None), root="H44")
    portal.fail(server.too_many("60"), path="transparency", root="H44")
    assert faults(pull(open_service(), QUARTER, [], QUIET)) == [("H44", None, "portal_field_retyped")]
    with open_service().database.writing() as connection:
        connection.execute(metadata.tables["portal_pull"].update().values(finished_at=None))  # as if killed here
    portal.edits.clear()
    portal.clear()
    assert faults(pull(open_service(timedelta(hours=1)), QUARTER, [], QUIET)) == []
    assert asked(portal, "service-results", "H44") == 2


# Questions that are not asked


def test_what_cannot_be_asked(portal: Portal, service: Service) -> None:
    refused("period_in_future", service, Period.parse("2027"))
    refused("no_scorecard", service, Period.parse("2021"))
    refused("unknown_agency", service, QUARTER, "H99")
    assert portal.asked == []
    assert faults(pull(service, QUARTER, ["H31"], QUIET)) == [("", None, "portal_province_absent")]


def test_every_answer_is_kept_before_it_is_read(portal: Portal, service: Service) -> None:
    pull(service, QUARTER, [], QUIET)
    with service.database.reading() as connection:
        stored = pulls.answers(connection, 1)
        assert len(connection.execute(portal_answer.select()).all()) == len(portal.asked)
    assert [each.url for each in stored] == [portal.url + each.path for each in portal.asked]
    assert [each.unit for each in stored] == ["", *["H44"] * (1 + len(DETAILS))]
    assert {(each.status, each.media_type, each.answered_at, each.fault) for each in stored} == {
        (201, "application/json; charset=utf-8", NOW, None)
    }
    assert stored[0].body.startswith(b'{"code":"OK","data":{"overview"')


def test_the_register_of_procedures(portal: Portal, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions._PAGE_SIZES, Endpoint.FORMALITIES, 2)
    for _ in range(2):
        report = pull(service, QUARTER, [], QUIET, with_procedures=True)
        assert (faults(report), report.units[-1].procedures) == ([], 3)
    assert asked(portal, "formalities") == 4

    def nameless(data: Any) -> None:
        for each in data["formalities"][:1]:
            each |= {"name": None, "code": "9.999999"}

    portal.edit("formalities", nameless)
    report = pull(service, QUARTER, [], QUIET, with_procedures=True)
    assert faults(report) == [("procedures", None, "portal_field_retyped")] * 2
    portal.fail(server.html(), path="formalities")
    assert faults(pull(service, QUARTER, [], QUIET, with_procedures=True)) == [("procedures", None, "portal_not_json")]
    with service.database.reading() as connection:
        found, total = procedures.page(connection, "CẤP", 10, 0)
    assert (total, [each.code for each in found]) == (2, ["9.000001", "9.000003"])
    assert found[0].applied == (uuid_of("H44.07"), uuid_of("H44.44"))
    portal.fail(server.too_many("60"), path="formalities")
    with pytest.raises(Refusal, match="portal_busy"):
        pull(service, QUARTER, [], QUIET, with_procedures=True)
    refused("portal_not_before", service)


# The command


def test_the_command(portal: Portal, sqlite_databases: Databases) -> None:
    url = sqlite_databases.migrated()
    settings = environment(url) | {"TTHC766_PORTAL_URL": portal.url, "TTHC766_PORTAL_PAUSE": "0"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, "pull", *arguments], env=settings, capture_output=True, text=True, timeout=60, check=False
        )

    portal.edit("transparency", quoted)
    first = run("--period", "2026-Q3", "--province", "H44")
    assert first.returncode == 1
    lines = first.stdout.splitlines()
    assert lines[:2] == ["pull 1: 2026-Q3", "các tỉnh / provinces: đã đọc bảng điểm / score cards read"]
    assert lines[2].startswith("H44: agencies 11 (submission 1), statistics ")
    assert lines[3].startswith("  H44.01 /data/evaluation/0/metrics/0/numerator: /api/v1/reporting/evaluation/trans")
    assert "không đúng kiểu integer (và 3 lỗi khác)" in lines[3]
    assert "not of the type integer (and 3 more faults)" in lines[4]
    assert run("--reread", "1").stdout.splitlines()[1:3] == [
        "các tỉnh / provinces: đã đọc bảng điểm / score cards read",
        "H44: không có gì mới / nothing new",
    ]
    assert run().returncode == 2
    assert run("--period", "2026-Q3", "--reread", "1").returncode == 2
    portal.fail(server.status(403))
    refusal = run("--period", "2026-Q3")
    assert refusal.returncode == 1
    assert "Cổng DVCQG từ chối (403)" in refusal.stderr
    assert "The portal refuses (403)" in refusal.stderr


def test_stale_groups_of_the_portal_are_named_exactly(portal: Portal, service: Service) -> None:
    stale = {("H20", "TDGQ"), ("H20", "TTTT"), ("H24", "CKMB"), ("H41", "MDSH"), ("H55", "CKMB"), ("H56", "CKMB")}

    def older(data: Any) -> None:
        by_code = {unit["departmentCode"]: unit["groupScores"] for unit in data["evaluation"]}
        for agency, group in stale - {("H55", "CKMB"), ("H56", "CKMB")} if by_code else ():  # the two are published so
            by_code[agency][group] -= 1

    portal.edit("service-results", older)
    assert faults(pull(service, YEAR, ["H20", "H24", "H41", "H55", "H56"], QUIET)) == []
    found = reconcile_period(service.database, service.registers, YEAR, PROVINCES, None)
    assert {tuple(name.split()) for name in found.named(Verdict.STALE)} == stale
    assert found.named(Verdict.DIFFERENT) == []
