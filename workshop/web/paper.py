"""Paper: a facilitator or a table's scribe types what people wrote on paper forms."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotAllowed, WorkshopError
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom
from workshop.room.paper import EnterPaper, WithdrawPaper
from workshop.room.views import CONSOLE, PHONE
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.forms import Body, new_nonce, read_body, ref_of
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.phone import group_names, worded
from workshop.web.render import see_other
from workshop.web.seat import sitting

Object = dict[str, Any]  # a part of a view, see PROTOCOL.md


async def show(request: Request) -> Response:
    """Show where to type, and what was typed last."""
    workshop, live, who = await _typist(request)
    query = request.query_params
    typed = {"prompt": query.get("prompt", ""), "group": query.get("group", ""), "text": ""}
    return _page(request, workshop, live, who, typed)


async def post(request: Request) -> Response:
    """Take forms in, or take a batch back; refused words stay on the page."""
    body = await read_body(request)
    workshop, live, who = await _typist(request)
    typed = {name: body.text(name) for name in ("prompt", "group", "text")}
    command = _command(body)
    ref = ref_of(body.fields, body.text("nonce") or new_nonce())
    try:
        await live.command(command, by=who.by, role=who.role, ref=ref)
    except WorkshopError as error:
        message = house_of(request).messages.sentence(
            error.code, error.params, language_of(request)
        )
        return _page(request, workshop, live, who, typed, message, error.status)
    live.publish_now(who.audience)
    return see_other(f"{request.url.path}?prompt={typed['prompt']}&group={typed['group']}")


def _command(body: Body) -> EnterPaper | WithdrawPaper:
    if body.text("batch"):
        return WithdrawPaper(body.text("batch"))
    text = body.fields.get("text", "")  # as it stands: an empty line is the end of a form
    text = text if isinstance(text, str) else body.text("text")
    return EnterPaper(body.text("prompt"), text, body.text("group") or None)


async def _typist(request: Request) -> tuple[Workshop, LiveRoom, Identity]:
    """Return who types: of a console's page a facilitator, else the seat of a table.

    Raises NotFound, NotSignedIn, NotAllowed `not_allowed`.
    """
    if request.url.path.endswith("/console/paper"):
        workshop, live = await identity.enter(request)
        return workshop, live, await identity.facilitator(request, workshop)
    workshop, live, who = await sitting(request)
    if "table" not in live.mine(who.by, who.role):
        raise NotAllowed("not_allowed")
    return workshop, live, who


def _page(
    request: Request,
    workshop: Workshop,
    live: LiveRoom,
    who: Identity,
    typed: Object,
    message: str = "",
    status: int = 200,
) -> Response:
    view, mine, language = live.view(CONSOLE), live.mine(who.by, who.role), language_of(request)
    prompts = sorted(
        ({**worded(p, language), "id": key} for key, p in view["prompts"].items()),
        key=lambda prompt: prompt["place"],
    )
    groups = group_names(view["workshop"]["groups"], language)
    return house_of(request).renderer.page(
        request,
        "pages/paper.html",
        status=status,
        workshop=view["workshop"],
        code=workshop.code,
        prompts=[p for p in prompts if p["state"] != "waiting"],
        groups=groups,
        names=dict(groups),
        typed=typed,
        message=message,
        papers=mine.get("papers", {}),
        questions={p["id"]: p for p in prompts},
        back=f"/w/{workshop.code}" + ("/console" if who.audience != PHONE else ""),
        is_over=view["workshop"]["state"] == "closed",
        here=request.url.path,
    )


routes = [
    Route("/w/{code}/paper", show),
    Route("/w/{code}/paper", post, methods=["POST"]),
    Route("/w/{code}/console/paper", show),
    Route("/w/{code}/console/paper", post, methods=["POST"]),
]
