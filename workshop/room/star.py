"""Star: phrases that are picked out, so that the wall can show them alone.  Rules W6–W7."""

from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.nouns import Room
from workshop.room.when import Moment


@dataclass(frozen=True, slots=True)
class StarResponses:
    """Pick phrases out for the wall's quotes, or let them go again."""

    responses: tuple[str, ...]
    on: bool = True
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ResponsesStarred:
    """Phrases were picked out, or let go."""

    responses: tuple[str, ...]
    on: bool


def star(room: Room, command: StarResponses, by: str, at: int) -> list[ResponsesStarred]:
    """Pick out those that the room may see (W6). Raises Refused `not_shown`, `nothing_to_do`.

    Whoever stars many takes along what is starred already; a phrase that was split is its parts.
    """
    named = [room.get(key, "r") for key in command.responses]
    if not named:
        raise Refused("nothing_to_do")
    wanted = [
        response
        for response in named
        if not command.on or (response.state == "shown" and not response.split)
    ]
    if not wanted:
        raise Refused("not_shown")
    changed = tuple(response.id for response in wanted if response.starred != command.on)
    return [ResponsesStarred(changed, command.on)] if changed else []


def starred(room: Room, event: ResponsesStarred, when: Moment) -> None:
    """Write the stars."""
    for key in event.responses:
        room.put(key, "starred", event.on)
