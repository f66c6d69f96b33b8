"""The bundled real figures, loaded through the same door as everybody else's."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import data
from app.domain.enums import Kind
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.registers import Registers
from app.services.submissions.parse_upload import Upload
from app.storage import submissions
from app.storage.database import Database

FOLDER = data.FOLDER / "demo"


def bundled() -> list[tuple[Kind, Path]]:
    """The bundled submissions in the order in which they can be loaded: agencies first. Names end in their kind."""
    kinds = (Kind.AGENCIES, Kind.STATISTICS, Kind.OFFICIAL_RESULTS)
    return [(kind, path) for kind in kinds for path in sorted(FOLDER.glob(f"*{kind}.json"))]


def load_demo(database: Database, registers: Registers, now: datetime, say: Callable[[str], None]) -> None:
    """Load the bundled figures that are not there yet, unless the database holds figures of somebody else's."""
    bodies = ((kind, path.name, path.read_bytes()) for kind, path in bundled())
    by_digest = {submissions.digest_of(body): (kind, name, body) for kind, name, body in bodies}
    with database.reading() as connection:
        present = submissions.accepted_digests(connection)
    if present - set(by_digest):
        return
    for digest, (kind, name, body) in by_digest.items():
        if digest not in present:
            stored = load(database, registers, kind, Upload(Body.of(body), Format.JSON), ADMINISTRATOR, now)
            say(f"{name}: {stored.figures}")
