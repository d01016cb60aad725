"""Door: people come in, by a code and without an account, and change devices."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotFound, Refused
from workshop.ids import digest_of, new_secret, recovery_of, squeeze_code
from workshop.live.rooms import LiveRoom
from workshop.room.join import JoinRoom, MoveSeat
from workshop.room.nouns import DOOR
from workshop.web import identity
from workshop.web.forms import Body, read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.render import see_other

# The same join form sent twice in the life of this process gives the same seat.
_PROCESS_KEY = secrets.token_bytes(32)


async def join(request: Request) -> Response:
    """Take a seat and give the browser its secret.

    Who has a seat already keeps it. Raises what `room.join.join` raises.
    """
    body = await read_body(request)
    workshop, live = await identity.enter(request)
    home = f"/w/{workshop.code}"
    station = body.text("prompt")
    if station.isalnum() and len(station) < 6:  # whose code was scanned; the page there checks it
        home += f"?prompt={station}"
    if await identity.of(request, workshop, live, "phone") is not None:
        return see_other(home)
    if workshop.retired:  # an old code lets in only who has been in
        raise NotFound("no_such_workshop")
    secret = await _take_seat(request, live, body)
    response = see_other(home)
    identity.keep_seat(response, workshop.id, secret, secure=is_secure(request))
    return response


async def recover(request: Request) -> Response:
    """Move a seat to this device by its recovery code. Raises NotFound `no_such_seat`."""
    body = await read_body(request)
    workshop, live = await identity.enter(request)
    recovery = digest_of(squeeze_code(body.text("recovery")))
    if not live.has_recovery(recovery):
        await identity.wrong_code(request)
        raise NotFound("no_such_seat")
    secret = new_secret()
    command = MoveSeat(recovery, digest_of(secret), digest_of(recovery_of(secret)))
    await live.command(command, by=DOOR, role=DOOR, ref=digest_of(secret))
    response = see_other(f"/w/{workshop.code}")
    identity.keep_seat(response, workshop.id, secret, secure=is_secure(request))
    return response


def is_secure(request: HTTPConnection) -> bool:
    """Tell whether the browser came over TLS: to us, or to the proxy at the public address."""
    if request.url.scheme in ("https", "wss"):
        return True
    public = house_of(request).settings.public_url.rstrip("/")
    if not public.startswith("https://"):
        return False
    came_by = (request.headers.get("origin"), f"https://{request.headers.get('host')}")
    return public in came_by


async def _take_seat(request: Request, live: LiveRoom, body: Body) -> str:
    nonce = body.text("nonce")
    secret = _secret_of(nonce) if nonce else new_secret()
    try:
        await _send_join(request, live, body, secret)
    except Refused as error:
        if error.code != "ref_reused":
            raise
        secret = new_secret()  # Back, another choice, and joined once more
        await _send_join(request, live, body, secret)
    return secret


async def _send_join(request: Request, live: LiveRoom, body: Body, secret: str) -> None:
    command = JoinRoom(
        key=digest_of(secret),
        recovery=digest_of(recovery_of(secret)),
        group=body.text("group") or None,
        language=body.text("language") or language_of(request),
        table=typed_number(body.text("table")),
        headcount=typed_number(body.text("headcount")),
        tags=tuple(body.texts("tags")),
    )
    await live.command(command, by=DOOR, role=DOOR, ref=command.key)


def _secret_of(nonce: str) -> str:
    digest = hmac.digest(_PROCESS_KEY, nonce.encode(), sha256)
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def typed_number(typed: str) -> int | None:
    """Return a typed number; None for nothing. Raises Refused `bad_table`."""
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 4:
        raise Refused("bad_table", tables=999, people=99)
    return int(typed)


routes = [
    Route("/w/{code}/join", join, methods=["POST"]),
    Route("/w/{code}/recover", recover, methods=["POST"]),
]
