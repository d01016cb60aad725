"""Checkup: what this installation is made of, and whether it would carry an evening."""

import asyncio
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
from workshop.serve import FILES_WANTED, bind, open_files
from workshop.settings import Settings
from workshop.store import database

State = Literal["ok", "note", "failed"]

ENCODER_PROBLEMS = {
    "no_onnxruntime": "onnxruntime is not installed; install workshop[neural]",
    "no_model": "there is no model.onnx with a tokenizer.json",
    "bad_model": "its files cannot be read as a sentence encoder",
}
ENGINE_WITHIN = 60.0  # seconds to load the vectors
MODEL_WITHIN = 10.0  # seconds to say which models there are
SYNCS = 20
SLOW_SYNC = 20.0  # milliseconds; an evening's commits wait for it
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
    yield from _engine(settings)
    yield look_at_model(settings)
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


def _engine(settings: Settings) -> Iterator[Finding]:
    """Ask the theming engine which vectors it has; it is a program of its own."""
    asked = json.dumps({"id": 1, "do": "ping"}) + "\n"
    folder = [str(settings.encoder)] if settings.encoder else []
    try:
        child = subprocess.run(
            [sys.executable, "-m", "workshop.theming", *folder],
            input=asked,
            capture_output=True,
            text=True,
            timeout=ENGINE_WITHIN,
            check=True,
        )
        answer = json.loads(child.stdout)
        vectors = answer["vectors"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        told = f"the engine does not answer ({type(error).__name__})"
        yield Finding("themes", "failed", told)
        return
    if vectors == "static":
        yield Finding("themes", "ok", "the engine answers, with word vectors")
    else:
        told = "the engine answers, without word vectors: by word stems only"
        yield Finding("themes", "note", told)
    if settings.encoder:
        problem = ENCODER_PROBLEMS.get(answer.get("encoder", ""))
        told = f"{settings.encoder}: {problem or 'in use'}"
        yield Finding("encoder", "failed" if problem else "ok", told)
    else:
        yield Finding("encoder", "ok", "none named; themes go by words (--encoder FOLDER)")


def look_at_model(settings: Settings) -> Finding:
    """Ask the language model's server which models it has; no phrase is sent, and no key shown."""
    if not settings.model_url:
        return Finding("model", "ok", "none is set; the engine drafts themes by itself")
    from workshop.live.drafter import Drafter, NoAnswer

    key = settings.model_key.get_secret_value()
    drafter = Drafter(settings.model_url, settings.model_name, key=key, seconds=MODEL_WITHIN)
    try:
        models = asyncio.run(drafter.models())
    except NoAnswer as reason:
        told = f"{settings.model_url} gives no answer: {reason}; the engine drafts meanwhile"
        return Finding("model", "note", told)
    known = {*models, *(model.removesuffix(":latest") for model in models)}  # Ollama's way
    if models and settings.model_name not in known:
        told = f"{settings.model_url} answers, and has no “{settings.model_name}”"
        return Finding("model", "note", told)
    return Finding("model", "ok", f"{settings.model_url} answers, for “{settings.model_name}”")


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
    most = open_files()
    if not most:
        return Finding("open files", "ok", "this system tells no limit")
    told = f"at most {most}; one for each phone"
    return Finding("open files", "ok" if most >= FILES_WANTED else "note", told)


def _network(settings: Settings) -> Iterator[Finding]:
    try:
        bind(settings).close()
        yield Finding("port", "ok", f"{settings.port} is free")
    except OSError:
        yield Finding("port", "note", f"{settings.port} is taken, perhaps by a server of ours")
    phones = addresses_of(settings, settings.port).phones
    told = ", ".join(phones) or f"only this machine can reach {settings.host}"
    yield Finding("addresses", "ok" if phones else "note", told)
