"""Takes in what a pull has read of some agencies: checked like everybody else's, and only what has changed."""

import re

from app.domain.enums import Kind
from app.domain.errors import Refusal
from app.domain.time import AsOf
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.portal.import_batch import Earlier, ImportBatch, Row
from app.services.portal.pull_report import UnitReport
from app.services.portal.response_archive import ResponseArchive
from app.services.submissions.parse_upload import RowUpload
from app.storage import agencies
from app.storage.figures import read as figures_read
from app.storage.portal import aliases
from app.storage.submissions import Origin, Submission

_KEYS = {
    Kind.AGENCIES: "agencies",
    Kind.STATISTICS: "statistics",
    Kind.OFFICIAL_RESULTS: "results",
}
_ROW = re.compile(r"/[a-z]+/(?P<row>[0-9]+)/", re.ASCII)


def take_in(service: AppContext, answers: ResponseArchive, unit: UnitReport, book: ImportBatch) -> None:
    """Leave out of ``book`` the agencies that cannot be taken in, submit what has changed of the others.

    ``answers`` are what it was read from; what became of it is told in ``unit``.
    """
    period, codes, known = answers.pull.period, list(book.sheets), AsOf(answers.oldest)
    with service.database.reading() as connection:
        book.registered = set(agencies.ids(connection, codes))
        book.earlier = Earlier(
            figures_read.counts(connection, period, codes, known, pulled=True),
            figures_read.officials(connection, period, codes, known, pulled=True),
        )
    # Agencies first: figures are refused of those that are not registered. Figures only when all were checked:
    # an agency whose results are refused gives no counts either.
    for kinds in (Kind.AGENCIES,), (Kind.STATISTICS, Kind.OFFICIAL_RESULTS):
        for kind in kinds:
            _check(service, answers, kind, book)
        for kind in kinds:
            if rows := book.rows(kind):
                unit.submissions.append(_load(service, answers, kind, rows, dry_run=False))
    unit.faults += book.faults
    unit.odd |= book.odd
    unit.withdrawn |= book.withdrawn
    with service.database.writing() as connection:
        learned = {id_: code for id_, code in book.ids.items() if code not in book.stopped}
        aliases.learn(connection, learned, service.now())


def _check(service: AppContext, answers: ResponseArchive, kind: Kind, book: ImportBatch) -> None:
    """Leave out the agencies whose figures the service's own checks refuse."""
    while rows := book.rows(kind):
        try:
            _load(service, answers, kind, rows, dry_run=True)
        except Refusal as refusal:
            if refusal.code != "submission_invalid":
                raise
            for fault in refusal.faults:
                place = _ROW.match(fault.location.pointer or "")
                if place is None:  # of the submission as a whole
                    raise
                book.refuse(rows[int(place["row"])], fault)
        else:
            break


def _load(service: AppContext, answers: ResponseArchive, kind: Kind, rows: list[Row], *, dry_run: bool) -> Submission:
    stored, oldest = answers.pull, answers.oldest
    incoming = RowUpload(
        _KEYS[kind],
        rows,
        {} if kind is Kind.AGENCIES else {"period": str(stored.period)},
        as_of=oldest.isoformat() if oldest else None,
        source=f"Cổng Dịch vụ công quốc gia, {stored.base_url}",
        dry_run=dry_run,
        origin=Origin(stored.id, answers.unit),
    )
    return load(service.database, service.registers, kind, incoming, ADMINISTRATOR, service.now())
