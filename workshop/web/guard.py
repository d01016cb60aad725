"""Guard: who may send, how much, and what a browser may do with our pages.

Pure ASGI, around everything, for HTTP and sockets alike.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workshop.errors import BadMessage
from workshop.web.language import COOKIE
from workshop.web.messages import Messages

MAX_BODY = 64 * 1024  # bytes
MAX_FILE = 256 * 1024  # bytes, for the one form that sends a file
FILES = frozenset({"/code-book/file"})
SAFE = ("GET", "HEAD", "OPTIONS")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
CLOSED = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid", "midi")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # With no-referrer Chromium sends "Origin: null" with forms, and plain http on a school's
    # network has nothing else to prove the origin by.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in CLOSED),
}
# Browsers ignore these on plain http, the first one with a complaint in the console.
HEADERS_UNDER_TLS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
}


class Guard:
    """Middleware that lets through only what our own pages and programs send."""

    def __init__(self, app: ASGIApp, *, messages: Messages, addresses: tuple[str, ...] = ()):
        """Know the public `addresses`, like `https://workshop.example.org`, beside the Host."""
        self.app = app
        self.messages = messages
        self.addresses = frozenset(address.rstrip("/") for address in addresses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with headers and a limit."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._may_connect(scope):
            await self.app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008, "reason": ""})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope["scheme"] == "https")
            await send(message)

        if scope["method"] in SAFE or self._may_send(scope):
            await self.app(scope, _limited(scope, receive), send_with_headers)
        else:
            await self._refusal(scope)(scope, receive, send_with_headers)

    def _may_connect(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if "origin" in headers:
            return self._is_ours(scope, headers)
        # A program without a cookie holds no right that somebody could borrow.
        return "cookie" not in headers and "sec-fetch-site" not in headers

    def _may_send(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if "origin" in headers:
            return self._is_ours(scope, headers)
        # No browser at all, or one that says so itself: a reload, an address typed in.
        return headers.get("sec-fetch-site") in (None, "same-origin", "none")

    def _is_ours(self, scope: Scope, headers: Headers) -> bool:
        origins = headers.getlist("origin")
        if len(origins) != 1:
            return False
        if origins[0] in self.addresses:
            return True
        if headers.get("sec-fetch-site") not in (None, "same-origin", "none"):
            return False
        scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
        return origins[0] == f"{scheme}://{headers.get('host', '')}"

    def _refusal(self, scope: Scope) -> PlainTextResponse:
        asked = HTTPConnection(scope)
        language = self.messages.language_of(
            asked.cookies.get(COOKIE), asked.headers.get("accept-language", "")
        )
        sentence = self.messages.sentence("other_origin", {}, language)
        return PlainTextResponse(sentence, status_code=403)


def _complete(headers: MutableHeaders, under_tls: bool) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if under_tls:
        for name, value in HEADERS_UNDER_TLS.items():
            headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Count what comes in. The one who reads it gets BadMessage `too_big`."""
    limit = MAX_FILE if scope["path"] in FILES else MAX_BODY
    announced = Headers(scope=scope).get("content-length", "")
    too_big = announced.isdecimal() and int(announced) > limit
    seen = 0

    async def receive_counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if too_big or seen > limit:
                raise BadMessage("too_big", limit=limit)
        return message

    return receive_counted
