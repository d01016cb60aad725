"""Phrases: what people might say under a question of each kind, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from workshop.data.reading import find_file, read_mapping

HOME = Path(__file__).parent / "phrases"
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language."""

    language: str
    held: str  # one that the screening holds
    by_kind: Mapping[str, tuple[str, ...]]


@lru_cache(8)
def load_phrases(name_or_path: str | Path) -> Phrases:
    """Load the phrases of a language, or a file; it is read once.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem).
    """
    page = read_mapping(find_file(name_or_path, HOME))
    page.only(*page.keys())
    kinds = [key for key in page.keys() if key not in ("language", "held")]
    return Phrases(
        language=page.text("language"),
        held=page.text("held"),
        by_kind=MappingProxyType({kind: page.texts(kind) for kind in kinds}),
    )
