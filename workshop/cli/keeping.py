"""Keeping: a workshop or its plan as a file, read beside a running server."""

from sqlmodel import Session

from workshop.documents.home import FILES, Order
from workshop.documents.reader import Reader
from workshop.errors import NotFound
from workshop.ids import squeeze_code
from workshop.live.closing import freeze_closed
from workshop.store import people, plans, workshops
from workshop.store.workshops import Workshop

# Formats of a workshop, and the file of documents/home.py that each is.
OUTCOMES = {
    "csv": "responses.csv",
    "themes-csv": "themes.csv",
    "ballots-csv": "ballots.csv",
    "statements-csv": "statements.csv",
    "parking-lot-csv": "parking-lot.csv",
    "json": "archive.json",
    "xlsx": "workbook.xlsx",
    "minutes-docx": "minutes.docx",
    "minutes-pdf": "minutes.pdf",
    "wall-pdf": "wall.pdf",
}
ENDINGS = {**{form: name.rpartition(".")[2] for form, name in OUTCOMES.items()}, "docx": "docx"}


def export(session: Session, wanted: str, form: str, *, reader: Reader, at: int) -> bytes:
    """Return a workshop in a format of ENDINGS; `docx` is the newest plan of its project.

    `wanted` is a code or an id. Raises NotFound `no_such_workshop`, `plan`.
    """
    from workshop.documents import docx  # what it loads no server needs to start

    workshop = _find(session, wanted)
    district = people.get_district(session, workshop.district).name
    if form in OUTCOMES:
        outcome = freeze_closed(session, workshop.id, reader.language)
        when = at if outcome.frozen_at is None else outcome.frozen_at
        return FILES[OUTCOMES[form]].render(Order(outcome, reader, district, when))
    known = plans.list_plans(session, workshop.district, project=workshop.project)
    if not known:
        raise NotFound("plan")
    whole = plans.load(session, workshop.district, known[0].id)
    return docx.render_plan(whole, reader, district=district, at=at)


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
