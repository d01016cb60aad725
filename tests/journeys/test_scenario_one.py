"""The evening of scenario 1, whole: a focus group of forty, from the door to the plan.

What goes wrong in a room goes wrong here: Wi-Fi, an empty battery, late parents, a laptop that
dies, a phone that comes back too late.
"""

import csv
import io
import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import counted
from tests.journeys.counted import Count, Paper, casts, choices_of, dealt, file_of, taps
from tests.journeys.scenarios import (
    GROUPS,
    WITHIN,
    Guest,
    Room,
    Said,
    Steering,
    begins_a_plan,
    cells,
    comes_by_phone,
    console_of,
    goes_on,
    joins_for_a_table,
    refused,
    said,
    shows,
    texts_of,
)
from tests.live.clients import Browser as Door

pytestmark = [pytest.mark.journey, pytest.mark.whole]

FILE = "s1_focus_group_40"
# Of thirteen parents two share a phone at table 4, two sit at table 6 and two come late; of twelve
# teachers three sit at table 6. All others hold a phone of their own.
ALONE = {
    "Parent/Family": 7,
    "Teacher": 9,
    "Support staff": 5,
    "Student": 4,
    "Community": 4,
    "Board member": 2,
}
SMALL = ("Student", "Community", "Board member")  # fewer than five of each: never told apart
TAKEN_HOME = (
    "ballots.csv",
    "workbook.xlsx",
    "minutes.docx",
    "minutes.pdf",
    "wall.pdf",
    "parking-lot.csv",
    "responses.csv",
    "archive.json",
)
TOLD = {"Parent or family", "Teacher", "Support staff", "Smaller groups"}
IN = "Your vote is in. You can change it until the vote closes."
NEXT = "The school board reads this on December 8."
GYM = "What happens to the old gym"
PARKED = (  # what it says, who answers, until when; the first two are phrases
    ("Is there childcare tonight?", "Family liaison", "2026-12-01"),
    ("property taxes are too high period", "Business office", "2026-12-15"),
    (GYM, "Superintendent", "2026-12-18"),
)
DAYS = ("December 1, 2026", "December 15, 2026", "December 18, 2026")


def test_scenario_1_whole_a_focus_group_of_forty_from_the_door_to_the_plan(room: Room) -> None:
    strengths = said(FILE, "strengths")
    opportunities = said(FILE, "opportunities")
    fay = room.makes("focus-group", "Focus group in Larkspur")
    tom = room.helps(fay, "Tom")
    wall = room.wall(fay)
    room.console(fay)

    # 0: 31 by themselves, two who share a phone at table 4, and the five of table 6 with a scribe
    for group, people in ALONE.items():
        for _ in range(people):
            room.comes(group)
    two = room.comes("Parent/Family", table=4, headcount=2)
    scribe = joins_for_a_table(room, 6, 5)
    expect(wall.locator("[data-slot=here]")).to_contain_text("31 people and 2 tables")

    # 10: strengths; 12: table 6 loses the Wi-Fi, and seven phrases wait on its phone
    goes_on(fay, "Information")
    goes_on(fay, "Strengths")
    expect(scribe.get_by_label("One idea at a time")).to_be_visible()
    waiting, others = strengths[:7], strengths[7:]
    scribe.context.set_offline(True)
    for one in waiting:
        scribe.get_by_label("One idea at a time").fill(one["text"])
        scribe.keyboard.press("Enter")
    expect(scribe.locator(".yours__item .icon--waiting")).to_have_count(7)
    room.speak("p1", others)
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(others)))
    long = [one["text"] for one in others if len(one["text"]) > 20]
    assert not any(text in wall.inner_text("body") for text in long), "a count has no words"
    scribe.context.set_offline(False)
    expect(scribe.locator(".yours__item .icon--waiting")).to_have_count(0)
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(strengths)))
    assert Counter(texts_of(room, fay, len(strengths))) == Counter(one["text"] for one in strengths)

    # 20: reveal; 24: a name in the room's own words, and a card that belongs elsewhere
    goes_on(fay, "Information")
    goes_on(fay, "Group phrases")
    expect(wall.locator(".wall-themes__theme").nth(4)).to_be_visible(timeout=WITHIN)
    names_as_the_room_says(fay, "It feels like family here")
    expect(wall.get_by_text("It feels like family here").first).to_be_visible()
    gathers_devices(Steering(console_of(room, fay)), wall)

    # 26: two late parents land where the room is
    late = room.comes("Parent/Family")
    assert late.view["prompts"]["p1"]["state"] == "closed"
    assert {"group"} == {s["kind"] for s in late.view["steps"].values() if s["state"] == "open"}
    ana = comes_by_phone(room, "Parent/Family")
    expect(ana.get_by_role("heading", level=1)).to_contain_text("What belongs together?")

    # 33: opportunities; 41: who names a child is held, redacted and shown
    goes_on(fay, "Information")
    goes_on(fay, "Opportunities")
    spoken = room.speak("p2", opportunities)
    shows(fay, "Phrases")
    named = [one["text"] for one in opportunities if "student_name" in one.get("flags", ())]
    assert len(named) == 2
    redacts_the_names(fay, ["Zibby", "Orrin"])
    both = len(strengths) + len(opportunities)
    everything = " ".join(texts_of(room, fay, both))
    assert "Zibby" not in everything
    assert "Orrin" not in everything
    assert "=1+1 lol" in everything
    assert not any("Zibby" in page.inner_text("body") for page in (wall, fay, tom, scribe))

    # 47: the lead's laptop dies; who helps takes over, and the wall goes on
    room.goes(fay)
    tom.keyboard.press("f")
    take = tom.get_by_role("button", name="Take the lead", exact=True)
    expect(take).to_be_enabled(timeout=WITHIN)  # once the lead has been away for twenty seconds
    take.click()
    expect(tom.locator(".toast")).to_contain_text("The lead is yours now.")
    tom.keyboard.press("Escape")
    goes_on(tom, "Information")
    goes_on(tom, "Group phrases")
    expect(wall.locator(".wall-themes__theme").nth(4)).to_be_visible(timeout=WITHIN)

    # Fay is back on her phone within half a minute, and everything is as it was
    phone = room.window(390, 844)
    phone.goto(f"{room.served.url}/sign-in?next=/w/{room.code}/console")
    phone.get_by_label("Mail address").fill("fay@larkspur.example")
    phone.get_by_label("Password").fill("a calm and generous room")
    phone.get_by_role("button", name="Sign in").click()
    phone.locator(".console[data-live]").wait_for()
    assert Counter(texts_of(room, phone, both)) == Counter(texts_of(room, tom, both))

    # 58: the room has grouped them as the file's people did; three dots each, at most two on one
    steers = Steering(console_of(room, tom))
    steers("set_auto", prompt="p2", on=False)
    themes = steers.sorts("p2", spoken)
    goes_on(tom, "Vote")
    text = room.wall_as_text()
    ballot, count = opens_the_vote(room, tom, wall, scribe)
    votes(room, opportunities, ballot, count, two, ana, scribe, phone)
    closes_the_vote(room, tom, phone, ana, ballot, count, wall, steers)

    # 66: the top five, on every screen alike
    came = count.lines()
    reads_it_everywhere(tom, phone, wall, text, came, count)

    # 73: the parking lot
    parks(room, tom, steers, wall, text)

    # 75: the end; what came of it, on the phones and in the files
    room.console(tom)
    expect(tom.locator("[data-console][data-lead][data-facilitates]")).to_be_visible()
    steers("close_workshop")
    expect(wall.locator(".wall-thanks")).to_be_visible()
    # who took over leads no more, and is offered nothing that only a facilitator may
    expect(tom.locator("[data-console]:not([data-lead]):not([data-facilitates])")).to_be_visible()
    page = opens_the_results(room, phone, scribe)
    frozen = reads_the_files(phone, room, page, ballot, came)
    hers = Steering(console_of(room, phone))
    goes_on_working(room, hers, themes, came)
    assert reads_the_files(phone, room, page, ballot, came) == frozen, "what was counted stays"

    # the same evening: three become priorities, by their pattern, and go into the plan
    worded = words_three(room, phone, hers, themes, came)
    reads_the_plan(room, phone, worded, came, spoken, hers)


def gathers_devices(steers: Steering, wall: Page) -> None:
    """Name a theme Technology and put both cards about devices in it; there they stay."""
    view = steers.line.view
    cards = [key for key, r in view["responses"].items() if r["text"] == "1:1 devices"]
    assert len(cards) == 2
    chromebooks = next(r for r in view["responses"].values() if "chromebook" in r["text"])
    theme = chromebooks.get("theme") or steers("make_theme", prompt="p1", name="Computers")[0]
    steers("rename_theme", theme=theme, name="Technology")
    steers("move_responses", responses=cards, theme=theme)
    steers.line.sees(
        lambda view: all(view["responses"][card].get("theme") == theme for card in cards)
    )
    steers.line.close()
    expect(wall.get_by_text("Technology", exact=True).first).to_be_visible()


def opens_the_vote(room: Room, tom: Page, wall: Page, scribe: Page) -> tuple[str, Count]:
    room.console(tom, "/vote")
    expect(tom.locator("[data-slot=usual]")).to_have_text(
        "8 options are chosen: 3 dots each is usual."
    )
    tom.keyboard.press("s")
    expect(tom.locator("[data-voted]")).to_contain_text("0 of 33 have voted")
    for guest in room.guests:
        guest.sees(lambda view: bool(view["ballots"]))
    [[ballot, asked]] = room.guests[0].view["ballots"].items()
    assert asked["rules"] == {"dots": 3, "stack": 2}
    expect(wall.locator("[data-wall]")).to_contain_text("3 dots each. At most 2 on one option.")
    expect(scribe.locator(".vote")).to_contain_text("One vote for your whole table (5 people).")
    options = sorted(asked["options"].items(), key=lambda pair: pair[1]["place"])
    return ballot, Count([option["text"] for _, option in options])


def votes(
    room: Room,
    spoken: list[Said],
    ballot: str,
    count: Count,
    two: Guest,
    ana: Page,
    scribe: Page,
    fay: Page,
) -> None:
    """Let everybody stick three dots on what their group spoke of; nothing goes smoothly."""
    asked = room.guests[0].view["ballots"][ballot]
    keys = {option["text"]: key for key, option in asked["options"].items()}
    turns: Counter[str] = Counter()
    flat = next(one for one in room.guests if one.group == "Community")
    for number, guest in enumerate(room.guests):
        group = "" if guest is two else guest.group
        dots = dealt(spoken, group, turns[group])
        turns[group] += 1
        count.papers[f"guest {number}"] = Paper(dots, group)
        if guest is not flat:
            casts(guest, ballot, choices_of(dots, keys))

    # a phone whose battery is empty: Fay enters the vote from a slip, on her own phone
    slip = count.papers.pop(f"guest {room.guests.index(flat)}")
    flat.close()
    enters_by_hand(room, fay, slip, keys)
    count.papers["the slip"] = slip

    # what is against the rules is refused, and what was cast stands
    eager = room.guests[0]
    one, other = list(keys.values())[:2]
    assert refused(eager, "cast_vote", ballot=ballot, choices=[f"{one}:3"]) == "too_high_stack"
    four = [f"{one}:2", f"{other}:2"]
    assert refused(eager, "cast_vote", ballot=ballot, choices=four) == "too_many_dots"

    # the same twice, as after a lost answer, is one vote; one takes it back and votes anew
    twice = {"ballot": ballot, "choices": choices_of(count.papers["guest 1"].dots, keys)}
    first, second = (room.guests[1].does("cast_vote", "twice-the-same", **twice) for _ in range(2))
    assert (first["type"], first["seq"]) == (second["type"], second["seq"])
    casts(room.guests[2], ballot, [])
    casts(room.guests[2], ballot, choices_of(count.papers["guest 2"].dots, keys))

    # table 6 loses the Wi-Fi once more, votes, and is back in time
    scribe.context.set_offline(True)
    expect(scribe.locator("[data-slot=net]")).to_contain_text("No network.")
    table = dealt(spoken, "", turns[""])
    taps(scribe, table, keys)
    scribe.locator("[data-slot=vote-cast]").click()
    expect(scribe.locator("[data-slot=vote-state]")).to_have_text(
        "Your vote is waiting for the network."
    )
    scribe.context.set_offline(False)
    expect(scribe.locator("[data-slot=vote-state]")).to_have_text(IN)
    count.papers["table 6"] = Paper(table)

    # a late parent votes, thinks again, and moves a dot
    dots = dealt(spoken, "Parent/Family", turns["Parent/Family"])
    taps(ana, dots, keys)
    ana.locator("[data-slot=vote-cast]").click()
    expect(ana.locator("[data-slot=vote-state]")).to_have_text(IN)
    given, empty = next(iter(dots)), next(name for name in keys if not dots[name])
    ana.locator(f"[data-option={keys[given]}] [data-step='-1']").click()
    taps(ana, Counter({empty: 1}), keys)
    ana.get_by_role("button", name="Change my vote").click()
    expect(ana.locator(".vote__said")).to_contain_text(f"{empty}: 1 dot")
    count.papers["Ana"] = Paper(dots - Counter({given: 1}) + Counter({empty: 1}), "Parent/Family")


def enters_by_hand(room: Room, fay: Page, slip: Paper, keys: dict[str, str]) -> None:
    room.console(fay, "/vote")
    fay.locator(".ballot__paper summary").click()
    for name, number in slip.dots.items():
        value = f"{keys[name]}:{number}"
        fay.locator(
            "select[name=choices]", has=fay.locator(f"option[value='{value}']")
        ).select_option(value)
    fay.locator(".ballot__paper select[name=group]").select_option(GROUPS[slip.group])
    fay.get_by_role("button", name="Enter this vote").click()
    expect(fay.locator(".entered__vote")).to_have_count(1)


def closes_the_vote(
    room: Room,
    tom: Page,
    fay: Page,
    ana: Page,
    ballot: str,
    count: Count,
    wall: Page,
    steers: Steering,
) -> None:
    """Close it: nobody knew how it stood, and who comes back afterwards is told."""
    everybody = "33 of 34 have voted and 2 tables of 7 in all"
    for page in (tom, fay):
        expect(page.locator(".ballot__voted")).to_have_text(everybody)
    hers = Steering(console_of(room, fay))
    assert hers.refused("close_ballot", ballot=ballot) == "not_lead"
    for line in (hers.line, steers.line, *room.guests[1:5]):
        line.heard()
        assert "result" not in line.view["ballots"][ballot], "nobody is told how it stands"
    expect(wall.locator(".wall-turnout")).to_contain_text(
        "33 of 33 people and 2 tables of 7 in all"
    )
    expect(wall.locator(".wall-ranking__row, .gauge")).to_have_count(0)
    ana.context.set_offline(True)
    expect(ana.locator("[data-slot=net]")).to_contain_text("No network.")
    ana.locator("[data-step='-1']:not([aria-disabled=true]):visible").first.click()
    ana.get_by_role("button", name="Change my vote").click()
    expect(ana.locator("[data-slot=vote-state]")).to_have_text(
        "Your vote is waiting for the network."
    )
    tom.keyboard.press("c")
    expect(tom.locator(".ranked__row")).to_have_count(8)
    ana.context.set_offline(False)
    expect(ana.locator("[data-slot=uncounted]")).to_contain_text("was not counted.")
    assert refused(room.guests[3], "cast_vote", ballot=ballot, choices=[]) == "ballot_closed"
    steers.line.sees(lambda view: "result" in view["ballots"][ballot])
    result = steers.line.view["ballots"][ballot]["result"]
    told = (result["people"], result["tables"], result["at_tables"], result["papers"])
    assert told == (count.people, count.tables, 7, 1)
    scores = [option["score"] for option in result["options"].values()]
    assert sum(scores) == count.dots == 3 * 35, "every dot that was cast is counted, once"


def reads_it_everywhere(
    tom: Page, fay: Page, wall: Page, text: Page, came: list[counted.Line], count: Count
) -> None:
    expect(wall.locator(".wall-ranking__row").nth(4)).to_be_visible()
    lead = wall.locator("[data-slot=lead]")
    expect(lead).to_contain_text(f"{count.dots} dots from 33 people and 2 tables of 7 in all")
    shown = counted.on_the_wall(wall)
    assert shown[:5] == came[:5], "the top five stand on the wall"
    assert shown == came[: len(shown)]
    places = Counter(line.place for line in came)
    level = [line.name for line in came[: len(shown)] if places[line.place] > 1]
    assert level, "some are level this evening"
    assert counted.ties_on_the_wall(wall) == level
    assert counted.in_the_walls_text(text) == came
    assert counted.on_the_console(tom) == came
    expect(fay.locator(".ranked__row")).to_have_count(8)
    assert counted.on_the_console(fay) == came

    # groups under five stand together; parents, teachers and support staff by themselves
    heads = tom.locator(".bygroup th[scope=col]").all_inner_texts()
    told = [" ".join(head.split()) for head in heads]
    assert told == [
        "Option",
        "Parent or family 9 people",
        "Support staff 5 people",
        "Teacher 9 people",
        "All others 10 people",
    ]
    given = [
        count.of_groups(*groups)
        for groups in (("Parent/Family",), ("Support staff",), ("Teacher",), SMALL)
    ]
    for row, line in zip(tom.locator(".bygroup tbody tr").all(), came, strict=True):
        said = [re.findall(r"\d+", cell) for cell in row.locator("td").all_inner_texts()]
        figures = [(int(one[0]), int(one[1])) if one else (0, 0) for one in said]
        assert figures == [of[line.name] for of in given]
    of_groups = text.get_by_role("table").nth(1)
    assert of_groups.get_by_role("columnheader").all_inner_texts()[1:] == [
        "Parent or family, of 9",
        "Support staff, of 5",
        "Teacher, of 9",
        "All others, of 10",
    ]
    for page in (wall, text, tom):
        assert "Board member" not in page.inner_text("main, [data-wall], [data-read]")


def parks(room: Room, tom: Page, steers: Steering, wall: Page, text: Page) -> None:
    """Put three things aside, each with who answers and until when."""
    view = steers.line.view
    keys = {response["text"]: key for key, response in view["responses"].items()}
    for words, owner, day in PARKED[:2]:
        steers("park", response=keys[words], owner=owner, reply_by=day)
    room.console(tom, "/parked")
    form = tom.locator(".lot__new")
    words, owner, day = PARKED[2]
    form.get_by_label("What it says").fill(words)
    form.get_by_label("Who answers it").fill(owner)
    form.get_by_label("Until when").fill(day)
    form.get_by_role("button", name="Park it").click()
    expect(tom.locator(".lot__item")).to_have_count(3)
    tom.get_by_role("button", name="Show on the wall").first.click()
    expect(wall.locator(".wall-parked__line")).to_have_count(3)
    said = wall.locator(".wall-parked__line").all_inner_texts()
    lines = [line.replace("\u00a0", " ") for line in said]  # a day is not parted
    table = text.get_by_role("table", name="Parking lot")
    expect(table.get_by_role("row")).to_have_count(4)
    for (words, owner, _), day, line in zip(PARKED, DAYS, lines, strict=True):
        for part in (words, owner, day):
            assert part in line
            expect(table).to_contain_text(part)


def opens_the_results(room: Room, fay: Page, scribe: Page) -> Page:
    """Open the results; read them by the link, and on the phone of table 6."""
    fay.goto(room.workshop)
    fay.get_by_label("What happens next").fill(NEXT)
    fay.get_by_role("button", name="Open the results").click()
    page = room.window(390, 844)
    page.goto(fay.get_by_label("Link to the results").input_value())
    scribe.get_by_role("link", name="What came of it").click()
    expect(scribe.get_by_text(NEXT)).to_be_visible()
    assert scribe.inner_text("main") == page.inner_text("main")
    return page


def reads_the_files(
    fay: Page, room: Room, page: Page, ballot: str, came: list[counted.Line]
) -> list[str]:
    """Hold the results page and every file against what was counted; return what they say of it."""
    page.reload()
    assert counted.on_the_results_page(page) == came
    told = page.locator(".results__vote").inner_text()
    assert "People: 33 · Tables: 2 · People at tables: 7 · Paper forms: 1" in told
    files = {name: file_of(fay, room.workshop, name) for name in TAKEN_HOME}
    assert counted.in_the_table(files["ballots.csv"], ballot) == came
    assert counted.in_the_workbook(files["workbook.xlsx"], ballot) == came
    assert counted.in_the_minutes(files["minutes.docx"]) == came
    for name in ("minutes.pdf", "wall.pdf"):
        words = words_of(files[name])
        for line in came:
            assert line.name in words
            assert str(line.dots) in words
    minutes = words_of(files["minutes.pdf"])
    lot = list(csv.DictReader(io.StringIO(files["parking-lot.csv"].decode("utf-8-sig"))))
    assert [(row["text"], row["owner"], row["reply_by"]) for row in lot] == [*PARKED]
    for words, owner, _ in PARKED:
        assert words in minutes
        assert owner in minutes
    everything = minutes + told + files["responses.csv"].decode() + files["archive.json"].decode()
    assert "Zibby" not in everything
    assert "Orrin" not in everything
    return [told, files["ballots.csv"].decode(), files["parking-lot.csv"].decode()]


def words_of(body: bytes) -> str:
    """Return the words of a PDF on one line."""
    pages = PdfReader(io.BytesIO(body)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def goes_on_working(
    room: Room, steers: Steering, themes: dict[str, str], came: list[counted.Line]
) -> None:
    """Change what was voted on after the end; nothing more is taken from the room."""
    steers("rename_theme", theme=themes[came[-1].name], name="Ready for real life")
    view = steers.line.view
    moved = next(k for k, r in view["responses"].items() if r.get("theme") == themes[came[3].name])
    steers("move_responses", responses=[moved], theme=themes[came[4].name])
    late = {"prompt": "p2", "text": "One more thing"}
    assert refused(room.guests[3], "submit_response", **late) == "workshop_closed"
    form = {"group": "family", "language": "en"}
    assert Door(room.served.port, {}).submits(f"/w/{room.code}/join", **form).status == 409


def words_three(
    room: Room, fay: Page, steers: Steering, themes: dict[str, str], came: list[counted.Line]
) -> dict[str, str]:
    """Make the first three priorities: one with the pattern on the pen's page, two beside it."""
    first, *others = (line.name for line in came[:3])
    fay.goto(f"{room.served.url}/w/{room.code}/console/promote/{themes[first]}")
    fay.get_by_text("Begin with a pattern …").click()
    fay.get_by_role("button", name="Use this stem").first.click()
    statement = fay.get_by_role("textbox", name="Statement")
    expect(statement).to_have_value(re.compile(r"^We will … .+ …, so that …\.$"))
    by_pattern = statement.input_value()
    gaps = iter(("put", "first in every building", "every child is well"))
    filled = re.sub("…", lambda _: next(gaps), by_pattern)
    statement.fill(filled)
    fay.get_by_role("button", name="Make it a priority").click()
    expect(fay.locator(".made__item")).to_contain_text(filled)
    worded = {first: filled}
    for name in others:
        worded[name] = f"We will act on {name.lower()}, so that every child can learn."
        steers("promote_theme", theme=themes[name], kind="priority", statement=worded[name])
    return worded


def reads_the_plan(
    room: Room,
    fay: Page,
    worded: dict[str, str],
    came: list[counted.Line],
    spoken: dict[str, Said],
    steers: Steering,
) -> None:
    """Bring the evening into a plan: each priority with its vote, its people and their words."""
    plan = begins_a_plan(room, fay, "Larkspur Valley 2027–2032", len(worded))
    view = steers.line.view
    for line in came[:3]:
        section = fay.locator(".priority", has=fay.get_by_role("heading", name=line.name))
        expect(section).to_contain_text(worded[line.name])
        beside = section.locator(".room")
        who = f"{line.people} people" + {0: "", 1: " and 1 table"}.get(
            line.tables, f" and {line.tables} tables"
        )
        expect(beside.locator(".room__vote")).to_have_text(
            f"Dot vote: rank {line.place} of 8, score {line.dots}, {who}"
        )
        behind = [k for k, one in spoken.items() if one["theme"] == line.name]
        texts = [
            view["responses"][k]["text"] for k in behind if view["responses"][k]["state"] == "shown"
        ]
        for quote in beside.locator(".quote__text").all_inner_texts():
            assert quote in texts, "the room's own words"
        told = set(beside.locator(".room__groups dt, .quote__who").all_inner_texts())
        assert told <= TOLD, "no group under five"
        address = beside.get_by_role("link", name=f"All {len(texts)} phrases").get_attribute("href")
        answer = fay.request.get(f"{room.served.url}{address}").text()
        assert answer.count("quote__text") == len(texts)
    assert fay.url == plan
    assert "approved" not in fay.locator("main").inner_text().lower()


def names_as_the_room_says(console: Page, name: str) -> None:
    """Rename the theme in which the words stand, by the key."""
    cell = cells(console).filter(has_text=name).first
    cell.locator(".theme__name").click()
    expect(cell).to_have_attribute("aria-current", "true")
    console.keyboard.press("r")
    console.locator("[name=name]:visible").first.fill(name)
    console.keyboard.press("Enter")


def redacts_the_names(console: Page, names: list[str]) -> None:
    """Go through what is held: redact who names a child, hide what is about staff or abusive."""
    console.keyboard.press("v")
    console.wait_for_url("**/held")
    console.locator(".console[data-live]").wait_for()
    left = set(names)
    waiting = console.locator(".held > li")
    for remaining in range(waiting.count(), 0, -1):
        expect(waiting).to_have_count(remaining)
        text = waiting.first.inner_text()
        if any(name in text for name in left):
            left = {name for name in left if name not in text}
            waiting.first.get_by_role("button", name="Redact and show").click()
        elif "Ms. Tansy" in text or "suicide prevention" in text:
            console.keyboard.press("a")
        else:
            console.keyboard.press("h")
            console.keyboard.press("1")
    expect(waiting).to_have_count(0)
    assert not left, "a name was not held"
    console.keyboard.press("v")
