"""Keeping: a workshop or its plan as a file, read beside a running server."""

from collections.abc import Callable

from sqlmodel import Session

from workshop.documents import archive, csv
from workshop.documents.reader import Reader
from workshop.errors import NotFound
from workshop.ids import squeeze_code
from workshop.live.turns import replay
from workshop.room.outcome import Outcome, freeze
from workshop.store import people, plans, workshops
from workshop.store.workshops import Workshop

OUTCOMES: dict[str, Callable[[Outcome], bytes]] = {
    "csv": lambda outcome: csv.render_responses(outcome, bom=True),
    "themes-csv": lambda outcome: csv.render_themes(outcome, bom=True),
    "json": archive.render_outcome,
}
ENDINGS = {"csv": "csv", "themes-csv": "csv", "json": "json", "docx": "docx"}


def export(session: Session, wanted: str, form: str, *, language: str, at: int) -> bytes:
    """Return a workshop in a format of ENDINGS; `docx` is the newest plan of its project.

    `wanted` is a code or an id. Raises NotFound `no_such_workshop`, `plan`.
    """
    from workshop.documents import docx  # what it loads no server needs to start

    workshop = _find(session, wanted)
    if form in OUTCOMES:
        return OUTCOMES[form](freeze(replay(session, workshop.id), language))
    known = plans.list_plans(session, workshop.district, project=workshop.project)
    if not known:
        raise NotFound("plan")
    whole = plans.load(session, workshop.district, known[0].id)
    district = people.get_district(session, workshop.district).name
    return docx.render_plan(whole, Reader(language=language), district=district, at=at)


def _find(session: Session, wanted: str) -> Workshop:
    found = workshops.find_by_code(session, squeeze_code(wanted))
    if found is not None:
        return found
    if people.is_empty(session):
        raise NotFound("no_such_workshop")
    try:
        return workshops.get(session, people.first_district(session).id, wanted)
    except NotFound as error:
        raise NotFound("no_such_workshop") from error
