"""Patterns: how statements of each kind are usually built, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from workshop.data.reading import Mapped, find_file, read_mapping
from workshop.plan.pattern import SLOTS, Pattern, slots_of
from workshop.plan.wording import Limits

HOME = Path(__file__).parent / "patterns"
LANGUAGES = ("en", "es")
KINDS = ("priority", "mission", "vision", "value", "competency", "guardrail", "goal")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is usual for one kind."""

    limits: Limits
    patterns: tuple[Pattern, ...]


@lru_cache(8)
def load_patterns(name_or_path: str | Path) -> Mapping[str, Kind]:
    """Load the patterns of a language, or a file, by kind; it is read once.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    page = read_mapping(find_file(name_or_path, HOME))
    page.only("language", "kinds")
    page.text("language")
    kinds = page.mapped("kinds")
    kinds.only(*KINDS)
    for kind in KINDS:
        kinds.get(kind)
    return MappingProxyType({key: _kind(found) for key, found in kinds.items()})


def _kind(page: Mapped) -> Kind:
    page.only("title", "words", "patterns")
    title = page.mapped("title")
    title.only("least", "most")
    limits = Limits(page.number("words"), title.number("least"), title.number("most"))
    if not 1 <= limits.title_least <= limits.title_most or limits.words < 1:
        raise page.wrong("bad_limits", page.get("title"))
    patterns = tuple(_pattern(found) for found in page.listed("patterns"))
    seen: set[str] = set()
    for pattern, found in zip(patterns, page.listed("patterns"), strict=True):
        if pattern.id in seen:
            raise page.wrong("double_key", found.node, found=pattern.id)
        seen.add(pattern.id)
    if not patterns:
        raise page.wrong("missing_key", page.get("patterns"), found="patterns")
    return Kind(limits, patterns)


def _pattern(page: Mapped) -> Pattern:
    page.only("id", "frame", "hint")
    frame = page.text("frame")
    for slot in slots_of(frame):
        if slot not in SLOTS:
            raise page.wrong("unknown_slot", page.get("frame"), found=slot)
    return Pattern(page.text("id"), frame, page.text("hint"))
