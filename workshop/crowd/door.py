"""Door: a server's address, and what a crowd asks it over HTTP."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from workshop.errors import Refused

CALL_WITHIN = 10.0  # seconds for one request, handshake or welcome

Json = Any  # decoded JSON, looked at where it is used


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


def cookie_of(answer: HTTPResponse, prefix: str) -> str | None:
    """Return the first cookie that an answer sets under such a name, as a client sends it."""
    for written in answer.headers.get_all("Set-Cookie") or ():
        try:
            cookies = SimpleCookie(written)
        except CookieError:
            continue
        for name, morsel in cookies.items():
            if name.startswith(prefix) and morsel.value:
                return f"{name}={morsel.value}"
    return None


def code_of(body: bytes) -> str:
    """Return the code of a refusal."""
    try:
        return str(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return "internal"
