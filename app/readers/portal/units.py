"""Reading an answer of the portal unit by unit: a unit is read whole or not at all, and harms no other."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn, TypeAlias, TypeVar

import orjson
from pydantic import ValidationError

from app.domain.agencies import Level
from app.domain.errors import Fault, Location, Refusal
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import Scorecard
from app.readers.portal.answers import LENIENT, ReadAnswer, ReadPagination, ReadUnit
from app.readers.uploads.rows import escape

Place: TypeAlias = tuple[str | int, ...]  # keys and positions below ``data``
Model = TypeVar("Model", bound=ReadAnswer)
_ID = re.compile(r"[\x21-\x7e]{1,64}", re.ASCII)
_EXPECTED = {
    "int_type": "integer", "int_from_float": "integer", "greater_than_equal": "integer", "less_than_equal": "integer",
    "is_instance_of": "number", "decimal_type": "number", "value_error": "number",
    "string_type": "string", "string_pattern_mismatch": "string", "string_too_long": "string",
    "list_type": "list", "model_type": "object", "model_attributes_type": "object", "dict_type": "object",
}  # fmt: skip


@dataclass(slots=True)
class Result:
    """What was published of one column."""

    score: Decimal | None = None
    max: Decimal | None = None
    rate: Decimal | None = None
    detail_score: Decimal | None = None
    quality: Quality | None = None


@dataclass(slots=True)
class UnitFigures:
    """What one answer says of one unit: counts by measure (``nulls``: those that it has and gives no number for),
    flags by measure, published results by column.
    """

    id: str | None
    name: str | None
    code: str | None = None
    level: Level | None = None
    counts: dict[str, int] = field(default_factory=dict)
    nulls: set[str] = field(default_factory=set)
    flags: dict[str, Quality] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """The sheets of one answer: of the unit that it is about (not where that is the country), and of those below it.

    ``faults``: what could not be read, by the unit's id (``None`` where that could not be read either); of the
    unit that it is about in ``parent_faults``. ``odd``: fields that no reader knows yet, or that were passed over
    because they are not as known, as paths. ``listed``: how many units the answer lists; ``page``: which part of the
    whole list that is, where the answer says so.
    """

    parent: UnitFigures | None = None
    parent_faults: list[Fault] = field(default_factory=list)
    units: list[UnitFigures] = field(default_factory=list)
    averages: dict[str, Decimal] = field(default_factory=dict)
    faults: list[tuple[str | None, Fault]] = field(default_factory=list)
    odd: set[str] = field(default_factory=set)
    listed: int = 0
    page: ReadPagination | None = None

    def extend(self, page: "Reading") -> None:
        """Add a further page of the same answer."""
        self.parent = self.parent or page.parent
        self.parent_faults += page.parent_faults
        self.units += page.units
        self.faults += page.faults
        self.odd |= page.odd
        self.listed += page.listed
        self.page = page.page


def open_envelope(body: bytes, path: str) -> Any:
    """The ``data`` of an answer; refuses ``portal_not_json``, ``portal_not_ok`` and ``portal_empty``."""

    def refuse(_: str) -> NoReturn:
        raise ValueError("not a number of JSON")

    try:
        orjson.loads(body)  # stricter: half of a surrogate pair would break whatever it is written to
        document = json.loads(body.decode(), parse_float=Decimal, parse_constant=refuse)
    except (ValueError, ArithmeticError, RecursionError):
        raise Refusal("portal_not_json", path=path, start=body[:60].decode(errors="replace")) from None
    code = document.get("code") if isinstance(document, dict) else None
    if code != "OK":
        raise Refusal("portal_not_ok", path=path, value=code)
    data = document.get("data")
    if not isinstance(data, dict | list) or not data:
        raise Refusal("portal_empty", path=path)
    return data


class Reader:
    """Collects what one answer says. ``place``: keys and positions below ``data``."""

    def __init__(self, path: str, scorecard: Scorecard) -> None:
        self.path, self.scorecard = path, scorecard
        self.groups = scorecard.groups_by_code
        self.fractions = {fraction.code: fraction for fraction in scorecard.fractions}
        self.reading = Reading()

    def whole(self, model: type[Model], data: Any) -> Model:
        """The answer's outer shape, or a refusal."""
        try:
            answer = model.model_validate(data)
        except ValidationError as error:
            raise Refusal.of(self._fault((), error)) from None
        self._note_odd(answer, data, "")
        return answer

    def part(self, model: type[Model], data: Any, place: Place) -> Model | Fault:
        """A part of the answer, or the first fault that it has."""
        try:
            part = model.model_validate(data)
        except ValidationError as error:
            return self._fault(place, error)
        keys = [step for step in place if isinstance(step, str)]
        lists = "[]" if isinstance(place[-1], int) else ""
        self._note_odd(part, data, f"{'[].'.join(keys)}{lists}.")
        return part

    def unit(self, model: type[Model], data: Any, place: Place) -> Model | None:
        """One unit, or ``None`` with its first fault recorded."""
        unit = self.part(model, data, place)
        if isinstance(unit, ReadUnit) and unit.department_id is None and unit.department_code is None:
            unit = self.fault("portal_field_missing", place, "departmentId")
        if isinstance(unit, Fault):
            self.stop(place, data.get("departmentId") if isinstance(data, dict) else None, unit)
            return None
        return unit

    def units(self, model: type[Model], listed: list[Any], key: str) -> Iterator[tuple[Place, Model]]:
        self.reading.listed = len(listed)
        for position, data in enumerate(listed):
            if unit := self.unit(model, data, (key, position)):
                yield (key, position), unit

    def add(self, sheet: UnitFigures | None) -> None:
        if sheet is not None:
            self.reading.units.append(sheet)

    def stop(self, place: Place, unit: Any, fault: Fault) -> None:
        """The unit at ``place``, whose id may be as odd as the rest, is not read."""
        if len(place) == 1:
            self.reading.parent_faults.append(fault)
        else:
            known = isinstance(unit, str) and _ID.fullmatch(unit)
            self.reading.faults.append((unit if known else None, fault))

    def note(self, codes: set[str], where: str) -> None:
        self.reading.odd |= {f"{where}[{code}]" for code in codes}

    def fault(self, code: str, place: Place, name: str) -> Fault:
        return Fault(code, _location(place), {"path": self.path, "field": name, "more_vi": "", "more_en": ""})

    def _fault(self, place: Place, error: ValidationError) -> Fault:
        first = error.errors()[0]
        steps = (*place, *first["loc"])
        where = _location(steps)
        params = {"path": self.path, "field": str(("data", *steps)[-1]), **_more(error.error_count() - 1)}
        if first["type"] == "missing":
            return Fault("portal_field_missing", where, params)
        expected = _EXPECTED.get(first["type"], first["type"])
        return Fault("portal_field_retyped", where, {**params, "expected": expected, "value": _shown(first["input"])})

    def _note_odd(self, item: ReadAnswer, data: Any, path: str) -> None:
        """Note the fields that nobody knows, and those that were passed over."""
        odd = set(item.model_extra or ()) - item.also_known
        for name, info in type(item).model_fields.items():
            passed_over = LENIENT in info.metadata and getattr(item, name) is None
            if passed_over and data.get(info.alias) is not None:
                odd.add(info.alias or name)
        self.reading.odd |= {f"{path}{name}" for name in odd}


def _more(count: int) -> dict[str, str]:
    if count == 0:
        return {"more_vi": "", "more_en": ""}
    return {"more_vi": f" (và {count} lỗi khác)", "more_en": f" (and {count} more errors)"}


def _shown(value: Any) -> str:
    """A value of JSON as it may stand in a message."""
    match value:
        case None | bool():
            return json.dumps(value)
        case str():
            return json.dumps(value[:40], ensure_ascii=False)
        case list():
            return "[…]"
        case dict():
            return "{…}"
        case _:
            return str(value)[:40]


def _location(place: Place) -> Location:
    return Location(pointer="".join(f"/{escape(str(step))}" for step in ("data", *place)))
