"""The phone in a browser: nothing typed is lost, nobody is moved while writing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.practice import until
from tests.web.stage import FORTALEZAS, STRENGTHS, Stage
from workshop.room.agenda import ClosePrompt, CloseWorkshop, NextPrompt, OpenPrompt
from workshop.room.arrange import AddPrompt, EditPrompt
from workshop.room.moderate import HideResponse, RedactResponse, SetModeration
from workshop.room.nouns import Response, Room
from workshop.room.show import OpenView
from workshop.room.theme import MakeTheme
from workshop.room.views import PHONE
from workshop.web.identity import seat_cookie

pytestmark = pytest.mark.journey

SIZE = {"width": 360, "height": 740}
VALUES = "What must never change here?"
COUNT_LOSSES = """() => {  // how often a phrase leaves the page
  globalThis.lost = 0
  const own = document.querySelector('[data-slot="own"]')
  const count = (changes) => { for (const { removedNodes } of changes) lost += removedNodes.length }
  new MutationObserver(count).observe(own, { childList: true })
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZE, locale="en-US", has_touch=True)
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def phone(stage: Stage, context: BrowserContext) -> Iterator[Page]:
    """Ana's phone, joined as a family, with the first prompt open."""
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    wrong = _wrong_on(page)
    sits(page, stage)
    yield page
    assert wrong == []


def sits(page: Page, stage: Stage) -> None:
    """Open the phone of somebody who has joined already: without the two pages of the door."""
    secret = stage.secrets[stage.joins("g1")]
    seat = {"name": seat_cookie(stage.workshop.id), "value": secret, "url": stage.url}
    page.context.add_cookies([{**seat, "httpOnly": True, "sameSite": "Lax"}])
    page.goto(f"{stage.url}/w/{stage.workshop.code}")


def join(page: Page, stage: Stage, url: str = "") -> None:
    page.goto(f"{url or stage.url}/w/{stage.workshop.code}")
    page.get_by_label("Families").check()
    with page.expect_navigation():  # it ends when the page is live, not when its address is known
        page.get_by_role("button", name="I understand. Join").click()
    assert page.url.endswith(f"/w/{stage.workshop.code}")


def say(page: Page, text: str) -> None:
    page.get_by_label("One idea at a time").fill(text)
    page.keyboard.press("Enter")


def own(page: Page, text: str) -> Locator:
    return page.locator(".yours__item", has_text=text)


def said(stage: Stage) -> list[Response]:
    """Return what stands in the room, in the order of arrival."""

    def look(room: Room) -> list[Response]:
        return [each for each in room.responses.values() if each.state != "withdrawn"]

    found: list[Response] = stage.wait(stage.room.read(look))
    return found


def texts(stage: Stage) -> list[str]:
    return [each.text for each in said(stage)]


def wait_until_phones_see(stage: Stage, prompt: str) -> None:
    """Pages are made from what was published, a moment after it happened."""
    until(lambda: prompt in stage.room.view(PHONE)["prompts"])


def news(page: Page) -> Locator:
    return page.locator(".phone__news")


def _wrong_on(page: Page) -> list[str]:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda message: wrong.append(message.text) if "Security" in message.text else None,
    )
    return wrong


# ── saying ───────────────────────────────────────────────────────────────────


def test_a_phone_of_2021_sends_and_follows_the_room(phone: Page, stage: Stage) -> None:
    phone.add_init_script(
        "for (const [where, what] of [[Object, 'hasOwn'], [Intl, 'Segmenter'],"
        " [HTMLFormElement.prototype, 'requestSubmit']]) delete where[what]"
    )
    phone.reload()
    say(phone, "kind teachers")
    expect(own(phone, "kind teachers")).to_contain_text("Sent")
    stage.leads(NextPrompt())
    expect(phone.get_by_role("heading", level=1)).to_have_text(VALUES)


def test_PA4_enter_sends_and_shift_enter_breaks_the_line(phone: Page, stage: Stage) -> None:
    box = phone.get_by_label("One idea at a time")
    box.fill("kind teachers")
    phone.keyboard.press("Shift+Enter")
    phone.keyboard.type("and warm rooms")
    assert box.input_value() == "kind teachers\nand warm rooms"
    phone.keyboard.press("Enter")
    expect(own(phone, "kind teachers").locator(".state")).to_have_text("Sent")
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    assert texts(stage) == ["kind teachers and warm rooms"]


def test_the_newest_phrase_stands_first(phone: Page) -> None:
    for text in ("one", "two", "three"):
        say(phone, text)
    expect(phone.locator(".yours__text")).to_have_text(["three", "two", "one"])
    expect(phone.locator('[data-slot="own-count"]')).to_have_text("3")


def test_PA4_letters_are_counted_from_240_and_advised_on_from_280(phone: Page) -> None:
    box, count = phone.get_by_label("One idea at a time"), phone.locator("#count")
    for length, shown in [
        (239, ""),
        (240, "240 letters"),
        (280, "280 letters. Two short ideas are easier to read than one long one."),
        (999, "1 letter left"),
        (1002, ""),
    ]:
        box.fill("x" * length)
        expect(count).to_have_text(shown)
    over = phone.locator("#over")
    expect(over).to_have_text("2 letters too many. Please shorten it, or send it in two.")
    phone.keyboard.press("Enter")
    expect(phone.locator(".yours__item")).to_have_count(0)
    expect(box).to_have_value("x" * 1002)
    box.fill("x" * 1000)
    expect(over).to_be_hidden()


def test_PA7_a_phrase_is_edited_and_withdrawn_in_place(phone: Page, stage: Stage) -> None:
    say(phone, "good busses")
    own(phone, "good busses").get_by_text("Edit").click()
    field = phone.locator(".yours__item textarea")
    expect(field).to_be_focused()
    field.fill("good buses")
    phone.get_by_role("button", name="Save").click()
    expect(own(phone, "good buses").locator(".state")).to_have_text("Sent")
    assert texts(stage) == ["good buses"]
    expect(own(phone, "good buses").locator("summary", has_text="Edit")).to_be_focused()
    own(phone, "good buses").get_by_role("button", name="Withdraw").click()
    expect(phone.locator(".yours__item")).to_have_count(0)
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    expect(phone.locator('[data-slot="spoken"]')).to_have_text("Withdrawn.")


def test_PA5_a_phrase_says_what_became_of_it(phone: Page, stage: Stage) -> None:
    stage.leads(SetModeration("all"))
    say(phone, "wait for me")
    expect(own(phone, "wait for me").locator(".state")).to_have_text("Held by the facilitator")
    stage.leads(SetModeration("open"))
    say(phone, "off with it")
    expect(own(phone, "off with it").locator(".state")).to_have_text("Sent")
    stage.leads(HideResponse("r2", "other"))
    expect(own(phone, "off with it").locator(".state")).to_have_text("Hidden by the facilitator")
    stage.leads(RedactResponse("r1", "wait for [name]"))
    expect(own(phone, "wait for [name]")).to_contain_text("The facilitator has changed the words")
    expect(own(phone, "wait for [name]").get_by_text("Edit")).to_be_hidden()


# ── the network ──────────────────────────────────────────────────────────────


def test_PA6_a_phone_in_flight_mode_delivers_later_and_once(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    say(phone, "before the flight")
    expect(own(phone, "before").locator(".state")).to_have_text("Sent")
    context.set_offline(True)
    expect(phone.locator('[data-slot="net"]')).to_have_text("No network. Keep writing.")
    expect(phone.locator('[data-slot="send"]')).to_have_text("Send when the network is back")
    for text in ("in the air", "over the sea"):
        say(phone, text)
        expect(own(phone, text).locator(".state")).to_have_text("Waiting for network")
    context.set_offline(False)
    for text in ("in the air", "over the sea"):
        expect(own(phone, text).locator(".state")).to_have_text("Sent")
    expect(phone.locator('[data-slot="net"]')).to_have_text("")
    assert texts(stage) == ["before the flight", "in the air", "over the sea"]


def test_PA5_what_waits_survives_the_page_itself(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    context.set_offline(True)
    say(phone, "kept in the pocket")
    expect(own(phone, "kept").locator(".state")).to_have_text("Waiting for network")
    phone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{stage.url}/w/{stage.workshop.code}")
    expect(own(again, "kept in the pocket").locator(".state")).to_have_text("Sent")
    again.reload()
    expect(own(again, "kept in the pocket").locator(".state")).to_have_text("Sent")
    assert texts(stage) == ["kept in the pocket"]


def test_a_phrase_whose_answer_was_lost_is_not_doubled(
    context: BrowserContext, stage: Stage
) -> None:
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    lost = []

    def swallow_acks(socket: Any) -> None:  # playwright's WebSocketRoute
        server = socket.connect_to_server()

        def back(frame: str | bytes) -> None:
            if '"type":"ack"' in str(frame) and not lost:
                lost.append(frame)
                socket.close(code=1012)
            elif not ('"type":"mine"' in str(frame) and not lost):
                socket.send(frame)

        server.on_message(back)

    page.route_web_socket(re.compile("/live$"), swallow_acks)
    join(page, stage)
    say(page, "only once")
    expect(own(page, "only once").locator(".state")).to_have_text("Sent")
    assert len(lost) == 1
    expect(page.locator(".yours__item")).to_have_count(1)
    assert texts(stage) == ["only once"]


def test_R5_PA6_words_written_before_the_closing_arrive_late_from_a_phone_without_network(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    say(phone, "in time")
    expect(own(phone, "in time").locator(".state")).to_have_text("Sent")
    context.set_offline(True)
    say(phone, "late but said")
    stage.leads(NextPrompt())
    context.set_offline(False)
    late = own(phone, "late but said")
    expect(late.locator(".state")).to_have_text("Sent after the question closed")
    assert [each.late for each in said(stage)] == [False, True]


def test_changes_of_what_still_waits_go_with_it(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    context.set_offline(True)
    for text in ("not this one", "a typpo", "as it is"):
        say(phone, text)
    own(phone, "not this one").get_by_role("button", name="Withdraw").click()
    own(phone, "a typpo").get_by_text("Edit").click()
    phone.locator(".yours__edit[open] textarea").fill("a typo")
    phone.keyboard.press("Escape")
    expect(phone.locator(".yours__text")).to_have_text(["as it is", "a typpo"])
    own(phone, "a typpo").get_by_text("Edit").click()
    phone.locator(".yours__edit[open] textarea").fill("a typo")
    phone.get_by_role("button", name="Save").click()
    context.set_offline(False)
    expect(own(phone, "as it is").locator(".state")).to_have_text("Sent")
    assert texts(stage) == ["a typo", "as it is"]


@pytest.mark.whole
@pytest.mark.parametrize("blocked", ["sockets", "sockets and events"])
def test_where_sockets_are_blocked_the_phone_takes_another_way(
    context: BrowserContext, stage: Stage, blocked: str
) -> None:
    def stop_events(route: Route) -> None:
        accepts = route.request.headers.get("accept", "")
        if "event-stream" in accepts and "events" in blocked.split():
            route.abort()
        else:
            route.continue_()

    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    page.route_web_socket(re.compile("/live$"), lambda socket: socket.close(code=1011))
    page.route("**/events?**", stop_events)
    join(page, stage)
    page.evaluate(COUNT_LOSSES)
    say(page, "by another way")
    expect(own(page, "by another way").locator(".state")).to_have_text("Sent")
    assert page.evaluate("lost") == 0, "it was never gone between its sending and the room's word"
    stage.leads(HideResponse("r1", "other"))
    expect(own(page, "by another way")).to_contain_text("Hidden by the facilitator")
    stage.leads(NextPrompt())
    expect(page.get_by_role("heading", level=1)).to_have_text("What must never change here?")
    assert texts(stage) == ["by another way"]


@pytest.mark.parametrize(
    ("code", "sentence", "way"),
    [
        (4500, "This page and the server do not understand each other any more.", "Load it again"),
        (4501, "This phone has no seat here any more", "Join again"),
        (4504, "This workshop is not here any more.", "Join again"),
    ],
)
def test_PA5_each_end_for_good_says_what_it_is_and_where_to_go_on(
    context: BrowserContext, stage: Stage, code: int, sentence: str, way: str
) -> None:
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    page.route_web_socket(re.compile("/live$"), lambda socket: socket.close(code=code))
    join(page, stage)
    expect(news(page)).to_contain_text(sentence)
    expect(news(page).get_by_role("link")).to_have_text(way)


def test_PA5_what_may_have_arrived_is_not_called_unsent(phone: Page, stage: Stage) -> None:
    room = phone.locator("main").get_attribute("data-room")
    frame = {"type": "submit_response", "ref": "r" * 16, "prompt": "p1", "text": "sent in a tunnel"}
    letter = {"frame": frame, "place": 1, "tried": True, "then": None, "refused": None}
    phone.evaluate(
        "([key, letter]) => localStorage.setItem(key, JSON.stringify(letter))",
        [f"outbox {room} s99 {'r' * 16}", letter],
    )
    phone.reload()
    expect(own(phone, "sent in a tunnel").locator(".state")).to_have_text(
        "It was on its way, and may have arrived: It was written from the seat that you had before."
    )


def test_PA7_a_withdrawal_is_called_done_when_it_is(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    spoken = phone.locator("[data-slot='spoken']")
    say(phone, "said in haste")
    expect(own(phone, "said in haste").locator(".state")).to_have_text("Sent")
    context.set_offline(True)
    expect(phone.get_by_text("No network. Keep writing.")).to_be_visible()
    own(phone, "said in haste").get_by_role("button", name="Withdraw").click()
    leaving = "Will be withdrawn when the network is back"
    expect(own(phone, "said in haste").locator(".state")).to_have_text(leaving)
    expect(spoken).to_have_text(leaving)
    own(phone, "said in haste").get_by_role("button", name="Keep it").click()
    expect(own(phone, "said in haste").locator(".state")).to_have_text("Sent")
    own(phone, "said in haste").get_by_role("button", name="Withdraw").click()
    context.set_offline(False)
    expect(phone.locator(".yours__item")).to_have_count(0)
    expect(spoken).to_have_text("Withdrawn.")
    assert texts(stage) == []


@pytest.mark.parametrize("question", [STRENGTHS, STRENGTHS * 4], ids=["short", "long"])
def test_PA4_the_keys_of_the_phone_do_not_hide_the_button(
    phone: Page, stage: Stage, question: str
) -> None:
    stage.leads(EditPrompt("p1", question))
    expect(phone.locator("h1")).to_have_text(question)
    phone.set_viewport_size({"width": 360, "height": 330})  # what a keyboard leaves
    phone.evaluate("scrollTo(0, 0)")
    phone.locator("#text").focus()
    expect(phone.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)


# ── the room moves on ────────────────────────────────────────────────────────


def test_an_empty_box_follows_the_room_and_keeps_the_keys(phone: Page, stage: Stage) -> None:
    box, question = phone.get_by_label("One idea at a time"), phone.get_by_role("heading", level=1)
    box.focus()
    stage.leads(NextPrompt())
    expect(question).to_have_text(VALUES)
    expect(box).to_be_focused()
    phone.keyboard.type("Kindness")
    phone.keyboard.press("Enter")
    expect(own(phone, "Kindness").locator(".state")).to_have_text("Sent")
    stage.leads(ClosePrompt("p2"))
    expect(box).to_be_hidden()
    expect(question).to_be_focused()


def test_an_empty_box_holds_no_phone_at_a_closed_question_and_typed_words_do(
    phone: Page, stage: Stage
) -> None:
    (step,) = stage.leads(AddPrompt("What the numbers say", "break", after="p1"))
    (more,) = stage.leads(AddPrompt("What else?", after=step))
    box, question = phone.get_by_label("One idea at a time"), phone.get_by_role("heading", level=1)
    box.fill("  ")
    expect(box).to_be_focused()
    stage.leads(OpenPrompt(step))
    stage.leads(ClosePrompt("p1"))
    expect(question).to_have_text("What the numbers say")
    expect(question).to_be_focused()
    expect(phone.locator("[data-slot=told]")).to_be_hidden()
    stage.leads(OpenPrompt(more))
    expect(question).to_have_text("What else?")
    box.fill("half a thought")
    stage.leads(ClosePrompt(more))
    expect(phone.get_by_text("What you have begun can still be sent.")).to_be_visible()
    expect(question).to_have_text("What else?")
    box.fill("")
    stage.leads(OpenPrompt("p2"))
    expect(question).to_have_text(VALUES)
    expect(box).to_be_focused()


def test_two_questions_that_stand_open_together_say_which_one_this_is(
    phone: Page, stage: Stage
) -> None:
    also = phone.locator("#also")
    expect(also).to_be_hidden()
    stage.leads(EditPrompt("p2", "What should change?", together=True))
    stage.leads(OpenPrompt("p2"))
    expect(also).to_have_text("Question 1 of 2. Also open:")
    phone.get_by_role("link", name="Go there").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("What should change?")
    expect(also).to_have_text("Question 2 of 2. Also open:")
    stage.leads(ClosePrompt("p1"))
    expect(also).to_be_hidden()


def test_nobody_who_changes_a_phrase_is_moved_and_the_change_is_taken(
    phone: Page, stage: Stage
) -> None:
    say(phone, "good busses")
    expect(own(phone, "good busses").locator(".state")).to_have_text("Sent")
    own(phone, "good busses").get_by_text("Edit").click()
    field = phone.locator(".yours__item textarea")
    field.fill("good buses")
    stage.leads(NextPrompt())
    expect(news(phone)).to_contain_text("The facilitator has opened the next question.")
    expect(field).to_be_focused()
    phone.get_by_role("button", name="Save").click()
    expect(own(phone, "good buses")).to_contain_text("Sent")
    expect(own(phone, "good buses")).to_contain_text("Sent")
    assert texts(stage) == ["good buses"]
    expect(phone.get_by_role("link", name="Go there")).to_be_focused()


def test_nobody_who_writes_is_moved_and_the_draft_stays(phone: Page, stage: Stage) -> None:
    box = phone.get_by_label("One idea at a time")
    box.fill("half a thought")
    stage.leads(NextPrompt())
    expect(news(phone)).to_contain_text("The facilitator has opened the next question.")
    expect(phone.get_by_role("heading", level=1)).to_have_text(STRENGTHS)
    expect(box).to_have_value("half a thought")
    expect(box).to_be_focused()
    phone.get_by_role("link", name="Go there").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(VALUES)
    expect(phone.get_by_role("heading", level=1)).to_be_focused()
    expect(box).to_have_value("")
    phone.get_by_role("link", name=STRENGTHS).click()
    expect(box).to_have_value("half a thought")
    phone.get_by_role("button", name="Send").click()
    expect(own(phone, "half a thought")).to_contain_text("Sent after the question closed")
    assert [each.late for each in said(stage)] == [True]


def test_PA8_who_does_not_write_is_taken_along(phone: Page, stage: Stage) -> None:
    stage.leads(NextPrompt())
    expect(phone.get_by_role("heading", level=1)).to_have_text(VALUES)
    expect(phone.locator('[data-slot="spoken"]')).to_have_text("The next question is open.")
    stage.leads(ClosePrompt("p2"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Thank you. The next question will appear here."
    )
    expect(phone.get_by_role("button", name="Send")).to_be_hidden()


def test_several_open_questions_have_a_place_each(phone: Page, stage: Stage) -> None:
    stage.leads(OpenPrompt("p2"))
    phone.get_by_role("link", name="Go there").click()
    say(phone, "our teachers stay")
    expect(own(phone, "our teachers stay").locator(".state")).to_have_text("Sent")
    phone.get_by_role("link", name=STRENGTHS).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(STRENGTHS)
    expect(phone.locator("#yours")).to_be_hidden()
    expect(phone.get_by_text("Yours under the other questions")).to_be_visible()
    assert said(stage)[0].prompt == "p2"


def test_words_written_before_the_page_was_live_stay_and_are_sent(
    phone: Page, stage: Stage
) -> None:
    slow: list[Route] = []
    phone.route("**/js/pages/phone.js", lambda route: slow.append(route))
    phone.reload(wait_until="commit")
    box = phone.get_by_label("One idea at a time")
    box.fill("quicker than the Wi-Fi")
    while not slow:
        phone.wait_for_timeout(10)
    slow.pop().continue_()
    phone.wait_for_load_state("load")
    expect(box).to_have_value("quicker than the Wi-Fi")
    phone.keyboard.press("Enter")
    expect(own(phone, "quicker than the Wi-Fi").locator(".state")).to_have_text("Sent")
    phone.unroute("**/js/pages/phone.js")
    phone.reload()
    expect(box).to_have_value("")
    assert texts(stage) == ["quicker than the Wi-Fi"]


def test_PA10_drafts_survive_a_reload_and_another_language(phone: Page) -> None:
    phone.get_by_label("One idea at a time").fill("medio dicho")
    phone.reload()
    expect(phone.get_by_label("One idea at a time")).to_have_value("medio dicho")
    phone.get_by_role("link", name="Español").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(FORTALEZAS)
    expect(phone.get_by_label("Una idea a la vez")).to_have_value("medio dicho")
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name="Enviar").click()
    expect(own(phone, "medio dicho").locator(".state")).to_have_text("Enviada")


def test_the_end_leaves_ones_words_to_read_and_copy(phone: Page, stage: Stage) -> None:
    say(phone, "thank you all")
    expect(own(phone, "thank you all").locator(".state")).to_have_text("Sent")
    phone.get_by_label("One idea at a time").fill("and one mo")
    stage.leads(CloseWorkshop())
    expect(phone.get_by_role("heading", level=1)).to_contain_text("The workshop has ended.")
    expect(phone.locator("#text")).to_have_value("and one mo")
    expect(phone.locator("#text")).not_to_be_editable()
    expect(own(phone, "thank you all").get_by_text("Edit")).to_be_hidden()


def test_what_came_after_the_end_stays_to_be_read(
    phone: Page, context: BrowserContext, stage: Stage
) -> None:
    context.set_offline(True)
    say(phone, "never arrives")
    stage.leads(CloseWorkshop())
    context.set_offline(False)
    refused = own(phone, "never arrives")
    expect(refused.locator(".state")).to_contain_text("Not sent: The workshop has ended.")
    assert texts(stage) == []


def test_a_refused_phrase_can_be_put_back_into_the_box(phone: Page, stage: Stage) -> None:
    stage.leads(NextPrompt())
    expect(phone.get_by_role("heading", level=1)).to_have_text(VALUES)
    phone.evaluate(LETTER_AFTER_THE_CLOSING)
    phone.reload()
    phone.get_by_text("Yours under the other questions").click()
    refused = own(phone, "said too late")
    expect(refused.locator(".state")).to_contain_text("Not sent: This question has closed.")
    refused.get_by_role("button", name="Put the words back").click()
    expect(phone.get_by_label("One idea at a time")).to_have_value("said too late")
    expect(own(phone, "said too late")).to_have_count(0)
    phone.keyboard.press("Enter")
    expect(own(phone, "said too late").locator(".state")).to_have_text("Sent")
    assert [each.prompt for each in said(stage)] == ["p2"]


def test_W3_PA13_themes_are_seen_once_the_facilitator_opens_the_view(
    phone: Page, stage: Stage
) -> None:
    say(phone, "people know my name")
    expect(own(phone, "people know my name").locator(".state")).to_have_text("Sent")
    stage.leads(MakeTheme("p1", "Belonging", ("r1",)))
    expect(phone.get_by_text("From the room")).to_have_count(0)
    stage.leads(OpenView("p1", "themes"))
    phone.locator("summary", has_text="Belonging").click()
    expect(phone.locator(".heard .quote")).to_have_text(["people know my name"])
    stage.leads(OpenView("p1", "nothing"))
    expect(phone.get_by_text("From the room")).to_have_count(0)


def test_a_theme_that_holds_no_one_thought_says_so(phone: Page, stage: Stage) -> None:
    ben = stage.joins("g2")
    stage.leads(OpenView("p1", "themes"))
    stage.drafts_mixed("Bands · lunch", stage.says(ben, "bands"), stage.says(ben, "lunch"))
    expect(phone.locator(".heard__name")).to_contain_text("Mixed: Bands · lunch")


def test_PA8_a_seat_moves_to_another_phone_with_its_code(
    phone: Page, browser: Browser, stage: Stage
) -> None:
    say(phone, "mine stays mine")
    phone.get_by_text("Use another phone").click()
    code = phone.locator("p.code").inner_text()
    other = browser.new_page(viewport=SIZE)
    other.goto(f"{stage.url}/w/{stage.workshop.code}")
    other.get_by_text("I was here before, on another phone").click()
    other.get_by_label("The code from that phone").fill(code.lower())
    other.get_by_role("button", name="Continue here").click()
    expect(own(other, "mine stays mine").locator(".state")).to_have_text("Sent")
    expect(news(phone)).to_contain_text("This phone has no seat here any more:")
    other.context.close()


# ── plain and small ──────────────────────────────────────────────────────────


def test_without_javascript_over_plain_http_under_a_name_of_the_school(
    plain_browser: Browser, stage: Stage
) -> None:
    stage.leads(OpenPrompt("p1"))
    address = stage.url.replace("127.0.0.1", "school.test")
    context = plain_browser.new_context(viewport=SIZE, locale="en-US", java_script_enabled=False)
    page = context.new_page()
    join(page, stage, address)
    page.get_by_label("One idea at a time").fill("no script needed")
    page.get_by_role("button", name="Send").click()
    expect(own(page, "no script needed").locator(".state")).to_have_text("Sent")
    own(page, "no script needed").get_by_text("Edit").click()
    page.locator(".yours__item textarea").fill("no script at all")
    page.get_by_role("button", name="Save").click()
    expect(own(page, "no script at all").locator(".state")).to_have_text("Sent")
    assert texts(stage) == ["no script at all"]
    own(page, "no script at all").get_by_role("button", name="Withdraw").click()
    expect(page.locator(".yours__item")).to_have_count(0)
    stage.leads(NextPrompt())
    wait_until_phones_see(stage, "p2")
    page.get_by_role("link", name="Show what is new").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(VALUES)
    context.close()


def test_everything_live_works_where_there_is_no_secure_context(
    plain_browser: Browser, stage: Stage
) -> None:
    stage.leads(OpenPrompt("p1"))
    context = plain_browser.new_context(viewport=SIZE, locale="en-US")
    page = context.new_page()
    wrong = _wrong_on(page)
    join(page, stage, stage.url.replace("127.0.0.1", "school.test"))
    assert page.evaluate("isSecureContext") is False
    say(page, "plain and live")
    expect(own(page, "plain and live").locator(".state")).to_have_text("Sent")
    stage.leads(HideResponse("r1", "other"))
    expect(own(page, "plain and live")).to_contain_text("Hidden by the facilitator")
    assert wrong == []
    context.close()


def test_PA15_a_name_or_a_number_is_warned_of_and_may_be_sent_all_the_same(
    phone: Page, stage: Stage
) -> None:
    stage.leads(SetModeration("flagged"))
    box = phone.get_by_label("One idea at a time")
    button, warning = phone.get_by_role("button", name="Send"), phone.locator("#caution")
    before = button.bounding_box()
    box.fill("My son Orrin cries every morning")
    expect(warning).to_contain_text("Please leave names out")
    expect(warning).to_have_attribute("role", "status")
    assert button.bounding_box() == before, "nothing in use has moved"
    box.fill("My son cries every morning")
    expect(warning).to_have_text("")
    box.fill("My son Orrin cries, call 417 555 0134")
    expect(warning).to_contain_text("Please leave out names, numbers and what is private.")
    phone.keyboard.press("Enter")
    expect(own(phone, "Orrin")).to_contain_text("Held by the facilitator")
    expect(warning).to_have_text("")


def test_PA15_other_words_for_a_phrase_are_warned_of_as_the_first(
    phone: Page, stage: Stage
) -> None:
    say(phone, "My son cries every morning")
    expect(own(phone, "My son")).to_contain_text("Sent")
    own(phone, "My son").get_by_text("Edit", exact=True).click()
    box, warning = (own(phone, "My son").locator(at) for at in ("textarea", "form [role=status]"))
    box.fill("My son Orrin cries every morning")
    expect(warning).to_contain_text("Please leave names out")
    box.fill("My child cries every morning")
    expect(warning).to_have_text("")
    own(phone, "My").get_by_role("button", name="Save").click()
    expect(own(phone, "My child")).to_contain_text("Sent")


def test_after_the_end_no_phone_is_handed_on(phone: Page, stage: Stage) -> None:
    offers = [phone.get_by_text(n) for n in ("Hand this phone to the next", "Use another phone")]
    for offer in offers:
        expect(offer).to_be_visible()
    stage.leads(CloseWorkshop())
    for offer in offers:
        expect(offer).to_be_hidden()
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("The workshop has ended.")
    for offer in offers:
        expect(offer).to_be_hidden()


def test_a_phone_loads_at_most_eight_files_and_40_kb(context: BrowserContext, stage: Stage) -> None:
    stage.leads(OpenPrompt("p1"))
    page = context.new_page()
    join(page, stage)
    asked: dict[str, str] = {}  # request → address
    came: dict[str, int] = {}  # address → bytes over the wire, with headers
    devtools = context.new_cdp_session(page)
    devtools.on(
        "Network.requestWillBeSent",
        lambda event: asked.__setitem__(event["requestId"], event["request"]["url"]),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda event: came.__setitem__(asked[event["requestId"]], event["encodedDataLength"]),
    )
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.reload(wait_until="networkidle")
    assert 1_000 < came.pop(page.url) < 8_000, "the page itself, compressed"
    assert 0 < len(came) <= 8, came
    assert all("/static/" in address for address in came)
    assert not any("/js/phone/" in address for address in came), "they come in one"
    assert 10_000 < sum(came.values()) < 32_000, came


@pytest.mark.parametrize("language", ["en", "es"])
def test_PA9_targets_are_large_and_text_of_double_size_fits(
    browser: Browser, stage: Stage, language: str
) -> None:
    stage.leads(OpenPrompt("p1"))
    context = browser.new_context(viewport=SIZE, locale=language)
    page = context.new_page()
    page.goto(f"{stage.url}/w/{stage.workshop.code}")
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(TOO_WIDE_AT_DOUBLE_SIZE) == []
    page.locator("input[name=group]").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Join|participo")).click()
    page.locator("#text").fill("a phrase of mine")
    page.keyboard.press("Enter")
    expect(page.locator(".yours__item .icon--sent")).to_have_count(1)
    stage.leads(OpenPrompt("p2"))
    expect(page.locator(".phone__news")).to_be_visible()
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate(TOO_WIDE_AT_DOUBLE_SIZE) == []
    context.close()


def test_PA10_words_run_in_their_own_direction(phone: Page) -> None:
    say(phone, "رسائل بلغتنا")
    words = own(phone, "رسائل بلغتنا").locator(".yours__text")
    expect(words).to_have_css("direction", "rtl")


# A phrase in the outbox that was said when its question had already closed.
LETTER_AFTER_THE_CLOSING = """() => {
  const { room, seat } = document.querySelector('main').dataset
  const frame = { type: 'submit_response', prompt: 'p1', text: 'said too late', seen: 10_000 }
  const letter = { frame: { ...frame, ref: 'abcdefgh' }, place: 1, tried: false }
  localStorage.setItem(`outbox ${room} ${seat} abcdefgh`, JSON.stringify(letter))
}"""

# What a thumb would miss: heights in pixels.
SMALL_TARGETS = """() => {
  const hit = (each) => each.closest('label.choice') ?? each
  return [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), textarea')]
    .filter((each) => each.checkVisibility() && hit(each).getBoundingClientRect().height < 43.5)
    .map((each) => each.outerHTML.slice(0, 120))
}"""

# What sticks out to the side when letters are twice as large.
TOO_WIDE_AT_DOUBLE_SIZE = """() => {
  document.documentElement.style.fontSize = '200%'
  const found = [...document.querySelectorAll('.phone *')]
    .filter((each) => each.checkVisibility() && !each.closest('.hidden-text'))
    .filter((each) => each.getBoundingClientRect().right > innerWidth)
    .map((each) => each.outerHTML.slice(0, 120))
  document.documentElement.style.fontSize = ''
  return found
}"""
