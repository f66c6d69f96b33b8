"""Letters of 2026: counts of our own, changes, chances, and what is missing."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.agencies import Cohort
from app.domain.errors import Refusal
from app.domain.evaluation.score_changes import ScoreChange
from app.domain.evaluation.scores import Basis
from app.domain.office import GroupEntry, Layout, Office
from app.domain.periods import Period
from app.services.evaluation.evaluate import Evaluator
from app.services.letters.compose import Letter, compose
from app.services.letters.text import words
from tests.conftest import NOW, Client
from tests.integration.letters.conftest import Writes
from tests.integration.letters.test_february_2025 import as_json, docx_text, page_text


def rules(letter: Letter) -> dict[str, dict[str, Any]]:
    return {each["rule"]: each for each in as_json(letter)["findings"]}


def test_a_province_of_2026(letter_of: Writes) -> None:
    letter = letter_of("2026", "H44")
    view = as_json(letter)
    assert (view["total"]["text"]["score"], view["total"]["text"]["rank"]) == ("62,18/100", "19/34")
    assert view["total"]["text"]["average"] == "62,59"
    timeliness = view["groups"][1]
    assert (timeliness["text"]["rate"], timeliness["rate_basis"]) == ("89,05%", "computed")
    found = rules(letter)
    assert [each["code"] for each in found["below_average"]["items"]] == ["CKMB"]
    assert [each["code"] for each in found["low"]["items"]] == ["MDSH"]
    assert [(each["code"], each["distance"]) for each in found["chance"]["items"]] == [
        ("PUBLIC_UPDATE_ON_TIME", 3.41),
        ("CLGQ", 0.53),
        ("DOSSIER_ON_TIME", 0.38),
        ("PUBLISH_ON_TIME", 0.28),
        ("ORIGINAL_RESULT_AVAILABLE", 0.19),
    ]
    assert "149.060 hồ sơ, đạt 22,24%" in page_text(letter)
    assert "năm 2026" in docx_text(letter)


def test_falls_are_told_from_the_largest(reader: Client) -> None:
    registers = reader.service.registers
    evaluator = Evaluator(reader.service.database, registers.scorecards, Basis.BEST, NOW.date())
    evaluation = evaluator.cohort(Period.parse("2026"), Cohort.parse("provinces"))
    moves = {"DOSSIER_ON_TIME": "-0.19", "TTTT": "-1.5", "CLGQ": "0.4", "total": "-1.29"}
    changes = {code: ScoreChange(Decimal(move), None) for code, move in moves.items()}
    letter = compose(evaluation, "H44", changes, replace(registers.offices.default, groups=(GroupEntry("MDSH"),)), None)
    text = words(letter)
    assert text.falls.items == (
        "Thanh toán trực tuyến: giảm 1,5 điểm (từ 8,32 còn 6,82 điểm);",
        "Tỷ lệ hồ sơ xử lý trước hạn, đúng hạn: giảm 0,19 điểm (từ 18 còn 17,81 điểm).",
    )
    (told,) = (each for each in text.left_out if each.part == "fall")
    assert told.text.vi == (
        "Công khai, minh bạch, Số hóa hồ sơ, Mức độ hài lòng: so sánh với kỳ trước – chưa có số liệu."
    )
    assert [line.code for line in letter.groups] == ["MDSH", "CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL"]
    with pytest.raises(Refusal) as caught:
        compose(evaluation, "H31.17", {}, Office(), None)
    assert caught.value.code == "agency_not_in_cohort"


def test_one_province_of_34_is_no_ranking_and_no_average(letter_of: Writes) -> None:
    """The third quarter is known of Phú Thọ alone: it is not first of one, nor low beside itself."""
    letter = letter_of("2026-Q3", "H44")
    view = as_json(letter)
    assert (view["total"]["text"]["score"], view["total"]["text"]["rank"]) == ("61,39/100", "")
    assert {(each["rank"], each["average"]) for each in view["groups"]} == {(None, None)}
    assert not any(rule["items"] for rule in rules(letter).values())
    told = {(each["part"], each["reason"]) for each in view["left_out"] if each["code"] == "total"}
    assert told == {("average", "too_few"), ("rank", "too_few")}
    assert "Đánh giá" not in page_text(letter)


def test_lines_without_a_score_are_left_out(letter_of: Writes) -> None:
    letter = letter_of("2025-02", "H31", basis=Basis.COMPUTED)
    text = words(letter)
    assert (text.total.sentence, text.groups, text.lines) == ("", (), ())
    assert text.details == ("Khai thác, sử dụng lại thông tin, dữ liệu số hóa: 208 hồ sơ",)
    assert [(each.part, each.code) for each in text.left_out if each.part == "score"] == [
        ("score", code) for code in ("total", "CKMB", "TDGQ", "CLGQ", "TTTT", "MDHL", "MDSH")
    ]
    for printed in (page_text(letter), docx_text(letter)):
        assert "chưa có số liệu" not in printed
        assert "điểm" not in printed.partition("Theo số liệu đó")[2].partition("đề nghị")[0]


def test_sections_are_numbered_as_they_come(letter_of: Writes) -> None:
    letter = letter_of("2025-02", "H31", basis=Basis.COMPUTED, layout=Layout.SECTIONS, requests=("Làm tốt hơn.",))
    for printed in (page_text(letter), docx_text(letter)):
        assert "1. Đề nghị" in printed
        assert "Kết quả chung" not in printed


def test_a_rate_without_its_count(letter_of: Writes) -> None:
    letter = letter_of("2025-02", "H31")
    (known,) = (each for each in letter.details if each.counted)
    partly = replace(letter, details=(replace(known, dossiers=None),))
    assert words(partly).details[0].endswith("dữ liệu số hóa: 0,49%")
    assert "dossiers" in {each.part for each in words(partly).left_out}


def test_departments_are_compared_with_departments(letter_of: Writes) -> None:
    """An agency without a file gets the heading of its own body, below the committee that it belongs to."""
    letter = letter_of("2026-Q3", "H44.07", "H44.departments")
    text = words(letter)
    assert text.average_name == "trung bình các sở, ban, ngành"
    assert text.total.rank == "4/12"
    assert letter.agency.name.endswith(" - Tỉnh Phú Thọ")
    assert text.parent_body == "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ"
    assert text.issuing_body == letter.agency.name.removesuffix(" - Tỉnh Phú Thọ").upper()
    assert text.place_and_date.startswith("Phú Thọ, ngày")


def test_rates_of_computed_months_are_those_of_the_headline_indicators(letter_of: Writes) -> None:
    letter = letter_of("2026-Q3", "H44", basis=Basis.COMPUTED)
    found = {line.code: (line.rate.source, words(letter)) for line in letter.groups if line.rate and line.rate.value}
    assert set(found) == {"TDGQ", "CLGQ", "TTTT", "MDHL"}
    assert {source for source, _ in found.values()} == {"computed"}
    timely = next(line for line in letter.groups if line.code == "TDGQ")
    assert timely.rate is not None
    assert timely.rate.value is not None
    assert round(timely.rate.value, 2) == Decimal("86.76")  # 403,016 of 464,494 dossiers
    assert {line.code for line in letter.groups if line.rate is None} == {"CKMB", "MDSH"}


def test_a_part_of_the_cohort_is_said(letter_of: Writes) -> None:
    letter = letter_of("2026", "H44")
    partly = replace(letter, total=replace(letter.total, averaged=33))
    assert words(letter).partial == ""
    assert words(partly).partial == (
        "Xếp hạng và trung bình được tính trên số tỉnh, thành phố có số liệu: Tổng điểm 33/34."
    )


def test_an_office_says_what_is_told(letter_of: Writes) -> None:
    letter = letter_of(
        "2026",
        "H44",
        parent_body="Bộ của {agency}",
        signer_title=("TM. Ủy ban nhân dân", "Chủ tịch"),
        signer_name="Nguyễn Văn A",
        addressees=("Các sở",),
        requests=(),
        details=(),
    )
    for text in (page_text(letter), docx_text(letter)):
        assert "BỘ CỦA PHÚ THỌ" in text
        assert "TM. ỦY BAN NHÂN DÂN" in text
        assert "Nguyễn Văn A" in text
        assert "Kính gửi: Các sở" in text
        assert "4. Đề nghị" not in text


def test_rates_of_each_basis(letter_of: Writes) -> None:
    computed, official = (letter_of("2026", "H44", basis=basis) for basis in (Basis.COMPUTED, Basis.OFFICIAL))
    assert computed.groups[1].rate is not None
    assert computed.groups[1].rate.source == "computed"
    assert all(rate is None or rate.source != "computed" for rate in (line.rate for line in official.groups))
    assert as_json(official)["basis"] == "official"
