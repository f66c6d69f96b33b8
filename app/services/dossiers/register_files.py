"""The registers that a command is given as files: our own fields, or the national portal's list of procedures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.dossiers.registers import DossierRegisters
from app.domain.errors import Fault, Refusal
from app.readers.dossiers.formalities import Codes, find_pages, read_pages
from app.readers.dossiers.procedures import read_procedures, read_services
from app.readers.files.registers import portal_departments
from app.readers.uploads.formats import Format
from app.services.dossiers.registers import PROCEDURES, SERVICES, Entry, Register, read_entries
from app.storage.database import Database
from app.storage.portal import aliases

_SUFFIXES = (".json", ".ndjson", ".jsonl")


@dataclass(frozen=True, slots=True)
class ReadRegisters:
    """``registers``: only those that were given. ``lacking``: how many procedures the register is known to have beside
    those that were read."""

    registers: DossierRegisters
    lacking: int = 0
    warnings: tuple[Fault, ...] = ()


def read_registers(database: Database | None, procedures: Path | None, services: Path | None) -> ReadRegisters:
    """What files say, to stand in the place of the stored registers.

    ``database``: knows agencies by their ids on the portal, as far as pulls have learned them; without it only
    provinces are known. Refuses as ``read_entries``, ``read_procedures``, ``read_services`` and ``read_pages``, and
    ``register_file_unknown``.
    """
    entries, odd = _entries(SERVICES, services, read_services) if services else (None, [])
    if procedures is None:
        return ReadRegisters(DossierRegisters(services=entries), warnings=tuple(odd))
    pages = find_pages(procedures.read_bytes()) if procedures.name.lower().endswith(_SUFFIXES) else None
    if pages is None:
        own, more = _entries(PROCEDURES, procedures, read_procedures)
        return ReadRegisters(DossierRegisters(own, entries), warnings=(*more, *odd))
    found = read_pages(pages, procedures, codes_in(database))
    warnings = odd + unknown_agencies(found.agencies, found.unknown)
    if found.lacking:
        warnings.append(Fault("register_incomplete", params={"file": procedures.name, "lacking": found.lacking}))
    return ReadRegisters(DossierRegisters(found.procedures, entries), found.lacking, tuple(warnings))


def _entries(
    register: Register[Entry], path: Path, read_json: Callable[[Path], list[Entry]]
) -> tuple[list[Entry], list[Fault]]:
    """The entries and what is odd about them. JSON may be a bare list here, which is more than may be sent; all else is
    read as what is sent."""
    format_ = Format.of_file(path.name)
    if format_ is None:
        raise Refusal("register_file_unknown", name=path.name, endings=", ".join(each.suffix for each in Format))
    return (read_json(path), []) if format_ is Format.JSON else read_entries(register, path, format_)


def unknown_agencies(agencies: int, unknown: int) -> list[Fault]:
    """A warning if some ``agencies`` of the portal's are not known here by their ids."""
    return [Fault("portal_agencies_unknown", params={"agencies": agencies, "unknown": unknown})] if unknown else []


def codes_in(database: Database | None) -> Codes:
    """The codes of agencies by their ids on the portal: those that pulls have learned, and those that are bundled."""

    def codes(ids: Iterable[str]) -> Mapping[str, str]:
        wanted = list(ids)
        bundled = {id_: code for id_ in wanted if (code := portal_departments().code_of(id_))}
        if database is None:
            return bundled
        with database.reading() as connection:
            return bundled | aliases.codes(connection, wanted)

    return codes
