"""Rehearsal: a facilitator practises an evening with simulated people before the real one."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import Refused
from workshop.live.turns import Call, enact
from workshop.live.wire import digest_of
from workshop.room.agenda import OpenWorkshop
from workshop.room.contents import FACILITATOR
from workshop.room.views import CONSOLE
from workshop.store import workshops
from workshop.store.workshops import Workshop
from workshop.web.draft import draft_of_view
from workshop.web.forms import read_body
from workshop.web.house import house_of
from workshop.web.invitation import find_workshop
from workshop.web.render import see_other
from workshop.web.setup import begin

SIZES = (15, 40, 150)  # simulated people


async def practise(request: Request) -> Response:
    """Make the rehearsal of a draft anew, open it, and let the crowd in.

    Raises Refused `rehearsal_too_late`, `unknown_size`, and what `find_workshop` raises.
    """
    who, workshop = await find_workshop(request, leads=True)
    house = house_of(request)
    crowd = _size((await read_body(request)).text("people"))
    live = await house.rooms.enter(who.district, workshop.id)
    draft = draft_of_view(live.view(CONSOLE), workshop.template)
    at = house.now()

    def write(session: Session) -> Workshop:
        now = workshops.get(session, who.district, workshop.id)
        if now.state != "draft" or now.rehearsal_of is not None:
            raise Refused("rehearsal_too_late")
        workshops.end_rehearsal(session, who.district, workshop.id)
        made = begin(
            session,
            who.district,
            project=workshop.project,
            draft=draft,
            by=who.user.id,
            at=at,
            rehearsal_of=workshop.id,
            crowd=crowd,
        )
        for helper in workshops.list_rights(session, who.district, workshop.id):
            workshops.give_right(session, who.district, made.id, user=helper, at=at)
        opened = OpenWorkshop()
        call = Call(opened, who.user.id, FACILITATOR, f"open-{made.id}", digest_of(opened), at)
        enact(session, who.district, made.id, [call])
        return made

    made = await house.write(write)
    await house.rehearsals.begin(made)
    return see_other(f"/w/{made.code}/console")


async def end(request: Request) -> Response:
    """Wipe the rehearsal of a workshop; the address is that of either."""
    who, workshop = await find_workshop(request, leads=True)
    real = workshop.rehearsal_of or workshop.id
    await house_of(request).rehearsals.end(who.district, real)
    return see_other(f"/workshops/{real}")


async def to_console(request: Request) -> Response:
    """Lead to the console of a workshop, whatever its code is now."""
    _who, workshop = await find_workshop(request)
    return see_other(f"/w/{workshop.code}/console")


def _size(typed: str) -> int:
    if typed not in map(str, SIZES):
        raise Refused("unknown_size")
    return int(typed)


routes = [
    Route("/workshops/{workshop}/rehearsal", practise, methods=["POST"]),
    Route("/workshops/{workshop}/rehearsal/end", end, methods=["POST"]),
    Route("/workshops/{workshop}/console", to_console, methods=["GET"]),
]
