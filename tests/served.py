"""A real server, started and killed as an operator or a power cut would."""

import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from workshop import cli

COMMAND = (sys.executable, "-m", "workshop.cli")
START_WITHIN = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed, and how it ended."""

    code: object
    raw: bytes
    told: str  # on standard error

    @property
    def out(self) -> str:
        return self.raw.decode()


def workshop(*arguments: object) -> Ended:
    """Run a command of ours to its end, in this process: starting one takes a second or two."""
    out, told = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(told), patch.dict(os.environ, clear=True):
        os.environ.update(environment())
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    out.flush()
    return Ended(code, out.buffer.getvalue(), told.getvalue())  # type: ignore[attr-defined]  # BytesIO


def begin(*arguments: object) -> "subprocess.Popen[str]":
    """Start a command of ours and go on."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )


def environment() -> dict[str, str]:
    """Return an environment without settings of whoever runs the tests."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("WORKSHOP_")}
    return {**ours, "PYTHONUNBUFFERED": "1"}


class Served:
    """A server on a file, at a port that stays the same through restarts."""

    def __init__(self, database: Path, *flags: str) -> None:
        self.database = database
        self.port = 0
        self.printed = ""
        self._flags = flags
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        where = ("--host", "127.0.0.1", "--port", self.port, "--database", self.database)
        self._process = begin("serve", *where, *self._flags)
        assert self._process.stdout is not None
        self.printed = ""
        while "Phones:" not in self.printed:
            line = self._process.stdout.readline()
            assert line, self._process.stderr and self._process.stderr.read()
            self.printed += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)/home", self.printed)
        assert found
        self.port = int(found[1])

    def end(self, by: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(by)
        self._process.communicate(timeout=START_WITHIN)
        return self._process.returncode

    def restart(self) -> None:
        """Cut the power, and start again on the same file."""
        self.end(signal.SIGKILL)
        self.start()

    def new(self, *flags: str) -> dict[str, Any]:
        """Make a workshop beside the running server."""
        where = ("--database", self.database, "--public-url", self.url)
        made = workshop("new", "--template", "focus-group", *where, *flags, "--json")
        assert made.code == 0, made.told
        return dict(json.loads(made.out))

    def wait_for(self, count: int, kind: str = "submit_response") -> None:
        """Wait until so many entries of a kind are on disk."""
        until = time.monotonic() + START_WITHIN
        with closing(sqlite3.connect(self.database, timeout=10)) as connection:
            query = "SELECT count(*) FROM entries WHERE type = ?"
            while connection.execute(query, (kind,)).fetchone()[0] < count:
                assert time.monotonic() < until, f"fewer than {count} entries in time"
                time.sleep(0.02)
