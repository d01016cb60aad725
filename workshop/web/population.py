"""Population: how many people of each group the district has; workshops take it over."""

import asyncio
import re
from dataclasses import replace

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import Refused
from workshop.room.agenda import MAX_POPULATION, is_day
from workshop.room.text import squeeze
from workshop.store import population
from workshop.store.people import SignedIn
from workshop.store.population import Kept, Living
from workshop.web.draft import LANGUAGES, MAX_GROUP, MAX_GROUPS, Draft, Group, templates
from workshop.web.forms import Body, read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.plans import version_in
from workshop.web.projects import lead
from workshop.web.render import see_other

EMPTY_ROWS = 2  # for groups that no template names
_NUMBER = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:[., \u00a0][0-9]{3}){1,2}")  # 4200, or 4,200


async def show(request: Request) -> Response:
    """Show the district's numbers, in a form."""
    who = await lead(request)
    kept = await _kept(request, who)
    rows = [Group(one.id, one.label, population=str(one.people)) for one in kept.groups]
    return await _page(request, who, kept, rows, kept.as_of)


async def save(request: Request) -> Response:
    """Save them; workshops that are made from now on begin with them."""
    who = await lead(request)
    body, house = await read_body(request), house_of(request)
    rows, as_of = _typed(body), body.text("as_of")

    def write(session: Session) -> Kept:
        return population.save_population(
            session,
            who.district,
            version=version_in(body),
            groups=living(rows),
            as_of=checked_day(as_of, is_needed=any(row.population for row in rows)),
            by=who.user.id,
            at=house.now(),
        )

    try:
        await house.write(write)
    except Refused as error:
        kept = await _kept(request, who)
        return await _page(request, who, kept, rows, as_of, error)
    return see_other("/district?saved=1")


def living(rows: list[Group]) -> tuple[Living, ...]:
    """Return the groups for which a number was typed.

    Raises Refused `bad_population`, `too_long`, `too_many_groups`, `empty` for a number without a
    name.
    """
    said = [row for row in rows if row.population]
    if len(said) > MAX_GROUPS:
        raise Refused("too_many_groups", limit=MAX_GROUPS)
    return tuple(Living(row.id, _named(row), _people(row.population)) for row in said)


def checked_day(said: str, *, is_needed: bool) -> str:
    """Return the day of the numbers. Raises Refused `bad_day`."""
    if (said or is_needed) and not is_day(said):
        raise Refused("bad_day")
    return said


def taken_over(draft: Draft, kept: Kept) -> Draft:
    """Return a draft with the district's numbers where it has none of its own.

    A group is the district's by its id, or by its name in one of the languages.
    """
    if not kept.groups or any(group.population for group in draft.groups):
        return draft
    groups = tuple(
        replace(group, population=str(found.people)) if (found := _find(group, kept)) else group
        for group in draft.groups
    )
    has_any = any(group.population for group in groups)
    return replace(draft, groups=groups, population_as_of=kept.as_of if has_any else "")


def _find(group: Group, kept: Kept) -> Living | None:
    names = {words.casefold() for words in group.label.values() if words}
    by_name = (one for one in kept.groups if names & {w.casefold() for w in one.label.values()})
    by_id = (one for one in kept.groups if one.id and one.id == group.id)
    return next(by_id, None) or next(by_name, None)


def _named(row: Group) -> dict[str, str]:
    label = {language: squeeze(words) for language, words in row.label.items() if squeeze(words)}
    if not label:
        raise Refused("empty")
    if any(len(words) > MAX_GROUP for words in label.values()):
        raise Refused("too_long", limit=MAX_GROUP)
    return label


def _people(typed: str) -> int:
    number = int("".join(filter(str.isdecimal, typed))) if _NUMBER.fullmatch(typed) else 0
    if not 1 <= number <= MAX_POPULATION:
        raise Refused("bad_population", limit=MAX_POPULATION)
    return number


def _typed(body: Body) -> list[Group]:
    rows = zip(
        *(body.texts(name) for name in ("group", "group_en", "group_es", "population")),
        strict=False,
    )
    return [Group(id, {"en": en, "es": es}, population=people) for id, en, es, people in rows]


async def _kept(request: Request, who: SignedIn) -> Kept:
    return await house_of(request).read(
        lambda session: population.get_population(session, who.district)
    )


async def _page(
    request: Request,
    who: SignedIn,
    kept: Kept,
    rows: list[Group],
    as_of: str,
    error: Refused | None = None,
) -> Response:
    house, language = house_of(request), language_of(request)
    message = "" if error is None else house.messages.sentence(error.code, error.params, language)
    return house.renderer.page(
        request,
        "pages/population.html",
        status=200 if error is None else error.status,
        who=who,
        kept=kept,
        rows=await asyncio.to_thread(_offered, rows),
        as_of=as_of,
        languages=LANGUAGES,
        saved="saved" in request.query_params,
        message=message,
        code=error.code if error else "",
    )


def _offered(rows: list[Group]) -> list[Group]:
    """Return what is typed or kept, then the groups of our templates, then empty rows."""
    told = {row.id for row in rows if row.id}
    ours = {key: label for one in templates().values() for key, label in one.groups.items()}
    named = [row for row in rows if row.population or any(row.label.values())]
    more = [Group(key, label) for key, label in ours.items() if key not in told]
    return [*named, *more, *[Group("", dict.fromkeys(LANGUAGES, ""))] * EMPTY_ROWS]


routes = [
    Route("/district", show, methods=["GET"]),
    Route("/district", save, methods=["POST"]),
]
