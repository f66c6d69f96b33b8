"""What only the registers tell: how many procedures and online services an agency has.

They are counted as the registers have them on the period's last day. Published figures do not say whether it is that
day or any of the period; but agencies are those of the last day too, and what has ended is no longer offered.

A procedure counts once for an agency, whichever of those below handle it. What a register does not say leaves the
count missing, unless the rest decides: a procedure without a fee is no procedure with fees, whoever handles it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from app.domain.agencies import Agency
from app.domain.dossiers.agencies import counting_agencies
from app.domain.dossiers.facts import Fact, all_of, any_of, fact, negated
from app.domain.dossiers.registers import DossierRegisters, Online, Procedure, Service

ENDED = "INACTIVE"
"""The national portal's word for the state of what is no longer offered."""


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """``number``: ``None`` where it is missing. ``unknown``: why, and how many entries of the register leave it
    open."""

    number: int | None
    unknown: Mapping[str, int] = field(default_factory=dict)


Entry = Procedure | Service
_Entries = Sequence[tuple[Entry, Fact]]  # of one code, each with whether the agency, or one below it, handles it
_Predicate = Callable[[_Entries], Fact]


def _handled(entries: _Entries) -> Fact:
    return any_of(*(handled for _, handled in entries))


def _with_fees(entries: _Entries) -> Fact:
    return _any_handled(entries, lambda entry: entry.has_fee)


def _for_citizens(entries: _Entries) -> Fact:
    return _any_handled(entries, lambda entry: entry.for_citizens)


def _fully_online(entries: _Entries) -> Fact:
    return _online(entries, Online.FULL)


def _partly_online(entries: _Entries) -> Fact:
    """Each procedure at its highest level: what is fully online somewhere is not partly online."""
    return all_of(_online(entries, Online.PARTIAL), negated(_fully_online(entries)))


def _online(entries: _Entries, level: Online) -> Fact:
    return _any_handled(entries, lambda entry: None if entry.online is None else entry.online is level)


def _offered(entries: _Entries) -> Fact:
    return _any_handled(entries, lambda entry: (entry.status or "").upper() != ENDED)


def _any_handled(entries: _Entries, told: Callable[..., bool | None]) -> Fact:
    return any_of(*(all_of(handled, fact(told(entry), "flag_unknown")) for entry, handled in entries))


PROCEDURE_MEASURES: dict[str, _Predicate] = {
    "procedures_in_authority": _handled,
    "procedures_partly_online": _partly_online,
    "procedures_fully_online": _fully_online,
    "fee_procedures": _with_fees,
    "procedures_for_citizens": _for_citizens,
}
SERVICE_MEASURES: dict[str, _Predicate] = {"online_services": _offered}
REGISTER_MEASURES = (*PROCEDURE_MEASURES, *SERVICE_MEASURES)
NUMERATORS = {
    "fee_procedures": ("fee_procedures_paid_online", "fee_procedures_with_synced_fees"),
    "procedures_for_citizens": ("procedures_using_citizen_data",),
    "online_services": ("online_services_with_dossiers",),
}
"""What dossiers are counted for as parts of what the registers hold."""
SHORT = "register_short"
"""Why both are missing where dossiers belong to more entries than the register has."""


def count_registers(
    registers: DossierRegisters,
    wanted: Collection[str],
    day: date,
    registered: Mapping[str, Agency],
    lacking: int = 0,
) -> dict[str, dict[str, RegisterCount]]:
    """The counts of the ``wanted`` agencies on a day, by agency and measure.

    ``registered``: all agencies, merged ones too. ``lacking``: how many procedures the register is known to have beside
    those that were given. Missing without the register; where an entry that may count does not say the flag
    (``flag_unknown``) or who handles it (``agency_not_told``); where the register is not whole
    (``register_incomplete``); and of an agency that no entry names, for that is no count of what it has
    (``agency_not_in_register``).
    """
    above = cache(lambda code: counting_agencies(code, day, registered))
    procedures = _Register(registers.procedures_on(day), wanted, above, lacking) if registers.has_procedures else None
    services = _Register(registers.services_on(day), wanted, above) if registers.has_services else None
    return {
        agency: {
            **_counts(procedures, PROCEDURE_MEASURES, agency, "no_procedure_register"),
            **_counts(services, SERVICE_MEASURES, agency, "no_service_register"),
        }
        for agency in wanted
    }


def _counts(
    register: "_Register | None", measures: Mapping[str, _Predicate], agency: str, without: str
) -> dict[str, RegisterCount]:
    if register is None:
        return dict.fromkeys(measures, RegisterCount(None, {without: 0}))
    return {code: register.count(holds, agency) for code, holds in measures.items()}


class _Register:
    """The entries that stand on a day, and of each agency the places of those that name it or one below it, by code."""

    def __init__(
        self,
        entries: Iterable[Entry],
        wanted: Collection[str],
        above: Callable[[str], Iterable[str]],
        lacking: int = 0,
    ) -> None:
        self._entries, self._lacking = list(entries), lacking
        self._named: dict[str, dict[str, list[int]]] = {code: {} for code in wanted}
        self._unnamed: dict[str, list[int]] = {}
        for place, each in enumerate(self._entries):
            if not each.agencies:
                self._unnamed.setdefault(each.code, []).append(place)
            for agency in {code for named in each.agencies for code in above(named)} & self._named.keys():
                self._named[agency].setdefault(each.code, []).append(place)
        self._holds = cache(self._judge)  # of most procedures the same for all agencies
        self._open = cache(self._not_known_of_all)

    def count(self, holds: _Predicate, agency: str) -> RegisterCount:
        named, number, unknown = self._named[agency], 0, Counter(self._open(holds))
        for code, places in named.items():
            if unnamed := tuple(self._unnamed.get(code, ())):
                unknown.subtract(_why(self._holds(holds, (), unnamed)))
            found = self._holds(holds, tuple(places), unnamed)
            unknown.update(_why(found))
            number += found.holds is True
        if missing := +unknown or ({} if named else {"agency_not_in_register": self._codes}):
            return RegisterCount(None, dict(missing))
        return RegisterCount(number)

    @property
    def _codes(self) -> int:
        return len({each.code for each in self._entries})

    def _judge(self, holds: _Predicate, named: tuple[int, ...], unnamed: tuple[int, ...]) -> Fact:
        """Whether a code counts, by its entries that name the agency, and those that name none."""
        handled = [(self._entries[place], _YES) for place in named]
        return holds([*handled, *((self._entries[place], _NOT_TOLD) for place in unnamed)])

    def _not_known_of_all(self, holds: _Predicate) -> Counter[str]:
        """Why it is not known of codes whether they count, for an agency that none of their entries names."""
        unnamed = self._unnamed.values()
        found = Counter(why for places in unnamed for why in _why(self._holds(holds, (), tuple(places))))
        return found + Counter(register_incomplete=self._lacking)


_YES, _NOT_TOLD = fact(True, "agency_named"), fact(None, "agency_not_told")


def _why(found: Fact) -> list[str]:
    return [found.reasons[0].code] if found.holds is None else []
