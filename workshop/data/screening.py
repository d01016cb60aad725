"""Screening: the word lists of each language, and what a district adds to them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from workshop.data.reading import Mapped, find_file, read_mapping
from workshop.errors import Refused
from workshop.room.screen import Lists
from workshop.room.text import squeeze

HOME = Path(__file__).parent / "screening"
LANGUAGES = ("en", "es")
LISTS = tuple(spec.name for spec in fields(Lists) if spec.name != "groups")

# What a district may add, in each language: words to hold, names to hold, words never to hold.
ADDED = ("hold", "names", "allow")
MOST_WORDS = 500  # of one kind in one language
LONGEST = 80  # characters of one entry
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class WordList:
    """The lists of one language."""

    language: str
    lists: Lists


@dataclass(frozen=True, slots=True)
class Own:
    """What a district adds in one language."""

    hold: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()


@lru_cache(8)
def load_screening(name_or_path: str | Path) -> WordList:
    """Load the lists of a language, or a file; it is read once.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    page = read_mapping(find_file(name_or_path, HOME))
    page.only("language", "groups", *LISTS)
    groups = _groups(page.mapped("groups")) if page.find("groups") else {}
    lists = {key: page.texts(key) for key in LISTS}
    for key in ("safety", "personnel", "about", "protected", "sensitive", "allow"):
        _check_groups(page, key, lists[key], groups)
    return WordList(page.text("language"), Lists(groups=groups, **lists))


def _groups(page: Mapped) -> dict[str, tuple[str, ...]]:
    """Return the groups, with the words of those that they name."""
    page.only(*page.keys())
    written = {key: page.texts(key) for key in page.keys()}
    return {
        key: tuple(
            one
            for word in words
            for one in (written.get(word[1:-1], ()) if word[0] == "<" else (word,))
        )
        for key, words in written.items()
    }


def _check_groups(
    page: Mapped, key: str, entries: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse a pattern that names a group that is not there, with its line."""
    node = page.get(key) if entries else None
    for entry, item in zip(entries, node.value if node is not None else (), strict=False):
        for word in entry.replace("|", " ").split():
            if word.startswith("<") and word.removesuffix("?")[1:-1] not in groups:
                raise page.wrong("unknown_group", item, found=word)


def shipped() -> Lists:
    """Return the lists of all languages together: a room speaks several."""
    return _together(LANGUAGES)


@lru_cache(1)
def _together(languages: tuple[str, ...]) -> Lists:
    lists = Lists()
    for language in languages:
        lists = lists.with_more(load_screening(language).lists)
    return lists


def merged(own: Mapping[str, Own]) -> Lists:
    """Return the shipped lists with what a district adds in any language."""
    every = own.values()
    return shipped().with_more(
        Lists(
            listed=tuple(word for one in every for word in one.hold),
            names=tuple(word for one in every for word in one.names if " " not in word),
            allow=tuple(word for one in every for word in one.allow),
        )
    )


def checked(values: Mapping[str, str]) -> dict[str, Own]:
    """Return what a form says: fields `hold_en`, `names_en` … with an entry on each line.

    Raises Refused `invalid_fields` with `fields`: {field: {code, …}}.
    """
    faults: dict[str, dict[str, object]] = {}
    own: dict[str, Own] = {}
    for language in LANGUAGES:
        found = {}
        for kind in ADDED:
            name = f"{kind}_{language}"
            found[kind] = _entries(values.get(name, ""))
            if fault := _fault(kind, found[kind]):
                faults[name] = fault
        own[language] = Own(**found)
    if faults:
        raise Refused("invalid_fields", fields=faults)
    return own


def _entries(written: str) -> tuple[str, ...]:
    lines = (squeeze(line) for line in written.replace(",", "\n").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _fault(kind: str, entries: tuple[str, ...]) -> dict[str, object] | None:
    if len(entries) > MOST_WORDS:
        return {"code": "too_many_words", "limit": MOST_WORDS}
    for entry in entries:
        if len(entry) > LONGEST:
            return {"code": "word_too_long", "word": entry[:20], "limit": LONGEST}
        if sum(c.isalnum() for c in entry) < SHORTEST or not _SIGNS.isdisjoint(entry):
            return {"code": "bad_word", "word": entry[:20]}
    return None


_SIGNS = frozenset("|?<>")


def form_of(own: Mapping[str, Own]) -> dict[str, str]:
    """Return what a form shows of these: an entry on each line."""
    return {
        f"{kind}_{language}": "\n".join(getattr(own.get(language, Own()), kind))
        for language in LANGUAGES
        for kind in ADDED
    }
