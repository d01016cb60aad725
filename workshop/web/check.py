"""Check: before the doors open, whether network, phones, wall and disk will carry an evening."""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.errors import BadMessage
from workshop.live.rooms import LiveRoom
from workshop.room.contents import FACILITATOR
from workshop.room.views import WALL
from workshop.web import identity
from workshop.web.forms import read_body
from workshop.web.house import House, house_of
from workshop.web.invitation import address_of
from workshop.web.qr import qr_of
from workshop.web.render import see_other

SYNCS = 5
SLOW_SYNC = 20.0  # ms; an evening's commits wait for it
LITTLE_ROOM = 500_000_000  # bytes left on the disk
WAYS = ("socket", "http", "form")
MOST_MS = 600_000


async def show(request: Request) -> Response:
    """Show what the server knows, and let the browser try what only it can."""
    workshop, live = await identity.enter(request)
    who = await identity.facilitator(request, workshop)
    house = house_of(request)
    address = address_of(request, workshop)
    tried = f"{house.public_url(request)}/w/{workshop.code}/check"
    return house.renderer.page(
        request,
        "pages/console-check.html",
        workshop=workshop,
        base=f"/w/{workshop.code}",
        address=address,
        tried=tried,
        qr=qr_of(tried),
        is_secure=request.url.scheme == "https",
        disk=await asyncio.to_thread(look_at_disk, house),
        seen=_seen(house, live),
        may_practise=workshop.state == "draft" and who.role == FACILITATOR,
    )


async def tell(request: Request) -> Response:
    """Tell what changes while the page is open: the time, walls, and phones that have reported."""
    workshop, live = await identity.enter(request)
    await identity.facilitator(request, workshop)
    return JSONResponse(_seen(house_of(request), live))


async def show_phone(request: Request) -> Response:
    """Show a phone that it has come through; nobody has to join for that."""
    workshop = await identity.find_workshop(request)
    return house_of(request).renderer.page(
        request,
        "pages/phone-check.html",
        workshop=workshop,
        base=f"/w/{workshop.code}",
        done="done" in request.query_params,
    )


async def report(request: Request) -> Response:
    """Take what a phone says of how it came. Raises BadMessage `bad_message`."""
    body = await read_body(request)
    _workshop, live = await identity.enter(request)
    ms = body.fields.get("ms")
    way = body.text("way")
    if way not in WAYS or (way != "form" and not (type(ms) is int and 0 <= ms < MOST_MS)):
        raise BadMessage("bad_message", problem="way")
    live.reports.append({"way": way, "at": live.now(), **({"ms": ms} if way != "form" else {})})
    if body.is_form:
        return see_other(f"{request.url.path}?done=1")
    return JSONResponse({"told": True})


def look_at_disk(house: House) -> dict[str, Any]:
    """Return what it costs to write for good where the database lies, and what room is left."""
    path = Path(house.settings.database_url.removeprefix("sqlite:///"))
    folder = path.parent if path.parent.is_dir() else Path()
    took = []
    try:
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            for _ in range(SYNCS):
                file.write(b"x" * 4096)
                file.flush()
                started = time.perf_counter()
                os.fsync(file.fileno())
                took.append((time.perf_counter() - started) * 1000)
        left = shutil.disk_usage(folder).free
    except OSError:
        return {"state": "bad", "ms": 0.0, "left": 0}
    ms = statistics.median(took)
    state = "good" if ms < SLOW_SYNC and left > LITTLE_ROOM else "warn"
    return {"state": state, "ms": round(ms, 1), "left": round(left / 1e9, 1)}


def _seen(house: House, live: LiveRoom) -> dict[str, Any]:
    return {
        "now": live.now(),
        "walls": live.presence.screens(),
        "joined": live.view(WALL)["crowd"].get("joined", 0),
        "reports": list(live.reports),
        "storage": "bad" if house.writer.is_failing else "good",
    }


routes = [
    Route("/w/{code}/console/check", show, name="console_check"),
    Route("/w/{code}/console/check.json", tell),
    Route("/w/{code}/check", show_phone, methods=["GET"]),
    Route("/w/{code}/check", report, methods=["POST"]),
]
