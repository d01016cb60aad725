"""Tables: what is kept, declared once. Rows stay inside this package.

Ids are text from `workshop.ids.new_id`; times are milliseconds since 1970 UTC; every table
carries the district it belongs to.
"""

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

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


# --- plans ----------------------------------------------------------------------------------
