"""Results: a link opens one workshop's page, and ends."""

import pytest

from tests.store.conftest import NOON
from workshop.errors import NotFound, Over
from workshop.ids import digest_of, new_secret
from workshop.store import results

DAY = results.DAY


@pytest.fixture
def opened(house):
    """Open a link for seven days; give its digest."""
    return link(house)


def link(house, *, days=7, at=NOON):
    digest = digest_of(new_secret())
    house.writer.write(
        lambda session: results.open_link(
            session,
            house.district,
            house.workshop.id,
            digest=digest,
            days=days,
            next_steps="The board reads this in May.",
            by=house.workshop.created_by,
            at=at,
        )
    ).result()
    return digest


def asks(house, digest, at):
    return house.writer.write(lambda session: results.read_link(session, digest, at=at)).result()


def test_PA17_a_link_leads_to_its_workshop_until_it_expires(house, opened):
    found = asks(house, opened, NOON + 7 * DAY - 1)
    assert (found.district, found.workshop) == (house.district, house.workshop.id)
    assert found.next_steps == "The board reads this in May."
    with pytest.raises(Over, match="results_over"):
        asks(house, opened, NOON + 7 * DAY)


def test_PA17_only_the_digest_of_a_link_is_kept(house, opened):
    with pytest.raises(NotFound, match="results"):
        asks(house, digest_of(opened), NOON)


def test_PA17_a_link_that_was_ended_says_so_and_a_new_one_ends_the_old(house, opened):
    second = link(house)
    with pytest.raises(Over):
        asks(house, opened, NOON)
    assert asks(house, second, NOON).made_at == NOON
    house.writer.write(
        lambda s: results.end_link(s, house.district, house.workshop.id, at=NOON)
    ).result()
    with pytest.raises(Over):
        asks(house, second, NOON)


def find(house, district=None, at=NOON):
    return house.writer.write(
        lambda s: results.find_open(s, district or house.district, house.workshop.id, at=at)
    ).result()


def test_what_happens_next_can_be_said_later(house, opened):
    def say(session):
        results.say_next(session, house.district, house.workshop.id, "In June.", at=NOON)

    house.writer.write(say).result()
    assert find(house).next_steps == "In June."
    assert find(house, at=NOON + 8 * DAY) is None
    house.writer.write(
        lambda s: results.end_link(s, house.district, house.workshop.id, at=NOON)
    ).result()
    with pytest.raises(NotFound):
        house.writer.write(say).result()


def test_another_district_neither_sees_nor_ends_it(house, opened):
    other = "d-elsewhere"
    house.writer.write(lambda s: results.end_link(s, other, house.workshop.id, at=NOON)).result()
    assert find(house, other) is None
    assert find(house) is not None
    with pytest.raises(NotFound):
        house.writer.write(
            lambda session: results.open_link(
                session,
                other,
                house.workshop.id,
                digest="d",
                days=7,
                next_steps="",
                by=house.workshop.created_by,
                at=NOON,
            )
        ).result()
