"""Theme: responses gather by a person's hand.  Rules T8–T15 in PROTOCOL.md.

What the engine thinks of it, and how a person takes that, stands in `suggest.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from workshop.errors import Refused
from workshop.room.agenda import worded
from workshop.room.nouns import ENGINE, LIVE, Prompt, Response, Room, Theme, is_beside_vote
from workshop.room.respond import NO_DOUBT, NO_SUGGESTION
from workshop.room.when import Moment

MAX_NAME = 120  # graphemes; a wall holds about forty, two lines of a card eighty
MAX_THEMES = 60  # under one prompt
SYMBOLS = 10


@dataclass(frozen=True, slots=True)
class MakeTheme:
    """Make a theme by hand, empty or with responses."""

    prompt: str
    name: str
    responses: tuple[str, ...] = ()
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RenameTheme:
    """Give a theme a name of the room's own."""

    theme: str
    name: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class MergeThemes:
    """Put themes together into one of them."""

    themes: tuple[str, ...]
    into: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SplitTheme:
    """Take some responses out of a theme into a new one."""

    theme: str
    responses: tuple[str, ...]
    name: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class MoveResponses:
    """Move one or many to a theme, or back to Unsorted."""

    responses: tuple[str, ...]
    theme: str | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PinResponses:
    """Fix responses where they stand, or let them loose again."""

    responses: tuple[str, ...]
    on: bool = True
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class SetThemeAside:
    """Keep a theme but take it off the wall, or bring it back."""

    theme: str
    on: bool = True
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveTheme:
    """Take a theme away; its responses go back to Unsorted."""

    theme: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ThemeMade:
    """Somebody made a theme."""

    theme: str
    prompt: str
    name: str
    symbol: int
    place: int
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeRenamed:
    """A theme has a name from a person."""

    theme: str
    name: str


@dataclass(frozen=True, slots=True)
class ThemesMerged:
    """Themes became one."""

    themes: tuple[str, ...]
    into: str
    responses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResponsesMoved:
    """A person moved responses to a theme, or back to Unsorted."""

    responses: tuple[str, ...]
    theme: str | None


@dataclass(frozen=True, slots=True)
class ResponsesPinned:
    """A person fixed responses, or let them loose."""

    responses: tuple[str, ...]
    on: bool


@dataclass(frozen=True, slots=True)
class ThemeSetAside:
    """A theme is off the wall, or back."""

    theme: str
    on: bool


@dataclass(frozen=True, slots=True)
class ThemeRemoved:
    """A theme is gone; its responses are unsorted."""

    theme: str
    responses: tuple[str, ...]


def make(room: Room, command: MakeTheme, by: str, at: int) -> list[ThemeMade]:
    """Make a theme by hand (T8). Raises Refused `empty`, `too_long`, `too_many_themes`."""
    prompt: Prompt = room.get(command.prompt, "p")
    keys = _of_one_prompt(room, command.responses, prompt.id)
    return [_new_theme(room, prompt.id, command.name, keys)]


def theme_made(room: Room, event: ThemeMade, when: Moment) -> None:
    """Put it into the room with what it holds."""
    room.add(
        event.theme,
        prompt=event.prompt,
        name=event.name,
        symbol=event.symbol,
        place=event.place,
        named=True,
        origin=when.by,
    )
    _move(room, event.responses, event.theme, when.by)
    steer(room, event.prompt, when)


def rename(room: Room, command: RenameTheme, by: str, at: int) -> list[ThemeRenamed]:
    """Name a theme (T9). Raises Refused `empty`, `too_long`."""
    theme = live(room, command.theme)
    return [ThemeRenamed(theme.id, worded(command.name, MAX_NAME))]


def theme_renamed(room: Room, event: ThemeRenamed, when: Moment) -> None:
    """Write the name; it is a person's from now on."""
    room.put(event.theme, "name", event.name)
    room.put(event.theme, "named", True)
    room.put(event.theme, "mixed", False)
    room.put(event.theme, "machine", False)
    steer(room, room.themes[event.theme].prompt, when)


def merge(room: Room, command: MergeThemes, by: str, at: int) -> list[ThemesMerged]:
    """Merge themes of one prompt (T10). Raises Refused `other_prompt`, `nothing_to_do`."""
    into = live(room, command.into)
    themes = [live(room, key) for key in command.themes]
    going = tuple(dict.fromkeys(theme.id for theme in themes if theme.id != into.id))
    if not going:
        raise Refused("nothing_to_do")
    if any(theme.prompt != into.prompt for theme in themes):
        raise Refused("other_prompt")
    responses = tuple(key for theme in going for key in room.by_theme.get(theme, ()))
    return [ThemesMerged(going, into.id, responses)]


def themes_merged(room: Room, event: ThemesMerged, when: Moment) -> None:
    """Carry the responses over; the old ids lead to the new one."""
    carry_over(room, event.themes, event.responses, event.into)
    steer(room, room.themes[event.into].prompt, when)


def split(room: Room, command: SplitTheme, by: str, at: int) -> list[ThemeMade]:
    """Take some responses out into a new theme (T11). Raises Refused `nothing_to_do`."""
    theme = live(room, command.theme)
    named = dict.fromkeys(command.responses)
    keys = tuple(key for key in named if room.get(key, "r").theme == theme.id)
    if not keys or len(keys) == len(room.by_theme.get(theme.id, ())):
        raise Refused("nothing_to_do")
    return [_new_theme(room, theme.prompt, command.name, keys)]


def move(room: Room, command: MoveResponses, by: str, at: int) -> list[ResponsesMoved]:
    """Move one or many (T12). Raises Refused `other_prompt`, `nothing_to_do`."""
    if not command.responses:
        raise Refused("nothing_to_do")
    if command.theme is None:
        prompt = room.get(command.responses[0], "r").prompt
        return [ResponsesMoved(_of_one_prompt(room, command.responses, prompt), None)]
    theme = live(room, command.theme)
    return [ResponsesMoved(_of_one_prompt(room, command.responses, theme.prompt), theme.id)]


def responses_moved(room: Room, event: ResponsesMoved, when: Moment) -> None:
    """Place them by hand."""
    _move(room, event.responses, event.theme, when.by)
    steer(room, room.responses[event.responses[0]].prompt, when)


def pin(room: Room, command: PinResponses, by: str, at: int) -> list[ResponsesPinned]:
    """Fix responses in their themes (T13). Raises Refused `nothing_to_do`."""
    keys = tuple(key for key in command.responses if room.get(key, "r").theme is not None)
    if not keys:
        raise Refused("nothing_to_do")
    return [ResponsesPinned(keys, command.on)]


def pinned(room: Room, event: ResponsesPinned, when: Moment) -> None:
    """Write the pins."""
    for key in event.responses:
        room.put(key, "pinned", event.on)
    steer(room, room.responses[event.responses[0]].prompt, when)


def set_aside(room: Room, command: SetThemeAside, by: str, at: int) -> list[ThemeSetAside]:
    """Take a theme off the wall or bring it back (T14)."""
    return [ThemeSetAside(live(room, command.theme).id, command.on)]


def theme_set_aside(room: Room, event: ThemeSetAside, when: Moment) -> None:
    """Write it."""
    room.put(event.theme, "aside", event.on)
    steer(room, room.themes[event.theme].prompt, when)


def remove(room: Room, command: RemoveTheme, by: str, at: int) -> list[ThemeRemoved]:
    """Take a theme away (T15)."""
    theme = live(room, command.theme)
    return [ThemeRemoved(theme.id, inside(room, theme.id))]


def theme_removed(room: Room, event: ThemeRemoved, when: Moment) -> None:
    """Unsort its responses, then drop it."""
    prompt = room.themes[event.theme].prompt
    _move(room, event.responses, None, when.by)
    room.drop(event.theme)
    steer(room, prompt, when)


# ── reading ───────────────────────────────────────────────────────────────────


def is_live(response: Response) -> bool:
    """Return True for a response that counts: neither hidden nor withdrawn."""
    return response.state in LIVE


def is_on_board(response: Response) -> bool:
    """Return True for a response with a place on the board.

    It is live, no parts stand for it, it is not parked, and it was not said beside a vote.
    """
    is_there = not (response.split or response.parked or is_beside_vote(response))
    return is_live(response) and is_there


def live_themes(room: Room, prompt: str) -> list[Theme]:
    """Return a prompt's themes that were not merged away, in order of place."""
    found = [t for t in room.themes.values() if t.prompt == prompt and t.merged_into is None]
    return sorted(found, key=lambda theme: (theme.place, int(theme.id[1:])))


def inside(room: Room, key: str) -> tuple[str, ...]:
    """Return the responses in a theme, or in the one it was merged into."""
    return tuple(room.by_theme.get(room.follow(key), ()))


def live(room: Room, key: str) -> Theme:
    """Return the theme, or the one it was merged into. Raises NotFound."""
    room.get(key, "t")
    theme: Theme = room.get(room.follow(key), "t")
    return theme


def coined_for(room: Room, key: str | None) -> str | None:
    """Return the prompt for which the engine made up a theme's name; None for a person's name."""
    theme = room.themes.get(room.follow(key)) if key else None
    return None if theme is None or theme.named else theme.prompt


def shown_name(room: Room, theme: Theme) -> str:
    """Return what a theme is called: a letter while its name is to come late (T25)."""
    if room.prompts[theme.prompt].late_names and not theme.named:
        return chr(ord("A") - 1 + theme.symbol)
    return theme.name


# ── for both hands ───────────────────────────────────────────


def steer(room: Room, prompt: str, when: Moment) -> None:
    """After a person's hand the prompt accepts nothing by itself any more (T4)."""
    if when.by != ENGINE:
        room.put(prompt, "steered", True)
        room.put(prompt, "auto", False)
        room.put(prompt, "wish", None)  # it was about the board as it stood
        room.put(prompt, "nothing", None)


def carry_over(room: Room, themes: Iterable[str], responses: Iterable[str], into: str) -> None:
    """Let responses follow their merged themes; a doubt goes along: it is as wrong as before."""
    for key in responses:
        response = room.responses[key]
        if response.doubted is not None and response.doubted == response.theme:
            room.put(key, "doubted", into)
        room.put(key, "theme", into)
    for theme in themes:
        room.put(theme, "merged_into", into)


def forget_doubt(room: Room, key: str) -> None:
    """Forget what the author said of where a phrase stood (T27)."""
    for name, value in NO_DOUBT.items():
        room.put(key, name, value)


def free_symbol(taken: list[int]) -> int:
    """Return the symbol used least, the first of those."""
    return min(range(1, SYMBOLS + 1), key=lambda symbol: (taken.count(symbol), symbol))


def next_place(standing: list[Theme]) -> int:
    """Return the place behind all of these: what comes later moves nothing that stands."""
    return floor(max((theme.place for theme in standing), default=0)) + 1


# ── within ────────────────────────────────────────────────────────────────────


def _move(room: Room, keys: tuple[str, ...], theme: str | None, by: str) -> None:
    """Place by hand; what a hand took out of a theme is kept apart from it."""
    for key in keys:
        response = room.responses[key]
        apart = dict.fromkeys(response.apart)
        if response.theme is not None and response.theme != theme:
            apart[response.theme] = None
        if response.theme != theme:
            forget_doubt(room, key)
        if theme is not None:
            apart.pop(theme, None)
        room.put(key, "apart", tuple(apart))
        room.put(key, "theme", theme)
        room.put(key, "placed_by", by if theme is not None else None)
        room.put(key, "aside", theme is None)
        room.put(key, "pinned", False)
        for name, value in NO_SUGGESTION.items():
            room.put(key, name, value)


def _of_one_prompt(room: Room, keys: tuple[str, ...], prompt: str) -> tuple[str, ...]:
    """Return the responses that stand, each once. Raises Refused `other_prompt`, NotFound."""
    found = []
    for key in dict.fromkeys(keys):
        response: Response = room.get(key, "r")
        if response.prompt != prompt:
            raise Refused("other_prompt")
        if response.state != "withdrawn" and not response.split and not response.parked:
            found.append(key)
    if keys and not found:
        first: Response = room.responses[keys[0]]
        raise Refused("is_split" if first.split else "is_parked" if first.parked else "withdrawn")
    return tuple(found)


def _new_theme(room: Room, prompt: str, name: str, keys: tuple[str, ...]) -> ThemeMade:
    standing = live_themes(room, prompt)
    if len(standing) >= MAX_THEMES:
        raise Refused("too_many_themes", limit=MAX_THEMES)
    symbols = [theme.symbol for theme in standing]
    place = next_place(standing)
    return ThemeMade(
        room.next_id("t"), prompt, worded(name, MAX_NAME), free_symbol(symbols), place, keys
    )
