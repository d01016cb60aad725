"""Beginning: a workshop made from outside a server, with the links that lead into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from sqlmodel import Session

from workshop.errors import Unavailable
from workshop.ids import digest_of, new_id, new_secret
from workshop.live.turns import Call, enact, replay
from workshop.live.wire import digest_of as command_digest
from workshop.room.agenda import NextPrompt, in_order, is_prompt
from workshop.room.contents import FACILITATOR
from workshop.store import people, projects, workshops
from workshop.store.database import Database, is_storage_fault
from workshop.store.people import User
from workshop.store.workshops import Workshop
from workshop.web import auth
from workshop.web.draft import draft_of, get_template
from workshop.web.projects import checked_title
from workshop.web.setup import begin

# The first facilitator has no password yet: they come by a link, and choose one there.
FIRST_NAME = "Facilitator"
FIRST_EMAIL = "facilitator@localhost"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the new workshop is to be; None leaves it to the template."""

    template: str
    title: str | None = None
    language: str = "en"  # of the template's own title
    moderation: str | None = None
    project: str | None = None  # title; None takes the newest, or makes one
    is_open: bool = False  # with its first prompt


@dataclass(frozen=True, slots=True)
class Made:
    """The new workshop and how to get in; the console's address works once."""

    id: str
    code: str
    join_url: str
    console_url: str
    wall_url: str


def make_workshop(database: Database, wish: Wish, *, address: str, at: int) -> Made:
    """Make a workshop in one short transaction, also beside a running server.

    `address` is the server's, without a slash at its end. Raises NotFound `no_such_template`,
    Refused what the rules refuse, Unavailable `storage_locked`.
    """
    draft = draft_of(get_template(wish.template), wish.language)
    if wish.title is not None:
        draft = replace(draft, title=wish.title)
    if wish.moderation is not None:
        draft = replace(draft, moderation=wish.moderation)
    with writing(database) as session:
        user = facilitator(session, at)
        project = _project(session, user.district, wish.project, draft.title, at)
        made = begin(session, user.district, project=project, draft=draft, by=user.id, at=at)
        if wish.is_open:
            _open_first(session, made, user, at)
        key = new_secret()
        workshops.set_wall_key(session, user.district, made.id, digest_of(key))
        token = auth.sign_in_token(session, user.district, user.id, at)
    home = f"/w/{made.code}"
    entry = urlencode({"token": token, "next": f"{home}/console"})
    return Made(
        id=made.id,
        code=made.code,
        join_url=address + home,
        console_url=f"{address}/sign-in/link?{entry}",
        wall_url=f"{address}{home}/wall?{urlencode({'key': key})}",
    )


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """Lend a session inside one transaction of a database that no writer of ours works on.

    Raises Unavailable `storage_locked` when a server keeps it for itself, `storage`.
    """
    try:
        with (
            database.transaction() as connection,
            Session(
                connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            ) as session,
        ):
            yield session
            session.commit()
    except Exception as error:
        if is_storage_fault(error):
            raise Unavailable("storage_locked" if "locked" in str(error) else "storage") from error
        raise


def facilitator(session: Session, at: int) -> User:
    """Return who leads in the house; somebody without a password when there is nobody."""
    district = people.first_district(session).id
    known = people.find_first_lead(session, district)
    if known is not None:
        return known
    return people.create_user(
        session, district, email=FIRST_EMAIL, name=FIRST_NAME, role="administrator", at=at
    )


def _project(session: Session, district: str, wanted: str | None, title: str, at: int) -> str:
    known = projects.list_for_district(session, district)
    for project in known:
        if wanted is None or project.title == wanted:
            return project.id
    return projects.create(session, district, title=checked_title(wanted or title), at=at).id


def _open_first(session: Session, made: Workshop, user: User, at: int) -> None:
    first = next((one for one in in_order(replay(session, made.id)) if is_prompt(one)), None)
    command = NextPrompt(to=None if first is None else first.id)
    call = Call(command, user.id, FACILITATOR, new_id("open-"), command_digest(command), at)
    enact(session, user.district, made.id, [call])
