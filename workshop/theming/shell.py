"""Shell: the responses of a file, grouped, for `workshop themes FILE`."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from workshop.data.lexicon import load_lexicon
from workshop.errors import BadMessage, NotFound
from workshop.theming.steering import Given, Steering
from workshop.theming.themer import Themer

LARGEST = 64_000_000  # bytes of one file
OLD = "cp1252"  # what a spreadsheet on Windows writes as plain CSV
COLUMNS = ("text", "response", "answer", "comment", "respuesta", "texto")

Json = Any  # Any: decoded JSON, checked where it is read


def group_file(
    path: str | Path,
    *,
    prompt: str = "",
    language: str | None = None,
    lexicon: str | None = None,
    column: str | None = None,
    steer: str | Path | None = None,
    begins: Callable[[int], None] = lambda number: None,
) -> dict[str, Any]:  # Any: a JSON object
    """Group the responses of a CSV, JSONL, scenario or text file.

    Returns `themes` (id, name, mixed, keywords, quotes, size; quotes are texts), `texts` in input
    order, `placements` (one a row: theme id or None), `empty` (rows that say nothing to group; any
    other without a theme is a single idea) and `seconds`. `begins` is told how many texts were
    read before they are grouped.

    Raises NotFound `no_such_file`; BadMessage `bad_file` (file, line from 1, problem), `no_texts`,
    `no_column` (column, columns), and what steering raises.
    """
    texts, asked = read_texts(Path(path), column)
    if not any(text.strip() for text in texts):
        raise BadMessage("no_texts", file=Path(path).name)
    steering = read_steering(Path(steer)) if steer else Steering()
    view = load_lexicon(lexicon) if lexicon and lexicon != "none" else None
    begins(len(texts))
    started = perf_counter()
    themer = Themer(prompt=prompt or asked, language=language, lexicon=view).fit(texts, steering)
    ids = [theme.id for theme in themer.themes_]
    return {
        "themes": [
            {
                "id": theme.id,
                "name": theme.name,
                "mixed": theme.mixed,
                "keywords": list(theme.keywords),
                "quotes": [texts[row] for row in theme.quotes],
                "size": theme.size,
            }
            for theme in themer.themes_
        ],
        "texts": texts,
        "empty": list(themer.empty_),
        "placements": [ids[label] if label >= 0 else None for label in themer.labels_.tolist()],
        "seconds": round(perf_counter() - started, 3),
    }


def read_texts(path: Path, column: str | None = None) -> tuple[list[str], str]:
    """Return the responses of a file in order, and the question where the file holds one.

    A CSV or JSONL row without words is an empty response; so is an empty line of a text file.
    """
    content = _read(path)
    kind = path.suffix.lower()
    if kind in {".csv", ".tsv"}:
        return _from_csv(content, path.name, column), ""
    if kind in {".jsonl", ".ndjson"}:
        return _from_jsonl(content, path.name, column or "text"), ""
    if kind == ".json":
        return _from_scenario(content, path.name, column)
    return content.splitlines(), ""


def _read(path: Path) -> str:
    if not path.is_file():
        raise NotFound("no_such_file", file=str(path))
    try:
        raw = path.read_bytes()
    except OSError:
        raise NotFound("no_such_file", file=str(path)) from None
    if len(raw) > LARGEST:
        raise BadMessage("bad_file", file=path.name, line=1, problem="too_large")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(raw, path.name, "utf-16")
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        raise BadMessage("bad_file", file=path.name, line=line, problem="not_text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(raw, path.name, OLD)


def _decoded(raw: bytes, file: str, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadMessage("bad_file", file=file, line=line, problem="not_utf8") from None


def _from_csv(content: str, file: str, column: str | None) -> list[str]:
    """Return one column: the named one, else a usual name, else the one with the most words."""
    separator = _separator(content)
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    try:
        table = [row for row in rows]
    except csv.Error:
        raise BadMessage("bad_file", file=file, line=rows.line_num, problem="not_csv") from None
    width = max(map(len, table), default=0)
    if width == 0:
        return [""] * len(table)
    header, body = [cell.strip() for cell in table[0]], table[1:]
    if column is None and not _is_header(header, body):
        header, body = [str(i) for i in range(width)], table
    at = _column(header, body, column)
    return [row[at] if at < len(row) else "" for row in body]


def _separator(content: str) -> str:
    first = content.split("\n", 1)[0]
    return max((",", ";", "\t"), key=lambda mark: (first.count(mark), mark == ","))


def _is_header(header: list[str], body: list[list[str]]) -> bool:
    """Whether the first row names columns: known names, or nothing like what stands below them."""
    if any(cell.casefold() in COLUMNS for cell in header):
        return True
    if any(
        _heads(cell, [row[at] for row in body if at < len(row)]) for at, cell in enumerate(header)
    ):
        return True
    return len(header) > 1 and bool(body) and all(len(cell.split()) <= 3 for cell in header)


def _heads(cell: str, below: list[str]) -> bool:
    """Whether a cell is the only question of its column, or the only one that is no date or number.

    So forms write their tables: the question above the answers, beside the time of each.
    """
    filled = [other.strip() for other in below if other.strip()]
    if not cell or not filled:
        return False
    asks = cell.endswith("?") and not any(other.endswith("?") for other in filled)
    return asks or (not cell[0].isdigit() and all(other[0].isdigit() for other in filled))


def _column(header: list[str], body: list[list[str]], column: str | None) -> int:
    if column is not None:
        names = [name.casefold() for name in header]
        if column.casefold() not in names:
            raise BadMessage("no_column", column=column, columns=", ".join(header))
        return names.index(column.casefold())
    for known in COLUMNS:
        for at, name in enumerate(header):
            if name.casefold() == known:
                return at
    spoken = [0] * len(header)
    for row in body:
        for at, cell in enumerate(row[: len(header)]):
            spoken[at] += len(cell.split())
    return spoken.index(max(spoken))


def _from_jsonl(content: str, file: str, column: str) -> list[str]:
    texts = []
    # Not splitlines: a JSON string may hold other line breaks unescaped.
    for number, line in enumerate(content.removesuffix("\n").split("\n"), 1):
        row = _json(line, file, number) if line.strip() else {column: ""}
        if not isinstance(row, dict):
            raise BadMessage("bad_file", file=file, line=number, problem="not_an_object")
        text = row.get(column)
        if column not in row or not isinstance(text, str | None):
            raise BadMessage("bad_file", file=file, line=number, problem="no_text", found=column)
        texts.append(text or "")
    return texts if content.strip() else []


def _json(content: str, file: str, first: int = 1) -> Json:
    try:
        return json.loads(content)
    except json.JSONDecodeError as error:
        line = first + error.lineno - 1
        raise BadMessage("bad_file", file=file, line=line, problem="not_json") from None
    except (ValueError, RecursionError):
        raise BadMessage("bad_file", file=file, line=first, problem="not_json") from None


def _from_scenario(content: str, file: str, kind: str | None) -> tuple[list[str], str]:
    """Return the responses of a list, or of one prompt of a scenario: the first, or of a kind."""
    page = _json(content, file)
    rows, asked = page, ""
    if isinstance(page, dict):
        prompts = [p for p in _listed(page.get("prompts"), file) if isinstance(p, dict)]
        chosen = [p for p in prompts if kind is None or p.get("kind") == kind]
        if not chosen:
            kinds = [str(p.get("kind")) for p in prompts]
            raise BadMessage("no_column", column=kind, columns=", ".join(kinds))
        rows, asked = chosen[0].get("responses"), str(chosen[0].get("question") or "")
    texts = [row.get("text") if isinstance(row, dict) else row for row in _listed(rows, file)]
    if not all(isinstance(text, str) for text in texts):
        raise BadMessage("bad_file", file=file, line=1, problem="no_text", found="text")
    return [str(text) for text in texts], asked


def _listed(found: Json, file: str) -> list[Json]:
    if not isinstance(found, list):
        raise BadMessage("bad_file", file=file, line=1, problem="not_a_list")
    return found


def read_steering(path: Path) -> Steering:
    """Read a steering file: themes, pinned, together, apart, aside; rows from 0.

    Raises NotFound `no_such_file`, BadMessage `bad_file` with the `found` key that is wrong.
    """
    page = _json(_read(path), path.name)
    if not isinstance(page, dict):
        raise BadMessage("bad_file", file=path.name, line=1, problem="not_an_object")
    known: Mapping[str, Callable[[Json], Any]] = {
        "themes": lambda found: tuple(_given(one) for one in _list(found)),
        "pinned": lambda found: {int(row): _name(theme) for row, theme in _dict(found).items()},
        "together": lambda found: tuple(_pair(one) for one in _list(found)),
        "apart": lambda found: tuple(_pair(one) for one in _list(found)),
        "aside": lambda found: _rows(found),
    }
    for key in page:
        if key not in known:
            raise BadMessage("bad_file", file=path.name, line=1, problem="unknown_key", found=key)
    try:
        fields = {key: known[key](value) for key, value in page.items() if value is not None}
    except _WrongError as wrong:
        problem = str(wrong)
        raise BadMessage("bad_file", file=path.name, line=1, problem=problem) from None
    except ValueError:
        raise BadMessage("bad_file", file=path.name, line=1, problem="not_a_row") from None
    return Steering(**fields)


class _WrongError(Exception):
    """A part of a steering file has the wrong shape."""


def _list(found: Json) -> list[Json]:
    if not isinstance(found, list):
        raise _WrongError("not_a_list")
    return found


def _dict(found: Json) -> dict[str, Json]:
    if not isinstance(found, dict):
        raise _WrongError("not_an_object")
    return found


def _name(found: Json) -> str:
    if not isinstance(found, str) or not found.strip():
        raise _WrongError("no_name")
    return found


def _row(found: Json) -> int:
    if isinstance(found, bool) or not isinstance(found, int):
        raise _WrongError("not_a_row")
    return found


def _rows(found: Json) -> tuple[int, ...]:
    return tuple(_row(one) for one in _list(found))


def _pair(found: Json) -> tuple[int, int]:
    rows = _rows(found)
    if len(rows) != 2:
        raise _WrongError("not_a_pair")
    return rows[0], rows[1]


def _given(found: Json) -> Given:
    part = _dict(found)
    theme_id = part.get("id")
    return Given(
        name=_name(part.get("name", theme_id)),
        id="" if theme_id is None else _name(theme_id),
        examples=_rows(part.get("examples") or []),
    )
