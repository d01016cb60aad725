"""Logs: what an operator reads of a running server.

They hold counts, ids of workshops and what failed where; never what people wrote, the codes of
workshops or anybody's address. That is why of an error only its kind and its place are told, and
of what other libraries say only what is the same for everybody.
"""

import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Literal, TextIO

import structlog
from structlog.stdlib import ProcessorFormatter

from workshop.errors import WorkshopError

Form = Literal["text", "json"]
Event = MutableMapping[str, Any]

OURS = "workshop"
MOST_CAUSES = 5  # of an error, told one below the other
HERE = Path(__file__).parent.parent


def begin(form: Form, out: TextIO | None = None) -> None:
    """Let every logger of this process write to `out` (standard error), a line for each event.

    `text` is for people and tells what went wrong; `json` is for programs and tells figures, too.
    Its fields are `at` (ISO 8601, UTC), `level`, `event`, `logger`, the figures of the event, and
    `failed` with `trace` where something broke.
    """
    out = out or sys.stderr
    renderer: structlog.typing.Processor
    if form == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=out.isatty(), pad_event_to=0, timestamp_key="at"
        )
    writing = logging.StreamHandler(out)
    writing.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            ],
            processors=[_said, _failed, ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [writing]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO if form == "json" else logging.WARNING)


def _said(_logger: object, _method: str, event: Event) -> Event:
    """Keep our own sentences and figures; of others what stands before what they fill in.

    asyncio has filled in already, in brackets, with what a callback was given and where it lies.
    """
    record: logging.LogRecord = event["_record"]
    if _is_ours(record.name):
        return event
    line, *_ = str(record.msg).strip().splitlines() or [""]
    said = _FILLED_IN.split(line, maxsplit=1)[0].rstrip()
    return {"event": said, **{name: event[name] for name in _OF_ALL if name in event}}


_FILLED_IN = re.compile(r"\(| <")
_OF_ALL = ("level", "logger", "at", "exc_info", "_record", "_from_structlog")


def _failed(_logger: object, _method: str, event: Event) -> Event:
    """Tell which errors there were and where they were raised, not what they were about."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["failed"] = " from ".join(_kind(one) for one in _causes(error))
        event["trace"] = " < ".join(_places(error))
    return event


def _causes(error: BaseException) -> Iterator[BaseException]:
    left: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if left is None:
            return
        yield left
        left = left.__cause__ or (None if left.__suppress_context__ else left.__context__)


def _kind(error: BaseException) -> str:
    """Return an error's name, with what it tells of itself without anybody's words."""
    name = type(error).__name__
    if isinstance(error, WorkshopError):
        return f"{name} ({error.code})"
    reason = getattr(error, "sqlite_errorname", None)
    if reason is None and isinstance(error, OSError):
        reason = _of_system(error)
    return f"{name} ({reason})" if reason else name


def _of_system(error: OSError) -> str | None:
    """Return the system's sentence; others put theirs in its place, with an address in it."""
    sentence = os.strerror(error.errno) if error.errno else None
    return sentence if sentence == error.strerror else None


def _places(error: BaseException) -> list[str]:
    """Return where it was raised and who had called, the nearest first."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames)]


def _short(name: str) -> str:
    """Return a file's name as it is imported: nobody need know where it lies on this machine."""
    path = Path(name)
    roots = [HERE, *(Path(one) for one in sys.path if one)]
    for root in roots:
        if path.is_relative_to(root):
            return str(path.relative_to(root))
    return path.name


def _is_ours(name: str) -> bool:
    return name == OURS or name.startswith(f"{OURS}.")
