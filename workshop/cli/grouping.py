"""Grouping: what `workshop themes` shows of a grouped file: a table, a CSV, how far it is."""

import shutil
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from workshop.documents.csv import render_table

TELL_EVERY = 0.5  # seconds between two lines of progress
QUOTES = 3  # of a theme
NARROWEST, WIDEST = 40, 100  # columns of a terminal that are written over
COLUMNS = ("row", "text", "theme", "single")

Grouped = dict[str, Any]  # Any: as `theming.shell.group_file` returns it


def table_of(found: Grouped) -> str:
    """Return the themes by size with a few quotes, then what stands in none."""
    width = min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)
    lines = []
    for theme in sorted(found["themes"], key=lambda theme: -theme["size"]):
        lines.append(f"{theme['size']:>6}  {_called(theme)}")
        for quote in theme["quotes"][:QUOTES]:
            lines.append(f"        “{textwrap.shorten(quote, width - 10, placeholder='…')}”")
    single = len(_singles(found))
    lines.append(f"{single:>6}  {'single idea' if single == 1 else 'single ideas'}")
    if found["empty"]:
        lines.append(f"{len(found['empty']):>6}  with nothing to group")
    lines.append(f"{len(found['texts']):>6}  in all, {found['seconds']:g} s")
    return "\n".join(lines)


def csv_of(found: Grouped) -> bytes:
    """Return a row for each response, in input order and numbered from 0, with its theme."""
    names = {theme["id"]: theme["name"] for theme in found["themes"]}
    singles = _singles(found)
    rows = [
        (row, text, names.get(place, ""), "yes" if row in singles else "no")
        for row, (text, place) in enumerate(zip(found["texts"], found["placements"], strict=True))
    ]
    return render_table(COLUMNS, rows, bom=True)


def _singles(found: Grouped) -> set[int]:
    loose = {row for row, place in enumerate(found["placements"]) if place is None}
    return loose - set(found["empty"])


def _called(theme: dict[str, Any]) -> str:
    return f"Mixed: {theme['name']}" if theme["mixed"] else str(theme["name"])


class Progress:
    """A line on standard error while a file is grouped, if somebody looks at it."""

    def __init__(self) -> None:
        """Say nothing yet."""
        self._says = "Reading"
        self._began = monotonic()
        self._ended = threading.Event()

    def begins(self, number: int) -> None:
        """Note that so many texts were read and are being grouped."""
        self._says = f"Grouping {number:,} {'response' if number == 1 else 'responses'}"

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show it for as long as this lasts; it is wiped away at the end."""
        if not sys.stderr.isatty():
            yield
            return
        teller = threading.Thread(target=self._tell, daemon=True)
        teller.start()
        try:
            yield
        finally:
            self._ended.set()
            teller.join()
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _tell(self) -> None:
        while not self._ended.wait(TELL_EVERY):
            took = int(monotonic() - self._began)
            print(f"\r{self._says} … {took} s\x1b[K", end="", file=sys.stderr, flush=True)
