"""What is bundled to look at: real figures, and a made-up month of dossiers that goes into a database of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app import data
from app.domain.dossiers.registers import DossierRegisters
from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.domain.periods import Period
from app.readers.dossiers.procedures import read_procedures
from app.readers.dossiers.sender import Sender
from app.readers.uploads.body import Body
from app.readers.uploads.formats import Format
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.registers import Registers, check_ready, migrate
from app.services.submissions.parse_upload import Upload
from app.storage import submissions
from app.storage.database import Database
from app.storage.figures import read as figures

FOLDER = data.FOLDER / "demo"
SYNTHETIC = FOLDER / "dossiers"
DOSSIERS = SYNTHETIC / "2026-10-synthetic.ndjson.gz"
PROCEDURES = SYNTHETIC / "procedures-synthetic.json"
AGENCIES = SYNTHETIC / "agencies-synthetic.json"
PROVINCES = SYNTHETIC / "provinces-synthetic.csv"
MONTH, PROVINCE = Period.parse("2026-10"), "H99"


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


@contextmanager
def synthetic_month(service: AppContext, say: Callable[[str], None]) -> Iterator[AppContext | None]:
    """The database of the made-up month, made and filled if it is not there yet.

    It lies beside that of ``service``, an SQLite file, and has no agency of the country: nobody real gets a made-up
    figure. ``None`` if the database of ``service`` is on a server, beside which there is no place for a file.
    """
    database = service.database
    if not database.is_sqlite:
        yield None
        return
    path = Path(database.url.database or "")
    url = f"sqlite:///{path.with_name(f'{path.stem}-synthetic.db')}"
    month = AppContext.create(service.settings.model_copy(update={"database_url": url}), service.now)
    with month.database.in_use():
        _prepare_month(month)
        if not _is_counted(month.database):
            say(f"{DOSSIERS.name}: {_count_month(month)}")
        yield month


def _prepare_month(month: AppContext) -> None:
    """Bring the database up to date; its register has the made-up province only."""
    try:
        check_ready(month.database, month.registers)
    except Refusal as refusal:
        if refusal.code != "not_migrated":
            raise
        migrate(month.database, month.registers, month.now(), PROVINCES)


def _is_counted(database: Database) -> bool:
    with database.reading() as connection:
        return figures.is_known(connection, [MONTH])


def _count_month(month: AppContext) -> int | None:
    """Register the agencies, count the dossiers and store the counts; how many counts there are."""
    # The engine is large, and only needed when the month is counted.
    from app.services.dossiers import counting, gather  # noqa: PLC0415

    now, database, registers = month.now(), month.database, month.registers
    agencies = Upload(Body.of(AGENCIES.read_bytes()), Format.JSON)
    load(database, registers, Kind.AGENCIES, agencies, ADMINISTRATOR, now)
    asked = counting.Asked(period=MONTH, now=now, registers=DossierRegisters(read_procedures(PROCEDURES)))
    registered = counting.read_agencies(database, MONTH)
    question = counting.make_question(asked, registers.dossier_rules, registered)
    with TemporaryDirectory() as name:
        gathered = gather.gather([DOSSIERS], Sender(source="synthetic", as_of=now, now=now), Path(name))
        counted = counting.count_dossiers(gathered, asked, question, Path(name))
    return load(database, registers, Kind.STATISTICS, counted.upload(), ADMINISTRATOR, now).figures
