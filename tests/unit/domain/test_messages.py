"""Every code has its sentences, in both languages, with the same data."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from app.api.http.problems import title_of
from app.domain.errors import MAX_FAULTS_LISTED, Fault, Faults, Location, Refusal
from app.domain.messages import CATALOG, Message, as_record, by_code, describe, shorten

APP = Path(__file__).parents[3] / "app"
MESSAGES = APP / "domain" / "messages"


def placeholders(text: str) -> set[str]:
    return {name.removesuffix("_vi").removesuffix("_en") for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", CATALOG)
def test_both_languages_say_the_same(code: str) -> None:
    message = CATALOG[code]
    assert placeholders(message.vi) == placeholders(message.en)
    assert message.vi != message.en
    assert all(text.endswith((".", ")", "]", "?")) for text in (message.vi, message.en))


def test_a_code_has_a_status_and_one_meaning() -> None:
    with pytest.raises(TypeError, match="missing"):
        Message("unknown_agency", vi="Không có.", en="There is none.")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="unknown_agency"):
        by_code([CATALOG["unknown_agency"], CATALOG["unknown_agency"]])
    assert all(title_of(message.status) for message in CATALOG.values() if message.status != 200)


def test_every_code_used_is_in_the_catalog_and_back() -> None:
    sources = {path: path.read_text("utf-8") for path in APP.rglob("*.py") if path.parent != MESSAGES}
    used = {code for text in sources.values() for code in re.findall(r'"([a-z]+(?:_[a-z]+)+)"', text)}
    raised = {
        code
        for text in sources.values()
        for code in re.findall(r'(?:Refusal|Fault|\.add|take|refuse)\(\s*"([a-z_]+)"', text)
    }
    assert raised <= set(CATALOG) | {"agency", "api_key"}
    assert set(CATALOG) <= used


def test_values_are_safe_to_show() -> None:
    assert shorten("a" * 700) == "a" * 600 + "…"
    assert shorten("x\x00\ud800\u202e") == "x\\x00\\ud800\\u202e"
    record = as_record(Fault("unknown_agency", Location(line=3, column="agency\x07"), {"value": "\ud800"}))
    assert record["column"] == "agency\\x07"
    assert "\\ud800" in str(record["detail"])
    assert describe("not_migrated", {"current": None, "head": "1"}).en.startswith("The database is at revision -")


def test_faults_are_counted_beyond_the_list() -> None:
    faults = Faults()
    faults.refuse("submission_invalid")
    for number in range(MAX_FAULTS_LISTED + 5):
        faults.add("unknown_agency", Location(line=number), value=number)
    faults.take(Refusal("unknown_period", value="x").at(Location(parameter="period")), Location(line=1))
    with pytest.raises(Refusal) as caught:
        faults.refuse("submission_invalid")
    assert (len(caught.value.faults), caught.value.total) == (MAX_FAULTS_LISTED, MAX_FAULTS_LISTED + 6)
    assert len(faults.listed) == MAX_FAULTS_LISTED


def test_a_day_is_written_as_people_of_each_language_write_it() -> None:
    text = describe("period_in_future", {"period": "2026-12", "today": date(2026, 11, 7)})
    assert "hôm nay là 07/11/2026" in text.vi
    assert "today is 2026-11-07" in text.en
