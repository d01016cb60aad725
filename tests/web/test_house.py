"""The house: the address that people type, and what a form's answer leads to."""

from urllib.parse import urlencode

import httpx2
import pytest

from tests import plain
from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt
from workshop.web import auth

LAN = "http://192.0.2.2:8000"


@pytest.fixture
def fay(stage: Stage) -> httpx2.Client:
    with plain.client(base_url=stage.url, cookies={auth.COOKIE: stage.sign_in}) as client:
        yield client


def test_who_sits_at_the_server_gives_phones_an_address_they_can_reach(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.house.phones_at = LAN
    try:
        page = fay.get(f"/workshops/{stage.workshop.id}").text
    finally:
        stage.house.phones_at = ""
    assert f"{LAN}/w/{stage.workshop.code}" in page
    assert f"{stage.url}/w/" not in page


def test_without_such_an_address_the_one_asked_for_is_given(
    stage: Stage, fay: httpx2.Client
) -> None:
    page = fay.get(f"/workshops/{stage.workshop.id}").text
    assert f"{stage.url}/w/{stage.workshop.code}" in page


def test_the_page_after_a_form_shows_what_the_form_did(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    phrase = stage.says(stage.joins("g1"), "Fix the bathrooms")
    console = f"/w/{stage.workshop.code}/console"
    for number in range(5):  # faster than the console's pace
        name = f"Buildings {number}"
        form = {
            "type": "make_theme",
            "nonce": f"nonce-{number}-of-five",
            "prompt": "p1",
            "name": name,
            "responses": phrase,
            "back": console,
        }
        answer = fay.post(
            f"/w/{stage.workshop.code}/commands",
            content=urlencode(form),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code == 303
        assert name in fay.get(console).text
