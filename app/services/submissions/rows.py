"""Whose row is it, of which period, and may its author write it? The same for every kind of submission."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from app.domain.agencies import not_in_period
from app.domain.errors import NOWHERE, Faults, Location, Refusal, spot
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecards
from app.domain.time import VIETNAM, day_of
from app.readers.uploads.rows import UploadRow
from app.services.submissions.parse_upload import SubmissionHeader, parse_field
from app.services.submissions.row_agencies import RowAgencies


class RowPlaces:
    """Finds out whose row it is and of which period."""

    def __init__(
        self,
        agencies: RowAgencies,
        scorecards: Scorecards,
        envelope: SubmissionHeader,
        today: date,
        faults: Faults,
    ) -> None:
        self._agencies, self._scorecards, self._envelope = agencies, scorecards, envelope
        self._today, self._faults = today, faults
        self._good: set[Period] = set()
        self._default = envelope.period and self._acceptable(envelope.period, envelope.period_at or NOWHERE)
        self._told_missing = False

    def find(self, row: UploadRow) -> tuple[str, Period] | None:
        """The agency's code and the period of a row, or ``None`` with its faults recorded."""
        agency, period = self._agencies.find(row, self._day(row)), self._period(row)
        if agency is None or period is None:
            return None
        if not agency.valid_on(period.last_day):
            self._faults.take(not_in_period(agency, period), row.at("agency"))
            return None
        return agency.code, period

    def _day(self, row: UploadRow) -> date:
        """The day on which the agencies exist that a row may mean; what is wrong with its period is told elsewhere."""
        given = row.cells.get("period")
        try:
            period = Period.parse(given) if isinstance(given, str) else self._default
        except Refusal:
            period = self._default
        return period.last_day if period else self._today

    def _period(self, row: UploadRow) -> Period | None:
        if row.cells.get("period") is not None:
            period = parse_field(row, "period", Period.parse, self._faults)
            return period and self._acceptable(period, row.at("period"))
        if self._envelope.period_at is None and not self._told_missing:
            self._told_missing = True  # once: it is a fault of the whole, not of a thousand rows
            self._faults.add("period_missing", row.at())
        return self._default

    def _acceptable(self, period: Period, where: Location) -> Period | None:
        """The period, if there can be figures of it by now and by the date of these; else ``None`` with faults."""
        if period in self._good:
            return period
        objections = list(self._objections(period))
        for refusal in objections:
            self._faults.take(refusal, where)
        if objections:
            return None
        self._good.add(period)
        return period

    def _objections(self, period: Period) -> Iterator[Refusal]:
        as_of = self._envelope.as_of
        if period.first_day > self._today:
            yield Refusal("period_in_future", period=period, today=self._today)
        elif day_of(as_of) < period.first_day:
            shown = as_of.astimezone(VIETNAM).isoformat()
            yield Refusal("as_of_before_period", period=period, first_day=period.first_day, value=shown)
        try:
            self._scorecards.in_force(period)
        except Refusal as refusal:
            yield refusal


@dataclass(frozen=True, slots=True)
class RowContext:
    """All that is needed to check the rows of one submission by themselves."""

    rows: Iterable[UploadRow]
    decimal_comma: bool
    envelope: SubmissionHeader
    places: RowPlaces
    faults: Faults
    _told: set[tuple[str | None, str | None]] = field(default_factory=set)

    def repeated(self, row: UploadRow, first: int, column: str, **params: object) -> None:
        """Record that a figure stands in two rows; of two worksheets that say the same once for all their figures."""
        sheets = row.places.sheet_of(first), row.places.sheet_of(row.number)
        if sheets[0] == sheets[1]:
            self.faults.add("figure_repeated", row.at(column), **params, first=spot(row.places.at(first, column)))
        elif sheets not in self._told:
            self._told.add(sheets)
            self.faults.add("sheets_ambiguous", row.at(column), sheets=f"{sheets[0]}, {sheets[1]}", **params)
