"""The screening marks what a person should read first (M7)."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workshop.data.screening import shipped
from workshop.room.screen import CUT, FLAGS, Lists, Screening, flags_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCREENING = Screening(shipped())
TO_READ = {"abusive", "personnel", "student_name", "staff_name", "sensitive", "pii_contact"}
MICROSECONDS = 100  # a phrase; measured at 20, and the slowest machine that we know takes three


def lines(name: str) -> list[str]:
    """Return the phrases of a fixture."""
    written = (FIXTURES / "screening" / name).read_text(encoding="utf-8")
    return [line for line in written.splitlines() if not line.startswith("#")]


def scenarios() -> Iterator[dict]:
    """Yield the responses of all scenarios."""
    for path in sorted((FIXTURES / "scenarios").glob("*.json")):
        for prompt in json.loads(path.read_text(encoding="utf-8"))["prompts"]:
            yield from prompt["responses"]


def marked(text: str, screening: Screening = SCREENING) -> list[str]:
    """Return what was marked in a text."""
    return [text[mark.start : mark.end] for mark in screening(text).marks]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("We care for each other", ()),
        ("Write to low@school.k12.mo.us", ("mail",)),
        ("Call 555-0134", ("phone",)),
        ("Call (417) 555 0134!", ("phone",)),
        ("+1 417.555.0134", ("phone",)),
        ("Follow @ms_low", ("handle",)),
        ("Meet @ 5", ()),
        ("In 2019 and 2020", ()),
        ("the 2026-2027 calendar, from 8/15/2026 on", ()),
        ("85% of 1200 students", ()),
        ("Budget of $1,250,000", ()),
        ("a@b.org @c_d 555 0134", ("mail", "phone", "handle")),
    ],
)
def test_M7_marks_are_put_on_what_leads_to_a_person(text: str, flags: tuple[str, ...]) -> None:
    assert flags_of(text) == flags


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Student ID: 221904", ("number",)),
        ("my student id is 1048832", ("number",)),
        ("see https://example.org/petition", ("link",)),
        ("sign at ourband.com/now", ("link",)),
        ("write to low@school.com", ("mail",)),
        ("my insta is kira.vibes22", ("handle",)),
    ],
)
def test_M7_with_the_lists_links_accounts_and_numbers_of_pupils_are_marked_too(
    text: str, flags: tuple[str, ...]
) -> None:
    assert SCREENING(text).flags == flags


def test_M7_PA15_of_hostile_phrases_95_in_100_are_held() -> None:
    """They were written before the lists knew them: 228 of 237 were found then."""
    said = [line.split("\t") for line in lines("hostile.txt")]
    missed = [text for _, text in said if not SCREENING(text).flags]
    named = [text for flag, text in said if flag in SCREENING(text).flags]
    assert len(said) >= 200
    assert len(missed) <= 0.05 * len(said), missed
    assert len(named) >= 0.95 * len(said)


def test_M7_of_innocent_phrases_of_schools_99_in_100_are_not_held() -> None:
    said = [one["text"] for one in scenarios() if TO_READ.isdisjoint(one.get("flags", ()))]
    said += lines("innocent.txt")
    held = [text for text in said if SCREENING(text).flags]
    assert len(said) >= 1_500
    assert len(held) <= 0.01 * len(said), held


def test_M7_what_the_scenarios_mark_is_held() -> None:
    said = [one["text"] for one in scenarios() if not TO_READ.isdisjoint(one.get("flags", ()))]
    assert len(said) >= 9
    assert [text for text in said if not SCREENING(text).flags] == []


@pytest.mark.parametrize(
    ("text", "flag", "words"),
    [
        ("My son Orrin in 5th grade cries", "name", "Orrin"),
        ("Zibby in 7th grade picks on her", "name", "Zibby"),
        ("Ms. Tansy in the front office", "name", "Tansy"),
        ("Coach Basil for president", "name", "Basil"),
        ("Emily Rodriguez sings", "name", "Emily Rodriguez"),
        ("la maestra Lupita siempre grita", "name", "Lupita"),
        ("this is bull$hit now", "profanity", "bull$hit"),
        ("what the f u c k", "profanity", "f u c k"),
        ("fu\u0441k, he said", "profanity", "fu\u0441k"),
        ("pinches pendejoooos", "profanity", "pendejoooos"),
        ("please fire the football coach", "personnel", "fire the football coach"),
        ("i want to kill myself today", "safety", "kill myself"),
        ("mi hija tiene ansiedad", "protected", "ansiedad"),
    ],
)
def test_M7_the_words_that_were_found_are_marked(text: str, flag: str, words: str) -> None:
    found = SCREENING(text)
    assert (flag, words) in {(mark.flag, text[mark.start : mark.end]) for mark in found.marks}


@pytest.mark.parametrize(
    "text",
    [
        "Lincoln school has the best band",
        "Dick Smith School",
        "better sex education",
        "assessment and Scunthorpe",
        "Math in 5th grade is hard",
        "students with autism need aides",
        "Bus 33 is late",
        "retardos y disputas",
        "mi hija pueda ser ella misma",
        "Una comunidad que no deja a nadie atrás",
        "Welcome. The first question will appear here.",
    ],
)
def test_M7_innocent_words_that_look_otherwise_are_left_alone(text: str) -> None:
    assert SCREENING(text).flags == ()


def test_M7_a_principal_called_dick_is_named_and_not_insulted() -> None:
    assert SCREENING("Dick Smith is our principal").flags == ("name",)


def test_M7_marks_never_lie_over_each_other_and_stay_in_the_text() -> None:
    for line in lines("hostile.txt"):
        text = line.split("\t")[1]
        found = SCREENING(text)
        assert set(found.flags) <= set(FLAGS)
        stands = 0
        for mark in found.marks:
            assert stands <= mark.start < mark.end <= len(text)
            stands = mark.end


def test_M7_what_a_district_lists_is_found_and_what_it_allows_is_not() -> None:
    own = Lists(listed=("rumou?r mill", "bond issue", "levy*"), allow=("coach basil",))
    screening = Screening(shipped().with_more(own))
    assert screening("The bond issue failed").flags == ("listed",)
    assert marked("no more levying", screening) == ["levying"]
    assert screening("Coach Basil for president").flags == ()


def test_M7_danger_is_found_although_its_words_are_allowed() -> None:
    screening = Screening(shipped().with_more(Lists(allow=("kill myself",))))
    assert screening("i will kill myself").flags == ("safety",)


def test_M7_only_what_leads_to_somebody_or_insults_is_cut_out_by_itself() -> None:
    assert CUT == {"name", "mail", "phone", "handle", "link", "number", "profanity"}


@pytest.mark.whole  # on time only where it has the machine for itself
def test_M7_a_phrase_costs_less_than_100_microseconds() -> None:
    said = [one["text"] for one in scenarios()]
    for text in said:
        SCREENING(text)
    took = []
    for _ in range(5):
        began = time.process_time()
        for text in said:
            SCREENING(text)
        took.append((time.process_time() - began) / len(said))
    assert min(took) * 1e6 < MICROSECONDS


@pytest.mark.parametrize("text", ["a " * 500, "my son " * 143, "f*" * 500, "1 " * 500, "@" * 1000])
def test_M7_the_longest_phrase_costs_no_more_than_a_turn_may(text: str) -> None:
    began = time.process_time()
    SCREENING(text)
    assert time.process_time() - began < 0.1
