"""One pull at work: what is asked in which order, what is made of the answers, what is taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.enums import PullDepth
from app.domain.errors import Fault, Refusal
from app.domain.scorecard.scorecard import Scorecard
from app.readers.portal import questions
from app.readers.portal.answers import ReadFormality, ReadPagination
from app.readers.portal.client import FULL_STOPS
from app.readers.portal.questions import CARDS_AND_GROUPS, DETAILS, PAGED, Endpoint
from app.readers.portal.reader_2026 import read_children, read_country, read_details, read_procedures
from app.readers.portal.units import Reading, UnitFigures
from app.readers.portal.vocabulary import GROUPS
from app.services.context import AppContext
from app.services.portal.import_batch import ImportBatch
from app.services.portal.pages import read_pages
from app.services.portal.pull_report import ProgressListener, PullReport, UnitReport
from app.services.portal.response_archive import ResponseArchive
from app.services.portal.take_in import take_in
from app.storage.portal import aliases, procedures, pulls
from app.storage.portal.procedures import Procedure
from app.storage.portal.pulls import StoredPull

COUNTRY = ""
PROCEDURES = "procedures"
FAILURES_IN_A_ROW = 3  # provinces, or units of one; after that many the portal is down, and is left alone
_ROUND_LIST = 100  # a tree says nothing of how much there is: one of a round number of units may have been cut off


@dataclass(frozen=True, slots=True)
class _GroupReading:
    """One group's figures. ``cut``: its list may lack units that it should have."""

    reading: Reading
    cut: bool


def is_outage(refusal: Refusal) -> bool:
    """Whether the portal is down, rather than of another opinion."""
    status = refusal.params.get("status")
    return refusal.code == "portal_unreachable" or (isinstance(status, int) and status >= 500)


def ends(refusal: Refusal) -> bool:
    """Whether nothing more is to be asked: the portal has said no, or is down."""
    return refusal.code in FULL_STOPS or is_outage(refusal)


@dataclass(slots=True)
class _Outages:
    """How many provinces, or units of one, the portal was down for in a row."""

    in_a_row: int = 0

    def end(self, refusal: Refusal) -> bool:
        """Whether this refusal of the next one ends the pull: the portal has said no, or has been down too often."""
        self.in_a_row = self.in_a_row + 1 if is_outage(refusal) else 0
        return refusal.code in FULL_STOPS or self.in_a_row == FAILURES_IN_A_ROW


@dataclass(slots=True)
class Run:
    """One pull at work: the country's lists, each province, each unit below, and if wanted the register of procedures.

    ``depth`` says how far it goes.
    """

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
            self._figures(report)
            if self.with_procedures:
                self._procedures(report)
        except Refusal as refusal:
            if refusal.code in FULL_STOPS and isinstance(until := refusal.params["until"], datetime):
                with self.service.database.writing() as connection:
                    pulls.leave_alone(connection, self.stored.id, until)
            raise

    def _figures(self, report: PullReport) -> None:
        self.watch.expect(CARDS_AND_GROUPS)
        try:
            provinces = self._country(report)
        except Refusal as refusal:
            if ends(refusal):
                raise
            self._done(report, UnitReport(COUNTRY, faults=[(None, refusal.fault)]))
            return
        if self.stored.depth is PullDepth.PROVINCES:
            return
        self.watch.expect(len(provinces) * CARDS_AND_GROUPS)
        outages = _Outages()
        for code, card in sorted(provinces.items()):
            unit = UnitReport(code)
            try:
                self._province(unit, card)
                outages.in_a_row = 0
            except Refusal as refusal:
                if outages.end(refusal):
                    raise
                unit.faults.append((None, refusal.fault))
            self._done(report, unit)

    def _done(self, report: PullReport, unit: UnitReport) -> None:
        report.units.append(unit)
        self.watch.done(unit)

    def _country(self, report: PullReport) -> dict[str, UnitFigures]:
        """Take in the country's lists. Returns the score cards of the provinces whose children are wanted.

        What has been read before the portal says no is taken in first.
        """
        self.answers.begin(COUNTRY)
        unit, question = UnitReport(COUNTRY), questions.cards(self.stored.period, None)
        cards = self.answers.read(question, lambda data: read_country(data, question.path, self.scorecard))
        self.averages, self.cards_at = cards.averages, self.answers.oldest
        groups: dict[Endpoint, _GroupReading] = {}
        stop: Refusal | None = None
        for endpoint in DETAILS:
            try:
                groups[endpoint] = group = self._group(endpoint, None)
                if group.cut:
                    unit.faults += _incomplete(questions.ROOT + endpoint, group.reading.listed, group.reading.page)
            except Refusal as refusal:
                if ends(refusal):
                    stop = refusal
                    break
                unit.faults.append((None, refusal.fault))
        book = self._book(cards, groups)
        book.learn(cards, question.path)
        found = {code: sheets[0] for code, sheets in book.sheets.items() if sheets and code not in book.stopped}
        self._add_groups(book, groups)
        take_in(self.service, self.answers, unit, book)
        wanted = self.stored.provinces or tuple(found)
        for code in sorted(set(wanted) - set(book.sheets)):
            unit.faults.append((None, Fault("portal_province_absent", params={"agency": code})))
        if not book.sheets and not unit.faults:
            unit.faults.append((None, Fault("portal_empty", params={"path": question.path})))
        self._done(report, unit)
        if stop:
            raise stop
        return {code: found[code] for code in wanted if code in found}

    def _province(self, unit: UnitReport, card: UnitFigures) -> None:
        """Take in a province and what is below it."""
        id_ = card.id or ""
        self.answers.begin(unit.unit, self.cards_at)
        question = questions.cards(self.stored.period, id_)
        cards = self.answers.read(question, lambda data: read_children(data, question.path, self.scorecard))
        groups: dict[Endpoint, _GroupReading] = {}
        for endpoint in DETAILS:
            groups[endpoint] = self._group(endpoint, id_, len(cards.units))
        book = self._book(cards, groups)
        book.add_card(card)
        book.learn(cards, question.path)
        self._add_groups(book, groups)
        take_in(self.service, self.answers, unit, book)
        if self.stored.depth is PullDepth.UNITS:
            self._units(unit, {code: id_ for id_, code in book.ids.items() if code not in book.stopped})

    def _units(self, unit: UnitReport, ids: Mapping[str, str]) -> None:
        """Take in the counts of online services of the units below a province, each asked for as a root.

        ``ids`` by code. What has been read before the portal says no is taken in first.
        """
        self.watch.expect(len(ids))
        self.answers.begin(unit.unit)
        book, outages, stop = self._book(Reading(), {}), _Outages(), None
        for code, id_ in sorted(ids.items()):
            try:
                found = self._group(Endpoint.ONLINE, id_)
                book.add_root(code, id_, found.reading, questions.ROOT + Endpoint.ONLINE)
                outages.in_a_row = 0
            except Refusal as refusal:
                if outages.end(refusal):
                    stop = refusal
                    break
                unit.faults.append((code, refusal.fault))
        take_in(self.service, self.answers, unit, book)
        if stop:
            raise stop

    def _group(self, endpoint: Endpoint, root: str | None, units: int = 0) -> _GroupReading:
        """One group's figures, of an answer in pages all of them as one."""

        def read(data: Any, path: str) -> Reading:
            return read_details(endpoint, data, path, self.scorecard, country=root is None)

        if endpoint in PAGED:
            reading, whole = read_pages(
                self.answers, lambda page: questions.details(endpoint, self.stored.period, root, page=page), read
            )
            return _GroupReading(reading, cut=not whole)
        question = questions.details(endpoint, self.stored.period, root, units=units)
        reading = self.answers.read(question, lambda data: read(data, question.path))
        return _GroupReading(reading, cut=reading.listed > 0 and reading.listed % _ROUND_LIST == 0)

    def _procedures(self, report: PullReport) -> None:
        """Take in the national register of procedures; what cannot be read of it is left out."""
        unit, found = UnitReport(PROCEDURES), dict[str, Procedure]()

        def read(data: Any, path: str) -> Reading:
            listed, page = read_procedures(data, path, self.scorecard)
            found.update((each.id, _procedure(each)) for each in listed)
            unit.faults += [(None, fault) for _, fault in page.faults]
            unit.odd |= page.odd
            return page

        self.answers.begin(PROCEDURES)
        page: ReadPagination | None = None
        try:
            whole, _ = read_pages(self.answers, questions.procedures, read)
            page = whole.page
        except Refusal as refusal:
            if refusal.code in FULL_STOPS:
                raise
            unit.faults.append((None, refusal.fault))
        with self.service.database.writing() as connection:
            procedures.save(connection, found.values())
        unit.procedures = len(found)
        unit.faults += _incomplete(questions.ROOT + Endpoint.FORMALITIES, len(found), page)
        self._done(report, unit)

    def _add_groups(self, book: ImportBatch, groups: Mapping[Endpoint, _GroupReading]) -> None:
        for endpoint, group in groups.items():
            book.add(group.reading, questions.ROOT + endpoint, GROUPS[endpoint], cut=group.cut)

    def _book(self, cards: Reading, groups: Mapping[Endpoint, _GroupReading]) -> ImportBatch:
        """An empty book that knows the ids which earlier pulls have learned."""
        with self.service.database.reading() as connection:
            known = aliases.codes(connection, _ids([cards, *(group.reading for group in groups.values())]))
        return ImportBatch(self.answers.unit, known, self.scorecard, self.averages)


def _incomplete(path: str, count: int, page: ReadPagination | None) -> list[tuple[None, Fault]]:
    """Told of a list in pages of which not all is known to have come."""
    if page is not None and count >= page.total:
        return []
    params = {"path": path, "count": count, "total": "?" if page is None else page.total}
    return [(None, Fault("portal_list_incomplete", params=params))]


def _ids(readings: Sequence[Reading]) -> list[str]:
    """The ids of all units that some answers list, read or not."""
    found = [sheet.id for reading in readings for sheet in reading.units if sheet.id]
    return found + [id_ for reading in readings for id_, _ in reading.faults if id_]


def _procedure(read: ReadFormality) -> Procedure:
    applied = tuple(read.applied_department_ids or ())
    return Procedure(read.id, read.code, read.name, read.state, read.department_id, applied)
