"""YAML read as plain text values, each with the line it stands on.

Scalars stay the text that was written, so that ``0.80`` becomes a decimal and never a float.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Plain: TypeAlias = str | list["Plain"] | dict[str, "Plain"]
Place: TypeAlias = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # the one in C is ten times as fast


# What pydantic says most often of a file, in Vietnamese.
_VIETNAMESE = {
    "missing": "thiếu mục này",
    "extra_forbidden": "không có mục tên như vậy",
    "string_type": "phải là văn bản",
    "string_too_short": "không được để trống",
    "string_too_long": "quá dài",
    "tuple_type": "phải là danh sách",
    "too_long": "quá nhiều dòng",
    "model_type": "phải gồm các mục và giá trị",
    "dict_type": "phải gồm các mục và giá trị",
    "bool_parsing": "phải là true hoặc false",
    "finite_number": "phải là một số",
    "enum": "không phải giá trị cho phép",
}


class YamlFileError(ValueError):
    """A file that cannot be used: says file, line and what is wrong, also in Vietnamese where that is given."""

    def __init__(self, path: Path, line: int, what: str, vi: str | None = None) -> None:
        super().__init__(f"{path}:{line}: {f'{vi} / ' if vi else ''}{what}")


def read(path: Path) -> tuple[Plain, dict[Place, int]]:
    """The file's data, and the line (from 1) of everything in it by its path of keys and positions."""
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlFileError(path, line, f"not YAML: {error.problem}", "không phải YAML") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise YamlFileError(path, 1, f"not YAML: {error}", "không phải YAML") from error
    if node is None:
        raise YamlFileError(path, 1, "the file is empty", "tệp trống")
    lines: dict[Place, int] = {}
    return _plain(path, node, (), lines), lines


def validated(model: type[Model], path: Path, data: Plain, lines: Mapping[Place, int]) -> Model:
    """The file's data as a model; raises ``YamlFileError`` at the line of the first thing that does not fit."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"]
        what = first["msg"].removeprefix("Value error, ")
        named = ".".join(map(str, place))
        vi = first.get("ctx", {}).get("vi") or _VIETNAMESE.get(first["type"], "giá trị không hợp lệ")
        raise YamlFileError(
            path, line_of(lines, place), f"{named or 'file'}: {what}", f"{named or 'tệp'}: {vi}"
        ) from error


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of ``place``, or of the nearest thing around it that stands in the file."""
    while place not in lines:
        place = place[:-1]
    return lines[place]


def _plain(path: Path, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Plain:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Plain] = {}
        for key, value in node.value:
            if key.value in mapping:
                raise YamlFileError(
                    path,
                    key.start_mark.line + 1,
                    f"the key {key.value!r} stands twice",
                    f"mục {key.value!r} ghi hai lần",
                )
            mapping[key.value] = _plain(path, value, (*place, key.value), lines)
            lines[(*place, key.value)] = key.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, value, (*place, position), lines) for position, value in enumerate(node.value)]
    return str(node.value)
