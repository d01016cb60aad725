import pytest

from workshop.data.words import load_words


@pytest.mark.parametrize("language", ["en", "es"])
def test_word_lists_are_in_lower_case(language: str):
    words = load_words(language)
    assert words.language == language
    for listed in (words.stop, words.plain, words.empty):
        assert listed
        assert all(word == word.lower() for word in listed)


def test_no_and_yes_stay_words():
    assert {"no", "yes"} <= load_words("en").empty
