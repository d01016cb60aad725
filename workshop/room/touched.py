"""What may look different after these notes: on the screens, and to the seats.  Rules V1, V6."""

from collections.abc import Collection, Iterable, Iterator

from workshop.room.nouns import WORKSHOP, Ballot, Note, Parked, Priority, Room, Statement, is_person
from workshop.room.own import holder
from workshop.room.promote import promoted
from workshop.room.text import alike


def touched_keys(room: Room, notes: Iterable[Note]) -> set[str]:
    """Return the keys that may look different after these notes: these, and what counts them."""
    notes = list(notes)
    keys = {note.key for note in notes}
    keys |= _counting(room, [key for key in keys if key[0] == "r"])
    keys.update(_second_cards(room, notes))
    keys.update(_said_again(room, notes))
    made = promoted(room)
    for note in notes:
        letter = note.key[0]
        if letter == "r":
            keys.update(_touched_by_response(room, note, made))
        elif letter == "s":
            keys.update(_touched_by_seat(room, note))
        elif letter == "c":
            keys.update(_touched_by_vote(room, note))
        elif letter == "b":
            keys.update(_voted_on(room, note))
        elif letter == "t" and note.field in ("", "merged_into"):
            keys.update(b.id for b in room.ballots.values() if _asks_about(b, note.key))
            keys.update(p.id for p in room.prompts.values() if p.about is not None)
            keys.update(one.id for one in made if one.theme is not None)
            # A suggestion may lead here over several themes that were merged one after another.
            keys.update(
                r.id
                for r in room.responses.values()
                if r.suggested is not None or r.wanted is not None
            )
        elif letter == "p" and note.field == "late_names":
            keys.update(t.id for t in room.themes.values() if t.prompt == note.key)
        elif letter == "p" and note.field in ("state", "phones_see", "opened_at"):
            keys.add(WORKSHOP)
            keys.update(room.by_prompt.get(note.key, ()))
            keys.update(t.id for t in room.themes.values() if t.prompt == note.key)
            keys.update(e.id for e in room.examples.values() if e.prompt == note.key)
    return keys


def _touched_by_response(room: Room, note: Note, made: list[Priority | Statement]) -> Iterator[str]:
    if note.field == "theme":
        yield from (k for k in (note.before, note.after) if k)
    if note.field == "state" and "hidden" in (note.before, note.after):
        response = room.responses.get(note.key)
        yield from room.by_seat.get(response.seat if response else "", ())  # each counts the others
    if note.field in ("state", "reason", "text"):
        said = {note.key, *room.by_original.get(note.key, ())}
        yield from (v.id for v in made if said.intersection(v.responses))
        yield from (b.id for b in room.ballots.values() if _repeats_any(b, said))
    if note.field in ("state", "reason", "text", "prompt"):
        yield from (one.id for one in room.parked.values() if one.response == note.key)
        response = room.responses.get(note.key)
        if response is not None and response.prompt in room.ballots:
            yield response.prompt


def _touched_by_vote(room: Room, note: Note) -> Iterator[str]:
    vote = room.votes.get(note.key)
    if vote is not None:
        yield vote.ballot
    elif note.field == "ballot" and note.before:  # it was taken back
        yield note.before


def _voted_on(room: Room, note: Note) -> Iterator[str]:
    """Return the wordings whose agreement may read differently.

    With a ballot that opens or closes, what was said beside its votes comes into sight (B4).
    """
    ballot = room.ballots.get(note.key)
    if ballot is not None:
        yield from (option.source for option in ballot.options.values() if option.source)
    if note.field == "state":
        yield WORKSHOP
        yield from room.by_prompt.get(note.key, ())
        yield from (one.id for one in room.parked.values() if _is_beside(room, one, note.key))


def _touched_by_seat(room: Room, note: Note) -> Iterator[str]:
    yield WORKSHOP
    mine = room.by_seat.get(note.key, {})
    if note.field in ("table", "headcount", "muted", "group"):
        yield from mine
    if note.field in ("table", "headcount"):
        yield from (t for k in mine if (t := room.responses[k].theme))


def _second_cards(room: Room, notes: Iterable[Note]) -> set[str]:
    """Return what says the translations and marks of something else, where those have changed."""
    said = [note.key for note in notes if note.field in ("translations", "top")]
    parts = {part for key in said for part in room.by_original.get(key, ())}
    return parts | {theme for part in parts if (theme := room.responses[part].theme)}


def _said_again(room: Room, notes: Iterable[Note]) -> set[str]:
    """Return what its author says in the same words as what has changed, or did before."""
    keys: set[str] = set()
    for note in notes:
        if note.field not in ("state", "text", "split") or note.key[0] != "r":
            continue
        response = room.responses.get(note.key)
        if response is not None:
            keys.update(room.as_said.get(room.saying(response), ()))
            if note.field == "text" and note.before:
                was = (response.seat, response.prompt, alike(note.before))
                keys.update(room.as_said.get(was, ()))
    return keys


def _asks_about(ballot: Ballot, source: str) -> bool:
    return any(option.source == source for option in ballot.options.values())


def _repeats_any(ballot: Ballot, responses: Collection[str]) -> bool:
    return any(option.said in responses for option in ballot.options.values())


def _is_beside(room: Room, item: Parked, ballot: str) -> bool:
    response = room.responses.get(item.response or "")
    return response is not None and response.prompt == ballot


def _counting(room: Room, responses: Collection[str]) -> set[str]:
    """Return the keys of what counts these responses: the room, their prompts and themes."""
    keys = {WORKSHOP} if responses else set()
    for key in responses:
        response = room.responses.get(key)
        if response is not None:
            keys.update(k for k in (response.prompt, response.theme) if k)
    return keys


def touched_seats(room: Room, notes: Collection[Note], by: str) -> set[str]:
    """Return whose own view may look different: those with a changed response, and `by`.

    Where words are gone, a person may have lost the way back to what was said of them (X2).
    """
    responses = room.responses
    seats = {by} if by in room.seats or is_person(by) else set()
    for key in {note.key for note in notes}:
        if key[0] == "s":
            seats.add(holder(room, key))
        elif key[0] == "r" and key in responses:
            seats.add(holder(room, responses[key].seat))
    for note in notes:
        if note.key[0] == "r" and note.field in ("text", "state") and note.before:
            seats.update(room.steps)
        if note.key[0] == "c" and note.key in room.votes:
            seats.add(holder(room, room.votes[note.key].seat))
        if note.key[0] == "c" and note.field == "seat" and note.before:
            seats.add(holder(room, note.before))  # a vote that was taken back
        if note.field == "phones_see":
            seats.update(responses[k].seat for k in room.by_prompt.get(note.key, ()))
    return seats
