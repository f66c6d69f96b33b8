"""Pulling from the portal: what is taken in, again and again, by the command too."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.reconciliation import Verdict
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.readers.portal import questions, reader_2026
from app.readers.portal.questions import DETAILS, Endpoint
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.reconcile import reconcile_period
from app.services.portal import pull_run
from app.services.portal.pull import pull as pull_periods
from app.services.portal.pull import reread
from app.storage.database import PULLING
from app.storage.portal import procedures, pulls
from app.storage.tables import metadata, portal_answer
from tests.conftest import NOW, Client, Databases, service_on
from tests.integration.cli.test_commands import COMMAND, environment
from tests.integration.portal import server
from tests.integration.portal.pulling import (
    DEPARTMENTS,
    FIGURES,
    PROVINCES,
    QUARTER,
    QUIET,
    YEAR,
    asked,
    faults,
    pull,
    quoted,
    refused,
    rows,
    scores,
)
from tests.integration.portal.server import Portal, uuid_of

# What is taken in


def test_a_quarter_of_a_province_and_its_departments(portal: Portal, service: AppContext) -> None:
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


def test_every_submission_says_where_it_came_from(portal: Portal, open_service: Callable[..., AppContext]) -> None:
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


def test_flags_of_quality_come_with_the_figures(portal: Portal, open_service: Callable[..., AppContext]) -> None:
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


def test_a_year_of_all_provinces(portal: Portal, service: AppContext) -> None:
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


def test_what_is_not_measured_below_the_province_is_not_taken_for_its_own(portal: Portal, service: AppContext) -> None:
    pull(service, QUARTER, [], QUIET)
    evaluator = Evaluator(service.database, service.registers.scorecards, Basis.BEST, day_of(NOW))
    outcome = evaluator.cohort(QUARTER, DEPARTMENTS).cards["H44.01"].outcomes["PUBLIC_CONTENT_FULL"]
    assert {count.agency for count in outcome.counts.values()} == {"H44"}


def test_only_the_provinces_asked_for(portal: Portal, service: AppContext) -> None:
    report = pull(service, YEAR, ["H44", "H31", "H44"], QUIET)
    assert [unit.unit for unit in report.units] == ["", "H31", "H44"]
    assert len(portal.asked) == 1 + 2 * (1 + len(DETAILS))
    assert len([row for row in scores(service, PROVINCES, YEAR).values() if row[TOTAL]]) == 34


def test_questions_are_asked_under_an_honest_name(portal: Portal, open_service: Callable[..., AppContext]) -> None:
    pull(open_service(portal_contact="mailto:kstthc@phutho.gov.vn"), QUARTER, [], QUIET)
    assert {each.headers["user-agent"] for each in portal.asked} == {"tthc766/0.1.0 (+mailto:kstthc@phutho.gov.vn)"}


def test_pauses_between_questions(
    portal: Portal, open_service: Callable[..., AppContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("app.readers.portal.client.time.sleep", pauses.append)
    pull(open_service(portal_pause=2), QUARTER, [], QUIET)
    assert len(pauses) == len(portal.asked) - 1
    assert all(2 <= pause <= 4 for pause in pauses)
    assert len(set(pauses)) > 1


def test_pages(portal: Portal, service: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(questions._PAGE_SIZES, Endpoint.TRANSPARENCY, 5)
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    assert asked(portal, "transparency") == 3
    assert all(row["CKMB"] is not None for row in scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED).values())


# Twice, interrupted, read again


def test_pulling_twice_changes_nothing(portal: Portal, open_service: Callable[..., AppContext]) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    before = rows(open_service(), *FIGURES)
    report = pull(open_service(timedelta(days=1)), QUARTER, [], QUIET)
    assert rows(open_service(), *FIGURES) == before
    assert (report.id, [unit.submissions for unit in report.units]) == (2, [[], []])


def test_only_what_has_changed_is_taken_in(portal: Portal, open_service: Callable[..., AppContext]) -> None:
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


def test_an_interrupted_pull_goes_on_where_it_stopped(portal: Portal, open_service: Callable[..., AppContext]) -> None:
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
    assert again.stdout.startswith("Lần lấy / Pull 1: 2026-Q3, đi tiếp từ chỗ dừng / goes on where it stopped\n")
    assert (asked(portal, "transparency"), asked(portal, "dvc-progress-tree")) == (1, 2)
    service = service_on(url)
    assert scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"][TOTAL] is not None
    service.database.engine.dispose()


def test_only_one_asks_at_a_time(portal: Portal, open_service: Callable[..., AppContext]) -> None:
    service = open_service()
    with open_service().database.alone(PULLING) as alone:
        assert alone
        refused("portal_running", service)
        assert portal.asked == []
    assert faults(pull(service, QUARTER, [], QUIET)) == []


def test_kept_answers_are_read_again_by_a_better_reader(
    portal: Portal, service: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal.edit("transparency", quoted)
    assert {code for _, code, _ in faults(pull(service, QUARTER, [], QUIET))} == {"H44.01"}
    done, true = len(portal.asked), reader_2026.read_details

    def better(endpoint: Endpoint, data: Any, *rest: Any) -> Any:
        if endpoint is Endpoint.TRANSPARENCY:
            for metric in data["evaluation"][0]["metrics"]:
                metric["numerator"] = int(metric["numerator"])
        return true(endpoint, data, *rest)

    monkeypatch.setattr(pull_run, "read_details", better)
    assert faults(reread(service, 1, QUIET)) == []
    assert len(portal.asked) == done
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.01"]["CKMB"] is not None


def test_what_was_not_kept_cannot_be_read_again(portal: Portal, service: AppContext) -> None:
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


# Several periods


def test_a_period_without_figures_harms_no_other(portal: Portal, service: AppContext) -> None:
    months = [Period.parse("2026-09"), QUARTER]
    reports = pull_periods(service, months, [], QUIET)
    assert [faults(report) for report in reports] == [[("", None, "portal_not_ok")], []]


def test_pauses_between_periods_too(
    portal: Portal, open_service: Callable[..., AppContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("app.readers.portal.client.time.sleep", pauses.append)
    pull_periods(open_service(portal_pause=2), [QUARTER, YEAR], ["H44"], QUIET)
    assert len(pauses) == len(portal.asked) - 1


def test_periods_that_were_finished_are_not_begun_anew_after_an_interruption(
    portal: Portal, open_service: Callable[..., AppContext]
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
    portal: Portal, open_service: Callable[..., AppContext]
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


def test_what_cannot_be_asked(portal: Portal, service: AppContext) -> None:
    refused("period_in_future", service, Period.parse("2027"))
    refused("no_scorecard", service, Period.parse("2021"))
    refused("unknown_agency", service, QUARTER, "H99")
    assert portal.asked == []
    assert faults(pull(service, QUARTER, ["H31"], QUIET)) == [("", None, "portal_province_absent")]


def test_every_answer_is_kept_before_it_is_read(portal: Portal, service: AppContext) -> None:
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


def test_the_register_of_procedures(portal: Portal, service: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
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
    assert lines[:2] == ["Lần lấy / Pull 1: 2026-Q3", "các tỉnh / provinces: đã đọc bảng điểm / score cards read"]
    assert lines[2].startswith("H44: agencies 11 (lần gửi / submission 1), statistics ")
    assert lines[3].startswith("  H44.01 /data/evaluation/0/metrics/0/numerator: /api/v1/reporting/evaluation/trans")
    assert "không đúng kiểu integer (và 3 lỗi khác)" in lines[3]
    assert "not of the type integer (and 3 more errors)" in lines[4]
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
    assert "The portal refused the request (403)" in refusal.stderr


def test_stale_groups_of_the_portal_are_named_exactly(portal: Portal, service: AppContext) -> None:
    stale = {("H20", "TDGQ"), ("H20", "TTTT"), ("H24", "CKMB"), ("H41", "MDSH"), ("H55", "CKMB"), ("H56", "CKMB")}

    def older(data: Any) -> None:
        by_code = {unit["departmentCode"]: unit["groupScores"] for unit in data["evaluation"]}
        for agency, group in stale - {("H55", "CKMB"), ("H56", "CKMB")} if by_code else ():  # the two are published so
            by_code[agency][group] -= 1

    portal.edit("service-results", older)
    assert faults(pull(service, YEAR, ["H20", "H24", "H41", "H55", "H56"], QUIET)) == []
    found = reconcile_period(service.database, service.registers, YEAR, PROVINCES)
    assert {tuple(name.split()) for name in found.named(Verdict.STALE)} == stale
    assert found.named(Verdict.DIFFERENT) == []
