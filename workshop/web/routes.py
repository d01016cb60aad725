"""Routes: every page of the story, in the order of the story."""

from starlette.routing import BaseRoute

from workshop.web import (
    assets,
    bring,
    check,
    code_book,
    combine,
    commands,
    console,
    done,
    door,
    downloads,
    health,
    home,
    invitation,
    lines,
    paper,
    phone,
    plan_files,
    plan_items,
    plans,
    projects,
    rehearsal,
    screening,
    seat,
    setup,
    sign_in,
    wall,
)


def all_routes() -> list[BaseRoute]:
    """Return every route of the house."""
    return [
        *assets.routes,
        *sign_in.routes,
        *home.routes,
        *projects.routes,
        *combine.routes,
        *code_book.routes,
        *screening.routes,
        *setup.routes,
        *invitation.routes,
        *rehearsal.routes,
        *downloads.routes,
        *phone.routes,
        *door.routes,
        *seat.routes,
        *lines.routes,
        *paper.routes,
        *commands.routes,
        *console.routes,
        *done.routes,
        *check.routes,
        *wall.routes,
        *plans.routes,
        *plan_items.routes,
        *bring.routes,
        *plan_files.routes,
        *health.routes,
    ]
