"""Templates of workshops: YAML files that a district may edit, with errors that name the line."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from workshop.data.reading import Mapped, parse_mapping, read_mapping

Text = dict[str, str]  # language → words; English is always there
TagList = dict[str, Any]  # `name`, `options` {id: names}, `students`?: see room/tags.py

HOME = Path(__file__).parent / "templates"
FLAGS = ("stays", "together", "late_names")  # of a step
MODES = ("open", "flagged", "all")
MAX_MINUTES = 600
LAST = 99  # the last place in lists
MAIN = "en"  # what others fall back to


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A line of the agenda: a question, or a step that asks nothing; see room/agenda.py."""

    kind: str
    text: Text
    minutes: int | None
    stays: bool = False  # open until it is closed by hand
    together: bool = False  # opens with the line before it
    late_names: bool = False
    waves: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """What a new workshop begins with."""

    name: str  # the file's, without its ending
    place: int  # in lists
    title: Text
    about: Text
    minutes: int  # of the whole meeting
    moderation: str  # open | flagged | all
    groups: dict[str, Text]  # by id
    agenda: tuple[PlannedStep, ...]
    tags: dict[str, TagList] = field(default_factory=dict)  # what is asked beside the group


def load_templates(folder: Path = HOME, *, kinds: Collection[str]) -> dict[str, Template]:
    """Read every template in a folder, by name, in the order of their places.

    `kinds` are the kinds of steps that there are. Raises BadMessage as `load_template` does.
    """
    found = [load_template(path, kinds=kinds) for path in folder.glob("*.yaml")]
    found.sort(key=lambda template: (template.place, template.name))
    return {template.name: template for template in found}


def load_template(path: Path, *, kinds: Collection[str]) -> Template:
    """Read one template.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    return _template(read_mapping(path), path.stem, kinds)


def parse_template(text: str, name: str, *, kinds: Collection[str]) -> Template:
    """Read a template from the text of such a file. Raises BadMessage as `load_template` does."""
    return _template(parse_mapping(text.encode(), name), name, kinds)


def write_template(template: Template) -> str:
    """Return the text of the file that would be read as this template."""
    tags = {"tags": template.tags} if template.tags else {}
    return yaml.safe_dump(
        {
            "place": template.place,
            "title": template.title,
            "about": template.about,
            "minutes": template.minutes,
            "moderation": template.moderation,
            "groups": template.groups,
            **tags,
            "agenda": [_written(step) for step in template.agenda],
        },
        allow_unicode=True,
        sort_keys=False,
    )


def _written(step: PlannedStep) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": step.kind, "text": step.text, "minutes": step.minutes}
    said |= {name: getattr(step, name) for name in FLAGS}
    said["waves"] = list(step.waves)
    return {name: value for name, value in said.items() if value}


def _template(page: Mapped, name: str, kinds: Collection[str]) -> Template:
    page.only("place", "title", "about", "minutes", "moderation", "groups", "tags", "agenda")
    return Template(
        name=name,
        place=_number(page, "place", LAST),
        title=_text(page, "title"),
        about=_text(page, "about"),
        minutes=_number(page, "minutes", MAX_MINUTES),
        moderation=_one_of(page, "moderation", MODES),
        groups=_groups(page.mapped("groups")),
        agenda=tuple(_step(step, kinds) for step in page.listed("agenda")),
        tags=_tags(page.mapped("tags")) if page.find("tags") else {},
    )


def _step(page: Mapped, kinds: Collection[str]) -> PlannedStep:
    page.only("kind", "text", "minutes", "waves", *FLAGS)
    return PlannedStep(
        kind=_one_of(page, "kind", kinds),
        text=_text(page, "text"),
        minutes=_number(page, "minutes", MAX_MINUTES) if page.find("minutes") else None,
        waves=tuple(_wave(page, most) for most in page.texts("waves")),
        **{name: bool(page.find(name)) and _flag(page, name) for name in FLAGS},
    )


def _flag(page: Mapped, name: str) -> bool:
    return _one_of(page, name, ("true", "false")) == "true"


def _wave(page: Mapped, most: str) -> int:
    if not (most.isascii() and most.isdigit() and len(most) < 3):
        raise page.wrong("not_a_number", page.find("waves"), found=most)
    return int(most)


def _groups(page: Mapped) -> dict[str, Text]:
    page.only(*page.keys())  # any, each once
    for name in page.keys():
        if not (name.isidentifier() and name.isascii()):
            raise page.wrong("not_an_id", page.find(name), found=name)
    return {name: _text(page, name) for name in page.keys()}


def _tags(page: Mapped) -> dict[str, TagList]:
    page.only(*page.keys())
    return {name: _tag_list(page.mapped(name)) for name in page.keys()}


def _tag_list(page: Mapped) -> TagList:
    page.only("name", "options", "students")
    students = {"students": True} if page.find("students") and _flag(page, "students") else {}
    return {"name": _text(page, "name"), "options": _groups(page.mapped("options")), **students}


def _text(page: Mapped, key: str) -> Text:
    spoken = page.mapped(key)
    spoken.only(*spoken.keys())
    spoken.get(MAIN)
    return {language: " ".join(spoken.text(language).split()) for language in spoken.keys()}


def _number(page: Mapped, key: str, most: int) -> int:
    number = page.number(key)
    if not 1 <= number <= most:
        raise page.wrong("out_of_range", page.find(key), found=key)
    return number


def _one_of(page: Mapped, key: str, known: Collection[str]) -> str:
    word = page.text(key)
    if word not in known:
        raise page.wrong("unknown_value", page.find(key), found=word)
    return word
