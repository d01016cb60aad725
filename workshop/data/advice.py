"""Advice: the word lists that a wording is held against, in each language."""

from dataclasses import fields
from functools import lru_cache
from pathlib import Path

from workshop.data.reading import find_file, read_mapping
from workshop.plan.wording import Lexis

HOME = Path(__file__).parent / "advice"
LANGUAGES = ("en", "es")
LISTS = tuple(spec.name for spec in fields(Lexis))


@lru_cache(8)
def load_advice(name_or_path: str | Path) -> Lexis:
    """Load the lists of a language, or a file; it is read once.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    page = read_mapping(find_file(name_or_path, HOME))
    page.only("language", *LISTS)
    page.text("language")
    return Lexis(**{name: page.texts(name) for name in LISTS})
