"""Plans: a plan as a document, its cover, and what has changed in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import BadMessage, Refused
from workshop.plan.nouns import FOUNDATION, Cover, Item, Plan, WholePlan, form_of
from workshop.plan.outline import Branch, outline, walk
from workshop.store import people, plans, projects
from workshop.store.people import SignedIn
from workshop.web.forms import Body, read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.printing import days
from workshop.web.projects import lead
from workshop.web.render import see_other

YEARS = 5  # of a new plan
CHANGES = 200  # shown at once


@dataclass(frozen=True, slots=True)
class Opened:
    """A plan as somebody of its district has it before them."""

    who: SignedIn
    district: str  # name
    whole: WholePlan

    @property
    def plan(self) -> Plan:
        """Its cover."""
        return self.whole.plan

    def item(self, item_id: str) -> Item | None:
        """Return an item that stands in it."""
        return next((item for item in self.whole.items if item.id == item_id), None)


@dataclass(frozen=True, slots=True)
class Form:
    """What a form shows: values, what is wrong with each, and what somebody else wrote."""

    values: Mapping[str, str]
    faults: Mapping[str, str]  # field → sentence
    message: str = ""
    there: Mapping[str, str] | None = None  # what stands in the plan, when it changed meanwhile
    by_name: str | None = None
    at: int | None = None


async def open_plan(request: Request) -> Opened:
    """Return the plan of the address. Raises NotSignedIn, NotAllowed; NotFound `plan`."""
    who = await lead(request)
    wanted = request.path_params["plan"]

    def read(session: Session) -> Opened:
        district = people.get_district(session, who.district).name
        return Opened(who, district, plans.load(session, who.district, wanted))

    return await house_of(request).read(read)


def show_page(request: Request, name: str, opened: Opened, **values: Any) -> Response:
    """Answer with a page of a plan."""
    return house_of(request).renderer.page(
        request,
        name,
        who=opened.who,
        district=opened.district,
        plan=opened.plan,
        whole=opened.whole,
        on=days(language_of(request)),
        **values,
    )


def version_in(body: Body) -> int:
    """Return the version that a form was read at. Raises BadMessage `bad_message`."""
    typed = body.text("version")
    if not typed.isdecimal() or len(typed) > 9:
        raise BadMessage("bad_message")
    return int(typed)


def refused_form(request: Request, error: Refused, values: Mapping[str, str]) -> Form:
    """Return the form again, with what was typed and what is wrong with it; nothing is lost."""
    messages, language = house_of(request).messages, language_of(request)
    told = error.params.get("fields", {})
    return Form(
        values=values,
        faults={
            name: messages.sentence(fault["code"], fault, language) for name, fault in told.items()
        },
        message=messages.sentence(error.code, error.params, language),
        there=error.params.get("there"),
        by_name=error.params.get("by_name"),
        at=error.params.get("at"),
    )


# --- pages ----------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    """Show the plan as a document."""
    return _document(request, await open_plan(request), edits=False)


async def show_edit(request: Request) -> Response:
    """Show the document with what can be done to each line of it."""
    return _document(request, await open_plan(request), edits=True)


async def show_new(request: Request) -> Response:
    """Offer to begin a plan, in one of the district's projects."""
    who = await lead(request)
    house = house_of(request)
    first = datetime.fromtimestamp(house.now() / 1000, UTC).year + 1
    values = {"title": "", "start_year": str(first), "end_year": str(first + YEARS - 1)}
    wanted = request.query_params.get("project", "")
    return await _new_page(request, who, Form({**values, "project": wanted}, {}))


async def create(request: Request) -> Response:
    """Begin a plan. What is refused comes back with the words still in it."""
    who = await lead(request)
    body = await read_body(request)
    house = house_of(request)
    values = {name: body.text(name) for name in Cover.model_fields}
    project = body.text("project")
    try:
        made = await house.write(
            lambda session: plans.create_plan(
                session,
                who.district,
                project=project,
                values=values,
                by=who.user.id,
                at=house.now(),
            )
        )
    except Refused as error:
        form = refused_form(request, error, {**values, "project": project})
        return await _new_page(request, who, form, status=error.status)
    return see_other(f"/plans/{made.id}")


async def show_cover(request: Request) -> Response:
    """Offer another title or other years."""
    opened = await open_plan(request)
    return _cover_page(request, opened, Form(form_of(opened.plan), {}), opened.plan.version)


async def save_cover(request: Request) -> Response:
    """Save title and years, unless somebody else did meanwhile: then both stand on the page."""
    opened = await open_plan(request)
    body = await read_body(request)
    house = house_of(request)
    values = {name: body.text(name) for name in Cover.model_fields}
    version = version_in(body)
    try:
        await house.write(
            lambda session: plans.save_plan(
                session,
                opened.who.district,
                opened.plan.id,
                version=version,
                values=values,
                by=opened.who.user.id,
                at=house.now(),
            )
        )
    except Refused as error:
        form = refused_form(request, error, values)
        version = error.params.get("version", version)
        return _cover_page(request, opened, form, version, status=error.status)
    return see_other(f"/plans/{opened.plan.id}/edit")


async def show_history(request: Request) -> Response:
    """Show what has changed, newest first."""
    opened = await open_plan(request)
    before = request.query_params.get("before", "")
    older_than = int(before) if before.isdecimal() and len(before) < 12 else None
    changes = await house_of(request).read(
        lambda session: plans.changes(
            session, opened.who.district, opened.plan.id, before=older_than, limit=CHANGES
        )
    )
    return show_page(
        request,
        "pages/plan-history.html",
        opened,
        changes=changes,
        items={item.id: item for item in opened.whole.items},
        older=changes[-1].id if len(changes) == CHANGES else None,
    )


def _document(request: Request, opened: Opened, *, edits: bool) -> Response:
    branches = outline(opened.whole.items)
    return show_page(
        request,
        "pages/plan.html",
        opened,
        edits=edits,
        foundation=[(kind, _of_kind(branches, kind)) for kind in FOUNDATION],
        priorities=_of_kind(branches, "priority"),
        numbers={branch.item.id: branch.number for branch in walk(branches)},
        removed=request.query_params.get("removed"),
    )


def _of_kind(branches: tuple[Branch, ...], kind: str) -> list[Branch]:
    return [branch for branch in branches if branch.item.kind == kind]


async def _new_page(request: Request, who: SignedIn, form: Form, *, status: int = 200) -> Response:
    house = house_of(request)
    known = await house.read(lambda session: projects.list_for_district(session, who.district))
    return house.renderer.page(
        request, "pages/plan-new.html", status=status, who=who, projects=known, form=form
    )


def _cover_page(
    request: Request, opened: Opened, form: Form, version: int, *, status: int = 200
) -> Response:
    return show_page(
        request, "pages/plan-cover.html", opened, form=form, version=version, status=status
    )


routes = [
    Route("/plans/new", show_new, methods=["GET"]),
    Route("/plans/new", create, methods=["POST"]),
    Route("/plans/{plan}", show, methods=["GET"]),
    Route("/plans/{plan}/edit", show_edit, methods=["GET"]),
    Route("/plans/{plan}/cover", show_cover, methods=["GET"]),
    Route("/plans/{plan}/cover", save_cover, methods=["POST"]),
    Route("/plans/{plan}/history", show_history, methods=["GET"]),
]
