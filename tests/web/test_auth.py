"""Auth: passwords, tries, and secrets that are kept as digests only."""

import asyncio

import pytest
from sqlmodel import select

from tests.web.town import NOON
from workshop.errors import Refused, Unavailable
from workshop.ids import digest_of
from workshop.store import people
from workshop.store.tables import InvitationRow, SignInRow
from workshop.web import auth
from workshop.web.auth import LONGEST_WAIT, Passwords, Tries

MAIL = "fay@school.example"


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords()


def test_a_password_fits_its_hash_only(passwords):
    hashed = asyncio.run(passwords.hash("maple window eleven"))
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert asyncio.run(passwords.fits("maple window eleven", hashed))
    assert not asyncio.run(passwords.fits("maple window twelve", hashed))


def test_no_password_fits_where_there_is_none(passwords):
    assert not asyncio.run(passwords.fits("", None))
    assert not asyncio.run(passwords.fits("maple window eleven", None))


@pytest.mark.parametrize("password", ["", "nine char", "x" * 201])
def test_a_password_has_a_sensible_length(passwords, password):
    with pytest.raises(Refused) as refused:
        asyncio.run(passwords.hash(password))
    assert refused.value.params == {"limit": 10}


def test_hashing_leaves_the_loop_free(passwords):
    async def both() -> int:
        hashing = asyncio.create_task(passwords.hash("maple window eleven"))
        turns = 0
        while not hashing.done():
            await asyncio.sleep(0)
            turns += 1
        return turns

    assert asyncio.run(both()) > 10


def test_too_many_who_wait_are_told_to_come_back(passwords, monkeypatch):
    monkeypatch.setattr(auth, "MOST_WAITING", 3)

    async def crowd() -> list[object]:
        await passwords.fits("x", None)
        many = [passwords.fits("x", None) for _ in range(8)]
        return await asyncio.gather(*many, return_exceptions=True)

    answers = asyncio.run(crowd())
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 5


# --- tries ----------------------------------------------------------------------------------


def test_five_tries_are_free_and_the_sixth_waits():
    tries = Tries()
    for _ in range(5):
        tries.check(MAIL, NOON)
        tries.failed(MAIL, NOON)
    with pytest.raises(Refused) as refused:
        tries.check(MAIL, NOON)
    assert refused.value.code == "wait_to_sign_in"
    tries.check(MAIL, NOON + refused.value.params["seconds"] * 1000)


def test_each_further_try_waits_twice_as_long_but_never_for_ever():
    tries = Tries()
    waits = []
    for _ in range(30):
        tries.failed(MAIL, NOON)
        try:
            tries.check(MAIL, NOON)
        except Refused as refused:
            waits.append(refused.params["seconds"])
    assert waits[:3] == [2, 4, 8]
    assert max(waits) == LONGEST_WAIT // 1000


def test_tries_are_counted_by_account_in_any_case_of_letters():
    tries = Tries()
    for _ in range(6):
        tries.failed(" FAY@School.example", NOON)
    tries.check("ana@school.example", NOON)
    with pytest.raises(Refused):
        tries.check(MAIL, NOON)


def test_the_right_password_forgives():
    tries = Tries()
    for _ in range(6):
        tries.failed(MAIL, NOON)
    tries.succeeded(MAIL)
    tries.check(MAIL, NOON)


def test_a_clock_that_is_put_back_lengthens_no_wait():
    tries = Tries()
    for _ in range(6):
        tries.failed(MAIL, NOON)
    hour_before = NOON - 3_600_000
    with pytest.raises(Refused) as refused:
        tries.check(MAIL, hour_before)
    assert refused.value.params["seconds"] == 4
    tries.check(MAIL, hour_before + 4_000)


def test_made_up_addresses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(auth, "ACCOUNTS_WATCHED", 10)
    tries = Tries()
    for number in range(50):
        tries.failed(f"{number}@school.example", NOON)
    assert len(tries._failed) == 10


# --- secrets --------------------------------------------------------------------------------


def test_only_digests_of_secrets_are_kept(town):
    user = town.make_user("Fay", "facilitator")

    def open_and_look(session):
        secret = auth.open_sign_in(session, user.district, user.id, NOON)
        token = auth.sign_in_token(session, user.district, user.id, NOON)
        kept = [row.digest for row in session.exec(select(SignInRow))]
        kept += [row.digest for row in session.exec(select(InvitationRow))]
        return secret, token, kept

    secret, token, kept = town.write(open_and_look)
    assert kept == [digest_of(secret), digest_of(token)]
    assert len(secret) == len(token) == 43  # 256 bits


def test_a_first_run_link_is_there_while_nobody_can_sign_in(town):
    first = town.write(lambda session: auth.first_run_token(session, NOON))
    second = town.write(lambda session: auth.first_run_token(session, NOON))
    assert first != second
    town.browser().opens(f"/welcome?token={first}").rejects(404, "This link is not known here.")
    town.browser().opens(f"/welcome?token={second}").works()
    town.make_user("Fay", "administrator")
    assert town.write(lambda session: auth.first_run_token(session, NOON)) is None


def test_a_sign_in_ends_after_two_weeks(town):
    browser = town.sign_in(town.make_user("Fay", "facilitator"))
    town.clock.at += auth.SIGN_IN_LASTS - 1
    browser.opens("/home").works()
    town.clock.at += 1
    browser.opens("/home").leads_to("/sign-in?next=%2Fhome")


@pytest.mark.parametrize("typed", ["", "fay", "@school.example", "fay@", "a@b@c", "fay @b.c"])
def test_what_is_no_mail_address_is_refused(typed):
    with pytest.raises(Refused):
        auth.checked_email(typed)


def test_a_mail_address_is_kept_in_small_letters():
    assert auth.checked_email(" Fay.Ort@School.Example ") == "fay.ort@school.example"


def test_a_name_is_one_line():
    assert auth.checked_name("  Fay \n Ort ") == "Fay Ort"
    with pytest.raises(Refused):
        auth.checked_name("   ")


def test_signing_in_keeps_nothing_in_clear_in_a_user():
    assert "hash" not in repr(
        people.User(
            id="u1", district="d1", email=MAIL, name="Fay", language="en", password_hash="x"
        )
    )
