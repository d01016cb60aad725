"""Desk: one request of the room in, one answer out. Keeps nothing between requests but vectors.

A request is a JSON object with `do`: `ping`, `group` or `split`. An answer repeats its `id`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from workshop import errors
from workshop.data.lexicon import Lexicon, load_lexicon
from workshop.theming.arrange import LEAST_SURE
from workshop.theming.labels import label_themes
from workshop.theming.steering import Given, Steering
from workshop.theming.text import language_of, languages_of
from workshop.theming.themer import Suggestion, Theme, Themer, split
from workshop.theming.vectors import find_table

VERSION = 1  # of requests and answers
MOST_MOVES = 12  # offers that a person can look through
MOST_MERGES = 5

Json = dict[str, Any]  # Any: decoded JSON, checked field by field below


@dataclass(frozen=True, slots=True)
class Text:
    """A response of a request."""

    id: str
    text: str
    theme: str | None = None  # where it stands now
    fixed: bool = False  # a person put it there
    apart: frozenset[str] = frozenset()  # themes that a person took it out of
    aside: bool = False  # a person put it back


def answer(request: object) -> Json:
    """Answer one decoded request; a bad one is answered too, never raised."""
    if not isinstance(request, dict):
        return refuse(None, "bad_request")
    asked = request.get("id")
    try:
        does = TASKS.get(str(request.get("do")))
        if does is None:
            raise errors.BadMessage("unknown_request")
        return {"id": asked, "ok": True, **does(request)}
    except errors.WorkshopError as error:
        return refuse(asked, error.code, **error.params)


def refuse(asked: object, code: str, **params: object) -> Json:
    """Return the answer that says no."""
    with_ = {"with": params} if params else {}
    return {"id": asked, "ok": False, "error": code, **with_}


def _ping(_: Json) -> Json:
    """Load what the first group would wait for, and say which vectors are used."""
    language_of("warm")
    return {"vectors": "static" if find_table() else "stems", "version": VERSION}


def _group(request: Json) -> Json:
    """Place what stands nowhere, and draft new themes of what fits nowhere."""
    texts, themes = _texts(request), _themes(request)
    _check_themes(texts, themes)
    themer = Themer(prompt=_text(request, "prompt", default=""), lexicon=_lexicon(request))
    themer.fit([one.text for one in texts], _steering(texts, themes))
    new = themer.themes_[len(themes) :]
    offers = _placements(themer, texts) if themes else {}
    listed = {row for theme in new for row in _rows(themer, theme)}
    listed |= {row for row, one in enumerate(texts) if one.theme or one.id in offers}
    singles = [r for r in range(len(texts)) if r not in listed and r not in themer.empty_]
    return {
        "placements": offers,
        "singles": [texts[row].id for row in singles],
        "empty": [texts[row].id for row in themer.empty_],
        "stacks": [[texts[row].id for row in stack] for stack in themer.stacks_],
        "draft": {
            "themes": [_drafted(themer, theme, texts, n) for n, theme in enumerate(new, 1)],
            "moves": _moves(themer, texts) if themes else [],
            "merges": _merges(themer, themes),
        },
    }


def _split(request: Json) -> Json:
    """Divide one theme's responses in two, with a name for each part."""
    texts = _texts(request)
    if len(texts) < 2:
        raise errors.BadMessage("too_few", least=2)
    words = [one.text for one in texts]
    parts = [part for part in split(words) if part]
    label = np.zeros(len(texts), dtype=np.int64)
    label[parts[-1]] = len(parts) - 1
    prompt = _text(request, "prompt", default="")
    names = label_themes(words, languages_of(words), label, len(parts), prompt=prompt)
    return {
        "parts": [[texts[row].id for row in part] for part in parts],
        "names": [found.name for found in names],
    }


TASKS: Mapping[str, Callable[[Json], Json]] = {"ping": _ping, "group": _group, "split": _split}


def _steering(texts: list[Text], themes: list[Given]) -> Steering:
    return Steering(
        themes=tuple(themes),
        pinned={row: one.theme for row, one in enumerate(texts) if one.theme and one.fixed},
        placed={row: one.theme for row, one in enumerate(texts) if one.theme and not one.fixed},
        aside=tuple(row for row, one in enumerate(texts) if one.aside and not one.theme),
        barred={row: one.apart for row, one in enumerate(texts) if one.apart},
    )


def _placements(themer: Themer, texts: list[Text]) -> Json:
    sure = [found for found in themer.suggest() if found.sure >= LEAST_SURE]
    return {texts[found.row].id: _placement(found, texts) for found in sure}


def _placement(found: Suggestion, texts: list[Text]) -> Json:
    return {
        "theme": found.theme,
        "sure": found.sure,
        "runner_up": found.runner_up,
        "words": list(found.words),
        "near": [texts[row].id for row in found.near],
    }


def _rows(themer: Themer, theme: Theme) -> list[int]:
    number = themer.themes_.index(theme)
    return [row for row, label in enumerate(themer.labels_.tolist()) if label == number]


def _drafted(themer: Themer, theme: Theme, texts: list[Text], number: int) -> Json:
    return {
        "key": f"n{number}",
        "name": theme.name,
        "keywords": list(theme.keywords),
        "quotes": [texts[row].id for row in theme.quotes],
        "responses": [texts[row].id for row in _rows(themer, theme)],
        "mixed": theme.mixed,
    }


def _moves(themer: Themer, texts: list[Text]) -> list[Json]:
    return [
        {"response": texts[m.row].id, "from": m.source, "to": m.target, "sure": m.sure}
        for m in themer.propose_moves()[:MOST_MOVES]
    ]


def _merges(themer: Themer, themes: list[Given]) -> list[Json]:
    """Return merges of standing themes; never of two that people named."""
    standing = {theme.id: theme for theme in themes}
    offers = []
    for source, target in themer.propose_merges():
        if source not in standing or target not in standing:
            continue
        if standing[source].named:
            source, target = target, source
        if not standing[source].named:
            offers.append({"from": source, "into": target})
    return offers[:MOST_MERGES]


def _check_themes(texts: list[Text], themes: list[Given]) -> None:
    known = {theme.id for theme in themes}
    for one in texts:
        if one.theme and one.theme not in known:
            raise errors.BadMessage("unknown_theme", theme=one.theme)


def _lexicon(request: Json) -> Lexicon | None:
    name = _text(request, "lexicon", default="")
    return _remembered(name) if name and name != "none" else None


@lru_cache(8)
def _remembered(name: str) -> Lexicon:
    return load_lexicon(name)


def _texts(request: Json) -> list[Text]:
    found = [_read_text(part) for part in _objects(request, "texts")]
    _check_ids((one.id for one in found), "texts")
    return found


def _read_text(part: Json) -> Text:
    apart = part.get("apart") or []
    if not isinstance(apart, list) or not all(isinstance(theme, str) for theme in apart):
        raise errors.BadMessage("bad_request", field="apart")
    return Text(
        id=_text(part, "id"),
        text=_text(part, "text"),
        theme=_text(part, "theme", default="") or None,
        fixed=part.get("fixed") is True,
        apart=frozenset(apart),
        aside=part.get("aside") is True,
    )


def _themes(request: Json) -> list[Given]:
    found = [
        Given(
            id=_text(part, "id"),
            name=_text(part, "name", default=""),
            named=part.get("named") is True,
            closed=part.get("aside") is True,
        )
        for part in _objects(request, "themes", default=[])
    ]
    _check_ids((one.id for one in found), "themes")
    return found


def _check_ids(ids: Iterable[str], field: str) -> None:
    seen: set[str] = set()
    for one in ids:
        if not one or one in seen:
            raise errors.BadMessage("double_id", field=field, id=one)
        seen.add(one)


def _objects(request: Json, field: str, default: list[Json] | None = None) -> list[Json]:
    found = request.get(field, default)
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        raise errors.BadMessage("bad_request", field=field)
    return found


def _text(part: Json, field: str, default: str | None = None) -> str:
    found = part.get(field)
    if found is None and default is not None:
        return default
    if not isinstance(found, str):
        raise errors.BadMessage("bad_request", field=field)
    return found
