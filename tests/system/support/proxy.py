"""A network between the service and PostgreSQL, with the faults that networks have."""

import asyncio
import socket
import struct
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from threading import Event, Thread
from typing import Any

_CHUNK = 16 * 1024
_RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends RST


@dataclass(frozen=True)
class Weather:
    """How the network is: ``delay`` in seconds each way, ``bandwidth`` in bytes a second.

    ``swallow``: packets vanish, connections stay. ``close_after``: seconds for which the end of one side is kept from
    the other. ``cut``: so many packets of the clients pass, then the connection of the next one is reset, once.
    ``cut_on``: the same for the first packet that has these bytes, on a connection that carried the ones before them.
    That packet is lost, or, with ``passed``, the server gets it and only the answer is lost.
    """

    delay: float = 0
    bandwidth: float | None = None
    swallow: bool = False
    close_after: float = 0
    cut: int | None = None
    cut_on: tuple[bytes, bytes] | None = None
    passed: bool = False


class Proxy:
    """Forwards connections to a port of the loopback address through a weather that can change at any time."""

    def __init__(self, target: int) -> None:
        self.target, self.weather, self.packets, self.has_cut = target, Weather(), 0, False
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._deaf: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait()

    def set(self, **weather: Any) -> None:
        """Another weather from now on, on the connections that there are too."""
        self.packets, self.has_cut, self.weather = 0, False, replace(Weather(), **weather)

    def reset_all(self) -> None:
        """Reset every connection now."""
        self._do(self._reset_all())

    def close(self) -> None:
        self._do(self._reset_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _end(self) -> None:
        """Close every connection: of one that is only closing when the loop ends some other test would be told."""
        pairs = list(self._pairs)
        tasks = asyncio.all_tasks(self._loop) - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in (writer for pair in pairs for writer in pair):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _reset_all(self) -> None:
        for pair in list(self._pairs):
            _reset(*pair)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        pair = (writer, far_writer)
        self._pairs.add(pair)
        try:
            await asyncio.gather(
                self._pump(reader, far_writer, pair, outward=True), self._pump(far_reader, writer, pair, outward=False)
            )
        except OSError:
            _reset(*pair)
        finally:
            self._pairs.discard(pair)
            self._deaf.discard(pair)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pair: Any, *, outward: bool
    ) -> None:
        carried = bytearray()
        while data := await reader.read(_CHUNK):
            weather = self.weather
            if weather.delay:
                await asyncio.sleep(weather.delay)
            if weather.bandwidth:
                await asyncio.sleep(len(data) / weather.bandwidth)
            if self.weather.swallow:
                continue
            if outward:
                self.packets += 1
                carried += data if weather.cut_on else b""
                if not self.has_cut and self._cuts(weather, carried):
                    self.has_cut = True
                    if not weather.passed:
                        _reset(*pair)
                        return
                    self._deaf.add(pair)
            elif pair in self._deaf:  # the server has done what it was told, and nobody will hear of it
                _reset(*pair)
                return
            writer.write(data)
            await writer.drain()
        if self.weather.close_after:
            await asyncio.sleep(self.weather.close_after)
        if not self.weather.swallow:
            writer.close()

    def _cuts(self, weather: Weather, carried: bytearray) -> bool:
        if weather.cut_on:
            first, last = weather.cut_on
            return last in carried.partition(first)[2]
        return self.packets - 1 == weather.cut


def _reset(*writers: asyncio.StreamWriter) -> None:
    for writer in writers:
        sock = writer.get_extra_info("socket")
        if sock is not None and sock.fileno() >= 0:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        writer.transport.abort()
