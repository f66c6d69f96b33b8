"""How fresh an answer must be: the holder of a key finds what was just written, anybody else may wait for a replica."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.storage.database import reading_for_anybody


class ReplicaReads:
    """ASGI middleware: a request without ``Authorization`` may be answered from the replica.

    It can write nothing, so it can miss nothing of its own. Whether a key is good is looked up under the rule for
    keys: a revoked one is refused at once.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or any(name == b"authorization" for name, _ in scope["headers"]):
            await self.app(scope, receive, send)
            return
        with reading_for_anybody():
            await self.app(scope, receive, send)
