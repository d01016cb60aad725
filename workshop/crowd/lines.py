"""Lines: what a crowd is going to say, read from a file."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workshop.errors import BadMessage, NotFound

LARGEST = 64_000_000  # bytes of a file
NOT_THEMES = ("Off-topic", "Unclear")  # labels of what stays unsorted

Json = Any  # decoded JSON, looked at where it is used


@dataclass(frozen=True, slots=True)
class Line:
    """A phrase to send: under a prompt of its kind, from somebody of its group, if it has any."""

    text: str
    kind: str | None = None
    group: str | None = None
    theme: str | None = None  # what somebody sorted it under; nothing is sent of it


def read_lines(path: Path, column: str = "text") -> tuple[Line, ...]:
    """Return the phrases of a text, CSV, JSONL or scenario file, in order, without empty ones.

    Raises NotFound `no_such_file`; BadMessage `bad_file` (file, line, problem), `no_texts`.
    """
    content = _content_of(path)
    readers: dict[str, Callable[[str, str, str], Iterable[Line]]] = {
        ".csv": _from_csv,
        ".tsv": _from_csv,
        ".jsonl": _from_jsonl,
        ".ndjson": _from_jsonl,
        ".json": _from_scenario,
    }
    read = readers.get(path.suffix.lower(), _from_text)
    lines = tuple(line for line in read(content, path.name, column) if line.text.strip())
    if not lines:
        raise BadMessage("no_texts", file=path.name)
    return lines


def _content_of(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError:
        raise NotFound("no_such_file", file=str(path)) from None
    if raw is None:
        raise _bad(path.name, 1, "too_large")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(path.name, raw[: error.start].count(b"\n") + 1, "not_utf8") from None


def _from_text(content: str, file: str, column: str) -> Iterable[Line]:
    return [Line(text) for text in content.splitlines()]


def _from_csv(content: str, file: str, column: str) -> Iterable[Line]:
    """Return a column of a table with a head; the first one when none has the name."""
    mark = "\t" if "\t" in content.split("\n", 1)[0] else ","
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=mark, strict=True)
    try:
        table = list(rows)
    except csv.Error:
        raise _bad(file, rows.line_num, "not_csv") from None
    head = [cell.strip().casefold() for cell in table[0]] if table else []
    places = {
        name: head.index(name) for name in (column.casefold(), "kind", "group") if name in head
    }
    body = table[1:] if places else table
    at = places.get(column.casefold(), 0)
    return [
        Line(row[at], _cell(row, places.get("kind")), _cell(row, places.get("group")))
        for row in body
        if at < len(row)
    ]


def _cell(row: list[str], at: int | None) -> str | None:
    return row[at].strip() or None if at is not None and at < len(row) else None


def _from_jsonl(content: str, file: str, column: str) -> Iterable[Line]:
    # Not splitlines: a JSON string may hold other line breaks unescaped.
    for number, written in enumerate(content.split("\n"), 1):
        if written.strip():
            yield _line(_json(written, file, number), file, number, column)


def _from_scenario(content: str, file: str, column: str) -> Iterable[Line]:
    page = _json(content, file, 1)
    if isinstance(page, list):
        return [_line(row, file, 1, column) for row in page]
    prompts = page.get("prompts") if isinstance(page, dict) else None
    if not isinstance(prompts, list):
        raise _bad(file, 1, "no_text")
    lines = []
    for prompt in prompts:
        rows = prompt.get("responses") if isinstance(prompt, dict) else None
        if not isinstance(rows, list):
            raise _bad(file, 1, "no_text")
        lines += [_line(row, file, 1, "text", kind=prompt.get("kind")) for row in rows]
    return lines


def _line(row: Json, file: str, number: int, column: str, kind: str | None = None) -> Line:
    found = {column: row} if isinstance(row, str) else row
    if not isinstance(found, dict) or not isinstance(found.get(column), str):
        raise _bad(file, number, "no_text")
    return Line(found[column], found.get("kind") or kind, found.get("group"), found.get("theme"))


def _json(written: str, file: str, first: int) -> Json:
    try:
        return json.loads(written)
    except json.JSONDecodeError as error:
        raise _bad(file, first + error.lineno - 1, "not_json") from None
    except (ValueError, RecursionError):
        raise _bad(file, first, "not_json") from None


def _bad(file: str, line: int, problem: str) -> BadMessage:
    return BadMessage("bad_file", file=file, line=line, problem=problem)


def with_group_ids(lines: Iterable[Line], known: Json) -> tuple[Line, ...]:
    """Return the phrases with the ids of their groups, None for a group that is not there."""
    ids = {_plain(name): key for key, group in known.items() for name in _names(key, group)}
    return tuple(
        replace(line, group=ids.get(_plain(line.group)) if line.group else None) for line in lines
    )


def _names(key: str, group: Json) -> list[str]:
    return [key, group.get("name", ""), *group.get("names", {}).values()]


def _plain(name: str) -> frozenset[str]:
    """Return a group's name so that "Parent/Family" is "Parent or family"."""
    return frozenset(re.findall(r"\w+", name.casefold())) - {"or", "and", "o", "y"}
