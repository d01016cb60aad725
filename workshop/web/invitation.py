"""Invitation: how people get into a workshop, how the wall does, and a sheet to print."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotAllowed
from workshop.ids import digest_of, new_secret
from workshop.live.closing import freeze_closed, is_behind
from workshop.room.views import CONSOLE
from workshop.store import people, plans, projects, results, workshops
from workshop.store.people import SignedIn
from workshop.store.results import Results
from workshop.store.workshops import Workshop
from workshop.web import auth, board, identity
from workshop.web.draft import LANGUAGES
from workshop.web.forms import read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.projects import is_lead
from workshop.web.qr import QrCode, qr_of
from workshop.web.render import see_other

LOOPBACK = ("localhost", "127.0.0.1", "::1")
MAX_TABLES = 60
TABLES = 6


@dataclass(frozen=True, slots=True)
class Address:
    """Where people go with their phones."""

    url: str  # with the code
    typed: str  # what is short enough to type; the page there asks for the code
    qr: QrCode
    is_reachable: bool  # by other devices than this one


@dataclass(frozen=True, slots=True)
class Kept:
    """Of when the files of a closed workshop speak, in milliseconds since 1970 UTC."""

    at: int
    is_closing: bool  # nothing was taken in since the closing
    is_behind: bool  # something has changed that they do not say


async def show(request: Request) -> Response:
    """Show how to get in."""
    who, workshop = await find_workshop(request)
    return await show_with(request, who, workshop)


async def change_wall(request: Request) -> Response:
    """Give the wall a key: for this browser, or as a link that is shown once; or take it back."""
    who, workshop = await find_workshop(request, leads=True)
    house = house_of(request)
    wish = (await read_body(request)).text("wish")
    key = None if wish == "end" else new_secret()
    digest = None if key is None else digest_of(key)
    revoked = await house.write(
        lambda session: workshops.set_wall_key(session, who.district, workshop.id, digest)
    )
    if revoked is not None:
        house.revoke(revoked)
    if key is None:
        return see_other(f"/workshops/{workshop.id}")
    path = f"/w/{workshop.code}/wall?key={key}"
    if wish == "here":
        return see_other(path)
    return await show_with(request, who, workshop, wall_url=house.public_url(request) + path)


async def invite(request: Request) -> Response:
    """Make a link for a co-facilitator, which is shown once and works once."""
    who, workshop = await find_workshop(request, leads=True)
    house = house_of(request)
    token = await house.write(
        lambda session: auth.cofacilitator_token(session, who.district, workshop.id, house.now())
    )
    url = f"{house.public_url(request)}/invited?token={token}"
    return await show_with(request, who, workshop, invited_url=url)


async def take_back(request: Request) -> Response:
    """Take a co-facilitator's right back; their consoles close at once."""
    who, workshop = await find_workshop(request, leads=True)
    house = house_of(request)
    user = (await read_body(request)).text("user")
    await house.write(
        lambda session: workshops.take_right(session, who.district, workshop.id, user=user)
    )
    house.shut_out(workshop.id, user)
    return see_other(f"/workshops/{workshop.id}#help")


async def show_sheet(request: Request) -> Response:
    """Show a sheet to print: one for the door, and a card for each table."""
    who, workshop = await find_workshop(request)
    house = house_of(request)
    live = await house.rooms.enter(who.district, workshop.id)
    wanted = request.query_params.get("tables", "")
    tables = min(int(wanted[:4]), MAX_TABLES) if wanted.isdecimal() else TABLES
    return house.renderer.page(
        request,
        "pages/sheet.html",
        workshop=workshop,
        address=address_of(request, workshop),
        tables=tables,
        most_tables=MAX_TABLES,
        stations=[
            (line, address_of(request, workshop, prompt=line["id"]))
            for line in board.stations(live.view(CONSOLE))
        ],
        # The sheet speaks every language of the workshop at once, whoever prints it.
        spoken=[(one, house.messages.gettext(one).gettext) for one in LANGUAGES],
    )


def address_of(request: Request, workshop: Workshop, *, prompt: str = "") -> Address:
    """Return the address of a workshop, or of one prompt of it, as its participants need it."""
    root = house_of(request).public_url(request)
    url = f"{root}/w/{workshop.code}" + (f"?prompt={prompt}" if prompt else "")
    parts = urlsplit(root)
    return Address(
        url=url,
        typed=parts.netloc,
        qr=qr_of(url),
        is_reachable=parts.hostname not in LOOPBACK,
    )


async def find_workshop(request: Request, *, leads: bool = False) -> tuple[SignedIn, Workshop]:
    """Return who asks, and the workshop of the address if it is theirs.

    Raises NotSignedIn; NotFound `workshop`; NotAllowed `not_your_workshop`, `not_allowed`.
    """
    who = await identity.signed_in(request)
    wanted = request.path_params["workshop"]

    def read(session: Session) -> Workshop:
        found = workshops.get(session, who.district, wanted)
        if is_lead(who):
            return found
        if leads:
            raise NotAllowed("not_allowed")
        if not workshops.has_right(session, who.district, wanted, user=who.user.id):
            raise NotAllowed("not_your_workshop")
        return found

    return who, await house_of(request).read(read)


async def show_with(request: Request, who: SignedIn, workshop: Workshop, **values: Any) -> Response:
    """Show the page with what was just made and is shown once: links, by their names."""
    house = house_of(request)
    at = house.now()

    def read(
        session: Session,
    ) -> tuple[Any, Any, dict[str, str], Workshop | None, Results | None]:
        helping = workshops.list_rights(session, who.district, workshop.id)
        return (
            projects.get(session, who.district, workshop.project),
            plans.list_plans(session, who.district, project=workshop.project),
            people.names(session, who.district, helping),
            next(iter(workshops.list_rehearsals(session, of=workshop.id)), None),
            results.find_open(session, who.district, workshop.id, at=at),
        )

    project, planned, helping, rehearsal, opened = await house.read(read)
    if "results_url" in values:
        values["results_qr"] = qr_of(values["results_url"])
    return house.renderer.page(
        request,
        "pages/invitation.html",
        who=who,
        leads=is_lead(who),
        here=f"/workshops/{workshop.id}",
        workshop=workshop,
        project=project,
        plans=planned,
        helping=helping,
        rehearsal=rehearsal,
        results=opened,
        kept=await _kept(request, workshop),
        address=address_of(request, workshop),
        **values,
    )


async def _kept(request: Request, workshop: Workshop) -> Kept | None:
    """Return how the files of a closed workshop stand; of another there is nothing to say."""
    if workshop.state != "closed" or workshop.rehearsal_of is not None:
        return None
    house, language = house_of(request), language_of(request)
    live = await house.rooms.enter(workshop.district, workshop.id)
    standing = await live.outcome(language)
    found = await house.read(lambda session: freeze_closed(session, workshop.id, language))
    if found.frozen_at is None:  # opened again meanwhile
        return None
    return Kept(found.frozen_at, found.frozen_at == found.closed_at, is_behind(found, standing))


routes = [
    Route("/workshops/{workshop}", show, methods=["GET"]),
    Route("/workshops/{workshop}/wall", change_wall, methods=["POST"]),
    Route("/workshops/{workshop}/invite", invite, methods=["POST"]),
    Route("/workshops/{workshop}/rights", take_back, methods=["POST"]),
    Route("/workshops/{workshop}/sheet", show_sheet, methods=["GET"]),
]
