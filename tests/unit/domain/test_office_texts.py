"""The templates of an office's file."""

import pytest

from app.domain.office_texts import filled, joined, unknown_facts, unknown_names

FACTS = {"agency": "Hưng Yên", "score": "76,72", "rank": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{agency} đạt {score} điểm", "Hưng Yên đạt 76,72 điểm"),
        ("xếp hạng {rank}", None),
        ("không nêu gì", "không nêu gì"),
    ],
)
def test_a_text_is_filled_or_nothing(text: str, expected: str | None) -> None:
    assert filled(text, FACTS) == expected


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["{agency}", ", hạng {rank}", ", {score} điểm"], "Hưng Yên, 76,72 điểm"),
        (["hạng {rank}", ", {score} điểm"], None),
        ([], None),
    ],
)
def test_pieces_are_left_out_but_for_the_first(pieces: list[str], expected: str | None) -> None:
    assert joined(pieces, FACTS) == expected


def test_what_is_not_known_is_named_once() -> None:
    assert unknown_facts("{rank} {agency} {rank} {average}", FACTS) == ["rank", "average"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{agency} {score!r}", ["score!r"]), ("{agency", ["{"]), ("}", ["}"]), ("{{agency}}", ["{", "}"]), ("{}", [""])],
)
def test_nothing_but_names_stands_in_braces(text: str, expected: list[str]) -> None:
    assert unknown_names(text, ["agency", "score"]) == expected
