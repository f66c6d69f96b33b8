"""The answers of one pull: each is kept as it came before it is read, and none is asked for twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.errors import Refusal
from app.services.service import Service
from app.sources.portal.client import Answer, PortalClient
from app.sources.portal.questions import Question
from app.sources.portal.reading import open_envelope
from app.storage import pulls
from app.storage.pulls import StoredAnswer, StoredPull


@dataclass(slots=True)
class Answers:
    """Without a ``client`` only what is kept can be had. ``answered`` is called after each answer."""

    service: Service
    pull: StoredPull
    answered: Callable[[], None]
    client: PortalClient | None = None
    unit: str = ""
    newest: datetime | None = None

    def begin(self, unit: str) -> None:
        """The next questions are about this province; ``newest`` is the time of its newest answer."""
        self.unit, self.newest = unit, None

    def data(self, question: Question) -> Any:
        """What an answer holds: of a kept one, if it can be used, else of the portal's.

        Refuses ``portal_not_kept``, and as the client and ``open_envelope`` do.
        """
        url = self.pull.base_url.rstrip("/") + question.path
        with self.service.database.reading() as connection:
            kept = pulls.newest_answer(connection, self.pull.id, url, question.body)
        if kept is not None:
            try:
                return self._read(kept.body, kept.answered_at, question)
            except Refusal:
                if self.client is None:
                    raise
        if self.client is None:
            raise Refusal("portal_not_kept", path=question.path)
        answer = self.client.ask(question)
        return self._read(answer.body, answer.answered_at, question)

    def _read(self, body: bytes, answered_at: datetime, question: Question) -> Any:
        data = open_envelope(body, question.path)
        self.newest = max(self.newest or answered_at, answered_at)
        self.answered()
        return data

    def keep(self, answer: Answer) -> None:
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
