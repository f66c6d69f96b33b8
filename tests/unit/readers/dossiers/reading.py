"""Dossiers for the tests of readers, and what reads them."""

import gzip
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.domain.dossiers.dossier import Dossier
from app.domain.errors import Faults
from app.readers.dossiers.files import SENT, DossierFormat, Tally, read_stream
from app.readers.dossiers.sender import AddedProgress, Sender
from app.readers.uploads.rows import UploadLimits

NOW = datetime(2026, 11, 1, 5, tzinfo=UTC)
SENDER = Sender(source="h33-mot-cua", as_of=NOW, now=NOW)
PORTAL: Mapping[str, Any] = {
    "MaHoSo": "H33.17-261008-0975",
    "MaTTHC": "1.005129",
    "KenhThucHien": "2",
    "NgayNopHoSo": "20261007235959",
    "NgayTiepNhan": "20261008081500",
    "NgayHenTra": "20261015170000",
    "NgayKetThucXuLy": "20261014100000",
    "NgayTra": "",
    "NgayTuChoi": "",
    "TrangThaiHoSo": "9",
}
PLAIN: Mapping[str, Any] = {
    "dossier": "H33.17-261008-0975",
    "agency": "H33.17",
    "procedure": "1.005129",
    "status": 9,
    "received_at": "2026-10-08T08:15:00",
}


def read(
    content: bytes | Iterable[Mapping[str, Any]],
    format_: DossierFormat = DossierFormat.NDJSON,
    sender: Sender = SENDER,
    limits: UploadLimits = SENT,
    *,
    packed: bool = False,
) -> tuple[list[Dossier | AddedProgress], Faults]:
    """What is read of a file's content, or of records as lines of NDJSON, and the faults."""
    if not isinstance(content, bytes):
        content = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in content).encode()
    return read_sent(gzip.compress(content) if packed else content, format_, sender, limits, packed=packed)


def read_sent(
    content: bytes, format_: DossierFormat, sender: Sender, limits: UploadLimits, *, packed: bool
) -> tuple[list[Dossier | AddedProgress], Faults]:
    """The same of bytes as they are sent. ``packed``: they are said to be packed by gzip."""
    faults = Faults()
    found = list(read_stream(io.BytesIO(content), format_, sender, limits, faults, Tally(), packed=packed))
    return found, faults


def one(record: Mapping[str, Any], sender: Sender = SENDER) -> Dossier:
    """The dossier that a record is."""
    (found,), faults = read([record], sender=sender)
    assert not faults.listed, faults.listed
    assert isinstance(found, Dossier)
    return found


def codes(faults: Faults) -> list[tuple[str, str | None]]:
    return [(each.code, each.location.column) for each in faults.listed]


def within(root: str) -> Sender:
    return replace(SENDER, root=root)
