"""Clients: phones and a wall that keep what they send, and come back after a restart."""

import asyncio
import contextlib
import random
import secrets
import time
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from workshop.crowd.door import CALL_WITHIN, Address
from workshop.crowd.lines import Line
from workshop.live import wire

ANSWER_WITHIN = 15.0  # seconds after which an open command is sent again
BACK_FIRST, BACK_MOST = 0.2, 4.0  # seconds before a phone comes back, doubled at each try
AGAIN_FIRST, AGAIN_MOST = 0.5, 8.0  # seconds before a refused command is sent again

Json = Any  # decoded JSON, looked at where it is used


@dataclass(slots=True)
class Tally:
    """What has happened so far; times are in milliseconds."""

    phones: int = 0
    joined: int = 0
    refused_joins: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    acks: int = 0
    refusals: Counter[str] = field(default_factory=Counter)  # final, by code
    retries: Counter[str] = field(default_factory=Counter)  # temporary, by code
    reconnects: int = 0
    closed: Counter[int] = field(default_factory=Counter)  # phones told not to come back
    join_times: list[float] = field(
        default_factory=list
    )  # from asking to come in to the first view
    ack_times: list[float] = field(default_factory=list)


_decode = msgspec.json.Decoder().decode


def merge(target: Json, change: Json) -> Json:
    """Return `target` with a JSON merge patch (RFC 7396)."""
    if not isinstance(change, dict):
        return change
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in change.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


@dataclass(slots=True)
class Command:
    """A phrase on its way, kept until it is answered; times are the loop's, in seconds."""

    ref: str
    text: str
    frame: str
    first_sent: float = 0.0
    due: float = 0.0
    tries: int = 0


class Client:
    """Keeps one conversation going through restarts; `hear` is given every frame."""

    audience = ""

    def __init__(self, address: Address, code: str, cookie: str, tally: Tally) -> None:
        """Connect nothing yet; `cookie` proves the audience."""
        self.socket: ClientConnection | None = None  # set between a welcome and the end
        self.ended = False  # told not to come back
        self._at = (address, code, cookie)
        self._tally = tally
        self._epoch: str | None = None
        self._seq = 0
        self._pause = 0.0  # seconds that the server asked for

    async def stay(self) -> None:
        """Talk, and come back whenever the conversation breaks, until told not to."""
        tries, known = 0, False
        while True:
            try:
                async with self._connect() as socket:
                    await socket.send(self._hello())
                    async with asyncio.timeout(CALL_WITHIN):
                        self._hear(socket, await socket.recv())
                    tries, known = 0, self._count_return(known)
                    while True:
                        self._hear(socket, await socket.recv())
            except (OSError, WebSocketException) as error:  # a timeout is an OSError
                code = _close_code(error)
            self.socket = None
            if code is not None:
                self._tally.closed[code] += 1
                self.ended = True
                return
            await asyncio.sleep(self._pause + wait_after(BACK_FIRST, BACK_MOST, tries))
            self._pause = 0.0
            tries += 1

    async def look(self) -> Json:
        """Return the welcome of a fresh conversation. Raises OSError, WebSocketException."""
        async with self._connect() as socket, asyncio.timeout(CALL_WITHIN):
            self._epoch, self._seq = None, 0
            await socket.send(self._hello())
            return _decode(await socket.recv())

    def hear(self, frame: Json) -> None:
        """Take in a frame."""

    def _connect(self) -> connect:
        address, code, cookie = self._at
        return connect(
            address.live(code),
            origin=address.origin,  # type: ignore[arg-type]  # a plain str to its NewType
            additional_headers={"Cookie": cookie},
            compression=None,
            max_size=None,  # a wall's welcome may be big
            open_timeout=CALL_WITHIN,
            close_timeout=1,
            proxy=None,
        )

    def _hello(self) -> str:
        hello = {"type": "hello", "as": self.audience, "epoch": self._epoch, "seq": self._seq}
        return wire.encode(hello).decode()

    def _hear(self, socket: ClientConnection, raw: str | bytes) -> None:
        frame = _decode(raw)
        kind = frame.get("type")
        if kind == "welcome":
            self._epoch = frame["epoch"]
        elif kind == "bye":
            self._pause = frame["retry_after"] / 1000
        if kind in ("welcome", "patch") and not frame.get("more"):
            self._seq = frame["seq"]
            self.socket = socket
        self.hear(frame)

    def _count_return(self, known: bool) -> bool:
        self._tally.reconnects += known
        return True


def _close_code(error: Exception) -> int | None:
    """Return why a client may not come back, as a close code or HTTP status; None if it may."""
    if isinstance(error, ConnectionClosed):
        code = error.rcvd.code if error.rcvd else 1006
        return code if 4500 <= code < 5000 else None
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        return status if 400 <= status < 500 else None
    return None


def _changes(frame: Json) -> Iterable[Json]:
    """Return the changes of the view that a frame brings, a whole view counting as one."""
    match frame.get("type"):
        case "welcome" if "view" in frame:
            yield frame["view"]
        case "welcome":
            for step in frame.get("tail", ()):
                yield step["patch"]
        case "patch":
            yield frame["patch"]


class Phone(Client):
    """One seat: sends the phrases it is given, each until it is answered."""

    audience = "phone"

    def __init__(self, address: Address, code: str, cookie: str, tally: Tally) -> None:
        """Begin with nothing to send."""
        super().__init__(address, code, cookie, tally)
        self.group: str | None = None
        self.asked: float | None = None  # to come in, and has seen nothing yet
        self.own_kind_only = False
        self.prompts: dict[str, Json] = {}
        self.groups: dict[str, Json] = {}
        self.given: deque[Line] = deque()
        self.open: dict[str, Command] = {}
        self.sent: Counter[str] = Counter()  # texts
        self.acked: dict[str, tuple[str, float]] = {}  # ref → response, when first sent
        self._stirred = asyncio.Event()

    @property
    def is_done(self) -> bool:
        """Whether everything given has been answered, or never will be."""
        return self.ended or not (self.given or self.open)

    def give(self, line: Line) -> None:
        """Let somebody type a phrase."""
        self.given.append(line)
        self._stirred.set()

    def prompt_for(self, line: Line) -> str | None:
        """Return the open prompt that a phrase belongs under, as this phone last saw it."""
        open_ones = [
            (prompt["kind"] != line.kind, prompt["place"], key)
            for key, prompt in self.prompts.items()
            if prompt.get("state") == "open"
        ]
        if not open_ones:
            return None
        is_other, _place, key = min(open_ones)
        return None if is_other and self.own_kind_only else key

    async def work(self) -> None:
        """Send what is due, for ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), self._next_wait())
            self._stirred.clear()
            with contextlib.suppress(ConnectionClosed):  # what is open is sent again later
                await self._send_due()

    def hear(self, frame: Json) -> None:
        """Learn which prompts are open, and what became of a command."""
        for change in _changes(frame):
            self.prompts = merge(self.prompts, change.get("prompts", {}))
            self.groups = merge(self.groups, change.get("workshop", {}).get("groups", {}))
        match frame.get("type"):
            case "welcome":
                if self.asked is not None:
                    self._tally.join_times.append((now() - self.asked) * 1000)
                    self.asked = None
                for command in self.open.values():
                    command.due = 0.0
            case "ack":
                self._acked(frame)
            case "refused":
                self._refused(frame)
        self._stirred.set()

    def _acked(self, frame: Json) -> None:
        command = self.open.pop(frame["ref"], None)
        if command is None:
            return  # the answer to the second sending
        self._tally.acks += 1
        self._tally.ack_times.append((now() - command.first_sent) * 1000)
        self.acked[command.ref] = (frame["made"][0], command.first_sent)

    def _refused(self, frame: Json) -> None:
        command = self.open.get(frame.get("ref", ""))
        if command is None:
            return
        if frame["temporary"]:
            self._tally.retries[frame["code"]] += 1
            command.due = now() + wait_after(AGAIN_FIRST, AGAIN_MOST, command.tries)
        else:
            self._tally.refusals[frame["code"]] += 1
            del self.open[command.ref]

    def _next_wait(self) -> float | None:
        if self.socket is None or not self.open:
            return None
        return max(0.0, min(command.due for command in self.open.values()) - now())

    async def _send_due(self) -> None:
        while self.given and (prompt := self.prompt_for(self.given[0])):
            self._begin(self.given.popleft(), prompt)
        for command in list(self.open.values()):
            if self.socket is None:
                return
            if command.due <= now():
                command.due = now() + ANSWER_WITHIN
                command.first_sent = command.first_sent or now()
                command.tries += 1
                await self.socket.send(command.frame)

    def _begin(self, line: Line, prompt: str) -> None:
        ref = secrets.token_hex(10)
        fields = {"ref": ref, "seen": self._seq, "prompt": prompt, "text": line.text}
        frame = wire.encode({"type": "submit_response", **fields}).decode()
        self.open[ref] = Command(ref, line.text, frame)
        self.sent[comparable(line.text)] += 1
        self._tally.sent += 1


class Wall(Client):
    """A projector: notes when each phrase is first seen."""

    audience = "wall"

    def __init__(self, address: Address, code: str, cookie: str, tally: Tally) -> None:
        """Nothing is seen yet."""
        super().__init__(address, code, cookie, tally)
        self.seen: dict[str, float] = {}  # response → loop time

    def hear(self, frame: Json) -> None:
        """Note what is new."""
        for change in _changes(frame):
            for key, response in change.get("responses", {}).items():
                if response is not None:
                    self.seen.setdefault(key, now())


def wait_after(first: float, most: float, tries: int) -> float:
    """Return the seconds to wait, so that a thousand phones do not come back at once."""
    return float(min(most, first * 2 ** min(tries, 16)) * random.uniform(0.5, 1.5))


def now() -> float:
    """Return seconds on a clock that only goes forward."""
    return time.monotonic()


def comparable(text: str) -> str:
    """Return what of a text every server keeps: no spaces, marks or signs that cannot be seen."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if unicodedata.category(sign)[0] in "LNPS")
