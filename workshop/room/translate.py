"""Translate: a facilitator’s words beside a phrase in another language.  Rules X1–X3."""

from dataclasses import dataclass

from workshop.errors import Refused
from workshop.room.nouns import Response, Room
from workshop.room.respond import MAX_TEXT
from workshop.room.text import graphemes, squeeze
from workshop.room.when import Moment


@dataclass(frozen=True, slots=True)
class TranslateResponse:
    """Put a translation beside a phrase; no words take it away."""

    response: str
    language: str
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ResponseTranslated:
    """A phrase has a translation, or has it no more."""

    response: str
    language: str
    text: str


def translate(room: Room, command: TranslateResponse, by: str, at: int) -> list[ResponseTranslated]:
    """Say it in a language of the workshop (X1).

    Raises Refused `unknown_language`, `too_long`, `withdrawn`, `is_part`; NotFound.
    """
    response: Response = room.get(command.response, "r")
    if response.state == "withdrawn":
        raise Refused("withdrawn")
    if response.part_of and room.responses[response.part_of].split:
        raise Refused("is_part")
    if command.language not in room.workshop.languages:
        raise Refused("unknown_language")
    text = squeeze(command.text)
    if graphemes(text) > MAX_TEXT:
        raise Refused("too_long", limit=MAX_TEXT)
    key = response.part_of or response.id  # a second card has the words of the first
    if room.responses[key].translations.get(command.language, "") == text:
        return []
    return [ResponseTranslated(key, command.language, text)]


def translated(room: Room, event: ResponseTranslated, when: Moment) -> None:
    """Write it beside the words."""
    said = dict(room.responses[event.response].translations)
    said.pop(event.language, None)
    if event.text:
        said[event.language] = event.text
    room.put(event.response, "translations", said)
