"""Conversation: what one connection says, and what it is answered.  Rules L5–L11 in PROTOCOL.md."""

import asyncio
from collections.abc import Callable

from workshop.errors import BadMessage, NotAllowed, WorkshopError
from workshop.live import wire
from workshop.live.hub import BAD_MESSAGE, NOT_ALLOWED, TOO_FAST, Listener
from workshop.live.identity import Identity
from workshop.live.rooms import WALL_ROLE, Bucket, LiveRoom
from workshop.room.nouns import Answer
from workshop.room.views import CONSOLE, WALL

BAD_IN_A_ROW = 3
BURST, RATE = 1_000, 50.0  # frames of a connection: at once, and a second after
WALL_REFUSALS = 2  # a wall that sends commands is no wall of ours

Say = Callable[[WorkshopError, str], str]  # a refusal in a language


def _now() -> float:
    """Return the loop's time in ms: cheap, for it is looked at with every frame."""
    return asyncio.get_running_loop().time() * 1000


class Conversation:
    """One connection that has proved who it is, and what it may do."""

    __slots__ = ("_bad", "_frames", "_say", "_wall_refusals", "identity", "live", "out")

    def __init__(self, live: LiveRoom, identity: Identity, out: Listener, say: Say) -> None:
        """`out` takes the answers; `say` words refusals for people."""
        self.live = live
        self.identity = identity
        self.out = out
        self._say = say
        self._bad = 0
        self._wall_refusals = 0
        self._frames = Bucket(BURST, _now())

    def hear(self, raw: str | bytes) -> None:
        """Take one frame; what is wrong with it is answered or ends the connection."""
        if not self.may_go_on():
            return
        is_phone = self.identity.audience == "phone"
        try:
            frame = wire.parse(raw, wire.PHONE_LIMIT if is_phone else wire.CONSOLE_LIMIT)
        except BadMessage as error:
            self._bad += 1
            self._refuse(None, error)
            if self._bad >= BAD_IN_A_ROW:
                self.out.end(BAD_MESSAGE)
            return
        self._bad = 0
        if isinstance(frame, wire.Ping):
            self.out.offer(wire.encode({"type": "pong", "now": self.live.now()}))
        elif isinstance(frame, wire.At):
            self._at(frame)
        elif isinstance(frame, wire.Sent):
            self._command(frame)

    def _at(self, frame: wire.At) -> None:
        if self.identity.audience == CONSOLE:
            self.live.presence.at(self.identity.by, frame)
        elif self.identity.audience == WALL:
            self.live.presence.shows_on(self.out, frame.screen)
        else:
            self._refuse(None, NotAllowed("not_for_role", role=self.identity.role))

    def may_go_on(self) -> bool:
        """Count one frame, of whatever kind; too many of them end the connection (L9)."""
        if self._frames.take(_now(), BURST, RATE):
            return True
        self.out.end(TOO_FAST)
        return False

    def _command(self, sent: wire.Sent) -> None:
        if self.identity.role == WALL_ROLE:
            self._wall_refusals += 1
            self._refuse(sent.ref, NotAllowed("not_for_role", role=WALL_ROLE))
            if self._wall_refusals >= WALL_REFUSALS:
                self.out.end(NOT_ALLOWED)
            return

        def reply(result: Answer | WorkshopError) -> None:
            if isinstance(result, WorkshopError):
                self._refuse(sent.ref, result)
            else:
                self.out.offer(wire.encode(wire.ack(sent.ref, result)))

        self.live.send(
            sent.command,
            by=self.identity.by,
            role=self.identity.role,
            ref=sent.ref,
            digest=sent.digest,
            reply=reply,
        )

    def _refuse(self, ref: str | None, error: WorkshopError) -> None:
        message = self._say(error, self.identity.language)
        self.out.offer(wire.encode(wire.refused(ref, error, message)))
