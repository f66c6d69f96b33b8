"""Takes in submissions of any kind: the one door, for uploads and for rows of our own readers."""

from datetime import datetime

from app.domain.enums import Kind
from app.services.agencies import register
from app.services.dossiers.registers import PROCEDURES, SERVICES, register_entries
from app.services.keys import Author
from app.services.registers import Registers
from app.services.submissions.intake import submit
from app.services.submissions.official_results import official_results_intake
from app.services.submissions.parse_upload import Incoming
from app.services.submissions.statistics import statistics_intake
from app.storage.database import Database
from app.storage.submissions import Submission


def load(
    database: Database, registers: Registers, kind: Kind, incoming: Incoming, author: Author, now: datetime
) -> Submission:
    """Take a submission in, whole or not at all; see ``intake.submit``, ``agencies.register`` and
    ``register_entries`` for the refusals."""
    match kind:
        case Kind.STATISTICS:
            return submit(database, statistics_intake(registers), incoming, author, now)
        case Kind.OFFICIAL_RESULTS:
            return submit(database, official_results_intake(registers), incoming, author, now)
        case Kind.AGENCIES:
            return register(database, registers, incoming, author, now).submission
        case Kind.PROCEDURES:
            return register_entries(database, PROCEDURES, incoming, author, now)
        case Kind.SERVICES:
            return register_entries(database, SERVICES, incoming, author, now)
