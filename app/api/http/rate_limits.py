"""ASGI middleware: how often one may ask. By address for reads and for keys that were refused, by key for writes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.cold_slots import WORK
from app.api.http.problems import respond
from app.api.http.root_path import route_path
from app.api.http.sliding_window import SlidingWindows
from app.domain.errors import Refusal
from app.readers.portal.questions import ROOT as PORTAL
from app.services.evaluation.work import Work
from app.settings import Settings, read_rate

FREE = ("/healthz", "/readyz", "/metrics", "/static", "/static-offline-docs")
FULL, UNCHANGED = 10, 1  # what an answer costs, and one that says 304
AGENCIES_PER_ANSWER = 34  # agencies evaluated that cost as much as an answer: all provinces in one period
_READING = ("GET", "HEAD", "OPTIONS")
_POSTED_QUESTIONS = (f"{PORTAL}/", "/v1/scenarios/")  # reads, though they are posted
Fields = tuple[tuple[bytes, bytes], ...]
_SAME_NETWORK = 64  # bits of an IPv6 address: who has one address has all that begin so


class Limit:
    """One limit on many who ask, each by its own name; ``said`` is a setting such as ``600/minute``."""

    def __init__(self, name: str, said: str, windows: Callable[[int], SlidingWindows] = SlidingWindows) -> None:
        self.name, self.said = name, said
        self.quota, self.seconds = read_rate(said)
        self.windows = windows(self.seconds)
        self._amount = self.quota * FULL
        self._form = f'"{name}";r=%d;t=%d'.encode()
        self._policy = (b"ratelimit-policy", f'"{name}";q={self.quota};w={self.seconds}'.encode())

    def take(self, who: str, cost: int = FULL) -> Fields | None:
        """Pay for an answer; what is to be said with it of what is left, ``None`` if there is not enough for a full
        one. Nothing needs to be said while more than half is left."""
        window, used, left = self.windows.of(who)
        if used + FULL > self._amount:
            return None
        window.now += cost
        rest = self._amount - used - cost
        return () if rest + rest > self._amount else self._fields(rest, left)

    def is_left(self, who: str) -> bool:
        _, used, _ = self.windows.of(who)
        return used + FULL <= self._amount

    def give_back(self, who: str, amount: int) -> None:
        """Put back what turned out not to be needed, if the window is still the one that it was taken from."""
        window, _, _ = self.windows.of(who)
        if window.now >= amount:
            window.now -= amount

    def owe(self, who: str, amount: int) -> None:
        """Charge what an answer turned out to cost beyond what was taken, even if that much is not left."""
        window, _, _ = self.windows.of(who)
        window.now += amount

    def wait(self, who: str) -> int:
        """Seconds after which there is something left again, if nobody asks until then."""
        window, _, left = self.windows.of(who)
        room = self._amount - FULL
        if window.now <= room and window.before:
            return max(1, ceil(left - (room - window.now) * self.seconds / window.before))
        return max(1, ceil(left + self.seconds * (1 - room / window.now))) if window.now else 1

    def fields(self, who: str) -> Fields:
        """What is allowed and what is left of it, after draft-ietf-httpapi-ratelimit-headers-10."""
        _, used, left = self.windows.of(who)
        return self._fields(max(0, self._amount - used), left)

    def _fields(self, rest: int, left: float) -> Fields:
        return self._policy, (b"ratelimit", self._form % (rest // FULL, ceil(left)))


@dataclass(frozen=True, slots=True)
class _Charge:
    limit: Limit
    who: str


class RateLimitSettings:
    """The limits that are set; one that is ``off`` does not exist."""

    def __init__(self, settings: Settings) -> None:
        def made(name: str, said: str) -> Limit | None:
            return None if said == "off" else Limit(name, said)

        self.reads = made("reads", settings.rate_limit_reads)
        self.writes = made("writes", settings.rate_limit_writes)
        self.failures = made("failed-keys", settings.rate_limit_failed_keys)


class RateLimits:
    """Refuses ``rate_limited`` before anything is read or looked up."""

    def __init__(self, app: ASGIApp, limits: RateLimitSettings) -> None:
        self.app = app
        self.reads, self.writes, self.failures = limits.reads, limits.writes, limits.failures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_free(path := route_path(scope)):
            await self.app(scope, receive, send)
            return
        address, key = network_of(scope), _key_of(scope)
        is_read = scope["method"] in _READING or f"{path}/".startswith(_POSTED_QUESTIONS)
        guess = _Charge(self.failures, address) if self.failures else None
        if guess and (key or not is_read) and not guess.limit.is_left(address):
            await _refuse(guess, scope, receive, send)
            return
        charge = self._charge(address, key, is_read=is_read)
        if charge and charge.limit.take(charge.who) is None:
            await _refuse(charge, scope, receive, send)
            return

        async def settling(message: Message) -> None:
            if message["type"] == "http.response.start":
                _settle(message, charge, guess, _evaluated(scope))
            await send(message)

        await self.app(scope, receive, settling)

    def _charge(self, address: str, key: str | None, *, is_read: bool) -> _Charge | None:
        """Who pays for a request: nobody for a write without a key, which is refused and counts as a failure."""
        if is_read:
            return _Charge(self.reads, address) if self.reads else None
        return _Charge(self.writes, key) if self.writes and key else None


def _evaluated(scope: Scope) -> int:
    work: Work | None = scope.get("state", {}).get(WORK)
    return work.evaluated if work else 0


def _settle(message: Message, charge: _Charge | None, guess: _Charge | None, evaluated: int) -> None:
    """Count what the answer cost, now that its status is known and how many agencies were ``evaluated`` for it."""
    if guess and message["status"] == 401:
        guess.limit.take(guess.who)
    if charge is None:
        return
    if evaluated > AGENCIES_PER_ANSWER:
        charge.limit.owe(charge.who, FULL * (ceil(evaluated / AGENCIES_PER_ANSWER) - 1))
    elif message["status"] == 304 and not evaluated:
        charge.limit.give_back(charge.who, FULL - UNCHANGED)
    message["headers"] = [*message["headers"], *charge.limit.fields(charge.who)]


async def _refuse(charge: _Charge, scope: Scope, receive: Receive, send: Send) -> None:
    seconds = charge.limit.wait(charge.who)
    fields = {name.decode(): value.decode() for name, value in charge.limit.fields(charge.who)}
    headers = {"Retry-After": str(seconds), **fields}
    refusal = Refusal("rate_limited", limit=charge.limit.said, seconds=seconds)
    await respond(Request(scope), refusal, headers)(scope, receive, send)


def is_free(path: str) -> bool:
    """Whether asking costs nothing: what watches the service must see it when it is busy too."""
    return any(f"{path}/".startswith(f"{each}/") for each in FREE)


def network_of(scope: Scope) -> str:
    """Who asks: an IPv4 address, or the network of an IPv6 address, as the server or a trusted proxy says."""
    return _network((scope.get("client") or ("",))[0])


@lru_cache(10_000)
def _network(host: str) -> str:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> _SAME_NETWORK)
    return str(address)


def _key_of(scope: Scope) -> str | None:
    """A name for the key that is sent along. Of the whole key: by a part that may be shown others could use it up."""
    sent = Headers(scope=scope).get("authorization", "").partition(" ")[2].strip()
    return hashlib.sha256(sent.encode("latin-1")).hexdigest() if sent else None
