"""Templates: agendas that a district keeps for its next workshops.

A template is kept as the text of its file, so that the one reader of `data/templates.py` checks
all of them, and a district can carry it elsewhere.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from workshop.errors import NotFound, Refused
from workshop.ids import new_id
from workshop.store.tables import TemplateRow

MAX_TEMPLATES = 100  # of a district: a list that can still be read


@dataclass(frozen=True, slots=True)
class Kept:
    """A template as it is kept."""

    id: str
    text: str
    made_at: int


def keep(session: Session, district_id: str, *, text: str, by: str, at: int) -> Kept:
    """Keep an agenda. Raises Refused `too_many_templates`."""
    owned = col(TemplateRow.district_id) == district_id
    if session.exec(select(func.count()).select_from(TemplateRow).where(owned)).one() >= (
        MAX_TEMPLATES
    ):
        raise Refused("too_many_templates", limit=MAX_TEMPLATES)
    row = TemplateRow(id=new_id("a"), district_id=district_id, text=text, made_at=at, made_by=by)
    session.add(row)
    session.flush()
    return _kept(row)


def list_for_district(session: Session, district_id: str) -> list[Kept]:
    """Return the district's templates, newest first."""
    rows = session.exec(
        select(TemplateRow)
        .where(col(TemplateRow.district_id) == district_id)
        .order_by(col(TemplateRow.made_at).desc(), col(TemplateRow.id))
    )
    return [_kept(row) for row in rows]


def get(session: Session, district_id: str, template_id: str) -> Kept:
    """Return a template of the district. Raises NotFound `no_such_template`."""
    return _kept(_get_row(session, district_id, template_id))


def remove(session: Session, district_id: str, template_id: str) -> None:
    """Keep a template no more; workshops made of it stay. Raises NotFound `no_such_template`."""
    session.delete(_get_row(session, district_id, template_id))
    session.flush()


def _get_row(session: Session, district_id: str, template_id: str) -> TemplateRow:
    row = session.get(TemplateRow, template_id)
    if row is None or row.district_id != district_id:
        raise NotFound("no_such_template", name=template_id[:40])
    return row


def _kept(row: TemplateRow) -> Kept:
    return Kept(id=row.id, text=row.text, made_at=row.made_at)
