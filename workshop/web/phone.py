"""Phone: a person joins by a code, answers what is asked, and sees what became of it."""

import json
from collections import Counter
from collections.abc import Iterable
from itertools import takewhile
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotFound, Over
from workshop.ids import recovery_of, squeeze_code
from workshop.live.identity import Identity
from workshop.live.rooms import LiveRoom
from workshop.room.views import CONSOLE, PHONE
from workshop.store import workshops
from workshop.store.workshops import Workshop
from workshop.web import identity
from workshop.web.board import both
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.packed import pack
from workshop.web.render import see_other
from workshop.web.seat import asked_of, minors, named, sitting
from workshop.web.vote import form_of, open_ballot

TAKES = ("open", "paused")  # states of a prompt that takes responses

Object = dict[str, Any]  # a part of a view, see PROTOCOL.md


async def ask_code(request: Request) -> Response:
    """Ask for a code; a known one leads to its workshop."""
    typed = request.query_params.get("code", "")
    code = squeeze_code(typed)
    if not code:
        return house_of(request).renderer.page(request, "pages/code.html")
    found = await house_of(request).read(lambda session: workshops.find_by_code(session, code))
    if found is None:
        await identity.wrong_code(request)
        return _show_wrong_code(request, typed)
    return see_other(f"/w/{code}")


async def show(request: Request) -> Response:
    """Show the phone to who has a seat, and the join form to everybody else."""
    try:
        workshop, live = await identity.enter(request)
    except Over:
        raise
    except NotFound:
        return _show_wrong_code(request, request.path_params["code"])
    who = await identity.of(request, workshop, live, PHONE)
    if who is None:
        return pack(request, _show_join(request, workshop, live))
    return pack(request, _show_phone(request, workshop, live, who))


async def show_vote(request: Request) -> Response:
    """Show the form of the open ballot alone: a page that is live puts it in its place.

    Raises NotFound where none is open, NotSignedIn.
    """
    workshop, live, who = await sitting(request)
    view, mine = live.view(PHONE), live.mine(who.by, who.role)
    ballot = open_ballot(view)
    if ballot is None:
        raise NotFound("ballot_not_open")
    page = house_of(request).renderer.page(
        request,
        "pages/phone-vote.html",
        ballot=form_of(ballot, mine, who.by),
        mine=mine,
        home=f"/w/{workshop.code}",
    )
    return pack(request, page)


def show_refused_vote(
    request: Request,
    workshop: Workshop,
    live: LiveRoom,
    who: Identity,
    ballot: str,
    posted: tuple[list[str], str],
    refusal: str,
    status: int,
) -> Response | None:
    """Show the phone with a vote as it was posted and why it did not go through, by this status.

    None when that `ballot` is open no more: what was set for one is nobody's choice in another.
    """
    now = open_ballot(live.view(PHONE))
    if now is None or now["id"] != ballot:
        return None
    page = _show_phone(request, workshop, live, who, posted, refusal, status)
    return pack(request, page)


def _show_wrong_code(request: Request, typed: str) -> Response:
    house = house_of(request)
    message = house.messages.sentence("no_such_workshop", {}, language_of(request))
    return house.renderer.page(
        request, "pages/code.html", status=404, typed=typed[:12], message=message
    )


def _show_join(request: Request, workshop: Workshop, live: LiveRoom) -> Response:
    shown = live.view(CONSOLE)["workshop"]
    is_closed = shown["state"] == "closed"
    return house_of(request).renderer.page(
        request,
        "pages/join.html",
        workshop=shown,
        code=squeeze_code(request.path_params["code"]),
        groups=group_names(shown["groups"], language_of(request)),
        tags=asked_of(shown, language_of(request)),
        minors=minors(shown["groups"]),
        moderation=shown["moderation"],
        has_drafter=house_of(request).settings.has_drafter,
        is_closed=is_closed,
        station=request.query_params.get("prompt", "")[:6],
        may_join=not is_closed and not workshop.retired,
    )


def _show_phone(
    request: Request,
    workshop: Workshop,
    live: LiveRoom,
    who: Identity,
    posted: tuple[list[str], str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    # No await here: view, mine and seq stand for the same moment.
    view, mine, seq = live.view(PHONE), live.mine(who.by, who.role), live.view_seq(PHONE)
    language = language_of(request)
    wanted = request.query_params.get("prompt")
    ballot = open_ballot(view)
    if ballot is not None and any(each["id"] == wanted for each in open_prompts(view)):
        voting = None  # who goes back to a question sees that
    else:
        voting = ballot
    prompt = None if voting else prompt_to_show(view, wanted)
    told = step_to_show(view)
    own = own_responses(view, mine, language)
    house = house_of(request)
    return house.renderer.page(
        request,
        "pages/phone.html",
        status=status,
        workshop=view["workshop"],
        code=workshop.code,
        seat=who.by,
        epoch=live.epoch,
        seen=seq,
        open_prompts=[worded(each, language) for each in open_prompts(view)],
        ballot=form_of(voting, mine, who.by, posted, refusal) if voting else {},
        votes_at=ballot["id"] if ballot and not voting else "",
        prompt=prompt or {},
        among=among(view, prompt["id"]) if prompt else None,
        is_counted=ballot is None and is_counted(live.view(CONSOLE), mine),
        question=worded(prompt, language)["question"] if prompt else "",
        face="vote" if voting else face_of(view, prompt),
        told=worded(told, language) if told else {},
        own=[each for each in own if prompt and each["prompt"] == prompt["id"]],
        earlier=[each for each in own if not prompt or each["prompt"] != prompt["id"]],
        heard=heard(view, language),
        examples=[e for e in _placed(view["examples"]) if prompt and e["prompt"] == prompt["id"]],
        groups=group_names(view["workshop"]["groups"], language),
        minors=minors(view["workshop"]["groups"]),
        tags=asked_of(view["workshop"], language),
        mine=mine,
        batches=batches(mine, prompt),
        has_drafter=house.settings.has_drafter,
        recovery=spaced(recovery_of(request.cookies[identity.seat_cookie(workshop.id)])),
        address=f"{house.public_url(request)}/w/{workshop.code}".partition("://")[2],
        view_json=json.dumps(view, ensure_ascii=False, separators=(",", ":")),
        mine_json=json.dumps(mine, ensure_ascii=False, separators=(",", ":")),
    )


# ── what is on the page, of a phone's view ───────────────────────────────────


def open_prompts(view: Object) -> list[Object]:
    """Return the prompts that take responses, in the agenda's order, each with its `id`."""
    return [each for each in _placed(view["prompts"]) if each["state"] in TAKES]


def prompt_to_show(view: Object, wanted: str | None) -> Object | None:
    """Return the open prompt that is `wanted`, else the latest on the agenda, else None.

    Of those that open together the first is where people begin: what worked, then what to change.
    """
    found = open_prompts(view)
    chosen = next((each for each in found if each["id"] == wanted), None)
    return chosen or _begun(found)


def _begun(found: list[Object]) -> Object | None:
    return found[_first(found, len(found) - 1)] if found else None


def _first(found: list[Object], at: int) -> int:
    """Return where those begin with which a prompt stands open together."""
    while at > 0 and "together" in found[at]:
        at -= 1
    return at


def among(view: Object, prompt: str) -> tuple[int, int] | None:
    """Of questions that stand open together, return which one this is, and how many they are."""
    found = _placed(view["prompts"])
    at = next((n for n, each in enumerate(found) if each["id"] == prompt), 0)
    rest = takewhile(lambda each: "together" in each, found[at + 1 :])
    open_now = [e["id"] for e in (*found[_first(found, at) : at + 1], *rest) if e["state"] in TAKES]
    if prompt not in open_now or len(open_now) == 1:
        return None
    return open_now.index(prompt) + 1, len(open_now)


def is_counted(view: Object, mine: Object) -> bool:
    """Return True where a seat has voted in the last vote, and that has closed.

    `view` is a console's: phones see no vote that has closed. A page that is live says so itself.
    """
    closed = [each["id"] for each in _placed(view["ballots"]) if each["state"] == "closed"]
    shown = view["workshop"].get("face_ballot")  # the one that was opened or closed last
    last = shown if shown in closed else closed[-1] if closed else None
    return last in mine["votes"]


def step_to_show(view: Object) -> Object | None:
    """Return the step that the room is at, the latest on the agenda, or None."""
    running = [each for each in _placed(view["steps"]) if each["state"] in TAKES]
    return running[-1] if running else None


def worded(prompt: Object, language: str) -> Object:
    """Return a prompt with its question in a language, where it has been translated."""
    return {**prompt, "question": prompt.get("questions", {}).get(language, prompt["question"])}


def face_of(view: Object, prompt: Object | None) -> str:
    """Return what the page is about: writing, paused, told, begin, between or ended."""
    if view["workshop"]["state"] == "closed":
        return "ended"
    if prompt is not None:
        return "paused" if prompt["state"] == "paused" else "writing"
    if step_to_show(view) is not None:
        return "told"
    return "between" if view["prompts"] else "begin"


def own_responses(view: Object, mine: Object, language: str = "en") -> list[Object]:
    """Return a seat's phrases, the newest first, with what became of them and what may be done."""
    is_closed = view["workshop"]["state"] == "closed"
    groups = view["workshop"].get("groups", {})
    own = []
    for response in reversed(_placed(mine["responses"])):
        prompt = view["prompts"].get(response["prompt"], {})
        takes = prompt.get("state") in TAKES and not is_closed
        own.append(
            {
                **response,
                "became": became(response),
                "may_edit": takes and not response.get("redacted"),
                "may_withdraw": not is_closed,
                "who": named(groups[group], language) if (group := _tag(mine, response)) else "",
                "may_mark": "table" in mine and not is_closed,
                **_place_of(view, response, is_closed),
            }
        )
    return own


def _tag(mine: Object, response: Object) -> str | None:
    """Return the group that a table has tagged a phrase with."""
    group: str | None = response.get("group") if "table" in mine else None
    return group


def _place_of(view: Object, response: Object, is_closed: bool) -> Object:
    """Return the theme of a phrase as phones see it, and where else it could stand."""
    theme = view["themes"].get(response.get("theme"))
    if theme is None:
        return {"in_theme": None, "may_doubt": False, "elsewhere": []}
    others = [
        each
        for each in _placed(view["themes"])
        if each["prompt"] == response["prompt"] and each["id"] != response["theme"]
    ]
    may_doubt = response["state"] == "shown" and not is_closed
    return {"in_theme": theme, "may_doubt": may_doubt, "elsewhere": others}


def batches(mine: Object, prompt: Object | None) -> list[tuple[str, int]]:
    """Return what was sent together under a prompt and how many of it still stand, latest first."""
    if prompt is None:
        return []
    sent = [r for r in _placed(mine["responses"]) if r["prompt"] == prompt["id"]]
    found = Counter(r["batch"] for r in reversed(sent) if "batch" in r)
    return [(batch, often) for batch, often in found.items() if often > 1]


def became(response: Object) -> str:
    """Return in one word what became of an own phrase: sent, held, hidden, redacted or late."""
    if response["state"] in ("held", "hidden"):
        return str(response["state"])
    if response.get("redacted"):
        return "redacted"
    return "late" if response.get("late") else "sent"


def heard(view: Object, language: str) -> list[Object]:
    """Return the themes with their phrases, for each prompt whose view is opened to phones."""
    told = []
    for prompt in _placed(view["prompts"]):
        themes = [
            {**theme, "phrases": _phrases(view, theme["id"])}
            for theme in _placed(view["themes"])
            if theme["prompt"] == prompt["id"]
        ]
        if prompt.get("see") and themes:
            for theme in themes:
                theme["count"] = len(theme["phrases"])
            told.append({**worded(prompt, language), "themes": themes})
    return told


def group_names(groups: Object, language: str) -> list[tuple[str, str]]:
    """Return (id, name) of the stakeholder groups, named in a language where they can be."""
    return [(key, named(group, language)) for key, group in groups.items()]


def spaced(code: str) -> str:
    """Return a code in groups of four, to be read aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _phrases(view: Object, theme: str) -> list[Object]:
    said = [each for each in _placed(view["responses"]) if each.get("theme") == theme]
    return [{**each, "text": both(each)} for each in said]


def _placed(things: Object) -> list[Object]:
    found: Iterable[Object] = ({**thing, "id": key} for key, thing in things.items())
    return sorted(found, key=lambda thing: thing["place"])


routes = [
    Route("/", ask_code),
    Route("/w/{code}", show),
    Route("/w/{code}/vote", show_vote),
]
