"""What holds of every dossier, whatever is in it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.dossiers.closing import end_of
from app.domain.dossiers.dossier import Dossier, ProgressRow, Status
from app.domain.dossiers.judge import Outcome, Verdict
from app.domain.dossiers.rules import Base, CitizenData, DossierRules, Precision, ResultsBase, SharedForReuse
from app.domain.dossiers.versions import Version
from app.domain.time import day_of
from tests.support.dossier_oracle import World, count
from tests.support.dossier_strategies import DOSSIERS, MOMENTS
from tests.support.dossiers import AGENCIES, CALENDAR, LATER, OCTOBER, REGISTERS, RULES, outcome, verdicts

ANY_RULES = st.builds(
    replace,
    st.just(RULES),
    base=st.sampled_from(Base),
    precision=st.sampled_from(Precision),
    results_base=st.sampled_from(ResultsBase),
    citizen_data=st.sampled_from(CitizenData),
    shared_for_reuse=st.sampled_from(SharedForReuse),
)
WORLD = World(RULES, REGISTERS, CALENDAR, AGENCIES, {"H31": "one", "H31.217": "two"})
END = end_of(OCTOBER, LATER)


def by_the_book(one: Dossier) -> bool:
    """Whether a dossier was on time at the end of October, by days, worked out apart from the code."""
    last = OCTOBER.last_day
    asked = sorted((s for s in one.supplements if s.asked_on <= last), key=lambda each: each.asked_on)
    ends: list[date] = []
    if one.progress:
        known = [each for each in one.progress if each.on <= last]
        kinds = ({9}, {10}, {7, 8, 3})
        ends = next((days for kind in kinds if (days := [each.on for each in known if each.status in kind])), [])
    else:
        ends = [day for day in (one.done_on, one.returned_on, one.refused_on) if day and day <= last][:1]
    if ends:
        closed = min(ends)
    elif len(asked) >= 2:
        return False
    elif asked and (asked[0].returned_on is None or asked[0].returned_on > last):
        return one.due_on is None or asked[0].asked_on <= one.due_on
    else:
        closed = last
    if one.due_on is None:
        return True
    waited = timedelta()
    for each in one.supplements:
        moved = each.due_after and (each.due_before is None or day_of(each.due_before) != one.due_on)
        until = min(each.returned_on or closed, closed)
        if not moved and until > each.asked_on:
            waited += until - each.asked_on
    return closed <= one.due_on + waited


@settings(deadline=None)
@given(DOSSIERS)
def test_on_time_is_as_worked_out_apart(one: Dossier) -> None:
    found = outcome(one, "dossiers_on_time")
    if found != "out":
        assert found == ("yes" if by_the_book(one) else "no")


@settings(deadline=None)
@given(DOSSIERS, ANY_RULES)
def test_on_time_and_overdue_are_all_received(one: Dossier, rules: DossierRules) -> None:
    found = verdicts(one, rules=rules)
    counted = [found[code].outcome.counts for code in ("dossiers_on_time", "dossiers_overdue")]
    assert sum(counted) == found["dossiers_received"].outcome.counts


@settings(deadline=None)
@given(DOSSIERS, ANY_RULES)
def test_channels_are_of_all_and_numerators_within_their_bases(one: Dossier, rules: DossierRules) -> None:
    found = verdicts(one, rules=rules)
    channels = ("dossiers_online", "dossiers_direct", "dossiers_postal")
    assert sum(found[code].outcome.counts for code in channels) <= found["dossiers_all_channels"].outcome.counts
    for part, whole in (
        ("dossiers_paid_online", "dossiers_with_fees"),
        ("dossiers_with_electronic_result", "dossiers_needing_result"),
        ("dossiers_satisfied", "dossiers_on_time"),
    ):
        assert found[part].outcome.counts <= found[whole].outcome.counts


@settings(deadline=None)
@given(DOSSIERS, ANY_RULES)
def test_judging_is_deterministic_and_says_why_in_both_languages(one: Dossier, rules: DossierRules) -> None:
    first, second = verdicts(one, rules=rules), verdicts(one, rules=rules)
    assert first == second
    for verdict in first.values():
        assert verdict.reasons
        assert verdict.text.vi.endswith(".")
        assert "{" not in verdict.text.vi + verdict.text.en


def told(verdict: Verdict) -> tuple[Outcome, str]:
    return verdict.outcome, verdict.reason.code


@settings(deadline=None)
@given(DOSSIERS, ANY_RULES, st.lists(st.sampled_from(Status), min_size=1, max_size=3))
def test_progress_after_the_end_changes_no_verdict(one: Dossier, rules: DossierRules, later: list[Status]) -> None:
    started = replace(one, progress=(*one.progress, ProgressRow(END, Status.IN_PROCESSING)))
    ahead = tuple(ProgressRow(END + timedelta(days=1), status) for status in later)
    longer = verdicts(replace(started, progress=(*started.progress, *ahead)), rules=rules)
    assert {code: told(each) for code, each in verdicts(started, rules=rules).items()} == {
        code: told(each) for code, each in longer.items()
    }


@settings(max_examples=50, deadline=None)
@given(st.lists(DOSSIERS, max_size=8), st.randoms(), st.none() | MOMENTS)
def test_the_order_of_versions_does_not_matter(dossiers: list[Dossier], random: Random, as_of: datetime | None) -> None:
    versions = [Version(each, number) for number, each in enumerate(dossiers)]
    shuffled = random.sample(versions, len(versions))
    assert count(versions, OCTOBER, WORLD, LATER, as_of) == count(shuffled, OCTOBER, WORLD, LATER, as_of)
