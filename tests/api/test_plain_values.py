"""Dataclasses as JSON has them, and back: what documents of editions rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from app.services.editions.plain_values import PlainValues


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Leaf:
    code: str
    value: Decimal | None = None
    parts: "tuple[Leaf, ...]" = ()
    named: Mapping[str, int] = field(default_factory=dict)
    colours: frozenset[Colour] = frozenset()


VALUES = PlainValues({Decimal: (str, Decimal)})
TREE = Leaf("a", Decimal("1.50"), (Leaf("b", named={"x": 0}), Leaf("c", colours=frozenset(Colour))))
PLAIN: dict[str, Any] = {
    "code": "a",
    "value": "1.50",
    "parts": [{"code": "b", "named": {"x": 0}}, {"code": "c", "colours": ["blue", "red"]}],
}


def test_there_and_back() -> None:
    assert VALUES.of(TREE) == PLAIN
    assert VALUES.read(Leaf, PLAIN) == TREE
    assert VALUES.read(dict[str, list[Leaf]], {"x": [PLAIN]}) == {"x": [TREE]}
    assert str(VALUES.read(Leaf, PLAIN).value) == "1.50"


@pytest.mark.parametrize(
    "plain",
    [{**PLAIN, "colour": "red"}, {"value": "1"}, {"code": "a", "colours": ["green"]}, {"code": "a", "parts": 1}],
)
def test_what_was_never_written_is_refused(plain: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        VALUES.read(Leaf, plain)
