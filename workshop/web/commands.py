"""Commands: the door for forms and JSON, the socket, and the events.  DESIGN: forms are the API."""

from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from workshop.errors import BadMessage, NotFound, NotSignedIn, Over, WorkshopError
from workshop.live import events, wire
from workshop.live.hub import NO_WORKSHOP, REHEARSAL_OVER, TRY_LATER
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom
from workshop.live.socket import converse
from workshop.room.contents import PARTICIPANT, RULES
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.forms import Body, read_body, ref_of
from workshop.web.house import House, house_of
from workshop.web.language import language_of
from workshop.web.phone import show_refused_vote
from workshop.web.render import RETRY_AFTER, local_path, see_other, wants_json
from workshop.web.vote import choices_of


async def post(request: Request) -> Response:
    """Take one command: JSON in gives `ack` or `refused`, a form in gives 303 back to its page."""
    body = await read_body(request)
    seated: tuple[Workshop, LiveRoom, Identity] | None = None
    try:
        workshop, live = await identity.enter(request)
        sent = _sent(body)
        who = await _sender(request, workshop, live, sent)
        seated = (workshop, live, who)
        if who.audience == "phone" and body.size > wire.PHONE_LIMIT:
            raise BadMessage("too_big", limit=wire.PHONE_LIMIT)
        answer = await live.command(
            sent.command, by=who.by, role=who.role, ref=sent.ref, digest=sent.digest
        )
    except WorkshopError as error:
        if body.is_form and not wants_json(request):
            return _refused_form(request, body, error, seated)
        return _refused_json(request, body, error)
    if body.is_form and not wants_json(request):
        live.publish_now(who.audience)
        return see_other(_back(request, body, f"/w/{workshop.code}"))
    return JSONResponse(wire.ack(sent.ref, answer))


async def listen(request: Request) -> Response:
    """Answer with server-sent events, or once with JSON."""
    workshop, live = await identity.enter(request)
    query = request.query_params
    who = await identity.of(request, workshop, live, query.get("as"))
    if who is None:
        raise NotSignedIn("not_signed_in")
    epoch, seq = _stood_at(request)
    if "application/json" in request.headers.get("accept", ""):
        return Response(await events.once(live, who, epoch, seq), media_type="application/json")
    # no-transform: a proxy that compresses would hold events back.
    headers = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
    stream = events.stream(live, who, epoch, seq)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def talk(socket: WebSocket) -> None:
    """Hold a conversation over a WebSocket."""
    await socket.accept()
    try:
        workshop, live = await identity.enter(socket)
    except NotFound as error:
        await socket.close(REHEARSAL_OVER if isinstance(error, Over) else NO_WORKSHOP)
        return
    except WorkshopError:
        await socket.close(TRY_LATER)
        return

    async def prove(wanted: str | None) -> Identity | None:
        return await identity.of(socket, workshop, live, wanted)

    await converse(socket, live, prove, partial(_say, house_of(socket)))


def _say(house: House, error: WorkshopError, language: str) -> str:
    return house.messages.sentence(error.code, error.params, language)


def _sent(body: Body) -> wire.Sent:
    if not body.is_form:
        return wire.parse_object(body.fields)
    nonce = body.text("nonce")
    ref = ref_of(body.fields, nonce) if nonce else body.text("ref")
    values = {
        name: value if isinstance(value, list) else [value] for name, value in body.fields.items()
    }
    values["choices"] = choices_of(body.fields)
    return wire.parse_fields(values, ref)


async def _sender(
    request: Request, workshop: Workshop, live: LiveRoom, sent: wire.Sent
) -> Identity:
    """Return as whom a command is sent: a browser may hold a seat and a facilitator's sign-in."""
    wanted = "phone" if PARTICIPANT in RULES[type(sent.command)].who else "console"
    who = await identity.of(request, workshop, live, wanted)
    who = who or await identity.of(request, workshop, live)
    if who is None:
        raise NotSignedIn("not_signed_in")
    return who


def _refused_json(request: Request, body: Body, error: WorkshopError) -> Response:
    message = _say(house_of(request), error, language_of(request))
    # What came may hold half a surrogate pair, which no answer can.
    ref = body.text("ref").encode(errors="ignore").decode() or None
    return JSONResponse(
        wire.refused(ref, error, message), status_code=error.status, headers=_later(error)
    )


def _refused_form(
    request: Request,
    body: Body,
    error: WorkshopError,
    seated: tuple[Workshop, LiveRoom, Identity] | None,
) -> Response:
    """Show the refusal and the words still in it: nothing typed is lost."""
    house = house_of(request)
    message = _say(house, error, language_of(request))
    if seated is not None and seated[2].audience == "phone" and body.text("type") == "cast_vote":
        posted = (choices_of(body.fields), body.text("reason"))
        page = show_refused_vote(
            request, *seated, body.text("ballot"), posted, message, error.status
        )
        if page is not None:
            page.headers.update(_later(error))
            return page
    kept = [
        (name, value)
        for name, values in body.fields.items()
        if name not in ("nonce", "text", "statement", "title", "name", "question", "look_fors")
        for value in (values if isinstance(values, list) else [values])
        if isinstance(value, str)
    ]
    words = [
        (name, body.text(name))
        for name in ("title", "name", "question", "text", "statement", "look_fors")
        if name in body.fields
    ]
    page = house.renderer.page(
        request,
        "pages/refused.html",
        status=error.status,
        message=message,
        again=error.temporary,
        kept=kept,
        words=words,
        back=_back(request, body, f"/w/{request.path_params['code']}"),
        action=request.url.path,
    )
    page.headers.update(_later(error))
    return page


def _later(error: WorkshopError) -> dict[str, str]:
    """Return when to come back, where the server or its storage cannot answer now."""
    return {"Retry-After": RETRY_AFTER} if error.status == 503 else {}


def _back(request: Request, body: Body, otherwise: str) -> str:
    """Return the page a form came from, inside this house."""
    named = body.text("back")
    if named:
        return local_path(named, otherwise)
    referer = request.headers.get("referer", "")
    ours = f"{request.url.scheme}://{request.url.netloc}/"
    return (
        local_path("/" + referer[len(ours) :], otherwise) if referer.startswith(ours) else otherwise
    )


def _stood_at(request: Request) -> tuple[str | None, int]:
    """Return where a listener stood: what the browser remembers wins over the address."""
    last = request.headers.get("last-event-id", "")
    epoch, _, seq = last.rpartition(":") if ":" in last else ("", "", "")
    query = request.query_params
    epoch = epoch or query.get("epoch", "")
    seq = seq or query.get("seq", "")
    return epoch or None, int(seq) if seq.isdecimal() and len(seq) < 16 else 0


routes = [
    Route("/w/{code}/commands", post, methods=["POST"]),
    Route("/w/{code}/events", listen),
    WebSocketRoute("/w/{code}/live", talk),
]
