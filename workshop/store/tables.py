"""Tables: what is kept, declared once. Rows stay inside this package.

Ids are text from `workshop.ids.new_id`; times are milliseconds since 1970 UTC; every table
carries the district it belongs to.
"""

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from workshop.plan.nouns import ActionStep, Cover, Metric

# Named constraints: SQLite's batch migrations can only drop what has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# --- people ---------------------------------------------------------------------------------


class DistrictRow(SQLModel, table=True):
    """A school district."""

    __tablename__ = "districts"

    id: str = Field(primary_key=True)
    name: str


class UserRow(SQLModel, table=True):
    """Somebody who can sign in; participants are never here."""

    __tablename__ = "users"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    email: str = Field(unique=True)  # lower case
    name: str
    language: str
    password_hash: str | None = None
    created_at: int = Field(sa_type=BigInteger)


class MembershipRow(SQLModel, table=True):
    """What a user is in a district: administrator, facilitator or cofacilitator."""

    __tablename__ = "memberships"

    user_id: str = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    district_id: str = Field(primary_key=True, foreign_key="districts.id", index=True)
    role: str


class SignInRow(SQLModel, table=True):
    """A browser that is signed in, known by the digest of its secret."""

    __tablename__ = "sign_ins"

    digest: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    created_at: int = Field(sa_type=BigInteger)
    seen_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger, index=True)


class InvitationRow(SQLModel, table=True):
    """A link that works once: first_run, sign_in, facilitator or cofacilitator."""

    __tablename__ = "invitations"

    digest: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    kind: str
    user_id: str | None = Field(
        default=None, foreign_key="users.id", ondelete="CASCADE", index=True
    )
    workshop_id: str | None = Field(
        default=None, foreign_key="workshops.id", ondelete="CASCADE", index=True
    )
    expires_at: int = Field(sa_type=BigInteger)
    used_at: int | None = Field(default=None, sa_type=BigInteger)


# --- projects and workshops -----------------------------------------------------------------


class ProjectRow(SQLModel, table=True):
    """A district's planning effort."""

    __tablename__ = "projects"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    title: str
    stage: str
    created_at: int = Field(sa_type=BigInteger)


class TemplateRow(SQLModel, table=True):
    """An agenda that a district keeps: the text of a file such as those in data/templates."""

    __tablename__ = "templates"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    text: str = Field(sa_type=Text)
    made_at: int = Field(sa_type=BigInteger)
    made_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )


class WorkshopRow(SQLModel, table=True):
    """A workshop as lists show it; its journal holds what happened in it."""

    __tablename__ = "workshops"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    project_id: str = Field(foreign_key="projects.id", index=True)
    title: str
    template: str
    code: str = Field(unique=True)
    state: str  # draft | open | closed: a copy of what the journal says
    wall_key_digest: str | None = None
    created_at: int = Field(sa_type=BigInteger)
    created_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )


class CodeRow(SQLModel, table=True):
    """A join code, kept for ever: it outlives its workshop so that it is never given twice."""

    __tablename__ = "codes"

    code: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    workshop_id: str | None = Field(
        default=None, foreign_key="workshops.id", ondelete="SET NULL", index=True
    )
    retired_at: int | None = Field(default=None, sa_type=BigInteger)
    # The workshop that is, or was, rehearsed under this code: it outlives the rehearsal.
    rehearsal_of: str | None = Field(default=None, index=True)


class RightRow(SQLModel, table=True):
    """A co-facilitator's right to one workshop."""

    __tablename__ = "workshop_rights"

    workshop_id: str = Field(primary_key=True, foreign_key="workshops.id", ondelete="CASCADE")
    user_id: str = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE", index=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    given_at: int = Field(sa_type=BigInteger)


# --- the journal ----------------------------------------------------------------------------


class EntryRow(SQLModel, table=True):
    """One accepted command of a workshop."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("workshop_id", "by", "ref"),)

    workshop_id: str = Field(primary_key=True, foreign_key="workshops.id", ondelete="CASCADE")
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    district_id: str = Field(foreign_key="districts.id")
    at: int = Field(sa_type=BigInteger)
    by: str
    ref: str
    digest: str
    type: str
    events: str = Field(sa_type=Text)  # JSON
    seal: int = Field(sa_type=BigInteger)  # of all that an entry says; see journal.py


# --- plans ----------------------------------------------------------------------------------


class PlanRow(Cover, table=True):
    """A plan's cover."""

    __tablename__ = "plans"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id", index=True)
    project_id: str = Field(foreign_key="projects.id", index=True)
    version: int = 1
    created_at: int = Field(sa_type=BigInteger)
    created_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )


class PlanItemRow(Metric, ActionStep, table=True):
    """An item of any kind: the fields of a metric and of an action step hold those of all others.

    What a kind does not have stays empty. A removed item is kept, for its history and its return.
    """

    __tablename__ = "plan_items"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    plan_id: str = Field(foreign_key="plans.id", ondelete="CASCADE", index=True)
    parent_id: str | None = Field(
        default=None, foreign_key="plan_items.id", ondelete="CASCADE", index=True
    )
    kind: str
    place: int
    version: int = 1
    title: str = ""
    text: str = ""
    removed_at: int | None = Field(default=None, sa_type=BigInteger)


class PlanSourceRow(SQLModel, table=True):
    """Where an item came from; a copy, for a plan outlives its workshops."""

    __tablename__ = "plan_sources"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    plan_id: str = Field(foreign_key="plans.id", ondelete="CASCADE", index=True)
    item_id: str = Field(foreign_key="plan_items.id", ondelete="CASCADE", index=True)
    key: str
    workshop_id: str
    workshop_code: str
    workshop_title: str
    held_on: int | None = Field(default=None, sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    kind: str  # theme | response | wording
    theme: str | None = None
    people: int
    tables: int
    at_tables: int
    small: int
    # JSON: {people: [[label, people], …], labels: {label: {language: label}}, papers: forms,
    # votes: [plan.nouns.Vote, …]}; once only [[label, people], …]
    groups: str = Field(sa_type=Text)
    brought_at: int = Field(sa_type=BigInteger)


class PlanQuoteRow(SQLModel, table=True):
    """A phrase behind an item."""

    __tablename__ = "plan_quotes"
    __table_args__ = (Index(None, "workshop_id", "response_id"),)

    source_id: str = Field(primary_key=True, foreign_key="plan_sources.id", ondelete="CASCADE")
    response_id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    workshop_id: str
    place: int
    text: str
    group_label: str | None = None


class PlanChangeRow(SQLModel, table=True):
    """One field of an item, or of the cover, changed once."""

    __tablename__ = "plan_changes"

    id: int | None = Field(default=None, primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    plan_id: str = Field(foreign_key="plans.id", ondelete="CASCADE", index=True)
    item_id: str | None = Field(
        default=None, foreign_key="plan_items.id", ondelete="CASCADE", index=True
    )
    field: str  # "": its existence
    old: str
    new: str
    by: str | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL", index=True)
    at: int = Field(sa_type=BigInteger)
    reason: str | None = None


# --- combined themes ------------------------------------------------------------------------


class CombinedThemeRow(SQLModel, table=True):
    """Themes of a project's workshops that somebody has found to be one."""

    __tablename__ = "combined_themes"

    id: str = Field(primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    project_id: str = Field(foreign_key="projects.id", ondelete="CASCADE", index=True)
    kind: str  # of the prompts that they answer
    name: str
    place: int
    version: int = 1
    changed_at: int = Field(sa_type=BigInteger)
    changed_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )


class CombinedPartRow(SQLModel, table=True):
    """One theme of one workshop, in at most one combined theme."""

    __tablename__ = "combined_parts"

    workshop_id: str = Field(primary_key=True, foreign_key="workshops.id", ondelete="CASCADE")
    theme_id: str = Field(primary_key=True)  # in that workshop's journal
    district_id: str = Field(foreign_key="districts.id")
    combined_id: str = Field(foreign_key="combined_themes.id", ondelete="CASCADE", index=True)
    place: int


class CombinedStepRow(SQLModel, table=True):
    """One change of a project's combined themes, with what it takes to undo it."""

    __tablename__ = "combined_steps"

    id: int | None = Field(default=None, primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    project_id: str = Field(foreign_key="projects.id", ondelete="CASCADE", index=True)
    act: str  # join | add | take_out | take_apart | rename | move
    kind: str
    name: str
    count: int
    before: str = Field(sa_type=Text)  # JSON: {id: {kind, name, place, version, parts} or null}
    at: int = Field(sa_type=BigInteger)
    undone_at: int | None = Field(default=None, sa_type=BigInteger)
    by: str | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL", index=True)


# --- the code book --------------------------------------------------------------------------


class CodeBookRow(SQLModel, table=True):
    """What a district adds to the shipped code book: cues for one of its codes, or an own code.

    A removed code is kept, for its return.
    """

    __tablename__ = "code_book"

    district_id: str = Field(primary_key=True, foreign_key="districts.id")
    code: str = Field(primary_key=True)
    version: int = 1
    is_used: bool = True
    name: str = ""  # of an own code; a shipped one has its name in the book
    names: str = Field(default="{}", sa_type=Text)  # JSON: {language: name}
    family: str = ""
    description: str = ""
    cues: str = Field(sa_type=Text)  # JSON: {language: [cue, …]}
    made_at: int = Field(sa_type=BigInteger)
    changed_at: int = Field(sa_type=BigInteger)
    changed_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )
    removed_at: int | None = Field(default=None, sa_type=BigInteger)


# --- the screening --------------------------------------------------------------------------


class ScreeningRow(SQLModel, table=True):
    """What a district adds to the lists of the screening, and where grave matters go."""

    __tablename__ = "screening"

    district_id: str = Field(primary_key=True, foreign_key="districts.id")
    version: int = 1
    words: str = Field(sa_type=Text)  # JSON: {language: {hold, names, allow: [word, …]}}
    safety_contact: str = ""
    personnel_to: str | None = Field(  # nobody: all administrators
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )
    changed_at: int = Field(sa_type=BigInteger)
    changed_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )


class PopulationRow(SQLModel, table=True):
    """How many people of each stakeholder group a district has."""

    __tablename__ = "population"

    district_id: str = Field(primary_key=True, foreign_key="districts.id")
    version: int = 1
    groups: str = Field(sa_type=Text)  # JSON: [{id, label: {language: words}, people}, …]
    as_of: str = ""  # YYYY-MM-DD
    changed_at: int = Field(sa_type=BigInteger)
    changed_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )


class AuditRow(SQLModel, table=True):
    """Somebody has looked at, or changed, what few may see or change; lines are only added."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "district_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    district_id: str = Field(foreign_key="districts.id")
    at: int = Field(sa_type=BigInteger)
    by: str | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL", index=True)
    act: str
    about: str = ""


# --- results --------------------------------------------------------------------------------


class ResultsRow(SQLModel, table=True):
    """A link under which participants read what came of a workshop.

    An ended one is kept, so that whoever still has it is told that it has ended.
    """

    __tablename__ = "results"

    digest: str = Field(primary_key=True)  # of the secret in the link
    district_id: str = Field(foreign_key="districts.id")
    workshop_id: str = Field(foreign_key="workshops.id", ondelete="CASCADE", index=True)
    next_steps: str = Field(sa_type=Text)  # what the facilitator says happens next
    made_at: int = Field(sa_type=BigInteger)
    made_by: str | None = Field(
        default=None, foreign_key="users.id", ondelete="SET NULL", index=True
    )
    expires_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)
