"""Plans: kept for years, edited by many, and no words overwritten unseen.

Every function names the district; what belongs to another one is not found. A save names the
version that its words were read at. Each change of a field is a line in the plan's history.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from sqlmodel import Session, col, select

from workshop.errors import BadMessage, Refused
from workshop.ids import new_id
from workshop.plan.nouns import (
    PARENTS,
    Change,
    Cover,
    Fields,
    Item,
    Plan,
    WholePlan,
    cover_of,
    fields_of,
    form_of,
)
from workshop.store import projects
from workshop.store.plan_rows import (
    Hand,
    append_item,
    fields_in,
    get_item_row,
    get_plan_row,
    hand,
    item_of,
    note,
    plan_of,
    siblings,
)
from workshop.store.sources import load_sources
from workshop.store.tables import PlanChangeRow, PlanItemRow, PlanRow, UserRow

# --- plans ----------------------------------------------------------------------------------


def create_plan(
    session: Session,
    district_id: str,
    *,
    project: str,
    values: Mapping[str, Any],
    by: str,
    at: int,
) -> Plan:
    """Begin a plan; `values` are its title, start_year and end_year.

    Raises NotFound `project`, Refused `invalid_fields`, BadMessage.
    """
    projects.get(session, district_id, project)
    row = PlanRow(
        id=new_id("l"),
        district_id=district_id,
        project_id=project,
        created_at=at,
        created_by=by,
        **cover_of(values).model_dump(),
    )
    session.add(row)
    session.flush()
    note(session, row, "", "", row.title, by=hand(by, at))
    session.flush()
    return plan_of(row)


def get_plan(session: Session, district_id: str, plan_id: str) -> Plan:
    """Return a plan's cover. Raises NotFound `plan`."""
    return plan_of(get_plan_row(session, district_id, plan_id))


def list_plans(session: Session, district_id: str, *, project: str | None = None) -> list[Plan]:
    """Return the district's plans, newest first; only those of a project if asked."""
    query = (
        select(PlanRow)
        .where(col(PlanRow.district_id) == district_id)
        .order_by(col(PlanRow.created_at).desc(), col(PlanRow.id))
    )
    if project is not None:
        query = query.where(col(PlanRow.project_id) == project)
    return [plan_of(row) for row in session.exec(query)]


def load(session: Session, district_id: str, plan_id: str) -> WholePlan:
    """Return a plan with everything that stands in it. Raises NotFound `plan`."""
    plan = get_plan(session, district_id, plan_id)
    rows = session.exec(
        select(PlanItemRow)
        .where(col(PlanItemRow.plan_id) == plan_id, col(PlanItemRow.removed_at).is_(None))
        .order_by(col(PlanItemRow.place), col(PlanItemRow.id))
    )
    items = tuple(item_of(row) for row in rows)
    return WholePlan(plan, items, load_sources(session, plan_id))


def save_plan(
    session: Session,
    district_id: str,
    plan_id: str,
    *,
    version: int,
    values: Mapping[str, Any],
    by: str,
    at: int,
    reason: str | None = None,
) -> Plan:
    """Change a plan's title or years; what `values` leaves out stays.

    Raises as `save_item`, and NotFound `plan`.
    """
    row = get_plan_row(session, district_id, plan_id, to_write=True)
    now = Cover.model_construct(title=row.title, start_year=row.start_year, end_year=row.end_year)
    _save(
        session,
        row,
        now,
        cover_of({**form_of(now), **values}),
        version=version,
        by=hand(by, at, reason),
    )
    return plan_of(row)


# --- items ----------------------------------------------------------------------------------


def get_item(session: Session, district_id: str, item_id: str) -> Item:
    """Return an item that stands in a plan. Raises NotFound `item`, Refused `removed_meanwhile`."""
    return item_of(_get_standing(session, district_id, item_id))


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
    _save(session, row, now, after, version=version, by=hand(by, at, reason))
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
    _unchanged_since(session, row, form_of(fields_in(row)), version)
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
    row = get_item_row(session, district_id, item_id)
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


# --- history --------------------------------------------------------------------------------


def changes(
    session: Session,
    district_id: str,
    plan_id: str,
    *,
    item: str | None = None,
    before: int | None = None,
    limit: int = 200,
) -> list[Change]:
    """Return what changed in a plan, or in one item of it, newest first.

    `before` is the id of a change: only older ones are returned. Raises NotFound `plan`.
    """
    get_plan_row(session, district_id, plan_id)
    query = (
        select(PlanChangeRow, UserRow.name)
        .outerjoin(UserRow, col(UserRow.id) == col(PlanChangeRow.by))
        .where(col(PlanChangeRow.plan_id) == plan_id)
        .order_by(col(PlanChangeRow.id).desc())
        .limit(limit)
    )
    if item is not None:
        query = query.where(col(PlanChangeRow.item_id) == item)
    if before is not None:
        query = query.where(col(PlanChangeRow.id) < before)
    return [_change(row, name) for row, name in session.exec(query)]


def _change(row: PlanChangeRow, name: str | None) -> Change:
    assert row.id is not None, "it comes from the database"
    return Change(
        id=row.id,
        item=row.item_id,
        field=row.field,
        old=row.old,
        new=row.new,
        by=row.by,
        by_name=name,
        at=row.at,
        reason=row.reason,
    )


# --- saving ---------------------------------------------------------------------------------


def _get_standing(session: Session, district_id: str, item_id: str) -> PlanItemRow:
    row = get_item_row(session, district_id, item_id)
    if row.removed_at is not None:
        raise Refused("removed_meanwhile", item=item_id)
    return row


def _save(
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
    _unchanged_since(session, row, old, version)
    for name in differing:
        setattr(row, name, getattr(after, name))
        note(session, row, name, old[name], new[name], by=by)
    row.version += 1
    session.flush()


def _unchanged_since(
    session: Session, row: PlanRow | PlanItemRow, there: dict[str, str], version: int
) -> None:
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
