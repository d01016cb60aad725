"""Park: what is put aside for later stays in sight, with who answers it and until when.

Rules K1–K3 in PROTOCOL.md.
"""

from dataclasses import dataclass
from datetime import date

from workshop.errors import Refused
from workshop.room.agenda import worded
from workshop.room.nouns import Parked, Response, Room
from workshop.room.respond import NO_DOUBT, NO_SUGGESTION, UNPLACED, standing_parts
from workshop.room.text import graphemes, squeeze
from workshop.room.when import Moment

MAX_PARKED = 200
MAX_TEXT = 1_000  # graphemes: as long as a phrase
MAX_OWNER = 80


@dataclass(frozen=True, slots=True)
class Park:
    """Put something aside: a phrase, or words of one's own."""

    response: str | None = None
    text: str = ""
    owner: str = ""
    reply_by: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class EditParked:
    """Say who answers it and until when, or word it differently; empty words: as the phrase."""

    item: str
    text: str = ""
    owner: str = ""
    reply_by: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RemoveParked:
    """Take it off the parking lot; a phrase is on the board again."""

    item: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ParkedAside:
    """It is on the parking lot."""

    item: str
    response: str | None
    text: str
    owner: str
    reply_by: str


@dataclass(frozen=True, slots=True)
class ParkedEdited:
    """It reads like this now."""

    item: str
    text: str
    owner: str
    reply_by: str


@dataclass(frozen=True, slots=True)
class ParkedRemoved:
    """It is off the parking lot."""

    item: str


def park(room: Room, command: Park, by: str, at: int) -> list[ParkedAside]:
    """Put it on the parking lot (K1, K2).

    Raises Refused `empty`, `too_long`, `bad_day`, `lot_full`, `is_part`, `is_split`, `withdrawn`;
    NotFound.
    """
    if len(room.parked) >= MAX_PARKED:
        raise Refused("lot_full", limit=MAX_PARKED)
    response = None
    if command.response is not None:
        said = room.get(command.response, "r")
        if said.state == "withdrawn":
            raise Refused("withdrawn")
        if said.part_of:
            raise Refused("is_part")
        if standing_parts(room, said.id):
            raise Refused("is_split")
        if parked_as(room, said.id) is not None:
            return []
        response = said.id
    text = _text(command.text, may_be_empty=response is not None)
    return [
        ParkedAside(
            room.next_id("l"), response, text, _owner(command.owner), checked_day(command.reply_by)
        )
    ]


def parked(room: Room, event: ParkedAside, when: Moment) -> None:
    """Put it there; a phrase leaves its place on the board."""
    room.add(
        event.item,
        response=event.response,
        text=event.text,
        owner=event.owner,
        reply_by=event.reply_by,
    )
    if event.response is not None:
        for name, value in {**UNPLACED, **NO_SUGGESTION, **NO_DOUBT, "aside": True}.items():
            if name != "apart":
                room.put(event.response, name, value)
        room.put(event.response, "parked", True)


def edit(room: Room, command: EditParked, by: str, at: int) -> list[ParkedEdited]:
    """Say who answers, and until when (K3). Raises as `park`."""
    item = room.get(command.item, "l")
    text = _text(command.text, may_be_empty=item.response is not None)
    return [ParkedEdited(item.id, text, _owner(command.owner), checked_day(command.reply_by))]


def edited(room: Room, event: ParkedEdited, when: Moment) -> None:
    """Write it."""
    room.put(event.item, "text", event.text)
    room.put(event.item, "owner", event.owner)
    room.put(event.item, "reply_by", event.reply_by)


def remove(room: Room, command: RemoveParked, by: str, at: int) -> list[ParkedRemoved]:
    """Take it off the parking lot."""
    return [ParkedRemoved(room.get(command.item, "l").id)]


def removed(room: Room, event: ParkedRemoved, when: Moment) -> None:
    """Drop it; its phrase waits for a theme again."""
    response = room.parked[event.item].response
    room.drop(event.item)
    if response is not None:
        room.put(response, "parked", False)


def parked_as(room: Room, response: str) -> Parked | None:
    """Return how a phrase is parked, where it is."""
    return next((one for one in room.parked.values() if one.response == response), None)


def words_of(room: Room, item: Parked) -> str:
    """Return what stands on the parking lot: the words given to it, else its phrase's own."""
    if item.text or item.response is None:
        return item.text
    said: Response = room.responses[item.response]
    return said.text


def checked_day(said: str) -> str:
    """Return a day as YYYY-MM-DD, or nothing. Raises Refused `bad_day`."""
    if not said.strip():
        return ""
    try:
        return date.fromisoformat(said.strip()).isoformat()
    except ValueError:
        raise Refused("bad_day") from None


def _owner(said: str) -> str:
    owner = squeeze(said)
    if graphemes(owner) > MAX_OWNER:
        raise Refused("too_long", limit=MAX_OWNER)
    return owner


def _text(said: str, *, may_be_empty: bool) -> str:
    return "" if may_be_empty and not squeeze(said) else worded(said, MAX_TEXT)
