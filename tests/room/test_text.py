"""How words that people type are put in order."""

import pytest

from workshop.room.text import MAX_FORMATS, MAX_MARKS, graphemes, squeeze


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a \t b\n", "a b"),
        ("a\u00a0\u2003b", "a b"),
        ("e\u0301", "é"),
        ("a\x00\x1b[31m", "a[31m"),
        ("\u202ekcab\u2069", "kcab"),
        ("a\u200bb\ufeff", "ab"),
        ("Z" + "\u0335" * 9, "Z" + "\u0335" * MAX_MARKS),
        ("\ud800x", "x"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a" + "\u200d" * 5_000 + "b", "a" + "\u200d" * MAX_FORMATS + "b"),
        ("🏴" + "\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",) * 2,
        (" \u200d \u200c\u0301", ""),
    ],
)
def test_white_space_is_squeezed_and_controls_go(typed: str, kept: str) -> None:
    assert squeeze(typed) == kept
    assert squeeze(kept) == kept


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("👩‍👩‍👧", 1),
        ("👍🏽", 1),
        ("🇪🇸🇺🇸", 2),
        ("नि", 2),
        ("🙂\u200d↔️", 1),
        ("\u200d".join("yells"), 5),
    ],
)
def test_characters_are_counted_as_a_person_would(text: str, count: int) -> None:
    assert graphemes(text) == count
