"""Tags: what a workshop asks of a seat beside its group, such as the school.  Rules J7, J8.

A workshop may have a few lists, each with its options; a seat chooses at most one of each, or
prefers not to say. Nothing is asked of students but what is meant for them, and nobody is told at
which table they sit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workshop.errors import Refused
from workshop.room.nouns import NEVER_KEYS, WORKSHOP, Room
from workshop.room.text import graphemes, squeeze
from workshop.room.when import Moment

MAX_LISTS = 4
MAX_OPTIONS = 60
MAX_NAME = 60  # letters
MAX_KEY = 40

# Groups of minors, by the ids that templates use or by their names.
STUDENTS = frozenset(
    {"student", "students", "pupil", "pupils", "estudiante", "estudiantes", "alumno", "alumnos"}
)

Names = dict[str, str]  # language → words


@dataclass(frozen=True, slots=True)
class SetTags:
    """Give the workshop its lists: id → `name`, `options` {id: names}, `students`?"""

    tags: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TagsSet:
    """The workshop has these lists from now on."""

    tags: dict[str, dict[str, Any]]


def set_tags(room: Room, command: SetTags, by: str, at: int) -> list[TagsSet]:
    """Replace the lists (J7). Raises Refused `bad_tags`."""
    if len(command.tags) > MAX_LISTS:
        raise Refused("bad_tags")
    return [TagsSet({key: _list(key, said) for key, said in command.tags.items()})]


def tags_set(room: Room, event: TagsSet, when: Moment) -> None:
    """Write the lists; what seats chose of lists that are gone is shown no more."""
    room.put(WORKSHOP, "tags", event.tags)


def chosen(room: Room, tags: Iterable[str], group: str | None) -> tuple[str, ...]:
    """Return what a seat of this group has chosen, in the order of the lists (J7).

    Of students only what is meant for them is kept. Raises Refused `unknown_tag`.
    """
    said = dict.fromkeys(tag for tag in tags if tag)
    kept = {}
    for tag in said:
        name, _, option = tag.partition(".")
        asked = room.workshop.tags.get(name, {})
        if option not in asked.get("options", {}) or name in kept:
            raise Refused("unknown_tag")
        kept[name] = tag
    minor = is_minor(room, group)
    lists = room.workshop.tags
    return tuple(kept[n] for n in lists if n in kept and (lists[n].get("students") or not minor))


def is_minor(room: Room, group: str | None) -> bool:
    """Return True for a group of students (J8)."""
    if group is None:
        return False
    names = {group, *room.workshop.groups.get(group, {}).values()}
    return not STUDENTS.isdisjoint(name.strip().casefold() for name in names)


def _list(key: str, said: dict[str, Any]) -> dict[str, Any]:
    options = said.get("options")
    if not isinstance(options, dict) or not 1 <= len(options) <= MAX_OPTIONS:
        raise Refused("bad_tags")
    read = {_key(one): _names(names) for one, names in options.items()}
    _key(key)
    students = {"students": True} if said.get("students") else {}
    return {"name": _names(said.get("name")), "options": read, **students}


def _key(key: str) -> str:
    is_word = key.isascii() and key.replace("-", "_").replace("_", "a").isalnum()
    if not is_word or len(key) > MAX_KEY or key in NEVER_KEYS:
        raise Refused("bad_tags")
    return key


def _names(said: Any) -> Names:
    if not isinstance(said, dict) or not said:
        raise Refused("bad_tags")
    names = {str(language): squeeze(str(name)) for language, name in said.items()}
    if not all(0 < graphemes(name) <= MAX_NAME for name in names.values()):
        raise Refused("bad_tags")
    if NEVER_KEYS.intersection(names):
        raise Refused("bad_tags")
    return names
