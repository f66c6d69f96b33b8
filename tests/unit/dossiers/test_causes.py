"""What is known of why counts from dossiers and the portal's differ."""

import pytest

from app.domain.dossiers.causes import CAUSES, OTHER_DAY, Ground, Larger, known_causes
from app.domain.dossiers.measures import DOSSIER_MEASURES
from app.readers.files.registers import read_measures


def codes(measure: str, difference: int, *, other_day: bool = False) -> list[str]:
    return [each.code for each in known_causes(measure, difference, other_day=other_day)]


@pytest.mark.parametrize(
    ("measure", "difference", "named"),
    [
        ("dossiers_received", 1, {"not_at_the_portal"}),
        ("dossiers_received", -1, {"sent_twice"}),
        ("dossiers_on_time", -1, {"paused_sent_as_done", "done_at_receipt", "option_precision"}),
        ("dossiers_overdue", 1, {"paused_sent_as_done", "done_at_receipt", "option_precision"}),
        ("dossiers_satisfied", 1, {"late_and_disliked", "option_precision"}),
        ("dossiers_all_channels", 1, {"three_bases"}),
        ("dossiers_online", 1, {"three_bases"}),
        ("dossiers_online", -1, {"first_paper_as_result"}),
        ("dossiers_synced", 1, {"three_bases", "sync_base"}),
        ("dossiers_to_sync", -1, {"sync_base"}),
        ("dossiers_with_electronic_result", -1, {"first_paper_as_result", "option_results_base"}),
        ("dossiers_digitised", -1, {"first_paper_as_result"}),
        ("dossiers_needing_result", -1, {"option_results_base"}),
        ("dossiers_using_citizen_data", 1, {"vneid_always_0", "option_citizen_data"}),
        ("procedures_using_citizen_data", 1, {"vneid_always_0", "option_citizen_data"}),
        ("dossiers_shared_for_reuse", -1, {"option_shared_for_reuse"}),
        ("dossiers_reusing_data", -1, {"mark_of_reuse"}),
        ("dossiers_paid_online", -1, {"payment_always_1", "day_of_payment"}),
        ("fee_procedures_paid_online", -1, {"payment_always_1", "day_of_payment"}),
        ("online_services_with_dossiers", -1, {"filed_as_received"}),
        ("fee_procedures_with_synced_fees", -1, {"filed_as_received"}),
    ],
)
def test_each_measure_has_the_causes_that_are_known_of_it(measure: str, difference: int, named: set[str]) -> None:
    of_all = {"not_at_the_portal", "sent_twice", "option_base"}
    assert set(codes(measure, difference)) - of_all == named - of_all
    assert named <= set(codes(measure, difference))


def test_a_cause_is_named_only_where_it_makes_the_difference_it_would_make() -> None:
    assert "paused_sent_as_done" not in codes("dossiers_on_time", 1), "there, more are on time at the portal"
    assert "paused_sent_as_done" not in codes("dossiers_overdue", -1)
    assert "vneid_always_0" not in codes("dossiers_using_citizen_data", -1)
    assert "not_at_the_portal" not in codes("dossiers_received", -1)
    assert "sent_twice" not in codes("dossiers_received", 1)


def test_equal_counts_need_no_cause() -> None:
    assert codes("dossiers_on_time", 0, other_day=True) == []


def test_counts_of_other_days_say_so_whatever_the_measure() -> None:
    assert codes("dossiers_received", 1, other_day=True)[0] == OTHER_DAY.code
    assert codes("petitions", 1, other_day=True) == [OTHER_DAY.code]
    assert OTHER_DAY.code not in codes("dossiers_received", 1)


def test_of_every_dossier_measure_something_is_known_in_both_directions() -> None:
    assert [(measure, sign) for measure in DOSSIER_MEASURES for sign in (1, -1) if not codes(measure, sign)] == []


def test_the_table_is_sound() -> None:
    every = (OTHER_DAY, *CAUSES)
    assert len({each.code for each in every}) == len(every)
    measures = read_measures()
    for each in every:
        assert each.text.vi
        assert each.text.en
        assert each.larger.keys() <= measures.keys(), each.code
    opened = {each.code for each in CAUSES if each.ground is Ground.OPEN}
    assert opened == {
        "option_base", "option_precision", "option_results_base", "option_citizen_data", "option_shared_for_reuse",
    }  # fmt: skip
    assert all(set(each.larger.values()) == {Larger.EITHER} for each in CAUSES if each.ground is Ground.OPEN)
