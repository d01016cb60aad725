"""People: districts, who may sign in, and the links and browsers that prove it.

What is looked up by something unique in the whole house (an address, a digest) takes no
district: it tells it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from sqlmodel import Session, col, delete, select, update

from workshop.errors import NotFound, Refused
from workshop.ids import new_id
from workshop.store.tables import (
    DistrictRow,
    InvitationRow,
    MembershipRow,
    SignInRow,
    UserRow,
)

Role = Literal["administrator", "facilitator", "cofacilitator"]
InvitationKind = Literal["first_run", "sign_in", "facilitator", "cofacilitator"]


@dataclass(frozen=True, slots=True)
class District:
    """A school district."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can sign in."""

    id: str
    district: str
    email: str
    name: str
    language: str
    password_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user behind a request."""

    user: User
    district: str
    role: str  # administrator | facilitator | cofacilitator
    seen_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that works once."""

    district: str
    kind: str  # first_run | sign_in | facilitator | cofacilitator
    user: str | None
    workshop: str | None
    expires_at: int


# --- districts ------------------------------------------------------------------------------


def first_district(session: Session) -> District:
    """Return the district of a house that has one; it is made when there is none."""
    row = session.exec(select(DistrictRow).order_by(col(DistrictRow.id))).first()
    if row is None:
        row = DistrictRow(id=new_id("d"), name="")
        session.add(row)
        session.flush()
    return District(id=row.id, name=row.name)


def get_district(session: Session, district_id: str) -> District:
    """Return a district. Raises NotFound `district`."""
    row = session.get(DistrictRow, district_id)
    if row is None:
        raise NotFound("district")
    return District(id=row.id, name=row.name)


def rename_district(session: Session, district_id: str, name: str) -> None:
    """Give the district its name."""
    session.exec(update(DistrictRow).where(col(DistrictRow.id) == district_id).values(name=name))


# --- users ----------------------------------------------------------------------------------


def is_empty(session: Session) -> bool:
    """Tell whether nobody can sign in yet."""
    return session.exec(select(UserRow.id).limit(1)).first() is None


def create_user(
    session: Session,
    district_id: str,
    *,
    email: str,
    name: str,
    role: Role,
    at: int,
    language: str = "en",
    password_hash: str | None = None,
) -> User:
    """Make a user and their membership. Raises Refused `email_taken`."""
    email = _same(email)
    if find_user(session, email) is not None:
        raise Refused("email_taken")
    row = UserRow(
        id=new_id("u"),
        district_id=district_id,
        email=email,
        name=name,
        language=language,
        password_hash=password_hash,
        created_at=at,
    )
    session.add(row)
    session.flush()  # the membership refers to it
    session.add(MembershipRow(user_id=row.id, district_id=district_id, role=role))
    session.flush()
    return _user(row)


def find_user(session: Session, email: str) -> User | None:
    """Return who has this address, in any case of letters."""
    row = session.exec(select(UserRow).where(col(UserRow.email) == _same(email))).first()
    return None if row is None else _user(row)


def get_user(session: Session, district_id: str, user_id: str) -> User:
    """Return a user of the district. Raises NotFound `user`."""
    return _user(_get_row(session, district_id, user_id))


def names(session: Session, district_id: str, users: Collection[str]) -> dict[str, str]:
    """Return what these users of the district are called, by id; who is not there has no name."""
    row = select(UserRow.id, UserRow.name)
    mine = (col(UserRow.district_id) == district_id, col(UserRow.id).in_(users))
    return dict(session.exec(row.where(*mine)).all())


def find_first_lead(session: Session, district_id: str) -> User | None:
    """Return the administrator, else the facilitator, who has been in the district longest."""
    row = session.exec(
        select(UserRow)
        .join(MembershipRow, col(MembershipRow.user_id) == col(UserRow.id))
        .where(
            col(MembershipRow.district_id) == district_id,
            col(MembershipRow.role).in_(("administrator", "facilitator")),
        )
        .order_by(col(MembershipRow.role), col(UserRow.created_at), col(UserRow.id))
    ).first()
    return None if row is None else _user(row)


def set_password(session: Session, district_id: str, user_id: str, password_hash: str) -> None:
    """Keep the hash of a new password. Raises NotFound `user`."""
    _get_row(session, district_id, user_id).password_hash = password_hash
    session.flush()


def set_language(session: Session, district_id: str, user_id: str, language: str) -> None:
    """Keep the language a user reads. Raises NotFound `user`."""
    _get_row(session, district_id, user_id).language = language
    session.flush()


# --- sign-ins -------------------------------------------------------------------------------


def open_sign_in(
    session: Session, district_id: str, *, user: str, digest: str, at: int, expires_at: int
) -> None:
    """Remember a browser that has proved who sits at it; sign-ins that expired are forgotten."""
    session.exec(delete(SignInRow).where(col(SignInRow.expires_at) <= at))
    session.add(
        SignInRow(
            digest=digest,
            district_id=district_id,
            user_id=user,
            created_at=at,
            seen_at=at,
            expires_at=expires_at,
        )
    )
    session.flush()


def find_signed_in(session: Session, digest: str, at: int) -> SignedIn | None:
    """Return who is signed in under this digest at this time."""
    found = session.exec(
        select(SignInRow, UserRow, MembershipRow)
        .join(UserRow, col(UserRow.id) == col(SignInRow.user_id))
        .join(
            MembershipRow,
            (col(MembershipRow.user_id) == col(SignInRow.user_id))
            & (col(MembershipRow.district_id) == col(SignInRow.district_id)),
        )
        .where(col(SignInRow.digest) == digest, col(SignInRow.expires_at) > at)
    ).first()
    if found is None:
        return None
    sign_in, row, membership = found
    return SignedIn(
        user=_user(row),
        district=sign_in.district_id,
        role=membership.role,
        seen_at=sign_in.seen_at,
        expires_at=sign_in.expires_at,
    )


def renew_sign_in(session: Session, digest: str, *, at: int, expires_at: int) -> None:
    """Note that a browser was seen, and let it stay signed in until `expires_at`."""
    session.exec(
        update(SignInRow)
        .where(col(SignInRow.digest) == digest, col(SignInRow.expires_at) > at)
        .values(seen_at=at, expires_at=expires_at)
    )


def close_sign_in(session: Session, digest: str) -> None:
    """Forget one browser."""
    session.exec(delete(SignInRow).where(col(SignInRow.digest) == digest))


def close_sign_ins(session: Session, district_id: str, user_id: str) -> list[str]:
    """Forget every browser of a user; return the digests that prove nothing any more."""
    theirs = (col(SignInRow.district_id) == district_id, col(SignInRow.user_id) == user_id)
    digests = list(session.exec(select(SignInRow.digest).where(*theirs)))
    session.exec(delete(SignInRow).where(*theirs))
    return digests


# --- invitations ----------------------------------------------------------------------------


def invite(
    session: Session,
    district_id: str,
    *,
    digest: str,
    kind: InvitationKind,
    expires_at: int,
    user: str | None = None,
    workshop: str | None = None,
) -> None:
    """Keep the digest of a link that works once."""
    session.add(
        InvitationRow(
            digest=digest,
            district_id=district_id,
            kind=kind,
            user_id=user,
            workshop_id=workshop,
            expires_at=expires_at,
        )
    )
    session.flush()


def get_invitation(session: Session, digest: str, at: int) -> Invitation:
    """Return an invitation that still works, and leave it so.

    Raises NotFound `invitation`; Refused `invitation_used`, `invitation_expired`.
    """
    row = session.get(InvitationRow, digest)
    if row is None:
        raise NotFound("invitation")
    if row.used_at is not None:
        raise Refused("invitation_used")
    if row.expires_at <= at:
        raise Refused("invitation_expired")
    return Invitation(
        district=row.district_id,
        kind=row.kind,
        user=row.user_id,
        workshop=row.workshop_id,
        expires_at=row.expires_at,
    )


def take_invitation(session: Session, digest: str, at: int) -> Invitation:
    """Use an invitation up and return it. Raises as `get_invitation` does."""
    invitation = get_invitation(session, digest, at)
    unused = (col(InvitationRow.digest) == digest, col(InvitationRow.used_at).is_(None))
    taken = session.exec(update(InvitationRow).where(*unused).values(used_at=at))
    if taken.rowcount == 0:  # on an engine with several writers: somebody else just took it
        raise Refused("invitation_used")
    return invitation


def withdraw_invitations(session: Session, district_id: str, kind: InvitationKind) -> None:
    """Forget the unused invitations of a kind."""
    session.exec(
        delete(InvitationRow).where(
            col(InvitationRow.district_id) == district_id,
            col(InvitationRow.kind) == kind,
            col(InvitationRow.used_at).is_(None),
        )
    )


def _get_row(session: Session, district_id: str, user_id: str) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None or row.district_id != district_id:
        raise NotFound("user")
    return row


def _user(row: UserRow) -> User:
    return User(
        id=row.id,
        district=row.district_id,
        email=row.email,
        name=row.name,
        language=row.language,
        password_hash=row.password_hash,
    )


def _same(email: str) -> str:
    """Return an address in the one form it is stored in."""
    return email.strip().lower()
