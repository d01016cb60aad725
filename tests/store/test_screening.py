"""Screening: kept for one district, with versions; who looks is written down."""

import pytest

from tests.store.conftest import HOUR, NOON
from workshop.data.screening import Own
from workshop.errors import Refused
from workshop.store import people, screening
from workshop.store.tables import DistrictRow


class Desk:
    """What Fay and Ana do with the lists."""

    def __init__(self, house):
        self.house, self.district = house, house.district
        self.ana = self.write(
            lambda session: people.create_user(
                session,
                self.district,
                email="ana@maple.example",
                name="Ana",
                role="administrator",
                at=NOON,
            )
        )

    def write(self, act):
        return self.house.writer.write(act).result(5)

    def saves(self, version=0, by=None, may_route=True, district=None, **values):
        return self.write(
            lambda session: screening.save_screening(
                session,
                district or self.district,
                version=version,
                values=values,
                by=by or self.ana.id,
                at=NOON + HOUR,
                may_route=may_route,
            )
        )

    def reads(self):
        with self.house.database.reader() as session:
            return screening.get_screening(session, self.district)


@pytest.fixture
def desk(house):
    return Desk(house)


def test_nothing_is_set_at_first(desk):
    kept = desk.reads()
    assert (kept.version, kept.safety_contact, kept.personnel_to) == (0, "", None)


def test_words_of_each_language_are_kept_with_who_changed_them(desk):
    desk.saves(hold_en="bond issue", names_es="Xóchitl", safety_contact="Call  417 555 0100")
    kept = desk.reads()
    assert kept.own["en"] == Own(hold=("bond issue",))
    assert kept.own["es"] == Own(names=("Xóchitl",))
    assert (kept.safety_contact, kept.version, kept.changed_by) == ("Call 417 555 0100", 1, "Ana")


def test_the_same_sent_twice_is_harmless(desk):
    desk.saves(hold_en="bond issue")
    assert desk.saves(version=0, hold_en="bond issue").version == 1


def test_what_somebody_else_changed_meanwhile_is_shown_and_not_lost(desk):
    desk.saves(hold_en="bond issue")
    with pytest.raises(Refused, match="changed_meanwhile") as refusal:
        desk.saves(version=0, hold_en="levy", by=desk.house.fay.id)
    assert refusal.value.params["there"]["hold_en"] == "bond issue"
    assert desk.saves(version=1, hold_en="levy").version == 2


def test_who_reads_complaints_is_one_of_the_leads_and_named_by_administrators_alone(desk):
    desk.saves(personnel_to=desk.ana.id)
    assert desk.saves(version=1, hold_en="x1", may_route=False).personnel_to == desk.ana.id
    with pytest.raises(Refused, match="invalid_fields"):
        desk.saves(version=2, personnel_to="u0")


def test_complaints_are_for_who_was_named_else_for_administrators():
    nobody = screening.Kept()
    assert screening.may_read_personnel(nobody, "u1", "administrator")
    assert not screening.may_read_personnel(nobody, "u1", "facilitator")
    named = screening.Kept(personnel_to="u2")
    assert not screening.may_read_personnel(named, "u1", "administrator")
    assert screening.may_read_personnel(named, "u2", "facilitator")
    assert not screening.may_read_personnel(named, "u2", "cofacilitator"), "who leads no more"


def test_a_long_contact_is_refused(desk):
    with pytest.raises(Refused, match="invalid_fields"):
        desk.saves(safety_contact="x" * 301)


def test_another_district_has_its_own(desk):
    desk.write(lambda session: session.add(DistrictRow(id="d2", name="Oak")))
    desk.saves(district="d2", hold_en="oak tree")
    assert desk.reads().version == 0


def test_each_look_and_each_change_is_a_line(desk):
    desk.saves(hold_en="bond issue")
    for minute in (1, 2):
        desk.write(
            lambda session, at=NOON + minute: screening.write_down(
                session,
                desk.district,
                act=screening.SAW_PERSONNEL,
                about="w1",
                by=desk.ana.id,
                at=at,
            )
        )
    with desk.house.database.reader() as session:
        looks = screening.latest_looks(session, desk.district, screening.SAW_PERSONNEL)
        changes = screening.latest_looks(session, desk.district, screening.CHANGED)
    assert [(look.by_name, look.at) for look in looks] == [("Ana", NOON + 2), ("Ana", NOON + 1)]
    assert len(changes) == 1
