"""Sends a message to a receiver of webhooks, and says what came of it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import httpcore
import httpx

from app import __version__
from app.domain.delivery_errors import SendError
from app.readers.webhooks.addresses import AddressRefusedError, CheckedNetwork, NoAddressError

TIMEOUT = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """``status`` is ``None`` where no answer came; ``error`` is ``None`` for a success (2xx)."""

    duration_ms: int
    status: int | None = None
    retry_after: str | None = None
    error: SendError | None = None


class Sender:
    """Sends over a pool of connections; made by ``sender``. ``timeout``: seconds for the whole of an exchange."""

    def __init__(self, pool: httpcore.AsyncConnectionPool, timeout: float) -> None:
        self._pool, self._timeout = pool, timeout

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """POST a body of JSON. Redirects are not followed, and of the answer nothing but its head is read."""
        began = perf_counter()
        status, waits, error = None, None, None
        try:
            async with asyncio.timeout(self._timeout):
                status, waits = await self._exchange(url, headers, body)
        except (TimeoutError, httpcore.TimeoutException):
            error = SendError.TIMEOUT
        except AddressRefusedError:
            error = SendError.ADDRESS_REFUSED
        except NoAddressError:
            error = SendError.NO_ADDRESS
        except (httpcore.NetworkError, httpcore.ProtocolError) as failed:
            error = SendError.CERTIFICATE if isinstance(failed.__context__, ssl.SSLError) else SendError.UNREACHABLE
        if status is not None and not 200 <= status < 300:
            error = SendError.REDIRECT if 300 <= status < 400 else SendError.STATUS
        return Reply(round((perf_counter() - began) * 1000), status, waits, error)

    async def _exchange(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str | None]:
        parsed = httpx.URL(url)
        target = httpcore.URL(
            scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path or b"/"
        )
        sent = {"Content-Type": "application/json", "User-Agent": f"tthc766/{__version__}", **headers}
        async with self._pool.stream("POST", target, headers=list(sent.items()), content=body) as response:
            head = httpx.Headers(response.headers)
            return response.status, head.get("retry-after")


@asynccontextmanager
async def sender(network: CheckedNetwork, timeout: float = TIMEOUT) -> AsyncIterator[Sender]:
    """A sender; its connections are closed at the end.

    It knows of no proxy, cookie or redirect: each would lead past the checks. Certificates are the system's.
    """
    # No connection is kept for a next message: it would be one to an address that was checked some time ago.
    async with httpcore.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(),
        max_connections=None,
        max_keepalive_connections=0,
        network_backend=network,
    ) as pool:
        yield Sender(pool, timeout)
