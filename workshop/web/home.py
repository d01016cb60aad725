"""Home: what is on today, and everything a facilitator works on."""

import asyncio
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.plan.nouns import Plan
from workshop.store import people, plans, projects, workshops
from workshop.store.people import SignedIn
from workshop.store.projects import Project
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.draft import templates
from workshop.web.house import house_of
from workshop.web.projects import is_lead


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on somebody's desk."""

    district: str
    today: Workshop | None  # the one to go on with
    workshops: list[Workshop]  # the others, newest first
    plans: list[Plan]
    projects: dict[str, Project]  # by id, newest first
    rehearsals: dict[str, Workshop]  # that run, by the workshop that is rehearsed


async def show(request: Request) -> Response:
    """Show the desk of whoever is signed in."""
    who = await identity.signed_in(request)
    house = house_of(request)
    desk = await house.read(lambda session: read_desk(session, who))
    is_new = is_lead(who) and desk.today is None and not desk.workshops
    return house.renderer.page(
        request,
        "pages/home.html",
        who=who,
        desk=desk,
        leads=is_lead(who),
        templates=list((await asyncio.to_thread(templates)).values()) if is_new else [],
    )


def read_desk(session: Session, who: SignedIn) -> Desk:
    """Return a lead's whole district, or the workshops that a co-facilitator helps in."""
    leads = is_lead(who)
    mine = workshops.list_for_district(
        session, who.district, cofacilitator=None if leads else who.user.id
    )
    today = _today(mine)
    known = {workshop.id for workshop in mine}
    return Desk(
        district=people.get_district(session, who.district).name,
        today=today,
        workshops=[workshop for workshop in mine if workshop is not today],
        plans=plans.list_plans(session, who.district) if leads else [],
        projects={one.id: one for one in projects.list_for_district(session, who.district)}
        if leads
        else {},
        rehearsals={
            one.rehearsal_of: one
            for one in workshops.list_rehearsals(session)
            if one.rehearsal_of in known and leads
        },
    )


def _today(found: list[Workshop]) -> Workshop | None:
    """Return the newest workshop that is open, else the newest that has not begun."""
    for state in ("open", "draft"):
        for workshop in found:
            if workshop.state == state:
                return workshop
    return None


routes = [Route("/home", show)]
