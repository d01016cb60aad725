"""Done: what was done in a workshop, by whom and when, read from its journal.  For who steers."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.room import codec, contents
from workshop.room.agenda import PromptClosed
from workshop.room.ballot import BallotOpened
from workshop.room.decided import UNREAD
from workshop.room.moderate import PERSONNEL
from workshop.room.nouns import is_person
from workshop.room.show import FaceShown
from workshop.room.vote import VoteCast
from workshop.store import journal, people
from workshop.web import console_votes, identity
from workshop.web.board import View
from workshop.web.house import house_of

LINES = 200  # on a page
READ = 1_000  # entries looked through at once, from the newest on
QUOTED = 90  # characters
# What names what a step was about, the most telling first.
_ABOUT = (
    *("theme", "response", "responses", "themes", "prompt", "priority", "statement"),
    *("ballot", "item"),
)
_PARTS = {
    "t": "themes",
    "r": "responses",
    "p": "prompts",
    "i": "priorities",
    "v": "statements",
    "k": "remarks",
    "a": "steps",
    "b": "ballots",
    "l": "parked",
}
# What a face of the wall is about; a face that names none of them is about nothing.
_SHOWN = {
    **dict.fromkeys(("count", "phrases", "quotes", "themes", "timer"), "prompt"),
    **{name: name for name in ("theme", "statement", "step", "ballot")},
}
_WORDS = ("name", "text", "question", "title")
_PLACES = ("move_responses", "make_theme", "split_theme", "copy_response")  # phrases into a theme


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did."""

    seq: int
    at: int  # ms
    by: str  # a person's id
    type: str  # of the command
    about: str  # what it was about, as it reads now; "" for nothing, or for what is gone
    more: int  # further things it was about
    to: str  # where that went, if anywhere
    face: str  # that the wall was turned to, if it was


async def show(request: Request) -> Response:
    """Show what was done, the latest first."""
    workshop, live = await identity.enter(request)
    await identity.facilitator(request, workshop)
    house, view = house_of(request), live.view("console")
    wanted, before = request.query_params.get("by", ""), _number(request, "before")

    def read(session: Session) -> tuple[list[Step], bool, dict[str, str]]:
        steps, more = _steps(session, workshop.id, view, wanted, before)
        found = journal.authors(session, workshop.id)
        known = people.names(session, workshop.district, [by for by in found if is_person(by)])
        return steps, more, known

    steps, more, names = await house.read(read)
    return house.renderer.page(
        request,
        "pages/console-done.html",
        workshop=workshop,
        view=view,
        console=f"/w/{workshop.code}/console",
        steps=steps,
        names=names,
        wanted=wanted,
        unread=UNREAD,
        before=steps[-1].seq if more and steps else None,
    )


def _steps(
    session: Session, workshop: str, view: View, wanted: str, before: int | None
) -> tuple[list[Step], bool]:
    """Return a page of steps, the latest first, and whether there are earlier ones."""
    found: list[Step] = []
    top = before or journal.last_seq(session, workshop) + 1
    while top > 1:
        low = max(0, top - 1 - READ)
        entries = journal.read(session, workshop, after=low, limit=top - 1 - low)
        for entry in reversed(entries):
            is_told = is_person(entry.by) and entry.type != "read_remarks"
            if is_told and wanted in ("", entry.by):
                if len(found) == LINES:
                    return found, True
                found.append(_step(view, entry))
        top = low + 1
    return found, False


def _step(view: View, entry: journal.Entry) -> Step:
    events = [codec.decode(dict(stored), contents.EVENTS) for stored in entry.events]
    told = _told(entry.type, events)
    keys = list(dict.fromkeys(key for event in told for key in _keys(entry.type, event)))
    said = [words for key in keys if (words := _said(view, key))]
    about = said[0] if said else ""
    return Step(
        seq=entry.seq,
        at=entry.at,
        by=entry.by,
        type=_did(entry.type, events),
        about=about,
        more=max(0, len(keys) - 1) if about else 0,
        to=_goal(view, entry.type, events),
        face=next((event.face for event in events if isinstance(event, FaceShown)), ""),
    )


def _did(kind: str, events: list[Any]) -> str:
    """Return what is said of a command: a vote that was prepared and opened at once was opened."""
    is_opened = any(isinstance(event, BallotOpened) for event in events)
    return "open_ballot" if is_opened else kind


def _told(kind: str, events: list[Any]) -> list[Any]:
    """Return the events that a step is about: what closed meanwhile is not."""
    if kind in ("next_prompt", "add_prompt"):
        return [event for event in events if not isinstance(event, PromptClosed)]
    if kind in ("enter_vote", "remove_vote"):  # which words came with it is not told
        return [event for event in events if isinstance(event, VoteCast)]
    return [] if kind == "close_workshop" else events


def _keys(kind: str, event: Any) -> list[str]:
    """Return what an event is about, of the one most telling kind."""
    if isinstance(event, FaceShown):  # it keeps its prompt through faces that are not about it
        return [key] if (key := getattr(event, _SHOWN.get(event.face, ""), None)) else []
    for name in _ABOUT:
        value = getattr(event, name, None)
        if name == "theme" and kind in _PLACES:
            continue  # phrases went there, see `to`
        if value:
            return [value] if isinstance(value, str) else list(value)
    return []


def _goal(view: View, kind: str, events: list[Any]) -> str:
    """Return where phrases went, or who leads now."""
    for event in events:
        if kind in _PLACES:
            return _said(view, getattr(event, "theme", None) or "")
        if kind == "merge_themes":
            return _said(view, getattr(event, "into", ""))
    return ""


def _said(view: View, key: str) -> str:
    """Return what a thing reads as now: words that were redacted stand nowhere."""
    thing = view.get(_PARTS.get(key[:1], ""), {}).get(key, {})
    if thing.get("reason") == PERSONNEL or "withheld" in thing:  # its words are in no view (M9)
        return UNREAD
    words = next((str(thing[name]) for name in _WORDS if thing.get(name)), "")
    if not words and "options" in thing:
        words = console_votes.asked(thing) or UNREAD
    return words if len(words) <= QUOTED else f"{words[:QUOTED].rstrip()}…"


def _number(request: Request, name: str) -> int | None:
    typed = request.query_params.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 12 else None


routes = [Route("/w/{code}/console/done", show, name="console_done")]
