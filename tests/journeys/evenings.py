"""Evenings at random: rooms in which everything happens, and what each audience was sent."""

import random
from dataclasses import dataclass
from typing import Any

from workshop.errors import WorkshopError
from workshop.room import (
    agenda,
    arrange,
    contents,
    join,
    moderate,
    order,
    respond,
    show,
    suggest,
    theme,
    undo,
    views,
)
from workshop.room.nouns import DOOR, ENGINE, Room
from workshop.room.own import mine
from workshop.room.patch import difference, patch_of
from workshop.room.touched import touched_keys

NOON = 1_795_291_200_000  # milliseconds since 1970 UTC
WORDS = ("teachers", "buses", "music", "لغتنا", "más arte", "safe halls", "call 555-201-3344")


@dataclass(frozen=True)
class Heard:
    """What one listener was sent: a first view, patches, and what it must end with."""

    who: str
    first: dict[str, Any]
    patches: list[dict[str, Any]]
    last: dict[str, Any]


class Evening:
    """A room that takes random commands and keeps the patches of every audience and seat."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.room = Room()
        self.seq = 0
        plans = tuple(agenda.PromptPlan("open", f"Question {n}?") for n in range(3))
        groups = {"g1": {"en": "Families", "es": "Familias"}, "g2": {"en": "Staff"}}
        made = agenda.MakeWorkshop("w1", "KELP42", "An evening", groups=groups, prompts=plans)
        self._send(made, DOOR, DOOR)
        self._send(join.JoinRoom("k1", "c1", "g1"), DOOR, DOOR)
        self._send(join.JoinRoom("k2", "c2", None, "es", 4, 6), DOOR, DOOR)
        self._send(agenda.OpenPrompt("p1"), "u1", contents.FACILITATOR)
        self.published = {name: self._objects(name, self._keys()) for name in views.AUDIENCES}
        self.own = {by: mine(self.room, by, role) for by, role in self._people()}
        self.firsts = {name: views.view(self.room, name) for name in views.AUDIENCES}
        self.first_own = dict(self.own)
        self.patches: dict[str, list[dict[str, Any]]] = {}

    def passes(self, steps: int) -> list[Heard]:
        """Let that many commands come, and return what everybody heard."""
        for _ in range(steps):
            by, role, command = self._next()
            try:
                self._send(command, by, role)
            except WorkshopError:
                continue
            self._publish()
        audiences = [self._heard(n, self.firsts[n], views.view(self.room, n)) for n in self.firsts]
        people = [
            self._heard(by, self.first_own[by], mine(self.room, by, role))
            for by, role in self._people()
        ]
        return audiences + people

    def _heard(self, who: str, first: dict[str, Any], last: dict[str, Any]) -> Heard:
        return Heard(who, first, self.patches.get(who, []), last)

    def _people(self) -> list[tuple[str, str]]:
        return [
            ("s1", contents.PARTICIPANT),
            ("s2", contents.PARTICIPANT),
            ("u1", contents.FACILITATOR),
        ]

    def _send(self, command: Any, by: str, role: str) -> None:
        at = NOON + self.seq * 1000
        events = contents.decide(self.room, command, by, role, at)
        self.seq += 1
        kind = contents.codec.snake(type(command).__name__)
        contents.fold(self.room, self.seq, at, by, f"ref{self.seq:05}", "", kind, events)

    def _publish(self) -> None:
        keys = touched_keys(self.room, self.room.notes)
        for name, published in self.published.items():
            now = views.objects(self.room, name, keys)
            self._tell(name, patch_of(published, now))
        for by, role in self._people():
            own = mine(self.room, by, role)
            self._tell(by, difference(self.own[by], own))
            self.own[by] = own

    def _tell(self, who: str, patch: dict[str, Any]) -> None:
        if patch:
            self.patches.setdefault(who, []).append(patch)

    def _keys(self) -> list[str]:
        return views.every_key(self.room)

    def _objects(self, name: str, keys: list[str]) -> dict[Any, Any]:
        found = views.objects(self.room, name, keys)
        return {address: value for address, value in found.items() if value is not None}

    def _next(self) -> tuple[str, str, Any]:
        draw = self.random
        seat = draw.choice(["s1", "s2"])
        if draw.random() < 0.5:
            return seat, contents.PARTICIPANT, self._say()
        if draw.random() < 0.1:
            return ENGINE, ENGINE, self._suggest()
        return "u1", contents.FACILITATOR, self._steer()

    def _say(self) -> Any:
        draw = self.random
        text = " ".join(draw.choices(WORDS, k=draw.randint(1, 3)))
        return draw.choice(
            [
                respond.SubmitResponse(self._prompt(), text, self.seq),
                respond.SubmitResponse("p1", text, self.seq),
                respond.EditResponse(self._response(), text),
                respond.WithdrawResponse(self._response()),
                join.ChangeSeat(draw.choice(["g1", None]), "es"),
            ]
        )

    def _suggest(self) -> Any:
        placed = {self._response(): {"theme": self._theme(), "sure": 0.6, "words": ["bus"]}}
        draft = {"themes": {"d1": {"name": "New", "words": ["new"], "responses": {}}}}
        return suggest.SuggestThemes("p1", placements=placed, draft=draft, seen=self.seq)

    def _steer(self) -> Any:
        draw = self.random
        some = (self._response(), self._response())
        return draw.choice(
            [
                moderate.HideResponse(self._response(), "other"),
                moderate.ShowResponse(self._response()),
                moderate.HoldResponse(self._response()),
                moderate.RedactResponse(self._response(), "[name]"),
                theme.MakeTheme("p1", draw.choice(WORDS), some),
                theme.RenameTheme(self._theme(), draw.choice(WORDS)),
                theme.MergeThemes((self._theme(),), self._theme()),
                theme.MoveResponses(some, draw.choice([self._theme(), None])),
                theme.PinResponses(some),
                theme.SetThemeAside(self._theme(), draw.random() < 0.5),
                theme.RemoveTheme(self._theme()),
                order.MoveTheme(self._theme(), draw.choice([None, self._theme()])),
                suggest.AcceptDraft("p1"),
                agenda.NextPrompt(),
                agenda.OpenPrompt(self._prompt()),
                agenda.SetTimer("p1", 5),
                arrange.EditPrompt("p2", draw.choice(WORDS)),
                show.ShowFace("themes", prompt="p1"),
                show.OpenView("p1", draw.choice(["themes", "nothing"])),
                undo.Undo(),
            ]
        )

    def _prompt(self) -> str:
        return self.random.choice(["p1", "p2", "p3"])

    def _response(self) -> str:
        return self.random.choice([*self.room.responses, "r1"])

    def _theme(self) -> str:
        return self.random.choice([*self.room.themes, "t1"])
