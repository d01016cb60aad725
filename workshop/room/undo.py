"""Undo: a person takes back a step of their own.  Rules U1–U5 in PROTOCOL.md."""

from dataclasses import dataclass
from typing import Any

from workshop.errors import Refused
from workshop.room.nouns import Note, Room, Step
from workshop.room.when import Moment

# Having steered is not undone: the prompt must not begin to sort by itself again (T4).
_STAYS = {"steered", "auto", "asked", "draft"}


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back one's own step: the one named by its seq, else the latest not taken back."""

    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """A step was taken back; `writes` are the values written, `skipped` what had changed since."""

    entry: int
    writes: tuple[tuple[Any, ...], ...]  # (key, field, value)
    skipped: int


def undo(room: Room, command: Undo, by: str, at: int) -> list[Undone]:
    """Write back what was before, wherever it still is what the step made it (U1–U4).

    Undoing an undo is a redo. Raises Refused `nothing_to_undo`.
    """
    step = find_step(room, by, command.entry)
    if step is None:
        raise Refused("nothing_to_undo")
    writes: dict[tuple[str, str], Any] = {}  # (key, field) → value, in the order of writing
    skipped: set[str] = set()
    for note in reversed(step.notes):
        if note.field in _STAYS:
            continue
        if _may_write(room, note, writes, skipped):
            writes[(note.key, note.field)] = note.before
        else:
            skipped.add(note.key)
    return [
        Undone(
            step.seq,
            tuple((key, name, value) for (key, name), value in writes.items()),
            len(skipped),
        )
    ]


def undone(room: Room, event: Undone, when: Moment) -> None:
    """Write the values; the step is no longer there to be taken back."""
    for key, name, value in event.writes:
        room.put(key, name, value)
    room.skipped = event.skipped
    room.steps[when.by] = [step for step in room.steps.get(when.by, []) if step.seq != event.entry]


def find_step(room: Room, by: str, entry: int | None) -> Step | None:
    """Return the step of `by` with that seq, else the latest that is not itself an undo."""
    steps = room.steps.get(by, [])
    if entry is not None:
        return next((step for step in steps if step.seq == entry), None)
    return next((step for step in reversed(steps) if step.type != "undo"), None)


Writes = dict[tuple[str, str], Any]


def _may_write(room: Room, note: Note, writes: Writes, skipped: set[str]) -> bool:
    """Return True when what the step made still stands and what was before still makes sense."""
    if note.field == "":
        return _may_exist(room, note, writes, skipped)
    reborn = writes.get((note.key, ""), False)
    return (reborn or _stands(room, note, writes)) and _leads_somewhere(room, note, writes)


def _stands(room: Room, note: Note, writes: Writes) -> bool:
    address = (note.key, note.field)
    if address in writes:  # the step changed the field twice
        return bool(writes[address] == note.after)
    thing = room.find(note.key)
    return thing is not None and getattr(thing, note.field) == note.after


def _may_exist(room: Room, note: Note, writes: Writes, skipped: set[str]) -> bool:
    exists = room.find(note.key) is not None
    if note.before:
        return not exists
    if not exists or note.key in skipped:
        return False
    staying = [
        key
        for key in room.by_theme.get(note.key, ())
        if writes.get((key, "theme"), note.key) == note.key
    ]
    return not staying  # somebody has put a response in it since


def _leads_somewhere(room: Room, note: Note, writes: Writes) -> bool:
    """Return False for a placement in a theme that is gone."""
    if note.field != "theme" or note.before is None or note.key[0] != "r":
        return True
    return note.before in room.themes or bool(writes.get((note.before, ""), False))
