"""Identity: as whom a request speaks in a workshop, by the cookies it carries."""

import asyncio

from sqlmodel import Session
from starlette.requests import HTTPConnection
from starlette.responses import Response

from workshop.errors import NotAllowed, NotFound, NotSignedIn, Over
from workshop.ids import digest_of, squeeze_code
from workshop.live.identity import Identity
from workshop.live.rooms import WALL_ROLE, LiveRoom
from workshop.room.contents import COFACILITATOR, FACILITATOR, PARTICIPANT
from workshop.room.views import CONSOLE, PHONE, WALL
from workshop.store import workshops
from workshop.store.people import SignedIn
from workshop.store.workshops import Workshop
from workshop.web import auth
from workshop.web.house import house_of
from workshop.web.language import language_of

SEAT_LASTS = 180 * 24 * 3600  # seconds; a seat may look at its results for half a year


async def find_workshop(request: HTTPConnection) -> Workshop:
    """Return the workshop of the code in the address.

    Raises NotFound `no_such_workshop`; Over `rehearsal_over` for the code of a rehearsal that was.
    Every way in counts a wrong code, so that none is left for trying them all.
    """
    code = squeeze_code(request.path_params["code"])

    def read(session: Session) -> tuple[Workshop | None, Workshop | None]:
        found = workshops.find_by_code(session, code)
        return found, workshops.find_rehearsed(session, code) if found is None else None

    found, rehearsed = await house_of(request).read(read)
    if rehearsed is not None:
        raise Over("rehearsal_over", workshop=rehearsed.id)
    if found is None:
        await wrong_code(request)
        raise NotFound("no_such_workshop")
    return found


async def wrong_code(request: HTTPConnection) -> None:
    """Count a wrong code; whoever tries many of them waits."""
    house = house_of(request)
    address = request.client.host if request.client else ""
    wait = house.guesses.wrong(address, house.now())
    if wait:
        await asyncio.sleep(wait)


async def enter(request: HTTPConnection) -> tuple[Workshop, LiveRoom]:
    """Return the workshop of the address and its live room. Raises NotFound, Unavailable."""
    found = await find_workshop(request)
    return found, await house_of(request).rooms.enter(found.district, found.id)


async def signed_in(request: HTTPConnection) -> SignedIn:
    """Return who has signed in at this browser. Raises NotSignedIn `not_signed_in`."""
    house = house_of(request)
    found = await house.read(lambda session: auth.find_signed_in(session, request, house.now()))
    if found is None:
        raise NotSignedIn("not_signed_in")
    return found


async def facilitator(request: HTTPConnection, workshop: Workshop) -> Identity:
    """Return who steers. Raises NotSignedIn; NotAllowed `not_your_workshop`."""
    who = await signed_in(request)
    found = await _as_console(request, workshop)
    if found is None:
        raise NotAllowed("not_your_workshop", name=who.user.name)
    return found


async def of(
    request: HTTPConnection, workshop: Workshop, live: LiveRoom, wanted: str | None = None
) -> Identity | None:
    """Return as whom the request speaks: as `wanted`, else as phone, console or wall; or None."""
    if wanted in (None, PHONE):
        found = _as_phone(request, workshop, live)
        if found is not None:
            return found
    if wanted in (None, CONSOLE):
        found = await _as_console(request, workshop)
        if found is not None:
            return found
    if wanted in (None, WALL):
        return _as_wall(request, workshop)
    return None


def seat_cookie(workshop_id: str) -> str:
    """Return the name of the cookie of a seat."""
    return f"seat_{workshop_id}"


def wall_cookie(workshop_id: str) -> str:
    """Return the name of the cookie of a wall."""
    return f"wall_{workshop_id}"


def keep_seat(response: Response, workshop_id: str, secret: str, *, secure: bool) -> None:
    """Give the browser the secret of its seat. `secure`: the request came over TLS."""
    response.set_cookie(
        seat_cookie(workshop_id),
        secret,
        max_age=SEAT_LASTS,
        path="/w",
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def forget_seat(response: Response, workshop_id: str) -> None:
    """Let the browser hold no seat there any more."""
    response.delete_cookie(seat_cookie(workshop_id), path="/w")


def _as_phone(request: HTTPConnection, workshop: Workshop, live: LiveRoom) -> Identity | None:
    secret = request.cookies.get(seat_cookie(workshop.id))
    if not secret:
        return None
    digest = digest_of(secret)
    seat = live.seat_of(digest)
    if seat is None:
        return None
    return Identity(seat, PARTICIPANT, PHONE, language_of(request), digest)


async def _as_console(request: HTTPConnection, workshop: Workshop) -> Identity | None:
    if auth.COOKIE not in request.cookies:
        return None
    house = house_of(request)

    def look(session: Session) -> tuple[SignedIn | None, bool]:
        who = auth.find_signed_in(session, request, house.now())
        if who is None or who.district != workshop.district:
            return None, False
        has_right = who.role == "cofacilitator" and workshops.has_right(
            session, workshop.district, workshop.id, user=who.user.id
        )
        return who, has_right

    who, has_right = await house.read(look)
    if who is None:
        return None
    role = FACILITATOR
    if who.role == "cofacilitator":
        if not has_right:
            return None
        role = COFACILITATOR
    proof = digest_of(request.cookies[auth.COOKIE])
    return Identity(who.user.id, role, CONSOLE, language_of(request), proof, who.user.name)


def _as_wall(request: HTTPConnection, workshop: Workshop) -> Identity | None:
    secret = request.cookies.get(wall_cookie(workshop.id))
    if not secret or workshop.wall_key_digest is None:
        return None
    digest = digest_of(secret)
    if digest != workshop.wall_key_digest:
        return None
    return Identity(WALL_ROLE, WALL_ROLE, WALL, language_of(request), digest)
