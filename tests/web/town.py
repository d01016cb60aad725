"""A house with nobody in it, one with Fay in it, and browsers to visit it with."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.blank import new_file
from workshop.app import build_app
from workshop.settings import Settings
from workshop.store import people
from workshop.store.database import Database
from workshop.web import auth
from workshop.web.auth import Passwords

NOON = 1_795_291_200_000  # milliseconds since 1970 UTC
ADDRESS = "http://school.example:8000"
PASSWORD = "maple window eleven"
# What a password costs in earnest is in test_auth.py; here many people sign in.
LIGHT = Argon2Hasher(time_cost=1, memory_cost=1024, parallelism=1)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> int:
        return self.at


@dataclass
class Town:
    """A running house, and what a test may do behind its back."""

    app: Starlette
    clock: Clock
    portal: TestClient

    def browser(self, **headers: str) -> "Browser":
        return Browser(self.app, self.portal, headers)

    def write(self, act):
        return self.app.state.house.writer.write(act).result(5)

    def make_user(self, name: str, role: str, password_hash: str | None = None) -> people.User:
        def make(session):
            return people.create_user(
                session,
                people.first_district(session).id,
                email=f"{name.lower()}@school.example",
                name=name,
                role=role,
                at=NOON,
                password_hash=password_hash,
            )

        return self.write(make)

    def sign_in(self, user: people.User) -> "Browser":
        """Return a browser at which somebody has signed in."""
        secret = self.write(
            lambda session: auth.open_sign_in(session, user.district, user.id, self.clock.at)
        )
        browser = self.browser()
        browser.client.cookies.set(auth.COOKIE, secret)
        return browser


class Page:
    """What came back, read as a person reads it."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.text
        self.location = response.headers.get("location", "")

    def works(self) -> "Page":
        assert self.status == 200, (self.status, self.text)
        return self

    def leads_to(self, path: str) -> "Page":
        assert (self.status, self.location) == (303, path), self.text
        return self

    def shows(self, *words: str) -> "Page":
        for word in words:
            assert word in self.text, f"{word!r} is not in: {self.text}"
        return self

    def hides(self, *words: str) -> "Page":
        for word in words:
            assert word not in self.text
        return self

    def rejects(self, status: int, *words: str) -> "Page":
        assert self.status == status, self.text
        return self.shows(*words)

    @property
    def text(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())


class Browser:
    """One browser with its cookies; it follows no redirect by itself."""

    def __init__(self, app: Starlette, portal: TestClient, headers: dict[str, str]) -> None:
        self.client = TestClient(
            app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False
        )
        self.client.portal = portal.portal
        self.client.headers.update(headers)

    def opens(self, path: str, **headers: str) -> Page:
        return Page(self.client.get(path, headers=headers))

    def sends(self, path: str, **fields: object) -> Page:
        origin = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
        return Page(self.client.post(path, data=fields, headers=origin))


@contextmanager
def opened(path: Path | None = None, **settings: object) -> Iterator[Town]:
    """Run a house without the theming engine, on a file that is there or a new one."""
    if path is None:
        with TemporaryDirectory() as folder, opened(Path(folder) / "town.db", **settings) as town:
            yield town
        return
    clock = Clock()
    database = Database.open(str(path if path.exists() else new_file(path)))
    app = build_app(
        Settings(engine=False, **settings), database=database, clock=clock, steady=clock
    )
    with TestClient(app, base_url=ADDRESS) as portal:
        app.state.house.passwords = Passwords(LIGHT)
        yield Town(app, clock, portal)
