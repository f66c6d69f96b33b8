"""Pulling from the portal: what is taken in, again and again, by the command too."""

import csv
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.cli.portal import current_periods
from app.domain.enums import PullDepth
from app.domain.errors import Refusal
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.reconciliation import Verdict
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.readers.portal import reader_2026
from app.readers.portal.questions import CARDS_AND_GROUPS, Endpoint
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.reconcile import reconcile_period
from app.services.portal import pull_run
from app.services.portal.pull import pull as pull_periods
from app.services.portal.pull import questions_needed, reread
from app.storage.database import PULLING
from app.storage.figures import read as figures_read
from app.storage.portal import procedures, pulls
from app.storage.tables import metadata, portal_answer
from tests.conftest import NOW, Client, Databases, service_on
from tests.integration.cli.test_commands import COMMAND, environment
from tests.integration.portal import server
from tests.integration.portal.answers import ONLINE
from tests.integration.portal.pulling import (
    COMMUNES,
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
from tests.integration.portal.server import Figures, Portal, uuid_of

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


def test_everything_that_was_published_of_a_province_and_its_units(portal: Portal, service: AppContext) -> None:
    """Answers that came in September 2026: 53 units, 1,657 counts, 1,106 scores in the six groups and as children's
    totals. TDGQ has one indicator, whose score the portal gives as the group's.
    """
    portal.figures = Figures.phu_tho()
    report = pull(service, QUARTER, ["H44"], QUIET)
    assert (faults(report), {field for unit in report.units for field in unit.odd}) == ([], set())
    with service.database.reading() as connection:
        counts = figures_read.counts(connection, QUARTER, [*portal.figures.names])
        results = figures_read.officials(connection, QUARTER, [*portal.figures.names])
    assert (len(counts), sum(map(len, counts.values()))) == (53, 1_657)
    found = {(agency, code): each.score for agency, row in results.items() for code, each in row.items()}
    scored = {each: score for each, score in found.items() if score is not None and each[1] != "DOSSIER_ON_TIME"}
    published = {
        (agency, code): row["score"]
        for agency, rows in portal.figures.official["2026-Q3"].items()
        for code, row in rows.items()
    }
    assert scored == published
    assert len(scored) - 1 == 1_106  # and the province's own total
    for cohort in (PROVINCES, DEPARTMENTS, COMMUNES):
        verdicts = reconcile_period(service.database, service.registers, QUARTER, cohort).counts
        assert (verdicts[Verdict.DIFFERENT], verdicts[Verdict.STALE]) == (0, 0)


def test_every_submission_says_where_it_came_from(portal: Portal, open_service: Callable[..., AppContext]) -> None:
    service = open_service()
    pull(service, QUARTER, [], QUIET)
    http = Client.on(service.database.url.render_as_string(hide_password=False))
    found = http.get("/v1/submissions").json()["items"]
    assert [(each["kind"], each["pull"]) for each in reversed(found)] == [
        ("statistics", {"id": 1, "unit": None}),
        ("official-results", {"id": 1, "unit": None}),
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


def test_a_year_of_all_provinces_in_seven_questions(portal: Portal, service: AppContext) -> None:
    (report,) = pull_periods(service, [YEAR], [], QUIET)
    assert (faults(report), [unit.unit for unit in report.units]) == ([], [""])
    assert len(portal.asked) == CARDS_AND_GROUPS == 7
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
    assert len(portal.asked) == 3 * CARDS_AND_GROUPS
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


def test_pages_of_whatever_size_is_granted(portal: Portal, service: AppContext) -> None:
    portal.figures.largest_page = 5
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    assert asked(portal, "transparency", "H44") == 3
    assert all(row["CKMB"] is not None for row in scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED).values())


def test_units_as_roots_give_their_counts_of_online_services(portal: Portal, service: AppContext) -> None:
    """The Department of Construction has them; of the others the portal knows nothing, which is told once for each."""
    online = {
        "dossiers_online": 900, "dossiers_direct": 100, "dossiers_postal": 0, "dossiers_all_channels": 1000,
        "procedures_in_authority": 0, "procedures_partly_online": 0, "procedures_fully_online": 0,
        "online_services": 4, "online_services_with_dossiers": 1,
    }  # fmt: skip
    portal.figures.counts["2026-Q3"]["H44.44"] |= online
    needed = questions_needed(service, [QUARTER], ["H44"], PullDepth.UNITS)
    report = pull(service, QUARTER, ["H44"], QUIET, depth=PullDepth.UNITS)
    others = sorted(set(portal.figures.counts["2026-Q3"]) - {"H44", "H44.44"})
    assert faults(report) == [("H44", code, "portal_status") for code in others]
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.44"]["CLGQ"] == 7
    # Only after the pull the units are registered, and can be counted.
    assert (needed, len(portal.asked)) == ({QUARTER: 14}, 26)
    assert questions_needed(service, [QUARTER], ["H44"], PullDepth.UNITS) == {QUARTER: 26}


def test_a_unit_is_whom_the_answer_names(portal: Portal, service: AppContext) -> None:
    """A portal that passes over which root was asked about answers with the province's own counts."""
    portal.figures.counts["2026-Q3"]["H44.44"] |= dict.fromkeys(ONLINE.values(), 1)

    def province_s(data: Any) -> None:
        data["parent"] |= {"departmentId": uuid_of("H44"), "departmentCode": "H44"}

    portal.edit("provide-online-tree", province_s, root="H44.44")
    report = pull(service, QUARTER, ["H44"], QUIET, depth=PullDepth.UNITS)
    assert ("H44", "H44.44", "portal_other_unit") in faults(report)
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.44"]["CLGQ"] is None


def test_questions_are_counted_without_asking(portal: Portal, service: AppContext) -> None:
    assert questions_needed(service, [QUARTER, YEAR], []) == {QUARTER: 7, YEAR: 7}
    assert questions_needed(service, [YEAR], ["H44", "H31"]) == {YEAR: 21}
    assert questions_needed(service, [YEAR], [], PullDepth.CHILDREN) == {YEAR: 7 * 35}
    with pytest.raises(Refusal, match="unknown_agency"):
        questions_needed(service, [YEAR], ["H99"])
    assert portal.asked == []


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
    assert made == [("", "statistics"), ("", "official-results")]
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
    assert len(portal.asked) - done == 3 * CARDS_AND_GROUPS - (done - 1)
    assert asked(portal, "dossier-digitized", "H31") == 2
    assert asked(portal, "transparency", "H31") == 1
    # Finished: the next one begins anew. So does one that was interrupted long ago.
    assert pull(open_service(timedelta(hours=2)), YEAR, ["H31", "H44"], QUIET).id == 2
    portal.fail(server.too_many("60"))
    refused("portal_busy", open_service(timedelta(hours=3)), YEAR, "H31")
    assert pull(open_service(timedelta(days=3)), YEAR, ["H31"], QUIET).id == 4


def test_killed_and_run_again(portal: Portal, sqlite_databases: Databases) -> None:
    reached = Event()
    portal.edit("dvc-progress-tree", lambda _data: reached.set(), root="H44")
    portal.fail(server.slow(), path="dvc-progress-tree", root="H44")
    url = sqlite_databases.migrated()
    settings = environment(url) | {"TTHC766_PORTAL_URL": portal.url, "TTHC766_PORTAL_PAUSE": "0"}
    command = [COMMAND, "pull", "--period", "2026-Q3", "--province", "H44"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL) as killed:
        assert reached.wait(60)
        killed.kill()
    again = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("Lần lấy / Pull 1: 2026-Q3, đi tiếp từ chỗ dừng / goes on where it stopped\n")
    assert (asked(portal, "transparency", "H44"), asked(portal, "dvc-progress-tree", "H44")) == (1, 2)
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
    portal.edit("transparency", quoted, root="H44")
    assert {code for _, code, _ in faults(pull(service, QUARTER, [], QUIET))} == {"H44.01"}
    done, true = len(portal.asked), reader_2026.read_details

    def better(endpoint: Endpoint, data: Any, *rest: Any, country: bool) -> Any:
        if endpoint is Endpoint.TRANSPARENCY:
            for metric in data["evaluation"][0]["metrics"]:
                metric["numerator"] = int(metric["numerator"])
        return true(endpoint, data, *rest, country=country)

    monkeypatch.setattr(pull_run, "read_details", better)
    assert faults(reread(service, 1, QUIET)) == []
    assert len(portal.asked) == done
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.01"]["CKMB"] is not None


def test_what_was_not_kept_cannot_be_read_again(portal: Portal, service: AppContext) -> None:
    portal.fail(server.not_ok(), path="transparency", root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", None, "portal_not_ok")]
    assert faults(reread(service, 1, QUIET)) == [("H44", None, "portal_not_ok")]
    portal.fail(server.status(403), path="transparency", root="H44")
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
    assert len(portal.asked) - count == 2 + CARDS_AND_GROUPS  # H31's last two answers, and H44's
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
    assert [each.unit for each in stored] == [*[""] * CARDS_AND_GROUPS, *["H44"] * CARDS_AND_GROUPS]
    assert {(each.status, each.media_type, each.answered_at, each.fault) for each in stored} == {
        (201, "application/json; charset=utf-8", NOW, None)
    }
    assert stored[0].body.startswith(b'{"code":"OK","data":{"overview"')


def test_the_register_of_procedures(portal: Portal, service: AppContext) -> None:
    portal.figures.largest_page = 2
    for _ in range(2):
        report = pull(service, QUARTER, [], QUIET, with_procedures=True)
        assert (faults(report), report.units[-1].procedures) == ([], 3)
    assert asked(portal, "formalities") == 4

    def nameless(data: Any) -> None:
        for each in data["items"][:1]:
            each |= {"name": None, "code": "9.999999"}

    portal.edit("formalities", nameless)
    report = pull(service, QUARTER, [], QUIET, with_procedures=True)
    lacking = ("procedures", None, "portal_list_incomplete")
    assert faults(report) == [*[("procedures", None, "portal_field_retyped")] * 2, lacking]
    portal.fail(server.not_ok(), path="formalities")
    report = pull(service, QUARTER, [], QUIET, with_procedures=True)
    assert faults(report) == [("procedures", None, "portal_not_ok"), lacking]
    with service.database.reading() as connection:
        found, total = procedures.page(connection, "CẤP", 10, 0)
    assert (total, [each.code for each in found]) == (2, ["9.000001", "9.000003"])
    assert found[0].applied == (uuid_of("H44.07"), uuid_of("H44.44"))
    portal.fail(server.too_many("60"), path="formalities")
    with pytest.raises(Refusal, match="portal_busy"):
        pull(service, QUARTER, [], QUIET, with_procedures=True)
    refused("portal_not_before", service)


# The command


def test_the_command(portal: Portal, sqlite_databases: Databases, tmp_path: Path) -> None:
    url = sqlite_databases.migrated()
    settings = environment(url) | {"TTHC766_PORTAL_URL": portal.url, "TTHC766_PORTAL_PAUSE": "0"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, "pull", *arguments], env=settings, capture_output=True, text=True, timeout=60, check=False
        )

    def two_quoted(data: Any) -> None:
        for unit in data["evaluation"][:2]:
            unit["metrics"][0]["numerator"] = "many"

    portal.edit("transparency", two_quoted, root="H44")
    assert run("--period", "2026-Q3", "--province", "H44", "--dry-run").stdout.startswith("2026-Q3: ít nhất 14 lượt")
    report = tmp_path / "report.csv"
    first = run("--period", "2026-Q3", "--province", "H44", "--report", str(report))
    assert (first.returncode, first.stderr) == (1, "")
    lines = first.stdout.splitlines()
    assert lines[0] == "Lần lấy / Pull 1: 2026-Q3"
    assert lines[1].startswith("các tỉnh / provinces: statistics ")
    assert lines[2].startswith("H44: agencies 10 (lần gửi / submission 3), statistics ")
    (trouble,) = lines[3:]  # two agencies, one kind of trouble, one line
    assert trouble.startswith("  2 × H44.01, H44.03: /api/v1/reporting/evaluation/transparency: trường numerator")
    assert "không đúng kiểu integer" in trouble
    assert "not of the type integer" in trouble
    told = list(csv.DictReader(report.read_text("utf-8-sig").splitlines()))
    assert [(each["asked"], each["agency"], each["place"]) for each in told] == [
        ("H44", "H44.01", "/data/evaluation/0/metrics/0/numerator"),
        ("H44", "H44.03", "/data/evaluation/1/metrics/0/numerator"),
    ]
    assert run("--reread", "1").stdout.splitlines()[1:3] == [
        "các tỉnh / provinces: đã đọc bảng điểm / score cards read",
        "H44: không có gì mới / nothing new",
    ]
    assert run().returncode == 2
    assert run("--period", "2026-Q3", "--reread", "1").returncode == 2
    assert run("--period", "2026-Q3", "--report", str(tmp_path / "none" / "report.csv")).returncode == 2
    portal.fail(server.rejected())
    refusal = run("--period", "2026-Q3")
    assert refusal.returncode == 1
    assert "Cổng DVCQG từ chối (HTML)" in refusal.stderr
    assert "The portal refused the request (HTML)" in refusal.stderr


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (date(2026, 11, 26), "2026-10 2026-Q4 2026"),
        (date(2026, 11, 1), "2026-10 2026-Q4 2026"),
        (date(2026, 10, 5), "2026-09 2026-Q4 2026 2026-Q3"),
        (date(2027, 1, 1), "2026-12 2026-Q4 2026"),
    ],
)
def test_a_month_is_current_when_it_has_ended(today: date, periods: str) -> None:
    assert [str(each) for each in dict.fromkeys(current_periods(today))] == periods.split()


def test_stale_groups_of_the_portal_are_named_exactly(portal: Portal, service: AppContext) -> None:
    stale = {("H20", "TDGQ"), ("H20", "TTTT"), ("H24", "CKMB"), ("H41", "MDSH"), ("H55", "CKMB"), ("H56", "CKMB")}

    def older(data: Any) -> None:
        by_code = {unit["departmentCode"]: unit["groupScores"] for unit in data["evaluation"]}
        for agency, group in stale - {("H55", "CKMB"), ("H56", "CKMB")}:  # the two are published so
            by_code[agency][group] -= 1

    portal.edit("service-results", older, root=server.COUNTRY)
    assert faults(pull(service, YEAR, ["H20", "H24", "H41", "H55", "H56"], QUIET)) == []
    found = reconcile_period(service.database, service.registers, YEAR, PROVINCES)
    assert {tuple(name.split()) for name in found.named(Verdict.STALE)} == stale
    assert found.named(Verdict.DIFFERENT) == []
