"""Downloads: what a workshop holds, as files for its facilitators."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.documents.home import FILES, Order
from workshop.live.closing import freeze_closed
from workshop.live.rooms import LiveRoom
from workshop.room.outcome import Outcome
from workshop.store import people
from workshop.web.house import House, house_of
from workshop.web.invitation import find_workshop
from workshop.web.language import language_of
from workshop.web.printing import reader_of


async def send(request: Request) -> Response:
    """Send one file, made of the workshop as it stands.

    Raises what `find_workshop` and `room.outcome.freeze` raise; Unavailable `busy`.
    """
    name = request.url.path.rpartition("/")[2]
    _who, workshop = await find_workshop(request)
    return await made(house_of(request), name, workshop.district, workshop.id, language_of(request))


async def outcome_of(house: House, live: LiveRoom, language: str) -> Outcome:
    """Return what is taken home: of a closed workshop what stood when it was frozen (FA17)."""
    outcome = await live.outcome(language)  # of what is committed: views come a moment later
    if outcome.closed_at is None:
        return outcome
    return await house.read(lambda session: freeze_closed(session, live.workshop_id, language))


def as_of(house: House, outcome: Outcome) -> int:
    """Return the instant for which a file speaks: when it was frozen, or now."""
    return house.now() if outcome.frozen_at is None else outcome.frozen_at


async def made(house: House, name: str, district: str, workshop: str, language: str) -> Response:
    """Return one file of FILES to be saved, named by the workshop's code."""
    live = await house.rooms.enter(district, workshop)
    outcome = await outcome_of(house, live, language)
    whose = await house.read(lambda session: people.get_district(session, district).name)
    order = Order(outcome, reader_of(house.messages, language), whose, as_of(house, outcome))
    body = await house.printing.make(FILES[name].render, order)
    headers = {
        "Content-Disposition": f'attachment; filename="{outcome.code}-{name}"',
        "Content-Type": FILES[name].kind,
        "Cache-Control": "no-store",
    }
    return Response(body, headers=headers)


routes = [Route(f"/workshops/{{workshop}}/{name}", send, methods=["GET"]) for name in FILES]
