"""Themes across workshops, as facilitators combine them, without any script."""

import io
import re
import secrets
import zipfile
from collections.abc import Iterator

import httpx2
import pytest

from tests import plain
from tests.across import HELD, hold_four
from tests.web.stage import Stage
from tests.web.test_plans import begin, browser, text_of
from workshop.room.moderate import RedactResponse
from workshop.room.nouns import ENGINE
from workshop.room.suggest import AcceptDraft, SuggestThemes
from workshop.room.theme import MergeThemes, RenameTheme
from workshop.room.undo import Undo
from workshop.store import people, workshops
from workshop.web import auth


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    with browser(stage, stage.sign_in) as client:
        yield client


@pytest.fixture
def four(stage: Stage, fay: httpx2.Client) -> str:
    """Hold four workshops in a project; return the address of their themes."""
    hold_four(stage)
    return f"/projects/{stage.project}/themes"


def refs_on(page: httpx2.Response) -> dict[str, str]:
    """Return what can be ticked by workshop: the theme's name → its value."""
    form = page.text.partition('class="across__form"')[2].partition("</form>")[0]
    found = re.findall(r'name="themes" value="([^"]+)".*?<span class="said">([^<]+)<', form, re.S)
    return {name: value for value, name in found}


def ids_on(page: httpx2.Response) -> dict[str, str]:
    """Return what is combined: name → id."""
    article = r'<article class="one" id="(\w+)".*?said" id="[^"]+">([^<]+)<'
    found = re.findall(article, page.text, re.S)
    return {name: key for key, name in found}


def taking_out(page: httpx2.Response, name: str) -> str:
    """Return the value of the form that takes a theme out."""
    button = rf'name="themes" value="([^"]+)">\s*<button[^>]*>Take out<[^>]*>: {name}'
    (value,) = re.findall(button, page.text)
    return str(value)


def joins(fay: httpx2.Client, four: str, *names: str, **more: str) -> httpx2.Response:
    known = refs_on(fay.get(four))
    themes = [known[name] for name in names]
    return fay.post(f"{four}/join", data={"kind": "strengths", "themes": themes, **more})


def proposals(page: httpx2.Response) -> list[str]:
    return re.findall(r'name="proposal" value="([^"]+)"', page.text)


# --- what is needed, and who may ----------------------------------------------------------------


def test_FA25_a_project_teaches_what_combining_needs(stage: Stage, fay: httpx2.Client) -> None:
    project = f"/projects/{stage.project}"
    assert "When two workshops have themes" in text_of(fay.get(project))
    page = fay.get(f"{project}/themes")
    assert page.status_code == 200
    assert "Two workshops with themes are needed." in text_of(page)
    assert "No themes have been combined yet." in text_of(fay.get(f"{project}/themes/compare"))


def test_requires_somebody_who_leads(stage: Stage, four: str) -> None:
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as stranger:
        for path in (four, f"{four}/compare", f"{four}/themes.csv", f"{four}/themes.docx"):
            assert stranger.get(path).headers["location"].startswith("/sign-in")
    ben = stage.write(
        lambda session: people.create_user(
            session,
            stage.district,
            email="ben.combines@larkspur.example",
            name="Ben",
            role="cofacilitator",
            at=0,
        )
    )
    secret = stage.write(
        lambda session: auth.open_sign_in(session, stage.district, ben.id, stage.house.now())
    )
    with browser(stage, secret) as bens:
        assert bens.get(four).status_code == 403
        assert bens.post(f"{four}/join", data={"kind": "strengths"}).status_code == 403


def test_rejects_a_project_that_is_not_there(fay: httpx2.Client) -> None:
    assert fay.get("/projects/j0/themes").status_code == 404


# --- the board ----------------------------------------------------------------------------------


def test_FA25_shows_every_workshops_themes_and_says_which_are_still_running(
    fay: httpx2.Client, four: str
) -> None:
    text = text_of(fay.get(four))
    for title, *_ in HELD:
        assert title in text
    assert "Familias de la escuela secundaria (so far)" in text
    assert "Caring teachers 7 people" in text


def test_FA25_themes_become_one_named_as_the_largest(fay: httpx2.Client, four: str) -> None:
    page = joins(fay, four, "Staff who care", "Caring teachers", "Maestros que nos conocen")
    text = text_of(page)
    assert "“Caring teachers” was combined." in text
    assert "Caring teachers 15 people · Heard in 3 of 4 workshops" in text
    assert "Staff who care" not in refs_on(page)


def test_FA25_more_are_added_and_one_is_taken_out(fay: httpx2.Client, four: str) -> None:
    key = ids_on(joins(fay, four, "Staff who care", "Caring teachers", name="Care"))["Care"]
    page = joins(fay, four, "Maestros que nos conocen", into=key)
    assert "“Care” has more themes in it." in text_of(page)
    out = taking_out(page, "Staff who care")
    page = fay.post(f"{four}/{key}", data={"act": "take_out", "themes": out})
    assert "A theme was taken out of “Care”." in text_of(page)
    assert "Staff who care" in refs_on(page)


def test_FA25_takes_apart_again_and_undoes(fay: httpx2.Client, four: str) -> None:
    key = ids_on(joins(fay, four, "Staff who care", "Caring teachers"))["Caring teachers"]
    page = fay.post(f"{four}/{key}", data={"act": "apart"})
    assert ids_on(page) == {}
    (step,) = re.findall(r'name="step" value="(\d+)"', page.text)
    page = fay.post(f"{four}/undo", data={"step": step})
    assert ids_on(page) == {"Caring teachers": key}
    again = fay.post(f"{four}/undo", data={"step": step})
    assert (again.status_code, ids_on(again)) == (409, {"Caring teachers": key})


def test_FA25_offers_what_may_belong_together_and_takes_all_in_one_step(
    fay: httpx2.Client, four: str
) -> None:
    page = fay.get(four)
    text = text_of(page)
    assert "Shared words: sports, music, band" in text
    offered = proposals(page)
    assert len(offered) == 4
    page = fay.post(f"{four}/accept", data={"kind": "strengths", "proposal": offered})
    assert "4 proposals were taken." in text_of(page)
    assert len(ids_on(page)) == 4
    (step,) = re.findall(r'name="step" value="(\d+)"', page.text)
    assert ids_on(fay.post(f"{four}/undo", data={"step": step})) == {}


def test_FA25_two_on_the_same_board_do_not_lose_each_others_work(
    fay: httpx2.Client, four: str
) -> None:
    old = proposals(fay.get(four))
    joins(fay, four, "Staff who care", "Caring teachers")
    late = fay.post(f"{four}/accept", data={"kind": "strengths", "proposal": old})
    assert late.status_code == 409
    assert "not free any more" in text_of(late)
    assert list(ids_on(late)) == ["Caring teachers"]


def test_a_name_that_somebody_else_changed_meanwhile_stands_beside_mine(
    fay: httpx2.Client, four: str
) -> None:
    key = ids_on(joins(fay, four, "Staff who care", "Caring teachers"))["Caring teachers"]
    for name in ("Adults who care", "Caring staff"):
        page = fay.post(f"{four}/{key}/name", data={"version": "1", "name": name})
    assert page.status_code == 409
    assert "Now here: Adults who care" in text_of(page)
    assert 'value="Caring staff"' in page.text
    assert 'name="version" value="2"' in page.text
    page = fay.post(f"{four}/{key}/name", data={"version": "2", "name": "Caring staff"})
    assert list(ids_on(page)) == ["Caring staff"]


def test_the_order_is_a_facilitators(fay: httpx2.Client, four: str) -> None:
    joins(fay, four, "Staff who care", "Caring teachers")
    page = joins(fay, four, "Strong academics", "Academic programs")
    key = ids_on(page)["Strong academics"]
    page = fay.post(f"{four}/{key}", data={"act": "up"})
    assert list(ids_on(page)) == ["Strong academics", "Caring teachers"]
    assert fay.post(f"{four}/{key}", data={"act": "sideways"}).status_code == 400


def test_one_theme_alone_is_refused_and_stays_ticked(fay: httpx2.Client, four: str) -> None:
    page = joins(fay, four, "Career pathways")
    assert page.status_code == 409
    value = refs_on(page)["Career pathways"]
    assert f'value="{value}" checked' in page.text


def test_FA25_a_theme_merged_or_renamed_in_a_running_workshop_is_followed(
    stage: Stage, fay: httpx2.Client, four: str
) -> None:
    key = ids_on(joins(fay, four, "Caring teachers", "Maestros que nos conocen"))["Caring teachers"]
    listed = stage.write(
        lambda session: workshops.list_for_district(session, stage.district, project=stage.project)
    )
    workshop = next(one for one in listed if one.state == "open")
    stage.room = stage.wait(stage.house.rooms.enter(stage.district, workshop.id))
    stage.leads(MergeThemes(("t1",), "t2"))
    stage.leads(RenameTheme("t2", "Todo lo que nos une"))
    page = fay.get(four)
    part = page.text.partition(f'id="{key}"')[2].partition("</article>")[0]
    assert "Todo lo que nos une" in part
    assert "Música y deporte" not in refs_on(page)


def test_words_are_never_markup(fay: httpx2.Client, four: str) -> None:
    page = joins(fay, four, "Staff who care", "Caring teachers", name="<b>Care</b>")
    assert "<b>Care</b>" not in page.text


# --- comparing, and into a plan -----------------------------------------------------------------


def test_FA25_compares_people_by_workshop_with_small_ones_together(
    fay: httpx2.Client, four: str
) -> None:
    page = fay.get(four)
    fay.post(f"{four}/accept", data={"kind": "strengths", "proposal": proposals(page)})
    page = fay.get(f"{four}/compare?kind=strengths")
    text = text_of(page)
    assert "Music and sports 16 4 of 4 7 5 4" in text
    assert "Strong academics 11 2 of 4 6 5 0" in text
    assert "Welcoming community Mostly in Elementary families 8 2 of 4 6 0 2" in text
    assert "Counted together" in text
    assert "My daughter left with 21 college credits" in text


def test_FA25_a_spreadsheet_and_a_word_document_say_the_same(fay: httpx2.Client, four: str) -> None:
    joins(fay, four, "Staff who care", "Caring teachers", name="=Care")
    sheet = fay.get(f"{four}/themes.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert '"\'=Care","strengths","12"' in sheet.text
    word = fay.get(f"{four}/themes.docx")
    document = zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    for said in ("=Care", "Elementary families", "Smaller workshops"):
        assert said in document


def test_FA25_a_combined_theme_becomes_a_priority_with_every_workshop_behind_it(
    stage: Stage, fay: httpx2.Client, four: str
) -> None:
    assert "This project has no plan yet." in text_of(
        joins(fay, four, "Staff who care", "Caring teachers", "Maestros que nos conocen")
    )
    plan = begin(stage, fay)
    key = ids_on(fay.get(four))["Caring teachers"]
    chosen = {"kind": "strengths", "combined": key, "plan": plan.rpartition("/")[2]}
    text = text_of(fay.post(f"{four}/bring", data=chosen))
    assert "1 Caring teachers" in text
    assert "7 people, Elementary families" in text
    assert "5 people, High school staff" in text
    assert "Maestros que nos conocen Familias de la escuela secundaria" in text, "without a number"
    assert "In the plan: Larkspur 2031" in text_of(fay.get(four))
    again = text_of(fay.post(f"{four}/bring", data=chosen))
    assert again.count("1 Caring teachers") == text.count("1 Caring teachers"), "it came once"


def test_FA25_what_was_taken_out_leaves_the_plan_when_it_is_brought_again(
    stage: Stage, fay: httpx2.Client, four: str
) -> None:
    page = joins(fay, four, "Staff who care", "Caring teachers", "Maestros que nos conocen")
    plan = begin(stage, fay)
    key = ids_on(page)["Caring teachers"]
    chosen = {"kind": "strengths", "combined": key, "plan": plan.rpartition("/")[2]}
    fay.post(f"{four}/bring", data=chosen)
    out = taking_out(page, "Staff who care")
    fay.post(f"{four}/{key}", data={"act": "take_out", "themes": out})
    assert "High school staff" not in text_of(fay.post(f"{four}/bring", data=chosen))


def test_redacted_words_leave_the_plan_that_they_came_to_across_workshops(
    stage: Stage, fay: httpx2.Client, four: str
) -> None:
    key = ids_on(joins(fay, four, "Music and sports", "Band and sports"))["Music and sports"]
    plan = begin(stage, fay)
    chosen = {"kind": "strengths", "combined": key, "plan": plan.rpartition("/")[2]}
    assert "Friday sports" in text_of(fay.post(f"{four}/bring", data=chosen))
    stage.leads(RedactResponse("r2", "[name removed] sports"))
    assert "Friday sports" not in text_of(fay.get(plan))
    assert "[name removed] sports" in text_of(fay.get(plan))


def test_M5_a_name_that_the_engine_made_up_of_redacted_words_leaves_what_was_combined(
    stage: Stage, fay: httpx2.Client, four: str
) -> None:
    workshop = stage.wait(stage.house.rooms.enter(stage.district, stage.workshop.id))
    stage.leads(Undo())  # the theme that was made by hand
    plan = {"name": "Zibby · Friday", "words": ["friday"], "responses": {"r1": True, "r2": True}}
    offered = SuggestThemes("p1", draft={"themes": {"k1": plan}})
    ref = secrets.token_hex(8)
    stage.wait(workshop.command(offered, by=ENGINE, role=ENGINE, ref=ref))
    stage.leads(AcceptDraft("p1"))
    shown = joins(fay, four, "Zibby · Friday", "Music and sports", name="Zibby · Friday")
    assert "Zibby · Friday" in ids_on(shown)
    stage.leads(RenameTheme("t2", "Playing together"))
    stage.leads(RedactResponse("r2", "The band of Zibby"))
    stage.leads(RedactResponse("r2", "The band"))
    board = fay.get(four).text
    assert "Zibby" not in board
    assert "Friday" not in board


def test_bringing_nothing_is_refused(stage: Stage, fay: httpx2.Client, four: str) -> None:
    joins(fay, four, "Staff who care", "Caring teachers")
    plan = begin(stage, fay).rpartition("/")[2]
    answer = fay.post(f"{four}/bring", data={"kind": "strengths", "plan": plan})
    assert answer.status_code == 409
    assert "at least one combined theme" in text_of(answer)
    answer = fay.post(f"{four}/bring", data={"plan": plan, "combined": "c0"})
    assert answer.status_code == 404


def test_FA25_it_speaks_spanish(fay: httpx2.Client, four: str) -> None:
    joins(fay, four, "Staff who care", "Caring teachers")
    fay.cookies.set("language", "es")
    text = text_of(fay.get(four))
    assert "Temas de todos los talleres" in text
    assert "Se oyó en 2 de 4 talleres" in text
    assert "Familias" in text_of(fay.get(f"{four}/compare"))
