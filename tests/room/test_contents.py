"""The table of contents: who may send what, what was seen, what is remembered.  C1–C7."""

from dataclasses import fields, is_dataclass

import pytest

from tests.room.cast import (
    EVERYBODY,
    EVERYBODY_JOINS,
    THE_EVENING,
    Actor,
    Evening,
    ana,
    contents_of,
    door,
    engine,
    fay,
    picture,
    raises,
    replayed,
    tom,
)
from tests.room.conftest import Given
from workshop.room import agenda, arrange, contents, order, part, promote, respond, suggest, theme
from workshop.room.contents import COMMANDS, EVENTS, RULES, decide, may
from workshop.room.moderate import RedactResponse
from workshop.room.theme import MoveResponses, RemoveTheme, RenameTheme
from workshop.room.when import Moment

ROLES = ("participant", "facilitator", "cofacilitator", "door", "engine", "wall", "")

BY_NAMING_NOTHING = (
    (fay, arrange.EditPrompt("p9", "Why?")),
    (fay, arrange.AddPrompt("Why?", after="p9")),
    (fay, arrange.MovePrompt("p1", "p9")),
    (fay, arrange.CopyPrompt("p9")),
    (fay, arrange.RemovePrompt("a9")),
    (fay, agenda.NextPrompt(to="a9")),
    (fay, agenda.NextWave("p9")),
    (fay, agenda.OpenPrompt("p9")),
    (fay, agenda.PausePrompt("p9")),
    (fay, agenda.ClosePrompt("p9")),
    (fay, agenda.SetTimer("p9", 1)),
    (fay, agenda.AdjustTimer("p9", 1)),
    (fay, agenda.StopTimer("p9")),
    (ana, respond.SubmitResponse("p9", "Music")),
    (tom, RedactResponse("r9", "x")),
    (engine, suggest.SuggestThemes("p9")),
    (tom, suggest.AskDraft("p9")),
    (tom, suggest.AcceptDraft("p9")),
    (tom, suggest.DismissDraft("p9")),
    (tom, suggest.AcceptSuggestions("p1", ("r9",))),
    (tom, suggest.SetAuto("p9", True)),
    (tom, theme.MakeTheme("p9", "x")),
    (tom, RenameTheme("t9", "x")),
    (tom, theme.MergeThemes(("t9",), "t8")),
    (tom, theme.SplitTheme("t9", (), "x")),
    (tom, MoveResponses(("r9",))),
    (tom, theme.PinResponses(("r9",))),
    (tom, theme.SetThemeAside("t9")),
    (tom, theme.RemoveTheme("t9")),
    (tom, order.MoveTheme("t9")),
    (tom, part.SplitResponse("r9", "a\nb")),
    (tom, part.CopyResponse("r9", "t9")),
    (tom, part.JoinParts("r9")),
    (fay, promote.PromoteTheme("t9", "value")),
    (fay, promote.PromoteResponse("r9", "value")),
    (fay, promote.EditPriority("i9", "x")),
    (fay, promote.EditStatement("v9", "x")),
    (fay, promote.RemovePriority("i9")),
    (fay, promote.RemoveStatement("v9")),
)


def a_whole_evening(given: Given) -> Evening:
    evening = given(fay.opens("p1"), ana.submits("Band"), ana.submits("Choir"), ana.submits("Bus"))
    evening.when(engine.drafts(music=("r1", "r2")), fay.renames("t1", "Sound"))
    evening.when(tom.moves("r3", to="t1"), tom.undoes(), fay.promotes("t1"), fay.undoes())
    return evening.when(fay.undoes(evening.seq), ana.withdraws("r2"), fay.closes_up())


def test_C1_deciding_never_changes_the_room(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"))
    before = picture(evening.room)
    decide(evening.room, theme.MakeTheme("p1", "Music", ("r1",)), "u1", "facilitator", 0)
    with raises("empty"):
        decide(evening.room, theme.MakeTheme("p1", " "), "u1", "facilitator", 0)
    assert picture(evening.room) == before


def test_C2_the_same_journal_gives_the_same_room(given: Given) -> None:
    evening = a_whole_evening(given)
    assert contents_of(replayed(evening.journal)) == contents_of(evening.room)


def test_C2_the_time_of_an_entry_comes_from_the_journal(given: Given) -> None:
    evening = given(fay.opens("p1"))
    opened = evening.journal[-1]["at"]
    assert replayed(evening.journal).prompts["p1"].opened_at == opened


@pytest.mark.parametrize("role", ROLES)
def test_C3_a_role_may_send_only_its_own_commands(given: Given, role: str) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music", "r1"))
    stranger = Actor("s1", role)
    for command, line in RULES.items():
        assert may(command, role) == (role in line.who)
        if not may(command, role):
            blank = object.__new__(command)
            evening.when(stranger.sends(blank)).refuses("not_for_role", role=role)


def test_C3_only_the_facilitator_leads_and_both_steer(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), tom.makes("Music", "r1"))
    evening.when(tom.opens("p2")).refuses("not_for_role")
    evening.when(tom.promotes("t1")).refuses("not_for_role")
    evening.when(fay.submits("Mine")).refuses("not_for_role")
    evening.when(ana.makes("Mine")).refuses("not_for_role")
    assert evening.mine(fay)["rights"] == {"steer": True, "lead": True}
    assert evening.mine(tom)["rights"] == {"steer": True}


def test_C4_a_target_that_somebody_else_changed_after_seen_is_refused(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music", "r1"))
    seen = evening.seq
    evening.when(tom.renames("t1", "Sound"), fay.renames("t1", "Noise", seen=seen))
    evening.refuses("changed_meanwhile")
    evening.when(fay.renames("t1", "Noise", seen=seen + 1)).takes()
    evening.when(tom.sends(MoveResponses(("r1",), None, seen=1))).refuses("changed_meanwhile")
    evening.when(tom.sends(RedactResponse("r1", "[…]", seen=0))).refuses("changed_meanwhile")


def test_C4_ones_own_changes_and_other_targets_are_no_reason(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music"), fay.makes("Bus"))
    seen = evening.seq
    evening.when(fay.renames("t1", "Sound"), tom.renames("t2", "Travel"))
    evening.when(fay.renames("t1", "Noise", seen=seen)).takes()


def test_C4_a_theme_that_is_gone_has_changed(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.makes("Music"))
    seen = evening.seq
    evening.when(tom.removes("t1"), fay.renames("t1", "Noise", seen=seen))
    evening.refuses("changed_meanwhile")


def test_C4_a_card_put_into_a_theme_meanwhile_is_not_taken_out_with_it(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music"))
    seen = evening.seq
    evening.when(tom.moves("r1", to="t1"), fay.sends(RemoveTheme("t1", seen=seen)))
    evening.refuses("changed_meanwhile")
    evening.when(fay.sends(RemoveTheme("t1", seen=seen + 1))).takes()


def test_C4_a_part_placed_meanwhile_is_not_joined_unseen(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band; Bus"), fay.makes("Music"))
    evening.when(fay.sends(part.SplitResponse("r1", "Band\nBus"))).takes()
    seen = evening.seq
    evening.when(tom.moves("r2", to="t1"), fay.sends(part.JoinParts("r1", seen=seen)))
    evening.refuses("changed_meanwhile")
    evening.when(fay.sends(part.JoinParts("r3", seen=seen))).refuses("changed_meanwhile")
    evening.when(fay.sends(part.JoinParts("r9", seen=seen))).refuses("no_such_thing")
    evening.when(fay.sends(part.JoinParts("r1", seen=seen + 1))).takes()


def test_C4_ones_own_change_hides_nobody_elses(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.makes("Music"))
    seen = evening.seq
    evening.when(tom.renames("t1", "Sound"), fay.sends(theme.SetThemeAside("t1")))
    evening.when(fay.renames("t1", "Noise", seen=seen)).refuses("changed_meanwhile")
    evening.when(fay.renames("t1", "Noise", seen=seen + 1)).takes()


def test_C4_an_old_name_of_a_theme_hides_no_change(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.makes("Music"), fay.makes("Bands"))
    evening.when(fay.merges("t2", into="t1")).takes()
    seen = evening.seq
    evening.when(tom.renames("t1", "Sound"), fay.renames("t2", "Noise", seen=seen))
    evening.refuses("changed_meanwhile")


def test_C4_the_keys_of_a_draft_are_not_themes(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"), tom.makes("Bus"))
    evening.when(engine.drafts(t1=("r1",)))
    evening.when(fay.sends(suggest.AcceptDraft("p1", ("t1",), seen=1))).takes()


def test_C5_a_ref_keeps_its_first_answer_and_the_digest_of_its_fields(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"))
    ref = evening.journal[-1]["ref"]
    answer = evening.room.answers[("s1", ref)]
    assert (answer.seq, answer.made, answer.digest) == (evening.seq, ("r1",), "")


def test_C6_every_event_has_a_consequence_and_can_be_read() -> None:
    assert len(EVENTS) == len(contents.CONSEQUENCES)
    for name, event in EVENTS.items():
        assert is_dataclass(event)
        assert name == name.lower()


def test_C7_what_is_named_must_exist(given: Given) -> None:
    evening = given(fay.opens("p1"))
    for actor, command in BY_NAMING_NOTHING:
        evening.when(actor.sends(command)).refuses("no_such_thing")
    for moderates in (fay.shows("r9"), fay.holds("r9"), fay.hides("r9")):
        evening.when(moderates).refuses("no_such_thing")


def test_commands_and_events_are_frozen() -> None:
    for cls in (*COMMANDS.values(), *EVENTS.values()):
        assert cls.__dataclass_params__.frozen
        assert all(spec.init for spec in fields(cls))


def test_a_person_is_remembered_for_what_they_did(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.makes("Music"))
    assert evening.room.changed["t1"] == (evening.seq, "u1", 0, "")
    assert [step.type for step in evening.room.steps["u1"]] == ["make_theme"]
    assert "s1" not in evening.room.steps


def test_an_answer_says_what_was_made(nothing: Evening) -> None:
    nothing.when(THE_EVENING)
    assert nothing.room.answers[("door", "ref-00001")].made == ("p1", "p2", "p3")
    nothing.when(*EVERYBODY_JOINS)
    assert nothing.room.answers[("door", "ref-00005")].made == ("s4",)
    assert len(EVERYBODY) == 6
    assert door.id == "door"


def test_a_moment_names_the_entry() -> None:
    assert Moment(3, 5, "u1", "ref")._asdict() == {"seq": 3, "at": 5, "by": "u1", "ref": "ref"}
