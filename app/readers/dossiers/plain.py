"""The project's own plain records of dossiers: the fields of ``Dossier`` by their names, in NDJSON, JSON, CSV, Parquet.

Times as in ``values.parse_instant``. In the cells of a CSV table a list is JSON, or entries divided by ``;`` whose
parts, in the order of ``SUPPLEMENT`` and ``PROGRESS``, are divided by ``|``:
``2026-10-05T08:00:00|2026-10-07T09:30:00;2026-10-09T10:00:00``.
Other fields are not looked at, so that an export with more than is needed does no harm; their names are counted
(``field_names``), since one may be misspelt.
"""

import dataclasses
import json
from collections.abc import Mapping

from app.domain.dossiers.dossier import Dossier, FiledVia, ProgressRow, Status, Supplement
from app.readers.dossiers.portal import CHANNELS, PAID_ONLINE, STATUSES, in_order
from app.readers.dossiers.sender import Sender
from app.readers.dossiers.values import MOST_DONG, Values

FIELDS = frozenset(each.name for each in dataclasses.fields(Dossier))
SUPPLEMENT = ("asked_at", "returned_at", "due_before", "due_after")
PROGRESS = ("at", "status")
LISTS = {"supplements": SUPPLEMENT, "progress": PROGRESS}
_FILED_VIA = {each.value: each for each in FiledVia}


def read_record(values: Values, sender: Sender) -> Dossier | None:
    """A dossier; ``None`` if it has faults."""
    number = values.required("dossier", values.number("dossier"))
    agency = values.required("agency", values.agency("agency", values.text("agency") or sender.agency))
    procedure = values.required("procedure", values.id_code("procedure"))
    status = values.required("status", values.code("status", STATUSES))
    source, as_of = values.id_code("source"), values.moment("as_of")
    found = Dossier(
        source=source or sender.source,
        dossier=number or "",
        as_of=as_of or sender.as_of,
        agency=agency or "",
        procedure=procedure or "",
        status=status or Status.FILED,
        received_by=values.counter("received_by"),
        service=values.id_code("service"),
        channel=values.code("channel", CHANNELS),
        filed_at=values.moment("filed_at"),
        received_at=values.moment("received_at"),
        due_at=values.moment("due_at"),
        done_at=values.moment("done_at"),
        returned_at=values.moment("returned_at"),
        refused_at=values.moment("refused_at"),
        supplements=in_order(values.rows("supplements", _read_supplement) or ()),
        progress=tuple(sorted(values.rows("progress", _read_progress) or (), key=lambda row: row.at)),
        fee_total=values.whole("fee_total", MOST_DONG),
        fee_rows=values.whole("fee_rows"),
        paid_online=values.code("paid_online", PAID_ONLINE),
        papers_with_file=values.whole("papers_with_file"),
        papers_digitised=values.whole("papers_digitised"),
        papers_reused=values.whole("papers_reused"),
        papers_from_store=values.whole("papers_from_store"),
        digitised_flag=values.flag("digitised_flag"),
        result_files=values.whole("result_files"),
        vneid=values.flag("vneid"),
        filed_via=values.code("filed_via", _FILED_VIA),
        synced=values.flag("synced"),
        result_in_store=values.flag("result_in_store"),
        citizen_db=values.flag("citizen_db"),
        disliked=values.flag("disliked"),
        complained=values.flag("complained"),
        deleted=values.flag("deleted") or False,
    )
    if not values.good:
        return None
    values.check(found, {})
    return found if values.good else None


def _read_supplement(values: Values) -> Supplement | None:
    asked_at = values.required("asked_at", values.moment("asked_at"))
    returned_at = values.moment("returned_at")
    before, after = values.moment("due_before"), values.moment("due_after")
    return None if asked_at is None else Supplement(asked_at, returned_at, before, after)


def _read_progress(values: Values) -> ProgressRow | None:
    at, status = values.moment("at"), values.code("status", STATUSES)
    values.required("at", at)
    values.required("status", status)
    return None if at is None or status is None else ProgressRow(at, Status(status))


def of_cells(cells: Mapping[str, str]) -> dict[str, object]:
    """A row of a table as a record; a list that cannot be read stays text, which is a fault then."""
    record: dict[str, object] = dict(cells)
    for name, parts in LISTS.items():
        if text := cells.get(name):
            record[name] = _list(text, parts)
    return record


def _list(text: str, parts: tuple[str, ...]) -> object:
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    entries = [entry.split("|") for entry in text.split(";") if entry.strip()]
    if any(len(entry) > len(parts) for entry in entries):
        return text
    return [dict(zip(parts, entry, strict=False)) for entry in entries]
