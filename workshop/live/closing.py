"""Closing: the room as it was when its workshop was closed, for whatever is taken home (FA17).

What is steered afterwards changes no file until it is frozen again, or opened and closed again.
What may be shown is another matter: a phrase that is hidden, held or redacted later leaves the
files at once, and one that is let through comes in.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from workshop.live.turns import SLICE, replay
from workshop.room import codec, contents
from workshop.room.agenda import OutcomeFrozen, WorkshopClosed
from workshop.room.moderate import ResponseHeld, ResponseHidden, ResponseRedacted, ResponseShown
from workshop.room.nouns import Room
from workshop.room.outcome import Outcome, freeze
from workshop.room.undo import MODERATION, Undone
from workshop.store import journal
from workshop.store.journal import Entry

LOOKED_AT = (ResponseHeld, ResponseHidden, ResponseRedacted, ResponseShown)
FROZEN = (WorkshopClosed, OutcomeFrozen)


def freeze_closed(session: Session, workshop_id: str, language: str = "en") -> Outcome:
    """Return what is taken home from a workshop: of a closed one as it was frozen last.

    Raises what `room.outcome.freeze` raises.
    """
    return freeze(replay_closed(session, workshop_id), language)


def is_behind(taken_home: Outcome, standing: Outcome) -> bool:
    """Tell whether what is taken home would say something else if it were frozen now."""
    return replace(taken_home, seq=0) != replace(standing, seq=0)


def replay_closed(session: Session, workshop_id: str) -> Room:
    """Return the room that a closed workshop's journal held when it was frozen last.

    With what was decided since about who may read a phrase. A workshop that is open is returned as
    it stands.
    """
    now = replay(session, workshop_id)
    if now.workshop.state != "closed":
        return now
    entries = list(_entries(session, workshop_id))
    last = max(e.seq for e in entries if any(isinstance(one, FROZEN) for one in _told(e)))
    room = Room()
    for entry in entries:
        events = _told(entry)
        if entry.seq > last:
            events = [kept for event in events if (kept := _of_moderation(room, event))]
        if events:
            contents.fold(
                room, entry.seq, entry.at, entry.by, entry.ref, entry.digest, entry.type, events
            )
    return room


def _entries(session: Session, workshop_id: str) -> Iterable[Entry]:
    after = 0
    while entries := journal.read(session, workshop_id, after=after, limit=SLICE):
        yield from entries
        after = entries[-1].seq


def _told(entry: Entry) -> list[Any]:
    return [codec.decode(stored, contents.EVENTS) for stored in entry.events]


def _of_moderation(room: Room, event: Any) -> Any | None:
    """Return an event as far as it says who may read a phrase that stood when it was frozen."""
    if isinstance(event, LOOKED_AT):
        if not _stands(room, event.response):
            return None
        return _there(room, event) if isinstance(event, ResponseRedacted) else event
    if isinstance(event, Undone):
        writes = tuple(
            (key, name, value)
            for key, name, value in event.writes
            if name in MODERATION and value != "withdrawn" and _stands(room, key)
        )
        return replace(event, writes=writes) if writes else None
    return None


def _there(room: Room, event: ResponseRedacted) -> ResponseRedacted:
    """Return a redaction as far as it is about what stood when it was frozen, by its name of then.

    Names that the engine had made of words that are gone read otherwise in the journal itself.
    """

    def is_there(address: str) -> bool:
        key, _, option = address.partition(".")
        thing = room.find(key)
        return thing is not None and (not option or option in thing.options)

    return replace(
        event,
        themes={
            key: {**plan, "name": room.themes[key].name}
            for key, plan in event.themes.items()
            if key in room.themes
        },
        responses=tuple(key for key in event.responses if key in room.responses),
        named={address: name for address, name in event.named.items() if is_there(address)},
    )


def _stands(room: Room, key: str) -> bool:
    response = room.responses.get(key)
    return response is not None and response.state != "withdrawn"
