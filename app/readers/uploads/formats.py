"""The formats in which rows are taken. Whatever is to be known of one stands here, and nowhere else."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

from app.domain.errors import Faults
from app.readers.uploads.body import Body
from app.readers.uploads.json import read_json, read_ndjson
from app.readers.uploads.row_spool import RowSpool
from app.readers.uploads.rows import Layout, ReadResult, UploadLimits, UploadShape
from app.readers.uploads.tables import read_csv

Reader: TypeAlias = Callable[[Body, UploadShape, UploadLimits, Faults, RowSpool], ReadResult]


def _read_xlsx(body: Body, shape: UploadShape, limits: UploadLimits, faults: Faults, rows: RowSpool) -> ReadResult:
    # Few uploads are workbooks, and what reads them takes longer to import than most processes take to start.
    from app.readers.uploads.xlsx import read_xlsx  # noqa: PLC0415

    return read_xlsx(body, shape, limits, faults, rows)


class Format(StrEnum):
    """A format is its media type.

    ``suffix``: how its files end; ``binary``: it is no text; ``read`` keeps what can be read of the rows, records
    the faults of the others, and refuses ``submission_invalid`` where it cannot be read on, ``unpacked_too_large``
    and ``too_many_rows``.
    """

    suffix: str
    layout: Layout
    read: Reader
    binary: bool

    JSON = "application/json", ".json", Layout.DOCUMENT, read_json
    NDJSON = "application/x-ndjson", ".ndjson", Layout.LINES, read_ndjson
    CSV = "text/csv", ".csv", Layout.TABLE, read_csv
    XLSX = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
        Layout.TABLE,
        _read_xlsx,
        True,
    )

    def __new__(cls, media_type: str, suffix: str, layout: Layout, read: Reader, binary: bool = False) -> "Format":
        made = str.__new__(cls, media_type)
        made._value_ = media_type
        made.suffix, made.layout, made.read, made.binary = suffix, layout, read, binary
        return made

    @classmethod
    def of_file(cls, name: str) -> "Format | None":
        """The format of a file by the end of its name, whatever its case."""
        return next((each for each in cls if name.lower().endswith(each.suffix)), None)
