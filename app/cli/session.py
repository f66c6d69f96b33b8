"""What every command shares: the service from the environment, and exit codes for what goes wrong."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import typer
from pydantic import ValidationError

from app import logs
from app.cli.printing import console, print_refusal
from app.domain.errors import Refusal
from app.services.registers import check_ready
from app.services.service import Service
from app.settings import Settings
from app.sources.yaml_lines import YamlFileError
from app.storage.errors import DBAPIError

REFUSED = 1
NOT_READY = 3
_NOT_READY_CODES = (
    "not_migrated",
    "database_newer",
    "database_url_invalid",
    "database_restoring",
    "lock_denied",
    "secret_missing",
)


@contextmanager
def service(*, migrated: bool = True, lasting: bool = False) -> Iterator[Service]:
    """The service; what it refuses is told on standard error. Ends with exit code 1 or 3.

    ``migrated``: the command needs a database at the newest revision, and that it stays the one it is. ``lasting``: it
    goes on until it is stopped, and its log is what one reads; a person at a terminal is spared that of the others.
    """
    try:
        settings = Settings()
        watched = not lasting and sys.stderr.isatty() and "log_level" not in settings.model_fields_set
        logs.configure(settings.model_copy(update={"log_level": "warning"}) if watched else settings)
        made = Service.create(settings)
        with made.database.in_use() if migrated else nullcontext():
            if migrated:
                check_ready(made.database, made.registers)
            yield made
    except Refusal as refusal:
        print_refusal(refusal)
        raise typer.Exit(NOT_READY if refusal.code in _NOT_READY_CODES else REFUSED) from None
    except (YamlFileError, ValidationError) as error:
        console(stderr=True).print(str(error))
        raise typer.Exit(NOT_READY) from None
    except DBAPIError as error:
        console(stderr=True).print(f"Cơ sở dữ liệu / Database: {error.orig}")
        raise typer.Exit(NOT_READY) from None
