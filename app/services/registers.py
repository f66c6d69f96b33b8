"""The registers that come with the service: scorecards, rules for dossiers, measures, levels, provinces, offices."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from app.domain.agencies import Agency, Level
from app.domain.dossiers.rules import DossierRulesHistory
from app.domain.errors import Refusal
from app.domain.measures import Measure
from app.domain.office import Offices
from app.domain.scorecard.scorecard import Scorecards
from app.readers.files import registers as files
from app.readers.files.dossier_rules import BUNDLED as DOSSIER_RULES
from app.readers.files.dossier_rules import read_dossier_rules
from app.readers.files.offices import read_offices
from app.readers.files.scorecards import read_scorecards
from app.services import key_lines
from app.services.audit import trail as audit_trail
from app.services.audit.trail import Act
from app.storage import agencies, receipt_clock
from app.storage.database import Database
from app.storage.errors import DBAPIError, NoConnectionError, is_outage
from app.storage.figures import measures


@dataclass(frozen=True, slots=True)
class Registers:
    scorecards: Scorecards
    measures: dict[str, Measure]
    last_days: dict[Level, date]
    offices: Offices
    dossier_rules: DossierRulesHistory

    @property
    def digest(self) -> str:
        """Stands for the law that the scores rest on, and for how measures add up."""
        measures = "\n".join(map(str, self.measures.values()))
        return " ".join([*(each.digest for each in self.scorecards), sha256(measures.encode()).hexdigest()])


def read_registers(scorecards: Path, offices: Path) -> Registers:
    """Read everything, strictly. Raises ``YamlFileError`` for a file that cannot be used."""
    known = files.read_measures()
    cards = read_scorecards(scorecards, known)
    rules = read_dossier_rules(DOSSIER_RULES)
    return Registers(cards, known, files.read_last_days(), read_offices(offices, cards), rules)


def migrate(
    database: Database, registers: Registers, now: datetime | None = None, provinces: Path = files.PROVINCES
) -> None:
    """Bring the database to the newest revision, and the registers in it up to date.

    Its audit trail begins with what it holds then, if it has none yet. Keys that an older release rotated are joined to
    their lines. ``now``: this moment if left out. ``provinces``: the file of those that the database is of.
    """
    database.upgrade()
    now = now or datetime.now(UTC)
    with database.writing() as connection:
        measures.add_missing(connection, registers.measures)
        changed = []
        for entry in files.read_provinces(provinces):
            province = Agency(
                entry.code,
                entry.name,
                Level.PROVINCE,
                statistical_code=entry.statistical_code,
                valid_to=entry.last_day,
                merged_into=entry.merged_into,
            )
            if agencies.save(connection, province, entry.name_from):
                changed.append(entry.code)
        now = receipt_clock.moment(connection, now)
        # What a later release changes was not known before it came; what the first one says, the service always knew.
        agencies.record(connection, changed, now if agencies.is_recorded(connection) else agencies.ALWAYS)
        if not audit_trail.adopt(database, connection, now) and changed:
            subjects = (f"agency/{code}" for code in changed)
            audit_trail.record(database, connection, Act("registers.migrated", None, now), *subjects)
        key_lines.adopt(database, connection, now)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What answers: ``primary`` for writing and for the holders of keys, ``replica`` for everybody else, if set."""

    revision: str
    primary: bool = True
    replica: bool | None = None


def check_ready(database: Database, registers: Registers) -> Readiness:
    """What can be served: of a database with a replica, one of the two is enough for reading.

    Refuses ``not_migrated`` unless the revision and the measures of what answers are those of the code, and its audit
    trail has begun: what it holds would still be to be sealed. Raises the outage of the database if nothing answers.
    """
    if database.replica is None:
        return Readiness(_revision(database, registers))
    replica = _answering(database.replica, registers)
    if replica is None:
        return Readiness(_revision(database, registers), replica=False)
    return Readiness(replica, primary=_answering(database, registers) is not None, replica=True)


def _answering(database: Database, registers: Registers) -> str | None:
    try:
        return _revision(database, registers)
    except (DBAPIError, NoConnectionError) as error:
        if is_outage(error):
            return None
        raise


def _revision(database: Database, registers: Registers) -> str:
    revision = database.check_migrated()
    with database.view() as connection:
        if measures.missing(connection, registers.measures) or not audit_trail.has_begun(connection):
            raise Refusal("not_migrated", current=revision, head=f"{revision}+")
    return revision
