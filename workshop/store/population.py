"""Population: how many people of each stakeholder group live or work in a district, and as of when.

A district says it once; a new workshop takes it over and may say otherwise.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlmodel import Session

from workshop.errors import Refused
from workshop.store.tables import PopulationRow, UserRow


@dataclass(frozen=True, slots=True)
class Living:
    """A stakeholder group of the district: its id in templates, its names by language, people."""

    id: str
    label: dict[str, str]
    people: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a district has said. Version 0: nothing yet."""

    groups: tuple[Living, ...] = ()
    as_of: str = ""  # YYYY-MM-DD
    version: int = 0
    changed_at: int | None = None
    changed_by: str | None = None  # name


def get_population(session: Session, district_id: str) -> Kept:
    """Return what the district has said."""
    row = session.get(PopulationRow, district_id)
    return _kept(session, row) if row else Kept()


def save_population(
    session: Session,
    district_id: str,
    *,
    version: int,
    groups: Sequence[Living],
    as_of: str,
    by: str,
    at: int,
) -> Kept:
    """Change it, if nobody else did since `version`; the same sent twice is harmless.

    Raises Refused `changed_meanwhile` with the `version` that is there now.
    """
    row = session.get(PopulationRow, district_id)
    now = _kept(session, row) if row else Kept()
    if (tuple(groups), as_of) == (now.groups, now.as_of):
        return now
    if now.version != version:
        raise Refused("changed_meanwhile", version=now.version)
    row = row or PopulationRow(district_id=district_id, groups="", version=0, changed_at=at)
    row.groups = json.dumps([asdict(group) for group in groups], ensure_ascii=False)
    row.as_of, row.version, row.changed_by, row.changed_at = as_of, row.version + 1, by, at
    session.add(row)
    session.flush()
    return _kept(session, row)


def _kept(session: Session, row: PopulationRow) -> Kept:
    by = session.get(UserRow, row.changed_by) if row.changed_by else None
    return Kept(
        groups=tuple(Living(**group) for group in json.loads(row.groups)),
        as_of=row.as_of,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=by.name if by else None,
    )
