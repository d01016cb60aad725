"""Joining: J1–J6."""

import json

from tests.room.cast import Evening, ana, ben, door, fay, four
from tests.room.conftest import Given
from workshop.room import join
from workshop.room.join import ChangeSeat, MoveSeat


def test_J1_a_new_seat_belongs_to_whoever_holds_the_secret(given: Given) -> None:
    evening = given().when(ana.joins(key="another digest", recovery="another"))
    assert evening.room.by_key["another digest"] == "s5"
    assert evening.room.seats["s5"].joined_at < evening.at


def test_J1_a_digest_is_seen_by_nobody(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"))
    everything = [evening.console, evening.wall, evening.phone, evening.mine(ana)]
    assert "key of" not in json.dumps(everything)
    assert "recovery of" not in json.dumps(everything)


def test_J2_a_workshop_takes_seats_before_it_opens_and_while_it_runs(given: Given) -> None:
    given(fay.opens_up()).when(ana.joins(key="k", recovery="r")).takes()


def test_J2_a_closed_workshop_takes_no_new_seats(given: Given) -> None:
    given(fay.closes_up()).when(ana.joins()).refuses("workshop_closed")


def test_J2_a_full_workshop_takes_no_new_seats(given: Given, monkeypatch) -> None:
    monkeypatch.setattr(join, "MAX_SEATS", 4)
    given().when(ana.joins()).refuses("room_full", limit=4)


def test_J3_a_group_of_the_workshop_is_kept(given: Given) -> None:
    assert given().mine(ana)["group"] == "families"


def test_J3_no_group_means_prefers_not_to_say(given: Given) -> None:
    evening = given().when(ana.joins(group="", key="k", recovery="r"))
    assert evening.room.seats["s5"].group is None


def test_J3_an_unknown_group_is_refused(given: Given) -> None:
    given().when(ana.joins(group="aliens")).refuses("unknown_group")


def test_J4_a_table_has_a_number_and_people(given: Given) -> None:
    own = given().mine(four)
    assert (own["table"], own["headcount"]) == (4, 6)


def test_J4_a_table_that_does_not_say_how_many_counts_as_one_person(given: Given) -> None:
    evening = given().when(ana.joins(table=999, key="k", recovery="r"))
    assert evening.room.seats["s5"].headcount == 1


def test_J4_one_person_has_no_headcount(given: Given) -> None:
    evening = given().when(ana.joins(headcount=7, key="k", recovery="r"))
    assert evening.room.seats["s5"].headcount is None


def test_J4_an_impossible_table_is_refused(given: Given) -> None:
    for table, headcount in ((0, 5), (1000, 5), (4, 0), (4, 100), (-1, 1)):
        evening = given().when(ana.joins(table=table, headcount=headcount))
        evening.refuses("bad_table", tables=999, people=99)


def test_J5_the_recovery_code_moves_a_seat_and_ends_the_old_device(given: Given) -> None:
    moving = MoveSeat("recovery of s1", "new key", "new recovery")
    room = given().when(door.sends(moving)).room
    assert room.by_key["new key"] == "s1"
    assert "key of s1" not in room.by_key
    assert "recovery of s1" not in room.by_recovery


def test_J5_a_used_or_invented_recovery_code_is_refused(given: Given) -> None:
    moving = MoveSeat("recovery of s1", "new key", "new recovery")
    given(door.sends(moving)).when(door.sends(moving)).refuses("no_such_seat")
    given().when(door.sends(MoveSeat("guess", "k", "r"))).refuses("no_such_seat")


def test_J6_what_was_sent_before_a_correction_keeps_its_group(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"))
    evening.when(ana.sends(ChangeSeat(group="staff")), ana.submits("Art"))
    said = evening.console["responses"]
    assert (said["r1"]["group"], said["r2"]["group"]) == ("families", "staff")
    assert evening.mine(ana)["group"] == "staff"


def test_J6_a_seat_may_turn_out_to_be_a_table(given: Given) -> None:
    evening = given(fay.opens("p1"), ana.submits("Music"), fay.makes("Arts", "r1"))
    evening.when(ana.sends(ChangeSeat(table=7, headcount=5)))
    assert evening.console["responses"]["r1"]["table"] == 7
    assert evening.wall["themes"]["t1"]["people"] == 0
    assert evening.wall["themes"]["t1"]["tables"] == 1


def test_J6_a_correction_follows_the_rules_of_joining(given: Given) -> None:
    given().when(ana.sends(ChangeSeat(group="aliens"))).refuses("unknown_group")
    given().when(ben.sends(ChangeSeat(table=0))).refuses("bad_table")


def test_a_language_that_the_workshop_does_not_speak_becomes_its_first(given: Given) -> None:
    assert given().mine(ana)["language"] == "es"
    evening = given().when(ana.sends(ChangeSeat(language="tlh")))
    assert evening.mine(ana)["language"] == "en"


def test_nobody_joins_twice_under_one_id(nothing: Evening, given: Given) -> None:
    assert list(given().room.seats) == ["s1", "s2", "s3", "s4"]
