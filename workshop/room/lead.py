"""Lead: of those who steer, one drives the wall and the agenda.  Rules F1–F5 in PROTOCOL.md.

Who is here, and for how long the lead has been away, no room can know: that is asked at its door,
by `live/presence.py`.
"""

from dataclasses import dataclass
from typing import Any

from workshop.errors import NotFound, Refused
from workshop.room.agenda import WorkshopOpened
from workshop.room.nouns import WORKSHOP, Room, is_person
from workshop.room.when import Moment


@dataclass(frozen=True, slots=True)
class TakeLead:
    """Lead from now on; the door asks first whether the lead has been away for long."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Let another facilitator lead; the door asks first whether that one is here."""

    to: str  # a person's id


@dataclass(frozen=True, slots=True)
class LeadTaken:
    """This person leads."""

    person: str


def take(room: Room, command: TakeLead, by: str, at: int) -> list[LeadTaken]:
    """Take the lead of an open workshop (F4). Raises Refused `nothing_to_do`."""
    if room.workshop.state != "open":
        raise Refused("nothing_to_do")
    return [] if room.workshop.lead == by else [LeadTaken(by)]


def hand_over(room: Room, command: HandOver, by: str, at: int) -> list[LeadTaken]:
    """Give the lead away (F3). Raises Refused `not_lead`; NotFound for nobody's id."""
    if room.workshop.lead != by:
        raise Refused("not_lead")
    if not is_person(command.to):
        raise NotFound("no_such_thing", key=command.to[:40])
    return [] if command.to == by else [LeadTaken(command.to)]


def taken(room: Room, event: LeadTaken, when: Moment) -> None:
    """Write who leads."""
    room.put(WORKSHOP, "lead", event.person)


def check(room: Room, by: str) -> None:
    """Let only the lead drive an open workshop (F2). Raises Refused `not_lead`."""
    workshop = room.workshop
    if workshop.state == "open" and workshop.lead not in (None, by):
        raise Refused("not_lead")


def begun(room: Room, events: list[Any], by: str) -> list[Any]:
    """Return the events; who first drives an open workshop leads it from then on (F1)."""
    if not events or not is_person(by) or room.workshop.lead is not None:
        return events
    is_open = room.workshop.state == "open"
    if is_open or any(isinstance(event, WorkshopOpened) for event in events):
        return [*events, LeadTaken(by)]
    return events
