"""A checker of JSON-stat 2.0, written from https://json-stat.org/full/ and not from our code."""

from math import prod
from typing import Any

ROLES = {"time", "geo", "metric"}
MEMBERS = {
    "version", "class", "label", "source", "updated", "note", "id", "size", "role", "dimension", "value", "status",
    "extension", "href", "link", "error",
}  # fmt: skip


def check(cube: dict[str, Any]) -> None:
    """Fails for what is not a JSON-stat 2.0 data set."""
    assert (cube["version"], cube["class"]) == ("2.0", "dataset")
    assert set(cube) <= MEMBERS
    assert len(set(cube["id"])) == len(cube["id"]) == len(cube["size"])
    assert set(cube["id"]) == set(cube["dimension"])
    assert len(cube["value"]) == prod(cube["size"])
    assert all(value is None or (isinstance(value, int | float) and value is not True) for value in cube["value"])
    assert len(cube["status"]) == len(cube["value"])
    assert all(isinstance(status, str) for status in cube["status"])
    assert isinstance(cube["note"], list)
    for name, size in zip(cube["id"], cube["size"], strict=True):
        _check_dimension(cube["dimension"][name], size)
    _check_roles(cube)


def _check_dimension(dimension: dict[str, Any], size: int) -> None:
    category = dimension["category"]
    assert len(set(category["index"])) == len(category["index"]) == size
    assert set(category["label"]) == set(category["index"])
    assert set(category.get("unit", {})) <= set(category["index"])
    for unit in category.get("unit", {}).values():
        assert isinstance(unit["decimals"], int)
    assert dimension["label"]


def _check_roles(cube: dict[str, Any]) -> None:
    assert set(cube["role"]) <= ROLES
    named = [name for names in cube["role"].values() for name in names]
    assert len(named) == len(set(named))
    assert set(named) <= set(cube["id"])
    for name in cube["id"]:
        if "unit" in cube["dimension"][name]["category"]:
            assert name in cube["role"]["metric"]


def cell(cube: dict[str, Any], member: str = "value", **where: str) -> Any:
    """The value or status at the place that one category of each dimension gives."""
    place = 0
    for name, size in zip(cube["id"], cube["size"], strict=True):
        place = place * size + cube["dimension"][name]["category"]["index"].index(where[name])
    return cube[member][place]
