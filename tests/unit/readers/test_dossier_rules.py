"""The rules by which dossiers count are dated data, read strictly."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.dossiers.rules import DossierRulesHistory
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.readers.files.dossier_rules import BUNDLED, read_dossier_rules
from app.readers.files.offices import BUNDLED as OFFICES
from app.readers.files.scorecards import BUNDLED as SCORECARDS
from app.readers.files.yaml_lines import YamlFileError
from app.services import registers

TEXT = (BUNDLED / "qd766" / "2022-06-23.yaml").read_text("utf-8")
DEFAULTS = {
    "base": "received",
    "precision": "date",
    "results_base": "all",
    "citizen_data": "wide",
    "shared_for_reuse": "wide",
}


def read(folder: Path, **files: str) -> DossierRulesHistory:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return read_dossier_rules(folder)


def test_the_bundled_rules_have_the_defaults_and_say_how_sure_they_are() -> None:
    (rules,) = read_dossier_rules(BUNDLED)
    assert (rules.id, rules.options) == ("qd766-2022-06-23", DEFAULTS)
    assert {name: str(each.status) for name, each in rules.evidence.items()} == {
        **dict.fromkeys(DEFAULTS, "inferred"),
        "results_base": "partly",
    }
    assert all(each.note for each in rules.evidence.values())
    assert rules.digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("value: received", "value: recieved", "options.base.value: Input should be 'received' or 'received_or_open'"),
        ("value: date", "value: hour", "options.precision.value: Input should be 'date' or 'minute'"),
        ("value: all", "value: none", "options.results_base.value: Input should be 'all' or 'needing_document'"),
        ("  precision:", "  precison:", "options.precision: Field required"),
        ("options:", "extra: 1\noptions:", "extra: Extra inputs are not permitted"),
        ("status: partly", "status: guessed", "options.results_base.evidence.status"),
        ("first_day: 2022-06-23", "first_day: 2022-06-23\nlast_day: 2022-06-22", "is before first_day 2022-06-23"),
        ("series: qd766", "series: QD 766", "series: String should match pattern"),
    ],
)
def test_an_unknown_word_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert old in TEXT
    with pytest.raises(YamlFileError, match=r"rules\.yaml:[0-9]+: ") as caught:
        read(tmp_path, rules=TEXT.replace(old, new, 1))
    assert what in str(caught.value)


def test_later_rules_are_a_new_file(tmp_path: Path) -> None:
    ended = TEXT.replace("first_day: 2022-06-23", "first_day: 2022-06-23\nlast_day: 2026-12-31")
    later = TEXT.replace("2022-06-23", "2027-01-01").replace("value: date", "value: minute")
    history = read(tmp_path, b=ended, a=later)
    assert [each.precision for each in history] == ["date", "minute"]
    assert history.in_force(Period.parse("2026")).precision == "date"
    assert history.in_force(Period.parse("2027-01")).first_day == date(2027, 1, 1)
    with pytest.raises(Refusal, match="no_scorecard"):
        history.in_force(Period.parse("2021"))


def test_rules_do_not_overlap_and_there_are_some(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match="no file with rules"):
        read(tmp_path)
    with pytest.raises(YamlFileError, match="overlaps qd766-2022-06-23, in force on 2027-01-01"):
        read(tmp_path, a=TEXT, b=TEXT.replace("2022-06-23", "2027-01-01"))


def test_the_service_does_not_start_with_rules_that_it_does_not_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules.yaml").write_text(TEXT.replace("value: wide", "value: widest", 1), "utf-8")
    assert registers.read_registers(SCORECARDS, OFFICES).dossier_rules.items
    monkeypatch.setattr(registers, "DOSSIER_RULES", tmp_path)
    with pytest.raises(YamlFileError, match=r"citizen_data\.value"):
        registers.read_registers(SCORECARDS, OFFICES)
