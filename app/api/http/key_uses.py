"""ASGI middleware: notes that a key was used, when its holder has the answer already."""

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app.services.context import AppContext
from app.services.keys import Author, is_use_due, note_use


class KeyUses:
    def __init__(self, app: ASGIApp, service: AppContext) -> None:
        self.app, self.service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        author: Author | None = scope.get("state", {}).get("author")
        now = self.service.now()
        if author is not None and author.key_id is not None and is_use_due(author, now):
            await run_in_threadpool(note_use, self.service.database, author.key_id, now)
