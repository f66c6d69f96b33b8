"""Dataclasses as values that JSON has, and back, by their type hints.

pydantic would do for both, but for a class that is written as one text, as a period is: that it must be told in the
class, and the domain's import nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, cast, get_args, get_origin, get_type_hints

Convert: TypeAlias = Callable[[Any], Any]
Value = TypeVar("Value")
_AS_THEY_ARE = (str, int, bool, NoneType)


class PlainValues:
    """``forms``: of types that are written in a way of their own, how they are written and read.

    A field that has its default is left out; one that a class does not have is refused.
    """

    def __init__(self, forms: Mapping[type, tuple[Convert, Convert]]) -> None:
        self._forms = forms
        self._reader: Convert = cache(self._reader_of)

    def of(self, value: Any) -> Any:
        """A value as JSON has it; sets are sorted."""
        kind: Any = type(value)
        if kind in _AS_THEY_ARE:
            return value
        if kind in self._forms:
            return self._forms[kind][0](value)
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Mapping):
            return {self.of(key): self.of(each) for key, each in value.items()}
        if isinstance(value, tuple | list | frozenset):
            items = map(self.of, value)
            return sorted(items) if isinstance(value, frozenset) else list(items)
        given = ((name, default, getattr(value, name)) for name, default in _fields(kind))
        return {name: self.of(each) for name, default, each in given if each != default}

    def read(self, kind: type[Value], plain: Any) -> Value:
        """The value of which ``of`` made this. Raises ``TypeError``, ``ValueError`` for what it cannot have made."""
        return cast("Value", self._reader(kind)(plain))

    def _reader_of(self, kind: Any) -> Convert:
        """How values of a type, be it a generic one, are read."""
        if kind in self._forms:
            return self._forms[kind][1]
        if kind in _AS_THEY_ARE:
            return lambda plain: plain
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is UnionType:
            (known,) = (self._reader(each) for each in arguments if each is not NoneType)
            return lambda plain: None if plain is None else known(plain)
        if origin in (tuple, list, frozenset):
            item = self._reader(arguments[0])
            return lambda plain: origin(map(item, plain))
        if origin and issubclass(origin, Mapping):
            key, item = map(self._reader, arguments)
            return lambda plain: {key(name): item(each) for name, each in plain.items()}
        return self._reader_of_fields(kind) if is_dataclass(kind) else cast("Convert", kind)

    def _reader_of_fields(self, kind: Any) -> Convert:
        hints = get_type_hints(kind)

        @cache
        def readers() -> dict[str, Convert]:  # made when there is a value: a class may hold others of itself
            return {name: self._reader(hints[name]) for name, _ in _fields(kind)}

        def read(plain: Mapping[str, Any]) -> Any:
            known = readers()
            if unknown := plain.keys() - known.keys():
                raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
            return kind(**{name: known[name](each) for name, each in plain.items()})

        return read


@cache
def _fields(kind: Any) -> list[tuple[str, object]]:
    """The fields of a dataclass with their defaults."""
    return [(each.name, _default(each)) for each in fields(kind)]


def _default(field: Field[Any]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()
