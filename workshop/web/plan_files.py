"""Files of a plan: a Word document to edit and print, and an archive."""

import asyncio
import re
import unicodedata
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.documents import archive
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.plans import open_plan
from workshop.web.printing import reader_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"


async def plan_as_word(request: Request) -> Response:
    """Send the plan as a Word document in the reader's language."""
    opened = await open_plan(request)
    house = house_of(request)
    body = await asyncio.to_thread(
        _render_word,
        opened.whole,
        reader_of(house.messages, language_of(request)),
        district=opened.district,
        at=house.now(),
        address=f"{house.public_url(request)}/plans/{opened.plan.id}",
    )
    return send_file(body, f"{opened.plan.title}.docx", WORD)


def _render_word(*given: Any, **more: Any) -> bytes:
    """Load what writes Word only when somebody wants it, on the thread that writes."""
    from workshop.documents import docx

    return docx.render_plan(*given, **more)


async def plan_as_archive(request: Request) -> Response:
    """Send the plan with all its sources as JSON."""
    opened = await open_plan(request)
    body = await asyncio.to_thread(archive.render_plan, opened.whole)
    return send_file(body, f"{opened.plan.title}.json", JSON)


def send_file(body: bytes, name: str, media_type: str) -> Response:
    """Return a download; the name is plain for old browsers and whole for the others."""
    whole = re.sub(r"[\x00-\x1f/\\:*?\"<>|]+", " ", name).strip()
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


routes = [
    Route("/plans/{plan}/plan.docx", plan_as_word),
    Route("/plans/{plan}/plan.json", plan_as_archive),
]
