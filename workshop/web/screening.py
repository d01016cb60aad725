"""Screening: what a district lists to be read first, and complaints that few may read."""

import asyncio
from dataclasses import dataclass, replace

from babel import Locale
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.data.screening import ADDED, LANGUAGES, Own, merged
from workshop.errors import NotAllowed, Refused
from workshop.room.moderate import is_personnel_matter
from workshop.room.nouns import Room
from workshop.room.screen import Screened, Screening
from workshop.room.text import squeeze
from workshop.store import screening, workshops
from workshop.store.people import SignedIn
from workshop.store.screening import CONTACT, PERSONNEL_TO, Kept
from workshop.store.workshops import Workshop
from workshop.web import board, identity
from workshop.web.forms import Body, read_body
from workshop.web.house import House, house_of
from workshop.web.language import language_of
from workshop.web.plans import Form, refused_form, version_in
from workshop.web.projects import lead
from workshop.web.render import see_other

TRIED_MOST = 1_000  # characters of a phrase that is tried


@dataclass(frozen=True, slots=True)
class Opened:
    """The lists, as somebody of the district has them before them."""

    who: SignedIn
    kept: Kept
    leads: list[tuple[str, str]]  # (user, name)

    @property
    def may_route(self) -> bool:
        """Whether they say who reads complaints about staff."""
        return self.who.role == "administrator"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A phrase that was hidden because it is about a member of staff."""

    workshop: Workshop
    text: str
    question: str


async def show(request: Request) -> Response:
    """Show what the district has set, in a form."""
    opened = await _open(request)
    form = Form(opened.kept.form(), {})
    return _page(request, opened, form, saved="saved" in request.query_params)


async def save(request: Request) -> Response:
    """Save it; it counts at once, also in workshops that are running."""
    opened = await _open(request)
    body, house = await read_body(request), house_of(request)
    values = _typed(opened, body)
    version = version_in(body)

    def write(session: Session) -> Kept:
        return screening.save_screening(
            session,
            opened.who.district,
            version=version,
            values=values,
            by=opened.who.user.id,
            at=house.now(),
            may_route=opened.may_route,
        )

    try:
        kept = await house.write(write)
    except Refused as error:
        form = refused_form(request, error, values)
        now = replace(
            opened, kept=replace(opened.kept, version=error.params.get("version", version))
        )
        return _page(request, now, form, status=error.status)
    house.rooms.screen_by(opened.who.district, await asyncio.to_thread(_ready, kept))
    return see_other("/screening?saved=1")


async def try_out(request: Request) -> Response:
    """Say what would be found in a phrase; it is kept nowhere."""
    opened = await _open(request)
    text = squeeze((await read_body(request)).text("phrase"))[:TRIED_MOST]
    found = (await asyncio.to_thread(_ready, opened.kept))(text)
    return _page(request, opened, Form(opened.kept.form(), {}), tried=_tried(text, found))


async def show_personnel(request: Request) -> Response:
    """Show complaints about staff to whom the district has named; each look is written down."""
    who = await identity.signed_in(request)
    house = house_of(request)

    def find(session: Session) -> list[str]:
        kept = screening.get_screening(session, who.district)
        if not screening.may_read_personnel(kept, who.user.id, who.role):
            raise NotAllowed("not_allowed")
        return screening.workshops_with_personnel(session, who.district)

    def write_down(session: Session, found: list[str]) -> None:
        screening.write_down(
            session,
            who.district,
            act=screening.SAW_PERSONNEL,
            about=",".join(found),
            by=who.user.id,
            at=house.now(),
        )

    found = await house.read(find)
    await house.write(lambda session: write_down(session, found))  # before anything is shown
    complaints = [one for key in found for one in await _complaints(house, who.district, key)]
    looks = await house.read(
        lambda session: screening.latest_looks(session, who.district, screening.SAW_PERSONNEL)
    )
    return house.renderer.page(
        request, "pages/personnel.html", who=who, complaints=complaints, looks=looks
    )


async def _complaints(house: House, district: str, workshop_id: str) -> list[Complaint]:
    workshop = await house.read(lambda session: workshops.get(session, district, workshop_id))
    live = await house.rooms.enter(district, workshop_id)

    def look(room: Room) -> list[tuple[str, str]]:
        return [
            (response.text, _asked(room, response.prompt))
            for response in room.responses.values()
            if is_personnel_matter(response) and response.part_of is None
        ]

    return [Complaint(workshop, text, question) for text, question in await live.read(look)]


def _asked(room: Room, key: str) -> str:
    """Return what a phrase answers: the question of a prompt, or what was voted on."""
    ballot = room.ballots.get(key)
    if ballot is None:
        return room.prompts[key].question
    return ballot.question or next(iter(ballot.options.values())).text


# --- parts of a page ------------------------------------------------------------------------


async def _open(request: Request) -> Opened:
    who = await lead(request)

    def read(session: Session) -> Opened:
        kept = screening.get_screening(session, who.district)
        return Opened(who, kept, screening.leads(session, who.district))

    return await house_of(request).read(read)


def _page(
    request: Request,
    opened: Opened,
    form: Form,
    *,
    status: int = 200,
    saved: bool = False,
    tried: dict[str, object] | None = None,
) -> Response:
    return house_of(request).renderer.page(
        request,
        "pages/screening.html",
        status=status,
        who=opened.who,
        here="/screening",
        kept=opened.kept,
        version=opened.kept.version,
        leads=opened.leads,
        may_route=opened.may_route,
        may_read=screening.may_read_personnel(opened.kept, opened.who.user.id, opened.who.role),
        form=form,
        kinds=ADDED,
        spoken=_spoken(language_of(request)),
        saved=saved,
        tried=tried,
    )


def _typed(opened: Opened, body: Body) -> dict[str, str]:
    names = [f"{kind}_{language}" for language in LANGUAGES for kind in ADDED]
    values = {name: body.text(name) for name in (*names, CONTACT)}
    to = body.text(PERSONNEL_TO) if opened.may_route else opened.kept.personnel_to or ""
    return {**values, PERSONNEL_TO: to}


def _tried(text: str, found: Screened) -> dict[str, object]:
    marks = {str(mark.start): {"to": mark.end, "flag": mark.flag} for mark in found.marks}
    flags = dict.fromkeys(found.flags, True)
    response = {"text": text, "flags": flags, "marks": marks}
    return {"text": text, "flags": found.flags, "pieces": board.marked(response)}


def _spoken(language: str) -> dict[str, str]:
    """Return what the reader's language calls each language of the lists."""
    named = Locale.parse(language).languages
    return {one: named.get(one, one) for one in LANGUAGES}


def _ready(kept: Kept) -> Screening:
    own: dict[str, Own] = dict(kept.own)
    return Screening(merged(own))


routes = [
    Route("/screening", show, methods=["GET"]),
    Route("/screening", save, methods=["POST"]),
    Route("/screening/try", try_out, methods=["POST"]),
    Route("/personnel", show_personnel, methods=["GET"]),
]
