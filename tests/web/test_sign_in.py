"""Signing in: by password, for the first time, by a link, and by invitation."""

import asyncio

import pytest

from tests.web.town import ADDRESS, LIGHT, NOON, PASSWORD, Browser, Town, opened
from workshop.store import projects, workshops
from workshop.web import auth
from workshop.web.guesses import DELAY, IN_ALL

MAIL = "fay@school.example"


@pytest.fixture(scope="module")
def hashed() -> str:
    return asyncio.run(auth.Passwords(LIGHT).hash(PASSWORD))


@pytest.fixture
def ana(town: Town) -> Browser:
    """Ana sits at a browser of her own, and has not signed in."""
    return town.browser()


def first_run(town: Town) -> str:
    return town.write(lambda session: auth.first_run_token(session, NOON))


# --- by password ----------------------------------------------------------------------------


def test_who_must_sign_in_is_taken_there_and_back(town, hashed):
    town.make_user("Fay", "facilitator", hashed)
    browser = town.browser()
    browser.opens("/projects?x=1").leads_to("/sign-in?next=%2Fprojects%3Fx%3D1")
    browser.opens("/sign-in?next=%2Fprojects").works().shows("Please sign in to see this page.")
    page = browser.sends(
        "/sign-in", email="Fay@School.example ", password=PASSWORD, next="/projects"
    )
    page.leads_to("/projects")
    browser.opens("/projects").works()
    browser.opens("/sign-in").leads_to("/home")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town, hashed):
    town.make_user("Fay", "facilitator", hashed)
    page = town.browser().sends("/sign-in", email=MAIL, password=PASSWORD)
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("sign_in=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # plain http on a school's network


@pytest.mark.parametrize(
    ("email", "password"),
    [(MAIL, "maple window twelve"), ("nobody@school.example", PASSWORD), ("", ""), (MAIL, "")],
)
def test_rejects_what_does_not_belong_together_without_saying_which(town, hashed, email, password):
    town.make_user("Fay", "facilitator", hashed)
    page = town.browser().sends("/sign-in", email=email, password=password)
    page.rejects(409, "Mail address and password do not belong together.")
    assert password == "" or password not in page.html
    assert "set-cookie" not in page.headers


def test_rejects_the_right_password_while_the_account_waits(town, hashed):
    town.make_user("Fay", "facilitator", hashed)
    browser = town.browser()
    for _ in range(5):
        browser.sends("/sign-in", email=MAIL, password="wrong wrong wrong").rejects(409)
    browser.sends("/sign-in", email=MAIL, password=PASSWORD).rejects(409, "Too many tries")
    town.clock.at += 2_000
    browser.sends("/sign-in", email=MAIL, password=PASSWORD).leads_to("/home")


@pytest.mark.parametrize(
    "onward", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_leads_nowhere_outside_of_the_house(town, hashed, onward):
    town.make_user("Fay", "facilitator", hashed)
    page = town.browser().sends("/sign-in", email=MAIL, password=PASSWORD, next=onward)
    page.leads_to("/home")


def test_signing_out_ends_the_secret_itself(town, fay):
    secret = fay.client.cookies[auth.COOKIE]
    fay.sends("/sign-out").leads_to("/sign-in")
    fay.client.cookies.set(auth.COOKIE, secret)
    fay.opens("/home").leads_to("/sign-in?next=%2Fhome")


def test_signing_in_again_ends_the_old_secret(town, hashed):
    browser = town.sign_in(town.make_user("Fay", "facilitator", hashed))
    old = browser.client.cookies[auth.COOKIE]
    browser.client.cookies.clear()
    browser.client.cookies.set(auth.COOKIE, old)
    browser.sends("/sign-in", email=MAIL, password=PASSWORD).leads_to("/home")
    other = town.browser()
    other.client.cookies.set(auth.COOKIE, old)
    other.opens("/home").leads_to("/sign-in?next=%2Fhome")


# --- the first time -------------------------------------------------------------------------


def test_the_first_one_makes_an_account_and_is_in(town, ana):
    token = first_run(town)
    ana.opens(f"/welcome?token={token}").works().shows("You are the first one here.")
    ana.sends(
        "/welcome", token=token, name="Ana", email=MAIL, password=PASSWORD, district="Larkspur"
    ).leads_to("/home")
    ana.opens("/home").works().shows("Larkspur", "Make a workshop")


def test_the_first_link_works_once(town, ana):
    token = first_run(town)
    sent = {"token": token, "name": "Ana", "email": MAIL, "password": PASSWORD}
    ana.sends("/welcome", **sent).leads_to("/home")
    town.browser().sends("/welcome", **{**sent, "email": "eve@evil.example"}).rejects(
        409, "This link has been used already."
    )


def test_a_form_that_is_refused_keeps_what_was_typed_but_never_a_password(town, ana):
    token = first_run(town)
    page = ana.sends("/welcome", token=token, name="Ana", email="ana", password=PASSWORD)
    page.rejects(409, "Please write a mail address")
    assert 'value="Ana"' in page.html
    assert PASSWORD not in page.html
    assert token in page.html
    ana.sends("/welcome", token=token, name="Ana", email=MAIL, password="short").rejects(
        409, "at least 10 characters"
    )


@pytest.mark.parametrize("path", ["/welcome", "/welcome?token=x", "/invited?token=x"])
def test_rejects_links_that_nobody_made(ana, path):
    ana.opens(path).rejects(404, "This link is not known here.")


def test_the_page_stays_itself_in_another_language(town, ana):
    path = f"/welcome?token={first_run(town)}"
    ana.opens(f"{path}&language=es").leads_to(path)
    ana.opens(path).works().shows("Usted es la primera persona aquí.")


# --- by a link ------------------------------------------------------------------------------


def test_a_link_signs_in_once_and_leads_on(town, ana):
    user = town.make_user("Fay", "facilitator")
    token = town.write(
        lambda session: auth.sign_in_token(session, user.district, user.id, town.clock.at)
    )
    path = f"/sign-in/link?token={token}&next=/w/KELP42/console"
    ana.opens(path, **{"Sec-Purpose": "prefetch"}).leads_to(
        f"/sign-in?next=%2Fsign-in%2Flink%3Ftoken%3D{token}%26next%3D%2Fw%2FKELP42%2Fconsole"
    )
    ana.opens(path).leads_to("/w/KELP42/console")
    ana.opens("/home").works()
    ana.opens(path).leads_to("/w/KELP42/console")  # a reload
    town.browser().opens(path).rejects(409, "This link has been used already.")


def test_a_link_ends_after_ten_minutes(town, ana):
    user = town.make_user("Fay", "facilitator")
    token = town.write(
        lambda session: auth.sign_in_token(session, user.district, user.id, town.clock.at)
    )
    town.clock.at += auth.LINK_LASTS
    ana.opens(f"/sign-in/link?token={token}").rejects(409, "This link has expired.")


# --- by invitation --------------------------------------------------------------------------


@pytest.fixture
def invitation(town: Town) -> tuple[str, workshops.Workshop]:
    """Return a token that invites to a workshop, and the workshop."""
    fay = town.make_user("Fay", "facilitator")

    def make(session):
        project = projects.create(session, fay.district, title="Plan", at=NOON)
        workshop = workshops.create(
            session,
            fay.district,
            project=project.id,
            title="Evening",
            template="blank",
            by=fay.id,
            at=NOON,
        )
        return auth.cofacilitator_token(session, fay.district, workshop.id, NOON), workshop

    return town.write(make)


def test_somebody_new_makes_an_account_and_may_help_in_this_workshop(town, ana, invitation):
    token, workshop = invitation
    ana.opens(f"/invited?token={token}").works().shows("Evening")
    ana.sends(
        "/invited", token=token, name="Ana", email="ana@school.example", password=PASSWORD
    ).leads_to(f"/workshops/{workshop.id}")
    ana.opens(f"/workshops/{workshop.id}").works().hides("Somebody to help")
    ana.opens("/home").works().shows("Evening").hides("New workshop")
    ana.opens("/projects").rejects(403)


def test_who_has_an_account_helps_with_one_press(town, invitation):
    token, workshop = invitation
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.opens(f"/workshops/{workshop.id}").rejects(403, "This workshop is not yours.")
    ana.opens(f"/invited?token={token}").works().shows("Help as Ana")
    ana.sends("/invited", token=token).leads_to(f"/workshops/{workshop.id}")
    ana.opens(f"/workshops/{workshop.id}").works()


def test_an_invitation_works_once_and_for_a_day(town, ana, invitation):
    token, _workshop = invitation
    sent = {"token": token, "name": "Ana", "email": "ana@school.example", "password": PASSWORD}
    ana.sends("/invited", **{**sent, "email": MAIL}).rejects(409, "already has an account")
    ana.sends("/invited", **sent)
    town.browser().sends("/invited", **sent).rejects(409, "This link has been used already.")


# --- one's own account ----------------------------------------------------------------------


def test_another_password_ends_every_other_browser(town, hashed):
    user = town.make_user("Fay", "facilitator", hashed)
    here, there = town.sign_in(user), town.sign_in(user)
    new = "window maple twelve"
    here.sends("/account", password="not this one", new_password=new).rejects(
        409, "That is not your present password."
    )
    here.sends("/account", password=PASSWORD, new_password=new).leads_to("/account?saved=yes")
    here.opens("/account?saved=yes").works().shows("Other browsers have been signed out.")
    there.opens("/home").leads_to("/sign-in?next=%2Fhome")
    town.browser().sends("/sign-in", email=MAIL, password=new).leads_to("/home")


def test_who_came_by_a_link_chooses_a_first_password(fay):
    fay.opens("/account").works().shows("Choose a password").hides("Present password")
    fay.sends("/account", new_password=PASSWORD).leads_to("/account?saved=yes")


# --- guessing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/?code=NOSUCH", "/w/NOSUCH", "/w/NOSUCH/events", "/w/NOSUCH/console", "/w/NOSUCH/wall"],
)
def test_a_wrong_code_is_counted_once_whichever_way_it_comes(town, path):
    guesses = town.app.state.house.guesses
    town.browser().opens(path)
    waits = [guesses.wrong(f"address {number}", NOON) for number in range(IN_ALL)]
    assert waits == [0.0] * (IN_ALL - 1) + [DELAY]  # one was counted before these


# --- behind a proxy -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("public", "is_secure"),
    [
        (ADDRESS.replace("http:", "https:"), True),
        ("https://elsewhere.example", False),
        (ADDRESS, False),
    ],
)
def test_the_cookie_stays_with_https_where_a_proxy_speaks_it(tmp_path, public, is_secure):
    with opened(tmp_path / "town.db", public_url=public) as town:
        fay = town.make_user("Fay", "facilitator")
        token = town.write(lambda session: auth.sign_in_token(session, fay.district, fay.id, NOON))
        page = town.browser().opens(f"/sign-in/link?token={token}")
        assert ("Secure" in page.headers["set-cookie"]) == is_secure
