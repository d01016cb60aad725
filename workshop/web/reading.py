"""Reading: what the wall says, for people who read it as text; with all that a picture leaves out.

`static/js/wall/reading.js` says the same of the same view from then on.
"""

from dataclasses import dataclass, field
from typing import Any

from workshop.web.faces import (
    Phrase,
    Picture,
    View,
    meant,
    phrases_under,
    picture,
    texts_of,
    themes_of,
)
from workshop.web.votes import columns_of


@dataclass(frozen=True, slots=True)
class Part:
    """A theme with all of its words."""

    id: str
    name: str
    mixed: bool
    symbol: int
    people: int
    tables: int
    at_tables: int
    said: int  # phrases
    phrases: list[Phrase]


@dataclass(frozen=True, slots=True)
class Reading:
    """A face as text: the same picture, and whole lists."""

    picture: Picture
    phrases: list[Phrase] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)  # in which a closed vote is told


def reading(view: View, *, language: str, now: int) -> Reading:
    """Return what the wall says. `now` is in milliseconds; only the timer needs it."""
    shown = picture(view, language=language, now=now)
    workshop = view["workshop"]
    if shown.face == "phrases":
        return Reading(shown, phrases=phrases_under(view, workshop["face_prompt"]))
    if shown.face == "quotes":
        texts = texts_of(view, prompt=workshop["face_prompt"], starred=True)
        return Reading(shown, phrases=meant(view, texts))
    if shown.face == "theme":
        return Reading(shown, phrases=meant(view, texts_of(view, theme=workshop["face_theme"])))
    if shown.face == "themes":
        parts = [_part(view, key, theme) for key, theme in themes_of(view, workshop["face_prompt"])]
        return Reading(shown, parts=parts)
    if shown.vote is not None and shown.face in ("ranking", "matrix"):
        return Reading(shown, columns=columns_of(shown.vote))
    return Reading(shown)


def _part(view: View, key: str, theme: dict[str, Any]) -> Part:
    return Part(
        id=key,
        name=theme["name"],
        mixed=theme.get("mixed", False),
        symbol=theme["symbol"],
        people=theme["people"] + theme.get("papers", 0),
        tables=theme.get("tables", 0),
        at_tables=theme.get("at_tables", 0),
        said=theme["phrases"],
        phrases=meant(view, texts_of(view, theme=key)),
    )
