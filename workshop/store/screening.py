"""Screening: what a district adds to the shipped lists, and where grave matters go.

A save names the version that its words were read at, as in `plan_items`. Who looks at complaints
about staff is written down.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sqlmodel import Session, col, select

from workshop.data.screening import LANGUAGES, Own, checked, form_of
from workshop.errors import Refused
from workshop.room.text import squeeze
from workshop.store.tables import AuditRow, CodeRow, EntryRow, MembershipRow, ScreeningRow, UserRow

LONGEST_CONTACT = 300  # characters
LEADS = ("administrator", "facilitator")  # roles of those who may be told of complaints
LOOKS = 50  # lines of the audit that are shown
CONTACT, PERSONNEL_TO = "safety_contact", "personnel_to"
SAW_PERSONNEL, CHANGED = "saw_personnel", "changed_screening"  # acts of the audit


@dataclass(frozen=True, slots=True)
class Kept:
    """What a district has set. Version 0: nothing yet."""

    own: Mapping[str, Own] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, Own()))
    safety_contact: str = ""
    personnel_to: str | None = None  # user; None: all administrators
    version: int = 0
    changed_at: int | None = None
    changed_by: str | None = None  # name

    def form(self) -> dict[str, str]:
        """Return it as the fields of a form."""
        return {
            **form_of(self.own),
            CONTACT: self.safety_contact,
            PERSONNEL_TO: self.personnel_to or "",
        }


@dataclass(frozen=True, slots=True)
class Look:
    """A line of the audit."""

    at: int
    by_name: str
    act: str
    about: str


def get_screening(session: Session, district_id: str) -> Kept:
    """Return what the district has set."""
    row = session.get(ScreeningRow, district_id)
    return _kept(session, row) if row else Kept()


def save_screening(
    session: Session,
    district_id: str,
    *,
    version: int,
    values: Mapping[str, str],
    by: str,
    at: int,
    may_route: bool,
) -> Kept:
    """Change it, if nobody else did since `version`; who reads complaints only with `may_route`.

    The same sent twice is harmless. Raises Refused `invalid_fields`, and `changed_meanwhile` with
    what is there now: `version`, `there`, `by_name` and `at` of the last change.
    """
    own, contact = checked(values), squeeze(values.get(CONTACT, ""))
    if len(contact) > LONGEST_CONTACT:
        fault = {CONTACT: {"code": "too_long", "limit": LONGEST_CONTACT}}
        raise Refused("invalid_fields", fields=fault)
    row = session.get(ScreeningRow, district_id)
    now = _kept(session, row) if row else Kept()
    to = values.get(PERSONNEL_TO) or None if may_route else now.personnel_to
    is_new = to is not None and to != now.personnel_to  # who may not choose, keeps what is chosen
    if is_new and to not in dict(leads(session, district_id)):
        raise Refused("invalid_fields", fields={PERSONNEL_TO: {"code": "unknown_reader"}})
    if (own, contact, to) == (now.own, now.safety_contact, now.personnel_to):
        return now
    if now.version != version:
        there, name = now.form(), now.changed_by
        raise Refused(
            "changed_meanwhile", version=now.version, there=there, by_name=name, at=now.changed_at
        )
    row = row or ScreeningRow(district_id=district_id, words="", version=0, changed_at=at)
    words = {language: asdict(one) for language, one in own.items()}
    row.words = json.dumps(words, ensure_ascii=False)
    row.safety_contact, row.personnel_to = contact, to
    row.version, row.changed_by, row.changed_at = row.version + 1, by, at
    session.add(row)
    write_down(session, district_id, act=CHANGED, about="", by=by, at=at)
    session.flush()
    return _kept(session, row)


def leads(session: Session, district_id: str) -> list[tuple[str, str]]:
    """Return (id, name) of those who may be told of complaints, administrators first."""
    rows = session.exec(
        select(UserRow.id, UserRow.name)
        .join(MembershipRow, col(MembershipRow.user_id) == col(UserRow.id))
        .where(
            col(MembershipRow.district_id) == district_id,
            col(MembershipRow.role).in_(LEADS),
        )
        .order_by(col(MembershipRow.role), col(UserRow.name), col(UserRow.id))
    )
    return list(rows)


def may_read_personnel(kept: Kept, user_id: str, role: str) -> bool:
    """Tell who is shown complaints about staff: who was named, else every administrator.

    Who was named and leads no more is shown none, and nobody else is until somebody is named anew.
    """
    if kept.personnel_to:
        return user_id == kept.personnel_to and role in LEADS
    return role == "administrator"


def workshops_with_personnel(session: Session, district_id: str) -> list[str]:
    """Return the workshops in which a phrase was ever hidden as a complaint about staff.

    Not rehearsals: nobody has complained there.
    """
    rows = session.exec(
        select(EntryRow.workshop_id)
        .join(CodeRow, col(CodeRow.workshop_id) == col(EntryRow.workshop_id))
        .where(
            col(CodeRow.rehearsal_of).is_(None),
            col(EntryRow.district_id) == district_id,
            col(EntryRow.type) == "hide_response",
            col(EntryRow.events).contains("personnel"),
        )
        .distinct()
    )
    return sorted(rows)


# --- the audit ------------------------------------------------------------------------------


def write_down(
    session: Session, district_id: str, *, act: str, about: str, by: str, at: int
) -> None:
    """Add a line to the audit."""
    session.add(AuditRow(district_id=district_id, at=at, by=by, act=act, about=about))
    session.flush()


def latest_looks(session: Session, district_id: str, act: str) -> list[Look]:
    """Return the latest lines of one kind, the newest first."""
    rows = session.exec(
        select(AuditRow, UserRow.name)
        .join(UserRow, col(UserRow.id) == col(AuditRow.by), isouter=True)
        .where(col(AuditRow.district_id) == district_id, col(AuditRow.act) == act)
        .order_by(col(AuditRow.at).desc(), col(AuditRow.id).desc())
        .limit(LOOKS)
    )
    return [Look(row.at, name or "", row.act, row.about) for row, name in rows]


def _kept(session: Session, row: ScreeningRow) -> Kept:
    by = session.get(UserRow, row.changed_by) if row.changed_by else None
    words = json.loads(row.words)
    own = {
        language: Own(**{kind: tuple(found) for kind, found in words.get(language, {}).items()})
        for language in LANGUAGES
    }
    return Kept(
        own=own,
        safety_contact=row.safety_contact,
        personnel_to=row.personnel_to,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=by.name if by else None,
    )
