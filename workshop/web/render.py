"""Render: pages out of templates, and errors as pages.

One Jinja environment for each language, so that a macro knows its language wherever it is used.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import urlencode

from jinja2 import BytecodeCache, ChainableUndefined, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from workshop.errors import BadMessage, NotFound, NotSignedIn, WorkshopError
from workshop.web import auth
from workshop.web.assets import Assets
from workshop.web.forms import new_nonce
from workshop.web.guard import HEADERS
from workshop.web.language import language_of
from workshop.web.messages import Messages, direction_of, name_of

RETRY_AFTER = "3"  # seconds, until a server that is away may be back

log = logging.getLogger(__name__)


class Compiled(BytecodeCache):
    """Keeps templates compiled, for every house of this process."""

    def __init__(self) -> None:
        """Nothing is compiled yet."""
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put in what is known of this very text."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[(bucket.key, bucket.checksum)] = bucket.code


# By language: what a template says of numbers and days may be worked out as it is compiled.
COMPILED: dict[str, Compiled] = {}


class Renderer:
    """Fills templates."""

    def __init__(self, folder: Path, *, assets: Assets, messages: Messages) -> None:
        """Take templates from `folder`; each is compiled when it is first shown."""
        self.messages = messages
        loader = FileSystemLoader(folder)
        self._environments = {
            language: _environment(loader, assets, messages, language)
            for language in messages.languages
        }

    def text(self, language: str, name: str, **values: Any) -> str:
        """Fill one template, outside a request."""
        return self._environments[language].get_template(name).render(values)

    def page(
        self, request: Request, name: str, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Answer with a page in the reader's language; nobody keeps a copy of it.

        `here`, for links to this page in another language, is the address unless it is given:
        a page that answers a form names the one that can be asked for.
        """
        language = language_of(request)
        values.setdefault("here", _address(request))
        body = self.text(language, name, path=request.url.path, **values)
        headers = {"Cache-Control": "no-store", "Content-Language": language}
        return HTMLResponse(body, status_code=status, headers=headers)

    def error(self, request: Request, error: WorkshopError) -> Response:
        """Answer with what went wrong: a program is told the code, a person a sentence."""
        headers = {"Retry-After": RETRY_AFTER} if error.status == 503 else {}
        message = self.messages.sentence(error.code, error.params, language_of(request))
        if wants_json(request):
            body = {
                "type": "refused",
                "code": error.code,
                "with": error.params,
                "temporary": error.temporary,
                "message": message,
            }
            return JSONResponse(body, status_code=error.status, headers=headers)
        page = self.page(
            request,
            "pages/error.html",
            status=error.status,
            message=message,
            error=error,
            signed_in=auth.COOKIE in request.cookies,
            back=_came_from(request),
        )
        page.headers.update(headers)
        return page


def see_other(path: str) -> RedirectResponse:
    """Answer a form: go and look there."""
    return RedirectResponse(path, status_code=303)


def local_path(wanted: str | None, otherwise: str) -> str:
    """Return a path of this house out of what a browser sent, else `otherwise`."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return otherwise
    # Browsers read "/\" as "//" and drop control characters.
    return otherwise if any(sign == "\\" or sign < " " for sign in wanted) else wanted


def wants_json(request: Request) -> bool:
    """Tell whether a program asks: JSON in, or JSON and no HTML wanted."""
    accepts = request.headers.get("accept", "")
    if request.headers.get("content-type", "").startswith("application/json"):
        return True
    return "application/json" in accepts and "text/html" not in accepts


async def show_refusal(request: Request, error: Exception) -> Response:
    """Show a WorkshopError; who only has to sign in is taken there and back."""
    if not isinstance(error, WorkshopError):
        raise error
    if isinstance(error, NotSignedIn) and request.method == "GET" and not wants_json(request):
        return see_other(f"/sign-in?{urlencode({'next': _address(request)})}")
    renderer: Renderer = request.app.state.house.renderer
    return renderer.error(request, error)


async def show_missing(request: Request, error: Exception) -> Response:
    """Show what the router refuses: no such address, or no such method there."""
    if not isinstance(error, HTTPException):
        raise error
    refusal = NotFound("no_such_page") if error.status_code == 404 else BadMessage("wrong_method")
    response = await show_refusal(request, refusal)
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


async def show_nothing(request: Request, error: Exception) -> Response:
    """Answer who hung up within a body: nobody will read it, and it is no fault of ours."""
    return Response(status_code=400)


async def show_fault(request: Request, error: Exception) -> Response:
    """Show that we failed; what happened is in the log, never on the page."""
    endpoint = getattr(request.scope.get("endpoint"), "__qualname__", "?")
    log.error("%s %s failed", request.method, endpoint)  # an address may hold a code or a key
    response = await show_refusal(request, Fault())
    response.headers.update(HEADERS)  # Starlette answers for faults outside of every middleware
    return response


class Fault(WorkshopError):
    """A mistake of ours."""

    def __init__(self) -> None:
        """Trying again may help."""
        super().__init__("internal", temporary=True)


# For Starlette's `exception_handlers`.
error_pages: Mapping[Any, Any] = {
    WorkshopError: show_refusal,
    HTTPException: show_missing,
    ClientDisconnect: show_nothing,
    Exception: show_fault,
}


def _came_from(request: Request) -> str:
    """Return the page to go back to: the form's, or the one that was asked for."""
    if request.method == "GET":
        return _address(request)
    ours = f"{request.url.scheme}://{request.url.netloc}"
    referer = request.headers.get("referer", "")
    return local_path(referer.removeprefix(ours), "/") if referer.startswith(ours) else "/"


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _environment(
    loader: FileSystemLoader, assets: Assets, messages: Messages, language: str
) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        # Macros are also rendered empty, for the browser to clone and fill.
        undefined=ChainableUndefined,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=COMPILED.setdefault(language, Compiled()),
    )
    catalogue = messages.gettext(language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.globals.update(
        asset=assets.path,
        preloads=assets.preloads,
        nonce=new_nonce,
        language=language,
        direction=direction_of(language),
        languages={one: name_of(one) for one in messages.languages},
    )
    environment.filters.update(
        day=lambda at, form="medium": messages.day(at, language, form=form),
        plain_day=lambda said: messages.plain_day(said, language),
        time=lambda at: messages.time(at, language),
        moment=lambda at: messages.moment(at, language),
        number=lambda value, places=0: messages.number(value, language, places),
    )
    return environment
