"""Pages: no open door for a script, every field labelled, every form a command that exists."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.house.source import HOME, pages
from workshop.room.contents import COMMANDS

TEMPLATES = pages("templates", ending="html")
SCRIPTS = pages("static/js", ending="js")
STYLES = pages("static/css", ending="css")

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
# What Jinja says inside a tag or between two: an expression keeps its place as a word.
STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.S)


def named(path: Path) -> str:
    return str(path.relative_to(HOME))


def markup(path: Path) -> str:
    """Return a template as plain HTML, as near as its parts allow."""
    text = STATEMENT.sub(" ", path.read_text(encoding="utf-8"))
    return EXPRESSION.sub(lambda found: re.sub(r"[^\w.]+", "-", found.group()), text)


class Fields(HTMLParser):
    """Collects the fields of a page, its labels and its commands."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: set[str] = set()
        self.unlabelled: list[tuple[str, str]] = []  # (id, the tag)
        self.commands: list[str | None] = []
        self.attributes: set[str] = set()
        self._open = 0  # labels around us
        self._form: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.attributes |= found.keys()
        if tag == "label":
            self._open += 1
            self.labels.add(found.get("for", ""))
        elif tag == "form" and "data-command" in found:
            self.commands.append(None)
            self._form = "command"
        elif tag in ("input", "select", "textarea"):
            self._field(tag, found)
        if tag == "button" and self._form and found.get("name") == "type":
            self.commands[-1] = found["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._open -= 1
        elif tag == "form":
            self._form = None

    def _field(self, tag: str, found: dict[str, str]) -> None:
        if self._form and found.get("name") == "type":
            self.commands[-1] = found.get("value")
        if found.get("type") in UNLABELLED or self._open:
            return
        if not {"aria-label", "aria-labelledby"} & found.keys():
            self.unlabelled.append((found.get("id", ""), self.get_starttag_text() or tag))


def read(path: Path) -> Fields:
    fields = Fields()
    fields.feed(markup(path))
    return fields


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_lets_no_markup_through(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_no_inline_style_or_script(path: Path) -> None:
    attributes = read(path).attributes
    assert not {name for name in attributes if name == "style" or re.fullmatch(r"on[a-z]+", name)}
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", markup(path))
    assert "<style" not in markup(path)


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_writes_no_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\("
    assert not re.search(forbidden, text)
    assert not re.search(r"setAttribute\(\s*['\"](style|on\w+)['\"]", text)


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_a_style_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert not re.search(r"url\(\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_field_is_labelled(path: Path) -> None:
    fields = read(path)
    bare = [tag for key, tag in fields.unlabelled if not key or key not in fields.labels]
    assert bare == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_command_form_names_a_command_that_exists(path: Path) -> None:
    for command in read(path).commands:
        assert command is not None, "a command form without a type"
        if re.fullmatch(r"[a-z_]+", command):
            assert command in COMMANDS
