"""The agenda: A1–A3 and A5–A13; what stands on it is in test_arrange.py."""

from dataclasses import replace

import pytest

from tests.room.cast import (
    EVERYBODY_JOINS,
    MINUTE,
    NOON,
    SECOND,
    THE_EVENING,
    Evening,
    ana,
    ben,
    door,
    engine,
    fay,
    four,
    tom,
)
from tests.room.conftest import Given
from workshop.errors import Refused
from workshop.room import contents, views
from workshop.room.agenda import (
    AdjustTimer,
    FreezeOutcome,
    MakeWorkshop,
    NextPrompt,
    NextWave,
    PromptPlan,
    RenameWorkshop,
    SetTimer,
    StopTimer,
)
from workshop.room.arrange import AddPrompt, EditPrompt
from workshop.room.nouns import DOOR, Room
from workshop.room.outcome import freeze


def adds(question: str, kind: str = "open", minutes: int | None = None):
    return fay.sends(AddPrompt(question, kind, minutes))


def steps(kind: str, after: str | None = None):
    return fay.sends(AddPrompt(f"Now a {kind}", kind, after=after))


def made_with(**fields: object):
    return door.sends(replace(THE_EVENING.command, **fields))


def states(evening: Evening) -> list[str]:
    prompts = evening.console["prompts"].values()
    return [prompt["state"] for prompt in sorted(prompts, key=lambda prompt: prompt["place"])]


def test_A1_the_first_entry_makes_the_workshop_with_its_prompts(nothing: Evening) -> None:
    view = nothing.when(THE_EVENING).console
    assert view["workshop"]["title"] == "Vision night"
    assert view["workshop"]["state"] == "draft"
    assert sorted(prompt["place"] for prompt in view["prompts"].values()) == [1, 2, 3]


def test_A1_a_workshop_is_made_once(given: Given) -> None:
    given().when(THE_EVENING).refuses("already_made")


def test_A1_a_workshop_is_made_by_the_rules_of_its_later_commands(nothing: Evening) -> None:
    sixty_one = (PromptPlan("open", "Why?"),) * 61
    nothing.when(made_with(title=" ")).refuses("empty")
    nothing.when(made_with(title="x" * 161)).refuses("too_long", limit=160)
    nothing.when(made_with(prompts=sixty_one)).refuses("too_many_prompts", limit=60)
    nothing.when(made_with(prompts=(PromptPlan("riddle", "?"),))).refuses("unknown_kind")
    nothing.when(made_with(prompts=(PromptPlan("open", ""),))).refuses("empty")
    nothing.when(made_with(prompts=(PromptPlan("open", "?", {}, 0),))).refuses("bad_minutes")
    nothing.when(made_with(moderation="strict")).refuses("unknown_mode")


def test_J9_FA1_a_group_says_how_many_are_expected_and_consoles_alone_see_it(
    nothing: Evening,
) -> None:
    evening = nothing.when(made_with(expected={"families": 40})).takes()
    groups = evening.console["workshop"]["groups"]
    assert {key: group.get("expected") for key, group in groups.items()} == {
        "students": None,
        "families": 40,
        "staff": None,
    }
    assert "expected" not in evening.phone["workshop"]["groups"]["families"]
    assert evening.wall["workshop"]["groups"] == evening.phone["workshop"]["groups"]


@pytest.mark.parametrize("people", [0, -3, 10_000])
def test_J9_a_number_that_is_none_is_refused(nothing: Evening, people: int) -> None:
    nothing.when(made_with(expected={"families": people})).refuses("bad_expected", limit=9_999)
    nothing.when(made_with(expected={"aliens": 4})).refuses("unknown_group")


def test_A2_opening_an_open_workshop_changes_nothing(given: Given) -> None:
    evening = given().when(fay.opens_up()).takes()
    assert evening.console["workshop"]["state"] == "open"
    evening.when(fay.opens_up()).changes_nothing()


def test_A2_a_workshop_that_is_opened_again_keeps_when_it_began(given: Given) -> None:
    evening = given(fay.opens_up())
    began = evening.console["workshop"]["opened_at"]
    evening.when(fay.closes_up(), fay.opens_up())
    assert evening.console["workshop"]["opened_at"] == began
    assert evening.room.workshop.closed_at is None


def test_A3_closing_closes_the_prompts_too(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.opens("p2"), fay.pauses("p2")).when(fay.closes_up())
    assert states(evening) == ["closed", "closed", "waiting"]
    evening.when(fay.closes_up()).changes_nothing()


def test_A3_afterwards_nothing_is_taken(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"))
    seen = evening.seq
    evening.when(fay.closes_up())
    evening.when(ana.submits("Art", seen=seen)).refuses("workshop_closed")
    evening.when(ana.edits("r1", "Art", seen=seen)).refuses("workshop_closed")
    evening.when(ana.withdraws("r1")).refuses("workshop_closed")
    evening.when(fay.opens("p2")).refuses("workshop_closed")
    evening.when(fay.goes_on()).refuses("workshop_closed")


def test_A4_a_question_is_added_at_the_end(given: Given) -> None:
    evening = given().when(adds("  What   next? ", "strategies", 5))
    added = evening.console["prompts"]["p4"]
    assert (added["question"], added["place"], added["minutes"]) == ("What next?", 4, 5)
    assert added["state"] == "waiting"


def test_A4_an_impossible_question_is_refused(given: Given) -> None:
    given().when(adds("  ")).refuses("empty")
    given().when(adds("x" * 401)).refuses("too_long", limit=400)
    given().when(adds("Why?", kind="riddle")).refuses("unknown_kind")
    given().when(adds("Why?", minutes=601)).refuses("bad_minutes")
    given().when(fay.sends(EditPrompt("p1", "x" * 401))).refuses("too_long")


def test_A4_a_workshop_has_at_most_sixty_prompts(given: Given) -> None:
    given(*[adds("Why?")] * 57).when(adds("Why?")).refuses("too_many_prompts", limit=60)


def test_A4_another_wording_drops_translations(given: Given) -> None:
    evening = given()
    assert "es" in evening.console["prompts"]["p1"]["questions"]
    evening.when(fay.sends(EditPrompt("p1", "What makes us proud?")))
    assert evening.console["prompts"]["p1"]["question"] == "What makes us proud?"
    assert "questions" not in evening.console["prompts"]["p1"]


def test_A5_opening_a_prompt_opens_the_workshop_the_timer_and_the_count(given: Given) -> None:
    evening = given()
    at = evening.at
    view = evening.when(fay.opens("p1")).wall
    assert view["workshop"]["state"] == "open"
    assert (view["workshop"]["face"], view["workshop"]["face_prompt"]) == ("count", "p1")
    assert view["prompts"]["p1"]["closes_at"] == at + 8 * MINUTE
    evening.when(fay.opens("p1")).changes_nothing()


def test_A5_others_that_are_open_stay_open(given: Given) -> None:
    view = given(fay.opens("p1")).when(fay.opens("p2")).phone
    assert [prompt["state"] for prompt in view["prompts"].values()] == ["open", "open"]


def test_A6_FA3_a_pause_keeps_the_time_that_is_left(given: Given) -> None:
    evening = given(fay.opens("p1")).later(3 * MINUTE - SECOND).when(fay.pauses("p1"))
    assert evening.phone["prompts"]["p1"]["left"] == 5 * MINUTE
    assert "closes_at" not in evening.phone["prompts"]["p1"]
    evening.when(fay.pauses("p1")).changes_nothing()
    at = evening.later(60 * MINUTE).at
    evening.when(fay.opens("p1"))
    assert evening.phone["prompts"]["p1"]["closes_at"] == at + 5 * MINUTE
    assert "left" not in evening.phone["prompts"]["p1"]


def test_A6_a_timer_that_had_run_out_has_nothing_left_after_a_pause(given: Given) -> None:
    evening = given(fay.opens("p1")).later(9 * MINUTE).when(fay.pauses("p1"))
    assert evening.phone["prompts"]["p1"]["left"] == 0


def test_A6_only_an_open_prompt_can_be_paused(given: Given) -> None:
    given().when(fay.pauses("p1")).refuses("prompt_not_open")
    given(fay.opens("p1"), fay.closes("p1")).when(fay.pauses("p1")).refuses("prompt_not_open")


def test_A7_an_open_or_paused_prompt_can_be_closed(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.pauses("p1")).when(fay.closes("p1"))
    assert evening.phone["prompts"]["p1"]["state"] == "closed"
    evening.when(fay.closes("p1")).changes_nothing()


def test_A7_a_prompt_that_never_opened_cannot_be_closed(given: Given) -> None:
    given().when(fay.closes("p1")).refuses("prompt_not_open")


def test_A8_FA3_next_closes_what_is_open_and_opens_the_next_that_waits(given: Given) -> None:
    evening = given().when(fay.goes_on(), fay.goes_on(after="p1"))
    assert states(evening) == ["closed", "open", "waiting"]


def test_A8_next_after_the_last_prompt_is_refused(given: Given) -> None:
    given(fay.goes_on(), fay.goes_on(), fay.goes_on()).when(fay.goes_on()).refuses(
        "no_more_prompts"
    )


def test_A8_two_presses_with_the_same_after_move_once(given: Given) -> None:
    evening = given(fay.goes_on(), fay.goes_on(after="p1"))
    evening.when(fay.goes_on(after="p1")).refuses("changed_meanwhile")
    assert evening.phone["prompts"]["p2"]["state"] == "open"


def test_A9_FA3_a_timer_is_set_adjusted_and_stopped(given: Given) -> None:
    evening = given(fay.opens("p2"))
    at = evening.at
    evening.when(fay.sends(SetTimer("p2", 10)), fay.sends(AdjustTimer("p2", -90)))
    assert evening.wall["prompts"]["p2"]["closes_at"] == at + 10 * MINUTE - 90 * SECOND
    evening.when(fay.sends(StopTimer("p2")))
    assert "closes_at" not in evening.wall["prompts"]["p2"]


def test_A9_a_timer_of_an_impossible_length_is_refused(given: Given) -> None:
    for minutes in (0, -1, 601):
        given(fay.opens("p2")).when(fay.sends(SetTimer("p2", minutes))).refuses("bad_minutes")


def test_A9_a_timer_is_never_moved_into_the_past_nor_past_its_limit(given: Given) -> None:
    evening = given(fay.opens("p1")).later(3 * MINUTE)
    at = evening.at
    evening.when(fay.sends(AdjustTimer("p1", -86_400)))
    assert evening.wall["prompts"]["p1"]["closes_at"] == at
    at = evening.later(9 * MINUTE).at
    evening.when(fay.sends(AdjustTimer("p1", 60)))
    assert evening.wall["prompts"]["p1"]["closes_at"] == at + MINUTE
    at = evening.at
    evening.when(fay.sends(AdjustTimer("p1", 10**12)))
    assert evening.wall["prompts"]["p1"]["closes_at"] == at + 600 * MINUTE


def test_A9_a_timer_that_has_run_out_closes_nothing(given: Given) -> None:
    given(fay.opens("p1")).later(60 * MINUTE).when(ana.submits("Music")).takes()


def test_A9_without_a_timer_there_is_nothing_to_adjust(given: Given) -> None:
    given(fay.opens("p2")).when(fay.sends(AdjustTimer("p2", 60))).refuses("no_timer")
    given().when(fay.sends(SetTimer("p1", 5))).refuses("prompt_not_open")


def test_A10_a_step_turns_the_wall_to_what_it_says(given: Given) -> None:
    evening = given(steps("break")).when(fay.opens("a1"))
    assert evening.wall["workshop"]["face"] == "step"
    assert evening.wall["steps"][evening.wall["workshop"]["face_step"]]["kind"] == "break"
    assert evening.phone["steps"]["a1"]["question"] == "Now a break"


def test_A10_time_to_group_or_to_vote_turns_the_wall_to_the_themes_of_the_prompt_before(
    given: Given,
) -> None:
    for kind in ("group", "vote"):
        evening = given(fay.opens("p1"), fay.opens("p2"), steps(kind, after="p1"))
        view = evening.when(fay.opens("a1")).wall
        assert (view["workshop"]["face"], view["workshop"]["face_prompt"]) == ("themes", "p1")


def test_A10_time_to_ratify_turns_the_wall_to_the_latest_wording(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), ana.submits("Art"), steps("ratify"))
    evening.when(fay.opens("a1"))
    assert evening.wall["workshop"]["face"] == "step"
    evening.when(fay.closes("a1"), fay.promotes("r1", "value"), fay.opens("a1"))
    assert evening.wall["workshop"]["face"] == "statement"
    assert evening.wall["workshop"]["face_statement"] == "v1"


def test_A10_a_step_takes_no_responses(given: Given) -> None:
    evening = given(steps("information"), fay.opens("a1"))
    evening.when(ana.submits("Music", "a1")).refuses("no_such_thing")


def test_A10_a_step_that_waits_is_seen_by_the_console_only(given: Given) -> None:
    evening = given(steps("information"))
    assert list(evening.console["steps"]) == ["a1"]
    assert evening.wall["steps"] == evening.phone["steps"] == {}


def test_A8_next_goes_through_steps_and_prompts_in_their_order(given: Given) -> None:
    evening = given(steps("break", after="p1"))
    evening.when(fay.goes_on(), fay.goes_on("p1"))
    assert evening.phone["steps"]["a1"]["state"] == "open"
    assert evening.phone["prompts"]["p1"]["state"] == "closed"
    evening.when(fay.goes_on("a1"))
    assert evening.phone["prompts"]["p2"]["state"] == "open"
    assert evening.phone["steps"]["a1"]["state"] == "closed"


def test_A11_FA3_one_may_skip_ahead_and_go_back(given: Given) -> None:
    evening = given(fay.goes_on()).when(fay.sends(NextPrompt("p1", to="p3")))
    assert states(evening) == ["closed", "waiting", "open"]
    evening.when(fay.sends(NextPrompt("p3", to="p1")))
    assert states(evening) == ["open", "waiting", "closed"]
    evening.when(fay.sends(NextPrompt("p3", to="p2"))).refuses("changed_meanwhile")


def test_A11_FA3_nothing_is_lost_when_a_prompt_opens_again(given: Given) -> None:
    evening = given(fay.goes_on(), ana.submits("Music"), fay.goes_on("p1"))
    evening.when(fay.sends(NextPrompt("p2", to="p1")), ana.submits("Art"))
    said = evening.console["responses"].values()
    assert [response["text"] for response in said] == ["Music", "Art"]


def test_A12_a_prompt_that_stays_is_open_while_the_agenda_goes_on(given: Given) -> None:
    stays = EditPrompt("p1", "What are we proud of?", stays=True)
    evening = given(fay.sends(stays), steps("break", after="p1"), fay.goes_on())
    evening.when(fay.goes_on("p1"), ana.submits("Said later")).takes()
    assert evening.phone["prompts"]["p1"]["state"] == "open"
    evening.when(fay.goes_on("p1")).refuses("changed_meanwhile")


def test_A12_people_may_write_while_they_are_told_something(given: Given) -> None:
    evening = given(steps("information", after="p1"), fay.goes_on()).when(fay.goes_on("p1"))
    assert states(evening) == ["open", "waiting", "waiting"]
    evening.when(ana.submits("Said in pairs")).takes()
    evening.when(fay.goes_on("a1"))
    assert states(evening) == ["closed", "open", "waiting"]


def test_A12_FA23_stations_open_together_and_close_together(given: Given) -> None:
    beside = EditPrompt("p2", "What could we do better?", together=True)
    evening = given(fay.sends(beside)).when(fay.goes_on())
    assert states(evening) == ["open", "open", "waiting"]
    evening.when(ana.submits("Here", "p1"), ana.submits("And there", "p2")).takes()
    evening.when(fay.goes_on("p2"))
    assert states(evening) == ["closed", "closed", "open"]


def in_waves(*waves: int):
    plan = PromptPlan("vision", "What do you see?", waves=waves)
    return made_with(prompts=(plan,))


def test_A13_FA20_in_a_wave_everybody_sends_so_many_and_more_in_the_next(
    nothing: Evening,
) -> None:
    evening = nothing.when(in_waves(2, 1), *EVERYBODY_JOINS, fay.opens("p1"))
    assert evening.phone["prompts"]["p1"]["wave"] == {"number": 1, "of": 2, "most": 2}
    evening.when(ana.submits("One"), ana.submits("Two"), ben.submits("Mine")).takes()
    evening.when(ana.submits("Three")).refuses("wave_full", limit=2)
    evening.when(fay.sends(NextWave("p1", 1)), ana.submits("Three")).takes()
    evening.when(fay.sends(NextWave("p1", 1))).refuses("changed_meanwhile")
    evening.when(fay.sends(NextWave("p1"))).refuses("no_more_waves")


def test_A13_FA20_a_table_sends_as_many_for_each_person_at_it(nothing: Evening) -> None:
    evening = nothing.when(in_waves(2), *EVERYBODY_JOINS, fay.opens("p1"))  # four are six people
    evening.when(*[four.submits(f"Idea {n}") for n in range(12)]).takes()
    evening.when(four.submits("One more")).refuses("wave_full", limit=12)


def test_A13_a_withdrawn_phrase_leaves_room_for_another(nothing: Evening) -> None:
    evening = nothing.when(in_waves(1), *EVERYBODY_JOINS, fay.opens("p1"), ana.submits("One"))
    evening.when(ana.submits("Two")).refuses("wave_full")
    evening.when(ana.withdraws("r1"), ana.submits("Two")).takes()


def test_A13_a_wave_of_nought_takes_what_comes(nothing: Evening) -> None:
    evening = nothing.when(
        in_waves(1, 0), *EVERYBODY_JOINS, fay.opens("p1"), fay.sends(NextWave("p1"))
    )
    evening.when(*[ana.submits(f"Thought {n}") for n in range(5)]).takes()


def test_A13_waves_of_an_impossible_size_are_refused(nothing: Evening) -> None:
    nothing.when(in_waves(61)).refuses("bad_waves")
    nothing.when(in_waves(1, 1, 1, 1, 1, 1, 1)).refuses("bad_waves")


def test_T25_FA20_themes_carry_a_neutral_tag_until_a_person_names_them(nothing: Evening) -> None:
    plan = PromptPlan("vision", "What do you see?", late_names=True)
    evening = nothing.when(made_with(prompts=(plan,)), *EVERYBODY_JOINS, fay.opens("p1"))
    evening.when(ana.submits("Music"), engine.drafts(music=["r1"]))
    for view in (evening.console, evening.wall):
        assert view["themes"]["t1"]["name"] == "A"
    evening.when(fay.renames("t1", "Everybody makes music"))
    assert evening.wall["themes"]["t1"]["name"] == "Everybody makes music"


def test_a_workshop_may_get_another_title(given: Given) -> None:
    evening = given().when(fay.sends(RenameWorkshop(" Vision   day ")))
    assert evening.phone["workshop"]["title"] == "Vision day"
    evening.when(fay.sends(RenameWorkshop(" "))).refuses("empty")
    assert evening.at > NOON


# ── rehearsals ─────────────────────────────────────────────────────────────


@pytest.fixture
def rehearsed():
    room = Room()
    making = MakeWorkshop("w1", "KELP42", "Evening", prompts=(PromptPlan("open", "What now?"),))
    events = contents.decide(room, replace(making, rehearsal=40), DOOR, DOOR, 1)
    contents.fold(room, 1, 1, DOOR, "make", "d", "make_workshop", events)
    return room


@pytest.mark.parametrize("audience", views.AUDIENCES)
def test_A16_every_view_of_a_rehearsal_says_so(rehearsed, audience):
    assert views.view(rehearsed, audience)["workshop"]["rehearsal"] == 40


def test_A16_nothing_comes_of_a_rehearsal(rehearsed):
    with pytest.raises(Refused) as refusal:
        freeze(rehearsed)
    assert refusal.value.code == "rehearsal_only"


def test_J9_FA19_the_districts_numbers_are_the_consoles_alone(nothing: Evening) -> None:
    numbers = {"population": {"families": 6_000}, "population_as_of": "2026-10-01"}
    evening = nothing.when(made_with(**numbers)).takes()
    workshop = evening.console["workshop"]
    assert workshop["groups"]["families"]["population"] == 6_000
    assert workshop["population_as_of"] == "2026-10-01"
    for other in (evening.phone["workshop"], evening.wall["workshop"]):
        assert "population" not in other["groups"]["families"]
        assert "population_as_of" not in other


def test_J9_a_number_or_day_of_the_district_that_is_none_is_refused(nothing: Evening) -> None:
    nothing.when(made_with(population={"families": 0})).refuses("bad_population", limit=9_999_999)
    nothing.when(made_with(population={"aliens": 4})).refuses("unknown_group")
    nothing.when(made_with(population_as_of="yesterday")).refuses("bad_day")


def test_A19_a_closed_workshop_is_frozen_again_and_ended_when_it_ended(given: Given) -> None:
    evening = given(fay.opens("p1"), fay.closes_up(), fay.turns_the_wall("blank"))
    closed = evening.room.workshop.closed_at
    assert evening.room.workshop.frozen_at == closed
    evening.when(fay.sends(FreezeOutcome())).takes()
    workshop = evening.room.workshop
    assert (workshop.state, workshop.face, workshop.closed_at) == ("closed", "blank", closed)
    assert workshop.frozen_at > closed
    evening.when(fay.opens_up()).takes()
    assert evening.room.workshop.frozen_at is None


def test_A19_what_is_not_closed_is_not_frozen(given: Given) -> None:
    evening = given(fay.opens("p1")).when(fay.sends(FreezeOutcome())).takes()
    assert evening.room.workshop.frozen_at is None
    assert freeze(evening.room).frozen_at is None


def test_A19_who_helps_does_not_freeze_and_who_facilitates_needs_no_lead(given: Given) -> None:
    given(fay.closes_up()).when(tom.sends(FreezeOutcome())).refuses("not_for_role")
    assert not contents.drives(FreezeOutcome)
