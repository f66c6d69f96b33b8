"""The acceptance: from the published results of February 2025 the letter of Hưng Yên, figure by figure."""

import html
import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest

from app.api.routes.letters import LetterFormat, letter_response
from app.domain.findings import FindingRule
from app.services.letters.compose import Letter
from tests.integration.letters.conftest import Writes

# In the letter's order: code, score, average, rate, rank.
GROUPS = [
    ("CKMB", "10,8/18", "9,9", "–", "20/63"),
    ("TDGQ", "19,5/20", "17,3", "98,5%", "1/63"),
    ("CLGQ", "10/12", "8,8", "63,7%", "29/63"),
    ("TTTT", "5/10", "5,9", "57,71%", "41/63"),
    ("MDHL", "17,8/18", "17,5", "99,1%", "chưa có số liệu"),
    ("MDSH", "13,6/22", "13,5", "–", "chưa có số liệu"),
]
DETAILS = ["82,24%", "83,81%", "208 hồ sơ, đạt 0,49%"]
SAID = [
    "Số: ……/UBND-PVHCC&KSTT",
    "Hưng Yên, ngày 05 tháng 3 năm 2025",
    "V/v kết quả đánh giá chất lượng phục vụ người dân, doanh nghiệp tháng 02 năm 2025",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN",
    "Căn cứ Quyết định 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ;",
    "Căn cứ Công văn số 2283/UBND-PVHCC&KSTT ngày 30/8/2022 của Ủy ban nhân dân tỉnh Hưng Yên;",
    "Kính gửi:",
    "- Các sở, ban, ngành tỉnh;",
    "- Ủy ban nhân dân các huyện, thị xã, thành phố.",
    "76,72/100",
    "19/63",
    "- Thanh toán trực tuyến: 5/10 điểm, thấp hơn 0,9 điểm (trung bình 5,9 điểm).",
    "- Số hóa hồ sơ: 13,6/22 điểm, bằng 61,82% điểm tối đa (trung bình 13,5 điểm).",
    "so với tháng 01 năm 2025: chưa có số liệu",
    "- Công khai kết quả đánh giá trên Cổng thông tin điện tử tỉnh và Hệ thống thông tin giải quyết thủ tục hành chính "
    "tỉnh.",
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
    *(f": {detail}." for detail in DETAILS),
]


@pytest.fixture(scope="module")
def letter(letter_of: Writes) -> Letter:
    return letter_of("2025-02", "H31", day=date(2025, 3, 5))


def as_json(letter: Letter) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(letter_response(letter, LetterFormat.JSON).body))
    return found


def page_text(letter: Letter) -> str:
    """The page's text as one reads it."""
    page = bytes(letter_response(letter, LetterFormat.HTML).body).decode()
    body = page.partition("<body>")[2].replace('<li class="dash">', "- ")
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def docx_text(letter: Letter) -> str:
    """The text of the DOCX, its tables' cells among it, in order."""
    document = docx.Document(io.BytesIO(bytes(letter_response(letter, LetterFormat.DOCX).body)))
    paragraphs = document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    return " ".join("".join(node.text or "" for node in each.iter() if node.tag.endswith("}t")) for each in paragraphs)


def test_json_states_every_figure_and_its_form(letter: Letter) -> None:
    view = as_json(letter)
    total = view["total"]
    assert (total["score"], total["rank"], total["ranked"], total["average"]) == (76.72, 19, 63, None)
    assert (total["text"]["score"], total["text"]["rank"]) == ("76,72/100", "19/63")
    assert total["text"]["average"] == "chưa có số liệu"
    printed = [
        (each["code"], *(each["text"][name] for name in ("score", "average", "rate", "rank")))
        for each in view["groups"]
    ]
    assert printed == GROUPS
    numbers = [(each["score"], each["max"], each["average"], each["rate"], each["rank"]) for each in view["groups"]]
    assert numbers == [
        (10.8, 18, 9.9, None, 20),
        (19.5, 20, 17.3, 98.5, 1),
        (10, 12, 8.8, 63.7, 29),
        (5, 10, 5.9, 57.71, 41),
        (17.8, 18, 17.5, 99.1, None),
        (13.6, 22, 13.5, None, None),
    ]
    assert [each["text"] for each in view["details"]] == DETAILS
    assert [(each["code"], each["group"], each["rate"], each["dossiers"]) for each in view["details"]] == [
        ("SO_HOA_GIAY_TO_GIAI_QUYET", "MDSH", 82.24, None),
        ("ORIGINAL_RESULT_AVAILABLE", "MDSH", 83.81, None),
        ("REUSED_DIGITIZED_DATA", "MDSH", 0.49, 208),
    ]


def test_payment_is_below_and_digitisation_low_and_nothing_else(letter: Letter) -> None:
    below, low, falls, chances = as_json(letter)["findings"]
    assert [(each["code"], each["distance"]) for each in below["items"]] == [("TTTT", 0.9)]
    assert [(each["code"], each["reference"], each["average"]) for each in low["items"]] == [("MDSH", 14.3, 13.5)]
    assert (below["unknown"], low["unknown"]) == ([], [])
    assert (low["rule"], low["limits"]) == (FindingRule.LOW, {"low_share": 65, "low_lead": 5, "known_share": 50})
    everything = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"]
    for unheard in (falls, chances):
        assert (unheard["items"], unheard["unknown"], unheard["note"]) == ([], everything, "chưa có số liệu")
    assert chances["limits"] == {"chances": 5, "best_share": 25, "known_share": 50}


@pytest.mark.parametrize("text_of", [page_text, docx_text])
def test_the_documents_state_every_figure_in_its_form(letter: Letter, text_of: Callable[[Letter], str]) -> None:
    text = text_of(letter)
    for sentence in SAID:
        assert sentence in text
    place = text.index("Xếp hạng")
    for code, *figures in GROUPS:
        row = " ".join([letter.titles[code].vi, *figures])
        place = text.index(row, place) + len(row)  # in the letter's order
    below, low, falls, _ = (text.index(f" {mark}) Nhóm chỉ số") for mark in "abcd")
    assert text[below:low].count(" - ") == text[low:falls].count(" - ") == 1
    assert "{" not in text


def test_a_letter_is_the_same_bytes_again(letter: Letter) -> None:
    for format_ in LetterFormat:
        assert letter_response(letter, format_).body == letter_response(letter, format_).body


def test_what_the_office_left_blank_is_a_gap(letter_of: Writes) -> None:
    undated = as_json(letter_of("2025-02", "H31"))
    assert undated["date"] is None
    assert undated["office"]["place_and_date"] == "Hưng Yên, ngày …… tháng …… năm ……"
    assert (undated["office"]["signer_name"], undated["office"]["signer_title"]) == ("", ["……"])
    numbered = as_json(letter_of("2025-02", "H31", number="412"))
    assert numbered["office"]["number_and_sign"] == "Số: 412/UBND-PVHCC&KSTT"


def test_the_office_is_that_of_the_letters_day(letter_of: Writes) -> None:
    """The district committees ended on 30 June 2025: a letter written later is not addressed to them."""
    late = as_json(letter_of("2025-02", "H31", day=date(2025, 7, 1)))
    assert late["office"]["issuing_body"] == "HƯNG YÊN"
    assert late["office"]["addressees"] == ["Các cơ quan, đơn vị thuộc và trực thuộc."]
