"""What the console's pages read out of a view."""

from typing import Any

import pytest

from workshop.web import board


def view(**parts: Any) -> dict[str, Any]:
    """Return a console's view with two prompts, the first of them open."""
    base: dict[str, Any] = {
        "workshop": {
            "state": "open",
            "groups": {"g1": {"name": "Families"}, "g2": {"name": "Staff"}},
        },
        "crowd": {"groups": {"g1": 7, "g2": 3}},
        "prompts": {
            "p1": {"place": 1, "state": "open", "kind": "strengths", "phrases": 4},
            "p2": {"place": 2, "state": "waiting", "kind": "values", "phrases": 0},
        },
        "steps": {},
        "responses": {
            "r1": said("more music", 1, theme="t1"),
            "r2": said("smaller classes", 2, suggested="t1"),
            "r3": said("call 555-201-3344", 3, state="held", flags={"phone": True}),
            "r4": said("idiots", 4, state="hidden", reason="abusive"),
            "r10": said("more art", 10, theme="t2"),
        },
        "themes": {
            "t1": {"prompt": "p1", "place": 1, "name": "Arts"},
            "t2": {"prompt": "p1", "place": 2, "name": "Rooms", "aside": True},
        },
        "priorities": {},
        "statements": {},
    }
    return {**base, **parts}


def said(text: str, place: int, **more: Any) -> dict[str, Any]:
    return {"prompt": "p1", "state": "shown", "text": text, "place": place, **more}


def keys(things: list[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


def test_the_board_looks_at_the_prompt_that_is_open() -> None:
    assert board.chosen_prompt(view(), None) == "p1"
    assert board.chosen_prompt(view(), "p2") == "p2"
    assert board.chosen_prompt(view(), "p9") == "p1"


def test_next_closes_what_is_open_and_opens_what_waits() -> None:
    assert board.next_step(view()) == {
        "type": "next_prompt",
        "after": "p1",
        "closes": ["p1"],
        "opens": "p2",
    }


def test_what_is_split_has_no_card_and_its_parts_do() -> None:
    seen = view()
    seen["responses"]["r1"] |= {"split": True}
    seen["responses"]["r1"].pop("theme")
    seen["responses"] |= {
        "r11": said("more", 1, part_of="r1", theme="t1"),
        "r12": said("music", 1, part_of="r1", state="held"),
    }
    assert keys(board.live_responses(seen, "p1")) == ["r11", "r12", "r2", "r3", "r10"]
    assert keys(board.held(seen)) == ["r3"]
    assert not board.may_be_split(seen, {"id": "r11", **seen["responses"]["r11"]})
    assert board.elsewhere(seen, {"id": "r11", **seen["responses"]["r11"]}) == []


def test_a_copy_says_where_the_phrase_stands_too() -> None:
    seen = view()
    seen["themes"]["t3"] = {"prompt": "p1", "place": 3, "name": "Food"}
    music = {"id": "r1", **seen["responses"]["r1"]}
    assert board.may_be_split(seen, music)
    assert keys(board.elsewhere(seen, music)) == ["t3"]
    seen["responses"]["r11"] = said("more music", 1, part_of="r1", theme="t3")
    assert board.also(seen, music) == ["Food"]
    assert board.also(seen, {"id": "r11", **seen["responses"]["r11"]}) == ["Arts"]
    assert not board.may_be_split(seen, music)
    assert board.elsewhere(seen, music) == []


def test_next_ends_with_the_last_prompt_then_with_the_workshop() -> None:
    prompts = {"p1": {"place": 1, "state": "open", "kind": "open"}}
    assert board.next_step(view(prompts=prompts))["type"] == "close_prompt"
    prompts = {"p1": {"place": 1, "state": "closed"}}
    assert board.next_step(view(prompts=prompts)) == {"type": "close_workshop"}
    closed = {"state": "closed", "groups": {}}
    assert board.next_step(view(workshop=closed)) == {"type": "open_workshop"}


def steps(kind: str) -> dict[str, Any]:
    return {"a1": {"place": 2, "state": "waiting", "kind": kind}}


def test_next_goes_to_a_step_and_says_what_closes_by_it() -> None:
    for kind, closes in (("break", ["p1"]), ("information", [])):
        prompts = {"p1": {"place": 1, "state": "open", "kind": "strengths"}}
        step = board.next_step(view(prompts=prompts, steps=steps(kind)))
        assert step == {"type": "next_prompt", "after": "p1", "closes": closes, "opens": "a1"}


def test_next_leaves_open_what_stays() -> None:
    prompts = {"p1": {"place": 1, "state": "open", "kind": "parking_lot", "stays": True}}
    assert board.next_step(view(prompts=prompts, steps=steps("break")))["closes"] == []


def test_a_workshop_without_prompts_is_opened_first() -> None:
    bare = view(workshop={"state": "draft", "groups": {}}, prompts={})
    assert board.next_step(bare) == {"type": "open_workshop"}
    assert board.chosen_prompt(bare, None) is None


def test_a_timer_counts_down_and_then_up() -> None:
    assert board.seconds_left({"closes_at": 61_500}, 0) == 62
    assert board.clock(62) == "1:02"
    assert board.clock(board.seconds_left({"closes_at": 0}, 75_000) or 0) == "+1:15"
    assert board.seconds_left({"left": 5_000}, 99) == 5
    assert board.seconds_left({}, 0) is None


def test_a_theme_set_aside_has_no_cell_and_its_phrases_are_not_unsorted() -> None:
    assert keys(board.cells(view(), "p1")) == ["t1"]
    assert keys(board.cells(view(), "p1")[0]["responses"]) == ["r1"]
    assert keys(board.themes_aside(view(), "p1")) == ["t2"]
    assert keys(board.tray(view(), "p1")) == ["r2", "r3"]


def test_a_suggestion_into_a_theme_set_aside_is_none() -> None:
    assert keys(board.sortable(view(), "p1")) == ["r2"]
    responses = {"r1": said("more paint", 1, suggested="t2")}
    assert board.sortable(view(responses=responses), "p1") == []


def test_a_single_idea_lies_apart_unless_it_is_in_doubt() -> None:
    responses = {
        "r1": said("a planetarium", 1, single=True),
        "r2": said("bees on the roof", 2, single=True, suggested="t1"),
        "r3": said("later mornings", 3, single=True, aside=True),
        "r4": said("yes", 4),
        "r5": said("a garden", 5, single=True, suggested="t2"),
        "r6": said("bees, a pool", 6, single=True, ideas="bees\na pool"),
    }
    looked = view(responses=responses)
    assert keys(board.singles(looked, "p1")) == ["r1", "r5"]
    assert keys(board.tray(looked, "p1")) == ["r2", "r3", "r4", "r6"]


def test_a_draft_says_how_many_cards_would_move_before_any_does() -> None:
    draft = {
        "themes": {"n1": {"name": "Classes", "words": [], "responses": {"r2": True, "r3": True}}},
        "moves": {"r1": "t2"},
    }
    prompts = {"p1": {"place": 1, "state": "open", "phrases": 4, "draft": draft}}
    assert board.offer(view(prompts=prompts), "p1") == {
        "themes": [{"key": "n1", "name": "Classes", "mixed": False, "cards": 2}],
        "joins": [],
        "moves": 1,
        "cards": 3,
        "all": 4,
        "machine": False,
    }
    assert board.offer(view(), "p1") is None


def test_a_models_draft_says_so_and_which_theme_it_names_anew() -> None:
    plan = {"name": "On stage", "machine": True, "theme": "t1", "responses": {"r3": True}}
    draft = {"themes": {"m1": plan}, "moves": {"r1": "m1"}}
    prompts = {"p1": {"place": 1, "state": "open", "phrases": 4, "draft": draft}}
    found = board.offer(view(prompts=prompts), "p1")
    assert found is not None
    assert found["machine"] is True
    was = view()["themes"]["t1"]["name"]
    assert found["themes"] == [
        {"key": "m1", "name": "On stage", "mixed": False, "cards": 2, "was": was}
    ]


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ({"themes": 1}, "one"),
        ({"themes": 2}, "more"),
        ({"view": "codes"}, "codes"),
        ({}, "another"),
    ],
)
def test_what_was_asked_for_when_there_was_nothing_to_offer(
    wish: dict[str, Any], asked: str
) -> None:
    themes = {"t1": {"prompt": "p1", "place": 1, "name": "Arts", "phrases": 2}}
    prompts = {"p1": {"place": 1, "state": "open", "phrases": 4, "nothing": wish}}
    assert board.nothing(view(prompts=prompts, themes=themes), "p1") == asked
    assert board.nothing(view(prompts=prompts, themes={}), "p1") == "first"
    twice = {**themes, "t3": {**themes["t1"], "place": 3}}
    assert (board.nothing(view(prompts=prompts, themes=twice), "p1") == "fewer") == (
        "themes" in wish
    )
    assert board.nothing(view(themes=themes), "p1") is None


def test_a_draft_says_which_themes_would_join_which() -> None:
    new = {"name": "New", "mixed": True, "responses": {}}
    draft = {"themes": {"n1": new}, "merges": {"t1": "t2", "t2": "n1"}}
    prompts = {"p1": {"place": 1, "state": "open", "phrases": 4, "draft": draft}}
    found = board.offer(view(prompts=prompts), "p1")
    assert found is not None
    assert found["joins"] == [
        {"key": "t1", "theme": plain("Arts"), "into": plain("Rooms")},
        {"key": "t2", "theme": plain("Rooms"), "into": {"name": "New", "mixed": True}},
    ]


def plain(name: str) -> dict[str, Any]:
    return {"name": name, "mixed": False}


def test_W1_the_wall_shows_one_thing_and_no_other_of_its_kind() -> None:
    shown = view()
    shown["workshop"] |= {"face": "statement", "face_statement": "v1", "face_ballot": "b1"}
    assert board.is_on_wall(shown, "statement", "v1")
    assert not board.is_on_wall(shown, "statement", "v2")
    assert not board.is_on_wall(shown, "ballot", "b1")
    shown["workshop"]["face"] = "parked"
    assert board.is_on_wall(shown, "parked")


def test_what_is_held_waits_and_what_was_hidden_is_decided() -> None:
    assert keys(board.held(view())) == ["r3"]
    assert keys(board.decided(view())) == ["r4"]


def test_groups_under_five_are_counted_together() -> None:
    of_four = view(crowd={"groups": {"g1": 7, "g2": 3, "g3": 4, "g4": 0}})
    of_four["workshop"]["groups"] = {key: {} for key in ("g1", "g2", "g3", "g4")}
    lines, small = board.shares(of_four, {"g1": 2, "g2": 1})
    assert lines == [
        {"group": "g1", "people": 2, "of": 7},
        {"group": None, "people": 1, "of": 7},
    ]
    assert small == ["g2", "g3"]


def test_V9_the_few_of_one_group_cannot_be_found_from_the_others() -> None:
    lines, small = board.shares(view(), {"g1": 2, "g2": 1})
    assert lines == [{"group": None, "people": 3, "of": 10}]
    assert small == ["g1", "g2"]


def test_the_marker_lies_under_what_was_flagged() -> None:
    flagged = {"text": "write ana@school.org or 555-201-3344 today", "flags": {"mail": True}}
    assert board.marked(flagged) == [
        ("write ", ""),
        ("ana@school.org", "mail"),
        (" or ", ""),
        ("555-201-3344", "mail"),
        (" today", ""),
    ]
    assert redacted(flagged) == "write [removed] or [removed] today"
    assert board.marked({"text": "call 555-201-3344"}) == [("call 555-201-3344", "")]


def redacted(response: dict[str, Any]) -> str:
    """Return what Redact offers."""
    return board.redaction(response, "[removed]", "[name removed]")


def test_FA5_redact_offers_the_phrase_without_the_name_and_keeps_the_point() -> None:
    marks = {"7": {"to": 12, "flag": "name"}, "13": {"to": 18, "flag": "protected"}}
    flags = {"name": True, "protected": True}
    orrin = {"text": "My son Orrin cries daily", "flags": flags, "marks": marks}
    assert redacted(orrin) == "My son [name removed] cries daily"
    assert [piece for piece, flag in board.marked(orrin) if flag] == ["Orrin", "cries"]
    assert board.may_be_cut(orrin)
    assert not board.may_be_cut({**orrin, "marks": {"13": marks["13"]}})


def test_marks_that_do_not_fit_a_text_are_left_out() -> None:
    marks = {"2": {"to": 9, "flag": "name"}, "0": {"to": 1, "flag": "name"}}
    said = {"text": "🙂 ab", "flags": {"name": True}, "marks": marks}
    assert board.marked(said) == [("🙂", "name"), (" ab", "")]


def test_FA5_what_may_tell_of_danger_is_read_first() -> None:
    urgent = said("i want to die", 9, state="held", flags={"safety": True})
    found = view(responses={**view()["responses"], "r9": urgent})
    assert keys(board.held(found)) == ["r9", "r3"]
    assert board.is_danger_near(found)
    assert not board.is_danger_near(view())


def test_quotes_are_shown_phrases_that_say_a_whole_thing() -> None:
    phrases = [
        {"id": "r1", **said("math", 1)},
        {"id": "r2", **said("smaller classes in the first grade", 2)},
        {"id": "r3", **said("a long and winding but held phrase", 3, state="held")},
    ]
    assert keys(board.quotes(phrases)) == ["r2", "r1"]


def test_priorities_come_before_statements() -> None:
    found = board.agreed(
        view(
            priorities={"i1": {"title": "Wellbeing", "statement": "We will.", "place": 1}},
            statements={"v1": {"kind": "value", "title": "Care", "text": "We care.", "place": 1}},
        )
    )
    assert [(one["kind"], one["text"]) for one in found] == [
        ("priority", "We will."),
        ("value", "We care."),
    ]


def test_FA21_a_search_finds_words_in_any_case_without_accents_and_by_a_translation() -> None:
    responses = {
        "r1": said("Más música y arte", 1, theme="t1", translation={"en": "More music and art"}),
        "r2": said("smaller classes", 2),
        "r3": said("MUSIC rooms", 3, state="held"),
        "r4": said("no music here", 4, state="hidden"),
        "r5": said("music; art", 5, split=True),
    }
    seen = view(responses=responses)
    for typed, found in {
        "musica arte": ["r1"],
        "art More": ["r1"],
        "music": ["r1", "r3"],
        "class small": ["r2"],
        "  ": [],
        "drama": [],
    }.items():
        assert keys(board.search(seen, typed)["phrases"]) == found, typed
    assert keys(board.search(seen, "ART")["themes"]) == ["t1"]


def test_FA21_every_word_that_was_typed_is_a_hit_wherever_it_stands() -> None:
    assert board.hits("Más MÚSICA, música", "musi as") == [
        ("M", False),
        ("ás", True),
        (" ", False),
        ("MÚSI", True),
        ("CA, ", False),
        ("músi", True),
        ("ca", False),
    ]
    assert board.hits("🙂 e\u0301l", "el") == [("🙂 ", False), ("e\u0301l", True)]
    assert board.hits("music", " ") == [("music", False)]


def test_nothing_is_opened_beside_what_does_not_run() -> None:
    lines = {"p1": "open", "p2": "waiting", "p3": "paused"}

    def may(**states: str) -> list[bool]:
        prompts = {
            key: {"state": state, "place": n} for n, (key, state) in enumerate(states.items())
        }
        seen = view(prompts=prompts, steps={})
        return [board.may_open_beside(seen, line) for line in board.lines(seen)]

    assert may(**lines) == [False, True, True]
    assert may(p1="closed", p2="waiting") == [False, False]


def test_FA21_a_phrase_and_its_translation_each_keep_their_direction() -> None:
    assert board.both({"text": "معلم", "translation": {"en": "a teacher"}}) == (
        "\u2068معلم\u2069 — \u2068a teacher\u2069"
    )
    assert board.both({"text": "Band", "translation": {"en": "Band"}}) == "Band"


def test_FA10_near_duplicates_stack_and_count_each_person_once() -> None:
    responses = {
        "r1": said("Small classes", 1),
        "r2": said("small classes!", 2),
        "r3": said("SMALL, classes", 3, again=True),
        "r4": said("small classes", 4, state="held"),
        "r5": said("more art", 5, again=True),
        "r6": said("Small class", 6, suggested="t1"),
        "r7": said("small clases", 7, suggested="t1"),
    }
    found = board.stacks(board.with_ids(responses))
    assert [(one["ids"], one["people"]) for one in found] == [
        (["r1", "r2", "r3"], 2),
        (["r4"], 1),
        (["r5"], 1),
        (["r6", "r7"], 2),  # they would go elsewhere
    ]


def test_FA1_says_how_many_of_a_group_are_expected_where_it_is_told_apart() -> None:
    groups = {
        "g1": {"name": "Families", "expected": 40},
        "g2": {"name": "Staff", "expected": 9},
        "g3": {"name": "Students"},
    }
    counts = {"g1": 7, "g2": 3, "g3": 2}
    here = view(workshop={"state": "open", "groups": groups}, crowd={"groups": counts})
    lines, small = board.here_now(here)
    assert lines == [
        {"group": "g1", "people": 7, "of": 7, "expected": 40},
        {"group": None, "people": 5, "of": 5},
    ]
    assert small == ["g2", "g3"]


def test_FA19_who_is_missing_is_said_where_the_districts_numbers_are_known() -> None:
    groups = {"g1": {"name": "Families", "population": 900}, "g2": {"name": "Staff"}}
    view = {"workshop": {"groups": groups}, "crowd": {"groups": {"g1": 6, "g2": 9}}}
    [one] = board.missing(view)
    assert (one.group, one.people, one.code) == ("g1", 6, "represented")


def test_FA14_a_theme_says_what_it_was_promoted_to() -> None:
    made = {"title": "A", "statement": "", "place": 1, "phrases": 0}
    seen = view(
        priorities={"i1": {**made, "theme": "t1"}, "i2": {**made, "theme": "t2", "place": 2}},
        statements={
            "v1": {"kind": "value", "title": "B", "text": "B", "place": 1, "theme": "t1"},
            "v2": {"kind": "goal", "title": "C", "text": "C", "place": 2},  # of a phrase
        },
    )
    assert [(one["id"], one["kind"]) for one in board.promoted(seen, "t1")] == [
        ("i1", "priority"),
        ("v1", "value"),
    ]
    assert board.promoted(seen, "t3") == []
    assert board.promoted(seen, None) == []
