"""The code keeps its own house rules."""

import ast
import re
import subprocess
import sys

import pytest

from tests.house.source import HOME, modules, tree

LONG = 350  # lines; beyond it a file is named in the report, to be split along the story
FORBIDDEN = {"handle", "process", "manager", "service", "util", "utils", "helper", "info"}
# The standard library calls these by name.
NAMED_BY_OTHERS = {
    "handle_starttag",
    "handle_endtag",
    "handle_data",
    "handle_connect",
    "handle_close",
    "handle_parser_exception",
    "handle_ping",
    "handle_websocket_upgrade",
}

# A package whose modules each have a test of the same name, and those tested through another.
MIRRORED = {
    "room": {"when": "test_contents"},
    "store": {},
}


def run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    run("ruff", "check", "--quiet", ".")


def test_the_code_is_formatted() -> None:
    run("ruff", "format", "--quiet", "--check", ".")


@pytest.mark.whole  # it reads the types of every library: half a minute where nothing is cached
def test_mypy_finds_nothing() -> None:
    run("mypy", "--no-error-summary")


@pytest.mark.parametrize("package", MIRRORED)
def test_each_module_has_its_test_file(package: str) -> None:
    inside = [n.partition(".")[2] for n in modules() if n.startswith(f"{package}.")]
    missing = [
        name
        for name in inside
        if "." not in name
        and not (HOME / "tests" / package / f"test_{name}.py").exists()
        and not (
            name in MIRRORED[package]
            and (HOME / "tests" / package / f"{MIRRORED[package][name]}.py").exists()
        )
    ]
    assert [name for name in missing if name != "migrations"] == []


@pytest.mark.parametrize("name", modules())
def test_what_is_ignored_has_a_reason(name: str) -> None:
    """A reason stands on the line; where the same is ignored again below, once is enough."""
    given: set[str] = set()
    for line in modules()[name].read_text(encoding="utf-8").splitlines():
        if "type: ignore" in line or "# noqa" in line:
            found = re.search(
                r"((?:type: ignore\[[\w, -]+\])|(?:noqa: [A-Z0-9]+))(\s+[#(—-].*)?", line
            )
            assert found, line
            if found.group(2):
                given.add(found.group(1))
            assert found.group(1) in given, line


@pytest.mark.parametrize("name", modules())
def test_names_say_what_they_mean(name: str) -> None:
    defined = {
        node.name
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    for one in {*defined, name.rpartition(".")[2]} - NAMED_BY_OTHERS:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", one).lower().strip("_").split("_")
        assert not FORBIDDEN.intersection(words), one


def test_long_files_are_named() -> None:
    """A report, no judgement: read it with `-s` or `-rP`."""
    sizes = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules().items()
    }
    for name, lines in sorted(sizes.items(), key=lambda one: -one[1]):
        if lines > LONG:
            print(f"{lines:5} lines: {name}")
