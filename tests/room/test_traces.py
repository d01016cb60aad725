"""Traces: what the engine made of words that are redacted goes with them (M5)."""

from tests.room.cast import Evening, ana, ben, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.promote import EditPriority, RemovePriority
from workshop.room.traces import Cleaning, gone_words, without


def test_M5_undo_after_a_redaction_leaves_a_persons_name_a_persons(sorted_room: Evening) -> None:
    named = {"theme": "t1", "name": "Band"}
    sorted_room.when(engine.words(m1=named), fay.accepts_draft(), tom.renames("t1", "Stage"))
    sorted_room.when(fay.redacts("r1", "Music"), tom.undoes())
    theme = sorted_room.console["themes"]["t1"]
    assert (theme["name"], theme.get("named"), "machine" in theme) == ("Stage", True, False)


def test_M5_a_theme_that_an_undo_of_its_merge_brings_back_has_lost_the_words_too(
    sorted_room: Evening,
) -> None:
    sorted_room.when(fay.merges("t1", into="t2"), tom.redacts("r1", "Song"))
    sorted_room.when(engine.drafts(), fay.undoes())
    assert "Band" not in str(sorted_room.console)


def test_M5_a_name_that_the_engine_made_up_is_cleaned_wherever_a_person_took_it(
    given: Given,
) -> None:
    said = (ana.submits("Zibby yells"), ben.submits("Zibby again"), ben.submits("More music"))
    evening = given(fay.opens("p1"), *said)
    evening.when(engine.words(zibby={"name": "Zibby · Tone", "responses": {"r1": True}}))
    evening.when(fay.accepts_draft(), fay.promotes("t1"), fay.promotes("t1", "value"))
    evening.when(fay.declares("dots", "t1", text="Lunch"), fay.closes_ballot())
    evening.when(fay.declares("fist", "v1", open=False), tom.renames("t1", "Calm"))
    evening.when(fay.sends(EditPriority("i1", "Calm rooms")), fay.sends(RemovePriority("i1")))
    evening.when(fay.undoes(), fay.removes("t1"), fay.repeats("b1"))
    evening.when(fay.redacts("r1", "[…] yells"))
    asked = [evening.console["ballots"][key]["options"]["o1"]["text"] for key in ("b1", "b2", "b3")]
    assert asked == ["Tone", "Tone", "Tone"]
    priority = evening.console["priorities"]["i1"]
    assert (priority["theme_name"], priority["versions"]["1"]["title"]) == ("Tone", "Tone")
    assert evening.console["statements"]["v1"]["title"] == "Tone"
    assert "Zibby" not in str([evening.room.priorities, evening.room.statements])
    assert "Zibby" not in str([evening.room.ballots, evening.room.themes, evening.room.steps])
    assert evening.room.responses["r2"].text == "Zibby again", "what another said is theirs"


def test_M5_a_name_that_a_person_gave_is_a_persons_wherever_it_was_taken(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Zibby yells"), fay.makes("Zibby", "r1"))
    evening.when(fay.promotes("t1"), fay.declares("dots", "t1", text="Lunch"))
    evening.when(fay.redacts("r1", "[…] yells"))
    assert evening.console["priorities"]["i1"]["title"] == "Zibby"
    assert evening.console["ballots"]["b1"]["options"]["o1"]["text"] == "Zibby"


def test_M5_an_undo_brings_no_keyword_of_a_theme_back(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Zibby yells"), ben.submits("Music"))
    plan = {"name": "Tone", "words": ["zibby", "tone"], "responses": {"r1": True}}
    evening.when(engine.words(tone=plan), fay.accepts_draft(), fay.removes("t1"))
    evening.when(tom.redacts("r1", "[…] yells"), fay.undoes())
    assert "zibby" not in str([evening.console, evening.room.themes, evening.room.steps])


def test_M5_what_is_left_of_a_name_is_what_was_not_taken_out():
    gone = gone_words("Mr Zibby yells", "[…] yells")
    assert gone == {"zibby"}
    assert without("Zibby · Tone · yells", gone) == "Tone · yells"
    assert without("zibby’s yelling", gone) == ""


def test_M5_stored_events_of_the_engine_are_cleaned_and_those_of_people_are_not():
    cleaning = Cleaning("p1", {"zibby"})
    plan = {"name": "Zibby · Tone", "words": ["zibby", "tone"]}
    taken = {
        "type": "draft_accepted",
        "prompt": "p1",
        "themes": {"t1": plan},
        "left": {"themes": {"k2": plan}, "moves": {"r1": "t1"}},
    }
    found = cleaning.act(taken)
    assert found["themes"]["t1"] == {"name": "Tone", "words": ["tone"]}
    assert found["left"] == {"themes": {"k2": found["themes"]["t1"]}, "moves": {"r1": "t1"}}
    assert cleaning.names == {"t1": {"Zibby · Tone": "Tone"}}
    assert cleaning.act({**taken, "prompt": "p2"}) == {**taken, "prompt": "p2"}
    theirs = [["t1", "name", "Zibby"], ["t1", "named", True]]
    its = [["t1", "name", "Zibby"], ["t1", "named", False], ["t1", "words", ["zibby"]]]
    undone = {"type": "undone", "writes": theirs}
    assert cleaning.act(undone) == undone
    cleaned = cleaning.act({"type": "undone", "writes": its})["writes"]
    assert cleaned == [["t1", "name", "…"], ["t1", "named", False], ["t1", "words", []]]
