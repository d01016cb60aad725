"""The evening of scenario 2, whole: a vision night of 150, from the door to the plan.

Sixty-one phones and 23 devices of tables behind one address; six competencies among nine themes.
"""

import io
import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys import counted
from tests.journeys.counted import Count, Paper, choices_of, dealt, file_of, taps
from tests.journeys.scenarios import (
    WITHIN,
    Guest,
    Room,
    Said,
    Steering,
    begins_a_plan,
    comes_by_phone,
    console_of,
    goes_on,
    joins_for_a_table,
    said,
    shows,
    texts_of,
)

pytestmark = [pytest.mark.journey, pytest.mark.whole]

FILE = "s2_vision_night_150"
ALONE = {  # as the audience is told; the administrators, the board and the support staff are few
    "Parent/Family": 25,
    "Teacher": 14,
    "Support staff": 5,
    "Student": 7,
    "Community": 6,
    "Administrator": 2,
    "Board member": 2,
}
FOURS = 17  # of 22 tables four people sit at so many, three at the others
TWO_IN_ONE = "Lifelong learner and creator"
CREATES = ("makes things", "Uses technology and AI to create", "creative", "innovative")
WORDED = {
    "Kind, empathetic and ethical": "A graduate does the right thing when no one is looking.",
    "Resilient and adaptable": "A graduate can fail and try again, and adapts when life changes.",
    "Ready for life, work and money": "A graduate leaves with a plan and the skills for it.",
    "Critical thinker and problem solver": "A graduate asks good questions and weighs evidence.",
    "Communicator": "A graduate speaks, writes and listens with purpose.",
    "Collaborator": "A graduate works well with people who are different.",
    "Engaged citizen and contributor": "A graduate votes, volunteers and gives back.",
}
ONE_LINE = 30  # px, of small letters
NEXT = "The school board sees this portrait on December 8."


def test_scenario_2_whole_a_vision_night_of_a_hundred_and_fifty_from_the_door_to_the_plan(
    room: Room,
) -> None:
    vision = said(FILE, "vision")
    portrait = said(FILE, "graduate_profile")
    fay = room.makes("vision-night", "Vision night in Larkspur")
    tom, ana = room.helps(fay, "Tom"), room.helps(fay, "Ana")
    wall = room.wall(fay)
    alerts: list[str] = []
    for page in (wall, fay, tom):
        page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    room.console(fay)

    # 0: twenty tables with 23 devices, one of them in Spanish, and 61 phones, behind one address
    for group, people in ALONE.items():
        for _ in range(people):
            room.comes(group)
    groups = [*Counter(one["group"] for one in vision)]
    tables = [
        room.comes(
            groups[number % len(groups)],
            table=1 + number % 20,
            headcount=4 if number < FOURS else 3,
        )
        for number in range(22)
    ]
    scribe = joins_for_a_table(room, 20, 6, "es-MX")
    expect(wall.locator("[data-slot=here]")).to_contain_text("61 people and 23 tables")

    # 15: alone; 22: the tables send ninety phrases at once, a script and an insult among them
    for label in ("Information", "Information", "Vision"):
        goes_on(fay, label)
    goes_on(fay, "Information")
    spanish = [one for one in vision if one.get("lang") == "es"]
    rest = [one for one in vision if one not in spanish]
    room.speak("p1", rest[:90])
    room.speak("p1", rest[90:])
    for one in spanish:
        scribe.locator("#text").fill(one["text"])
        scribe.locator("#text").press("Enter")
    expect(scribe.locator(".yours__item .state", has_text="Enviada")).to_have_count(len(spanish))
    shows(fay, "Count")
    expect(wall.locator(".wall-count__number")).to_have_text(str(len(vision)))
    assert Counter(texts_of(room, fay, len(vision))) == Counter(one["text"] for one in vision)
    abusive = next(one["text"] for one in vision if "abusive" in one.get("flags", ()))
    shows(fay, "Phrases")
    expect(wall.locator(".wall-phrases li").nth(5)).to_be_visible()

    # 34: themes; two who help sort at the same time, and reach for the same card once
    goes_on(fay, "Group phrases")
    themes = wall.locator(".wall-themes__theme")
    expect(themes.nth(4)).to_be_visible(timeout=WITHIN)
    assert themes.count() <= 9
    sorts_together(room, tom, ana)

    # the portrait of a graduate, then the vote
    goes_on(fay, "Portrait" if fay.get_by_text("Portrait").count() else "Graduate profile")
    spoken = room.speak("p2", portrait)
    for label in ("Information", "Group phrases"):
        goes_on(fay, label)
    assert len(texts_of(room, fay, len(vision) + len(portrait))) == 143 + 96
    for page in (wall, scribe):
        assert abusive not in page.inner_text("body"), "what is rough waits to be read"
    steers = Steering(console_of(room, fay))
    steers("set_auto", prompt="p2", on=False)
    themes = nine_themes(steers, spoken)
    goes_on(fay, "Vote")

    # nine themes, three dots each; the sixth place is level, and a run-off decides it
    text = room.wall_as_text()
    votes = Evening(room, fay, wall, text, steers, tables)
    ballot, came = votes.among_nine(spoken, tom, scribe)
    second, again = votes.between_two(came)
    six = [line.name for line in came[:5]] + [again[0].name]

    # six competencies are worded, and everybody reads them the same evening
    words_six(room, fay, steers, themes, six)
    steers("close_workshop")
    expect(wall.locator(".wall-thanks")).to_be_visible()
    page = opens_the_results(room, fay, scribe)
    assert abusive not in page.inner_text("body")
    reads_the_same_evening(room, fay, page, {ballot: came, second: again}, six)
    reads_the_plan(room, fay, came, again, six)
    assert alerts == [], "a script is text"


def nine_themes(steers: Steering, spoken: dict[str, Said]) -> dict[str, str]:
    """Group as the file's people did, and split the one theme that holds two thoughts."""
    themes = steers.sorts("p2", spoken)
    assert len(themes) == 8
    creates = [key for key, one in spoken.items() if one["text"].startswith(CREATES)]
    whole = themes.pop(TWO_IN_ONE)
    [part] = steers("split_theme", theme=whole, responses=creates, name="Creator")
    steers("rename_theme", theme=whole, name="Lifelong learner")
    for key in creates:
        spoken[key]["theme"] = "Creator"
    for one in spoken.values():
        if one["theme"] == TWO_IN_ONE:
            one["theme"] = "Lifelong learner"
    return {**themes, "Lifelong learner": whole, "Creator": part}


class Evening:
    """The two rounds of the vote, with everybody who has a hand in them."""

    def __init__(
        self, room: Room, fay: Page, wall: Page, text: Page, steers: Steering, tables: list[Guest]
    ) -> None:
        self.room, self.fay, self.wall, self.text = room, fay, wall, text
        self.steers, self.tables = steers, tables
        self.count = Count([])

    def among_nine(
        self, spoken: dict[str, Said], tom: Page, scribe: Page
    ) -> tuple[str, list[counted.Line]]:
        """Vote in one burst; then some move a dot, and a late parent and a scribe come last."""
        room, fay = self.room, self.fay
        room.console(fay, "/vote")
        expect(fay.locator("[data-slot=usual]")).to_have_text(
            "9 options are chosen: 3 dots each is usual."
        )
        fay.keyboard.press("s")
        expect(fay.locator("[data-voted]")).to_contain_text("0 of 61 have voted")
        ballot, keys = self.asked()
        self.count = Count([*keys])
        self.sticks([*spoken.values()])
        self.casts(ballot, keys, self.count)
        late = comes_by_phone(room, "Parent/Family")
        self.late(late, [*spoken.values()], keys)
        self.far_table(scribe, [*spoken.values()], keys)
        self.levels_the_sixth(ballot, keys)

        # nobody is told how it stands; one vote at a time; who helps does not close it
        room.console(tom, "/vote")
        who = "62 of 62 have voted and 23 tables of 89 in all"
        for console in (fay, tom):
            expect(console.locator(".ballot__voted")).to_have_text(who)
            expect(console.locator(".ranked__row")).to_have_count(0)
        his = Steering(console_of(room, tom))
        assert his.refused("close_ballot", ballot=ballot) == "not_for_role"
        twins = {"kind": "dots", "sources": [], "text": "One\nTwo", "open": True}
        assert self.steers.refused("make_ballot", **twins) == "ballot_is_open"
        for line in (his.line, *room.guests[:3]):
            line.heard()
            assert "result" not in line.view["ballots"][ballot]
        expect(self.wall.locator(".wall-ranking__row, .gauge")).to_have_count(0)
        fay.keyboard.press("c")
        expect(fay.locator(".ranked__row")).to_have_count(9)
        came = self.told(ballot, self.count)
        assert came[5].dots == came[6].dots, "the sixth place is level"
        assert came[4].dots > came[5].dots > came[7].dots
        expect(late.get_by_role("heading", level=1)).to_contain_text("every graduate")
        expect(tom.locator(".ranked__row")).to_have_count(9)
        assert counted.on_the_console(tom) == came
        self.groups_are_told(came)
        return ballot, came

    def between_two(self, came: list[counted.Line]) -> tuple[str, list[counted.Line]]:
        """Ask again about the two that are level."""
        level = [line.name for line in came[5:7]]
        rows = self.fay.locator(".ranked__row")
        for at in (5, 6):
            rows.nth(at).locator(".ranked__tick input").check()
        self.fay.get_by_role("button", name="Run-off between the ticked").click()
        expect(self.fay.locator("[data-voted]")).to_contain_text("0 of 62 have voted")
        second, keys = self.asked()
        assert sorted(keys) == sorted(level)
        count = Count([*keys])
        for number, guest in enumerate(self.room.guests):
            before = self.count.papers[f"guest {number}"]
            of_two = Counter({name: before.dots[name] for name in level if before.dots[name]})
            # Who had stuck nothing on either sticks one now; the first of the two has more friends.
            dots = of_two or Counter({level[number % 3 == 0]: 1})
            count.papers[f"guest {number}"] = Paper(dots, before.group)
            assert guest is self.room.guests[number]
        self.casts(second, keys, count)
        expect(self.fay.locator("[data-voted]")).to_contain_text("61 of 62 have voted")
        self.fay.keyboard.press("c")
        expect(rows).to_have_count(2)
        again = self.told(second, count)
        assert again[0].dots > again[1].dots
        expect(self.wall.locator("[data-slot=lead]")).to_contain_text("Round 2")
        return second, again

    def asked(self) -> tuple[str, dict[str, str]]:
        """Return the open ballot and its options' ids by name, as the phones see it."""
        now = {
            key: one
            for key, one in self.steers.line.view["ballots"].items()
            if one["state"] == "open"
        }
        while not now:
            self.steers.line.read()
            now = {
                key: one
                for key, one in self.steers.line.view["ballots"].items()
                if one["state"] == "open"
            }
        [ballot] = now
        for guest in self.room.guests:
            guest.sees(lambda view: ballot in view["ballots"])
        asked = self.room.guests[0].view["ballots"][ballot]
        assert asked["rules"] == {"dots": 3, "stack": 2}
        options = sorted(asked["options"].items(), key=lambda pair: pair[1]["place"])
        return ballot, {option["text"]: key for key, option in options}

    def sticks(self, spoken: list[Said]) -> None:
        turns: Counter[str] = Counter()
        for number, guest in enumerate(self.room.guests):
            group = "" if guest in self.tables else guest.group
            self.count.papers[f"guest {number}"] = Paper(dealt(spoken, group, turns[group]), group)
            turns[group] += 1

    def casts(self, ballot: str, keys: dict[str, str], count: Count) -> None:
        """Let all sockets vote at once, before any of them is answered."""
        sent = []
        for number, guest in enumerate(self.room.guests):
            choices = choices_of(count.papers[f"guest {number}"].dots, keys)
            sent.append((guest, guest.sends("cast_vote", ballot=ballot, choices=choices)))
        assert {guest.answer_to(ref)["type"] for guest, ref in sent} == {"ack"}

    def late(self, phone: Page, spoken: list[Said], keys: dict[str, str]) -> None:
        """Somebody joins while it runs, and stands before the open vote."""
        expect(phone.locator(".vote[data-lively]")).to_be_visible()
        dots = dealt(spoken, "Parent/Family", ALONE["Parent/Family"])
        taps(phone, dots, keys)
        phone.locator("[data-slot=vote-cast]").click()
        expect(phone.locator("[data-slot=vote-state]")).to_contain_text("Your vote is in.")
        self.count.papers["late"] = Paper(dots, "Parent/Family")

    def far_table(self, scribe: Page, spoken: list[Said], keys: dict[str, str]) -> None:
        """The Spanish table votes without a network, and is back in time."""
        expect(scribe.locator(".vote")).to_contain_text("6 personas")
        scribe.context.set_offline(True)
        expect(scribe.locator("[data-slot=net]")).to_contain_text("Sin red.")
        dots = dealt(spoken, "", len(self.tables))
        taps(scribe, dots, keys)
        scribe.locator("[data-slot=vote-cast]").click()
        state = scribe.locator("[data-slot=vote-state]")
        expect(state).to_have_text("Su voto espera a la red.")
        scribe.context.set_offline(False)
        expect(state).to_contain_text("Su voto está dado.")
        self.count.papers["scribe"] = Paper(dots)

    def levels_the_sixth(self, ballot: str, keys: dict[str, str]) -> None:
        """Let some move a dot, until the sixth and the seventh are level."""
        for number, guest in enumerate(self.room.guests):
            sixth, seventh, eighth = self.count.lines()[5:8]
            apart = sixth.dots - seventh.dots
            dots = self.count.papers[f"guest {number}"].dots
            away = sixth.name if apart > 1 else eighth.name
            if not apart:
                break
            if not dots[away] or dots[seventh.name] == 2:
                continue
            dots.subtract({away: 1})
            dots.update({seventh.name: 1})
            counted.casts(guest, ballot, choices_of(dots, keys))

    def told(self, ballot: str, count: Count) -> list[counted.Line]:
        """Hold every screen of a closed vote against what was counted by hand."""
        came = count.lines()
        steers = self.steers
        steers.line.sees(lambda view: "result" in view["ballots"][ballot])
        result = steers.line.view["ballots"][ballot]["result"]
        assert (result["people"], result["tables"]) == (count.people, count.tables)
        total = sum(option["score"] for option in result["options"].values())
        assert total == count.dots, "every dot that was cast is counted, once"
        expect(self.wall.locator("[data-slot=lead]")).to_contain_text(
            f"{count.dots} dots from {count.people} people and {count.tables} tables"
        )
        shown = counted.on_the_wall(self.wall)
        assert len(shown) >= min(5, len(came))
        assert shown == came[: len(shown)]
        expect(self.text.get_by_role("table").first.locator("tbody tr")).to_have_count(len(came))
        assert counted.in_the_walls_text(self.text) == came
        assert counted.on_the_console(self.fay) == came
        return came

    def groups_are_told(self, came: list[counted.Line]) -> None:
        """Five support staff stand with the four who would else be told by subtraction."""
        heads = self.fay.locator(".bygroup th[scope=col]").all_inner_texts()
        assert [" ".join(head.split()) for head in heads] == [
            "Option",
            "Community or business 6 people",
            "Parent or family 26 people",
            "Student 7 people",
            "Teacher 14 people",
            "All others 9 people",
        ]
        told = (("Community",), ("Parent/Family",), ("Student",), ("Teacher",))
        few = ("Support staff", "Administrator", "Board member")
        given = [self.count.of_groups(*groups) for groups in (*told, few)]
        rows = self.fay.locator(".bygroup tbody tr").all()
        for row, line in zip(rows, came, strict=True):
            cells = [re.findall(r"\d+", cell) for cell in row.locator("td").all_inner_texts()]
            figures = [(int(one[0]), int(one[1])) if one else (0, 0) for one in cells]
            assert figures == [of[line.name] for of in given]


def words_six(
    room: Room, fay: Page, steers: Steering, themes: dict[str, str], six: list[str]
) -> None:
    """Word the six competencies: one with the pattern on the pen's page, the others beside it."""
    first, *others = six
    fay.goto(f"{room.served.url}/w/{room.code}/console/promote/{themes[first]}")
    fay.get_by_label("Competency", exact=True).check()
    fay.get_by_text("Begin with a pattern …").click()
    fay.get_by_role("button", name="Use this stem").first.click()
    statement = fay.get_by_role("textbox", name="Statement")
    expect(statement).to_have_value(re.compile(r"^A graduate with .+ …\.$"))
    statement.fill(WORDED[first])
    fay.get_by_role("button", name="Make it a competency").click()
    expect(fay.locator(".made__item")).to_contain_text(WORDED[first])
    for name in others:
        steers("promote_theme", theme=themes[name], kind="competency", statement=WORDED[name])


def opens_the_results(room: Room, fay: Page, scribe: Page) -> Page:
    """Open the results; who has the link needs no account, and a table's phone has its own way."""
    fay.goto(room.workshop)
    fay.get_by_label("What happens next").fill(NEXT)
    fay.get_by_role("button", name="Open the results").click()
    page = room.window(390, 844)
    page.goto(fay.get_by_label("Link to the results").input_value())
    expect(page.locator(".results__next")).to_contain_text(NEXT)
    scribe.locator("[data-slot=results] a").click()
    expect(scribe.locator(".results__next")).to_contain_text(NEXT)
    for nth in (0, 1):
        mine, theirs = (counted.on_the_results_page(one, nth) for one in (scribe, page))
        assert mine == theirs, "in Spanish the same"
    return page


def reads_the_same_evening(
    room: Room, fay: Page, page: Page, rounds: dict[str, list[counted.Line]], six: list[str]
) -> None:
    """Hold the results page, the wall as PDF and the files against what was counted."""
    made = page.locator(".results__made")
    expect(made).to_have_count(6)
    for name, article in zip(six, made.all(), strict=True):
        expect(article.get_by_role("heading")).to_have_text(f"Graduate competency · {name}")
        expect(article).to_contain_text(WORDED[name])
    assert "People: 62 · Tables: 23 · People at tables: 89" in page.inner_text("main")
    wall = page.request.get(f"{page.url}/wall.pdf")
    expect(wall).to_be_ok()
    reader = PdfReader(io.BytesIO(wall.body()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    sheets = [" ".join(sheet.extract_text().split()) for sheet in reader.pages]
    words = " ".join(sheets)
    for name in six:
        assert WORDED[name] in words
    files = {
        name: file_of(fay, room.workshop, name)
        for name in ("ballots.csv", "workbook.xlsx", "minutes.docx", "statements.csv")
    }
    for nth, (ballot, came) in enumerate(rounds.items()):
        assert counted.on_the_results_page(page, nth) == came
        assert counted.in_the_table(files["ballots.csv"], ballot) == came
        assert counted.in_the_workbook(files["workbook.xlsx"], ballot) == came
        assert counted.in_the_minutes(files["minutes.docx"], nth) == came
        for line in came:
            assert f"{line.name} Dots: {line.dots}" in words
    told = files["statements.csv"].decode("utf-8-sig")
    assert all(WORDED[name] in told for name in six)


def reads_the_plan(
    room: Room, fay: Page, came: list[counted.Line], again: list[counted.Line], six: list[str]
) -> None:
    """The portrait of a graduate stands in the plan, each line with its votes and its phrases."""
    begins_a_plan(room, fay, "Larkspur Valley 2027–2032", 6)
    lines = fay.locator("#competency li", has=fay.locator(".room"))
    expect(lines).to_have_count(6)
    for name, line in zip(six, lines.all(), strict=True):
        expect(line).to_contain_text(name)
        expect(line).to_contain_text(WORDED[name])
        line.locator("summary").click()
        expected = [told_in_a_plan(one, len(came)) for one in came if one.name == name]
        expected += [told_in_a_plan(one, len(again)) for one in again if one.name == name]
        expect(line.locator(".room__vote")).to_have_text(expected)
        assert line.locator(".quote__text").count() >= 2
        group = line.locator(".quote__who").first.bounding_box()
        assert group is not None
        assert group["height"] < ONE_LINE


def told_in_a_plan(line: counted.Line, options: int) -> str:
    tables = "1 table" if line.tables == 1 else f"{line.tables} tables"
    who = f"{line.people} people" + (f" and {tables}" if line.tables else "")
    again = ", round 2" if options == 2 else ""
    return f"Dot vote{again}: rank {line.place} of {options}, score {line.dots}, {who}"


def sorts_together(room: Room, tom: Page, ana: Page) -> None:
    """Two consoles move twenty phrases each, and one that both reach for: one of them wins."""
    lines = [console_of(room, page) for page in (tom, ana)]
    for line in lines:
        line.hello("console")
    view, seen = lines[0].view, lines[0].seq
    places = [key for key, theme in view["themes"].items() if theme["prompt"] == "p1"]
    cards = [k for k, r in view["responses"].items() if r["prompt"] == "p1" and "theme" in r][:41]
    hands = (cards[:20], cards[20:40])
    wanted = {}
    sent = []
    for line, hand, theme in zip(lines, hands, places, strict=False):
        for card in hand:
            wanted[card] = theme
            fields = {"responses": [card], "theme": theme, "seen": seen}
            sent.append((line, line.sends("move_responses", **fields)))
    shared = cards[40]
    both = [
        (line, line.sends("move_responses", responses=[shared], theme=theme, seen=seen))
        for line, theme in zip(lines, places, strict=False)
    ]
    assert {line.answer_to(ref)["type"] for line, ref in sent} <= {"ack"}
    answers = [line.answer_to(ref) for line, ref in both]
    assert sorted(answer["type"] for answer in answers) == ["ack", "refused"]
    assert next(a for a in answers if a["type"] == "refused")["code"] == "changed_meanwhile"
    for line in lines:
        line.sees(
            lambda view: all(view["responses"][k].get("theme") == t for k, t in wanted.items())
        )
        line.close()
