"""Templates of workshops: YAML files that a district may edit, with errors that name the line."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml

from workshop.errors import BadMessage

T = TypeVar("T")
Text = dict[str, str]  # language → words; English is always there

MODES = ("open", "flagged", "all")
MAX_MINUTES = 600
FIELDS = {"place", "title", "about", "minutes", "moderation", "groups", "prompts"}


@dataclass(frozen=True, slots=True)
class PlannedPrompt:
    """A question and the minutes that are planned for it."""

    kind: str
    question: Text
    minutes: int | None


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
    prompts: tuple[PlannedPrompt, ...]


def load_templates(folder: Path, *, kinds: Collection[str]) -> dict[str, Template]:
    """Read every template in a folder, by name, in the order of their places.

    `kinds` are the kinds of prompts that there are. Raises BadMessage as `load_template` does.
    """
    found = [load_template(path, kinds=kinds) for path in folder.glob("*.yaml")]
    return {
        template.name: template for template in sorted(found, key=lambda one: (one.place, one.name))
    }


def load_template(path: Path, *, kinds: Collection[str]) -> Template:
    """Read one template.

    Raises BadMessage, with `file` and `line`: `template_syntax`; with `name` too:
    `template_missing`, `template_unknown`, `template_twice`, `template_value`.
    """
    reading = _Reading(path.name, frozenset(kinds))
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise reading.error("template_syntax", 1) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise reading.error("template_syntax", mark.line + 1 if mark else 1) from error
    if root is None:
        raise reading.error("template_syntax", 1)
    return _template(reading, path.stem, root)


@dataclass(frozen=True, slots=True)
class _Reading:
    """The file in hand, and what may stand in it."""

    file: str
    kinds: frozenset[str]

    def error(self, code: str, line: int, name: str | None = None) -> BadMessage:
        """Say what is wrong on which line."""
        if name is None:
            return BadMessage(code, file=self.file, line=line)
        return BadMessage(code, file=self.file, line=line, name=name)


def _template(reading: _Reading, name: str, root: yaml.Node) -> Template:
    fields = _fields(
        reading,
        root,
        "file",
        {"place", "title", "about", "minutes", "moderation", "groups", "prompts"},
    )
    return Template(
        name=name,
        place=_number(reading, fields["place"], "place", 99),
        title=_text(reading, fields["title"], "title"),
        about=_text(reading, fields["about"], "about"),
        minutes=_number(reading, fields["minutes"], "minutes", MAX_MINUTES),
        moderation=_one_of(reading, fields["moderation"], "moderation", MODES),
        groups=_groups(reading, fields["groups"]),
        prompts=_each(reading, fields["prompts"], "prompts", _prompt),
    )


def _prompt(reading: _Reading, node: yaml.Node) -> PlannedPrompt:
    fields = _fields(reading, node, "prompts", {"kind", "question"}, optional={"minutes"})
    minutes = fields.get("minutes")
    return PlannedPrompt(
        kind=_one_of(reading, fields["kind"], "kind", reading.kinds),
        question=_text(reading, fields["question"], "question"),
        minutes=None if minutes is None else _number(reading, minutes, "minutes", MAX_MINUTES),
    )


def _groups(reading: _Reading, node: yaml.Node) -> dict[str, Text]:
    groups = {}
    for key, value in _pairs(reading, node, "groups").items():
        if not (key.isidentifier() and key.isascii()):
            raise reading.error("template_value", _line(node), key)
        groups[key] = _text(reading, value, key)
    return groups


def _text(reading: _Reading, node: yaml.Node, name: str) -> Text:
    pairs = _pairs(reading, node, name)
    text = {language: _words(reading, value, name) for language, value in pairs.items()}
    if "en" not in text:
        raise reading.error("template_missing", _line(node), "en")
    return text


def _words(reading: _Reading, node: yaml.Node, name: str) -> str:
    words = " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""
    if not words:
        raise reading.error("template_value", _line(node), name)
    return words


def _number(reading: _Reading, node: yaml.Node, name: str, most: int) -> int:
    written = node.value if isinstance(node, yaml.ScalarNode) else ""
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= most):
        raise reading.error("template_value", _line(node), name)
    return int(written)


def _one_of(reading: _Reading, node: yaml.Node, name: str, known: Collection[str]) -> str:
    word = _words(reading, node, name)
    if word not in known:
        raise reading.error("template_value", _line(node), name)
    return word


def _each(
    reading: _Reading, node: yaml.Node, name: str, read: Callable[[_Reading, yaml.Node], T]
) -> tuple[T, ...]:
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise reading.error("template_value", _line(node), name)
    return tuple(read(reading, item) for item in node.value)


def _fields(
    reading: _Reading,
    node: yaml.Node,
    name: str,
    required: set[str],
    *,
    optional: frozenset[str] | set[str] = frozenset(),
) -> dict[str, yaml.Node]:
    pairs = _pairs(reading, node, name)
    for key, value in pairs.items():
        if key not in required | optional:
            raise reading.error("template_unknown", _line(value), key)
    for key in sorted(required):
        if key not in pairs:
            raise reading.error("template_missing", _line(node), key)
    return pairs


def _pairs(reading: _Reading, node: yaml.Node, name: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise reading.error("template_value", _line(node), name)
    pairs: dict[str, yaml.Node] = {}
    for key, value in node.value:
        word = _words(reading, key, name)
        if word in pairs:
            raise reading.error("template_twice", _line(key), word)
        pairs[word] = value
    return pairs


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
