"""Drafts: what a language model has read becomes an offer in its room, beside the engine's.

The engine is always asked first and what it says is published at once. Where a draft is wanted the
model reads too, in the background; what it finds comes back as the same `SuggestThemes`, so that
people have the last word (T1–T6, T16), and replaces the engine's offer.
"""

import asyncio
import itertools
import logging
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Any

from workshop.errors import WorkshopError
from workshop.live.drafter import Drafter, Group, fixed_themes, standing_themes
from workshop.live.engine import Question, Reading, question_of, repeats, suggestions_of
from workshop.live.rooms import LiveRoom
from workshop.room import views
from workshop.room.nouns import ENGINE
from workshop.room.suggest import CONFIDENT, SuggestThemes

log = logging.getLogger(__name__)

KEY = "m"  # the keys of its themes begin with it, the engine's do not
SURE = CONFIDENT - 0.01  # what it suggests is never placed without a person
READINGS = 3  # of one draft, while words are changed under its eyes

Text = dict[str, Any]


class Drafts:
    """The drafts of one room; one at a time for each prompt."""

    def __init__(self, live: LiveRoom, drafter: Drafter) -> None:
        """Ask for nothing yet."""
        self._live = live
        self._drafter = drafter
        self._begun: set[str] = set()  # prompts whose first draft has been asked for
        self._running: dict[str, asyncio.Task[None]] = {}
        self._anew: set[str] = set()  # prompts with a draft asked for, or whose offer had to go
        self._read: dict[str, Question] = {}  # prompt → what the offered draft was made of
        self._refs = itertools.count(1)

    def keep(self, command: SuggestThemes) -> SuggestThemes:
        """Return what the engine says, without its draft while one of the model's is offered.

        Else each newcomer would take the offer away that somebody is reading. Who asks for a draft
        wants another; and a name must not repeat what was hidden, withdrawn or edited since: such
        an offer goes, and is made anew.
        """
        self._live.publish_now(views.CONSOLE)
        view = self._live.view(views.CONSOLE)
        prompt = view["prompts"].get(command.prompt, {})
        if prompt.get("asked"):
            if "wish" not in prompt:  # fewer, more, or by the code book is the engine's own work
                self._anew.add(command.prompt)  # also who asked while the engine was reading
                return replace(command, awaits=self._is_open())
            return command
        plans = (prompt.get("draft") or {}).get("themes", {})
        read = self._read.get(command.prompt)
        if read is None or not any(key.startswith(KEY) for key in plans):
            return command
        names = [plan["name"] for plan in plans.values()]
        if repeats(names, read, question_of(view, command.prompt)):
            self._anew.add(command.prompt)
            del self._read[command.prompt]
            return command
        return replace(command, keeps=True)

    def begin(self, prompt: str, question: Question) -> None:
        """Let the model read in the background, for a first draft and for one that was asked."""
        is_first = prompt not in self._begun and not question["themes"]
        if not (is_first or prompt in self._anew) or not self._is_open():
            return
        self._begun.add(prompt)
        self._anew.discard(prompt)
        running = self._running.get(prompt)
        if running is not None:
            running.cancel()
        self._running[prompt] = asyncio.create_task(self._draft(prompt, question))

    def _is_open(self) -> bool:
        """Whether people are in the room, who have been told that a model reads with them."""
        state: str = self._live.view(views.CONSOLE)["workshop"]["state"]
        return state == "open"

    async def close(self) -> None:
        """Stop reading."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _draft(self, prompt: str, question: Question) -> None:
        try:
            await self._bring(prompt, question)
        except WorkshopError as error:
            log.warning("a draft was refused: %s", error.code)
        except Exception as error:  # the room goes on, and no phrase gets into the log
            log.error("a draft of the language model broke: %s", type(error).__name__)

    async def _bring(self, prompt: str, question: Question) -> None:
        for _ in range(READINGS):
            groups = await self._drafter.group(question)
            if groups is None:
                return
            self._live.publish_now(views.CONSOLE)  # the engine's own answer may be a moment old
            view = self._live.view(views.CONSOLE)
            now = question_of(view, prompt)
            if "wish" in view["prompts"].get(prompt, {}):
                return  # somebody has asked for another draft meanwhile
            if not repeats([group.name for group in groups], question, now):
                self._read[prompt] = question
                read = {text["id"] for text in question["texts"]}
                # It read long: what the engine has offered meanwhile makes it no later.
                command = suggestions_of(prompt, reading_of(groups, now, read), None)
                ref = f"{self._live.epoch}-{prompt}-{KEY}{next(self._refs)}"
                await self._live.command(command, by=ENGINE, role=ENGINE, ref=ref)
                return
            question = now
        log.warning("the language model gave no draft: words were changed each time")


def reading_of(
    groups: Sequence[Group], question: Question, read: Container[str] | None = None
) -> Reading:
    """Return groups as the engine's answer to a question would be, as the room stands in it.

    Of what was not `read` nothing is said: it came later.

    A group that is mostly a standing theme becomes that theme, so that few cards move. What a
    person placed stays, what one put back is only suggested, and nothing goes to a theme that one
    took it out of.
    """
    texts = {text["id"]: text for text in question["texts"]}
    themes, fixed = standing_themes(question), fixed_themes(question)
    unclaimed = {key for key in themes if all(group.theme != key for group in groups)}
    homes = [
        group.theme if group.theme in themes else _home(group, texts, unclaimed) for group in groups
    ]
    drafted: list[Reading] = []
    moves: list[dict[str, str]] = []
    placements: dict[str, Reading] = {}
    for number, (group, home) in enumerate(zip(groups, homes, strict=True), 1):
        free = [text for key in group.responses if (text := texts.get(key)) is not None]
        free = [t for t in free if not t.get("fixed") and home not in t.get("apart", ())]
        loose = [t["id"] for t in free if t.get("theme") is None and not t.get("aside")]
        standing = [t["id"] for t in free if t.get("theme") not in (None, home)]
        if home is None and len(loose) + len(standing) < 2:
            continue
        if home is not None:
            aside = [t["id"] for t in free if t.get("aside") and t.get("theme") is None]
            placements |= {key: {"theme": home, "sure": SURE} for key in aside}
        key = f"{KEY}{number}"
        drafted.append(_drafted(key, group, home, loose, themes, fixed))
        moves += [{"response": response, "to": key} for response in standing]
    placed = {response for theme in drafted for response in theme["responses"]}
    alone = [t for t in texts.values() if t.get("theme") is None and not t.get("aside")]
    return {
        "placements": placements,
        "singles": [
            text["id"]
            for text in alone
            if text["id"] not in placed and (read is None or text["id"] in read)
        ],
        "draft": {
            "themes": drafted,
            "moves": moves,
            "merges": _merges(question, moves, set(themes) - fixed - {h for h in homes if h}),
        },
    }


def _home(group: Group, texts: dict[str, Text], themes: set[str]) -> str | None:
    """Return the standing theme that a group is: where most of both stand; None for a new one."""
    stood = Counter(
        theme for key in group.responses if (theme := texts.get(key, {}).get("theme")) in themes
    )
    if not stood:
        return None
    theme, shared = stood.most_common(1)[0]
    there = sum(text.get("theme") == theme for text in texts.values())
    return theme if 2 * shared > there and 2 * shared > stood.total() else None


def _drafted(
    key: str,
    group: Group,
    home: str | None,
    loose: list[str],
    themes: dict[str, Any],
    fixed: set[str],
) -> Reading:
    name = themes[home]["name"] if home in fixed else group.name
    is_worded = home is None or name != themes[home]["name"]
    return {
        "key": key,
        "name": name,
        "responses": loose,
        **({"machine": True} if is_worded else {}),
        **({"theme": home} if home else {}),
    }


def _merges(
    question: Question, moves: list[dict[str, str]], free: set[str]
) -> list[dict[str, str]]:
    """Return where themes go that would be left empty: to where most of theirs went."""
    goes = {move["response"]: move["to"] for move in moves}
    merges = []
    for theme in sorted(free):
        held = [text["id"] for text in question["texts"] if text.get("theme") == theme]
        if held and all(key in goes for key in held):
            into = Counter(goes[key] for key in held).most_common(1)[0][0]
            merges.append({"from": theme, "into": into})
    return merges
