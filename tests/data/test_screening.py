"""The lists of the screening are read with the line of what is wrong, and added to by districts."""

import pytest

from workshop.data.screening import LANGUAGES, checked, form_of, load_screening, merged
from workshop.errors import BadMessage, Refused
from workshop.room.screen import Screening


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_lists(language: str) -> None:
    read = load_screening(language)
    assert read.language == language
    for name in ("profanity", "safety", "personnel", "protected", "names", "kin", "titles"):
        assert getattr(read.lists, name), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_in_lower_case_and_no_beginning_is_too_short(language: str) -> None:
    lists = load_screening(language).lists
    for name in ("profanity", "names", "surnames", "allow", "protected"):
        for entry in getattr(lists, name):
            assert entry == entry.lower()
            assert not entry.endswith("*") or len(entry) > 4, entry


@pytest.mark.parametrize(
    ("written", "line", "problem"),
    [
        ("language: en\nprofanty: [x]\n", 2, "unknown_key"),
        ("language: en\nprofanity: darn\n", 2, "not_a_list"),
        ("language: en\n\nsafety:\n- run\n- [no]\n", 5, "not_a_text"),
        ("language: en\nsafety:\n- run\n- fire <staf>\n", 4, "unknown_group"),
        ("language: en\nprofanity: [a\n", 3, "not_yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, written: str, line: int, problem: str):
    path = tmp_path / "mine.yaml"
    path.write_text(written)
    with pytest.raises(BadMessage) as error:
        load_screening(path)
    assert (error.value.params["line"], error.value.params["problem"]) == (line, problem)


def test_what_a_district_adds_is_held_named_or_let_through() -> None:
    own = checked({"hold_en": "bond issue, levy*", "names_es": "Xóchitl", "allow_en": "Coach Low"})
    screening = Screening(merged(own))
    assert screening("the bond issue").flags == ("listed",)
    assert screening("xochitl canta").flags == ("name",)
    assert screening("Coach Low is kind").flags == ()
    assert form_of(own)["hold_en"] == "bond issue\nlevy*"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"hold_en": "a"}, "hold_en", "bad_word"),
        ({"allow_es": "uno|dos"}, "allow_es", "bad_word"),
        ({"names_en": "x" * 81}, "names_en", "word_too_long"),
        ({"hold_es": "\n".join(f"palabra{n}" for n in range(501))}, "hold_es", "too_many_words"),
    ],
)
def test_what_no_list_can_hold_is_refused(values, field: str, code: str) -> None:
    with pytest.raises(Refused, match="invalid_fields") as refusal:
        checked(values)
    assert refusal.value.params["fields"][field]["code"] == code
