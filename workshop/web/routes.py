"""Routes: every page of the story, in the order of the story."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from workshop.store import people
from workshop.web import (
    assets,
    bring,
    code_book,
    commands,
    console,
    door,
    downloads,
    home,
    invitation,
    phone,
    plan_files,
    plan_items,
    plans,
    projects,
    setup,
    sign_in,
    wall,
)
from workshop.web.house import house_of


async def alive(request: Request) -> Response:
    """Say that the process answers."""
    return JSONResponse({"alive": True})


async def ready(request: Request) -> Response:
    """Say that the database answers, for reading. Raises Unavailable `storage`."""
    await house_of(request).read(people.is_empty)
    return JSONResponse({"ready": True})


def all_routes() -> list[BaseRoute]:
    """Return every route of the house."""
    return [
        *assets.routes,
        *sign_in.routes,
        *home.routes,
        *projects.routes,
        *code_book.routes,
        *setup.routes,
        *invitation.routes,
        *downloads.routes,
        *phone.routes,
        *door.routes,
        *commands.routes,
        *console.routes,
        *wall.routes,
        *plans.routes,
        *plan_items.routes,
        *bring.routes,
        *plan_files.routes,
        Route("/healthz", alive),
        Route("/readyz", ready),
    ]
