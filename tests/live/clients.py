"""Clients: a browser's forms and events, and one that talks over a WebSocket and merges patches."""

import http.client
import itertools
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from workshop.room import views
from workshop.room.patch import merge

WAIT = 60.0  # seconds for a frame that must come
_refs = itertools.count(1)

Frame = dict[str, Any]


def new_ref() -> str:
    """Return a ref that nobody used before."""
    return f"ref-{next(_refs):08}"


def cookie_header(cookies: dict[str, str]) -> str:
    """Return cookies as a browser sends them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


class Copy:
    """What a client holds: a view and its own, merged from frames as the protocol says."""

    def __init__(self) -> None:
        self.view: views.View = {}
        self.mine: views.View = {}
        self.epoch: str | None = None
        self.seq = 0
        self.is_whole = False

    def take(self, frame: Frame) -> None:
        """Merge one frame."""
        kind = frame["type"]
        if kind == "welcome":
            self.epoch = frame["epoch"]
            self.mine = frame["mine"]
            if "view" in frame:
                self.view = frame["view"]
            for step in frame.get("tail", ()):
                self.view = merge(self.view, step["patch"])
        elif kind == "patch":
            self.view = merge(self.view, frame["patch"])
        elif kind == "mine":
            self.mine = merge(self.mine, frame["patch"])
        if kind in ("welcome", "patch"):
            self.is_whole = not frame.get("more", False)
            if self.is_whole:
                self.seq = frame["seq"]


class Talker(Copy):
    """A socket, and all that came over it."""

    def __init__(
        self,
        port: int,
        path: str,
        cookies: dict[str, str],
        *,
        compression: str | None = None,
        extensions: Any = None,
        is_narrow: bool = False,
    ) -> None:
        """A narrow line lets little wait in the kernel, so that who does not read is noticed."""
        super().__init__()
        self.frames: list[Frame] = []
        self.code: int | None = None
        headers = {"Cookie": cookie_header(cookies)} if cookies else {}
        line = socket.socket()
        if is_narrow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", port))
        self._ending = ExitStack()
        self._socket = self._ending.enter_context(
            connect(
                f"ws://127.0.0.1:{port}{path}",
                sock=line,
                origin=f"http://127.0.0.1:{port}",
                additional_headers=headers,
                compression=compression,
                extensions=extensions,
                max_size=None,
                max_queue=1 if is_narrow else 16,
                ping_interval=None,
                close_timeout=0.1 if is_narrow else 2,
            )
        )

    @property
    def extensions(self) -> list[str]:
        """Return what both sides have agreed to."""
        return [extension.name for extension in self._socket.protocol.extensions]

    # ── saying ─────────────────────────────────────────────────────────────

    def hello(self, as_: str | None = None, epoch: str | None = None, seq: int = 0) -> Frame:
        """Introduce oneself and take the welcome, whole."""
        wanted = {"as": as_} if as_ else {}
        self.send({"type": "hello", **wanted, "epoch": epoch, "seq": seq})
        welcome = self.until("welcome")
        while not self.is_whole:
            self.read()
        return welcome

    def send(self, frame: Frame | str | bytes) -> None:
        self._socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    def send_raw(self, data: bytes) -> None:
        """Send bytes past everything, as they are."""
        self._socket.socket.sendall(data)

    def sends(self, kind: str, /, ref: str | None = None, **fields: Any) -> str:
        """Send a command without waiting; return its ref."""
        ref = ref or new_ref()
        self.send({"type": kind, "ref": ref, **fields})
        return ref

    def does(self, kind: str, /, ref: str | None = None, **fields: Any) -> Frame:
        """Send a command and return its ack or refusal."""
        return self.answer_to(self.sends(kind, ref, **fields))

    # ── hearing ────────────────────────────────────────────────────────────

    def read(self, seconds: float = WAIT) -> Frame:
        """Return the next frame. Raises TimeoutError, ConnectionClosed."""
        try:
            frame: Frame = json.loads(self._socket.recv(seconds))
        except ConnectionClosed as closed:
            self.code = closed.rcvd.code if closed.rcvd else 1006
            raise
        self.frames.append(frame)
        self.take(frame)
        return frame

    def until(self, kind: str) -> Frame:
        while (frame := self.read())["type"] != kind:
            pass
        return frame

    def answer_to(self, ref: str) -> Frame:
        while True:
            frame = self.read()
            if frame["type"] in ("ack", "refused") and frame.get("ref") == ref:
                return frame

    def answers_to(self, refs: list[str]) -> list[Frame]:
        """Return the answers to several commands, in the order of `refs`."""
        answers: dict[str, Frame] = {}
        while len(answers) < len(refs):
            frame = self.read()
            if frame["type"] in ("ack", "refused") and frame.get("ref") in refs:
                answers[frame["ref"]] = frame
        return [answers[ref] for ref in refs]

    def sees(self, look: Any) -> None:
        """Read until `look(view)` holds."""
        deadline = time.monotonic() + WAIT
        while not look(self.view):
            self.read(max(0.01, deadline - time.monotonic()))

    def heard(self) -> list[Frame]:
        """Return what came since the last call of this, up to the answer to a ping."""
        self.send({"type": "ping"})
        self.until("pong")
        heard, self.frames = self.frames[:-1], []
        return heard

    def ends(self) -> int:
        """Read to the end and return the close code."""
        try:
            while True:
                self.read()
        except ConnectionClosed:
            assert self.code is not None
            return self.code

    def close(self) -> None:
        self._ending.close()


class Answered:
    """An answer over HTTP."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookies(self) -> dict[str, str]:
        set_ = self.headers.get_all("Set-Cookie") or []
        return dict(one.split(";")[0].split("=", 1) for one in set_)


class Events(Copy):
    """An open stream of server-sent events."""

    def __init__(self, line: http.client.HTTPConnection, response: http.client.HTTPResponse):
        super().__init__()
        self._line = line
        self._response = response
        self.status = response.status
        self.headers = response.headers
        self.frames: list[Frame] = []
        self.ids: list[str | None] = []
        self._events = self._read()

    def _read(self) -> Iterator[tuple[str | None, Frame]]:
        name = None
        for raw in self._response:
            line = raw.decode().rstrip("\n")
            if line.startswith("id: "):
                name = line.removeprefix("id: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))
                name = None

    def read(self) -> Frame:
        """Return the next frame. Raises StopIteration at the end."""
        name, frame = next(self._events)
        self.ids.append(name)
        self.frames.append(frame)
        self.take(frame)
        return frame

    def until(self, kind: str) -> Frame:
        while (frame := self.read())["type"] != kind:
            pass
        return frame

    def sees(self, look: Any) -> None:
        while not look(self.view):
            self.read()

    def close(self) -> None:
        self._response.close()
        self._line.close()


class Browser:
    """Posts forms and JSON, and listens to events, with its cookies."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port = port
        self.cookies = dict(cookies)

    def request(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> Answered:
        line, response = self._ask(method, path, body, headers)
        try:
            return Answered(response)
        finally:
            response.close()
            line.close()

    def posts(self, path: str, frame: Any) -> Answered:
        """Post JSON."""
        body = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        return self.request(
            "POST", path, body, **{"Content-Type": "application/json", "Accept": "application/json"}
        )

    def submits(self, path: str, **fields: Any) -> Answered:
        """Post a form."""
        return self.request(
            "POST",
            path,
            urlencode(fields, doseq=True).encode(),
            **{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
        )

    def polls(self, path: str) -> list[Frame]:
        """Ask the events' address once for JSON."""
        answer = self.request("GET", path, Accept="application/json")
        assert answer.status == 200, answer.body
        frames: list[Frame] = answer.json()
        return frames

    def listens(self, path: str, last: str | None = None) -> Events:
        """Open the stream of events."""
        headers = {"Accept": "text/event-stream"}
        if last is not None:
            headers["Last-Event-ID"] = last
        return Events(*self._ask("GET", path, None, headers))

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        origin = {"Origin": f"http://127.0.0.1:{self.port}"} if method == "POST" else {}
        cookies = {"Cookie": cookie_header(self.cookies)} if self.cookies else {}
        line.request(method, path, body, {**origin, **cookies, **headers})
        return line, line.getresponse()


def in_background(act: Any, *arguments: Any) -> threading.Thread:
    """Start something beside the test; join it."""
    thread = threading.Thread(target=act, args=arguments)
    thread.start()
    return thread
