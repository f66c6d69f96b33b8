"""Every edge case by its sentence: what becomes of a dossier that is not as the rule imagines it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.dossiers.dossier import Channel, Dossier, PaidOnline, Status
from app.domain.dossiers.judge import Outcome
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.domain.dossiers.quality import problems
from app.domain.dossiers.rules import Base, Precision
from app.domain.dossiers.versions import Version, VersionFlag, collisions, current_versions
from app.domain.periods import Period
from tests.support.dossier_oracle import DossierCount, World, count
from tests.support.dossiers import (
    AGENCIES,
    CALENDAR,
    LATER,
    OCTOBER,
    REGISTERS,
    RULES,
    UNREGISTERED,
    WITH_DOCUMENT,
    at,
    done,
    dossier,
    outcome,
    request,
    row,
    verdicts,
)

ON_TIME, LATE, OUT = "yes", "no", "out"
OWNERS = {"H31": "one", "H31.217": "two"}
WORLD = World(RULES, REGISTERS, CALENDAR, AGENCIES, OWNERS)


def counts(*versions: Dossier, period: Period = OCTOBER) -> dict[str, dict[str, DossierCount]]:
    return count([Version(each, number) for number, each in enumerate(versions)], period, WORLD, LATER)


def received(*versions: Dossier, period: Period = OCTOBER) -> dict[str, int | None]:
    return {agency: of["dossiers_received"].number for agency, of in counts(*versions, period=period).items()}


# The promised day is 9 October 2026, the period October 2026, asked about long after it.
@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(
            done("11-05", due_at=at("11-02")),
            ON_TIME,
            id="closed after the period, not past due at its end: as if open at the end, on time",
        ),
        pytest.param(
            done("11-05"), LATE, id="closed after the period, past due at its end: as if open at the end, late"
        ),
        pytest.param(
            dossier(
                status=Status.RETURNED,
                progress=(row(Status.DONE, "10-09"), row(Status.RETURNED, "10-20")),
                done_at=None,
            ),
            ON_TIME,
            id="done on time and handed over late is on time",
        ),
        pytest.param(
            done("10-09", progress=(replace(row(Status.DONE, "10-09"), at=datetime(2026, 10, 9, 17, 30, tzinfo=UTC)),)),
            LATE,
            id="17:30Z on the promised day is the next day in Vietnam: late",
        ),
        pytest.param(done("10-09", "20:00"), ON_TIME, id="promised for 17:00 and done at 20:00 that day is on time"),
        pytest.param(done("10-09", "23:59"), ON_TIME, id="23:59 on the promised day is on time"),
        pytest.param(done("10-10", "00:00"), LATE, id="00:00 of the next day is late"),
        pytest.param(
            dossier(supplements=(request("10-09"),)),
            ON_TIME,
            id="one request by the promised day, citizen silent: closed at the request, on time",
        ),
        pytest.param(
            dossier(supplements=(request("10-10"),)),
            LATE,
            id="one request after the promised day, citizen silent: closed at the request, late",
        ),
        pytest.param(
            dossier(due_at=at("11-30"), supplements=(request("10-02", "10-03"), request("10-05"))),
            LATE,
            id="two requests, still open: late, whatever the dates",
        ),
        pytest.param(
            dossier(due_at=at("11-30"), supplements=(request("10-02", "10-03"), request("10-05", "10-06"))),
            LATE,
            id="two requests, both answered, still open: late, whatever the dates",
        ),
        pytest.param(
            done("10-11", supplements=(request("10-02", "10-03"), request("10-05", "10-06"))),
            ON_TIME,
            id="two requests and done in time less the pauses: judged by dates, on time",
        ),
        pytest.param(
            done("10-12", supplements=(request("10-02", "10-03"), request("10-05", "10-06"))),
            LATE,
            id="two requests and done late even less the pauses: judged by dates, late",
        ),
        pytest.param(
            done(
                "10-31", "23:59", due_at=at("10-31"), supplements=(request("10-02", "10-02"), request("10-05", "10-05"))
            ),
            ON_TIME,
            id="two requests and done in the last minute of the period: judged by dates",
        ),
        pytest.param(
            dossier(due_at=at("11-30"), supplements=(request("10-05", "10-06"), request("11-01"))),
            ON_TIME,
            id="a second request after the period is not looked at",
        ),
        *(
            pytest.param(
                dossier(status=status, progress=(row(status, day),)),
                expected,
                id=f"{status.name.lower()} after receipt, {'by' if expected == ON_TIME else 'after'} the promised day: "
                "in the base, judged by that moment",
            )
            for status in (Status.WITHDRAWN, Status.STOPPED, Status.REFUSED)
            for day, expected in (("10-09", ON_TIME), ("10-10", LATE))
        ),
        pytest.param(
            dossier(status=Status.PAYMENT_REQUESTED, progress=(row(Status.PAYMENT_REQUESTED, "10-05"),)),
            LATE,
            id="waiting for payment is neither done nor paused: runs on, past due at the end",
        ),
        pytest.param(
            dossier(status=Status.PAYMENT_REQUESTED, due_at=at("11-02")),
            ON_TIME,
            id="waiting for payment is neither done nor paused: runs on, not past due at the end",
        ),
    ],
)
def test_on_time(one: Dossier, expected: str) -> None:
    assert outcome(one, "dossiers_on_time") == expected
    assert outcome(one, "dossiers_overdue") == (LATE if expected == ON_TIME else ON_TIME)
    assert outcome(one, "dossiers_received") == "in"


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(dossier(status=Status.REFUSED, received_at=None), id="refused at the door"),
        pytest.param(dossier(status=Status.FILED, received_at=None, filed_at=at("10-01")), id="only filed"),
        pytest.param(dossier(status=Status.FILED), id="only filed, whatever else is told"),
        pytest.param(dossier(deleted=True), id="taken back by its source"),
        pytest.param(done("10-05", received_at=at("09-30")), id="received before the period, closed in it"),
        pytest.param(dossier(received_at=at("11-01", "00:00")), id="received after the period"),
        pytest.param(dossier(status=Status.WITHDRAWN, received_at=None), id="withdrawn without a receipt"),
    ],
)
def test_outside_every_measure(one: Dossier) -> None:
    found = verdicts(one)
    assert {each.outcome for each in found.values()} == {Outcome.OUT}
    assert found.keys() == DOSSIER_MEASURES.keys()
    assert received(one) == {}


def test_received_before_the_period_and_closed_in_it_stays_as_the_earlier_end_saw_it() -> None:
    """Open and in time on 30 June: on time in the second quarter, though it was closed late in July."""
    one = done("07-20", received_at=at("06-25"), due_at=at("07-03"))
    assert outcome(one, "dossiers_on_time", "2026-Q2") == ON_TIME
    assert outcome(one, "dossiers_on_time", "2026") == LATE
    assert outcome(one, "dossiers_on_time", "2026-Q3") == OUT


def test_received_before_the_period_counts_in_it_where_the_rules_say_received_or_open() -> None:
    rules = replace(RULES, base=Base.RECEIVED_OR_OPEN)
    for one, expected in (
        (done("10-05", received_at=at("09-30")), "in"),
        (dossier(received_at=at("09-30")), "in"),
        (done("10-01", "00:00", received_at=at("09-30")), "in"),
        (done("09-30", "23:59", received_at=at("09-30")), "out"),
        (dossier(), "in"),
        (dossier(received_at=at("11-01")), "out"),
    ):
        assert outcome(one, "dossiers_received", rules=rules) == expected
    carried = dossier(received_at=at("09-30"), channel=Channel.ONLINE)
    assert outcome(carried, "online_services_with_dossiers", rules=rules) == OUT


def test_by_the_minute_the_promised_hour_counts() -> None:
    """The same cases under the rule ``precision: minute``."""
    minute = replace(RULES, precision=Precision.MINUTE)
    for one, expected in (
        (done("10-09", "17:00"), ON_TIME),
        (done("10-09", "17:01"), LATE),
        (done("10-09", "20:00"), LATE),
    ):
        assert outcome(one, "dossiers_on_time", rules=minute) == expected
    paused = done("10-10", "10:00", supplements=(request("10-05", "10-06"),))
    assert outcome(paused, "dossiers_on_time", rules=minute) == ON_TIME


def test_handled_by_another_agency_than_received_counts_for_that_which_handles_and_those_above() -> None:
    assert received(dossier(agency="H31.18", received_by="H31.217")) == {"H31.18": 1, "H31": 1}


def test_transferred_counts_for_the_agency_of_the_newest_version_alone() -> None:
    before = dossier(as_of=at("10-10"))
    after = dossier(as_of=at("10-20"), agency="H31.18")
    assert received(before, after) == {"H31.18": 1, "H31": 1}
    assert count([Version(after, 2), Version(before, 1)], OCTOBER, WORLD, LATER, at("10-15")).keys() == {
        "H31.17",
        "H31",
    }


def test_a_correction_supersedes_wholly() -> None:
    assert received(dossier(as_of=at("10-10"), vneid=True), dossier(as_of=at("10-11"))) == {"H31.17": 1, "H31": 1}
    found = counts(
        dossier(as_of=at("10-10"), vneid=True, channel=Channel.ONLINE), dossier(as_of=at("10-11"), vneid=False)
    )
    assert found["H31"]["dossiers_direct"].number == 1
    assert not found["H31"]["dossiers_online"].number


def test_an_older_version_that_arrives_late_is_not_current() -> None:
    late = dossier(as_of=at("10-10"), status=Status.FILED)
    newer = dossier(as_of=at("10-11"))
    current = current_versions([Version(newer, 1), Version(late, 2)], OWNERS)
    assert current[newer.dossier].dossier == newer
    assert not current[newer.dossier].flags


def test_of_two_versions_of_one_time_the_later_submission_wins_and_is_flagged() -> None:
    first, second = dossier(), dossier(agency="H31.18")
    for order in ((Version(first, 1), Version(second, 2)), (Version(second, 2), Version(first, 1))):
        (current,) = current_versions(order, OWNERS).values()
        assert (current.dossier, current.flags) == (second, frozenset({VersionFlag.SAME_TIME}))
    (same,) = current_versions([Version(first, 1), Version(first, 2)], OWNERS).values()
    assert not same.flags


@pytest.mark.parametrize(("agency", "winner"), [("H31.17", "one"), ("H31.217", "two"), ("H54.10", "two")])
def test_one_number_from_two_sources_is_one_dossier_of_the_system_that_owns_the_agency(
    agency: str, winner: str
) -> None:
    """Where nobody owns it, the newest counts."""
    own = dossier(agency=agency, as_of=at("10-10"))
    other = dossier(agency=agency, as_of=at("10-11"), source="two")
    (current,) = current_versions([Version(own, 1), Version(other, 2)], OWNERS).values()
    assert (current.dossier.source, current.flags) == (winner, frozenset({VersionFlag.TWO_SOURCES}))


def test_the_same_dossier_under_two_numbers_is_reported_and_not_dropped() -> None:
    twice = [dossier(), dossier(dossier="H31.17-261001-93127"), dossier(dossier="other", due_at=None)]
    twice.append(dossier(dossier="not received", received_at=None))
    assert collisions(twice) == [("H31.17-261001-0001", "H31.17-261001-93127")]
    assert received(*twice[:2]) == {"H31.17": 2, "H31": 2}


def test_a_dossier_that_is_taken_back_counts_until_then() -> None:
    versions = dossier(as_of=at("10-10")), dossier(as_of=at("10-20"), deleted=True)
    assert received(*versions) == {}
    before = count([Version(each, 0) for each in versions], OCTOBER, WORLD, LATER, at("10-15"))
    assert before["H31"]["dossiers_received"].number == 1


def test_of_a_merged_agency_the_successor_counts_from_the_day_on() -> None:
    """Open across 1 July 2025: the second quarter has it under the old codes, the year under the new ones."""
    one = dossier(agency="H54.10", received_at=at("2025-06-20"), due_at=at("2025-07-10"))
    assert received(one, period=Period.parse("2025-Q2")) == {"H54.10": 1, "H54": 1}
    assert received(one, period=Period.parse("2025")) == {"H31.17": 1, "H31": 1}
    unregistered = replace(one, agency="H54.99")
    assert received(unregistered, period=Period.parse("2025")) == {"H54.99": 1, "H31": 1}


def test_a_province_has_each_dossier_of_those_below_and_its_own_once() -> None:
    dossiers = [dossier(dossier=str(number), agency=code) for number, code in enumerate(("H31", "H31.17", "H31.217"))]
    assert received(*dossiers) == {"H31": 3, "H31.17": 1, "H31.217": 1}


def test_a_procedure_that_the_register_lacks_leaves_its_measures_missing_with_the_number_of_dossiers() -> None:
    unknown = dossier(dossier="2", procedure=UNREGISTERED, channel=Channel.ONLINE, result_files=0, vneid=True)
    found = counts(
        done("10-05", procedure=WITH_DOCUMENT, channel=Channel.DIRECT, vneid=True, paid_online=PaidOnline.NO), unknown
    )["H31"]
    for measure in ("dossiers_online", "dossiers_with_fees", "procedures_using_citizen_data"):
        assert found[measure] == DossierCount(None, {"procedure_unknown": 1}), measure
    assert found["dossiers_received"].number == 2
    assert found["dossiers_on_time"].number == 1


@pytest.mark.parametrize(
    ("one", "codes"),
    [
        pytest.param(dossier(supplements=(request("10-02"),)), [], id="nothing is wrong"),
        pytest.param(
            dossier(done_at=at("09-30")), ["dossier_done_before_received"], id="done before received is refused"
        ),
        pytest.param(
            dossier(due_at=at("09-30")), ["dossier_due_before_received"], id="due before received is a warning"
        ),
        pytest.param(dossier(due_at=at("10-01", "00:00")), [], id="due on the day of receipt is well"),
        pytest.param(dossier(done_at=at("10-01")), [], id="done at the moment of the receipt is well"),
        pytest.param(
            dossier(supplements=(request("09-30", "10-02"),)),
            ["dossier_supplements_odd"],
            id="asked before the receipt",
        ),
        pytest.param(
            dossier(supplements=(request("10-05", "10-03"),)), ["dossier_supplements_odd"], id="answered before asked"
        ),
        pytest.param(
            dossier(supplements=(request("10-02", "10-06"), request("10-05", "10-07"))),
            ["dossier_supplements_odd"],
            id="two requests overlap",
        ),
        pytest.param(
            dossier(supplements=(request("10-02", "10-05"), request("10-05", "10-07"))), [], id="one after the other"
        ),
        pytest.param(dossier(supplements=(request("10-02"), request("10-05"))), [], id="asked again, and nothing came"),
        pytest.param(dossier(done_at=at("11-03")), ["dossier_in_future"], id="done in the future is refused"),
        pytest.param(dossier(due_at=at("2027-01-05")), [], id="a promise lies in the future"),
        pytest.param(
            dossier(due_at=datetime(1, 1, 1, tzinfo=UTC), done_at=at("09-30")),
            ["dossier_year"],
            id="year 0001 is refused",
        ),
        pytest.param(
            dossier(received_at=datetime.max.replace(tzinfo=UTC)), ["dossier_year"], id="year 9999 is refused"
        ),
        pytest.param(
            dossier(received_at=None), ["dossier_not_received"], id="in processing without a receipt is refused"
        ),
        pytest.param(dossier(received_at=None, status=Status.FILED), [], id="only filed needs no receipt"),
        pytest.param(dossier(received_at=None, deleted=True), [], id="taken back needs no receipt"),
        pytest.param(
            dossier(supplements=(request("11-04", "11-05"),), progress=(row(Status.DONE, "11-06"),)),
            ["dossier_in_future"] * 3,
            id="requests, answers and progress in the future are refused",
        ),
    ],
)
def test_rows_that_cannot_be_so(one: Dossier, codes: list[str]) -> None:
    found = problems(one, at("11-02", "12:00"))
    assert [each.code for each in found] == codes
    assert all(
        each.refused == (each.code not in ("dossier_due_before_received", "dossier_supplements_odd")) for each in found
    )
