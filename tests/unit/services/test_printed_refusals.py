"""What a refusal says at a terminal: the same thing once, with its places, in both languages."""

import pytest

from app.cli.printing import print_refusal
from app.domain.errors import Faults, Location, Refusal


def test_what_is_wrong_in_many_places_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    faults = Faults()
    faults.file = "thang-10.csv"
    for line in (2, *range(2, 1500)):
        faults.add("dossier_agency_outside", Location(line, column="agency"), agency="H99.18", root="H31")
    faults.add("field_missing", Location(7, column="status"), field="status")
    with pytest.raises(Refusal) as refused:
        faults.refuse("submission_invalid")
    print_refusal(refused.value)
    assert capsys.readouterr().err.splitlines()[2:] == [
        "  thang-10.csv dòng 2 agency: H99.18 không thuộc H31. Chỉ gửi hồ sơ của H31 và các cơ quan bên dưới.",
        "  thang-10.csv line 2 agency: H99.18 is not part of H31. Send only dossiers of H31 and of agencies below it.",
        "    và 999 chỗ khác / and 999 more: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 …",
        "  … tổng cộng / in all 1500",
    ]


def test_the_same_text_on_another_column_stands_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    faults = Faults()
    for column in ("agency", "received_by"):
        faults.add("dossier_agency_outside", Location(3, column=column), agency="H99.18", root="H31")
    with pytest.raises(Refusal) as refused:
        faults.refuse("submission_invalid")
    print_refusal(refused.value)
    told = [line for line in capsys.readouterr().err.splitlines() if "không thuộc" in line]
    assert [line.split(":")[0].strip() for line in told] == ["dòng 3 agency", "dòng 3 received_by"]
