"""Language: which one a reader is served, and the links that change it."""

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import QueryParams
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from workshop.web.messages import Messages

COOKIE = "language"
KEPT = 365 * 24 * 3600  # seconds


def language_of(request: HTTPConnection) -> str:
    """Return the language of a reader: the cookie's, else the browser's."""
    messages: Messages = request.app.state.house.messages
    accepted = request.headers.get("accept-language", "")
    return messages.language_of(request.cookies.get(COOKIE), accepted)


class LanguageLinks:
    """Middleware: `?language=es` on any page sets the cookie and leads to the page itself."""

    def __init__(self, app: ASGIApp, *, messages: Messages) -> None:
        """Know the languages that may be asked for."""
        self.app = app
        self.messages = messages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a language link, and pass everything else on."""
        if scope["type"] == "http" and scope["method"] == "GET":
            wanted = QueryParams(scope["query_string"]).get("language")
            if wanted in self.messages.languages:
                await _turn(Request(scope), str(wanted))(scope, receive, send)
                return
        await self.app(scope, receive, send)


def keep_language(response: Response, language: str, *, secure: bool) -> None:
    """Let the browser ask for pages in a language from now on."""
    response.set_cookie(COOKIE, language, max_age=KEPT, samesite="lax", secure=secure)


def _turn(request: Request, language: str) -> RedirectResponse:
    rest = [(key, value) for key, value in parse_qsl(request.url.query) if key != "language"]
    # "//host" at the beginning of a path would lead out of the house.
    path = "/" + request.url.path.lstrip("/")
    response = RedirectResponse(f"{path}?{urlencode(rest)}" if rest else path, status_code=303)
    response.headers["Cache-Control"] = "no-store"
    keep_language(response, language, secure=request.url.scheme == "https")
    return response
