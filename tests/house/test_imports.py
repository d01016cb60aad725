"""Imports run one way: the table of the design, both columns; no circles, no clock."""

import ast
import sys

import pytest

from tests.house.source import imports, modules, names_used, own_imports, tree

# What may import what of ours: a name allows itself and what lies inside.
EVERYTHING = ("",)
OURS = {
    "errors": (),
    "ids": (),
    "settings": ("errors",),
    "logs": ("errors",),
    # What people type into the code book is put in order and counted as the room does; the lists
    # of the screening, and those beside a wording, are declared where they are held against words.
    "data": ("room.text", "room.screen", "plan.wording", "plan.pattern", "errors"),
    "room": ("errors", "ids"),
    # A plan reads what a workshop came to, and counts characters as the room does.
    "plan": ("room.nouns", "room.outcome", "room.text", "room.screen", "errors", "ids"),
    "theming": ("errors", "data"),
    # What is known across workshops is made of what each came to, and brought into a plan.
    "inquiry": ("room.nouns", "room.outcome", "room.text", "plan.nouns", "plan.draft", "errors"),
    "documents": ("room.nouns", "room.outcome", "room.decided", "plan", "inquiry", "errors"),
    # Nouns and codecs of what it keeps; fields of plans and codes are declared once, in the nouns.
    "store": (
        "data.code_book",
        "data.lexicon",
        "data.screening",
        "room.codec",
        "room.outcome",
        "room.text",
        "plan.nouns",
        "plan.typed",
        "plan.draft",
        "inquiry.combine",
        "errors",
        "ids",
    ),
    # Beside the journal: the writer whose turns it takes, and the line of the workshop.
    "live": (
        "room",
        "store.journal",
        "store.writer",
        "store.database",
        "store.workshops",
        "errors",
        "ids",
    ),
    "web": (
        "settings",
        "data",
        "room",
        "plan",
        "inquiry",
        "documents",
        "store",
        "live",
        "errors",
        "ids",
    ),
    "crowd": ("live.wire", "errors"),
    "serve": EVERYTHING,
    "demo": EVERYTHING,
    "app": EVERYTHING,
    "cli": EVERYTHING,
}
FORBIDDEN = {"web": ("store.tables", "theming")}

THIRD_PARTY = {
    "errors": set(),
    "ids": set(),
    "settings": {"pydantic", "pydantic_settings"},
    "logs": {"structlog"},
    "data": {"yaml"},
    "room": set(),
    "plan": {"sqlmodel", "pydantic", "pydantic_core"},
    "theming": {
        "numpy",
        "scipy",
        "sklearn",
        "nltk",
        "tokenizers",
        "safetensors",
        "py3langid",
    },
    "inquiry": set(),
    "documents": {"docx", "xlsxwriter", "typst", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic"},
    "store": {"sqlmodel", "sqlalchemy", "alembic", "pydantic"},
    # A turn is handed a session of the store's and hands it on; neither asks it anything in SQL.
    # httpx2 is the client of a language model that the district has set, and of nothing else.
    "live": {"starlette", "uvicorn", "websockets", "msgspec", "redis", "sqlmodel", "httpx2"},
    "web": {
        "starlette",
        "jinja2",
        "markupsafe",
        "babel",
        "pwdlib",
        "segno",
        "multipart",
        "sqlmodel",
        "prometheus_client",
    },
    "crowd": {"websockets", "msgspec"},
}
TOP = {"app", "cli", "serve", "demo"}  # wiring: they know everyone
PROGRAMS = {"theming.__main__"}  # a program of its own: it sets its threads and takes its time
ASYNC = {"live", "web", "crowd"} | TOP
CLOCKS = {
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
}
ENVIRONMENT = {"os.environ", "os.getenv", "os.environb"}


def row(name: str) -> str:
    return name.partition(".")[0]


def is_within(name: str, allowed: tuple[str, ...]) -> bool:
    return any(not one or name == one or name.startswith(one + ".") for one in allowed)


def test_the_table_has_a_row_for_every_package() -> None:
    assert {row(name) for name in modules()} <= OURS.keys()


@pytest.mark.parametrize("name", modules())
def test_a_module_imports_only_what_its_row_allows(name: str) -> None:
    own = row(name)
    allowed = (own, *OURS[own])
    crossing = {
        other
        for other in own_imports(name)
        if not is_within(other, allowed) or is_within(other, FORBIDDEN.get(own, ()))
    }
    assert crossing == set()


@pytest.mark.parametrize("name", modules())
def test_a_module_uses_only_the_libraries_of_its_row(name: str) -> None:
    used = {full.partition(".")[0] for full in imports(name)}
    libraries = used - sys.stdlib_module_names - {"workshop", "__future__"}
    if row(name) not in TOP:
        assert libraries <= THIRD_PARTY[row(name)]


def test_no_module_imports_itself_over_others() -> None:
    graph = {name: own_imports(name) for name in modules()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        if name not in done:
            for other in sorted(graph[name]):
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("name", [name for name in modules() if row(name) not in TOP])
def test_nothing_below_the_wiring_reads_the_clock_or_the_environment(name: str) -> None:
    used = names_used(name)
    assert not used & CLOCKS
    if row(name) != "settings" and name not in PROGRAMS:
        assert not used & ENVIRONMENT


@pytest.mark.parametrize("name", [name for name in modules() if row(name) not in ASYNC])
def test_only_the_edges_are_async(name: str) -> None:
    assert "asyncio" not in {full.partition(".")[0] for full in imports(name)}
    kinds = {type(node) for node in ast.walk(tree(name))}
    assert not kinds & {ast.AsyncFunctionDef, ast.Await, ast.AsyncWith, ast.AsyncFor}


def test_the_server_never_imports_the_engine() -> None:
    seen: set[str] = set()
    waiting = [name for name in modules() if row(name) in {"app", "serve", "web", "live"}]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += own_imports(name)
    assert not {name for name in seen if row(name) == "theming"}
    assert not {full for name in seen for full in imports(name) if full.startswith("sklearn")}
