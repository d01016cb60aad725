"""The agenda: A1–A9."""

from dataclasses import replace

from tests.room.cast import MINUTE, NOON, SECOND, THE_EVENING, Evening, ana, door, fay
from tests.room.conftest import Given
from workshop.room.agenda import (
    AddPrompt,
    AdjustTimer,
    EditPrompt,
    PromptPlan,
    RenameWorkshop,
    SetTimer,
    StopTimer,
)


def adds(question: str, kind: str = "open", minutes: int | None = None):
    return fay.sends(AddPrompt(question, kind, minutes))


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


def test_A6_a_pause_keeps_the_time_that_is_left(given: Given) -> None:
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


def test_A8_next_closes_what_is_open_and_opens_the_next_that_waits(given: Given) -> None:
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


def test_A9_a_timer_is_set_adjusted_and_stopped(given: Given) -> None:
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


def test_a_workshop_may_get_another_title(given: Given) -> None:
    evening = given().when(fay.sends(RenameWorkshop(" Vision   day ")))
    assert evening.phone["workshop"]["title"] == "Vision day"
    evening.when(fay.sends(RenameWorkshop(" "))).refuses("empty")
    assert evening.at > NOON
