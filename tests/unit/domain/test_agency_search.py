"""Finding agencies by name: what words mean the same, and who is found first."""

import unicodedata
from datetime import date

import pytest

from app.domain.agencies import Agency, Level
from app.domain.agency_search import AgencyIndex, NamedAgency, fold, name_words

TODAY, LAST_DAY = date(2026, 11, 1), date(2025, 6, 30)
PROVINCE, DEPARTMENT, COMMUNE = Level.PROVINCE, Level.DEPARTMENT, Level.COMMUNE


def gone(code: str, name: str, into: str | None, level: Level = PROVINCE) -> NamedAgency:
    return NamedAgency(Agency(code, name, level, valid_to=LAST_DAY, merged_into=into))


NAMED = [
    NamedAgency(Agency("G09", "Bộ Y tế", Level.MINISTRY)),
    NamedAgency(Agency("H26", "Hà Nội", PROVINCE)),
    NamedAgency(Agency("H26.1", "Sở Y tế", DEPARTMENT)),
    NamedAgency(Agency("H27", "Hà Tĩnh", PROVINCE)),
    NamedAgency(Agency("H29", "Hồ Chí Minh", PROVINCE)),
    NamedAgency(Agency("H29.1", "Sở Giáo dục và Đào tạo - TP Hồ Chí Minh", DEPARTMENT)),
    NamedAgency(Agency("H31", "Hưng Yên", PROVINCE)),
    NamedAgency(Agency("H31.1", "UBND phường Hưng Yên", COMMUNE)),
    NamedAgency(Agency("H31.2", "UBND xã Yên Mỹ", COMMUNE)),
    gone("H31.3", "Huyện Yên Mỹ", None, Level.DISTRICT),
    gone("H31.4", "Xã Vòng Một", "H31.5", COMMUNE),
    gone("H31.5", "Xã Vòng Hai", "H31.4", COMMUNE),
    NamedAgency(Agency("H44", "Phú Thọ", PROVINCE)),
    NamedAgency(Agency("H44.1", "Sở Y tế - Tỉnh Phú Thọ", DEPARTMENT)),
    gone("H54", "Thái Bình", "H31"),
    gone("H54.1", "Xã Cũ", "H54", COMMUNE),
    NamedAgency(Agency("H57", "Huế", PROVINCE), ["Bình Trị Thiên", "Thừa Thiên Huế"]),
]
INDEX = AgencyIndex(NAMED, TODAY)


def found(text: str) -> list[str]:
    return [each.agency.code for each in INDEX.search(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hưng Yên", "hung yen"),
        (unicodedata.normalize("NFD", "Đắk Lắk"), "dak lak"),
        ("\u00d0ồng Nai", "dong nai"),
        ("  BÀ RỊA - Vũng Tàu ", "ba ria vung tau"),
        ("TP.HCM", "tp hcm"),
        ("TPHCM", "tp hcm"),
        ("Sở GD&ĐT", "so gddt"),
        ("Quận 1", "quan 1"),
        ("%_\x00'\"", ""),
        ("", ""),
    ],
)
def test_what_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("UBND tỉnh Hưng Yên", "hung yen"),
        ("Ủy ban nhân dân Thành phố Hà Nội", "ha noi"),
        ("TP. Huế", "hue"),
        ("Sở Y tế - Tỉnh Phú Thọ", "y te phu tho"),
        ("Hà Tĩnh", "ha tinh"),  # not "Hà" with the word for a province
        ("tỉnh Hà Tĩnh", "ha tinh"),
        ("Thanh Hóa", "thanh hoa"),
        ("Sở", "so"),
    ],
)
def test_what_titles_are_left_out(text: str, words: str) -> None:
    assert " ".join(name_words(text)) == words


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("hung yen", ["H31", "H31.1"]),
        ("Hưng Yên", ["H31", "H31.1"]),
        ("yên hưng", ["H31", "H31.1"]),
        ("UBND tỉnh Hưng Yên", ["H31", "H31.1"]),
        ("hưng y", ["H31", "H31.1"]),
        ("hu", ["H57", "H31.3", "H31", "H31.1"]),  # "Huế" and "Huyện" as typed, "Hưng" but for the accent
        ("ha tinh", ["H27"]),
        ("Hà", ["H26", "H27", "H31.4"]),
        ("yên mỹ", ["H31.2", "H31.3"]),
        ("sở y tế phú thọ", ["H44.1"]),
        ("y tế", ["H26.1", "H44.1", "G09"]),
        ("sở y tế hà nội", ["H26.1"]),  # the province is not part of the name
        ("hà nội", ["H26"]),  # nor are all of a province's departments called by it
        ("TPHCM", ["H29", "H29.1"]),
        ("sở gd&đt hcm", ["H29.1"]),
        ("thái bình", ["H31"]),
        ("bình", ["H57", "H31"]),
        ("thừa thiên", ["H57"]),
        ("xã cũ", ["H31"]),  # merged into one that has merged since
        ("vòng một", ["H31.5"]),
        ("H44.1", ["H44.1"]),
        ("h44", ["H44"]),
        ("H99", []),
        ("cà mau", []),
        ("%", []),
        ("", []),
        ("x" * 10_000, []),
    ],
)
def test_who_is_found(text: str, codes: list[str]) -> None:
    assert found(text) == codes


def test_accents_that_were_typed_decide_between_names_that_fold_alike() -> None:
    named = [NamedAgency(Agency(f"H01.{n}", name, COMMUNE)) for n, name in enumerate(["Xã Ba Dinh", "Xã Ba Đình"])]
    index = AgencyIndex(named, TODAY)
    assert [each.agency.name for each in index.search("ba đình")] == ["Xã Ba Đình", "Xã Ba Dinh"]
    assert [each.agency.name for each in index.search("ba dinh")] == ["Xã Ba Dinh", "Xã Ba Đình"]


def test_why_it_was_found() -> None:
    (hung_yen,) = INDEX.search("thai binh")
    assert [each.name for each in hung_yen.merged] == ["Thái Bình"]
    assert (hung_yen.is_exact, hung_yen.has_ended, hung_yen.root) == (False, False, None)
    (hue,) = INDEX.search("thua thien hue")
    assert (hue.former, hue.is_exact) == (["Thừa Thiên Huế"], False)
    commune, district = INDEX.search("yen my")
    assert (commune.is_exact, commune.has_ended) == (True, False)
    assert (district.is_exact, district.has_ended) == (False, True)
    assert commune.root
    assert commune.root.name == "Hưng Yên"
    assert INDEX.search("H44")[0].is_exact


def test_one_that_was_found_twice_is_told_once() -> None:
    old = Agency("H02", "Bắc Giang", PROVINCE, valid_to=LAST_DAY, merged_into="H05")
    index = AgencyIndex([NamedAgency(old, ["Hà Bắc Giang"]), NamedAgency(Agency("H05", "Bắc Ninh", PROVINCE))], TODAY)
    (match,) = index.search("giang")
    assert [each.code for each in match.merged] == ["H02"]
