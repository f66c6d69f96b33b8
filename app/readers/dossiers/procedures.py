"""The register of procedures that dossiers are held against: a list of JSON objects, or a CSV table."""

import csv
import dataclasses
import io
import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.domain.dossiers.registers import Procedure
from app.domain.errors import MAX_FAULTS_LISTED, Faults, Location

_LISTS = ("agencies",)
_FIELDS = frozenset(each.name for each in dataclasses.fields(Procedure))
_ENTRIES = TypeAdapter(list[Procedure])


def read_procedures(path: Path) -> list[Procedure]:
    """The entries of a file.

    Fields as of ``Procedure``; a cell that is empty says nothing, agencies in a cell are divided by blanks. Refuses
    ``submission_invalid`` with a fault ``procedures_invalid`` for each entry that cannot be read.
    """
    content = path.read_bytes()
    faults = Faults()
    entries: list[Procedure] = []
    try:
        rows = _rows(path, content)
        _refuse_others(rows, path.name, faults)
        entries = _ENTRIES.validate_python(rows)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False)[:MAX_FAULTS_LISTED]:
            pointer = "".join(f"/{part}" for part in each["loc"])
            faults.add("procedures_invalid", Location(pointer=pointer, file=path.name), reason=each["msg"])
    except ValueError as error:
        faults.add("procedures_invalid", Location(file=path.name), reason=str(error))
    faults.refuse("submission_invalid")
    return entries


def _refuse_others(rows: object, file: str, faults: Faults) -> None:
    """A field that is misspelt would be missing in silence."""
    for place, row in enumerate(rows if isinstance(rows, list) else ()):
        others = sorted(set(row) - _FIELDS) if isinstance(row, dict) else ()
        for name in others:
            faults.add("procedures_invalid", Location(pointer=f"/{place}/{name}", file=file), reason="unknown field")


def _rows(path: Path, content: bytes) -> object:
    if path.name.lower().endswith(".json"):
        return json.loads(content)
    table = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return [{name: _cell(name, cell) for name, cell in row.items() if cell} for row in table]


def _cell(name: str, cell: str) -> object:
    return cell.split() if name in _LISTS else cell
