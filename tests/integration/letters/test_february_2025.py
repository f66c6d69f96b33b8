"""The acceptance: from the published results of February 2025 the letter of Hưng Yên, statement by statement."""

import html
import io
import json
import re
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from app.api.routes.letters import LetterFormat, letter_response
from app.domain.findings import FindingRule
from app.services.letters.compose import Letter
from tests.integration.letters.conftest import Writes

# In the letter's order: code, score, average, rate, rank.
GROUPS = [
    ("CKMB", "10,8/18", "9,9", "", "20/63"),
    ("TDGQ", "19,5/20", "17,3", "98,5%", "01/63"),
    ("CLGQ", "10/12", "8,8", "63,7%", "29/63"),
    ("TTTT", "5/10", "5,9", "57,71%", "41/63"),
    ("MDHL", "17,8/18", "17,5", "99,1%", ""),
    ("MDSH", "13,6/22", "13,5", "", ""),
]
DETAILS = ["82,24%", "83,81%", "208 hồ sơ, đạt 0,49%"]
# What the real letter says, each statement by the facts that must stand in one paragraph, in its order.
STATEMENTS = [
    ["ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN"],
    ["VĂN PHÒNG"],
    ["Số: ……/VPUB-PVHCC&KSTT"],
    ["V/v", "kết quả", "phục vụ người dân, doanh nghiệp", "tháng 02/2025"],
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["Độc lập - Tự do - Hạnh phúc"],
    ["Hưng Yên, ngày 05 tháng 3 năm 2025"],
    ["Kính gửi:"],
    ["- Các sở, ban, ngành tỉnh;"],
    ["- UBND các huyện, thị xã, thành phố."],
    ["Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ phê duyệt Bộ chỉ số chỉ đạo, điều hành"],
    ["Căn cứ Công văn số 2283/UBND-PVHCC&KSTT ngày 30/8/2022 của UBND tỉnh về triển khai Bộ chỉ số"],
    [
        "Cổng Dịch vụ công quốc gia", "https://quantri.dichvucong.gov.vn/", "Văn phòng UBND tỉnh công bố",
        "UBND tỉnh Hưng Yên", "tháng 02/2025",
    ],
    ["tháng 02/2025", "76,72 điểm", "thứ 19/63", "tỉnh, thành phố trực thuộc Trung ương"],
    ["- Công khai minh bạch: 10,8/18 điểm", "trung bình cả nước: 9,9/18 điểm", "thứ 20/63"],
    ["- Tiến độ giải quyết: 19,5/20 điểm", "trung bình cả nước: 17,3/20 điểm", "tỷ lệ 98,5%", "thứ 01/63"],
    ["- Dịch vụ công trực tuyến, thanh toán trực tuyến:"],
    ["+ Dịch vụ công trực tuyến: 10/12 điểm", "trung bình cả nước: 8,8/12 điểm", "tỷ lệ 63,7%", "thứ 29/63"],
    ["+ Thanh toán trực tuyến: 5/10 điểm", "trung bình cả nước: 5,9/10 điểm", "tỷ lệ 57,71%", "thứ 41/63"],
    ["- Mức độ hài lòng: 17,8/18 điểm", "trung bình cả nước: 17,5/18 điểm", "tỷ lệ hài lòng 99,1%"],
    ["- Số hóa hồ sơ: 13,6/22 điểm", "trung bình cả nước: 13,5/22 điểm", "trong đó"],
    ["+", "số hóa hồ sơ, kết quả giải quyết: 82,24%"],
    ["+", "kết quả điện tử: 83,81%"],
    ["+", "sử dụng lại thông tin, dữ liệu số hóa: 208 hồ sơ, đạt 0,49%."],
    ["tháng 02/2025", "Thanh toán trực tuyến thấp hơn trung bình cả nước", "Số hóa hồ sơ", "mức thấp"],
    ["Văn phòng UBND tỉnh đề nghị các sở, ban, ngành và UBND các huyện, thị xã, thành phố", "sắp xếp tổ chức bộ máy"],
    [
        "Giao Trung tâm Thông tin - Hội nghị tỉnh công khai kết quả trên Cổng thông tin điện tử tỉnh;",
        "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính công khai kết quả trên Hệ thống thông tin "
        "giải quyết thủ tục hành chính tỉnh./.",
    ],
    ["Nơi nhận:"],
    ["- Như trên;"],
    ["- Thường trực Tỉnh ủy (để b/c);"],
    ["- Chủ tịch, các PCT UBND tỉnh (để b/c);"],
    ["- Lãnh đạo VP UBND tỉnh;"],
    ["- Trung tâm TT-HN tỉnh;"],
    ["- Trung tâm PVHCC&KSTTHCTài+Côn;"],
    ["- Lưu: VT, PVHCC&KSTTNh."],
    ["KT. CHÁNH VĂN PHÒNG"],
    ["PHÓ CHÁNH VĂN PHÒNG"],
]  # fmt: skip
_BLOCK = re.compile(r"</?(?:p|li|h2|div|tr|header|footer|ul|aside)\b[^>]*>")


@pytest.fixture(scope="module")
def letter(letter_of: Writes) -> Letter:
    return letter_of("2025-02", "H31", day=date(2025, 3, 5))


def as_json(letter: Letter) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(letter_response(letter, LetterFormat.JSON).body))
    return found


def page_of(letter: Letter) -> str:
    return bytes(letter_response(letter, LetterFormat.HTML).body).decode()


def page_paragraphs(letter: Letter) -> list[str]:
    """The paragraphs of the letter on the page, without what stands beside it."""
    body = page_of(letter).partition("<body>")[2].partition("<aside>")[0].replace('<li class="dash">', "<li>- ")
    texts = (html.unescape(re.sub(r"<[^>]+>", " " if "<td>" in each else "", each)) for each in _BLOCK.split(body))
    return [" ".join(text.split()) for text in texts if text.strip()]


def docx_paragraphs(letter: Letter) -> list[str]:
    """The paragraphs of the DOCX, those of its tables among them."""
    document = docx.Document(io.BytesIO(bytes(letter_response(letter, LetterFormat.DOCX).body)))
    return ["".join(map(_text, each.iter())) for each in document.element.body.iter(qn("w:p"))]


def _text(node: Any) -> str:
    return "-" if node.tag == qn("w:noBreakHyphen") else (node.text or "") if node.tag == qn("w:t") else ""


def page_text(letter: Letter) -> str:
    """The page's text as one reads it."""
    return " ".join(page_paragraphs(letter))


def docx_text(letter: Letter) -> str:
    return " ".join(docx_paragraphs(letter)).replace("\u00a0", " ")


@pytest.mark.parametrize("paragraphs_of", [page_paragraphs, docx_paragraphs])
def test_the_letter_says_what_the_real_one_said_in_its_order(letter: Letter, paragraphs_of: Any) -> None:
    paragraphs = [each.replace("\u00a0", " ") for each in paragraphs_of(letter)]
    place = 0
    for facts in STATEMENTS:
        found = (at for at in range(place, len(paragraphs)) if all(fact in paragraphs[at] for fact in facts))
        at = next(found, None)
        assert at is not None, (facts, paragraphs[place:])
        place = at + 1
    whole = " ".join(paragraphs)
    assert "chưa có số liệu" not in whole
    assert not set("{}") & set(whole)


def test_json_states_every_figure_and_its_form(letter: Letter) -> None:
    view = as_json(letter)
    total = view["total"]
    assert (total["score"], total["rank"], total["ranked"], total["average"]) == (76.72, 19, 63, None)
    assert (total["text"]["score"], total["text"]["rank"], total["text"]["average"]) == ("76,72/100", "19/63", "")
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
        assert (unheard["items"], unheard["unknown"], unheard["note"]) == ([], everything, "")
    assert chances["limits"] == {"chances": 5, "best_share": 25, "known_share": 50}


def test_the_office_is_told_what_is_left_out_and_why(letter: Letter) -> None:
    """Beside the letter: in the answer, in a header, and below the page where it is not printed."""
    said = as_json(letter)["left_out"]
    assert [(each["part"], each["code"], each["reason"]) for each in said] == [
        ("average", "total", "too_few"),
        ("rank", "MDHL", "too_few"),
        ("rank", "MDSH", "too_few"),
        ("signer_name", "", "not_in_office_file"),
    ]
    assert said[1]["text"] == "Mức độ hài lòng: xếp hạng – quá ít đơn vị có điểm để so sánh (1/63 < 50%)."
    assert said[1]["text_en"].startswith("Satisfaction: rank – too few have a score")
    aside = page_of(letter).partition("<aside>")[2]
    assert all(html.escape(each["text"], quote=False) in aside for each in said)
    header = letter_response(letter, LetterFormat.DOCX).headers["left-out"]
    assert header.startswith("average;of=total;reason=too_few, rank;of=MDHL;reason=too_few, ")


def test_a_letter_is_the_same_bytes_again(letter: Letter) -> None:
    for format_ in LetterFormat:
        assert letter_response(letter, format_).body == letter_response(letter, format_).body


def test_what_is_written_by_hand_is_a_gap(letter_of: Writes) -> None:
    undated = as_json(letter_of("2025-02", "H31"))
    assert undated["date"] is None
    assert undated["office"]["place_and_date"] == "Hưng Yên, ngày …… tháng …… năm ……"
    assert undated["office"]["signer_name"] == ""
    assert undated["office"]["signer_title"] == ["KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"]
    numbered = as_json(letter_of("2025-02", "H31", number="412"))
    assert numbered["office"]["number_and_sign"] == "Số: 412/VPUB-PVHCC&KSTT"


def test_the_office_is_that_of_the_letters_day(letter_of: Writes) -> None:
    """The district committees ended on 30 June 2025: a letter written later is not addressed to them."""
    late = as_json(letter_of("2025-02", "H31", day=date(2025, 7, 1)))
    assert late["office"]["issuing_body"] == "ỦY BAN NHÂN DÂN TỈNH HƯNG YÊN"
    assert late["office"]["addressees"] == ["Các cơ quan, đơn vị thuộc và trực thuộc."]
