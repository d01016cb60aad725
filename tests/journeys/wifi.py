"""A Wi-Fi between browser and server that can go dead: nothing comes through, nothing is closed."""

import asyncio
import threading
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False, slots=True)
class Link:
    """A connection from a browser through to the server."""

    is_forgotten: bool = False  # nothing comes through any more, and it is never closed
    is_socket: bool = False  # a WebSocket: our own to find out about


class Wifi:
    """A proxy on a port of its own."""

    def __init__(self, port: int) -> None:
        """Carry everything to a port of this machine, until `close`."""
        self._behind = port
        self._links: dict[asyncio.Task[None], Link] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wifi")
        self._thread.start()
        self._wait(self._open())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def dies(self, *, forgetting: bool = False) -> None:
        """Let nothing through; what is sent waits.

        `forgetting`: what is open now stays dead for ever, as behind a router started anew. Of
        plain requests only those on their way: what a browser sends on an idle connection later is
        answered by a reset, for it would wait for minutes, and no page could do anything about it.
        """
        self._wait(self._die(forgetting))

    def returns(self) -> None:
        """Let everything through."""
        self._wait(self._return())

    def close(self) -> None:
        """End every connection."""
        self._wait(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, coroutine: Any) -> None:
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    async def _open(self) -> None:
        self._is_alive = asyncio.Event()
        self._is_alive.set()
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]

    async def _die(self, forgetting: bool) -> None:
        self._is_alive.clear()
        for link in self._links.values() if forgetting else ():
            link.is_forgotten = True

    async def _return(self) -> None:
        self._is_alive.set()

    async def _end(self) -> None:
        self._server.close()
        for task in self._links:
            task.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)

    def _begin(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        link = Link()
        task = asyncio.get_running_loop().create_task(self._carry(browser, to_browser, link))
        self._links[task] = link
        task.add_done_callback(self._links.pop)

    async def _carry(
        self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter, link: Link
    ) -> None:
        await self._is_alive.wait()
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
        except OSError:
            to_browser.close()
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._ask(browser, to_server, to_browser, link))
                both.create_task(self._pass_on(server, to_browser, link))
        finally:
            to_server.close()
            to_browser.close()

    async def _ask(
        self,
        browser: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
        to_browser: asyncio.StreamWriter,
        link: Link,
    ) -> None:
        try:
            while data := await browser.read(65_536):
                link.is_socket |= b"Upgrade: websocket" in data
                was_alive = self._is_alive.is_set()
                await self._is_alive.wait()
                if not link.is_forgotten:
                    to_server.write(data)
                    await to_server.drain()
                elif was_alive and not link.is_socket:
                    to_browser.transport.abort()
            await self._is_alive.wait()
            if not link.is_forgotten:
                to_server.close()
        except OSError:
            to_server.close()

    async def _pass_on(
        self, read: asyncio.StreamReader, write: asyncio.StreamWriter, link: Link
    ) -> None:
        try:
            while data := await read.read(65_536):
                await self._is_alive.wait()
                if not link.is_forgotten:
                    write.write(data)
                    await write.drain()
            await self._is_alive.wait()
            if not link.is_forgotten:
                write.close()
        except OSError:
            write.close()
