"""The scribe of a table: R10–R12."""

import pytest

from tests.room.cast import Actor, Evening, Sent, ana, fay, four
from tests.room.conftest import Given
from workshop.room.join import ChangeSeat
from workshop.room.respond import SubmitResponse
from workshop.room.table import MarkTop, TagResponse, WithdrawBatch


def sends(actor: Actor, text: str, **more: str) -> Sent:
    return actor.sends(SubmitResponse("p1", text, **more))


@pytest.fixture
def table(given: Given) -> Evening:
    """Table four has sent four phrases in one go, ana one."""
    evening = given(fay.opens("p1"), *(sends(four, f"idea {n}", batch="b") for n in range(4)))
    return evening.when(ana.submits("Band"), fay.makes("All", "r1", "r2", "r5"))


def test_TS1_a_table_counts_as_one_table_of_its_people(table: Evening) -> None:
    """Neither one person nor six."""
    told = table.console["themes"]["t1"]
    assert (told["people"], told["tables"], told["at_tables"]) == (1, 1, 6)
    assert table.wall["themes"]["t1"]["at_tables"] == 6
    said = table.console["responses"]["r1"]
    assert (said["table"], said["headcount"]) == (4, 6)


def test_TS1_the_number_of_people_follows_a_correction(table: Evening) -> None:
    table.when(four.sends(ChangeSeat("staff", table=4, headcount=7)))
    assert table.wall["themes"]["t1"]["at_tables"] == 7
    assert table.console["responses"]["r1"]["headcount"] == 7
    assert table.console["crowd"]["at_tables"] == 7


def test_TS1_a_single_phone_again_is_one_person(table: Evening) -> None:
    table.when(four.sends(ChangeSeat("staff")))
    told = table.console["themes"]["t1"]
    assert (told["people"], "tables" in told, "at_tables" in told) == (2, False, False)


def test_R10_TS3_a_phrase_is_tagged_with_the_group_of_who_said_it(table: Evening) -> None:
    table.when(sends(four, "idea of a parent", group="families"))
    assert table.console["responses"]["r6"]["group"] == "families"
    table.when(four.sends(TagResponse("r1", "students")))
    assert table.console["responses"]["r1"]["group"] == "students"
    assert "table" not in table.console["responses"]["r1"], "J8"
    assert table.mine(four)["responses"]["r1"]["group"] == "students"
    table.when(four.sends(TagResponse("r1", "")))
    assert "group" not in table.console["responses"]["r1"]
    table.when(four.sends(TagResponse("r1"))).changes_nothing()


def test_R10_TS3_what_tables_said_is_counted_by_group_and_no_people_are(table: Evening) -> None:
    table.when(four.sends(TagResponse("r1", "families")), four.sends(TagResponse("r2", "")))
    told = table.console["themes"]["t1"]
    assert told["voices"] == {"families": 1}
    assert told["groups"] == {"families": 1}, "ana, and nobody at the table"
    assert "voices" not in table.wall["themes"]["t1"]


def test_R10_TS3_a_part_is_of_the_same_group(table: Evening) -> None:
    table.when(four.submits("Band; Art"), fay.cuts("r6", "Band", "Art"))
    table.when(four.sends(TagResponse("r6", "families")))
    assert table.console["responses"]["r7"]["group"] == "families"


def test_R10_only_a_table_says_who_said_it(table: Evening) -> None:
    table.when(sends(ana, "Art", group="staff")).refuses("not_a_table")
    table.when(ana.sends(TagResponse("r5", "staff"))).refuses("not_a_table")
    table.when(four.sends(TagResponse("r1", "aliens"))).refuses("unknown_group")
    table.when(four.sends(TagResponse("r5", "staff"))).refuses("no_such_response")
    table.when(fay.closes_up(), four.sends(TagResponse("r1", "staff"))).refuses("workshop_closed")


def test_R11_TS2_what_was_sent_together_is_taken_back_as_one(table: Evening) -> None:
    assert {own["batch"] for own in table.mine(four)["responses"].values()} == {"b"}
    table.when(four.withdraws("r2"), sends(four, "another time", batch="c"))
    table.when(four.sends(WithdrawBatch("b")))
    assert set(table.console["responses"]) == {"r5", "r6"}
    table.when(four.sends(WithdrawBatch("b"))).changes_nothing()


def test_R11_a_batch_of_somebody_else_is_none(table: Evening) -> None:
    table.when(ana.sends(WithdrawBatch("b"))).refuses("no_such_batch")
    table.when(sends(ana, "x", batch="y" * 41)).refuses("bad_batch", limit=40)
    table.when(fay.closes_up(), four.sends(WithdrawBatch("b"))).refuses("workshop_closed")


def test_R12_TS4_a_table_marks_three_and_moves_the_marks(table: Evening) -> None:
    table.when(*(four.sends(MarkTop(f"r{n}")) for n in (1, 2, 3)))
    table.when(four.sends(MarkTop("r4"))).refuses("top_full", limit=3)
    table.when(four.sends(MarkTop("r1", on=False)), four.sends(MarkTop("r4")))
    own = table.mine(four)["responses"]
    assert [key for key, phrase in own.items() if phrase.get("top")] == ["r2", "r3", "r4"]
    table.when(four.sends(MarkTop("r4"))).changes_nothing()


def test_R12_TS4_the_marks_are_a_weight_of_their_own_on_the_console(table: Evening) -> None:
    table.when(four.sends(MarkTop("r1")), four.sends(MarkTop("r2")))
    told = table.console["themes"]["t1"]
    assert (told["top"], told["phrases"], told["people"]) == (2, 3, 1)
    assert table.console["responses"]["r1"]["top"] is True
    assert "top" not in table.wall["themes"]["t1"]
    table.when(four.withdraws("r1"))
    assert table.console["themes"]["t1"]["top"] == 1


def test_R12_TS4_what_was_said_once_weighs_once_however_many_cards_it_has(table: Evening) -> None:
    table.when(four.submits("Band; Art"), four.sends(MarkTop("r6")))
    table.when(fay.cuts("r6", "Band", "Art"), fay.moves("r7", "r8", to="t1"))
    assert table.console["themes"]["t1"]["top"] == 1
    assert table.console["responses"]["r7"]["top"] is True


def test_R12_a_mark_that_was_withdrawn_is_free_again(table: Evening) -> None:
    table.when(*(four.sends(MarkTop(f"r{n}")) for n in (1, 2, 3)), four.withdraws("r1"))
    table.when(four.sends(MarkTop("r4"))).takes()


def test_R12_only_a_table_marks_and_only_its_own(table: Evening) -> None:
    table.when(ana.sends(MarkTop("r5"))).refuses("not_a_table")
    table.when(four.sends(MarkTop("r5"))).refuses("no_such_response")
    table.when(fay.closes_up(), four.sends(MarkTop("r1"))).refuses("workshop_closed")


def test_TS1_the_limit_of_one_device_does_not_hold_for_a_table(given: Given) -> None:
    evening = given(fay.opens("p1"))
    for n in range(61):
        evening.when(four.submits(f"idea {n}"))
    evening.takes()
