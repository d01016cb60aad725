"""Asked: a request of the room, read and checked."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workshop import errors
from workshop.data.code_book import Addition, merged
from workshop.data.lexicon import Lexicon, load_lexicon
from workshop.theming.steering import Given, Steering

MOST_THEMES = 60

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


def texts_of(request: Json) -> list[Text]:
    """Return the responses of a request."""
    found = [_read_text(part) for part in _objects(request, "texts")]
    _check_ids((one.id for one in found), "texts")
    return found


def _read_text(part: Json) -> Text:
    apart = part.get("apart") or []
    if not isinstance(apart, list) or not all(isinstance(theme, str) for theme in apart):
        raise errors.BadMessage("bad_request", field="apart")
    return Text(
        id=text_of(part, "id"),
        text=text_of(part, "text"),
        theme=text_of(part, "theme", default="") or None,
        fixed=part.get("fixed") is True,
        apart=frozenset(apart),
        aside=part.get("aside") is True,
    )


def themes_of(request: Json) -> list[Given]:
    """Return the themes that stand."""
    found = [
        Given(
            id=text_of(part, "id"),
            name=text_of(part, "name", default=""),
            named=part.get("named") is True,
            closed=part.get("aside") is True,
        )
        for part in _objects(request, "themes", default=[])
    ]
    _check_ids((one.id for one in found), "themes")
    return found


def check_themes(texts: list[Text], themes: list[Given]) -> None:
    """Raise BadMessage `unknown_theme` where a response stands in a theme that is not there."""
    known = {theme.id for theme in themes}
    for one in texts:
        if one.theme and one.theme not in known:
            raise errors.BadMessage("unknown_theme", theme=one.theme)


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


def number_of(part: Json, field: str) -> int | None:
    """Return a number of themes, None where there is none. Raises BadMessage `bad_request`."""
    found = part.get(field)
    if found is None:
        return None
    if type(found) is not int or not 1 <= found <= MOST_THEMES:
        raise errors.BadMessage("bad_request", field=field)
    return found


def text_of(part: Json, field: str, default: str | None = None) -> str:
    """Return a text. Raises BadMessage `bad_request` where there is none and no default."""
    found = part.get(field)
    if found is None and default is not None:
        return default
    if not isinstance(found, str):
        raise errors.BadMessage("bad_request", field=field)
    return found


def asked_of(request: Json) -> str:
    """Return the question of a prompt, and what its workshop is about: words that say little here.

    A workshop "Fairview 2050" is answered with the town's name, as its question is with its words.
    """
    told = (text_of(request, name, default="") for name in ("prompt", "about"))
    return "\n".join(part for part in told if part)


def lexicon_of(request: Json) -> Lexicon | None:
    """Return the lexicon that a request names, with the additions in its `code_book`.

    Raises NotFound, BadMessage.
    """
    name = text_of(request, "lexicon", default="")
    if not name or name == "none":
        return None
    return _remembered(name, json.dumps(request.get("code_book") or []))


@lru_cache(8)
def _remembered(name: str, additions: str) -> Lexicon:
    """Return a lexicon with additions, which are JSON: what is the same is merged once."""
    return merged(load_lexicon(name), _additions(json.loads(additions)))


def _additions(parts: Any) -> list[Addition]:  # decoded JSON, checked below
    """Return what a district adds, as `data.code_book.told` wrote it."""
    try:
        return [
            Addition(
                str(part["code"]),
                {str(name): tuple(map(str, cues)) for name, cues in part["cues"].items()},
                is_used=part["used"] is True,
                name=str(part["name"]),
                names={str(key): str(name) for key, name in part["names"].items()},
                family=str(part["family"]),
                description=str(part["description"]),
            )
            for part in parts
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise errors.BadMessage("bad_request", field="code_book") from error


def steering_of(texts: list[Text], themes: list[Given]) -> Steering:
    """Return what people decided, as the estimator takes it."""
    return Steering(
        themes=tuple(themes),
        pinned={row: one.theme for row, one in enumerate(texts) if one.theme and one.fixed},
        placed={row: one.theme for row, one in enumerate(texts) if one.theme and not one.fixed},
        aside=tuple(row for row, one in enumerate(texts) if one.aside and not one.theme),
        barred={row: one.apart for row, one in enumerate(texts) if one.apart},
    )
