"""Serve: uvicorn around the app, with what a room needs of it."""

import asyncio
import contextlib
import socket
import sys

import uvicorn
from starlette.applications import Starlette

from workshop.live.gate import Gate
from workshop.live.line import CompressingLine, Line
from workshop.settings import Settings
from workshop.web.house import House

if sys.platform != "win32":  # which has no such limits
    import resource

BACKLOG = 2048  # connections that may wait: a whole gym joins at once
MAX_FRAME = 64 * 1024  # bytes; a phone's are held to less by the protocol
PING_EVERY = 20.0  # seconds
DEAD_AFTER = 25.0  # seconds without an answer to a ping
MOST_FILES = 65_536  # open at a time, a connection being one
FILES_WANTED = 2_048  # one for each phone, and some
SPARE_FILES = 100  # for the database, the engine, what is loaded
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


def open_files() -> int:
    """Let this process open as many files as it may, and return how many; 0 for no limit known."""
    if sys.platform == "win32":
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 0 if soft == resource.RLIM_INFINITY else int(soft)


def run(app: Starlette, settings: Settings, listening: socket.socket) -> None:
    """Serve until a signal ends it."""
    Gate.most = max(open_files() - SPARE_FILES, 0)
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
        http=Gate,
        ws=ws or (CompressingLine if settings.compress else Line),
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,  # 40 KB a phone; a line knows a cheaper way
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=DEAD_AFTER,
        log_config=None,  # see workshop.logs
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
