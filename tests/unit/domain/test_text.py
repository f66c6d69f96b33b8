"""What is put right in texts, what is refused, and what is told: tables of cases."""

import csv
import json
import unicodedata
from datetime import timedelta

import pytest

from app import data
from app.domain.errors import MAX_FAULTS_LISTED, Faults, Location, Refusal
from app.domain.text import harmless, parse_text
from app.domain.text_damage import damage_of
from app.domain.time import not_ahead, parse_moment

REGISTRY = data.FOLDER / "registry"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Sở  Tài\u00a0chính\n", "Sở Tài chính"),
        (unicodedata.normalize("NFD", "Sở Công Thương"), "Sở Công Thương"),
        ("\u00d0ồng Nai", "Đồng Nai"),
        ("Lâm \u00d0ồng", "Lâm Đồng"),
        ("Q\u00d0-TTg", "QĐ-TTg"),
        ("\u0189iện Biên, \u00f0iện \u0256ài", "Điện Biên, điện đài"),
        ("D\u0335iện d\u0336ài", "Điện đài"),
        ("\u01cdn uống, \u01ce\u0301, Gia Nghi\u0303a", "Ăn uống, ắ, Gia Nghĩa"),
        ("Tổ сhức сán bộ", "Tổ chức cán bộ"),  # Cyrillic с
        ("Phòng \u0422ổng hợ\u0440", "Phòng Tổng hợp"),  # Cyrillic Т and р
        ("\u039cinh Hóa", "Minh Hóa"),  # Greek capital mu
        ("Москва", "Москва"),
        ("ТТНС", "ТТНС"),  # Cyrillic throughout: it may be meant
        ("xжa", "xжa"),  # a Cyrillic letter that looks like no other
        ("Sở Tư ph\u00adáp", "Sở Tư pháp"),
        ("\ufeffSở Y\u200d tế\u200b", "Sở Y tế"),
        ("Đắk Lắk, Krông Nô, Y Bĭh Alêo", "Đắk Lắk, Krông Nô, Y Bĭh Alêo"),
        ("Sở A & B <C> =1+1", "Sở A & B <C> =1+1"),
    ],
)
def test_look_alikes_become_vietnamese_letters(sent: str, kept: str) -> None:
    assert parse_text(sent, "name") == (kept, None)
    assert parse_text(kept, "name").text == kept


@pytest.mark.parametrize(
    ("sent", "position", "character"),
    [
        ("S\ufffd Y tế", 2, "U+FFFD"),
        ("\ufffc", 1, "U+FFFC"),
        ("Sở\ufffe", 3, "U+FFFE"),
        ("\uffff", 1, "U+FFFF"),
        ("\ufdd0", 1, "U+FDD0"),
        ("a\U0001ffff", 2, "U+1FFFF"),
        ("Sở \ud83d", 4, "U+D83D"),
        ("  Th\u00adu\u1ebf \udc80", 6, "U+DC80"),
    ],
)
def test_lost_letters_are_refused_with_their_place(sent: str, position: int, character: str) -> None:
    with pytest.raises(Refusal, match="character_lost") as raised:
        parse_text(sent, "source")
    assert raised.value.params == {"field": "source", "position": position, "character": character}


@pytest.mark.parametrize(
    "sent", ["", "  ", "\u00ad", "a\u0000", "a\u0085b\u009f", "a\u202eb", "Sở\u200bY tế", "a\ue000", "x" * 501]
)
def test_what_cannot_be_seen_is_refused(sent: str) -> None:
    with pytest.raises(Refusal, match="text_invalid"):
        parse_text(sent, "note")


def twice(text: str) -> str:
    """UTF-8 read as Windows-1252, in which five bytes are no character."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    ("sent", "encoding", "meant"),
    [
        (twice("Sở Tài nguyên và Môi trường"), "UTF-8", "Sở Tài nguyên và Môi trường"),
        (twice("Thành phố Đà Nẵng"), "UTF-8", "Thành phố Đà Nẵng"),
        (twice("HƯNG YÊN"), "UTF-8", "HƯNG YÊN"),
        ("Thµnh phè §µ N½ng", "TCVN3 (ABC)", "Thành phố Đà Nẵng"),
        ("Së T\u00ad ph¸p", "TCVN3 (ABC)", "Sở Tư pháp"),
        ("Uû ban nh©n d©n x· T©n Hßa", "TCVN3 (ABC)", "Uỷ ban nhân dân xã Tân Hòa"),
        ("Sôû Taøi chính", "VNI", "Sở Tài chính"),
        ("Ñoàng Thaùp", "VNI", "Đồng Tháp"),
        ("Sôû Giao thoâng Vaän taûi", "VNI", "Sở Giao thông Vận tải"),
        ("Bộ phận M?t c?a", None, None),
        ("S? T? pháp", None, None),
        ("UBND t?nh", None, None),
    ],
)
def test_damage_that_can_be_guessed(sent: str, encoding: str | None, meant: str | None) -> None:
    found = damage_of(sent)
    assert found is not None
    assert (found.encoding, found.meant) == (encoding, meant)


def test_damaged_letters_are_left_alone() -> None:
    """``Ð`` is é in TCVN3: to make it Đ would damage it more."""
    text, damage = parse_text("Kinh t\u00d5, k\u00d0m", "name")
    assert (text, damage and damage.meant) == ("Kinh tÕ, kÐm", "Kinh tế, kém")


@pytest.mark.parametrize(
    "text",
    [
        "Ai gửi? Gửi khi nào?",
        "TTHC? DVC?",
        "https://dichvucong.example.vn/tra-cuu?ma=H31&ky=2026",
        "“UBND XÃ”",
        "“XÔ…",
        "Café de la Paix",
        "Citroën, Köln, Zürich, Malmö, São Paulo, Björk",
        "© VNPT 2026",
        "Oracle® · SAP®",
        "Chỉ số · Điểm × 2 ± 0,5",
        "xã · phường",
        "Đà Nẵng “mới”",
    ],
)
def test_no_false_alarm(text: str) -> None:
    assert parse_text(text, "source") == (text, None)


def real_texts() -> set[str]:
    """Every text of the bundled registers, figures and offices."""
    found: set[str] = set()
    for path in data.FOLDER.rglob("*"):
        if path.suffix == ".csv":
            found.update(cell for row in csv.reader(path.read_text("utf-8").splitlines()) for cell in row)
        elif path.suffix == ".json":
            _collect(json.loads(path.read_text("utf-8")), found)
        elif path.suffix in (".yaml", ".txt", ".sql"):
            found.update(path.read_text("utf-8").splitlines())
    return {text for each in found if (text := " ".join(each.split())) and not text.isascii()}


def _collect(value: object, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _collect(each, found)


def test_no_real_name_is_changed_or_doubted() -> None:
    texts = real_texts()
    assert len(texts) > 200
    assert [each for each in texts if parse_text(each, "name", 10_000) != (each, None)] == []


def test_what_is_told_of_damage() -> None:
    where = Location(line=2, column="name")
    faults = Faults()
    for text in ("Së Tµi chÝnh", "S? Xây d?ng", *["t?nh"] * MAX_FAULTS_LISTED):
        damage = damage_of(text)
        assert damage
        faults.warn(damage.warning(text, "name", where))
    misread, lost = faults.warnings[:2]
    assert (misread.code, misread.params["meant"], misread.location) == ("encoding_looks_wrong", "Sở Tài chính", where)
    assert (lost.code, lost.params) == ("letters_look_lost", {"field": "name", "value": "S? Xây d?ng"})
    assert (len(faults.warnings), faults.total) == (MAX_FAULTS_LISTED, 0)


def test_clocks_differ_by_a_minute() -> None:
    now = parse_moment("2026-11-01T10:00:00+07:00")
    minute = timedelta(minutes=1)
    assert [not_ahead(now + ahead, now) for ahead in (-minute, minute, minute * 2)] == [now - minute, now, None]


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("+84", "'+84"), ("-1", "'-1"), ("@SUM(1)", "'@SUM(1)"), ("\tx", "'\tx"), ("a=1", "a=1")],
)
def test_no_text_is_a_formula_of_a_spreadsheet(text: str, cell: str) -> None:
    assert harmless(text) == cell
