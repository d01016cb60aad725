"""The wall's page: its key, and what stands on it before any script has run."""

import re
from collections.abc import Iterator
from html import unescape

import httpx2
import pytest

from tests import plain
from tests.web.stage import FORTALEZAS, STRENGTHS, Stage
from workshop.ids import digest_of, new_secret
from workshop.room.agenda import CloseWorkshop, OpenPrompt, SetTimer
from workshop.room.promote import PromoteTheme
from workshop.room.show import SetScheme, ShowFace
from workshop.room.star import StarResponses
from workshop.room.theme import MakeTheme
from workshop.store import workshops


@pytest.fixture
def visitor(stage: Stage) -> Iterator[httpx2.Client]:
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as client:
        yield client


@pytest.fixture
def wall(stage: Stage, visitor: httpx2.Client) -> httpx2.Client:
    visitor.get(stage.wall_url)
    return visitor


def page_of(
    stage: Stage, wall: httpx2.Client, face: str = "join", query: str = "", **headers: str
) -> str:
    """Return the page, once what was done on the stage has been published to walls."""
    stage.published()
    answer = wall.get(f"/w/{stage.workshop.code}/wall{query}", headers=headers)
    assert answer.status_code == 200
    assert f'<section class="wall" data-key="{face}' in answer.text
    return answer.text


def text_of(stage: Stage, wall: httpx2.Client, face: str, query: str = "?text") -> str:
    """Return what the wall says as text, between its tags."""
    stage.published()
    html = wall.get(f"/w/{stage.workshop.code}/wall{query}").text
    assert f'<article class="read" data-key="{face}' in html
    return " ".join(html_text(first_paint(html)).split())


def html_text(html: str) -> str:
    """Return what can be read of some HTML; hidden parts are left out."""
    html = re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", " ", html, flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", html))


def first_paint(html: str) -> str:
    """Return what stands on the page, without the templates for later."""
    return html[html.index("<main") : html.index("</main>")]


def test_DI1_works_the_key_becomes_a_cookie_and_leaves_the_address(
    stage: Stage, visitor: httpx2.Client
) -> None:
    answer = visitor.get(stage.wall_url + "&scheme=dark")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/w/{stage.workshop.code}/wall?scheme=dark"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"wall_{stage.workshop.id}=")
    assert "HttpOnly" in cookie
    assert "Path=/w" in cookie
    assert "SameSite=lax" in cookie


def test_DI1_requires_the_key(stage: Stage, visitor: httpx2.Client) -> None:
    assert visitor.get(f"/w/{stage.workshop.code}/wall").status_code == 403


def test_rejects_a_wrong_key_kindly(stage: Stage, visitor: httpx2.Client) -> None:
    answer = visitor.get(f"/w/{stage.workshop.code}/wall?key={new_secret()}")
    assert answer.status_code == 403
    assert "open the wall from the console again" in answer.text
    assert "set-cookie" not in answer.headers


def test_DI1_rejects_a_key_that_was_revoked(stage: Stage, wall: httpx2.Client) -> None:
    digest = digest_of(new_secret())
    stage.write(lambda s: workshops.set_wall_key(s, stage.district, stage.workshop.id, digest))
    assert wall.get(f"/w/{stage.workshop.code}/wall").status_code == 403


def test_rejects_a_code_that_was_never_given(visitor: httpx2.Client) -> None:
    assert visitor.get("/w/AAAAAA/wall").status_code == 404


def test_shows_how_to_join(stage: Stage, wall: httpx2.Client) -> None:
    for _ in range(2):
        stage.joins()
    html = first_paint(page_of(stage, wall))
    assert stage.workshop.code in html
    assert f"{stage.url}/w/{stage.workshop.code}" in html, "the QR code has a text alternative"
    assert "2 people are in" in html
    assert "También en español" in html


def test_shows_counts_and_no_texts_while_people_write(stage: Stage, wall: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    [ana, _ben, table] = [stage.joins(), stage.joins(), stage.joins(table=4, headcount=7)]
    stage.says(ana, "caring teachers")
    stage.says(table, "music")
    html = page_of(stage, wall, "count")
    assert "phrases from <b>2</b> of 3 phones" in html
    assert STRENGTHS in html
    assert FORTALEZAS in html
    assert "caring teachers" not in html


def test_FA10_DI8_shows_phrases_and_counts_near_identical_ones(
    stage: Stage, wall: httpx2.Client
) -> None:
    stage.leads(OpenPrompt("p1"))
    ana, ben = stage.joins(), stage.joins()
    for seat, text in ((ana, "Sports"), (ben, "sports!"), (ana, "SPORTS"), (ana, "<b>music</b>")):
        stage.says(seat, text)
    stage.leads(ShowFace("phrases", prompt="p1"))
    html = first_paint(page_of(stage, wall, "phrases"))
    assert "×2" in html
    assert "&lt;b&gt;music" in html


def test_shows_themes_with_symbol_name_people_and_a_quote(
    stage: Stage, wall: httpx2.Client
) -> None:
    stage.leads(OpenPrompt("p1"))
    said = stage.says(stage.joins(), "choir and band")
    theme = stage.leads(MakeTheme("p1", "Music", (said,)))[0]
    stage.leads(ShowFace("themes", prompt="p1"))
    html = first_paint(page_of(stage, wall, "themes"))
    assert 'data-theme="1"' in html
    assert "Music" in html
    assert "1 person" in html
    assert "choir and band" in html
    stage.leads(ShowFace("theme", theme=theme))
    assert "1 person, in 1 phrase" in page_of(stage, wall, "theme t1")


def test_shows_a_priority_large(stage: Stage, wall: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    said = stage.says(stage.joins(), "choir and band")
    theme = stage.leads(MakeTheme("p1", "Music", (said,)))[0]
    made = stage.leads(PromoteTheme(theme, "priority", statement="Every child plays."))
    stage.leads(ShowFace("statement", statement=made[0]))
    html = first_paint(page_of(stage, wall, "statement"))
    assert "Priority" in html
    assert "Every child plays." in html


def test_shows_the_timer_and_then_thanks(stage: Stage, wall: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.leads(SetTimer("p1", 7))
    stage.leads(ShowFace("timer", prompt="p1"))
    html = first_paint(page_of(stage, wall, "timer"))
    assert 'role="timer"' in html
    assert ">7:00<" in html or ">6:59<" in html
    stage.leads(CloseWorkshop())
    assert "Thank you" in first_paint(page_of(stage, wall, "thanks"))


def test_FA11_shows_nothing_when_blank(stage: Stage, wall: httpx2.Client) -> None:
    stage.leads(ShowFace("blank"))
    html = first_paint(page_of(stage, wall, "blank"))
    assert stage.workshop.code not in html.replace(f"/w/{stage.workshop.code}", "")


def test_shows_itself_in_spanish(stage: Stage, wall: httpx2.Client) -> None:
    html = page_of(stage, wall, **{"Accept-Language": "es"})
    assert '<html lang="es"' in html
    assert "Saque su teléfono" in html
    assert "Also in English" in html


def test_works_without_script_by_loading_again(stage: Stage, wall: httpx2.Client) -> None:
    assert '<noscript><meta http-equiv="refresh"' in page_of(stage, wall)


def test_DI3_shows_the_scheme_that_the_address_asks_for(stage: Stage, wall: httpx2.Client) -> None:
    path = f"/w/{stage.workshop.code}/wall?scheme="
    assert 'data-scheme="dark"' in wall.get(path + "dark").text
    assert "data-scheme" not in wall.get(path + "neon").text


def test_DI3_shows_the_scheme_that_the_room_chose(stage: Stage, wall: httpx2.Client) -> None:
    assert "data-scheme" not in page_of(stage, wall)
    stage.leads(SetScheme("chalkboard"))
    assert 'data-scheme="dark"' in page_of(stage, wall)
    assert 'data-scheme="light"' in page_of(stage, wall, query="?scheme=light"), "its own is nearer"


def test_DI7_shows_the_prompt_that_its_address_stays_on(stage: Stage, wall: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.says(stage.joins(), "choir and band")
    stage.leads(OpenPrompt("p2"))
    stage.leads(ShowFace("count", prompt="p2"))
    assert STRENGTHS in first_paint(page_of(stage, wall, "count p1", "?prompt=p1"))
    html = first_paint(page_of(stage, wall, "phrases p1", "?prompt=p1&face=phrases"))
    assert "choir and band" in html
    page_of(stage, wall, "count p2", "?prompt=nonsense")
    page_of(stage, wall, "join", "?prompt=p77")


def test_DI7_works_the_key_leaves_the_address_and_the_rest_stays(
    stage: Stage, visitor: httpx2.Client
) -> None:
    answer = visitor.get(stage.wall_url + "&prompt=p2&face=themes&text&scheme=dark&more=no")
    path = f"/w/{stage.workshop.code}/wall?text&prompt=p2&face=themes&scheme=dark"
    assert answer.headers["location"] == path


def test_FA22_shows_what_is_starred_alone(stage: Stage, wall: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    ana = stage.joins()
    first, _second = stage.says(ana, "choir and band"), stage.says(ana, "the bus is late")
    stage.leads(ShowFace("quotes", prompt="p1"))
    assert "Words that stood out will stand here." in first_paint(page_of(stage, wall, "quotes"))
    stage.leads(StarResponses((first,)))
    html = first_paint(page_of(stage, wall, "quotes"))
    assert "choir and band" in html
    assert "the bus is late" not in html


def test_FA22_the_notice_says_that_words_may_be_quoted(stage: Stage, wall: httpx2.Client) -> None:
    path = f"/w/{stage.workshop.code}"
    assert "may be shown and quoted" in wall.get(path).text
    assert "puede mostrarse y citarse" in wall.get(path, headers={"Accept-Language": "es"}).text


def test_DI1_the_text_requires_the_key_too(stage: Stage, visitor: httpx2.Client) -> None:
    assert visitor.get(f"/w/{stage.workshop.code}/wall?text").status_code == 403


def test_shows_every_face_as_text_too(stage: Stage, wall: httpx2.Client) -> None:
    stage.joins()
    said = text_of(stage, wall, "join")
    assert f"and type {stage.workshop.code}" in said
    assert "1 person is in" in said
    stage.leads(OpenPrompt("p1"))
    ana = stage.joins()
    ids = [stage.says(ana, text) for text in ("Small classes", "small clases", "<b>music</b>")]
    assert "3 phrases from 1 of 2 people" in text_of(stage, wall, "count")
    stage.leads(ShowFace("phrases", prompt="p1"))
    said = text_of(stage, wall, "phrases")
    assert f"{STRENGTHS} {FORTALEZAS} 3 phrases Small classes said 2 times <b>music</b>" in said
    theme = stage.leads(MakeTheme("p1", "Time for each child", tuple(ids)))[0]
    stage.leads(ShowFace("themes", prompt="p1"))
    said = text_of(stage, wall, "themes")
    assert "1 theme Time for each child 1 person, in 3 phrases Small classes" in said
    stage.leads(ShowFace("theme", theme=theme))
    assert "Time for each child 1 person, in 3 phrases Small" in text_of(stage, wall, "theme t1")
    made = stage.leads(PromoteTheme(theme, "priority", statement="Every child is seen."))
    stage.leads(ShowFace("statement", statement=made[0]))
    assert "Priority Every child is seen." in text_of(stage, wall, "statement")
    stage.leads(SetTimer("p1", 7))
    stage.leads(ShowFace("timer", prompt="p1"))
    assert re.search(r"(7:00|6:59)", text_of(stage, wall, "timer"))
    stage.leads(ShowFace("blank"))
    assert "The wall is blank for now" in text_of(stage, wall, "blank")
    stage.leads(CloseWorkshop())
    assert "3 phrases from 2 people became 1 theme." in text_of(stage, wall, "thanks")
