"""Views and patches: V1–V9."""

import json

import pytest

from tests.room.cast import Evening, ana, ben, cleo, engine, fay, four, through_json, tom
from tests.room.conftest import Given
from workshop.room.arrange import AddPrompt
from workshop.room.join import ChangeSeat
from workshop.room.patch import merge
from workshop.room.views import (
    AUDIENCES,
    FLAT,
    MAPS,
    view,
)


def test_a_theme_counts_a_person_in_the_group_of_the_latest_phrase_however_it_was_filled(
    busy: Evening,
) -> None:
    busy.when(ana.sends(ChangeSeat(group="staff")), ana.submits("Art"))
    busy.when(fay.moves("r4", to="t1"))
    busy.when(fay.moves("r1", to=None), fay.moves("r1", to="t1"))
    assert busy.console["themes"]["t1"]["groups"] == {"staff": 1, "students": 1}


def test_V1_a_view_merged_with_its_patches_is_the_view_of_the_room(busy: Evening) -> None:
    for audience in busy.audiences:
        start = view(Evening().room, audience.name)
        for patch in audience.patches:
            start = merge(start, patch)
        assert start == through_json(view(busy.room, audience.name))


def test_V2_no_view_holds_another_seats_id(busy: Evening) -> None:
    busy.when(fay.hides("r1"), cleo.submits("Trip"), engine.suggests(r4="t1"))
    for audience in AUDIENCES:
        text = json.dumps(busy.sees(audience))
        assert not [seat for seat in busy.room.seats if f'"{seat}"' in text]


def test_V3_DI1_no_phone_and_no_wall_holds_words_that_are_not_shown(busy: Evening) -> None:
    busy.when(fay.holds("r1"), fay.hides("r2"), four.withdraws("r3"), cleo.submits("a@b.org"))
    text = json.dumps([busy.wall, busy.phone, busy.mine(tom)])
    assert not [word for word in ("Band", "Choir", "Bus", "a@b.org") if word in text]


def test_V4_parts_are_always_present(given: Given) -> None:
    for evening in (Evening(), given()):
        for audience in AUDIENCES:
            assert list(evening.sees(audience)) == [*FLAT, *MAPS]
        assert {"responses", "votes", "rights"} <= evening.mine(ana).keys()
        assert {"responses", "votes", "rights"} <= evening.mine(fay).keys()


def test_V4_absent_is_the_only_none(busy: Evening) -> None:
    everything = [busy.sees(name) for name in AUDIENCES]
    assert "null" not in json.dumps([*everything, busy.mine(ana), busy.mine(fay)])


def lists_in(value: object, name: str = "") -> set[str]:
    """Return the names under which lists stand; a draft's words are words, no things."""
    if isinstance(value, dict):
        return {found for key, inner in value.items() for found in lists_in(inner, key)}
    return {name} if isinstance(value, list) else set()


def test_V5_maps_by_id_never_lists(busy: Evening) -> None:
    busy.when(engine.drafts(more=("r3",)), fay.moves("r1", to=None))
    assert {name for audience in AUDIENCES for name in lists_in(busy.sees(audience))} == {"words"}
    assert all(one["place"] for part in MAPS for one in busy.console[part].values())


@pytest.mark.parametrize("word", ["__proto__", "constructor", "prototype"])
def test_V7_nothing_reaches_the_makings_of_an_object(given: Given, word: str) -> None:
    assert merge({}, {word: {"polluted": 1}, "a": {word: 1, "b": 2}}) == {"a": {"b": 2}}
    evening = given(fay.opens("p1"), ana.submits("Band"), fay.makes("Music"))
    evening.when(engine.drafts(**{word: ("r1",), "fine": ("r1",)}))
    assert word not in json.dumps(evening.console)


def test_V8_a_prompt_that_waits_is_seen_by_the_console_only(given: Given) -> None:
    evening = given(fay.opens("p1")).when(fay.sends(AddPrompt("And then?")))
    assert set(evening.console["prompts"]) == {"p1", "p2", "p3", "p4"}
    assert set(evening.wall["prompts"]) == set(evening.phone["prompts"]) == {"p1"}


def test_V9_FA4_counts_of_people_are_of_seats_that_stand_for_one(busy: Evening) -> None:
    busy.when(ana.submits("Orchestra"), fay.moves("r3", "r4", to="t1"))
    crowd = busy.wall["crowd"]
    assert (crowd["joined"], crowd["people"], crowd["tables"], crowd["at_tables"]) == (4, 3, 1, 6)
    assert (crowd["answered"], crowd["phrases"]) == (3, 4)
    theme = busy.wall["themes"]["t1"]
    assert (theme["people"], theme["tables"], theme["phrases"]) == (2, 1, 4)
    assert busy.console["themes"]["t1"]["groups"] == {"families": 1, "students": 1}
    assert busy.console["crowd"]["groups"] == {"families": 1, "students": 1}


def test_the_wall_counts_what_the_wall_shows(busy: Evening) -> None:
    busy.when(fay.holds("r1"))
    assert busy.wall["themes"]["t1"]["phrases"] == 1
    assert busy.console["themes"]["t1"]["phrases"] == 2


@pytest.mark.parametrize(
    ("audience", "part", "key", "held_back"),
    [
        ("wall", "workshop", None, {"moderation", "lead"}),
        ("phone", "workshop", None, {"face", "face_prompt", "opened_at", "moderation", "lead"}),
        ("wall", "crowd", None, {"held", "groups"}),
        ("wall", "prompts", "p1", {"auto", "steered", "minutes"}),
        ("phone", "prompts", "p1", {"auto", "steered", "minutes", "phrases", "answered"}),
        ("wall", "responses", "r1", {"minute", "group", "placed"}),
        ("phone", "responses", "r1", {"minute", "group", "placed"}),
        ("wall", "themes", "t1", {"named", "groups"}),
        ("phone", "themes", "t1", {"named", "groups", "people", "phrases"}),
        ("wall", "priorities", "i1", {"theme", "theme_name", "phrases"}),
        ("wall", "statements", "v1", {"phrases"}),
    ],
)
def test_an_audience_sees_the_fields_that_it_may(
    busy: Evening, audience: str, part: str, key: str | None, held_back: set[str]
) -> None:
    everything, some = busy.console[part], busy.sees(audience)[part]
    if key is not None:
        everything, some = everything[key], some[key]
    assert everything.keys() - some.keys() == held_back


def test_V10_FA10_near_identical_words_of_one_seat_are_said_once(given: Given) -> None:
    said = [who.submits(text) for who, text in ((ana, "Small classes"), (ben, "small classes!"))]
    evening = given(fay.opens("p1"), *said, ana.submits("SMALL, classes"), ana.submits("Small"))

    def again(audience: str = "console") -> list[str]:
        found = evening.sees(audience)["responses"]
        return [key for key, response in found.items() if response.get("again")]

    assert again() == again("wall") == ["r3"]
    evening.when(fay.holds("r1"))  # it waits, and still is said on the console
    assert (again(), again("wall")) == (["r3"], [])
    evening.when(fay.hides("r1"))
    assert again() == []
    evening.when(fay.shows("r1"), ana.edits("r3", "Smaller classes"))
    assert again() == []
    evening.when(ana.edits("r4", "small classes"), ana.withdraws("r1"))
    assert again() == []
    evening.when(fay.makes("Rooms", "r2"), fay.makes("Town"), fay.copies("r2", to="t2"))
    assert again() == ["r5"]  # a second card is no second person
    evening.when(four.submits("Late buses"), four.submits("late buses"))
    assert again() == ["r5"]  # at a table it may be another one
