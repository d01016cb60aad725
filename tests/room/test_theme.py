"""Theming by hand: T8–T15."""

from tests.room.cast import Evening, ana, engine, fay, four, tom
from tests.room.conftest import Given
from workshop.room.suggest import SetAuto
from workshop.room.theme import SetThemeAside


def test_T8_FA7_a_theme_may_be_made_by_hand(loose_room: Evening) -> None:
    loose_room.when(tom.makes(" Getting   here ", "r3", "r4", "r3"))
    assert loose_room.themes() == {"Music": set(), "Getting here": {"r3", "r4"}}
    theme = loose_room.console["themes"]["t2"]
    assert (theme["named"], theme["symbol"], theme["place"]) == (True, 2, 2)
    assert loose_room.console["responses"]["r3"]["placed"] == "person"


def test_T8_sixty_themes_are_enough(loose_room: Evening) -> None:
    loose_room.when(*[fay.makes(f"Theme {n}") for n in range(59)])
    loose_room.when(fay.makes("One more")).refuses("too_many_themes", limit=60)
    loose_room.when(fay.makes("Elsewhere", prompt="p2")).takes()


def test_T8_a_theme_holds_responses_of_its_own_prompt(loose_room: Evening) -> None:
    loose_room.when(fay.makes("Mixed", "r1", prompt="p2")).refuses("other_prompt")
    loose_room.when(ana.withdraws("r1"), fay.makes("Gone", "r1")).refuses("withdrawn")
    loose_room.when(fay.makes("Ghost", "r77")).refuses("no_such_thing")


def test_T9_FA7_a_name_is_a_persons_from_then_on(sorted_room: Evening) -> None:
    sorted_room.when(tom.renames("t1", " Our  music "))
    theme = sorted_room.console["themes"]["t1"]
    assert (theme["name"], theme["named"]) == ("Our music", True)


def test_T9_a_name_has_one_to_120_characters(sorted_room: Evening) -> None:
    sorted_room.when(tom.renames("t1", "x" * 120)).takes()
    sorted_room.when(tom.renames("t1", "x" * 121)).refuses("too_long", limit=120)
    sorted_room.when(tom.renames("t1", " ")).refuses("empty")


def test_T10_FA7_merging_carries_the_responses_over(sorted_room: Evening) -> None:
    sorted_room.when(tom.merges("t1", "t2", into="t2"))
    assert sorted_room.themes() == {"Buses": {"r1", "r2", "r3", "r4", "r5"}}


def test_T10_the_old_ids_lead_to_the_new_one(sorted_room: Evening) -> None:
    sorted_room.when(tom.merges("t1", into="t2"), tom.renames("t1", "All"))
    assert sorted_room.console["themes"]["t2"]["name"] == "All"
    sorted_room.when(tom.moves("r6", to="t1"))
    assert "r6" in sorted_room.themes()["All"]


def test_T10_a_theme_cannot_be_merged_into_itself_or_another_prompts(
    sorted_room: Evening,
) -> None:
    sorted_room.when(tom.merges("t1", into="t1")).refuses("nothing_to_do")
    sorted_room.when(tom.makes("Else", prompt="p2"))
    sorted_room.when(tom.merges("t1", into="t3")).refuses("other_prompt")
    sorted_room.when(tom.merges("t9", into="t1")).refuses("no_such_thing")


def test_T11_FA7_splitting_takes_some_out(sorted_room: Evening) -> None:
    sorted_room.when(tom.splits("t2", "r5", "r5", "r4", "r1", name="Late buses"))
    assert sorted_room.themes() == {
        "Music": {"r1", "r2"},
        "Buses": {"r3"},
        "Late buses": {"r4", "r5"},
    }


def test_T11_not_all_and_not_none(sorted_room: Evening) -> None:
    sorted_room.when(tom.splits("t1", "r1", "r2")).refuses("nothing_to_do")
    sorted_room.when(tom.splits("t1", "r3")).refuses("nothing_to_do")
    sorted_room.when(tom.splits("t1", "r1", "r1")).takes()


def test_T12_FA7_moving_places_by_hand(sorted_room: Evening) -> None:
    sorted_room.when(tom.moves("r6", "r1", to="t2"))
    assert sorted_room.themes() == {"Music": {"r2"}, "Buses": {"r1", "r3", "r4", "r5", "r6"}}
    assert sorted_room.console["responses"]["r1"]["apart"] == {"t1": True}


def test_T12_out_to_unsorted_means_suggest_but_never_place(sorted_room: Evening) -> None:
    sorted_room.when(fay.moves("r1", to=None), fay.sends(SetAuto("p1", True)))
    sorted_room.when(engine.suggests(r1="t2", sure=1.0))
    said = sorted_room.console["responses"]["r1"]
    assert said["aside"] is True
    assert said["suggested"] == "t2"
    assert "theme" not in said
    sorted_room.when(fay.sorts_the_rest())
    assert "r1" in sorted_room.themes()["Buses"]


def test_T12_nothing_and_the_gone_cannot_be_moved(sorted_room: Evening) -> None:
    sorted_room.when(tom.moves(to="t1")).refuses("nothing_to_do")
    sorted_room.when(tom.makes("Else", prompt="p2"), tom.moves("r1", to="t3"))
    sorted_room.refuses("other_prompt")
    sorted_room.when(ana.withdraws("r1"), tom.moves("r1", to="t1")).refuses("withdrawn")


def test_T13_FA7_a_pin_fixes_a_response_in_its_theme(sorted_room: Evening) -> None:
    sorted_room.when(tom.pins("r1", "r6"))
    assert sorted_room.console["responses"]["r1"]["pinned"] is True
    assert "pinned" not in sorted_room.console["responses"]["r6"]
    sorted_room.when(engine.drafts({"r1": "t2", "r2": "t2"}), tom.accepts_draft())
    assert sorted_room.themes()["Music"] == {"r1"}
    sorted_room.when(tom.unpins("r1"))
    assert "pinned" not in sorted_room.console["responses"]["r1"]


def test_T13_what_is_in_no_theme_cannot_be_pinned(sorted_room: Evening) -> None:
    sorted_room.when(tom.pins("r6")).refuses("nothing_to_do")


def test_T14_a_theme_set_aside_is_kept_off_the_wall(sorted_room: Evening) -> None:
    sorted_room.when(fay.opens_the_view(), tom.sets_aside("t1"))
    assert sorted_room.console["themes"]["t1"]["aside"] is True
    assert list(sorted_room.wall["themes"]) == list(sorted_room.phone["themes"]) == ["t2"]
    sorted_room.when(engine.suggests(r6="t1"))
    assert "suggested" not in sorted_room.console["responses"]["r6"]
    sorted_room.when(tom.sends(SetThemeAside("t1", on=False)))
    assert set(sorted_room.wall["themes"]) == {"t1", "t2"}


def test_T15_a_removed_theme_leaves_its_responses_unsorted(sorted_room: Evening) -> None:
    sorted_room.when(tom.removes("t2"))
    assert sorted_room.themes() == {"Music": {"r1", "r2"}}
    assert sorted_room.console["responses"]["r3"]["aside"] is True
    sorted_room.when(tom.renames("t2", "Again")).refuses("no_such_thing")


def test_counts_of_a_theme_are_of_people(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("A"), ana.submits("B"), four.submits("C"))
    theme = evening.when(fay.makes("All", "r1", "r2", "r3")).wall["themes"]["t1"]
    assert (theme["people"], theme["tables"], theme["phrases"]) == (1, 1, 3)
