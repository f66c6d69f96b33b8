"""The register of procedures, on both databases."""

import unicodedata
from dataclasses import replace

import pytest

from app.services.context import AppContext
from app.storage.portal import procedures
from app.storage.portal.procedures import Procedure

LAND = Procedure("a", "1.004203", "Đăng ký đất đai lần đầu", "Công khai", "d", ("x", "y"))
SHARE = Procedure("b", "1.000100", "Giảm 100% lệ phí; mục a_b \\ c", None, None, ())
UPPER = Procedure("c", "2.H44", "ĐĂNG KÝ KẾT HÔN", None, None, ())


@pytest.fixture
def filled(service: AppContext) -> AppContext:
    with service.database.writing() as connection:
        procedures.save(connection, [LAND, SHARE, UPPER])
    return service


def found(service: AppContext, text: str, limit: int = 100, offset: int = 0) -> tuple[list[str], int]:
    with service.database.reading() as connection:
        page, total = procedures.page(connection, text, limit, offset)
    return [each.id for each in page], total


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["b", "a", "c"]),
        ("ĐĂNG KÝ", ["a", "c"]),
        ("đăng ký", ["a", "c"]),
        (unicodedata.normalize("NFD", "Đăng  Ký"), ["a", "c"]),
        ("đất", ["a"]),
        ("dat", []),
        ("1.00", ["b", "a"]),
        ("2.h44", ["c"]),
        ("%", ["b"]),
        ("a_b", ["b"]),
        ("_", ["b"]),
        ("\\", ["b"]),
        ("đầu 1", []),
        ("'; DROP TABLE procedure", []),
    ],
)
def test_searching_code_and_name(filled: AppContext, text: str, ids: list[str]) -> None:
    assert found(filled, text) == (ids, len(ids))


def test_pages_by_code(filled: AppContext) -> None:
    assert found(filled, "", 2) == (["b", "a"], 3)
    assert found(filled, "", 2, 2) == (["c"], 3)
    assert found(filled, "", 1000, 10**9) == ([], 3)


def test_what_was_saved_is_read_and_can_be_replaced(filled: AppContext) -> None:
    renamed = replace(LAND, name="Cấp giấy chứng nhận", applied=())
    with filled.database.writing() as connection:
        assert procedures.page(connection, "đất", 1, 0) == ([LAND], 1)
        procedures.save(connection, [LAND, renamed])
        procedures.save(connection, [])
        assert procedures.page(connection, "chứng", 1, 0) == ([renamed], 1)
    assert found(filled, "đất") == ([], 0)
    assert found(filled, "")[1] == 3
