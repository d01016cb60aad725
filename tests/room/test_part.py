"""Parts: T17–T22. Nobody's mouth gets other words, and nobody counts twice."""

import json

import pytest

from tests.room.cast import Evening, ana, ben, cleo, engine, fay, four, tom
from tests.room.conftest import Given
from workshop.room.outcome import freeze
from workshop.room.part import find_pieces
from workshop.room.suggest import SuggestThemes

LISTED = "Smaller classes; better lunches; more counselors in the high school"
PIECES = ("Smaller classes", "better lunches", "more counselors in the high school")


@pytest.fixture
def listing(given: Given) -> Evening:
    """A phrase that lists three ideas, in a theme with another phrase, beside an empty theme."""
    evening = given(fay.opens("p1"), ana.submits(LISTED), ben.submits("Band"))
    return evening.when(fay.makes("Mixed", "r1", "r2"), fay.makes("Food"))


def test_T17_its_parts_stand_for_it_and_begin_unsorted(listing: Evening) -> None:
    listing.when(tom.cuts("r1", *PIECES))
    said = listing.console["responses"]
    assert [said[key]["text"] for key in ("r3", "r4", "r5")] == list(PIECES)
    assert [said[key]["part_of"] for key in ("r3", "r4", "r5")] == ["r1"] * 3
    assert (said["r1"]["text"], said["r1"]["split"], "theme" in said["r1"]) == (LISTED, True, False)
    assert listing.themes() == {"Mixed": {"r2"}, "Food": set()}
    assert set(listing.wall["responses"]) == {"r2", "r3", "r4", "r5"}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (PIECES[:1], "bad_parts"),
        ((), "bad_parts"),
        (("better", "lunches", "more") * 3, "bad_parts"),
        (("Smaller classes", "better food"), "not_a_piece"),
        (("better lunches", "Smaller classes"), "not_a_piece"),
        (("Small", "better lunches"), "not_a_piece"),
        (("Smaller classes", "classes; better lunches"), "not_a_piece"),
    ],
)
def test_T17_each_is_a_piece_of_its_words(
    listing: Evening, parts: tuple[str, ...], code: str
) -> None:
    listing.when(fay.cuts("r1", *parts)).refuses(code)


def test_T17_white_space_and_words_between_do_not_matter(listing: Evening) -> None:
    listing.when(fay.cuts("r1", "  Smaller   classes ", "", "more counselors")).takes()
    assert listing.console["responses"]["r4"]["text"] == "more counselors"


def test_T17_only_what_is_shown_is_split(listing: Evening) -> None:
    listing.when(fay.holds("r1"), fay.cuts("r1", *PIECES)).refuses("not_shown")


def test_T17_pieces_are_found_one_after_the_other() -> None:
    assert find_pieces("art in part, art", ["art", "art"]) == ((0, 3), (13, 16))
    assert find_pieces("学校更好，教师", ["学校", "教师"]) == ((0, 2), (5, 7))
    assert find_pieces("👩\u200d👧 fun", ["👩", "fun"]) is None
    assert find_pieces("Band", [""]) is None


def test_T18_people_count_once_and_what_was_said_once(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r3", "r4", "r5", to="t2"))
    theme = listing.wall["themes"]["t2"]
    assert (theme["people"], theme["phrases"]) == (1, 3)
    prompt = listing.console["prompts"]["p1"]
    assert (prompt["phrases"], prompt["answered"]) == (2, 2)
    assert (listing.wall["crowd"]["phrases"], listing.wall["crowd"]["answered"]) == (2, 2)


def test_T18_its_author_has_the_whole_of_it_and_nothing_else(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.opens_the_view())
    own = listing.mine(ana)["responses"]
    assert {key: one["text"] for key, one in own.items()} == {"r1": LISTED}
    for alone in (ana.edits("r3", "Mine"), ana.withdraws("r3")):
        listing.when(alone).refuses("no_such_response")


def test_T18_a_part_does_not_use_up_what_a_person_may_say(listing: Evening) -> None:
    listing.when(*[ana.submits(f"Wish {n}") for n in range(59)], fay.cuts("r1", *PIECES))
    listing.when(ana.submits("One more")).refuses("too_many")
    listing.when(ben.submits("Of mine")).takes()


def test_T18_a_part_is_not_split_copied_or_moderated_by_itself(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r5", to="t1"))
    alone = (fay.cuts("r5", "more", "counselors"), fay.copies("r5", to="t2"), fay.hides("r5"))
    for sent in (*alone, fay.shows("r5"), fay.holds("r5"), fay.redacts("r5", "[…]")):
        listing.when(sent).refuses("is_part")


def test_T18_what_is_split_has_no_place_of_its_own(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r1", to="t2")).refuses("is_split")
    listing.when(fay.makes("New", "r1", "r2")).takes()
    assert listing.themes()["New"] == {"r2"}
    listing.when(engine.suggests(r1="t2", r3="t2"))
    assert "suggested" not in listing.console["responses"]["r1"]
    assert listing.console["responses"]["r3"]["suggested"] == "t2"


def test_T19_parts_are_held_hidden_and_shown_with_it(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r3", to="t2"), tom.hides("r1", "safety"))
    said = listing.console["responses"]
    assert [(said[key]["state"], said[key]["reason"]) for key in ("r1", "r3", "r5")] == [
        ("hidden", "safety")
    ] * 3
    assert set(listing.wall["responses"]) == {"r2"}
    listing.when(tom.shows("r1"))
    assert set(listing.wall["responses"]) == {"r2", "r3", "r4", "r5"}
    listing.when(tom.holds("r1"))
    assert (listing.wall["themes"]["t2"]["phrases"], listing.console["crowd"]["held"]) == (0, 1)
    listing.when(tom.undoes())
    assert set(listing.wall["responses"]) == {"r2", "r3", "r4", "r5"}


@pytest.mark.parametrize("changes", [ana.edits("r1", "Lunch"), fay.redacts("r1", "Lunch")])
def test_T19_with_other_words_it_stands_for_itself_again(listing: Evening, changes: object) -> None:
    step = listing.when(fay.cuts("r1", *PIECES)).seq
    listing.when(fay.moves("r3", to="t2"), changes)
    assert {key: one["text"] for key, one in listing.wall["responses"].items()} == {
        "r1": "Lunch",
        "r2": "Band",
    }
    listing.when(fay.undoes(step))
    assert "r3" not in listing.console["responses"]


def test_T19_what_was_taken_back_once_does_not_stand_again_with_old_words(
    listing: Evening,
) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.undoes())
    redo = listing.seq
    listing.when(ana.edits("r1", "Lunch"), fay.undoes(redo))
    assert set(listing.console["responses"]) == {"r1", "r2"}


def test_T19_a_withdrawal_takes_its_parts_along(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r3", to="t2"), ana.withdraws("r1"))
    assert set(listing.console["responses"]) == {"r2"}
    assert listing.console["themes"]["t2"]["phrases"] == 0


def test_T19_M5_a_redaction_reaches_what_was_promoted_of_a_part(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.promotes("r4", "value"), fay.redacts("r1", "[…]"))
    assert listing.console["statements"]["v1"]["text"] == "[…]"
    everything = json.dumps([listing.console, listing.wall]) + str(listing.room.steps)
    assert not [words for words in PIECES if words in everything]


def test_T19_V3_a_promoted_part_leaves_the_wall_with_its_original(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.promotes("r4", "value"), tom.hides("r1"))
    assert listing.wall["statements"] == {}
    listing.when(tom.shows("r1"), fay.joins_again("r1"))
    assert listing.wall["statements"]["v1"]["text"] == "better lunches"
    listing.when(tom.holds("r1"))
    assert listing.wall["statements"] == {}


def test_T20_FA7_a_phrase_may_stand_in_another_theme_too(listing: Evening) -> None:
    listing.when(tom.copies("r2", to="t2"))
    assert listing.themes() == {"Mixed": {"r1", "r2"}, "Food": {"r3"}}
    assert listing.console["responses"]["r3"]["placed"] == "person"
    listing.when(fay.merges("t1", into="t2"))
    theme = listing.wall["themes"]["t2"]
    assert (theme["people"], theme["phrases"], listing.wall["crowd"]["phrases"]) == (2, 3, 2)


def test_T20_not_where_it_stands_already_nor_under_another_prompt(listing: Evening) -> None:
    listing.when(fay.copies("r2", to="t1")).refuses("nothing_to_do")
    listing.when(fay.copies("r2", to="t2"), fay.copies("r2", to="t2")).refuses("nothing_to_do")
    listing.when(fay.makes("Else", prompt="p2"), fay.copies("r2", to="t3")).refuses("other_prompt")
    listing.when(cleo.submits("Hm"), fay.copies("r4", to="t1")).refuses("nothing_to_do")


def test_T20_what_is_split_or_copied_is_not_split(listing: Evening) -> None:
    listing.when(fay.copies("r1", to="t2"), fay.cuts("r1", *PIECES)).refuses("is_split")
    listing.when(fay.joins_again("r3"), fay.cuts("r1", *PIECES), fay.cuts("r1", *PIECES))
    listing.refuses("is_split")
    listing.when(fay.copies("r1", to="t2")).refuses("is_split")


def test_T20_a_phrase_stands_in_so_many_themes_and_no_more(listing: Evening) -> None:
    listing.when(*[fay.makes(f"Theme {n}") for n in range(8)])
    listing.when(*[fay.copies("r2", to=f"t{n}") for n in range(2, 9)])
    listing.when(fay.copies("r2", to="t9")).refuses("bad_parts")


def test_T21_parts_are_joined_by_hand(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r3", to="t2"), tom.joins_again("r4"))
    assert listing.themes() == {"Mixed": {"r2"}, "Food": set()}
    assert set(listing.wall["responses"]) == {"r1", "r2"}
    listing.when(tom.joins_again("r1")).refuses("nothing_to_do")
    listing.when(tom.undoes())
    assert listing.themes() == {"Mixed": {"r2"}, "Food": {"r3"}}
    assert set(listing.wall["responses"]) == {"r2", "r3", "r4", "r5"}


def test_T21_a_copy_that_is_named_goes_alone(listing: Evening) -> None:
    listing.when(fay.makes("Art"), fay.copies("r2", to="t2"), fay.copies("r2", to="t3"))
    listing.when(fay.joins_again("r3"))
    assert listing.themes() == {"Mixed": {"r1", "r2"}, "Food": set(), "Art": {"r4"}}
    listing.when(fay.copies("r2", to="t2"), fay.joins_again("r2"))
    assert listing.themes() == {"Mixed": {"r1", "r2"}, "Food": set(), "Art": set()}


def test_T22_the_engine_marks_what_lists_several_ideas(listing: Evening) -> None:
    marks = engine.sends(SuggestThemes("p1", ideas={"r1": list(PIECES), "r2": ["Ba", "nd"]}))
    listing.when(marks, marks).changes_nothing()
    said = listing.console["responses"]
    assert (said["r1"]["ideas"], "ideas" in said["r2"]) == ("\n".join(PIECES), False)
    assert "ideas" not in listing.wall["responses"]["r1"]
    listing.when(fay.cuts("r1", *PIECES))
    assert "ideas" not in listing.console["responses"]["r1"]
    again = engine.sends(SuggestThemes("p1", ideas={"r3": ["Smaller", "classes"], "r9": []}))
    listing.when(again).changes_nothing()
    listing.when(ana.edits("r1", "Lunch"))
    assert "ideas" not in listing.console["responses"]["r1"]


def test_U1_U3_one_undo_takes_the_splitting_back_and_a_redo_does_it_again(
    listing: Evening,
) -> None:
    before, own = listing.console, listing.mine(fay)
    listing.when(fay.cuts("r1", *PIECES))
    split = listing.console
    listing.when(engine.suggests(r3="t2"), fay.undoes())
    assert listing.console == before
    assert own["undo"] == listing.mine(fay)["undo"]
    listing.when(fay.undoes(listing.seq))
    assert listing.console == split
    listing.when(fay.undoes())
    assert listing.console == before


def test_U2_a_copy_does_not_come_back_to_a_theme_that_is_gone(listing: Evening) -> None:
    listing.when(fay.copies("r2", to="t2"), fay.undoes(), tom.removes("t2"))
    listing.when(fay.undoes(listing.mine(fay)["redo"]["entry"]))
    assert "r3" not in listing.console["responses"]


def test_U2_parts_do_not_come_back_where_somebody_placed_the_whole_since(
    listing: Evening,
) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.undoes(), tom.moves("r1", to="t2"))
    listing.when(fay.undoes(listing.mine(fay)["redo"]["entry"]))
    assert listing.themes() == {"Mixed": {"r2"}, "Food": {"r1"}}


def test_U2_what_is_split_goes_back_into_no_theme(listing: Evening) -> None:
    listing.when(fay.moves("r1", to=None), tom.cuts("r1", *PIECES), fay.undoes())
    assert "theme" not in listing.console["responses"]["r1"]


def test_U4_a_splitting_stays_when_somebody_placed_or_promoted_a_part(listing: Evening) -> None:
    step = listing.when(tom.cuts("r1", *PIECES)).seq
    listing.when(fay.moves("r3", to="t2"), tom.undoes(step))
    assert set(listing.wall["responses"]) == {"r2", "r3", "r4", "r5"}
    assert listing.themes() == {"Mixed": {"r2"}, "Food": {"r3"}}


def test_U4_nor_when_a_part_was_promoted(listing: Evening) -> None:
    step = listing.when(tom.copies("r2", to="t2")).seq
    listing.when(fay.promotes("r3"), tom.undoes(step))
    assert listing.themes()["Food"] == {"r3"}


def test_an_outcome_keeps_what_was_said_and_tells_the_parts(listing: Evening) -> None:
    listing.when(fay.cuts("r1", *PIECES), fay.moves("r3", "r4", to="t2"), fay.promotes("t2"))
    listing.when(four.submits("Bus"), fay.joins_again("r1"))
    outcome = freeze(listing.room)
    assert [quote.text for quote in outcome.quotes] == [LISTED, "Band", "Bus"]
    assert (outcome.priorities[0].responses, outcome.priorities[0].crowd.people) == (("r1",), 1)
    listing.when(fay.undoes())
    outcome = freeze(listing.room)
    assert [(q.text, q.part_of) for q in outcome.quotes if q.part_of] == [
        (piece, "r1") for piece in PIECES
    ]
    assert (outcome.prompts[0].responses, outcome.themes[1].crowd.people) == (3, 1)
    assert outcome.priorities[0].responses == ("r3", "r4")
