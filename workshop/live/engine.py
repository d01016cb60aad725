"""Engine: the theming engine as a child process, and when it is asked.

It is stateless: every question carries the texts, the standing themes and what people decided. It
answers with differences, which come back into the room as an ordinary command. A child that is
late is killed and a new one started; the last good suggestions stay.
"""

import asyncio
import contextlib
import itertools
import logging
import re
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from workshop.errors import WorkshopError
from workshop.live.rooms import LiveRoom
from workshop.live.turns import Publication
from workshop.room import views
from workshop.room.nouns import ENGINE
from workshop.room.suggest import SuggestThemes

log = logging.getLogger(__name__)

DEADLINE = 20.0  # seconds for one answer; the first of a child loads its vectors
A_TEXT = 0.002  # seconds more for each text, so that a large room has time on a busy machine
LINE_LIMIT = 32 * 1024 * 1024  # bytes of one answer
LONG_QUESTION = 1_000  # texts, and …
LONG_LINE = 100_000  # … bytes of an answer, from which on JSON is read and written beside the loop
QUIET = 1.0  # seconds without a change before it is asked
AT_MOST = 3.0  # seconds that a change waits while others keep coming
FIRST_QUIET = 5.0  # seconds of quiet after which the first draft is made
FIRST_AT = 30  # phrases under which a room is still thinking: a pause says nothing yet
THINKING = 4  # times as long is the quiet then
GROWTH = 1.25  # where so many times as many phrases …
SLOW = 20.0  # … take longer than these seconds, the first draft is made although more are coming
CODE_BOOK = "k12"  # the lexicon behind the view by codes
PART = 200  # texts whose sentence vectors are asked for at a time, about two seconds
AT_A_TIME = 50  # texts that are read on arrival while others wait, half a second
GATHER = 0.1  # seconds in which newcomers come together before they are placed
FEWEST = 6  # phrases under which there is nothing to group

COMMAND = (sys.executable, "-m", "workshop.theming")

Question = dict[str, Any]  # JSON, as `python -m workshop.theming` reads it
Reading = dict[str, Any]  # JSON, as it answers
CodeBook = Callable[[], Awaitable[list[Question]]]  # what a district has added to the code book


class Engine:
    """The child process; one question at a time, and newcomers beside it."""

    def __init__(
        self,
        command: tuple[str, ...] = COMMAND,
        deadline: float = DEADLINE,
        encoder: Path | None = None,
    ) -> None:
        """Start nothing yet. `encoder` is the folder of a sentence encoder."""
        self._command = (*command, str(encoder)) if encoder else command
        self.encodes = encoder is not None
        self._deadline = deadline
        self._child: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._waiting: dict[int, asyncio.Future[Reading]] = {}  # by the id of their question
        self._ids = itertools.count(1)
        self._turn = asyncio.Lock()
        self._told: str | None = None  # what the log has said of the sentence encoder

    async def ask(self, question: Question) -> Reading | None:
        """Return the answer, or None when there was none in time or it was an error."""
        async with self._turn:
            patience = self._deadline + A_TEXT * len(question.get("texts", ()))
            try:
                async with asyncio.timeout(patience):
                    answer = await self._exchange(await self._started(), question)
            except (TimeoutError, OSError, ValueError, EOFError) as error:
                log.warning("the theming engine gave no answer: %s", type(error).__name__)
                await self._kill()
                return None
            except asyncio.CancelledError:
                await self._kill()  # nobody waits for what it is at, and others would wait for it
                raise
        self._tell_encoder(answer.get("encoder"))
        return _sound(answer)

    async def place(self, question: Question) -> Reading | None:
        """Return where newcomers belong, while another question may be worked out.

        None when nobody can say at once: no child runs, or it is late; it is not killed for that.
        """
        child = self._child
        if child is None or child.returncode is not None:
            return None
        try:
            async with asyncio.timeout(self._deadline):
                return _sound(await self._exchange(child, question))
        except (TimeoutError, OSError, ValueError, EOFError):
            return None

    def _tell_encoder(self, found: str | None) -> None:
        """Say once in the log why the sentence encoder is not used; again when that has changed."""
        if found not in (None, "used", self._told):
            log.warning("the sentence encoder is not used: %s", found)
        self._told = found

    async def close(self) -> None:
        """End the child."""
        await self._kill()

    async def _started(self) -> asyncio.subprocess.Process:
        """Return the child that runs, or a new one. Raises OSError."""
        hears = self._hearing is not None and not self._hearing.done()
        if self._child is None or self._child.returncode is not None or not hears:
            await self._kill()
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LINE_LIMIT,
            )
            self._hearing = asyncio.create_task(self._hear(self._child))
        return self._child

    async def _exchange(self, child: asyncio.subprocess.Process, question: Question) -> Reading:
        if child.stdin is None:
            raise OSError("no pipe")
        number = next(self._ids)
        answered: asyncio.Future[Reading] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answered
        try:
            told = {"id": number, **question}
            is_long = len(question.get("texts", ())) > LONG_QUESTION
            child.stdin.write(await asyncio.to_thread(_line, told) if is_long else _line(told))
            await child.stdin.drain()
            return await answered
        finally:
            self._waiting.pop(number, None)

    async def _hear(self, child: asyncio.subprocess.Process) -> None:
        """Give each answer to whoever waits for it, until the child ends or makes no sense."""
        reason: Exception = EOFError("the child has ended")
        try:
            while child.stdout is not None and (line := await child.stdout.readline()):
                is_long = len(line) > LONG_LINE
                answer = await asyncio.to_thread(_unline, line) if is_long else _unline(line)
                number = answer.get("id")
                answered = self._waiting.get(number) if isinstance(number, int) else None
                if answered is not None and not answered.done():
                    answered.set_result(answer)
        except (OSError, ValueError) as error:
            reason = error
        for answered in self._waiting.values():
            if not answered.done():
                answered.set_exception(reason)

    async def _kill(self) -> None:
        child, self._child = self._child, None
        hearing, self._hearing = self._hearing, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        if hearing is not None:
            await hearing  # the pipe has ended, and so has everybody's waiting


def _line(question: Question) -> bytes:
    return msgspec.json.encode(question) + b"\n"


def _unline(line: bytes) -> Reading:
    """Return what a line says. Raises ValueError."""
    found: Reading = msgspec.json.decode(line, type=dict[str, Any])
    return found


def _sound(answer: Reading) -> Reading | None:
    """Return an answer that is one; None for a refusal."""
    if answer.get("ok"):
        return answer
    log.warning("the theming engine could not answer: %s", answer.get("error"))
    return None


class Beside(Protocol):
    """Who else drafts in a room, after the engine; see `drafts.py`."""

    def keep(self, command: SuggestThemes) -> SuggestThemes:
        """Return what the engine says, as far as it is wanted."""

    def begin(self, prompt: str, question: Question) -> None:
        """Take note that the engine was asked this; do not wait."""

    async def close(self) -> None:
        """Stop."""


class Grown(NamedTuple):
    """When a prompt last grew by a quarter, and to how many phrases."""

    at: float  # seconds of the loop's clock
    phrases: int


def first_draft_at(prompt: views.Object, last: float, grown: Grown) -> tuple[float, Grown]:
    """Return when the first draft is due after the change at `last`, and how it has grown.

    Nothing that is placed moves by itself, so a draft is made of most of what will come: when the
    prompt is closed, when it is quiet (longer while few have answered), or when it hardly grows.
    """
    if prompt.get("state") == "closed":
        return last + QUIET, grown
    phrases = prompt.get("phrases", 0)
    if phrases < FIRST_AT:
        return last + THINKING * FIRST_QUIET, grown
    if phrases >= GROWTH * grown.phrases:
        grown = Grown(last, phrases)
    return min(last + FIRST_QUIET, grown.at + SLOW), grown


class Watch:
    """Watches one room and asks the engine when a prompt has changed and is quiet."""

    def __init__(
        self,
        live: LiveRoom,
        engine: Engine,
        beside: Beside | None = None,
        code_book: CodeBook | None = None,
    ) -> None:
        """Begin to listen; `start` begins to ask.

        `code_book` is asked with each question about codes, so that a change is seen by the next.
        """
        self._live = live
        self._engine = engine
        self._beside = beside
        self._code_book = code_book
        self._changed: dict[str, tuple[float, float]] = {}  # prompt → first and last change
        self._home: dict[str, str] = {}  # theme → its prompt
        self._grown: dict[str, Grown] = {}  # by prompt
        self._wake = asyncio.Event()
        self._refs = itertools.count(1)
        self._task: asyncio.Task[None] | None = None
        self._last: dict[str, bytes] = {}  # prompt → the question asked last
        self._unanswered: set[str] = set()  # prompts whose latest question got no answer
        self._encoding: asyncio.Task[None] | None = None
        self._newcomers: dict[str, dict[str, str]] = {}  # prompt → response → text, not yet placed
        self._drafted: dict[str, dict[str, str]] = {}  # prompt → theme of a first draft → a card
        self._known: set[str] = set()  # responses that an answer has dealt with
        self._placing: asyncio.Task[None] | None = None
        self._arrived: dict[
            str, list[str]
        ] = {}  # texts whose sentence vectors are to be there for a draft
        self._reading: asyncio.Task[None] | None = None
        live.heard.append(self._hear)

    def start(self) -> None:
        """Look at every prompt that has responses already, then at changes."""
        view = self._live.view(views.CONSOLE)
        self._home = {key: theme["prompt"] for key, theme in view["themes"].items()}
        for prompt in view["prompts"]:
            self._mark(prompt)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop asking."""
        for task in (self._task, self._encoding, self._placing, self._reading):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._beside is not None:
            await self._beside.close()

    def _hear(self, news: Publication) -> None:
        touched: set[str | None] = set()
        new = []
        for address, value in news.objects[views.CONSOLE].items():
            if address[0] == "responses":  # its prompt changes with it, and comes by itself
                if value is not None and "theme" not in value and address[1] not in self._known:
                    new.append((address[1], value))
            elif address[0] == "prompts":
                touched.add(address[1])
            elif address[0] == "themes":
                home = value["prompt"] if value else self._home.pop(address[1], None)
                if value:
                    self._home[address[1]] = value["prompt"]
                touched.add(home)
        for key, response in new:
            self._welcome(key, response)
        for prompt in touched:
            if prompt is not None:
                self._mark(prompt)

    def _welcome(self, key: str, response: views.Object) -> None:
        """Let a newcomer be placed at once where themes stand, and be read where none does yet."""
        if response["state"] != "shown" or response.get("aside"):
            return
        prompt = response["prompt"]
        if not _gathers(self._live.latest(views.CONSOLE, "prompts", prompt)):
            return
        if prompt not in self._home.values():
            if self._engine.encodes:
                self._arrived.setdefault(prompt, []).append(response["text"])
                if self._reading is None or self._reading.done():
                    self._reading = asyncio.create_task(self._read_arrivals())
        else:
            self._known.add(key)
            self._newcomers.setdefault(prompt, {})[key] = response["text"]
            if self._placing is None or self._placing.done():
                self._placing = asyncio.create_task(self._place_all())

    async def _read_arrivals(self) -> None:
        """Let the encoder read as they come, so that the first draft knows their sentences."""
        while self._arrived:
            await asyncio.sleep(GATHER)
            prompt, texts = next(iter(self._arrived.items()))
            now, later = texts[:AT_A_TIME], texts[AT_A_TIME:]
            if later:
                self._arrived[prompt] = later
            else:
                del self._arrived[prompt]
            await self._engine.ask({"do": "embed", **self._asked(prompt), "texts": now})

    def _asked(self, prompt: str) -> Question:
        """Return the question and what the workshop is about: their words say little here."""
        asked = self._live.latest(views.CONSOLE, "prompts", prompt) or {}
        about = self._live.latest(views.CONSOLE, "workshop") or {}
        return {"prompt": asked.get("question", ""), "about": about.get("title", "")}

    async def _place_all(self) -> None:
        """Place newcomers until there are none, those that come meanwhile together."""
        while self._newcomers:
            await asyncio.sleep(GATHER)
            prompt, texts = next(iter(self._newcomers.items()))
            del self._newcomers[prompt]
            try:
                await self._place(prompt, texts)
            except WorkshopError as error:
                log.warning("placements were refused: %s", error.code)
            except Exception:
                log.exception("the watch of a room broke on its newcomers")

    async def _place(self, prompt: str, texts: dict[str, str]) -> None:
        asked = [{"id": key, "text": text} for key, text in texts.items()]
        answer = await self._engine.place(
            {"do": "place", "keep": self._kept(prompt), "texts": asked}
        )
        found = {
            key: {**place, "theme": theme}
            for key, place in (answer or {}).get("placements", {}).items()
            if (theme := self._standing(prompt, place["theme"])) is not None
            and self._still_says(key, texts[key])
        }
        if found:
            await self._say(SuggestThemes(prompt, found, newcomers=True), prompt)

    def _standing(self, prompt: str, theme: str) -> str | None:
        """Return a theme of the engine's as it stands: one of a draft is where its first card is.

        None where it was not taken.
        """
        card = self._drafted.get(prompt, {}).get(theme)
        if card is None:
            return theme
        response: dict[str, str] = self._live.latest(views.CONSOLE, "responses", card) or {}
        return response.get("theme")

    def _still_says(self, key: str, text: str) -> bool:
        """Whether a response has the words that were read; of others the reasons must not tell."""
        response = self._live.latest(views.CONSOLE, "responses", key) or {}
        return bool(response.get("text") == text)

    def _kept(self, prompt: str) -> str:
        """Return the name under which the engine keeps a prompt's board."""
        return f"{self._live.workshop_id} {prompt}"

    async def _say(self, command: SuggestThemes, prompt: str) -> None:
        await self._live.command(
            command,
            by=ENGINE,
            role=ENGINE,
            ref=f"{self._live.epoch}-{prompt}-{next(self._refs)}",
            digest="",  # no ref of the engine's comes twice
        )

    def _mark(self, prompt: str) -> None:
        if not _gathers(self._live.latest(views.CONSOLE, "prompts", prompt)):
            return
        now = asyncio.get_running_loop().time()
        first, _ = self._changed.get(prompt, (now, now))
        self._changed[prompt] = (first, now)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            wait = self._next_wait()
            if wait is None or wait > 0:
                self._wake.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), wait)
                continue
            for prompt in self._due():
                self._changed.pop(prompt, None)
                try:
                    await self._suggest(prompt)
                except WorkshopError as error:
                    log.warning("suggestions were refused: %s", error.code)
                except Exception:
                    log.exception("the watch of a room broke on one prompt")

    def _next_wait(self) -> float | None:
        """Return the seconds until a prompt is due, None when nothing has changed."""
        now = asyncio.get_running_loop().time()
        waits = [self._due_at(prompt) - now for prompt in self._changed]
        return min(waits) if waits else None

    def _due(self) -> list[str]:
        now = asyncio.get_running_loop().time()
        return [prompt for prompt in self._changed if self._due_at(prompt) <= now]

    def _due_at(self, prompt: str) -> float:
        first, last = self._changed[prompt]
        seen = self._live.latest(views.CONSOLE, "prompts", prompt) or {}
        if seen.get("asked"):
            return first
        if prompt not in self._home.values():
            grown = self._grown.get(prompt, Grown(last, 0))
            due, self._grown[prompt] = first_draft_at(seen, last, grown)
            return due
        return min(last + QUIET, first + AT_MOST)

    async def _suggest(self, prompt: str) -> None:
        seen, objects = self._live.seq, self._live.snapshot(views.CONSOLE)
        question, told, known = await asyncio.to_thread(_read, objects, prompt)
        standing = objects.get(("prompts", prompt)) or {}
        asked = standing.get("asked", False)
        if len(question["texts"]) < FEWEST and not asked:
            return
        if "lexicon" in question and self._code_book:
            question["code_book"] = await self._code_book()
            told += msgspec.json.encode(question["code_book"])
        if told == self._last.get(prompt) and not asked:
            return  # only its own suggestions have changed since
        self._known.update(known)
        answer = await self._engine.ask({**question, "keep": self._kept(prompt)})
        if answer is None:
            if prompt not in self._unanswered:  # a new child may know; a bad question kills but two
                self._unanswered.add(prompt)
                self._mark(prompt)
            return
        self._unanswered.discard(prompt)
        command = await asyncio.to_thread(suggestions_of, prompt, answer, seen)
        now = self._live.snapshot(views.CONSOLE)
        holds = await asyncio.to_thread(_what_holds, command, question, now)
        if holds is None:
            self._mark(prompt)
            return
        self._last[prompt] = told
        drafted = [] if question["themes"] else (answer.get("draft") or {}).get("themes", [])
        self._drafted[prompt] = {one["key"]: one["responses"][0] for one in drafted}
        if answer.get("waiting"):
            self._encode(prompt, [text["text"] for text in question["texts"]])
        command = replace(holds, wish=standing.get("wish"))
        await self._say(self._beside.keep(command) if self._beside else command, prompt)
        if self._beside:
            self._beside.begin(prompt, question)

    def _encode(self, prompt: str, texts: list[str]) -> None:
        """Let the engine work out sentence vectors in the background, then ask it again."""
        if self._encoding is None or self._encoding.done():
            self._encoding = asyncio.create_task(self._encode_parts(prompt, texts))

    async def _encode_parts(self, prompt: str, texts: list[str]) -> None:
        for start in range(0, len(texts), PART):
            part = {"do": "embed", **self._asked(prompt), "texts": texts[start : start + PART]}
            if await self._engine.ask(part) is None:
                return  # the plain view stays; the next change tries again
        self._last.pop(prompt, None)
        self._mark(prompt)


# What worked and what to change is no theme of a plan: such a prompt keeps a plain list. No ballot
# is a prompt: what was said beside a vote is read by people alone.
_PLAIN = ("exit",)


def _gathers(asked: views.Object | None) -> bool:
    """Return True for a prompt whose responses become themes: of a plain list when asked."""
    return asked is not None and (asked["kind"] not in _PLAIN or "asked" in asked)


def _read(
    objects: dict[views.Address, views.Object | None], prompt: str
) -> tuple[Question, bytes, set[str]]:
    """Return what the engine is asked, what tells it from another question, and its texts' ids."""
    question = question_of(views.assemble(objects), prompt)
    known = {text["id"] for text in question["texts"]}
    return question, msgspec.json.encode(question), known


def question_of(view: views.View, prompt: str) -> Question:
    """Return what the engine is asked about a prompt, from the console's published view."""
    themes = [
        {
            "id": key,
            "name": theme["name"],
            **{flag: True for flag in ("named", "aside", "machine") if theme.get(flag)},
        }
        for key, theme in view["themes"].items()
        if theme["prompt"] == prompt
    ]
    texts = []
    for key, response in view["responses"].items():
        if response["prompt"] != prompt or response["state"] != "shown":
            continue  # a theme is named in its responses' words, and the wall shows the name
        if "split" in response or "parked" in response:
            continue  # its parts stand for it; it is off the board
        text = {"id": key, "text": response["text"]}
        if "theme" in response:
            text["theme"] = response["theme"]
            if response.get("pinned") or response.get("placed") == "person":
                text["fixed"] = True
        if response.get("aside"):
            text["aside"] = True
        if "apart" in response:
            text["apart"] = sorted(response["apart"])
        texts.append(text)
    texts.sort(key=lambda text: int(text["id"][1:]))
    asked = view["prompts"].get(prompt, {})
    wish = asked.get("wish", {})
    return {
        "do": "group",
        "prompt": asked.get("question", ""),
        "about": view["workshop"]["title"],
        "texts": texts,
        "themes": themes,
        **({"untouched": True} if asked.get("auto") and not asked.get("steered") else {}),
        **({"n_themes": wish["themes"]} if "themes" in wish else {}),
        **({"lexicon": CODE_BOOK, "afresh": True} if wish.get("view") == "codes" else {}),
    }


def repeats(names: Iterable[str], then: Question, now: Question) -> bool:
    """Return True when a name holds a word that was read then, and that no phrase has now."""
    stands = {(text["id"], text["text"]) for text in now["texts"]}
    went = (text for text in then["texts"] if (text["id"], text["text"]) not in stands)
    doubtful = _words(text["text"] for text in went) & _words(names)
    return bool(doubtful) and bool(doubtful - _words(text["text"] for text in now["texts"]))


def _words(texts: Iterable[str]) -> set[str]:
    return {word.casefold() for text in texts for word in re.findall(r"\w+", text) if len(word) > 2}


def _what_holds(
    command: SuggestThemes, then: Question, objects: dict[views.Address, views.Object | None]
) -> SuggestThemes | None:
    """Return an opinion without reasons for words that were changed while it was made.

    None where its draft calls a theme by words that went.
    """
    now = question_of(views.assemble(objects), command.prompt)
    plans = (command.draft or {}).get("themes", {}).values()
    if repeats([one for plan in plans for one in (plan["name"], *plan["words"])], then, now):
        return None
    read = {text["id"]: text["text"] for text in then["texts"]}
    kept = {}
    for key, placement in command.placements.items():
        response = objects.get(("responses", key))
        if response is not None and response["text"] == read.get(key):
            kept[key] = placement
    return replace(command, placements=kept)


def inside_question(view: views.View, theme: str) -> Question:
    """Return what the engine is asked about one theme: its parts, and why each phrase is there."""
    return {
        **question_of(view, view["themes"][theme]["prompt"]),
        "do": "inside",
        "theme": theme,
    }


def suggestions_of(prompt: str, answer: Reading, seen: int | None) -> SuggestThemes:
    """Return the engine's answer as the command that brings it into the room.

    `seen` is the seq at which it was asked; None where an offer made since is no matter.
    """
    offered = answer.get("draft") or {}
    draft = {
        "themes": {
            theme["key"]: {
                "name": theme["name"],
                "words": theme.get("keywords", []),
                "mixed": theme.get("mixed", False),
                **{more: theme[more] for more in ("machine", "theme") if more in theme},
                "responses": dict.fromkeys(theme["responses"], True),
            }
            for theme in offered.get("themes", [])
        },
        "moves": {move["response"]: move["to"] for move in offered.get("moves", [])},
        "merges": {merge["from"]: merge["into"] for merge in offered.get("merges", [])},
    }
    return SuggestThemes(
        prompt=prompt,
        placements=answer.get("placements", {}),
        singles=tuple(answer.get("singles", ())),
        ideas=answer.get("ideas", {}),
        draft=draft,
        seen=seen,
    )
