"""Downloads: what a workshop holds, as files for its facilitators."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.documents import archive, csv
from workshop.room.outcome import Outcome
from workshop.web.house import house_of
from workshop.web.invitation import find_workshop
from workshop.web.language import language_of


def _responses(outcome: Outcome) -> bytes:
    return csv.render_responses(outcome, bom=True)  # spreadsheets take it for Latin-1 otherwise


def _themes(outcome: Outcome) -> bytes:
    return csv.render_themes(outcome, bom=True)


FILES = {
    "responses.csv": (_responses, "text/csv; charset=utf-8"),
    "themes.csv": (_themes, "text/csv; charset=utf-8"),
    "archive.json": (archive.render_outcome, "application/json"),
}


async def send(request: Request) -> Response:
    """Send one file, made of the workshop as it stands.

    Raises what `find_workshop` and `room.outcome.freeze` raise.
    """
    name = request.url.path.rpartition("/")[2]
    _who, workshop = await find_workshop(request)
    live = await house_of(request).rooms.enter(workshop.district, workshop.id)
    render, kind = FILES[name]
    body = await asyncio.to_thread(render, await live.outcome(language_of(request)))
    saved_as = f"{workshop.code}-{name}"
    headers = {"Content-Disposition": f'attachment; filename="{saved_as}"', "Content-Type": kind}
    return Response(body, headers=headers)


routes = [Route(f"/workshops/{{workshop}}/{name}", send, methods=["GET"]) for name in FILES]
