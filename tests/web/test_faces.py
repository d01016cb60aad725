"""Faces: what the wall shows of its view."""

import json
from pathlib import Path
from typing import Any

import pytest

from workshop.web.faces import clock, gather, kept_to, picture, quotes_of, unbroken

FIXTURES = Path(__file__).parents[1] / "fixtures"
QUOTES = json.loads((FIXTURES / "quotes.json").read_text())


def view(**workshop: Any) -> dict[str, Any]:
    return {
        "workshop": {"id": "w1", "code": "KELP42", "title": "T", "state": "open", **workshop},
        "crowd": {"joined": 3, "people": 2, "tables": 1, "phrases": 4},
        "prompts": {
            "p1": {
                "kind": "strengths",
                "question": "What is strong?",
                "questions": {"es": "¿Qué es fuerte?"},
                "state": "open",
                "place": 0,
                "phrases": 4,
                "answered": 2,
                "closes_at": 60_000,
            }
        },
        "responses": {
            "r10": {"prompt": "p1", "text": "Sports!", "state": "shown", "place": 9, "theme": "t1"},
            "r2": {"prompt": "p1", "text": "sports", "state": "shown", "place": 1, "theme": "t1"},
            "r3": {"prompt": "p1", "text": "music", "state": "shown", "place": 2},
        },
        "themes": {
            "t1": {
                "prompt": "p1",
                "name": "Sport",
                "place": 0,
                "symbol": 3,
                "people": 2,
                "phrases": 2,
            },
            "t2": {
                "prompt": "p1",
                "name": "Empty",
                "place": 1,
                "symbol": 4,
                "people": 0,
                "phrases": 0,
            },
        },
        "ballots": {},
        "examples": {},
        "priorities": {"i1": {"title": "Ready", "statement": "We will.", "place": 0}},
        "statements": {"v1": {"kind": "value", "title": "Trust", "text": "We value it."}},
    }


def shown(language: str = "en", now: int = 0, **workshop: Any) -> Any:
    return picture(view(**workshop), language=language, now=now)


def test_gathered_phrases_keep_the_first_words_and_count() -> None:
    [sports, music] = gather(["sports", "music", "Sports!"])
    assert (sports.text, sports.times) == ("sports", 2)
    assert music.times == 1


def test_phrases_stand_in_order_of_arrival() -> None:
    assert [p.text for p in shown(face="phrases", face_prompt="p1").phrases] == ["sports", "music"]


def test_a_theme_without_phrases_is_not_shown() -> None:
    assert [c.name for c in shown(face="themes", face_prompt="p1").cards] == ["Sport"]


def test_the_question_stands_in_the_walls_language_and_one_other() -> None:
    english = shown(face="count", face_prompt="p1")
    spanish = shown("es", face="count", face_prompt="p1")
    assert (english.question, english.also, english.also_language) == (
        "What is strong?",
        "¿Qué es fuerte?",
        "es",
    )
    assert (spanish.question, spanish.also) == ("¿Qué es fuerte?", "What is strong?")


def test_DI6_the_code_is_small_in_a_corner_while_a_prompt_is_open() -> None:
    assert shown(face="themes", face_prompt="p1").code_shown
    assert not shown(face="join").code_shown
    assert not shown(face="blank").code_shown


@pytest.mark.parametrize(
    ("workshop", "face"),
    [
        ({"face": "theme", "face_theme": "t9", "face_prompt": "p1"}, "themes"),
        ({"face": "statement", "face_statement": "v9"}, "join"),
        ({"face": "count", "face_prompt": "p9"}, "join"),
        ({}, "join"),
    ],
)
def test_what_is_gone_is_not_shown(workshop: dict[str, str], face: str) -> None:
    assert shown(**workshop).face == face


def test_a_priority_has_a_name_and_says_why_and_a_statement_is_its_words() -> None:
    priority = shown(face="statement", face_statement="i1")
    value = shown(face="statement", face_statement="v1")
    assert (priority.kind, priority.name, priority.text) == ("priority", "Ready", "We will.")
    assert (value.kind, value.name, value.text) == ("value", "We value it.", "")


def test_DI7_the_timer_follows_the_servers_clock() -> None:
    assert shown(face="timer", face_prompt="p1", now=0).time == "1:00"
    assert shown(face="timer", face_prompt="p1", now=59_500).time == "0:01"
    assert shown(face="timer", face_prompt="p1", now=99_000).time == "0:00"


def test_a_long_timer_is_told_in_hours() -> None:
    assert clock(99 * 60_000) == "99:00"
    assert clock(125 * 60_000) == "2:05:00"


def test_a_theme_that_holds_no_one_thought_says_so() -> None:
    assert not shown(face="themes", face_prompt="p1").cards[0].mixed
    mixed = view(face="themes", face_prompt="p1", face_theme="t1")
    mixed["themes"]["t1"]["mixed"] = True
    assert picture(mixed, language="en", now=0).cards[0].mixed
    mixed["workshop"]["face"] = "theme"
    assert picture(mixed, language="en", now=0).mixed


def test_a_second_card_of_a_phrase_is_no_second_phrase() -> None:
    seen = view(face="phrases", face_prompt="p1")
    seen["responses"]["r11"] = {**seen["responses"]["r3"], "theme": "t1", "part_of": "r3"}
    [_, music] = picture(seen, language="en", now=0).phrases
    assert (music.text, music.times) == ("music", 1)
    seen["workshop"] |= {"face": "theme", "face_theme": "t1"}
    assert "music" in [p.text for p in picture(seen, language="en", now=0).phrases]


def test_FA22_quotes_are_the_starred_phrases_alone() -> None:
    seen = view(face="quotes", face_prompt="p1")
    assert picture(seen, language="en", now=0).phrases == []
    seen["responses"]["r3"]["starred"] = True
    assert [p.text for p in picture(seen, language="en", now=0).phrases] == ["music"]


@pytest.mark.parametrize(
    ("workshop", "face", "shown"),
    [
        ({"face": "count", "face_prompt": "p2"}, "", "count p1"),
        ({"face": "join"}, "", "count p1"),
        ({"face": "themes", "face_prompt": "p1"}, "", "themes p1"),
        ({"face": "theme", "face_prompt": "p1", "face_theme": "t1"}, "", "theme t1"),
        ({"face": "statement", "face_prompt": "p1", "face_statement": "v1"}, "", "count p1"),
        ({"face": "count", "face_prompt": "p1"}, "phrases", "phrases p1"),
        ({"face": "count", "face_prompt": "p1"}, "thanks", "count p1"),
        ({"face": "blank"}, "phrases", "blank"),
        ({"face": "thanks"}, "", "thanks"),
    ],
)
def test_DI7_a_second_display_stays_on_its_prompt(
    workshop: dict[str, str], face: str, shown: str
) -> None:
    seen = view(**workshop)
    assert picture(kept_to(seen, "p1", face), language="en", now=0).key == shown
    assert seen == view(**workshop), "the view itself is everybody's"


def test_DI7_a_prompt_that_waits_is_not_shown_on_its_display_either() -> None:
    assert picture(kept_to(view(face="join"), "p9", ""), language="en", now=0).face == "join"


def test_FA21_a_translation_stands_beside_a_phrase_and_all_that_are_alike() -> None:
    seen = view(face="phrases", face_prompt="p1")
    seen["responses"]["r10"]["translation"] = {"es": "deportes"}
    said = picture(seen, language="en", now=0).phrases
    assert [(one.text, one.times) for one in said] == [
        ("\u2068sports\u2069 — \u2068deportes\u2069", 2),
        ("music", 1),
    ]


def test_E2_examples_stand_before_what_people_said_and_are_marked() -> None:
    seen = view(face="phrases", face_prompt="p1")
    seen["examples"] = {
        "e2": {"prompt": "p1", "text": "a library", "place": 2},
        "e1": {"prompt": "p1", "text": "later buses", "place": 1},
        "e3": {"prompt": "p2", "text": "elsewhere", "place": 3},
    }
    shown = picture(seen, language="en", now=0).phrases
    assert [(one.text, one.is_example) for one in shown] == [
        ("later buses", True),
        ("a library", True),
        ("sports", False),
        ("music", False),
    ]


def one_theme(responses: list[list[Any]]) -> dict[str, Any]:
    """Return a view in which these phrases (text, starred) are one theme."""
    found = {
        f"r{n}": {
            "prompt": "p1",
            "text": text,
            "theme": "t1",
            **({"starred": True} if star else {}),
        }
        for n, (text, star) in enumerate(responses, 1)
    }
    return {"responses": found}


@pytest.mark.parametrize("row", QUOTES, ids=lambda row: row["why"])
def test_DI5_quotes_come_the_best_first(row: dict[str, Any]) -> None:
    assert quotes_of(one_theme(row["responses"]), "t1") == row["quotes"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("low-income", "low-\u2060income"),
        ("K-12 and 3-4", "K-\u206012 and 3-\u20604"),
        ("a - b, -c, d-", "a - b, -c, d-"),
        ("teacher-student-parent-community", "teacher-student-parent-community"),
    ],
)
def test_words_with_hyphens_stay_whole_unless_they_are_very_long(text: str, whole: str) -> None:
    assert unbroken(text) == whole
