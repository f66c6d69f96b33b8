"""The search for agencies by name, over an index in memory: made anew when the register or the day is another."""

from collections.abc import Hashable
from datetime import date
from threading import Lock

from app.domain.agency_search import AgencyIndex, AgencyMatch
from app.services.versions import EVERY_DAY, Changes, Dependencies
from app.storage import agencies
from app.storage.database import Connection, Database

NAMES = Dependencies(("register/G", "register/H"), EVERY_DAY)
"""What the search rests on: all names, and which agencies there are today."""


class AgencySearch:
    """Searches the register as it is now."""

    def __init__(self, database: Database, changes: Changes) -> None:
        self._database, self._changes = database, changes
        self._lock = Lock()
        self._kept: tuple[Hashable, AgencyIndex] | None = None

    def find(self, text: str, today: date) -> list[AgencyMatch]:
        """The agencies that ``text`` may mean, the likeliest first (``AgencyIndex.search``)."""
        with self._database.reading() as connection:
            index = self._index(connection, today)
        return index.search(text)

    def _index(self, connection: Connection, today: date) -> AgencyIndex:
        state = self._changes.of(connection)
        if state is None:  # a view that is older than what is known already: nobody will ask for that again
            return AgencyIndex(agencies.with_former_names(connection, today), today)
        version = state.token(NAMES), today
        with self._lock:  # whoever comes meanwhile needs the same index
            if self._kept is None or self._kept[0] != version:
                self._kept = version, AgencyIndex(agencies.with_former_names(connection, today), today)
            return self._kept[1]
