"""Fitting: the first paint stands as the script would let it stand, as far as can be guessed."""

import pytest

from workshop.web.fitting import LISTED, TOP, Look, first_page

SHORT = "Student success"
LONG = "a long way to get there " * 24


@pytest.mark.parametrize(
    ("face", "texts", "wanted"),
    [
        ("vote", [SHORT] * 3, ("large", 3)),
        ("vote", [SHORT] * 10, ("large", 10)),
        ("vote", [SHORT] * 60, ("small", 12)),
        ("vote", [LONG] * 9, ("wide", 1)),
        ("ranking", [SHORT] * 3, ("large", 3)),
        ("ranking", [SHORT] * 6, ("usual", 6)),
        ("ranking", [SHORT] * 8, ("small", TOP)),
        ("ranking", [LONG] * 2, ("wide", 1)),
        ("matrix", [SHORT] * 6, ("usual", 6)),
        ("matrix", [SHORT] * 24, ("small", 8)),
    ],
)
def test_FA12_options_stand_as_large_as_lets_all_stand_else_on_even_pages(
    face: str, texts: list[str], wanted: tuple[str, int]
) -> None:
    assert first_page(face, texts, "") == wanted


def test_FA12_a_long_question_leaves_less_room() -> None:
    texts = [SHORT] * 24
    assert first_page("matrix", texts, "why " * 100)[1] < first_page("matrix", texts, "Why?")[1]


def test_FA12_one_option_at_least_stands_there() -> None:
    assert first_page("matrix", [LONG * 9], "why " * 100) == (LISTED[-1].size, 1)


def test_FA12_a_row_stands_in_one_column_and_has_its_least_height() -> None:
    look = Look("usual", letters=10, around=1, line=1, least=3, columns=2)
    assert look.holds(["one", "two", "three"], 6) == 3
    assert look.holds(["one"] * 9, 6) == 4
    assert look.holds(["one", "x" * 60], 6) == 1
