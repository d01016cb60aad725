"""Plans: kept for years, edited by many, and no words overwritten unseen.

Every function names the district; what belongs to another one is not found. Each change of a
field is a line in the plan's history. Items are written with `plan_items`, and brought from
workshops with `sources`.
"""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from workshop.ids import new_id
from workshop.plan.nouns import Change, Cover, Plan, WholePlan, cover_of, form_of
from workshop.store import projects
from workshop.store.plan_rows import get_plan_row, hand, item_of, note, plan_of, save
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

    Raises as `plan_items.save_item`, and NotFound `plan`.
    """
    row = get_plan_row(session, district_id, plan_id, to_write=True)
    now = Cover.model_construct(title=row.title, start_year=row.start_year, end_year=row.end_year)
    save(
        session,
        row,
        now,
        cover_of({**form_of(now), **values}),
        version=version,
        by=hand(by, at, reason),
    )
    return plan_of(row)


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
