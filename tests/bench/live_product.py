"""The product as it is started: its own commands, on a file of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from live_load import Load, free_port

READY_WITHIN = 60.0  # seconds
COMMAND = (sys.executable, "-m", "workshop.cli")


class Product:
    """A server in a process of its own, as an operator starts it; `close` ends it."""

    def __init__(self, database: Path, *flags: str) -> None:
        """Start it and wait until it is ready; `seconds` is how long that took."""
        self.database = database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        began = perf_counter()
        where = f"--host=127.0.0.1 --port={self.port}".split()
        self._process = subprocess.Popen(
            [*COMMAND, "serve", *where, "--database", str(database), *flags],
            stdout=subprocess.DEVNULL,
            preexec_fn=_on_any_core,
        )
        while not self._is_ready():
            sleep(0.005)
            assert self._process.poll() is None, "the server did not start"
            assert perf_counter() - began < READY_WITHIN, "the server did not start in time"
        self.seconds = perf_counter() - began

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=5):
                return True
        except URLError:
            return False

    def makes_workshop(self) -> dict[str, str]:
        """Make a workshop with an open prompt; return its ways in."""
        how = "--template vision-night --title Maple --open --moderation open --json".split()
        made = _told("new", *how, "--database", str(self.database), "--public-url", self.url)
        found: dict[str, str] = json.loads(made)
        return found

    def meets(self, workshop: dict[str, str], texts: Iterable[str], **wish: float) -> Any:
        """Let a crowd come, and return its report."""
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write("\n".join(texts))
            file.flush()
            how = [f"--{name}={value}" for name, value in wish.items()]
            how += ["--texts", file.name, "--wall", workshop["wall_url"], "--json"]
            return json.loads(_told("crowd", self.url, workshop["code"], *how))

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait(30)


def _on_any_core() -> None:
    """Let a process run where it likes, as an operator's does; the bench itself keeps to one."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))


def _told(*words: str) -> str:
    """Return what a command prints."""
    done = subprocess.run(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=_on_any_core,
    )
    return done.stdout


def first_view(port: int, path: str, cookie: str, hello: bytes) -> float:
    """Return the seconds until somebody who comes in sees something."""
    load = Load(port, path)
    seconds = load.join([cookie], hello)
    load.close()
    return seconds
