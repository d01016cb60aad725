"""A language model's server of our own: a real one on a real port, which says what a test wants."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT = 60.0  # seconds for anything that must happen on a busy machine

Json = dict[str, Any]
Act = Callable[["Asked"], None]


class Model:
    """Answers one request after another as it was told; the last act for all that follow."""

    def __init__(self, *acts: Act) -> None:
        self.requests: list[Json] = []  # path, headers, body
        self.acts = list(acts)
        self.asked = threading.Event()  # somebody asks
        self.release = threading.Event()  # who waits may go on
        self._server = _Server(("127.0.0.1", 0), Asked)
        self._server.model = self
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._thread.join(WAIT)
        self._server.server_close()

    def told(self, number: int = -1) -> Json:
        """Return what the user's message of a request held."""
        content = self.requests[number]["body"]["messages"][1]["content"]
        found: Json = json.JSONDecoder().raw_decode(content)[0]
        return found

    def next_act(self) -> Act:
        return self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    model: Model

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone away; that is what some tests are about."""


class Asked(BaseHTTPRequestHandler):
    """One request, and the ways to answer it."""

    server: _Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self._answer(json.loads(self.rfile.read(length)))

    def do_GET(self) -> None:
        self._answer(None)

    def _answer(self, body: Json | None) -> None:
        model = self.server.model
        model.requests.append({"path": self.path, "headers": self.headers, "body": body})
        self.body = body or {}
        act = model.next_act()
        model.asked.set()
        act(self)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet."""

    def sends(self, raw: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    @property
    def phrases(self) -> list[Json]:
        found: list[Json] = self.told["phrases"]
        return found

    @property
    def told(self) -> Json:
        content = self.body["messages"][1]["content"]
        found: Json = json.JSONDecoder().raw_decode(content)[0]
        return found


# ── what it does ───────────────────────────────────────────────────────────


def speaks(content: Any) -> Act:
    """Say this, as a chat's answer."""
    raw = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]})
    return lambda asked: asked.sends(raw.encode())


def says(*themes: tuple[str, list[int]] | Json) -> Act:
    """Answer with these themes: name and numbers, or an entry as it stands."""
    entries = [
        one if isinstance(one, dict) else {"name": one[0], "theme": None, "responses": one[1]}
        for one in themes
    ]
    return speaks(json.dumps({"themes": entries}))


def sorts(by: Callable[[str], str | None]) -> Act:
    """Put each phrase into the theme that `by` names; with None it stands alone."""

    def act(asked: Asked) -> None:
        standing = {theme["name"]: theme["id"] for theme in asked.told["standing_themes"]}
        found: dict[str, list[int]] = {}
        for phrase in asked.phrases:
            found.setdefault(by(phrase["text"]) or f"Alone {phrase['n']}", []).append(phrase["n"])
        entries = [
            {"name": name, "theme": standing.get(name), "responses": numbers}
            for name, numbers in found.items()
        ]
        speaks(json.dumps({"themes": entries}))(asked)

    return act


def gives(raw: bytes, status: int = 200, **headers: str) -> Act:
    """Answer with these bytes."""
    return lambda asked: asked.sends(raw, status, **headers)


def waits(then: Act) -> Act:
    """Answer when the test lets it."""

    def act(asked: Asked) -> None:
        asked.server.model.release.wait(WAIT)
        then(asked)

    return act


def hangs_up(asked: Asked) -> None:
    """Close the connection without a word."""
    asked.close_connection = True
    asked.connection.close()


def begins_and_waits(asked: Asked) -> None:
    """Send the beginning of an answer, and no more until the test lets it."""
    asked.send_response(200)
    asked.send_header("Content-Length", "1000")
    asked.end_headers()
    asked.wfile.write(b'{"choices": [')
    asked.wfile.flush()
    asked.server.model.release.wait(WAIT)


def never_ends(asked: Asked) -> None:
    """Send an answer that has no end."""
    asked.send_response(200)
    asked.end_headers()
    while True:
        asked.wfile.write(b" " * 65536)
