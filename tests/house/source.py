"""The house as text: its modules, what they import, its pages."""

import ast
import re
from functools import cache
from pathlib import Path

HOME = Path(__file__).parents[2]
PACKAGE = HOME / "workshop"
PROTOCOL = PACKAGE / "room" / "PROTOCOL.md"


@cache
def modules() -> dict[str, Path]:
    """Return every module of ours, `room.theme` → its file; migrations are history, not code."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[-1] == "__init__":
            parts = parts[:-1]
        if parts and "versions" not in parts:
            found[".".join(parts)] = path
    return found


@cache
def tree(name: str) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(modules()[name].read_text(encoding="utf-8"))


@cache
def imports(name: str) -> tuple[str, ...]:
    """Return the full names of all that a module imports, `from a import b` as `a.b`.

    What is imported for the type checker alone does not count.
    """
    found: list[str] = []
    only_types = {
        inner
        for node in ast.walk(tree(name))
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(name)):
        if node in only_types:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports by dots"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def own_imports(name: str) -> set[str]:
    """Return the modules of ours that a module imports, without the package's name."""
    found = set()
    for full in imports(name):
        if full == "workshop" or full.startswith("workshop."):
            inner = full.removeprefix("workshop").removeprefix(".")
            outer = inner.rpartition(".")[0]
            found.add(inner if inner in modules() else outer)
    return found - {name, ""}


def names_used(name: str) -> set[str]:
    """Return what a module calls or reads with dots, `time.time`, `os.environ`."""
    return {
        ast.unparse(node) for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)
    } | set(imports(name))


@cache
def raised_codes() -> dict[str, set[str]]:
    """Return the code of every error of ours, with the modules that raise it."""
    errors = {
        "Refused",
        "NotFound",
        "NotAllowed",
        "NotSignedIn",
        "BadMessage",
        "Unavailable",
        "Over",
    }
    found: dict[str, set[str]] = {}
    for name in modules():
        for node in ast.walk(tree(name)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            if node.func.id in errors and isinstance(first, ast.Constant):
                found.setdefault(str(first.value), set()).add(name)
    return found


@cache
def protocol() -> str:
    """Return the text of the protocol."""
    return PROTOCOL.read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return what stands under one heading of the protocol."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", protocol(), re.S | re.M)
    assert found, title
    return found.group(1)


def pages(*folders: str, ending: str) -> list[Path]:
    """Return the files of some folders with one ending; none for a folder not built yet."""
    return sorted(path for folder in folders for path in (HOME / folder).rglob(f"*.{ending}"))
