"""Demo: a house in which two evenings have been, to look around in.

The finished workshop is run through the room's own rules, as if it had been held some days ago,
and its outcome brought into a plan. The running one begins here and goes on over real sockets.
"""

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from workshop.cli.beginning import Made, Wish, facilitator, make_workshop, writing
from workshop.crowd.evening import Crowd
from workshop.crowd.evening import Wish as CrowdWish
from workshop.crowd.lines import NOT_THEMES, Line, read_lines, with_group_ids
from workshop.errors import WorkshopError
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.turns import Call, enact, replay
from workshop.live.wire import digest_of as command_digest
from workshop.plan.draft import bring
from workshop.room.agenda import CloseWorkshop, NextPrompt
from workshop.room.contents import FACILITATOR, PARTICIPANT
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR, Room
from workshop.room.outcome import freeze
from workshop.room.promote import PromoteTheme
from workshop.room.respond import SubmitResponse
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme
from workshop.store import people, plan_items, plans, projects, sources, workshops
from workshop.store.database import Database
from workshop.store.people import User
from workshop.web.assets import folder_of
from workshop.web.draft import draft_of, get_template
from workshop.web.setup import begin

DISTRICT = "Cedar Bluff School District (a sample)"
PROJECT = "Strategic plan 2027–2032"
HELD_BEFORE = 9 * 24 * 3600 * 1000  # ms: the finished workshop was nine days ago
BETWEEN = 4_000  # ms from one phrase of it to the next
FINISHED, RUNNING = "vision-night", "focus-group"  # templates, and samples of the same name

PHONES = 36
RATE = 1.2  # phrases a second: fast enough to watch, slow enough to read
STOP_WITHIN = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Promotion:
    """What the sample's room made of a theme."""

    theme: str
    kind: str
    title: str
    statement: str


PROMOTIONS = (
    Promotion(
        "Every student known and belongs",
        "priority",
        "Every student known",
        "Every student has an adult at school who knows them well.",
    ),
    Promotion(
        "Engaging, hands-on learning",
        "priority",
        "Learning by doing",
        "Students make, try and present things that matter beyond the classroom.",
    ),
    Promotion(
        "Great staff who want to stay",
        "priority",
        "A place where staff stay",
        "We find, support and keep the people our students need.",
    ),
    Promotion(
        "Community at the center",
        "vision",
        "Our schools in 2032",
        "Our schools are where the community comes together, and where every child is known.",
    ),
    Promotion("Communicator", "competency", "Communicator", "Listens, and says it clearly."),
    Promotion(
        "Resilient and adaptable", "competency", "Resilient", "Begins again, and learns from it."
    ),
    Promotion(
        "Critical thinker and problem solver",
        "competency",
        "Problem solver",
        "Asks good questions and tests the answers.",
    ),
)

GOAL = {
    "text": "By June 2029, 90% of students name an adult at school who knows them well.",
    "owner": "Director of student services",
    "due": "2029-06-30",
}
METRIC = {
    "title": "Students who name such an adult",
    "unit": "%",
    "direction": "increase",
    "baseline": "64",
    "baseline_on": "2026-10-15",
    "target": "90",
    "target_on": "2029-06-30",
}
STRATEGY = {"text": "Give every student an advisory group that stays together."}
STEP = {
    "text": "Plan the advisory timetable with two pilot schools.",
    "owner": "Principals of the pilot schools",
    "due": "2027-08-01",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The house as it is shown."""

    running: Made
    finished_code: str
    plan: str  # id


def furnish(database: Database, *, address: str, at: int) -> Sample:
    """Fill an empty database; `address` is the server's, without a slash at its end."""
    with writing(database) as session:
        user = facilitator(session, at - HELD_BEFORE)
        people.rename_district(session, user.district, DISTRICT)
        project = projects.create(session, user.district, title=PROJECT, at=at - HELD_BEFORE).id
        held = _hold(session, user, project, at - HELD_BEFORE)
        plan = _write_plan(session, user, project, held, at)
        code = workshops.get(session, user.district, held).code
    wish = Wish(template=RUNNING, project=PROJECT, is_open=True)
    running = make_workshop(database, wish, address=address, at=at)
    return Sample(running=running, finished_code=code, plan=plan)


def sample_path(name: str) -> Path:
    """Return the file of a sample's phrases."""
    return folder_of("data") / "samples" / f"{name}.json"


# --- the finished workshop ------------------------------------------------------------------


def _hold(session: Session, user: User, project: str, at: int) -> str:
    """Hold the sample workshop from its first join to its end; return its id."""
    draft = draft_of(get_template(FINISHED), "en")
    made = begin(session, user.district, project=project, draft=draft, by=user.id, at=at)
    hall = _Hall(session, user, made.id, at)
    lines = with_group_ids(read_lines(sample_path(FINISHED)), _labels(hall.room()))
    hall.enact(_joins(lines))
    seats = _by_group(hall.room())
    for kind, spoken in itertools.groupby(lines, key=lambda line: line.kind):
        said = list(spoken)
        prompt = next(key for key, one in hall.room().prompts.items() if one.kind == kind)
        hall.lead(NextPrompt(to=prompt))
        before = len(hall.room().responses)
        hall.enact(_responses(said, seats, prompt))
        keys = list(hall.room().responses)[before:]
        hall.lead(*_themes(prompt, keys, said))
        hall.lead(ShowFace(face="themes", prompt=prompt))
    named = {theme.name: key for key, theme in hall.room().themes.items()}
    hall.lead(
        *[PromoteTheme(named[one.theme], one.kind, one.title, one.statement) for one in PROMOTIONS]
    )
    hall.lead(CloseWorkshop())
    workshops.set_state(session, user.district, made.id, "closed")
    return made.id


class _Hall:
    """Where the sample workshop is held: its journal, and a clock that goes on by itself."""

    def __init__(self, session: Session, user: User, workshop: str, at: int) -> None:
        self._session = session
        self._user = user
        self._workshop = workshop
        self._times = itertools.count(at, BETWEEN)

    def room(self) -> Room:
        """Return the room as it stands."""
        return replay(self._session, self._workshop)

    def lead(self, *commands: Any) -> None:
        """Let the facilitator act."""
        self.enact((self._user.id, FACILITATOR, command) for command in commands)

    def enact(self, acts: Iterable[tuple[str, str, Any]]) -> None:
        """Let things be done: by whom, as what, and the command."""
        calls = (
            Call(command, by, role, f"sample-{at}", command_digest(command), at)
            for (by, role, command), at in zip(acts, self._times, strict=False)
        )
        enact(self._session, self._user.district, self._workshop, calls)


def _labels(room: Room) -> dict[str, Any]:
    """Return the groups in the shape that a phone sees them in."""
    return {key: {"name": label["en"]} for key, label in room.workshop.groups.items()}


def _joins(lines: Iterable[Line]) -> Iterator[tuple[str, str, Any]]:
    """Let somebody in for every other phrase: most people say more than one thing."""
    for line in itertools.islice(lines, 0, None, 2):
        secret = new_secret()
        recovery = digest_of(recovery_of(secret))
        yield DOOR, DOOR, JoinRoom(key=digest_of(secret), recovery=recovery, group=line.group)


def _by_group(room: Room) -> dict[str | None, Iterator[str]]:
    """Return for each group its seats, again and again."""
    seats = defaultdict(list)
    for key, seat in room.seats.items():
        seats[seat.group].append(key)
    everybody = list(room.seats)
    return defaultdict(
        lambda: itertools.cycle(everybody),
        {group: itertools.cycle(keys) for group, keys in seats.items()},
    )


def _responses(
    lines: Iterable[Line], seats: dict[str | None, Iterator[str]], prompt: str
) -> Iterator[tuple[str, str, Any]]:
    for line in lines:
        yield next(seats[line.group]), PARTICIPANT, SubmitResponse(prompt=prompt, text=line.text)


def _themes(prompt: str, keys: list[str], lines: list[Line]) -> Iterator[MakeTheme]:
    """Sort the phrases as the sample has them."""
    members: dict[str, list[str]] = defaultdict(list)
    for key, line in zip(keys, lines, strict=True):
        if line.theme and line.theme not in NOT_THEMES:
            members[line.theme].append(key)
    for name, responses in members.items():
        yield MakeTheme(prompt, name, tuple(responses))


def _write_plan(session: Session, user: User, project: str, workshop: str, at: int) -> str:
    """Bring the outcome into a plan, and begin to plan under its first priority."""
    title = {"title": PROJECT, "start_year": "2027", "end_year": "2032"}
    plan = plans.create_plan(
        session, user.district, project=project, values=title, by=user.id, at=at
    )
    outcome = freeze(replay(session, workshop))
    sources.bring_in(session, user.district, plan.id, bring(outcome), by=user.id, at=at)
    items = plans.load(session, user.district, plan.id).items
    above = next(item.id for item in items if item.kind == "priority")

    def add(kind: str, values: dict[str, str], parent: str) -> str:
        added = plan_items.add_item(
            session,
            user.district,
            plan.id,
            kind=kind,
            values=values,
            parent=parent,
            by=user.id,
            at=at,
        )
        return added.id

    goal = add("goal", GOAL, above)
    add("metric", METRIC, goal)
    add("action_step", STEP, add("strategy", STRATEGY, goal))
    return plan.id


# --- the running workshop -------------------------------------------------------------------


class Visitors:
    """A crowd on a thread of its own, beside the server."""

    def __init__(self, address: str, code: str) -> None:
        """Let nobody in yet. The phrases of a prompt wait until the facilitator opens it."""
        self._wish = CrowdWish(
            url=address,
            code=code,
            phones=PHONES,
            rate=RATE,
            lines=read_lines(sample_path(RUNNING)),
            own_kind_only=True,
        )
        self._thread = threading.Thread(target=self._run, name="visitors", daemon=True)
        self._loop = asyncio.new_event_loop()
        self._evening: asyncio.Task[Any] | None = None

    def __enter__(self) -> "Visitors":
        """Let them come."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Send them home."""
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(STOP_WITHIN)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._stay())

    async def _stay(self) -> None:
        self._evening = asyncio.create_task(Crowd(self._wish).run())
        try:
            await self._evening
        except (asyncio.CancelledError, WorkshopError):
            return  # the server has ended, and the evening with it

    def _cancel(self) -> None:
        if self._evening is not None:
            self._evening.cancel()
