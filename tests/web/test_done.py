"""Done: what was done, by whom and when; and who may lead, help and look."""

import re
import time
from collections.abc import Iterator

import httpx2
import pytest
from sqlmodel import Session

from tests import plain
from tests.web.stage import Stage
from workshop.room import contents
from workshop.room.agenda import CloseWorkshop, NextPrompt, OpenPrompt
from workshop.room.arrange import AddPrompt
from workshop.room.ballot import MakeBallot
from workshop.room.contents import COMMANDS, RULES, STEER
from workshop.room.lead import HandOver
from workshop.room.moderate import RedactResponse
from workshop.room.promote import PromoteTheme
from workshop.room.show import ShowFace
from workshop.room.theme import MakeTheme, MoveResponses
from workshop.store import people, workshops
from workshop.web import auth
from workshop.web.assets import folder_of


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    with plain.client(base_url=stage.url, cookies={auth.COOKIE: stage.sign_in}) as browser:
        yield browser


@pytest.fixture
def carl(stage: Stage) -> Iterator[tuple[str, httpx2.Client]]:
    """A co-facilitator of the workshop: who it is, and their browser."""

    def helps(session: Session) -> tuple[str, str]:
        email = f"carl-{stage.workshop.code}@x.example".lower()
        made = people.create_user(
            session, stage.district, email=email, name="Carl", role="cofacilitator", at=0
        )
        workshops.give_right(session, stage.district, stage.workshop.id, user=made.id, at=0)
        now = stage.house.now()
        return made.id, auth.open_sign_in(session, stage.district, made.id, now)

    by, secret = stage.write(helps)
    with plain.client(base_url=stage.url, cookies={auth.COOKIE: secret}) as browser:
        yield by, browser


def does(stage: Stage, by: str, command: object) -> None:
    sending = stage.room.command(
        command, by=by, role=contents.COFACILITATOR, ref=f"ref-{stage.room.seq:06}"
    )
    stage.wait(sending)


def console(stage: Stage, path: str = "") -> str:
    """Return the path of a page, once consoles have been shown everything that happened."""
    deadline = time.monotonic() + 5
    while stage.room.view_seq("console") < stage.room.seq and time.monotonic() < deadline:
        time.sleep(0.01)
    return f"/w/{stage.workshop.code}/console{path}"


def test_CF1_shows_who_did_what_the_latest_first(
    stage: Stage, fay: httpx2.Client, carl: tuple[str, httpx2.Client]
) -> None:
    by, browser = carl
    stage.leads(OpenPrompt("p1"))
    seat = stage.joins("g1")
    said = [stage.says(seat, text) for text in ("Strong band", "Ms. Low yells")]
    [theme] = stage.leads(MakeTheme("p1", "Arts"))
    does(stage, by, MoveResponses((said[0], said[1]), theme))
    does(stage, by, RedactResponse(said[1], "[…] yells"))
    page = browser.get(console(stage, "/done")).text
    order = ["redacted a phrase", "moved phrases", "made a theme", "opened a question"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert "Strong band" in page
    assert "Low" not in page
    only = browser.get(console(stage, f"/done?by={stage.fay}")).text
    assert "moved phrases" not in only
    assert "made a theme" in only


def test_CF1_quotes_what_was_opened_and_which_theme_was_promoted(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenPrompt("p1"))
    said = stage.says(stage.joins("g1"), "Strong band")
    [theme] = stage.leads(MakeTheme("p1", "Arts for all", (said,)))
    stage.leads(PromoteTheme(theme, "priority"))
    stage.leads(NextPrompt())
    stage.leads(CloseWorkshop())
    words = told(fay.get(console(stage, "/done")).text)
    assert "closed the workshop" in words
    assert "went to the next question: What must never change here?" in words
    assert "promoted a theme: Arts for all" in words


def test_CF1_says_what_the_wall_was_turned_to_and_what_was_asked_not_what_closed(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.leads(ShowFace("themes", "p1"))
    stage.leads(ShowFace("blank"))
    [value] = stage.leads(PromoteTheme(stage.leads(MakeTheme("p1", "Arts"))[0], "value", "Art"))
    stage.leads(ShowFace("statement", statement=value))
    stage.leads(MakeBallot("fist", text="We sing.", open=True))
    stage.leads(ShowFace("ballot"))
    stage.leads(AddPrompt("What else?", "open", open=True))
    words = told(fay.get(console(stage, "/done")).text)
    for said in (
        "turned the wall → Themes: What are the greatest strengths of our schools today?",
        "turned the wall → Blank",
        "turned the wall → Statement: Art",
        "turned the wall → Vote: We sing.",
        "added a question: What else?",
    ):
        assert said in words


def told(page: str) -> list[str]:
    """Return what the cells of the table say."""
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", page)]


def test_shows_earlier_steps_page_by_page(
    stage: Stage, fay: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workshop.web.done.LINES", 2)
    monkeypatch.setattr("workshop.web.done.READ", 2)
    for name in ("One", "Two", "Three"):
        stage.leads(MakeTheme("p1", name))
    page = fay.get(console(stage, "/done")).text
    assert [name in page for name in ("Three", "Two", "One")] == [True, True, False]
    earlier = fay.get(console(stage, f"/done?before={stage.room.seq - 1}")).text
    assert [name in earlier for name in ("Three", "Two", "One")] == [False, False, True]


def test_requires_a_right_to_look(stage: Stage) -> None:
    with plain.client(base_url=stage.url) as stranger:
        assert stranger.get(console(stage, "/done")).status_code in (401, 303)


def test_CF1_works_a_right_is_taken_back_and_the_consoles_close(
    stage: Stage, fay: httpx2.Client, carl: tuple[str, httpx2.Client]
) -> None:
    by, browser = carl
    assert browser.get(console(stage)).status_code == 200
    page = fay.get(f"/workshops/{stage.workshop.id}").text
    assert "Carl" in page
    answer = fay.post(f"/workshops/{stage.workshop.id}/rights", data={"user": by})
    assert answer.status_code == 303
    assert browser.get(console(stage)).status_code == 403
    assert browser.get(console(stage, "/done")).status_code == 403
    assert "Carl" not in fay.get(f"/workshops/{stage.workshop.id}").text


def test_CF3_shows_the_agenda_to_whoever_leads(
    stage: Stage, fay: httpx2.Client, carl: tuple[str, httpx2.Client]
) -> None:
    by, browser = carl
    stage.leads(OpenPrompt("p1"))
    assert [drives(stage, one) for one in (fay, browser)] == [True, False]
    stage.leads(HandOver(by))
    assert [drives(stage, one) for one in (fay, browser)] == [False, True]


def drives(stage: Stage, browser: httpx2.Client) -> bool:
    return bool(re.search(r'data-page="board"[^>]* data-lead', browser.get(console(stage)).text))


def test_every_step_of_who_steers_has_words() -> None:
    page = folder_of("templates") / "pages" / "console-done.html"
    said = set(re.findall(r'"(\w+)": _', page.read_text(encoding="utf-8")))
    steered = {name for name, kind in COMMANDS.items() if RULES[kind].who & STEER}
    assert steered - said == {"read_remarks"}
