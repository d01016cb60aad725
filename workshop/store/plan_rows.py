"""Plan rows: how the tables of plans are read and written, for `plans` and `sources`.

Nothing here is offered outside of this package.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from workshop.errors import NotFound, Refused
from workshop.ids import new_id
from workshop.plan.nouns import KINDS, Cover, Fields, Item, Plan, form_of
from workshop.plan.typed import MAX_TEXT
from workshop.room.text import graphemes, squeeze
from workshop.store.tables import PlanChangeRow, PlanItemRow, PlanRow, UserRow


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes something, when, and why."""

    by: str | None
    at: int
    reason: str | None = None


def hand(by: str, at: int, reason: str | None = None) -> Hand:
    """Return a hand with its reason put in order. Raises Refused `too_long`."""
    why = squeeze(reason or "")
    if graphemes(why) > MAX_TEXT:
        raise Refused("too_long", limit=MAX_TEXT)
    return Hand(by, at, why or None)


def get_plan_row(
    session: Session, district_id: str, plan_id: str, *, to_write: bool = False
) -> PlanRow:
    """Return a plan's row; `to_write` locks it where the database can. Raises NotFound `plan`."""
    row = session.get(PlanRow, plan_id, with_for_update=to_write or None)
    if row is None or row.district_id != district_id:
        raise NotFound("plan")
    return row


def get_item_row(
    session: Session, district_id: str, item_id: str, *, to_write: bool = False
) -> PlanItemRow:
    """Return an item's row, removed or not; locked as a plan's. Raises NotFound `item`."""
    row = session.get(PlanItemRow, item_id, with_for_update=to_write or None)
    if row is None or row.district_id != district_id:
        raise NotFound("item")
    return row


def siblings(row: PlanItemRow) -> tuple[ColumnElement[bool], ...]:
    """Return what tells the items beside this one, itself among them, removed or not."""
    return (
        col(PlanItemRow.plan_id) == row.plan_id,
        col(PlanItemRow.kind) == row.kind,
        col(PlanItemRow.parent_id).is_not_distinct_from(row.parent_id),
    )


def append_item(
    session: Session, plan: PlanRow, *, kind: str, parent: str | None, fields: Fields, by: Hand
) -> PlanItemRow:
    """Put an item after those beside it."""
    row = PlanItemRow(
        id=new_id("n"),
        district_id=plan.district_id,
        plan_id=plan.id,
        parent_id=parent,
        kind=kind,
        place=0,
        **fields.model_dump(),
    )
    last = session.exec(select(func.max(PlanItemRow.place)).where(*siblings(row))).one()
    row.place = (last or 0) + 1
    session.add(row)
    session.flush()  # its change refers to it
    note(session, row, "", "", item_of(row).name, by=by)
    return row


def note(
    session: Session, row: PlanRow | PlanItemRow, field: str, old: str, new: str, *, by: Hand
) -> None:
    """Write one line into the plan's history."""
    session.add(
        PlanChangeRow(
            district_id=row.district_id,
            plan_id=row.plan_id if isinstance(row, PlanItemRow) else row.id,
            item_id=row.id if isinstance(row, PlanItemRow) else None,
            field=field,
            old=old,
            new=new,
            by=by.by,
            at=by.at,
            reason=by.reason,
        )
    )


def plan_of(row: PlanRow) -> Plan:
    """Return the cover that a row holds."""
    return Plan(
        id=row.id,
        district=row.district_id,
        project=row.project_id,
        title=row.title,
        start_year=row.start_year,
        end_year=row.end_year,
        version=row.version,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def item_of(row: PlanItemRow) -> Item:
    """Return the item that a row holds."""
    return Item(
        id=row.id,
        plan=row.plan_id,
        kind=row.kind,
        parent=row.parent_id,
        place=row.place,
        version=row.version,
        fields=fields_in(row),
    )


def fields_in(row: PlanItemRow) -> Fields:
    """Return the noun of the row's kind; it was checked when it was written."""
    noun = KINDS[row.kind]
    return noun.model_construct(**{name: getattr(row, name) for name in noun.model_fields})


def save(
    session: Session,
    row: PlanRow | PlanItemRow,
    before: Fields | Cover,
    after: Fields | Cover,
    *,
    version: int,
    by: Hand,
) -> None:
    """Write what differs, a change for each field; nothing when nothing does."""
    old, new = form_of(before), form_of(after)
    differing = [name for name in new if new[name] != old[name]]
    if not differing:
        return
    refuse_if_changed(session, row, old, version)
    for name in differing:
        setattr(row, name, getattr(after, name))
        note(session, row, name, old[name], new[name], by=by)
    row.version += 1
    session.flush()


def refuse_if_changed(
    session: Session, row: PlanRow | PlanItemRow, there: dict[str, str], version: int
) -> None:
    """Raise Refused `changed_meanwhile` with what is `there` now, if `version` is an older one."""
    if row.version == version:
        return
    plan, item = (row.plan_id, row.id) if isinstance(row, PlanItemRow) else (row.id, None)
    newest = (
        select(PlanChangeRow, UserRow.name)
        .outerjoin(UserRow, col(UserRow.id) == col(PlanChangeRow.by))
        .where(
            col(PlanChangeRow.plan_id) == plan,
            col(PlanChangeRow.item_id).is_not_distinct_from(item),
            col(PlanChangeRow.field) != "place",
        )
        .order_by(col(PlanChangeRow.id).desc())
    )
    last, name = session.exec(newest).first() or (None, None)
    raise Refused(
        "changed_meanwhile",
        item=item,
        version=row.version,
        there=there,
        by=last.by if last else None,
        by_name=name,
        at=last.at if last else None,
    )
