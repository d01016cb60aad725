"""Guard: only our own pages and programs may send, and browsers do as the headers say."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.web.town import ADDRESS, Town, opened
from workshop.web.guard import MAX_BODY

PUBLIC = "https://workshop.example.org"
FORGED = [
    "https://evil.example",
    "http://school.example.evil.example:8000",
    "http://sub.school.example:8000",
    "http://school.example",
    "http://school.example:8001",
    "https://school.example:8000",
    "http://SCHOOL.example:8000",
    "http://school.example:8000/",
    "null",
    "",
    "http://school.example:8000, http://school.example:8000",
]


@pytest.fixture(scope="module")
def town(shared_town: Town) -> Town:
    """Nothing that is let through here changes anything."""
    return shared_town


def post(town: Town, **headers: str) -> int:
    """Send a form that anybody may send; 303 when it was let through."""
    client = town.browser().client
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/sign-out", data={"a": "b"}, headers=named).status_code


@pytest.mark.parametrize("origin", FORGED)
def test_a_form_from_elsewhere_is_refused(town, origin):
    assert post(town, Origin=origin) == 403


def test_a_form_from_our_own_page_goes_through(town):
    assert post(town, Origin=ADDRESS, Sec_Fetch_Site="same-origin") == 303


def test_a_program_without_origin_goes_through(town):
    assert post(town) == 303


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 303), ("none", 303), ("same-site", 403), ("cross-site", 403)],
)
def test_a_browser_that_only_tells_its_site_is_believed(town, site, status):
    assert post(town, Sec_Fetch_Site=site) == status


def test_our_origin_from_another_site_is_refused(town):
    assert post(town, Origin=ADDRESS, Sec_Fetch_Site="cross-site") == 403


def test_a_configured_address_goes_through_whatever_the_host_is():
    with opened(public_url=PUBLIC + "/") as town:
        assert post(town, Origin=PUBLIC, Sec_Fetch_Site="cross-site") == 303
        assert post(town, Origin=PUBLIC + ".evil.example") == 403


def test_two_origins_are_none(town):
    client = town.browser().client
    headers = [("Origin", ADDRESS), ("Origin", ADDRESS)]
    assert client.post("/sign-out", headers=headers).status_code == 403


def test_a_refusal_is_a_sentence_in_the_readers_language(town):
    headers = {"Origin": "null", "Accept-Language": "es"}
    response = town.browser().client.post("/sign-out", headers=headers)
    assert response.text.startswith("Esto vino de una página ajena.")


def test_looking_is_never_refused(town):
    assert town.browser().opens("/sign-in", Origin="https://evil.example").status == 200


# --- sockets --------------------------------------------------------------------------------


def connect(town: Town, **headers: str) -> bool:
    """Tell whether a socket is let through to the workshop, which then does not exist."""
    client: TestClient = town.browser().client
    url = ADDRESS.replace("http", "ws") + "/w/KELP42/live"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect(url, headers=named) as socket,
    ):
        socket.receive_text()
    return closed.value.code == 4504


@pytest.mark.parametrize("origin", FORGED)
def test_a_socket_from_elsewhere_is_refused(town, origin):
    assert not connect(town, Origin=origin)


def test_a_socket_from_our_own_page_goes_through(town):
    assert connect(town, Origin=ADDRESS)
    assert connect(town, Origin=ADDRESS, Cookie="seat_w1=secret")


def test_a_socket_with_a_cookie_but_no_origin_is_refused(town):
    assert not connect(town, Cookie="seat_w1=secret")
    assert connect(town)


def test_a_socket_from_a_configured_address_goes_through():
    with opened(public_url=PUBLIC) as town:
        assert connect(town, Origin=PUBLIC, Cookie="seat_w1=secret")


# --- headers and sizes ----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/static/0/a.css"])
def test_every_answer_carries_the_headers(town, path):
    headers = town.browser().opens(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"


def test_under_tls_browsers_are_told_to_stay_there(town):
    client = TestClient(town.app, base_url="https://school.example")
    client.portal = town.portal.portal
    headers = client.get("/sign-in").headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "strict-transport-security" not in town.browser().opens("/sign-in").headers


def test_a_body_that_is_too_big_is_refused(town):
    page = town.browser().sends("/sign-in", email="x" * MAX_BODY, password="y")
    page.rejects(400, "That is more than can be sent at once.")


def test_a_body_of_unknown_length_is_counted(town):
    def chunks():
        for _ in range(20):
            yield b"email=" + b"x" * 8192 + b"&"

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = town.browser().client.post("/sign-in", content=chunks(), headers=headers)
    assert response.status_code == 400
