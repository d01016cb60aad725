"""Catch-up: what somebody who comes, or comes back, is told.  Rules L2–L4 and L12."""

from collections import deque
from typing import Any

import msgspec

from workshop.live import wire
from workshop.room import views

TAIL = 512  # patches kept
FIRST = 200  # newest responses in the first part of a big view
PART = 500  # responses in each further part


class Tail:
    """The latest patches of one audience."""

    def __init__(self, since: int) -> None:
        """Nothing happened after `since` yet."""
        self._patches: deque[tuple[int, dict[str, Any]]] = deque()
        self._since = since

    def add(self, seq: int, patch: dict[str, Any]) -> None:
        """Keep a patch; the oldest goes when there are too many."""
        self._patches.append((seq, patch))
        while len(self._patches) > TAIL:
            self._since = self._patches.popleft()[0]

    def forget(self, seq: int) -> None:
        """Keep nothing from before `seq`: old words must not be sent any more."""
        self._patches.clear()
        self._since = seq

    def after(self, seq: int, newest: int) -> list[dict[str, Any]] | None:
        """Return the patches after `seq` as frames have them, or None when they do not reach back.

        `newest` is the seq of the latest publication; a seq beyond it is from another life.
        """
        if not self._since <= seq <= newest:
            return None
        return [{"seq": at, "patch": patch} for at, patch in self._patches if at > seq]


def is_large(tail: list[dict[str, Any]]) -> bool:
    """Whether a tail, which comes as one frame, is more than a part of the view."""
    return sum(len(step["patch"].get("responses", ())) for step in tail) > PART


class Part:
    """A part of a view, written once for all who are told it."""

    __slots__ = ("_value", "_written")

    def __init__(self, value: dict[str, Any]) -> None:
        """Write nothing yet: a large view is written part by part, as it is taken."""
        self._value = value
        self._written: msgspec.Raw | None = None

    def written(self) -> msgspec.Raw:
        """Return it as JSON."""
        if self._written is None:
            self._written = msgspec.Raw(wire.encode(self._value))
            self._value = {}
        return self._written


def parts(view: views.View) -> list[Part]:
    """Return the first part of a view, then patches with the rest: old responses come last."""
    responses = view["responses"]
    if len(responses) <= FIRST + PART:
        return [Part(view)]
    newest_first = sorted(responses.items(), key=lambda item: -item[1]["place"])
    rest = newest_first[FIRST:]
    return [
        Part({**view, "responses": dict(newest_first[:FIRST])}),
        *[
            Part({"responses": dict(rest[start : start + PART])})
            for start in range(0, len(rest), PART)
        ],
    ]
