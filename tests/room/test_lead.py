"""Lead: of two who steer one drives the wall and the agenda."""

import pytest

from tests.room.cast import Actor, Evening, ana, door, engine, fay, tom
from tests.room.conftest import Given
from workshop.room.agenda import RenameWorkshop, StopTimer
from workshop.room.arrange import AddPrompt, EditPrompt, MovePrompt
from workshop.room.contents import COMMANDS, RULES, drives
from workshop.room.lead import HandOver, TakeLead
from workshop.room.moderate import SetModeration
from workshop.room.show import OpenView, ShowFace

fred = Actor("u3", "facilitator")
takes, to_tom, to_fred = TakeLead(), HandOver("u2"), HandOver("u3")


def lead(evening: Evening) -> str | None:
    found: str | None = evening.console["workshop"].get("lead")
    return found


@pytest.fixture
def led(given: Given) -> Evening:
    """An open workshop that Fay leads."""
    return given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music", "r1"))


def test_F1_who_opens_the_workshop_leads_it(given: Given) -> None:
    evening = given(fred.sends(AddPrompt("What else?")))
    assert lead(evening) is None
    assert lead(evening.when(fay.opens("p1"))) == "u1"
    evening = given(fred.opens_up())
    assert lead(evening) == "u3"


def test_F1_an_old_workshop_is_led_by_who_drives_it_next(led: Evening) -> None:
    led.room.workshop.lead = None  # a journal from before there were leads
    led.when(tom.moves("r1", to=None), fay.sends(SetModeration("all"))).takes()
    assert led.room.workshop.lead is None
    assert lead(led.when(fred.turns_the_wall("blank"))) == "u3"


@pytest.mark.parametrize(
    "command", [ShowFace("blank"), OpenView("p1", "themes"), StopTimer("p1"), AddPrompt("More?")]
)
def test_F2_CF3_only_the_lead_drives_the_wall_and_the_agenda(led: Evening, command: object) -> None:
    led.when(fred.sends(command)).refuses("not_lead")
    led.when(tom.sends(command)).refuses("not_for_role")
    led.when(fay.sends(command)).takes()


def test_F2_sorting_moderation_and_promoting_are_everybodys(led: Evening) -> None:
    led.when(fred.moves("r1", to=None), fred.sends(SetModeration("all")), tom.moves("r1", to="t1"))
    led.when(fred.promotes("t1"), fred.sends(RenameWorkshop("Our evening")), fred.undoes()).takes()


def test_F2_a_draft_and_a_closed_workshop_wait_for_no_lead(led: Evening) -> None:
    led.when(fay.closes_up(), fred.opens_up()).takes()
    assert lead(led) == "u1"
    led.when(fred.turns_the_wall("blank")).refuses("not_lead")


def test_F2_whatever_only_a_facilitator_may_do_is_the_leads_unless_it_is_named() -> None:
    beside = {name for name, kind in COMMANDS.items() if RULES[kind].who == {"facilitator"}}
    beside -= {name for name, kind in COMMANDS.items() if drives(kind)}
    assert {"rename_workshop", "set_moderation", "promote_theme", "edit_statement"} <= beside
    assert not {"show_face", "open_view", "next_prompt", "close_workshop"} & beside


def test_F2_who_has_handed_the_lead_over_takes_no_step_of_the_agenda_back(led: Evening) -> None:
    led.when(fay.sends(EditPrompt("p2", "What now?")), fay.sends(to_fred), fay.undoes())
    led.refuses("not_lead")
    led.when(fay.renames("t1", "Tone"), fay.undoes()).takes()


def test_F3_CF3_the_lead_is_handed_over(led: Evening) -> None:
    led.when(fred.sends(to_tom)).refuses("not_lead")
    led.when(fay.sends(HandOver("s1"))).refuses("no_such_thing")
    led.when(fay.sends(HandOver("u1"))).changes_nothing()
    assert lead(led.when(fay.sends(to_fred))) == "u3"
    led.when(fay.turns_the_wall("blank")).refuses("not_lead")
    led.when(fred.turns_the_wall("blank")).takes()


def test_F4_CF3_another_takes_the_lead_and_it_is_taken_back(led: Evening) -> None:
    assert lead(led.when(tom.sends(takes))) == "u2"
    led.when(tom.sends(takes)).changes_nothing()
    led.when(fay.goes_on()).refuses("not_lead")
    assert lead(led.when(fay.sends(takes))) == "u1"
    led.when(ana.sends(takes)).refuses("not_for_role")


def test_F5_CF3_a_co_facilitator_who_leads_may_what_a_facilitator_may(led: Evening) -> None:
    led.when(tom.promotes("t1")).refuses("not_for_role")
    led.when(fay.sends(to_tom), tom.turns_the_wall("themes"), tom.goes_on(after="p1"))
    led.when(tom.promotes("t1"), tom.sends(SetModeration("all")), tom.closes_up()).takes()
    led.when(tom.sends(COMMANDS["submit_response"]("p1", "Mine"))).refuses("not_for_role")


def test_F1_neither_the_door_nor_the_engine_leads(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Band"))
    evening.when(engine.drafts(music=("r1",)), door.sends(COMMANDS["move_seat"]("no", "k", "r")))
    evening.refuses("no_such_seat")
    assert lead(evening) == "u1"


def test_CF5_sorting_another_prompt_in_advance_leaves_the_wall_as_it_is(led: Evening) -> None:
    led.when(fay.opens("p2"), ana.submits("Bus", prompt="p2"), fay.turns_the_wall("phrases"))
    before = led.wall
    wall = led.sees("wall")["workshop"]
    led.when(tom.makes("Tone", "r1"), tom.renames("t1", "Our music"), tom.moves("r1", to=None))
    assert led.wall["workshop"] == wall
    assert led.wall["workshop"]["face_prompt"] == "p2"
    of_p2 = {key: r for key, r in before["responses"].items() if r["prompt"] == "p2"}
    assert {k: r for k, r in led.wall["responses"].items() if r["prompt"] == "p2"} == of_p2


def test_F2_a_redo_of_what_drives_needs_the_lead_too(led: Evening) -> None:
    led.when(fay.sends(MovePrompt("p3")), fay.undoes())
    undone = led.seq
    led.when(fay.sends(to_tom), fay.undoes(undone)).refuses("not_lead")


def test_F4_there_is_nothing_to_lead_before_the_workshop_opens(given: Given) -> None:
    given().when(tom.sends(takes)).refuses("nothing_to_do")


def test_F5_who_led_leads_no_more_once_the_workshop_is_closed(led: Evening) -> None:
    led.when(fay.sends(to_tom), tom.sends(MovePrompt("p3")), tom.closes_up())
    led.when(tom.opens_up()).refuses("not_for_role")
    led.when(tom.undoes()).refuses("not_for_role")
    led.when(fay.opens_up()).takes()
