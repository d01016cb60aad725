"""Downloads: a plan as a Word document, a workshop as tables, and either as an archive."""

import re
import unicodedata
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.documents import archive, csv, docx
from workshop.documents.reader import Reader
from workshop.room.outcome import Outcome
from workshop.web.house import House, house_of
from workshop.web.invitation import find_workshop
from workshop.web.language import language_of
from workshop.web.plans import days, open_plan

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"
JSON = "application/json"


async def plan_as_word(request: Request) -> Response:
    """Send the plan as a Word document in the reader's language."""
    opened = await open_plan(request)
    house = house_of(request)
    body = docx.render_plan(
        opened.whole,
        _reader(house, language_of(request)),
        district=opened.district,
        at=house.now(),
        address=f"{house.public_url(request)}/plans/{opened.plan.id}",
    )
    return _file(body, f"{opened.plan.title}.docx", WORD)


async def plan_as_archive(request: Request) -> Response:
    """Send the plan with all its sources as JSON."""
    opened = await open_plan(request)
    return _file(archive.render_plan(opened.whole), f"{opened.plan.title}.json", JSON)


async def responses_as_csv(request: Request) -> Response:
    """Send every response of a workshop; spreadsheets are told that it is UTF-8."""
    outcome = await _outcome(request)
    body = csv.render_responses(outcome, bom=True)
    return _file(body, f"{outcome.title} responses.csv", CSV)


async def themes_as_csv(request: Request) -> Response:
    """Send every theme of a workshop."""
    outcome = await _outcome(request)
    return _file(csv.render_themes(outcome, bom=True), f"{outcome.title} themes.csv", CSV)


async def workshop_as_archive(request: Request) -> Response:
    """Send what a workshop said and decided as JSON."""
    outcome = await _outcome(request)
    return _file(archive.render_outcome(outcome), f"{outcome.title}.json", JSON)


async def _outcome(request: Request) -> Outcome:
    """Return the workshop of the address as it stands. Raises what `find_workshop` raises."""
    _who, found = await find_workshop(request)
    live = await house_of(request).rooms.enter(found.district, found.id)
    return await live.outcome(language_of(request))


def _reader(house: House, language: str) -> Reader:
    return Reader(
        language=language,
        words=house.messages.gettext(language).gettext,
        day=days(language),
        day_of=lambda at: house.messages.day(at, language, form="long"),
        number=lambda number: house.messages.number(number, language),
    )


def _file(body: bytes, name: str, media_type: str) -> Response:
    """Return a download; the name is plain for old browsers and whole for the others."""
    whole = re.sub(r"[\x00-\x1f/\\:*?\"<>|]+", " ", name).strip()
    plain = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


routes = [
    Route("/plans/{plan}/plan.docx", plan_as_word),
    Route("/plans/{plan}/plan.json", plan_as_archive),
    Route("/workshops/{workshop}/responses.csv", responses_as_csv),
    Route("/workshops/{workshop}/themes.csv", themes_as_csv),
    Route("/workshops/{workshop}/archive.json", workshop_as_archive),
]
