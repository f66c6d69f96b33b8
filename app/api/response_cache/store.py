"""Answers kept in memory, each with what it rests on. Those not asked for longest go first when there are too many."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic

import structlog
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.api.http.conditional import SETTLED, Validators
from app.services.versions import Changes, Dependencies, VersionState, VersionTag

Headers = list[tuple[bytes, bytes]]
# All of a request that its answer depends on, but for validators: path, query, whether CSV is wanted and whether it may
# be packed, scheme, origin as far as it makes a difference.
CacheKey = tuple[str, bytes, tuple[bool, bool], str, bytes | None]

BASIS = "basis"  # the name under which an endpoint leaves it in the state of its request
_OVERHEAD = 3_000  # bytes that an answer takes besides its body and address, about
_LOG_SECONDS = 10
STATUSES = (200, 304)  # of what is kept: a redirect is made anew
_OF_CONTENT = (b"content-type", b"content-length", b"content-encoding")
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What an endpoint says of an answer that may be kept: what it rests on, and its validators."""

    rests: Dependencies
    token: VersionTag
    validators: Validators
    route: str


@dataclass(slots=True)
class CachedResponse:
    """``state``: the one under which it was last found good. ``full``: headers and body, ``None`` as long as all who
    asked held it; ``unchanged`` are the headers of 304. ``given``: how often full and unchanged answers of its route
    were. ``size``: bytes, about. ``settles_at``: when it gets its date."""

    basis: CacheInfo
    state: VersionState
    etag: bytes
    unchanged: Headers
    full: tuple[Headers, bytes] | None
    given: list[int]
    size: int
    settles_at: float | None

    def holds(self, if_none_match: bytes | None, if_modified_since: bytes | None, now: float) -> bool:
        """Whether a client that sends these has the answer already."""
        if self.settles_at is not None and now >= self.settles_at:
            self._settle()
        if if_none_match == self.etag:
            return True
        if if_none_match is None and if_modified_since is None:
            return False
        return self.basis.validators.match(_text(if_none_match), _text(if_modified_since))

    def _settle(self) -> None:
        """Give the answer its date, now that no other state can still get the same."""
        settled = Validators.of(self.basis.validators.etag, self.basis.token.changed_at)
        self.basis = replace(self.basis, validators=settled)
        date = (b"last-modified", settled.headers["Last-Modified"].encode())
        self.unchanged = [*self.unchanged, date]
        if self.full:
            self.full = ([*self.full[0], date], self.full[1])
        self.settles_at = None


class CacheStore(Collector):
    """For the event loop alone. ``most``: bytes that all of them may take, about."""

    def __init__(self, changes: Changes, most: int) -> None:
        self.changes, self._most = changes, most
        self._kept: OrderedDict[CacheKey, CachedResponse] = OrderedDict()
        self._size = 0
        self._given: dict[str, list[int]] = {}
        self._told: dict[str, list[int]] = {}
        self._told_at = monotonic()

    def good(self, question: CacheKey) -> CachedResponse | None:
        """The answer, if it is that of the newest state known."""
        answer = self._kept.get(question)
        if answer is None:
            return None
        state = self.changes.state
        if answer.state is not state:
            if state.token(answer.basis.rests) != answer.basis.token:
                return None
            answer.state = state
        self._kept.move_to_end(question)
        return answer

    def keep(self, question: CacheKey, basis: CacheInfo, headers: Headers, body: bytes | None) -> bool:
        """Keep what was just answered, unless there is a newer state by now; without ``body`` it was 304."""
        state = self.changes.state
        if state.token(basis.rests) != basis.token:
            return False
        has_no_date = basis.validators.modified is None and basis.token.newest.serial
        settles_at = monotonic() + SETTLED.total_seconds() if has_no_date else None
        unchanged = [each for each in headers if each[0] not in _OF_CONTENT]
        full = None if body is None else (headers, body)
        given = self._given.setdefault(basis.route, [0, 0])
        path, query, *_ = question  # these can be as long as a head may be
        size = len(path) + len(query) + len(body or b"") + _OVERHEAD
        answer = CachedResponse(basis, state, basis.validators.etag.encode(), unchanged, full, given, size, settles_at)
        before = self._kept.pop(question, None)
        self._size += answer.size - (before.size if before else 0)
        self._kept[question] = answer
        while self._size > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._size -= dropped.size
        return True

    def tell(self, now: float) -> None:
        """Say in the log every ten seconds how many answers there were, not each: nobody could read them."""
        if now - self._told_at < _LOG_SECONDS:
            return
        self._told_at = now
        for route, given in self._given.items():
            told = self._told.get(route, [0, 0])
            self._told[route] = list(given)
            for status, before, times in zip(STATUSES, told, given, strict=True):
                if times > before:
                    _log.info("response_cache", route=route, status=status, times=times - before)

    def collect(self) -> Iterator[Metric]:
        """For /metrics."""
        given = CounterMetricFamily(
            "tthc766_response_cache_answers", "Answers given from memory", labels=("handler", "status")
        )
        for route, counts in list(self._given.items()):
            for status, times in zip(STATUSES, counts, strict=True):
                given.add_metric((route, str(status)), times)
        yield given
        yield GaugeMetricFamily(
            "tthc766_response_cache_bytes", "Memory that the response cache takes, about", value=self._size
        )


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
