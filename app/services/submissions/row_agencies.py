"""Whose row is it: by its code or, in a worksheet, by the name of one agency within its author's subtree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.agencies import Agency, is_code
from app.domain.agency_names import AgencyNames
from app.domain.errors import Faults
from app.readers.uploads.rows import UploadRow
from app.services.keys import Author
from app.services.submissions.headings import AGENCY_NAME

_MOST_CANDIDATES = 5
_MOST_HINTS = 50  # to seek one takes time
_COUNTRY = "Việt Nam"


@dataclass(slots=True)
class RowAgencies:
    """``known``: the registered agencies by the codes in the rows. ``names``: those of the author's subtree, where rows
    may name agencies. Rows outside the subtree are gathered in ``outside``."""

    known: Mapping[str, Agency]
    names: AgencyNames | None
    author: Author
    faults: Faults
    outside: Faults = field(default_factory=Faults)
    _told_empty: bool = False
    _sought: int = 0

    def find(self, row: UploadRow, day: date) -> Agency | None:
        """The agency of a row, or ``None`` with its fault recorded; of equal names that of an agency on ``day``."""
        code, name = row.cells.get("agency"), row.cells.get(AGENCY_NAME)
        if self.names and isinstance(code, str) and not is_code(code):
            return self._called(self.names, row, "agency", code, day)
        if self.names and code is None and isinstance(name, str):
            return self._called(self.names, row, AGENCY_NAME, name, day)
        agency = self._coded(row, code)
        if agency and self.names and isinstance(name, str) and _is_another(agency, self.names.find(name, day)):
            params = {"agency": agency.code, "name": agency.name, "value": name}
            self.faults.add("agency_name_differs", row.at(AGENCY_NAME), **params)
            return None
        return agency

    def _coded(self, row: UploadRow, code: object) -> Agency | None:
        if code is None:
            self.faults.add("field_missing", row.at("agency"), field="agency")
        elif not isinstance(code, str) or code not in self.known:
            self.faults.add("unknown_agency", row.at("agency"), value=code)
        elif not self.author.may_write(code):
            self.outside.add("agency_outside", row.at("agency"), agency=code, root=self.author.root)
        else:
            return self.known[code]
        return None

    def _called(self, names: AgencyNames, row: UploadRow, column: str, name: str, day: date) -> Agency | None:
        found = names.find(name, day)
        if len(found) == 1:
            return found[0]
        root = self.author.root or _COUNTRY
        if found:
            shown = ", ".join(f"{each.code} {each.name}" for each in found[:_MOST_CANDIDATES])
            self.faults.add("agency_ambiguous", row.at(column), value=name, candidates=shown)
        elif len(names) > 1:
            self._sought += 1
            near = names.nearest(name) if self._sought <= _MOST_HINTS else None
            hints = (f" (có phải {near}?)", f" (did you mean {near}?)") if near else ("", "")
            params = {"value": name, "root": root, "hint_vi": hints[0], "hint_en": hints[1]}
            self.faults.add("agency_name_unknown", row.at(column), **params)
        elif not self._told_empty:
            self._told_empty = True  # once: no name can be found before there are agencies
            self.faults.add("no_agencies_registered", row.at(column), root=root)
        return None


def _is_another(agency: Agency, called: Sequence[Agency]) -> bool:
    """Whether the name beside a code is that of one other agency, as after sorting some of the columns."""
    return len(called) == 1 and called[0].code != agency.code
