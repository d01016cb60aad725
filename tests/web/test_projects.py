"""Projects: made, listed and renamed by those who lead."""

import pytest


def test_a_project_is_made_and_listed(fay):
    page = fay.sends("/projects", title="  Strategic   plan 2032 ")
    assert page.location.startswith("/projects/j")
    fay.opens(page.location).works().shows("Strategic plan 2032", "No workshop yet.")
    fay.opens("/projects").works().shows("Strategic plan 2032")


def test_a_project_takes_another_name(fay):
    at = fay.sends("/projects", title="Plan").location
    fay.sends(at, title="Plan 2032").leads_to(at)
    fay.opens(at).works().shows("Plan 2032")


@pytest.mark.parametrize(("title", "sentence"), [(" ", "a few words"), ("x" * 161, "too long")])
def test_rejects_a_name_that_is_none(fay, title, sentence):
    fay.sends("/projects", title=title).rejects(409, sentence)
    at = fay.sends("/projects", title="Plan").location
    fay.sends(at, title=title).rejects(409, sentence)
    fay.opens(at).works().shows("Plan")


def test_a_project_that_is_not_there_is_not_found(fay):
    fay.opens("/projects/j0").rejects(404, "There is no such project.")
    fay.sends("/projects/j0", title="Plan").rejects(404)


def test_words_are_never_markup(fay):
    at = fay.sends("/projects", title='<script>alert("x")</script>').location
    assert "<script>alert" not in fay.opens(at).works().html


def test_rejects_a_cofacilitator(town):
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.opens("/projects").rejects(403, "You have no right to see or do this.")
    ana.sends("/projects", title="Mine").rejects(403)
