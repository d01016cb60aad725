"""Traces: where the engine repeats words of a phrase, and how they go with a redaction.  Rule M5.

What it suggested, how it named themes, and what bears such a name because a person took it over.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from workshop.room.nouns import Note, Response, Room, Theme
from workshop.room.promote import promoted


@dataclass(frozen=True, slots=True)
class Traces:
    """Where the engine repeats words that a redaction takes out of a response."""

    themes: dict[str, dict[str, Any]]  # how themes that it named read without them
    steps: tuple[str, ...]  # themes whose name in a person's steps holds them
    responses: tuple[str, ...]  # other responses whose `words` hold them
    # How else bears such a name reads without them: a priority's or statement's id, or "b1.o2",
    # an option of a ballot → its name.
    named: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()  # themes whose `words` in a person's steps hold them


def traces(room: Room, response: Response, text: str) -> Traces:
    """Find what the engine made of the words that `response` has and `text` has not (M5)."""
    gone = gone_words(response.text, text)
    themes = {}
    for theme in _all_themes(room, response.prompt):
        words = [word for word in theme.words if not _tokens(word) & gone]
        name = theme.name if theme.named else without(theme.name, gone) or ", ".join(words[:2])
        name = name or "…"
        if name != theme.name or len(words) != len(theme.words):
            themes[theme.id] = {"name": name, "words": words}
    steps: dict[str, set[str]] = {"name": set(), "words": set()}
    for note in (note for own in room.steps.values() for step in own for note in step.notes):
        if note.field in steps and _tokens(f"{note.before} {note.after}") & gone:
            steps[note.field].add(note.key)
    responses = tuple(
        key
        for key in room.by_prompt.get(response.prompt, ())
        if key != response.id and _tokens(" ".join(room.responses[key].words)) & gone
    )
    named = {
        address: without(name, gone) or "…"
        for address, name in _coined(room, response.prompt).items()
        if _tokens(name) & gone
    }
    names, keywords = (tuple(sorted(steps[name])) for name in ("name", "words"))
    return Traces(themes, names, responses, named, keywords)


def gone_words(before: str, after: str) -> set[str]:
    """Return the words that a text has no more."""
    return _tokens(before) - _tokens(after)


def without(name: str, gone: set[str]) -> str:
    """Return what is left of an engine's name without these words."""
    return _DOT.join(part for part in name.split(_DOT) if not _tokens(part) & gone)


def _coined(room: Room, prompt: str) -> dict[str, str]:
    """Return the names of this prompt that the engine made up and a person took, by address."""
    named = {
        one.id: one.theme_name for one in promoted(room) if one.coined == prompt and one.theme_name
    }
    asked = {
        f"{ballot.id}.{key}": option.text
        for ballot in room.ballots.values()
        for key, option in ballot.options.items()
        if option.coined == prompt
    }
    return named | asked


def erase(room: Room, prompt: str, found: Traces) -> None:
    """Take the traces away; an offer that may hold more of them is dropped and made anew."""
    for theme, plan in found.themes.items():
        room.put(theme, "name", plan["name"])
        room.put(theme, "words", tuple(plan["words"]))
    for key in found.responses:
        room.put(key, "words", ())
    room.put(prompt, "draft", None)

    def is_free(note: Note) -> bool:
        if note.field == "words":
            return note.key not in found.words
        if note.field == "draft":  # an undo brings none back
            return note.key != prompt
        return note.field not in _NAMING or note.key not in found.steps

    for by, steps in room.steps.items():
        room.steps[by] = [replace(s, notes=tuple(filter(is_free, s.notes))) for s in steps]


_NAMING = {"name", "named", "mixed", "machine"}  # undone together or not at all
_DOT = " · "  # between the words of an engine's name


def _all_themes(room: Room, prompt: str) -> list[Theme]:
    """Return also the themes that were merged away: an undo may bring them back."""
    return [theme for theme in room.themes.values() if theme.prompt == prompt]


def _tokens(text: str) -> set[str]:
    return {token.casefold() for token in re.findall(r"\w+", text) if len(token) > 2}


# ── in what is kept of the past ───────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How stored events of one prompt read without words that went; `act` cleans one of them."""

    prompt: str
    gone: set[str]
    # Theme → what the engine had called it → how that reads now, of the events that were cleaned.
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def act(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return an event, as it is stored, without these words; a person's stay as they are."""
        if event["type"] == "undone":
            return {**event, "writes": self._writes(event["writes"])}
        if event.get("prompt") != self.prompt:
            return event
        if event["type"] == "themes_suggested":
            placed = {key: self._plan(one) for key, one in event["placements"].items()}
            return {**event, "placements": placed, "draft": self._draft(event["draft"])}
        if event["type"] == "draft_accepted":
            made = {part: self._plans(event.get(part) or {}) for part in ("themes", "names")}
            return {**event, **made, "left": self._draft(event["left"])}
        return event

    def _plans(self, plans: dict[str, Any]) -> dict[str, Any]:
        cleaned = {key: self._plan(plan) for key, plan in plans.items()}
        for key, plan in plans.items():
            if plan["name"] != cleaned[key]["name"]:
                self.names.setdefault(key, {})[plan["name"]] = cleaned[key]["name"]
        return cleaned

    def _draft(self, draft: dict[str, Any] | None) -> dict[str, Any] | None:
        if not draft or "themes" not in draft:
            return draft
        return {**draft, "themes": {key: self._plan(one) for key, one in draft["themes"].items()}}

    def _plan(self, plan: dict[str, Any]) -> dict[str, Any]:
        cleaned = dict(plan)
        if plan.get("name"):
            cleaned["name"] = without(plan["name"], self.gone) or "…"
        if plan.get("words"):
            cleaned["words"] = self._words(plan["words"])
        return cleaned

    def _words(self, words: Iterable[str]) -> list[str]:
        return [word for word in words if not _tokens(word) & self.gone]

    def _writes(self, writes: list[Any]) -> list[Any]:
        """Return what an undo wrote: names that it gave back to the engine, and keywords."""
        engines = {key for key, name, value in writes if name == "named" and value is False}
        return [
            [key, name, self._words(value)]
            if name == "words"
            else [key, name, without(value, self.gone) or "…"]
            if name == "name" and key in engines
            else [key, name, value]
            for key, name, value in writes
        ]
