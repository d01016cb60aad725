"""The evening of scenario 3, whole: a planning team from its priorities to the plan.

The dot totals, both rounds of fist to five and their verdicts come out as the file has them.
"""

import json
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.counted import casts
from tests.journeys.scenarios import (
    FIXTURES,
    WITHIN,
    Room,
    Steering,
    begins_a_plan,
    comes_by_phone,
    console_of,
    goes_on,
    said,
)

pytestmark = [pytest.mark.journey, pytest.mark.whole]

FILE = "s3_planning_team_12"
TOLD = json.loads((FIXTURES / f"{FILE}.json").read_text())
DOTS = TOLD["decisions"]["dot_vote"]
ROUNDS = TOLD["decisions"]["fist_to_five"]
EXPECTED = TOLD["expected_plan"]
# Superintendent, assistant and two principals; three teachers; and so on, as the audience is told.
TEAM = (
    *["Administrator"] * 4,
    *["Teacher"] * 3,
    "Support staff",
    *["Parent/Family"] * 2,
    "Student",
    "Board member",
)


def test_scenario_3_whole_a_planning_team_from_its_priorities_to_the_plan(room: Room) -> None:
    fay = room.makes("planning-session", "CSIP planning team")
    wall = room.wall(fay)
    room.console(fay)
    steers = Steering(console_of(room, fay))
    for group in TEAM[:-1]:
        room.comes(group)
    phone = comes_by_phone(room, TEAM[-1])
    expect(wall.locator("[data-slot=here]")).to_contain_text("12 people")

    # 25: three to five priorities, as the room groups and names them
    for _ in range(2):  # two lines of information: where we are, and the data
        steers("next_prompt")
    goes_on(fay, "Priorities")
    priorities = said(FILE, "priorities")
    spoken = room.speak("p1", priorities)
    steers("set_auto", prompt="p1", on=False)
    goes_on(fay, "Group phrases")
    themes = steers.sorts("p1", spoken)
    votes_with_dots(room, fay, wall, phone)

    # the three with most dots become priorities, worded by the team
    worded = {one["title"]: one["statement"] for one in EXPECTED["priorities"]}
    assert list(worded) == list(DOTS["results"])[:3]
    for title, statement in worded.items():
        steers("promote_theme", theme=themes[title], kind="priority", statement=statement)

    # 45: values; two rounds of fist to five on the words about trust
    goes_on(fay, "Values")
    values = said(FILE, "values")
    named = steers.sorts("p2", room.speak("p2", values))
    known, trust = ROUNDS[0]["statement"], ROUNDS[1]["statement"]
    [every] = steers(
        "promote_theme", theme=named["Every student known"], kind="value", statement=known
    )
    [open_words] = steers(
        "promote_theme", theme=named["Trust and transparency"], kind="value", statement=trust
    )
    goes_on(fay, "Ratify")
    asks(room, fay, every, ROUNDS[0])
    expect(wall.locator("body")).to_contain_text("Everyone who voted is at 3 or above.")
    asks(room, fay, open_words, ROUNDS[1])
    expect(wall.locator("body")).to_contain_text("There are concerns")
    expect(wall.locator("body")).to_contain_text(trust)
    assert ROUNDS[1]["concern"] not in wall.inner_text("body"), "a concern is not for the wall"
    expect(fay.locator(".concern")).to_contain_text(ROUNDS[1]["concern"])
    steers("edit_statement", statement=open_words, text=ROUNDS[2]["statement"])
    expect(fay.locator(".changed")).to_contain_text(ROUNDS[2]["statement"])
    fay.keyboard.press("r")
    answers(room, fay, ROUNDS[2])
    expect(wall.locator("body")).to_contain_text("The room recommends it to the school board.")
    expect(wall.locator("body")).to_contain_text("Round 2")
    for name, kind in (("mission", "mission"), ("vision", "vision")):
        steers(
            "promote_theme", theme=themes[next(iter(worded))], kind=kind, statement=EXPECTED[name]
        )

    # 70: strategies, measures, and what does not belong here
    room.console(fay)
    for label, kind, prompt in (
        ("Break", "", ""),
        ("Strategies", "strategies", "p3"),
        ("Measures", "measures", "p4"),
        ("Parking lot", "parking_lot", "p5"),
    ):
        goes_on(fay, label)
        if kind:
            room.speak(prompt, said(FILE, kind))
    parks_three(steers, wall)

    # the end, and the same evening in the plan
    steers("close_workshop")
    expect(wall.locator(".wall-thanks")).to_be_visible()
    reads_the_plan(room, fay, worded)


def votes_with_dots(room: Room, fay: Page, wall: Page, phone: Page) -> None:
    """Everybody sticks three dots, eleven over their lines and one by tapping on a phone."""
    fay.goto(f"{room.served.url}/w/{room.code}/console/vote")
    fay.locator(".console[data-live]").wait_for()
    expect(fay.locator("[data-slot=usual]")).to_have_text(
        "5 options are chosen: 3 dots each is usual."
    )
    fay.keyboard.press("s")
    expect(fay.locator("[data-voted]")).to_contain_text("0 of 12")
    room.guests[0].sees(lambda view: bool(view["ballots"]))
    [[ballot, asked]] = room.guests[0].view["ballots"].items()
    assert asked["rules"] == {"dots": DOTS["dots_per_person"], "stack": DOTS["max_per_item"]}
    key = {option["text"]: name for name, option in asked["options"].items()}
    dealt = [key[name] for name, dots in DOTS["results"].items() for _ in range(dots)]
    assert len(dealt) == DOTS["people"] * DOTS["dots_per_person"]
    for number, guest in enumerate(room.guests):
        stuck = Counter(dealt[number :: DOTS["people"]])
        casts(guest, ballot, [f"{option}:{dots}" for option, dots in stuck.items()])
    for option in dealt[DOTS["people"] - 1 :: DOTS["people"]]:
        phone.locator(f"[data-option={option}]").get_by_label("Give a dot").click()
    phone.locator("[data-slot=vote-cast]").click()
    expect(phone.locator("[data-slot=vote-state]")).to_contain_text("Your vote is in.")
    expect(fay.locator("[data-voted]")).to_contain_text("12 of 12")
    rows = wall.locator(".wall-ranking__row")
    expect(rows).to_have_count(0)
    fay.keyboard.press("c")
    expect(rows).to_have_count(5)
    shown = [
        (
            row.locator("[data-slot=name]").inner_text(),
            row.locator("[data-slot=number]").inner_text(),
        )
        for row in rows.all()
    ]
    assert shown == [(name, str(dots)) for name, dots in DOTS["results"].items()]


def asks(room: Room, fay: Page, statement: str, told: dict[str, Any]) -> None:
    """Ask the room how far it goes with a wording, and close when all have answered."""
    address = f"{room.served.url}/w/{room.code}/console/vote?source={statement}&kind=fist"
    fay.goto(address)
    fay.locator(".console[data-live]").wait_for()
    fay.keyboard.press("s")
    answers(room, fay, told)


def answers(room: Room, fay: Page, told: dict[str, Any]) -> None:
    expect(fay.get_by_role("heading", name=told["statement"])).to_be_visible()
    room.guests[0].sees(
        lambda view: any(
            option["text"] == told["statement"]
            for ballot in view["ballots"].values()
            for option in ballot["options"].values()
        )
    )
    [ballot] = room.guests[0].view["ballots"]
    levels = [level for level, votes in told["ballots"].items() for _ in range(votes)]
    assert len(levels) == 12
    # The phone's owner goes with the first answer, by tapping. A form comes a moment after its
    # ballot, and until then the one before it stands in its place, unseen.
    phone = next(page for page in phones_of(room))
    form = phone.locator(f"[data-ballot={ballot}][data-lively]")
    expect(form).to_be_visible()
    form.locator(f"input[name=choices][value='o1:{levels[0]}']").check(force=True)
    form.locator("[data-slot=vote-cast]").click()
    expect(form.locator("[data-slot=vote-state]")).to_contain_text("Your vote is in.")
    for guest, level in zip(room.guests, levels[1:], strict=True):
        reason = told.get("concern", "") if level == "1" else ""
        casts(guest, ballot, [f"o1:{level}"], reason=reason)
    expect(fay.locator("[data-voted]")).to_contain_text("12 of 12")
    fay.keyboard.press("c")
    outcome = {"consensus": "Consensus", "concerns": "Concerns"}[told["outcome"]]
    expect(fay.locator(".verdict")).to_contain_text(outcome)


def phones_of(room: Room) -> list[Page]:
    """Return the windows that are as narrow as a phone."""
    pages = [page for context in room._contexts for page in context.pages]
    return [page for page in pages if (page.viewport_size or {"width": 0})["width"] == 390]


def parks_three(steers: Steering, wall: Page) -> None:
    """Three of what matters but does not belong here stand on the wall with who answers."""
    steers.line.sees(lambda view: sum(r["prompt"] == "p5" for r in view["responses"].values()) == 7)
    view = steers.line.view
    of_lot = [(key, r) for key, r in view["responses"].items() if r["prompt"] == "p5"]
    shown = [key for key, response in of_lot if response["state"] == "shown"]
    for key in shown[:3]:
        steers("park", response=key, owner="Superintendent", reply_by="2026-12-18")
    steers("show_face", face="parked")
    for key in shown[:3]:
        expect(wall.get_by_text(view["responses"][key]["text"], exact=True)).to_be_visible()
    expect(wall.locator("body")).to_contain_text("December 18, 2026")


def reads_the_plan(room: Room, fay: Page, worded: dict[str, str]) -> None:
    """Bring the evening into a plan: the words that the file expects, with how they came about."""
    begins_a_plan(room, fay, EXPECTED["title"], 7)
    page = fay.locator("main")
    for text in (
        EXPECTED["mission"],
        EXPECTED["vision"],
        ROUNDS[0]["statement"],
        ROUNDS[2]["statement"],
    ):
        expect(page).to_contain_text(text)
    for title, statement in worded.items():
        expect(fay.get_by_role("heading", name=title)).to_be_visible(timeout=WITHIN)
        expect(page).to_contain_text(statement)
    told = page.inner_text()
    assert "Dot vote: rank 1 of 5, score 11" in told
    assert "approved" not in told.lower()
