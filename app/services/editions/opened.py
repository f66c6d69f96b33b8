"""Editions that were opened lately, kept: none of them ever changes."""

from functools import lru_cache

from app.domain.editions import Edition
from app.domain.evaluation.evaluation import Evaluation
from app.domain.scorecard.scorecard import TOTAL
from app.services.editions import documents
from app.storage import editions
from app.storage.database import Database
from app.storage.editions import StoredEdition

_WHOLE = 12  # some megabytes each
_TOTALS = 500


class OpenedEditions:
    """Reads the documents of editions for pages, which ask for the same ones again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # By digest too: after a backup was restored another edition may have the number.
        self._whole = lru_cache(_WHOLE)(self._open)
        self._totals = lru_cache(_TOTALS)(self._open_totals)

    def whole(self, stored: StoredEdition) -> Edition:
        """All that an edition froze."""
        return self._whole(stored.id, stored.digest)

    def totals(self, stored: StoredEdition) -> Evaluation:
        """Of an edition nothing but the totals, with their ranks and average."""
        return self._totals(stored.id, stored.digest)

    def _open(self, id_: int, _digest: str) -> Edition:
        return documents.read(self._document(id_))

    def _open_totals(self, id_: int, _digest: str) -> Evaluation:
        return documents.read(self._document(id_), {TOTAL}).evaluation

    def _document(self, id_: int) -> bytes:
        with self._database.reading() as connection:
            return editions.document(connection, id_)
