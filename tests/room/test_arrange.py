"""What stands on the agenda: A4, A14, A15."""

from tests.room.cast import Evening, ana, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.agenda import CloseWorkshop
from workshop.room.arrange import AddPrompt, CopyPrompt, EditPrompt, MovePrompt, RemovePrompt
from workshop.room.undo import Undo


def order(evening: Evening) -> list[str]:
    """Return the agenda's lines as the console has them."""
    lines = {**evening.console["prompts"], **evening.console["steps"]}
    return sorted(lines, key=lambda key: lines[key]["place"])


def test_A4_FA1_a_step_that_asks_nothing_stands_beside_the_prompts(given: Given) -> None:
    evening = given().when(fay.sends(AddPrompt("Ten minutes", "break", 10)))
    assert evening.console["steps"]["a1"]["kind"] == "break"
    assert evening.console["steps"]["a1"]["minutes"] == 10
    assert sorted(evening.console["prompts"]) == ["p1", "p2", "p3"]


def test_A4_a_line_may_be_put_between_two_others(given: Given) -> None:
    evening = given().when(fay.sends(AddPrompt("Talk in pairs", "information", after="p1")))
    assert order(evening) == ["p1", "a1", "p2", "p3"]
    evening.when(fay.sends(AddPrompt("Why?", after="p9"))).refuses("no_such_thing")


def test_A4_A12_a_line_is_added_in_both_languages_and_opens_with_the_one_before(
    given: Given,
) -> None:
    worked = AddPrompt("What worked?", "exit", 4, also="¿Qué funcionó?")
    change = AddPrompt("What shall we change?", "exit", also=" ", together=True)
    evening = given(fay.sends(worked), fay.sends(change)).when(fay.opens("p4"), fay.opens("p5"))
    told = evening.phone["prompts"]
    assert told["p4"]["questions"] == {"es": "¿Qué funcionó?"}
    assert "questions" not in told["p5"]
    assert told["p5"]["together"], "phones begin with the first of those that open together"


def test_A14_FA1_a_line_is_moved_to_any_place_and_back(given: Given) -> None:
    evening = given().when(fay.sends(MovePrompt("p3")))
    assert order(evening) == ["p3", "p1", "p2"]
    evening.when(fay.sends(MovePrompt("p3", after="p1")))
    assert order(evening) == ["p1", "p3", "p2"]
    evening.when(fay.sends(Undo()))
    assert order(evening) == ["p3", "p1", "p2"]
    evening.when(fay.sends(MovePrompt("p2", after="p2"))).changes_nothing()


def test_A14_a_copy_stands_right_after_its_line_and_waits(given: Given) -> None:
    evening = given(fay.opens("p1")).when(fay.sends(CopyPrompt("p1")))
    assert order(evening) == ["p1", "p4", "p2", "p3"]
    copied, was = evening.console["prompts"]["p4"], evening.console["prompts"]["p1"]
    assert copied["state"] == "waiting"
    for name in ("kind", "question", "questions", "minutes"):
        assert copied[name] == was[name]


def test_A14_what_has_not_begun_may_be_removed_and_brought_back(given: Given) -> None:
    evening = given().when(fay.sends(RemovePrompt("p2")))
    assert order(evening) == ["p1", "p3"]
    evening.when(fay.sends(Undo()))
    assert order(evening) == ["p1", "p2", "p3"]
    assert evening.console["prompts"]["p2"]["question"] == "What could we do better?"


def test_A14_what_has_begun_stays_on_the_agenda(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.closes("p1"))
    evening.when(fay.sends(RemovePrompt("p1"))).refuses("has_begun")


def test_A14_a_number_is_not_used_again(given: Given) -> None:
    evening = given(fay.sends(RemovePrompt("p3"))).when(fay.sends(AddPrompt("What else?")))
    assert order(evening) == ["p1", "p2", "p4"]


def test_A15_FA1_question_translation_and_minutes_are_edited_together(given: Given) -> None:
    edit = EditPrompt("p1", "What makes us proud?", "¿Qué nos enorgullece?", 12, stays=True)
    evening = given().when(fay.sends(edit))
    line = evening.console["prompts"]["p1"]
    assert line["question"] == "What makes us proud?"
    assert line["questions"] == {"es": "¿Qué nos enorgullece?"}
    assert (line["minutes"], line["stays"]) == (12, True)


def test_A15_what_is_left_out_stays_as_it_is(given: Given) -> None:
    evening = given().when(fay.sends(EditPrompt("p1", "What are we proud of?")))
    line = evening.console["prompts"]["p1"]
    assert line["questions"] == {"es": "¿De qué estamos orgullosos?"}
    assert line["minutes"] == 8
    evening.when(fay.sends(EditPrompt("p1", "What are we proud of?", also="", minutes=0)))
    line = evening.console["prompts"]["p1"]
    assert not line.keys() & {"questions", "minutes"}


def test_A14_only_who_leads_arranges_the_agenda(given: Given) -> None:
    evening = given()
    for command in (MovePrompt("p1"), CopyPrompt("p1"), RemovePrompt("p1")):
        evening.when(tom.sends(command)).refuses("not_for_role")


def test_A15_FA20_waves_and_late_names_are_set_before_they_begin(given: Given) -> None:
    evening = given(fay.sends(EditPrompt("p1", "What?", waves=(2, 0), late_names=True)))
    evening.when(fay.opens("p1"), *[ana.submits(f"Idea {n}") for n in range(2)])
    evening.when(ana.submits("One more")).refuses("wave_full")
    evening.when(fay.sends(EditPrompt("p1", "What?", waves=()))).refuses("has_begun")


def test_A15_late_names_change_what_every_screen_calls_the_themes(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), engine.drafts(music=("r1",)))
    evening.when(fay.sends(EditPrompt("p1", "What?", late_names=True)))
    assert evening.wall["themes"]["t1"]["name"] == evening.console["themes"]["t1"]["name"] == "A"


def test_U1_rounds_stay_when_an_edit_is_taken_back_while_one_runs(given: Given) -> None:
    evening = given(fay.sends(EditPrompt("p1", "What?", waves=(2, 3))), fay.opens("p1"))
    evening.when(fay.sends(Undo()), *[ana.submits(f"Idea {n}") for n in range(2)])
    assert evening.console["prompts"]["p1"]["question"] == "What are we proud of?"
    evening.when(ana.submits("One more")).refuses("wave_full")


def test_A14_a_prompt_under_which_a_theme_stands_is_not_removed(given: Given) -> None:
    evening = given(fay.makes("Early", prompt="p2"))
    evening.when(fay.sends(RemovePrompt("p2"))).refuses("has_begun")
    assert list(evening.takes().console["themes"]) == ["t1"]


def test_U1_a_theme_does_not_come_back_to_a_prompt_that_is_gone(given: Given) -> None:
    evening = given(fay.makes("Early", prompt="p2"), fay.sends(Undo()))
    evening.when(fay.sends(RemovePrompt("p2")), fay.sends(Undo(evening.room.seq)))
    assert evening.console["themes"] == {}


def test_A18_a_wording_is_asked_for_a_theme_or_what_was_made_of_it(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music", "r1"))
    evening.when(fay.promotes("t1"), fay.promotes("t1", "value"))
    for about in ("t1", "i1", "v1"):
        evening.when(fay.sends(AddPrompt("We will …", "wording", about=about)))
    asked = [p for p in evening.console["prompts"].values() if p["kind"] == "wording"]
    assert [one["about"] for one in asked] == ["t1", "i1", "v1"]
    evening.when(fay.sends(AddPrompt("x", "wording", about="t9"))).refuses("no_such_thing")
    evening.when(fay.sends(AddPrompt("x", "wording", about="r1"))).refuses("no_such_thing")
    evening.when(fay.sends(AddPrompt("Why?", "open", about="t1")))
    assert "about" not in list(evening.console["prompts"].values())[-1]


def test_A18_it_follows_a_theme_that_is_merged(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music", "r1"))
    evening.when(fay.makes("Arts"), fay.sends(AddPrompt("We …", "wording", about="t1")))
    evening.when(fay.merges("t1", into="t2"))
    assert [p["about"] for p in evening.console["prompts"].values() if "about" in p] == ["t2"]


def test_A18_what_is_added_open_runs_next(given: Given) -> None:
    evening = given(fay.opens("p1")).when(
        fay.sends(AddPrompt("We will …", "wording", 5, after="p1", open=True))
    )
    states = {p["question"]: p["state"] for p in evening.console["prompts"].values()}
    assert states["We will …"] == "open"
    assert list(states.values()).count("open") == 1
    added = next(k for k, p in evening.console["prompts"].items() if p["state"] == "open")
    assert "closes_at" in evening.console["prompts"][added]
    evening.when(ana.submits("We will sing.", added))
    evening.when(fay.sends(CloseWorkshop()))
    evening.when(fay.sends(AddPrompt("x", "wording", open=True))).refuses("workshop_closed")
