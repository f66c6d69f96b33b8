"""Which agency a ``departmentId`` means, and which one an agency is given."""

from collections.abc import Iterable
from uuid import UUID, uuid5
from weakref import WeakKeyDictionary

from app.domain.agencies import Agency
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.readers.files.registers import portal_departments
from app.services.evaluation.evaluate import get_member
from app.storage import agencies
from app.storage.database import Connection, Database
from app.storage.portal import aliases

# Never to be changed: programs keep the UUIDs that are made of it.
_NAMESPACE = UUID("7a5ab0d4-0f43-5c0e-9d3f-1f6d1b3f7660")


def stable_alias(code: str) -> str:
    """The UUID of an agency whose UUID on the portal is not known: the same for a code in every process, for ever."""
    return str(uuid5(_NAMESPACE, code))


def department_ids(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """The ``departmentId`` of each agency: the one that a pull learned, else the bundled one of the portal, else one
    made of the code."""
    wanted = list(codes)
    learned, known = aliases.of(connection, wanted), portal_departments()
    return {code: learned.get(code) or known.department_id(code) or stable_alias(code) for code in wanted}


def find(database: Database, connection: Connection, id_: str, period: Period) -> Agency:
    """The agency with this ``departmentId``; refuses ``unknown_department`` and ``agency_not_in_period``.

    Any of the three will do, whichever answers give.
    """
    code = (
        aliases.codes(connection, [id_]).get(id_)
        or portal_departments().code_of(id_)
        or _stable_aliases(database).code(connection, id_)
    )
    if code is None:
        raise Refusal("unknown_department", value=id_, period=period)
    return get_member(connection, code, period)


class _StableAliases:
    """The codes of the agencies of a database by their stable UUIDs.

    Each is computed once, when first something is asked for that is not there: agencies are only ever added.
    """

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._newest = 0

    def code(self, connection: Connection, alias: str) -> str | None:
        if alias not in self._codes:
            for newest, code in agencies.added_after(connection, self._newest):
                self._codes[stable_alias(code)] = code
                self._newest = max(self._newest, newest)
        return self._codes.get(alias)


_by_database: WeakKeyDictionary[Database, _StableAliases] = WeakKeyDictionary()


def _stable_aliases(database: Database) -> _StableAliases:
    return _by_database.setdefault(database, _StableAliases())
