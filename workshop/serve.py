"""Serve: uvicorn around the app, with what a room needs of it."""

import asyncio
import socket

import uvicorn
from starlette.applications import Starlette

from workshop.live.line import CompressingLine, Line
from workshop.settings import Settings
from workshop.web.house import House

BACKLOG = 2048  # connections that may wait: a whole gym joins at once
MAX_FRAME = 64 * 1024  # bytes; a phone's are held to less by the protocol
PING_EVERY = 20.0  # seconds
DEAD_AFTER = 25.0  # seconds without an answer to a ping
GRACE = 3  # seconds for open requests at the end


def bind(settings: Settings) -> socket.socket:
    """Return a listening socket, so that the port is known before anything is printed.

    Raises OSError when the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def run(app: Starlette, settings: Settings, listening: socket.socket) -> None:
    """Serve until a signal ends it."""
    server_of(app, settings).run(sockets=[listening])


class Server(uvicorn.Server):
    """Uvicorn, which tells those who listen before it waits for their connections to end."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        """`app` is the one that `config` serves."""
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye, then end; else an event stream would hold up the end for all of GRACE."""
        house: House = self._app.state.house
        house.close_rooms()
        await super().shutdown(sockets)


def server_of(
    app: Starlette, settings: Settings, ws: type[asyncio.Protocol] | str | None = None
) -> Server:
    """Return a server for a room full of phones; `serve` runs it, `should_exit` ends it.

    `ws`: another of uvicorn's ways to carry WebSockets than our own lines; it works as well, with
    a task for each.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        ws=ws or (CompressingLine if settings.compress else Line),
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,  # 40 KB a phone; a line knows a cheaper way
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=DEAD_AFTER,
        access_log=False,  # it would keep addresses and codes
        log_level="warning",  # so would the lines about sockets
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        lifespan="on",
    )
    return Server(config, app)
