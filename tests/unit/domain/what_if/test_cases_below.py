"""Whose cases are bad, as late dossiers: counts of those directly below, and what is not known of them."""

from dataclasses import replace
from decimal import Decimal

from app.domain.evaluation.evaluation import Evaluation
from app.domain.what_if.cases_below import CasesBelow, cards_below, cases_below, timeliness_indicator
from tests.unit.domain.test_cards import evaluated
from tests.unit.domain.test_findings import SCORECARD


def counted(received: int, late: int) -> dict[str, int]:
    return {"dossiers_received": received, "dossiers_on_time": received - late}


BELOW = {"H31.1": counted(100, 5), "H31.2": counted(50, 20), "H31.3": counted(10, 0), "H31.1.1": counted(60, 60)}


def below(counts: dict[str, dict[str, int]] = BELOW) -> Evaluation:
    return evaluated(SCORECARD, known_counts=counts, cohort="H31.departments", codes=(*BELOW, "H31.4"))


def found(own: dict[str, int] | None, counts: dict[str, dict[str, int]] = BELOW) -> CasesBelow:
    province = evaluated(SCORECARD, known_counts={"H31": own} if own else None)
    return cases_below(province, SCORECARD.indicators["DOSSIER_ON_TIME"], "H31", cards_below("H31", [below(counts)]))


def test_those_directly_below_the_most_late_first() -> None:
    late = found(None)
    assert [(each.agency.code, each.cases, each.bad) for each in late.counts] == [
        ("H31.2", 50, 20),
        ("H31.1", 100, 5),
        ("H31.3", 10, 0),
    ]
    assert [each.code for each in late.unknown] == ["H31.4"]
    assert (late.bad, late.own, late.whole) == (25, None, 25)
    assert [late.share(each) for each in late.counts] == [Decimal(80), Decimal(20), Decimal(0)]


def test_shares_are_of_what_the_agency_above_has_where_that_is_more() -> None:
    late = found(counted(1000, 100))
    assert late.own
    assert (late.own.bad, late.whole, late.share(late.counts[0])) == (100, 100, Decimal(20))
    fewer = found(counted(1000, 10))
    assert fewer.own
    assert (fewer.own.bad, fewer.whole) == (10, 25)


def test_where_nobody_is_late_there_are_no_shares() -> None:
    late = found(None, {"H31.3": counted(10, 0), "H31.1": counted(0, 0)})
    assert [late.share(each) for each in late.counts] == [None, None]


def test_nothing_is_said_where_nothing_is_known() -> None:
    half = found(None, {"H31.1": {"dossiers_received": 5}})
    assert (half.counts, len(half.unknown), half.whole) == ((), 4, 0)


def test_a_scorecard_that_does_not_count_it() -> None:
    groups = tuple(group for group in SCORECARD.groups if group.code != "TDGQ")
    other = replace(SCORECARD, groups=groups)
    assert timeliness_indicator(other) is None
    assert cases_below(evaluated(other), SCORECARD.indicators["DOSSIER_ON_TIME"], "H31", []).own is None
    assert timeliness_indicator(SCORECARD) is SCORECARD.indicators["DOSSIER_ON_TIME"]
