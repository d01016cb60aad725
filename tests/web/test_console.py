"""The console's pages without any script: what they show, and what their forms do."""

import re
import time
from collections.abc import Iterator
from html import unescape
from operator import itemgetter
from pathlib import Path

import httpx2
import pytest
from sqlmodel import Session

from tests import plain
from tests.web.stage import STRENGTHS, Stage
from workshop.room.agenda import OpenPrompt
from workshop.room.ballot import CloseBallot, MakeBallot
from workshop.room.lead import HandOver
from workshop.room.moderate import HideResponse, HoldResponse, SetModeration
from workshop.room.park import Park
from workshop.room.promote import PromoteTheme
from workshop.room.suggest import SetAuto
from workshop.room.theme import MakeTheme, MoveResponses
from workshop.store import people, workshops
from workshop.web import auth

BUSES = ["more school buses", "buses are late", "bus routes are too long", "late bus every day"]
LUNCHES = ["better school lunch", "hot lunch", "lunch lines too long", "healthy lunch menu"]


@pytest.fixture
def stage(house: Stage) -> Stage:
    """A workshop of its own for each of them."""
    house.begins_anew()
    return house


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    """Fay's browser, signed in; it follows where a form leads."""
    with plain.client(
        base_url=stage.url,
        headers={"Accept": "text/html"},
        cookies={auth.COOKIE: stage.sign_in},
        follow_redirects=True,
    ) as client:
        yield client


@pytest.fixture
def board(stage: Stage) -> list[str]:
    """Three phrases under an open prompt, two of them in a theme; return their ids."""
    stage.leads(OpenPrompt("p1"))
    seats = [stage.joins("g1"), stage.joins("g2"), stage.joins()]
    phrases = ["More music & art", "a band for everybody", "smaller classes"]
    made = [stage.says(seat, text) for seat, text in zip(seats, phrases, strict=True)]
    stage.leads(MakeTheme("p1", "Arts", tuple(made[:2])))
    return made


def page_of(stage: Stage, fay: httpx2.Client, path: str = "") -> str:
    """Return a page, once consoles have been shown everything that happened."""
    shown(stage)
    answer = fay.get(f"/w/{stage.workshop.code}/console{path}")
    assert answer.status_code == 200
    return unescape(answer.text)


def shown(stage: Stage) -> None:
    deadline = time.monotonic() + 5
    while stage.room.view_seq("console") < stage.room.seq and time.monotonic() < deadline:
        time.sleep(0.01)


def press(stage: Stage, fay: httpx2.Client, page: str, command: str, **fields: str) -> str:
    """Fill and send the first form of that command on a page; return the page it leads to."""
    forms = re.findall(r"<form[^>]*data-command.*?</form>", page, re.S)
    form = next(one for one in forms if f'name="type" value="{command}"' in one)
    sent: dict[str, list[str] | str] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form):
        sent[name] = [*sent.get(name, ()), value]
    sent |= fields
    before = stage.room.seq
    answer = fay.post(f"/w/{stage.workshop.code}/commands", data=sent)
    assert answer.status_code in (200, 404), answer.text
    assert stage.room.seq > before
    return page_of(stage, fay)


def test_shows_the_board_from_the_published_view(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay)
    assert STRENGTHS in page
    assert '<b data-slot="joined">3</b>' in page
    assert re.search(r'<section class="theme".*?Arts.*?More music & art', page, re.S)
    assert re.search(r'<section class="tray.*?smaller classes', page, re.S)


def test_shows_a_workshop_that_has_not_begun(stage: Stage, fay: httpx2.Client) -> None:
    page = page_of(stage, fay)
    assert "Open “Strengths”" in page
    assert "Unsorted" in page


def test_shows_one_theme_with_its_people_and_words(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, "?theme=t1")
    side = page[page.index('data-side="theme"') :]
    assert "2 people" in side
    assert "a band for everybody" in side


def test_shows_chosen_phrases(stage: Stage, fay: httpx2.Client, board: list[str]) -> None:
    page = page_of(stage, fay, f"?responses={board[0]}&responses={board[2]}")
    side = page[page.index('data-side="phrases"') :]
    assert "2 phrases chosen" in side
    assert "smaller classes" in side


def test_requires_signing_in(stage: Stage) -> None:
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as stranger:
        answer = stranger.get(f"/w/{stage.workshop.code}/console")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


def test_rejects_a_code_that_nobody_has(fay: httpx2.Client) -> None:
    assert fay.get("/w/ABCDEF/console").status_code == 404


def test_works_next_opens_the_prompt_and_the_wall_counts(stage: Stage, fay: httpx2.Client) -> None:
    page = press(stage, fay, page_of(stage, fay), "next_prompt")
    assert "Open “Values”" in page
    assert 'name="face" value="count" aria-pressed="true"' in page


def test_works_a_held_phrase_is_shown(stage: Stage, fay: httpx2.Client, board: list[str]) -> None:
    stage.leads(HoldResponse(board[2]))
    page = page_of(stage, fay, "/held")
    assert "1 phrase waits for you" in page
    press(stage, fay, page, "show_response")
    assert "No phrase waits for you" in page_of(stage, fay, "/held")


def test_works_a_held_phrase_is_redacted_with_the_flagged_words_gone(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(SetModeration("flagged"))
    key = stage.says(stage.seats[0], "call me at 555-201-3344 please")
    page = page_of(stage, fay, "/held")
    assert "<mark>555-201-3344</mark>" in page
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page[page.index('"redact_response"') :])
    assert text is not None
    assert text.group(1) == "call me at [removed] please"
    press(stage, fay, page, "redact_response", text=text.group(1))
    assert stage.view("console")["responses"][key]["text"] == text.group(1)


def test_works_a_phrase_is_hidden_and_the_hiding_undone(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(HoldResponse(board[2]))
    page = press(stage, fay, page_of(stage, fay, "/held"), "hide_response", reason="off_topic")
    assert "Undo hiding" in page
    assert "Hidden: Off topic." in page_of(stage, fay, "/held")
    page = press(stage, fay, page, "undo")
    assert "1</b> held" in page


def test_works_a_theme_is_renamed_and_a_ticked_phrase_moved(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = press(stage, fay, page_of(stage, fay, "?theme=t1"), "rename_theme", name="Music")
    assert "Undo rename" in page
    press(stage, fay, page, "move_responses", theme="t1", responses=board[2])
    assert stage.view("console")["responses"][board[2]]["theme"] == "t1"


def test_works_a_theme_is_promoted_and_worded_again(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, "/promote/t1")
    assert "More music & art" in page
    press(stage, fay, page, "promote_theme", kind="priority", title="Music", statement="We will.")
    page = page_of(stage, fay, "/promote/i1")
    assert "We will." in page
    press(stage, fay, page, "edit_priority", title="Music for all", statement="We will sing.")
    assert stage.view("console")["priorities"]["i1"]["statement"] == "We will sing."


def test_FA14_a_theme_on_the_board_says_what_it_was_promoted_to(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(PromoteTheme("t1", "value", "Music"))
    page = page_of(stage, fay, "?theme=t1")
    list_of = re.search(r'<ul class="theme__made".*?</ul>', page, re.S)
    assert list_of is not None
    assert "Value statement" in list_of[0]
    assert f'href="/w/{stage.workshop.code}/console/promote/v1"' in list_of[0]
    assert "Promoted to</h3>" in page


def test_works_a_statement_is_worded_again(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(PromoteTheme("t1", "value", "Joy", "We value joy."))
    page = page_of(stage, fay, "/promote/v1")
    assert "Value statement" in page
    press(stage, fay, page, "edit_statement", text="We value joy in learning.")
    assert stage.view("console")["statements"]["v1"]["text"] == "We value joy in learning."


def test_works_one_phrase_is_promoted(stage: Stage, fay: httpx2.Client, board: list[str]) -> None:
    page = page_of(stage, fay, f"/promote/{board[2]}")
    press(stage, fay, page, "promote_response", kind="vision", title="Small classes")
    found = stage.view("console")["statements"]["v1"]
    assert (found["kind"], found["text"]) == ("vision", "smaller classes")


def test_works_a_phrase_is_split_into_its_ideas_and_put_together_again(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, f"?responses={board[0]}")
    assert "Split into ideas …" in page
    page = press(stage, fay, page, "split_response", text="More music\r\nart")
    assert "Undo splitting" in page
    said = stage.view("console")["responses"]
    part = next(key for key, r in said.items() if r["text"] == "art")
    page = page_of(stage, fay, f"?responses={part}")
    assert "It is a part of “More music & art”." in page
    side = page[page.index('data-side="phrases"') :]
    assert f'name="response" value="{board[0]}"' in side[side.index("show_response") :]
    press(stage, fay, page, "join_parts")
    assert part not in stage.view("console")["responses"]


def test_works_a_phrase_stands_in_another_theme_too(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(MakeTheme("p1", "Rooms"))
    page = page_of(stage, fay, f"?responses={board[0]}")
    press(stage, fay, page, "copy_response", theme="t2")
    assert "It also stands in: Rooms." in page_of(stage, fay, f"?responses={board[0]}")
    copy = next(iter(stage.view("console")["responses"].keys() - set(board)))
    page = page_of(stage, fay, f"?responses={copy}")
    assert "Take this card away" in page
    press(stage, fay, page, "join_parts")
    assert stage.view("console")["themes"]["t2"]["phrases"] == 0


def test_rejects_a_line_that_is_no_piece_and_keeps_it(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, f"?responses={board[0]}")
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert nonce is not None
    sent = {"type": "split_response", "nonce": nonce.group(1), "response": board[0]}
    answer = fay.post(
        f"/w/{stage.workshop.code}/commands", data={**sent, "text": "More music\r\nno art"}
    )
    assert answer.status_code == 409
    assert "Each line must be a piece of the phrase" in answer.text
    assert "no art</textarea>" in answer.text


def test_rejects_promoting_what_is_not_there(stage: Stage, fay: httpx2.Client) -> None:
    assert fay.get(f"/w/{stage.workshop.code}/console/promote/t9").status_code == 404


def test_works_the_workshop_is_closed_and_opened_again(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = press(stage, fay, page_of(stage, fay), "close_workshop")
    assert "Open the workshop again" in page
    assert f'href="/workshops/{stage.workshop.id}" data-does="results">' in page
    press(stage, fay, page, "open_workshop")
    assert stage.view("console")["workshop"]["state"] == "open"


def test_F5_shows_who_helped_and_led_no_pen_once_the_workshop_is_closed(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    def helps(session: Session) -> tuple[str, str]:
        email = f"tom-{stage.workshop.code}@x.example".lower()
        tom = people.create_user(
            session, stage.district, email=email, name="Tom", role="cofacilitator", at=0
        )
        workshops.give_right(session, stage.district, stage.workshop.id, user=tom.id, at=0)
        return tom.id, auth.open_sign_in(session, stage.district, tom.id, stage.house.now())

    tom, sign_in = stage.write(helps)
    fay.cookies.set(auth.COOKIE, sign_in)
    at, pen = "/promote/t1", ' id="draft"'
    assert pen not in page_of(stage, fay, at)
    stage.leads(HandOver(tom))  # who has just opened a page is here
    assert pen in page_of(stage, fay, at)
    board_now = page_of(stage, fay)
    assert " data-facilitates" in board_now
    assert " data-facilitator" not in board_now, "by right he is none: the page counts on the lead"
    press(stage, fay, page_of(stage, fay), "close_workshop")
    assert pen not in page_of(stage, fay, at)
    console = re.search("<div class=.console.[^>]*>", page_of(stage, fay))
    assert console is not None
    assert "data-facilitates" not in console[0]
    assert "data-lead" not in console[0]


def test_shows_a_refusal_as_a_page_with_the_words_in_it(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(MoveResponses((board[2],), "t1"))
    page = page_of(stage, fay, "?theme=t1")
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert nonce is not None
    answer = fay.post(
        f"/w/{stage.workshop.code}/commands",
        data={"type": "rename_theme", "nonce": nonce.group(1), "theme": "t1", "name": "x" * 121},
    )
    assert answer.status_code == 409
    assert "x" * 121 in answer.text


def test_shows_it_in_spanish(stage: Stage, fay: httpx2.Client, board: list[str]) -> None:
    fay.cookies.set("language", "es")
    page = page_of(stage, fay)
    assert "Sin clasificar" in page
    assert "Familias" in page


# --- a theme that holds no one thought ----------------------------------------------------------


def test_shows_wherever_a_theme_is_named_that_it_holds_no_one_thought(
    stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenPrompt("p1"))
    ana = stage.joins("g1")
    stage.drafts_mixed("Bands & lunch", stage.says(ana, "bands"), stage.says(ana, "lunch"))
    stage.leads(MakeTheme("p1", "Arts"))
    named = "Mixed: Bands & lunch"
    page = page_of(stage, fay, "?theme=t2")
    movers = page[page.index('data-list="movers"') :].split("</section>")[0]
    options = page[page.index('name="into"') :].split("</select>")[0]
    assert named in movers
    assert named in options
    for part in ("inside", "promote"):
        page = page_of(stage, fay, f"/{part}/t1")
        assert f"<title>{named}" in page
        assert f'<b class="theme__name">{named}</b>' in page
    assert ">Bands & lunch</textarea>" in page_of(stage, fay, "?theme=t1"), "the name to rewrite"


# --- inside a theme -----------------------------------------------------------------------------


def test_shows_a_theme_without_parts_where_the_engine_does_not_answer(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, "/inside/t1")
    assert "The engine does not answer now" in page
    assert "More music & art" in page
    assert fay.get(f"/w/{stage.workshop.code}/console/inside/t99").status_code == 404


@pytest.mark.whole
def test_works_a_part_of_a_theme_becomes_a_theme_and_a_doubtful_phrase_moves(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path, engine=True)
    with plain.client(
        base_url=stage.url,
        headers={"Accept": "text/html"},
        cookies={auth.COOKIE: stage.sign_in},
        follow_redirects=True,
        timeout=60,
    ) as fay:
        stage.leads(OpenPrompt("p1"))
        stage.leads(SetAuto("p1", False))
        seat = stage.joins("g1")
        phrases = [*BUSES, *LUNCHES]
        made = [stage.says(seat, text) for text in phrases]
        stage.leads(MakeTheme("p1", "Everything", tuple(made)))
        page = page_of(stage, fay, "/inside/t1")
        assert "The engine would part it like this" in page
        assert page.count("Make it a theme") == 2
        assert "Placed by hand, so it stays." in page
        part = page[page.index("inside__part") :].split("inside__part")[1]
        inside = [text for text in phrases if text in unescape(part)]
        assert sorted(inside) in (sorted(BUSES), sorted(LUNCHES))
        assert "The code book calls this:" in page
        assert 'name="name" value="Buses and meals"' in page
        press(stage, fay, page, "split_theme", name="On its own")
        themes = stage.view("console")["themes"]
        assert {theme["name"]: theme["phrases"] for theme in themes.values()} == {
            "Everything": 4,
            "On its own": 4,
        }
    stage.close()


# ── the agenda is arranged ────────────────────────────────────────────────────


def sent(page: str, fay: httpx2.Client, type: str, /, **fields: str) -> httpx2.Response:
    """Send the first form of a kind as the page has it, with some of its fields filled in."""
    form = re.search(rf'<form[^>]*>(?:(?!</form>).)*value="{type}".*?</form>', page, re.S)
    assert form is not None, f"no form for {type}"
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group())
    body: dict[str, list[str]] = {}
    for name, value in [*hidden, *fields.items()]:
        body.setdefault(name, []).append(value)
    action = re.search(r'action="([^"]+)"', form.group())
    assert action is not None
    return fay.post(action.group(1), data=body)


def test_FA1_the_agenda_is_reworded_moved_copied_and_extended_while_it_runs(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, "/agenda")
    assert "What must never change here?" in page
    sent(page, fay, "edit_prompt", question="What makes us strong?", also="¿Y?", minutes="7")
    sent(page, fay, "add_prompt", kind="break", question="Coffee", minutes="10", after="p1")
    sent(page, fay, "copy_prompt")
    shown(stage)
    view = stage.view("console")
    assert view["prompts"]["p1"]["question"] == "What makes us strong?"
    assert view["prompts"]["p1"]["questions"] == {"es": "¿Y?"}
    assert view["steps"]["a1"]["place"] == 3  # after the copy of p1
    assert "Coffee" in page_of(stage, fay, "/agenda")


def test_FA1_plus_and_delta_are_added_by_hand(stage: Stage, fay: httpx2.Client) -> None:
    page = page_of(stage, fay, "/agenda")
    for form in re.findall(r"<form(?:(?!<form).)*?Add “.*?</form>", page, re.S):
        sent(form, fay, "add_prompt")
    shown(stage)
    asked = stage.view("console")["prompts"].values()
    *_, plus, delta = sorted(asked, key=itemgetter("place"))
    assert (plus["kind"], delta["kind"]) == ("exit", "exit")
    assert plus["questions"] == {"es": "¿Qué funcionó bien hoy?"}
    assert (plus.get("together"), delta.get("together")) == (None, True)


def test_FA1_a_step_that_was_removed_is_brought_back(stage: Stage, fay: httpx2.Client) -> None:
    page = page_of(stage, fay, "/agenda")
    sent(page, fay, "remove_prompt")
    page = page_of(stage, fay, "/agenda")
    assert "p1" not in stage.view("console")["prompts"]
    assert "Undo removing the step" in page
    sent(page, fay, "undo")
    assert STRENGTHS in page_of(stage, fay, "/agenda")


def test_FA3_one_skips_ahead_and_goes_back_by_forms(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    sent(page_of(stage, fay, "/agenda"), fay, "next_prompt")
    shown(stage)
    states = [p["state"] for p in stage.view("console")["prompts"].values()]
    assert states == ["closed", "open"]


def test_FA1_only_who_leads_arranges_the_agenda(stage: Stage) -> None:
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}) as nobody:
        assert nobody.get(f"/w/{stage.workshop.code}/console/agenda").status_code in (303, 401)


def test_FA21_works_a_phrase_is_translated_and_found_without_script(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(stage, fay, f"?prompt=p1&responses={board[0]}")
    press(stage, fay, page, "translate_response", language="es", text="Más música")
    assert "Más música" in page_of(stage, fay, f"?prompt=p1&responses={board[0]}")
    found = page_of(stage, fay, "/search?q=musica")
    assert f"responses={board[0]}" in found
    assert "Nothing found" in page_of(stage, fay, "/search?q=zzz")


def test_works_with_what_was_said_beside_votes_and_what_is_parked(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    stage.leads(MakeBallot("fist", text="So be it", open=True))
    voters = [stage.joins("g1"), stage.joins(table=3, headcount=4)]
    stage.votes(voters[0], "b1", "o1:0", reason="Call me at 417 555 0134")
    stage.votes(voters[1], "b1", "o1:1", reason="Zebras first")
    stage.leads(CloseBallot("b1"))
    stage.leads(Park(board[2]))
    shown(stage)
    concerns = [k for k, r in stage.view("console")["responses"].items() if r["prompt"] == "b1"]
    assert len(concerns) == 2
    for path in ("", "/held", "/agenda", "/done", "/search?q=zebras", f"?responses={concerns[1]}"):
        page = page_of(stage, fay, path)
        assert ("417 555 0134" in page) == (path == "/held"), path
    stage.leads(HideResponse(concerns[1], "personnel"))
    assert "Zebras" not in page_of(stage, fay, "/done")


def test_FA12_a_new_vote_begins_with_what_its_address_says(
    stage: Stage, fay: httpx2.Client, board: list[str]
) -> None:
    page = page_of(
        stage, fay, "/vote?new=1&kind=dots&question=Which+first%3F&text=A+later+bell&dots=4"
    )
    assert 'dir="auto">A later bell</textarea>' in page
    assert ">Which first?</textarea>" in page
    assert re.search(r'name="dots"[^>]* value="4"', page)
