"""What every command shares: the service from the environment, and exit codes for what goes wrong."""

import errno
import gc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from app.domain.errors import Refusal
    from app.services.context import AppContext

# Requests leave next to no cycles behind: to look for them as often as the interpreter does of itself is for nothing.
_GARBAGE = (50_000, 20, 100)
REFUSED = 1
NOT_READY = 3
_ACCESS = frozenset({errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPERM, errno.EROFS})


@contextmanager
def service(*, migrated: bool = True, lasting: bool = False) -> Iterator["AppContext"]:
    """The service; what it refuses is told on standard error. Ends with exit code 1 or 3.

    ``migrated``: the command needs a database at the newest revision, and that it stays the one it is. ``lasting``: it
    goes on until it is stopped, and its log is what one reads. The others answer whoever called them; their log has
    warnings only, unless a level is set.
    """
    import sqlite3

    from pydantic import ValidationError

    from app import logging
    from app.domain.errors import Refusal
    from app.readers.files.yaml_lines import YamlFileError
    from app.services.context import AppContext
    from app.services.registers import check_ready
    from app.settings import RenamedSettingError, Settings
    from app.storage.errors import DBAPIError, said_by

    try:
        settings = Settings()
        quiet = not lasting and "log_level" not in settings.model_fields_set
        logging.configure(settings.model_copy(update={"log_level": "warning"}) if quiet else settings)
        made = AppContext.create(settings)
        with made.database.in_use() if migrated else nullcontext():
            if migrated:
                check_ready(made.database, made.registers)
            if lasting:
                gc.freeze()
                gc.set_threshold(*_GARBAGE)
            gc.enable()
            yield made
    except Refusal as refusal:
        raise _refused(refusal) from None
    except ValidationError as error:
        raise _not_ready("\n".join(map(_setting_fault, error.errors(include_url=False)))) from None
    except (YamlFileError, RenamedSettingError) as error:
        raise _not_ready(str(error)) from None
    except DBAPIError as error:
        raise _not_ready(f"Cơ sở dữ liệu / Database: {said_by(error)}") from None
    except (OSError, sqlite3.Error) as error:
        raise _refused(_not_accessed(error)) from None


def _not_accessed(error: Exception) -> "Refusal":
    """What stands in the way of a file that is read or written; anything else is raised as it is."""
    from app.domain.errors import Refusal
    from app.readers.temporary_storage import is_full

    if isinstance(error, OSError) and error.filename and error.errno in _ACCESS:
        return Refusal("file_access_failed", name=error.filename, reason=error.strerror)
    if is_full(error):
        return Refusal("temporary_storage_full")
    raise error


def _refused(refusal: "Refusal") -> typer.Exit:
    from app.cli.printing import print_refusal
    from app.domain.messages import CATALOG

    print_refusal(refusal)
    return typer.Exit(NOT_READY if CATALOG[refusal.code].not_ready else REFUSED)


def _setting_fault(fault: "ErrorDetails") -> str:
    """A sentence on a setting that is wrong; what it was set to may be a secret."""
    what = fault["msg"].removeprefix("Value error, ")
    return f"TTHC766_{str(fault['loc'][0]).upper()}: {what}" if fault["loc"] else what


def _not_ready(text: str) -> typer.Exit:
    from app.cli.printing import console

    console(stderr=True).print(text)
    return typer.Exit(NOT_READY)
