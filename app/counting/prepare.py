"""A dossier as a row of prepared dossiers, and back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa

from app.counting.columns import COLUMNS, SCHEMA, microsecond_of, minute_of, moment_of, moment_of_microsecond
from app.domain.dossiers.closing import first_endings
from app.domain.dossiers.dossier import Channel, Dossier, FiledVia, PaidOnline, ProgressRow, Status, Supplement
from app.domain.dossiers.versions import Version

_COPIED = [
    each.name
    for each in COLUMNS
    if each.name in Dossier.__slots__ and each.name not in ("as_of", "progress", "supplements")
]
_MINUTES = {
    "filed": "filed_at",
    "received": "received_at",
    "due": "due_at",
    "done": "done_at",
    "returned": "returned_at",
    "refused": "refused_at",
}
_WORDS = {"status": Status, "channel": Channel, "paid_online": PaidOnline, "filed_via": FiledVia}


def prepared(versions: Iterable[Version]) -> pa.Table:
    """Versions of dossiers as rows of Parquet."""
    rows = [prepared_row(each) for each in versions]
    return pa.table(
        {each.name: pa.array([row[each.name] for row in rows], each.type) for each in COLUMNS}, schema=SCHEMA
    )


def prepared_row(version: Version) -> dict[str, object]:
    """A version of a dossier by the names of the columns."""
    dossier = version.dossier
    endings = {f"first_{by}": moment for by, moment in first_endings(dossier).items()}
    return {
        **{name: getattr(dossier, name) for name in _COPIED},
        **{name: _minute(getattr(dossier, field)) for name, field in _MINUTES.items()},
        **{name: _minute(moment) for name, moment in endings.items()},
        "filed_on": dossier.filed_on,
        "received_on": dossier.received_on,
        "due_on": dossier.due_on,
        "as_of": microsecond_of(dossier.as_of),
        "arrival": version.arrival,
        "progress": [{"minute": minute_of(each.at), "status": int(each.status)} for each in dossier.progress],
        "supplements": [
            {
                "asked": minute_of(each.asked_at),
                "returned": _minute(each.returned_at),
                "due_before": _minute(each.due_before),
                "due_after": _minute(each.due_after),
            }
            for each in dossier.supplements
        ],
    }


def _minute(moment: datetime | None) -> int | None:
    return None if moment is None else minute_of(moment)


def dossier_of(row: Mapping[str, Any]) -> Dossier:
    """The dossier of a row, to judge and explain it: as it was sent, but for seconds."""
    told: dict[str, Any] = {name: row[name] for name in _COPIED}
    told |= {name: None if row[name] is None else kind(row[name]) for name, kind in _WORDS.items()}
    told |= {field: _moment(row[name]) for name, field in _MINUTES.items()}
    return Dossier(
        **told,
        as_of=moment_of_microsecond(row["as_of"]),
        progress=tuple(ProgressRow(moment_of(each["minute"]), Status(each["status"])) for each in row["progress"]),
        supplements=tuple(
            Supplement(
                moment_of(each["asked"]),
                _moment(each["returned"]),
                _moment(each["due_before"]),
                _moment(each["due_after"]),
            )
            for each in row["supplements"]
        ),
    )


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else moment_of(minute)
