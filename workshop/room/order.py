"""Order: a theme's place among the others is moved by hand.  Rule T28 in PROTOCOL.md.

A place is any number: what is put between two others gets the one half way, so that nothing else
is touched, neither for who renames a neighbour nor for an undo.
"""

from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.nouns import Room, Theme
from workshop.room.theme import live, live_themes, steer
from workshop.room.when import Moment

NARROW = 1e-6  # between two places: nothing goes between them before all are counted anew


@dataclass(frozen=True, slots=True)
class MoveTheme:
    """Put a theme elsewhere: after the one that is named, else first."""

    theme: str
    after: str | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ThemeMoved:
    """A theme has another place; where there was no room left, so have its neighbours."""

    theme: str
    places: dict[str, float]


def move(room: Room, command: MoveTheme, by: str, at: int) -> list[ThemeMoved]:
    """Put a theme after another of its prompt (T28). Raises NotFound, Refused `other_prompt`."""
    theme = live(room, command.theme)
    after = None if command.after is None else live(room, command.after)
    if after is not None and after.prompt != theme.prompt:
        raise Refused("other_prompt")
    standing = live_themes(room, theme.prompt)
    rest = [one for one in standing if one is not theme]
    if after is theme or not rest:
        return []
    goal = 0 if after is None else rest.index(after) + 1
    ordered = [*rest[:goal], theme, *rest[goal:]]
    if ordered == standing:
        return []
    place = _between(rest[:goal], rest[goal:])
    if place is None:
        return [ThemeMoved(theme.id, {one.id: n for n, one in enumerate(ordered, start=1)})]
    return [ThemeMoved(theme.id, {theme.id: place})]


def moved(room: Room, event: ThemeMoved, when: Moment) -> None:
    """Write the places."""
    for key, place in event.places.items():
        room.put(key, "place", place)
    steer(room, room.themes[event.theme].prompt, when)


def _between(before: list[Theme], behind: list[Theme]) -> float | None:
    """Return a place after the ones and before the others; None where there is no room left."""
    if not before or not behind:
        return before[-1].place + 1 if before else behind[0].place - 1
    last, first = before[-1].place, behind[0].place
    return (last + first) / 2 if first - last > NARROW else None
