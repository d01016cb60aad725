"""Results: what came of a workshop, for those who took part; without an account.

A facilitator opens a link and ends it.  Who has a seat in the workshop needs no link.  Only what is
shown stands here: nothing held or hidden, no words said beside a vote, no group under five.
"""

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.documents import ballots
from workshop.documents.ballots import Figure
from workshop.documents.home import FILES, Order
from workshop.documents.minutes import UNGROUPED, headed, picked, weight_of
from workshop.documents.reader import Reader
from workshop.errors import BadMessage, NotAllowed, NotFound
from workshop.ids import digest_of, new_secret
from workshop.live.turns import Along
from workshop.room.decided import BallotOutcome, OptionOutcome
from workshop.room.nouns import DOOR
from workshop.room.outcome import Outcome, PromptOutcome, Quote, ThemeOutcome
from workshop.room.show import SetResults
from workshop.room.views import PHONE
from workshop.store import people
from workshop.store import results as store
from workshop.store.results import Results
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.downloads import as_of, outcome_of
from workshop.web.forms import read_body
from workshop.web.house import House, house_of
from workshop.web.invitation import find_workshop, show_with
from workshop.web.language import language_of
from workshop.web.packed import pack
from workshop.web.printing import reader_of
from workshop.web.render import see_other

LASTS = (7, 30, 90)  # days that a link may be open
USUAL = 30
MAX_NEXT = 2_000  # characters
PDF = "wall.pdf"
# Search engines do not keep it, whoever puts the link on a page of theirs.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive"}


@dataclass(frozen=True, slots=True)
class Told:
    """A question with its themes, each with the phrases that stand for it."""

    prompt: PromptOutcome
    themes: list[tuple[ThemeOutcome, list[Quote]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """What was voted on, or a level of it: its rank, what is said beside it, and what it got."""

    words: str
    figures: list[Figure]  # of one vote, all lines have the same
    place: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """A closed vote in words, line by line."""

    title: str
    rule: str
    voters: str
    lines: list[Line]
    verdict: str = ""
    wording: str = ""
    spread: str = ""  # how figures are to be read


async def change(request: Request) -> Response:
    """Open a link, which is shown once; say what happens next; or end the link."""
    who, workshop = await find_workshop(request, leads=True)
    house = house_of(request)
    body = await read_body(request)
    wish, at = body.text("wish"), house.now()
    if wish == "end":
        await _tell_room(
            house,
            workshop,
            0,
            lambda session: store.end_link(session, who.district, workshop.id, at=at),
        )
        return see_other(f"/workshops/{workshop.id}#results")
    text = body.text("next")[:MAX_NEXT]
    if wish == "say":
        await house.write(
            lambda session: store.say_next(session, who.district, workshop.id, text, at=at)
        )
        return see_other(f"/workshops/{workshop.id}#results")
    if wish != "open":
        raise BadMessage("bad_message", problem="wish")
    token, wanted = new_secret(), body.text("days")
    days = int(wanted) if wanted in {str(one) for one in LASTS} else USUAL
    await _tell_room(
        house,
        workshop,
        at + days * store.DAY,
        lambda session: store.open_link(
            session,
            who.district,
            workshop.id,
            digest=digest_of(token),
            days=days,
            next_steps=text,
            by=who.user.id,
            at=at,
        ),
    )
    url = f"{house.public_url(request)}/r/{token}"
    return await show_with(request, who, workshop, results_url=url)


async def _tell_room(house: House, workshop: Workshop, until: int, along: Along) -> None:
    """Let phones and walls say that the results are open, or that they are not.

    What `along` does to the link is in the same commit: it is never open with nobody told of it,
    nor does the room tell of one that is not.  Raises Unavailable; then nothing has changed.
    """
    live = await house.rooms.enter(workshop.district, workshop.id)
    ref = secrets.token_hex(8)
    await live.command(SetResults(until), by=DOOR, role=DOOR, ref=ref, along=along)


async def show(request: Request) -> Response:
    """Show the results to who has the link."""
    found = await _by_link(request)
    return await _page(request, found, f"{request.url.path}/{PDF}")


async def show_here(request: Request) -> Response:
    """Show the results to who has a seat in the workshop, while its link is open."""
    found = await _by_seat(request)
    return await _page(request, found, f"{request.url.path}/{PDF}")


async def send(request: Request) -> Response:
    """Send the wall as a PDF to who has the link."""
    return await _file(request, await _by_link(request))


async def send_here(request: Request) -> Response:
    """Send the wall as a PDF to who has a seat."""
    return await _file(request, await _by_seat(request))


async def _by_link(request: Request) -> Results:
    """Return what the link leads to. Raises NotFound `results`; Over `results_over`."""
    digest = digest_of(request.path_params["token"])
    house = house_of(request)
    at = house.now()
    return await house.read(lambda session: store.read_link(session, digest, at=at))


async def _by_seat(request: Request) -> Results:
    """Return what stands open. Raises NotAllowed `results_no_seat`; NotFound `results_not_open`."""
    workshop, live = await identity.enter(request)
    if await identity.of(request, workshop, live, PHONE) is None:
        raise NotAllowed("results_no_seat")
    house = house_of(request)
    at = house.now()
    found = await house.read(
        lambda session: store.find_open(session, workshop.district, workshop.id, at=at)
    )
    if found is None:
        raise NotFound("results_not_open")
    return found


async def _page(request: Request, found: Results, pdf_url: str) -> Response:
    house = house_of(request)
    language = language_of(request)
    outcome, district = await _outcome(house, found, language)
    reader = reader_of(house.messages, language)
    page = house.renderer.page(
        request,
        "pages/results.html",
        outcome=outcome,
        district=district,
        found=found,
        questions=questions_of(outcome),
        priorities=outcome.shown_priorities,
        statements=outcome.shown_statements,
        headed=partial(headed, reader=reader),
        verdict=partial(_verdict, reader=reader),
        group=partial(_group, outcome, language),
        votes=[vote_of(ballot, outcome, reader) for ballot in ballots.closed(outcome)],
        pdf_url=pdf_url,
    )
    page.headers.update(UNLISTED)
    return pack(request, page)  # many phones open it in the same minute


async def _file(request: Request, found: Results) -> Response:
    house = house_of(request)
    language = language_of(request)
    live = await house.rooms.enter(found.district, found.workshop)

    async def make() -> tuple[str, bytes]:
        async with house.printing.alone(found.workshop):
            outcome, district = await _outcome(house, found, language)
            order = Order(
                outcome, reader_of(house.messages, language), district, as_of(house, outcome)
            )
            return outcome.code, await house.printing.begin(FILES[PDF].render, order)

    # Who has waited too long leaves it to those who ask after them.
    making = house.shelf.take((found.workshop, language, PDF), live, make)
    code, body = await house.printing.wait(making)
    headers = {
        "Content-Disposition": f'attachment; filename="{code}-{PDF}"',
        "Cache-Control": "no-store",
        **UNLISTED,
    }
    return Response(body, media_type=FILES[PDF].kind, headers=headers)


async def _outcome(house: House, found: Results, language: str) -> tuple[Outcome, str]:
    """Return the workshop as it stands, and its district's name."""
    live = await house.rooms.enter(found.district, found.workshop)
    outcome: Outcome = await house.shelf.take(
        (found.workshop, language), live, lambda: outcome_of(house, live, language)
    )

    def read(session: Session) -> str:
        return people.get_district(session, found.district).name

    return outcome, await house.read(read)


# ── what is on the page ────────────────────────────────────────────────────


def questions_of(outcome: Outcome) -> list[Told]:
    """Return the questions with their themes, those of most people first; no closing question."""
    shown = {quote.response: quote for quote in outcome.quotes if quote.state == "shown"}
    told = []
    for prompt in outcome.prompts:
        if prompt.kind in UNGROUPED or not prompt.responses:
            continue
        themes = [
            theme
            for theme in outcome.themes
            if theme.prompt == prompt.id and theme.responses and not theme.aside
        ]
        themes.sort(key=lambda theme: (-weight_of(theme.crowd), theme.place))
        told.append(Told(prompt, [(theme, picked(theme, shown)) for theme in themes]))
    return told


def vote_of(ballot: BallotOutcome, outcome: Outcome, reader: Reader) -> Vote:
    """Return a closed vote in words, without what was said beside it."""
    title = ballots.title_of(ballot, reader)
    rule, voters = ballots.rule_of(ballot, reader), ballots.voters_of(ballot, reader)
    if ballot.levels:
        wording = " / ".join(ballots.text_of(option, reader) for option in ballot.options)
        verdict = ballots.verdict_of(ballot.verdict, reader)
        return Vote(title, rule, voters, _levels(ballot, reader), verdict, wording)
    if not ballot.votes:
        return Vote(title, rule, voters, [])
    lines = [_line(ballot, option, outcome, reader) for option in ballot.options]
    return Vote(title, rule, voters, lines, spread=ballots.spread_of(ballot, reader))


def _levels(ballot: BallotOutcome, reader: Reader) -> list[Line]:
    found = []
    for level, votes in sorted(ballot.levels.items(), reverse=True):
        figures = [Figure(reader.words("Votes"), str(votes))]
        if ballot.table_levels:
            tables = str(ballot.table_levels.get(level, 0))
            figures.append(Figure(reader.words("Of these, tables"), tables))
        found.append(Line(ballots.level_of(ballot, level, reader), figures))
    return found


def _line(ballot: BallotOutcome, option: OptionOutcome, outcome: Outcome, reader: Reader) -> Line:
    beside = (
        ballots.quadrant_of(option, reader),
        ballots.by_hand_of(option, reader),
        ballots.only_of(option, outcome, reader),
    )
    return Line(
        ballots.text_of(option, reader),
        ballots.figures_of(ballot, option, reader),
        ballots.place_of(ballot, option, reader),
        tuple(filter(None, beside)),
    )


def _verdict(made: Any, reader: Reader) -> str:  # a priority or a statement
    agreed = made.wording.agreed
    return "" if agreed is None else ballots.verdict_of(agreed.verdict, reader)


def _group(outcome: Outcome, language: str, label: str | None) -> str:
    return outcome.labels.get(label, {}).get(language, label) if label else ""


routes = [
    Route("/workshops/{workshop}/results", change, methods=["POST"]),
    Route("/r/{token}", show, methods=["GET"]),
    Route(f"/r/{{token}}/{PDF}", send, methods=["GET"]),
    Route("/w/{code}/results", show_here, methods=["GET"]),
    Route(f"/w/{{code}}/results/{PDF}", send_here, methods=["GET"]),
]
