"""Ballots: B1–B3, B7, B8, and what they ask when words go."""

import pytest

from tests.room.cast import Evening, ana, ben, engine, fay, four, tom
from tests.room.conftest import Given
from workshop.room.arrange import EditPrompt
from workshop.room.ballot import (
    MAX_BALLOTS,
    MAX_OPTIONS,
    CloseBallot,
    MakeBallot,
    PlaceOption,
    RemoveBallot,
    RepeatBallot,
)
from workshop.room.promote import EditPriority, EditStatement
from workshop.room.show import ShowFace

TWO = "Buses\nLunch"


@pytest.fixture
def themed(given: Given) -> Evening:
    """Two themes, a priority and a value statement of one phrase."""
    said = (ana.submits("Band"), ben.submits("Choir"), ana.submits("Every voice counts"))
    made = (fay.makes("Music", "r1"), fay.makes("Singing", "r2"))
    return given(
        fay.opens("p1"),
        *said,
        *made,
        fay.promotes("t1", title="Music for all", statement="We will play."),
        fay.promotes("r3", "value"),
    )


def test_B1_FA12_a_ballot_is_among_themes_priorities_statements_and_lines(themed: Evening) -> None:
    themed.when(fay.declares("dots", "t2", "i1", "v1", text=f"\n{TWO}\n \n"))
    seen = themed.console["ballots"]["b1"]
    assert [one["text"] for one in seen["options"].values()] == [
        *("Singing", "Music for all", "Every voice counts", "Buses", "Lunch")
    ]
    assert [one["place"] for one in seen["options"].values()] == [1, 2, 3, 4, 5]
    assert seen["options"]["o1"]["source"] == "t2"
    assert seen["options"]["o1"]["symbol"] == themed.console["themes"]["t2"]["symbol"]
    assert "source" not in themed.phone["ballots"]["b1"]["options"]["o1"]


def test_B1_merged_themes_are_asked_about_once(themed: Evening) -> None:
    themed.when(fay.merges("t2", into="t1"), fay.declares("dots", "t1", "t2", text="Lunch"))
    options = themed.console["ballots"]["b1"]["options"]
    assert [one["text"] for one in options.values()] == ["Music", "Lunch"]


def test_B1_FA13_about_a_wording_the_whole_of_it_is_asked(themed: Evening) -> None:
    themed.when(fay.declares("fist", "i1", question="Can you live with it?"))
    seen = themed.phone["ballots"]["b1"]
    assert seen["options"]["o1"]["text"] == "We will play."
    assert seen["question"] == "Can you live with it?"


@pytest.mark.parametrize(
    ("kind", "sources", "text", "code"),
    [
        ("dots", (), "Buses", "too_few_options"),
        ("dots", (), "Buses\n BUSES ", "same_option"),
        ("fist", (), TWO, "one_option"),
        ("consent", (), "", "one_option"),
        ("dots", (), "\n".join(map(str, range(MAX_OPTIONS + 1))), "too_many_options"),
        ("darts", (), TWO, "unknown_kind"),
        ("dots", (), "x" * 601 + "\nLunch", "too_long"),
        ("dots", ("r1",), TWO, "no_such_thing"),
        ("dots", ("t9",), TWO, "no_such_thing"),
        ("dots", ("",), TWO, "no_such_thing"),
    ],
)
def test_B1_what_is_no_ballot_is_refused(
    themed: Evening, kind: str, sources: tuple[str, ...], text: str, code: str
) -> None:
    themed.when(fay.declares(kind, *sources, text=text)).refuses(code)


def test_B1_there_are_so_many_ballots_and_no_more(given: Given) -> None:
    one = fay.declares("dots", text=TWO, open=False)
    given(*[one] * MAX_BALLOTS).when(one).refuses("too_many_ballots", limit=MAX_BALLOTS)


@pytest.mark.parametrize(
    ("kind", "options", "rules"),
    [
        ("dots", 2, {"dots": 3, "stack": 2}),
        ("dots", 20, {"dots": 6, "stack": 2}),
        ("rank", 9, {"top": 5}),
        ("rank", 3, {"top": 3}),
        ("points", 4, {"points": 100}),
        ("impact_effort", 4, {}),
        ("stars", 4, {}),
        ("pairs", 3, {"pairs": 3}),
        ("pairs", 9, {"pairs": 15}),
        ("fist", 1, {"agree": "all"}),
        ("thumbs", 1, {"agree": "all"}),
        ("consent", 1, {"agree": "all"}),
    ],
)
def test_B2_rules_that_are_left_out_are_the_usual_ones(
    given: Given, kind: str, options: int, rules: dict[str, int]
) -> None:
    text = "\n".join(f"Option {number}" for number in range(options))
    evening = given(fay.opens_up()).when(fay.declares(kind, text=text))
    assert evening.phone["ballots"]["b1"]["rules"] == rules


@pytest.mark.parametrize(
    ("kind", "rules", "named"),
    [
        ("dots", {"dots": 0}, "dots"),
        ("dots", {"dots": 21}, "dots"),
        ("dots", {"dots": 2, "stack": 3}, "stack"),
        ("rank", {"top": 3}, "top"),
        ("points", {"points": 1_001}, "points"),
        ("pairs", {"pairs": 2}, "pairs"),
        ("fist", {"agree": "most"}, "agree"),
        ("fist", {"agree": "share", "share": 101}, "share"),
    ],
)
def test_B2_a_rule_that_makes_no_sense_is_refused(
    given: Given, kind: str, rules: dict[str, int], named: str
) -> None:
    text = "Buses" if kind == "fist" else TWO
    given(fay.opens_up()).when(fay.declares(kind, text=text, **rules)).refuses(
        "bad_rule", rule=named
    )


def test_B2_a_share_is_declared_before_anybody_votes(given: Given) -> None:
    evening = given(fay.opens_up()).when(fay.declares("fist", text="So be it", agree="share"))
    assert evening.phone["ballots"]["b1"]["rules"] == {"agree": "share", "share": 80}


def test_B2_it_is_removed_only_before_it_opens(given: Given) -> None:
    evening = given(fay.opens_up()).when(fay.declares("dots", text=TWO, open=False))
    assert evening.console["ballots"]["b1"]["state"] == "ready"
    assert evening.wall["ballots"] == evening.phone["ballots"] == {}
    evening.when(fay.sends(RemoveBallot("b1")))
    assert evening.console["ballots"] == {}
    evening.when(fay.declares("dots", text=TWO))
    evening.when(fay.sends(RemoveBallot("b2"))).refuses("has_begun")


def test_B3_one_ballot_is_open_at_a_time_and_the_wall_turns_to_it(given: Given) -> None:
    evening = given(fay.opens_up()).when(
        fay.declares("dots", text=TWO), fay.declares("dots", text=TWO, open=False)
    )
    assert evening.wall["workshop"]["face"] == "ballot"
    assert evening.wall["workshop"]["face_ballot"] == "b1"
    evening.when(fay.opens_ballot("b2")).refuses("ballot_is_open")
    evening.when(fay.opens_ballot("b1")).changes_nothing()
    evening.when(fay.turns_the_wall("blank"), fay.closes_ballot("b1"))
    assert evening.wall["workshop"]["face"] == "ballot"
    assert evening.phone["ballots"] == {}
    evening.when(fay.closes_ballot("b1")).changes_nothing()
    evening.when(fay.opens_ballot("b1")).refuses("ballot_closed")
    evening.when(fay.closes_ballot("b2")).refuses("ballot_not_open")
    evening.when(fay.opens_ballot("b2")).takes()


def test_B3_it_opens_in_an_open_workshop_alone(given: Given) -> None:
    evening = given(fay.declares("dots", text=TWO, open=False))
    evening.when(fay.opens_ballot("b1")).refuses("not_open_yet")
    evening.when(fay.opens_up(), fay.opens_ballot("b1"), fay.closes_up())
    assert evening.wall["ballots"]["b1"]["state"] == "closed"
    assert evening.wall["workshop"]["face"] == "thanks"
    evening.when(fay.declares("dots", text=TWO)).refuses("workshop_closed")
    evening.when(fay.repeats("b1")).refuses("workshop_closed")


def test_B3_only_who_leads_opens_and_closes(given: Given) -> None:
    evening = given(fay.opens_up()).when(fay.declares("dots", text=TWO))
    evening.when(tom.sends(CloseBallot("b1"))).refuses("not_for_role")
    evening.when(ana.sends(MakeBallot("dots", text=TWO))).refuses("not_for_role")


def test_W2_FA11_the_wall_is_turned_to_a_ballot_that_has_begun(given: Given) -> None:
    evening = given(fay.opens_up())
    evening.when(fay.turns_the_wall("ballot")).refuses("nothing_to_show")
    evening.when(fay.declares("dots", text=TWO, open=False))
    evening.when(fay.sends(ShowFace("ballot", ballot="b1"))).refuses("nothing_to_show")
    evening.when(fay.opens_ballot(), fay.turns_the_wall("blank"), fay.turns_the_wall("ballot"))
    assert evening.wall["workshop"]["face_ballot"] == "b1"


def test_B7_FA13_a_further_round_asks_about_the_wording_as_it_reads_by_then(
    themed: Evening,
) -> None:
    themed.when(fay.declares("fist", "v1", agree="share", share=75), ana.votes("o1:1"))
    themed.when(fay.repeats("b1")).refuses("ballot_not_closed")
    themed.when(fay.closes_ballot(), fay.sends(EditStatement("v1", "Every voice is heard")))
    themed.when(fay.repeats("b1"), ana.votes("o1:4", on="b2"), fay.closes_ballot("b2"))
    first, second = (themed.wall["ballots"][key] for key in ("b1", "b2"))
    assert first["options"]["o1"]["text"] == "Every voice counts"
    assert second["options"]["o1"]["text"] == "Every voice is heard"
    assert (first["round"], second["round"], second["again"]) == (1, 2, "b1")
    assert second["rules"] == first["rules"] == {"agree": "share", "share": 75}
    assert (first["result"]["verdict"], second["result"]["verdict"]) == ("concerns", "consensus")


def test_B7_FA13_who_words_it_anew_and_asks_again_begins_its_next_round(themed: Evening) -> None:
    themed.when(fay.declares("fist", "v1"), ana.votes("o1:1"), fay.closes_ballot())
    themed.when(fay.declares("thumbs", "v1"), fay.closes_ballot("b2"))
    themed.when(fay.sends(EditStatement("v1", "Every voice is heard")))
    themed.when(fay.declares("fist", "v1", agree="share", share=75))
    ballots = themed.console["ballots"]
    assert [ballots[key]["round"] for key in ("b1", "b2", "b3")] == [1, 1, 2]
    assert ballots["b3"]["again"] == "b1"
    assert ballots["b3"]["rules"] == {"agree": "share", "share": 75}
    themed.when(fay.closes_ballot("b3"), fay.declares("fist", "v1", open=False))
    assert (themed.console["ballots"]["b4"]["round"], themed.console["ballots"]["b4"]["again"]) == (
        3,
        "b3",
    )


def test_B7_NGT_a_second_round_among_some_keeps_the_first(given: Given) -> None:
    evening = given(fay.opens_up()).when(fay.declares("rank", text="A\nB\nC\nD", top=4))
    evening.when(ana.votes("o2:1", "o3:2"), fay.closes_ballot())
    evening.when(fay.repeats("b1", "o3", "o9")).refuses("unknown_option")
    evening.when(fay.repeats("b1", "o3")).refuses("too_few_options")
    evening.when(fay.repeats("b1", "o2", "o3"))
    second = evening.phone["ballots"]["b2"]
    assert [one["text"] for one in second["options"].values()] == ["B", "C"]
    assert second["rules"] == {"top": 2}
    evening.when(fay.closes_ballot("b2"), fay.repeats("b1", "o1", "o2"))
    assert evening.phone["ballots"]["b3"]["round"] == 3
    assert evening.wall["ballots"]["b1"]["result"]["options"]["o2"]["score"] == 4


def test_B7_what_is_gone_is_asked_about_as_it_was(themed: Evening) -> None:
    themed.when(fay.declares("dots", "t1", "t2"), fay.closes_ballot(), fay.removes("t2"))
    themed.when(fay.repeats("b1"))
    options = themed.console["ballots"]["b2"]["options"]
    assert options["o2"] == {"text": "Singing", "place": 2}


def test_B7_themes_that_were_merged_are_one_option_of_a_further_round(themed: Evening) -> None:
    themed.when(fay.declares("dots", "t1", "t2", text="Lunch"), fay.closes_ballot())
    themed.when(fay.merges("t2", into="t1"), fay.repeats("b1"))
    options = themed.phone["ballots"]["b2"]["options"].values()
    assert [one["text"] for one in options] == [themed.room.themes["t1"].name, "Lunch"]


def test_B7_P7_a_priority_that_got_its_statement_is_asked_about_by_that(themed: Evening) -> None:
    themed.when(fay.promotes("t2", title="Singing"))
    [key] = [k for k, one in themed.room.priorities.items() if one.title == "Singing"]
    themed.when(fay.declares("fist", key), ana.votes("o1:1"), fay.closes_ballot())
    themed.when(fay.sends(EditPriority(key, "Singing", "We will all sing.")), fay.repeats("b1"))
    assert themed.phone["ballots"]["b2"]["options"]["o1"]["text"] == "We will all sing."
    themed.when(ana.votes("o1:5", on="b2"), fay.closes_ballot("b2"))
    assert themed.wall["priorities"][key]["agreed"]["verdict"] == "consensus"


def test_P7_what_was_asked_last_counts_and_not_what_was_prepared_last(themed: Evening) -> None:
    themed.when(fay.declares("fist", "i1", open=False), fay.declares("thumbs", "i1"))
    themed.when(ana.votes("o1:3", on="b2"), fay.closes_ballot("b2"))
    themed.when(fay.opens_ballot("b1"), ana.votes("o1:0"), fay.closes_ballot("b1"))
    assert themed.wall["priorities"]["i1"]["agreed"]["verdict"] == "block"


def test_T25_B1_a_theme_whose_name_comes_late_is_voted_on_by_its_letter(
    sorted_room: Evening,
) -> None:
    sorted_room.when(fay.sends(EditPrompt("p1", "What is there?", late_names=True)))
    shown = [sorted_room.wall["themes"][key]["name"] for key in ("t1", "t2")]
    assert shown == ["A", "B"]
    sorted_room.when(fay.declares("dots", "t1", "t2"))
    options = sorted_room.phone["ballots"]["b1"]["options"].values()
    assert [one["text"] for one in options] == shown


@pytest.fixture
def weighed(given: Given) -> Evening:
    """An impact and effort ballot that two have voted in."""
    evening = given(fay.opens_up()).when(fay.declares("impact_effort", text=TWO))
    return evening.when(ana.votes("o1:5:2"), ben.votes("o1:3:4", "o2:1:1"))


def test_B8_an_option_is_put_elsewhere_by_hand_and_the_votes_stay_beside_it(
    weighed: Evening,
) -> None:
    weighed.when(tom.sends(PlaceOption("b1", "o1", 1, 1))).refuses("ballot_not_closed")
    weighed.when(fay.closes_ballot(), tom.sends(PlaceOption("b1", "o1", 5, 1, " Cheap  now ")))
    seen = weighed.wall["ballots"]["b1"]
    assert seen["options"]["o1"]["placed"] == {"impact": 5, "effort": 1, "note": "Cheap now"}
    voted = seen["result"]["options"]["o1"]
    assert (voted["median"], voted["effort"]) == (4, 3)
    weighed.when(tom.sends(PlaceOption("b1", "o1")))
    assert "placed" not in weighed.wall["ballots"]["b1"]["options"]["o1"]
    weighed.when(tom.undoes())
    assert weighed.wall["ballots"]["b1"]["options"]["o1"]["placed"]["impact"] == 5


def test_B8_a_place_that_makes_no_sense_is_refused(weighed: Evening) -> None:
    weighed.when(fay.closes_ballot())
    weighed.when(fay.sends(PlaceOption("b1", "o9", 1, 1))).refuses("unknown_option")
    weighed.when(fay.sends(PlaceOption("b1", "o1", 6, 1))).refuses("bad_rule", rule="impact")
    weighed.when(fay.sends(PlaceOption("b1", "o1", 5))).refuses("bad_rule", rule="effort")


def test_C4_two_hands_on_one_ballot_are_told(weighed: Evening) -> None:
    weighed.when(fay.closes_ballot())
    seen = weighed.seq
    weighed.when(fay.sends(PlaceOption("b1", "o1", 5, 1)))
    weighed.when(tom.sends(PlaceOption("b1", "o1", 1, 1, seen=seen))).refuses("changed_meanwhile")


def test_M5_what_was_voted_on_loses_redacted_words_too(themed: Evening) -> None:
    words = "Every voice counts"
    themed.when(fay.declares("fist", "v1"), ana.votes("o1:5"), fay.closes_ballot())
    themed.when(fay.sends(EditStatement("v1", "We listen")), fay.undoes())
    themed.when(fay.sends(EditStatement("v1", "We hear")), tom.redacts("r3", "[…] counts"))
    assert themed.wall["ballots"]["b1"]["options"]["o1"]["text"] == "[…] counts"
    assert themed.console["statements"]["v1"]["versions"]["1"]["text"] == "[…] counts"
    assert words not in str([themed.console, themed.wall, themed.phone, themed.room.steps])
    themed.when(fay.undoes())
    assert themed.console["statements"]["v1"]["text"] == "[…] counts"


def test_M5_what_the_engine_named_in_those_words_is_asked_about_without_them(
    given: Given,
) -> None:
    said = (ana.submits("Mr Low yells"), ben.submits("Low yells again"))
    evening = given(fay.opens("p1"), *said).when(engine.drafts(yells=("r1", "r2")))
    evening.when(fay.declares("dots", "t1", text="Lunch"), fay.redacts("r1", "Somebody shouts"))
    assert "ells" not in evening.phone["ballots"]["b1"]["options"]["o1"]["text"]


def test_V3_an_option_does_not_say_what_is_hidden(themed: Evening) -> None:
    themed.when(fay.declares("dots", "v1", "t1"), fay.hides("r3"))
    for view in (themed.wall, themed.phone):
        assert view["ballots"]["b1"]["options"]["o1"]["text"] == ""
    assert themed.console["ballots"]["b1"]["options"]["o1"]["text"] == "Every voice counts"
    themed.when(fay.shows("r3"))
    assert themed.phone["ballots"]["b1"]["options"]["o1"]["text"] == "Every voice counts"
    themed.when(ana.withdraws("r3"))
    assert themed.phone["ballots"]["b1"]["options"]["o1"]["text"] == ""


def test_V3_nor_once_the_statement_was_taken_back(themed: Evening) -> None:
    themed.when(fay.declares("dots", "v1", "t1"), fay.closes_ballot(), fay.undoes())
    themed.when(fay.repeats("b1"), fay.hides("r3"))
    assert "Every voice counts" not in str([themed.wall, themed.phone])


def test_U4_what_is_voted_on_is_not_undone_away(themed: Evening) -> None:
    themed.when(fay.declares("fist", "v1"), ana.votes("o1:5"), fay.closes_ballot(), fay.undoes())
    assert themed.console["statements"]["v1"]["agreed"]["verdict"] == "consensus"
    assert themed.room.answers[(fay.id, f"ref-{themed.seq:05}")].skipped == 1


def test_P7_agreement_is_with_the_very_words(themed: Evening) -> None:
    themed.when(fay.declares("fist", "i1"), ana.votes("o1:5"), four.votes("o1:3"))
    assert "agreed" not in themed.console["priorities"]["i1"]
    themed.when(fay.closes_ballot())
    agreed = {"ballot": "b1", "round": 1, "verdict": "consensus"}
    assert themed.wall["priorities"]["i1"]["agreed"] == agreed
    themed.when(fay.sends(EditPriority("i1", "Music", "We will all play.")))
    assert "agreed" not in themed.wall["priorities"]["i1"]
    themed.when(fay.undoes())
    assert themed.wall["priorities"]["i1"]["agreed"] == agreed


def test_P7_a_round_in_which_nobody_votes_says_nothing(themed: Evening) -> None:
    themed.when(fay.declares("fist", "v1"), ana.votes("o1:5"), fay.closes_ballot())
    themed.when(fay.repeats("b1"), fay.closes_ballot("b2"))
    assert themed.wall["statements"]["v1"]["agreed"]["ballot"] == "b1"
    assert "verdict" not in themed.wall["ballots"]["b2"]["result"]


def test_B7_who_declares_a_round_says_whether_it_opens(given: Given) -> None:
    evening = given(fay.opens_up()).when(fay.declares("stars", text=TWO), fay.closes_ballot())
    evening.when(fay.sends(RepeatBallot("b1")))
    assert evening.console["ballots"]["b2"]["state"] == "ready"
