"""Code book: the shipped codes with their cues, and what the district adds to them."""

import asyncio
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.data.code_book import Addition, families_of, find_code, form_of, load_book, merged
from workshop.data.lexicon import Lexicon, parse_lexicon, yaml_of
from workshop.errors import BadMessage, NotFound, Refused, WorkshopError
from workshop.live.engine import CODE_BOOK
from workshop.store import code_book
from workshop.store.code_book import Kept
from workshop.store.people import SignedIn
from workshop.web import identity
from workshop.web.forms import Body, read_body, read_file
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.plans import Form, refused_form, version_in
from workshop.web.projects import is_lead, lead
from workshop.web.render import see_other

ABOUT = "# The code book with what the district has added, for `workshop themes --lexicon FILE`.\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """The code of the address, as somebody of the district has it before them."""

    who: SignedIn
    shipped: Lexicon
    kept: Kept


async def show_all(request: Request) -> Response:
    """Show the book: what the district has added, then the shipped codes by family."""
    return await _book_page(request, await identity.signed_in(request))


async def take(request: Request) -> Response:
    """Add what a file has; what is wrong with it is told with its line or its code."""
    who = await lead(request)
    shipped, house = await _load(), house_of(request)
    name, raw = await read_file(request, "file")
    try:
        if not raw:
            raise Refused("no_file")
        book = await asyncio.to_thread(parse_lexicon, raw, name)
        count = await house.write(
            lambda session: code_book.add_book(
                session, who.district, shipped, book, by=who.user.id, at=house.now()
            )
        )
    except (Refused, BadMessage) as error:
        return await _book_page(request, who, error)
    return see_other(f"/code-book?taken={count}")


async def _book_page(
    request: Request, who: SignedIn, error: WorkshopError | None = None
) -> Response:
    house, shipped = house_of(request), await _load()
    added = await house.read(lambda session: code_book.additions(session, who.district))
    taken = request.query_params.get("taken", "")
    return house.renderer.page(
        request,
        "pages/code-book.html",
        status=200 if error is None else error.status,
        who=who,
        leads=is_lead(who),
        refusal=_told(request, error) if error else "",
        taken=int(taken) if taken.isdecimal() and len(taken) < 5 else None,
        **({"here": "/code-book"} if error else {}),
        book=shipped,
        added={addition.code: addition for addition in added if _says_something(addition)},
        spoken=_spoken(shipped, language_of(request)),
        removed=request.query_params.get("removed"),
    )


async def send(request: Request) -> Response:
    """Send the book with the district's additions, as a file that `workshop themes` reads."""
    who = await identity.signed_in(request)
    shipped = await _load()
    added = await house_of(request).read(lambda session: code_book.additions(session, who.district))
    body = await asyncio.to_thread(lambda: ABOUT + yaml_of(merged(shipped, added)))
    headers = {
        "Content-Disposition": f'attachment; filename="{CODE_BOOK}.yaml"',
        "Cache-Control": "no-store",
    }
    return Response(body, media_type="application/yaml", headers=headers)


async def show_new(request: Request) -> Response:
    """Offer an empty form for a code."""
    who = await lead(request)
    shipped = await _load()
    return _new_page(request, who, shipped, Form(form_of(Addition(""), shipped), {}))


async def add(request: Request) -> Response:
    """Write a code. What is refused comes back with the words still in it."""
    who = await lead(request)
    shipped, body, house = await _load(), await read_body(request), house_of(request)
    values = _typed(shipped, "", body)

    def write(session: Session) -> Kept:
        return code_book.add_code(
            session, who.district, shipped, values=values, by=who.user.id, at=house.now()
        )

    try:
        made = await house.write(write)
    except Refused as error:
        form = refused_form(request, error, values)
        return _new_page(request, who, shipped, form, status=error.status)
    return see_other(_place(made.addition.code))


async def show(request: Request) -> Response:
    """Show one code to add cues to, or to change where it is the district's own."""
    opened = await _open(request)
    if opened.kept.is_removed:
        raise NotFound("code")
    form = Form(form_of(opened.kept.addition, opened.shipped), {})
    return _page(request, opened, form, opened.kept.version)


async def save(request: Request) -> Response:
    """Save a code; when somebody else did meanwhile, both texts stand on the page."""
    opened = await _open(request)
    body, house = await read_body(request), house_of(request)
    code = opened.kept.addition.code
    values, version = _typed(opened.shipped, code, body), version_in(body)

    def write(session: Session) -> Kept:
        return code_book.save_code(
            session,
            opened.who.district,
            opened.shipped,
            code,
            version=version,
            values=values,
            by=opened.who.user.id,
            at=house.now(),
        )

    try:
        await house.write(write)
    except Refused as error:
        form = refused_form(request, error, values)
        version = error.params.get("version", version)
        return _page(request, opened, form, version, status=error.status)
    return see_other(_place(code))


async def remove(request: Request) -> Response:
    """Take an own code out of the book; the next page offers to bring it back."""
    opened = await _open(request)
    version, house = version_in(await read_body(request)), house_of(request)
    addition = opened.kept.addition

    def write(session: Session) -> None:
        code_book.remove_code(
            session,
            opened.who.district,
            opened.shipped,
            addition.code,
            version=version,
            by=opened.who.user.id,
            at=house.now(),
        )

    try:
        await house.write(write)
    except Refused as error:  # nobody was writing, so that there are no two texts to show
        form = refused_form(request, error, form_of(addition, opened.shipped))
        alone = replace(form, there=None)
        return _page(request, opened, alone, opened.kept.version, status=error.status)
    return see_other(f"/code-book?removed={addition.code}")


async def restore(request: Request) -> Response:
    """Bring a removed code back; where that is refused, its words stand in the form again."""
    opened = await _open(request)
    house, addition = house_of(request), opened.kept.addition

    def write(session: Session) -> None:
        code_book.restore_code(
            session,
            opened.who.district,
            opened.shipped,
            addition.code,
            by=opened.who.user.id,
            at=house.now(),
        )

    try:
        await house.write(write)
    except Refused as error:
        form = refused_form(request, error, form_of(addition, opened.shipped))
        return _page(request, opened, form, opened.kept.version, status=error.status)
    return see_other(_place(addition.code))


# --- parts of a page ------------------------------------------------------------------------


async def _open(request: Request) -> Opened:
    """Return the code of the address. Raises NotSignedIn, NotAllowed; NotFound `code`."""
    who = await lead(request)
    shipped, wanted = await _load(), request.path_params["code"]

    def read(session: Session) -> Opened:
        return Opened(who, shipped, code_book.get_code(session, who.district, shipped, wanted))

    return await house_of(request).read(read)


def _page(
    request: Request, opened: Opened, form: Form, version: int, *, status: int = 200
) -> Response:
    code = opened.kept.addition.code
    return house_of(request).renderer.page(
        request,
        "pages/code-book-code.html",
        status=status,
        who=opened.who,
        here=f"/code-book/codes/{code}",
        kept=opened.kept,
        shipped=find_code(opened.shipped, code),
        families=families_of(opened.shipped),
        spoken=_spoken(opened.shipped, language_of(request)),
        form=form,
        version=version,
    )


def _new_page(
    request: Request, who: SignedIn, shipped: Lexicon, form: Form, *, status: int = 200
) -> Response:
    return house_of(request).renderer.page(
        request,
        "pages/code-book-add.html",
        status=status,
        who=who,
        families=families_of(shipped),
        spoken=_spoken(shipped, language_of(request)),
        form=form,
    )


def _typed(shipped: Lexicon, code: str, body: Body) -> dict[str, str]:
    """Return what a form says of a code; a box that is not ticked says nothing."""
    return {name: body.text(name) for name in form_of(Addition(code), shipped)}


def _told(request: Request, error: WorkshopError) -> str:
    """Say what is wrong with a file; of a code in it, what is wrong with that."""
    messages, language = house_of(request).messages, language_of(request)
    params = dict(error.params)
    if fault := params.pop("fault", None):
        params["problem"] = messages.sentence(fault["code"], fault, language)
    return messages.sentence(error.code, params, language)


def _says_something(addition: Addition) -> bool:
    return addition.is_own or not addition.is_used or any(addition.cues.values())


def _spoken(lexicon: Lexicon, language: str) -> dict[str, str]:
    """Return what the reader's language calls each language of the book."""
    named = Locale.parse(language).languages
    return {one: named.get(one, one) for one in lexicon.languages}


async def _load() -> Lexicon:
    return await asyncio.to_thread(shipped_book)


@lru_cache(1)
def shipped_book() -> Lexicon:
    """Return the book that is shipped; it changes with a new version only."""
    return load_book(CODE_BOOK)


def _place(code: str) -> str:
    return f"/code-book#{code}"


routes = [
    Route("/code-book", show_all, methods=["GET"]),
    Route(f"/code-book/{CODE_BOOK}.yaml", send, methods=["GET"]),
    Route("/code-book/file", take, methods=["POST"]),
    Route("/code-book/add", show_new, methods=["GET"]),
    Route("/code-book/add", add, methods=["POST"]),
    Route("/code-book/codes/{code}", show, methods=["GET"]),
    Route("/code-book/codes/{code}", save, methods=["POST"]),
    Route("/code-book/codes/{code}/remove", remove, methods=["POST"]),
    Route("/code-book/codes/{code}/restore", restore, methods=["POST"]),
]
