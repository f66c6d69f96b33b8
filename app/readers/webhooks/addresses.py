"""Where a webhook may lead: not to machines that only we can reach.

What a name means is asked once, and the connection goes to the very address that was checked: a name that means
something else a moment later changes nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NoReturn

import httpcore
import httpx

from app.domain.errors import Refusal

MAX_URL = 2000
_PORTS = {None, *range(1, 65536)}
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

# Of IPv6 only what is handed out as global unicast today. That leaves out IPv4-mapped and IPv4-compatible addresses and
# NAT64; of the rest these lead to IPv4 or nowhere: Teredo and other protocols' own, 6to4, documentation.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NOT_IPV6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NOT_IPV4 = (IPv4Network("192.88.99.0/24"),)  # 6to4's relays


class AddressRefusedError(Exception):
    """A name means an address that must not be connected to."""


class NoAddressError(Exception):
    """A name means nothing."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open internet's."""
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _NOT_IPV4)
    return address.scope_id is None and address in _GLOBAL_UNICAST and not any(address in net for net in _NOT_IPV6)


def check_url(text: str, *, allow_private: bool) -> None:
    """Refuses ``webhook_url_invalid``, ``webhook_url_scheme`` and, where the host is written as an address that is
    not public, ``webhook_url_private``. What a name means is checked at each delivery.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError):
        _invalid(text)
    host = url.raw_host.decode("ascii").rstrip(".")
    if len(text) > MAX_URL or not host or "%" in host or url.userinfo or url.fragment or url.port not in _PORTS:
        _invalid(text)
    if url.scheme != "https" and not (allow_private and url.scheme == "http"):
        raise Refusal("webhook_url_scheme", value=text)
    if allow_private:
        return
    literal = _literal(host)
    if f".{host}".endswith(".localhost") or (literal is not None and not is_public(literal)):
        raise Refusal("webhook_url_private", value=host)


def _invalid(text: str) -> NoReturn:
    raise Refusal("webhook_url_invalid", value=text, limit=MAX_URL)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, also in the old forms of IPv4: ``2130706433``, ``0x7f.1``, ``0177.1``."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


async def system_resolver(host: str, port: int) -> list[str]:
    """What the system says that a name means; raises ``OSError`` or ``UnicodeError`` where it cannot say."""
    found = await asyncio.to_thread(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, or with ``allow_private`` to any."""

    def __init__(self, *, allow_private: bool, resolve: Resolver = system_resolver) -> None:
        self._allow_private, self._resolve = allow_private, resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers. Raises ``NoAddressError``, and ``AddressRefusedError`` if any of
        the name's addresses is not public.
        """
        try:
            addresses = list(dict.fromkeys(await self._resolve(host, port)))
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise NoAddressError
        if not self._allow_private and not all(is_public(ip_address(each)) for each in addresses):
            raise AddressRefusedError
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)
