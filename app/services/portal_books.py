"""What a pull has read of some agencies, agency by agency, and the submissions that are made of it."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import orjson

from app.domain.agencies import is_code, is_within, parent_code
from app.domain.errors import Fault
from app.domain.periods import Period
from app.domain.quality import Quality
from app.domain.scorecard import Scorecard
from app.sources.portal.reading import Reading, Result, Sheet
from app.storage.submissions import Kind

_KEYS = {Kind.AGENCIES: "agencies", Kind.STATISTICS: "statistics", Kind.OFFICIAL_RESULTS: "results"}
_RESULT_FIELDS = ("score", "max", "rate", "average", "detail_score")

Row = dict[str, Any]


class Book:
    """The sheets of a province and the agencies below it, or (``root`` empty) of all provinces.

    An agency of which anything could not be read is ``stopped``: nothing of it is taken in. ``ids``: the codes
    that score cards name, by the portal's id. ``averages``: of the provinces, by column.
    """

    def __init__(
        self, root: str, codes: Mapping[str, str], scorecard: Scorecard, averages: Mapping[str, Decimal]
    ) -> None:
        self.root, self._scorecard, self._averages = root, scorecard, averages
        self._codes = dict(codes)
        self.ids: dict[str, str] = {}
        self.sheets: dict[str, list[Sheet]] = {}
        self.registered: set[str] = set()
        self.faults: list[tuple[str | None, Fault]] = []
        self.stopped: set[str] = set()
        self.unknown: set[str] = set()

    def learn(self, cards: Reading, path: str) -> dict[str, str]:
        """Take in score cards; they say which id is which code. Returns the codes by id."""
        for sheet in cards.units:
            if sheet.id and sheet.code and is_code(sheet.code) and self._belongs(sheet.code):
                self.ids[sheet.id] = sheet.code
        self._codes |= self.ids
        self.add(cards, path)
        return self.ids

    def add(self, reading: Reading, path: str) -> None:
        """Take in what one answer says, or all pages of one."""
        self.unknown |= reading.unknown
        for id_, fault in reading.faults:
            self._report(id_, fault)
        if reading.parent:
            self.add_parent(reading.parent)
        present: set[str] = set()
        for sheet in reading.units:
            code = self._code(sheet)
            if code is None:
                params = {"path": path, "unit": sheet.name, "value": sheet.code or sheet.id}
                self._report(sheet.id, Fault("portal_unit_unknown", params=params))
            elif code in present:
                self.stop(code, Fault("portal_unit_repeated", params={"path": path, "unit": sheet.name}))
            else:
                present.add(code)
                self.sheets.setdefault(code, []).append(sheet)
        if any(id_ is None for id_, _ in reading.faults):
            # One that could not be read cannot be named either: it is among those that this answer lacks.
            self.stopped |= {code for code in self.sheets if code not in present and code != self.root}

    def add_parent(self, sheet: Sheet) -> None:
        """Take in what an answer says of the province itself."""
        self.sheets.setdefault(self.root, []).append(sheet)

    def rows(self, kind: Kind) -> list[Row]:
        """The rows of a submission, of all agencies that are not stopped."""
        match kind:
            case Kind.AGENCIES:
                return self._agencies()
            case Kind.STATISTICS:
                return self._statistics()
            case Kind.OFFICIAL_RESULTS:
                return self._results()

    def stop(self, code: str, fault: Fault) -> None:
        self.stopped.add(code)
        self.faults.append((code, fault))

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
            flags: dict[str, Quality] = {measure: flag for sheet in sheets for measure, flag in sheet.flags.items()}
            flagged: dict[Quality | None, dict[str, int]] = {None: {}}
            for measure, count in self._counts(code, sheets):
                flagged.setdefault(flags.get(measure), {})[measure] = count
            rows += [{"agency": code, "measures": counts, **_flag(flag)} for flag, counts in flagged.items() if counts]
        return rows

    def _results(self) -> list[Row]:
        """What was published of every column that has a score or a rate."""
        rows: list[Row] = []
        for code, sheets in self._readable():
            found: dict[str, Result] = {}
            for sheet in sheets:
                for column, result in sheet.results.items():
                    found[column] = _joined(found.get(column, Result()), result)
            for column, result in found.items():
                if result.score is None and result.rate is None:
                    continue
                values = {name: getattr(result, name) for name in _RESULT_FIELDS}
                values["average"] = self._averages.get(column) if parent_code(code) is None else None
                given = {name: value for name, value in values.items() if value is not None}
                rows.append({"agency": code, "code": column, **given, **_flag(result.quality)})
        return rows

    def _readable(self) -> Iterator[tuple[str, list[Sheet]]]:
        return ((code, sheets) for code, sheets in sorted(self.sheets.items()) if code not in self.stopped)

    def _counts(self, code: str, sheets: Iterable[Sheet]) -> Iterator[tuple[str, int]]:
        """An agency's own counts: what the portal copies from its province is no count of its own."""
        copied: set[str] = set()
        if code != self.root:
            copied = {each for one in self._scorecard.indicators.values() if one.inherited for each in one.measures}
        for sheet in sheets:
            yield from ((measure, count) for measure, count in sheet.counts.items() if measure not in copied)

    def _belongs(self, code: str) -> bool:
        return is_within(code, self.root) and code != self.root if self.root else parent_code(code) is None

    def _code(self, sheet: Sheet) -> str | None:
        code = self._codes.get(sheet.id) if sheet.id else sheet.code
        return code if code and self._belongs(code) else None

    def _report(self, id_: str | None, fault: Fault) -> None:
        code = self._codes.get(id_ or "")
        if code:
            self.stop(code, fault)
        else:
            self.faults.append((None, fault))


def document(kind: Kind, rows: list[Row], period: Period) -> bytes:
    """Rows as a submission. The same figures give the same bytes."""
    envelope = {} if kind is Kind.AGENCIES else {"period": str(period)}
    return orjson.dumps({**envelope, _KEYS[kind]: rows}, default=_exact)


def _exact(value: Any) -> orjson.Fragment:
    return orjson.Fragment(format(value, "f"))


def _flag(flag: Quality | None) -> Row:
    if flag is None:
        return {}
    return {"quality_status": flag.status} | ({"quality_message": flag.message} if flag.message else {})


def _joined(old: Result, new: Result) -> Result:
    """Two answers' words of one column; the card's come first."""
    values = {name: getattr(old, name) if getattr(old, name) is not None else getattr(new, name) for name in _FIELDS}
    return Result(**values)


_FIELDS = (*_RESULT_FIELDS, "quality")
