"""Combine: the themes of a project's workshops become one list, with people by workshop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.data.code_book import merged
from workshop.data.lexicon import Lexicon
from workshop.data.words import load_words
from workshop.documents import combined as files
from workshop.errors import BadMessage, NotFound, Refused
from workshop.inquiry.combine import (
    Combined,
    Comparison,
    Heard,
    Joined,
    Loose,
    Ref,
    compare,
    draft_of,
    hear,
)
from workshop.inquiry.propose import Proposal, Wording, propose
from workshop.plan.draft import Draft
from workshop.plan.nouns import Plan
from workshop.room.outcome import Outcome
from workshop.store import code_book, combined, people, plans, projects, sources, workshops
from workshop.store.combined import Join, Step
from workshop.store.people import SignedIn
from workshop.store.projects import Project
from workshop.store.workshops import Workshop
from workshop.web.code_book import shipped_book
from workshop.web.forms import Body, read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.plan_files import WORD, send_file
from workshop.web.plans import version_in
from workshop.web.printing import reader_of
from workshop.web.projects import lead
from workshop.web.render import see_other

LANGUAGES = ("en", "es")  # whose words meet in one theme
TRIES = 3  # a phrase may be redacted between freezing and bringing


@dataclass(frozen=True, slots=True)
class Opened:
    """A project's themes, as somebody of its district has them before them."""

    who: SignedIn
    district: str  # name
    project: Project
    held: tuple[Workshop, ...]  # those that have begun, the first one first
    heard: tuple[Heard, ...]
    comparisons: tuple[Comparison, ...]
    step: Step | None
    plans: tuple[Plan, ...]
    brought: Mapping[str, tuple[str, ...]]  # combined theme → titles of the plans it is in

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """What each workshop came to."""
        return {one.outcome.workshop: one.outcome for one in self.heard}

    @property
    def with_themes(self) -> int:
        """How many workshops have any theme."""
        return sum(1 for one in self.heard if any(t.responses for t in one.outcome.themes))

    def of_kind(self, kind: str) -> Comparison | None:
        """Return one kind of prompt; without a kind, the one with most themes."""
        if kind:
            return next((one for one in self.comparisons if one.kind == kind), None)
        return max(
            self.comparisons, key=lambda one: len(one.combined) + len(one.loose), default=None
        )


# --- the board ------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    """Show the themes of one kind of prompt: by workshop, and combined."""
    return await _board(request, await _open(request))


async def join(request: Request) -> Response:
    """Make themes one, or add them to what is combined already."""
    opened, body = await _open(request), await read_body(request)
    comparison = _comparison(opened, body)
    refs = tuple(_ref(one) for one in body.texts("themes"))
    into = body.text("into") or None
    try:
        loose = _free(comparison, refs)
        name = body.text("name") or _biggest(loose)
        made = await _join(request, opened, comparison.kind, [Join(refs, name, into)])
    except Refused as error:
        return await _board(
            request, opened, error, kind=comparison.kind, ticked=frozenset(body.texts("themes"))
        )
    return see_other(_place(opened, comparison.kind, made[0]))


async def accept(request: Request) -> Response:
    """Take every proposal that stood on the page, in one step."""
    opened, body = await _open(request), await read_body(request)
    comparison = _comparison(opened, body)
    joins = [_offered(one) for one in body.texts("proposal")]
    try:
        for one in joins:
            _free(comparison, one.refs)
        await _join(request, opened, comparison.kind, joins)
    except Refused as error:
        return await _board(request, opened, error, kind=comparison.kind)
    return see_other(_place(opened, comparison.kind, "combined"))


async def rename(request: Request) -> Response:
    """Give a combined theme another name; when somebody else did meanwhile, both are shown."""
    opened, body, house = await _open(request), await read_body(request), house_of(request)
    one = _named(opened, request)
    try:
        await house.write(
            lambda session: combined.rename(
                session,
                opened.who.district,
                one.id,
                version=version_in(body),
                name=body.text("name"),
                by=opened.who.user.id,
                at=house.now(),
            )
        )
    except Refused as error:
        typed = {"id": one.id, "name": body.text("name"), **error.params}
        return await _board(request, opened, error, kind=one.kind, typed=typed)
    return see_other(_place(opened, one.kind, one.id))


async def change(request: Request) -> Response:
    """Move a combined theme, take something out of it, or take it apart."""
    opened, body, house = await _open(request), await read_body(request), house_of(request)
    one, act = _named(opened, request), body.text("act")
    refs = tuple(_ref(ref) for ref in body.texts("themes"))

    def write(session: Session) -> None:
        hand: Any = {"by": opened.who.user.id, "at": house.now()}  # two keywords
        district = opened.who.district
        if act in ("up", "down"):
            way: Literal["up", "down"] = "up" if act == "up" else "down"
            combined.move(session, district, one.id, way, **hand)
        elif act == "apart":
            combined.take_apart(session, district, one.id, **hand)
        elif act == "take_out":
            combined.take_out(session, district, one.id, _behind(opened, one, refs), **hand)
        else:
            raise BadMessage("bad_message")

    try:
        await house.write(write)
    except Refused as error:
        return await _board(request, opened, error, kind=one.kind)
    return see_other(_place(opened, one.kind, "combined" if act == "apart" else one.id))


async def undo(request: Request) -> Response:
    """Undo the newest step of anybody here."""
    opened, body, house = await _open(request), await read_body(request), house_of(request)
    step = body.text("step")
    if not step.isdecimal() or len(step) > 12:
        raise BadMessage("bad_message")
    kind = opened.step.kind if opened.step else ""
    try:
        await house.write(
            lambda session: combined.undo(
                session,
                opened.who.district,
                opened.project.id,
                int(step),
                by=opened.who.user.id,
                at=house.now(),
            )
        )
    except Refused as error:
        return await _board(request, opened, error, kind=kind)
    return see_other(_place(opened, kind, "combined"))


# --- reading it -----------------------------------------------------------------------------


async def show_comparison(request: Request) -> Response:
    """Show the combined themes beside the workshops: who said what, and where."""
    opened = await _open(request)
    wanted = request.query_params.get("kind", "")
    return house_of(request).renderer.page(
        request,
        "pages/combine-compare.html",
        who=opened.who,
        opened=opened,
        project=opened.project,
        comparison=opened.of_kind(wanted) or opened.of_kind(""),
    )


async def bring(request: Request) -> Response:
    """Bring combined themes into a plan of the project as priorities; again brings them up to date.

    Raises NotFound `plan`, `combined`.
    """
    opened, body = await _open(request), await read_body(request)
    plan, wanted = body.text("plan"), body.texts("combined")
    if not wanted or plan not in {one.id for one in opened.plans}:
        error = Refused("no_plan_chosen")
        return await _board(request, opened, error, kind=body.text("kind"))
    for left in reversed(range(TRIES)):
        try:
            await house_of(request).write(_bringing(request, opened, plan, wanted))
            break
        except Refused as error:
            if error.code != "redacted_meanwhile" or not left:
                raise
            opened = await _open(request)
    return see_other(f"/plans/{plan}")


async def as_csv(request: Request) -> Response:
    """Send every combined theme with its counts, as a file for spreadsheets."""
    opened = await _open(request)
    body = await asyncio.to_thread(
        files.render_csv, opened.comparisons, [(one.id, one.title) for one in opened.held], bom=True
    )
    return send_file(body, f"{opened.project.title}.csv", "text/csv; charset=utf-8")


async def as_word(request: Request) -> Response:
    """Send the comparison as a Word document in the reader's language."""
    opened, house = await _open(request), house_of(request)
    body = await asyncio.to_thread(
        _render_word,
        opened.comparisons,
        reader_of(house.messages, language_of(request)),
        title=opened.project.title,
        district=opened.district,
        at=house.now(),
    )
    return send_file(body, f"{opened.project.title}.docx", WORD)


def _render_word(*given: Any, **more: Any) -> bytes:
    """Load what writes Word only when somebody wants it, on the thread that writes."""
    from workshop.documents import combined_docx

    return combined_docx.render_comparisons(*given, **more)


# --- parts of a page ------------------------------------------------------------------------


async def _open(request: Request) -> Opened:
    """Return the project of the address with all its themes.

    Raises NotSignedIn, NotAllowed; NotFound `project`.
    """
    who, house = await lead(request), house_of(request)
    wanted = request.path_params["project"]

    def read(session: Session) -> tuple[Any, ...]:  # unpacked at once
        district = who.district
        return (
            people.get_district(session, district).name,
            projects.get(session, district, wanted),
            workshops.list_for_district(session, district, project=wanted),
            combined.load(session, district, wanted),
            combined.last_step(session, district, wanted),
            plans.list_plans(session, district, project=wanted),
        )

    district, project, listed, joined, step, planned = await house.read(read)
    held = tuple(one for one in reversed(listed) if one.state != "draft")
    heard = await asyncio.gather(*(_hear(request, one, joined) for one in held))
    brought = await house.read(lambda session: _brought(session, who.district, planned))
    comparisons = await asyncio.to_thread(compare, heard, joined)
    return Opened(
        who, district, project, held, tuple(heard), comparisons, step, tuple(planned), brought
    )


async def _hear(request: Request, workshop: Workshop, joined: Sequence[Joined]) -> Heard:
    house = house_of(request)
    live = await house.rooms.enter(workshop.district, workshop.id)
    # A group's first label is in the house's language, whoever reads it; the others come along.
    language = house.messages.default
    heard: Heard = await live.read(lambda room: hear(room, joined, workshop.id, language))
    return heard


def _brought(session: Session, district: str, planned: Sequence[Plan]) -> dict[str, Any]:
    found: dict[str, tuple[str, ...]] = {}
    for plan in planned:
        known = sources.load_sources(session, plan.id)
        keys = {source.key.rpartition(":")[2] for all_of in known.values() for source in all_of}
        for key in keys:
            found[key] = (*found.get(key, ()), plan.title)
    return found


async def _board(
    request: Request,
    opened: Opened,
    error: Refused | None = None,
    *,
    kind: str = "",
    ticked: frozenset[str] = frozenset(),
    typed: Mapping[str, Any] | None = None,
) -> Response:
    house = house_of(request)
    if error is not None:
        opened = await _open(request)  # what somebody else did meanwhile is seen
    wanted = kind or request.query_params.get("kind", "")
    comparison = opened.of_kind(wanted) or opened.of_kind("")
    proposals: Sequence[Proposal] = ()
    codes: Mapping[str, str] = {}
    if comparison is not None and opened.with_themes > 1:
        outcomes = list(opened.outcomes.values())
        added = await house.read(lambda session: code_book.additions(session, opened.who.district))
        book = await asyncio.to_thread(lambda: merged(shipped_book(), added))
        proposals = await asyncio.to_thread(propose, comparison, outcomes, _wording(book))
        language = language_of(request)
        codes = {code.id: code.names.get(language, code.name) for code in book.codes}
    message = ""
    if error is not None:
        message = house.messages.sentence(error.code, error.params, language_of(request))
    return house.renderer.page(
        request,
        "pages/combine.html",
        status=200 if error is None else error.status,
        who=opened.who,
        opened=opened,
        project=opened.project,
        comparison=comparison,
        proposals=proposals,
        codes=codes,
        loose={_written(one.ref): one for one in comparison.loose} if comparison else {},
        written=_written,
        message=message,
        ticked=ticked,
        typed=typed,
        here=_place(opened, wanted, ""),
    )


async def _join(request: Request, opened: Opened, kind: str, joins: Sequence[Join]) -> list[str]:
    house = house_of(request)
    return await house.write(
        lambda session: combined.join(
            session,
            opened.who.district,
            opened.project.id,
            joins,
            kind=kind,
            by=opened.who.user.id,
            at=house.now(),
        )
    )


def _bringing(
    request: Request, opened: Opened, plan: str, wanted: Sequence[str]
) -> Callable[[Session], None]:
    house, who = house_of(request), opened.who
    standing = {one.joined.id: one for each in opened.comparisons for one in each.combined}
    drafts = [_draft(opened, standing, key) for key in dict.fromkeys(wanted)]

    def act(session: Session) -> None:
        sources.bring_in(session, who.district, plan, drafts, by=who.user.id, at=house.now())
        for key, draft in zip(dict.fromkeys(wanted), drafts, strict=True):
            keep = [source.key for source in draft.sources]
            sources.drop_sources(session, who.district, plan, f":{key}", keep=keep)

    return act


def _draft(opened: Opened, standing: Mapping[str, Combined], key: str) -> Draft:
    one = standing.get(key)
    if one is None or not one.parts:
        raise NotFound("combined")
    return draft_of(one, opened.outcomes)


def _comparison(opened: Opened, body: Body) -> Comparison:
    found = opened.of_kind(body.text("kind") or "?")
    if found is None:
        raise NotFound("no_such_thing")
    return found


def _named(opened: Opened, request: Request) -> Joined:
    """Return the combined theme of the address. Raises NotFound `combined`."""
    wanted = request.path_params["combined"]
    for each in opened.comparisons:
        for one in each.combined:
            if one.joined.id == wanted:
                return one.joined
    raise NotFound("combined")


def _free(comparison: Comparison, refs: Sequence[Ref]) -> list[Loose]:
    """Return themes that stand by themselves. Raises Refused `combined_meanwhile`."""
    known = {one.ref: one for one in comparison.loose}
    if not all(ref in known for ref in refs):
        raise Refused("combined_meanwhile")
    return [known[ref] for ref in refs]


def _behind(opened: Opened, joined: Joined, refs: Sequence[Ref]) -> list[Ref]:
    """Return what was joined by what stands for it now: a merged theme goes with its new one."""
    heard = {one.outcome.workshop: one for one in opened.heard}
    return [
        Ref(ref.workshop, theme)
        for ref in refs
        if ref.workshop in heard
        for theme in heard[ref.workshop].parts.get(joined.id, {}).get(ref.theme, ())
    ]


def _biggest(loose: Sequence[Loose]) -> str:
    def size(one: Loose) -> int:
        return one.theme.crowd.people + one.theme.crowd.at_tables + one.theme.crowd.papers

    return max(loose, key=size).theme.name if loose else ""


def _written(ref: Ref) -> str:
    return f"{ref.workshop}:{ref.theme}"


def _ref(typed: str) -> Ref:
    workshop, _, theme = typed.partition(":")
    return Ref(workshop, theme)


def _offered(typed: str) -> Join:
    """Return a proposal as its form has it: "<into>|<ref> <ref>|<name>"."""
    into, _, rest = typed.partition("|")
    refs, _, name = rest.partition("|")
    return Join(tuple(_ref(ref) for ref in refs.split()), name, into or None)


def _place(opened: Opened, kind: str, anchor: str) -> str:
    path = f"/projects/{opened.project.id}/themes"
    return path + (f"?kind={kind}" if kind else "") + (f"#{anchor}" if anchor else "")


def _wording(book: Lexicon) -> Wording:
    lists = [load_words(language) for language in LANGUAGES]
    empty = frozenset[str]().union(*(one.stop | one.plain | one.vague for one in lists))
    means = {word: said for one in lists for word, said in one.means.items()}
    cues = {cue: code.id for code in book.codes for all_of in code.cues.values() for cue in all_of}
    return Wording(empty, means, cues)


HOME = "/projects/{project}/themes"
routes = [
    Route(HOME, show, methods=["GET"]),
    Route(f"{HOME}/join", join, methods=["POST"]),
    Route(f"{HOME}/accept", accept, methods=["POST"]),
    Route(f"{HOME}/undo", undo, methods=["POST"]),
    Route(f"{HOME}/bring", bring, methods=["POST"]),
    Route(f"{HOME}/compare", show_comparison, methods=["GET"]),
    Route(f"{HOME}/themes.csv", as_csv, methods=["GET"]),
    Route(f"{HOME}/themes.docx", as_word, methods=["GET"]),
    Route(f"{HOME}/{{combined}}/name", rename, methods=["POST"]),
    Route(f"{HOME}/{{combined}}", change, methods=["POST"]),
]
