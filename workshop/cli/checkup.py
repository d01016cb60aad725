"""Checkup: what this installation is made of, and whether it would carry an evening."""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from workshop.cli.addresses import addresses_of
from workshop.errors import WorkshopError
from workshop.serve import bind
from workshop.settings import Settings
from workshop.store import database

State = Literal["ok", "note", "failed"]

ENGINE_WITHIN = 60.0  # seconds to load the vectors
SYNCS = 20
SLOW_SYNC = 20.0  # milliseconds; an evening's commits wait for it
FILES_WANTED = 2_048  # one for each phone, and some
LIBRARIES = ("starlette", "uvicorn", "websockets", "sqlalchemy", "scikit-learn", "numpy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and what was found; a note is worth reading, and no fault."""

    name: str
    state: State
    told: str


def check_up(settings: Settings) -> Iterator[Finding]:
    """Yield what is found, one thing at a time; nothing is changed."""
    yield _python()
    yield _sqlite()
    yield _database(settings)
    yield _engine()
    yield _disk(settings)
    yield _files()
    yield from _network(settings)


def _python() -> Finding:
    parts = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    told = f"{platform.python_version()} on {platform.system()}; {', '.join(parts)}"
    return Finding("python", "ok", told)


def _sqlite() -> Finding:
    found = database.version()
    if found.has_wal_reset_fix:
        return Finding("sqlite", "ok", found.number)
    # Only one connection of ours writes and checkpoints, so the fault cannot show.
    told = f"{found.number}, without the WAL-reset fix: let no other program write to the file"
    return Finding("sqlite", "note", told)


def _database(settings: Settings) -> Finding:
    try:
        path = database.inspect(settings.database_url)
    except WorkshopError as error:
        return Finding("database", "failed", error.code.replace("_", " "))
    if path is None:
        return Finding("database", "ok", "none yet; it is made when the server starts")
    return Finding("database", "ok", f"{path}: {path.stat().st_size / 1e6:.1f} MB, sound")


def _engine() -> Finding:
    """Ask the theming engine which vectors it has; it is a program of its own."""
    asked = json.dumps({"id": 1, "do": "ping"}) + "\n"
    try:
        child = subprocess.run(
            [sys.executable, "-m", "workshop.theming"],
            input=asked,
            capture_output=True,
            text=True,
            timeout=ENGINE_WITHIN,
            check=True,
        )
        vectors = json.loads(child.stdout)["vectors"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        return Finding("themes", "failed", f"the engine does not answer ({type(error).__name__})")
    if vectors == "static":
        return Finding("themes", "ok", "the engine answers, with word vectors")
    return Finding("themes", "note", "the engine answers, without word vectors: by word stems only")


def _disk(settings: Settings) -> Finding:
    """Measure what a commit costs where the database lies."""
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    folder = path.parent if path.parent.is_dir() else Path()
    times = []
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            for _ in range(SYNCS):
                file.write(b"x" * 4096)
                file.flush()
                started = time.perf_counter()
                os.fsync(file.fileno())
                times.append((time.perf_counter() - started) * 1000)
    except OSError:
        return Finding("disk", "failed", f"nothing can be written in {folder.absolute()}")
    cost = statistics.median(times)
    return Finding("disk", "ok" if cost < SLOW_SYNC else "note", f"{cost:.1f} ms to write for good")


def _files() -> Finding:
    try:
        import resource  # not everywhere
    except ImportError:
        return Finding("open files", "note", "this system does not tell its limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    state: State = "ok" if soft >= FILES_WANTED or soft == resource.RLIM_INFINITY else "note"
    told = f"at most {soft} (the system allows {hard}); one for each phone"
    return Finding("open files", state, told)


def _network(settings: Settings) -> Iterator[Finding]:
    try:
        bind(settings).close()
        yield Finding("port", "ok", f"{settings.port} is free")
    except OSError:
        yield Finding("port", "note", f"{settings.port} is taken, perhaps by a server of ours")
    phones = addresses_of(settings, settings.port).phones
    told = ", ".join(phones) or f"only this machine can reach {settings.host}"
    yield Finding("addresses", "ok" if phones else "note", told)
