"""Invitation: the way in, for people, for the wall and for somebody who helps."""

import re
from collections.abc import Iterator
from html import unescape

import httpx2
import pytest

from tests import plain
from tests.web.stage import Stage
from tests.web.town import ADDRESS, Page
from workshop.room.agenda import CloseWorkshop, OpenPrompt, OpenWorkshop
from workshop.room.moderate import HideResponse
from workshop.room.promote import PromoteTheme
from workshop.room.theme import MakeTheme
from workshop.store import people, workshops
from workshop.web import auth
from workshop.web.qr import qr_of


@pytest.fixture
def code(town, at: str) -> str:
    def read(session):
        district = people.first_district(session).id
        return workshops.get(session, district, at.rpartition("/")[2]).code

    return town.write(read)


def link(page: Page, name: str) -> str:
    """Return the link that the page shows this once."""
    return re.search(rf'id="{name}" value="([^"]+)"', page.works().html)[1].replace("&amp;", "&")


def test_shows_the_address_the_code_and_a_qr_code_that_leads_there(fay, at, code):
    page = fay.opens(at).works().shows("school.example:8000", code)
    assert f'aria-label="QR code: {ADDRESS}/w/{code}"' in page.html
    assert qr_of(f"{ADDRESS}/w/{code}").path in page.html
    assert "style=" not in page.html


def test_says_so_when_no_phone_can_reach_the_address(town, fay, at):
    page = Page(fay.client.get(at, headers={"Host": "localhost:8000"}))
    page.works().shows("This address works on this computer only.")


def test_DI1_a_wall_link_opens_the_wall_and_nothing_else(town, fay, at, code):
    wall = link(fay.sends(f"{at}/wall", wish="link"), "wall-url")
    assert wall.startswith(f"{ADDRESS}/w/{code}/wall?key=")
    projector = town.browser()
    projector.opens(wall).leads_to(f"/w/{code}/wall")
    projector.opens(f"/w/{code}/wall").works()
    assert projector.opens(f"/w/{code}/console").status in (303, 401, 403)


def test_DI7_one_link_opens_many_screens_and_the_text(town, fay, at, code):
    page = fay.sends(f"{at}/wall", wish="link")
    wall, text = link(page, "wall-url"), link(page, "text-url")
    for _ in range(2):
        screen = town.browser()
        screen.opens(f"{wall}&prompt=p1").leads_to(f"/w/{code}/wall?prompt=p1")
        screen.opens(f"/w/{code}/wall?prompt=p1").works()
    reader = town.browser()
    reader.opens(text).leads_to(f"/w/{code}/wall?text")
    reader.opens(f"/w/{code}/wall?text").works().shows("On the wall now:")


def test_the_wall_opens_on_this_computer_with_one_press(fay, at, code):
    page = fay.sends(f"{at}/wall", wish="here")
    assert page.status == 303
    fay.opens(page.location).leads_to(f"/w/{code}/wall")
    fay.opens(f"/w/{code}/wall").works()


def test_DI1_a_new_wall_link_ends_the_earlier_one(town, fay, at):
    first = link(fay.sends(f"{at}/wall", wish="link"), "wall-url")
    fay.opens(at).works().shows("A wall has its link already.")
    link(fay.sends(f"{at}/wall", wish="link"), "wall-url")
    assert town.browser().opens(first).status >= 400


def test_DI1_a_wall_link_can_be_ended(town, fay, at):
    wall = link(fay.sends(f"{at}/wall", wish="link"), "wall-url")
    fay.sends(f"{at}/wall", wish="end").leads_to(at)
    assert town.browser().opens(wall).status >= 400
    fay.opens(at).works().hides("A wall has its link already.")


def test_the_key_is_shown_once(fay, at):
    wall = link(fay.sends(f"{at}/wall", wish="link"), "wall-url")
    assert wall.rpartition("=")[2] not in fay.opens(at).works().html


def test_an_invitation_to_help_is_shown_once_and_works(town, fay, at):
    invited = link(fay.sends(f"{at}/invite"), "invited-url")
    town.browser().opens(invited).works().shows("Evening", "You are invited to help")
    assert invited.rpartition("=")[2] not in fay.opens(at).works().html


def test_links_to_the_other_language_lead_to_a_page_that_is_there(fay, at):
    page = fay.sends(f"{at}/invite").works()
    assert f'href="{at}?language=es"' in page.html


def test_FA2_the_sheet_speaks_both_languages_and_has_a_card_for_each_table(fay, at, code):
    page = (
        fay.opens(f"{at}/sheet?tables=9")
        .works()
        .shows("Join with your phone", "Entre con su teléfono")
    )
    assert page.html.count('class="tablecard"') == 9
    assert page.html.count('class="sheet cards"') == 3
    assert page.html.count(code) >= 10


@pytest.mark.parametrize(
    ("tables", "cards"), [("", 6), ("0", 0), ("x", 6), ("-3", 6), ("999999999999", 60)]
)
def test_FA2_the_sheet_handles_any_number_of_tables(fay, at, tables, cards):
    page = fay.opens(f"{at}/sheet?tables={tables}").works()
    assert page.html.count('class="tablecard"') == cards


def test_rejects_who_is_not_signed_in(town, at):
    nobody = town.browser()
    assert nobody.opens(at).location.startswith("/sign-in?next=")
    nobody.sends(f"{at}/wall", wish="link").rejects(401, "Please sign in first.")
    nobody.sends(f"{at}/invite").rejects(401)


LOUD = r'class="button button--first"[^>]*>([^<]+)<'


def test_FA1_what_comes_next_is_the_one_loud_button(town, fay, at, code):
    assert re.findall(LOUD, fay.opens(at).works().html) == ["Show the wall on this computer"]
    fay.sends(f"{at}/wall", wish="here")
    assert re.findall(LOUD, fay.opens(at).works().html) == ["Open the workshop"]
    fay.sends(f"/w/{code}/commands", type="open_workshop", nonce="open-it-once", back=at).leads_to(
        at
    )
    page = fay.opens(at).works().shows("Open now").hides("Check the room first")
    assert re.findall(LOUD, page.html) == ["Open the console"]


def test_what_is_for_afterwards_is_folded_until_the_workshop_has_ended(town, fay, at):
    def folded() -> dict[str, bool]:
        parts = re.findall(r'<details class="invite__part"( open)?>\s*.*?id="(\w+)"', page.html)
        return {key: not is_open for is_open, key in parts}

    page = fay.opens(at).works()
    assert [key for key, is_so in folded().items() if not is_so] == ["wall"]

    def close(session):
        district = people.first_district(session).id
        workshops.set_state(session, district, at.rpartition("/")[2], "closed")

    town.write(close)
    page = fay.opens(at).works().hides("How people join", "Print join sheet")
    assert [key for key, is_so in folded().items() if not is_so] == ["plan", "results", "files"]


def test_a_cofacilitator_makes_no_links(town, fay, at):
    ana = town.sign_in(town.make_user("Ana", "cofacilitator"))
    ana.opens(at).rejects(403, "This workshop is not yours.")
    invited = link(fay.sends(f"{at}/invite"), "invited-url")
    ana.sends("/invited", token=invited.rpartition("=")[2]).leads_to(at)
    ana.opens(at).works().hides("Make an invitation link")
    ana.sends(f"{at}/wall", wish="link").rejects(403)
    ana.sends(f"{at}/invite").rejects(403)


def test_a_workshop_that_is_not_there_is_not_found(fay):
    fay.opens("/workshops/w0").rejects(404, "There is no such workshop.")


def test_FA23_each_station_has_a_sheet_with_a_code_of_its_own(town, fay):
    sent = {
        "template": "blank",
        "title": "Walk",
        "project": "",
        "project_title": "Plan",
        "moderation": "open",
        "kind": ["strengths", "opportunities", "exit"],
        "minutes": ["10", "", ""],
        "question_en": ["What is strong?", "What could grow?", "What now?"],
        "question_es": ["", "", ""],
        "waves": ["", "", ""],
        "together": ["2"],
    }
    at = fay.sends("/workshops/new", **sent).location
    page = fay.opens(f"{at}/sheet").works().shows("Station", "What could grow?").hides("What now?")
    urls = re.findall(r'aria-label="QR code: ([^"]+\?prompt=p\d)"', page.html)
    assert [url[-2:] for url in urls] == ["p1", "p2"]
    path = urls[1].removeprefix(ADDRESS)
    phone = town.browser()
    joined = phone.opens(path).works()
    assert 'name="prompt" value="p2"' in joined.html
    phone.sends(path.replace("?prompt=p2", "/join"), prompt="p2").leads_to(path)


# --- files of a closed workshop -----------------------------------------------------------------


@pytest.fixture
def evening(stage: Stage) -> Stage:
    """A workshop with two phrases in a theme, which has ended."""
    stage.leads(OpenWorkshop())
    stage.leads(OpenPrompt("p1"))
    said = [stage.says(stage.joins("g1"), f"late bus {number}") for number in range(2)]
    stage.leads(MakeTheme("p1", "Buses", tuple(said)))
    stage.leads(CloseWorkshop())
    return stage


@pytest.fixture
def browser(stage: Stage) -> Iterator[httpx2.Client]:
    headers = {"Accept": "text/html", "Origin": stage.url}
    with plain.client(base_url=stage.url, headers=headers, follow_redirects=True) as client:
        client.cookies.set(auth.COOKIE, stage.sign_in)
        yield client


def reads(answer: httpx2.Response) -> str:
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


BEHIND, TAKE_IN = "Since then something has changed", "Take in what has changed"


def test_A19_FA17_files_say_of_when_they_are_and_take_in_what_has_changed(evening, browser):
    home = f"/workshops/{evening.workshop.id}"
    text = reads(browser.get(home))
    assert "Files and results say what stood at the closing (" in text
    assert BEHIND not in text
    assert TAKE_IN not in text
    evening.leads(PromoteTheme("t1", "priority", "Buses that come"))
    assert "Buses that come" not in browser.get(f"{home}/statements.csv").text
    page = browser.get(home)
    assert BEHIND in reads(page)
    [form] = [one for one in re.findall(r"<form.*?</form>", page.text, re.S) if TAKE_IN in one]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    page = browser.post(re.search(r'action="([^"]+)"', form)[1], data=sent)
    assert page.url.path == home
    assert "say what stood when changes were last taken in (" in reads(page)
    assert BEHIND not in reads(page)
    assert "Buses that come" in browser.get(f"{home}/statements.csv").text
    done = reads(browser.get(f"/w/{evening.workshop.code}/console/done"))
    assert "took what had changed into the files" in done


def test_A19_what_is_hidden_is_out_at_once_and_leaves_nothing_to_take_in(evening, browser):
    evening.leads(HideResponse("r1", "other"))
    text = reads(browser.get(f"/workshops/{evening.workshop.id}"))
    assert "What you hide or redact is out of them at once." in text
    assert BEHIND not in text


def test_A19_of_a_workshop_that_runs_the_files_say_what_there_is_so_far(evening, browser):
    evening.leads(OpenWorkshop())
    text = reads(browser.get(f"/workshops/{evening.workshop.id}"))
    assert "files say what there is so far" in text
    assert "what stood" not in text


def test_A19_who_helps_reads_that_it_has_changed_and_may_not_take_it_in(evening, browser):
    def helps(session):
        email = f"carl-{evening.workshop.code}@x.example".lower()
        carl = people.create_user(
            session, evening.district, email=email, name="Carl", role="cofacilitator", at=0
        )
        workshops.give_right(session, evening.district, evening.workshop.id, user=carl.id, at=0)
        return auth.open_sign_in(session, evening.district, carl.id, evening.house.now())

    evening.leads(PromoteTheme("t1", "priority"))
    browser.cookies.set(auth.COOKIE, evening.write(helps))
    text = reads(browser.get(f"/workshops/{evening.workshop.id}"))
    assert f"{BEHIND} that they do not say. Who leads can take it in." in text
    assert TAKE_IN not in text
