"""Console: the facilitator's screen: the board, what is held, and the wording of a promotion."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workshop.data.code_book import told
from workshop.data.phrases import LANGUAGES, load_phrases
from workshop.errors import NotAllowed, NotFound
from workshop.live.engine import CODE_BOOK, Question, Reading, inside_question
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom
from workshop.room.contents import FACILITATOR
from workshop.store import code_book, people, screening
from workshop.web import board, console_votes, identity, promotion
from workshop.web.board import Thing, View
from workshop.web.draft import PLUS_DELTA
from workshop.web.forms import read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.render import see_other

OFFERED = 3  # phrases to begin examples with
DOUBTFUL = 0.35  # how sure a place must be not to name another theme beside it


@dataclass(frozen=True, slots=True)
class Here:
    """Where a page of the console stands, for its templates."""

    base: str  # /w/KELP42
    console: str
    seen: int
    now: int  # ms
    lead: bool  # what leads or facilitates is on the page; on the board it is, hidden where need be
    drives: bool  # the wall and the agenda, now
    facilitates: bool  # may what only a facilitator may, now: by right, or as the lead
    is_facilitator: bool  # by right, whoever leads
    me: str  # the person's id
    names: dict[str, str]  # of those who have had a hand in it, by id
    prompt: str | None
    theme: str | None = None
    chosen: tuple[str, ...] = ()  # responses


async def show_board(request: Request) -> Response:
    """Show the board of one prompt, with the theme or the phrases that the address chooses."""
    live, who = await _enter(request)
    view = live.view("console")
    query = request.query_params
    theme = _find(view, "themes", query.get("theme"))
    wanted = query.get("prompt") or (theme["prompt"] if theme else None)
    prompt = board.chosen_prompt(view, wanted)
    chosen = [_find(view, "responses", key) for key in query.getlist("responses")[:100]]
    there = [r for r in chosen if r and r["prompt"] == prompt]
    phrases = [r for r in there if not r.keys() & {"split", "parked"}]
    if theme is not None and theme["prompt"] != prompt:
        theme = None
    if theme is not None:
        theme["responses"] = [
            r for r in board.live_responses(view, prompt) if r.get("theme") == theme["id"]
        ]
    here = await _here(request, live, who, prompt, theme, phrases, is_board=True)
    return await _console(
        request,
        "console",
        live,
        who,
        here,
        theme=theme,
        chosen=phrases,
        offers=await asyncio.to_thread(_offers, language_of(request)),
    )


def _offers(language: str) -> dict[str, str]:
    """Return a few phrases to begin examples with, by the kind of a prompt, one on each line."""
    phrases = load_phrases(language if language in LANGUAGES else LANGUAGES[0])
    return {kind: "\n".join(said[:OFFERED]) for kind, said in phrases.by_kind.items()}


async def show_held(request: Request) -> Response:
    """Show what waits to be read before the room reads it."""
    live, who = await _enter(request)
    prompt = board.chosen_prompt(live.view("console"), None)
    here = await _here(request, live, who, prompt)
    return await _console(request, "console-held", live, who, here)


async def show_agenda(request: Request) -> Response:
    """Show every step of the agenda, to be arranged; only to who leads."""
    live, who = await _enter(request)
    here = await _here(request, live, who, board.chosen_prompt(live.view("console"), None))
    if not here.facilitates:
        raise NotAllowed("not_allowed")
    return _page(request, "pages/console-agenda.html", live, who, here, plus_delta=PLUS_DELTA)


async def show_votes(request: Request) -> Response:
    """Show one ballot, or the form that prepares one: where asked for, or where there is none."""
    live, who = await _enter(request)
    view, query = live.view("console"), request.query_params
    sources = query.getlist("source")[:100]
    ballot = console_votes.in_hand(view, query.get("ballot"))
    is_new = ballot is None or bool({"new", "kind", "source"} & set(query))
    here = await _here(request, live, who, board.chosen_prompt(view, query.get("prompt")))
    kind = console_votes.kind_of(query.get("kind"), sources)
    return await _console(
        request,
        "console-vote",
        live,
        who,
        here,
        ballot=None if is_new else ballot,
        asked=console_votes.asked_for(query),
        kind=kind,
        ticked=console_votes.ticked(view, here.prompt, sources, kind),
    )


async def show_parked(request: Request) -> Response:
    """Show the parking lot: who answers what, and until when."""
    live, who = await _enter(request)
    here = await _here(request, live, who, board.chosen_prompt(live.view("console"), None))
    return await _console(request, "console-parked", live, who, here)


async def show_promotion(request: Request) -> Response:
    """Show the pen beside the room's words: for a theme, a phrase, or what was made of one."""
    live, who = await _enter(request)
    return await _pen(request, live, who, promotion.subject_of(*_worded(request, live)))


async def word(request: Request) -> Response:
    """Say what there is to a wording that is not sent yet, and put into it what a button offers.

    JSON in gives JSON; a form in gives the page, with what was typed. Facilitators only.
    """
    body = await read_body(request)
    live, who = await _enter(request)
    subject = promotion.subject_of(*_worded(request, live))
    here = await _here(request, live, who, subject.prompt)
    if not here.facilitates:
        raise NotAllowed("not_allowed")
    typed = promotion.typed(
        subject,
        kind=body.text("kind"),
        title=body.text("title"),
        text=body.text(subject.thing["text_field"]),
        use=body.text("use"),
        language=language_of(request),
        screen=live.screen,
        look_fors=body.text("look_fors"),
    )
    if body.is_form:
        return await _pen(request, live, who, subject, typed)
    return JSONResponse(promotion.answer(subject, typed, live.screen))


async def back_to_pen(request: Request) -> Response:
    """Lead to the pen's page from the address of one that has answered a form."""
    code, key = request.path_params["code"], request.path_params["key"]
    return see_other(f"/w/{quote(code)}/console/promote/{quote(key, safe='')}")


def _worded(request: Request, live: LiveRoom) -> tuple[View, str]:
    return live.view("console"), request.path_params["key"]


async def _pen(
    request: Request,
    live: LiveRoom,
    who: Identity,
    subject: promotion.Subject,
    typed: promotion.Typed | None = None,
) -> Response:
    view, language = live.view("console"), language_of(request)
    theme = _find(view, "themes", subject.thing["theme"])
    typed = typed or promotion.as_it_stands(subject, language)
    return _page(
        request,
        "pages/console-promote.html",
        live,
        who,
        await _here(request, live, who, subject.prompt, theme),
        subject=subject.thing,
        pen=subject,
        typed=typed,
        advice=promotion.advice(typed, live.screen),
        kinds=promotion.kinds(language),
        made=board.agreed(view),
        running=[line["id"] for line in board.lines(view) if line["state"] in ("open", "paused")],
    )


async def show_inside(request: Request) -> Response:
    """Show the sub-themes of a theme and why each phrase is there, as the engine reads it now.

    Nothing of it is kept: it is asked for when somebody looks.
    """
    live, who = await _enter(request)
    view = live.view("console")
    theme = _find(view, "themes", request.path_params["key"])
    if theme is None:
        raise NotFound("no_such_thing", key=request.path_params["key"][:40])
    here = await _here(request, live, who, theme["prompt"], theme)
    found = await _ask(request, live.district_id, inside_question(view, theme["id"]))
    said = {r["id"]: r for r in promotion.phrases_of(view, theme["id"])}
    why = found["why"] if found else {}
    parts = [
        {
            "name": part["name"],
            "phrases": [_read(view, said[key], why) for key in part["responses"] if key in said],
        }
        for part in (found["parts"] if found else [])
    ]
    listed = {phrase["id"] for part in parts for phrase in part["phrases"]}
    rest = [_read(view, r, why) for key, r in said.items() if key not in listed]
    if rest:
        parts.append({"name": "", "phrases": rest})
    return _page(
        request,
        "pages/console-inside.html",
        live,
        who,
        here,
        theme=theme,
        parts=parts,
        answered=found is not None,
        hint=_name_in_book(found.get("hint") if found else None, language_of(request)),
    )


async def search(request: Request) -> Response:
    """Show where words stand: for who has no script; with it the board finds them itself."""
    live, who = await _enter(request)
    view = live.view("console")
    typed = request.query_params.get("q", "")[:200]
    here = await _here(request, live, who, board.chosen_prompt(view, None))
    found = board.search(view, typed)
    return _page(request, "pages/console-search.html", live, who, here, typed=typed, found=found)


async def _ask(request: Request, district: str, question: Question) -> Reading | None:
    """Return what the engine says, with the district's code book before it."""
    house = house_of(request)
    if house.engine is None:
        return None
    added = await house.read(lambda session: code_book.additions(session, district))
    return await house.engine.ask(
        {**question, "lexicon": CODE_BOOK, "code_book": told(added)},
    )


def _name_in_book(hint: dict[str, Any] | None, language: str) -> str:
    """Return what the code book calls a theme, in the reader's language where it can."""
    return str(hint["names"].get(language, hint["name"])) if hint else ""


def _read(view: View, response: Thing, why: dict[str, Any]) -> Thing:
    """Return a phrase with its reasons; `perhaps` is a theme that would suit it about as well."""
    reason = why.get(response["id"], {})
    other = _find(view, "themes", reason.get("runner_up"))
    doubtful = other is not None and not other.get("aside") and reason["sure"] < DOUBTFUL
    return {
        **response,
        "by_hand": response.get("placed") == "person" or bool(response.get("pinned")),
        "shares": reason.get("words", []),
        "near": [
            near["text"]
            for n in reason.get("near", [])
            if (near := view["responses"].get(n)) and near["text"]
        ],
        "perhaps": other if doubtful else None,
    }


routes = [
    Route("/w/{code}/console", show_board, name="console"),
    Route("/w/{code}/console/held", show_held, name="console_held"),
    Route("/w/{code}/console/agenda", show_agenda, name="console_agenda"),
    Route("/w/{code}/console/vote", show_votes, name="console_vote"),
    Route("/w/{code}/console/parked", show_parked, name="console_parked"),
    Route("/w/{code}/console/search", search, name="console_search"),
    Route("/w/{code}/console/inside/{key}", show_inside, name="console_inside"),
    Route("/w/{code}/console/promote/{key}", show_promotion, name="console_promote"),
    Route("/w/{code}/console/wording/{key}", back_to_pen, methods=["GET"]),
    Route("/w/{code}/console/wording/{key}", word, methods=["POST"], name="console_wording"),
]


async def _enter(request: Request) -> tuple[LiveRoom, Identity]:
    """Return the room and who steers it. Raises NotFound, NotSignedIn, NotAllowed."""
    workshop, live = await identity.enter(request)
    who = await identity.facilitator(request, workshop)
    live.presence.meet(who.by, who.name)
    return live, who


async def _here(
    request: Request,
    live: LiveRoom,
    who: Identity,
    prompt: str | None,
    theme: Thing | None = None,
    chosen: list[Thing] | None = None,
    *,
    is_board: bool = False,
) -> Here:
    view = live.view("console")
    base = f"/w/{view['workshop']['code']}"
    lead, is_open = view["workshop"].get("lead"), view["workshop"]["state"] == "open"
    leads = is_open and lead == who.by  # F5: who led a workshop leads it no more once it is closed
    facilitates = who.role == FACILITATOR or leads
    return Here(
        base=base,
        console=f"{base}/console",
        seen=live.view_seq("console"),
        now=live.now(),
        lead=facilitates or is_board,
        drives=leads or (who.role == FACILITATOR and not (is_open and lead)),
        facilitates=facilitates,
        is_facilitator=who.role == FACILITATOR,
        me=who.by,
        names=await _names(request, live, who),
        prompt=prompt,
        theme=theme["id"] if theme else None,
        chosen=tuple(response["id"] for response in chosen or ()),
    )


async def _console(
    request: Request, name: str, live: LiveRoom, who: Identity, here: Here, **values: Any
) -> Response:
    """Show a page on which phrases are moderated: with whom to call, and who reads complaints."""

    def read(session: Session) -> tuple[str, str]:
        kept = screening.get_screening(session, live.district_id)
        names = dict(screening.leads(session, live.district_id)) if kept.personnel_to else {}
        return kept.safety_contact, names.get(kept.personnel_to or "", "")

    contact, readers = await house_of(request).read(read)
    page = f"pages/{name}.html"
    return _page(request, page, live, who, here, contact=contact, readers=readers, **values)


async def _names(request: Request, live: LiveRoom, who: Identity) -> dict[str, str]:
    """Return the names of who leads, said or held something, or asks; the room knows ids alone."""
    view = live.view("console")
    wanted = {who.by, *(one["by"] for one in view["remarks"].values())}
    wanted.add(view["workshop"].get("lead", who.by))
    wanted.update(r["held_by"] for r in view["responses"].values() if "held_by" in r)
    found = await house_of(request).read(
        lambda session: people.names(session, live.district_id, wanted)
    )
    for by, name in found.items():
        live.presence.know(by, name)
    return found


def _page(
    request: Request, name: str, live: LiveRoom, who: Identity, here: Here, **values: Any
) -> Response:
    return house_of(request).renderer.page(
        request,
        name,
        board=board,
        votes=console_votes,
        here=here,
        view=live.view("console"),
        mine=live.mine(who.by, who.role),
        **values,
    )


def _find(view: View, part: str, key: str | None) -> Thing | None:
    found = view[part].get(key)
    return None if found is None else {"id": key, **found}
