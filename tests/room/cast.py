"""The cast of an evening, and the words in which the tests of the room are told.

    given(fay.opens("p1")).when(ana.submits("x" * 1001)).refuses("too_long")

Every step goes through `decide`, the codec as JSON, `fold` and the patches of the views, so that
each test also holds V1 (patches make the view), C1 (deciding changes nothing) and C2 (what the
journal keeps is the same event).
"""

import json
import pickle
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import pytest

from workshop.errors import WorkshopError
from workshop.room import contents, views
from workshop.room.agenda import (
    ClosePrompt,
    CloseWorkshop,
    MakeWorkshop,
    NextPrompt,
    OpenPrompt,
    OpenWorkshop,
    PausePrompt,
    PromptPlan,
)
from workshop.room.ballot import CloseBallot, MakeBallot, OpenBallot, RepeatBallot
from workshop.room.codec import decode, encode, snake
from workshop.room.join import JoinRoom
from workshop.room.moderate import (
    HideResponse,
    HoldResponse,
    MuteSeat,
    RedactResponse,
    ShowResponse,
)
from workshop.room.nouns import DOOR, ENGINE, Room
from workshop.room.own import mine
from workshop.room.park import Park
from workshop.room.part import CopyResponse, JoinParts, SplitResponse
from workshop.room.patch import difference, merge, patch_of
from workshop.room.promote import PromoteResponse, PromoteTheme
from workshop.room.respond import EditResponse, SubmitResponse, WithdrawResponse
from workshop.room.show import OpenView, ShowFace
from workshop.room.star import StarResponses
from workshop.room.suggest import AcceptDraft, AcceptSuggestions, SuggestThemes
from workshop.room.theme import (
    MakeTheme,
    MergeThemes,
    MoveResponses,
    PinResponses,
    RemoveTheme,
    RenameTheme,
    SetThemeAside,
    SplitTheme,
)
from workshop.room.touched import touched_keys, touched_seats
from workshop.room.undo import Undo
from workshop.room.vote import CastVote, EnterVote

NOON = 1_795_291_200_000  # milliseconds since 1970 UTC
SECOND = 1_000
MINUTE = 60_000

GROUPS = {
    "students": {"en": "Students", "es": "Estudiantes"},
    "families": {"en": "Families", "es": "Familias"},
    "staff": {"en": "Staff"},
}
PROMPTS = (
    PromptPlan("strengths", "What are we proud of?", {"es": "¿De qué estamos orgullosos?"}, 8),
    PromptPlan("opportunities", "What could we do better?"),
    PromptPlan("vision", "What should a graduate be able to do?"),
)


@dataclass(frozen=True)
class Sent:
    """A command, and who sends it."""

    by: str
    role: str
    command: Any


@dataclass(frozen=True)
class Actor:
    """Somebody who sends commands."""

    id: str
    role: str

    def sends(self, command: Any) -> Sent:
        return Sent(self.id, self.role, command)

    def opens_up(self) -> Sent:
        return self.sends(OpenWorkshop())

    def closes_up(self) -> Sent:
        return self.sends(CloseWorkshop())

    def opens(self, prompt: str) -> Sent:
        return self.sends(OpenPrompt(prompt))

    def pauses(self, prompt: str) -> Sent:
        return self.sends(PausePrompt(prompt))

    def closes(self, prompt: str) -> Sent:
        return self.sends(ClosePrompt(prompt))

    def goes_on(self, after: str | None = None) -> Sent:
        return self.sends(NextPrompt(after))

    def submits(self, text: str, prompt: str = "p1", seen: int | None = None) -> Sent:
        return self.sends(SubmitResponse(prompt, text, seen))

    def edits(self, response: str, text: str, seen: int | None = None) -> Sent:
        return self.sends(EditResponse(response, text, seen))

    def withdraws(self, response: str) -> Sent:
        return self.sends(WithdrawResponse(response))

    def shows(self, response: str) -> Sent:
        return self.sends(ShowResponse(response))

    def holds(self, response: str) -> Sent:
        return self.sends(HoldResponse(response))

    def hides(self, response: str, reason: str = "other") -> Sent:
        return self.sends(HideResponse(response, reason))

    def redacts(self, response: str, text: str) -> Sent:
        return self.sends(RedactResponse(response, text))

    def mutes(self, response: str, on: bool = True) -> Sent:
        return self.sends(MuteSeat(response, on))

    def makes(self, name: str, *responses: str, prompt: str = "p1") -> Sent:
        return self.sends(MakeTheme(prompt, name, responses))

    def renames(self, theme: str, name: str, seen: int | None = None) -> Sent:
        return self.sends(RenameTheme(theme, name, seen))

    def merges(self, *themes: str, into: str) -> Sent:
        return self.sends(MergeThemes(themes, into))

    def splits(self, theme: str, *responses: str, name: str = "Apart") -> Sent:
        return self.sends(SplitTheme(theme, responses, name))

    def moves(self, *responses: str, to: str | None) -> Sent:
        return self.sends(MoveResponses(responses, to))

    def pins(self, *responses: str) -> Sent:
        return self.sends(PinResponses(responses))

    def unpins(self, *responses: str) -> Sent:
        return self.sends(PinResponses(responses, on=False))

    def sets_aside(self, theme: str) -> Sent:
        return self.sends(SetThemeAside(theme))

    def removes(self, theme: str) -> Sent:
        return self.sends(RemoveTheme(theme))

    def accepts_draft(self, *themes: str, moves: bool = True) -> Sent:
        return self.sends(AcceptDraft("p1", themes, moves))

    def sorts_the_rest(self, *responses: str) -> Sent:
        return self.sends(AcceptSuggestions("p1", responses))

    def turns_the_wall(self, face: str, **more: str) -> Sent:
        return self.sends(ShowFace(face, **more))

    def stars(self, *responses: str) -> Sent:
        return self.sends(StarResponses(responses))

    def unstars(self, *responses: str) -> Sent:
        return self.sends(StarResponses(responses, on=False))

    def opens_the_view(self, prompt: str = "p1", see: str = "themes") -> Sent:
        return self.sends(OpenView(prompt, see))

    def promotes(self, key: str, kind: str = "priority", **words: str) -> Sent:
        order = PromoteTheme if key[0] == "t" else PromoteResponse
        return self.sends(order(key, kind, **words))

    def cuts(self, response: str, *parts: str, seen: int | None = None) -> Sent:
        return self.sends(SplitResponse(response, "\n".join(parts), seen))

    def copies(self, response: str, to: str) -> Sent:
        return self.sends(CopyResponse(response, to))

    def joins_again(self, response: str) -> Sent:
        return self.sends(JoinParts(response))

    def declares(self, kind: str, *sources: str, text: str = "", **rules: Any) -> Sent:
        """Make a ballot of these; it opens at once unless `open` is said to be false."""
        return self.sends(MakeBallot(kind, sources=sources, text=text, **{"open": True, **rules}))

    def opens_ballot(self, ballot: str = "b1") -> Sent:
        return self.sends(OpenBallot(ballot))

    def closes_ballot(self, ballot: str = "b1") -> Sent:
        return self.sends(CloseBallot(ballot))

    def repeats(self, ballot: str, *options: str, open: bool = True) -> Sent:
        return self.sends(RepeatBallot(ballot, options, open))

    def votes(self, *choices: str, on: str = "b1", because: str = "") -> Sent:
        return self.sends(CastVote(on, choices, because))

    def enters_vote(self, *choices: str, on: str = "b1", because: str = "", **more: Any) -> Sent:
        return self.sends(EnterVote(on, choices, because, **more))

    def parks(self, response: str | None = None, **said: str) -> Sent:
        return self.sends(Park(response, **said))

    def undoes(self, entry: int | None = None) -> Sent:
        return self.sends(Undo(entry))

    def joins(self, **said: Any) -> Sent:
        """Knock at the door; the new seat has the next id."""
        key = said.pop("key", f"key of {self.id}")
        recovery = said.pop("recovery", f"recovery of {self.id}")
        return Sent(DOOR, DOOR, JoinRoom(key, recovery, **said))

    def drafts(
        self, moves: Any = None, merges: Any = None, wish: Any = None, **themes: Iterable[str]
    ) -> Sent:
        """Offer a grouping, as `wish` has it: key and name of a theme → its responses."""
        plans = {
            key: {"name": key.title(), "words": [key], "responses": dict.fromkeys(held, True)}
            for key, held in themes.items()
        }
        draft = {"themes": plans, "moves": moves or {}, "merges": merges or {}}
        return self.sends(SuggestThemes("p1", draft=draft, wish=wish))

    def words(self, moves: Any = None, merges: Any = None, /, **themes: dict[str, Any]) -> Sent:
        """Offer a grouping in a language model's words: key → what is said of it."""
        plans = {
            key: {"name": key.title(), "machine": True, "responses": {}, **said}
            for key, said in themes.items()
        }
        draft = {"themes": plans, "moves": moves or {}, "merges": merges or {}}
        return self.sends(SuggestThemes("p1", draft=draft))

    def suggests(self, prompt: str = "p1", sure: float = 0.9, **placements: str) -> Sent:
        """Suggest a theme for loose responses: response → theme."""
        said = {
            key: {"theme": theme, "sure": sure, "words": ["because"], "near": []}
            for key, theme in placements.items()
        }
        return self.sends(SuggestThemes(prompt, said))


fay = Actor("u1", "facilitator")
tom = Actor("u2", "cofacilitator")
ana = Actor("s1", "participant")
ben = Actor("s2", "participant")
cleo = Actor("s3", "participant")
four = Actor("s4", "participant")  # table four: six people, one seat
door = Actor(DOOR, DOOR)
engine = Actor(ENGINE, ENGINE)
EVERYBODY = (fay, tom, ana, ben, cleo, four)

THE_EVENING = door.sends(
    MakeWorkshop("w-7", "ABC234", "Vision night", "flagged", GROUPS, ("en", "es"), PROMPTS)
)
EVERYBODY_JOINS = (
    ana.joins(group="families", language="es"),
    ben.joins(group="students"),
    cleo.joins(),
    four.joins(group="staff", table=4, headcount=6),
)


def through_json(value: Any) -> Any:
    """Return what is left of a value after a journey over the wire."""
    return json.loads(json.dumps(value))


def picture(room: Room) -> bytes:
    """Return all of a room as bytes, to see whether anything in it has changed."""
    return pickle.dumps([getattr(room, name) for name in Room.__slots__])


def contents_of(room: Room) -> dict[str, Any]:
    """Return all of a room as plain values, to compare two rooms."""
    return {name: getattr(room, name) for name in Room.__slots__}


def replayed(entries: Iterable[dict[str, Any]]) -> Room:
    """Return the room that stored entries make."""
    room = Room()
    for entry in entries:
        events = [decode(stored, contents.EVENTS) for stored in entry["events"]]
        contents.fold(
            room,
            entry["seq"],
            entry["at"],
            entry["by"],
            entry["ref"],
            entry["digest"],
            entry["type"],
            events,
        )
    return room


class Audience:
    """A screen far away: it is sent patches, and never sees the room."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.published: dict[views.Address, views.Object] = {}
        self.view: views.View = views.assemble({})
        self.patches: list[Any] = []

    def publish(self, room: Room, keys: Iterable[str]) -> None:
        patch = patch_of(self.published, views.objects(room, self.name, keys))
        if patch:
            sent = through_json(patch)
            self.patches.append(sent)
            self.view = merge(self.view, sent)


class Evening:
    """A room with its journal, its screens and its seats."""

    def __init__(self) -> None:
        self.room = Room()
        self.at = NOON
        self.journal: list[dict[str, Any]] = []
        self.audiences = [Audience(name) for name in views.AUDIENCES]
        self.own: dict[str, views.View] = {}
        self.events: list[Any] = []
        self.error: WorkshopError | None = None

    # ── telling ────────────────────────────────────────────────────────────

    def when(self, *sent: Sent) -> "Evening":
        """Send commands; the last one may be refused."""
        for one in sent:
            assert self.error is None, f"refused before: {self.error}"
            self._send(one)
        return self

    def refuses(self, code: str, **params: Any) -> "Evening":
        """Expect that the last command was refused with this code and these parameters."""
        assert self.error is not None, f"not refused: {self.events}"
        assert self.error.code == code
        assert params.items() <= self.error.params.items()
        self.error = None
        return self

    def takes(self) -> "Evening":
        """Expect that the last command was accepted."""
        assert self.error is None, f"refused: {self.error}"
        return self

    def changes_nothing(self) -> "Evening":
        """Expect that the last command was accepted and that nothing follows from it."""
        assert self.takes().events == []
        return self

    def later(self, ms: int) -> "Evening":
        """Let time go by."""
        self.at += ms
        return self

    # ── seeing ─────────────────────────────────────────────────────────────

    @property
    def seq(self) -> int:
        """The seq of the last entry."""
        return self.takes().room.seq

    @property
    def console(self) -> views.View:
        return self.sees(views.CONSOLE)

    @property
    def wall(self) -> views.View:
        return self.sees(views.WALL)

    @property
    def phone(self) -> views.View:
        return self.sees(views.PHONE)

    def sees(self, name: str) -> views.View:
        """Return what a screen holds."""
        self.takes()
        return next(a.view for a in self.audiences if a.name == name)

    def mine(self, actor: Actor) -> views.View:
        """Return what somebody sees of their own."""
        return mine(self.takes().room, actor.id, actor.role)

    def themes(self) -> dict[str, set[str]]:
        """Return the console's themes by name, each with the ids of its responses."""
        view = self.console
        return {
            theme["name"]: {k for k, r in view["responses"].items() if r.get("theme") == key}
            for key, theme in view["themes"].items()
        }

    # ── one step ───────────────────────────────────────────────────────────

    def _send(self, sent: Sent) -> None:
        before = picture(self.room)
        self.events = []
        try:
            decided = contents.decide(self.room, sent.command, sent.by, sent.role, self.at)
        except WorkshopError as error:
            self.error = error
            decided = []
        assert picture(self.room) == before, "C1: deciding changed the room"
        if not decided:
            return
        seq = self.room.seq + 1
        entry = {
            "seq": seq,
            "at": self.at,
            "by": sent.by,
            "ref": f"ref-{seq:05}",
            "digest": "",
            "type": snake(type(sent.command).__name__),
            "events": through_json([encode(event) for event in decided]),
        }
        self.events = [decode(dict(stored), contents.EVENTS) for stored in entry["events"]]
        assert self.events == decided, "the journal keeps something else"
        self._fold(entry)

    def _fold(self, entry: dict[str, Any]) -> None:
        self.journal.append(entry)
        self.at += SECOND
        before = {a.id: mine(self.room, a.id, a.role) for a in EVERYBODY}
        by = entry["by"]
        contents.fold(
            self.room,
            entry["seq"],
            entry["at"],
            by,
            entry["ref"],
            entry["digest"],
            entry["type"],
            self.events,
        )
        keys = touched_keys(self.room, self.room.notes)
        for audience in self.audiences:
            audience.publish(self.room, keys)
            assert audience.view == through_json(views.view(self.room, audience.name)), "V1"
        touched = touched_seats(self.room, self.room.notes, by)
        for actor in EVERYBODY:
            was, now = before[actor.id], mine(self.room, actor.id, actor.role)
            assert actor.id in touched or was == now, "V1: an own view changed unseen"
            patch = through_json(difference(was, now))
            assert merge(was, patch) == through_json(now), "V1"


def field_names(cls: type) -> list[str]:
    """Return the names of a dataclass's fields."""
    return [spec.name for spec in fields(cls)]


def raises(code: str) -> Any:
    """Expect an error of ours with this code."""
    return pytest.raises(WorkshopError, match=rf"^\('{code}'")
