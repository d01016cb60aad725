"""Home: what is on today, and everything a facilitator works on."""

import pytest

from tests.web.town import NOON
from workshop.store import people, projects, workshops
from workshop.store.tables import DistrictRow

DAY = 24 * 3_600_000


@pytest.fixture
def evenings(town, fay):
    """Make workshops by title and state, each a day after the one before."""

    def make(*wanted):
        def write(session):
            district = people.first_district(session).id
            project = projects.create(session, district, title="Plan 2032", at=NOON)
            for day, (title, state) in enumerate(wanted):
                made = workshops.create(
                    session,
                    district,
                    project=project.id,
                    title=title,
                    template="blank",
                    by=None,
                    at=NOON + day * DAY,
                )
                workshops.set_state(session, district, made.id, state)

        town.write(write)

    return make


def test_an_empty_desk_says_what_will_lie_there_and_how_to_begin(fay):
    fay.opens("/home").works().shows("Make a workshop").hides("No other workshops")


def test_the_workshop_that_is_open_comes_first(fay, evenings):
    evenings(("Monday", "closed"), ("Tuesday", "open"), ("Friday", "draft"))
    page = fay.opens("/home").works()
    assert page.html.index(">Tuesday</h1>") < page.html.index("Friday")
    page.shows("Open now", "Plan 2032", "Ended", "Not begun", "Made Nov 2")


def test_without_an_open_one_the_newest_that_has_not_begun_comes_first(fay, evenings):
    evenings(("Monday", "draft"), ("Friday", "draft"), ("Sunday", "closed"))
    fay.opens("/home").works().shows("Next Friday")


def test_when_everything_has_ended_it_is_all_still_there(fay, evenings):
    evenings(("Monday", "closed"), ("Friday", "closed"))
    fay.opens("/home").works().shows("Monday", "Friday", "No workshop is open").hides("Begin with")


def test_days_are_told_in_the_readers_language(fay, evenings):
    evenings(("Monday", "closed"), ("Tuesday", "open"))
    fay.opens("/home?language=es").leads_to("/home")
    page = fay.opens("/home").works().shows("21 nov 2026", "Su escritorio")
    assert '<html lang="es" dir="ltr">' in page.html


def test_requires_somebody_who_has_signed_in(town):
    town.browser().opens("/home").leads_to("/sign-in?next=%2Fhome")


def test_the_desk_names_ones_own_district_and_no_other(town):
    def write(session):
        people.rename_district(session, people.first_district(session).id, "Larkspur Valley")
        session.add(DistrictRow(id="dzz", name="Juniper Hills"))
        session.flush()
        return people.create_user(
            session, "dzz", email="jo@juniper.example", name="Jo", role="facilitator", at=NOON
        )

    jo = town.sign_in(town.write(write))
    jo.opens("/home").works().shows("Juniper Hills").hides("Larkspur Valley")


def test_FA1_a_newcomer_sees_the_templates_and_whoever_has_begun_sees_none(fay, evenings):
    page = fay.opens("/home").works().shows("Begin with", "Vision night", "90 minutes")
    assert 'href="/workshops/new?template=vision-night"' in page.html
    evenings(("Friday", "draft"))
    fay.opens("/home").works().hides("Vision night")


def test_who_only_helps_is_not_asked_to_begin(town):
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.opens("/home").works().hides("Begin with", "Make a workshop")


def test_FA26_the_room_is_checked_before_it_opens_and_not_while_it_runs(fay, evenings):
    evenings(("Friday", "draft"))
    fay.opens("/home").works().shows("Check the room first")
    evenings(("Today", "open"))
    fay.opens("/home").works().hides("Check the room first")
