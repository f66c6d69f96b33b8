"""Pulls the portal's list of procedures into a file, as a register that dossiers are held against."""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from app.domain.agencies import is_code
from app.domain.dossiers.registers import Procedure
from app.domain.enums import PullDepth
from app.domain.errors import Fault, Faults, Refusal
from app.domain.periods import Period, PeriodKind
from app.domain.time import day_of
from app.readers.dossiers.formalities import listed
from app.readers.portal import questions
from app.readers.portal.answers import ReadFormality
from app.readers.portal.client import FULL_STOPS, PortalClient
from app.readers.portal.reader_2026 import read_procedures
from app.readers.portal.units import Reading
from app.services.context import AppContext
from app.services.dossiers.register_files import codes_in, unknown_agencies
from app.services.portal.asking import alone, client_policy, refuse_too_early
from app.services.portal.pages import read_pages
from app.services.portal.pull_run import PROCEDURES, ends
from app.services.portal.response_archive import ResponseArchive
from app.storage.portal import pulls
from app.storage.portal.pulls import StoredPull

RESUMED_WITHIN = timedelta(hours=6)
_OF_PROCEDURES = (PROCEDURES,)  # what stands for the provinces of such a pull: no province is called so
Watch = Callable[[int, int], None]
"""Told after each page which one it is, and of how many."""


@dataclass(frozen=True, slots=True)
class PulledProcedures:
    """``listed``: how many the portal has; ``in_force`` and ``ended``: those that were written."""

    listed: int
    in_force: int
    ended: int
    warnings: tuple[Fault, ...]


def pull_procedures(service: AppContext, path: Path, watch: Watch) -> PulledProcedures:
    """Ask for all pages and write the procedures to a file, whole or not at all.

    Interrupted within the last hours, it goes on where it stopped. Refusals: ``portal_list_partial`` with all faults,
    if a procedure is missing or cannot be read; ``portal_running``, ``portal_not_before``, and as the client refuses,
    after which the portal is left alone.
    """
    with alone(service):
        stored = _begun(service)
        with closing(PortalClient(client_policy(service), service.now)) as client:
            try:
                found, total = _read(ResponseArchive(service, stored, lambda: None, client), watch)
            except Refusal as refusal:
                _end(service, stored, refusal)
                raise
        _end(service, stored)
    read = listed(found.values(), total, codes_in(service.database))
    entries = [row for each in read.procedures if (row := _entry(each))]
    _write(path, {"procedures": entries})
    ended = sum("last_day" in each for each in entries)
    warnings = tuple(unknown_agencies(read.agencies, read.unknown))
    return PulledProcedures(len(found), len(entries) - ended, ended, warnings)


def _begun(service: AppContext) -> StoredPull:
    """The pull that was interrupted, or a new one."""
    now, url = service.now(), service.settings.portal_url
    month = Period.of(day_of(now), PeriodKind.MONTH)
    with service.database.reading() as connection:
        refuse_too_early(connection, service)
        since = now - RESUMED_WITHIN
        last = pulls.newest(connection, url, month, _OF_PROCEDURES, PullDepth.PROVINCES, since)
    if last and not last.finished_at:
        return last
    with service.database.writing() as connection:
        return pulls.start(connection, url, month, _OF_PROCEDURES, PullDepth.PROVINCES, now)


def _end(service: AppContext, stored: StoredPull, refusal: Refusal | None = None) -> None:
    """Where the portal was down or has said no, what has come is kept for the next time; else that begins anew."""
    with service.database.writing() as connection:
        if refusal is None or not ends(refusal):
            pulls.finish(connection, stored.id, service.now())
        elif refusal.code in FULL_STOPS and isinstance(until := refusal.params["until"], datetime):
            pulls.leave_alone(connection, stored.id, until)


def _read(answers: ResponseArchive, watch: Watch) -> tuple[Mapping[str, ReadFormality], int]:
    """All procedures by their ids, and how many the portal says there are."""
    scorecard = answers.service.registers.scorecards.in_force(answers.pull.period)
    found: dict[str, ReadFormality] = {}
    faults = Faults()
    numbers = count(1)

    def read(data: Any, path: str) -> Reading:
        items, page = read_procedures(data, path, scorecard)
        found.update((each.id, each) for each in items)
        for _, fault in page.faults:
            faults.take(Refusal.of(fault), fault.location)
        watch(next(numbers), page.page.total_pages if page.page else 0)
        return page

    answers.begin(PROCEDURES)
    whole, _ = read_pages(answers, questions.procedures, read)
    total = whole.page.total if whole.page else None
    if total is None or len(found) < total:
        raise Refusal(
            "portal_list_partial",
            faults=faults.listed,
            total=faults.total,
            count=len(found),
            of="?" if total is None else total,
        )
    return found, total


def _entry(procedure: Procedure) -> dict[str, Any] | None:
    """An entry as the registers take it: agencies by their codes. One that only unknown agencies handle says nothing of
    those that are known; one that names none stays, for it may be anybody's."""
    codes = sorted(filter(is_code, procedure.agencies))
    if procedure.agencies and not codes:
        return None
    ended = {"last_day": procedure.last_day.isoformat()} if procedure.last_day else {}
    return {"code": procedure.code, "name": procedure.name, "agencies": codes, **ended}


def _write(path: Path, document: Mapping[str, Iterable[Any]]) -> None:
    """Never half a file: it is written beside, and takes the place of an older one when it is whole."""
    made = path.with_name(f".{path.name}.part")
    try:
        with made.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)
