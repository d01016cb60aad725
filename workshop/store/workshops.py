"""Workshops as lists and doors know them; what happened in one is in its journal."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, ScalarSelect, func
from sqlmodel import Session, col, delete, select

from workshop.errors import NotFound
from workshop.ids import new_code, new_id
from workshop.store.tables import CodeRow, EntryRow, RightRow, WorkshopRow

OPENING = "workshop_opened"  # the type of a journal's event


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop, without what was said in it."""

    id: str
    district: str
    project: str
    title: str
    code: str
    state: str  # draft | open | closed
    template: str
    created_at: int
    created_by: str | None
    wall_key_digest: str | None = field(default=None, repr=False)
    retired: bool = False  # its code lets in only who has been in before
    held_on: int | None = None  # when it was opened; told in lists only
    rehearsal_of: str | None = None  # the workshop that is rehearsed in it


def create(
    session: Session,
    district_id: str,
    *,
    project: str,
    title: str,
    template: str,
    by: str,
    at: int,
    rehearsal_of: str | None = None,
) -> Workshop:
    """Make a workshop, or the rehearsal of one, with a code that was never given before."""
    row = WorkshopRow(
        id=new_id("w"),
        district_id=district_id,
        project_id=project,
        title=title,
        template=template,
        code=_unused_code(session),
        state="draft",
        created_at=at,
        created_by=by,
    )
    session.add(row)
    session.flush()  # the code refers to it
    return _workshop(row, _give_code(session, row, rehearsal_of))


def get(session: Session, district_id: str, workshop_id: str) -> Workshop:
    """Return a workshop of the district. Raises NotFound `workshop`."""
    row = _get_row(session, district_id, workshop_id)
    return _workshop(row, session.get_one(CodeRow, row.code))


def find_by_code(session: Session, code: str) -> Workshop | None:
    """Return the workshop that a code was given to, `retired` when that code no longer admits.

    `code` is in the form of `ids.squeeze_code`. A code tells its district.
    """
    found = session.exec(
        select(CodeRow, WorkshopRow)
        .join(WorkshopRow, col(WorkshopRow.id) == col(CodeRow.workshop_id))
        .where(col(CodeRow.code) == code)
    ).first()
    if found is None:
        return None
    given, row = found
    return _workshop(row, given)


def list_for_district(
    session: Session,
    district_id: str,
    *,
    project: str | None = None,
    cofacilitator: str | None = None,
) -> list[Workshop]:
    """Return the district's workshops, the one held or made last first, without rehearsals.

    Only those of a `project`, or those that a co-facilitator has a right to, if asked.
    """
    held_on = _held_on()
    query = (
        select(WorkshopRow, CodeRow, held_on)
        .join(CodeRow, col(CodeRow.code) == col(WorkshopRow.code))
        .where(col(WorkshopRow.district_id) == district_id, col(CodeRow.rehearsal_of).is_(None))
        .order_by(func.coalesce(held_on, col(WorkshopRow.created_at)).desc(), col(WorkshopRow.id))
    )
    if project is not None:
        query = query.where(col(WorkshopRow.project_id) == project)
    if cofacilitator is not None:
        theirs = select(RightRow.workshop_id).where(col(RightRow.user_id) == cofacilitator)
        query = query.where(col(WorkshopRow.id).in_(theirs))
    return [_workshop(row, given, opened) for row, given, opened in session.exec(query)]


def rename(session: Session, district_id: str, workshop_id: str, title: str) -> None:
    """Give a workshop another title. Raises NotFound `workshop`."""
    _get_row(session, district_id, workshop_id).title = title
    session.flush()


def set_state(session: Session, district_id: str, workshop_id: str, state: str) -> None:
    """Copy the state that the journal says, for lists: draft, open or closed.

    Raises NotFound `workshop`.
    """
    _get_row(session, district_id, workshop_id).state = state
    session.flush()


def set_wall_key(
    session: Session, district_id: str, workshop_id: str, digest: str | None
) -> str | None:
    """Keep the digest of the wall's key, None for no key; return the one that is revoked by it.

    Raises NotFound `workshop`.
    """
    row = _get_row(session, district_id, workshop_id)
    revoked, row.wall_key_digest = row.wall_key_digest, digest
    session.flush()
    return revoked


# --- rehearsals -----------------------------------------------------------------------------


def list_rehearsals(session: Session, *, of: str | None = None) -> list[Workshop]:
    """Return the rehearsals that stand, of one workshop if asked; of every district."""
    query = select(WorkshopRow, CodeRow).join(CodeRow, col(CodeRow.code) == col(WorkshopRow.code))
    rehearsed = col(CodeRow.rehearsal_of)
    query = query.where(rehearsed.is_not(None) if of is None else rehearsed == of)
    return [_workshop(row, given) for row, given in session.exec(query)]


def end_rehearsal(session: Session, district_id: str, workshop_id: str) -> None:
    """Wipe the rehearsal of a workshop, if there is one: its row, and with it all that hangs on it.

    Its code stays given, so that whoever still has it is told that the rehearsal is over.
    """
    theirs = select(CodeRow.workshop_id).where(
        col(CodeRow.district_id) == district_id, col(CodeRow.rehearsal_of) == workshop_id
    )
    session.exec(delete(WorkshopRow).where(col(WorkshopRow.id).in_(theirs)))
    session.expire_all()


def find_rehearsed(session: Session, code: str) -> Workshop | None:
    """Return the workshop whose rehearsal had this code and is over; None for any other code."""
    given = session.get(CodeRow, code)
    if given is None or given.workshop_id is not None or given.rehearsal_of is None:
        return None
    return get(session, given.district_id, given.rehearsal_of)


# --- codes ----------------------------------------------------------------------------------


def retire_code(session: Session, district_id: str, workshop_id: str, *, at: int) -> None:
    """Let nobody new in by the workshop's code. Raises NotFound `workshop`."""
    _retire(session, _get_row(session, district_id, workshop_id).code, at)


def renew_code(session: Session, district_id: str, workshop_id: str, *, at: int) -> Workshop:
    """Retire the workshop's code and give it a new one. Raises NotFound `workshop`."""
    row = _get_row(session, district_id, workshop_id)
    _retire(session, row.code, at)
    rehearsal_of = session.get_one(CodeRow, row.code).rehearsal_of
    row.code = _unused_code(session)
    return _workshop(row, _give_code(session, row, rehearsal_of))


# --- rights ---------------------------------------------------------------------------------


def give_right(session: Session, district_id: str, workshop_id: str, *, user: str, at: int) -> None:
    """Let a co-facilitator work in one workshop. Raises NotFound `workshop`."""
    _get_row(session, district_id, workshop_id)
    session.merge(
        RightRow(workshop_id=workshop_id, user_id=user, district_id=district_id, given_at=at)
    )
    session.flush()


def take_right(session: Session, district_id: str, workshop_id: str, *, user: str) -> None:
    """Take a co-facilitator's right to a workshop back, and to its rehearsal."""
    rehearsed = [one.id for one in list_rehearsals(session, of=workshop_id)]
    for each in (workshop_id, *rehearsed):
        session.exec(delete(RightRow).where(*_right(district_id, each, user)))


def list_rights(session: Session, district_id: str, workshop_id: str) -> list[str]:
    """Return the users who may help in a workshop, the earliest first."""
    given = select(RightRow.user_id).where(
        col(RightRow.district_id) == district_id, col(RightRow.workshop_id) == workshop_id
    )
    return list(session.exec(given.order_by(col(RightRow.given_at), col(RightRow.user_id))))


def has_right(session: Session, district_id: str, workshop_id: str, *, user: str) -> bool:
    """Tell whether a co-facilitator may work in a workshop."""
    given = select(RightRow.user_id).where(*_right(district_id, workshop_id, user))
    return session.exec(given).first() is not None


def _right(district_id: str, workshop_id: str, user: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(RightRow.district_id) == district_id,
        col(RightRow.workshop_id) == workshop_id,
        col(RightRow.user_id) == user,
    )


def _unused_code(session: Session) -> str:
    while session.get(CodeRow, code := new_code()) is not None:
        pass  # one in millions
    return code


def _give_code(session: Session, row: WorkshopRow, rehearsal_of: str | None) -> CodeRow:
    given = CodeRow(
        code=row.code,
        district_id=row.district_id,
        workshop_id=row.id,
        rehearsal_of=rehearsal_of,
    )
    session.add(given)
    session.flush()
    return given


def _retire(session: Session, code: str, at: int) -> None:
    given = session.get_one(CodeRow, code)
    given.retired_at = given.retired_at or at
    session.flush()


def _get_row(session: Session, district_id: str, workshop_id: str) -> WorkshopRow:
    row = session.get(WorkshopRow, workshop_id)
    if row is None or row.district_id != district_id:
        raise NotFound("workshop")
    return row


def _held_on() -> ScalarSelect[int]:
    """Return when its journal says that a workshop was opened: near the beginning, or never."""
    return (
        select(EntryRow.at)
        .where(
            col(EntryRow.workshop_id) == WorkshopRow.id,
            # As it stands in JSON; in somebody's words the quotes would be escaped.
            col(EntryRow.events).contains(f'"type":"{OPENING}"', autoescape=True),
        )
        .order_by(col(EntryRow.seq))
        .limit(1)
        .scalar_subquery()
    )


def _workshop(row: WorkshopRow, given: CodeRow, held_on: int | None = None) -> Workshop:
    return Workshop(
        id=row.id,
        district=row.district_id,
        project=row.project_id,
        title=row.title,
        code=row.code,
        state=row.state,
        template=row.template,
        created_at=row.created_at,
        created_by=row.created_by,
        wall_key_digest=row.wall_key_digest,
        retired=given.retired_at is not None,
        held_on=held_on,
        rehearsal_of=given.rehearsal_of,
    )
