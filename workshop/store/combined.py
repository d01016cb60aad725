"""Combined themes: which themes of a project's workshops are one, step by step, each undoable.

A theme of a workshop is in at most one of them. Counts are not kept: they follow the workshops.

Whoever changes something holds the project meanwhile, so that of two who change it at once the
second sees what the first has done. That a theme is in one only, the key of `combined_parts` says.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from workshop.errors import NotFound, Refused
from workshop.ids import new_id
from workshop.inquiry.combine import Joined, Ref
from workshop.room.text import graphemes, squeeze
from workshop.store.projects import get as get_project
from workshop.store.tables import (
    CombinedPartRow,
    CombinedStepRow,
    CombinedThemeRow,
    ProjectRow,
    UserRow,
    WorkshopRow,
)

MAX_NAME = 120  # characters
STEPS = 50  # that can be undone, of one project


@dataclass(frozen=True, slots=True)
class Join:
    """Themes that shall be one: by a new name, or with what is combined already."""

    refs: tuple[Ref, ...]
    name: str = ""
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did last."""

    id: int
    act: str  # join | add | take_out | take_apart | rename | move
    kind: str
    name: str  # of the combined theme
    count: int  # combined themes that it touched
    by_name: str | None
    at: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Who changes something, and when."""

    by: str
    at: int


def load(session: Session, district_id: str, project_id: str) -> list[Joined]:
    """Return what has been combined in a project, in order. Raises NotFound `project`."""
    get_project(session, district_id, project_id)
    parts: dict[str, list[Ref]] = {}
    for part in session.exec(
        select(CombinedPartRow)
        .join(CombinedThemeRow, col(CombinedThemeRow.id) == col(CombinedPartRow.combined_id))
        .where(col(CombinedThemeRow.project_id) == project_id)
        .order_by(col(CombinedPartRow.place))
    ):
        parts.setdefault(part.combined_id, []).append(Ref(part.workshop_id, part.theme_id))
    rows = session.exec(
        select(CombinedThemeRow)
        .where(col(CombinedThemeRow.project_id) == project_id)
        .order_by(col(CombinedThemeRow.kind), col(CombinedThemeRow.place))
    )
    return [
        Joined(row.id, row.kind, row.name, row.place, row.version, tuple(parts.get(row.id, ())))
        for row in rows
    ]


def last_step(session: Session, district_id: str, project_id: str) -> Step | None:
    """Return the newest step that can be undone. Raises NotFound `project`."""
    get_project(session, district_id, project_id)
    found = session.exec(
        select(CombinedStepRow, UserRow.name)
        .outerjoin(UserRow, col(UserRow.id) == col(CombinedStepRow.by))
        .where(
            col(CombinedStepRow.project_id) == project_id,
            col(CombinedStepRow.undone_at).is_(None),
        )
        .order_by(col(CombinedStepRow.id).desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    row, name = found
    return Step(row.id or 0, row.act, row.kind, row.name, row.count, name, row.at)


def join(
    session: Session,
    district_id: str,
    project_id: str,
    joins: Sequence[Join],
    *,
    kind: str,
    by: str,
    at: int,
) -> list[str]:
    """Make themes one, several such in one step; return the ids of what they are now.

    Raises NotFound `project`, `workshop`, `combined`; Refused `nothing_to_do` for nothing or one
    theme alone, `empty`, `too_long`, and `combined_meanwhile` for a theme that is in one already.
    """
    get_project(session, district_id, project_id)
    session.exec(holding(project_id)).one()
    if not joins or any(len(one.refs) < (1 if one.into else 2) for one in joins):
        raise Refused("nothing_to_do")
    before: dict[str, Any] = {}
    made = [
        _join(session, district_id, project_id, one, kind, Hand(by, at), before) for one in joins
    ]
    act = "add" if all(one.into for one in joins) else "join"
    _note(session, district_id, project_id, act, kind, made[0], before, Hand(by, at))
    return [row.id for row in made]


def rename(
    session: Session,
    district_id: str,
    combined_id: str,
    *,
    version: int,
    name: str,
    by: str,
    at: int,
) -> None:
    """Give a combined theme another name, if nobody else did since `version`.

    Raises NotFound `combined`; Refused `empty`, `too_long`, and `changed_meanwhile` with what is
    there now: `version`, `there`, `by_name` and `at`.
    """
    row = _get_row(session, district_id, combined_id)
    wanted = _checked(name)
    if wanted == row.name:
        return
    if row.version != version:
        writer = session.get(UserRow, row.changed_by) if row.changed_by else None
        raise Refused(
            "changed_meanwhile",
            version=row.version,
            there={"name": row.name},
            by_name=writer.name if writer else None,
            at=row.changed_at,
        )
    before = {row.id: _state(session, row)}
    row.name = wanted
    _touch(row, Hand(by, at))
    _note(session, district_id, row.project_id, "rename", row.kind, row, before, Hand(by, at))


def take_out(
    session: Session, district_id: str, combined_id: str, refs: Iterable[Ref], *, by: str, at: int
) -> None:
    """Take themes out of a combined theme; the last one leaves nothing of it.

    Raises NotFound `combined`; Refused `nothing_to_do` when none of them is in it.
    """
    row = _get_row(session, district_id, combined_id)
    before = {row.id: _state(session, row)}
    going = set(refs)
    leaving = [part for part in _parts(session, row) if _ref(part) in going]
    if not leaving:
        raise Refused("nothing_to_do")
    staying = len(_parts(session, row)) - len(leaving)
    for part in leaving:
        session.delete(part)
    _note(session, district_id, row.project_id, "take_out", row.kind, row, before, Hand(by, at))
    if staying:
        _touch(row, Hand(by, at))
    else:
        session.delete(row)
    session.flush()


def take_apart(session: Session, district_id: str, combined_id: str, *, by: str, at: int) -> None:
    """Let the themes of a combined theme stand by themselves again. Raises NotFound `combined`."""
    row = _get_row(session, district_id, combined_id)
    before = {row.id: _state(session, row)}
    _note(session, district_id, row.project_id, "take_apart", row.kind, row, before, Hand(by, at))
    session.delete(row)
    session.flush()


def move(
    session: Session,
    district_id: str,
    combined_id: str,
    way: Literal["up", "down"],
    *,
    by: str,
    at: int,
) -> None:
    """Let a combined theme change places with its neighbour; at the end it stays.

    Raises NotFound `combined`.
    """
    row = _get_row(session, district_id, combined_id)
    beside = list(
        session.exec(
            select(CombinedThemeRow)
            .where(
                col(CombinedThemeRow.project_id) == row.project_id,
                col(CombinedThemeRow.kind) == row.kind,
            )
            .order_by(col(CombinedThemeRow.place), col(CombinedThemeRow.id))
        )
    )
    here = beside.index(row)
    there = here + (-1 if way == "up" else 1)
    if not 0 <= there < len(beside):
        return
    other = beside[there]
    before = {one.id: _state(session, one) for one in (row, other)}
    row.place, other.place = other.place, row.place
    _note(session, district_id, row.project_id, "move", row.kind, row, before, Hand(by, at))
    session.flush()


def rename_coined(
    session: Session, district_id: str, workshop_id: str, names: Mapping[str, Mapping[str, str]]
) -> None:
    """Call otherwise what bears a name that the engine gave one of its themes, for good.

    `names` are of that workshop's themes: id → what the engine had called it → how that reads now.
    Also where an undo leads. What somebody else has named stays.
    """
    taken = select(CombinedPartRow).where(
        col(CombinedPartRow.district_id) == district_id,
        col(CombinedPartRow.workshop_id) == workshop_id,
    )
    inside: dict[str, dict[str, str]] = {}
    for part in session.exec(taken):
        inside.setdefault(part.combined_id, {}).update(names.get(part.theme_id, {}))
    for key, other in inside.items():
        row = session.get_one(CombinedThemeRow, key)
        row.name = other.get(row.name, row.name)
    project = session.get_one(WorkshopRow, workshop_id).project_id
    steps = select(CombinedStepRow).where(col(CombinedStepRow.project_id) == project)
    for step in session.exec(steps) if project else ():
        before: dict[str, Any] = json.loads(step.before)
        other = {}
        for key, state in before.items():
            here = dict(inside.get(key, {}))
            for workshop, theme in state["parts"] if state else ():
                here |= names.get(theme, {}) if workshop == workshop_id else {}
            if state:
                state["name"] = here.get(state["name"], state["name"])
            other |= here
        step.name = other.get(step.name, step.name)
        step.before = json.dumps(before, ensure_ascii=False)
    session.flush()


def undo(
    session: Session, district_id: str, project_id: str, step_id: int, *, by: str, at: int
) -> None:
    """Undo the newest step; the one before it is then the newest.

    Raises NotFound `project`; Refused `nothing_to_undo`, and `changed_meanwhile` when `step_id` is
    no longer the newest.
    """
    get_project(session, district_id, project_id)
    session.exec(holding(project_id)).one()
    newest = last_step(session, district_id, project_id)
    if newest is None:
        raise Refused("nothing_to_undo")
    if newest.id != step_id:
        raise Refused("changed_meanwhile")
    step = session.get_one(CombinedStepRow, step_id)
    before: Mapping[str, Any] = json.loads(step.before)
    versions = {}
    for key in before:
        row = session.get(CombinedThemeRow, key)
        if row is not None:
            versions[key] = row.version
            session.exec(delete(CombinedPartRow).where(col(CombinedPartRow.combined_id) == key))
            session.delete(row)
    session.flush()
    for key, state in before.items():
        if state is not None:
            version = max(versions.get(key, 0), state["version"]) + 1
            _restore(session, district_id, project_id, key, state, version, Hand(by, at))
    # Kept, for its number is never given twice: an old page cannot undo what came later.
    session.get_one(CombinedStepRow, step_id).undone_at = at
    session.flush()


# --- rows -----------------------------------------------------------------------------------


def holding(project_id: str) -> SelectOfScalar[str]:
    """Return the question that lets nobody else change a project's themes before the commit.

    SQLite has one writer at a time and needs no more.
    """
    return select(ProjectRow.id).where(col(ProjectRow.id) == project_id).with_for_update()


def _get_row(session: Session, district_id: str, combined_id: str) -> CombinedThemeRow:
    """Return a combined theme as it stands once its project is held. Raises NotFound `combined`."""
    row = session.get(CombinedThemeRow, combined_id)
    if row is None or row.district_id != district_id:
        raise NotFound("combined")
    session.exec(holding(row.project_id)).one()
    found = session.get(CombinedThemeRow, combined_id, populate_existing=True)
    if found is None:  # somebody took it apart while we waited
        raise NotFound("combined")
    return found


def _join(
    session: Session,
    district_id: str,
    project_id: str,
    wanted: Join,
    kind: str,
    hand: Hand,
    before: dict[str, Any],
) -> CombinedThemeRow:
    if wanted.into is not None:
        row = _get_row(session, district_id, wanted.into)
        if row.project_id != project_id or row.kind != kind:
            raise NotFound("combined")
        before.setdefault(row.id, _state(session, row))
        _touch(row, hand)
    else:
        row = _begin(session, district_id, project_id, kind, _checked(wanted.name), hand)
        before[row.id] = None
    last = len(_parts(session, row))
    for place, ref in enumerate(dict.fromkeys(wanted.refs), start=last + 1):
        _add_part(session, row, ref, place)
    session.flush()
    return row


def _begin(
    session: Session, district_id: str, project_id: str, kind: str, name: str, hand: Hand
) -> CombinedThemeRow:
    last = session.exec(
        select(func.max(CombinedThemeRow.place)).where(
            col(CombinedThemeRow.project_id) == project_id, col(CombinedThemeRow.kind) == kind
        )
    ).one()
    row = CombinedThemeRow(
        id=new_id("c"),
        district_id=district_id,
        project_id=project_id,
        kind=kind,
        name=name,
        place=(last or 0) + 1,
        changed_at=hand.at,
        changed_by=hand.by,
    )
    session.add(row)
    session.flush()  # its parts refer to it
    return row


def _add_part(session: Session, row: CombinedThemeRow, ref: Ref, place: int) -> None:
    """Put a theme into a combined one. Raises NotFound `workshop`; Refused `combined_meanwhile`."""
    workshop = session.get(WorkshopRow, ref.workshop)
    if workshop is None or workshop.project_id != row.project_id:
        raise NotFound("workshop")
    session.add(
        CombinedPartRow(
            workshop_id=ref.workshop,
            theme_id=ref.theme,
            district_id=row.district_id,
            combined_id=row.id,
            place=place,
        )
    )
    try:
        session.flush()
    except IntegrityError as error:  # it is in one: the key says so, however that came
        raise Refused("combined_meanwhile") from error


def _parts(session: Session, row: CombinedThemeRow) -> list[CombinedPartRow]:
    query = select(CombinedPartRow).where(col(CombinedPartRow.combined_id) == row.id)
    return list(session.exec(query.order_by(col(CombinedPartRow.place))))


def _ref(part: CombinedPartRow) -> Ref:
    return Ref(part.workshop_id, part.theme_id)


def _touch(row: CombinedThemeRow, hand: Hand) -> None:
    row.version += 1
    row.changed_at, row.changed_by = hand.at, hand.by


def _checked(name: str) -> str:
    wanted = squeeze(name)
    if not wanted:
        raise Refused("empty")
    if graphemes(wanted) > MAX_NAME:
        raise Refused("too_long", limit=MAX_NAME)
    return wanted


# --- steps ----------------------------------------------------------------------------------


def _state(session: Session, row: CombinedThemeRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "place": row.place,
        "version": row.version,
        "parts": [[part.workshop_id, part.theme_id] for part in _parts(session, row)],
    }


def _restore(
    session: Session,
    district_id: str,
    project_id: str,
    key: str,
    state: Mapping[str, Any],
    version: int,
    hand: Hand,
) -> None:
    row = CombinedThemeRow(
        id=key,
        district_id=district_id,
        project_id=project_id,
        kind=state["kind"],
        name=state["name"],
        place=state["place"],
        version=version,
        changed_at=hand.at,
        changed_by=hand.by,
    )
    session.add(row)
    session.flush()
    for place, (workshop, theme) in enumerate(state["parts"], start=1):
        if session.get(WorkshopRow, workshop) is not None:  # it may be gone for good
            _add_part(session, row, Ref(workshop, theme), place)
    session.flush()


def _note(
    session: Session,
    district_id: str,
    project_id: str,
    act: str,
    kind: str,
    row: CombinedThemeRow,
    before: Mapping[str, Any],
    hand: Hand,
) -> None:
    """Write down what it takes to undo a step; the oldest are forgotten."""
    session.add(
        CombinedStepRow(
            district_id=district_id,
            project_id=project_id,
            act=act,
            kind=kind,
            name=row.name,
            count=len(before),
            before=json.dumps(before, ensure_ascii=False),
            at=hand.at,
            by=hand.by,
        )
    )
    session.flush()
    kept = (
        select(CombinedStepRow.id)
        .where(col(CombinedStepRow.project_id) == project_id)
        .order_by(col(CombinedStepRow.id).desc())
        .limit(STEPS)
    )
    session.exec(
        delete(CombinedStepRow).where(
            col(CombinedStepRow.project_id) == project_id, col(CombinedStepRow.id).not_in(kept)
        )
    )
