"""Example: where nothing arrives, a facilitator says what could.  Rules E1–E3 in PROTOCOL.md.

An example is no response: nobody said it, so nothing counts, groups, promotes or quotes it.
"""

from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.nouns import Example, Room
from workshop.room.respond import said_line
from workshop.room.text import squeeze
from workshop.room.when import Moment

MAX_EXAMPLES = 12  # under one prompt: more would speak for the room


@dataclass(frozen=True, slots=True)
class AddExamples:
    """Put examples under an open prompt, one on each line."""

    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class RemoveExamples:
    """Take all examples of a prompt off every screen."""

    prompt: str


@dataclass(frozen=True, slots=True)
class ExampleAdded:
    """An example stands under a prompt."""

    example: str
    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class ExamplesRemoved:
    """Examples are gone."""

    examples: tuple[str, ...]


def add(room: Room, command: AddExamples, by: str, at: int) -> list[ExampleAdded]:
    """Say what people could say (E1).

    Raises Refused `prompt_not_open`, `empty`, `too_long`, `too_many`; NotFound.
    """
    prompt = room.get(command.prompt, "p")
    if prompt.state not in ("open", "paused"):
        raise Refused("prompt_not_open")
    lines = [said_line(line) for line in command.text.splitlines() if squeeze(line)]
    if not lines:
        raise Refused("empty")
    if len(lines) + len(under(room, prompt.id)) > MAX_EXAMPLES:
        raise Refused("too_many", limit=MAX_EXAMPLES)
    return [
        ExampleAdded(room.next_id("e", ahead=number), prompt.id, line)
        for number, line in enumerate(lines)
    ]


def added(room: Room, event: ExampleAdded, when: Moment) -> None:
    """Put the example under its prompt."""
    room.add(event.example, prompt=event.prompt, text=event.text)


def remove(room: Room, command: RemoveExamples, by: str, at: int) -> list[ExamplesRemoved]:
    """Take them away, all at once (E3). Raises Refused `nothing_to_do`; NotFound."""
    found = under(room, room.get(command.prompt, "p").id)
    if not found:
        raise Refused("nothing_to_do")
    return [ExamplesRemoved(tuple(example.id for example in found))]


def removed(room: Room, event: ExamplesRemoved, when: Moment) -> None:
    """Drop them."""
    for key in event.examples:
        room.drop(key)


def under(room: Room, prompt: str) -> list[Example]:
    """Return the examples of a prompt, in the order in which they were added."""
    found = [example for example in room.examples.values() if example.prompt == prompt]
    return sorted(found, key=lambda example: int(example.id[1:]))
