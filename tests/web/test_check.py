"""Check: what the page before the doors open says, and what phones report to it."""

from collections.abc import Iterator
from html import unescape

import httpx2
import pytest

from tests import plain
from tests.web.stage import Stage
from workshop.web import auth, check


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    with plain.client(base_url=stage.url, cookies={auth.COOKIE: stage.sign_in}) as browser:
        yield browser


@pytest.fixture
def phone(stage: Stage) -> Iterator[httpx2.Client]:
    """Somebody who has not joined."""
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as browser:
        yield browser


def path(stage: Stage, rest: str = "/console/check") -> str:
    return f"/w/{stage.workshop.code}{rest}"


def test_FA26_shows_disk_address_and_encryption_with_what_to_do(
    stage: Stage, fay: httpx2.Client
) -> None:
    page = unescape(fay.get(path(stage)).text)
    assert "ms to write for good" in page
    assert "It works on this computer only." in page  # it listens on 127.0.0.1
    assert "This page came over plain http." in page
    assert f"/w/{stage.workshop.code}/check" in page


def test_FA26_shows_a_slow_disk_and_one_that_cannot_be_written(
    stage: Stage, fay: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "SLOW_SYNC", 0.0)
    assert check.look_at_disk(stage.house)["state"] == "warn"
    assert "Close what else uses this disk" in fay.get(path(stage)).text

    def full(path: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(check.shutil, "disk_usage", full)
    assert check.look_at_disk(stage.house)["state"] == "bad"


def test_FA26_works_a_phone_reports_how_it_came(
    stage: Stage, fay: httpx2.Client, phone: httpx2.Client
) -> None:
    assert "This phone reached the server" in phone.get(path(stage, "/check")).text
    told = phone.post(path(stage, "/check"), json={"way": "socket", "ms": 40})
    assert told.status_code == 200
    assert phone.post(path(stage, "/check"), data={"way": "form"}).status_code == 303
    seen = fay.get(path(stage, "/console/check.json")).json()
    assert [(one["way"], one.get("ms")) for one in seen["reports"]] == [
        ("socket", 40),
        ("form", None),
    ]
    assert seen["joined"] == 0


@pytest.mark.parametrize(
    "said", [{"way": "magic", "ms": 1}, {"way": "socket"}, {"way": "socket", "ms": -1}, {}]
)
def test_rejects_a_report_of_another_shape(
    stage: Stage, phone: httpx2.Client, said: dict[str, object]
) -> None:
    answer = phone.post(path(stage, "/check"), json=said, headers={"Accept": "application/json"})
    assert answer.status_code == 400


def test_requires_a_right_and_a_code(stage: Stage, phone: httpx2.Client) -> None:
    assert phone.get(path(stage)).status_code == 303
    assert phone.get(path(stage, "/console/check.json")).status_code in (303, 401)
    assert phone.get("/w/ZZZZ99/check").status_code == 404
