from pathlib import Path

import pytest
import yaml

from workshop import data
from workshop.data.reading import LOADER, find_file, read_mapping
from workshop.errors import BadMessage, NotFound

SHIPPED = Path(data.__file__).parent


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        (b"a: [1\nb: 2\n", "not_yaml", 2),
        (b"- a\n", "not_a_mapping", 1),
        (b"", "not_a_mapping", 1),
        (b"a: 1\nb: \xff\n", "not_utf8", 2),
        (b"a: \x07\n", "not_yaml", 1),
        (b"a: &many [x, y]\nb: *many\n", "alias", 2),
        (b"a:\n  " + b"[" * 100_000, "not_yaml", 2),
        (b"a: 1\n---\nb: 2\n", "not_yaml", 2),
    ],
)
def test_a_file_that_is_no_mapping_is_refused_with_its_line(
    tmp_path: Path, content: bytes, problem: str, line: int
):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(BadMessage) as caught:
        read_mapping(path)
    assert caught.value.params["file"] == "bad.yaml"
    assert (caught.value.params["problem"], caught.value.params["line"]) == (problem, line)


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.yaml")), ids=lambda path: path.name)
def test_a_build_without_the_parser_in_c_reads_the_same(path: Path):
    def parts(loader: type) -> list[tuple[str, str | None, int]]:
        events = yaml.parse(path.read_text(encoding="utf-8"), Loader=loader)
        return [
            (type(event).__name__, getattr(event, "value", None), event.start_mark.line)
            for event in events
        ]

    assert parts(LOADER) == parts(yaml.BaseLoader)


def test_every_scalar_is_text(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text("words: [no, yes, 1:30, 'on']\n")
    assert read_mapping(path).texts("words") == ("no", "yes", "1:30", "on")


def test_names_are_shipped_files_and_all_else_is_a_path(tmp_path: Path):
    (tmp_path / "k12.yaml").write_text("a: b")
    assert find_file("k12", tmp_path).name == "k12.yaml"
    with pytest.raises(NotFound, match="no_such_file"):
        find_file("../secret", tmp_path)
