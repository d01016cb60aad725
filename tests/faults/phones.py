"""Phones that never give up: they send again, under the same ref, until they have an answer."""

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
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


async def stop(task: "asyncio.Task[Any]") -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
