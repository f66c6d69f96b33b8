"""Procedures as the national portal lists them: its answers of ``/formalities``, as they are."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app.domain.dossiers.register_counts import ENDED
from app.domain.dossiers.registers import Procedure
from app.domain.errors import Faults, Location
from app.readers.portal.answers import ReadFormalities, ReadFormality

Codes = Callable[[Iterable[str]], Mapping[str, str]]
"""The code of each agency, by its id on the portal, as far as it is known."""

BEFORE_ALL_PERIODS = date(2022, 6, 22)
"""The day before Decision 766 begins: what ended by then counts in no period."""


@dataclass(frozen=True, slots=True)
class ListedProcedures:
    """``lacking``: how many the portal has beside those that were read. ``unknown``: how many of the ``agencies`` that
    it names by their ids are not known here."""

    procedures: list[Procedure]
    lacking: int
    agencies: int
    unknown: int


def find_pages(content: bytes) -> list[Any] | None:
    """The pages of a file: one, a list of them, or one a line; ``None`` if it holds anything else."""
    try:
        document = json.loads(content)
    except ValueError:
        document = _lines(content)
    pages = document if isinstance(document, list) else [document]
    return pages if pages and all(isinstance(each, dict) and "data" in each for each in pages) else None


def _lines(content: bytes) -> list[Any] | None:
    try:
        return [json.loads(line) for line in content.splitlines() if line.strip()]
    except ValueError:
        return None


def read_pages(pages: list[Any], path: Path, codes: Codes) -> ListedProcedures:
    """The procedures on some pages; refuses ``submission_invalid`` with a fault ``procedures_invalid`` for all that is
    not as known."""
    faults = Faults()
    found: dict[str, ReadFormality] = {}
    total = 0
    for number, page in enumerate(pages):
        try:
            read = _page(page)
        except ValidationError as error:
            _add(error, f"/{number}/data", path, faults)
            continue
        except ValueError as error:
            faults.add("procedures_invalid", Location(pointer=f"/{number}", file=path.name), reason=str(error))
            continue
        total = max(total, read.pagination.total if read.pagination else 0)  # one that does not say was refused
        found |= {each.id: each for each in _items(read, f"/{number}/data/items", path, faults)}
    faults.refuse("submission_invalid")
    return listed(found.values(), total, codes)


def _page(page: dict[str, Any]) -> ReadFormalities:
    if page.get("code") != "OK":
        raise ValueError("not an answer of /formalities whose code is OK")
    read = ReadFormalities.model_validate(page["data"])
    if read.pagination is None:
        raise ValueError("no pagination: how many procedures there are is not told")
    return read


def _items(page: ReadFormalities, pointer: str, path: Path, faults: Faults) -> Iterator[ReadFormality]:
    for place, item in enumerate(page.items):
        try:
            yield ReadFormality.model_validate(item)
        except ValidationError as error:
            _add(error, f"{pointer}/{place}", path, faults)


def _add(error: ValidationError, pointer: str, path: Path, faults: Faults) -> None:
    for each in error.errors(include_url=False, include_input=False):
        where = "".join(f"/{part}" for part in each["loc"])
        faults.add("procedures_invalid", Location(pointer=pointer + where, file=path.name), reason=each["msg"])


def listed(found: Iterable[ReadFormality], total: int, codes: Codes) -> ListedProcedures:
    """What a list of procedures, each once, says; ``total``: how many there are.

    One that is ``INACTIVE`` has ended, on a day that is not told: it counts in no period. Several with one code are one
    procedure. An agency whose code is not known stands under its id: it is none of those that are.
    """
    items = list(found)
    all_ids = {id_ for each in items for id_ in each.applied_department_ids or ()}
    known = codes(all_ids)
    agencies: dict[str, set[str]] = {}
    for each in items:
        if not _has_ended(each):
            ids = each.applied_department_ids or ()
            agencies.setdefault(each.code, set()).update(known.get(id_, id_) for id_ in ids)
    names = {each.code: each.name for each in sorted(items, key=_has_ended, reverse=True)}
    procedures = [_procedure(code, name, agencies.get(code)) for code, name in names.items()]
    return ListedProcedures(procedures, max(total - len(items), 0), len(all_ids), len(all_ids - known.keys()))


def _has_ended(item: ReadFormality) -> bool:
    return (item.state or "").upper() == ENDED


def _procedure(code: str, name: str, agencies: set[str] | None) -> Procedure:
    if agencies is None:
        return Procedure(code=code, name=name, last_day=BEFORE_ALL_PERIODS)
    return Procedure(code=code, name=name, agencies=frozenset(agencies))
