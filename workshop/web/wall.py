"""The wall: what the projector shows. Its address holds a key until the browser has a cookie."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotAllowed
from workshop.ids import digest_of
from workshop.room.agenda import PROMPT_KINDS
from workshop.room.views import WALL
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.door import is_secure
from workshop.web.faces import picture
from workshop.web.house import House, house_of
from workshop.web.language import language_of
from workshop.web.qr import QrCode, qr_of
from workshop.web.render import see_other

COOKIE_LASTS = 30 * 24 * 3600  # seconds; a workshop may have several evenings
SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Door:
    """How people come in, as the wall shows it."""

    title: str
    address: str  # what people type, without its scheme
    join_url: str
    qr: QrCode
    invitations: list[tuple[str, str]]  # (language, "Also in English" in it)


async def wall(request: Request) -> Response:
    """Show the wall; with a key in the address, take it from there into a cookie.

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
    view = live.view(WALL)
    return house.renderer.page(
        request,
        "pages/wall.html",
        code=workshop.code,
        title=view["workshop"]["title"],
        picture=picture(view, language=language, now=live.now()),
        door=_door(house, request, workshop, view["workshop"]["title"], language),
        kinds=PROMPT_KINDS,
        scheme=_scheme(request),
    )


async def _take_key(request: Request, workshop: Workshop, key: str) -> Response:
    """Give the browser the key as a cookie; nobody reads it off the projected address."""
    expected = workshop.wall_key_digest
    if expected is None or not hmac.compare_digest(digest_of(key), expected):
        await identity.wrong_code(request)
        raise NotAllowed("wall_key")
    scheme = _scheme(request)
    query = f"?{urlencode({'scheme': scheme})}" if scheme else ""
    response = see_other(f"/w/{workshop.code}/wall{query}")
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
        invitations=[
            (tag, house.messages.gettext(tag).gettext("Also in English"))
            for tag in house.messages.languages
            if tag != language
        ],
    )


def _scheme(request: Request) -> str | None:
    wanted = request.query_params.get("scheme")
    return wanted if wanted in SCHEMES else None


routes = [Route("/w/{code}/wall", wall, name="wall")]
