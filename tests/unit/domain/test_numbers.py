"""How counts and published results may be written."""

from decimal import Decimal

import pytest

from app.domain.errors import Refusal
from app.domain.evaluation.counts import NOT_GIVEN, PACKED_SIZE, Counts, plain_numbers, plain_texts
from app.domain.measures import MAX_COUNT, parse_count
from app.domain.published_numbers import parse_decimal, parse_rank


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0),
        ("007", 7),
        ("464494", 464494),
        (str(MAX_COUNT), MAX_COUNT),
        ("0" * 500, 0),
        ("120.0", 120),
        ("1.00", 1),
        ("0.0", 0),
        ("120,0", 120),
        (f"{MAX_COUNT}.0", MAX_COUNT),
    ],
)
def test_counts(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1", "number_negative"),
        ("-0", "number_negative"),
        ("-1.5", "number_negative"),
        ("1.234", "number_ambiguous"),
        ("1,234", "number_ambiguous"),
        ("12.345.678", "number_ambiguous"),
        ("1.5", "number_fractional"),
        ("1.000", "number_ambiguous"),
        ("1234.000", "number_fractional"),
        ("1.01", "number_fractional"),
        (".0", "number_fractional"),
        ("-1.0", "number_negative"),
        ("1.0.0", "number_invalid"),
        ("1e2", "number_invalid"),
        (f"{MAX_COUNT + 1}.0", "number_too_large"),
        ("1234,5", "number_fractional"),
        (".5", "number_fractional"),
        ("5.", "number_fractional"),
        (str(MAX_COUNT + 1), "number_too_large"),
        ("9" * 10_000, "number_too_large"),
        ("1e5", "number_invalid"),
        ("NaN", "number_invalid"),
        ("Infinity", "number_invalid"),
        ("0x10", "number_invalid"),
        ("1_000", "number_invalid"),
        ("1 000", "number_invalid"),
        ("+5", "number_invalid"),
        ("１２", "number_invalid"),
        ("٣", "number_invalid"),
        ("5\n", "number_invalid"),
        ("", "number_invalid"),
    ],
)
def test_not_counts(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=f"^{code}$") as caught:
        parse_count(text)
    assert len(str(caught.value.params["value"])) <= 41


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        (["0", "12", "007"], [0, 12, 7]),
        (["", "12", ""], [NOT_GIVEN, 12, NOT_GIVEN]),
        (["9" * 12], [10**12 - 1]),
        ([], None),
        (["", ""], None),
        (["1", str(MAX_COUNT)], None),
        (["1", " 2"], None),
        (["1", "-2"], None),
        (["1", "1.5"], None),
        (["1", "٣"], None),
        (["1", "²"], None),
    ],
)
def test_plain_texts(texts: list[str], counts: list[int] | None) -> None:
    assert plain_texts(texts) == counts
    assert counts is None or [parse_count(text) if text else NOT_GIVEN for text in texts] == counts


@pytest.mark.parametrize(
    ("numbers", "counts"),
    [
        ([0, MAX_COUNT], [0, MAX_COUNT]),
        ([None, 5], [NOT_GIVEN, 5]),
        ([], None),
        ([None], None),
        ([-1, 5], None),
        ([MAX_COUNT + 1], None),
        ([True, 5], None),
        ([1.0, 5], None),
        (["1", 5], None),
    ],
)
def test_plain_numbers(numbers: list[object], counts: list[int] | None) -> None:
    assert plain_numbers(numbers) == counts


def test_counts_of_a_row() -> None:
    counts = Counts.of(("a", "b", "c"), [5, NOT_GIVEN, MAX_COUNT])
    assert (counts.values, counts.size) == ((5, NOT_GIVEN, MAX_COUNT), 2)
    assert (counts.given, len(counts.packed)) == ({"a": 5, "c": MAX_COUNT}, 3 * PACKED_SIZE)


@pytest.mark.parametrize(("text", "value"), [("0", "0"), ("19.5", "19.5"), ("20.00", "20.00"), ("19.500", "19.500")])
def test_decimals(text: str, value: str) -> None:
    assert parse_decimal(text, 2, Decimal(20)) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("20.01", "above_maximum"),
        ("1.234", "decimal_too_precise"),
        ("1,5", "decimal_invalid"),
        ("-1", "decimal_invalid"),
        ("1e1", "decimal_invalid"),
        ("NaN", "decimal_invalid"),
        ("", "decimal_invalid"),
    ],
)
def test_not_decimals(text: str, code: str) -> None:
    with pytest.raises(Refusal, match=f"^{code}$"):
        parse_decimal(text, 2, Decimal(20))


def test_ranks() -> None:
    assert parse_rank("19") == parse_rank("19.0") == parse_rank("19.00") == 19
    for text, code in (
        ("0.0", "number_invalid"),
        ("1.000", "number_invalid"),
        ("1.5", "number_invalid"),
        ("100001", "number_too_large"),
    ):
        with pytest.raises(Refusal, match=f"^{code}$"):
            parse_rank(text)
