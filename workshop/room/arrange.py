"""Arrange: which lines stand on the agenda, in what order and how they read.  Rules A4, A14, A15.

All of it may be done while the workshop runs: an agenda is a plan, and rooms differ from it.
"""

from dataclasses import dataclass, field
from typing import Any

from workshop.errors import Refused
from workshop.room.agenda import (
    MAX_PROMPTS,
    MAX_QUESTION,
    PromptAdded,
    PromptPlan,
    checked_minutes,
    checked_waves,
    in_order,
    is_prompt,
    letter_of,
    line,
    opening_new,
    planned,
    worded,
)
from workshop.room.nouns import Priority, Prompt, Room, Statement
from workshop.room.respond import LATER
from workshop.room.theme import live
from workshop.room.when import Moment


@dataclass(frozen=True, slots=True)
class AddPrompt:
    """Put one more line on the agenda: after the one that is named, else at its end."""

    question: str
    kind: str = "open"
    minutes: int | None = None
    after: str | None = None
    # Of a wording: the theme, priority or statement that it is asked for.
    about: str | None = field(default=None, metadata=LATER)
    open: bool | None = field(default=None, metadata=LATER)  # at once, and what runs closes
    also: str | None = field(default=None, metadata=LATER)  # the same in the second language
    together: bool | None = field(default=None, metadata=LATER)  # opens with the line before it


@dataclass(frozen=True, slots=True)
class EditPrompt:
    """Change a line; what is left out stays as it is."""

    prompt: str
    question: str
    also: str | None = None  # the same in the workshop's second language; "" for none
    minutes: int | None = None  # 0: no time is planned
    stays: bool | None = None
    together: bool | None = None
    late_names: bool | None = None
    waves: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class MovePrompt:
    """Put a line elsewhere: after the one that is named, else first."""

    prompt: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class CopyPrompt:
    """Put the same line on the agenda once more, right after it."""

    prompt: str


@dataclass(frozen=True, slots=True)
class RemovePrompt:
    """Take a line from the agenda that has not begun."""

    prompt: str


@dataclass(frozen=True, slots=True)
class PromptEdited:
    """A line reads differently; of its other fields None stays, and no minutes are 0."""

    prompt: str
    question: str
    questions: dict[str, str] = field(default_factory=dict)
    minutes: int | None = None
    stays: bool | None = None
    together: bool | None = None
    late_names: bool | None = None
    waves: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class AgendaOrdered:
    """The lines of the agenda stand in this order."""

    places: dict[str, int]


@dataclass(frozen=True, slots=True)
class PromptRemoved:
    """A line stands on the agenda no more."""

    prompt: str


def add(room: Room, command: AddPrompt, by: str, at: int) -> list[Any]:
    """Add a line (A4), or ask for a wording (A18); with `open` it is what runs next.

    Raises NotFound, Refused `empty`, `too_long`, `too_many_prompts`, `unknown_kind`,
    `bad_minutes`, `workshop_closed`.
    """
    about = None if command.about is None else _to_be_worded(room, command.about)
    plan = PromptPlan(
        command.kind,
        command.question,
        _also(room, command.also),
        command.minutes,
        together=bool(command.together),
        about=about,
    )
    added = _put_in(room, plan, command.after)
    return [*added, *opening_new(room, added[0], at)] if command.open else list(added)


def edit(room: Room, command: EditPrompt, by: str, at: int) -> list[PromptEdited]:
    """Change a line (A4, A15).

    Raises NotFound, Refused `empty`, `too_long`, `bad_minutes`, `bad_waves`, `has_begun` for waves
    of a prompt in which one has run.
    """
    one = line(room, command.prompt)
    question = worded(command.question, MAX_QUESTION)
    questions = one.questions if question == one.question else {}
    if command.also is not None and len(room.workshop.languages) > 1:
        questions = {
            key: worded(said, MAX_QUESTION) for key, said in _also(room, command.also).items()
        }
    if command.waves is not None and one.wave:
        raise Refused("has_begun")
    asks = is_prompt(one)
    return [
        PromptEdited(
            one.id,
            question,
            questions,
            checked_minutes(command.minutes) if command.minutes else command.minutes,
            command.stays if asks else None,
            command.together if asks else None,
            command.late_names if asks else None,
            checked_waves(command.waves) if asks and command.waves is not None else None,
        )
    ]


def edited(room: Room, event: PromptEdited, when: Moment) -> None:
    """Write the line; a translation of other words would be wrong, so it goes."""
    room.put(event.prompt, "question", event.question)
    room.put(event.prompt, "questions", event.questions)
    if event.minutes is not None:
        room.put(event.prompt, "minutes", event.minutes or None)
    for name in ("stays", "together", "late_names", "waves"):
        if (value := getattr(event, name)) is not None:
            room.put(event.prompt, name, value)


def move(room: Room, command: MovePrompt, by: str, at: int) -> list[AgendaOrdered]:
    """Put a line elsewhere (A14). Raises NotFound."""
    one = line(room, command.prompt)
    after = None if command.after is None else line(room, command.after)
    if after is one:
        return []
    rest = [each for each in in_order(room) if each is not one]
    place = 0 if after is None else rest.index(after) + 1
    return _ordered(room, [*rest[:place], one, *rest[place:]])


def ordered(room: Room, event: AgendaOrdered, when: Moment) -> None:
    """Write the places."""
    for key, place in event.places.items():
        room.put(key, "place", place)


def copy(room: Room, command: CopyPrompt, by: str, at: int) -> list[PromptAdded | AgendaOrdered]:
    """Put the same line once more (A14). Raises NotFound, Refused `too_many_prompts`."""
    one = line(room, command.prompt)
    plan = PromptPlan(
        one.kind,
        one.question,
        one.questions,
        one.minutes,
        one.stays,
        one.together,
        one.late_names,
        one.waves,
        one.about,
    )
    return _put_in(room, plan, one.id)


def remove(room: Room, command: RemovePrompt, by: str, at: int) -> list[PromptRemoved]:
    """Take a line away (A14). Raises NotFound, Refused `has_begun`."""
    one = line(room, command.prompt)
    is_used = room.by_prompt.get(one.id) or any(
        theme.prompt == one.id for theme in room.themes.values()
    )
    if one.state != "waiting" or is_used:
        raise Refused("has_begun")
    return [PromptRemoved(one.id)]


def removed(room: Room, event: PromptRemoved, when: Moment) -> None:
    """Take it from the agenda; its number is not used again."""
    room.drop(event.prompt)


def _also(room: Room, said: str | None) -> dict[str, str]:
    """Return a question in the workshop's second language, where it has one and it is said."""
    languages = room.workshop.languages[1:2]
    return {language: said for language in languages if said and said.strip()}


def _to_be_worded(room: Room, key: str) -> str:
    """Return the id of a theme, priority or statement. Raises NotFound."""
    if key[:1] == "t":
        return live(room, key).id
    found: Priority | Statement = room.get(key, "v" if key[:1] == "v" else "i")
    return found.id


def _put_in(room: Room, plan: PromptPlan, after: str | None) -> list[Any]:
    lines = in_order(room)
    if len(lines) >= MAX_PROMPTS:
        raise Refused("too_many_prompts", limit=MAX_PROMPTS)
    last = max((one.place for one in lines), default=0)
    if after is None:
        return [planned(room.next_id(letter_of(plan.kind)), plan, last + 1)]
    place = lines.index(line(room, after)) + 1
    key = room.next_id(letter_of(plan.kind))
    before = {one.id: n for n, one in enumerate(lines[:place], start=1)}
    behind = {one.id: n for n, one in enumerate(lines[place:], start=place + 2)}
    return [planned(key, plan, place + 1), *_moved(room, before | behind)]


def _ordered(room: Room, lines: list[Prompt]) -> list[AgendaOrdered]:
    return _moved(room, {one.id: place for place, one in enumerate(lines, start=1)})


def _moved(room: Room, places: dict[str, int]) -> list[AgendaOrdered]:
    moved = {key: place for key, place in places.items() if line(room, key).place != place}
    return [AgendaOrdered(moved)] if moved else []
