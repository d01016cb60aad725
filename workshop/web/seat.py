"""Seat: what somebody says of themselves, corrected on the phone, and a phone that is handed on."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotSignedIn
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom
from workshop.room.join import ChangeSeat
from workshop.room.tags import STUDENTS
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.door import typed_number
from workshop.web.forms import new_nonce, read_body, ref_of
from workshop.web.house import house_of
from workshop.web.language import keep_language, language_of
from workshop.web.render import see_other

Object = dict[str, Any]  # a part of a view, see PROTOCOL.md


async def sitting(request: Request) -> tuple[Workshop, LiveRoom, Identity]:
    """Return the workshop and who sits there. Raises NotFound, NotSignedIn."""
    workshop, live = await identity.enter(request)
    who = await identity.of(request, workshop, live, "phone")
    if who is None or who.audience != "phone":
        raise NotSignedIn("not_signed_in")
    return workshop, live, who


async def change(request: Request) -> Response:
    """Correct group, tags, table and language. Raises what `room.join.change` raises."""
    body = await read_body(request)
    workshop, live, who = await sitting(request)
    wanted = body.text("language")
    is_spoken = wanted in house_of(request).messages.languages
    command = ChangeSeat(
        group=body.text("group") or None,
        language=wanted if is_spoken else language_of(request),
        table=typed_number(body.text("table")) if body.text("for") != "one" else None,
        headcount=typed_number(body.text("headcount")),
        tags=tuple(body.texts("tags")),
    )
    ref = ref_of(body.fields, body.text("nonce") or new_nonce())
    await live.command(command, by=who.by, role=who.role, ref=ref)
    live.publish_now(who.audience)
    response = see_other(f"/w/{workshop.code}")
    if is_spoken:
        keep_language(response, wanted, secure=request.url.scheme == "https")
    return response


async def hand_on(request: Request) -> Response:
    """Forget the seat on this device, so that the next person takes one of their own.

    What was sent stays, and its author may come back to it by the recovery code.
    """
    workshop, _ = await identity.enter(request)
    response = see_other(f"/w/{workshop.code}")
    identity.forget_seat(response, workshop.id)
    return response


def asked_of(workshop: Object, language: str) -> list[Object]:
    """Return the workshop's lists of tags for a page: `key`, `name`, `options`, `students`."""
    return [
        {
            "key": key,
            "name": named(asked, language),
            "options": [
                (f"{key}.{one}", named(option, language))
                for one, option in asked["options"].items()
            ],
            "students": bool(asked.get("students")),
        }
        for key, asked in workshop.get("tags", {}).items()
    ]


def minors(groups: Object) -> set[str]:
    """Return the ids of the groups of students."""
    found = set()
    for key, group in groups.items():
        names = {key, group["name"], *group.get("names", {}).values()}
        if not STUDENTS.isdisjoint(name.strip().casefold() for name in names):
            found.add(key)
    return found


def named(thing: Object, language: str) -> str:
    """Return the name of a group, a list or an option, in a language where it has one."""
    name: str = thing.get("names", {}).get(language, thing["name"])
    return name


routes = [
    Route("/w/{code}/seat", change, methods=["POST"]),
    Route("/w/{code}/hand-on", hand_on, methods=["POST"]),
]
