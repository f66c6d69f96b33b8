"""Asks the portal, politely: one question at a time, with pauses, under our own name, and never again after a no."""

import asyncio
import random
import ssl
import time
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from tenacity import RetryError, Retrying, retry_if_result, stop_after_attempt, wait_exponential, wait_random

from app import __version__
from app.domain.errors import Fault, Refusal
from app.domain.time import VIETNAM
from app.readers.portal.questions import PortalQuestion
from app.readers.webhooks.retry_after import retry_after

MAX_BODY = 64 * 1024 * 1024
LONGEST_BACKOFF = 60
COOL_DOWN = timedelta(hours=1)  # after a no that does not say for how long
FULL_STOPS = ("portal_refused", "portal_busy")
_NO = (401, 403, 451)
_LONGEST_WAIT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ClientPolicy:
    """How the portal is asked. ``pause`` and ``timeout`` in seconds; ``contact``: whom the portal can write to."""

    url: str
    pause: float
    timeout: float
    attempts: int
    proxy: str | None
    contact: str

    @property
    def user_agent(self) -> str:
        return f"tthc766/{__version__}" + (f" (+{self.contact})" if self.contact else "")


@dataclass(frozen=True, slots=True)
class PortalResponse:
    """What came back, whole or not. ``fault`` says why it cannot be used; ``passing``: it may be good another time."""

    question: PortalQuestion
    url: str
    answered_at: datetime
    status: int | None = None
    media_type: str | None = None
    retry_after: str | None = None
    body: bytes = b""
    fault: Fault | None = None
    passing: bool = False


@dataclass(slots=True)
class _Came:
    """What has come of an answer so far."""

    head: dict[str, Any] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    fault: Fault | None = None
    passing: bool = False


class PortalClient:
    """Remembers when it has asked last, so that no two questions are asked without a pause."""

    def __init__(self, manners: ClientPolicy, now: Callable[[], datetime]) -> None:
        self._manners, self._now = manners, now
        self._asked = False
        self._loop = asyncio.Runner()
        # The system's certificates, and no proxy but the one that is set: the environment of a nightly job is
        # nobody's intention.
        self._http = httpx.AsyncClient(
            headers={"User-Agent": manners.user_agent, "Content-Type": "application/json"},
            timeout=manners.timeout,
            proxy=manners.proxy,
            verify=ssl.create_default_context(),
            trust_env=False,
        )

    def close(self) -> None:
        self._loop.run(self._http.aclose())
        self._loop.close()

    def ask(self, question: PortalQuestion, keep: Callable[[PortalResponse], None]) -> PortalResponse:
        """The portal's answer, asked for again where it may pass. ``keep`` is given every one, good or bad, first.

        Refuses ``portal_refused`` (401, 403, 451, or a page of HTML in place of an answer) and ``portal_busy`` (429, or
        503 with Retry-After) at once, with ``until`` when it may be asked again; and what made the last attempt
        useless.
        """
        pause = self._manners.pause
        again = Retrying(
            retry=retry_if_result(lambda answer: answer.passing),
            stop=stop_after_attempt(self._manners.attempts),
            wait=wait_exponential(multiplier=2 * pause, max=LONGEST_BACKOFF) + wait_random(0, pause),
        )
        try:
            answer = again(self._once, question, keep)
        except RetryError as error:
            answer = error.last_attempt.result()
        if answer.fault:
            raise Refusal.of(answer.fault)
        return answer

    def _once(self, question: PortalQuestion, keep: Callable[[PortalResponse], None]) -> PortalResponse:
        if self._asked:
            time.sleep(self._manners.pause * random.uniform(1, 2))  # noqa: S311 - not for secrets
        self._asked = True
        answer = self._judged(self._received(question))
        keep(answer)
        if answer.fault and answer.fault.code in FULL_STOPS:
            raise Refusal.of(answer.fault)
        return answer

    def _received(self, question: PortalQuestion) -> PortalResponse:
        answer = PortalResponse(question, self._manners.url + question.path, self._now())
        came = _Came()
        try:
            self._loop.run(self._exchange(answer, came))
        except (httpx.TransportError, httpx.DecodingError, TimeoutError, UnicodeError) as error:
            what = f"{type(error).__name__} {error}".strip()[:120]
            params = {"url": self._manners.url, "proxy": self._manners.proxy or "-", "what": what}
            came.fault = self._fault(question, "portal_unreachable", times=self._manners.attempts, **params)
            came.passing = True
        return replace(
            answer, answered_at=self._now(), body=bytes(came.body), fault=came.fault, passing=came.passing, **came.head
        )

    async def _exchange(self, answer: PortalResponse, came: "_Came") -> None:
        """Take what comes, as far as it comes. Raises ``TimeoutError`` if the whole of it takes too long.

        httpx bounds the wait for each piece; a sender that drips would go on for ever.
        """
        request = self._http.stream("POST", answer.url, content=answer.question.body)
        async with asyncio.timeout(self._manners.timeout), request as response:
            came.head = {
                "status": response.status_code,
                "media_type": response.headers.get("content-type"),
                "retry_after": response.headers.get("retry-after"),
            }
            async for chunk in response.aiter_bytes():
                came.body += chunk
                if len(came.body) > MAX_BODY:
                    came.fault = self._fault(answer.question, "portal_too_large", limit=MAX_BODY)
                    break

    def _judged(self, answer: PortalResponse) -> PortalResponse:
        """The answer with what its status, and a page of HTML in its place, say of it."""
        if answer.fault or answer.status is None:
            return answer
        if answer.status in _NO or (_is_page(answer) and _is_answered(answer.status)):
            return replace(answer, fault=self._stop(answer, "portal_refused"))
        if answer.status == 429 or (answer.status == 503 and answer.retry_after):
            return replace(answer, fault=self._stop(answer, "portal_busy"))
        if 200 <= answer.status < 300:
            return answer
        fault = self._fault(answer.question, "portal_status", status=answer.status)
        return replace(answer, fault=fault, passing=answer.status >= 500)

    def _fault(self, question: PortalQuestion, code: str, **params: object) -> Fault:
        return Fault(code, params={"path": question.path, **params})

    def _stop(self, answer: PortalResponse, code: str) -> Fault:
        asked = retry_after(answer.retry_after, answer.answered_at, _LONGEST_WAIT)
        until = asked or answer.answered_at + COOL_DOWN
        shown = until.astimezone(VIETNAM).isoformat(timespec="seconds")
        said = "HTML" if _is_page(answer) else answer.status
        return Fault(code, params={"status": said, "until": until, "shown": shown})


def _is_answered(status: int) -> bool:
    """Whether a page under this status is a no. What is not found, redirects and outages have pages of their own."""
    return 200 <= status < 300 or (400 <= status < 500 and status != 404)


def _is_page(answer: PortalResponse) -> bool:
    """Whether it is a page of HTML: the portal's firewall refuses with one, under the status 200."""
    start = answer.body.removeprefix(BOM_UTF8).lstrip()[:1]
    return "html" in (answer.media_type or "").lower() or start == b"<"
