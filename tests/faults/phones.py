"""Phones that never give up: they send again, under the same ref, until they have an answer."""

import asyncio
import contextlib
import json
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.live.clients import Copy, cookie_header

ANSWER_WITHIN = 10.0  # seconds; then the line counts as dead
PAUSE = 0.05  # seconds before a phone comes back


@dataclass
class Phone:
    """One phone with phrases to send, and what it was told."""

    port: int
    path: str
    cookies: dict[str, str]
    phrases: list[str]
    copy: Copy = field(default_factory=Copy)
    acks: dict[str, Any] = field(default_factory=dict)  # phrase → the ack of its ref
    lines: int = 0
    refusals: int = 0  # for now; it sent again
    begins: asyncio.Event | None = None  # what it waits for, with its line open, before it sends

    async def send_all(self, heard: Any = None) -> None:
        """Send every phrase until each is acked; tell `heard` of each ack."""
        while len(self.acks) < len(self.phrases):
            try:
                await self._one_line(heard)
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(PAUSE)

    async def _one_line(self, heard: Any) -> None:
        async with connect(
            f"ws://127.0.0.1:{self.port}{self.path}/live",
            origin=f"http://127.0.0.1:{self.port}",
            additional_headers={"Cookie": cookie_header(self.cookies)},
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
        ) as line:
            self.lines += 1
            hello = {"type": "hello", "as": "phone", "epoch": self.copy.epoch}
            await line.send(json.dumps({**hello, "seq": self.copy.seq}))
            await self._until(line, "welcome", None)
            if self.begins is not None:
                await self.begins.wait()
            for number, phrase in enumerate(self.phrases):
                while phrase not in self.acks:
                    ref = f"phrase-{number:04}"
                    frame = {"type": "submit_response", "ref": ref, "prompt": "p1", "text": phrase}
                    await line.send(json.dumps(frame))
                    answer = await self._until(line, "ack", ref)
                    if answer["type"] == "refused":
                        assert answer["temporary"], answer
                        self.refusals += 1
                        await asyncio.sleep(PAUSE)
                        continue
                    self.acks[phrase] = answer
                    if heard is not None:
                        heard()

    async def _until(self, line: Any, kind: str, ref: str | None) -> Any:
        wanted = {kind, "refused"}
        while True:
            async with asyncio.timeout(ANSWER_WITHIN):
                frame = json.loads(await line.recv())
            self.copy.take(frame)
            if frame["type"] in wanted and frame.get("ref") == ref:
                return frame


class Crowd:
    """Phones in a process of their own: the interpreter that is timed is the server's alone."""

    def __init__(self, phones: Sequence[Phone]) -> None:
        """Let all of them connect, and wait until they are in; they send once they are told to."""
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_crowd, args=(phones, theirs), daemon=True)
        self._process.start()
        theirs.close()  # a crowd that breaks is heard of as an end
        self._line.recv()

    def begins(self) -> None:
        """Let all of them send."""
        self._line.send("begin")

    def ends(self) -> tuple[list[Phone], list[list[float]]]:
        """Wait until all has been acked; return the phones, and when each had its acks."""
        phones, heard = self._line.recv()
        self._process.join()
        return phones, heard


def _crowd(phones: Sequence[Phone], line: "Connection[Any, Any]") -> None:
    asyncio.run(_send_together(phones, line))


async def _send_together(phones: Sequence[Phone], line: "Connection[Any, Any]") -> None:
    begins = asyncio.Event()
    heard: list[list[float]] = [[] for _ in phones]
    sending = []
    for phone, times in zip(phones, heard, strict=True):
        phone.begins = begins
        sending.append(phone.send_all(lambda times=times: times.append(time.monotonic())))
    all_sent = asyncio.gather(*sending)
    while not all(phone.copy.epoch for phone in phones) and not all_sent.done():
        await asyncio.sleep(0.01)
    line.send("all are in")
    await asyncio.to_thread(line.recv)
    begins.set()
    await all_sent
    for phone in phones:
        phone.begins = None  # no event leaves its process
    line.send((phones, heard))


async def stop(task: "asyncio.Task[Any]") -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
