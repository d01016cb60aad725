"""Presence: who is at a room's consoles, and what each has in hand.  Rules L16–L18 in PROTOCOL.md.

Nothing of it is in the journal, and it belongs to no seq.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workshop.errors import Refused
from workshop.live import wire
from workshop.live.hub import Hub, Listener
from workshop.room import views
from workshop.room.lead import HandOver, TakeLead
from workshop.room.nouns import is_person

AWAY_AFTER = 20_000  # ms without a console, after which somebody else may take the lead
POLLED = 8_000  # ms that somebody counts as here who asks again and again, or has sent something
KEPT = 600_000  # ms that somebody who has left is still named
SOON = 0.1  # seconds between two frames

Refusal = Refused | None


@dataclass(slots=True)
class Person:
    """Somebody who steers, as their consoles say."""

    name: str = ""
    seen: int = 0  # ms; when they were last known to be here
    asked: int = 0  # ms; when they last asked or sent something, since their last line ended
    at: dict[str, Any] = field(default_factory=dict)  # what they have in hand


class Presence:
    """Who is at the consoles of one room; on the loop."""

    def __init__(self, hub: Hub, now: Callable[[], int], tell: Callable[[bytes], None]) -> None:
        """`tell` writes a frame to every console of the room."""
        self._hub = hub
        self._now = now
        self._tell = tell
        self._began = now()
        self._people: dict[str, Person] = {}
        self._screens: dict[Listener, list[int]] = {}
        self._lead: str | None = None
        self._told: tuple[bytes, int] | None = None
        self._timer: asyncio.TimerHandle | None = None
        hub.turned = self._turned

    # ── who is here ────────────────────────────────────────────────────────

    def know(self, by: str, name: str) -> None:
        """Learn what somebody is called; it says nothing of whether they are here."""
        if is_person(by) and name and self._person(by).name != name:
            self._person(by).name = name
            self._soon()

    def meet(self, by: str, name: str = "") -> None:
        """Note that somebody has just asked or sent something."""
        if not is_person(by):
            return
        self.know(by, name)
        person = self._person(by)
        person.seen = person.asked = self._now()
        self._soon()

    def at(self, by: str, frame: wire.At) -> None:
        """Take what a console says that its person has in hand (L16)."""
        told: dict[str, Any] = {
            name: value
            for name in ("prompt", "theme", "doing", "asks")
            if (value := getattr(frame, name))
        }
        if frame.chosen:
            told["chosen"] = dict.fromkeys(frame.chosen, True)
        self._person(by).at = told
        self.meet(by)

    def shows_on(self, wall: Listener, screen: list[int]) -> None:
        """Take how large a wall is."""
        if len(screen) == 2:
            self._screens[wall] = screen

    def screens(self) -> list[list[int]]:
        """Return width and height of each wall that is connected; nothing for a silent one."""
        walls = self._hub.audience(views.WALL).members
        self._screens = {wall: size for wall, size in self._screens.items() if wall in walls}
        return [self._screens.get(wall, []) for wall in walls]

    def is_here(self, by: str) -> bool:
        """Tell whether somebody has a console open."""
        if by in self._hub.audience(views.CONSOLE).members.values():
            return True
        found = self._people.get(by)
        return found is not None and found.asked > 0 and self._now() - found.asked < POLLED

    def check(self, command: Any, by: str, lead: str | None) -> Refusal:
        """Return why the lead does not change hands now, if it does not (L17)."""
        if isinstance(command, HandOver) and not self.is_here(command.to):
            return Refused("not_here")
        if not isinstance(command, TakeLead) or lead is None or lead == by:
            return None
        if self.is_here(lead):
            return Refused("lead_is_here")
        left = AWAY_AFTER - (self._now() - self._left(lead))
        return Refused("lead_was_here", seconds=-(-left // 1000)) if left > 0 else None

    # ── telling ────────────────────────────────────────────────────────────

    def led_by(self, lead: str | None) -> None:
        """Take who leads; who asked for the lead asks no more when it changes hands."""
        if lead == self._lead:
            return
        self._lead = lead
        for person in self._people.values():
            person.at.pop("asks", None)
        self._soon()

    def met(self, loser: str, error: Refused, command: Any) -> None:
        """Tell both that one of them was faster (L18)."""
        winner, thing = str(error.params.get("by", "")), error.params.get("thing")
        if not is_person(winner) or winner == loser:
            return
        what = wire.kind_of(command)
        for by, other, has_lost in ((loser, winner, True), (winner, loser, False)):
            frame = {"type": "met", "with": other, "thing": thing, "did": what, "lost": has_lost}
            self._hub.tell_own(by, wire.encode(frame))

    def tell(self) -> None:
        """Tell every console who is here, where that has changed or somebody has come since."""
        consoles = self._hub.audience(views.CONSOLE)
        if not consoles.members:
            self._told = None
            return
        told = (self._frame(), consoles.welcomed)
        if told != self._told:
            self._told = told
            self._tell(told[0])

    # ── within ─────────────────────────────────────────────────────────────

    def _person(self, by: str) -> Person:
        return self._people.setdefault(by, Person())

    def _left(self, by: str) -> int:
        """Return when somebody was last here, ms; who was not yet, left as the room was read."""
        found = self._people.get(by)
        return max(self._began, found.seen) if found is not None else self._began

    def _turned(self, audience: str, by: str) -> None:
        """Hear that somebody has come or gone."""
        if audience == views.CONSOLE and is_person(by):
            person = self._person(by)
            person.seen = self._now()
            if by not in self._hub.audience(views.CONSOLE).members.values():
                person.asked, person.at = 0, {}
            self._soon()

    def _soon(self) -> None:
        if self._timer is None and self._hub.audience(views.CONSOLE).members:
            self._timer = asyncio.get_running_loop().call_later(SOON, self._due)

    def _due(self) -> None:
        self._timer = None
        self.tell()

    def _frame(self) -> bytes:
        now = self._now()
        people: dict[str, Any] = {}
        for by, person in self._people.items():
            if self.is_here(by):
                people[by] = {"name": person.name, "here": True, **person.at}
            elif by == self._lead or now - person.seen < KEPT:
                people[by] = {"name": person.name, "left": self._left(by)}
        lead = people.get(self._lead or "", {"name": "", "left": self._began})
        if self._lead is not None and "left" in lead:  # from then on another may take over
            people[self._lead] = {**lead, "free": lead["left"] + AWAY_AFTER}
        return wire.encode({"type": "people", "people": people})
