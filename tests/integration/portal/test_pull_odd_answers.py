"""Figures that are not as they were: nothing half-read is ever taken in."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.domain.agencies import Cohort, Level
from app.domain.enums import Kind
from app.domain.evaluation.scores import Basis
from app.domain.quality import Quality
from app.domain.reconciliation import Verdict
from app.domain.scorecard.scorecard import TOTAL
from app.domain.time import day_of
from app.readers.portal.questions import CARDS_AND_GROUPS
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.evaluation.evaluate import Evaluator
from app.services.evaluation.reconcile import reconcile_period
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.portal.pull import pull as pull_periods
from app.services.portal.pull import reread
from app.services.submissions.parse_upload import Upload
from app.storage.figures import read as figures_read
from app.storage.portal import aliases, pulls
from tests.conftest import NOW
from tests.integration.portal import server
from tests.integration.portal.answers import GROUPS, ONLINE, PATHS, PAYMENT
from tests.integration.portal.pulling import (
    DEPARTMENTS,
    PROVINCES,
    QUARTER,
    QUIET,
    YEAR,
    asked,
    faults,
    kept,
    pull,
    quoted,
    refused,
    scores,
)
from tests.integration.portal.server import Portal, uuid_of

# Figures that are not as they were


def as_floats(data: Any) -> None:
    data["children"][0]["totalReceived"] = 464494.5


def without_field(data: Any) -> None:
    del data["children"][0]["totalOnTime"]


def without_any_score(data: Any) -> None:
    del data["children"][0]["score"]


def metric_twice(data: Any) -> None:
    data["evaluation"][0]["metrics"].append(data["evaluation"][0]["metrics"][0])


def metric_without_code(data: Any) -> None:
    del data["evaluation"][0]["metrics"][0]["code"]


def metric_with_a_number_for_code(data: Any) -> None:
    data["evaluation"][0]["metrics"][0]["code"] = 766


def unit_twice(data: Any) -> None:
    data["evaluation"].append(data["evaluation"][0])


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
        ("dvc-progress-tree", without_field, "portal_field_missing"),
        ("dvc-progress-tree", without_any_score, "portal_field_missing"),
        ("dossier-digitized", metric_twice, "portal_field_repeated"),
        ("dossier-digitized", metric_without_code, "portal_field_missing"),
        ("dossier-digitized", metric_with_a_number_for_code, "portal_field_retyped"),
        ("handling-satisfaction", unit_twice, "portal_unit_repeated"),
        ("handling-satisfaction", two_petition_counts, "portal_counts_differ"),
        ("dvc-progress-tree", impossible, "portal_figure_refused"),
        ("transparency", above_maximum, "portal_figure_refused"),
        ("transparency", other_maximum, "portal_figure_refused"),
    ],
)
def test_a_unit_that_cannot_be_read_is_left_out_whole_and_harms_no_other(
    portal: Portal, open_service: Callable[..., AppContext], path: str, change: Callable[[Any], None], code: str
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


# By answer: what every field is that a figure is read from. Of all others it does not matter what they are.
NEEDED = {
    "departmentId", "departmentCode", "evaluation", "children", "overview", "parent", "metrics", "code", "numerator",
    "denominator", "score", "totalScore", "groupScores", *GROUPS, *ONLINE, *PAYMENT, "totalReceived", "totalOnTime",
    "totalOverdue", "dataQualityStatus", "radar", "pagination", "total", "totalPages",
}  # fmt: skip


def spoiled(node: Any, spoil: Callable[[dict[str, Any], str], None]) -> None:
    """Spoil every field of an answer that no figure is read from."""
    for each in node if isinstance(node, list) else [node]:
        if isinstance(each, dict):
            for name in list(each):
                if name in NEEDED:
                    spoiled(each[name], spoil)
                else:
                    spoil(each, name)


@pytest.mark.parametrize("spoil", [dict.pop, lambda each, name: each.update({name: {"odd": ["very"]}})])
def test_fields_that_no_figure_is_read_from_may_be_anything(
    portal: Portal, open_service: Callable[..., AppContext], spoil: Callable[[dict[str, Any], str], None]
) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    before = scores(open_service(), DEPARTMENTS, QUARTER)
    for path in PATHS:
        portal.edit(path.rsplit("/", 1)[1], lambda data: spoiled(data, spoil))
    portal.figures.counts["2026-Q3"]["H44.03"]["dossiers_on_time"] = 0
    service = open_service(timedelta(days=1))
    report = pull(service, QUARTER, [], QUIET)
    assert faults(report) == []
    after = scores(service, DEPARTMENTS, QUARTER)
    assert {code for code, row in after.items() if row != before[code]} == {"H44.03"}


def test_a_province_that_cannot_be_read_does_not_harm_its_departments(portal: Portal, service: AppContext) -> None:
    def retyped(data: Any) -> None:
        data["overview"]["metrics"][0]["score"] = "0"

    portal.edit("transparency", retyped, root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", "H44", "portal_field_retyped")]
    found = scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"]
    assert (found["CKMB"], found["CLGQ"]) == (Decimal("7.96"), None)  # as the country's list has it
    assert scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)["H44.03"]["TDGQ"] is not None


def test_a_province_s_card_that_cannot_be_read_leaves_it_out(portal: Portal, service: AppContext) -> None:
    def without_group(data: Any) -> None:
        del data["evaluation"][0]["groupScores"]["CKMB"]

    portal.edit("service-results", without_group, root=server.COUNTRY)
    assert faults(pull(service, QUARTER, [], QUIET)) == [("", None, "portal_field_missing")]
    assert len(portal.asked) == CARDS_AND_GROUPS


def test_who_cannot_be_named_stops_whoever_is_not_there(portal: Portal, service: AppContext) -> None:
    def nameless(data: Any) -> None:
        for unit in data["evaluation"][:1]:
            del unit["departmentId"]

    portal.edit("transparency", nameless, root="H44")
    found_faults = faults(pull(service, QUARTER, [], QUIET))
    assert found_faults == [("H44", None, "portal_field_missing"), ("H44", "H44.01", "portal_unit_absent")]
    found = scores(service, DEPARTMENTS, QUARTER)
    assert len(found) == 11
    assert "H44.01" not in found


def test_unknown_groups_and_fields_are_kept_and_told(portal: Portal, service: AppContext) -> None:
    def more(data: Any) -> None:
        for unit in data["evaluation"]:
            unit["groupScores"]["AI_READY"] = 3
            unit["grade"] = "A"

    def metric(data: Any) -> None:
        data["evaluation"][0]["metrics"].append({**data["evaluation"][0]["metrics"][0], "code": "NEW"})
        data["evaluation"][0]["metrics"][0]["note"] = ""

    portal.edit("service-results", more, root=server.COUNTRY)
    portal.edit("transparency", metric, root="H44")
    report = pull(service, QUARTER, [], QUIET)
    assert faults(report) == []
    assert [unit.odd for unit in report.units] == [
        {"evaluation[].grade", "evaluation[].groupScores[AI_READY]"},
        {"metrics[NEW]", "evaluation[].metrics[].note"},
    ]
    with service.database.reading() as connection:
        assert any(b"AI_READY" in each.body for each in pulls.answers(connection, 1))
    assert all(row[TOTAL] is not None for row in scores(service, DEPARTMENTS, QUARTER).values())


def test_units_are_known_by_the_names_that_earlier_pulls_have_learned(
    portal: Portal, open_service: Callable[..., AppContext]
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
def test_a_unit_that_nobody_knows_is_left_out(portal: Portal, service: AppContext, code: str | None) -> None:
    def other(data: Any) -> None:
        data["evaluation"][0]["departmentCode"] = code

    portal.edit("service-results", other, root="H44")
    report = pull(service, QUARTER, [], QUIET)
    assert {fault for _, _, fault in faults(report)} == {"portal_unit_unknown"}
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 11


def test_an_unregistered_agency_of_unknown_level_is_left_out(portal: Portal, service: AppContext) -> None:
    def odd(data: Any) -> None:
        for unit in data["evaluation"]:
            if unit["departmentId"] == uuid_of("H44.03"):
                unit["departmentType"] = "NEW_KIND"

    for path in ("transparency", "dossier-digitized", "handling-satisfaction"):
        portal.edit(path, odd, root="H44")
    portal.edit("service-results", lambda data: data["evaluation"][0].update(childGroup="NEW"), root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", "H44.03", "portal_level_unknown")]


def test_pages_that_do_not_turn(portal: Portal, service: AppContext) -> None:
    portal.figures.largest_page = 5
    first: list[Any] = []

    def stuck(data: Any) -> None:
        first.append(data["evaluation"])
        data["evaluation"] = first[0]

    portal.edit("transparency", stuck, root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", None, "portal_page_repeated")]
    assert asked(portal, "transparency", "H44") == 2


def test_pages_that_go_round_in_a_circle_are_not_asked_for_without_end(portal: Portal, service: AppContext) -> None:
    portal.figures.largest_page = 5
    pages: list[Any] = []

    def circling(data: Any) -> None:
        pages.append(data["evaluation"] or pages[0])
        data["evaluation"] = pages[(len(pages) - 1) % 2]
        data["pagination"]["totalPages"] = 100_000

    portal.edit("transparency", circling, root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", None, "portal_page_repeated")]
    assert asked(portal, "transparency", "H44") == 3


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


def other_parent_s_id(data: Any) -> None:
    data["parent"] |= {"departmentId": uuid_of("H31"), "totalReceived": 100, "totalOnTime": 50}


def other_overview(data: Any) -> None:
    data["overview"]["departmentId"] = uuid_of("H31")


@pytest.mark.parametrize(
    ("path", "change", "expected"),
    [
        ("transparency", nothing, [(None, "portal_field_retyped")]),
        ("transparency", no_overview, [("H44", "portal_field_retyped")]),
        ("dvc-progress-tree", no_parent, [("H44", "portal_field_retyped")]),
        ("dvc-progress-tree", nameless_parent, [("H44", "portal_field_retyped")]),
        ("dvc-progress-tree", other_parent, [("H44", "portal_other_unit")]),
        ("dvc-progress-tree", other_parent_s_id, [("H44", "portal_other_unit")]),
        ("dossier-digitized", other_overview, [("H44", "portal_other_unit")]),
        ("service-results", nothing, [(None, "portal_field_retyped")]),
    ],
)
def test_what_is_no_unit_at_all(
    portal: Portal,
    service: AppContext,
    path: str,
    change: Callable[[Any], None],
    expected: list[tuple[str | None, str]],
) -> None:
    portal.edit(path, change, root="H44")
    found = faults(pull(service, QUARTER, [], QUIET))
    assert [(agency, code) for _, agency, code in found] == expected
    stopped = {agency for agency, _ in expected}
    # The country's list has no counts of online services.
    assert (scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"]["CLGQ"] is None) == ("H44" in stopped)
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 12


@pytest.mark.parametrize("radar", [None, [None], [{"code": "CKMB"}], "x", []])
def test_a_radar_that_is_none_harms_nobody(portal: Portal, service: AppContext, radar: Any) -> None:
    portal.edit("service-results", lambda data: data.update(radar=radar), root=server.COUNTRY)
    report = pull(service, YEAR, ["H44"], QUIET)
    assert {code for unit, _, code in faults(report) if unit == ""} <= {"portal_field_retyped", "portal_field_missing"}
    assert scores(service, PROVINCES, YEAR)["H20"][TOTAL] is not None


def test_an_odd_average_harms_nobody(portal: Portal, service: AppContext) -> None:
    portal.edit("service-results", lambda data: data["overview"].update(totalScore=62.594), root=server.COUNTRY)
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
def test_bodies_that_break_readers(portal: Portal, service: AppContext, body: bytes) -> None:
    portal.fail(lambda true: replace(true, body=body), path="transparency", root="H44")
    assert faults(pull(service, QUARTER, [], QUIET))[0][2] in ("portal_not_json", "portal_not_ok")


@pytest.mark.parametrize("path", ["service-results", "dvc-progress-tree", "transparency"])
def test_data_that_is_a_list(portal: Portal, service: AppContext, path: str) -> None:
    body = b'{"code": "OK", "data": [{"evaluation": []}]}'
    portal.fail(lambda true: replace(true, body=body), path=path, root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", None, "portal_field_retyped")]


@pytest.mark.parametrize("id_", ["\0", "", 7, "x" * 65, "a b", None, []])
def test_odd_ids(portal: Portal, service: AppContext, id_: Any) -> None:
    portal.edit("service-results", lambda data: data["evaluation"][0].update(departmentId=id_), root="H44")
    found = faults(pull(service, QUARTER, [], QUIET))
    assert {code for _, _, code in found} == {"portal_field_retyped", "portal_unit_unknown"}
    assert len(scores(service, DEPARTMENTS, QUARTER)) == 11


def test_a_tree_that_is_cut_off_stops_whom_it_lacks(portal: Portal, service: AppContext) -> None:
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

    portal.edit("dvc-progress-tree", cut, root="H44")
    found = faults(pull(service, QUARTER, [], QUIET))
    assert {(unit, code) for unit, _, code in found} == {("H44", "portal_unit_absent")}
    assert len(found) == 32


def test_a_list_that_ends_before_it_should_stops_whom_it_lacks(portal: Portal, service: AppContext) -> None:
    def cut(data: Any) -> None:
        del data["evaluation"][10:]

    portal.edit("transparency", cut, root="H44")
    lacking = sorted(portal.figures.counts["2026-Q3"])[-2:]
    assert faults(pull(service, QUARTER, [], QUIET)) == [("H44", code, "portal_unit_absent") for code in lacking]


def test_a_country_s_list_that_is_not_whole_costs_its_group_only(portal: Portal, service: AppContext) -> None:
    portal.edit("transparency", lambda data: data["evaluation"].pop(0), root=server.COUNTRY)
    (report,) = pull_periods(service, [YEAR], [], QUIET)
    assert faults(report) == [("", None, "portal_list_incomplete")]
    row = scores(service, PROVINCES, YEAR, Basis.COMPUTED)["H01"]
    assert (row["CKMB"], row["TDGQ"] is None) == (None, False)


def test_later_counts_of_a_province_s_own_are_not_pushed_aside(
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    own = json.dumps(
        {"period": "2026-Q3", "statistics": [{"agency": "H44.03", "measures": {"dossiers_digitised": 1}}]}
    ).encode()
    owner = open_service(timedelta(days=1))
    load(
        owner.database,
        owner.registers,
        Kind.STATISTICS,
        Upload(Body.of(own), Format.JSON),
        ADMINISTRATOR,
        owner.now(),
    )
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
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    portal.fail(server.too_many("60"), path="handling-satisfaction", root="H44")
    refused("portal_busy", open_service())
    portal.figures.official["2026-Q3"]["H44"]["total"] = {"score": 62}
    later = timedelta(hours=2)
    pull(open_service(later), QUARTER, ["H44"], QUIET)  # another pull, wholly later
    service = open_service(2 * later)
    assert faults(pull(service, QUARTER, [], QUIET)) == []  # the interrupted one goes on
    assert scores(service, PROVINCES, QUARTER, Basis.OFFICIAL)["H44"][TOTAL] == 62


def test_what_was_read_again_is_not_taken_for_the_newest(
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    on_time = portal.figures.counts["2026-Q3"]["H44"]
    pull(open_service(), QUARTER, [], QUIET)
    for days, count in ((1, 400_000), (3, 403_016)):
        on_time["dossiers_on_time"] = count
        service = open_service(timedelta(days=days))
        pull(service, QUARTER, [], QUIET)
        reread(open_service(timedelta(days=days)), 1, QUIET)
    assert scores(service, PROVINCES, QUARTER, Basis.COMPUTED)["H44"]["TDGQ"] == Decimal("17.35")


def test_what_the_portal_has_no_count_for_any_more_is_told(
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    pull(open_service(), QUARTER, [], QUIET)

    def withdrawn(data: Any) -> None:
        sync = data["evaluation"][5 - 1]["metrics"][3]
        flag = {"dataQualityStatus": "NO_NATIONAL_REPORT_DATA", "dataQualityMessage": "Chưa có số liệu"}
        sync |= {"numerator": None, "denominator": None, "ratio": None, "score": None, **flag}

    portal.edit("transparency", withdrawn, root="H44")
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


def test_an_id_that_two_units_claim_moves_no_name(portal: Portal, open_service: Callable[..., AppContext]) -> None:
    pull(open_service(), YEAR, ["H44"], QUIET)

    def claimed(data: Any) -> None:
        by_code = {unit["departmentCode"]: unit for unit in data["evaluation"]}
        if "H44" in by_code:
            by_code["H44"]["departmentId"] = uuid_of("H20")

    portal.edit("service-results", claimed, root=server.COUNTRY)
    service = open_service(timedelta(days=1))
    found = faults(pull(service, YEAR, ["H31"], QUIET))
    assert {code for _, _, code in found} == {"portal_unit_repeated"}
    with service.database.reading() as connection:
        assert aliases.codes(connection, [uuid_of("H20")]) == {uuid_of("H20"): "H20"}


def test_an_id_that_comes_back_is_the_newest_again(service: AppContext) -> None:
    with service.database.writing() as connection:
        for days, alias in enumerate("ABA"):
            aliases.learn(connection, {alias: "H44"}, NOW + timedelta(days=days))
        assert aliases.of(connection, ["H44"]) == {"H44": "A"}
        assert aliases.codes(connection, "AB") == {"A": "H44", "B": "H44"}


def test_who_is_in_no_list_costs_nobody_else(portal: Portal, service: AppContext) -> None:
    def without_the_first(data: Any) -> None:
        del data["evaluation"][0]
        data["pagination"]["total"] -= 1

    portal.edit("transparency", without_the_first, root="H44")
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    found = scores(service, DEPARTMENTS, QUARTER, Basis.COMPUTED)
    assert (found["H44.01"]["CKMB"], found["H44.01"]["MDSH"]) == (None, Decimal("4.43"))
    assert found["H44.03"]["CKMB"] is not None


def test_an_id_and_a_code_that_contradict_each_other(portal: Portal, service: AppContext) -> None:
    def other_code(data: Any) -> None:
        data["children"][0]["departmentCode"] = "H44.03"

    portal.edit("provide-online-tree", other_code, root="H44")
    found = faults(pull(service, QUARTER, [], QUIET))
    assert found == [("H44", code, "portal_unit_contradictory") for code in ("H44.01", "H44.03")]


@pytest.mark.parametrize("message", ["", " Mẫu số  tạm\n", None])
def test_a_flag_s_blanks_do_not_make_it_new(
    portal: Portal, open_service: Callable[..., AppContext], message: str | None
) -> None:
    def flagged(data: Any) -> None:
        data["evaluation"][0]["metrics"][3] |= {"dataQualityStatus": " TEMP ", "dataQualityMessage": message}

    portal.edit("transparency", flagged, root="H44")
    pull(open_service(), QUARTER, [], QUIET)
    report = pull(open_service(timedelta(days=1)), QUARTER, [], QUIET)
    assert [unit.submissions for unit in report.units] == [[], []]


def test_indicators_that_share_a_measure_are_taken_in_together(
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    owner = open_service(timedelta(days=1))
    own = {"fee_procedures": 4000, "fee_procedures_paid_online": 3500, "fee_procedures_with_synced_fees": 3900}
    body = json.dumps({"period": "2026-Q3", "statistics": [{"agency": "H44", "measures": own}]}).encode()
    load(
        owner.database,
        owner.registers,
        Kind.STATISTICS,
        Upload(Body.of(body), Format.JSON),
        ADMINISTRATOR,
        owner.now(),
    )
    portal.figures.counts["2026-Q3"]["H44"]["fee_procedures_with_synced_fees"] = 65
    service = open_service(timedelta(days=2))
    assert faults(pull(service, QUARTER, [], QUIET)) == []
    with service.database.reading() as connection:
        standing = figures_read.counts(connection, QUARTER, ["H44"])["H44"]
    assert [standing[measure].value for measure in own] == [311, 115, 65]


def test_a_score_that_the_portal_withdraws_is_told(portal: Portal, open_service: Callable[..., AppContext]) -> None:
    pull(open_service(), QUARTER, [], QUIET)
    portal.edit("transparency", lambda data: data["evaluation"][0].update(totalScore=None), root="H44")
    report = pull(open_service(timedelta(days=1)), QUARTER, [], QUIET)
    assert report.units[1].withdrawn == {"H44.01": ["CKMB"]}


def test_stale_groups_stay_stale_when_only_the_average_moves(
    portal: Portal, open_service: Callable[..., AppContext]
) -> None:
    pull(open_service(), YEAR, ["H55", "H56"], QUIET)
    portal.edit("service-results", lambda data: data["radar"][0].update(score=10.47), root=server.COUNTRY)
    service = open_service(timedelta(days=1))
    report = pull(service, YEAR, ["H55", "H56"], QUIET)
    assert [bool(unit.submissions) for unit in report.units] == [True, False, False]
    found = reconcile_period(service.database, service.registers, YEAR, PROVINCES)
    assert found.named(Verdict.STALE) == ["H55 CKMB", "H56 CKMB"]
    assert found.named(Verdict.DIFFERENT) == []
