"""Tag lines: lists as they are typed, an option on each line."""

import pytest

from tests.room.test_tags import LISTS
from workshop.errors import Refused
from workshop.web.tag_lines import TagLines, lines_of, tags_of


def asks(
    name: str = "School",
    options: str = "North\nSouth",
    told: dict[str, str] | None = None,
    students: bool = False,
) -> TagLines:
    """Return a list as the form sends it; `told`: its options in both languages."""
    return TagLines("", {"en": name, "es": ""}, told or {"en": options, "es": ""}, students)


def test_PA3_each_line_is_an_option_in_its_order():
    assert tags_of([asks(options=" Lincoln \n\nNorth   High\n")]) == {
        "school": {
            "name": {"en": "School"},
            "options": {"lincoln": {"en": "Lincoln"}, "north-high": {"en": "North High"}},
        }
    }


def test_PA3_two_languages_say_the_same_line_by_line():
    both = {"en": "Lower\nUpper", "es": "Primaria\nSecundaria"}
    made = tags_of([asks(told=both, students=True)])["school"]
    assert made["options"]["upper"] == {"en": "Upper", "es": "Secundaria"}
    assert made["students"] is True


def test_what_is_left_empty_is_no_list():
    assert tags_of([asks("", "")]) == {}


def test_what_a_template_has_comes_back_from_the_form():
    typed = lines_of(LISTS)
    assert [lines.id for lines in typed] == ["school", "grade"]
    assert typed[0].options == {"en": "Lincoln\nNorth High"}
    assert tags_of(lines_of(tags_of(typed))) == tags_of(typed)


def test_words_without_a_plain_letter_have_an_id_of_their_own():
    made = tags_of([asks("مدرسة", "北\n南\nconstructor\nEast!\nEast?")])
    [(key, asked)] = made.items()
    assert key == "o1"
    assert list(asked["options"]) == ["o1", "o2", "o3", "east", "east-5"]


def test_no_option_takes_the_id_of_another():
    made = tags_of([asks(options="A 3\nA\na!")])["school"]
    assert [name["en"] for name in made["options"].values()] == ["A 3", "A", "a!"]


@pytest.mark.parametrize(
    "lines",
    [
        [asks("", "North")],
        [asks("School", "")],
        [asks(f"List {n}") for n in range(5)],
        [asks(options="\n".join(f"School {n}" for n in range(61)))],
        [asks(options="x" * 61)],
    ],
)
def test_refuses_what_the_rule_refuses(lines):
    with pytest.raises(Refused, match="bad_tags"):
        tags_of(lines)


def test_refuses_languages_with_another_number_of_lines():
    with pytest.raises(Refused) as refused:
        tags_of([asks(told={"en": "North\nSouth", "es": "Norte"})])
    assert refused.value.code == "uneven_tags"
    assert refused.value.params == {"name": "School", "least": 1, "most": 2}
