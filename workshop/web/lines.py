"""Lines: a table's list without a script: a phrase on each line, looked at, then sent."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import WorkshopError
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom
from workshop.room.respond import SubmitResponse
from workshop.room.text import squeeze
from workshop.store.workshops import Workshop
from workshop.web.forms import Body, new_nonce, read_body, ref_of
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.phone import group_names, prompt_to_show, worded
from workshop.web.render import see_other
from workshop.web.seat import sitting

MOST = 100  # lines in one go

Line = tuple[str, str, str]  # words, group, why it was refused


async def post(request: Request) -> Response:
    """Show the lines one by one, to be changed and tagged; then send each as a phrase."""
    body = await read_body(request)
    workshop, live, who = await sitting(request)
    if not body.texts("line"):
        typed = body.text("lines").splitlines()
        lines = [(line, body.text("group"), "") for said in typed if (line := squeeze(said))]
        if lines:
            return _show(request, workshop, live, body, lines)
        return see_other(f"/w/{workshop.code}")
    left = await _send(request, live, who, body)
    live.publish_now(who.audience)
    if left:
        return _show(request, workshop, live, body, left)
    return see_other(f"/w/{workshop.code}?prompt={body.text('prompt')}")


async def _send(request: Request, live: LiveRoom, who: Identity, body: Body) -> list[Line]:
    """Send every line that is not empty; return those that were refused, with the reason."""
    messages, left = house_of(request).messages, []
    nonce = body.text("nonce") or new_nonce()
    ref, seen = ref_of(body.fields, nonce), body.text("seen")
    groups = body.texts("group")
    for number, line in enumerate(body.texts("line")[:MOST]):
        group = groups[number] if number < len(groups) else ""
        if not line:
            continue
        command = SubmitResponse(
            body.text("prompt"),
            line,
            int(seen) if seen.isdecimal() and len(seen) < 16 else None,
            group,
            body.text("batch") or nonce,
        )
        try:
            await live.command(command, by=who.by, role=who.role, ref=f"{ref}.{number}")
        except WorkshopError as error:
            why = messages.sentence(error.code, error.params, language_of(request))
            left.append((line, group, why))
    return left


def _show(
    request: Request, workshop: Workshop, live: LiveRoom, body: Body, lines: list[Line]
) -> Response:
    view, language = live.view("phone"), language_of(request)
    prompt = prompt_to_show(view, body.text("prompt"))
    asked = view["prompts"].get(body.text("prompt"), prompt or {})
    return house_of(request).renderer.page(
        request,
        "pages/lines.html",
        workshop=view["workshop"],
        code=workshop.code,
        prompt=body.text("prompt"),
        question=worded(asked, language)["question"] if asked else "",
        groups=group_names(view["workshop"]["groups"], language),
        lines=lines[:MOST],
        beyond=len(lines[MOST:]),
        rest="\n".join(words for words, _, _ in lines[MOST:]),
        seen=body.text("seen"),
        batch=body.text("batch"),
        here=f"/w/{workshop.code}",
    )


routes = [Route("/w/{code}/lines", post, methods=["POST"])]
