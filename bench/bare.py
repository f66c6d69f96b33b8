"""The limit: an ASGI application that sends one answer, whatever it is asked. `python -m bench.bare PORT FILE`.

It runs under uvicorn as `tthc766 serve` configures it, so that the two differ by what the service does alone.
"""

import base64
import http.client
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from app.api.http.connections import guarded
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came over the wire, but for what uvicorn itself adds (``date``)."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next(value for each, value in self.headers if each.lower() == name)

    def keep(self, file: Path) -> None:
        body = base64.b64encode(self.body).decode()
        file.write_text(json.dumps({"status": self.status, "headers": self.headers, "body": body}))


def record(port: int, method: str, path: str, headers: Mapping[str, str]) -> Answer:
    """What a server on this machine answers when it is asked again: the first answer may carry more."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request(method, path, headers=dict(headers))
    connection.getresponse().read()
    connection.request(method, path, headers=dict(headers))
    response = connection.getresponse()
    kept = [(name, value) for name, value in response.getheaders() if name.lower() != "date"]
    answer = Answer(response.status, kept, response.read())
    connection.close()
    return answer


def application(file: Path) -> Any:
    """The application; the two messages that it sends are made once."""
    kept = json.loads(file.read_text())
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept["headers"]]
    start = {"type": "http.response.start", "status": kept["status"], "headers": headers}
    body = {"type": "http.response.body", "body": base64.b64decode(kept["body"])}

    async def bare(_scope: Any, _receive: Any, send: Any) -> None:
        await send(start)
        await send(body)

    return bare


def main() -> None:
    settings = Settings()
    uvicorn.run(
        application(Path(sys.argv[2])),
        port=int(sys.argv[1]),
        http=guarded(settings.request_head_seconds, settings.answer_idle_seconds),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
    )


if __name__ == "__main__":
    main()
