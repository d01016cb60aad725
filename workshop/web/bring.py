"""Bring: what a workshop decided goes into a plan, with the words behind it.

Its ideas for goals do not: they are shown to whoever words a goal.
"""

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotFound, Refused
from workshop.plan.draft import Draft, bring, goal_ideas
from workshop.room.outcome import Outcome
from workshop.store import workshops
from workshop.store.sources import Brought, bring_in
from workshop.store.workshops import Workshop
from workshop.web.forms import read_body
from workshop.web.house import House, house_of
from workshop.web.plans import Opened, open_plan, show_page
from workshop.web.render import see_other

TRIES = 3  # a phrase may be redacted between freezing and bringing


async def show(request: Request) -> Response:
    """Show the project's workshops, or what one of them would bring."""
    opened = await open_plan(request)
    wanted = request.query_params.get("workshop")
    if wanted is None:
        held = await _held(request, opened)
        return show_page(
            request, "pages/plan-bring.html", opened, workshops=held, came=_came(opened)
        )
    workshop = await _workshop(request, opened, wanted)
    drafts = await _drafts(request, workshop)
    known = {source.key for found in opened.whole.sources.values() for source in found}
    return show_page(
        request,
        "pages/plan-bring-one.html",
        opened,
        workshop=workshop,
        drafts=drafts,
        known=known,
        new=sum(1 for draft in drafts if draft.source.key not in known),
    )


async def take(request: Request) -> Response:
    """Bring the workshop in; what was brought before keeps the words it has in the plan."""
    opened = await open_plan(request)
    body = await read_body(request)
    workshop = await _workshop(request, opened, body.text("workshop"))
    house = house_of(request)
    for left in reversed(range(TRIES)):
        drafts = await _drafts(request, workshop)
        try:
            await house.write(_bringing(house, opened, drafts))
            break
        except Refused as error:
            if error.code != "redacted_meanwhile" or not left:
                raise
    return see_other(f"/plans/{opened.plan.id}")


async def ideas_of(request: Request, opened: Opened) -> list[Draft]:
    """Return the ideas for goals of the workshops that a plan was made from, the newest first."""
    came = _came(opened)
    behind = [one for one in await _held(request, opened) if one.id in came]
    told = [await _outcome(request, one) for one in behind]
    return [idea for outcome in told for idea in goal_ideas(outcome)]


def _bringing(house: House, opened: Opened, drafts: list[Draft]) -> Callable[[Session], Brought]:
    return lambda session: bring_in(
        session,
        opened.who.district,
        opened.plan.id,
        drafts,
        by=opened.who.user.id,
        at=house.now(),
    )


async def _drafts(request: Request, workshop: Workshop) -> list[Draft]:
    return bring(await _outcome(request, workshop))


async def _outcome(request: Request, workshop: Workshop) -> Outcome:
    house = house_of(request)
    live = await house.rooms.enter(workshop.district, workshop.id)
    # A group's first label is in the house's language, whoever brings it; the others come along.
    return await live.outcome(house.messages.default)


async def _held(request: Request, opened: Opened) -> list[Workshop]:
    """Return the project's workshops, newest first."""
    return await house_of(request).read(
        lambda session: workshops.list_for_district(
            session, opened.who.district, project=opened.plan.project
        )
    )


async def _workshop(request: Request, opened: Opened, wanted: str) -> Workshop:
    """Return a workshop of the plan's project. Raises NotFound `workshop`."""
    for workshop in await _held(request, opened):
        if workshop.id == wanted:
            return workshop
    raise NotFound("workshop")


def _came(opened: Opened) -> dict[str, int]:
    """Return how many items of the plan came from each workshop."""
    counts: dict[str, int] = {}
    for item in opened.whole.items:
        for source in opened.whole.sources_of(item.id):
            counts[source.workshop] = counts.get(source.workshop, 0) + 1
    return counts


routes = [
    Route("/plans/{plan}/bring", show, methods=["GET"]),
    Route("/plans/{plan}/bring", take, methods=["POST"]),
]
