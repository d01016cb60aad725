"""Who may sign in, and what proves it."""

import pytest

from tests.store.conftest import HOUR, NOON
from workshop.errors import NotFound, Refused
from workshop.store import people


@pytest.fixture
def act(house):
    """Do something as a transaction of its own."""
    return lambda what: house.writer.write(what).result()


def test_a_house_has_one_district_however_often_it_is_asked_for(act):
    assert act(people.first_district) == act(people.first_district)


def test_a_district_takes_a_name(act, house):
    act(lambda session: people.rename_district(session, house.district, "Maple"))
    assert act(people.first_district).name == "Maple"


def test_a_new_house_is_empty_until_the_first_user(writer):
    assert writer.write(people.is_empty).result()


def test_a_house_with_fay_in_it_is_not_empty(act, house):
    assert not act(people.is_empty)


def test_an_address_is_found_in_any_case_of_letters(act, house):
    assert house.fay.email == "fay@maple.example"
    assert act(lambda session: people.find_user(session, " FAY@maple.Example ")) == house.fay
    assert act(lambda session: people.find_user(session, "ana@maple.example")) is None


def test_an_address_is_given_to_one_user(act, house):
    with pytest.raises(Refused, match="email_taken"):
        act(
            lambda session: people.create_user(
                session,
                house.district,
                email="FAY@MAPLE.EXAMPLE",
                name="Another Fay",
                role="facilitator",
                at=NOON,
            )
        )


def test_a_user_of_another_district_is_not_found(act, house):
    assert act(lambda session: people.get_user(session, house.district, house.fay.id)) == house.fay
    with pytest.raises(NotFound, match="user"):
        act(lambda session: people.get_user(session, "d0", house.fay.id))


def test_a_password_and_a_language_are_kept_and_the_hash_is_never_printed(act, house):
    act(lambda session: people.set_password(session, house.district, house.fay.id, "argon"))
    act(lambda session: people.set_language(session, house.district, house.fay.id, "es"))
    fay = act(lambda session: people.get_user(session, house.district, house.fay.id))
    assert (fay.password_hash, fay.language) == ("argon", "es")
    assert "argon" not in repr(fay)


# --- sign-ins -------------------------------------------------------------------------------


def sign_in(house, digest="browser", expires_at=NOON + HOUR):
    return lambda session: people.open_sign_in(
        session, house.district, user=house.fay.id, digest=digest, at=NOON, expires_at=expires_at
    )


def signed_in(digest="browser", at=NOON):
    return lambda session: people.find_signed_in(session, digest, at)


def test_a_browser_is_known_until_its_sign_in_expires(act, house):
    act(sign_in(house))
    found = act(signed_in(at=NOON + HOUR - 1))
    assert (found.user, found.district, found.role) == (
        house.fay,
        house.district,
        "administrator",
    )
    assert act(signed_in(at=NOON + HOUR)) is None
    assert act(signed_in(digest="another")) is None


def test_a_browser_that_is_used_stays_signed_in(act, house):
    act(sign_in(house))
    act(lambda session: people.renew_sign_in(session, "browser", at=NOON, expires_at=NOON + 2))
    assert act(signed_in()).expires_at == NOON + 2


def test_an_expired_sign_in_is_not_renewed(act, house):
    act(sign_in(house))
    late = NOON + HOUR
    act(lambda session: people.renew_sign_in(session, "browser", at=late, expires_at=late + 9))
    assert act(signed_in(at=late)) is None


def test_signing_out_forgets_one_browser_or_all(act, house):
    for digest in ("browser", "phone", "tablet"):
        act(sign_in(house, digest))
    act(lambda session: people.close_sign_in(session, "browser"))
    assert act(signed_in("browser")) is None
    assert act(signed_in("phone")) is not None
    act(lambda session: people.close_sign_ins(session, house.district, house.fay.id))
    assert act(signed_in("phone")) is None


def test_expired_sign_ins_are_forgotten_when_somebody_signs_in(act, house):
    act(sign_in(house, "old", expires_at=NOON))
    act(sign_in(house, "new"))
    assert act(signed_in("old", at=0)) is None


# --- invitations ----------------------------------------------------------------------------


def invited(house, kind="sign_in", digest="link"):
    return lambda session: people.invite(
        session,
        house.district,
        digest=digest,
        kind=kind,
        expires_at=NOON + HOUR,
        user=house.fay.id,
        workshop=house.workshop.id,
    )


def taken(at=NOON, digest="link"):
    return lambda session: people.take_invitation(session, digest, at)


def test_an_invitation_works_once(act, house):
    act(invited(house))
    invitation = act(taken())
    assert (invitation.kind, invitation.user, invitation.workshop, invitation.district) == (
        "sign_in",
        house.fay.id,
        house.workshop.id,
        house.district,
    )
    with pytest.raises(Refused, match="invitation_used"):
        act(taken())


def test_looking_at_an_invitation_leaves_it_usable(act, house):
    act(invited(house))
    looked = act(lambda session: people.get_invitation(session, "link", NOON))
    assert act(taken()) == looked


def test_a_taking_that_fails_afterwards_leaves_the_invitation_usable(act, house):
    def take_and_stumble(session):
        people.take_invitation(session, "link", NOON)
        raise Refused("too_short")

    act(invited(house))
    with pytest.raises(Refused, match="too_short"):
        act(take_and_stumble)
    assert act(taken())


def test_an_invitation_expires(act, house):
    act(invited(house))
    with pytest.raises(Refused, match="invitation_expired"):
        act(taken(at=NOON + HOUR))


def test_an_invitation_that_nobody_made_is_not_found(act, house):
    with pytest.raises(NotFound, match="invitation"):
        act(taken())


def test_unused_invitations_of_a_kind_can_be_withdrawn(act, house):
    act(invited(house, kind="first_run", digest="old"))
    act(invited(house))
    act(lambda session: people.withdraw_invitations(session, house.district, "first_run"))
    with pytest.raises(NotFound):
        act(taken(digest="old"))
    assert act(taken())


def test_the_first_lead_is_never_a_cofacilitator_and_an_administrator_before_others(act, house):
    def make(name, role, at):
        email = f"{name}@maple.example"
        act(
            lambda session: people.create_user(
                session, house.district, email=email, name=name, role=role, at=at
            )
        )

    make("Cal", "cofacilitator", NOON - HOUR)
    make("Flo", "facilitator", NOON - HOUR)
    found = act(lambda session: people.find_first_lead(session, house.district))
    assert found == house.fay


def test_a_house_without_anybody_has_no_lead(writer):
    found = writer.write(
        lambda session: people.find_first_lead(session, people.first_district(session).id)
    )
    assert found.result() is None
