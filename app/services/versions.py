"""What the answers of a process rest on, and whether it has changed: known before any figure is read.

A process keeps in memory what changed last for each subject (``app.storage.versions``) and looks every half second
whether there is more. Whoever keeps an answer keeps with it the ``VersionTag`` of what it rests on: while the tag is
the same, so is the answer.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from threading import Lock
from time import monotonic
from weakref import WeakKeyDictionary

from app.domain.agencies import Cohort, Level, root_code
from app.domain.periods import Period
from app.domain.time import day_of
from app.storage import versions
from app.storage.database import Connection, Database
from app.storage.errors import DBAPIError, is_outage
from app.storage.versions import SubjectChange, TrailHead

_NEVER = datetime.min.replace(tzinfo=UTC)
_NOTHING = SubjectChange("", 0, _NEVER, "", _NEVER)
EDITIONS = "edition/"  # all of them
EVERY_DAY = (date.min, date.max - timedelta(days=1))
_FIRST_LETTERS = {Level.PROVINCE: "H", Level.MINISTRY: "G"}


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What an answer rests on: subjects, of figures also ``figures/2025-02/H`` for all provinces and
    ``figures//H31`` for all periods. ``days``: between the first and the last of them it also depends on which day it
    is in Vietnam; ``None`` if it does not."""

    subjects: tuple[str, ...]
    days: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class VersionTag:
    """Two answers to one question are the same if their tokens are. ``newest``: the last change that it rests on.

    ``began``: when the process that answers did; the one before may have computed by another scorecard.
    """

    newest: SubjectChange
    day: date | None
    began: datetime

    @property
    def changed_at(self) -> datetime:
        """From when on the answer is surely this one."""
        return max(self.newest.changed_at, self.began)

    def digest(self, *more: str) -> str:
        """A short name of the token and of ``more``."""
        text = "\n".join((self.newest.digest, self.newest.subject, str(self.newest.serial), str(self.day), *more))
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class VersionState:
    """All changes up to ``head``, and the day, in a process that ``began`` then. ``newest``: the last change by
    subject. ``history``: how often another history than before was met."""

    began: datetime
    head: TrailHead = field(default_factory=TrailHead)
    day: date = date.min
    newest: Mapping[str, SubjectChange] = field(default_factory=dict)
    history: int = 0

    def token(self, rests: Dependencies) -> VersionTag:
        found = (self.newest.get(each, _NOTHING) for each in rests.subjects)
        newest = max(found, key=lambda each: (each.serial, each.subject))
        if rests.days is None:
            return VersionTag(newest, None, self.began)
        first, last = rests.days
        return VersionTag(newest, min(max(self.day, first), last + timedelta(days=1)), self.began)


def rests_on(periods: Sequence[Period], of: str, *, dated: bool) -> Dependencies:
    """What is known in some periods, and in their months, of ``of``: the ministry or province ``H31`` and all below it,
    all provinces ``H``, all ministries ``G``. ``dated``: the question has a date, so that the day does not matter."""
    every = [each for period in periods for each in (period, *period.months)]
    grown = [period for period in periods if period.months]  # while they last, they grow month by month
    days = None
    if grown and not dated:
        days = min(period.first_day for period in grown), max(period.last_day for period in grown)
    return Dependencies((f"register/{of}", *(f"figures/{each}/{of}" for each in dict.fromkeys(every))), days)


def rests_on_all(of: str, *, dated: bool) -> Dependencies:
    """The same in all periods, with what everybody is called today."""
    return Dependencies((f"register/{of}", f"figures//{of}"), None if dated else EVERY_DAY)


def group_of(cohort_or_code: Cohort | str) -> str:
    """Of whom a cohort, or the cohort of an agency with this code, rests: ``H31``, or ``H`` for all provinces."""
    if isinstance(cohort_or_code, Cohort):
        return cohort_or_code.root or _FIRST_LETTERS[cohort_or_code.level]
    return root_code(cohort_or_code) if "." in cohort_or_code else cohort_or_code[:1]


class Changes:
    """The state as this process knows it. ``pause``: seconds between two looks."""

    def __init__(self, database: Database, pause: float) -> None:
        self._database, self.pause = database, pause
        self.state = VersionState(database.now())
        self._lock = Lock()
        self._views: WeakKeyDictionary[Connection, VersionState] = WeakKeyDictionary()
        self.known_at = 0.0  # by the monotonic clock: until then the state was the newest
        database.on_write = self._forget

    def _forget(self) -> None:
        self.known_at = 0.0

    @property
    def is_recent(self) -> bool:
        """Whether the state was looked up within the pause."""
        return monotonic() - self.known_at < self.pause

    def look(self) -> VersionState:
        """Look on the server that is written to; on its replica while that is away, if it has come as far."""
        with self._lock:  # nobody else looks: what was seen by then is in the view that is opened now
            began, writes = monotonic(), self._database.writes
            try:
                with self._database.view() as connection:
                    self._learn(connection)
            except DBAPIError as error:
                if not is_outage(error) or not self._has_learned_from_replica():
                    raise
            if writes == self._database.writes:
                self.known_at = began
            return self.state

    def _has_learned_from_replica(self) -> bool:
        if self._database.replica is None:
            return False
        with self._database.replica.view() as connection:
            is_recent = versions.includes(connection, self._database.seen)
            if is_recent:
                self._learn(connection)
            return is_recent

    def at(self, connection: Connection) -> VersionState | None:
        """The state of this very view of the database; ``None`` if it is older than what is known already."""
        with self._lock:
            if not versions.includes(connection, self.state.head):
                return None
            self._views[connection] = state = self._learn(connection)
            return state

    def of(self, connection: Connection) -> VersionState | None:
        """The same as ``at`` once said of a view that is still open, whatever is known by now."""
        known, newest = self._views.get(connection), self.state
        if known is None and versions.head(connection) == newest.head:  # mostly: nobody has to wait for who looks
            known = self._views[connection] = newest
        return known or self.at(connection)

    def _learn(self, connection: Connection) -> VersionState:
        """Take over what is new. All is new where the view holds another history than before: a backup was restored,
        or a replica took over that lacked the end."""
        known, head, day = self.state, versions.head(connection), day_of(self._database.now())
        if head == known.head and day == known.day:
            return known
        if versions.includes(connection, known.head):
            newest, later, history = dict(known.newest), versions.since(connection, known.head.serial), known.history
        else:
            newest, later, history = {}, versions.since(connection, -1), known.history + 1
        for change in later:
            newest.update(dict.fromkeys(_known_as(change.subject), change))
        self.state, self._database.seen = VersionState(known.began, head, day, newest, history), head
        return self.state


def updates(database: Database, after: int, limit: int) -> tuple[int, list[SubjectChange], bool]:
    """What changed after a serial, in the order of serials: the newest serial of all, about ``limit`` changes, and
    whether there are more."""
    with database.reading() as connection:
        found, more = versions.page(connection, after, limit)
        return versions.head(connection).serial, found, more


def _known_as(subject: str) -> tuple[str, ...]:
    """A subject and all that it is part of."""
    kind, *_, root = subject.split("/")
    if kind == "edition":
        return subject, EDITIONS
    if kind == "register":
        return (subject, f"register/{root[0]}")
    period = subject.split("/")[1]
    return (subject, f"figures/{period}/{root[0]}", f"figures//{root}", f"figures//{root[0]}")
