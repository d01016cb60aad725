"""Pages of a table and of paper forms, and what a seat corrects of itself; all without a script."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from sqlmodel import Session

from tests.house.source import HOME
from tests.practice import until
from tests.room.test_tags import LISTS
from tests.web.stage import NOON, Stage
from tests.web.test_phone import Visitor
from workshop.room.agenda import CloseWorkshop, NextPrompt, OpenPrompt
from workshop.room.arrange import EditPrompt
from workshop.room.contents import COMMANDS, RULES
from workshop.room.nouns import DOOR, Response, Room, Seat
from workshop.room.show import OpenView
from workshop.room.tags import SetTags
from workshop.room.theme import MakeTheme
from workshop.store import workshops
from workshop.web.draft import draft_of, draft_of_view, get_template
from workshop.web.setup import begin
from workshop.web.tag_lines import lines_of, tags_of


@pytest.fixture
def stage(house: Stage) -> Stage:
    house.begin_again()
    house.leads(OpenPrompt("p1"))
    house.published()
    return house


@pytest.fixture
def ana(stage: Stage) -> Iterator[Visitor]:
    visitor = Visitor(stage)
    yield visitor
    visitor.client.close()


@pytest.fixture
def scribe(stage: Stage, ana: Visitor) -> Visitor:
    """Ana, who writes for table 4 of seven people."""
    ana.joins(table="4", headcount="7")
    return ana


def said(stage: Stage) -> list[Response]:
    def look(room: Room) -> list[Response]:
        return [each for each in room.responses.values() if each.state != "withdrawn"]

    found: list[Response] = stage.wait(stage.room.read(look))
    return found


def seat(stage: Stage, key: str = "s1") -> Seat:
    found: Seat = stage.wait(stage.room.read(lambda room: room.seats[key]))
    return found


def phones_see_themes(stage: Stage) -> None:
    until(lambda: stage.room.view("phone")["themes"])


def asks_for_tags(stage: Stage) -> None:
    command = SetTags(LISTS)
    stage.wait(stage.room.command(command, by=DOOR, role=DOOR, ref=secrets.token_hex(8)))
    stage.published()


def order_of(page: str, kind: str, **fields: str) -> dict[str, str]:
    """Return the hidden fields of the first form on the page for a command."""
    for form in re.findall(
        r"<form.*?</form>", re.sub(r"<template.*?</template>", "", page, flags=re.S), re.S
    ):
        hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        if hidden.get("type") == kind:
            return {**{name: unescape(value) for name, value in hidden.items()}, **fields}
    raise AssertionError(f"no form for {kind}")


def orders(visitor: Visitor, kind: str, **fields: str) -> Any:
    answer = visitor.client.post(
        f"{visitor.home}/commands", data=order_of(visitor.page, kind, **fields)
    )
    visitor.page = answer.text
    return answer


# ── what a seat says of itself ───────────────────────────────────────────────


def test_PA3_the_join_page_asks_for_the_workshops_lists_and_nothing_by_name(
    stage: Stage, ana: Visitor
) -> None:
    asks_for_tags(stage)
    ana.goes_to(ana.home)
    assert ana.sees("School", "North High", "Grades", "I would rather not say")
    assert not re.search(r'name="(name|email|phone)"', ana.page)
    ana.sends(f"{ana.home}/join", group="g1", tags="school.north")
    assert seat(stage).tags == ("school.north",)


def test_PA3_it_can_be_corrected_later(stage: Stage, ana: Visitor) -> None:
    asks_for_tags(stage)
    ana.joins(tags="school.north")
    ana.sends(f"{ana.home}/seat", group="g2", tags="grade.k2", language="es")
    assert ana.sees("Sobre mí y nuestra mesa"), "the page speaks Spanish now"
    now = seat(stage)
    assert (now.group, now.tags, now.language, now.table) == ("g2", ("grade.k2",), "es", None)


def test_PA3_of_students_only_the_grade_is_kept(stage: Stage, ana: Visitor) -> None:
    asks_for_tags(stage)
    ana.goes_to(ana.home)
    assert len(re.findall(r'value="g3" required data-minor', ana.page)) == 1
    fields = {**ana.fields_of(f"{ana.home}/join"), "group": "g3"}
    tags = ["school.north", "grade.g6"]
    ana.client.post(f"{ana.home}/join", data={**fields, "tags": tags})
    assert seat(stage).tags == ("grade.g6",)


def test_TS1_the_phone_says_for_which_table_it_writes_and_that_can_change(
    stage: Stage, scribe: Visitor
) -> None:
    assert scribe.sees("Table 4, 7 people", "Said by", "Send a list")
    scribe.sends(f"{scribe.home}/seat", table="5", headcount="6", **{"for": "table"})
    assert scribe.sees("Table 5, 6 people")
    assert (seat(stage).table, seat(stage).headcount) == (5, 6)
    scribe.sends(f"{scribe.home}/seat", table="5", headcount="6", **{"for": "one"})
    assert seat(stage).table is None
    assert "Send a list" not in scribe.page
    assert scribe.sends(f"{scribe.home}/seat", table="0", **{"for": "table"}).status_code == 409


def test_TS1_the_next_person_on_the_same_phone_is_somebody_else(
    stage: Stage, scribe: Visitor
) -> None:
    scribe.says("from the table")
    scribe.sends(f"{scribe.home}/hand-on")
    assert scribe.sees("I am here as")
    scribe.sends(f"{scribe.home}/join", group="g2")
    scribe.says("from one of us")
    assert [response.seat for response in said(stage)] == ["s1", "s2"]
    assert "from the table" not in scribe.page
    assert seat(stage, "s2").table is None


# ── a table's phrases ────────────────────────────────────────────────────────


def test_TS2_a_list_is_looked_at_line_by_line_and_sent_as_phrases(
    stage: Stage, scribe: Visitor
) -> None:
    action = f"{scribe.home}/lines"
    scribe.sends(action, lines="Band\r\n\r\n  Smaller   classes \r\nLater buses\r\nHm\r\n")
    assert scribe.sees("Nothing has been sent yet.", "Smaller classes")
    assert said(stage) == []
    fields = scribe.fields_of(action)
    lines = ["Band", "Smaller classes in grade 1", "Later buses", ""]
    data = {**fields, "line": lines, "group": ["g1", "", "g3", ""]}
    for _ in range(2):  # twice sent is once sent
        scribe.page = scribe.client.post(action, data=data).text
    sent = said(stage)
    assert [response.text for response in sent] == lines[:3]
    assert [response.group for response in sent] == ["g1", None, "g3"]
    assert len({response.batch for response in sent}) == 1
    assert scribe.sees("3 phrases sent together", "Take all back")


def test_TS2_one_undo_takes_the_whole_list_back(stage: Stage, scribe: Visitor) -> None:
    action = f"{scribe.home}/lines"
    scribe.says("stays")
    scribe.sends(action, lines="Band\nBus")
    data = {**scribe.fields_of(action), "line": ["Band", "Bus"]}
    scribe.page = scribe.client.post(action, data=data).text
    assert len(said(stage)) == 3
    orders(scribe, "withdraw_batch")
    assert [response.text for response in said(stage)] == ["stays"]


def test_TS2_a_line_that_is_refused_stays_with_its_reason(stage: Stage, scribe: Visitor) -> None:
    action = f"{scribe.home}/lines"
    scribe.sends(action, lines="x")
    data = {**scribe.fields_of(action), "line": ["Band", "y" * 1001]}
    scribe.page = scribe.client.post(action, data=data).text
    assert [response.text for response in said(stage)] == ["Band"]
    assert scribe.sees("These lines were not sent.", "y" * 1001, "under 1,000 characters")


def test_TS2_what_is_more_than_can_be_sent_at_once_is_not_lost(scribe: Visitor) -> None:
    scribe.sends(f"{scribe.home}/lines", lines="\n".join(f"idea {n}" for n in range(102)))
    assert scribe.sees("2 more lines than can be sent at once.", "idea 101")


def test_TS3_one_tap_tags_a_phrase_that_was_sent(stage: Stage, scribe: Visitor) -> None:
    scribe.says("Band")
    orders(scribe, "tag_response", group="g1")
    assert [response.group for response in said(stage)] == ["g1"]
    assert re.search(r'<button[^>]*value="g1" aria-pressed="true"', scribe.page)


def test_TS4_the_tables_top_three_are_marked_and_moved(stage: Stage, scribe: Visitor) -> None:
    for text in ("one", "two", "three", "four"):
        scribe.says(text)
    for key in ("r1", "r2", "r3"):
        orders(scribe, "mark_top", response=key, on="true")
    assert orders(scribe, "mark_top", response="r4", on="true").status_code == 409
    assert scribe.sees("Your table has marked 3 already.")
    scribe.goes_to(scribe.home)
    assert len(re.findall(r'aria-pressed="true"><i class="icon icon--star"', scribe.page)) == 3
    orders(scribe, "mark_top", response="r1", on="false")
    orders(scribe, "mark_top", response="r4", on="true")
    assert [response.text for response in said(stage) if response.top] == ["two", "three", "four"]


def test_a_single_phone_has_none_of_it(ana: Visitor) -> None:
    ana.joins()
    ana.says("Band")
    for words in ("Said by", "Send a list", "Top three", "Type paper forms"):
        assert words not in ana.page
    assert ana.goes_to(f"{ana.home}/paper").status_code == 403


# ── the wrong place ──────────────────────────────────────────────────────────


def test_PA14_without_a_script_too_an_author_says_that_it_is_in_the_wrong_place(
    stage: Stage, ana: Visitor
) -> None:
    ana.joins()
    ana.says("Band")
    stage.leads(MakeTheme("p1", "Buses", ("r1",)))
    stage.leads(MakeTheme("p1", "Music"))
    ana.goes_to(ana.home)
    assert "This is in the wrong place" not in ana._shown()
    stage.leads(OpenView("p1", "themes"))
    phones_see_themes(stage)
    ana.goes_to(ana.home)
    assert ana.sees("In “Buses”", "This is in the wrong place", "Music")
    orders(ana, "doubt_place", theme="t2")
    assert ana.sees("You told the facilitator that it is in the wrong place.")
    [response] = said(stage)
    assert (response.theme, response.doubted, response.wanted) == ("t1", "t1", "t2")


@pytest.mark.parametrize("kind", sorted(k for k, c in COMMANDS.items() if RULES[c].undoable))
def test_every_step_that_can_be_taken_back_says_so_on_the_console(kind: str) -> None:
    said = (HOME / "templates/parts/console/words.html").read_text(encoding="utf-8")
    assert f'"{kind}": _("Undo ' in said


# ── paper ────────────────────────────────────────────────────────────────────


@pytest.fixture
def fay(stage: Stage) -> Iterator[Visitor]:
    visitor = Visitor(stage)
    visitor.client.cookies.set("sign_in", stage.sign_in)
    visitor.home += "/console"
    yield visitor
    visitor.client.close()


def types(visitor: Visitor, text: str, group: str = "") -> Any:
    visitor.goes_to(f"{visitor.home}/paper")
    return visitor.sends(f"{visitor.home}/paper", prompt="p1", text=text, group=group)


def test_TS5_a_facilitator_types_paper_forms_after_the_question_has_closed(
    stage: Stage, ana: Visitor, fay: Visitor
) -> None:
    ana.joins()
    ana.says("by phone")
    stage.leads(NextPrompt())
    types(fay, "Band\nSmaller classes\n\nLater buses", "g1")
    assert fay.sees("2 paper forms", "3 phrases", "Families", "2 paper forms, 1 phone")
    found = [response for response in said(stage) if response.paper]
    assert [response.text for response in found] == ["Band", "Smaller classes", "Later buses"]
    assert len({response.seat for response in found}) == 2
    assert {response.group for response in found} == {"g1"}


def test_TS5_what_was_typed_is_taken_back_as_one(stage: Stage, fay: Visitor) -> None:
    types(fay, "Band\n\nBus")
    batch = re.findall(r'name="batch" value="(\w+)"', fay.page)[0]
    fay.sends(f"{fay.home}/paper", batch=batch)
    assert said(stage) == []
    assert "Take them back" not in fay.page


def test_TS5_a_scribe_types_them_on_a_phone(stage: Stage, scribe: Visitor) -> None:
    assert scribe.sees("Type paper forms")
    types(scribe, "Band")
    assert scribe.sees("1 paper form · 1 phrase")
    scribe.goes_to(scribe.home)
    assert ">Band<" not in scribe._shown(), "it is not the table's own"


def test_TS5_lines_and_forms_are_cut_as_a_browser_sends_them(stage: Stage, fay: Visitor) -> None:
    """Lines end as browsers end them; a line of spaces is an empty one, wherever it stands."""
    types(fay, "\r\n  \r\nBand\r\nChoir\r\n \t\r\n\r\nLater buses\r\n\r\n")
    assert fay.sees("2 paper forms · 3 phrases")
    found = [response for response in said(stage) if response.paper]
    assert [response.text for response in found] == ["Band", "Choir", "Later buses"]
    assert found[0].seat == found[1].seat != found[2].seat


def test_TS5_a_long_question_is_cut_between_words_in_the_list(stage: Stage, fay: Visitor) -> None:
    asked = "What do you hope " + "that every single child can do " * 4 + "after school?"
    stage.leads(EditPrompt("p1", asked))
    types(fay, "Band")
    assert fay.sees("that every single child can do that…")
    assert f"{asked}</p>" not in fay._shown()


def test_TS5_refused_words_stay_on_the_page(stage: Stage, fay: Visitor) -> None:
    answer = types(fay, "x" * 1001)
    assert answer.status_code == 409
    assert fay.sees("under 1,000 characters", "x" * 1001)
    stage.leads(CloseWorkshop())
    stage.published()
    fay.goes_to(f"{fay.home}/paper")
    assert fay.sees("The workshop has ended. Nothing more can be typed in.")


def test_PA3_what_a_template_asks_is_asked_at_the_door(stage: Stage, ana: Visitor) -> None:
    """Of the template itself, and of another workshop like this one."""
    asked = replace(draft_of(get_template("focus-group"), "en"), tags=lines_of(LISTS))

    def make(session: Session) -> workshops.Workshop:
        return begin(
            session, stage.district, project=stage.project, draft=asked, by=stage.fay, at=NOON
        )

    stage.workshop = stage.write(make)
    stage.room = stage.wait(stage.house.rooms.enter(stage.district, stage.workshop.id))
    ana.goes_to(f"/w/{stage.workshop.code}")
    assert ana.sees("School", "North High", "Grades", "6–8")
    again = draft_of_view(stage.view("console"), "focus-group").tags
    assert tags_of(again) == tags_of(lines_of(LISTS))
