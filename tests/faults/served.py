"""A server of its own process, which may be killed, and what it costs and says meanwhile."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.live.clients import cookie_header

WAIT = 60.0  # seconds for a server to end
MB = 1024 * 1024
AGAIN = 0.01  # seconds between two knocks
ENTRY = re.compile(r"^(?=[A-Z]+[: ])", re.MULTILINE)
# How a log of ours, of uvicorn or of Python itself says that something broke.
BROKEN = re.compile(r"Traceback|^ERROR|^CRITICAL|Exception ignored|Warning:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, or ran."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path  # what it wrote to standard error

    @property
    def memory(self) -> float:
        """Return what it holds in memory, in MB, without its children."""
        return memory_of(self.process.pid)

    @property
    def children(self) -> list[int]:
        """Return the processes that it has started, the engine's."""
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(child) for child in Path(path).read_text().split()]

    @property
    def open_files(self) -> int:
        """Return how many descriptors it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def broke(self, *known: str) -> list[str]:
        """Return what it has logged of anything that broke, but what has a `known` beginning.

        Nothing is good.
        """
        entries = ENTRY.split(self.log.read_text(errors="replace"))
        return [one for one in entries if BROKEN.search(one) and not one.startswith(known)]

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        self.process.send_signal(signal.SIGTERM)


def memory_of(process: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


@contextmanager
def serving(path: Path, *ways: str, port: int = 0) -> Iterator[Served]:
    """Run a server on a file; it is killed at the end, without a warning.

    `ways` are what `tests.live.standing` may be told.
    """
    log = Path(path).with_suffix(".log")
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.standing", str(path), str(port), *ways],
            stdout=subprocess.PIPE,
            stderr=said,
        )
    try:
        assert process.stdout is not None
        yield Served(process, int(process.stdout.readline()), log)
    finally:
        process.kill()
        process.communicate(timeout=WAIT)


async def first_welcome(port: int, path: str, cookies: dict[str, str], as_: str) -> Any:
    """Knock until a server says welcome; return that frame."""
    while True:
        with suppress(OSError, WebSocketException):
            async with connect(
                f"ws://127.0.0.1:{port}{path}/live",
                origin=f"http://127.0.0.1:{port}",
                additional_headers={"Cookie": cookie_header(cookies)},
                compression=None,
                max_size=None,
            ) as line:
                await line.send(json.dumps({"type": "hello", "as": as_}))
                return json.loads(await line.recv())
        await asyncio.sleep(AGAIN)
