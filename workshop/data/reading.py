"""Reading: YAML as text, with the line of everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from workshop.errors import BadMessage, NotFound

LARGEST = 2_000_000  # bytes of one file
DEEPEST = 50  # parts within parts
# Every scalar is text. The parser in C takes a fourteenth of the time; not every build has it.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def find_file(name_or_path: str | Path, home: Path) -> Path:
    """Return the file of a shipped name in `home`, or the path that was given.

    Raises NotFound: `no_such_file`.
    """
    shipped = home / f"{name_or_path}.yaml"
    if str(name_or_path).isidentifier() and shipped.is_file():
        return shipped
    path = Path(name_or_path)
    if not path.is_file():
        raise NotFound("no_such_file", file=str(name_or_path))
    return path


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping of a YAML file that knows its line. Every scalar is text: `no` is not False."""

    file: str
    node: yaml.MappingNode

    def wrong(self, problem: str, node: yaml.Node | None = None, *, found: str = "") -> BadMessage:
        """Return the error that names the file, the line (from 1), the problem and its word."""
        line = (node or self.node).start_mark.line + 1
        return BadMessage("bad_file", file=self.file, line=line, problem=problem, found=found)

    def find(self, key: str) -> yaml.Node | None:
        """Return what stands under the key."""
        return next((value for name, value in self.node.value if name.value == key), None)

    def only(self, *keys: str) -> None:
        """Refuse keys that mean nothing here, and keys written twice."""
        seen: set[str] = set()
        for name, _ in self.node.value:
            if name.value not in keys:
                raise self.wrong("unknown_key", name, found=str(name.value))
            if name.value in seen:
                raise self.wrong("double_key", name, found=str(name.value))
            seen.add(name.value)

    def get(self, key: str) -> yaml.Node:
        """Return what stands under the key; it must be there."""
        node = self.find(key)
        if node is None:
            raise self.wrong("missing_key", found=key)
        return node

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text, not empty."""
        if default is not None and self.find(key) is None:
            return default
        return self._text(self.get(key), key)

    def number(self, key: str) -> int:
        """Return a whole number."""
        node = self.get(key)
        try:
            return int(self._text(node, key))
        except ValueError:
            raise self.wrong("not_a_number", node, found=key) from None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; none where the key is absent."""
        node = self.find(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong("not_a_list", node, found=key)
        return tuple(self._text(item, key) for item in node.value)

    def mapped(self, key: str) -> "Mapped":
        """Return the mapping under the key."""
        return self._mapped(self.get(key), key)

    def listed(self, key: str) -> list["Mapped"]:
        """Return the list of mappings under the key."""
        node = self.get(key)
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong("not_a_list", node, found=key)
        return [self._mapped(item, key) for item in node.value]

    def items(self) -> Iterator[tuple[str, "Mapped"]]:
        """Yield keys with the mappings under them."""
        for name, value in self.node.value:
            yield str(name.value), self._mapped(value, str(name.value))

    def as_texts(self) -> dict[str, str]:
        """Return the keys with the text under each; a key stands there once."""
        self.only(*self.keys())
        return {
            str(name.value): self._text(value, str(name.value)) for name, value in self.node.value
        }

    def keys(self) -> list[str]:
        """Return the keys in order."""
        return [str(name.value) for name, _ in self.node.value]

    def _mapped(self, node: yaml.Node, key: str) -> "Mapped":
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong("not_a_mapping", node, found=key)
        return Mapped(self.file, node)

    def _text(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            raise self.wrong("not_a_text", node, found=key)
        return str(node.value).strip()


def read_mapping(path: Path) -> Mapped:
    """Read a YAML file whose top is a mapping.

    Raises NotFound `no_such_file`, BadMessage `bad_file` (file, line, problem, found).
    """
    try:
        raw = path.read_bytes()[: LARGEST + 1]
    except OSError:
        raise NotFound("no_such_file", file=str(path)) from None
    return _once(raw, path.name)


@lru_cache(128)  # what is shipped is read wherever it is needed
def _once(raw: bytes, file: str) -> Mapped:
    return parse_mapping(raw, file)


def parse_mapping(raw: bytes, file: str) -> Mapped:
    """Read the content of such a file, which is called `file` in errors.

    Raises BadMessage `bad_file` (file, line, problem, found).
    """
    try:
        if len(raw) > LARGEST:
            raise BadMessage("bad_file", file=file, line=1, problem="too_large")
        text = raw.decode("utf-8-sig")
        _look_through(text, file)
        node = yaml.compose(text, Loader=LOADER)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadMessage("bad_file", file=file, line=line, problem="not_utf8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = raw.count(b"\n") + 1  # at the end the parser in C is a line ahead
        line = min(mark.line + 1, last) if mark else 1
        raise BadMessage("bad_file", file=file, line=line, problem="not_yaml") from None
    except yaml.YAMLError:
        raise BadMessage("bad_file", file=file, line=1, problem="not_yaml") from None
    if not isinstance(node, yaml.MappingNode):
        raise BadMessage("bad_file", file=file, line=1, problem="not_a_mapping")
    return Mapped(file, node)


def _look_through(text: str, file: str) -> None:
    """Look for what makes a huge thing of a small file, before anything is made of it.

    Raises BadMessage `bad_file`: an alias, or parts nested deeper than a stack may be.
    """
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise BadMessage("bad_file", file=file, line=line, problem="alias")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise BadMessage("bad_file", file=file, line=line, problem="not_yaml")
