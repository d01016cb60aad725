"""The room: it changes by noted steps only."""

import pytest

from tests.room.cast import raises
from workshop.room.nouns import Note, Room, is_person


@pytest.fixture
def room() -> Room:
    room = Room()
    room.add("t1", prompt="p1", name="Music")
    room.add("r1", prompt="p1", seat="s1", theme="t1")
    room.notes = []
    return room


def test_a_change_is_noted_with_what_was(room: Room) -> None:
    room.put("t1", "name", "Sound")
    assert room.notes == [Note("t1", "name", "Music", "Sound")]


def test_the_same_value_again_is_no_change(room: Room) -> None:
    room.put("t1", "name", "Music")
    assert room.notes == []


def test_one_is_not_true(room: Room) -> None:
    room.put("r1", "place", 1)
    room.put("r1", "place", True)
    assert room.notes[-1].after is True


def test_the_look_ups_follow(room: Room) -> None:
    room.put("r1", "theme", "t2")
    assert (room.by_theme["t1"], room.by_theme["t2"]) == ({}, {"r1": None})
    room.put("r1", "theme", None)
    assert room.by_theme["t2"] == {}
    assert room.by_prompt["p1"] == room.by_seat["s1"] == {"r1": None}


def test_what_is_dropped_can_be_brought_back_from_the_notes(room: Room) -> None:
    room.drop("t1")
    assert room.find("t1") is None
    for note in reversed(room.notes[:]):
        room.put(note.key, note.field, note.before)
    assert (room.themes["t1"].prompt, room.themes["t1"].name) == ("p1", "Music")


def test_an_id_is_never_given_twice(room: Room) -> None:
    room.drop("t1")
    assert room.next_id("t") == "t2"
    assert room.next_id("t", ahead=2) == "t4"
    assert room.next_id("v") == "v1"


def test_merged_themes_are_followed_and_circles_end(room: Room) -> None:
    room.add("t2", merged_into="t3")
    room.add("t3", merged_into="t1")
    assert room.follow("t2") == "t1"
    assert room.follow("t9") == "t9"
    room.put("t1", "merged_into", "t2")
    assert room.follow("t1") in ("t1", "t2", "t3")


def test_a_thing_is_found_or_not(room: Room) -> None:
    assert room.find("") is None
    assert room.find("x1") is None
    assert room.get("t1", "t").name == "Music"
    with raises("no_such_thing"):
        room.get("r1", "t")


def test_a_facilitator_is_a_person_and_a_program_is_not() -> None:
    assert is_person("u1")
    assert not any(map(is_person, ("s1", "door", "engine")))
