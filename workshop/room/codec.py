"""Codec: events as the journal keeps them, for ever.

An encoded event is a JSON object with `type` (the class name in snake case), `v` (its version) and
its fields. Fields are added, never re-meant; `upcast` lifts what older versions wrote.
"""

import re
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from typing import Any

Event = Any  # one of the frozen dataclasses in contents.CONSEQUENCES

# (type, version) → a function that returns the fields as the next version has them.
UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
VERSIONS: dict[str, int] = {}  # types past version 1


@cache
def snake(name: str) -> str:
    """Return a class name as it goes over the wire: `SubmitResponse` → `submit_response`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def encode(event: Event) -> dict[str, Any]:
    """Return the event as a JSON object."""
    kind = snake(type(event).__name__)
    values = {name: getattr(event, name) for name in _names(event.__class__)}
    return {"type": kind, "v": VERSIONS.get(kind, 1), **values}


def decode(stored: dict[str, Any], types: dict[str, type]) -> Event:
    """Return the event that `stored` holds; `types` maps wire names to classes.

    Raises KeyError for a type that nobody knows: a journal from the future.
    """
    values = stored.copy()
    kind, version = values.pop("type"), values.pop("v", 1)
    while version < VERSIONS.get(kind, 1):
        values = UPCASTS[(kind, version)](values)
        version += 1
    cls = types[kind]
    for name in _tuples(cls):
        if name in values:
            values[name] = _freeze(values[name])
    return cls(**values)


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(spec.name for spec in fields(cls))


@cache
def _tuples(cls: type) -> frozenset[str]:
    """Return the fields of `cls` that are tuples; JSON knows only lists."""
    return frozenset(spec.name for spec in fields(cls) if str(spec.type).startswith("tuple"))


def _freeze(value: Any) -> Any:
    return tuple(_freeze(part) for part in value) if isinstance(value, list) else value
