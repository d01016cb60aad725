"""Part: a response that lists several ideas stands as several cards.  Rules T17–T22 in PROTOCOL.md.

A part is a response of its own: of the same seat, with words of the original, and never edited or
moderated by itself. A response that is split keeps its words and its author, and leaves the board
while its parts stand for it; one that is copied stays there, and a part with all of its words
stands in another theme.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.nouns import Response, Room
from workshop.room.respond import NO_SUGGESTION, UNPLACED, standing_parts, take_away
from workshop.room.screen import flags_of
from workshop.room.text import squeeze
from workshop.room.theme import is_on_board, live, steer
from workshop.room.when import Moment

MIN_PARTS = 2
MAX_PARTS = 8

Span = tuple[int, int]  # where a part's words begin and end in the original's text


@dataclass(frozen=True, slots=True)
class SplitResponse:
    """Let the ideas that a response lists stand each for itself; one on each line of `text`."""

    response: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class CopyResponse:
    """Let a response stand in another theme too."""

    response: str
    theme: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class JoinParts:
    """Let a response stand for itself again; a copy named alone goes alone."""

    response: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ResponseSplit:
    """Parts stand for a response: id → where its words begin and end in the original's text.

    The words themselves are not repeated, so that taking them back takes them back everywhere.
    """

    response: str
    parts: dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class ResponseCopied:
    """A response stands in another theme too."""

    response: str
    part: str
    theme: str


@dataclass(frozen=True, slots=True)
class PartsJoined:
    """Parts are gone, and their original stands for itself."""

    response: str
    parts: tuple[str, ...]


def split(room: Room, command: SplitResponse, by: str, at: int) -> list[ResponseSplit]:
    """Split a shown response into pieces of its own words (T17).

    Raises Refused `is_part`, `is_split`, `is_parked`, `not_shown`, `bad_parts`, `not_a_piece`.
    """
    response = _whole(room, command.response)
    if standing_parts(room, response.id):
        raise Refused("is_split")
    lines = [line for said in command.text.splitlines() if (line := squeeze(said))]
    if not MIN_PARTS <= len(lines) <= MAX_PARTS:
        raise Refused("bad_parts", least=MIN_PARTS, most=MAX_PARTS)
    spans = find_pieces(response.text, lines)
    if spans is None:
        raise Refused("not_a_piece")
    parts = {room.next_id("r", ahead=n): list(span) for n, span in enumerate(spans)}
    return [ResponseSplit(response.id, parts)]


def was_split(room: Room, event: ResponseSplit, when: Moment) -> None:
    """Make the parts, unsorted; the original leaves the board."""
    original = room.responses[event.response]
    for key, (start, end) in event.parts.items():
        _add(room, key, original, original.text[start:end])
    room.put(original.id, "split", True)
    for name, value in (UNPLACED | NO_SUGGESTION).items():
        if name != "apart":  # it holds for the original when it comes back
            room.put(original.id, name, value)
    steer(room, original.prompt, when)


def copy(room: Room, command: CopyResponse, by: str, at: int) -> list[ResponseCopied]:
    """Let a shown response stand in another theme too (T20).

    Raises Refused `is_part`, `is_split`, `not_shown`, `other_prompt`, `nothing_to_do`, `bad_parts`.
    """
    response = _whole(room, command.response)
    theme = live(room, command.theme)
    if theme.prompt != response.prompt:
        raise Refused("other_prompt")
    cards = [response, *standing_parts(room, response.id)]
    if response.theme is None or theme.id in [card.theme for card in cards]:
        raise Refused("nothing_to_do")
    if len(cards) >= MAX_PARTS:
        raise Refused("bad_parts", least=MIN_PARTS, most=MAX_PARTS)
    return [ResponseCopied(response.id, room.next_id("r"), theme.id)]


def copied(room: Room, event: ResponseCopied, when: Moment) -> None:
    """Make the second card, placed by hand."""
    original = room.responses[event.response]
    _add(room, event.part, original, original.text)
    room.put(event.part, "theme", event.theme)
    room.put(event.part, "placed_by", when.by)
    steer(room, original.prompt, when)


def join(room: Room, command: JoinParts, by: str, at: int) -> list[PartsJoined]:
    """Put a response together again (T21). Raises Refused `nothing_to_do`."""
    original, parts = joined_by(room, command.response)
    if not parts:
        raise Refused("nothing_to_do")
    return [PartsJoined(original, parts)]


def joined(room: Room, event: PartsJoined, when: Moment) -> None:
    """Take the parts away."""
    for part in event.parts:
        take_away(room, part)
    room.put(event.response, "split", False)
    steer(room, room.responses[event.response].prompt, when)


def joined_by(room: Room, response: str) -> tuple[str, tuple[str, ...]]:
    """Return the original, and the parts of it that go when it is joined by naming `response`.

    Raises NotFound.
    """
    named: Response = room.get(response, "r")
    original = room.responses[named.part_of or named.id]
    parts = tuple(part.id for part in standing_parts(room, original.id))
    if named.part_of and not original.split:
        parts = tuple(part for part in parts if part == named.id)
    return original.id, parts


def find_pieces(text: str, pieces: Sequence[str]) -> tuple[Span, ...] | None:
    """Return where `pieces` stand in `text`, one after the other; None if one is not there.

    A piece neither begins nor ends inside a word.

    >>> find_pieces("Smaller classes; better lunches", ["Smaller classes", "better lunches"])
    ((0, 15), (17, 31))
    >>> find_pieces("therapist", ["the", "rapist"]) is None
    True
    """
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        start = text.find(piece, at) if piece else -1
        while start >= 0 and (_cuts(text, start) or _cuts(text, start + len(piece))):
            start = text.find(piece, start + 1)
        if start < 0:
            return None
        at = start + len(piece)
        spans.append((start, at))
    return tuple(spans)


# Scripts that write no spaces may be cut anywhere.
_WORD = r"(?:(?![\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff])\w)"
_INSIDE = re.compile(rf"(?<={_WORD}){_WORD}")
_TIED = re.compile("[\u0300-\u036f\u200c\u200d\ufe0f\U0001f3fb-\U0001f3ff]")


def _cuts(text: str, at: int) -> bool:
    """Return True when a cut at `at` goes through a word or an emoji."""
    is_tied = _TIED.match(text, at) or text[at - 1 : at] == "\u200d"
    return bool(_INSIDE.match(text, at) or is_tied)


def _whole(room: Room, key: str) -> Response:
    """Return a shown response that is no part and has its place on the board."""
    response: Response = room.get(key, "r")
    if response.part_of:
        raise Refused("is_part")
    if response.state != "shown":
        raise Refused("not_shown")
    if response.parked:
        raise Refused("is_parked")
    if not is_on_board(response):
        raise Refused("is_split")
    return response


def _add(room: Room, key: str, original: Response, text: str) -> None:
    room.add(
        key,
        seat=original.seat,
        prompt=original.prompt,
        text=text,
        state=original.state,
        place=original.place,
        at=original.at,
        group=original.group,
        flags=flags_of(text),
        late=original.late,
        part_of=original.id,
    )
