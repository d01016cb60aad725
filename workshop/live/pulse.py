"""Pulse: how many listen to a room, and how well they are reached.  Rule L15 in PROTOCOL.md.

Told to the room's consoles where they can see it, and to the log once a minute.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workshop.live import wire
from workshop.live.hub import Audience
from workshop.live.rooms import LiveRoom, Rooms
from workshop.room import views
from workshop.store.writer import Writer

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds
LOG_EVERY = 60.0  # seconds
LATE = 1.0  # seconds without an answer, beyond which somebody sees that it takes long
SLOW, POOR = 0.1, 1 / 3  # of the phones, when so many are late
SEVERAL = 2  # late ones; a single one stands far from the antenna, which is no fault of the network
BUSY_AFTER = 0.5  # seconds that the server's loop, or a commit, is late

Network = Literal["good", "slow", "poor"]
Server = Literal["good", "busy", "storage"]
State = tuple[Network | None, Server]


@dataclass(frozen=True, slots=True)
class Lines:
    """Who listens to a room, and what stands in the way."""

    phones: int  # seats; two pages of one phone are one
    walls: int
    network: Network | None  # None while no phone has been asked yet
    server: Server

    def frame(self) -> bytes:
        """Return what consoles are told."""
        told: dict[str, object] = {
            "type": "lines",
            "phones": self.phones,
            "walls": self.walls,
            "server": self.server,
        }
        if self.network is not None:
            told["network"] = self.network
        return wire.encode(told)


def network_of(lags: Iterable[float | None]) -> Network | None:
    """Judge a network by how long each phone takes to answer, in seconds; None is not known."""
    known = [lag for lag in lags if lag is not None]
    if not known:
        return None
    late = sum(lag > LATE for lag in known)
    if late < SEVERAL or late <= SLOW * len(known):
        return "good"
    return "slow" if late <= POOR * len(known) else "poor"


class Pulse:
    """Looks at every room in memory again and again; `start` and `close` it, on the loop."""

    def __init__(self, rooms: Rooms, writer: Writer) -> None:
        """Look at nothing yet."""
        self._rooms = rooms
        self._writer = writer
        self._due = self._logged = 0.0  # loop time
        self._timer: asyncio.TimerHandle | None = None
        # By workshop, with how many consoles had been welcomed by then: who comes hears it, too.
        self._told: dict[str, tuple[bytes, int]] = {}
        self._looks: dict[str, tuple[State, State]] = {}  # by workshop: the latest, and what stands

    def start(self) -> None:
        """Look in a moment, and then every two seconds."""
        now = asyncio.get_running_loop().time()
        self._logged = now
        self._wait_until(now + EVERY)

    def close(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _wait_until(self, due: float) -> None:
        self._due = due
        self._timer = asyncio.get_running_loop().call_at(due, self._beat)

    def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        server = self._server(now - self._due)
        is_time = now - self._logged >= LOG_EVERY
        if is_time:
            self._logged = now
        for live in self._rooms.inside():
            try:
                self._look_at(live, server, is_time)
            except Exception:  # one room's fault must not stop the others' pulse
                log.exception("a pulse was not told")
        self._wait_until(now + EVERY)

    def _server(self, late: float) -> Server:
        if self._writer.is_failing:
            return "storage"
        return "busy" if max(late, self._writer.seconds_in_commit) > BUSY_AFTER else "good"

    def _look_at(self, live: LiveRoom, server: Server, is_time: bool) -> None:
        consoles = live.hub.audience(views.CONSOLE)
        if not consoles.members and not is_time:
            self._told.pop(live.workshop_id, None)
            self._looks.pop(live.workshop_id, None)
            return
        phones = live.hub.audience(views.PHONE)
        walls = live.hub.audience(views.WALL)
        network = network_of(one.lag for one in phones.members)
        network, server = self._settled(live.workshop_id, (network, server))
        lines = Lines(
            phones=len(set(phones.members.values())),
            walls=len(walls.members),
            network=network,
            server=server,
        )
        told = (lines.frame(), consoles.welcomed)
        if consoles.members and self._told.get(live.workshop_id) != told:
            self._told[live.workshop_id] = told
            live.tell(views.CONSOLE, told[0])
        live.presence.tell()
        if is_time and _anybody(phones, walls, consoles):
            self._log(live, lines, len(consoles.members))

    def _settled(self, workshop_id: str, look: State) -> State:
        """Return what stands: a new state counts when it is seen twice; nothing flickers."""
        before, stands = self._looks.get(workshop_id, (look, look))
        if look == before:
            stands = look
        self._looks[workshop_id] = (look, stands)
        return stands

    def _log(self, live: LiveRoom, lines: Lines, consoles: int) -> None:
        log.info(
            "workshop is live",
            extra={
                "workshop": live.workshop_id,
                "phones": lines.phones,
                "walls": lines.walls,
                "consoles": consoles,
                "network": lines.network or "unknown",
                "server": lines.server,
                "acked": live.acked,
                "refused": live.refused,
                "commits": self._writer.commits,
            },
        )


def _anybody(*audiences: Audience) -> bool:
    return any(audience.members for audience in audiences)
