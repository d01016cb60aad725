"""Projects: a district's planning efforts, and the workshops in each."""

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotAllowed, Refused
from workshop.plan.nouns import Plan
from workshop.room.agenda import MAX_TITLE
from workshop.room.text import squeeze
from workshop.store import plans, projects, workshops
from workshop.store.people import SignedIn
from workshop.store.projects import Project
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.forms import read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.render import see_other


async def lead(request: Request) -> SignedIn:
    """Return who leads in this district; a co-facilitator only helps in single workshops.

    Raises NotSignedIn `not_signed_in`, NotAllowed `not_allowed`.
    """
    who = await identity.signed_in(request)
    if not is_lead(who):
        raise NotAllowed("not_allowed")
    return who


def is_lead(who: SignedIn) -> bool:
    """Tell whether somebody may make workshops and see all of the district's."""
    return who.role in ("administrator", "facilitator")


def checked_title(typed: str) -> str:
    """Return a title as it is kept. Raises Refused `empty`, `too_long`."""
    title = squeeze(typed)
    if not title:
        raise Refused("empty")
    if len(title) > MAX_TITLE:
        raise Refused("too_long", limit=MAX_TITLE)
    return title


async def show_all(request: Request) -> Response:
    """List the projects."""
    return await _list(request, await lead(request))


async def create(request: Request) -> Response:
    """Begin a project."""
    who = await lead(request)
    body = await read_body(request)
    house = house_of(request)
    try:
        title = checked_title(body.text("title"))
    except Refused as error:
        return await _list(request, who, title=body.text("title"), error=error)
    made = await house.write(
        lambda session: projects.create(session, who.district, title=title, at=house.now())
    )
    return see_other(f"/projects/{made.id}")


async def show(request: Request) -> Response:
    """Show one project with its workshops."""
    return await _one(request, await lead(request))


async def rename(request: Request) -> Response:
    """Give a project another title."""
    who = await lead(request)
    body = await read_body(request)
    wanted = request.path_params["project"]
    try:
        title = checked_title(body.text("title"))
    except Refused as error:
        return await _one(request, who, title=body.text("title"), error=error)
    await house_of(request).write(
        lambda session: projects.rename(session, who.district, wanted, title)
    )
    return see_other(f"/projects/{wanted}")


async def _list(
    request: Request, who: SignedIn, *, title: str = "", error: Refused | None = None
) -> Response:
    house = house_of(request)
    known = await house.read(lambda session: projects.list_for_district(session, who.district))
    return house.renderer.page(
        request,
        "pages/projects.html",
        status=200 if error is None else error.status,
        who=who,
        projects=known,
        title=title,
        message=_message(request, error),
    )


async def _one(
    request: Request, who: SignedIn, *, title: str | None = None, error: Refused | None = None
) -> Response:
    house = house_of(request)
    wanted = request.path_params["project"]

    def read(session: Session) -> tuple[Project, list[Workshop], list[Plan]]:
        return (
            projects.get(session, who.district, wanted),
            workshops.list_for_district(session, who.district, project=wanted),
            plans.list_plans(session, who.district, project=wanted),
        )

    project, held, planned = await house.read(read)
    return house.renderer.page(
        request,
        "pages/project.html",
        status=200 if error is None else error.status,
        who=who,
        project=project,
        workshops=held,
        plans=planned,
        title=project.title if title is None else title,
        message=_message(request, error),
    )


def _message(request: Request, error: Refused | None) -> str:
    if error is None:
        return ""
    messages = house_of(request).messages
    return messages.sentence(error.code, error.params, language_of(request))


routes = [
    Route("/projects", show_all, methods=["GET"]),
    Route("/projects", create, methods=["POST"]),
    Route("/projects/{project}", show, methods=["GET"]),
    Route("/projects/{project}", rename, methods=["POST"]),
]
