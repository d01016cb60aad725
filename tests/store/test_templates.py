"""Templates that a district keeps."""

import pytest

from tests.store.conftest import NOON
from workshop.errors import NotFound, Refused
from workshop.store import templates


def keep(house, text: str = "place: 1", at: int = NOON) -> templates.Kept:
    def act(session):
        return templates.keep(session, house.district, text=text, by=house.fay.id, at=at)

    return house.writer.write(act).result()


def test_the_newest_stands_first(house):
    keep(house, "one")
    keep(house, "two", NOON + 1)
    with house.database.reader() as session:
        found = templates.list_for_district(session, house.district)
    assert [kept.text for kept in found] == ["two", "one"]


def test_another_district_neither_sees_nor_drops_it(house):
    kept = keep(house)

    with house.database.reader() as session:
        assert templates.list_for_district(session, "d0") == []
        with pytest.raises(NotFound):
            templates.get(session, "d0", kept.id)
        with pytest.raises(NotFound):
            templates.remove(session, "d0", kept.id)


def test_what_is_dropped_is_gone(house):
    kept = keep(house)
    house.writer.write(lambda session: templates.remove(session, house.district, kept.id)).result()
    with house.database.reader() as session:
        assert templates.list_for_district(session, house.district) == []


def test_there_are_only_so_many(house):
    for _ in range(templates.MAX_TEMPLATES):
        keep(house)
    with pytest.raises(Refused, match="too_many_templates"):
        keep(house)
