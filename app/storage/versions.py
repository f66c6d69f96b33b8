"""What changed last, and when: one row for each subject, however often it changes.

Subjects: ``figures/2025-02/H31`` (counts or published results of a period, of a ministry or province and all below it),
``register/H31`` (its agencies), ``edition/12``. The serial of a change is the id of its entry in the audit trail.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, func, insert, select, update

from app.storage.audit.entries import iso
from app.storage.tables import audit_entry, change

_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """``digest`` is that of the audit entry: it stands for all that had been written by then, as no serial can where
    a database was restored from a backup. ``received_at``: when what changed was received, to which ``known_at`` is
    compared; it is stored at ``changed_at``."""

    subject: str
    serial: int
    changed_at: datetime
    digest: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class TrailHead:
    """The newest entry of the audit trail; 0 and nothing where there is none."""

    serial: int = 0
    digest: str = ""


def record(connection: Connection, subjects: Iterable[str], serial: int, at: datetime) -> None:
    """Note that some subjects changed, in the transaction of the change."""
    wanted = sorted(set(subjects))
    for start in range(0, len(wanted), _TOGETHER):
        some = wanted[start : start + _TOGETHER]
        known = set(connection.execute(select(change.c.subject).where(change.c.subject.in_(some))).scalars())
        values = {"serial": serial, "changed_at": at}
        if known:
            connection.execute(update(change).where(change.c.subject.in_(known)).values(values))
        if new := [each for each in some if each not in known]:
            connection.execute(insert(change), [{"subject": each, **values} for each in new])


def head(connection: Connection) -> TrailHead:
    query = select(audit_entry.c.id, audit_entry.c.digest).order_by(audit_entry.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return TrailHead(row.id, row.digest) if row else TrailHead()


def includes(connection: Connection, known: TrailHead) -> bool:
    """Whether a view of the database holds all that was written up to ``known``."""
    if not known.serial:
        return True
    query = select(audit_entry.c.digest).where(audit_entry.c.id == known.serial)
    return connection.execute(query).scalar_one_or_none() == known.digest


def since(connection: Connection, serial: int) -> list[SubjectChange]:
    """The changes with greater serials, in their order."""
    return [SubjectChange(*row) for row in connection.execute(_SELECT.where(change.c.serial > serial))]


def page(connection: Connection, serial: int, limit: int) -> tuple[list[SubjectChange], bool]:
    """The first ``limit`` of them, and whether there are more. What has one serial stays together: a page that ends
    with a serial has all of it, and may be longer for that."""
    serials = select(change.c.serial).where(change.c.serial > serial).order_by(change.c.serial)
    last = connection.execute(serials.offset(limit - 1).limit(1)).scalar_one_or_none()
    if last is None:
        return since(connection, serial), False
    found = connection.execute(_SELECT.where(change.c.serial > serial, change.c.serial <= last))
    more = connection.execute(serials.where(change.c.serial > last).limit(1)).first()
    return [SubjectChange(*row) for row in found], more is not None


def walk(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Every subject with its serial and when it changed, all as text: also what was tampered with can be read."""
    query = select(cast(change.c.subject, Text), cast(change.c.serial, Text), cast(change.c.changed_at, Text))
    for subject, serial, at in connection.execute(query.execution_options(yield_per=_TOGETHER)):
        yield subject, serial, iso(at)


_SELECT: Select[Any] = select(
    change.c.subject,
    change.c.serial,
    change.c.changed_at,
    func.coalesce(audit_entry.c.digest, ""),
    func.coalesce(audit_entry.c.at, change.c.changed_at),
)
_SELECT = _SELECT.outerjoin(audit_entry, audit_entry.c.id == change.c.serial).order_by(
    change.c.serial, change.c.subject
)
