"""Assets: the static files, read once at start and served from memory.

Every path holds the hash of the whole, so browsers keep a file for ever and never an old one.
"""

import gzip
import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workshop.errors import NotFound

FOR_EVER = "public, max-age=31536000, immutable"
LEAST_PACKED = 512  # bytes; below it gzip gains nothing

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
COMMENTED = {".css", ".js"}
PACKED = {".css", ".js", ".svg", ".webmanifest"}

# One sheet instead of four: on forty phones in one gym each file is a journey of its own.
SHEETS = {
    "css/phone.css": ("css/tokens.css", "css/base.css", "css/parts.css", "css/layout-phone.css"),
}

# And one module instead of seven: the page's own, with those of its folder that it imports at once.
# What comes later, or is for other pages too, stays a file of its own.
MODULES = {"js/pages/phone.js": "js/phone/"}

# Comments that fill whole lines are for who reads the source: a fifth of what a phone would load.
# Their line ends stay, so that a fault is told of the line where it stands.
_COMMENT = re.compile(rb"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*$", re.MULTILINE | re.DOTALL)
_ASIDE = re.compile(r"(?:^|[ \t]+)// [^'\"`\n]*$|\n\s*(?=\n)", re.MULTILINE)  # no line of a text
_NAMES = re.compile(r"^import \{ (\w+(?:, \w+)*) \} from '(\.{1,2}/[^']+)'\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.MULTILINE)
_IMPORT = re.compile(r"""^\s*(?:import|export)\b[^'"]*?['"](\.{1,2}/[^'"]+)['"]""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    packed: bytes | None  # gzip, where that is smaller
    type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files. `read_assets` makes one."""

    files: dict[str, Asset]
    version: str  # hash of the whole
    imports: dict[str, tuple[str, ...]]  # module → the modules it loads, all the way down

    def path(self, name: str) -> str:
        """Return where `name`, like `js/pages/phone.js`, is served. Raises KeyError."""
        if name not in self.files:
            raise KeyError(f"static/{name} does not exist")
        return f"/static/{self.version}/{name}"

    def preloads(self, name: str) -> list[str]:
        """Return the paths of every module that the module `name` loads. Raises KeyError."""
        return [self.path(module) for module in self.imports[name]]


def folder_of(name: str) -> Path:
    """Return a folder of ours, from the installed package or the checkout.

    An editable install leaves a stale copy elsewhere; beside the imported package it is never.
    """
    inside = Path(str(files("workshop"))) / name
    return inside if inside.is_dir() else Path(str(files("workshop"))).parent / name


def read_assets(folder: Path) -> Assets:
    """Read every file of a known type below `folder`."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in TYPES
    }
    for sheet, parts in SHEETS.items():
        if all(part in found for part in parts):
            found[sheet] = b"".join(found[part] for part in parts)
    for page, own in MODULES.items():
        if any(name.startswith(own) for name in found):
            found[page] = _joined(page, own, found)
    whole = hashlib.sha256()
    for name, body in found.items():
        whole.update(f"{name}\0{len(body)}\0".encode() + body)
    return Assets(
        files={name: _asset(name, body) for name, body in found.items()},
        version=whole.hexdigest()[:16],
        imports=_imports(found),
    )


async def show(request: Request) -> Response:
    """Send one file; one of another version is gone, so that no page mixes two."""
    assets: Assets = request.app.state.house.assets
    asset = assets.files.get(request.path_params["name"])
    if asset is None or request.path_params["version"] != assets.version:
        raise NotFound("no_such_page")
    headers = {"Cache-Control": FOR_EVER, "Content-Type": asset.type}
    if asset.packed is None:
        return Response(asset.body, headers=headers)
    headers["Vary"] = "Accept-Encoding"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.body, headers=headers)
    return Response(asset.packed, headers={**headers, "Content-Encoding": "gzip"})


routes = [Route("/static/{version}/{name:path}", show)]


@lru_cache(512)  # a process may build the house more than once
def _asset(name: str, body: bytes) -> Asset:
    suffix = posixpath.splitext(name)[1]
    packed = None
    if suffix in COMMENTED:
        body = _COMMENT.sub(lambda comment: b"\n" * comment[0].count(b"\n"), body)
    if suffix in PACKED and len(body) >= LEAST_PACKED:
        packed = gzip.compress(body, 9, mtime=0)
    return Asset(body, packed, TYPES[suffix])


def _imports(found: dict[str, bytes]) -> dict[str, tuple[str, ...]]:
    direct = {name: _imported(name, body) for name, body in found.items() if name.endswith(".js")}
    return {name: tuple(_reached(name, direct)) for name in direct}


def _joined(page: str, folder: str, found: dict[str, bytes]) -> bytes:
    """Return a page's module with those of `folder` that it imports, each in a scope of its own.

    They import and export by name, and in no circle. Raises ValueError where one does not.
    """
    outside: dict[str, dict[str, None]] = {}  # file → the names taken from it
    scopes: dict[str, str] = {}  # in the order in which they run

    def body(name: str) -> str:
        def take(line: re.Match[str]) -> str:
            at = posixpath.normpath(posixpath.join(posixpath.dirname(name), line[2]))
            if not at.startswith(folder):
                wanted = posixpath.relpath(at, posixpath.dirname(page))
                outside.setdefault(wanted, {}).update(dict.fromkeys(line[1].split(", ")))
            elif at not in scopes:
                scopes[at] = scope(at)
            return ""

        return _NAMES.sub(take, _COMMENT.sub(b"", found[name]).decode())

    def scope(name: str) -> str:
        text = body(name)
        names = ", ".join(_EXPORT.findall(text))
        inside = _EXPORT.sub("", text)
        return f"const {{ {names} }} = (() => {{\n{inside}return {{ {names} }}\n}})()\n"

    last = body(page)
    text = "".join([*scopes.values(), last])
    if odd := re.search(r"^(?:import|export)\b.*", text, re.MULTILINE):
        raise ValueError(f"static/{page} cannot be joined: {odd[0]}")
    taken = [f"import {{ {', '.join(outside[at])} }} from '{at}'\n" for at in outside]
    return "".join([*taken, _ASIDE.sub("", text)]).encode()


@lru_cache(512)
def _imported(name: str, body: bytes) -> tuple[str, ...]:
    folder = posixpath.dirname(name)
    found = _IMPORT.findall(body.decode())
    return tuple(posixpath.normpath(posixpath.join(folder, at)) for at in found)


def _reached(name: str, direct: dict[str, tuple[str, ...]]) -> list[str]:
    reached: dict[str, None] = {}
    waiting = list(direct[name])
    while waiting:
        module = waiting.pop(0)
        if module == name or module in reached:
            continue
        if module not in direct:
            raise FileNotFoundError(f"static/{name} imports static/{module}, which does not exist")
        reached[module] = None
        waiting.extend(direct[module])
    return list(reached)
