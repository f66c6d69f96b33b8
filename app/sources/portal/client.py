"""Asks the portal, politely: one question at a time, with pauses, under our own name, and never again after a no."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from tenacity import RetryError, Retrying, retry_if_result, stop_after_attempt, wait_exponential, wait_random

from app import __version__
from app.domain.errors import Fault, Refusal
from app.domain.moments import VIETNAM
from app.sources.portal.questions import Question

MAX_BODY = 64 * 1024 * 1024
LONGEST_BACKOFF = 60
COOL_DOWN = timedelta(hours=1)  # after a no that does not say for how long
_LONGEST_WAIT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Manners:
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
class Answer:
    """What came back, whole or not. ``fault`` says why it cannot be used; ``passing``: it may be good another time."""

    question: Question
    url: str
    answered_at: datetime
    status: int | None = None
    media_type: str | None = None
    retry_after: str | None = None
    body: bytes = b""
    fault: Fault | None = None
    passing: bool = False


class PortalClient:
    """``keep`` is given every answer, good or bad, before anybody reads it."""

    def __init__(self, manners: Manners, now: Callable[[], datetime], keep: Callable[[Answer], None]) -> None:
        self._manners, self._now, self._keep = manners, now, keep
        self._asked = False
        self._http = httpx.Client(
            headers={"User-Agent": manners.user_agent, "Content-Type": "application/json"},
            timeout=manners.timeout,
            proxy=manners.proxy,
        )

    def close(self) -> None:
        self._http.close()

    def ask(self, question: Question) -> Answer:
        """The portal's answer, asked for again where it may pass.

        Refuses ``portal_refused`` (403) and ``portal_busy`` (429, or 503 with Retry-After) at once, with ``until``
        when it may be asked again; and what made the last attempt useless.
        """
        pause = self._manners.pause
        again = Retrying(
            retry=retry_if_result(lambda answer: answer.passing),
            stop=stop_after_attempt(self._manners.attempts),
            wait=wait_exponential(multiplier=2 * pause, max=LONGEST_BACKOFF) + wait_random(0, pause),
        )
        try:
            answer = again(self._once, question)
        except RetryError as error:
            answer = error.last_attempt.result()
        if answer.fault:
            raise Refusal.of(answer.fault)
        return answer

    def _once(self, question: Question) -> Answer:
        if self._asked:
            time.sleep(self._manners.pause * random.uniform(1, 2))  # noqa: S311 - not for secrets
        self._asked = True
        answer = self._judged(self._received(question))
        self._keep(answer)
        if answer.status in (403, 429) or (answer.status == 503 and answer.retry_after):
            raise self._stop(answer)
        return answer

    def _received(self, question: Question) -> Answer:
        answer = Answer(question, self._manners.url.rstrip("/") + question.path, self._now())
        body = bytearray()
        started = time.monotonic()
        try:
            with self._http.stream("POST", answer.url, content=question.body) as response:
                answer = replace(
                    answer,
                    status=response.status_code,
                    media_type=response.headers.get("content-type"),
                    retry_after=response.headers.get("retry-after"),
                )
                for chunk in self._in_time(response, started):
                    body += chunk
                    if len(body) > MAX_BODY:
                        answer = replace(answer, fault=self._fault(question, "portal_too_large", limit=MAX_BODY))
                        break
        except (httpx.TransportError, httpx.DecodingError) as error:
            fault = self._fault(question, "portal_unreachable", what=type(error).__name__, times=self._manners.attempts)
            answer = replace(answer, fault=fault, passing=True)
        return replace(answer, body=bytes(body), answered_at=self._now())

    def _in_time(self, response: httpx.Response, started: float) -> Iterator[bytes]:
        """The body's bytes. httpx bounds the wait for each chunk; a sender that drips would go on for ever."""
        for chunk in response.iter_bytes():
            if time.monotonic() - started > self._manners.timeout:
                raise httpx.ReadTimeout("the body came too slowly")
            yield chunk

    def _judged(self, answer: Answer) -> Answer:
        """The answer with what its status says of it."""
        if answer.fault or answer.status is None or 200 <= answer.status < 300:
            return answer
        fault = self._fault(answer.question, "portal_status", status=answer.status)
        return replace(answer, fault=fault, passing=answer.status >= 500)

    def _fault(self, question: Question, code: str, **params: object) -> Fault:
        return Fault(code, params={"path": question.path, **params})

    def _stop(self, answer: Answer) -> Refusal:
        until = _until(answer.retry_after, answer.answered_at)
        code = "portal_refused" if answer.status == 403 else "portal_busy"
        shown = until.astimezone(VIETNAM).isoformat(timespec="seconds")
        return Refusal(code, status=answer.status, until=until, shown=shown)


def _until(retry_after: str | None, now: datetime) -> datetime:
    """When the portal may be asked again, by its ``Retry-After``: seconds, or an HTTP date (RFC 9110, 10.2.3)."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return now + min(timedelta(seconds=int(text[:9])), _LONGEST_WAIT)
    try:
        return min(max(parsedate_to_datetime(text), now), now + _LONGEST_WAIT)
    except (TypeError, ValueError):  # also a date without an offset, which cannot be compared
        return now + COOL_DOWN
