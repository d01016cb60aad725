"""The phone as pages: the door by code, the join form, and the page that works without a script."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlmodel import Session

from tests import plain
from tests.practice import until
from tests.web.stage import FORTALEZAS, STRENGTHS, Stage
from workshop.room.agenda import CloseWorkshop, NextPrompt, OpenPrompt
from workshop.room.arrange import EditPrompt
from workshop.room.ballot import ABOUT, CloseBallot, MakeBallot, RepeatBallot
from workshop.room.moderate import SetModeration
from workshop.room.nouns import Room
from workshop.room.show import OpenView
from workshop.room.theme import MakeTheme
from workshop.store import workshops
from workshop.web import phone
from workshop.web.forms import new_nonce


class Visitor:
    """A browser without a script: it keeps cookies and sends the forms it was given."""

    def __init__(self, stage: Stage, language: str = "en") -> None:
        self.stage = stage
        headers = {"Accept": "text/html", "Accept-Language": language}
        self.client = plain.client(
            base_url=stage.url, headers=headers, follow_redirects=True, timeout=20
        )
        self.home = f"/w/{stage.workshop.code}"
        self.page = ""

    def goes_to(self, path: str) -> httpx2.Response:
        return self._read(self.client.get(path))

    def joins(self, **fields: str) -> httpx2.Response:
        self.goes_to(self.home)
        return self.sends(f"{self.home}/join", group="", **fields)

    def says(self, text: str) -> httpx2.Response:
        return self.sends(f"{self.home}/commands", text=text)

    def sends(self, action: str, **typed: str) -> httpx2.Response:
        """Fill in and send the first form of the page with this action."""
        return self._read(self.client.post(action, data={**self.fields_of(action), **typed}))

    def fields_of(self, action: str) -> dict[str, str]:
        form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', self.page, re.S)
        assert form is not None, f"there is no form for {action}"
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0])
        return {name: unescape(value) for name, value in hidden}

    def sees(self, *words: str) -> bool:
        missing = [word for word in words if word not in unescape(self._shown())]
        assert missing == []
        return True

    def _shown(self) -> str:
        return re.sub(r"<template.*?</template>", "", self.page, flags=re.S)

    def _read(self, answer: httpx2.Response) -> httpx2.Response:
        self.page = answer.text
        return answer


@pytest.fixture
def ana(stage: Stage) -> Iterator[Visitor]:
    visitor = Visitor(stage)
    yield visitor
    visitor.client.close()


# ── the door ─────────────────────────────────────────────────────────────────


def test_the_start_works_and_asks_for_a_code(ana: Visitor) -> None:
    assert ana.goes_to("/").status_code == 200
    assert ana.sees("What is the code of your workshop?")


def test_PA1_the_start_handles_a_code_however_it_is_typed(ana: Visitor, stage: Stage) -> None:
    code = stage.workshop.code.lower()
    answer = ana.goes_to(f"/?code={code[:3]}-{code[3:]}")
    assert answer.url.path == ana.home
    assert ana.sees("I understand. Join", stage.workshop.title)


@pytest.mark.parametrize("path", ["/?code=NOSUCH", "/w/NOSUCH"])
def test_PA1_the_start_rejects_an_unknown_code_and_keeps_what_was_typed(
    ana: Visitor, path: str
) -> None:
    assert ana.goes_to(path).status_code == 404
    assert ana.sees("No workshop has this code.", 'value="NOSUCH"')


def test_PA2_PA3_the_join_page_shows_groups_the_way_out_and_the_notice_before_the_button(
    ana: Visitor,
) -> None:
    ana.goes_to(ana.home)
    ana.sees("Families", "Teachers", "Students", "I would rather not say")
    assert ana.page.index("Before you write") < ana.page.index("I understand. Join")


READ_BY_A_MODEL = {
    "en": "Phrases are read by a language model, at an address that your district has chosen",
    "es": "Un modelo de lenguaje, en una dirección que su distrito ha elegido, lee las frases",
}


@pytest.mark.parametrize("language", READ_BY_A_MODEL)
def test_the_join_page_and_the_phone_show_that_a_model_reads(tmp_path: Path, language: str) -> None:
    stage = Stage(tmp_path, engine=True, model_url="http://127.0.0.1:1/v1", model_name="maple-7b")
    ana = Visitor(stage, language)
    ana.goes_to(ana.home)
    ana.sees(READ_BY_A_MODEL[language])
    ana.joins()
    ana.sees(READ_BY_A_MODEL[language])
    assert "127.0.0.1:1/" not in ana.page  # where it stands is nobody's business here
    ana.client.close()
    stage.close()


def test_without_a_model_no_page_shows_one(ana: Visitor) -> None:
    ana.goes_to(ana.home)
    assert "language model" not in ana.page
    ana.joins()
    assert "language model" not in ana.page


@pytest.mark.parametrize(
    ("mode", "promise"),
    [("all", "A facilitator reads it"), ("flagged", "A facilitator may read it")],
)
def test_the_join_page_shows_who_reads_first(
    ana: Visitor, stage: Stage, mode: str, promise: str
) -> None:
    stage.leads(SetModeration(mode))
    _wait_for(stage, lambda view: view["workshop"]["moderation"] == mode, "console")
    ana.goes_to(ana.home)
    assert ana.sees(promise)


def test_PA2_PA10_the_join_page_works_in_spanish(stage: Stage) -> None:
    visitor = Visitor(stage, "es-MX,es;q=0.9")
    visitor.goes_to(visitor.home)
    assert visitor.sees("Estoy aquí como", "Familias", "Entiendo y participo")
    visitor.client.close()


def test_TS1_the_join_form_works_for_a_table(ana: Visitor, stage: Stage) -> None:
    assert ana.joins(table="7", headcount="6").url.path == ana.home
    stage.leads(OpenPrompt("p1"))
    own = _mine(stage)
    assert (own["table"], own["headcount"]) == (7, 6)


def test_the_join_form_rejects_a_table_that_cannot_be(ana: Visitor) -> None:
    assert ana.joins(table="7", headcount="1000").status_code == 409
    assert ana.sees("Please give a table number from 1 to 999 and 1 to 99 people.")


def test_the_join_form_rejects_a_group_that_is_not_offered(ana: Visitor) -> None:
    ana.goes_to(ana.home)
    assert ana.sends(f"{ana.home}/join", group="g9").status_code == 409


def test_PA8_the_join_form_sent_twice_gives_one_seat(ana: Visitor, stage: Stage) -> None:
    ana.goes_to(ana.home)
    fields = ana.fields_of(f"{ana.home}/join")
    for _ in range(2):
        ana.client.cookies.clear()
        ana.client.post(f"{ana.home}/join", data=fields)
    assert stage.wait(stage.room.read(lambda room: len(room.seats))) == 1


def test_the_join_page_shows_that_a_workshop_has_ended(ana: Visitor, stage: Stage) -> None:
    stage.leads(CloseWorkshop())
    _wait_for(stage, lambda view: view["workshop"]["state"] == "closed")
    ana.goes_to(ana.home)
    assert ana.sees("This workshop has ended.", "I was here before")
    assert "I understand. Join" not in ana.page


def test_a_retired_code_shows_no_join_form_but_lets_a_seat_in(ana: Visitor, stage: Stage) -> None:
    ana.joins()
    new = stage.write(
        lambda session: workshops.renew_code(
            session, stage.district, stage.workshop.id, at=stage.house.now()
        )
    )
    assert ana.goes_to(ana.home).status_code == 200
    assert ana.sees(f"/w/{new.code}/commands")
    stranger = Visitor(stage)
    stranger.goes_to(stranger.home)
    assert stranger.sees("This code lets nobody new in any more.")
    stranger.client.close()


# ── the page ─────────────────────────────────────────────────────────────────


def test_the_phone_shows_that_nothing_is_asked_yet(ana: Visitor) -> None:
    ana.joins()
    assert ana.sees("Welcome. The first question will appear here.")


def test_PA10_the_phone_shows_the_open_prompt_in_the_readers_language(stage: Stage) -> None:
    _open(stage, "p1")
    visitor = Visitor(stage, "es")
    visitor.joins()
    assert visitor.sees(FORTALEZAS, "Una idea a la vez, en el idioma que prefiera")
    visitor.client.close()


def test_PA4_the_phone_works_without_a_script(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    ana.joins()
    assert ana.says("kind teachers").url.path == ana.home
    assert ana.sees("kind teachers", "Sent", "Withdraw")


def test_PA5_a_form_sent_twice_is_one_phrase_and_back_with_other_words_is_another(
    ana: Visitor, stage: Stage
) -> None:
    _open(stage, "p1")
    ana.joins()
    fields = ana.fields_of(f"{ana.home}/commands")
    for text in ("the same", "the same", "another"):
        ana.client.post(f"{ana.home}/commands", data={**fields, "text": text})
    assert [each["text"] for each in _mine(stage)["responses"].values()] == ["the same", "another"]


def test_the_phone_rejects_what_is_too_long_and_keeps_the_words(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    ana.joins()
    assert ana.says("x" * 1001).status_code == 409
    assert ana.sees("Please keep it under 1,000 characters.", "x" * 1001)


def test_the_phone_requires_a_seat(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    answer = ana.client.post(
        f"{ana.home}/commands", data={"type": "submit_response", "ref": "a" * 8, "text": "hm"}
    )
    assert answer.status_code in (400, 401)
    assert stage.wait(stage.room.read(lambda room: len(room.responses))) == 0


def test_PA4_the_phone_shows_one_of_several_open_prompts(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    _open(stage, "p2")
    ana.joins()
    heading = r'<h1[^>]*data-slot="question">([^<]*)</h1>'
    assert unescape(re.findall(heading, ana.page)[0]) == "What must never change here?"
    assert ana.sees("Also open:", STRENGTHS)
    ana.goes_to(f"{ana.home}?prompt=p1")
    assert unescape(re.findall(heading, ana.page)[0]) == STRENGTHS


def test_the_phone_begins_with_the_first_of_two_questions_that_stand_together(
    ana: Visitor, stage: Stage
) -> None:
    stage.leads(EditPrompt("p2", "What should change?", together=True))
    _open(stage, "p1")
    _open(stage, "p2")
    ana.joins()
    assert re.search(rf"<h1[^>]*>{re.escape(STRENGTHS)}", unescape(ana.page))
    assert ana.sees("Question 1 of 2.", "Also open:", "What should change?")
    ana.goes_to(f"{ana.home}?prompt=p2")
    assert ana.sees("Question 2 of 2.")


@pytest.mark.parametrize(
    ("states", "prompt", "which"),
    [
        (("open", "open", "open"), "p1", None),
        (("open", "open", "open"), "p2", (1, 2)),
        (("open", "open", "paused"), "p3", (2, 2)),
        (("open", "closed", "open"), "p3", None),
        (("open", "open", "closed"), "p2", None),
        (("open", "open", "closed"), "p3", None),
    ],
)
def test_of_questions_that_stand_open_together_each_knows_its_number(
    states: tuple[str, ...], prompt: str, which: tuple[int, int] | None
) -> None:
    plans = zip(("p1", "p2", "p3"), states, ({}, {}, {"together": True}), strict=True)
    prompts = {
        key: {"state": state, "place": at, **more} for at, (key, state, more) in enumerate(plans)
    }
    assert phone.among({"prompts": prompts}, prompt) == which


def test_the_phone_shows_words_of_earlier_questions_apart(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    ana.joins()
    ana.says("from before")
    stage.leads(NextPrompt())
    _wait_for(stage, lambda view: "p2" in view["prompts"])
    ana.goes_to(ana.home)
    assert ana.sees("Yours under the other questions", "from before")


def test_W3_PA13_the_phone_shows_nothing_of_others_until_the_view_is_opened(
    ana: Visitor, stage: Stage
) -> None:
    _open(stage, "p1")
    ben = stage.joins("g2")
    stage.says(ben, "bands and choirs")
    stage.leads(MakeTheme("p1", "Music", ("r1",)))
    ana.joins()
    assert "bands and choirs" not in ana.page
    stage.leads(OpenView("p1", "themes"))
    _wait_for(stage, lambda view: view["themes"])
    ana.goes_to(ana.home)
    assert ana.sees("From the room", "Music", "1 phrase", "bands and choirs")


def test_shows_that_a_theme_holds_no_one_thought(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    ben = stage.joins("g2")
    stage.drafts_mixed("Bands · lunch", stage.says(ben, "bands"), stage.says(ben, "lunch"))
    stage.leads(OpenView("p1", "themes"))
    _wait_for(stage, lambda view: view["themes"])
    ana.joins()
    assert ana.sees("Mixed: Bands · lunch")


def test_PA8_the_phone_shows_a_code_that_moves_the_seat_here(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    ana.joins()
    ana.says("mine")
    code = re.findall(r'<p class="code"[^>]*>([^<]*)</p>', ana.page)[0]
    other = Visitor(stage)
    other.goes_to(other.home)
    other.sends(f"{other.home}/recover", recovery=code)
    assert other.sees("mine")
    ana.goes_to(ana.home)
    assert ana.sees("I understand. Join")
    other.client.close()


def test_recovery_rejects_a_code_that_is_nobodys(ana: Visitor) -> None:
    ana.goes_to(ana.home)
    assert ana.sends(f"{ana.home}/recover", recovery="AAAA AAAA").status_code == 404
    assert ana.sees("That recovery code is not known here.")


def test_words_that_look_like_markup_are_shown_as_words(ana: Visitor, stage: Stage) -> None:
    _open(stage, "p1")
    ana.joins()
    ana.says('</template><script>alert("x")</script>')
    assert ana.sees('</template><script>alert("x")</script>')
    assert "<script>alert" not in ana.page


# ── what is on it ────────────────────────────────────────────────────────────


def prompts(**states: str) -> dict[str, Any]:
    return {
        key: {"question": key, "state": state, "place": place}
        for place, (key, state) in enumerate(states.items())
    }


def view(state: str = "open", **states: str) -> dict[str, Any]:
    return {"workshop": {"state": state}, "prompts": prompts(**states), "steps": {}}


def test_the_latest_open_prompt_is_shown_or_the_wanted_one_while_it_is_open() -> None:
    room = view(p1="open", p2="open", p3="closed")
    assert [
        (phone.prompt_to_show(room, wanted) or {})["id"] for wanted in (None, "p1", "p3", "x")
    ] == ["p2", "p1", "p2", "p2"]
    assert phone.prompt_to_show(view(p1="closed"), "p1") is None


@pytest.mark.parametrize(
    ("room", "face"),
    [
        (view(), "begin"),
        (view(p1="closed"), "between"),
        (view(p1="open"), "writing"),
        (view(p1="paused"), "paused"),
        (view("closed", p1="closed"), "ended"),
        ({**view(p1="closed"), "steps": prompts(a1="open")}, "told"),
        ({**view(p1="open"), "steps": prompts(a1="open")}, "writing"),
        ({**view(p1="closed"), "steps": prompts(a1="closed")}, "between"),
    ],
)
def test_the_page_is_about_what_happens_now(room: dict[str, Any], face: str) -> None:
    assert phone.face_of(room, phone.prompt_to_show(room, None)) == face


@pytest.mark.parametrize(
    ("response", "word"),
    [
        ({"state": "shown"}, "sent"),
        ({"state": "held"}, "held"),
        ({"state": "hidden", "redacted": True}, "hidden"),
        ({"state": "shown", "redacted": True}, "redacted"),
        ({"state": "shown", "late": True}, "late"),
    ],
)
def test_a_word_says_what_became_of_a_phrase(response: dict[str, Any], word: str) -> None:
    assert phone.became(response) == word


def test_a_code_is_read_aloud_in_fours() -> None:
    assert phone.spaced("ABCDEFGH") == "ABCD EFGH"


def _open(stage: Stage, prompt: str) -> None:
    stage.leads(OpenPrompt(prompt))
    _wait_for(stage, lambda view: prompt in view["prompts"])


def _mine(stage: Stage) -> dict[str, Any]:
    seat = stage.wait(stage.room.read(lambda room: next(iter(room.seats))))
    own: dict[str, Any] = stage.room.mine(seat, "participant")
    return own


def _wait_for(
    stage: Stage, is_so: Callable[[dict[str, Any]], object], audience: str = "phone"
) -> None:
    """Wait until an audience has been shown what just happened; that takes a moment."""
    until(lambda: is_so(stage.room.view(audience)))


def test_E2_a_phone_shows_examples_as_such_and_no_longer_than_they_stand(town, fay, at):
    page = fay.opens(at).html
    code = re.search(r'invite__code">(\w+)<', page).group(1)
    guest = town.browser()
    guest.sends(f"/w/{code}/join", group="")
    for fields in (
        {"type": "open_prompt", "prompt": "p1"},
        {"type": "add_examples", "prompt": "p1", "text": "later buses\nsmaller classes"},
    ):
        assert fay.sends(f"/w/{code}/commands", nonce=new_nonce(), **fields).status == 303
    until(lambda: "Example smaller classes" in guest.opens(f"/w/{code}").works().text)
    fay.opens(f"/w/{code}/console").works().shows("Example later buses", "Remove the examples")
    fay.sends(f"/w/{code}/commands", type="remove_examples", prompt="p1", nonce=new_nonce())
    until(lambda: "later buses" not in guest.opens(f"/w/{code}").works().text)


# ── votes ────────────────────────────────────────────────────────────────────

VALUE = "We value trust by sharing our data, our decisions and our reasons."
PLACES = ("Someone to talk to", "The same rules", "One clear voice", "Ready for real life")


def _vote(stage: Stage, kind: str, **rules: Any) -> str:
    """Open a ballot and wait until phones have it."""
    stage.leads(OpenPrompt("p1"))
    text = VALUE if kind in ABOUT else "\n".join(PLACES)
    ballot = stage.leads(MakeBallot(kind, text=text, open=True, **rules))[0]
    _wait_for(stage, lambda view: ballot in view["ballots"])
    return ballot


def _cast(stage: Stage) -> set[str]:
    """Return the choices of the one vote in the room."""

    def look(room: Room) -> set[str]:
        return {choice for vote in room.votes.values() for choice in vote.choices}

    found: set[str] = stage.wait(stage.room.read(look))
    return found


@pytest.mark.parametrize(
    ("kind", "rules", "fields", "choices"),
    [
        ("dots", {}, {"choice.o1": "2", "choice.o3": "1"}, {"o1:2", "o3:1"}),
        ("rank", {"top": 3}, {"choice.o2": "1", "choice.o4": "2"}, {"o2:1", "o4:2"}),
        ("points", {}, {"choice.o1": "70", "choice.o2": "30"}, {"o1:70", "o2:30"}),
        (
            "impact_effort",
            {},
            {"choice.o1.1": "4", "choice.o1.2": "2", "choice.o2.1": "", "choice.o2.2": ""},
            {"o1:4:2"},
        ),
        ("stars", {}, {"choice.o2": "5", "choice.o3": ""}, {"o2:5"}),
        ("pairs", {"pairs": 2}, {"choice.pair1": "o2:o1", "choice.pair2": ""}, {"o2:o1"}),
        ("fist", {}, {"choices": "o1:4"}, {"o1:4"}),
        ("thumbs", {}, {"choices": "o1:3"}, {"o1:3"}),
        ("consent", {}, {"choices": "o1:1"}, {"o1:1"}),
    ],
)
def test_PA11_PA12_PA16_the_form_of_every_vote_works(
    ana: Visitor,
    stage: Stage,
    kind: str,
    rules: dict[str, Any],
    fields: dict[str, str],
    choices: set[str],
) -> None:
    ana.joins()
    _vote(stage, kind, **rules)
    ana.goes_to(ana.home)
    ana.sees("until the vote closes", "1 of" if kind == "pairs" else "")
    names = set(re.findall(r'name="(choices|choice\.[^"]*)"', ana.page))
    assert set(fields) <= names, "every field that is sent stands in the form"
    assert _form_sends(ana, **fields).url.path == ana.home
    assert ana.sees("Your vote is in. You can change it until the vote closes.")
    assert _cast(stage) == choices
    assert ana.sends(f"{ana.home}/commands").status_code == 200  # the first form takes it back
    assert _cast(stage) == set()


def _form_sends(ana: Visitor, **fields: str) -> httpx2.Response:
    """Send the form of a vote, filled in."""
    ana.page = ana.page[ana.page.index('class="vote__form"') - 120 :]
    return ana.sends(f"{ana.home}/commands", **fields)


def test_PA12_the_vote_shows_the_wording_in_full_its_levels_and_its_rule(
    ana: Visitor, stage: Stage
) -> None:
    ana.joins()
    _vote(stage, "fist", agree="share", share=80)
    ana.goes_to(ana.home)
    ana.sees(VALUE, "How far can you go with it?", "What would you need?")
    ana.sees("I will champion it", "Stop. I cannot support it", "80 % of the votes are 3 or more")
    assert "approved" not in ana.page


def test_a_vote_rejects_what_breaks_its_rules_and_keeps_what_was_set(
    ana: Visitor, stage: Stage
) -> None:
    ana.joins()
    _vote(stage, "points")
    ana.goes_to(ana.home)
    answer = _form_sends(ana, **{"choice.o1": "70", "choice.o2": "20"})
    assert answer.status_code == 409
    for option, value in (("o1", "70"), ("o2", "20"), ("o3", "")):
        field = re.search(rf'<input[^>]*name="choice.{option}"[^>]*>', ana.page)
        assert field is not None
        assert f'value="{value}"' in field[0]
    assert 'role="alert" data-slot="vote-refusal">' in ana.page
    _form_sends(ana, **{"choice.o1": "70", "choice.o2": "30"})
    assert ana.sees("Your vote is in.")
    assert _cast(stage) == {"o1:70", "o2:30"}


def test_a_phone_without_a_script_is_told_that_its_vote_is_counted(
    ana: Visitor, stage: Stage
) -> None:
    told = '<noscript><p class="phone__hint">The vote has closed, and your vote is counted.'
    ana.joins()
    for counts in (True, False):
        ballot = _vote(stage, "thumbs")
        assert told not in ana.goes_to(ana.home).text
        if counts:
            _form_sends(ana, choices="o1:3")
        stage.leads(CloseBallot(ballot))
        _wait_for(stage, lambda view: not view["ballots"])
        assert (told in ana.goes_to(ana.home).text) is counts


def test_an_objection_without_words_is_asked_for_them(ana: Visitor, stage: Stage) -> None:
    ana.joins()
    _vote(stage, "consent")
    ana.goes_to(ana.home)
    assert _form_sends(ana, choices="o1:0").status_code == 409
    assert ana.sees(VALUE)
    _form_sends(ana, choices="o1:0", reason="It names nobody who does it.")
    assert ana.sees("Your vote is in.", "It names nobody who does it.")


def test_the_vote_works_for_a_table_once(ana: Visitor, stage: Stage) -> None:
    ana.joins(table="4", headcount="7")
    _vote(stage, "dots")
    ana.goes_to(ana.home)
    assert ana.sees("One vote for your whole table (7 people).")


def test_while_a_vote_is_open_the_questions_are_one_step_away(ana: Visitor, stage: Stage) -> None:
    ana.joins()
    stage.leads(OpenPrompt("p1"))
    ballot = _vote(stage, "dots")
    ana.goes_to(ana.home)
    assert ana.sees("What matters most?", "Also open:", f"{ana.home}?prompt=p1")
    ana.goes_to(f"{ana.home}?prompt=p1")
    assert ana.sees("One idea at a time", f"{ana.home}?prompt={ballot}")
    stage.leads(CloseBallot(ballot))
    _wait_for(stage, lambda view: not view["ballots"])
    ana.goes_to(ana.home)
    assert ana.sees(STRENGTHS, "One idea at a time")


def test_the_form_of_a_vote_alone_shows_only_to_seats_and_only_while_it_is_open(
    ana: Visitor, stage: Stage
) -> None:
    assert "vote__form" not in ana.goes_to(f"{ana.home}/vote").text
    ana.joins()
    assert ana.goes_to(f"{ana.home}/vote").status_code == 404
    _vote(stage, "rank")
    assert "vote__form" in ana.goes_to(f"{ana.home}/vote").text
    assert "<html" not in ana.page


def test_a_second_round_and_the_words_of_a_vote_work_in_spanish(stage: Stage) -> None:
    visitor = Visitor(stage, "es")
    visitor.joins()
    ballot = _vote(stage, "fist")
    stage.leads(CloseBallot(ballot))
    again = stage.leads(RepeatBallot(ballot, open=True))[0]
    _wait_for(stage, lambda view: again in view["ballots"])
    visitor.goes_to(visitor.home)
    assert visitor.sees("Ronda 2", "¿Hasta dónde puede apoyarlo?", "Lo voy a impulsar")
    visitor.client.close()


@contextmanager
def full(stage: Stage) -> Iterator[None]:
    """Let the file not grow, by the connection that writes."""

    def limit(pages: int) -> None:
        def set_limit(session: Session) -> None:
            run = session.connection().exec_driver_sql
            free = int(run("PRAGMA freelist_count").scalar_one())
            run("CREATE TABLE IF NOT EXISTS filler (bytes)")
            run(f"INSERT INTO filler VALUES (zeroblob({4096 * free if not pages else 0}))")
            wanted = pages or int(run("PRAGMA page_count").scalar_one())
            run(f"PRAGMA max_page_count={wanted}").all()

        stage.house.writer.write(set_limit).result(5)

    limit(0)
    yield
    limit(1_000_000)


def test_a_vote_that_cannot_be_saved_comes_back_as_it_was_set(ana: Visitor, stage: Stage) -> None:
    ana.joins()
    _vote(stage, "consent")
    ana.goes_to(ana.home)
    reason = "🎺" * 1000
    with full(stage):
        answer = _form_sends(ana, choices="o1:0", reason=reason)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert ana.sees("Nothing can be saved at the moment.", reason, VALUE)
    assert re.search(r'<input[^>]*value="o1:0"[^>]* checked', ana.page)
    assert _cast(stage) == set()
    _form_sends(ana, choices="o1:0", reason=reason)
    assert ana.sees("Your vote is in.", reason)


def test_other_words_that_cannot_be_saved_come_back_and_say_when(
    ana: Visitor, stage: Stage
) -> None:
    ana.joins()
    stage.leads(OpenPrompt("p1"))
    until(lambda: stage.room.view_seq("phone") >= stage.room.seq)
    ana.goes_to(ana.home)
    with full(stage):
        answer = ana.says("🎺" * 1000)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert ana.sees("Nothing can be saved at the moment.", "🎺" * 1000, "Send again")
