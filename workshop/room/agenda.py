"""Agenda: the workshop opens, goes from line to line, and closes.  Rules A1–A3, A5–A13 and A19.

A line of the agenda is a prompt, or a step that asks nothing: information, a break, time to group
what was said, to vote or to ratify. What stands on the agenda is arranged in arrange.py.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import Any

from workshop.errors import Refused
from workshop.room.nouns import MODES, WORKSHOP, Prompt, Room
from workshop.room.respond import LATER
from workshop.room.text import graphemes, squeeze
from workshop.room.when import Moment

MAX_QUESTION = 400  # graphemes: what a wall can hold
MAX_TITLE = 160
MAX_PROMPTS = 60
MAX_MINUTES = 600
MAX_EXPECTED = 9_999  # people of a group
MAX_POPULATION = 9_999_999  # people of a group in the whole district
MINUTE = 60_000  # ms

PROMPT_KINDS = (
    "strengths",
    "opportunities",
    "aspirations",
    "results",
    "vision",
    "graduate_profile",
    "values",
    "priorities",
    "strategies",
    "measures",
    "challenges",
    "threats",
    "parking_lot",
    "warmup",
    "exit",
    "wording",
    "open",
)
WORDING = "wording"  # asks for a draft of words, and is never grouped
STEP_KINDS = ("information", "group", "vote", "ratify", "break")  # of lines that ask nothing
MAX_WAVES = 6
MAX_WAVE = 60  # phrases


@dataclass(frozen=True, slots=True)
class PromptPlan:
    """A line of the agenda as a template plans it."""

    kind: str
    question: str
    questions: dict[str, str] = field(default_factory=dict)
    minutes: int | None = None
    stays: bool = False
    together: bool = False
    late_names: bool = False
    waves: tuple[int, ...] = ()
    about: str | None = None  # what a wording is asked for


@dataclass(frozen=True, slots=True)
class MakeWorkshop:
    """Begin a room. The first entry of every journal."""

    public_id: str
    code: str
    title: str
    moderation: str = "flagged"
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en", "es")
    prompts: tuple[PromptPlan, ...] = ()
    # Of a rehearsal: how many simulated people come; 0: it is none.
    rehearsal: int = field(default=0, metadata=LATER)
    expected: dict[str, int] = field(default_factory=dict)  # group → people
    # Group → people in the whole district, counted on a day (YYYY-MM-DD).
    population: dict[str, int] | None = field(default=None, metadata=LATER)
    population_as_of: str | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class OpenWorkshop:
    """Let people in and begin."""


@dataclass(frozen=True, slots=True)
class CloseWorkshop:
    """End it: nothing is accepted any more."""


@dataclass(frozen=True, slots=True)
class FreezeOutcome:
    """Let what is taken home from a closed workshop say what stands now."""


@dataclass(frozen=True, slots=True)
class RenameWorkshop:
    """Give the workshop another title."""

    title: str


@dataclass(frozen=True, slots=True)
class OpenPrompt:
    """Open a prompt that waits, is paused or was closed."""

    prompt: str


@dataclass(frozen=True, slots=True)
class PausePrompt:
    """Stop taking responses for a moment."""

    prompt: str


@dataclass(frozen=True, slots=True)
class ClosePrompt:
    """Stop taking responses."""

    prompt: str


@dataclass(frozen=True, slots=True)
class NextPrompt:
    """Close what is open and go to the next line that waits, or to the one that is named."""

    after: str | None = None  # the last line that the sender saw run; two presses move once
    to: str | None = None


@dataclass(frozen=True, slots=True)
class NextWave:
    """Let everybody send some more: begin the next wave of an open prompt."""

    prompt: str
    after: int | None = None  # the wave that the sender saw run; two presses move once


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Start a prompt's timer."""

    prompt: str
    minutes: int


@dataclass(frozen=True, slots=True)
class AdjustTimer:
    """Give a running timer more or less time."""

    prompt: str
    seconds: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Take a prompt's timer away."""

    prompt: str


@dataclass(frozen=True, slots=True)
class WorkshopMade:
    """The room exists."""

    public_id: str
    code: str
    title: str
    moderation: str
    groups: dict[str, dict[str, str]]
    languages: tuple[str, ...]
    rehearsal: int = 0
    expected: dict[str, int] = field(default_factory=dict)
    population: dict[str, int] = field(default_factory=dict)
    population_as_of: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopOpened:
    """People may join and respond."""


@dataclass(frozen=True, slots=True)
class WorkshopClosed:
    """The workshop has ended."""


@dataclass(frozen=True, slots=True)
class OutcomeFrozen:
    """What is taken home says what stands here."""


@dataclass(frozen=True, slots=True)
class WorkshopRenamed:
    """The workshop has another title."""

    title: str


@dataclass(frozen=True, slots=True)
class PromptAdded:
    """A line stands on the agenda; its id tells whether it asks something."""

    prompt: str
    kind: str
    question: str
    questions: dict[str, str]
    place: int
    minutes: int | None
    stays: bool = False
    together: bool = False
    late_names: bool = False
    waves: tuple[int, ...] = ()
    about: str | None = None


@dataclass(frozen=True, slots=True)
class PromptOpened:
    """A prompt takes responses."""

    prompt: str
    closes_at: int | None


@dataclass(frozen=True, slots=True)
class PromptPaused:
    """A prompt takes none for a moment; its timer stands."""

    prompt: str
    left: int | None


@dataclass(frozen=True, slots=True)
class PromptClosed:
    """A prompt takes no more."""

    prompt: str


@dataclass(frozen=True, slots=True)
class WaveBegun:
    """Everybody may send some more under a prompt."""

    prompt: str
    wave: int


@dataclass(frozen=True, slots=True)
class TimerSet:
    """A line's timer runs to this moment, or is gone."""

    prompt: str
    closes_at: int | None


def make(room: Room, command: MakeWorkshop, by: str, at: int) -> list[WorkshopMade | PromptAdded]:
    """Begin a room with its agenda (A1, A4) and whom it waits for (J9).

    Raises Refused `already_made`, `unknown_mode`, `empty`, `too_long`, `too_many_prompts`,
    `unknown_kind`, `bad_minutes`, `bad_waves`, `unknown_group`, `bad_expected`,
    `bad_population`, `bad_day`.
    """
    if room.seq:
        raise Refused("already_made")
    if command.moderation not in MODES:
        raise Refused("unknown_mode")
    if len(command.prompts) > MAX_PROMPTS:
        raise Refused("too_many_prompts", limit=MAX_PROMPTS)
    if not command.expected.keys() <= command.groups.keys():
        raise Refused("unknown_group")
    if not all(1 <= people <= MAX_EXPECTED for people in command.expected.values()):
        raise Refused("bad_expected", limit=MAX_EXPECTED)
    population = command.population or {}
    if not population.keys() <= command.groups.keys():
        raise Refused("unknown_group")
    if not all(1 <= people <= MAX_POPULATION for people in population.values()):
        raise Refused("bad_population", limit=MAX_POPULATION)
    as_of = command.population_as_of or ""
    if as_of and not is_day(as_of):
        raise Refused("bad_day")
    made = WorkshopMade(
        command.public_id,
        command.code,
        worded(command.title, MAX_TITLE),
        command.moderation,
        command.groups,
        command.languages,
        command.rehearsal,
        command.expected,
        population,
        as_of,
    )
    count = {"p": 0, "a": 0}
    prompts = []
    for place, plan in enumerate(command.prompts, start=1):
        letter = letter_of(plan.kind)
        count[letter] += 1
        prompts.append(planned(f"{letter}{count[letter]}", plan, place))
    return [made, *prompts]


def is_day(said: str) -> bool:
    """Tell whether this is a day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False


def made(room: Room, event: WorkshopMade, when: Moment) -> None:
    """Put the workshop into the room."""
    room.add(
        WORKSHOP,
        public_id=event.public_id,
        code=event.code,
        title=event.title,
        moderation=event.moderation,
        groups=event.groups,
        languages=event.languages,
        rehearsal=event.rehearsal,
        expected=event.expected,
        population=event.population,
        population_as_of=event.population_as_of,
    )


def open_workshop(room: Room, command: OpenWorkshop, by: str, at: int) -> list[WorkshopOpened]:
    """Open it, or open it again (A2)."""
    return [] if room.workshop.state == "open" else [WorkshopOpened()]


def workshop_opened(room: Room, event: WorkshopOpened, when: Moment) -> None:
    """Note when it first opened."""
    room.put(WORKSHOP, "state", "open")
    room.put(WORKSHOP, "closed_at", None)
    room.put(WORKSHOP, "frozen_at", None)
    if room.workshop.opened_at is None:
        room.put(WORKSHOP, "opened_at", when.at)


def close_workshop(
    room: Room, command: CloseWorkshop, by: str, at: int
) -> list[PromptClosed | WorkshopClosed]:
    """Close the open prompts, then the workshop (A3)."""
    if room.workshop.state == "closed":
        return []
    return [*[PromptClosed(prompt.id) for prompt in running(room)], WorkshopClosed()]


def workshop_closed(room: Room, event: WorkshopClosed, when: Moment) -> None:
    """Thank the room."""
    room.put(WORKSHOP, "state", "closed")
    room.put(WORKSHOP, "closed_at", when.at)
    room.put(WORKSHOP, "frozen_at", when.at)
    room.put(WORKSHOP, "face", "thanks")


def freeze_outcome(room: Room, command: FreezeOutcome, by: str, at: int) -> list[OutcomeFrozen]:
    """Take in what was changed since the closing; what is not closed is not frozen (A19)."""
    return [OutcomeFrozen()] if room.workshop.state == "closed" else []


def outcome_frozen(room: Room, event: OutcomeFrozen, when: Moment) -> None:
    """Note when; the workshop ended when it ended, and the wall stays as it is."""
    room.put(WORKSHOP, "frozen_at", when.at)


def rename(room: Room, command: RenameWorkshop, by: str, at: int) -> list[WorkshopRenamed]:
    """Give it another title. Raises Refused `empty`, `too_long`."""
    return [WorkshopRenamed(worded(command.title, MAX_TITLE))]


def renamed(room: Room, event: WorkshopRenamed, when: Moment) -> None:
    """Write the title."""
    room.put(WORKSHOP, "title", event.title)


def planned(key: str, plan: PromptPlan, place: int) -> PromptAdded:
    """Return the event that puts a planned line on the agenda (A4). Raises Refused as `make`."""
    asks = letter_of(plan.kind) == "p"
    return PromptAdded(
        key,
        plan.kind,
        worded(plan.question, MAX_QUESTION),
        {language: worded(said, MAX_QUESTION) for language, said in plan.questions.items()},
        place,
        None if plan.minutes is None else checked_minutes(plan.minutes),
        asks and plan.stays,
        asks and plan.together,
        asks and plan.late_names,
        checked_waves(plan.waves) if asks else (),
        plan.about if plan.kind == WORDING else None,
    )


def added(room: Room, event: PromptAdded, when: Moment) -> None:
    """Put the line on the agenda."""
    room.add(
        event.prompt,
        kind=event.kind,
        question=event.question,
        questions=event.questions,
        place=event.place,
        minutes=event.minutes,
        stays=event.stays,
        together=event.together,
        late_names=event.late_names,
        waves=event.waves,
        about=event.about,
    )


def open_prompt(
    room: Room, command: OpenPrompt, by: str, at: int
) -> list[WorkshopOpened | PromptOpened]:
    """Open one line; others that are open stay so (A5). Raises Refused `workshop_closed`."""
    prompt = line(room, command.prompt)
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if prompt.state == "open":
        return []
    return [*_begun(room), PromptOpened(prompt.id, _closing(prompt, at))]


def opened(room: Room, event: PromptOpened, when: Moment) -> None:
    """Open it, and turn the wall to it."""
    prompt = line(room, event.prompt)
    room.put(event.prompt, "state", "open")
    room.put(event.prompt, "closes_at", event.closes_at)
    room.put(event.prompt, "left", None)
    if prompt.opened_at is None:
        room.put(event.prompt, "opened_at", when.at)
    if prompt.waves and not prompt.wave:
        room.put(event.prompt, "wave", 1)
    for name, value in _face(room, prompt).items():
        room.put(WORKSHOP, name, value)


def _face(room: Room, opened: Prompt) -> dict[str, str | None]:
    """Return what the wall turns to when this line opens (A5, A10)."""
    workshop = room.workshop
    about = about_prompt(room, opened)
    face: dict[str, str | None] = {
        "face": "step",
        "face_prompt": workshop.face_prompt,
        "face_theme": None,
        "face_statement": None,
        "face_step": opened.id,
    }
    if is_prompt(opened):
        return {**face, "face": "count", "face_prompt": opened.id, "face_step": None}
    if opened.kind in ("group", "vote") and about is not None:
        return {**face, "face": "themes", "face_prompt": about.id, "face_step": None}
    agreed = [*room.priorities, *room.statements]
    if opened.kind == "ratify" and agreed:
        return {**face, "face": "statement", "face_statement": agreed[-1], "face_step": None}
    return face


def pause(room: Room, command: PausePrompt, by: str, at: int) -> list[PromptPaused]:
    """Pause an open line (A6). Raises Refused `prompt_not_open`."""
    prompt = line(room, command.prompt)
    if prompt.state == "paused":
        return []
    if prompt.state != "open":
        raise Refused("prompt_not_open")
    left = None if prompt.closes_at is None else max(0, prompt.closes_at - at)
    return [PromptPaused(prompt.id, left)]


def paused(room: Room, event: PromptPaused, when: Moment) -> None:
    """Stand still."""
    room.put(event.prompt, "state", "paused")
    room.put(event.prompt, "closes_at", None)
    room.put(event.prompt, "left", event.left)


def close(room: Room, command: ClosePrompt, by: str, at: int) -> list[PromptClosed]:
    """Close a line (A7). Raises Refused `prompt_not_open` for one that never opened."""
    prompt = line(room, command.prompt)
    if prompt.state == "closed":
        return []
    if prompt.state == "waiting":
        raise Refused("prompt_not_open")
    return [PromptClosed(prompt.id)]


def closed(room: Room, event: PromptClosed, when: Moment) -> None:
    """Note the seq of the closing: what was typed before it may still come in (R5)."""
    room.put(event.prompt, "state", "closed")
    room.put(event.prompt, "closes_at", None)
    room.put(event.prompt, "left", None)
    room.put(event.prompt, "closed_seq", when.seq)
    room.put(event.prompt, "closed_at", when.at)


def next_prompt(
    room: Room, command: NextPrompt, by: str, at: int
) -> list[WorkshopOpened | PromptClosed | PromptOpened]:
    """Close what is open and open what comes next (A8, A11, A12).

    Raises Refused `workshop_closed`, `no_more_prompts`; `changed_meanwhile` when `after` is no
    longer the last that runs: somebody else has pressed the same button.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    now = running(room)
    if command.after is not None and (not now or now[-1].id != command.after):
        raise Refused("changed_meanwhile")
    coming = _coming(room) if command.to is None else [line(room, command.to)]
    if not coming:
        raise Refused("no_more_prompts")
    return [
        *_begun(room),
        *[PromptClosed(one.id) for one in now if _ends(one, coming)],
        *[PromptOpened(one.id, _closing(one, at)) for one in coming if one.state != "open"],
    ]


def opening_new(room: Room, event: PromptAdded, at: int) -> list[Any]:
    """Return what follows when a line opens as soon as it is added. Raises `workshop_closed`."""
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    coming = [Prompt(id=event.prompt, kind=event.kind, minutes=event.minutes)]
    return [
        *_begun(room),
        *[PromptClosed(one.id) for one in running(room) if _ends(one, coming)],
        PromptOpened(event.prompt, _closing(coming[0], at)),
    ]


def _coming(room: Room) -> list[Prompt]:
    """Return the next line that waits, and those after it that open with it."""
    waiting = iter([one for one in in_order(room) if one.state == "waiting"])
    first = next(waiting, None)
    return [] if first is None else [first, *takewhile(lambda one: one.together, waiting)]


def _ends(one: Prompt, coming: list[Prompt]) -> bool:
    """Whether a line closes when others open: while people are told something they may write."""
    is_told = all(each.kind == "information" for each in coming)
    return one not in coming and not one.stays and not (is_told and is_prompt(one))


def next_wave(room: Room, command: NextWave, by: str, at: int) -> list[WaveBegun]:
    """Begin the next wave of an open prompt (A13).

    Raises Refused `prompt_not_open`, `no_more_waves`, `changed_meanwhile`.
    """
    prompt = room.get(command.prompt, "p")
    if prompt.state != "open":
        raise Refused("prompt_not_open")
    if command.after is not None and command.after != prompt.wave:
        raise Refused("changed_meanwhile")
    if prompt.wave >= len(prompt.waves):
        raise Refused("no_more_waves")
    return [WaveBegun(prompt.id, prompt.wave + 1)]


def wave_begun(room: Room, event: WaveBegun, when: Moment) -> None:
    """Write which wave runs."""
    room.put(event.prompt, "wave", event.wave)


def set_timer(room: Room, command: SetTimer, by: str, at: int) -> list[TimerSet]:
    """Start or restart a timer (A9). Raises Refused `prompt_not_open`, `bad_minutes`."""
    prompt = line(room, command.prompt)
    if prompt.state != "open":
        raise Refused("prompt_not_open")
    return [TimerSet(prompt.id, at + checked_minutes(command.minutes) * MINUTE)]


def adjust_timer(room: Room, command: AdjustTimer, by: str, at: int) -> list[TimerSet]:
    """Add or take seconds; never to a moment that is past (A9). Raises Refused `no_timer`."""
    prompt = line(room, command.prompt)
    if prompt.closes_at is None:
        raise Refused("no_timer")
    limit = MAX_MINUTES * MINUTE
    closes_at = max(prompt.closes_at, at) + max(-limit, min(limit, command.seconds * 1000))
    return [TimerSet(prompt.id, min(max(closes_at, at), at + limit))]


def stop_timer(room: Room, command: StopTimer, by: str, at: int) -> list[TimerSet]:
    """Take the timer away (A9)."""
    return [TimerSet(line(room, command.prompt).id, None)]


def timer_set(room: Room, event: TimerSet, when: Moment) -> None:
    """Write when it ends."""
    room.put(event.prompt, "closes_at", event.closes_at)
    room.put(event.prompt, "left", None)


def line(room: Room, key: str) -> Prompt:
    """Return a line of the agenda, a prompt or a step. Raises NotFound `no_such_thing`."""
    found: Prompt = room.get(key, "a" if key[:1] == "a" else "p")
    return found


def letter_of(kind: str) -> str:
    """Return how keys of lines of this kind begin. Raises Refused `unknown_kind`."""
    if kind in PROMPT_KINDS:
        return "p"
    if kind in STEP_KINDS:
        return "a"
    raise Refused("unknown_kind")


def is_prompt(one: Prompt) -> bool:
    """Whether a line asks something."""
    return one.id.startswith("p")


def in_order(room: Room) -> list[Prompt]:
    """Return all lines as the agenda has them."""
    return sorted(
        [*room.prompts.values(), *room.interludes.values()], key=lambda one: (one.place, one.id)
    )


def running(room: Room) -> list[Prompt]:
    """Return the lines that are open or paused, in the agenda's order."""
    return [one for one in in_order(room) if one.state in ("open", "paused")]


def about_prompt(room: Room, step: Prompt) -> Prompt | None:
    """Return what a step is about: the prompt before it that was opened last in the agenda."""
    before = [one for one in in_order(room) if one.place < step.place and is_prompt(one)]
    begun = [one for one in before if one.state != "waiting"]
    return begun[-1] if begun else None


def worded(text: str, limit: int) -> str:
    """Return one line of our own makers' words. Raises Refused `empty`, `too_long`."""
    line = squeeze(text)
    if not line:
        raise Refused("empty")
    if graphemes(line) > limit:
        raise Refused("too_long", limit=limit)
    return line


def _begun(room: Room) -> list[WorkshopOpened]:
    return [WorkshopOpened()] if room.workshop.state == "draft" else []


def _closing(prompt: Prompt, at: int) -> int | None:
    if prompt.left is not None:
        return at + prompt.left
    if prompt.state == "waiting" and prompt.minutes:
        return at + prompt.minutes * MINUTE
    return None


def checked_minutes(minutes: int) -> int:
    """Return a planned time. Raises Refused `bad_minutes`."""
    if not 1 <= minutes <= MAX_MINUTES:
        raise Refused("bad_minutes", limit=MAX_MINUTES)
    return minutes


def checked_waves(waves: tuple[int, ...]) -> tuple[int, ...]:
    """Return how many phrases the waves take. Raises Refused `bad_waves`."""
    if len(waves) > MAX_WAVES or any(not 0 <= most <= MAX_WAVE for most in waves):
        raise Refused("bad_waves", waves=MAX_WAVES, limit=MAX_WAVE)
    return tuple(waves)
