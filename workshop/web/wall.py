"""The wall: what the projector shows. Its address holds a key until the browser has a cookie."""

import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotAllowed
from workshop.ids import digest_of
from workshop.room.agenda import PROMPT_KINDS
from workshop.room.show import ABOUT_PROMPT
from workshop.room.views import WALL
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.door import is_secure
from workshop.web.faces import View, kept_to, picture, question_in
from workshop.web.house import House, house_of
from workshop.web.language import language_of
from workshop.web.qr import QrCode, qr_of
from workshop.web.reading import reading
from workshop.web.render import see_other

COOKIE_LASTS = 30 * 24 * 3600  # seconds; a workshop may have several evenings
SCHEMES = ("light", "dark")
ROOMS = {"paper": "light", "chalkboard": "dark"}  # the room's word → the sheet's


@dataclass(frozen=True, slots=True)
class Door:
    """How people come in, as the wall shows it."""

    title: str
    address: str  # what people type, without its scheme
    join_url: str
    qr: QrCode
    results: str  # where phones that took part read what came of it, without its scheme
    results_qr: QrCode
    invitations: list[tuple[str, str]]  # (language, "Also in English" in it)


@dataclass(frozen=True, slots=True)
class Stays:
    """What its address asks of one screen; empty: it follows the facilitator and the room."""

    prompt: str
    face: str
    scheme: str

    def address(self, code: str, *, text: bool = False) -> str:
        """Return where the wall says the same as a picture, or as text."""
        asked = {"prompt": self.prompt, "face": self.face, "scheme": self.scheme}
        query = urlencode({name: value for name, value in asked.items() if value})
        marks = "&".join(mark for mark in ("text" if text else "", query) if mark)
        return f"/w/{code}/wall{'?' if marks else ''}{marks}"


async def wall(request: Request) -> Response:
    """Show the wall, as a picture or as text; take a key from the address into a cookie.

    Raises NotFound `no_such_workshop`; NotAllowed `wall_key` for a key that is wrong or revoked.
    """
    workshop, live = await identity.enter(request)
    key = request.query_params.get("key")
    if key is not None:
        return await _take_key(request, workshop, key)
    if await identity.of(request, workshop, live, WALL) is None:
        raise NotAllowed("wall_key")
    house = house_of(request)
    language = language_of(request)
    stays = _stays(request)
    view = live.view(WALL)
    title = view["workshop"]["title"]
    said = kept_to(view, stays.prompt, stays.face) if stays.prompt else view
    values: dict[str, Any] = {
        "code": workshop.code,
        "workshop": workshop,
        "title": title,
        "door": _door(house, request, workshop, title, language),
        "kinds": PROMPT_KINDS,
        "scheme": stays.scheme or ROOMS.get(view["workshop"].get("scheme", "")),
        "stays": stays,
    }
    if "text" in request.query_params:
        return house.renderer.page(
            request,
            "pages/wall-text.html",
            reading=reading(said, language=language, now=live.now()),
            picture_url=stays.address(workshop.code),
            **values,
        )
    return house.renderer.page(
        request,
        "pages/wall.html",
        picture=picture(said, language=language, now=live.now()),
        prompts=_prompts(view, language),
        text_url=stays.address(workshop.code, text=True),
        **values,
    )


async def _take_key(request: Request, workshop: Workshop, key: str) -> Response:
    """Give the browser the key as a cookie; nobody reads it off the projected address."""
    expected = workshop.wall_key_digest
    if expected is None or not hmac.compare_digest(digest_of(key), expected):
        await identity.wrong_code(request)
        raise NotAllowed("wall_key")
    asks_text = "text" in request.query_params
    response = see_other(_stays(request).address(workshop.code, text=asks_text))
    response.set_cookie(
        identity.wall_cookie(workshop.id),
        key,
        max_age=COOKIE_LASTS,
        path="/w",
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
    )
    return response


def _door(house: House, request: Request, workshop: Workshop, title: str, language: str) -> Door:
    home = house.public_url(request)
    join_url = f"{home}/w/{workshop.code}"
    return Door(
        title=title,
        address=home.partition("://")[2],
        join_url=join_url,
        qr=qr_of(join_url),
        results=f"{join_url}/results".partition("://")[2],
        results_qr=qr_of(f"{join_url}/results"),
        invitations=[
            (tag, house.messages.gettext(tag).gettext("Also in English"))
            for tag in house.messages.languages
            if tag != language
        ],
    )


def _stays(request: Request) -> Stays:
    """Return what the address asks for, as far as there is such a thing."""
    asked = request.query_params
    prompt, face, scheme = (asked.get(name, "") for name in ("prompt", "face", "scheme"))
    is_prompt = prompt[:1] == "p" and prompt[1:].isdecimal() and len(prompt) < 8
    return Stays(
        prompt=prompt if is_prompt else "",
        face=face if is_prompt and face in ABOUT_PROMPT else "",
        scheme=scheme if scheme in SCHEMES else "",
    )


def _prompts(view: View, language: str) -> list[tuple[str, str]]:
    """Return what a screen may stay on: the prompts that the room has seen, in their order."""
    seen = sorted(view["prompts"].items(), key=lambda one: one[1]["place"])
    return [(key, question_in(prompt, language)) for key, prompt in seen]


routes = [Route("/w/{code}/wall", wall, name="wall")]
