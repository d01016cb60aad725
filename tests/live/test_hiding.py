"""FA5 over real sockets: what is hidden is gone from every screen within a second."""

import time

import pytest

SCREENS = 6  # phones that see the themes of the room, beside two walls and a second console
WITHIN = 1.0  # seconds


@pytest.fixture
def crowd(evening):
    """A room in which everybody sees Ana's phrase."""
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="this is a joke")
    fay.does("make_theme", prompt="p1", name="Jokes", responses=["r1"])
    fay.does("open_view", prompt="p1", see="themes")
    walls = [evening.wall(), evening.wall()]
    phones = [evening.phone() for _ in range(SCREENS)]
    carl = evening.console(evening.carl_cookies)
    for screen in (*walls, *phones, carl):
        screen.sees(lambda view: view["responses"].get("r1", {}).get("state") == "shown")
    return fay, [*walls, *phones], carl


@pytest.mark.whole  # on time only where it has the machine for itself
@pytest.mark.parametrize("reason", ["abusive", "personnel", "safety"])
def test_FA5_what_is_hidden_is_gone_from_every_screen_within_a_second(crowd, reason):
    fay, screens, carl = crowd
    began = time.monotonic()
    fay.sends("hide_response", response="r1", reason=reason)
    for screen in screens:
        screen.sees(lambda view: "r1" not in view["responses"])
    carl.sees(lambda view: view["responses"]["r1"]["state"] == "hidden")
    took = time.monotonic() - began
    assert took < WITHIN
    assert all("this is a joke" not in str(screen.view) for screen in screens)


def test_FA5_a_hide_that_is_undone_comes_back_to_every_screen(crowd):
    fay, screens, _ = crowd
    fay.does("hide_response", response="r1", reason="off_topic")
    fay.does("undo")
    for screen in screens:
        screen.sees(lambda view: "r1" in view["responses"])
