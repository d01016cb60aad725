"""Crowd: many phones at once, over real sockets, and a count of what became of every phrase.

It is a client like any other: it joins over HTTP, keeps what it sends until that is acknowledged,
comes back after a restart, and at the end asks the server what it holds.
"""

import asyncio
import contextlib
import csv
import io
import json
import math
import random
import re
import secrets
import time
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from workshop.errors import BadMessage, NotFound, Refused, Unavailable, WorkshopError
from workshop.live import wire

LARGEST = 64_000_000  # bytes of a file
JOINING_AT_ONCE = 16  # connections
HELLOS_AT_ONCE = 50  # at the end
PATIENCE = 60.0  # seconds: for a server to come back, for a join, for the last answer
CALL_WITHIN = 10.0  # seconds for one request, handshake or welcome
ANSWER_WITHIN = 15.0  # seconds after which an open command is sent again
BACK_FIRST, BACK_MOST = 0.2, 4.0  # seconds before a phone comes back, doubled at each try
AGAIN_FIRST, AGAIN_MOST = 0.5, 8.0  # seconds before a refused command is sent again
LOOK_EVERY = 0.05  # seconds
FIRST_PATIENCE = 10.0  # seconds for the first phone: an address may be wrong
TOO_MANY_REQUESTS = 429
WALL_LAG = 5.0  # seconds that the wall may come behind the last answer

Json = Any  # decoded JSON, looked at where it is used


@dataclass(frozen=True, slots=True)
class Line:
    """A phrase to send: under a prompt of its kind, from somebody of its group, if it has any."""

    text: str
    kind: str | None = None
    group: str | None = None
    theme: str | None = None  # what somebody sorted it under; nothing is sent of it


@dataclass(frozen=True, slots=True)
class Wish:
    """What the crowd is to do. `rate` is in responses a second in all, `seconds` at most."""

    url: str
    code: str
    phones: int
    rate: float
    lines: tuple[Line, ...]
    seconds: float | None = None
    wall: str | None = None  # the wall's address with its key
    own_kind_only: bool = False  # a phrase waits until a prompt of its kind is open


@dataclass(slots=True)
class Tally:
    """What has happened so far; latencies are in milliseconds."""

    phones: int = 0
    joined: int = 0
    refused_joins: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    acks: int = 0
    refusals: Counter[str] = field(default_factory=Counter)  # final, by code
    retries: Counter[str] = field(default_factory=Counter)  # temporary, by code
    reconnects: int = 0
    closed: Counter[int] = field(default_factory=Counter)  # phones told not to come back
    ack_times: list[float] = field(default_factory=list)
    wall_times: list[float] = field(default_factory=list)


# --- the file -------------------------------------------------------------------------------


def read_lines(path: Path, column: str = "text") -> tuple[Line, ...]:
    """Return the phrases of a text, CSV, JSONL or scenario file, in order, without empty ones.

    Raises NotFound `no_such_file`; BadMessage `bad_file` (file, line, problem), `no_texts`.
    """
    content = _content_of(path)
    readers: dict[str, Callable[[str, str, str], Iterable[Line]]] = {
        ".csv": _from_csv,
        ".tsv": _from_csv,
        ".jsonl": _from_jsonl,
        ".ndjson": _from_jsonl,
        ".json": _from_scenario,
    }
    read = readers.get(path.suffix.lower(), _from_text)
    lines = tuple(line for line in read(content, path.name, column) if line.text.strip())
    if not lines:
        raise BadMessage("no_texts", file=path.name)
    return lines


def _content_of(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError:
        raise NotFound("no_such_file", file=str(path)) from None
    if raw is None:
        raise _bad(path.name, 1, "too_large")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(path.name, raw[: error.start].count(b"\n") + 1, "not_utf8") from None


def _from_text(content: str, file: str, column: str) -> Iterable[Line]:
    return [Line(text) for text in content.splitlines()]


def _from_csv(content: str, file: str, column: str) -> Iterable[Line]:
    """Return a column of a table with a head; the first one when none has the name."""
    mark = "\t" if "\t" in content.split("\n", 1)[0] else ","
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=mark, strict=True)
    try:
        table = list(rows)
    except csv.Error:
        raise _bad(file, rows.line_num, "not_csv") from None
    head = [cell.strip().casefold() for cell in table[0]] if table else []
    places = {
        name: head.index(name) for name in (column.casefold(), "kind", "group") if name in head
    }
    body = table[1:] if places else table
    at = places.get(column.casefold(), 0)
    return [
        Line(row[at], _cell(row, places.get("kind")), _cell(row, places.get("group")))
        for row in body
        if at < len(row)
    ]


def _cell(row: list[str], at: int | None) -> str | None:
    return row[at].strip() or None if at is not None and at < len(row) else None


def _from_jsonl(content: str, file: str, column: str) -> Iterable[Line]:
    # Not splitlines: a JSON string may hold other line breaks unescaped.
    for number, written in enumerate(content.split("\n"), 1):
        if written.strip():
            yield _line(_json(written, file, number), file, number, column)


def _from_scenario(content: str, file: str, column: str) -> Iterable[Line]:
    page = _json(content, file, 1)
    if isinstance(page, list):
        return [_line(row, file, 1, column) for row in page]
    prompts = page.get("prompts") if isinstance(page, dict) else None
    if not isinstance(prompts, list):
        raise _bad(file, 1, "no_text")
    lines = []
    for prompt in prompts:
        rows = prompt.get("responses") if isinstance(prompt, dict) else None
        if not isinstance(rows, list):
            raise _bad(file, 1, "no_text")
        lines += [_line(row, file, 1, "text", kind=prompt.get("kind")) for row in rows]
    return lines


def _line(row: Json, file: str, number: int, column: str, kind: str | None = None) -> Line:
    found = {column: row} if isinstance(row, str) else row
    if not isinstance(found, dict) or not isinstance(found.get(column), str):
        raise _bad(file, number, "no_text")
    return Line(found[column], found.get("kind") or kind, found.get("group"), found.get("theme"))


def _json(written: str, file: str, first: int) -> Json:
    try:
        return json.loads(written)
    except json.JSONDecodeError as error:
        raise _bad(file, first + error.lineno - 1, "not_json") from None
    except (ValueError, RecursionError):
        raise _bad(file, first, "not_json") from None


def _bad(file: str, line: int, problem: str) -> BadMessage:
    return BadMessage("bad_file", file=file, line=line, problem=problem)


# --- the door -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """A server, and how to speak to it."""

    scheme: str  # http | https
    netloc: str

    @property
    def origin(self) -> str:
        """What a browser on one of its pages would call itself."""
        return f"{self.scheme}://{self.netloc}"

    def live(self, code: str) -> str:
        """Return the address of a workshop's socket."""
        return f"{'wss' if self.scheme == 'https' else 'ws'}://{self.netloc}/w/{code}/live"

    def ask(
        self, method: str, target: str, form: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        """Send one request and read the answer. Raises OSError, HTTPException."""
        kind = HTTPSConnection if self.scheme == "https" else HTTPConnection
        connection = kind(self.netloc, timeout=CALL_WITHIN)
        headers = {"Accept": "application/json", "Origin": self.origin}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form)
        try:
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


def address_of(url: str) -> Address:
    """Return the server of an address. Raises Refused `bad_address`."""
    parts = urlsplit(url)
    try:
        _port = parts.port
    except ValueError:
        raise Refused("bad_address", address=url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("bad_address", address=url)
    return Address(parts.scheme, parts.netloc)


def _cookie_of(answer: HTTPResponse, prefix: str) -> str | None:
    for written in answer.headers.get_all("Set-Cookie") or ():
        try:
            cookies = SimpleCookie(written)
        except CookieError:
            continue
        for name, morsel in cookies.items():
            if name.startswith(prefix) and morsel.value:
                return f"{name}={morsel.value}"
    return None


def _code_of(body: bytes) -> str:
    """Return the code of a refusal."""
    try:
        return str(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return "internal"


def _waits(first: float, most: float, tries: int) -> float:
    """Return the seconds to wait, so that a thousand phones do not come back at once."""
    return float(min(most, first * 2 ** min(tries, 16)) * random.uniform(0.5, 1.5))


# --- one connection -------------------------------------------------------------------------

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
            await asyncio.sleep(_waits(BACK_FIRST, BACK_MOST, tries))
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
        self._tally.ack_times.append((_now() - command.first_sent) * 1000)
        self.acked[command.ref] = (frame["made"][0], command.first_sent)

    def _refused(self, frame: Json) -> None:
        command = self.open.get(frame.get("ref", ""))
        if command is None:
            return
        if frame["temporary"]:
            self._tally.retries[frame["code"]] += 1
            command.due = _now() + _waits(AGAIN_FIRST, AGAIN_MOST, command.tries)
        else:
            self._tally.refusals[frame["code"]] += 1
            del self.open[command.ref]

    def _next_wait(self) -> float | None:
        if self.socket is None or not self.open:
            return None
        return max(0.0, min(command.due for command in self.open.values()) - _now())

    async def _send_due(self) -> None:
        while self.given and (prompt := self.prompt_for(self.given[0])):
            self._begin(self.given.popleft(), prompt)
        for command in list(self.open.values()):
            if self.socket is None:
                return
            if command.due <= _now():
                command.due = _now() + ANSWER_WITHIN
                command.first_sent = command.first_sent or _now()
                command.tries += 1
                await self.socket.send(command.frame)

    def _begin(self, line: Line, prompt: str) -> None:
        ref = secrets.token_hex(10)
        fields = {"ref": ref, "seen": self._seq, "prompt": prompt, "text": line.text}
        frame = wire.encode({"type": "submit_response", **fields}).decode()
        self.open[ref] = Command(ref, line.text, frame)
        self.sent[_squeezed(line.text)] += 1
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
                    self.seen.setdefault(key, _now())


# --- the evening ----------------------------------------------------------------------------


class Crowd:
    """Everybody in the room. `run` is the whole evening and returns the report."""

    def __init__(self, wish: Wish) -> None:
        """Connect nothing yet. Raises Refused `bad_address`."""
        self.tally = Tally(phones=wish.phones)
        self._wish = wish
        self._address = address_of(wish.url)
        self._phones: list[Phone] = []
        self._turns: Counter[str | None] = Counter()  # whose turn it is, by group
        self._wall: Wall | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._lines = wish.lines  # with ids for groups, once they are known
        self._doors = ThreadPoolExecutor(JOINING_AT_ONCE, thread_name_prefix="joining")

    async def run(self) -> dict[str, Any]:
        """Join, send, wait for the answers, and compare with what the server holds.

        Raises NotFound or Refused: what the first phone or the wall is refused; Unavailable
        `no_server`.
        """
        started = _now()
        try:
            await self._come_in()
            await self._deal()
            await self._settle()
        finally:
            await self._leave()
        found = await self._look_back()
        return self._report(found, _now() - started)

    # ── coming in ──────────────────────────────────────────────────────────

    async def _come_in(self) -> None:
        """Let the first phone in alone: it learns whether there is a room, and its groups."""
        if self._wish.wall:
            self._wall = await self._hang(self._wish.wall)
            self._start(self._wall.stay())
        first = await self._enter(None, FIRST_PATIENCE)
        until = _now() + PATIENCE
        while first.socket is None and not first.ended and _now() < until:
            await asyncio.sleep(LOOK_EVERY)
        self._lines = with_group_ids(self._wish.lines, first.groups)
        groups = _groups_of(self._lines, self._wish.phones - 1)
        await asyncio.gather(*[self._enter_or_count(group) for group in groups])

    async def _hang(self, url: str) -> Wall:
        address, parts = address_of(url), urlsplit(url)
        target = f"{parts.path}?{parts.query}"
        answer, body = await self._ask(address, "GET", target, None, FIRST_PATIENCE)
        cookie = _cookie_of(answer, "wall_")
        if cookie is None:
            raise Refused(_code_of(body) if answer.status >= 400 else "wall_key")
        return Wall(address, parts.path.split("/")[2], cookie, self.tally)

    async def _enter_or_count(self, group: str | None) -> None:
        try:
            await self._enter(group, PATIENCE)
        except WorkshopError as error:
            self.tally.refused_joins[error.code] += 1

    async def _enter(self, group: str | None, patience: float) -> Phone:
        code = quote(self._wish.code, safe="")
        form = {"group": group or "", "nonce": secrets.token_urlsafe(16)}
        answer, body = await self._ask(self._address, "POST", f"/w/{code}/join", form, patience)
        cookie = _cookie_of(answer, "seat_")
        if cookie is None:
            refused = _code_of(body)
            raise NotFound(refused) if answer.status == 404 else Refused(refused)
        self.tally.joined += 1
        phone = Phone(self._address, code, cookie, self.tally)
        phone.group, phone.own_kind_only = group, self._wish.own_kind_only
        self._phones.append(phone)
        self._start(phone.stay())
        self._start(phone.work())
        return phone

    async def _ask(
        self,
        address: Address,
        method: str,
        target: str,
        form: dict[str, str] | None,
        patience: float,
    ) -> tuple[HTTPResponse, bytes]:
        """Ask until there is an answer that stands. Raises Unavailable `no_server`."""
        loop, until, tries = asyncio.get_running_loop(), _now() + patience, 0
        while True:
            with contextlib.suppress(OSError, HTTPException):
                asking = loop.run_in_executor(self._doors, address.ask, method, target, form)
                answer, body = await asking
                if answer.status < 500 and answer.status != TOO_MANY_REQUESTS:
                    return answer, body
            if _now() > until:
                raise Unavailable("no_server", address=address.origin)
            await asyncio.sleep(_waits(BACK_FIRST, BACK_MOST, tries))
            tries += 1

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    # ── sending ────────────────────────────────────────────────────────────

    async def _deal(self) -> None:
        """Give every phrase to a phone, at the rate that was asked for."""
        until = _now() + (math.inf if self._wish.seconds is None else self._wish.seconds)
        due = _now()
        for line in self._lines:
            due += random.expovariate(self._wish.rate)  # people come as a Poisson process
            await asyncio.sleep(min(due, until) - _now())
            if not await self._is_open_for(line, until):
                return
            self._next_phone(line.group).give(line)
            due = max(due, _now() - 1.0)  # after a long wait there is no flood

    async def _is_open_for(self, line: Line, until: float) -> bool:
        """Wait for an open prompt; False when the time or all phones have gone."""
        alone_since = None
        while _now() < until and not all(phone.ended for phone in self._phones):
            if any(phone.prompt_for(line) for phone in self._phones):
                return True
            is_alone = all(phone.socket is None for phone in self._phones)
            alone_since = (alone_since or _now()) if is_alone else None
            if alone_since and _now() - alone_since > PATIENCE:
                return False
            await asyncio.sleep(LOOK_EVERY)
        return False

    def _next_phone(self, group: str | None) -> Phone:
        """Return the phones in turn; somebody of the group when the phrase names one."""
        ours = [phone for phone in self._phones if group and phone.group == group]
        phones = ours or self._phones
        turn = group if ours else None
        self._turns[turn] += 1
        return phones[(self._turns[turn] - 1) % len(phones)]

    async def _settle(self) -> None:
        """Wait until everything is answered, and until the wall has shown it; not for ever."""
        until = _now() + PATIENCE
        while _now() < until and not all(phone.is_done for phone in self._phones):
            await asyncio.sleep(LOOK_EVERY)
        if self._wall is None:
            return
        until = _now() + WALL_LAG
        made = {response for phone in self._phones for response, _ in phone.acked.values()}
        while _now() < until and not made <= self._wall.seen.keys():
            await asyncio.sleep(LOOK_EVERY)

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._doors.shutdown(wait=False)

    # ── looking back ───────────────────────────────────────────────────────

    async def _look_back(self) -> list[dict[str, Json] | None]:
        """Return what the server holds of each phone, as told to a fresh connection."""
        door = asyncio.Semaphore(HELLOS_AT_ONCE)

        async def held(phone: Phone) -> dict[str, Json] | None:
            until, tries = _now() + PATIENCE, 0
            while _now() < until:
                with contextlib.suppress(OSError, WebSocketException):
                    async with door:
                        welcome = await phone.look()
                    return dict(welcome["mine"]["responses"])
                await asyncio.sleep(_waits(BACK_FIRST, BACK_MOST, tries))
                tries += 1
            return None

        return await asyncio.gather(*[held(phone) for phone in self._phones])

    def _report(self, found: list[dict[str, Json] | None], seconds: float) -> dict[str, Any]:
        tally = self.tally
        lost = {
            "acked": sum(_missing(phone, held) for phone, held in self._pairs(found)),
            "unanswered": sum(len(phone.open) for phone in self._phones),
        }
        doubled = self._doubled([held or {} for held in found])
        return {
            "ok": not any(lost.values()) and not any(doubled.values()),
            "phones": tally.phones,
            "joins": tally.joined,
            "refused_joins": dict(tally.refused_joins),
            "texts": len(self._wish.lines),
            "sent": tally.sent,
            "acks": tally.acks,
            "refusals": dict(tally.refusals),
            "retries": dict(tally.retries),
            "losses": sum(lost.values()),
            "lost": lost,
            "duplicates": sum(doubled.values()),
            "doubled": doubled,
            "reconnects": tally.reconnects,
            "closed": {str(code): count for code, count in tally.closed.items()},
            "latency_ms": self._latencies(),
            "seconds": round(seconds, 2),
        }

    def _pairs(
        self, found: list[dict[str, Json] | None]
    ) -> Iterable[tuple[Phone, dict[str, Json]]]:
        return ((phone, held or {}) for phone, held in zip(self._phones, found, strict=True))

    def _doubled(self, found: list[dict[str, Json]]) -> dict[str, int]:
        """Count what is there more often than it was sent."""
        refs = Counter(own["ref"] for held in found for own in held.values())
        responses = Counter(key for held in found for key in held)
        held_texts = Counter(
            _squeezed(own["text"])
            for held in found
            for own in held.values()
            if not own.get("redacted")
        )
        sent_texts = sum((phone.sent for phone in self._phones), Counter[str]())
        return {
            "refs": _over_one(refs),
            "responses": _over_one(responses),
            "texts": (held_texts - sent_texts).total(),
        }

    def _latencies(self) -> dict[str, Json]:
        told = {"ack": _percentiles(self.tally.ack_times)}
        if self._wall is None:
            return told
        seen = self._wall.seen
        made = [pair for phone in self._phones for pair in phone.acked.values()]
        times = [(seen[response] - sent) * 1000 for response, sent in made if response in seen]
        told["wall"] = {**_percentiles(times), "seen": len(times), "unseen": len(made) - len(times)}
        return told


def with_group_ids(lines: Iterable[Line], known: Json) -> tuple[Line, ...]:
    """Return the phrases with the ids of their groups, None for a group that is not there."""
    ids = {_plain(name): key for key, group in known.items() for name in _names(key, group)}
    return tuple(
        replace(line, group=ids.get(_plain(line.group)) if line.group else None) for line in lines
    )


def _groups_of(lines: Sequence[Line], phones: int) -> list[str | None]:
    """Return the group of each phone, in proportion to the phrases' groups."""
    spoken: list[str | None] = [line.group for line in lines if line.group] or [None]
    return [spoken[number * len(spoken) // phones] for number in range(phones)]


def _names(key: str, group: Json) -> list[str]:
    return [key, group.get("name", ""), *group.get("names", {}).values()]


def _plain(name: str) -> frozenset[str]:
    """Return a group's name so that "Parent/Family" is "Parent or family"."""
    return frozenset(re.findall(r"\w+", name.casefold())) - {"or", "and", "o", "y"}


def _missing(phone: Phone, held: dict[str, Json]) -> int:
    """Return how many phrases a phone was told are safe, and are not there."""
    refs = {own["ref"] for own in held.values()}
    return sum(
        ref not in refs or response not in held for ref, (response, _) in phone.acked.items()
    )


def _over_one(counts: Counter[str]) -> int:
    return sum(count - 1 for count in counts.values())


def _squeezed(text: str) -> str:
    """Return what of a text every server keeps: no spaces, marks or signs that cannot be seen."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if unicodedata.category(sign)[0] in "LNPS")


def _percentiles(times: list[float]) -> dict[str, float | None]:
    """Return p50, p95, p99 and the longest, in milliseconds; None without any."""
    ordered = sorted(times)
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1) if ordered else None
        for name, share in places.items()
    }


def _now() -> float:
    """Return seconds on a clock that only goes forward."""
    return time.monotonic()
