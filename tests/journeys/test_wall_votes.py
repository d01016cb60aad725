"""The room votes on the wall: every face fits every projector, and no total is seen too early."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_wall import DRAWN, FAULTS, LONG, SIZES
from tests.web.stage import Stage
from tests.web.voting import casts
from workshop.room.agenda import OpenPrompt
from workshop.room.ballot import CloseBallot, MakeBallot, PlaceOption, RepeatBallot
from workshop.room.park import Park
from workshop.room.promote import PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme
from workshop.web.console_votes import grid

pytestmark = pytest.mark.journey

VOTES = json.loads((Path(__file__).parents[1] / "fixtures" / "votes.json").read_text())
AREAS = (
    "Student success and readiness",
    "Belonging and wellbeing",
    "Staff recruitment, retention and growth",
    "Family and community partnership",
    "Facilities, finance and operations",
)
PEOPLE = 31
FOR = {
    "dots": lambda n: (f"o{n % 5 + 1}:2", f"o{n % 3 + 3 if n % 5 + 1 < 3 else 1}:1"),
    "rank": lambda n: (f"o{n % 4 + 1}:1", "o5:2"),
    "points": lambda n: (f"o{n % 4 + 1}:70", "o5:30"),
    "stars": lambda n: (f"o{n % 5 + 1}:{n % 5 + 1}",),
    "pairs": lambda n: (f"o{n % 4 + 1}:o5",),
    "impact_effort": lambda n: tuple(f"o{k}:{(n + k) % 5 + 1}:{k}" for k in range(1, 6)),
    "fist": lambda n: (f"o1:{3 + n % 3}",),
}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("votes"))
    for n in range(PEOPLE):
        stage.joins(f"g{n % 3 + 1}")
    stage.joins(table=4, headcount=7)
    stage.leads(OpenPrompt("p1"))
    for n, name in enumerate(AREAS):
        stage.leads(MakeTheme("p1", name, (stage.says(stage.seats[n], name),)))
    stage.leads(PromoteTheme("t1", "value", "Trust", "We value trust by sharing our reasons."))
    yield stage
    stage.close()


@pytest.fixture
def screen(browser: Browser, evening: Stage) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(evening.wall_url)
    yield page
    context.close()
    assert wrong == []


def asks(stage: Stage, kind: str, **about: Any) -> str:
    """Open a ballot; what an earlier test left open is closed."""
    for key, ballot in stage.view("console")["ballots"].items():
        if ballot["state"] == "open":
            stage.leads(CloseBallot(key))
    return stage.leads(MakeBallot(kind, open=True, **about))[0]


def votes(stage: Stage, ballot: str, kind: str, people: int = PEOPLE + 1) -> None:
    for n, seat in enumerate(stage.seats[:people]):
        casts(stage, ballot, seat, *FOR[kind](n))


def with_id(stage: Stage, ballot: str) -> dict[str, Any]:
    return {"id": ballot, **stage.view("console")["ballots"][ballot]}


def shows(screen: Page, key: str) -> None:
    expect(screen.locator("[data-wall] > section")).to_have_attribute("data-key", key)


def test_FA12_shows_how_many_have_voted_and_no_total_before_the_close(
    evening: Stage, screen: Page
) -> None:
    ballot = asks(evening, "dots", sources=("t1", "t2", "t3", "t4", "t5"))
    shows(screen, f"ballot {ballot} open")
    votes(evening, ballot, "dots", 12)
    wall = screen.locator("[data-wall]")
    expect(wall).to_contain_text("12 of 31 people have voted.")
    expect(wall).to_contain_text("3 dots each. At most 2 on one option.")
    expect(wall.locator(".gauge")).to_have_count(0)
    expect(wall.locator(".symbol:visible")).to_have_count(5)
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    expect(wall).to_contain_text("36 dots from 12 people")
    assert screen.evaluate(FAULTS) == []


def test_FA13_shows_a_wording_how_far_everybody_goes_and_the_verdict(
    evening: Stage, screen: Page
) -> None:
    ballot = asks(evening, "fist", sources=("v1",))
    for seat, level in zip(evening.seats, (5, 1, 2, 2), strict=False):
        casts(evening, ballot, seat, f"o1:{level}")
    evening.leads(CloseBallot(ballot))
    wall = screen.locator("[data-wall]")
    expect(wall).to_contain_text("There are concerns: 1 at 1, 2 at 2. Those below 3 may speak.")
    expect(wall.locator(".fives__row b")).to_have_text(["1", "0", "0", "2", "1", "0"])
    [again] = evening.leads(RepeatBallot(ballot, open=True))
    votes(evening, again, "fist")
    evening.leads(CloseBallot(again))
    expect(wall).to_contain_text(
        "Everyone who voted is at 3 or above. The room recommends it to the school board."
    )
    expect(wall).to_contain_text("Round 2 · 31 of 31 people and a table of 7")
    evening.leads(ShowFace("statement", statement="v1"))
    expect(wall).to_contain_text("Round 2: the room recommends it.")


def test_FA12_as_many_as_a_room_has_themes_stand_on_one_page(evening: Stage, screen: Page) -> None:
    ballot = asks(evening, "dots", text="\n".join((*AREAS, "Safe routes to every school")))
    votes(evening, ballot, "dots", 6)
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    expect(screen.locator(".wall-ranking__row")).to_have_count(6)
    assert screen.evaluate(FAULTS) == []


def test_FA12_where_nobody_has_voted_nothing_is_first(evening: Stage, screen: Page) -> None:
    ballot = asks(evening, "stars", text="Music\nBuses")
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    wall = screen.locator("[data-wall]")
    expect(wall.get_by_text("Nobody has voted.")).to_be_visible()
    expect(wall.locator("[data-slot=lead]")).to_have_text("Stars")
    expect(wall.get_by_text("Buses")).to_be_visible()
    for part in ("place", "number", "voters"):
        expect(wall.locator(f".wall-ranking__{part}:visible")).to_have_count(0)


def test_FA12_the_field_calls_options_by_letters_as_the_console_does(
    evening: Stage, screen: Page
) -> None:
    ballot = asks(evening, "impact_effort", sources=("t1", "t2", "t3", "t4", "t5"))
    votes(evening, ballot, "impact_effort", 3)
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    letters = [point["letter"] for point in grid(with_id(evening, ballot))]
    expect(screen.locator(".wall-matrix__mark")).to_have_text(letters)


@pytest.mark.parametrize("case", VOTES, ids=lambda case: case["name"])
def test_FA12_the_browser_shows_what_the_server_does(case: dict[str, Any], bench: Page) -> None:
    found = bench.evaluate(
        """async ({ ballot, face, rows }) => {
          const wall = await import('/js/wall/ballot.js')
          const groups = { g1: { name: 'Families', names: { es: 'Familias' } } }
          const said = wall.rowsOf({ workshop: { groups } }, ballot, 'es')
          const names = Object.keys(rows[0] ?? {})
          const few = (row) => Object.fromEntries(names.map((name) => [name, row[name]]))
          const levels = (some) => some.map(({ level, votes, tables }) => [level, votes, tables])
          return {
            face: wall.faceOfBallot(ballot),
            rows: names.length ? said.map(few) : [],
            levels: levels(wall.levelsOf(ballot)),
            percent: wall.foundOf(ballot).percent,
            below: levels(wall.foundOf(ballot).below),
          }
        }""",
        case,
    )
    assert found == {name: case[name] for name in found}


@pytest.mark.whole
@pytest.mark.parametrize("kind", ["dots", "rank", "points", "stars", "pairs", "impact_effort"])
def test_FA12_DI2_DI3_every_method_stands_whole_on_every_projector(
    kind: str, evening: Stage, screen: Page
) -> None:
    long = "\n".join(f"{n} {(LONG * 9)[:590]}" for n in range(3))
    short = "\n".join(f"A way to get there, number {n}" for n in range(52))
    sources = ("t1", "t2", "t3", "t4", "t5")
    ballot = asks(evening, kind, sources=sources, text=f"{long}\n{short}", question=LONG * 2)
    stands(screen, f"ballot {ballot} open")
    votes(evening, ballot, kind)
    evening.leads(CloseBallot(ballot))
    if kind == "impact_effort":
        evening.leads(PlaceOption(ballot, "o5", 5, 1, "The board pays for half of it"))
    stands(screen, f"ballot {ballot} closed")


@pytest.mark.whole
@pytest.mark.parametrize("kind", ["fist", "thumbs", "consent"])
def test_FA13_DI2_DI3_a_long_wording_stands_whole_on_every_projector(
    kind: str, evening: Stage, screen: Page
) -> None:
    rule = {"agree": "share", "share": 80}
    ballot = asks(evening, kind, text=(LONG * 10)[:600], **rule)
    stands(screen, f"ballot {ballot} open")
    for n, seat in enumerate(evening.seats):
        level = {"fist": n % 6, "thumbs": n % 3 + 1, "consent": n % 2}[kind]
        casts(evening, ballot, seat, f"o1:{level}", reason="It says too much")
    evening.leads(CloseBallot(ballot))
    stands(screen, f"ballot {ballot} closed")


@pytest.mark.whole
def test_FA12_more_options_than_fit_come_on_pages_that_turn(
    evening: Stage, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    page.goto(evening.wall_url)
    text = "\n".join(f"A way to get there, number {n}" for n in range(60))
    ballot = asks(evening, "dots", text=text)
    page.clock.run_for(2_000)
    shows(page, f"ballot {ballot} open")
    names = page.locator("[data-wall] .theme__name")
    first = names.all_inner_texts()
    seen = set(first)
    for _ in range(9):
        page.clock.run_for(20_000)
        seen |= set(names.all_inner_texts())
        if len(seen) == 60:
            break
    assert len(seen) == 60
    assert len(first) >= 8
    evening.leads(CloseBallot(ballot))
    context.close()


WORDY = [f"{n} {(LONG * 9)[:length].strip()}" for n, length in enumerate((40, 590, 130, 250, 75))]


def reads(page: Page, wanted: list[str]) -> list[str]:
    """Turn the pages until all these have stood with all of their words; return what has not."""
    left = set(wanted)
    for _ in range(len(wanted) + 1):
        left -= {name.replace("\u2060", "") for name in page.locator(NAMES).all_text_contents()}
        if not left:
            break
        page.clock.run_for(20_000)
    return sorted(left)


NAMES = "[data-wall] :is(.theme__name, .wall-parked__text)"


@pytest.mark.parametrize(
    "kind",
    ["dots", *(pytest.param(kind, marks=pytest.mark.whole) for kind in ("stars", "impact_effort"))],
)
def test_FA12_DI2_long_options_stand_with_all_of_their_words_on_one_page_or_another(
    kind: str, evening: Stage, browser: Browser
) -> None:
    size = {"width": 1280, "height": 720}
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    page = context.new_page()
    page.clock.install()
    page.goto(evening.wall_url)
    ballot = asks(evening, kind, text="\n".join(WORDY))
    page.clock.run_for(1_000)
    shows(page, f"ballot {ballot} open")
    assert reads(page, WORDY) == []
    votes(evening, ballot, kind, 3)
    evening.leads(CloseBallot(ballot))
    page.clock.run_for(1_000)
    shows(page, f"ballot {ballot} closed")
    assert reads(page, WORDY) == []
    assert page.evaluate(FAULTS) == []
    context.close()


def test_PA16_what_nobody_compared_stands_last_without_place_and_number(
    evening: Stage, screen: Page
) -> None:
    ballot = asks(evening, "pairs", text="Music\nBuses\nLunch")
    casts(evening, ballot, evening.seats[0], "o2:o3")
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    last = screen.locator(".wall-ranking__row").last
    expect(last.locator(".theme__name")).to_have_text("Music")
    expect(last.locator(".wall-ranking__voters")).to_have_text("Not compared")
    for part in ("place", "number"):
        expect(last.locator(f"[data-slot={part}]")).to_have_text("")


def test_FA12_the_first_five_of_a_result_stand_on_one_page(evening: Stage, screen: Page) -> None:
    text = "\n".join(f"Time for families, part {n}" for n in range(8))
    ballot = asks(evening, "dots", text=text)
    shows(screen, f"ballot {ballot} open")
    for n, seat in enumerate(evening.seats[:8], start=1):
        casts(evening, ballot, seat, f"o{n}:1")
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    expect(screen.locator(".wall-ranking__row").nth(4)).to_be_visible()
    expect(screen.locator("[data-slot=lead]")).to_contain_text("1 to 5 of 8")


@pytest.mark.whole
def test_FA15_DI3_the_parking_lot_stands_whole_on_every_projector(
    evening: Stage, screen: Page
) -> None:
    for n in range(14):
        text = f"What happens to the old gym, part {n}" if n % 3 else (LONG * 12)[:700]
        evening.leads(Park(None, text, "Ms Ruiz" if n % 2 else "", "2026-12-04" if n < 9 else ""))
    evening.leads(ShowFace("parked"))
    stands(screen, "parked")
    expect(screen.locator("[data-wall]")).to_contain_text("A reply comes by December 4, 2026")


@pytest.mark.whole
def test_FA12_DI1_the_text_tells_a_vote_in_tables_and_says_when_it_closes(
    evening: Stage, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{evening.wall_url}&text")
    ballot = asks(evening, "dots", sources=("t1", "t2", "t3", "t4", "t5"))
    news = page.locator("[data-news]")
    expect(news).to_have_text("On the wall now: A vote. What matters most?")
    expect(page.get_by_role("table")).to_have_count(0)
    votes(evening, ballot, "dots")
    evening.leads(CloseBallot(ballot))
    expect(news).to_have_text("On the wall now: What came of the vote. What matters most?")
    [result, groups] = page.get_by_role("table").all()
    expect(result.get_by_role("columnheader", name="Place")).to_be_visible()
    expect(result.get_by_role("rowheader")).to_have_count(5)
    expect(groups.get_by_role("columnheader", name="Families, of 11")).to_have_count(1)
    expect(page.get_by_text("Groups of fewer than five are counted")).to_be_visible()
    before = page.locator("[data-read]").inner_text()
    page.reload()
    assert page.locator("[data-read]").inner_text() == before, "the first paint says the same"
    context.close()


@pytest.mark.whole
def test_FA12_from_right_to_left_a_row_begins_at_the_right(evening: Stage, screen: Page) -> None:
    ballot = asks(evening, "dots", sources=("t1", "t2", "t3", "t4", "t5"))
    votes(evening, ballot, "dots")
    evening.leads(CloseBallot(ballot))
    shows(screen, f"ballot {ballot} closed")
    screen.evaluate("document.documentElement.dir = 'rtl'")
    screen.evaluate(DRAWN)
    row = screen.locator(".wall-ranking__row").first
    place = row.locator(".wall-ranking__place").bounding_box()
    number = row.locator(".wall-ranking__number").bounding_box()
    assert place
    assert number
    assert place["x"] > number["x"]
    assert screen.evaluate(FAULTS) == []


def stands(screen: Page, key: str) -> None:
    """Hold a face against every projector, on paper and on a chalkboard."""
    shows(screen, key)
    faults = {}
    for width, height in SIZES:
        for scheme in ("light", "dark"):
            screen.set_viewport_size({"width": width, "height": height})
            screen.evaluate(
                "(scheme) => (document.documentElement.dataset.scheme = scheme)", scheme
            )
            screen.evaluate(DRAWN)
            faults[f"{width} {scheme}"] = screen.evaluate(FAULTS)
    assert {size: found for size, found in faults.items() if found} == {}
