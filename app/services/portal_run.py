"""One pull at work: what is asked in which order, what is made of the answers, what is taken in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.errors import Fault, Refusal
from app.domain.scorecard import Scorecard
from app.services.keys import ADMINISTRATOR
from app.services.load import load
from app.services.portal_books import Book, Row, document
from app.services.portal_kept import Answers
from app.services.portal_reports import PullReport, UnitReport, Watch
from app.services.reading import Delivery
from app.services.service import Service
from app.sources.portal import questions
from app.sources.portal.questions import DETAILS, PAGED, Endpoint, Question
from app.sources.portal.reading import Reading, Sheet
from app.sources.portal.shapes import Formality
from app.sources.portal.vintage_2026 import read_cards, read_details, read_procedures
from app.sources.uploads import Format
from app.storage import agencies, aliases, procedures, pulls
from app.storage.procedures import Procedure
from app.storage.pulls import StoredPull
from app.storage.submissions import Kind, Origin, Submission, digest_of

COUNTRY = ""
PROCEDURES = "procedures"
FAILURES_IN_A_ROW = 3  # provinces; after that many the portal is down, and is left alone
FULL_STOPS = ("portal_refused", "portal_busy")
_FAILURES = ("portal_unreachable", "portal_status")
_ROW = re.compile(r"/[a-z]+/(?P<row>[0-9]+)/", re.ASCII)


@dataclass(slots=True)
class Run:
    """One pull at work: the provinces' score cards, each province, and if wanted the register of procedures."""

    service: Service
    stored: StoredPull
    scorecard: Scorecard
    watch: Watch
    answers: Answers
    with_procedures: bool = False
    averages: dict[str, Decimal] = field(default_factory=dict)

    def go(self, report: PullReport) -> None:
        """Take in all that there is; refuses as the client does, and then leaves the portal alone for a while."""
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
        provinces = self._country(report)
        self.watch.provinces(len(provinces))
        failures = 0
        for code, (id_, card) in sorted(provinces.items()):
            unit = UnitReport(code)
            try:
                self._province(unit, id_, card)
                failures = 0
            except Refusal as refusal:
                failures = failures + 1 if refusal.code in _FAILURES else 0
                if refusal.code in FULL_STOPS or failures == FAILURES_IN_A_ROW:
                    raise
                unit.faults.append((None, Fault(refusal.code, refusal.location, refusal.params)))
            self._done(report, unit)

    def _done(self, report: PullReport, unit: UnitReport) -> None:
        report.units.append(unit)
        self.watch.done(unit)

    def _country(self, report: PullReport) -> dict[str, tuple[str, Sheet]]:
        """Take in the provinces' score cards. Returns the provinces whose details are wanted: id and score card."""
        self.answers.begin(COUNTRY)
        unit, question = UnitReport(COUNTRY), questions.provinces(self.stored.period)
        cards = read_cards(self.answers.data(question), question.path, self.scorecard)
        self.averages = cards.averages
        book = self._book(cards)
        ids = {code: id_ for id_, code in book.learn(cards, question.path).items()}
        self._take_in(unit, book)
        wanted = self.stored.provinces or tuple(ids)
        for code in sorted(set(wanted) - set(ids)):
            unit.faults.append((None, Fault("portal_province_absent", params={"agency": code})))
        self._done(report, unit)
        return {code: (ids[code], book.sheets[code][0]) for code in wanted if code in ids and code not in book.stopped}

    def _province(self, unit: UnitReport, id_: str, card: Sheet) -> None:
        self.answers.begin(unit.unit)
        question = questions.agencies_of(self.stored.period, id_)
        cards = read_cards(self.answers.data(question), question.path, self.scorecard)
        readings = {endpoint: self._details(endpoint, id_) for endpoint in DETAILS}
        book = self._book(cards, *readings.values())
        book.add_parent(card)
        book.learn(cards, question.path)
        for endpoint, reading in readings.items():
            book.add(reading, questions.ROOT + endpoint)
        self._take_in(unit, book)

    def _details(self, endpoint: Endpoint, id_: str) -> Reading:
        """One group's figures; of an answer in pages, all of them as one."""
        whole = Reading()

        def read(data: Any, path: str) -> bool:
            page = read_details(endpoint, data, path, self.scorecard)
            whole.extend(page)
            return endpoint in PAGED and page.listed == questions.page_size(endpoint)

        self._read_pages(lambda page: questions.details(endpoint, self.stored.period, id_, page), read)
        return whole

    def _procedures(self, report: PullReport) -> None:
        """Take in the national register of procedures; what cannot be read of it is left out."""
        unit, found = UnitReport(PROCEDURES), list[Procedure]()

        def read(data: Any, path: str) -> bool:
            listed, page = read_procedures(data, path, self.scorecard)
            found.extend(map(_procedure, listed))
            unit.faults += [(None, fault) for _, fault in page.faults]
            unit.unknown |= page.unknown
            return page.listed == questions.page_size(Endpoint.FORMALITIES)

        self.answers.begin(PROCEDURES)
        try:
            self._read_pages(questions.procedures, read)
        except Refusal as refusal:
            if refusal.code in FULL_STOPS:
                raise
            unit.faults.append((None, Fault(refusal.code, refusal.location, refusal.params)))
        with self.service.database.writing() as connection:
            procedures.save(connection, found)
        unit.procedures = len(found)
        self._done(report, unit)

    def _read_pages(self, question: Callable[[int], Question], read: Callable[[Any, str], bool]) -> None:
        """Ask for pages, from 1 on, until ``read`` says that there are no more."""
        previous, page = None, 0
        more = True
        while more:
            page += 1
            asked = question(page)
            data = self.answers.data(asked)
            if data == previous:  # this portal has no pages, or no end of them
                raise Refusal("portal_page_repeated", path=asked.path, page=page)
            more, previous = read(data, asked.path), data

    def _book(self, *readings: Reading) -> Book:
        """An empty book that knows the ids which earlier pulls have learned."""
        ids = [sheet.id for reading in readings for sheet in reading.units if sheet.id]
        ids += [id_ for reading in readings for id_, _ in reading.faults if id_]
        with self.service.database.reading() as connection:
            known = aliases.codes(connection, ids)
        return Book(self.answers.unit, known, self.scorecard, self.averages)

    def _take_in(self, unit: UnitReport, book: Book) -> None:
        """Check everything, leave out the agencies that cannot be taken in, submit what has changed."""
        with self.service.database.reading() as connection:
            book.registered = set(agencies.ids(connection, book.sheets))
        for kind in Kind.AGENCIES, Kind.STATISTICS, Kind.OFFICIAL_RESULTS:
            self._check(kind, book)
            if kind is Kind.AGENCIES:  # the others speak of agencies that must be registered
                unit.submissions += self._submit(kind, book)
        for kind in Kind.STATISTICS, Kind.OFFICIAL_RESULTS:
            unit.submissions += self._submit(kind, book)
        unit.faults += book.faults
        unit.unknown |= book.unknown
        with self.service.database.writing() as connection:
            aliases.learn(connection, book.ids, self.service.now())

    def _check(self, kind: Kind, book: Book) -> None:
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
                    row = rows[int(place["row"])]
                    book.stop(row.get("agency") or row["code"], fault)
            else:
                break

    def _submit(self, kind: Kind, book: Book) -> Iterator[Submission]:
        """Submit rows, unless they are those that the last pull has submitted."""
        rows = book.rows(kind)
        digest = digest_of(document(kind, rows, self.stored.period))
        with self.service.database.reading() as connection:
            unchanged = digest == pulls.newest_digest(connection, self.answers.unit, kind, self.stored.period)
        if rows and not unchanged:
            yield self._load(kind, rows, dry_run=False)

    def _load(self, kind: Kind, rows: list[Row], *, dry_run: bool) -> Submission:
        service, as_of = self.service, self.answers.newest or self.stored.started_at
        delivery = Delivery(
            document(kind, rows, self.stored.period),
            Format.JSON,
            as_of=as_of.isoformat(),
            source=f"Cổng Dịch vụ công quốc gia, {self.stored.base_url}",
            dry_run=dry_run,
            origin=Origin(self.stored.id, self.answers.unit),
        )
        return load(service.database, service.registers, kind, delivery, ADMINISTRATOR, service.now())


def _procedure(read: Formality) -> Procedure:
    return Procedure(read.id, read.code, read.name, read.state, read.department_id, tuple(read.applied_department_ids))
