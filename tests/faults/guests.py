"""Guests: phones, a console and a wall that stay, and come back as a page does."""

import asyncio
import json
import random
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.live.clients import Copy, cookie_header

WELCOME_WITHIN = 10.0  # seconds
RETRY_MIN, RETRY_MAX = 0.3, 10.0  # seconds, as in static/js/live/connection.js
AGAIN = 1.0  # seconds before what was refused for now is sent again
WAIT = 90.0  # seconds for what must happen on a busy machine
RESTART = 4400


@dataclass
class Guest:
    """One who has come: keeps a copy, sends what is said until it is answered, comes back."""

    port: int
    path: str
    cookies: dict[str, str]
    as_: str = "phone"
    copy: Copy = field(default_factory=Copy)
    waiting: dict[str, str] = field(default_factory=dict)  # ref → the frame that is not answered
    acks: dict[str, Any] = field(default_factory=dict)  # ref → ack
    refused: dict[str, Any] = field(default_factory=dict)  # ref → a final refusal
    byes: list[int] = field(default_factory=list)  # ms after which it was asked to come back
    codes: list[int] = field(default_factory=list)  # how its lines ended
    epochs: dict[str, float] = field(default_factory=dict)  # epoch → when it was whole there
    _line: Any = None
    _pause: float = 0.0
    _task: "asyncio.Task[None] | None" = None
    _stirred: asyncio.Event = field(default_factory=asyncio.Event)

    # ── coming and going ───────────────────────────────────────────────────

    def come(self) -> None:
        """Begin to stay."""
        self._task = asyncio.create_task(self._stay())

    async def leave(self) -> None:
        """Go; what is not answered is kept for when it comes again."""
        if self._task is not None:
            task, self._task = self._task, None
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _stay(self) -> None:
        tries = 0
        while True:
            try:
                tries = await self._one_line(tries)
            except ConnectionClosed as closed:
                self.codes.append(closed.rcvd.code if closed.rcvd else 1006)
            except (OSError, WebSocketException):
                pass  # nobody answers
            self._line = None
            longest = min(RETRY_MAX, 2 * RETRY_MIN * 1.5**tries)
            tries += 1
            await asyncio.sleep(self._pause + random.uniform(RETRY_MIN, longest))
            self._pause = 0.0

    async def _one_line(self, tries: int) -> int:
        async with connect(
            f"ws://127.0.0.1:{self.port}{self.path}/live",
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Cookie": cookie_header(self.cookies)},
            compression=None,
            ping_interval=None,
            max_size=None,
            open_timeout=WELCOME_WITHIN,
            close_timeout=0.2,
        ) as line:
            stands = {"epoch": self.copy.epoch, "seq": self.copy.seq}
            await line.send(json.dumps({"type": "hello", "as": self.as_, **stands}))
            async with asyncio.timeout(WELCOME_WITHIN):
                self._hear(json.loads(await line.recv()))
            self._line = line
            for frame in list(self.waiting.values()):
                await line.send(frame)
            with suppress(ConnectionClosed):
                while True:
                    self._hear(json.loads(await line.recv()))
            self.codes.append(line.close_code or 1006)
            return 0

    # ── saying and hearing ─────────────────────────────────────────────────

    async def says(self, kind: str, /, **fields: Any) -> str:
        """Send a command, now or when there is a line again; return its ref."""
        ref = secrets.token_hex(10)
        self.waiting[ref] = json.dumps({"type": kind, "ref": ref, **fields})
        await self._send(ref)
        return ref

    async def _send(self, ref: str) -> None:
        if self._line is not None and ref in self.waiting:
            with suppress(ConnectionClosed):
                await self._line.send(self.waiting[ref])

    def _hear(self, frame: Any) -> None:
        self.copy.take(frame)
        kind, ref = frame["type"], frame.get("ref")
        if kind == "bye":
            self.byes.append(frame["retry_after"])
            self._pause = frame["retry_after"] / 1000
        elif kind == "ack":
            self.waiting.pop(ref, None)
            self.acks[ref] = frame
        elif kind == "refused" and not frame["temporary"]:
            self.waiting.pop(ref, None)
            self.refused[ref] = frame
        elif kind == "refused":
            later = asyncio.get_running_loop()
            later.call_later(AGAIN, lambda: asyncio.ensure_future(self._send(ref)))
        if self.copy.is_whole and self.copy.epoch is not None:
            now = asyncio.get_running_loop().time()
            self.epochs.setdefault(self.copy.epoch, now)
        self._stirred.set()

    async def until(self, holds: Any) -> None:
        """Wait until `holds(self)`."""
        async with asyncio.timeout(WAIT):
            while not holds(self):
                self._stirred.clear()
                await self._stirred.wait()
