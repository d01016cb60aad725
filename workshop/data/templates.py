"""Templates of workshops: YAML files that a district may edit, with errors that name the line."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from workshop.data.reading import Mapped, read_mapping

Text = dict[str, str]  # language → words; English is always there

HOME = Path(__file__).parent / "templates"
MODES = ("open", "flagged", "all")
MAX_MINUTES = 600
MAIN = "en"  # what others fall back to


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


def load_templates(folder: Path = HOME, *, kinds: Collection[str]) -> dict[str, Template]:
    """Read every template in a folder, by name, in the order of their places.

    `kinds` are the kinds of prompts that there are. Raises BadMessage as `load_template` does.
    """
    found = [load_template(path, kinds=kinds) for path in folder.glob("*.yaml")]
    found.sort(key=lambda template: (template.place, template.name))
    return {template.name: template for template in found}


def load_template(path: Path, *, kinds: Collection[str]) -> Template:
    """Read one template.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    page = read_mapping(path)
    page.only("place", "title", "about", "minutes", "moderation", "groups", "prompts")
    return Template(
        name=path.stem,
        place=_number(page, "place", 99),
        title=_text(page, "title"),
        about=_text(page, "about"),
        minutes=_number(page, "minutes", MAX_MINUTES),
        moderation=_one_of(page, "moderation", MODES),
        groups=_groups(page.mapped("groups")),
        prompts=tuple(_prompt(prompt, kinds) for prompt in page.listed("prompts")),
    )


def _prompt(page: Mapped, kinds: Collection[str]) -> PlannedPrompt:
    page.only("kind", "question", "minutes")
    return PlannedPrompt(
        kind=_one_of(page, "kind", kinds),
        question=_text(page, "question"),
        minutes=_number(page, "minutes", MAX_MINUTES) if page.find("minutes") else None,
    )


def _groups(page: Mapped) -> dict[str, Text]:
    page.only(*page.keys())  # any, each once
    for name in page.keys():
        if not (name.isidentifier() and name.isascii()):
            raise page.wrong("not_an_id", page.find(name), found=name)
    return {name: _text(page, name) for name in page.keys()}


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
