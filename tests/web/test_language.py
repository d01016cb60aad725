"""Language: a link on any page changes it, and leads to the page itself."""

import pytest

from tests.web.town import ADDRESS


def test_a_link_sets_the_cookie_and_leads_back(shared_town):
    browser = shared_town.browser()
    page = browser.opens("/sign-in?next=%2Fhome&language=es").leads_to("/sign-in?next=%2Fhome")
    assert page.headers["set-cookie"].startswith("language=es; Max-Age=31536000; Path=/")
    browser.opens("/sign-in").works().shows("Iniciar sesión")
    browser.opens("/sign-in?language=en").leads_to("/sign-in")
    browser.opens("/sign-in").works().shows("Sign in")


def test_a_language_that_we_do_not_speak_changes_nothing(shared_town):
    shared_town.browser().opens("/sign-in?language=tlh").works().shows("Sign in")


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/%2e%2e"])
def test_no_link_leads_out_of_the_house(shared_town, path):
    assert (
        shared_town.browser()
        .opens(f"{ADDRESS}{path}?language=es")
        .location.startswith("/evil.example")
    )


def test_the_browsers_language_is_spoken_before_anybody_has_chosen(shared_town):
    page = shared_town.browser(**{"Accept-Language": "es-MX,es;q=0.9"}).opens("/sign-in").works()
    page.shows("Iniciar sesión", "English")
