"""Plan items: written, saved, moved, removed and brought back.

A save names the version that its words were read at; what somebody else changed meanwhile is
never overwritten unseen.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sqlmodel import Session, col, select

from workshop.errors import BadMessage, Refused
from workshop.plan.nouns import PARENTS, Item, fields_of, form_of
from workshop.store.plan_rows import (
    append_item,
    fields_in,
    get_item_row,
    get_plan_row,
    hand,
    item_of,
    note,
    refuse_if_changed,
    save,
    siblings,
)
from workshop.store.tables import PlanItemRow


def get_item(session: Session, district_id: str, item_id: str) -> Item:
    """Return an item that stands in a plan. Raises NotFound `item`, Refused `removed_meanwhile`."""
    return item_of(_standing(get_item_row(session, district_id, item_id)))


def add_item(
    session: Session,
    district_id: str,
    plan_id: str,
    *,
    kind: str,
    values: Mapping[str, Any],
    by: str,
    at: int,
    parent: str | None = None,
) -> Item:
    """Write a new item after those beside it.

    Raises NotFound `plan`, `item`; BadMessage `unknown_kind`, `unknown_field`, `wrong_parent`;
    Refused `invalid_fields`, and `removed_meanwhile` when its parent is gone.
    """
    plan = get_plan_row(session, district_id, plan_id, to_write=True)
    fields = fields_of(kind, values)
    above = _get_standing(session, district_id, parent) if parent is not None else None
    if (above.kind if above else None) != PARENTS.get(kind):
        raise BadMessage("wrong_parent", kind=kind)
    if above is not None and above.plan_id != plan_id:
        raise BadMessage("wrong_parent", kind=kind)
    row = append_item(session, plan, kind=kind, parent=parent, fields=fields, by=hand(by, at))
    session.flush()
    return item_of(row)


def save_item(
    session: Session,
    district_id: str,
    item_id: str,
    *,
    version: int,
    values: Mapping[str, Any],
    by: str,
    at: int,
    reason: str | None = None,
) -> Item:
    """Change an item's fields, if nobody else did since `version`; what `values` leaves out stays.

    The same words sent twice are harmless. Raises NotFound `item`; BadMessage `unknown_field`;
    Refused `invalid_fields`, `too_long` (of the reason), `removed_meanwhile`, and
    `changed_meanwhile` with what is there now, so that the page can show both: `item`, `version`,
    `there` ({field: text}, as `form_of` gives it), `by`, `by_name` and `at` of the last change.
    """
    row = _get_standing(session, district_id, item_id)
    now = fields_in(row)
    after = fields_of(row.kind, {**form_of(now), **values})
    save(session, row, now, after, version=version, by=hand(by, at, reason))
    return item_of(row)


def move_item(
    session: Session,
    district_id: str,
    item_id: str,
    *,
    to: Literal["up", "down"],
    by: str,
    at: int,
) -> bool:
    """Let an item change places with the one before or after it, and what is under it come along.

    Returns False at the end, where nothing moves. Raises NotFound `item`, Refused
    `removed_meanwhile`.
    """
    row = _get_standing(session, district_id, item_id)
    beside = session.exec(
        select(PlanItemRow)
        .where(*siblings(row), col(PlanItemRow.removed_at).is_(None))
        .order_by(col(PlanItemRow.place), col(PlanItemRow.id))
    ).all()
    old = beside.index(row)
    new = old - 1 if to == "up" else old + 1
    if not 0 <= new < len(beside):
        return False
    other = beside[new]
    row.place, other.place = other.place, row.place
    note(session, row, "place", str(old + 1), str(new + 1), by=hand(by, at))
    session.flush()
    return True


def remove_item(
    session: Session,
    district_id: str,
    item_id: str,
    *,
    version: int,
    by: str,
    at: int,
    with_what_is_under: bool = False,
    reason: str | None = None,
) -> int:
    """Take an item out of its plan; return how many items went. `restore_item` brings them back.

    Raises NotFound `item`; Refused `removed_meanwhile`, `changed_meanwhile` as `save_item`, and
    `has_items` with `count` when others stand under it and nobody said that they go too.
    """
    row = _get_standing(session, district_id, item_id)
    refuse_if_changed(session, row, form_of(fields_in(row)), version)
    going = [row, *_under(session, row)]
    if len(going) > 1 and not with_what_is_under:
        raise Refused("has_items", count=len(going) - 1)
    who = hand(by, at, reason)
    for one in going:
        one.removed_at = at
        one.version += 1
        note(session, one, "", item_of(one).name, "", by=who)
    session.flush()
    return len(going)


def restore_item(session: Session, district_id: str, item_id: str, *, by: str, at: int) -> int:
    """Bring a removed item back with what went with it; return how many items came.

    An item that stands is left alone. Raises NotFound `item`; Refused `parent_removed` when what
    it stood under is gone.
    """
    row = get_item_row(session, district_id, item_id, to_write=True)
    if row.removed_at is None:
        return 0
    if row.parent_id is not None:
        above = get_item_row(session, district_id, row.parent_id)
        if above.removed_at is not None:
            raise Refused("parent_removed", item=above.id)
    coming = [row, *_under(session, row, removed_at=row.removed_at)]
    for one in coming:
        one.removed_at = None
        one.version += 1
        note(session, one, "", "", item_of(one).name, by=hand(by, at))
    session.flush()
    return len(coming)


def _get_standing(session: Session, district_id: str, item_id: str) -> PlanItemRow:
    return _standing(get_item_row(session, district_id, item_id, to_write=True))


def _standing(row: PlanItemRow) -> PlanItemRow:
    if row.removed_at is not None:
        raise Refused("removed_meanwhile", item=row.id)
    return row


def _under(
    session: Session, row: PlanItemRow, *, removed_at: int | None = None
) -> Iterator[PlanItemRow]:
    """Yield what stands under an item, all the way down; or what was removed at that instant."""
    for child in session.exec(
        select(PlanItemRow)
        .where(
            col(PlanItemRow.parent_id) == row.id,
            col(PlanItemRow.removed_at).is_not_distinct_from(removed_at),
        )
        .order_by(col(PlanItemRow.place))
    ).all():
        yield child
        yield from _under(session, child, removed_at=removed_at)
