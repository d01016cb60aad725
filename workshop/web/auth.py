"""Auth: who sits at this browser. Passwords, sign-ins, and links that work once.

The browser holds 256 random bits; the store holds their digest.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session
from starlette.requests import HTTPConnection
from starlette.responses import Response

from workshop.errors import Refused, Unavailable
from workshop.ids import digest_of, new_secret
from workshop.room.text import squeeze
from workshop.store import people

T = TypeVar("T")

COOKIE = "sign_in"
MINUTE = 60_000  # ms
HOUR = 60 * MINUTE
SIGN_IN_LASTS = 14 * 24 * HOUR
FIRST_RUN_LASTS = 24 * HOUR
LINK_LASTS = 10 * MINUTE
INVITATION_LASTS = 24 * HOUR

MIN_PASSWORD = 10  # characters
MAX_PASSWORD = 200
MAX_NAME = 80
MAX_EMAIL = 200

FREE_TRIES = 5
LONGEST_WAIT = 5 * MINUTE
ACCOUNTS_WATCHED = 10_000

# argon2id takes 64 MiB and all of a core for a moment: two at once are enough for a small server.
HASHED_AT_ONCE = 2
MOST_WAITING = 40  # hashes; about three seconds of them


# --- passwords ------------------------------------------------------------------------------


class Passwords:
    """Makes and checks argon2id hashes on threads of their own, off the loop."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        """Hash nothing before somebody signs in; without a `hasher` at argon2id's full cost."""
        self._hasher = PasswordHash((hasher or Argon2Hasher(),))
        self._threads = ThreadPoolExecutor(HASHED_AT_ONCE, thread_name_prefix="password")
        self._waiting = 0
        self._nobodys: Future[str] | None = None  # the hash that stands for who has none

    async def hash(self, password: str) -> str:
        """Return the hash of a new password. Raises Refused `weak_password`, Unavailable `busy`."""
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise Refused("weak_password", limit=MIN_PASSWORD)
        return await self._away(self._hasher.hash, password)

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Tell whether it is the password behind the hash; without one, after the same time."""
        if self._nobodys is None:
            self._nobodys = self._threads.submit(self._hasher.hash, new_secret())
        nobodys = await asyncio.wrap_future(self._nobodys)
        known = nobodys if password_hash is None else password_hash
        fits = await self._away(self._hasher.verify, password[:MAX_PASSWORD], known)
        return fits and password_hash is not None

    async def _away(self, act: Callable[..., T], *values: str) -> T:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("busy")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, act, *values)
        finally:
            self._waiting -= 1


# --- tries ----------------------------------------------------------------------------------


@dataclass(slots=True)
class Tries:
    """Wrong passwords by account: each after the fifth doubles the wait, up to five minutes.

    By account and never by address alone: a school is one address. An address without an
    account waits too, so that nobody learns which ones there are.
    """

    _failed: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)

    def check(self, email: str, at: int) -> None:
        """Raise Refused `wait_to_sign_in` with `seconds` while an account has to wait."""
        count, last = self._failed.get(_account(email), (0, 0))
        if count < FREE_TRIES:
            return
        wait = min(1000 * 2 ** (count - FREE_TRIES + 1), LONGEST_WAIT)
        left = last + wait - at
        if left > wait:  # the clock was put back since: the wait begins anew, and is no longer
            self._failed[_account(email)] = (count, at)
            left = wait
        if left > 0:
            raise Refused("wait_to_sign_in", seconds=-(-left // 1000))

    def failed(self, email: str, at: int) -> None:
        """Count a wrong password."""
        account = _account(email)
        count, _last = self._failed.pop(account, (0, 0))
        self._failed[account] = (min(count + 1, FREE_TRIES + 20), at)
        while len(self._failed) > ACCOUNTS_WATCHED:
            self._failed.popitem(last=False)

    def succeeded(self, email: str) -> None:
        """Forget what went wrong."""
        self._failed.pop(_account(email), None)


def _account(email: str) -> str:
    return digest_of(email.strip().lower())


# --- sign-ins -------------------------------------------------------------------------------


def open_sign_in(session: Session, district: str, user: str, at: int) -> str:
    """Sign a user in on one browser and return the secret for its cookie."""
    secret = new_secret()
    people.open_sign_in(
        session,
        district,
        user=user,
        digest=digest_of(secret),
        at=at,
        expires_at=at + SIGN_IN_LASTS,
    )
    return secret


def find_signed_in(session: Session, request: HTTPConnection, at: int) -> people.SignedIn | None:
    """Return who sits at the browser."""
    secret = request.cookies.get(COOKIE)
    return people.find_signed_in(session, digest_of(secret), at) if secret else None


def keep_signed_in(response: Response, secret: str, *, secure: bool) -> None:
    """Give the browser its secret. `secure`: the request came over TLS."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SIGN_IN_LASTS // 1000,
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def forget(response: Response, *, secure: bool) -> None:
    """Take the secret from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=secure)


# --- links that work once -------------------------------------------------------------------


def first_run_token(session: Session, at: int) -> str | None:
    """Return a token for `/welcome?token=…` while nobody can sign in yet; earlier ones end."""
    if not people.is_empty(session):
        return None
    district = people.first_district(session).id
    people.withdraw_invitations(session, district, "first_run")
    return _invite(session, district, kind="first_run", expires_at=at + FIRST_RUN_LASTS)


def sign_in_token(session: Session, district: str, user: str, at: int) -> str:
    """Return a token for `/sign-in/link?token=…&next=…`, for ten minutes."""
    return _invite(session, district, kind="sign_in", user=user, expires_at=at + LINK_LASTS)


def cofacilitator_token(session: Session, district: str, workshop: str, at: int) -> str:
    """Return a token for `/invited?token=…`, for a day."""
    expires_at = at + INVITATION_LASTS
    return _invite(
        session, district, kind="cofacilitator", workshop=workshop, expires_at=expires_at
    )


def _invite(
    session: Session,
    district: str,
    *,
    kind: people.InvitationKind,
    expires_at: int,
    user: str | None = None,
    workshop: str | None = None,
) -> str:
    token = new_secret()
    people.invite(
        session,
        district,
        digest=digest_of(token),
        kind=kind,
        expires_at=expires_at,
        user=user,
        workshop=workshop,
    )
    return token


# --- what people write of themselves --------------------------------------------------------


def checked_email(typed: str) -> str:
    """Return a mail address as it is kept. Raises Refused `bad_email`."""
    email = typed.strip().lower()
    name, at, domain = email.partition("@")
    if not (name and at and domain) or "@" in domain or len(email) > MAX_EMAIL:
        raise Refused("bad_email")
    if any(sign.isspace() or sign < " " for sign in email):
        raise Refused("bad_email")
    return email


def checked_name(typed: str) -> str:
    """Return a person's name as it is kept. Raises Refused `empty`, `too_long`."""
    name = squeeze(typed)
    if not name:
        raise Refused("empty")
    if len(name) > MAX_NAME:
        raise Refused("too_long", limit=MAX_NAME)
    return name
