"""What a pull has read of some agencies, agency by agency, and the rows that are made of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.domain.agencies import is_code, is_within, parent_code
from app.domain.enums import Kind
from app.domain.errors import Fault
from app.domain.evaluation.scores import Official
from app.domain.messages import describe
from app.domain.quality import Quality
from app.domain.scorecard.scorecard import Scorecard
from app.domain.scorecard.scoring import Count
from app.readers.portal.units import Reading, Result, UnitFigures

_RESULT_FIELDS = ("score", "max", "rate", "detail_score", "quality")
_FIGURES = {"score", "rate", "quality"}  # one of these makes a result

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier pulls have taken in, by agency: counts by measure, published results by column."""

    counts: Mapping[str, Mapping[str, Count]] = field(default_factory=dict)
    officials: Mapping[str, Mapping[str, Official]] = field(default_factory=dict)


class ImportBatch:
    """The sheets of a province and the agencies below it, or (``root`` empty) of all provinces.

    Who is in it is said by the score cards. An agency of which anything could not be read is ``stopped``: nothing
    of it is taken in. ``ids``: the codes that score cards name, by the portal's id. ``averages``: of the
    provinces, by column. ``earlier`` figures are not taken in again.
    """

    def __init__(
        self, root: str, codes: Mapping[str, str], scorecard: Scorecard, averages: Mapping[str, Decimal]
    ) -> None:
        self.root, self._scorecard, self._averages = root, scorecard, averages
        self._root_id: str | None = None
        self._inherited = {each for one in scorecard.indicators.values() if one.inherited for each in one.measures}
        self._codes = dict(codes)
        self._names: dict[str, set[str]] = {}
        self.ids: dict[str, str] = {}
        self.sheets: dict[str, list[UnitFigures]] = {root: []} if root else {}
        self.registered: set[str] = set()
        self.earlier = Earlier()
        self.faults: list[tuple[str | None, Fault]] = []
        self.stopped: set[str] = set()
        self.odd: set[str] = set()
        self._strangers: set[str | None] = set()

    def learn(self, cards: Reading, path: str) -> None:
        """Take in score cards: who is there, and which id is which code."""
        claims: dict[str, set[str]] = {}
        for sheet in cards.units:
            if sheet.id and sheet.code and is_code(sheet.code) and self._belongs(sheet.code):
                claims.setdefault(sheet.id, set()).add(sheet.code)
        for codes in claims.values():
            for claimed in sorted(codes) if len(codes) > 1 else ():
                self.stop(claimed, Fault("portal_unit_repeated", params={"path": path, "unit": claimed}))
        self.ids = {id_: claimed for id_, codes in claims.items() for claimed in codes if claimed not in self.stopped}
        self._codes |= self.ids
        for sheet in cards.units:
            if code := self._code(sheet):
                self.sheets.setdefault(code, [])
                self._names.setdefault(sheet.name or code, set()).add(code)
        self.faults += [(None, fault) for fault in cards.parent_faults]
        self._add_units(cards, path)

    def add(self, reading: Reading, path: str, group: str, *, cut: bool = False) -> None:
        """Take in one group's details. ``cut``: the list may have been cut off: who is not in it is stopped.

        A province is not: of whom the country's list lacks, this group is left as it is. Of somebody else who is not
        in a list the portal has no counts in this group, unless the list is below another agency than was asked about.
        """
        cut = self._add_parent(reading, path) or cut
        present = self._add_units(reading, path)
        nameless = any(id_ is None for id_, _ in reading.faults)
        indicators = self._scorecard.groups_by_code[group].indicators
        measures = {measure for indicator in indicators for measure in indicator.measures}
        for code in sorted(set(self.sheets) - present - self.stopped - {self.root}):
            if not cut and not nameless:  # who could not be named is among those that this answer lacks
                self.sheets[code].append(UnitFigures(None, None, nulls=set(measures)))
            elif self.root:
                self.stop(code, Fault("portal_unit_absent", params={"path": path, "agency": code}))

    def add_card(self, sheet: UnitFigures) -> None:
        """Take in the province's own score card."""
        self._root_id = sheet.id
        self.sheets[self.root].append(sheet)

    def add_root(self, code: str, id_: str, reading: Reading, path: str) -> None:
        """Take in what an answer says of a unit below the province that was its root."""
        self.sheets[code] = []
        for fault in reading.parent_faults:
            self.stop(code, fault)
        if reading.parent is not None:
            self._add_named(code, id_, reading.parent, path)
        self.odd |= reading.odd

    def rows(self, kind: Kind) -> list[Row]:
        """The rows of a submission: of all agencies that are not stopped, what earlier pulls have not taken in."""
        match kind:
            case Kind.AGENCIES:
                return self._agencies()
            case Kind.STATISTICS:
                return self._statistics()
            case Kind.OFFICIAL_RESULTS:
                return self._results()
            case Kind.PROCEDURES | Kind.SERVICES:
                return []

    def stop(self, code: str, fault: Fault) -> None:
        self.stopped.add(code)
        self.faults.append((code, fault))

    def refuse(self, row: Row, fault: Fault) -> None:
        """Stop the agency of a row that the service's own checks refuse."""
        why = describe(fault.code, fault.params)
        figure = " ".join(each for each in (row.get("code"), fault.location.column) if each)
        params = {"figure": figure, "why_vi": why.vi, "why_en": why.en}
        self.stop(row.get("agency") or row["code"], Fault("portal_figure_refused", params=params))

    @property
    def withdrawn(self) -> dict[str, list[str]]:
        """The measures and columns, by agency, of which the portal has no figure any more and an earlier pull had."""
        found: dict[str, list[str]] = {}
        for code, sheets in self._readable():
            nulls = {measure for sheet in sheets for measure in sheet.nulls} - self._copied(code)
            empty = {column for column, given in self._columns(sheets).items() if not given.keys() & _FIGURES}
            old = set(self.earlier.officials.get(code, {}))
            if gone := sorted(nulls & set(self.earlier.counts.get(code, {}))) + sorted(empty & old):
                found[code] = gone
        return found

    def _add_parent(self, reading: Reading, path: str) -> bool:
        """What an answer says of the province itself. Returns whether it is about another agency."""
        for fault in reading.parent_faults:
            self.stop(self.root, fault)
        sheet = reading.parent
        return sheet is not None and not self._add_named(self.root, self._root_id, sheet, path)

    def _add_named(self, code: str, id_: str | None, sheet: UnitFigures, path: str) -> bool:
        """Take in a sheet that should be an agency's, if that is whom it names; returns whether it is."""
        is_named = sheet.code == code if sheet.id is None else sheet.id == id_ and sheet.code in (None, code)
        if is_named:
            self.sheets[code].append(sheet)
        else:
            self.stop(code, Fault("portal_other_unit", params={"path": path, "unit": sheet.name, "agency": code}))
        return is_named

    def _add_units(self, reading: Reading, path: str) -> set[str]:
        """The codes of the agencies that an answer lists; its faults are recorded."""
        self.odd |= reading.odd
        present: set[str] = set()
        for id_, fault in reading.faults:
            if code := self._codes.get(id_ or ""):
                present.add(code)
                self.stop(code, fault)
            else:
                self._report_stranger(id_, fault)
        for sheet in reading.units:
            if len(claimed := self._claimed(sheet)) > 1 and claimed & self.sheets.keys():
                self._stop_claimed(claimed, sheet, path)
                continue
            code = self._code(sheet) or (sheet.code if sheet.code in self.stopped else None)
            if code and code in self.stopped and code not in present:
                present.add(code)
            elif code is None or code not in self.sheets:
                params = {"path": path, "unit": sheet.name, "value": sheet.code or sheet.id}
                self._report_stranger(sheet.id or sheet.code, Fault("portal_unit_unknown", params=params))
            elif code in present:
                self.stop(code, Fault("portal_unit_repeated", params={"path": path, "unit": sheet.name}))
            else:
                present.add(code)
                self.sheets[code].append(sheet)
        return present

    def _claimed(self, sheet: UnitFigures) -> set[str]:
        """The agencies that a sheet names by its id, by its code, and by a name that stands on a score card."""
        claimed = {code for code in (self._codes.get(sheet.id or ""), sheet.code) if code}
        named = self._names.get(sheet.name or "", claimed)
        return claimed if not claimed or claimed & named else claimed | named

    def _stop_claimed(self, claimed: set[str], sheet: UnitFigures, path: str) -> None:
        """Nobody can tell whose figures these are: all whose they could be are stopped."""
        params = {"path": path, "unit": sheet.name or sheet.id, "agencies": ", ".join(sorted(claimed))}
        for code in sorted((claimed & self.sheets.keys()) - self.stopped):
            self.stop(code, Fault("portal_unit_contradictory", params=params))

    def _report_stranger(self, id_: str | None, fault: Fault) -> None:
        """Once for each: somebody whom the score cards do not know stands in every answer."""
        if id_ is None or id_ not in self._strangers:
            self.faults.append((None, fault))
        self._strangers.add(id_)

    def _agencies(self) -> list[Row]:
        """The agencies that are not registered yet."""
        rows = []
        for code, sheets in self._readable():
            if code in self.registered:
                continue
            name = next((sheet.name for sheet in sheets if sheet.name), None)
            level = next((sheet.level for sheet in sheets if sheet.level), None)
            if level is None:
                self.stop(code, Fault("portal_level_unknown", params={"unit": name, "agency": code}))
            else:
                rows.append({"code": code, "name": name, "level": level})
        return rows

    def _statistics(self) -> list[Row]:
        """The counts; those that the portal has flagged stand in rows of their own, with the flag."""
        rows: list[Row] = []
        for code, sheets in self._readable():
            flags = {measure: flag for sheet in sheets for measure, flag in sheet.flags.items()}
            flagged: dict[Quality | None, dict[str, int]] = {None: {}}
            for measure, count in self._new_counts(code, sheets, flags).items():
                flagged.setdefault(flags.get(measure), {})[measure] = count
            rows += [{"agency": code, "measures": counts, **_flag(flag)} for flag, counts in flagged.items() if counts]
        return rows

    def _new_counts(self, code: str, sheets: Iterable[UnitFigures], flags: Mapping[str, Quality]) -> dict[str, int]:
        """An agency's counts that earlier pulls have not taken in; of an indicator all, if one is new."""
        copied = self._copied(code)
        counts = {
            measure: count for sheet in sheets for measure, count in sheet.counts.items() if measure not in copied
        }
        old = self.earlier.counts.get(code, {})
        new = {
            measure
            for measure, count in counts.items()
            if measure not in old or (old[measure].value, old[measure].quality) != (count, flags.get(measure))
        }
        known = 0
        while known != len(new):  # indicators share measures: one brings in the other
            known = len(new)
            for fraction in self._scorecard.fractions:
                if new & set(fraction.measures):
                    new |= set(fraction.measures)
        return {measure: count for measure, count in counts.items() if measure in new}

    def _results(self) -> list[Row]:
        """What was published of every column that has a score, a rate or a flag."""
        rows: list[Row] = []
        for code, sheets in self._readable():
            for column, given in self._columns(sheets).items():
                if not given.keys() & _FIGURES:
                    continue
                if parent_code(code) is None and column in self._averages:
                    given["average"] = self._averages[column]
                old = self.earlier.officials.get(code, {}).get(column)
                if old is None or any(getattr(old, name) != given.get(name) for name in {*_RESULT_FIELDS, *given}):
                    rows.append({"agency": code, "code": column, **_flag(given.pop("quality", None)), **given})
        return rows

    def _columns(self, sheets: Iterable[UnitFigures]) -> dict[str, Row]:
        """What was published of an agency, by column; the score card's score goes first.

        Below a province score cards have no groups: a group's score is the one beside its details.
        """
        found: dict[str, Row] = {}
        for sheet in sheets:
            for column, result in sheet.results.items():
                found[column] = _given(result) | found.get(column, {})
        for given in found.values():
            if "score" not in given and "detail_score" in given:
                given["score"] = given.pop("detail_score")
        return found

    def _readable(self) -> Iterator[tuple[str, list[UnitFigures]]]:
        return ((code, sheets) for code, sheets in sorted(self.sheets.items()) if code not in self.stopped)

    def _copied(self, code: str) -> set[str]:
        """The measures that are no agency's own below a province: the portal copies its province's."""
        return set() if parent_code(code) is None else self._inherited

    def _belongs(self, code: str) -> bool:
        if not self.root:
            return parent_code(code) is None
        return is_within(code, self.root) and code != self.root

    def _code(self, sheet: UnitFigures) -> str | None:
        """Which agency a sheet is of, if its id and its code do not contradict each other."""
        code = self._codes.get(sheet.id or "") or sheet.code
        return code if code and self._belongs(code) and sheet.code in (None, code) else None


def _flag(flag: Quality | None) -> Row:
    if flag is None:
        return {}
    return {"quality_status": flag.status} | ({"quality_message": flag.message} if flag.message else {})


def _given(result: Result) -> Row:
    return {name: value for name in _RESULT_FIELDS if (value := getattr(result, name)) is not None}
