"""All that a process needs to do its work, made once and handed to every request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256

from app import __version__
from app.domain.what_if.robustness import Robustness
from app.readers.uploads.rows import UploadLimits
from app.services import keys
from app.services.agency_search import AgencySearch
from app.services.audit import trail as audit_trail
from app.services.evaluation_cache import EvaluationCache, VersionedCache
from app.services.registers import Registers, read_registers
from app.services.versions import Changes
from app.settings import Settings
from app.storage.database import Database, Waits


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class AppContext:
    """Holds no state of its own besides settings, registers and connections."""

    settings: Settings
    registers: Registers
    database: Database
    now: Callable[[], datetime]

    @classmethod
    def create(cls, settings: Settings, now: Callable[[], datetime] | None = None) -> "AppContext":
        """Read the registers, strictly, and prepare the database's connections; none is opened yet."""
        registers = read_registers(settings.scorecards, settings.offices)

        def ledger_key(database: Database) -> bytes:
            return audit_trail.derive_key(keys.hashing_secret(settings.key_secret, database))

        waits = Waits(settings.database_timeout, settings.database_answer_timeout, settings.database_connections)
        second = settings.database_replica_url
        replica = None if second is None else Database(second, waits, follows=True)
        now = now or _now
        database = Database(settings.database_url, waits, replica, ledger_key=ledger_key, now=now)
        return cls(settings, registers, database, now)

    @cached_property
    def changes(self) -> Changes:
        return Changes(self.database, self.settings.freshness_seconds)

    @cached_property
    def evaluations(self) -> EvaluationCache | None:
        most = self.settings.evaluation_cache_agencies
        return EvaluationCache(self.changes, most) if most else None

    @cached_property
    def robustness(self) -> VersionedCache[Robustness] | None:
        """How firm the ranks of cohorts are: of a quarter as many agencies as evaluations are kept of."""
        most = self.settings.evaluation_cache_agencies // 4
        return VersionedCache(self.changes, most, lambda made: len(made.evaluation.cards)) if most else None

    @cached_property
    def agency_search(self) -> AgencySearch:
        return AgencySearch(self.database, self.changes)

    @cached_property
    def rules(self) -> str:
        """Stands for all that makes answers of figures: the version of the service, the scorecards and the measures."""
        return sha256(f"{__version__} {self.registers.digest}".encode()).hexdigest()[:32]

    @cached_property
    def limits(self) -> UploadLimits:
        """What one upload may hold at most."""
        settings = self.settings
        return UploadLimits(
            unpacked=settings.max_unpacked_bytes,
            rows=settings.max_rows,
            columns=settings.max_columns,
            row=settings.max_row_chars,
            field=settings.max_field_chars,
            depth=settings.max_json_depth,
            figures=settings.max_figures,
        )

    @property
    def refusals_kept_since(self) -> datetime:
        """What was refused by then is withheld from everybody, and deleted."""
        return self.now() - timedelta(days=self.settings.refused_retention_days)

    def address(self, path: str) -> str:
        """The address of one of the service's own paths, relative to the host: ``/tthc/v1/x`` for ``/v1/x``."""
        return f"{self.settings.root_path}{path}"

    @cached_property
    def key_secret(self) -> bytes:
        return keys.hashing_secret(self.settings.key_secret, self.database)
