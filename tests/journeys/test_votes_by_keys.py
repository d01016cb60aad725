"""Every kind of vote on a phone, by keys alone and by what a screen reader is told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.test_phone import SIZE, sits
from tests.journeys.test_phone_votes import IN, cast, votes_on
from tests.journeys.test_without_a_mouse import Hands
from tests.practice import until
from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt

pytestmark = [pytest.mark.journey, pytest.mark.whole]

TALK, RULES, VOICE = "Someone to talk to", "The same rules", "One clear voice"  # o1, o2, o3


def of(hands: Hands, option: str) -> Locator:
    return hands.page.get_by_role("group", name=option)


def button(hands: Hands, name: str) -> Locator:
    return hands.page.get_by_role("button", name=name)


def goes_on_to(hands: Hands, keys: Locator, times: int) -> None:
    """Go to the choice of a row that is made now, and by arrows to another."""
    hands.goes_to(keys.get_by_role("radio", name="cannot say"))
    for _ in range(times):
        hands.press("ArrowRight")
        hands.sees_the_focus()


def gives_dots(hands: Hands) -> None:
    more = of(hands, RULES).get_by_role("button", name="Give a dot")
    hands.goes_to(more)
    hands.press("Enter", "Space")
    expect(of(hands, RULES).get_by_role("img", name="2 of 2 dots")).to_be_visible()
    hands.keeps_the_focus()
    hands.does(of(hands, TALK).get_by_role("button", name="Give a dot"))
    hands.does(button(hands, "Cast my dots"))


def ranks(hands: Hands) -> None:
    for option in (TALK, RULES):
        hands.does(button(hands, f"{option} no rank"))
        hands.keeps_the_focus()
    hands.does(of(hands, RULES).get_by_role("button", name="One rank up"))
    expect(button(hands, f"{RULES} rank 1")).to_be_visible()
    hands.keeps_the_focus()
    hands.does(button(hands, "Cast my ranking"))


def spends_points(hands: Hands) -> None:
    hands.goes_to(hands.page.get_by_role("textbox", name=TALK))
    hands.writes("60")
    hands.goes_to(of(hands, RULES).get_by_role("button", name="10 more"))
    hands.press("Enter", "Enter", "Space", "Space")
    hands.keeps_the_focus()
    hands.does(button(hands, "Cast my points"))


def rates_twice(hands: Hands) -> None:
    goes_on_to(hands, of(hands, TALK).get_by_role("radiogroup", name="Impact"), 4)
    hands.press("Enter")  # it says what is missing, and the focus stays
    missing = f"Please rate both impact and effort of “{TALK}”."
    expect(hands.page.get_by_role("alert")).to_contain_text(missing)
    hands.keeps_the_focus()
    goes_on_to(hands, of(hands, TALK).get_by_role("radiogroup", name="Effort"), 2)
    hands.does(button(hands, "Cast my ratings"))


def gives_stars(hands: Hands) -> None:
    goes_on_to(hands, of(hands, VOICE), 3)
    hands.does(button(hands, "Cast my stars"))


def says_how_far(hands: Hands) -> None:
    hands.goes_to(hands.page.get_by_role("radio", name="I will champion it"))
    hands.press("ArrowDown", "ArrowDown", "ArrowDown")
    words = hands.page.get_by_role("textbox", name="What would you need?")
    hands.goes_to(words)
    hands.writes("Say who sees it")
    hands.does(button(hands, "Send my 2"))


def objects(hands: Hands) -> None:
    hands.goes_to(hands.page.get_by_role("radio", name="No objection"))
    hands.press("ArrowDown")
    send = hands.page.locator("[data-slot=vote-cast]")
    hands.does(send)
    expect(hands.page.get_by_role("alert")).to_contain_text("say what your objection is")
    hands.keeps_the_focus()
    hands.goes_to(hands.page.get_by_role("textbox", name="What is your objection?"))
    hands.writes("It leaves out the buses")
    hands.does(send)


@pytest.mark.parametrize(
    ("kind", "votes", "choices"),
    [
        ("dots", gives_dots, {"o1:1", "o2:2"}),
        ("rank", ranks, {"o2:1", "o1:2"}),
        ("points", spends_points, {"o1:60", "o2:40"}),
        ("impact_effort", rates_twice, {"o1:4:2"}),
        ("stars", gives_stars, {"o3:3"}),
        ("fist", says_how_far, {"o1:2"}),
        ("consent", objects, {"o1:0"}),
    ],
)
def test_PA9_PA16_a_vote_is_cast_by_keys_alone(
    browser: Browser, stage: Stage, kind: str, votes: Callable[[Hands], None], choices: set[str]
) -> None:
    hands = comes(browser, stage, kind)
    votes(hands)
    expect(hands.page.get_by_text(IN)).to_be_visible()
    hands.keeps_the_focus()
    assert cast(stage) == [choices]
    hands.does(button(hands, "Take my vote back"))
    expect(hands.page.get_by_text(IN)).to_be_hidden()
    hands.keeps_the_focus()
    until(lambda: cast(stage) == [])  # the phone says so before the room knows
    hands.page.context.close()


def comes(browser: Browser, stage: Stage, kind: str) -> Hands:
    stage.leads(OpenPrompt("p1"))
    votes_on(stage, kind)
    stage.published()
    page = browser.new_context(viewport=SIZE, locale="en-US").new_page()
    sits(page, stage)
    expect(page.locator(".vote[data-lively]")).to_be_visible()
    return Hands(page)


def test_PA9_PA16_pairs_are_decided_by_keys_alone(browser: Browser, stage: Stage) -> None:
    """A key chooses and moves nobody on; the way on and back leads into the next pair."""
    hands = comes(browser, stage, "pairs")
    pair = hands.page.get_by_role("group", name="Pair 1 of 6")
    hands.goes_to(pair.get_by_role("radio").first)
    hands.press("Space")
    hands.sees_the_focus()
    expect(pair).to_be_visible()
    expect(pair.get_by_role("radio").first).to_be_checked()
    hands.does(button(hands, "Next"))
    for number in range(2, 7):  # the last has no way on, and the focus is not lost with it
        pair = hands.page.get_by_role("group", name=f"Pair {number} of 6")
        expect(pair.get_by_role("radio").first).to_be_focused()
        hands.keeps_the_focus()
        if number < 6:
            hands.does(button(hands, "Skip"))
    for number in range(5, 0, -1):
        hands.does(button(hands, "Back"))
        pair = hands.page.get_by_role("group", name=f"Pair {number} of 6")
        expect(pair.get_by_role("radio").first).to_be_focused()
    expect(pair.get_by_role("radio").first).to_be_checked()
    hands.keeps_the_focus()
    hands.does(button(hands, "Cast my choices"))
    expect(hands.page.get_by_text(IN)).to_be_visible()
    hands.keeps_the_focus()
    assert [len(vote) for vote in cast(stage)] == [1]
    hands.page.context.close()
