"""Setup: a workshop out of a template, or of another one; and what is kept as a template."""

import asyncio
from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.data.templates import Template, parse_template, write_template
from workshop.errors import Refused
from workshop.live.turns import Call, enact
from workshop.live.wire import digest_of
from workshop.room.agenda import PROMPT_KINDS, STEP_KINDS
from workshop.room.nouns import DOOR
from workshop.room.tags import MAX_LISTS, SetTags
from workshop.store import population, projects, workshops
from workshop.store import templates as store_templates
from workshop.store.people import SignedIn
from workshop.store.projects import Project
from workshop.store.workshops import Workshop
from workshop.web.draft import (
    KINDS,
    PLUS_DELTA,
    Draft,
    Group,
    Step,
    draft_of,
    draft_of_view,
    get_template,
    make_workshop,
    template_of,
    templates,
)
from workshop.web.forms import Body, read_body
from workshop.web.house import House, house_of
from workshop.web.language import language_of
from workshop.web.population import taken_over
from workshop.web.projects import checked_title, lead
from workshop.web.render import see_other
from workshop.web.tag_lines import TagLines, tags_of

T = TypeVar("T")


async def show_new(request: Request) -> Response:
    """Show the form, filled from the template or the workshop in the address."""
    who = await lead(request)
    like = request.query_params.get("like", "")
    if like:
        draft = await _draft_like(request, who, like)
    else:
        template = await _template(request, who, request.query_params.get("template", ""))
        kept = await house_of(request).read(
            lambda session: population.get_population(session, who.district)
        )
        draft = taken_over(draft_of(template, language_of(request)), kept)
    return await _page(request, who, draft, project=request.query_params.get("project", ""))


async def make(request: Request) -> Response:
    """Make the workshop, or show the form again with one more row or with what is wrong."""
    who = await lead(request)
    body = await read_body(request)
    draft = _read_draft(body)
    rearranged = _rearranged(draft, body)
    if rearranged is not None:
        changed, line = rearranged
        return await _page(request, who, changed, body=body, line=line)
    try:
        made = await _make(house_of(request), who, draft, body)
    except Refused as error:
        return await _page(request, who, draft, body=body, error=error)
    return see_other(f"/workshops/{made.id}")


async def keep_template(request: Request) -> Response:
    """Keep the agenda of a workshop as a template, without anything that was said in it."""
    who = await lead(request)
    house = house_of(request)
    workshop = request.path_params["workshop"]
    title = (await read_body(request)).text("title")
    draft = await _draft_like(request, who, workshop)
    text = write_template(template_of(draft, title))
    kept = await house.write(
        lambda session: store_templates.keep(
            session, who.district, text=text, by=who.user.id, at=house.now()
        )
    )
    return see_other(f"/workshops/new?template={kept.id}")


async def drop_template(request: Request) -> Response:
    """Keep a template no more."""
    who = await lead(request)
    name = request.path_params["template"]
    await house_of(request).write(
        lambda session: store_templates.remove(session, who.district, name)
    )
    return see_other("/workshops/new")


async def _draft_like(request: Request, who: SignedIn, wanted: str) -> Draft:
    """Return the agenda of a workshop as a draft. Raises NotFound `workshop`."""
    house = house_of(request)
    workshop = await house.read(lambda session: workshops.get(session, who.district, wanted))
    live = await house.rooms.enter(who.district, workshop.id)
    return draft_of_view(live.view("console"), workshop.template)


async def _template(request: Request, who: SignedIn, name: str) -> Template:
    """Return one of ours, else one that the district keeps. Raises NotFound `no_such_template`."""
    if not name or name in await asyncio.to_thread(templates):
        return await asyncio.to_thread(get_template, name)
    kept = await house_of(request).read(
        lambda session: store_templates.get(session, who.district, name)
    )
    return parse_template(kept.text, kept.id, kinds=KINDS)


async def _make(house: House, who: SignedIn, draft: Draft, body: Body) -> Workshop:
    make_workshop(draft)
    wanted, new = body.text("project"), body.text("project_title")
    title = "" if wanted else checked_title(new)
    at = house.now()

    def write(session: Session) -> Workshop:
        project = _project(session, who, wanted, title, at)
        return begin(session, who.district, project=project.id, draft=draft, by=who.user.id, at=at)

    return await house.write(write)


def begin(
    session: Session,
    district_id: str,
    *,
    project: str,
    draft: Draft,
    by: str,
    at: int,
    rehearsal_of: str | None = None,
    crowd: int = 0,
) -> Workshop:
    """Make a workshop and the first entry of its journal, in one commit.

    `crowd`: how many simulated people come to a rehearsal. Raises what `room.agenda.make` raises.
    """
    made = workshops.create(
        session,
        district_id,
        project=project,
        title=" ".join(draft.title.split()),
        template=draft.template,
        by=by,
        at=at,
        rehearsal_of=rehearsal_of,
    )
    command = make_workshop(draft, public_id=made.id, code=made.code)
    if crowd:
        command = replace(command, rehearsal=crowd)
    calls = [Call(command, DOOR, DOOR, f"make-{made.id}", digest_of(command), at)]
    tags = tags_of(draft.tags)
    if tags:
        asked = SetTags(tags)
        calls.append(Call(asked, DOOR, DOOR, f"tags-{made.id}", digest_of(asked), at))
    enact(session, district_id, made.id, calls)
    return made


def _project(session: Session, who: SignedIn, wanted: str, title: str, at: int) -> Project:
    if wanted:
        return projects.get(session, who.district, wanted)
    return projects.create(session, who.district, title=title, at=at)


async def _page(
    request: Request,
    who: SignedIn,
    draft: Draft,
    *,
    body: Body | None = None,
    project: str = "",
    line: str = "",
    error: Refused | None = None,
) -> Response:
    house = house_of(request)
    offered = await asyncio.to_thread(templates)
    known, kept = await house.read(
        lambda session: (
            projects.list_for_district(session, who.district),
            store_templates.list_for_district(session, who.district),
        )
    )
    language = language_of(request)
    message = "" if error is None else house.messages.sentence(error.code, error.params, language)
    return house.renderer.page(
        request,
        "pages/setup.html",
        status=200 if error is None else error.status,
        who=who,
        templates=list(offered.values()),
        kept=[parse_template(one.text, one.id, kinds=KINDS) for one in kept],
        draft=draft,
        asks=PROMPT_KINDS,
        steps=STEP_KINDS,
        projects=known,
        project=body.text("project") if body else project or (known[0].id if known else ""),
        project_title=body.text("project_title") if body else _first_title(house, language, known),
        line=line,
        chosen=body is not None or bool(request.query_params.keys() & {"template", "like"}),
        most_lists=MAX_LISTS,
        minutes=sum(_minutes(step) for step in draft.steps),
        message=message,
        code=error.code if error else "",
    )


def _minutes(step: Step) -> int:
    is_number = step.minutes.isdecimal() and len(step.minutes) <= 3
    return int(step.minutes) if is_number else 0


def _first_title(house: House, language: str, known: list[Project]) -> str:
    """Return what a district's first project may be called; nothing once there is one."""
    if known:
        return ""
    begins = house.messages.year(house.now()) + 1
    gettext = house.messages.gettext(language).gettext
    return gettext("Strategic plan %(first)s–%(last)s") % {"first": begins, "last": begins + 5}


def _read_draft(body: Body) -> Draft:
    steps = zip(
        body.texts("kind"),
        body.texts("minutes"),
        body.texts("question_en"),
        body.texts("question_es"),
        body.texts("waves") or [""] * len(body.texts("kind")),
        strict=False,
    )
    ticked = {name: body.texts(name) for name in ("stays", "together", "late_names")}
    named = body.texts("group")
    groups = zip(
        named,
        body.texts("group_en"),
        body.texts("group_es"),
        body.texts("expected") or [""] * len(named),
        body.texts("population") or [""] * len(named),
        strict=False,
    )
    return Draft(
        template=body.text("template"),
        title=body.text("title"),
        moderation=body.text("moderation"),
        students=body.text("students") == "yes",
        steps=tuple(
            Step(
                kind,
                minutes,
                {"en": en, "es": es},
                **{name: str(place) in places for name, places in ticked.items()},
                waves=waves,
            )
            for place, (kind, minutes, en, es, waves) in enumerate(steps, start=1)
        ),
        groups=tuple(Group(id, {"en": en, "es": es}, *people) for id, en, es, *people in groups),
        population_as_of=body.text("population_as_of"),
        tags=_read_tags(body),
    )


def _read_tags(body: Body) -> tuple[TagLines, ...]:
    lists = zip(
        *(body.texts(name) for name in ("tags", "tags_en", "tags_es", "options_en", "options_es")),
        strict=False,
    )
    students = body.texts("tags_students")
    return tuple(
        TagLines(id, {"en": en, "es": es}, {"en": ours, "es": theirs}, str(place) in students)
        for place, (id, en, es, ours, theirs) in enumerate(lists, start=1)
    )


def _rearranged(draft: Draft, body: Body) -> tuple[Draft, str] | None:
    """Return the draft after one of the form's other buttons, and the line it was about.

    None when the workshop is to be made.
    """
    empty, add = {"en": "", "es": ""}, body.text("add")
    if add in ("step", "information"):
        kind, minutes = ("open", "10") if add == "step" else ("information", "5")
        steps = (*draft.steps, Step(kind, minutes, empty))
        return replace(draft, steps=steps), f"step-{len(steps)}"
    if add == "plus_delta":
        steps = (*draft.steps, *PLUS_DELTA)
        return replace(draft, steps=steps), f"step-{len(steps) - 1}"
    if add == "group":
        groups = (*draft.groups, Group("", empty))
        return replace(draft, groups=groups), f"group-{len(groups)}"
    if add == "tags":
        tags = (*draft.tags, TagLines("", empty, empty))
        return replace(draft, tags=tags), f"tags-{len(tags)}"
    moved = _moved(draft.steps, body, "")
    if moved is not None:
        near = "near-" if body.text("remove") else ""  # what stands there now was not asked for
        return replace(draft, steps=moved[0]), f"{near}step-{moved[1]}"
    lists = _moved(draft.tags, body, "_tags")
    if lists is not None:
        return replace(draft, tags=lists[0]), f"tags-{lists[1]}"
    return None


def _moved(lines: tuple[T, ...], body: Body, what: str) -> tuple[tuple[T, ...], int] | None:
    """Return the lines after one was removed or two have changed places, and where to go on."""
    gone, first = _place(body.text(f"remove{what}")), _place(body.text(f"earlier{what}"))
    if 0 < gone <= len(lines):
        return (*lines[: gone - 1], *lines[gone:]), min(gone, len(lines) - 1)
    if 0 < first < len(lines):
        before, after = lines[: first - 1], lines[first + 1 :]
        return (*before, lines[first], lines[first - 1], *after), first
    return None


def _place(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


routes = [
    Route("/workshops/new", show_new, methods=["GET"]),
    Route("/workshops/new", make, methods=["POST"]),
    Route("/workshops/{workshop}/template", keep_template, methods=["POST"]),
    Route("/templates/{template}/drop", drop_template, methods=["POST"]),
]
