"""Show: what the wall shows, how, and what phones may see.  Rules W1–W5 in PROTOCOL.md."""

from dataclasses import dataclass, field

from workshop.errors import Refused
from workshop.room.agenda import in_order, is_prompt, running
from workshop.room.nouns import WORKSHOP, Room
from workshop.room.respond import LATER
from workshop.room.theme import live
from workshop.room.when import Moment

FACES = (
    "join",
    "count",
    "phrases",
    "themes",
    "theme",
    "statement",
    "step",
    "timer",
    "thanks",
    "quotes",
    "ballot",
    "parked",
    "blank",
)
ABOUT_PROMPT = ("count", "phrases", "quotes", "themes", "timer")
VIEWS = ("nothing", "themes")
SCHEMES = ("paper", "chalkboard", "system")


@dataclass(frozen=True, slots=True)
class ShowFace:
    """Turn the wall to a face."""

    face: str
    prompt: str | None = None
    theme: str | None = None
    statement: str | None = None  # a statement's or a priority's id
    step: str | None = None  # a line of the agenda that asks nothing
    ballot: str | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class OpenView:
    """Let phones see the themes of a prompt, or nothing of it."""

    prompt: str
    see: str


@dataclass(frozen=True, slots=True)
class SetScheme:
    """Let every wall be paper, a chalkboard, or as its computer has it."""

    scheme: str


@dataclass(frozen=True, slots=True)
class SetResults:
    """Tell the room until when a page stands open with what came of it; 0: none does."""

    until: int = 0  # milliseconds since 1970 UTC


@dataclass(frozen=True, slots=True)
class FaceShown:
    """The wall shows this."""

    face: str
    prompt: str | None
    theme: str | None
    statement: str | None
    step: str | None = None
    ballot: str | None = None


@dataclass(frozen=True, slots=True)
class ViewOpened:
    """Phones see this of a prompt."""

    prompt: str
    see: str


@dataclass(frozen=True, slots=True)
class SchemeSet:
    """Walls look like this."""

    scheme: str


@dataclass(frozen=True, slots=True)
class ResultsSet:
    """A page stands open, or none does."""

    until: int


def show(room: Room, command: ShowFace, by: str, at: int) -> list[FaceShown]:
    """Turn the wall (W1, W2).

    The timer of a step stands on its own face. A face that needs a prompt and is given none keeps
    the one on the wall, else takes the latest that was opened.
    Raises Refused `unknown_face`, `nothing_to_show`, NotFound.
    """
    if command.face not in FACES:
        raise Refused("unknown_face")
    now = running(room)
    if command.face == "timer" and now and not is_prompt(now[-1]):
        return [FaceShown("step", room.workshop.face_prompt, None, None, now[-1].id)]
    prompt = command.prompt or room.workshop.face_prompt
    theme = statement = None
    if command.prompt is not None:
        room.get(command.prompt, "p")
    if command.face == "theme":
        if command.theme is None:
            raise Refused("nothing_to_show")
        theme = live(room, command.theme).id
        prompt = room.themes[theme].prompt
    if command.face == "statement":
        statement = command.statement or ""
        if room.find(statement) is None or statement[0] not in "iv":
            raise Refused("nothing_to_show")
    if command.face in ABOUT_PROMPT:
        found = room.prompts.get(prompt or "")
        if found is None or found.state == "waiting":  # the wall does not hold what waits
            raise Refused("nothing_to_show")
    step = _step(room, command) if command.face == "step" else None
    ballot = _ballot(room, command) if command.face == "ballot" else None
    return [FaceShown(command.face, prompt, theme, statement, step, ballot)]


def _ballot(room: Room, command: ShowFace) -> str:
    """Return the ballot to show: the one named, else the one on the wall, else the latest begun."""
    begun = [one.id for one in room.ballots.values() if one.state != "ready"]
    on_wall = room.workshop.face_ballot
    wanted = command.ballot or (on_wall if on_wall in begun else begun[-1] if begun else None)
    if wanted in begun:
        return str(wanted)
    raise Refused("nothing_to_show")


def _step(room: Room, command: ShowFace) -> str | None:
    """Return the step to show: the one named, else the one on the wall, else the latest begun."""
    begun = [one for one in in_order(room) if one.state != "waiting" and not is_prompt(one)]
    known = {one.id for one in begun}
    on_wall = room.workshop.face_step
    wanted = command.step or (on_wall if on_wall in known else begun[-1].id if begun else None)
    if wanted in known:
        return wanted
    raise Refused("nothing_to_show")


def shown(room: Room, event: FaceShown, when: Moment) -> None:
    """Write what the wall shows."""
    room.put(WORKSHOP, "face", event.face)
    room.put(WORKSHOP, "face_prompt", event.prompt)
    room.put(WORKSHOP, "face_theme", event.theme)
    room.put(WORKSHOP, "face_statement", event.statement)
    room.put(WORKSHOP, "face_step", event.step)
    room.put(WORKSHOP, "face_ballot", event.ballot)


def open_view(room: Room, command: OpenView, by: str, at: int) -> list[ViewOpened]:
    """Open or close the phones' view of a prompt (W3). Raises Refused `unknown_view`."""
    if command.see not in VIEWS:
        raise Refused("unknown_view")
    return [ViewOpened(room.get(command.prompt, "p").id, command.see)]


def view_opened(room: Room, event: ViewOpened, when: Moment) -> None:
    """Write what phones see."""
    room.put(event.prompt, "phones_see", event.see)


def set_scheme(room: Room, command: SetScheme, by: str, at: int) -> list[SchemeSet]:
    """Choose how walls look (W5). Raises Refused `unknown_scheme`."""
    if command.scheme not in SCHEMES:
        raise Refused("unknown_scheme")
    return [SchemeSet(command.scheme)]


def scheme_set(room: Room, event: SchemeSet, when: Moment) -> None:
    """Write how walls look."""
    room.put(WORKSHOP, "scheme", event.scheme)


def set_results(room: Room, command: SetResults, by: str, at: int) -> list[ResultsSet]:
    """Tell of the page, or that it has ended."""
    return [ResultsSet(command.until)] if command.until != (room.workshop.results or 0) else []


def results_set(room: Room, event: ResultsSet, when: Moment) -> None:
    """Write until when."""
    room.put(WORKSHOP, "results", event.until or None)
