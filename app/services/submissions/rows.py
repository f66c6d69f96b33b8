"""Whose row is it, of which period, and may its author write it? The same for every kind of submission."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.agencies import Agency, not_in_period
from app.domain.errors import NOWHERE, Faults, Location, Refusal
from app.domain.periods import Period
from app.domain.scorecard.scorecard import Scorecards
from app.domain.time import VIETNAM, day_of
from app.readers.uploads.rows import UploadRow
from app.services.keys import Author
from app.services.submissions.parse_upload import SubmissionHeader, parse_field


class RowPlaces:
    """Finds out whose row it is and of which period, and whether its author may write it.

    Rows outside the author's subtree are gathered in ``outside``.
    """

    def __init__(
        self,
        known: Mapping[str, Agency],
        scorecards: Scorecards,
        envelope: SubmissionHeader,
        author: Author,
        today: date,
        faults: Faults,
    ) -> None:
        self._agencies, self._scorecards, self._envelope = known, scorecards, envelope
        self._author, self._today, self._faults = author, today, faults
        self._good: set[Period] = set()
        self._default = envelope.period and self._acceptable(envelope.period, envelope.period_at or NOWHERE)
        self._told_missing = False
        self.outside = Faults()

    def find(self, row: UploadRow) -> tuple[str, Period] | None:
        """The agency's code and the period of a row, or ``None`` with its faults recorded."""
        agency, period = self._agency(row), self._period(row)
        if agency is None or period is None:
            return None
        if not agency.valid_on(period.last_day):
            self._faults.take(not_in_period(agency, period), row.at("agency"))
            return None
        return agency.code, period

    def _agency(self, row: UploadRow) -> Agency | None:
        code = row.cells.get("agency")
        if code is None:
            self._faults.add("field_missing", row.at("agency"), field="agency")
            return None
        if not isinstance(code, str) or code not in self._agencies:
            self._faults.add("unknown_agency", row.at("agency"), value=code)
            return None
        if not self._author.may_write(code):
            self.outside.add("agency_outside", row.at("agency"), agency=code, root=self._author.root)
            return None
        return self._agencies[code]

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
