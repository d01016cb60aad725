"""Table: what only the scribe of a table does with a phrase.  Rules R10–R12 in PROTOCOL.md."""

from dataclasses import dataclass

from workshop.errors import NotFound, Refused
from workshop.room.nouns import Response, Room
from workshop.room.respond import ResponseWithdrawn, own, told_group
from workshop.room.when import Moment

MAX_TOP = 3  # phrases of a table under one prompt


@dataclass(frozen=True, slots=True)
class TagResponse:
    """Say of which group the person was who said it at the table; none: nobody in particular."""

    response: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class MarkTop:
    """Make a phrase one of the table's top three, or no more."""

    response: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class WithdrawBatch:
    """Take back all that one sent together."""

    batch: str


@dataclass(frozen=True, slots=True)
class ResponseTagged:
    """Somebody of this group said it."""

    response: str
    group: str | None


@dataclass(frozen=True, slots=True)
class TopMarked:
    """A table's phrase is one of its top three, or no more."""

    response: str
    on: bool


def tag(room: Room, command: TagResponse, by: str, at: int) -> list[ResponseTagged]:
    """Tag one's own phrase with a group (R10). Raises Refused, NotFound."""
    response = _at_a_table(room, command.response, by)
    group = told_group(room, command.group or "", room.seats[by])
    return [] if group == response.group else [ResponseTagged(response.id, group)]


def tagged(room: Room, event: ResponseTagged, when: Moment) -> None:
    """Write the group, for its parts too."""
    for key in (event.response, *room.by_original.get(event.response, ())):
        room.put(key, "group", event.group)


def mark_top(room: Room, command: MarkTop, by: str, at: int) -> list[TopMarked]:
    """Mark one's own phrase as one of the table's top three (R12).

    Raises Refused `not_a_table`, `top_full`, `workshop_closed`; NotFound.
    """
    response = _at_a_table(room, command.response, by)
    if response.top == command.on:
        return []
    if command.on and len(tops(room, by, response.prompt)) >= MAX_TOP:
        raise Refused("top_full", limit=MAX_TOP)
    return [TopMarked(response.id, command.on)]


def top_marked(room: Room, event: TopMarked, when: Moment) -> None:
    """Write the mark."""
    room.put(event.response, "top", event.on)


def withdraw_batch(room: Room, command: WithdrawBatch, by: str, at: int) -> list[ResponseWithdrawn]:
    """Take back what is left of a batch of one's own (R11).

    Raises Refused `workshop_closed`; NotFound `no_such_batch`.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    sent = [room.responses[key] for key in room.by_seat.get(by, ())]
    batch = [r for r in sent if r.batch == command.batch and not r.part_of]
    if not batch:
        raise NotFound("no_such_batch")
    return [ResponseWithdrawn(r.id) for r in batch if r.state != "withdrawn"]


def tops(room: Room, seat: str, prompt: str) -> list[Response]:
    """Return a seat's top phrases under a prompt; one that was hidden holds its place."""
    sent = (room.responses[key] for key in room.by_seat.get(seat, ()))
    return [r for r in sent if r.prompt == prompt and r.top and r.state != "withdrawn"]


def _at_a_table(room: Room, key: str, by: str) -> Response:
    """Return one's own phrase. Raises Refused `workshop_closed`, `not_a_table`; NotFound."""
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    response = own(room, key, by)
    if room.seats[by].table is None:
        raise Refused("not_a_table")
    return response
