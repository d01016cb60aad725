"""Agenda: the workshop opens, puts its prompts in order, and closes.  Rules A1–A9."""

from dataclasses import dataclass, field

from workshop.errors import Refused
from workshop.room.nouns import MODES, WORKSHOP, Prompt, Room
from workshop.room.text import graphemes, squeeze
from workshop.room.when import Moment

MAX_QUESTION = 400  # graphemes: what a wall can hold
MAX_TITLE = 160
MAX_PROMPTS = 60
MAX_MINUTES = 600
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
    "parking_lot",
    "warmup",
    "exit",
    "open",
)


@dataclass(frozen=True, slots=True)
class PromptPlan:
    """A prompt as a template plans it."""

    kind: str
    question: str
    questions: dict[str, str] = field(default_factory=dict)
    minutes: int | None = None


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


@dataclass(frozen=True, slots=True)
class OpenWorkshop:
    """Let people in and begin."""


@dataclass(frozen=True, slots=True)
class CloseWorkshop:
    """End it: nothing is accepted any more."""


@dataclass(frozen=True, slots=True)
class RenameWorkshop:
    """Give the workshop another title."""

    title: str


@dataclass(frozen=True, slots=True)
class AddPrompt:
    """Put one more prompt at the end of the agenda."""

    question: str
    kind: str = "open"
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class EditPrompt:
    """Word a prompt differently."""

    prompt: str
    question: str


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
    """Close what is open and open the next prompt that waits."""

    after: str | None = None  # the prompt that the sender saw open; the same press twice moves once


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


@dataclass(frozen=True, slots=True)
class WorkshopOpened:
    """People may join and respond."""


@dataclass(frozen=True, slots=True)
class WorkshopClosed:
    """The workshop has ended."""


@dataclass(frozen=True, slots=True)
class WorkshopRenamed:
    """The workshop has another title."""

    title: str


@dataclass(frozen=True, slots=True)
class PromptAdded:
    """A prompt stands on the agenda."""

    prompt: str
    kind: str
    question: str
    questions: dict[str, str]
    place: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class PromptEdited:
    """A prompt reads differently; its translations no longer hold."""

    prompt: str
    question: str


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
class TimerSet:
    """A prompt's timer runs to this moment, or is gone."""

    prompt: str
    closes_at: int | None


def make(room: Room, command: MakeWorkshop, by: str, at: int) -> list[WorkshopMade | PromptAdded]:
    """Begin a room with its agenda (A1, A4).

    Raises Refused `already_made`, `unknown_mode`, `empty`, `too_long`, `too_many_prompts`,
    `unknown_kind`, `bad_minutes`.
    """
    if room.seq:
        raise Refused("already_made")
    if command.moderation not in MODES:
        raise Refused("unknown_mode")
    if len(command.prompts) > MAX_PROMPTS:
        raise Refused("too_many_prompts", limit=MAX_PROMPTS)
    made = WorkshopMade(
        command.public_id,
        command.code,
        worded(command.title, MAX_TITLE),
        command.moderation,
        command.groups,
        command.languages,
    )
    prompts = [
        PromptAdded(
            f"p{place}",
            _kind(plan.kind),
            worded(plan.question, MAX_QUESTION),
            {language: worded(said, MAX_QUESTION) for language, said in plan.questions.items()},
            place,
            None if plan.minutes is None else _minutes(plan.minutes),
        )
        for place, plan in enumerate(command.prompts, start=1)
    ]
    return [made, *prompts]


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
    )


def open_workshop(room: Room, command: OpenWorkshop, by: str, at: int) -> list[WorkshopOpened]:
    """Open it, or open it again (A2)."""
    return [] if room.workshop.state == "open" else [WorkshopOpened()]


def workshop_opened(room: Room, event: WorkshopOpened, when: Moment) -> None:
    """Note when it first opened."""
    room.put(WORKSHOP, "state", "open")
    room.put(WORKSHOP, "closed_at", None)
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
    room.put(WORKSHOP, "face", "thanks")


def rename(room: Room, command: RenameWorkshop, by: str, at: int) -> list[WorkshopRenamed]:
    """Give it another title. Raises Refused `empty`, `too_long`."""
    return [WorkshopRenamed(worded(command.title, MAX_TITLE))]


def renamed(room: Room, event: WorkshopRenamed, when: Moment) -> None:
    """Write the title."""
    room.put(WORKSHOP, "title", event.title)


def add(room: Room, command: AddPrompt, by: str, at: int) -> list[PromptAdded]:
    """Add a prompt (A4). Raises Refused `empty`, `too_long`, `too_many_prompts`, `unknown_kind`."""
    if len(room.prompts) >= MAX_PROMPTS:
        raise Refused("too_many_prompts", limit=MAX_PROMPTS)
    place = max((prompt.place for prompt in room.prompts.values()), default=0) + 1
    minutes = None if command.minutes is None else _minutes(command.minutes)
    question = worded(command.question, MAX_QUESTION)
    return [PromptAdded(room.next_id("p"), _kind(command.kind), question, {}, place, minutes)]


def added(room: Room, event: PromptAdded, when: Moment) -> None:
    """Put the prompt on the agenda."""
    room.add(
        event.prompt,
        kind=event.kind,
        question=event.question,
        questions=event.questions,
        place=event.place,
        minutes=event.minutes,
    )


def edit(room: Room, command: EditPrompt, by: str, at: int) -> list[PromptEdited]:
    """Word a prompt differently (A4). Raises NotFound, Refused `empty`, `too_long`."""
    prompt = room.get(command.prompt, "p")
    return [PromptEdited(prompt.id, worded(command.question, MAX_QUESTION))]


def edited(room: Room, event: PromptEdited, when: Moment) -> None:
    """Write the question; a translation of other words would be wrong, so it goes."""
    room.put(event.prompt, "question", event.question)
    room.put(event.prompt, "questions", {})


def open_prompt(
    room: Room, command: OpenPrompt, by: str, at: int
) -> list[WorkshopOpened | PromptOpened]:
    """Open one prompt; others that are open stay so (A5). Raises Refused `workshop_closed`."""
    prompt = room.get(command.prompt, "p")
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    if prompt.state == "open":
        return []
    return [*_begun(room), PromptOpened(prompt.id, _closing(prompt, at))]


def opened(room: Room, event: PromptOpened, when: Moment) -> None:
    """Open it; the wall turns from join or thanks to the count of this prompt."""
    room.put(event.prompt, "state", "open")
    room.put(event.prompt, "closes_at", event.closes_at)
    room.put(event.prompt, "left", None)
    if room.prompts[event.prompt].opened_at is None:
        room.put(event.prompt, "opened_at", when.at)
    room.put(WORKSHOP, "face", "count")
    room.put(WORKSHOP, "face_prompt", event.prompt)
    room.put(WORKSHOP, "face_theme", None)


def pause(room: Room, command: PausePrompt, by: str, at: int) -> list[PromptPaused]:
    """Pause an open prompt (A6). Raises Refused `prompt_not_open`."""
    prompt = room.get(command.prompt, "p")
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
    """Close a prompt (A7). Raises Refused `prompt_not_open` for one that never opened."""
    prompt = room.get(command.prompt, "p")
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


def next_prompt(
    room: Room, command: NextPrompt, by: str, at: int
) -> list[WorkshopOpened | PromptClosed | PromptOpened]:
    """Close what is open and open the next one that waits (A8).

    Raises Refused `workshop_closed`, `no_more_prompts`; `changed_meanwhile` when `after` is no
    longer the one that is open: somebody else has pressed the same button.
    """
    if room.workshop.state == "closed":
        raise Refused("workshop_closed")
    now = running(room)
    if command.after is not None and all(prompt.id != command.after for prompt in now):
        raise Refused("changed_meanwhile")
    waiting = [prompt for prompt in in_order(room) if prompt.state == "waiting"]
    if not waiting:
        raise Refused("no_more_prompts")
    coming = waiting[0]
    return [
        *_begun(room),
        *[PromptClosed(prompt.id) for prompt in now],
        PromptOpened(coming.id, _closing(coming, at)),
    ]


def set_timer(room: Room, command: SetTimer, by: str, at: int) -> list[TimerSet]:
    """Start or restart a timer (A9). Raises Refused `prompt_not_open`, `bad_minutes`."""
    prompt = room.get(command.prompt, "p")
    if prompt.state != "open":
        raise Refused("prompt_not_open")
    return [TimerSet(prompt.id, at + _minutes(command.minutes) * MINUTE)]


def adjust_timer(room: Room, command: AdjustTimer, by: str, at: int) -> list[TimerSet]:
    """Add or take seconds; never to a moment that is past (A9). Raises Refused `no_timer`."""
    prompt = room.get(command.prompt, "p")
    if prompt.closes_at is None:
        raise Refused("no_timer")
    limit = MAX_MINUTES * MINUTE
    closes_at = max(prompt.closes_at, at) + max(-limit, min(limit, command.seconds * 1000))
    return [TimerSet(prompt.id, min(max(closes_at, at), at + limit))]


def stop_timer(room: Room, command: StopTimer, by: str, at: int) -> list[TimerSet]:
    """Take the timer away (A9)."""
    prompt = room.get(command.prompt, "p")
    return [TimerSet(prompt.id, None)]


def timer_set(room: Room, event: TimerSet, when: Moment) -> None:
    """Write when it ends."""
    room.put(event.prompt, "closes_at", event.closes_at)
    room.put(event.prompt, "left", None)


def in_order(room: Room) -> list[Prompt]:
    """Return all prompts as the agenda has them."""
    return sorted(room.prompts.values(), key=lambda prompt: prompt.place)


def running(room: Room) -> list[Prompt]:
    """Return the prompts that are open or paused, in the agenda's order."""
    return [prompt for prompt in in_order(room) if prompt.state in ("open", "paused")]


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


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= MAX_MINUTES:
        raise Refused("bad_minutes", limit=MAX_MINUTES)
    return minutes


def _kind(kind: str) -> str:
    if kind not in PROMPT_KINDS:
        raise Refused("unknown_kind")
    return kind
