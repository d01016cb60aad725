"""Moderate: what reaches the wall.  Rules M1–M8 in PROTOCOL.md."""

from dataclasses import dataclass, field
from typing import Any

from workshop.errors import Refused
from workshop.room.nouns import MODES as MODES  # also for those who offer the choice
from workshop.room.nouns import WORKSHOP, Response, Room, is_beside_vote
from workshop.room.promote import rename_coined, rename_options, reword
from workshop.room.respond import MAX_TEXT, NO_SUGGESTION, forget_parts, in_its_words, keep_together
from workshop.room.text import graphemes, squeeze
from workshop.room.traces import Traces, erase, traces
from workshop.room.when import Moment

REASONS = ("off_topic", "abusive", "personnel", "safety", "names_somebody", "other")


@dataclass(frozen=True, slots=True)
class SetModeration:
    """Hold nothing, what is flagged, or everything."""

    mode: str


PERSONNEL = "personnel"  # the reason whose phrases few may read


@dataclass(frozen=True, slots=True)
class ShowResponse:
    """Let the room see a phrase."""

    response: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class HoldResponse:
    """Take a phrase back from the room until somebody has read it."""

    response: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class HideResponse:
    """Take a phrase from every screen; it stays in the record with its reason."""

    response: str
    reason: str = "other"
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RedactResponse:
    """Replace words for good, and show what is left."""

    response: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class MuteSeat:
    """Hold what the seat of a phrase sends from now on, whatever it is; `on` false ends that."""

    response: str
    on: bool = True
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ModerationSet:
    """Phrases that come from now on meet this mode."""

    mode: str


@dataclass(frozen=True, slots=True)
class ResponseShown:
    """The room may see it."""

    response: str


@dataclass(frozen=True, slots=True)
class ResponseHeld:
    """It waits for a facilitator."""

    response: str


@dataclass(frozen=True, slots=True)
class ResponseHidden:
    """It is on no screen."""

    response: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResponseRedacted:
    """Its words were replaced, everywhere and for good."""

    response: str
    text: str
    themes: dict[str, dict[str, Any]] = field(default_factory=dict)  # see traces.Traces
    steps: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeatMuted:
    """What this seat sends is held from now on, or no longer."""

    seat: str
    on: bool


def set_mode(room: Room, command: SetModeration, by: str, at: int) -> list[ModerationSet]:
    """Choose what is held from now on (M1). Raises Refused `unknown_mode`."""
    if command.mode not in MODES:
        raise Refused("unknown_mode")
    return [ModerationSet(command.mode)]


def mode_set(room: Room, event: ModerationSet, when: Moment) -> None:
    """Write the mode; what is held already stays held."""
    room.put(WORKSHOP, "moderation", event.mode)


def show(room: Room, command: ShowResponse, by: str, at: int) -> list[ResponseShown]:
    """Show a held or hidden phrase (M2)."""
    response = standing(room, command.response)
    return [] if response.state == "shown" else [ResponseShown(response.id)]


def shown(room: Room, event: ResponseShown, when: Moment) -> None:
    """Let it be seen."""
    room.put(event.response, "state", "shown")
    room.put(event.response, "reason", None)
    keep_together(room, event.response)


def hold(room: Room, command: HoldResponse, by: str, at: int) -> list[ResponseHeld]:
    """Hold a phrase (M3)."""
    response = standing(room, command.response)
    return [] if response.state == "held" else [ResponseHeld(response.id)]


def held(room: Room, event: ResponseHeld, when: Moment) -> None:
    """Let it wait."""
    room.put(event.response, "state", "held")
    room.put(event.response, "held_by", when.by)
    room.put(event.response, "reason", None)
    keep_together(room, event.response)


def hide(room: Room, command: HideResponse, by: str, at: int) -> list[ResponseHidden]:
    """Hide a phrase with a reason (M4). Raises Refused `unknown_reason`."""
    if command.reason not in REASONS:
        raise Refused("unknown_reason")
    return [ResponseHidden(standing(room, command.response).id, command.reason)]


def hidden(room: Room, event: ResponseHidden, when: Moment) -> None:
    """Take it off every screen."""
    room.put(event.response, "state", "hidden")
    room.put(event.response, "reason", event.reason)
    keep_together(room, event.response)


def redact(room: Room, command: RedactResponse, by: str, at: int) -> list[ResponseRedacted]:
    """Replace words for good and show the rest (M5). Raises Refused `empty`, `too_long`."""
    response = standing(room, command.response)
    text = squeeze(command.text)
    if not text:
        raise Refused("empty")
    if graphemes(text) > MAX_TEXT:
        raise Refused("too_long", limit=MAX_TEXT)
    found = traces(room, response, text)
    return [
        ResponseRedacted(
            response.id,
            text,
            found.themes,
            found.steps,
            found.responses,
            found.named,
            found.words,
        )
    ]


def redacted(room: Room, event: ResponseRedacted, when: Moment) -> None:
    """Write what is left and show it; the old words stand nowhere else either."""
    for key in in_its_words(room, event.response):
        reword(room, key, event.text)
    rename_options(room, {key: plan["name"] for key, plan in event.themes.items()})
    rename_coined(room, event.named)
    forget_parts(room, event.response)
    found = Traces(event.themes, event.steps, event.responses, event.named, event.words)
    if not is_beside_vote(room.responses[event.response]):
        erase(room, room.responses[event.response].prompt, found)
    for name, value in NO_SUGGESTION.items():
        room.put(event.response, name, value)
    room.put(event.response, "text", event.text)
    room.put(event.response, "redacted", True)
    room.put(event.response, "state", "shown")
    room.put(event.response, "reason", None)
    room.put(event.response, "flags", ())
    room.put(event.response, "marks", ())
    room.put(event.response, "ideas", ())


def mute(room: Room, command: MuteSeat, by: str, at: int) -> list[SeatMuted]:
    """Mute the seat that said a phrase, or end it (M8). Who it is, nobody is told."""
    seat = room.seats[standing(room, command.response).seat]
    return [] if seat.muted == command.on else [SeatMuted(seat.id, command.on)]


def muted(room: Room, event: SeatMuted, when: Moment) -> None:
    """Hold what it sends, or hold it no more; what it has sent stays as it is."""
    room.put(event.seat, "muted", event.on)


def is_personnel_matter(response: Response) -> bool:
    """Return True for what is hidden as being about a member of staff: few may read it (M9)."""
    return response.state == "hidden" and response.reason == PERSONNEL


def standing(room: Room, key: str) -> Response:
    """Return a response as it was said, not taken back by its author.

    Raises NotFound, Refused `withdrawn`, `is_part`: a reply is moderated as a whole (T18).
    """
    response: Response = room.get(key, "r")
    if response.state == "withdrawn":
        raise Refused("withdrawn")
    if response.part_of:
        raise Refused("is_part")
    return response
