"""The bundled real figures, loaded through the same door as everybody else's."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from app.services.agencies import register
from app.services.intake import submit
from app.services.keys import ADMINISTRATOR
from app.services.official_results import official_results_intake
from app.services.reading import Delivery
from app.services.registers import Registers
from app.services.statistics import statistics_intake
from app.sources.uploads import Format
from app.storage import submissions
from app.storage.session import Database
from app.storage.submissions import Kind

FOLDER = Path(__file__).parents[1] / "demo"
_ENDINGS = {"-statistics.json": Kind.STATISTICS, "-official-results.json": Kind.OFFICIAL_RESULTS}


def files() -> Iterator[tuple[Kind, Path]]:
    """The bundled submissions."""
    for path in sorted(FOLDER.glob("*.json")):
        for ending, kind in _ENDINGS.items():
            if path.name.endswith(ending):
                yield kind, path


def load_demo(database: Database, registers: Registers, now: datetime, say: Callable[[str], None]) -> None:
    """Load the bundled figures if nothing has ever been taken in. ``say`` is told of each file."""
    with database.reading() as connection:
        if submissions.page(connection, kind=None, before=None, limit=1):
            return
    agencies = Delivery((FOLDER / "agencies.json").read_bytes(), Format.JSON)
    register(database, registers, agencies, ADMINISTRATOR, now)
    for kind, path in files():
        delivery = Delivery(path.read_bytes(), Format.JSON)
        if kind is Kind.STATISTICS:
            stored = submit(database, statistics_intake(registers), delivery, ADMINISTRATOR, now)
        else:
            stored = submit(database, official_results_intake(registers), delivery, ADMINISTRATOR, now)
        say(f"{path.name}: {stored.figures}")
