"""Sign in: by password, by a link that works once, and for the very first time."""

from collections.abc import Callable

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotFound, NotSignedIn, Refused, WorkshopError
from workshop.ids import digest_of
from workshop.store import people, workshops
from workshop.store.people import Invitation, SignedIn, User
from workshop.web import auth, identity
from workshop.web.door import is_secure
from workshop.web.forms import Body, read_body
from workshop.web.house import house_of
from workshop.web.language import language_of
from workshop.web.render import local_path, see_other

HOME = "/home"
MAX_DISTRICT = 120  # characters

# --- by password ----------------------------------------------------------------------------


async def show(request: Request) -> Response:
    """Show the form; who is signed in already goes straight on."""
    onward = local_path(request.query_params.get("next"), HOME)
    if await _find(request) is not None:
        return see_other(onward)
    was_sent = "next" in request.query_params
    return _form(request, "pages/sign-in.html", onward=onward, was_sent=was_sent)


async def sign_in(request: Request) -> Response:
    """Check mail address and password."""
    body = await read_body(request)
    onward = local_path(body.text("next"), HOME)
    try:
        user = await _checked(request, body)
    except Refused as error:
        return _form(request, "pages/sign-in.html", body, error, onward=onward)
    return await _enter(request, user, onward)


async def sign_out(request: Request) -> Response:
    """Forget this browser, and close what stands open on it."""
    secret = request.cookies.get(auth.COOKIE)
    if secret:
        house = house_of(request)
        await house.write(lambda session: people.close_sign_in(session, digest_of(secret)))
        house.revoke(digest_of(secret))
    response = see_other("/sign-in")
    auth.forget(response, secure=is_secure(request))
    return response


async def _checked(request: Request, body: Body) -> User:
    house = house_of(request)
    email, password = body.text("email"), _password(body)
    house.tries.check(email, house.now())
    # Counted before it is checked: many at once are many.
    house.tries.failed(email, house.now())
    user = await house.read(lambda session: people.find_user(session, email))
    if not await house.passwords.fits(password, user.password_hash if user else None):
        raise Refused("wrong_password")
    house.tries.succeeded(email)
    if user is None:
        raise Refused("wrong_password")
    return user


# --- the first time -------------------------------------------------------------------------


async def show_welcome(request: Request) -> Response:
    """Show the form of the first run."""
    await _invitation(request, request.query_params.get("token", ""), "first_run")
    return _form(request, "pages/welcome.html", token=request.query_params["token"])


async def welcome(request: Request) -> Response:
    """Make the first user, who looks after the house."""
    body = await read_body(request)
    house = house_of(request)
    token = body.text("token")
    await _invitation(request, token, "first_run")
    district_name = " ".join(body.text("district").split())[:MAX_DISTRICT]
    try:
        make = await _new_user(request, body, "administrator")
    except Refused as error:
        return _form(request, "pages/welcome.html", body, error, token=token)

    def begin(session: Session) -> User:
        invitation = people.take_invitation(session, digest_of(token), house.now())
        people.rename_district(session, invitation.district, district_name)
        return make(session, invitation)

    return await _enter(request, await house.write(begin), HOME)


# --- by invitation --------------------------------------------------------------------------


async def show_invited(request: Request) -> Response:
    """Show a co-facilitator what they are invited to."""
    token = request.query_params.get("token", "")
    invitation = await _invitation(request, token, "cofacilitator")
    return await _invited(request, invitation, token)


async def invited(request: Request) -> Response:
    """Give the right to help: to who is signed in, else to somebody new."""
    body = await read_body(request)
    house = house_of(request)
    token = body.text("token")
    invitation = await _invitation(request, token, "cofacilitator")
    who = await _find(request)
    try:
        make = None if who else await _new_user(request, body, "cofacilitator")
        user = await house.write(
            lambda session: _admit(session, token, house.now(), who.user if who else None, make)
        )
    except Refused as error:
        return await _invited(request, invitation, token, body, error)
    onward = f"/workshops/{invitation.workshop}"
    return see_other(onward) if who else await _enter(request, user, onward)


def _admit(
    session: Session,
    token: str,
    at: int,
    known: User | None,
    make: Callable[[Session, Invitation], User] | None,
) -> User:
    invitation = people.take_invitation(session, digest_of(token), at)
    user = known if make is None else make(session, invitation)
    if user is None or invitation.workshop is None:
        raise NotFound("invitation")
    workshops.give_right(session, invitation.district, invitation.workshop, user=user.id, at=at)
    return user


async def _invited(
    request: Request,
    invitation: Invitation,
    token: str,
    body: Body | None = None,
    error: Refused | None = None,
) -> Response:
    wanted = invitation.workshop or ""
    workshop = await house_of(request).read(
        lambda session: workshops.get(session, invitation.district, wanted)
    )
    return _form(
        request,
        "pages/invited.html",
        body,
        error,
        token=token,
        workshop=workshop,
        who=await _find(request),
    )


# --- by a link ------------------------------------------------------------------------------


async def follow(request: Request) -> Response:
    """Sign in by a link from the command line; once used, it still leads who it signed in."""
    onward = local_path(request.query_params.get("next"), HOME)
    if await _find(request) is not None:
        return see_other(onward)
    if "prefetch" in request.headers.get("sec-purpose", ""):
        raise NotSignedIn("not_signed_in")  # a browser that only guesses must not use it up
    token = request.query_params.get("token", "")
    await _invitation(request, token, "sign_in")
    house = house_of(request)

    def take(session: Session) -> User:
        invitation = people.take_invitation(session, digest_of(token), house.now())
        return people.get_user(session, invitation.district, invitation.user or "")

    return await _enter(request, await house.write(take), onward)


# --- one's own account ----------------------------------------------------------------------


async def show_account(request: Request) -> Response:
    """Show one's own name and address, and the form for another password."""
    who = await identity.signed_in(request)
    saved = request.query_params.get("saved") == "yes"
    return _form(request, "pages/account.html", who=who, saved=saved)


async def change_password(request: Request) -> Response:
    """Keep another password, end every other browser's sign-in, and close what is open there."""
    who = await identity.signed_in(request)
    body = await read_body(request)
    house = house_of(request)
    try:
        await _prove(request, who, body)
        hashed = await house.passwords.hash(_password(body, "new_password"))
    except Refused as error:
        return _form(request, "pages/account.html", body, error, who=who, saved=False)

    def keep(session: Session) -> list[str]:
        people.set_password(session, who.district, who.user.id, hashed)
        return people.close_sign_ins(session, who.district, who.user.id)

    for digest in await house.write(keep):
        house.revoke(digest)
    return await _enter(request, who.user, "/account?saved=yes")


async def _prove(request: Request, who: SignedIn, body: Body) -> None:
    """Ask for the password that there is; who came by a link may have none yet."""
    if who.user.password_hash is None:
        return
    house = house_of(request)
    house.tries.check(who.user.email, house.now())
    house.tries.failed(who.user.email, house.now())
    if not await house.passwords.fits(_password(body), who.user.password_hash):
        raise Refused("wrong_old_password")
    house.tries.succeeded(who.user.email)


# --- shared ---------------------------------------------------------------------------------


async def _find(request: Request) -> SignedIn | None:
    house = house_of(request)
    return await house.read(lambda session: auth.find_signed_in(session, request, house.now()))


async def _invitation(request: Request, token: str, kind: str) -> Invitation:
    """Return what a link stands for, unused. Raises NotFound `invitation`, Refused."""
    house = house_of(request)
    found = await house.read(
        lambda session: people.get_invitation(session, digest_of(token), house.now())
    )
    if found.kind != kind:
        raise NotFound("invitation")
    return found


async def _new_user(
    request: Request, body: Body, role: people.Role
) -> Callable[[Session, Invitation], User]:
    """Return what makes a user out of a form, with everything checked that can be before."""
    house = house_of(request)
    name = auth.checked_name(body.text("name"))
    email = auth.checked_email(body.text("email"))
    hashed = await house.passwords.hash(_password(body))
    language = language_of(request)

    def make(session: Session, invitation: Invitation) -> User:
        return people.create_user(
            session,
            invitation.district,
            email=email,
            name=name,
            role=role,
            at=house.now(),
            language=language,
            password_hash=hashed,
        )

    return make


async def _enter(request: Request, user: User, onward: str) -> Response:
    """Sign a user in on this browser, under a new secret; the old one is dead."""
    house = house_of(request)
    old = request.cookies.get(auth.COOKIE)

    def enter(session: Session) -> str:
        if old:
            people.close_sign_in(session, digest_of(old))
        return auth.open_sign_in(session, user.district, user.id, house.now())

    secret = await house.write(enter)
    if old:
        house.revoke(digest_of(old))
    response = see_other(onward)
    auth.keep_signed_in(response, secret, secure=is_secure(request))
    return response


def _password(body: Body, name: str = "password") -> str:
    """Return a password as it was typed: spaces at its ends are part of it."""
    value = body.fields.get(name)
    return value if isinstance(value, str) else ""


def _form(
    request: Request,
    page: str,
    body: Body | None = None,
    error: WorkshopError | None = None,
    **values: object,
) -> Response:
    """Show a form, with what was typed and what is wrong; never with a password."""
    house = house_of(request)
    if "token" in values:
        values["here"] = f"{request.url.path}?token={values['token']}"
    typed = {name: body.text(name) for name in ("name", "email", "district")} if body else {}
    message = ""
    if error is not None:
        message = house.messages.sentence(error.code, error.params, language_of(request))
    return house.renderer.page(
        request,
        page,
        status=200 if error is None else error.status,
        typed=typed,
        message=message,
        code=error.code if error else "",
        least=auth.MIN_PASSWORD,
        **values,
    )


routes = [
    Route("/sign-in", show, methods=["GET"]),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-in/link", follow, methods=["GET"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/welcome", show_welcome, methods=["GET"]),
    Route("/welcome", welcome, methods=["POST"]),
    Route("/invited", show_invited, methods=["GET"]),
    Route("/invited", invited, methods=["POST"]),
    Route("/account", show_account, methods=["GET"]),
    Route("/account", change_password, methods=["POST"]),
]
