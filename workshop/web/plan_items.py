"""Items of a plan: written, changed, moved, removed and brought back, never overwritten unseen."""

from collections.abc import Mapping

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import BadMessage, NotFound, Refused
from workshop.plan.draft import Draft
from workshop.plan.nouns import KINDS, PARENTS, Change, Item, form_of
from workshop.plan.outline import numbered, outline, walk
from workshop.store import plan_items, plans
from workshop.web.bring import ideas_of
from workshop.web.forms import Body, read_body
from workshop.web.house import house_of
from workshop.web.plans import Form, Opened, open_plan, refused_form, show_page, version_in
from workshop.web.render import see_other


async def show_new(request: Request) -> Response:
    """Offer an empty form for an item of a kind. Raises BadMessage `unknown_kind`."""
    opened = await open_plan(request)
    kind = _kind(request.query_params.get("kind", ""))
    above = request.query_params.get("under") or None
    return await _new_page(request, opened, kind, above, Form(_typed(kind, None), {}))


async def create(request: Request) -> Response:
    """Write a new item. What is refused comes back with the words still in it."""
    opened = await open_plan(request)
    body = await read_body(request)
    kind = _kind(body.text("kind"))
    above = body.text("under") or None
    values = _typed(kind, body)
    house = house_of(request)
    try:
        made = await house.write(
            lambda session: plan_items.add_item(
                session,
                opened.who.district,
                opened.plan.id,
                kind=kind,
                values=values,
                parent=above,
                by=opened.who.user.id,
                at=house.now(),
            )
        )
    except Refused as error:
        form = refused_form(request, error, values)
        return await _new_page(request, opened, kind, above, form, status=error.status)
    return see_other(_place(opened, made.id))


async def show(request: Request) -> Response:
    """Show one item to change, with its history and where it came from."""
    opened = await open_plan(request)
    item = _get(opened, request)
    return await _page(request, opened, item, Form(form_of(item.fields), {}), item.version)


async def save(request: Request) -> Response:
    """Save an item; when somebody else did meanwhile, both texts stand on the page."""
    opened = await open_plan(request)
    item = _get(opened, request)
    body = await read_body(request)
    values, version = _typed(item.kind, body), version_in(body)
    house = house_of(request)
    try:
        await house.write(
            lambda session: plan_items.save_item(
                session,
                opened.who.district,
                item.id,
                version=version,
                values=values,
                by=opened.who.user.id,
                at=house.now(),
                reason=body.text("reason") or None,
            )
        )
    except Refused as error:
        form = refused_form(request, error, values)
        version = error.params.get("version", version)
        return await _page(request, opened, item, form, version, status=error.status)
    return see_other(_place(opened, item.id))


async def move(request: Request) -> Response:
    """Move an item one place up or down among those beside it."""
    opened = await open_plan(request)
    item = _get(opened, request)
    wanted = (await read_body(request)).text("to")
    house = house_of(request)

    def write(session: Session) -> bool:
        return plan_items.move_item(
            session,
            opened.who.district,
            item.id,
            to="up" if wanted == "up" else "down",
            by=opened.who.user.id,
            at=house.now(),
        )

    await house.write(write)
    return see_other(_place(opened, item.id))


async def remove(request: Request) -> Response:
    """Take an item out with what stands under it; the next page offers to bring it back."""
    opened = await open_plan(request)
    item = _get(opened, request)
    body = await read_body(request)
    version = version_in(body)
    house = house_of(request)
    try:
        await house.write(
            lambda session: plan_items.remove_item(
                session,
                opened.who.district,
                item.id,
                version=version,
                by=opened.who.user.id,
                at=house.now(),
                with_what_is_under=body.text("under") == "all",
            )
        )
    except Refused as error:
        form = refused_form(request, error, form_of(item.fields))
        return await _page(request, opened, item, form, item.version, status=error.status)
    return see_other(f"/plans/{opened.plan.id}/edit?removed={item.id}")


async def restore(request: Request) -> Response:
    """Bring back an item that was removed. Raises NotFound `item` when it was never in here."""
    opened = await open_plan(request)
    wanted = request.path_params["item"]
    house = house_of(request)

    def write(session: Session) -> None:
        district, by = opened.who.district, opened.who.user.id
        if not plans.changes(session, district, opened.plan.id, item=wanted, limit=1):
            raise NotFound("item")
        plan_items.restore_item(session, district, wanted, by=by, at=house.now())

    await house.write(write)
    return see_other(_place(opened, wanted))


async def show_phrases(request: Request) -> Response:
    """Show every phrase of the room behind an item."""
    opened = await open_plan(request)
    item = _get(opened, request)
    return show_page(
        request,
        "pages/plan-phrases.html",
        opened,
        item=item,
        number=numbered(opened.whole.items).get(item.id, ""),
        sources=opened.whole.sources_of(item.id),
    )


# --- parts of a page ------------------------------------------------------------------------


async def _page(
    request: Request, opened: Opened, item: Item, form: Form, version: int, *, status: int = 200
) -> Response:
    def read(session: Session) -> list[Change]:
        return plans.changes(session, opened.who.district, opened.plan.id, item=item.id)

    numbers = numbered(opened.whole.items)
    above = opened.item(item.parent) if item.parent else None
    return show_page(
        request,
        "pages/plan-item.html",
        opened,
        status=status,
        item=item,
        kind=item.kind,
        number=numbers.get(item.id, ""),
        above=above,
        above_number=numbers.get(above.id, "") if above else "",
        under=_count_under(opened, item),
        beside=opened.whole.of_kind(item.kind, item.parent),
        form=form,
        version=version,
        changes=await house_of(request).read(read),
        sources=opened.whole.sources_of(item.id),
        ideas=await _ideas(request, opened, item.kind),
    )


async def _new_page(
    request: Request,
    opened: Opened,
    kind: str,
    above: str | None,
    form: Form,
    *,
    status: int = 200,
) -> Response:
    """Show the form for a new item. Raises NotFound `item` when what it stands under is gone."""
    over = opened.item(above) if above else None
    if (over.kind if over else None) != PARENTS.get(kind):
        raise NotFound("item")
    return show_page(
        request,
        "pages/plan-add.html",
        opened,
        status=status,
        kind=kind,
        above=over,
        above_number=numbered(opened.whole.items).get(over.id, "") if over else "",
        form=form,
        ideas=await _ideas(request, opened, kind),
    )


async def _ideas(request: Request, opened: Opened, kind: str) -> list[Draft]:
    """Return what the room had in mind, beside a goal; beside anything else there is nothing."""
    return await ideas_of(request, opened) if kind == "goal" else []


def _count_under(opened: Opened, item: Item) -> int:
    branch = next((b for b in walk(outline(opened.whole.items)) if b.item.id == item.id), None)
    return len(list(walk(branch.branches))) if branch else 0


def _get(opened: Opened, request: Request) -> Item:
    item = opened.item(request.path_params["item"])
    if item is None:
        raise NotFound("item")
    return item


def _kind(typed: str) -> str:
    if typed not in KINDS:
        raise BadMessage("unknown_kind")
    return typed


def _typed(kind: str, body: Body | None) -> Mapping[str, str]:
    """Return what a form says of an item's fields; of an empty one each field's beginning."""
    fields = KINDS[kind].model_fields
    if body is None:
        return {
            name: "" if field.is_required() else str(field.default or "")
            for name, field in fields.items()
        }
    return {name: body.text(name) for name in fields if name in body.fields}


def _place(opened: Opened, item_id: str) -> str:
    return f"/plans/{opened.plan.id}/edit#{item_id}"


routes = [
    Route("/plans/{plan}/add", show_new, methods=["GET"]),
    Route("/plans/{plan}/add", create, methods=["POST"]),
    Route("/plans/{plan}/items/{item}", show, methods=["GET"]),
    Route("/plans/{plan}/items/{item}", save, methods=["POST"]),
    Route("/plans/{plan}/items/{item}/move", move, methods=["POST"]),
    Route("/plans/{plan}/items/{item}/remove", remove, methods=["POST"]),
    Route("/plans/{plan}/items/{item}/restore", restore, methods=["POST"]),
    Route("/plans/{plan}/items/{item}/phrases", show_phrases, methods=["GET"]),
]
