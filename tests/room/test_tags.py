"""Tags: J7, J8. What is asked of a seat beside its group, and what is not asked of students."""

import pytest

from tests.room.cast import Evening, Sent, ana, ben, door, fay, four
from tests.room.conftest import Given
from workshop.room.join import ChangeSeat
from workshop.room.respond import SubmitResponse
from workshop.room.tags import SetTags, is_minor

LISTS = {
    "school": {
        "name": {"en": "School", "es": "Escuela"},
        "options": {"lincoln": {"en": "Lincoln"}, "north": {"en": "North High"}},
    },
    "grade": {
        "name": {"en": "Grades"},
        "options": {"k2": {"en": "K–2"}, "g6": {"en": "6–8"}},
        "students": True,
    },
}


def lists(tags: object = LISTS) -> Sent:
    return door.sends(SetTags(tags))  # type: ignore[arg-type]  # what a client may send instead


@pytest.fixture
def asked(given: Given) -> Evening:
    return given(fay.opens("p1"), lists())


def test_PA3_a_seat_chooses_of_the_workshops_lists_and_corrects_it(asked: Evening) -> None:
    asked.when(ana.sends(ChangeSeat("families", tags=("school.north", "grade.k2"))))
    assert asked.mine(ana)["tags"] == {"school.north": True, "grade.k2": True}
    asked.when(ana.sends(ChangeSeat("families", tags=("school.lincoln",))))
    assert asked.mine(ana)["tags"] == {"school.lincoln": True}
    assert asked.console["crowd"]["tags"] == {"school.lincoln": 1}
    asked.when(ana.sends(ChangeSeat("families")))
    assert "tags" not in asked.mine(ana)
    assert "tags" not in asked.console["crowd"]


def test_J7_a_choice_is_made_at_the_door_too(asked: Evening) -> None:
    asked.when(ana.joins(key="k", recovery="r", tags=("grade.g6", "")))
    assert asked.room.seats["s5"].tags == ("grade.g6",)


@pytest.mark.parametrize(
    "tags", [("school.mars",), ("planet.mars",), ("school",), ("school.north", "school.lincoln")]
)
def test_J7_an_option_that_is_not_offered_is_refused(asked: Evening, tags: tuple[str, ...]) -> None:
    asked.when(ana.sends(ChangeSeat(tags=tags))).refuses("unknown_tag")


def test_J7_of_a_student_only_what_is_meant_for_students_is_kept(asked: Evening) -> None:
    asked.when(ben.sends(ChangeSeat("students", tags=("school.north", "grade.k2"))))
    assert asked.mine(ben)["tags"] == {"grade.k2": True}
    assert asked.console["crowd"]["tags"] == {"grade.k2": 1}


@pytest.mark.parametrize(
    "tags",
    [
        {str(n): LISTS["school"] for n in range(5)},
        {"school": {"name": {"en": "School"}, "options": {}}},
        {"school": {"name": {"en": " "}, "options": {"a": {"en": "A"}}}},
        {"school": {"name": {"en": "x" * 61}, "options": {"a": {"en": "A"}}}},
        {"school": {"name": "School", "options": {"a": {"en": "A"}}}},
        {"school": {"name": {"en": "School"}, "options": {"a.b": {"en": "A"}}}},
        {"__proto__": LISTS["school"]},
        {"school": {"name": {"constructor": "School"}, "options": {"a": {"en": "A"}}}},
    ],
)
def test_J7_lists_that_cannot_be_are_refused(given: Given, tags: object) -> None:
    given().when(lists(tags)).refuses("bad_tags")


def test_J7_phones_and_consoles_know_the_lists_and_walls_do_not(asked: Evening) -> None:
    school = {"lincoln": {"name": "Lincoln"}, "north": {"name": "North High"}}
    for view in (asked.phone, asked.console):
        told = view["workshop"]["tags"]
        assert told["school"]["options"] == school
        assert told["school"]["names"] == {"es": "Escuela"}
        assert told["grade"]["students"] is True
    assert "tags" not in asked.wall["workshop"]


def test_J8_with_a_students_phrase_no_view_tells_the_table(given: Given) -> None:
    evening = given(fay.opens("p1"), four.sends(ChangeSeat("students", table=4, headcount=6)))
    evening.when(four.submits("Later buses"), ana.submits("Band"))
    said = evening.console["responses"]["r1"]
    assert said["group"] == "students"
    assert "table" not in said
    assert "headcount" not in said
    evening.when(four.sends(SubmitResponse("p1", "More art", group="")))  # said by the table
    assert "table" not in evening.console["responses"]["r3"]


@pytest.mark.parametrize(
    ("group", "minor"), [("students", True), ("g9", True), ("staff", False), (None, False)]
)
def test_J8_a_group_of_students_is_known_by_its_id_or_its_name(
    given: Given, group: str | None, minor: bool
) -> None:
    room = given().room
    room.workshop.groups["g9"] = {"en": "Our pupils", "es": "Alumnos"}
    assert is_minor(room, group) is minor
