"""What dossiers are held against: procedures and online services, as they were on a day."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Protocol, TypeVar


class TimeUnit(StrEnum):
    """The unit of the time that a procedure may take."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


class ProcedureLevel(StrEnum):
    """At which level a procedure is handled."""

    PROVINCE = "province"
    COMMUNE = "commune"
    BOTH = "both"


class Online(StrEnum):
    """How far a procedure can be carried out online."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A procedure from ``first_day`` to ``last_day``. ``None`` of a flag: the register does not say.

    ``needs_paper_result``: it ends in a document. ``for_citizens``: people apply for it. ``max_time``: how many of
    ``unit`` it may take. ``agencies``: the codes of those that handle it.
    """

    code: str
    name: str | None = None
    needs_paper_result: bool | None = None
    has_fee: bool | None = None
    for_citizens: bool | None = None
    level: ProcedureLevel | None = None
    max_time: int | None = None
    unit: TimeUnit | None = None
    online: Online | None = None
    agencies: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An online service for a procedure from ``first_day`` to ``last_day``. ``status``: as the register calls it."""

    code: str
    procedure: str
    name: str | None = None
    status: str | None = None
    agencies: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None


class _Entry(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def first_day(self) -> date | None: ...
    @property
    def last_day(self) -> date | None: ...


Entry = TypeVar("Entry", bound=_Entry)


class DossierRegisters:
    """Both registers. One that nobody has given differs from one that lacks an entry.

    ``beneath``: what is asked about a code on a day of which these entries say nothing, as a province's own go before
    those of the country. Ask by code and day: the entries of all layers together say more than one thing.
    """

    def __init__(
        self,
        procedures: Iterable[Procedure] | None = None,
        services: Iterable[Service] | None = None,
        beneath: "DossierRegisters | None" = None,
    ) -> None:
        self._procedures: list[dict[str, list[Procedure]]] = _layers(procedures)
        self._services: list[dict[str, list[Service]]] = _layers(services)
        if beneath:
            self._procedures += beneath._procedures
            self._services += beneath._services

    def over(self, others: "DossierRegisters") -> "DossierRegisters":
        """These, and of a register that was not given that of ``others``."""
        made = DossierRegisters()
        made._procedures = self._procedures or others._procedures
        made._services = self._services or others._services
        return made

    @property
    def has_procedures(self) -> bool:
        """Whether there is a register of procedures."""
        return bool(self._procedures)

    @property
    def has_services(self) -> bool:
        """Whether there is a register of online services."""
        return bool(self._services)

    @property
    def procedures(self) -> Iterator[Procedure]:
        """All entries of the register of procedures."""
        return (each for layer in self._procedures for entries in layer.values() for each in entries)

    @property
    def services(self) -> Iterator[Service]:
        """All entries of the register of online services."""
        return (each for layer in self._services for entries in layer.values() for each in entries)

    @property
    def digest(self) -> str | None:
        """Stands for what both registers say, wherever they come from; ``None`` without any.

        What an entry does not say is left out, so that a field that is added later changes no digest.
        """
        content = {
            name: [sorted(_said(each) for entries in layer.values() for each in entries) for layer in layers]
            for name, layers in (("procedures", self._procedures), ("services", self._services))
            if layers
        }
        return f"sha256:{sha256(json.dumps(content).encode()).hexdigest()}" if content else None

    def procedures_on(self, day: date) -> Iterator[Procedure]:
        """The entries that stand on a day: of a code those that began last, several where each names other agencies."""
        codes = {code for layer in self._procedures for code in layer}
        return (each for code in sorted(codes) for each in _standing(self._procedures, code, day))

    def services_on(self, day: date) -> Iterator[Service]:
        """As ``procedures_on``, of online services."""
        codes = {code for layer in self._services for code in layer}
        return (each for code in sorted(codes) for each in _standing(self._services, code, day))

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The procedure as it was on a day; ``None`` if the register does not have it then."""
        return _on(self._procedures, code, day)

    def service(self, code: str, day: date) -> Service | None:
        """The online service as it was on a day; ``None`` if the register does not have it then."""
        return _on(self._services, code, day)


def _layers(entries: Iterable[Entry] | None) -> list[dict[str, list[Entry]]]:
    """The entries by code, as the one layer that there is; none if they were not given."""
    if entries is None:
        return []
    found: dict[str, list[Entry]] = {}
    for each in entries:
        found.setdefault(each.code, []).append(each)
    return [found]


def _said(entry: Procedure | Service) -> str:
    said = {each.name: getattr(entry, each.name) for each in fields(entry)}
    said |= {"agencies": " ".join(sorted(entry.agencies)) or None}
    shown = {
        name: value if isinstance(value, bool) else str(value) for name, value in said.items() if value is not None
    }
    return json.dumps(shown, sort_keys=True)


def _on(layers: Iterable[Mapping[str, Iterable[Entry]]], code: str, day: date) -> Entry | None:
    """The entry that is valid on a day, of the first layer that has one; of several the one that began last."""
    return next(iter(_standing(layers, code, day)), None)


def _standing(layers: Iterable[Mapping[str, Iterable[Entry]]], code: str, day: date) -> list[Entry]:
    """The entries of a code that are valid on a day and began last, of the first layer that has one."""
    for layer in layers:
        valid = [
            each
            for each in layer.get(code, ())
            if (each.first_day is None or each.first_day <= day) and (each.last_day is None or day <= each.last_day)
        ]
        if valid:
            began = max(each.first_day or date.min for each in valid)
            return [each for each in valid if (each.first_day or date.min) == began]
    return []
