"""How fresh an answer must be: the holder of a key finds what was just written, anybody else may wait for a replica."""

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.http.cache_policy import is_desk
from app.api.http.root_path import route_path
from app.storage.database import reading_for_anybody


class ReplicaReads:
    """ASGI middleware: a request without ``Authorization`` may be answered from the replica.

    It can write nothing, so it can miss nothing of its own; at the desk a cookie stands for a key. Whether a key is
    good is looked up under the rule for keys: a revoked one is refused at once.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_desk(route_path(scope)) or _has_key(scope):
            await self.app(scope, receive, send)
            return
        with reading_for_anybody():
            await self.app(scope, receive, send)


def _has_key(scope: Scope) -> bool:
    return any(name == b"authorization" for name, _ in scope["headers"])
