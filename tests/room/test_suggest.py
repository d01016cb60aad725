"""The engine's opinion: T1–T7, T16, T23, T24. People have the last word."""

import pytest

from tests.room.cast import Evening, Sent, ana, ben, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.suggest import (
    AcceptSuggestions,
    AskDraft,
    DismissDraft,
    SetAuto,
    SuggestThemes,
    is_single,
)


def test_T1_the_engine_never_moves_what_is_placed(sorted_room: Evening) -> None:
    before = sorted_room.themes()
    sorted_room.when(engine.suggests(r1="t2", r2="t2", r3="t1")).changes_nothing()
    sorted_room.when(engine.drafts(moves={"r1": "t2"}, everything=("r1", "r2", "r3")))
    assert sorted_room.themes() == before


def test_T2_it_suggests_for_loose_responses_of_the_prompt(loose_room: Evening) -> None:
    loose_room.when(fay.opens("p2"), ana.submits("Trips", prompt="p2"))
    loose_room.when(engine.suggests(r1="t1", r6="t1", r99="t1", r2="t99"))
    said = loose_room.console["responses"]
    assert (said["r1"]["suggested"], said["r1"]["sure"], said["r1"]["words"]) == (
        "t1",
        0.9,
        "because",
    )
    assert [key for key, one in said.items() if "suggested" in one] == ["r1"]


def test_T2_the_same_suggestion_again_is_no_news(loose_room: Evening) -> None:
    loose_room.when(engine.suggests(r1="t1"), engine.suggests(r1="t1")).changes_nothing()


def test_T2_a_suggestion_may_be_taken_back_by_the_engine(loose_room: Evening) -> None:
    loose_room.when(engine.suggests(r1="t1"), engine.sends(SuggestThemes("p1", {"r1": {}})))
    assert "suggested" not in loose_room.console["responses"]["r1"]


def test_T2_never_a_theme_that_a_person_took_the_response_out_of(loose_room: Evening) -> None:
    loose_room.when(fay.moves("r1", to="t1"), fay.moves("r1", to=None), engine.suggests(r1="t1"))
    assert "suggested" not in loose_room.console["responses"]["r1"]
    loose_room.when(fay.makes("Arts"), fay.merges("t1", into="t2"), engine.suggests(r1="t2"))
    assert "suggested" not in loose_room.console["responses"]["r1"]


def test_T2_a_theme_merged_meanwhile_is_followed(loose_room: Evening) -> None:
    loose_room.when(fay.makes("Arts"), engine.suggests(r1="t1"), fay.merges("t1", into="t2"))
    assert loose_room.console["responses"]["r1"]["suggested"] == "t2"
    loose_room.when(fay.makes("Culture"), fay.merges("t2", into="t3"))
    assert loose_room.console["responses"]["r1"]["suggested"] == "t3"
    loose_room.when(fay.removes("t3"))
    assert "suggested" not in loose_room.console["responses"]["r1"]
    loose_room.when(fay.undoes(), engine.suggests(r2="t1"))
    assert loose_room.console["responses"]["r2"]["suggested"] == "t3"


def test_T2_FA9_newcomers_come_alone_and_touch_no_offer_nor_who_waits(
    loose_room: Evening,
) -> None:
    alone = engine.sends(SuggestThemes("p1", singles=("r4", "r5")))
    loose_room.when(alone, engine.drafts(arts=("r2", "r3")), alone)
    loose_room.when(fay.sends(AskDraft("p1")))
    before = loose_room.console["prompts"]["p1"]
    sure = {"theme": "t1", "sure": 0.9, "words": [], "near": []}
    loose_room.when(engine.sends(SuggestThemes("p1", {"r5": sure}, newcomers=True)))
    said = loose_room.console
    assert said["responses"]["r5"]["suggested"] == "t1"
    assert "single" not in said["responses"]["r5"]
    assert said["responses"]["r4"]["single"] is True
    assert said["prompts"]["p1"]["asked"] is True
    assert said["prompts"]["p1"].get("draft") == before.get("draft")
    nothing = engine.sends(SuggestThemes("p1", newcomers=True))
    loose_room.when(nothing).changes_nothing()


def test_T4_a_confident_newcomer_is_placed_at_once_until_somebody_steers(given: Given) -> None:
    said = [ana.submits(text) for text in ("Band", "Choir", "Bus", "Drums")]
    room = given(fay.opens("p1"), *said, engine.drafts(music=("r1", "r2")))
    sure = {"theme": "t1", "sure": 0.9, "words": [], "near": []}
    room.when(engine.sends(SuggestThemes("p1", {"r4": sure}, newcomers=True)))
    assert room.themes() == {"Music": {"r1", "r2", "r4"}}


def test_T2_it_says_what_stands_alone(loose_room: Evening) -> None:
    loose_room.when(engine.sends(SuggestThemes("p1", singles=("r5",))))
    assert loose_room.console["responses"]["r5"]["single"] is True
    loose_room.when(engine.suggests(r5="t1"))
    assert "single" not in loose_room.console["responses"]["r5"]


def test_T23_what_has_no_neighbours_is_a_single_idea_until_it_is_placed(
    loose_room: Evening,
) -> None:
    loose_room.when(engine.sends(SuggestThemes("p1", singles=("r4", "r5"))))
    assert singles(loose_room) == ["r4", "r5"]
    loose_room.when(fay.moves("r4", to="t1"))
    assert singles(loose_room) == ["r5"]
    assert "single" not in loose_room.console["responses"]["r4"]


def test_T23_what_is_in_doubt_or_drafted_with_others_is_no_single_idea(
    loose_room: Evening,
) -> None:
    alone = engine.sends(SuggestThemes("p1", singles=("r3", "r4", "r5")))
    loose_room.when(alone, engine.suggests(r3="t1"), fay.moves("r4", to=None), alone)
    assert loose_room.console["responses"]["r4"]["single"] is True
    assert singles(loose_room) == ["r5"], "a suggestion, or a person's hand, means doubt"
    loose_room.when(engine.drafts(new=("r5", "r2")))
    assert singles(loose_room) == []


def singles(evening: Evening) -> list[str]:
    return [r.id for r in evening.room.responses.values() if is_single(evening.room, r)]


def test_T3_a_draft_never_touches_what_a_person_placed_or_put_back(sorted_room: Evening) -> None:
    sorted_room.when(
        fay.moves("r3", to="t1"),
        fay.moves("r4", to=None),
        fay.pins("r1"),
        engine.drafts({"r1": "t2", "r3": "t2", "r4": "t1", "r2": "t2"}, new=("r4", "r6", "r3")),
    )
    draft = sorted_room.console["prompts"]["p1"]["draft"]
    assert draft["moves"] == {"r2": "t2"}
    assert draft["themes"]["new"]["responses"] == {"r6": True}


@pytest.mark.parametrize("steers", [fay.moves("r6", to="t1"), fay.pins("r2")])
def test_T3_a_draft_never_merges_away_what_a_person_placed_or_pinned(
    sorted_room: Evening, steers: object
) -> None:
    sorted_room.when(steers, engine.drafts(merges={"t1": "t2"}))
    assert "draft" not in sorted_room.console["prompts"]["p1"]
    sorted_room.when(engine.drafts(merges={"t2": "t1"}))
    assert sorted_room.console["prompts"]["p1"]["draft"] == {"merges": {"t2": "t1"}}


def test_T3_a_draft_never_touches_what_a_person_named(sorted_room: Evening) -> None:
    sorted_room.when(fay.renames("t1", "Our music"), engine.drafts(merges={"t1": "t2"}))
    assert "draft" not in sorted_room.console["prompts"]["p1"]


def test_T3_what_a_person_did_after_the_draft_was_made_counts_too(sorted_room: Evening) -> None:
    sorted_room.when(fay.sets_aside("t1"), engine.drafts({"r2": "t2", "r3": "t1"}, new=("r6",)))
    sorted_room.when(fay.pins("r2"), fay.moves("r6", to="t2"), fay.accepts_draft())
    sorted_room.refuses("no_draft")


def test_T4_a_prompt_accepts_its_first_draft_and_confident_newcomers(
    sorted_room: Evening,
) -> None:
    assert sorted_room.themes() == {"Music": {"r1", "r2"}, "Buses": {"r3", "r4", "r5"}}
    sorted_room.when(ana.submits("Orchestra"), ben.submits("Hm"))
    sorted_room.when(engine.suggests(r7="t1", sure=0.5), engine.suggests(r8="t1", sure=0.49))
    assert sorted_room.themes()["Music"] == {"r1", "r2", "r7"}
    assert sorted_room.console["responses"]["r7"]["placed"] == "engine"
    assert sorted_room.console["responses"]["r8"]["suggested"] == "t1"


def test_T4_a_second_draft_waits_for_a_person(sorted_room: Evening) -> None:
    sorted_room.when(engine.drafts(food=("r6",)))
    assert "Food" not in sorted_room.themes()
    assert sorted_room.console["prompts"]["p1"]["draft"]["themes"]["food"]["name"] == "Food"


def test_T4_once_steered_it_accepts_nothing_even_when_the_steering_is_undone(
    sorted_room: Evening,
) -> None:
    sorted_room.when(tom.renames("t1", "Bands"), tom.undoes(), engine.suggests(r6="t1", sure=1.0))
    assert "theme" not in sorted_room.console["responses"]["r6"]
    prompt = sorted_room.console["prompts"]["p1"]
    assert (prompt["auto"], prompt["steered"]) == (False, True)


def test_T4_a_person_may_switch_it(sorted_room: Evening) -> None:
    sorted_room.when(tom.sends(SetAuto("p1", False)), engine.suggests(r6="t1"))
    assert "theme" not in sorted_room.console["responses"]["r6"]


def test_T5_FA6_a_draft_can_be_asked_for(sorted_room: Evening) -> None:
    sorted_room.when(tom.sends(AskDraft("p1")))
    assert sorted_room.console["prompts"]["p1"]["asked"] is True
    sorted_room.when(engine.drafts())
    assert "asked" not in sorted_room.console["prompts"]["p1"]


def test_T5_a_draft_may_be_asked_for_with_a_wish_that_stands_until_somebody_decides(
    sorted_room: Evening,
) -> None:
    sorted_room.when(tom.sends(AskDraft("p1", themes=4)))
    assert sorted_room.console["prompts"]["p1"]["wish"] == {"themes": 4}
    sorted_room.when(engine.drafts({}, {"t1": "t2"}, wish={"themes": 4}))
    assert sorted_room.console["prompts"]["p1"]["wish"] == {"themes": 4}
    sorted_room.when(fay.accepts_draft())
    assert "wish" not in sorted_room.console["prompts"]["p1"]
    sorted_room.when(tom.sends(AskDraft("p1", view="codes")))
    assert sorted_room.console["prompts"]["p1"]["wish"] == {"view": "codes"}
    sorted_room.when(tom.sends(DismissDraft("p1")))
    assert "wish" not in sorted_room.console["prompts"]["p1"]


def test_T5_what_was_read_before_the_wish_is_no_answer_to_it(sorted_room: Evening) -> None:
    codes = {"view": "codes"}
    for late in (engine.drafts(), engine.drafts(food=("r6",))):
        sorted_room.when(tom.sends(AskDraft("p1", **codes)), late)
        prompt = sorted_room.console["prompts"]["p1"]
        assert (prompt["asked"], prompt["wish"]) == (True, codes)
        assert not {"nothing", "draft"} & prompt.keys()
        sorted_room.when(engine.drafts(arts=("r6",), wish=codes))
        prompt = sorted_room.console["prompts"]["p1"]
        assert "asked" not in prompt
        assert list(prompt["draft"]["themes"]) == ["arts"]
        sorted_room.when(tom.sends(DismissDraft("p1")))


def test_T5_what_was_read_for_a_wish_is_not_offered_once_it_is_let_go(sorted_room: Evening) -> None:
    wish = {"themes": 9}
    sorted_room.when(tom.sends(AskDraft("p1", **wish)), tom.sends(DismissDraft("p1")))
    sorted_room.when(engine.drafts(food=("r6",), wish=wish))
    assert "draft" not in sorted_room.console["prompts"]["p1"]


def test_T5_rejects_a_draft_that_nobody_could_make(sorted_room: Evening) -> None:
    sorted_room.when(tom.sends(AskDraft("p1", view="stars"))).refuses("unknown_view")
    for themes in (0, -1, 61):
        sorted_room.when(tom.sends(AskDraft("p1", themes=themes))).refuses("too_many_themes")


def test_T24_a_draft_that_would_change_nothing_ends_the_wish_and_says_so(
    sorted_room: Evening,
) -> None:
    one = {"themes": 1}
    sorted_room.when(tom.sends(AskDraft("p1", **one)), engine.drafts({}, {"t9": "t1"}, wish=one))
    prompt = sorted_room.console["prompts"]["p1"]
    assert prompt["nothing"] == {"themes": 1}
    assert not {"wish", "asked", "draft"} & prompt.keys()
    sorted_room.when(
        ana.submits("Orchestra"), engine.suggests(r7="t1"), engine.drafts(food=("r6",))
    )
    assert sorted_room.console["prompts"]["p1"]["nothing"] == {"themes": 1}


def test_T24_a_draft_without_a_wish_says_so_too_but_only_who_asked_is_told(
    sorted_room: Evening,
) -> None:
    sorted_room.when(engine.drafts())
    assert "nothing" not in sorted_room.console["prompts"]["p1"]
    sorted_room.when(tom.sends(AskDraft("p1")), engine.drafts())
    assert sorted_room.console["prompts"]["p1"]["nothing"] == {}


@pytest.mark.parametrize(
    "ends", [tom.sends(AskDraft("p1")), tom.sends(DismissDraft("p1")), fay.pins("r2")]
)
def test_T24_it_is_said_until_somebody_goes_on(sorted_room: Evening, ends: Sent) -> None:
    codes = {"view": "codes"}
    sorted_room.when(tom.sends(AskDraft("p1", **codes)), engine.drafts(wish=codes), ends)
    assert "nothing" not in sorted_room.console["prompts"]["p1"]


def test_T24_the_first_draft_that_is_taken_by_itself_ends_it(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    evening.when(tom.sends(AskDraft("p1")), engine.drafts())
    assert evening.console["prompts"]["p1"]["nothing"] == {}
    evening.when(engine.drafts(music=("r1", "r2")))
    assert "nothing" not in evening.console["prompts"]["p1"]


def test_T24_nothing_is_said_while_a_language_model_still_reads(sorted_room: Evening) -> None:
    sorted_room.when(tom.sends(AskDraft("p1")), engine.sends(SuggestThemes("p1", awaits=True)))
    prompt = sorted_room.console["prompts"]["p1"]
    assert not {"asked", "nothing"} & prompt.keys()


def test_T6_a_draft_is_taken_whole(loose_room: Evening) -> None:
    loose_room.when(engine.drafts(buses=("r3", "r4"), food=("r5",)), tom.accepts_draft())
    assert loose_room.themes() == {"Music": set(), "Buses": {"r3", "r4"}, "Food": {"r5"}}
    assert "draft" not in loose_room.console["prompts"]["p1"]


def test_T6_a_draft_is_taken_with_its_moves_and_merges(sorted_room: Evening) -> None:
    sorted_room.when(fay.makes("Arts"), engine.drafts({"r3": "t3"}, {"t1": "t3"}))
    sorted_room.when(fay.accepts_draft())
    assert sorted_room.themes() == {"Arts": {"r1", "r2", "r3"}, "Buses": {"r4", "r5"}}


def test_T6_a_draft_is_taken_in_part_and_the_rest_stays_offered(loose_room: Evening) -> None:
    loose_room.when(engine.drafts(buses=("r3", "r4"), food=("r5",)), tom.accepts_draft("food"))
    assert loose_room.themes() == {"Music": set(), "Food": {"r5"}}
    assert list(loose_room.console["prompts"]["p1"]["draft"]["themes"]) == ["buses"]
    loose_room.when(tom.accepts_draft("food")).refuses("no_draft")


def test_T6_moves_that_were_left_out_stay_offered(sorted_room: Evening) -> None:
    sorted_room.when(engine.drafts({"r3": "t1"}, food=("r6",)), fay.accepts_draft(moves=False))
    assert sorted_room.themes()["Music"] == {"r1", "r2"}
    assert sorted_room.console["prompts"]["p1"]["draft"] == {"moves": {"r3": "t1"}}


def test_T6_a_reading_may_keep_what_is_offered_unless_a_draft_was_asked_for(
    loose_room: Evening,
) -> None:
    other = {"themes": {"n1": {"name": "Lunch", "responses": {"r5": True}}}}
    keeping = engine.sends(SuggestThemes("p1", draft=other, keeps=True))
    loose_room.when(engine.words(m1={"responses": {"r3": True}}), keeping).changes_nothing()
    assert list(loose_room.console["prompts"]["p1"]["draft"]["themes"]) == ["m1"]
    loose_room.when(tom.sends(DismissDraft("p1")), keeping).changes_nothing()
    loose_room.when(tom.sends(AskDraft("p1")), keeping)
    assert list(loose_room.console["prompts"]["p1"]["draft"]["themes"]) == ["n1"]


def test_T6_a_draft_is_dismissed(loose_room: Evening) -> None:
    loose_room.when(engine.drafts(food=("r5",)), tom.sends(DismissDraft("p1")))
    assert "draft" not in loose_room.console["prompts"]["p1"]
    loose_room.when(tom.sends(DismissDraft("p1"))).changes_nothing()


def test_T6_without_a_draft_there_is_nothing_to_accept(loose_room: Evening) -> None:
    loose_room.when(tom.accepts_draft()).refuses("no_draft")


def test_T6_a_draft_stops_at_sixty_themes_and_keeps_the_rest(loose_room: Evening) -> None:
    loose_room.when(*[fay.makes(f"Theme {n}") for n in range(58)])
    loose_room.when(engine.drafts(buses=("r3",), food=("r5",)), fay.accepts_draft())
    assert len(loose_room.console["themes"]) == 60
    assert list(loose_room.console["prompts"]["p1"]["draft"]["themes"]) == ["food"]


def test_T7_FA8_sort_the_rest_moves_only_what_is_unsorted(loose_room: Evening) -> None:
    loose_room.when(fay.makes("Other"), engine.suggests(r1="t1", r2="t1", r3="t1"))
    loose_room.when(fay.moves("r3", to="t2"), fay.sorts_the_rest())
    assert loose_room.themes() == {"Music": {"r1", "r2"}, "Other": {"r3"}}
    loose_room.when(fay.sorts_the_rest()).changes_nothing()


def test_T7_some_of_the_rest_may_be_named(loose_room: Evening) -> None:
    loose_room.when(engine.suggests(r1="t1", r2="t1"), fay.sorts_the_rest("r2"))
    assert loose_room.themes()["Music"] == {"r2"}


def test_T7_only_of_the_prompt_that_is_sorted(loose_room: Evening) -> None:
    loose_room.when(fay.opens("p2"), ana.submits("Trips", prompt="p2"))
    loose_room.when(fay.makes("Travel", prompt="p2"), engine.suggests("p2", r6="t2"))
    loose_room.when(fay.sorts_the_rest("r6")).changes_nothing()


def test_T16_what_a_model_worded_is_marked_until_a_person_names_it(sorted_room: Evening) -> None:
    sorted_room.when(engine.words(lunch={"responses": {"r6": True}}))
    offered = sorted_room.console["prompts"]["p1"]["draft"]["themes"]["lunch"]
    assert offered["machine"] is True
    sorted_room.when(fay.accepts_draft())
    assert sorted_room.console["themes"]["t3"]["machine"] is True
    assert "machine" not in sorted_room.wall["themes"]["t3"]
    sorted_room.when(fay.renames("t3", "Food"))
    assert "machine" not in sorted_room.console["themes"]["t3"]
    sorted_room.when(fay.undoes())
    theme = sorted_room.console["themes"]["t3"]
    assert (theme["name"], theme["machine"], "named" in theme) == ("Lunch", True, False)


def test_T16_what_was_read_before_an_offer_was_made_does_not_take_it_away(
    sorted_room: Evening,
) -> None:
    then = sorted_room.room.seq
    sorted_room.when(engine.words(lunch={"responses": {"r6": True}}))
    now = sorted_room.room.seq
    sorted_room.when(engine.sends(SuggestThemes("p1", seen=then))).changes_nothing()
    assert "lunch" in sorted_room.console["prompts"]["p1"]["draft"]["themes"]
    sorted_room.when(engine.sends(SuggestThemes("p1", seen=now)))
    assert "draft" not in sorted_room.console["prompts"]["p1"]


@pytest.mark.parametrize("decides", [tom.accepts_draft(), tom.sends(DismissDraft("p1"))])
def test_T16_what_was_read_before_somebody_decided_brings_no_offer_back(
    sorted_room: Evening, decides: Sent
) -> None:
    sorted_room.when(engine.drafts({"r3": "t1"}))
    then, again = sorted_room.room.seq, {"themes": {}, "moves": {"r4": "t1"}, "merges": {}}
    sorted_room.when(decides, engine.sends(SuggestThemes("p1", draft=again, seen=then)))
    assert "draft" not in sorted_room.console["prompts"]["p1"]


def test_T16_the_engines_own_words_are_not_marked(sorted_room: Evening) -> None:
    assert all("machine" not in theme for theme in sorted_room.console["themes"].values())


def test_T16_a_standing_theme_is_named_anew_with_what_it_takes_in(sorted_room: Evening) -> None:
    sorted_room.when(
        engine.words(
            {"r3": "m1"}, m1={"theme": "t1", "name": "On stage", "responses": {"r6": True}}
        )
    )
    assert sorted_room.themes()["Music"] == {"r1", "r2"}
    sorted_room.when(fay.accepts_draft())
    assert sorted_room.themes() == {"On stage": {"r1", "r2", "r3", "r6"}, "Buses": {"r4", "r5"}}
    assert sorted_room.console["themes"]["t1"]["machine"] is True
    sorted_room.when(fay.undoes())
    assert sorted_room.themes() == {"Music": {"r1", "r2"}, "Buses": {"r3", "r4", "r5"}}
    assert "machine" not in sorted_room.console["themes"]["t1"]


def test_T16_never_a_theme_that_a_person_named(sorted_room: Evening) -> None:
    sorted_room.when(
        fay.renames("t1", "Our music"), engine.words(m1={"theme": "t1", "name": "Noise"})
    )
    assert "draft" not in sorted_room.console["prompts"]["p1"]


def test_T3_T16_standing_cards_move_to_a_drafts_theme_only_where_no_person_placed_them(
    sorted_room: Evening,
) -> None:
    moves = {"r1": "m1", "r2": "m1", "r3": "m1", "r4": "m1"}
    sorted_room.when(fay.pins("r1"), fay.moves("r3", to="t1"), engine.words(moves, m1={}))
    assert sorted_room.console["prompts"]["p1"]["draft"]["moves"] == {"r2": "m1", "r4": "m1"}
    sorted_room.when(fay.accepts_draft())
    assert sorted_room.themes() == {"Music": {"r1", "r3"}, "Buses": {"r5"}, "M1": {"r2", "r4"}}


def test_T6_T16_without_its_moves_a_draft_takes_only_what_is_loose(sorted_room: Evening) -> None:
    sorted_room.when(
        engine.words({"r1": "m1", "r3": "m2"}, {"t1": "m1"}, m1={"responses": {"r6": True}}, m2={}),
        fay.accepts_draft(moves=False),
    )
    assert sorted_room.themes()["M1"] == {"r6"}
    left = sorted_room.console["prompts"]["p1"]["draft"]
    assert list(left["themes"]) == ["m2"]
    assert (left["moves"], left["merges"]) == ({"r1": "t3", "r3": "m2"}, {"t1": "t3"})
    sorted_room.when(fay.accepts_draft())
    assert sorted_room.themes() == {"Buses": {"r4", "r5"}, "M1": {"r1", "r2", "r6"}, "M2": {"r3"}}


def test_T10_T16_a_theme_merges_into_a_drafts_theme_and_back(sorted_room: Evening) -> None:
    sorted_room.when(engine.words({"r1": "m1"}, {"t1": "m1"}, m1={}), fay.accepts_draft())
    assert sorted_room.themes() == {"Buses": {"r3", "r4", "r5"}, "M1": {"r1", "r2"}}
    sorted_room.when(fay.undoes())
    assert sorted_room.themes() == {"Music": {"r1", "r2"}, "Buses": {"r3", "r4", "r5"}}


def test_T3_T16_a_theme_never_merges_to_where_goes_what_a_person_took_out_of_it(
    sorted_room: Evening,
) -> None:
    sorted_room.when(fay.moves("r1", to=None), engine.suggests(r1="t2"), fay.sorts_the_rest())
    sorted_room.when(engine.words({"r1": "m1", "r3": "m1"}, {"t1": "m1"}, m1={}))
    draft = sorted_room.console["prompts"]["p1"]["draft"]
    assert (draft["moves"], "merges" in draft) == ({"r1": "m1", "r3": "m1"}, False)


def test_T16_a_standing_theme_that_is_gone_takes_its_part_of_the_draft_along(
    sorted_room: Evening,
) -> None:
    sorted_room.when(fay.sets_aside("t1"))
    sorted_room.when(engine.words({"r3": "m1"}, m1={"theme": "t1", "responses": {"r6": True}}))
    assert "draft" not in sorted_room.console["prompts"]["p1"]


def test_T16_a_models_draft_is_never_taken_without_a_person(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), ben.submits("Choir"))
    evening.when(engine.words(music={"responses": {"r1": True, "r2": True}}))
    assert evening.themes() == {}
    evening.when(fay.accepts_draft())
    assert evening.themes() == {"Music": {"r1", "r2"}}


def test_T16_a_theme_named_anew_is_mixed_only_if_the_draft_says_so(sorted_room: Evening) -> None:
    mixed = {"theme": "t1", "name": "This and that", "mixed": True, "words": ["this"]}
    sorted_room.when(engine.words(m1=mixed), fay.accepts_draft())
    theme = sorted_room.console["themes"]["t1"]
    assert (theme["mixed"], theme["words"]) == (True, "this")
    sorted_room.when(engine.words(m1={"theme": "t1", "name": "Stage"}), fay.accepts_draft())
    assert "mixed" not in sorted_room.console["themes"]["t1"]


def test_T3_a_draft_does_not_bring_a_response_back_by_way_of_a_third_theme(
    sorted_room: Evening,
) -> None:
    sorted_room.when(fay.makes("Taken out of", "r1"), fay.moves("r1", to=None))
    sorted_room.when(engine.suggests(r1="t1"), tom.sends(AcceptSuggestions("p1", ("r1",))))
    sorted_room.when(engine.drafts(merges={"t1": "t2", "t2": "t3"}))
    assert sorted_room.console["prompts"]["p1"]["draft"]["merges"] == {"t1": "t2"}


def test_T6_two_plans_for_one_theme_are_one(sorted_room: Evening) -> None:
    first, second = {"theme": "t1", "name": "First"}, {"theme": "t2", "name": "Second"}
    sorted_room.when(engine.words(m1=first, m2=second), fay.merges("t2", into="t1"))
    sorted_room.when(fay.accepts_draft())
    assert list(sorted_room.themes()) == ["First"]


def test_T5_a_wish_ends_when_a_person_steers(sorted_room: Evening) -> None:
    sorted_room.when(tom.sends(AskDraft("p1", themes=4)), fay.merges("t2", into="t1"))
    assert "wish" not in sorted_room.console["prompts"]["p1"]
