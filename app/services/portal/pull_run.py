"""One pull at work: what is asked in which order, what is made of the answers, what is taken in."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from app.domain.enums import Kind
from app.domain.errors import Fault, Refusal
from app.domain.scorecard.scorecard import Scorecard
from app.domain.time import AsOf
from app.readers.portal import questions
from app.readers.portal.questions import DETAILS, PAGED, Endpoint, PortalQuestion
from app.readers.portal.reader_2026 import read_cards, read_details, read_procedures
from app.readers.portal.shapes import Formality
from app.readers.portal.units import Reading, UnitFigures
from app.readers.portal.vocabulary import GROUPS
from app.services.context import AppContext
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.portal.import_batch import Earlier, ImportBatch, Row
from app.services.portal.pull_report import ProgressListener, PullReport, UnitReport
from app.services.portal.response_archive import ResponseArchive
from app.services.submissions.parse_upload import RowUpload
from app.storage import agencies
from app.storage.figures import read as figures_read
from app.storage.portal import aliases, procedures, pulls
from app.storage.portal.procedures import Procedure
from app.storage.portal.pulls import StoredPull
from app.storage.submissions import Origin, Submission

COUNTRY = ""
PROCEDURES = "procedures"
FAILURES_IN_A_ROW = 3  # provinces; after that many the portal is down, and is left alone
FULL_STOPS = ("portal_refused", "portal_busy")
_KEYS = {
    Kind.AGENCIES: "agencies",
    Kind.STATISTICS: "statistics",
    Kind.OFFICIAL_RESULTS: "results",
}
_NO_PAGE = ("portal_page_repeated", "portal_not_ok", "portal_empty")
_ROW = re.compile(r"/[a-z]+/(?P<row>[0-9]+)/", re.ASCII)


@dataclass(frozen=True, slots=True)
class _UnitPage:
    """``full``: it lists as many units as were asked for. ``more``: a further one is to be asked for."""

    full: bool
    more: bool


def is_outage(refusal: Refusal) -> bool:
    """Whether the portal is down, rather than of another opinion."""
    status = refusal.params.get("status")
    return refusal.code == "portal_unreachable" or (isinstance(status, int) and status >= 500)


@dataclass(slots=True)
class Run:
    """One pull at work: the provinces' score cards, each province, and if wanted the register of procedures."""

    service: AppContext
    stored: StoredPull
    scorecard: Scorecard
    watch: ProgressListener
    answers: ResponseArchive
    with_procedures: bool = False
    averages: dict[str, Decimal] = field(default_factory=dict)
    cards_at: datetime | None = None

    def go(self, report: PullReport) -> None:
        """Take in all that there is; what stops this period alone is one of its faults.

        Refuses as the client does where the portal is down or says no, and then leaves it alone for a while.
        """
        self.watch.begin(report)
        try:
            self._provinces(report)
            if self.with_procedures:
                self._procedures(report)
        except Refusal as refusal:
            if refusal.code in FULL_STOPS and isinstance(until := refusal.params["until"], datetime):
                with self.service.database.writing() as connection:
                    pulls.leave_alone(connection, self.stored.id, until)
            raise

    def _provinces(self, report: PullReport) -> None:
        try:
            provinces = self._country(report)
        except Refusal as refusal:
            if refusal.code in FULL_STOPS or is_outage(refusal):
                raise
            self._done(report, UnitReport(COUNTRY, faults=[(None, refusal.fault)]))
            return
        self.watch.provinces(len(provinces))
        failures = 0
        for code, (id_, card) in sorted(provinces.items()):
            unit = UnitReport(code)
            try:
                self._province(unit, id_, card)
                failures = 0
            except Refusal as refusal:
                failures = failures + 1 if is_outage(refusal) else 0
                if refusal.code in FULL_STOPS or failures == FAILURES_IN_A_ROW:
                    raise
                unit.faults.append((None, refusal.fault))
            self._done(report, unit)

    def _done(self, report: PullReport, unit: UnitReport) -> None:
        report.units.append(unit)
        self.watch.done(unit)

    def _country(self, report: PullReport) -> dict[str, tuple[str, UnitFigures]]:
        """Take in the provinces' score cards. Returns the provinces whose details are wanted: id and score card."""
        self.answers.begin(COUNTRY)
        unit, question = UnitReport(COUNTRY), questions.provinces(self.stored.period)
        cards = self.answers.read(question, lambda data: read_cards(data, question.path, self.scorecard))
        self.averages = cards.averages
        book = self._book(cards)
        book.learn(cards, question.path)
        self.cards_at = self.answers.oldest
        found = {code: (sheets[0].id or "", sheets[0]) for code, sheets in book.sheets.items() if sheets}
        wanted = self.stored.provinces or tuple(found)
        # A card whose details could not be read would make the older details look stale on the portal.
        book.later = set(wanted)
        self._take_in(unit, book)
        for code in sorted(set(wanted) - set(book.sheets)):
            unit.faults.append((None, Fault("portal_province_absent", params={"agency": code})))
        if not book.sheets:
            unit.faults.append((None, Fault("portal_empty", params={"path": question.path})))
        self._done(report, unit)
        return {code: found[code] for code in wanted if code in found and code not in book.stopped}

    def _province(self, unit: UnitReport, id_: str, card: UnitFigures) -> None:
        self.answers.begin(unit.unit, self.cards_at)
        question = questions.agencies_of(self.stored.period, id_)
        cards = self.answers.read(question, lambda data: read_cards(data, question.path, self.scorecard))
        readings = {endpoint: self._details(endpoint, id_, cards) for endpoint in DETAILS}
        book = self._book(cards, *readings.values())
        book.add_card(card)
        book.learn(cards, question.path)
        for endpoint, reading in readings.items():
            # A tree has no second page: if it is as long as the portal makes a page, it may go on.
            cut = endpoint not in PAGED and reading.listed >= questions.page_size(endpoint)
            book.add(reading, questions.ROOT + endpoint, GROUPS[endpoint], cut=cut)
        self._take_in(unit, book)

    def _details(self, endpoint: Endpoint, id_: str, cards: Reading) -> Reading:
        """One group's figures; of an answer in pages, all of them as one.

        Pages go on while they are full, or while there are agencies on the score cards that have not been seen.
        """
        whole, expected = Reading(), {sheet.id for sheet in cards.units}

        def read(data: Any, path: str) -> _UnitPage:
            page = read_details(endpoint, data, path, self.scorecard)
            whole.extend(page)
            seen = {sheet.id for sheet in whole.units} | {id_ for id_, _ in whole.faults}
            full = endpoint in PAGED and page.listed == questions.page_size(endpoint)
            return _UnitPage(full, full or (endpoint in PAGED and page.listed > 0 and not expected <= seen))

        def question(page: int) -> PortalQuestion:
            return questions.details(endpoint, self.stored.period, id_, page=page, units=len(cards.units))

        self._read_pages(question, read)
        return whole

    def _procedures(self, report: PullReport) -> None:
        """Take in the national register of procedures; what cannot be read of it is left out."""
        unit, found = UnitReport(PROCEDURES), list[Procedure]()

        def read(data: Any, path: str) -> _UnitPage:
            listed, page = read_procedures(data, path, self.scorecard)
            found.extend(map(_procedure, listed))
            unit.faults += [(None, fault) for _, fault in page.faults]
            unit.unknown |= page.unknown
            full = page.listed == questions.page_size(Endpoint.FORMALITIES)
            return _UnitPage(full, full)

        self.answers.begin(PROCEDURES)
        try:
            self._read_pages(questions.procedures, read)
        except Refusal as refusal:
            if refusal.code in FULL_STOPS:
                raise
            unit.faults.append((None, refusal.fault))
        with self.service.database.writing() as connection:
            procedures.save(connection, found)
        unit.procedures = len(found)
        self._done(report, unit)

    def _read_pages(self, question: Callable[[int], PortalQuestion], read: Callable[[Any, str], _UnitPage]) -> None:
        """Ask for pages, from 1 on, until ``read`` says that there are no more.

        After a page that was not full, one that is none is the end.
        """
        previous: Any = None

        def once(data: Any, asked: PortalQuestion) -> _UnitPage:
            nonlocal previous
            if data == previous:  # this portal has no pages, or no end of them
                raise Refusal("portal_page_repeated", path=asked.path, page=number)
            page = read(data, asked.path)
            previous = data
            return page

        number, page = 0, _UnitPage(full=True, more=True)
        while page.more:
            number += 1
            asked = question(number)
            try:
                page = self.answers.read(asked, partial(once, asked=asked))
            except Refusal as refusal:
                if page.full or refusal.code not in _NO_PAGE:
                    raise
                break

    def _book(self, *readings: Reading) -> ImportBatch:
        """An empty book that knows the ids which earlier pulls have learned."""
        ids = [sheet.id for reading in readings for sheet in reading.units if sheet.id]
        ids += [id_ for reading in readings for id_, _ in reading.faults if id_]
        with self.service.database.reading() as connection:
            known = aliases.codes(connection, ids)
        return ImportBatch(self.answers.unit, known, self.scorecard, self.averages)

    def _take_in(self, unit: UnitReport, book: ImportBatch) -> None:
        """Check everything, leave out the agencies that cannot be taken in, submit what has changed."""
        period, codes = self.stored.period, list(book.sheets)
        with self.service.database.reading() as connection:
            book.registered = set(agencies.ids(connection, codes))
            book.earlier = Earlier(
                figures_read.counts(connection, period, codes, AsOf(self.answers.oldest), pulled=True),
                figures_read.officials(connection, period, codes, AsOf(self.answers.oldest), pulled=True),
            )
        # Agencies first: figures are refused of those that are not registered. Figures only when all were checked:
        # an agency whose results are refused gives no counts either.
        for kinds in (Kind.AGENCIES,), (Kind.STATISTICS, Kind.OFFICIAL_RESULTS):
            for kind in kinds:
                self._check(kind, book)
            for kind in kinds:
                self._submit(kind, unit, book)
        unit.faults += book.faults
        unit.unknown |= book.unknown
        unit.withdrawn |= book.withdrawn
        with self.service.database.writing() as connection:
            learned = {id_: code for id_, code in book.ids.items() if code not in book.stopped}
            aliases.learn(connection, learned, self.service.now())

    def _check(self, kind: Kind, book: ImportBatch) -> None:
        """Leave out the agencies whose figures the service's own checks refuse."""
        while rows := book.rows(kind):
            try:
                self._load(kind, rows, dry_run=True)
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

    def _submit(self, kind: Kind, unit: UnitReport, book: ImportBatch) -> None:
        if rows := book.rows(kind):
            unit.submissions.append(self._load(kind, rows, dry_run=False))

    def _load(self, kind: Kind, rows: list[Row], *, dry_run: bool) -> Submission:
        service, oldest = self.service, self.answers.oldest
        incoming = RowUpload(
            _KEYS[kind],
            rows,
            {} if kind is Kind.AGENCIES else {"period": str(self.stored.period)},
            as_of=oldest.isoformat() if oldest else None,
            source=f"Cổng Dịch vụ công quốc gia, {self.stored.base_url}",
            dry_run=dry_run,
            origin=Origin(self.stored.id, self.answers.unit),
        )
        return load(service.database, service.registers, kind, incoming, ADMINISTRATOR, service.now())


def _procedure(read: Formality) -> Procedure:
    return Procedure(read.id, read.code, read.name, read.state, read.department_id, tuple(read.applied_department_ids))
