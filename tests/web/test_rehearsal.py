"""Rehearsal: practise with fake people, clearly marked, wiped when the real evening begins."""

import json
import re

import pytest

from tests.practice import Practice, until
from tests.web.town import ADDRESS, Browser, Town
from workshop.live import rehearsal
from workshop.room import views
from workshop.store import workshops


@pytest.fixture
def practice(town: Town, fay: Browser, at: str) -> Practice:
    return Practice(town, fay, at)


def test_FA24_a_draft_is_practised_with_people_who_join_and_answer(practice: Practice) -> None:
    before = practice.journal(practice.id)
    code = practice.practises(15)
    until(lambda: practice.view(code)["crowd"]["joined"] == 15)
    assert practice.view(code)["crowd"]["tables"] == 1
    assert not practice.view(code)["responses"], "nobody speaks before something is asked"
    practice.asks(code)
    until(lambda: len(practice.said(code)) >= 16)
    until(lambda: practice.view(code)["crowd"]["held"] == 1)
    alike = [re.sub(r"\W", "", text).casefold() for text in practice.said(code)]
    assert len(set(alike)) < len(alike), "some say nearly the same"
    assert practice.view(code)["crowd"]["groups"] == {}, "the workshop has no groups"
    assert practice.journal(practice.id) == before


@pytest.mark.whole
def test_FA24_a_rehearsal_says_so_on_every_page_in_both_languages(practice: Practice) -> None:
    code = practice.practises()
    made = practice.found(code)
    key = practice.fay.sends(f"/workshops/{made.id}/wall", wish="here").location
    assert practice.fay.opens(key).status == 303
    guest = practice.town.browser()
    pages = [
        (practice.fay, f"/w/{code}/console"),
        (practice.fay, f"/w/{code}/console/held"),
        (practice.fay, f"/w/{code}/console/agenda"),
        (practice.fay, f"/w/{code}/console/check"),
        (practice.fay, f"/w/{code}/console/done"),
        (practice.fay, f"/w/{code}/console/search"),
        (practice.fay, f"/workshops/{made.id}"),
        (practice.fay, f"/workshops/{made.id}/sheet"),
        (practice.fay, f"/w/{code}/wall"),
        (practice.fay, f"/w/{code}/wall?text"),
        (guest, f"/w/{code}"),
    ]
    for browser, path in pages:
        browser.opens(path).works().shows("Rehearsal", "Nothing of it is kept")
        browser.opens(path, **{"Accept-Language": "es"}).works().shows("Ensayo")
    guest.opens(f"/w/{code}").shows("deleted when the workshop begins").hides("a public record")
    assert guest.sends(f"/w/{code}/join", group="").status == 303
    guest.opens(f"/w/{code}").works().shows("Rehearsal")
    for audience in views.AUDIENCES:
        assert practice.view(code, audience)["workshop"]["rehearsal"] == 15


def test_FA24_every_printed_sheet_and_card_of_a_rehearsal_says_so(practice: Practice) -> None:
    made = practice.found(practice.practises())
    html = practice.fay.opens(f"/workshops/{made.id}/sheet?tables=3").works().html
    sheets = re.findall(r'<(?:section class="sheet poster"|article)[^>]*>.*?</', html, re.DOTALL)
    assert len(sheets) == 4
    assert all("Rehearsal" in sheet for sheet in sheets)


def test_FA24_the_real_one_is_marked_nowhere(practice: Practice) -> None:
    practice.practises()
    for path in (f"/w/{practice.code}/console", f"/w/{practice.code}", f"{practice.at}/sheet"):
        practice.fay.opens(path).works().hides("Nothing of it is kept")
    assert "rehearsal" not in practice.view(practice.code)["workshop"]


@pytest.mark.parametrize(
    "order",
    [{"type": "open_workshop"}, {"type": "next_prompt"}, {"type": "open_prompt", "prompt": "p1"}],
)
def test_A17_opening_the_real_workshop_wipes_the_rehearsal(practice: Practice, order: dict) -> None:
    code = practice.practises()
    practice.asks(code)
    until(lambda: len(practice.said(code)) > 10)
    phrases = practice.said(code)
    rehearsed = practice.found(code)
    before = practice.journal(practice.id)
    practice.sends(practice.code, **order)
    everything = practice.everything()
    assert [phrase for phrase in phrases if phrase in everything] == []
    assert rehearsed.id not in everything
    after = practice.journal(practice.id)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1
    until(lambda: rehearsed.id not in practice.rooms())


@pytest.mark.whole
def test_FA24_nothing_of_it_is_left_on_the_disk(practice: Practice) -> None:
    code = practice.practises()
    practice.asks(code)
    until(lambda: len(practice.said(code)) > 10)
    written = max(practice.said(code), key=len)
    assert written.encode() in practice.bytes_on_disk()
    practice.sends(practice.code, "open_workshop")
    assert written.encode() not in practice.bytes_on_disk()


def test_A17_who_still_has_its_code_is_told_that_it_is_over(practice: Practice) -> None:
    code = practice.practises()
    guest = practice.town.browser()
    guest.sends(f"/w/{code}/join", group="")
    address = f"{ADDRESS.replace('http', 'ws')}/w/{code}/live"
    with guest.client.websocket_connect(address, headers={"Origin": ADDRESS}) as phone:
        phone.send_text(json.dumps({"type": "hello", "as": "phone", "epoch": None, "seq": 0}))
        assert json.loads(phone.receive_text())["type"] == "welcome"
        practice.sends(practice.code, "open_workshop")
        while (frame := phone.receive())["type"] != "websocket.close":
            pass
        assert frame["code"] == 4505
    guest.opens(f"/w/{code}").rejects(410, "The rehearsal is over", "Type a code")
    guest.opens(f"/w/{code}", **{"Accept-Language": "es"}).rejects(410, "El ensayo terminó")
    again = practice.fay.opens(f"/w/{code}/console").rejects(
        410, "Open the console of the workshop"
    )
    assert f"{practice.at}/console" in again.html
    practice.fay.opens(f"{practice.at}/console").leads_to(f"/w/{practice.code}/console")
    assert guest.sends(f"/w/{code}/commands", type="submit_response").status == 410


def test_FA24_practising_again_begins_anew_and_is_one_at_a_time(practice: Practice) -> None:
    first = practice.practises()
    before = practice.found(first).id
    second = practice.practises(40)
    assert practice.view(second)["workshop"]["rehearsal"] == 40
    until(lambda: before not in practice.rooms())
    practice.fay.opens(f"/w/{first}/console").rejects(410)
    assert [one.code for one in practice.read(workshops.list_rehearsals)] == [second]


def test_FA24_it_is_ended_by_hand_and_by_time(practice: Practice) -> None:
    code = practice.practises()
    rehearsed = practice.found(code).id
    practice.fay.sends(f"/workshops/{rehearsed}/rehearsal/end").leads_to(practice.at)
    practice.fay.opens(f"/w/{code}").rejects(410, "The rehearsal is over")
    practice.fay.opens(practice.at).works().hides("Rehearsal running")
    second = practice.practises()
    practice.town.clock.at += rehearsal.LASTS + 1
    practice.house.rehearsals.look()
    until(lambda: practice.fay.opens(f"/w/{second}").status == 410)


def test_FA24_lists_show_it_at_its_draft_alone(practice: Practice) -> None:
    code = practice.practises()
    home = practice.fay.opens("/home").works().shows(f"Rehearsal running, code {code}", "End it")
    assert home.html.count("<h1") == 1
    assert practice.fay.opens("/home").text.count("Evening") == 1
    listed = practice.read(lambda session: workshops.list_for_district(session, practice.district))
    assert [one.id for one in listed] == [practice.id]
    practice.fay.opens(practice.at).works().shows(f"Rehearsal running, code {code}")


def test_A16_nothing_comes_of_a_rehearsal(practice: Practice) -> None:
    made = practice.found(practice.practises())
    for name in ("responses.csv", "themes.csv", "archive.json"):
        practice.fay.opens(f"/workshops/{made.id}/{name}").rejects(409, "This is a rehearsal")
    page = practice.fay.opens(f"/workshops/{made.id}").works()
    page.hides(
        "Files of this workshop", "Begin a plan", "Keep it as a template", "Somebody to help"
    )


def test_FA24_what_has_begun_is_not_practised_any_more(practice: Practice) -> None:
    practice.sends(practice.code, "open_workshop")
    practice.fay.opens(practice.at).works().hides("Simulated people")
    practice.fay.sends(f"{practice.at}/rehearsal", people=15).rejects(
        409, "This workshop has begun"
    )


def test_FA24_a_rehearsal_is_not_rehearsed_and_how_many_come_is_one_of_three(
    practice: Practice,
) -> None:
    made = practice.found(practice.practises())
    practice.fay.sends(f"/workshops/{made.id}/rehearsal", people=15).rejects(409)
    practice.fay.sends(f"{practice.at}/rehearsal", people=5000).rejects(409, "simulated people")


def test_FA24_a_cofacilitator_helps_in_it_and_does_not_begin_one(practice: Practice) -> None:
    carl = practice.town.make_user("Carl", "cofacilitator")
    practice.town.write(
        lambda session: workshops.give_right(
            session, carl.district, practice.id, user=carl.id, at=practice.town.clock.at
        )
    )
    browser = practice.town.sign_in(carl)
    browser.sends(f"{practice.at}/rehearsal", people=15).rejects(403)
    browser.opens(f"/w/{practice.practises()}/console").works().hides("End the rehearsal")


def test_FA24_what_is_hidden_in_a_rehearsal_is_no_complaint_about_staff(practice: Practice) -> None:
    admin = practice.town.sign_in(practice.town.make_user("Ada", "administrator"))
    code = practice.practises()
    practice.asks(code)
    until(lambda: practice.said(code))
    first = next(iter(practice.view(code)["responses"]))
    words = practice.view(code)["responses"][first]["text"]
    assert words
    practice.sends(code, "hide_response", response=first, reason="personnel")
    until(lambda: practice.view(code)["responses"][first]["state"] == "hidden")
    admin.opens("/personnel").works().hides(words)
    assert practice.found(code).id not in practice.everything_in("audit")


def test_FA24_who_helps_no_more_helps_in_the_rehearsal_no_more(practice: Practice) -> None:
    carl = practice.town.make_user("Carl", "cofacilitator")
    practice.town.write(
        lambda session: workshops.give_right(
            session, carl.district, practice.id, user=carl.id, at=practice.town.clock.at
        )
    )
    browser, code = practice.town.sign_in(carl), practice.practises()
    browser.opens(f"/w/{code}/console").works()
    practice.fay.sends(f"{practice.at}/rights", user=carl.id)
    for path in (practice.code, code):
        browser.opens(f"/w/{path}/console").rejects(403)
