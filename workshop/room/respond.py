"""Respond: a participant gives the room a phrase.  Rules R1–R11 in PROTOCOL.md.

What only tables do, and paper forms, stand in `table.py` and `paper.py`.
"""

from dataclasses import dataclass, field, replace

from workshop.errors import NotFound, Refused
from workshop.room.nouns import Prompt, Response, Room, Seat, Step
from workshop.room.screen import URGENT
from workshop.room.text import graphemes, squeeze
from workshop.room.when import Moment

MAX_TEXT = 1000  # graphemes: a long voice is still a voice; the phone advises from 280 on
MAX_RESPONSES = 60  # under one prompt from one person; nobody has said more in a room
MAX_TABLE_RESPONSES = 300  # from one table
MAX_BATCH = 40  # letters of a batch's name

# A field that came after journals were written: left out, it changes nothing in a command's digest.
LATER = {"later": True}


@dataclass(frozen=True, slots=True)
class SubmitResponse:
    """Put one phrase under a prompt."""

    prompt: str
    text: str
    seen: int | None = None
    group: str | None = field(default=None, metadata=LATER)  # of who said it at the table
    batch: str | None = field(default=None, metadata=LATER)  # what it is sent together with


@dataclass(frozen=True, slots=True)
class EditResponse:
    """Say one's own phrase differently."""

    response: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class WithdrawResponse:
    """Take one's own phrase back."""

    response: str


@dataclass(frozen=True, slots=True)
class ResponseSubmitted:
    """A phrase stands in the room."""

    response: str
    seat: str
    prompt: str
    text: str
    state: str
    place: int
    group: str | None
    flags: tuple[str, ...]
    late: bool
    marks: tuple[tuple[int, int, str], ...] = ()
    batch: str | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True)
class ResponseEdited:
    """A phrase reads differently."""

    response: str
    text: str
    state: str
    flags: tuple[str, ...]
    marks: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseWithdrawn:
    """A phrase is gone from every screen."""

    response: str


def submit(room: Room, command: SubmitResponse, by: str, at: int) -> list[ResponseSubmitted]:
    """Put one phrase under an open prompt (R1–R6, R10, R11).

    Whitespace is squeezed; case and punctuation are the author's own. The same words twice from
    one seat stay two responses: repetition is emphasis (R4).
    Raises Refused: `workshop_closed`, `prompt_not_open`, `prompt_closed`, `empty`, `too_long`,
    `too_many`, `wave_full`, `unknown_group`, `not_a_table`, `bad_batch`; NotFound for an unknown
    prompt.
    """
    prompt = room.get(command.prompt, "p")
    late = _is_late(room, prompt, command.seen)
    text = said_line(command.text)
    seat = room.seats[by]
    limit = MAX_RESPONSES if seat.table is None else MAX_TABLE_RESPONSES
    if room.sent.get(by, {}).get(prompt.id, 0) >= limit:
        raise Refused("too_many", limit=limit)
    _is_in_wave(room, prompt, by)
    if command.batch is not None and len(command.batch) > MAX_BATCH:
        raise Refused("bad_batch", limit=MAX_BATCH)
    group = seat.group if command.group is None else told_group(room, command.group, seat)
    key = room.next_id("r")
    return [heard(room, key, by, prompt.id, text, group, late, batch=command.batch)]


def heard(
    room: Room,
    response: str,
    seat: str,
    prompt: str,
    text: str,
    group: str | None,
    late: bool = False,
    *,
    batch: str | None = None,
    typist: str | None = None,
) -> ResponseSubmitted:
    """Return the event of a phrase: screened, held as the moderation wants it, in its place.

    `prompt` is what it stands under, which may be a ballot. With a `typist` it stood on paper.
    """
    flags, marks = _screened(room, text)
    return ResponseSubmitted(
        response=response,
        seat=seat,
        prompt=prompt,
        text=text,
        state="held" if _is_held(room, typist or seat, flags) else "shown",
        place=int(response[1:]),
        group=group,
        flags=flags,
        late=late,
        marks=marks,
        batch=batch,
        paper=typist is not None,
    )


def told_group(room: Room, group: str, seat: Seat) -> str | None:
    """Return the group of who said something at a table; "" means: nobody in particular (R10).

    Raises Refused `not_a_table`, `unknown_group`.
    """
    if seat.table is None:
        raise Refused("not_a_table")
    if group and group not in room.workshop.groups:
        raise Refused("unknown_group")
    return group or None


def submitted(room: Room, event: ResponseSubmitted, when: Moment) -> None:
    """Put the phrase into the room."""
    prompt = room.prompts.get(event.prompt)  # what is said beside a vote stands under its ballot
    room.add(
        event.response,
        seat=event.seat,
        ref=when.ref,
        prompt=event.prompt,
        text=event.text,
        state=event.state,
        place=event.place,
        at=when.at,
        group=event.group,
        flags=event.flags,
        marks=event.marks,
        late=event.late,
        wave=prompt.wave if prompt else 0,
        batch=event.batch,
        paper=event.paper,
    )


def edit(room: Room, command: EditResponse, by: str, at: int) -> list[ResponseEdited]:
    """Say it differently, while the prompt is open (R7).

    What was held stays held; what was shown is screened again.
    Raises Refused: as `submit`, and `redacted`; NotFound for a phrase that is not one's own.
    """
    response = own(room, command.response, by)
    if response.redacted:
        raise Refused("redacted")
    _is_late(room, room.prompts[response.prompt], command.seen)
    return [said_again(room, response, said_line(command.text), by)]


def said_again(room: Room, response: Response, text: str, by: str) -> ResponseEdited:
    """Return the event of other words: screened again, and what was held stays held."""
    flags, marks = _screened(room, text)
    state = response.state
    if state == "shown" and _is_held(room, by, flags):
        state = "held"
    return ResponseEdited(response.id, text, state, flags, marks)


def edited(room: Room, event: ResponseEdited, when: Moment) -> None:
    """Write the words; what was made of the old ones no longer holds."""
    forget_parts(room, event.response)
    room.put(event.response, "text", event.text)
    room.put(event.response, "state", event.state)
    room.put(event.response, "flags", event.flags)
    room.put(event.response, "marks", event.marks)
    room.put(event.response, "held_by", None)
    room.put(event.response, "edited", True)
    room.put(event.response, "starred", False)  # other words were picked out (W7)
    room.put(event.response, "ideas", ())
    for name, value in NO_SUGGESTION.items():
        room.put(event.response, name, value)


def withdraw(room: Room, command: WithdrawResponse, by: str, at: int) -> list[ResponseWithdrawn]:
    """Take one's own phrase back, until the workshop closes (R8).

    Raises Refused `workshop_closed`; NotFound for a phrase that is not one's own.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    response = room.responses.get(command.response)
    if response is not None and response.seat == by and response.state == "withdrawn":
        return []
    return [ResponseWithdrawn(own(room, command.response, by).id)]


def withdrawn(room: Room, event: ResponseWithdrawn, when: Moment) -> None:
    """Take it off every screen, out of its theme and off the parking lot."""
    forget_parts(room, event.response)
    for item in [one.id for one in room.parked.values() if one.response == event.response]:
        room.drop(item)
    room.put(event.response, "parked", False)
    room.put(event.response, "state", "withdrawn")
    room.put(event.response, "theme", None)
    room.put(event.response, "pinned", False)
    room.put(event.response, "starred", False)


def own(room: Room, response: str, by: str) -> Response:
    """Return the response if it is `by`'s own and stands; else raise NotFound, whoever's it is."""
    found = room.responses.get(response)
    if found is None or found.seat != by or found.state == "withdrawn" or found.part_of:
        raise NotFound("no_such_response")
    if found.prompt not in room.prompts:  # it goes with the vote that it was said with (B6)
        raise NotFound("no_such_response")
    return found


# ── a response and its parts ───────────────────────────────────────────────


def standing_parts(room: Room, original: str) -> list[Response]:
    """Return the parts of a response that are there now, in the order of its words."""
    parts = (room.responses[key] for key in room.by_original.get(original, ()))
    return [part for part in parts if part.state != "withdrawn"]


def in_its_words(room: Room, original: str) -> list[str]:
    """Return the response, and the parts it ever had as far as they still hold words of it."""
    parts = room.by_original.get(original, ())
    return [original, *(part for part in parts if room.responses[part].text)]


def take_away(room: Room, part: str) -> None:
    """Let a part stand no more; nothing is left of where it stood."""
    room.put(part, "state", "withdrawn")
    room.put(part, "reason", None)
    for name, value in (UNPLACED | NO_SUGGESTION).items():
        room.put(part, name, value)


def forget_parts(room: Room, original: str) -> None:
    """Let a response stand for itself again, and its parts never more: its words are others now.

    What facilitators have said in its words, or of them, goes with the old ones (X2, N3).
    """
    room.put(original, "translations", {})
    _forget_translating(room, original)
    for remark in room.remarks.values():
        if remark.response in (original, *room.by_original.get(original, ())):
            room.put(remark.id, "text", "")
    for part in room.by_original.get(original, ()):
        take_away(room, part)
        room.put(part, "text", "")
    room.put(original, "split", False)


def _forget_translating(room: Room, original: str) -> None:
    """Let no undo bring back what was said of the old words (X2)."""

    def others(step: Step) -> Step:
        is_of_it = [(note.key, note.field) == (original, "translations") for note in step.notes]
        if not any(is_of_it):
            return step
        notes = zip(step.notes, is_of_it, strict=True)
        return replace(step, notes=tuple(note for note, is_it in notes if not is_it))

    for by, steps in room.steps.items():
        left = [(step, others(step)) for step in steps]
        room.steps[by] = [now for step, now in left if now.notes or now is step]


def keep_together(room: Room, original: str) -> None:
    """Let the parts of a response be held, hidden or shown as it is (T19)."""
    response = room.responses[original]
    for part in standing_parts(room, original):
        room.put(part.id, "state", response.state)
        room.put(part.id, "reason", response.reason)


UNPLACED: dict[str, object] = {
    "theme": None,
    "placed_by": None,
    "pinned": False,
    "aside": False,
    "apart": (),
}


# Once a phrase stands elsewhere, nothing is left of what its author said of its place (T27).
NO_DOUBT: dict[str, object] = {"doubted": None, "wanted": None}

NO_SUGGESTION: dict[str, object] = {
    "suggested": None,
    "sure": None,
    "words": (),
    "near": (),
    "single": False,
}


def said_line(text: str) -> str:
    """Return words as they stand in the room. Raises Refused `empty`, `too_long`."""
    line = squeeze(text)
    if not line:
        raise Refused("empty")
    if graphemes(line) > MAX_TEXT:
        raise Refused("too_long", limit=MAX_TEXT)
    return line


def _is_in_wave(room: Room, prompt: Prompt, by: str) -> None:
    """Raise Refused `wave_full` when a seat has sent what the running wave takes (A13)."""
    most = prompt.waves[prompt.wave - 1] if prompt.wave else 0
    if not most:
        return
    most *= people_of(room.seats[by])
    sent = [room.responses[key] for key in room.by_seat.get(by, ())]
    mine = [r for r in sent if r.prompt == prompt.id and r.wave == prompt.wave and not r.part_of]
    if sum(r.state != "withdrawn" for r in mine) >= most:
        raise Refused("wave_full", limit=most)


def people_of(seat: Seat) -> int:
    """Return for how many people a seat speaks: a table for all who sit at it."""
    return 1 if seat.table is None else seat.headcount or 1


def _is_late(room: Room, prompt: Prompt, seen: int | None) -> bool:
    """Return False under an open prompt, True when it was open in the sender's eyes (R5)."""
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if prompt.state == "open":
        return False
    if prompt.state == "waiting":
        raise Refused("prompt_not_open")
    if prompt.state == "paused":
        return False  # nobody is told "closed" for words already typed
    if seen is not None and prompt.closed_seq is not None and seen < prompt.closed_seq:
        return True
    raise Refused("prompt_closed")


def _screened(room: Room, text: str) -> tuple[tuple[str, ...], tuple[tuple[int, int, str], ...]]:
    """Return what the screening saw and where; what it sees later changes nothing said before."""
    found = room.screen(text)
    return found.flags, tuple((mark.start, mark.end, mark.flag) for mark in found.marks)


def _is_held(room: Room, by: str, flags: tuple[str, ...]) -> bool:
    """Return True for what waits for a look (M1); where somebody may be in danger, always."""
    seat = room.seats.get(by)  # none of a facilitator, who types what stood on paper
    if URGENT in flags or (seat is not None and seat.muted):
        return True
    mode = room.workshop.moderation
    return mode == "all" or (mode == "flagged" and bool(flags))
