"""Whose row is it, of which period, and may its author write it? The same for every kind of submission."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.agencies import Agency, not_in_period
from app.domain.errors import Faults, Location, Refusal
from app.domain.moments import day_of
from app.domain.periods import Period
from app.domain.scorecard import Scorecards
from app.services.keys import Author
from app.services.reading import Envelope, parse_field
from app.sources.uploads import Row
from app.storage.session import Connection


class RowPlaces:
    """Finds out whose row it is and of which period, and whether its author may write it.

    Rows outside the author's subtree are gathered in ``outside``.
    """

    def __init__(
        self,
        known: Mapping[str, Agency],
        scorecards: Scorecards,
        envelope: Envelope,
        author: Author,
        today: date,
        faults: Faults,
    ) -> None:
        self._agencies, self._scorecards, self._envelope = known, scorecards, envelope
        self._author, self._today, self._faults = author, today, faults
        self._periods: dict[Period, bool] = {}
        self.outside = Faults()

    def find(self, row: Row) -> tuple[str, Period] | None:
        """The agency's code and the period of a row, or ``None`` with its faults recorded."""
        agency = self._agency(row)
        given = row.cells.get("period") is not None
        period = parse_field(row, "period", Period.parse, self._faults) if given else self._envelope.period
        if period is None and not given:
            self._faults.add("period_missing", row.at())
        if agency is None or period is None or not self._may_hold(period, row):
            return None
        if not agency.valid_on(period.last_day):
            self._faults.take(not_in_period(agency, period), row.at("agency"))
            return None
        return agency.code, period

    def _agency(self, row: Row) -> Agency | None:
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

    def _may_hold(self, period: Period, row: Row) -> bool:
        """Whether there can be figures of a period by now, and by the date of these; each period is faulted once."""
        if period not in self._periods:
            total = self._faults.total
            self._check(period, row.at("period"))
            self._periods[period] = total == self._faults.total
        return self._periods[period]

    def _check(self, period: Period, where: Location) -> None:
        as_of = self._envelope.as_of
        if period.first_day > self._today:
            self._faults.add("period_in_future", where, period=period, today=self._today)
        elif day_of(as_of) < period.first_day:
            params = {"period": period, "first_day": period.first_day, "value": as_of.isoformat()}
            self._faults.add("as_of_before_period", where, **params)
        try:
            self._scorecards.in_force(period)
        except Refusal as refusal:
            self._faults.take(refusal, where)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that is needed to check the rows of one submission."""

    connection: Connection
    rows: Iterable[Row]
    decimal_comma: bool
    envelope: Envelope
    places: RowPlaces
    faults: Faults
