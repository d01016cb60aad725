"""Undo: a person takes back a step of their own.  Rules U1–U5 in PROTOCOL.md."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from workshop.errors import Refused
from workshop.room.nouns import KINDS, Note, Response, Room, Step
from workshop.room.park import parked_as
from workshop.room.respond import NO_DOUBT, NO_SUGGESTION, UNPLACED, keep_together, standing_parts
from workshop.room.when import Moment

# Having steered is not undone: the prompt must not begin to sort by itself again (T4). Nor are the
# waves of a prompt: one of them may run by now.
_STAYS = {"steered", "auto", "asked", "wish", "nothing", "draft", "offered", "waves"}

# What belongs together is written back together or not at all: a name with whose it is, a
# placement with its pin. What the engine or its author thinks of a placement is no reason to
# refuse; it follows the placement.
MODERATION = {"state", "reason", "held_by"}
_NAMING = {"name", "named", "mixed", "machine"}
_OPINION = {"suggested", "sure", "words", "near", "single", "ideas", *NO_DOUBT}

Writes = dict[tuple[str, str], Any]  # (key, field) → value, in the order of writing
Change = dict[str, tuple[Any, Any]]  # field → (before, after) of one thing in one step


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
    changes = _changes(step.notes)
    writes: Writes = {}
    skipped = _split_back(room, changes, writes)
    skipped |= _parked_back(room, changes)
    skipped |= {
        key
        for back in (_bring_back, _place_back, partial(_take_away, since=step.seq))
        for key, change in changes.items()
        if not back(room, key, change, writes)
    }
    for key in [key for (key, name), value in writes.items() if name == "starred" and value]:
        if room.responses[key].edited:  # other words were picked out (W7)
            del writes[(key, "starred")]
            skipped.add(key)
    written = tuple((key, name, value) for (key, name), value in writes.items())
    return [Undone(step.seq, written, len(skipped))]


def undone(room: Room, event: Undone, when: Moment) -> None:
    """Write the values; the step is no longer there to be taken back."""
    for key, name, value in event.writes:
        room.put(key, name, value)
    for key in {key for key, _, _ in event.writes if key[0] == "r"}:
        keep_together(room, key)
        if room.responses[key].theme is not None:
            room.put(key, "suggested", None)  # what is placed waits for no suggestion
            room.put(key, "single", False)
    room.skipped = event.skipped
    room.steps[when.by] = [step for step in room.steps.get(when.by, []) if step.seq != event.entry]


def find_step(room: Room, by: str, entry: int | None) -> Step | None:
    """Return the step of `by` with that seq, else the latest that is not itself an undo."""
    steps = room.steps.get(by, [])
    if entry is not None:
        return next((step for step in steps if step.seq == entry), None)
    return next((step for step in reversed(steps) if step.type != "undo"), None)


# ── a response and its parts come and go as one ─────────────────────────────


def _split_back(room: Room, changes: dict[str, Change], writes: Writes) -> set[str]:
    """First, what the step split or copied is joined, and the other way round; or it stays whole.

    Return what had to be left alone; `changes` is left with what the rounds have to do.
    """
    left: set[str] = set()
    for original, parts in _parted(room, changes).items():
        own = changes.setdefault(original, {})
        came = any(change["state"][1] != "withdrawn" for change in parts.values())
        is_done = (
            _part_away(room, parts, writes)
            if came
            else _part_again(room, original, parts, own, writes)
        )
        if not is_done:
            left |= {original, *parts}
            own.clear()
        if "split" in own:
            writes[(original, "split")] = own.pop("split")[0]
        for part in parts:
            del changes[part]
    return left


def _parted(room: Room, changes: dict[str, Change]) -> dict[str, dict[str, Change]]:
    """Return the parts that the step made, took away or let stand again, by their originals."""
    found: dict[str, dict[str, Change]] = {}
    for key, change in changes.items():
        original = room.responses[key].part_of if key[0] == "r" else None
        if original and ("" in change or "withdrawn" in change.get("state", ())):
            found.setdefault(original, {})[key] = change
    return found


def _part_away(room: Room, parts: dict[str, Change], writes: Writes) -> bool:
    """Take parts away, unless somebody has since placed, promoted or taken one away (U4)."""
    promoted = {key for one in room.priorities.values() for key in one.responses}
    promoted |= {key for one in room.statements.values() for key in one.responses}
    for key, change in parts.items():
        is_there = room.responses[key].state != "withdrawn" and key not in promoted
        if not is_there or not _is_where_left(room.responses[key], change):
            return False
    for key in parts:
        writes[(key, "state")] = "withdrawn"
        writes[(key, "reason")] = None
        writes.update({(key, n): v for n, v in (UNPLACED | NO_SUGGESTION).items()})
    return True


def _part_again(
    room: Room, original: str, parts: dict[str, Change], own: Change, writes: Writes
) -> bool:
    """Let parts stand again where they stood, if their original is as the step left it."""
    response, is_split = room.responses[original], "split" in own
    is_free = response.state != "withdrawn" and not response.split and not response.parked
    if is_split:
        is_free = is_free and not standing_parts(room, original)
        is_free = is_free and _is_where_left(response, {"theme": (None, None), **own}, _PLACE)
    places = {key: _landed(room, change, writes) for key, change in parts.items()}
    is_there = all(room.responses[key].text for key in parts)
    is_there = is_there and all(room.responses[key].state == "withdrawn" for key in parts)
    if not is_free or not is_there or (None in places.values() and not is_split):
        return False
    for key, place in places.items():
        writes[(key, "state")] = response.state
        writes[(key, "reason")] = response.reason
        for name, blank in UNPLACED.items():
            writes[(key, name)] = place[name][0] if place and name in place else blank
    return True


def _parked_back(room: Room, changes: dict[str, Change]) -> set[str]:
    """Then, what is on the parking lot and its phrase come and go together, or both stay (K1)."""
    left: set[str] = set()
    for item in [key for key, change in changes.items() if key[0] == "l" and "" in change]:
        change = changes[item]
        was, now = change.get("response", (None, None))
        response = room.responses.get(was or now or "")
        if response is None:
            continue
        if _is_made(change):
            is_free = _is_as_made(room, item, change) and response.parked
        else:
            own = changes.get(response.id, {})
            is_free = response.state != "withdrawn" and not standing_parts(room, response.id)
            is_free = is_free and ("theme" in own or response.theme is None)
            is_free = is_free and all(
                getattr(response, name) == after
                for name, (_, after) in own.items()
                if name not in _OPINION
            )
            is_free = is_free and parked_as(room, response.id) is None
        if not is_free:
            left |= {item, response.id}
            del changes[item]
            changes.pop(response.id, None)
    return left


_PLACE = ("theme", "placed_by", "pinned")


def _is_where_left(
    response: Response, change: Change, names: Iterable[str] = tuple(UNPLACED)
) -> bool:
    """Return True when a response stands where the step left it, or left it standing nowhere."""
    return all(
        getattr(response, name) == (change[name][1] if name in change else UNPLACED[name])
        for name in names
    )


# ── three rounds over what a step changed; each returns False for what it had to leave alone ──


def _bring_back(room: Room, key: str, change: Change, writes: Writes) -> bool:
    """First, what the step took away or merged comes back, and words read as they did."""
    if key[0] == "r" or _is_made(change):
        return True
    if "" in change:
        is_homeless = key[0] == "t" and change["prompt"][0] not in room.prompts
        if room.find(key) is not None or is_homeless:
            return False
        writes[(key, "")] = True
        writes.update({(key, name): before for name, (before, _) in change.items()})
        return True
    return _all(
        _write_back(room, key, part, writes)
        for part in _parts(key, change)
        if not _is_unmerging(part)
    )


def _place_back(room: Room, key: str, change: Change, writes: Writes) -> bool:
    """Then responses go back to where they were, or to where that theme has gone since."""
    if key[0] != "r":
        return True
    response = room.responses[key]
    if response.state == "withdrawn":
        return not change
    is_off = writes.get((key, "split"), response.split)
    is_off = is_off or (change["parked"][0] if "parked" in change else response.parked)
    parts = _parts(key, change)
    if response.part_of:  # it is held, hidden and shown as its original is (T19)
        parts = [part for part in parts if MODERATION.isdisjoint(part)]
    return _all(
        (placed := _landed(room, part, writes)) is not None
        and ("parked" in part or _makes_sense(response, placed, is_off))  # it goes with its item
        and _write_back(room, key, placed, writes)
        for part in parts
    )


def _take_away(room: Room, key: str, change: Change, writes: Writes, since: int) -> bool:
    """At last, what the step made goes, and what it had taken apart is merged again (U4)."""
    if _is_made(change):
        if not _is_as_made(room, key, change) or _is_used(room, key, writes, since):
            return False
        writes.update({(key, name): before for name, (before, _) in change.items() if name})
        writes[(key, "")] = False
        return True
    for part in _parts(key, change):
        if "" not in change and _is_unmerging(part):
            into = part["merged_into"][0]  # it may be gone since: what is empty may lead nowhere
            if _leads_to(room, into, key, writes) or _is_held(room, key, writes):
                return False
            return _write_back(room, key, part, writes)
    return True


# ── within ─────────────────────────────────────────────────────────────────


def _changes(notes: Iterable[Note]) -> dict[str, Change]:
    """Return what a step changed in all, by key."""
    changes: dict[str, Change] = {}
    for note in notes:
        if note.field not in _STAYS:
            change = changes.setdefault(note.key, {})
            before = change[note.field][0] if note.field in change else note.before
            change[note.field] = (before, note.after)
    return changes


def _parts(key: str, change: Change) -> list[Change]:
    """Return a change as the parts that may be written back without the others."""
    parts: dict[str, Change] = {}
    for name, values in change.items():
        parts.setdefault(_part(key, name), {})[name] = values
    return list(parts.values())


def _part(key: str, name: str) -> str:
    if key[0] == "r":
        if name in ("translations", "parked"):
            return name
        return "moderation" if name in MODERATION else "placement"
    if key[0] == "t":
        return "naming" if name in _NAMING else name
    return "whole"


def _write_back(room: Room, key: str, part: Change, writes: Writes) -> bool:
    """Write a part back if all of it is still as the step made it."""
    thing = room.find(key)
    if thing is None:
        return False
    for name, (_, after) in part.items():
        if name not in _OPINION and getattr(thing, name) != after:
            return False
    writes.update({(key, name): before for name, (before, _) in part.items()})
    return True


def _landed(room: Room, part: Change, writes: Writes) -> Change | None:
    """Return the part with its theme followed to where it leads now; None where it is gone."""
    before, after = part.get("theme", (None, None))
    if before is None:
        return part
    theme = _landing(room, before, writes)
    return None if theme is None else {**part, "theme": (theme, after)}


def _makes_sense(response: Response, part: Change, is_off: bool) -> bool:
    """Return False for a pin without a theme, and for a theme it has been put back from since.

    Nor is there a theme for a response that is off the board: parked, or its parts stand for it.
    """
    theme, pinned, aside = (
        part[name][0] if name in part else getattr(response, name)
        for name in ("theme", "pinned", "aside")
    )
    return not (pinned if theme is None else aside or is_off)


def _landing(room: Room, theme: str, writes: Writes) -> str | None:
    """Return the theme that `theme` leads to after these writes; None where it is gone."""
    seen: set[str] = set()
    while theme not in seen:
        seen.add(theme)
        found = room.themes.get(theme)
        if found is None:
            return theme if writes.get((theme, "")) else None
        into = writes.get((theme, "merged_into"), found.merged_into)
        if into is None:
            return theme
        theme = into
    return None


def _leads_to(room: Room, theme: str | None, goal: str, writes: Writes) -> bool:
    """Return True when merges lead from `theme` to `goal` after these writes: a circle's test."""
    seen: set[str] = set()
    while theme is not None and theme not in seen:
        if theme == goal:
            return True
        seen.add(theme)
        found = room.themes.get(theme)
        theme = writes.get((theme, "merged_into"), found.merged_into if found else None)
    return False


def _is_made(change: Change) -> bool:
    return change.get("") == (False, True)


def _is_unmerging(part: Change) -> bool:
    """Return True where the step let a theme stand again that had been merged."""
    return "merged_into" in part and part["merged_into"][0] is not None


def _is_as_made(room: Room, key: str, change: Change) -> bool:
    """Return True when the whole thing is as the step made it, also where it set nothing."""
    thing = room.find(key)
    if thing is None:
        return False
    blank = KINDS[key[0]](id=key)
    return all(
        getattr(thing, spec.name) == change.get(spec.name, (None, getattr(blank, spec.name)))[1]
        for spec in fields(blank)
    )


def _is_used(room: Room, key: str, writes: Writes, since: int) -> bool:
    """Return True for what has been voted on `since`, for a theme that holds responses, and for
    one that others were merged into `since`.
    """
    if any(
        option.source == key
        for ballot in room.ballots.values()
        if room.changed[ballot.id].seq > since
        for option in ballot.options.values()
    ):
        return True
    return _is_held(room, key, writes) or any(
        writes.get((theme.id, "merged_into"), theme.merged_into) == key
        and theme.id in room.changed
        and room.changed[theme.id].seq > since
        for theme in room.themes.values()
    )


def _is_held(room: Room, key: str, writes: Writes) -> bool:
    """Return True for a theme in which a response would be left."""
    held = room.by_theme.get(key, ())
    return any(writes.get((response, "theme"), key) == key for response in held)


def _all(done: Iterable[bool]) -> bool:
    """Do all of these, and return True when none had to be left alone."""
    return all(list(done))
