"""Catch-up: what somebody who comes, or comes back, is told.  Rules L2–L4 and L12."""

from collections import deque
from typing import Any

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


def parts(view: views.View) -> tuple[views.View, list[dict[str, Any]]]:
    """Return the first part of a view and patches with the rest: old responses come last."""
    responses = view["responses"]
    if len(responses) <= FIRST + PART:
        return view, []
    newest_first = sorted(responses.items(), key=lambda item: -item[1]["place"])
    first = {**view, "responses": dict(newest_first[:FIRST])}
    rest = newest_first[FIRST:]
    return first, [
        {"responses": dict(rest[start : start + PART])} for start in range(0, len(rest), PART)
    ]
