"""Render: errors are sentences, never traces, and nobody is led out of the house."""

import pytest
from starlette.routing import Route

from tests.web.town import ADDRESS, Page
from workshop.errors import Refused, Unavailable
from workshop.web.render import local_path


@pytest.fixture(scope="module")
def broken(shared_town):
    """A house with pages that fail."""

    async def fault(request):
        raise RuntimeError("a secret in a trace")

    async def away(request):
        raise Unavailable("storage")

    async def refuse(request):
        raise Refused("too_long", limit=1000)

    for name, page in (("fault", fault), ("away", away), ("refuse", refuse)):
        shared_town.app.router.routes.append(Route(f"/{name}", page, methods=["GET", "POST"]))
    return shared_town


def test_a_fault_of_ours_is_told_without_its_cause(broken):
    page = broken.browser().opens("/fault").rejects(500, "Something went wrong on our side.")
    assert "secret" not in page.html
    assert "Traceback" not in page.html
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_form_that_is_refused_leads_back_to_its_page(broken):
    headers = {"Referer": f"{ADDRESS}/sign-in?next=%2Fhome", "Origin": ADDRESS}
    back = Page(broken.browser().client.post("/refuse", headers=headers)).rejects(409)
    assert 'href="/sign-in?next=%2Fhome"' in back.html
    for elsewhere in (
        "https://evil.example/",
        f"{ADDRESS}.evil.example/",
        f"{ADDRESS}//evil.example",
    ):
        headers["Referer"] = elsewhere
        page = Page(broken.browser().client.post("/refuse", headers=headers)).rejects(409)
        assert "evil" not in page.html


def test_an_absent_store_says_when_to_come_back(broken):
    page = broken.browser().opens("/away").rejects(503, "Nothing can be saved at the moment.")
    assert page.headers["retry-after"] == "3"
    assert 'href="/away"' in page.html


def test_a_program_is_told_the_code(broken):
    response = broken.browser().client.get("/refuse", headers={"Accept": "application/json"})
    assert response.status_code == 409
    assert response.json() == {
        "type": "refused",
        "code": "too_long",
        "with": {"limit": 1000},
        "temporary": False,
        "message": "That is too long. Please keep it under 1,000 characters.",
    }


def test_an_address_that_is_not_there_is_a_page_too(broken):
    page = broken.browser(**{"Accept-Language": "es"}).opens("/nowhere")
    page.rejects(404, "No existe esta página.")
    assert page.headers["content-language"] == "es"


def test_a_method_that_is_not_there_says_what_to_do(broken):
    page = broken.browser().opens("/sign-out").rejects(405, "That cannot be done here.")
    assert page.headers["allow"]


def test_a_page_is_kept_by_nobody(broken):
    assert broken.browser().opens("/sign-in").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ("/w/KELP42/console?theme=t1", "/w/KELP42/console?theme=t1"),
        ("//evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("https://evil.example/", "/home"),
        ("/\n/evil.example", "/home"),
        ("javascript:alert(1)", "/home"),
        ("", "/home"),
        (None, "/home"),
    ],
)
def test_only_paths_of_this_house_are_followed(wanted, path):
    assert local_path(wanted, "/home") == path
