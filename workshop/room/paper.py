"""Paper: what people wrote on paper forms is typed in.  Rules R13, R14 in PROTOCOL.md.

A form is a seat at which nobody sits, so that what stood on one form counts as said by one person,
beside those who have phones. Whoever typed it may take it back.
"""

from dataclasses import dataclass

from workshop.errors import NotFound, Refused
from workshop.room.nouns import Response, Room, is_person
from workshop.room.respond import (
    MAX_TABLE_RESPONSES,
    ResponseSubmitted,
    ResponseWithdrawn,
    heard,
    said_line,
)
from workshop.room.text import squeeze
from workshop.room.when import Moment

MAX_LINES = 300  # in one go
MAX_PAPER = 2_000  # phrases from paper under one prompt


@dataclass(frozen=True, slots=True)
class EnterPaper:
    """Type paper forms: a phrase on each line, an empty line before the next form."""

    prompt: str
    text: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class WithdrawPaper:
    """Take back what one has typed in one go."""

    batch: str


@dataclass(frozen=True, slots=True)
class PaperTaken:
    """A paper form is in the room."""

    seat: str
    by: str
    group: str | None


def enter(
    room: Room, command: EnterPaper, by: str, at: int
) -> list[PaperTaken | ResponseSubmitted]:
    """Put what stood on paper under a prompt that was open once (R13).

    Raises Refused `not_a_table`, `workshop_closed`, `prompt_not_open`, `unknown_group`, `empty`,
    `too_long`, `too_many`; NotFound.
    """
    if not is_person(by) and room.seats[by].table is None:
        raise Refused("not_a_table")
    prompt = room.get(command.prompt, "p")
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if prompt.state == "waiting":
        raise Refused("prompt_not_open")
    group = command.group or None
    if group is not None and group not in room.workshop.groups:
        raise Refused("unknown_group")
    forms = forms_of(command.text)
    lines = sum(len(form) for form in forms)
    _not_too_many(room, prompt.id, by, lines)
    said: list[PaperTaken | ResponseSubmitted] = []
    batch = "b" + room.next_id("r")[1:]
    for number, form in enumerate(forms):
        seat = room.next_id("s", ahead=number)
        said.append(PaperTaken(seat, by, group))
        for line in form:
            key = room.next_id("r", ahead=len(said) - number - 1)
            said.append(heard(room, key, seat, prompt.id, line, group, batch=batch, typist=by))
    return said


def taken(room: Room, event: PaperTaken, when: Moment) -> None:
    """Put the form into the room: a seat that no device holds."""
    room.add(event.seat, entered_by=event.by, group=event.group, joined_at=when.at)


def withdraw(room: Room, command: WithdrawPaper, by: str, at: int) -> list[ResponseWithdrawn]:
    """Take back what is left of a batch that one has typed (R14).

    Raises Refused `workshop_closed`; NotFound `no_such_batch`.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    batch = [r for r in typed_by(room, by) if r.batch == command.batch]
    if not batch:
        raise NotFound("no_such_batch")
    return [ResponseWithdrawn(r.id) for r in batch if r.state != "withdrawn"]


def typed_by(room: Room, by: str) -> list[Response]:
    """Return what somebody has typed from paper, the latest form first, withdrawn ones too."""
    forms = reversed(room.by_typist.get(by, {}))
    said = (room.responses[key] for form in forms for key in room.by_seat.get(form, ()))
    return [r for r in said if r.part_of is None and r.prompt in room.prompts]


def forms_of(text: str) -> list[list[str]]:
    r"""Return the phrases of each form. Raises Refused `empty`, `too_long`.

    >>> forms_of("Band\nSmaller classes\n\n\nLater buses")
    [['Band', 'Smaller classes'], ['Later buses']]
    """
    forms: list[list[str]] = [[]]
    for typed in text.splitlines():
        if squeeze(typed):
            forms[-1].append(said_line(typed))
        elif forms[-1]:
            forms.append([])
    forms = [form for form in forms if form]
    if not forms:
        raise Refused("empty")
    return forms


def _not_too_many(room: Room, prompt: str, by: str, lines: int) -> None:
    """Keep to what is typed in one go, by one table and by everybody together.

    Raises Refused `too_many`.
    """
    if lines > MAX_LINES:
        raise Refused("too_many", limit=MAX_LINES)
    if not is_person(by):  # a table, as with what it says itself
        own = sum(1 for r in typed_by(room, by) if r.prompt == prompt and r.state != "withdrawn")
        if lines + own > MAX_TABLE_RESPONSES:
            raise Refused("too_many", limit=MAX_TABLE_RESPONSES)
    there = (room.responses[key] for key in room.by_prompt.get(prompt, ()))
    standing = sum(1 for r in there if r.paper and not r.part_of and r.state != "withdrawn")
    if lines + standing > MAX_PAPER:
        raise Refused("too_many", limit=MAX_PAPER)
