import pytest

from workshop.theming.text import is_empty, language_of, languages_of, stacks, stems, words
from workshop.theming.vectors import find_table


def test_words_keep_their_apostrophes_and_lose_their_case():
    assert words("Don’t CUT the band!") == ("don't", "cut", "the", "band")


def test_stems_drop_function_words_endings_and_accents():
    assert stems("the caring teachers", "en") == ("care", "teacher")
    assert stems("más clases pequeñas", "es") == stems("la clase pequena", "es")


def test_a_script_without_spaces_is_read_in_pairs():
    assert stems("学校食堂", "other") == ("学校", "校食", "食堂")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Later start times for students", "en"),
        ("Queremos clases más pequeñas", "es"),
        ("学校很好", "other"),
        ("STEM", None),
        ("42", None),
    ],
)
def test_language_is_told_only_when_the_text_tells_it(text: str, language: str | None):
    assert language_of(text) == language


def test_the_undecided_speak_the_usual_language_of_the_room():
    texts = ["Queremos clases más pequeñas", "Faltan buenos maestros", "STEM"]
    assert languages_of(texts) == ["es", "es", "es"]
    assert languages_of(texts, "pt") == ["pt"] * 3


@pytest.mark.parametrize(
    "text", ["", "  ", "idk", "n/a", "Nada", "great!!!", "🎉🎉", "7", "asdfgh"]
)
def test_a_response_that_says_nothing_is_empty(text: str):
    assert is_empty(text)


@pytest.mark.parametrize("text", ["math", "no homework", "más apoyo", "Great teachers", "STEM"])
def test_a_short_response_that_says_something_is_not_empty(text: str):
    assert not is_empty(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Great teachers!", "great teacher"),
        ("Small class sizes", "class sizes: small"),
        ("more mental health support", "Mental Health Support"),
        ("better comunication", "Better communication"),
    ],
)
def test_case_order_endings_fillers_and_typos_do_not_keep_twins_apart(one: str, other: str):
    table = find_table()
    assert table is not None
    assert stacks([one, other], ["en", "en"], table.knows) == [0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("happy kids", "happy teachers"),
        ("no homework", "homework"),
        ("good", "good teammate"),
        ("small schools", "small classes"),
    ],
)
def test_different_ideas_are_never_stacked(one: str, other: str):
    assert stacks([one, other], ["en", "en"], lambda word: True) == [0, 1]


@pytest.mark.parametrize("text", ["kind", "doesn't give up", "work together"])
def test_a_word_that_says_something_is_not_empty(text: str):
    assert not is_empty(text)


@pytest.mark.parametrize(
    "pair",
    [
        ("mental health day", "mental health days"),
        ("All of us", "all of us"),
        ("creative teachers", "crative teachers"),
    ],
)
def test_stacks_what_differs_by_case_number_or_a_letter(pair: tuple[str, str]):
    room = [*pair, "creative kids", "creative minds"]
    first = stacks(room, ["en"] * len(room), {"teachers", "kids", "minds"}.__contains__)
    assert first[1] == 0


def test_very_many_words_a_letter_apart_are_not_compared_with_each_other():
    room = [f"abcde{chr(0xAC00 + n)}fghij" for n in range(2_000)]
    assert stacks(room, ["en"] * len(room), lambda _: False) == list(range(len(room)))
