"""The patterns are read with the line of what is wrong."""

import pytest

from workshop.data.patterns import KINDS, LANGUAGES, load_patterns
from workshop.errors import BadMessage
from workshop.room import promote

HEAD = "language: en\nkinds:\n"
KIND = "  {}:\n    title: {{least: 1, most: 4}}\n    words: 30\n    patterns:\n"
ONE = '      - {id: a, frame: "We {act}.", hint: Say it.}\n'


def file_of(first: str) -> str:
    rest = "".join(KIND.format(kind) + ONE for kind in KINDS[1:])
    return HEAD + KIND.format(KINDS[0]) + first + rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_patterns_in_every_language_and_the_same_ones(language: str) -> None:
    found = load_patterns(language)
    assert set(found) == set(KINDS) == set(promote.KINDS)
    for kind, usual in load_patterns("en").items():
        assert [one.id for one in found[kind].patterns] == [one.id for one in usual.patterns]


def test_the_limits_are_those_of_the_trade() -> None:
    found = load_patterns("en")
    assert (found["value"].limits.words, found["mission"].limits.words) == (30, 35)
    assert found["vision"].limits.words == 60
    assert (found["priority"].limits.title_least, found["priority"].limits.title_most) == (2, 4)


@pytest.mark.parametrize(
    ("first", "line", "problem"),
    [
        ('      - {id: a, frame: "We {do}.", hint: Say it.}\n', 7, "unknown_slot"),
        (ONE + ONE, 8, "double_key"),
        ("      - {id: a, hint: Say it.}\n", 7, "missing_key"),
        ("      - {id: a, frame: x, hint: y, note: z}\n", 7, "unknown_key"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, first: str, line: int, problem: str):
    path = tmp_path / "mine.yaml"
    path.write_text(file_of(first))
    with pytest.raises(BadMessage) as error:
        load_patterns(path)
    assert (error.value.params["line"], error.value.params["problem"]) == (line, problem)


def test_limits_that_do_not_fit_are_told(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(file_of(ONE).replace("least: 1", "least: 9", 1))
    with pytest.raises(BadMessage) as error:
        load_patterns(path)
    assert (error.value.params["line"], error.value.params["problem"]) == (4, "bad_limits")
