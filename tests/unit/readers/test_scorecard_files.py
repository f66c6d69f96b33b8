"""Scorecard files are read strictly, and a new one needs no code."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.domain.periods import Period
from app.domain.scorecard.rounding import ProductRounding, Rounding, RoundingMode, RoundingRule
from app.domain.scorecard.scorecard import EvidenceStatus, Scorecards
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED, read_scorecards
from app.readers.files.yaml_lines import YamlFileError

TEXT = (BUNDLED / "qd766" / "2022-06-23.yaml").read_text("utf-8")


def line_of(text: str, after: str = "") -> int:
    start = TEXT.index(after)
    return TEXT[: TEXT.index(text, start)].count("\n") + 1


def read(folder: Path, **files: str) -> Scorecards:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return read_scorecards(folder, read_measures())


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("no_cases: zero", "no_cases: zero\n        bonus: 5", "bonus: Extra inputs are not permitted"),
        ("series: qd766", "serie: qd766", "Field required"),
        ("        max: 20", "        max: 19", "add up to 19, not to the group's 20"),
        ("headline: PAYMENT_DOSSIER", "headline: PUBLISH_ON_TIME", "the headline 'PUBLISH_ON_TIME' is no indicator of"),
        ("max: 100", "max: 101", "add up to 100, not to 101"),
        ("[dossiers_on_time]", "[dossiers_in_time]", "no measure is called 'dossiers_in_time'"),
        ("full_at: 0.50", "full_at: 1.50", "less than or equal to 1"),
        ("full_at: 0.50", "full_at: NaN", "finite number"),
        ("no_cases: zero", "no_cases: nil", "Input should be"),
        ("code: TDGQ", "code: CKMB", "the code 'CKMB' stands twice"),
        ("code: TDGQ", "code: total", "String should match pattern"),
        ("first_day: 2022-06-23", "first_day: 23/6/2022", "first_day"),
        ("last_day", "last_day", ""),
        ("law: Quyết định 766/QĐ-TTg ngày", "max: 100\nlaw: Quyết định 766/QĐ-TTg ngày", "the key 'max' stands twice"),
        ("\ngroups:", "\ngroups: [", "not YAML"),
        ("rounding:", "rundung:", "rounding: Field required"),
        ("mode: half_up", "mode: half_odd", "rounding.rules.exact.ratio.mode: Input should be 'half_up', 'half_down'"),
        ("decimals: 16", "decimals: 17", "ratio.decimals: Input should be less than or equal to 16"),
        ("decimals: 16", "decimals: -1", "ratio.decimals: Input should be greater than or equal to 0"),
        ("score: {decimals: 2", "score: {decimals: 3", "exact.score: scores have at most 2 decimals everywhere, not 3"),
        ("average: {decimals: 2", "average: {decimals: 3", "rounding.average: scores have at most 2 decimals"),
        ("default: exact", "default: exactly", "no rounding rule is called 'exactly'"),
        ("rounding: percent_double", "rounding: trees", "no rounding rule is called 'trees'"),
        ("product: nearest_double", "product: double", "percent_double.product: Input should be 'exact' or 'nearest_"),
        ("percent: {decimals: 2", "percent: {decimals: 15", "percent: a per cent has at most 14 decimals, not 15"),
        ("    exact:", "    exact:\n      float: double", "rounding.rules.exact.float: Extra inputs are not permitted"),
        ("change: recoverable", "change: easy", "lever.change: Input should be 'recoverable', 'new_cases' or 'lost'"),
        ('vi: "thêm {cases} TTHC', 'vi: "thêm {n} TTHC', "names the number of cases as {cases}, and nothing else in"),
        ("en_one:", "en_two:", "lever.done.en_one: Field required"),
        ("change: lost", "change: lost\n          after_period: yes", "only what is recoverable can be mended after"),
        ("moves: [dossiers_satisfied]", "moves: [dossiers_on_time]", "'dossiers_on_time' is the numerator of no other"),
        ("moves: [dossiers_satisfied]", "moves: [petitions_on_time]", "a numerator that DOSSIER_RECEIVING_SATISF"),
        ("may_move: [dossiers_online]", "may_move: [dossiers]", "'dossiers' is the numerator of no other indicator"),
        ("rounding_evidence: {status: inferred", "rounding_evidence: {status: guessed", "rounding_evidence.status"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    if not what:
        new_text = TEXT.replace("first_day: 2022-06-23\n", "first_day: 2022-06-23\nlast_day: 2021-01-01\n", 1)
        what = "last_day 2021-01-01 is before first_day"
    else:
        new_text = TEXT.replace(old, new, 1)
    assert new_text != TEXT
    with pytest.raises(YamlFileError) as caught:
        read(tmp_path, bad=new_text)
    place, _, message = str(caught.value).partition(": ")
    assert place.startswith(str(tmp_path / "bad.yaml:"))
    assert what in message


def test_the_line_is_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match=f"bad.yaml:{line_of('[dossiers_on_time]')}:"):
        read(tmp_path, bad=TEXT.replace("[dossiers_on_time]", "[nothing]"))
    with pytest.raises(YamlFileError, match=f"bad.yaml:{line_of('full_at: 0.50')}:"):
        read(tmp_path, bad=TEXT.replace("full_at: 0.50", "full_at: two"))
    with pytest.raises(YamlFileError, match=f"bad.yaml:{line_of('score: {decimals')}:"):
        read(tmp_path, bad=TEXT.replace("score: {decimals: 2, mode: half_up}", "score: {decimals: 2, mode: half}"))
    with pytest.raises(YamlFileError, match=f"bad.yaml:{line_of('default: exact')}:"):
        read(tmp_path, bad=TEXT.replace("default: exact", "default: none"))


def test_no_files_and_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match="no scorecard file"):
        read(tmp_path)
    with pytest.raises(YamlFileError, match="the file is empty"):
        read(tmp_path, empty="# nothing\n")
    (tmp_path / "empty.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(YamlFileError, match="not YAML"):
        read(tmp_path)


def from_day(day: str, edit: Callable[[str], str] = str) -> str:
    return edit(TEXT.replace("first_day: 2022-06-23", f"first_day: {day}", 1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (TEXT, TEXT),
        (
            TEXT.replace("first_day: 2022-06-23\n", "first_day: 2022-06-23\nlast_day: 2027-01-01\n", 1),
            from_day("2027-01-01"),
        ),
    ],
)
def test_overlapping_scorecards_are_refused(tmp_path: Path, first: str, second: str) -> None:
    with pytest.raises(YamlFileError, match=r"second\.yaml:\d+: overlaps qd766-2022-06-23"):
        read(tmp_path, first=first, second=second)


def test_a_scorecard_for_2027_needs_no_code(tmp_path: Path) -> None:
    found = read(
        tmp_path, now=TEXT, later=from_day("2027-01-01", lambda text: text.replace("full_at: 0.90", "full_at: 0.95"))
    )
    assert [each.first_day for each in found] == [date(2022, 6, 23), date(2027, 1, 1)]
    thresholds = [
        str(found.in_force(Period.parse(period)).indicators["DOSSIER_RECEIVING_SATISFACTION"].full_at)
        for period in ("2026", "2026-12", "2027-01", "2027")
    ]
    assert thresholds == ["0.90", "0.90", "0.95", "0.95"]


def test_indicators_round_by_the_rule_they_name(tmp_path: Path) -> None:
    other = "    tens: {ratio: {decimals: 4, mode: down}, score: {decimals: 1, mode: half_even}}\n"
    text = TEXT.replace(
        "  average: {decimals: 2, mode: half_up}", f"{other}  average: {{decimals: 0, mode: half_down}}"
    )
    found = read(tmp_path, file=text.replace("no_cases: null", "no_cases: null\n        rounding: tens", 1)).items[0]
    assert found.average == Rounding(0, RoundingMode.HALF_DOWN)
    ratio, two = Rounding(16, RoundingMode.HALF_UP), Rounding(2, RoundingMode.HALF_UP)
    exact = RoundingRule(ratio, two, name="exact")
    double = RoundingRule(ratio, two, two, ProductRounding.NEAREST_DOUBLE, "percent_double")
    tens = RoundingRule(Rounding(4, RoundingMode.DOWN), Rounding(1, RoundingMode.HALF_EVEN), name="tens")
    trees = (each.code for group in found.groups[1:4] for each in group.indicators)
    assert {code: each.rounding for code, each in found.indicators.items()} == {
        **dict.fromkeys(found.indicators, exact), **dict.fromkeys(trees, double), "PUBLISH_ON_TIME": tens,
    }  # fmt: skip


def test_evidence_is_that_of_the_rule_where_an_indicator_has_none(tmp_path: Path) -> None:
    found = read(tmp_path, file=TEXT).items[0].indicators
    told = {code: each.rounding_evidence for code, each in found.items()}
    notes = {code: each.note for code, each in told.items() if each}
    assert "1,345 of 1,345" in notes["PUBLISH_ON_TIME"]
    assert "Nine published groups" in notes["PAYMENT_DOSSIER"]
    inferred = {code for code, each in told.items() if each and each.status is EvidenceStatus.INFERRED}
    assert inferred == {"DOSSIER_ON_TIME", "ONLINE_PROCEDURE_SHARE", "ONLINE_SERVICE_USED", "PAYMENT_PROCEDURE_USED"}
