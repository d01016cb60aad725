"""Workshops as lists and doors know them."""

import pytest

from tests.store.conftest import NOON
from workshop import ids
from workshop.errors import NotFound
from workshop.store import journal, workshops


@pytest.fixture
def act(house):
    """Do something as a transaction of its own."""
    return lambda what: house.writer.write(what).result()


@pytest.fixture
def another(house, act):
    """Make one more workshop."""
    return lambda title="Vision night", at=NOON + 1: act(
        lambda session: workshops.create(
            session,
            house.district,
            project=house.project,
            title=title,
            template="vision-night",
            by=house.fay.id,
            at=at,
        )
    )


def test_a_new_workshop_is_a_draft_and_found_by_its_code(act, house):
    assert house.workshop.state == "draft"
    found = act(lambda session: workshops.find_by_code(session, house.workshop.code))
    assert found == house.workshop
    assert not found.retired
    assert act(lambda session: workshops.find_by_code(session, "NOSUCH")) is None


def test_a_code_is_never_given_twice(act, house, another, monkeypatch):
    first = house.workshop.code
    renewed = act(
        lambda session: workshops.renew_code(session, house.district, house.workshop.id, at=NOON)
    ).code
    given = iter([first, renewed, first, "FRESHX"])
    monkeypatch.setattr("workshop.store.workshops.new_code", lambda: next(given))
    assert another().code == "FRESHX"


def test_a_retired_code_still_names_its_workshop(act, house):
    old = house.workshop.code
    renewed = act(
        lambda session: workshops.renew_code(session, house.district, house.workshop.id, at=NOON)
    )
    found = act(lambda session: workshops.find_by_code(session, old))
    assert (found.id, found.code, found.retired) == (house.workshop.id, renewed.code, True)
    assert not act(lambda session: workshops.find_by_code(session, renewed.code)).retired


def test_a_code_may_be_retired_without_a_new_one(act, house):
    act(lambda session: workshops.retire_code(session, house.district, house.workshop.id, at=NOON))
    seen = act(lambda session: workshops.get(session, house.district, house.workshop.id))
    assert (seen.code, seen.retired) == (house.workshop.code, True)
    assert act(lambda session: workshops.list_for_district(session, house.district)) == [seen]


def test_state_title_and_wall_key_are_kept(act, house):
    here = (house.district, house.workshop.id)
    act(lambda session: workshops.set_state(session, *here, "open"))
    act(lambda session: workshops.rename(session, *here, "Focus group 2"))
    act(lambda session: workshops.set_wall_key(session, *here, "digest"))
    seen = act(lambda session: workshops.get(session, *here))
    assert (seen.state, seen.title, seen.wall_key_digest) == ("open", "Focus group 2", "digest")
    act(lambda session: workshops.set_wall_key(session, *here, None))
    assert act(lambda session: workshops.get(session, *here)).wall_key_digest is None


def test_workshops_are_listed_newest_first(act, house, another):
    newer = another()
    listed = act(lambda session: workshops.list_for_district(session, house.district))
    assert listed == [newer, house.workshop]
    of_project = act(
        lambda session: workshops.list_for_district(session, house.district, project="j0")
    )
    assert of_project == []


def test_a_list_tells_when_each_was_held(act, house, another):
    newer = another()
    opening = {"type": "workshop_opened"}
    said = {"type": "workshop_made", "title": '"type":"workshop_opened"'}
    entries = [
        journal.Entry(1, NOON + 1, "d", "one", "d", "make_workshop", (said,)),
        journal.Entry(2, NOON + 2, "d", "two", "d", "open_prompt", (opening,)),
        journal.Entry(3, NOON + 3, "d", "three", "d", "open_workshop", (opening,)),
    ]
    act(lambda session: journal.append(session, house.district, house.workshop.id, entries))
    listed = act(lambda session: workshops.list_for_district(session, house.district))
    assert [(each.id, each.held_on) for each in listed] == [
        (house.workshop.id, NOON + 2),
        (newer.id, None),
    ]


def test_another_district_sees_none_of_them(act, house):
    assert act(lambda session: workshops.list_for_district(session, "d0")) == []
    with pytest.raises(NotFound, match="workshop"):
        act(lambda session: workshops.get(session, "d0", house.workshop.id))


def test_a_cofacilitator_is_given_one_workshop_and_may_lose_it(act, house, another):
    another()
    here, fay = (house.district, house.workshop.id), house.fay.id
    for _ in range(2):
        act(lambda session: workshops.give_right(session, *here, user=fay, at=NOON))
    assert act(lambda session: workshops.has_right(session, *here, user=fay))
    theirs = act(
        lambda session: workshops.list_for_district(session, house.district, cofacilitator=fay)
    )
    assert theirs == [house.workshop]
    act(lambda session: workshops.take_right(session, *here, user=fay))
    assert not act(lambda session: workshops.has_right(session, *here, user=fay))


def test_made_codes_are_in_the_form_that_typed_ones_are_squeezed_to(house):
    assert ids.squeeze_code(house.workshop.code.lower()) == house.workshop.code


def test_another_key_of_the_wall_tells_which_one_it_revokes(act, house):
    here = (house.district, house.workshop.id)
    keys = [house.workshop.wall_key_digest, "first", "second", None]
    revoked = [
        act(lambda session, key=key: workshops.set_wall_key(session, *here, key))
        for key in keys[1:]
    ]
    assert revoked == keys[:-1]


def test_a_rehearsal_with_another_code_is_one_rehearsal_with_that_code(act, house):
    made = act(
        lambda session: workshops.create(
            session,
            house.district,
            project=house.project,
            title="Vision night",
            template="",
            by=house.fay.id,
            at=NOON,
            rehearsal_of=house.workshop.id,
        )
    )
    renewed = act(lambda s: workshops.renew_code(s, house.district, made.id, at=NOON + 1))
    assert act(workshops.list_rehearsals) == [renewed]
    act(lambda s: workshops.end_rehearsal(s, house.district, house.workshop.id))
    for code in (made.code, renewed.code):
        found = act(lambda s, code=code: workshops.find_rehearsed(s, code))
        assert found == house.workshop
