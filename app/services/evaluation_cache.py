"""Evaluated cohorts, each kept as long as what it rests on is unchanged: whoever asks for one shares it.

Most are of the present. One of the past (``known_at``) is kept by the last that had arrived, and is one of the present
if nothing that it rests on has arrived since.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from app.domain.evaluation.evaluation import Evaluation
from app.domain.evaluation.rollup import deciding_day
from app.domain.evaluation.scores import Basis
from app.domain.periods import Period
from app.domain.time import AsOf
from app.services.versions import Changes, VersionState, rests_on
from app.storage import states
from app.storage.database import Connection


@dataclass(frozen=True, slots=True)
class Question:
    """What is evaluated: the agencies that ``of`` names, in a period. ``group``: of whom it rests
    (``app.services.versions.rests_on``). ``day``: that of the question, which decides what months have ended."""

    period: Period
    of: str
    group: str
    basis: Basis
    bounds: AsOf
    day: date
    more: Hashable = ()


Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Made]):
    version: Hashable
    made: Made
    agencies: int


class VersionedCache(Generic[Made]):
    """Holds what is made of ``agencies`` at most, as ``agencies_in`` counts them. What was not asked for longest goes
    first."""

    def __init__(self, changes: Changes, agencies: int, agencies_in: Callable[[Made], int]) -> None:
        self._changes, self._most, self._agencies_in = changes, agencies, agencies_in
        self._lock = Lock()
        self._kept: OrderedDict[Question, _Kept[Made]] = OrderedDict()
        self._making: dict[tuple[Question, Hashable], Future[Made]] = {}
        self.held = self.made = self.hits = 0

    def get(self, connection: Connection, question: Question, make: Callable[[Question], Made]) -> Made:
        """What is asked for as of this view of the database; made by ``make`` of the question as it is kept, with the
        moments and the day brought to what they stand for. Asked at once by several threads it is made once."""
        state = self._changes.of(connection)
        if state is None:  # a view that is older than what is known already: nobody will ask for that again
            return make(question)
        question, version = _canonical(connection, state, question)
        while True:
            with self._lock:
                if (kept := self._kept.get(question)) and kept.version == version:
                    self._kept.move_to_end(question)
                    self.hits += 1
                    return kept.made
                others = self._making.get((question, version))
                if others is None:
                    mine = self._making[question, version] = Future[Made]()
            if others is None:
                return self._make(question, version, make, mine)
            if others.exception() is None:
                with self._lock:
                    self.hits += 1
                return others.result()

    def _make(
        self, question: Question, version: Hashable, make: Callable[[Question], Made], mine: Future[Made]
    ) -> Made:
        """Make it for all who wait; if that fails, each of them tries."""
        try:
            found = make(question)
        except BaseException as error:
            with self._lock:
                del self._making[question, version]
            mine.set_exception(error)
            raise
        with self._lock:
            self.made += 1
            del self._making[question, version]
            self._keep(question, _Kept(version, found, self._agencies_in(found)))
        mine.set_result(found)
        return found

    def _keep(self, question: Question, new: _Kept[Made]) -> None:
        if new.agencies > self._most:
            return
        if old := self._kept.pop(question, None):
            self.held -= old.agencies
        self._kept[question] = new
        self.held += new.agencies
        while self.held > self._most:
            self.held -= self._kept.popitem(last=False)[1].agencies


class EvaluationCache(VersionedCache[Evaluation]):
    """``agencies``: how many are held at most, each counted for every period whose counts are held."""

    def __init__(self, changes: Changes, agencies: int) -> None:
        super().__init__(changes, agencies, _agencies_in)


def _agencies_in(evaluation: Evaluation) -> int:
    """Its cards, or if these are more, the agencies of which counts were read, once for every period."""
    known = evaluation.known
    return max(1, len(evaluation.cards), len(known.counts) + sum(map(len, known.parts.months.values())))


def _canonical(connection: Connection, state: VersionState, question: Question) -> tuple[Question, Hashable]:
    """The question that stands for all with the same answer, and the version of what it rests on."""
    as_of, known_at = question.bounds.as_of, question.bounds.known_at
    newest = state.token(rests_on([question.period], question.group, dated=True)).newest
    version: Hashable = newest
    if known_at is not None and newest.received_at <= known_at:
        known_at = None
    elif known_at is not None:  # what had arrived by then stays as it was
        arrival = states.arrived_by(connection, known_at)
        known_at, version = arrival.at, (state.history, arrival)
    if as_of is not None:
        as_of = states.dated_by(connection, as_of)
    day = deciding_day(question.period, question.day)
    return replace(question, bounds=AsOf(as_of, known_at), day=day), version
