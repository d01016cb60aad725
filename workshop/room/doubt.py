"""Doubt: an author says that a phrase is in the wrong place.  Rules T26, T27 in PROTOCOL.md.

It moves nothing: it is a hint for who steers, and gone as soon as the phrase stands elsewhere.
"""

from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.nouns import Response, Room
from workshop.room.respond import own
from workshop.room.theme import forget_doubt, live
from workshop.room.when import Moment


@dataclass(frozen=True, slots=True)
class DoubtPlace:
    """Say that one's own phrase is in the wrong theme, perhaps which is right; or no more."""

    response: str
    theme: str | None = None
    on: bool = True


@dataclass(frozen=True, slots=True)
class DismissDoubt:
    """Leave a phrase where it is, although its author would not."""

    response: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceDoubted:
    """The author of a phrase says that it is in the wrong theme."""

    response: str
    theme: str  # where it stood
    wanted: str | None


@dataclass(frozen=True, slots=True)
class DoubtDismissed:
    """The phrase stays where it is."""

    response: str


def doubt(room: Room, command: DoubtPlace, by: str, at: int) -> list[PlaceDoubted | DoubtDismissed]:
    """Doubt the place of one's own phrase, where phones see themes (T26).

    Raises Refused `workshop_closed`, `not_in_sight`, `nothing_to_do`, `other_prompt`; NotFound.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    response = own(room, command.response, by)
    if room.prompts[response.prompt].phones_see != "themes" or response.state != "shown":
        raise Refused("not_in_sight")
    if not command.on:
        return [DoubtDismissed(response.id)] if is_doubted(response) else []
    if response.theme is None:
        raise Refused("nothing_to_do")
    wanted = live(room, command.theme) if command.theme else None
    if wanted is not None and wanted.prompt != response.prompt:
        raise Refused("other_prompt")
    if wanted is not None and wanted.id == response.theme:
        raise Refused("nothing_to_do")
    return [PlaceDoubted(response.id, response.theme, wanted.id if wanted else None)]


def doubted(room: Room, event: PlaceDoubted, when: Moment) -> None:
    """Write it down; the phrase stays."""
    room.put(event.response, "doubted", event.theme)
    room.put(event.response, "wanted", event.wanted)


def dismiss(room: Room, command: DismissDoubt, by: str, at: int) -> list[DoubtDismissed]:
    """Answer: it is right where it is (T27). Raises Refused `nothing_to_do`; NotFound."""
    response: Response = room.get(command.response, "r")
    if not is_doubted(response):
        raise Refused("nothing_to_do")
    return [DoubtDismissed(response.id)]


def dismissed(room: Room, event: DoubtDismissed, when: Moment) -> None:
    """Forget the doubt."""
    forget_doubt(room, event.response)


def is_doubted(response: Response) -> bool:
    """Return True while a phrase stands where its author says that it should not."""
    return response.doubted is not None and response.doubted == response.theme
