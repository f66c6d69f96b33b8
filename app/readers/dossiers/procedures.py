"""The registers that dossiers are held against, of procedures and of online services, as JSON."""

import dataclasses
import json
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from app.domain.dossiers.registers import Procedure, Service
from app.domain.errors import MAX_FAULTS_LISTED, Faults, Location

Entry = TypeVar("Entry", Procedure, Service)
_PROCEDURES, _SERVICES = TypeAdapter(list[Procedure]), TypeAdapter(list[Service])


def read_procedures(path: Path) -> list[Procedure]:
    """The entries of a file: a list, or the ``procedures`` of what is sent to the service.

    Fields as of ``Procedure``. Refuses ``submission_invalid`` with a fault ``procedures_invalid`` for each entry that
    cannot be read.
    """
    return _read(path, Procedure, _PROCEDURES, "procedures", "procedures_invalid")


def read_services(path: Path) -> list[Service]:
    """As ``read_procedures``, with fields as of ``Service`` and faults ``services_invalid``."""
    return _read(path, Service, _SERVICES, "services", "services_invalid")


def _read(path: Path, entry: type[Entry], listed: TypeAdapter[list[Entry]], key: str, code: str) -> list[Entry]:
    faults = Faults()
    entries: list[Entry] = []
    try:
        rows = _rows(path.read_bytes(), key)
        for place, name in _others(rows, {each.name for each in dataclasses.fields(entry)}):
            faults.add(code, Location(pointer=f"/{place}/{name}", file=path.name), reason="unknown field")
        entries = listed.validate_python(rows)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False)[:MAX_FAULTS_LISTED]:
            pointer = "".join(f"/{part}" for part in each["loc"])
            faults.add(code, Location(pointer=pointer, file=path.name), reason=each["msg"])
    except (ValueError, RecursionError) as error:
        faults.add(code, Location(file=path.name), reason=str(error))
    faults.refuse("submission_invalid")
    return entries


def _others(rows: object, fields: set[str]) -> list[tuple[int, str]]:
    """Fields that there are not: one that is misspelt would be missing in silence."""
    listed = enumerate(rows if isinstance(rows, list) else ())
    return [(place, name) for place, row in listed if isinstance(row, dict) for name in sorted(set(row) - fields)]


def _rows(content: bytes, key: str) -> object:
    document = json.loads(content)
    return document[key] if isinstance(document, dict) and key in document else document
