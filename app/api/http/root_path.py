"""Where the service stands below its host: the ``root_path`` of ASGI. See docs/do/behind-a-proxy.md.

ASGI wants the root in front of ``path``, whether the proxy sent it along or took it away; Starlette's routes and mounts
take it off again. So what looks at paths by itself asks ``route_path``, and what writes an address of the service asks
``AppContext.address``.
"""

from starlette.types import ASGIApp, Receive, Scope, Send


class RootPath:
    """ASGI middleware: puts the root in front of paths that come without it. ``root``: such as ``/tthc``.

    No address of the service itself begins with the root (``Settings``), so that a path tells whether it has it.
    """

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app, self._root, self._below = app, root, f"{root}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            scope["root_path"] = self._root
            if path == self._root:
                scope["path"] = self._below
            elif not path.startswith(self._below):
                scope["path"] = f"{self._root}{path}"
        await self.app(scope, receive, send)


def route_path(scope: Scope) -> str:
    """The path of a request below the root; a mount that took the request does not count as one."""
    path: str = scope["path"]
    root: str = scope.get("app_root_path", scope.get("root_path", ""))
    return path.removeprefix(root)
