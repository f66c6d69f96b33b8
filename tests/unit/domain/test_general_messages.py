"""Faults without what was sent: nothing that somebody typed is left of them, and all that helps to find them is."""

from typing import Any

import pytest

from app.domain.errors import Fault, Location
from app.domain.messages import CATALOG, as_record, general, redacted

KNOWN, LISTS = {"statistics", "agency", "measures", "dossiers_received", "a/b"}, {"statistics"}
NAME = "Nguyễn Văn An"


@pytest.mark.parametrize("code", CATALOG)
def test_every_code_says_something_general_in_both_languages(code: str) -> None:
    text = general(code)
    assert text.vi != text.en
    assert not set("{}") & set(text.vi + text.en)
    assert len(text.en) > len("…. ….")


def test_a_code_of_a_later_release_has_a_sentence_too() -> None:
    assert general("not_yet_there").en == "This release has no description of this error."


def shown(code: str, **where: Any) -> dict[str, Any]:
    params = dict.fromkeys(("value", "field", "found", "expected", "limit", "allowed", "hint_vi", "hint_en"), NAME)
    return redacted(as_record(Fault(code, Location(**where), params)), KNOWN, LISTS)


def test_what_was_typed_is_no_part_of_a_sentence() -> None:
    found = shown("number_negative", line=7, column="dossiers_received")
    assert found == {
        "code": "number_negative",
        "line": 7,
        "pointer": None,
        "column": "dossiers_received",
        "parameter": None,
        "sheet": None,
        "cell": None,
        "detail": "… is negative. Counts start at 0; leave it empty if there is none.",
        "detail_vi": "… là số âm. Số liệu đếm từ 0 trở lên; để trống nếu không có.",
    }


@pytest.mark.parametrize(
    ("pointer", "left"),
    [
        ("/statistics/12/measures/dossiers_received", "/statistics/12/measures/dossiers_received"),
        (f"/statistics/12/measures/{NAME}", "/statistics/12/measures/…"),
        ("/statistics/12/measures/0912345678", "/statistics/12/measures/…"),
        ("/statistics/12/0912345678", "/statistics/12/…"),
        ("/statistics", "/statistics"),
        ("/0912345678", "/…"),
        (f"/{NAME}/12", "/…/…"),
        ("/measures/0912345678", "/measures/…"),
        ("/statistics/x~1y", "/statistics/…"),
        (f"{NAME}/statistics", "…/statistics"),
        ("", ""),
    ],
)
def test_a_pointer_keeps_what_is_known_and_the_numbers_of_rows(pointer: str, left: str) -> None:
    assert shown("unknown_field", pointer=pointer)["pointer"] == left


@pytest.mark.parametrize(
    ("code", "where", "left"),
    [
        ("unknown_measure", {"column": NAME}, "…"),
        ("unknown_measure", {"column": "LAN"}, "…"),
        ("key_repeated", {"column": "agency"}, "agency"),
        ("formula_without_value", {"column": "AB"}, "AB"),
        ("formula_without_value", {"column": "ABCD"}, "…"),
        ("too_many_columns", {"column": "LAN", "pointer": "/LAN"}, "…"),
        ("row_ragged", {}, None),
    ],
)
def test_a_column_is_a_known_name_or_a_spreadsheets_letter(code: str, where: dict[str, Any], left: str | None) -> None:
    assert shown(code, **where)["column"] == left


def test_a_cell_keeps_its_place_and_its_worksheet_no_title() -> None:
    found = shown("number_negative", line=7, sheet=NAME, cell="C7")
    assert (found["sheet"], found["cell"]) == ("…", "C7")


def test_a_parameter_is_a_known_name() -> None:
    assert shown("text_invalid", parameter="agency")["parameter"] == "agency"
    assert shown("text_invalid", parameter=NAME)["parameter"] == "…"
