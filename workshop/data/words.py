"""Word lists of a language: what carries no theme by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from workshop.data.reading import Mapped, find_file, read_mapping

HOME = Path(__file__).parent / "words"
LISTS = ("stop", "plain", "empty", "glue", "vague")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language, in lower case."""

    language: str
    stop: frozenset[str]  # never content
    plain: frozenset[str]  # praise and fillers: never a name
    empty: frozenset[str]  # a response of these alone says nothing
    glue: frozenset[str]  # stop words that change nothing inside a phrase
    vague: frozenset[str]  # too general to name a theme alone
    means: Mapping[str, str]  # word → what it says in English; empty for English


@lru_cache(8)
def load_words(name_or_path: str | Path) -> Words:
    """Load a word list by its language or from a file; it is read once.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem).
    """
    page: Mapped = read_mapping(find_file(name_or_path, HOME))
    page.only("language", "means", *LISTS)
    lists = {key: frozenset(page.texts(key)) for key in LISTS}
    means = page.mapped("means").as_texts() if page.find("means") else {}
    return Words(language=page.text("language"), means=MappingProxyType(means), **lists)
