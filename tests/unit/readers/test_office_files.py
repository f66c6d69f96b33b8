"""Office files are read strictly; what one leaves out is the default's."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.findings import FindingLimits
from app.domain.office import Grade, Offices, RateDetail
from app.readers.files.offices import BUNDLED, read_offices
from app.readers.files.registers import read_measures
from app.readers.files.scorecards import BUNDLED as SCORECARDS
from app.readers.files.scorecards import read_scorecards
from app.readers.files.yaml_lines import YamlFileError

TEXT = (BUNDLED / "H31.yaml").read_text("utf-8")
DAY = date(2025, 3, 5)


def read(folder: Path, **files: str) -> Offices:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return read_offices(folder, read_scorecards(SCORECARDS, read_measures()))


def test_the_bundled_offices(tmp_path: Path) -> None:
    offices = read(BUNDLED)
    hung_yen, other = offices.of("H31", DAY), offices.of("H44", DAY)
    assert hung_yen.sign == "VPUB-PVHCC&KSTT"
    assert hung_yen.number == hung_yen.signer_name == ""
    codes = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH"]
    assert [each.code for each in hung_yen.group_entries] == [each.code for each in other.group_entries] == codes
    assert other.details[2] == RateDetail("REUSED_DIGITIZED_DATA", dossiers=True)
    assert (other.issuing_body, other.limits, other.grades) == ("{body}", FindingLimits(), ())
    assert offices.of("H31", date(2025, 6, 30)) is hung_yen
    assert offices.of("H31", date(2025, 7, 1)) is offices.of("H31", date(2022, 8, 29)) is offices.default
    assert read(tmp_path) == Offices(offices.default, {})


@pytest.mark.parametrize(
    ("score", "expected"), [("80", "Tốt"), ("79.99", "Khá"), ("70.00", "Khá"), ("69.99", None), (None, None)]
)
def test_grades_are_those_that_the_office_sets(score: str | None, expected: str | None) -> None:
    grades = (Grade("Tốt", Decimal(80)), Grade("Khá", Decimal(70)))
    office = replace(read(BUNDLED).default, grades=grades)
    assert office.grade_of(None if score is None else Decimal(score)) == expected
    assert office.grade_limits == {"Tốt": Decimal(80), "Khá": Decimal(70)}


def test_an_office_leaves_out_what_is_the_default(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(b"")
    offices = read(
        tmp_path,
        H44="agency: H44\nlimits: {low_share: 70.5, falls: 1}\ntemplate: own.docx\n",
        later="agency: H44.14\nfirst_day: 2026-01-01\nplace: Việt Trì\n",
        earlier="agency: H44.14\nlast_day: 2025-12-31\n",
    )
    office = offices.of("H44", DAY)
    assert office.limits == FindingLimits(low_share=Decimal("70.5"), falls=1)
    assert (office.template, office.issuing_body) == (tmp_path / "own.docx", "{body}")
    assert offices.of("H44.14", DAY).place == "{seat}"
    assert offices.of("H44.14", date(2026, 1, 1)).place == "Việt Trì"
    own_default = (BUNDLED / "default.yaml").read_text("utf-8").replace('place: "{seat}"', "place: Hà Nội")
    assert read(tmp_path, default=own_default).of("H44", DAY).place == "Hà Nội"


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("place: Hưng Yên", "plaice: Hưng Yên", "plaice", "plaice: Extra inputs are not permitted"),
        ("agency: H31", "agency: hung-yen", "agency: hung", "must be the code of an agency"),
        ("agency: H31\n", "", None, "agency: Field required"),
        ("agency: H31", "agency: default", "agency:", "belongs in default.yaml"),
        ("first_day: 2022-08-30", "first_day: 30/8/2022", "first_day: 30/8", "first_day"),
        ("last_day: 2025-06-30", "last_day: 2021-01-01", "last_day: 2021", "last_day: 2021-01-01 is before first_day"),
        ("last_day: 2025-06-30", "last_day: 2021-01-01", "last_day: 2021", "last_day: 2021-01-01 trước first_day"),
        (
            "signer_title: [KT. Chánh Văn phòng, Phó Chánh Văn phòng]",
            "signer_title: Chủ tịch",
            "signer_title",
            "signer_title: phải là danh sách / signer_title: Input should be",
        ),
        ("  - Như trên", '  - "Như\\u200btrên"', "\\u200b", "recipients.0.name: holds characters that cannot be seen"),
        ("  - Như trên", "  - Như {tren}", "{tren}", "no fact is called tren; known are agency, body"),
        ("  - Như trên", "  - Như {tren}", "{tren}", "không có dữ kiện tên tren; các tên dùng được: agency, body"),
        ("  - Như trên", "  - Như {agency.name}", "{agency.name}", "no fact is called agency.name"),
        ("  - Như trên", "  - Như {agency!r:>9}", "{agency!r", "no fact is called agency!r:>9"),
        ("  - Như trên", '  - "Như {agency"', "{agency", "no fact is called {"),
        ("  - Như trên", '  - "Như {rate}"', "Như {rate}", "no fact is called rate"),
        (
            '"nhóm chỉ số {groups} còn ở mức thấp"',
            '"{group} thấp"',
            "{group} thấp",
            "assessment.low: no fact is called group",
        ),
        ("number: 766/QĐ-TTg", 'number: ""', "- kind: Quyết định", "legal_grounds.0: has kind, number, day and body"),
        ("day: 2022-06-23", "day: 2022-06-32", "day: 2022-06-32", "legal_grounds.0.day: "),
        ("{code: CKMB, title: Công khai minh bạch}", "XYZ", "- XYZ", "no group is called 'XYZ'"),
        ("{code: CKMB, title: Công khai minh bạch}", "DOSSIER_ON_TIME", "- DOSSIER", "no group is called 'DOSSIER_ON"),
        ("[CLGQ, TTTT]", "[CLGQ, XYZ]", "[CLGQ, XYZ]", "không có nhóm chỉ số 'XYZ' / no group is called 'XYZ'"),
        ("{code: CKMB, title", "{groups: [CKMB], code: CKMB, title", "{groups: [CKMB]", "groups.0: names a group by"),
        ("code: SO_HOA_GIAY_TO_GIAI_QUYET", "code: MDHL", 'code: MDHL, title: "', "no indicator is called 'MDHL'"),
        (
            "layout: running",
            "layout: free",
            "layout: free",
            "layout: không phải giá trị cho phép / layout: Input should",
        ),
        ("rank_digits: 2", "rank_digits: 9", "rank_digits: 9", "lines.rank_digits: Input should be less than"),
        ("  group:\n", "  group: []\n  groups:\n", "  group: []", "lines.group: Tuple should have at least 1 item"),
        (
            'number: ""',
            'number: ""\ntasks: [{text: Làm, rule: low, agencies: [H31.17]}]',
            "tasks:",
            "tasks.0: is for some agencies, or for those of which a rule finds something",
        ),
        (
            'number: ""',
            'number: ""\ntasks: [{text: Làm, agencies: [H31, x]}]',
            "tasks:",
            "must be the code of an agency",
        ),
        ('number: ""', 'number: ""\ntasks: [{text: "Nâng {group}", agencies: [H31]}]', "tasks:", "only where a rule"),
        (
            'number: ""',
            'number: ""\ntasks: [{text: Làm, rule: low, days: 5, deadline: 2025-04-01}]',
            "tasks:",
            "tasks.0: has a deadline or days, not both",
        ),
        (
            'number: ""',
            'number: ""\ngrades: [{name: Khá, at_least: 70}, {name: Tốt, at_least: 80}]',
            "grades:",
            "grades: xếp loại cao nhất đứng trước / grades: the highest grade stands first",
        ),
        (
            'number: ""',
            'number: ""\nlimits:\n  low_share: 101',
            "low_share",
            "limits.low_share: Input should be",
        ),
        ('number: ""', 'number: ""\nlimits:\n  low_share: NaN', "low_share", "finite number"),
        ('number: ""', 'number: ""\nlimits:\n  low: 1', "  low:", "limits.low: Extra inputs"),
        ('number: ""', 'number: ""\nlimits: 5', "limits:", "limits: Input should be"),
        ('number: ""', 'number: ""\ntemplate: own.docx', "template:", "there is no file"),
        ('number: ""', 'number: ""\nnumber: "1"', 'number: "1"', "the key 'number' stands twice"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, at: str | None, what: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(YamlFileError) as caught:
        read(tmp_path, bad=text)
    place, _, message = str(caught.value).partition(": ")
    assert what in message
    line = text[: text.index(at)].count("\n") + 1 if at else 1
    assert place == f"{tmp_path / 'bad.yaml'}:{line}"


def test_two_files_for_one_agency_on_one_day(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match="overlaps another file of the same agency, in force on 2025-06-30"):
        read(tmp_path, first=TEXT, second="agency: H31\nfirst_day: 2025-06-30\n")
    with pytest.raises(YamlFileError, match="overlaps"):
        read(tmp_path, first="agency: H31\n", second="agency: H31\n")


def test_a_default_that_is_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(YamlFileError, match="phải gồm các mục và giá trị / must be keys and values"):
        read(tmp_path, default="- a\n")
    text = (BUNDLED / "default.yaml").read_text("utf-8").replace("agency: default", "agency: H31")
    with pytest.raises(YamlFileError, match="the agency 'default' belongs in"):
        read(tmp_path, default=text)
