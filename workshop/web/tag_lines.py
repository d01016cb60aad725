"""Tag lines: a list such as the schools as a form has it, an option on each line.

Plain text adds, orders and takes options away, also without JavaScript; the second language has
the same lines in the same order.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count

from workshop.data.templates import TagList, Text
from workshop.errors import Refused
from workshop.room.nouns import DOOR, NEVER_KEYS, Room
from workshop.room.tags import MAX_KEY, SetTags, set_tags
from workshop.room.text import squeeze


@dataclass(frozen=True, slots=True)
class TagLines:
    """One list; `options` are lines in each language."""

    id: str
    name: Text
    options: Text
    students: bool = False  # students are asked for it too


def lines_of(tags: dict[str, TagList]) -> tuple[TagLines, ...]:
    """Return lists as a form has them. What lacks words in a language stands in the main one."""
    return tuple(
        TagLines(
            key,
            asked["name"],
            {language: _lines(asked, language) for language in _spoken(asked)},
            bool(asked.get("students")),
        )
        for key, asked in tags.items()
    )


def tags_of(lists: Iterable[TagLines]) -> dict[str, TagList]:
    """Return lists as a room has them; what is empty is left out.

    Raises Refused `uneven_tags` where two languages have not the same number of lines, and what
    `room.tags.set_tags` raises.
    """
    found: dict[str, TagList] = {}
    for lines in lists:
        name = _filled(lines.name)
        options = _options(lines)
        if name or options:
            key = _new_key(lines.id or next(iter(name.values()), ""), found, len(found) + 1)
            students = {"students": True} if lines.students else {}
            found[key] = {"name": name, "options": options, **students}
    set_tags(Room(), SetTags(found), DOOR, 0)  # a rule says no before anything is written
    return found


def _options(lines: TagLines) -> dict[str, Text]:
    told = {language: _said(text) for language, text in lines.options.items()}
    told = {language: said for language, said in told.items() if said}
    counts = {len(said) for said in told.values()}
    if len(counts) > 1:
        name = next(iter(_filled(lines.name).values()), "")
        raise Refused("uneven_tags", name=name, least=min(counts), most=max(counts))
    found: dict[str, Text] = {}
    for place in range(max(counts, default=0)):
        words = {language: said[place] for language, said in told.items()}
        found[_new_key(next(iter(words.values())), found, place + 1)] = words
    return found


def _new_key(words: str, known: Iterable[str], place: int) -> str:
    """Return an id of these words, the same wherever they are said; else of the place."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    kept = "".join(letter if letter.isalnum() or letter == "_" else "-" for letter in plain)
    key = "-".join(part for part in kept.split("-") if part)[: MAX_KEY - 4]
    if not key.strip("_") or key in NEVER_KEYS:
        key = f"o{place}"
    others = (f"{key}-{number}" for number in count(place))
    return next(one for one in chain((key,), others) if one not in known)


def _lines(asked: TagList, language: str) -> str:
    names = asked["options"].values()
    return "\n".join(name.get(language) or next(iter(name.values())) for name in names)


def _spoken(asked: TagList) -> list[str]:
    return list(dict.fromkeys(one for name in asked["options"].values() for one in name))


def _said(text: str) -> list[str]:
    return [line for typed in text.splitlines() if (line := squeeze(typed))]


def _filled(text: Text) -> Text:
    return {language: said for language, words in text.items() if (said := squeeze(words))}
