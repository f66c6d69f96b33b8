"""What may be asked of dossiers: other choices of the rules, measures, and the words for what is odd about them."""

import pytest

from app.domain.dossiers.data_quality import Oddity
from app.domain.dossiers.options import (
    OPTIONS,
    choose,
    other_choices,
    parse_dossier_measure,
    parse_option,
    with_options,
)
from app.domain.dossiers.rules import Base, Precision
from app.domain.errors import Refusal
from tests.support.dossiers import REGISTERS, RULES


def test_other_choices_are_taken_by_their_names_and_the_rest_stays() -> None:
    found = with_options(RULES, {"base": "received_or_open", "precision": "minute"})
    assert (found.base, found.precision) == (Base.RECEIVED_OR_OPEN, Precision.MINUTE)
    assert with_options(found, {"base": RULES.base, "precision": RULES.precision}) == RULES


@pytest.mark.parametrize("chosen", [{"bases": "received"}, {"base": "minute"}])
def test_an_unknown_choice_is_refused_with_all_that_there_are(chosen: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        with_options(RULES, chosen)
    assert refused.value.code == "dossier_option_unknown"
    assert all(
        f"{name}={'|'.join(choices)}" in str(refused.value.params["allowed"]) for name, choices in OPTIONS.items()
    )


def test_options_are_read_one_by_one_and_an_unknown_one_is_refused_as_it_was_written() -> None:
    assert parse_option("precision=minute") == ("precision", "minute")
    for wrong in ("precision", "precision=", "precision=hour", "=minute", "speed=minute"):
        with pytest.raises(Refusal) as refused:
            parse_option(wrong)
        assert refused.value.code == "dossier_option_unknown"
        assert str(refused.value.params["value"]).startswith(wrong)


def test_an_option_has_one_value() -> None:
    pairs = [("base", "received"), ("precision", "minute"), ("base", "received")]
    assert choose(pairs) == {"base": "received", "precision": "minute"}
    with pytest.raises(Refusal) as refused:
        choose([*pairs, ("precision", "date")])
    assert (refused.value.code, refused.value.params) == ("dossier_option_repeated", {"name": "precision"})


def test_what_is_chosen_otherwise_is_told() -> None:
    assert other_choices(RULES, RULES) == {}
    chosen = with_options(RULES, {"base": RULES.base, "precision": "minute"})
    assert other_choices(chosen, RULES) == {"precision": "minute"}


def test_every_option_of_the_rules_can_be_chosen() -> None:
    assert list(OPTIONS) == list(RULES.options)


def test_only_measures_that_dossiers_tell_can_be_asked() -> None:
    assert parse_dossier_measure("dossiers_on_time") == "dossiers_on_time"
    with pytest.raises(Refusal) as refused:
        parse_dossier_measure("petitions")
    assert refused.value.code == "dossier_measure_unknown"


def test_every_oddity_has_a_name_and_an_effect_of_its_own_in_both_languages() -> None:
    for texts in ([each.label for each in Oddity], [each.effect for each in Oddity]):
        assert len({text.vi for text in texts}) == len({text.en for text in texts}) == len(Oddity)


def test_a_register_lists_all_its_procedures() -> None:
    listed = {each.code for each in REGISTERS.procedures}
    assert listed == {"1.000001", "1.000002", "1.000003"}
