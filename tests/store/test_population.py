"""Population: a district says its numbers once, with versions."""

import pytest

from tests.store.conftest import HOUR, NOON
from workshop.errors import Refused
from workshop.store import population
from workshop.store.population import Kept, Living

FAMILIES = Living("family", {"en": "Parent or family", "es": "Familia"}, 4_200)
STAFF = Living("", {"en": "Bus drivers"}, 40)


class Desk:
    """What two people of one district do with its numbers."""

    def __init__(self, house):
        self.house = house

    def saves(self, *groups, version=0, as_of="2026-10-01"):
        return self.house.writer.write(
            lambda session: population.save_population(
                session,
                self.house.district,
                version=version,
                groups=groups,
                as_of=as_of,
                by=self.house.fay.id,
                at=NOON + HOUR,
            )
        ).result(5)

    def reads(self, district=None):
        with self.house.database.reader() as session:
            return population.get_population(session, district or self.house.district)


@pytest.fixture
def desk(house):
    return Desk(house)


def test_FA19_a_district_begins_without_numbers(desk):
    assert desk.reads() == Kept()


def test_FA19_what_is_saved_is_there_with_its_day_and_who_changed_it(desk):
    desk.saves(FAMILIES, STAFF)
    kept = desk.reads()
    assert kept.groups == (FAMILIES, STAFF)
    assert (kept.as_of, kept.version, kept.changed_at) == ("2026-10-01", 1, NOON + HOUR)
    assert kept.changed_by == desk.house.fay.name
    assert desk.reads("another district") == Kept()


def test_the_same_twice_is_one_version_and_an_older_form_overwrites_nothing(desk):
    desk.saves(FAMILIES)
    assert desk.saves(FAMILIES).version == 1
    with pytest.raises(Refused, match="changed_meanwhile") as refusal:
        desk.saves(STAFF)
    assert refusal.value.params == {"version": 1}
    assert desk.saves(STAFF, version=1).groups == (STAFF,)
