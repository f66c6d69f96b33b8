"""The answers of one pull: each is kept as it came before it is read, and none is asked for twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from app.domain.errors import Refusal
from app.readers.portal.client import PortalClient, PortalResponse
from app.readers.portal.questions import PortalQuestion
from app.readers.portal.units import open_envelope
from app.services.context import AppContext
from app.storage.portal import pulls
from app.storage.portal.pulls import StoredAnswer, StoredPull

Read = TypeVar("Read")


@dataclass(slots=True)
class ResponseArchive:
    """Without a ``client`` only what is kept can be had. ``answered`` is called after each answer.

    ``oldest``: the time of the oldest answer since ``begin``: the date of the figures that are made of them.
    """

    service: AppContext
    pull: StoredPull
    answered: Callable[[], None]
    client: PortalClient | None = None
    unit: str = ""
    oldest: datetime | None = None

    def begin(self, unit: str, since: datetime | None = None) -> None:
        """The next questions are about this province. ``since``: the time of what is known of it already."""
        self.unit, self.oldest = unit, since

    def read(self, question: PortalQuestion, read: Callable[[Any], Read]) -> Read:
        """What ``read`` makes of an answer's data: of a kept one, if it can, else of a new one of the portal's.

        Refuses ``portal_not_kept``, and as the client, ``open_envelope`` and ``read`` do.
        """
        url = self.pull.base_url + question.path
        with self.service.database.reading() as connection:
            kept = pulls.newest_answer(connection, self.pull.id, url, question.body)
        if kept is not None:
            try:
                return self._read(kept.body, kept.answered_at, question, read)
            except Refusal:
                if self.client is None:
                    raise
        if self.client is None:
            raise Refusal("portal_not_kept", path=question.path)
        answer = self.client.ask(question, self.keep)
        return self._read(answer.body, answer.answered_at, question, read)

    def _read(self, body: bytes, answered_at: datetime, question: PortalQuestion, read: Callable[[Any], Read]) -> Read:
        found = read(open_envelope(body, question.path))
        self.oldest = min(self.oldest or answered_at, answered_at)
        self.answered()
        return found

    def keep(self, answer: PortalResponse) -> None:
        """Keep an answer before it is read."""
        stored = StoredAnswer(
            self.unit,
            answer.url,
            answer.question.body,
            answer.answered_at,
            answer.status,
            answer.media_type,
            answer.body,
            answer.fault.code if answer.fault else None,
        )
        with self.service.database.writing() as connection:
            pulls.keep(connection, self.pull.id, stored)
