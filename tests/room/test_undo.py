"""Undoing: U1–U5."""

import pytest

from tests.room.cast import Evening, ana, ben, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.promote import EditPriority
from workshop.room.suggest import SetAuto, SuggestThemes


@pytest.fixture
def themed(given: Given) -> Evening:
    """Four responses, two of them in a theme that tom made; fay has not steered."""
    said = [ana.submits(text) for text in ("Band", "Choir", "Bus", "Lunch")]
    return given(fay.opens("p1"), *said, tom.makes("Music", "r1", "r2"))


def test_U1_a_person_takes_back_their_own_latest_step_first(themed: Evening) -> None:
    themed.when(fay.renames("t1", "A"), fay.renames("t1", "B"), tom.moves("r3", to="t1"))
    themed.when(fay.undoes())
    assert themed.themes() == {"A": {"r1", "r2", "r3"}}
    themed.when(fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2", "r3"}}


def test_U1_or_one_by_its_seq(themed: Evening) -> None:
    seq = themed.when(fay.renames("t1", "A")).seq
    themed.when(fay.moves("r3", to="t1"), fay.undoes(seq))
    assert themed.themes() == {"Music": {"r1", "r2", "r3"}}


def test_U1_with_nothing_to_take_back_it_is_refused(themed: Evening) -> None:
    themed.when(fay.undoes()).refuses("nothing_to_undo")
    toms = themed.seq
    themed.when(fay.undoes(toms)).refuses("nothing_to_undo")
    themed.when(fay.renames("t1", "A"), fay.undoes(), fay.undoes()).refuses("nothing_to_undo")
    themed.when(fay.undoes(toms + 1)).refuses("nothing_to_undo")


def test_U1_FA7_at_least_the_last_twenty_can_be_taken_back(themed: Evening) -> None:
    themed.when(*[fay.renames("t1", f"Name {n}") for n in range(20)])
    themed.when(*[fay.undoes()] * 20).takes()
    assert themed.themes() == {"Music": {"r1", "r2"}}


def test_U1_ones_own_view_names_the_step(themed: Evening) -> None:
    seq = themed.when(fay.renames("t1", "A")).seq
    assert themed.mine(fay)["undo"] == {"entry": seq, "type": "rename_theme"}
    seq = themed.when(fay.undoes()).seq
    assert themed.mine(fay)["redo"] == {"entry": seq}
    assert "undo" not in themed.mine(fay)
    assert themed.mine(tom)["undo"]["type"] == "make_theme"


def test_U2_only_what_still_is_as_the_step_made_it_is_written_back(themed: Evening) -> None:
    seq = themed.when(fay.moves("r3", "r4", to="t1")).seq
    themed.when(tom.makes("Travel", "r3"), fay.undoes(seq))
    assert themed.themes() == {"Music": {"r1", "r2"}, "Travel": {"r3"}}
    assert themed.room.answers[("u1", f"ref-{themed.seq:05}")].skipped == 1


def test_U2_what_somebody_else_hid_again_stays_hidden(themed: Evening) -> None:
    themed.when(fay.hides("r1", "other"), tom.hides("r1", "safety"), fay.undoes())
    said = themed.console["responses"]["r1"]
    assert (said["state"], said["reason"]) == ("hidden", "safety")


def test_U2_a_placement_is_written_back_whole_or_not_at_all(themed: Evening) -> None:
    themed.when(tom.makes("Travel"), tom.pins("r1"), fay.moves("r1", to=None))
    themed.when(tom.removes("t1"), fay.undoes())
    said = themed.room.responses["r1"]
    assert (said.theme, said.pinned, said.aside, said.placed_by) == (None, False, True, None)


def test_U2_a_pin_set_since_keeps_a_response_in_its_theme(themed: Evening) -> None:
    themed.when(fay.makes("Travel", "r3"), tom.pins("r3"), fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2"}, "Travel": {"r3"}}
    assert themed.console["responses"]["r3"]["pinned"] is True


def test_U2_what_was_put_back_since_is_not_placed_again(themed: Evening) -> None:
    themed.when(fay.moves("r3", to="t1"), fay.undoes(), tom.moves("r3", to=None))
    themed.when(fay.undoes(themed.mine(fay)["redo"]["entry"]))
    assert themed.themes() == {"Music": {"r1", "r2"}}


def test_U2_a_withdrawn_response_does_not_come_back(themed: Evening) -> None:
    themed.when(fay.moves("r1", to=None), ana.withdraws("r1"), fay.undoes())
    assert themed.room.responses["r1"].theme is None
    assert themed.console["themes"]["t1"]["phrases"] == 1


def test_U2_a_response_back_in_its_theme_has_no_suggestion(themed: Evening) -> None:
    themed.when(tom.makes("Travel"), fay.moves("r1", to=None), engine.suggests(r1="t2"))
    themed.when(fay.undoes())
    assert themed.themes()["Music"] == {"r1", "r2"}
    assert "suggested" not in themed.console["responses"]["r1"]


def test_U2_a_response_that_somebody_placed_since_has_no_suggestion(themed: Evening) -> None:
    alone = engine.sends(SuggestThemes("p1", {}, ("r3",)))
    again = themed.when(fay.moves("r3", to=None), alone, tom.moves("r3", to=None)).seq
    themed.when(fay.moves("r3", to="t1"), tom.undoes(again))
    assert themed.themes()["Music"] == {"r1", "r2", "r3"}
    assert not themed.room.responses["r3"].single


def test_U2_a_merge_is_taken_apart_again(themed: Evening) -> None:
    themed.when(tom.makes("Travel", "r3"), fay.merges("t1", into="t2"), tom.moves("r1", to=None))
    themed.when(fay.undoes())
    assert themed.themes() == {"Music": {"r2"}, "Travel": {"r3"}}


def test_U2_a_removed_theme_comes_back_with_what_nobody_moved_since(themed: Evening) -> None:
    themed.when(fay.removes("t1"), tom.makes("Singing", "r2"), fay.undoes())
    assert themed.themes() == {"Music": {"r1"}, "Singing": {"r2"}}
    assert themed.console["themes"]["t1"]["named"] is True


def test_U2_what_somebody_else_reworded_stays_whole(themed: Evening) -> None:
    seq = themed.when(fay.promotes("t1", statement="By 2030.")).seq
    themed.when(fay.sends(EditPriority("i1", "Sound", "By 2031.")), fay.undoes(seq))
    priority = themed.console["priorities"]["i1"]
    assert (priority["title"], priority["statement"]) == ("Sound", "By 2031.")
    assert (priority["theme_name"], priority["phrases"], priority["place"]) == ("Music", 2, 1)


def test_U3_undoing_an_undo_is_a_redo(themed: Evening) -> None:
    themed.when(fay.renames("t1", "A"), fay.moves("r3", to="t1"), fay.undoes())
    assert themed.themes() == {"A": {"r1", "r2"}}
    themed.when(fay.undoes(themed.mine(fay)["redo"]["entry"]))
    assert themed.themes() == {"A": {"r1", "r2", "r3"}}
    assert themed.mine(fay)["undo"]["type"] == "redo"
    themed.when(fay.undoes())
    assert themed.themes() == {"A": {"r1", "r2"}}


def test_U3_a_theme_that_was_made_is_made_again_under_its_id(themed: Evening) -> None:
    themed.when(fay.makes("Travel", "r3"), fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2"}}
    themed.when(fay.undoes(themed.seq))
    assert themed.themes() == {"Music": {"r1", "r2"}, "Travel": {"r3"}}
    assert themed.console["themes"]["t2"]["named"] is True


def test_U4_a_theme_in_which_somebody_has_put_a_response_is_not_taken_away(
    themed: Evening,
) -> None:
    themed.when(fay.makes("Travel", "r3"), tom.moves("r4", to="t2"), fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2"}, "Travel": {"r4"}}
    theme = themed.console["themes"]["t2"]
    assert (theme["prompt"], theme["place"], theme["symbol"]) == ("p1", 2, 2)


def test_U3_a_theme_that_is_voted_on_is_removed_again(themed: Evening) -> None:
    themed.when(fay.declares("dots", "t1", text="A garden"), fay.removes("t1"), fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2"}}
    themed.when(fay.undoes(themed.seq))
    assert themed.themes() == {}


def test_U4_nor_one_that_was_put_to_a_vote_since(themed: Evening) -> None:
    made = themed.when(fay.makes("Travel")).seq
    themed.when(fay.declares("dots", "t1", "t2"), fay.undoes(made))
    assert themed.themes() == {"Music": {"r1", "r2"}, "Travel": set()}


def test_U4_nor_one_that_somebody_has_named(themed: Evening) -> None:
    themed.when(fay.makes("Travel", "r3"), tom.renames("t2", "Getting here"), fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2"}, "Getting here": set()}
    assert themed.console["themes"]["t2"]["prompt"] == "p1"


def test_U4_an_accepted_draft_is_taken_away_but_for_what_is_used(themed: Evening) -> None:
    themed.when(engine.drafts(buses=("r3",), food=("r4",)), fay.accepts_draft())
    themed.when(ben.submits("Trip"), tom.moves("r5", to="t2"), fay.undoes())
    assert themed.themes() == {"Music": {"r1", "r2"}, "Buses": {"r5"}}


def test_U5_responses_and_the_agenda_are_not_undone(themed: Evening) -> None:
    themed.when(fay.goes_on(), fay.turns_the_wall("join"), fay.opens_the_view())
    themed.when(fay.undoes()).refuses("nothing_to_undo")


def test_U5_nor_is_a_redaction_or_a_withdrawal(themed: Evening) -> None:
    themed.when(fay.redacts("r1", "[…]"), ana.withdraws("r2"))
    themed.when(fay.undoes()).refuses("nothing_to_undo")


def test_U5_having_steered_is_not_undone(themed: Evening) -> None:
    themed.when(tom.undoes(), fay.sends(SetAuto("p1", True)), fay.undoes())
    themed.refuses("nothing_to_undo")
    assert themed.console["prompts"]["p1"]["steered"] is True


def test_U3_a_merge_into_a_theme_that_is_gone_since_can_be_redone(themed: Evening) -> None:
    themed.when(fay.makes("Travel"), fay.makes("Getting here"), tom.merges("t2", into="t3"))
    themed.when(fay.removes("t3"))
    before = themed.themes()
    themed.when(tom.undoes())
    assert set(themed.themes()) == {"Music", "Travel"}
    themed.when(tom.undoes(themed.seq))
    assert themed.themes() == before


def test_U3_a_removal_can_be_redone_although_another_theme_had_led_there(themed: Evening) -> None:
    themed.when(fay.makes("Travel"), fay.makes("Getting here"), fay.merges("t2", into="t3"))
    themed.when(tom.removes("t3"), tom.undoes())
    assert set(themed.themes()) == {"Music", "Getting here"}
    themed.when(tom.undoes(themed.seq))
    assert set(themed.themes()) == {"Music"}
