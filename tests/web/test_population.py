"""The district's numbers: said once, taken over by workshops, which may differ."""

import re

import pytest

from tests.web.test_setup import form, view
from workshop.store.population import Kept, Living
from workshop.web.draft import draft_of, get_template
from workshop.web.population import taken_over

SAID = {
    "version": "0",
    "group": ["family", "teacher", ""],
    "group_en": ["Parent or family", "Teacher", "Bus driver"],
    "group_es": ["Madre, padre o familia", "Docente", ""],
    "population": ["4,200", "", "40"],
    "as_of": "2026-10-01",
}


@pytest.fixture
def said(fay):
    fay.sends("/district", **SAID).leads_to("/district?saved=1")


def typed(page, name: str) -> list[str]:
    return re.findall(rf'name="{name}"(?: lang="..")? value="([^"]*)"', page.html)


def test_FA19_the_page_shows_what_was_said_and_the_groups_of_templates(fay, said):
    page = fay.opens("/district?saved=1").works().shows("Saved.", "Who lives and works")
    assert typed(page, "population")[:2] == ["4200", "40"]
    assert typed(page, "group_en")[:2] == ["Parent or family", "Bus driver"]
    assert "Teacher" in typed(page, "group_en")
    assert 'name="as_of" value="2026-10-01"' in page.html


def test_FA19_a_new_workshop_begins_with_the_districts_numbers_and_may_differ(town, fay, said):
    page = fay.opens("/workshops/new?template=focus-group").works()
    assert "4200" in typed(page, "population")
    assert 'name="population_as_of" value="2026-10-01"' in page.html
    made = fay.sends(
        "/workshops/new", **form(population=["300", ""], population_as_of="2027-01-01")
    )
    workshop = view(town, made)["workshop"]
    assert workshop["groups"]["family"]["population"] == 300
    assert workshop["population_as_of"] == "2027-01-01"
    assert typed(fay.opens("/district"), "population")[0] == "4200"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"population": ["many", "", ""]}, "whole numbers of people"),
        ({"population": ["4.5", "", ""]}, "whole numbers of people"),
        ({"population": ["0", "", ""]}, "whole numbers of people"),
        ({"as_of": ""}, "Please choose a day"),
        ({"as_of": "yesterday"}, "Please choose a day"),
        ({"group_en": ["x" * 61, "", "Driver"]}, "too long"),
        ({"group_en": ["Family", "", ""]}, "write a few words"),
        ({"version": "7"}, "Somebody else has just changed this"),
    ],
)
def test_FA19_rejects_what_is_no_number_and_no_day_and_keeps_what_was_typed(fay, changes, sentence):
    page = fay.sends("/district", **{**SAID, **changes}).rejects(409, sentence)
    assert set(filter(None, {**SAID, **changes}["group_en"])) <= set(typed(page, "group_en"))
    assert "4200" not in typed(fay.opens("/district"), "population")


def test_requires_who_leads(town):
    tom = town.sign_in(town.make_user("Tom", "cofacilitator"))
    tom.opens("/district").rejects(403)
    assert "/district" not in tom.opens("/home").html


def test_a_group_is_the_districts_by_its_id_or_by_its_name():
    draft = draft_of(get_template("focus-group"), "en")
    kept = Kept(
        (Living("", {"es": "docente"}, 310), Living("family", {"en": "x"}, 9)), "2026-10-01"
    )
    found = {group.id: group.population for group in taken_over(draft, kept).groups}
    assert (found["family"], found["teacher"]) == ("9", "310")
    assert set(found.values()) == {"9", "310", ""}
    assert taken_over(draft, Kept()) == draft
