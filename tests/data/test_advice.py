"""The lists behind the advice are read with the line of what is wrong."""

import pytest

from workshop.data.advice import LANGUAGES, LISTS, load_advice
from workshop.errors import BadMessage


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_lists_in_lower_case(language: str) -> None:
    found = load_advice(language)
    for name in LISTS:
        entries = getattr(found, name)
        assert entries, name
        assert all(entry == entry.lower() for entry in entries)
        assert len(set(entries)) == len(entries), name


def test_what_is_wrong_is_told_with_its_line(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("language: en\njargon: [x]\njargn: [y]\n")
    with pytest.raises(BadMessage) as error:
        load_advice(path)
    assert (error.value.params["line"], error.value.params["problem"]) == (3, "unknown_key")
