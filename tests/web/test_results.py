"""Results: what came of a workshop, for those who took part."""

import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from html import unescape

import httpx2
import pytest

from tests import plain
from tests.practice import until
from tests.web.stage import Stage
from workshop.documents.home import FILES
from workshop.ids import digest_of
from workshop.live import turns
from workshop.room import contents
from workshop.room.agenda import CloseWorkshop, OpenPrompt, OpenWorkshop
from workshop.room.arrange import EditPrompt
from workshop.room.ballot import CloseBallot, MakeBallot, PlaceOption
from workshop.room.moderate import HideResponse, HoldResponse, RedactResponse
from workshop.room.park import Park
from workshop.room.promote import EditPriority, PromoteTheme
from workshop.room.respond import EditResponse, WithdrawResponse
from workshop.room.theme import MakeTheme, RenameTheme
from workshop.room.views import PHONE, WALL
from workshop.room.vote import CastVote
from workshop.store import results
from workshop.web import auth, identity

SHOWN, HIDDEN, HELD = "Everyone is known here", "nonsense on stilts", "a word to be looked at"
REASON = "Who will pay for it"
NEXT = "The school board reads this in May."


@pytest.fixture
def evening(stage: Stage) -> Stage:
    """Five people said something, of which much is shown; they promoted and voted."""
    stage.leads(OpenWorkshop())
    stage.leads(OpenPrompt("p1"))
    seats = [stage.joins("g1") for _ in range(5)]
    said = [stage.says(seat, SHOWN) for seat in seats[:3]]
    stage.leads(HideResponse(stage.says(seats[3], HIDDEN), "other"))
    stage.leads(HoldResponse(stage.says(seats[4], HELD)))
    stage.leads(MakeTheme("p1", "Known by name", tuple(said)))
    stage.leads(PromoteTheme("t1", "priority", "Belonging", "We will know every student."))
    stage.leads(MakeBallot("fist", sources=("i1",), open=True))
    for seat in seats:
        vote = CastVote("b1", ("o1:2",), REASON)
        ref = secrets.token_hex(8)
        stage.wait(stage.room.command(vote, by=seat, role=contents.PARTICIPANT, ref=ref))
    stage.leads(CloseBallot("b1"))
    return stage


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    headers = {"Accept": "text/html", "Origin": stage.url}
    with plain.client(base_url=stage.url, headers=headers, timeout=20) as client:
        client.cookies.set(auth.COOKIE, stage.sign_in)
        yield client


@pytest.fixture
def visitor(stage: Stage) -> Iterator[httpx2.Client]:
    """Somebody with a phone, who has no account and no seat."""
    with plain.client(base_url=stage.url, headers={"Accept": "text/html"}, timeout=20) as client:
        yield client


def opens(stage: Stage, fay: httpx2.Client, **form: str) -> str:
    """Let Fay open the results; return the path of the link that she is shown."""
    answer = fay.post(
        f"/workshops/{stage.workshop.id}/results", data={"wish": "open", "next": NEXT, **form}
    )
    assert answer.status_code == 200, answer.text
    found = re.search(r'id="results-url" value="([^"]+)"', answer.text)
    assert found is not None
    return "/r/" + found[1].rpartition("/r/")[2]


def text_of(answer: httpx2.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_PA17_the_link_shows_what_came_of_it_without_a_sign_in(evening, fay, visitor):
    evening.leads(CloseWorkshop())
    answer = visitor.get(opens(evening, fay))
    assert answer.status_code == 200
    text = text_of(answer)
    for words in (
        evening.workshop.title,
        "Thank you for your words.",
        NEXT,
        "Belonging",
        "We will know every student.",
        "Known by name",
        "3 people",
        SHOWN,
        "Concerns remain",
        "Only the school board adopts.",
    ):
        assert words in text


def test_PA16_PA17_what_nobody_compared_has_no_number(evening, fay, visitor):
    evening.leads(MakeBallot("pairs", text="Music\nBuses\nLunch", open=True))
    evening.votes(evening.seats[0], "b2", "o2:o1")
    evening.leads(CloseBallot("b2"))
    assert "– Lunch Not compared" in text_of(visitor.get(opens(evening, fay)))


def test_PA17_FA14_a_competency_says_what_it_looks_like(evening, fay, visitor):
    bands = ("Grades 3–5: greets everybody", "Grades 9–12: welcomes who is new")
    made = PromoteTheme("t1", "competency", "Neighbor", "Knows people.", look_fors=bands)
    evening.leads(made)
    page = unescape(visitor.get(opens(evening, fay)).text)
    assert all(f'<li dir="auto">{line}</li>' in page for line in bands)


def test_PA17_nothing_held_hidden_or_said_beside_a_vote_stands_there(evening, fay, visitor):
    html = visitor.get(opens(evening, fay)).text
    for words in (HIDDEN, HELD, REASON):
        assert words not in html
    for seat in evening.seats:
        assert f'"{seat}"' not in html
    assert "So far" in html


def test_PA17_a_group_of_fewer_than_five_is_not_named(stage, fay, visitor):
    stage.leads(OpenWorkshop())
    stage.leads(OpenPrompt("p1"))
    said = [stage.says(stage.joins("g2"), SHOWN) for _ in range(4)]
    stage.leads(MakeTheme("p1", "Known", tuple(said)))
    html = visitor.get(opens(stage, fay)).text
    assert SHOWN in html
    assert "Teachers" not in html


def test_PA17_nobody_lists_it_keeps_it_or_is_followed_from_it(evening, fay, visitor):
    answer = visitor.get(opens(evening, fay))
    assert "noindex" in answer.headers["x-robots-tag"]
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text


def test_PA17_the_secret_is_long_and_its_digest_alone_is_kept(evening, fay):
    token = opens(evening, fay).removeprefix("/r/")
    assert len(token) >= 43  # 256 bits
    found = evening.write(lambda s: results.read_link(s, digest_of(token), at=evening.house.now()))
    assert found.workshop == evening.workshop.id
    page = fay.get(f"/workshops/{evening.workshop.id}").text
    assert token not in page, "it is shown once"
    assert "The link is open until" in page


def test_PA17_a_link_that_has_ended_says_so_kindly(evening, fay, visitor):
    first = opens(evening, fay)
    second = opens(evening, fay)
    answer = visitor.get(first)
    assert answer.status_code == 410
    assert "This link has ended." in text_of(answer)
    ended = fay.post(f"/workshops/{evening.workshop.id}/results", data={"wish": "end"})
    assert ended.status_code == 303
    assert visitor.get(second).status_code == 410
    assert visitor.get(f"{second}/wall.pdf").status_code == 410
    assert visitor.get("/r/nothing").status_code == 404


@pytest.mark.parametrize(("days", "kept"), [("7", 7), ("30", 30), ("90", 90), ("9999", 30)])
def test_PA17_a_link_ends_after_the_days_that_were_chosen(evening, fay, days, kept):
    token = opens(evening, fay, days=days).removeprefix("/r/")
    at = evening.house.now()
    found = evening.write(lambda s: results.read_link(s, digest_of(token), at=at))
    assert found.expires_at - found.made_at == kept * results.DAY


def test_PA17_speaks_spanish(evening, fay, visitor):
    path = opens(evening, fay)
    answer = visitor.get(path, headers={"Accept-Language": "es"})
    assert answer.headers["content-language"] == "es"
    assert "Lo que recomienda la sala" in text_of(answer)


def test_PA17_FA27_the_wall_can_be_taken_home_from_it(evening, fay, visitor):
    answer = visitor.get(opens(evening, fay) + "/wall.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "noindex" in answer.headers["x-robots-tag"]


def test_PA17_a_phone_that_took_part_finds_it_without_the_link(evening, fay, visitor):
    path = f"/w/{evening.workshop.code}/results"
    assert visitor.get(path).status_code == 403
    secret = evening.secrets[evening.seats[0]]
    visitor.cookies.set(identity.seat_cookie(evening.workshop.id), secret)
    closed = visitor.get(path)
    assert (closed.status_code, "not open yet" in text_of(closed)) == (404, True)
    opens(evening, fay)
    assert "Known by name" in visitor.get(path).text
    assert visitor.get(f"{path}/wall.pdf").content.startswith(b"%PDF")


def test_PA17_what_happens_next_can_be_said_later(evening, fay, visitor):
    path = opens(evening, fay)
    form = {"wish": "say", "next": "In June\n<b>all</b> of it"}
    assert fay.post(f"/workshops/{evening.workshop.id}/results", data=form).status_code == 303
    assert "In June &lt;b&gt;all" not in visitor.get(path).text
    assert "&lt;b&gt;all&lt;/b&gt; of it" in visitor.get(path).text


def test_PA17_what_is_hidden_later_is_gone_from_it(evening, fay, visitor):
    path = opens(evening, fay)
    assert SHOWN in visitor.get(path).text
    for response in ("r1", "r2", "r3"):
        evening.leads(HideResponse(response, "other"))
    assert SHOWN not in visitor.get(path).text


@pytest.mark.parametrize(
    "takes_away",
    [
        lambda r: (HoldResponse(r), contents.FACILITATOR),
        lambda r: (RedactResponse(r, "[…]"), contents.FACILITATOR),
        lambda r: (EditResponse(r, "Better words"), contents.PARTICIPANT),
        lambda r: (WithdrawResponse(r), contents.PARTICIPANT),
    ],
    ids=["held", "redacted", "edited", "withdrawn"],
)
def test_PA17_words_that_are_taken_away_while_the_room_runs_are_gone_at_once(
    evening, fay, visitor, takes_away
):
    path = opens(evening, fay)
    assert SHOWN in visitor.get(path).text
    for at in (1, 2, 3):
        command, role = takes_away(f"r{at}")
        by = evening.fay if role == contents.FACILITATOR else f"s{at}"
        ref = secrets.token_hex(8)
        evening.wait(evening.room.command(command, by=by, role=role, ref=ref))
    assert SHOWN not in visitor.get(path).text


def test_only_who_leads_opens_it(evening, visitor):
    origin = {"Origin": evening.url}
    path = f"/workshops/{evening.workshop.id}/results"
    answer = visitor.post(path, data={"wish": "open"}, headers=origin)
    assert answer.status_code in (303, 401, 403)


def test_PA17_phones_and_walls_say_when_the_results_are_open(evening, fay):
    assert "results" not in evening.room.view(WALL)["workshop"]
    opens(evening, fay)
    evening.published()
    assert evening.room.view(WALL)["workshop"]["results"] > evening.house.now()
    until(lambda: "results" in evening.room.view(PHONE)["workshop"])
    fay.post(f"/workshops/{evening.workshop.id}/results", data={"wish": "end"})
    evening.published()
    assert "results" not in evening.room.view(WALL)["workshop"]


def test_PA17_a_link_that_the_room_cannot_be_told_of_is_not_open(evening, fay, monkeypatch):
    def link():
        with evening.house.database.reader() as session:
            return results.find_open(
                session, evening.workshop.district, evening.workshop.id, at=evening.house.now()
            )

    path = f"/workshops/{evening.workshop.id}/results"
    with monkeypatch.context() as patched:
        patched.setattr(turns, "MAX_CALLS", 0)  # nothing more is taken in the room
        answer = fay.post(path, data={"wish": "open", "next": NEXT})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert link() is None
    assert "results" not in evening.room.view(WALL)["workshop"]
    opens(evening, fay)
    with monkeypatch.context() as patched:
        patched.setattr(turns, "MAX_CALLS", 0)
        assert fay.post(path, data={"wish": "end"}).status_code == 503
    assert link() is not None
    evening.published()
    assert evening.room.view(WALL)["workshop"]["results"] == link().expires_at


def test_PA17_the_walls_thanks_lead_to_the_results(evening, fay):
    evening.leads(CloseWorkshop())
    opens(evening, fay)
    evening.published()
    with plain.client(base_url=evening.url, follow_redirects=True, timeout=20) as wall:
        html = wall.get(evening.wall_url).text
    shown = html[html.index("wall-thanks__results") :]
    assert " hidden" not in shown[: shown.index(">")]
    assert f"/w/{evening.workshop.code}/results" in shown


def parts(name: str, file: bytes) -> object:
    """Return what a file holds: of Word its parts, whose envelope bears the minute it was made."""
    if not name.endswith(".docx"):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as whole:
        return {one: whole.read(one) for one in whole.namelist()}


def test_FA17_whatever_is_taken_home_of_a_closed_workshop_stays_as_it_was(evening, fay, visitor):
    evening.leads(CloseWorkshop())
    path, home = opens(evening, fay), f"/workshops/{evening.workshop.id}"

    def taken() -> dict[str, object]:
        files = {name: parts(name, fay.get(f"{home}/{name}").content) for name in FILES}
        files["for participants"] = visitor.get(f"{path}/wall.pdf").content
        page = visitor.get(path)
        assert page.status_code == 200
        return {**files, "page": text_of(page)}

    before = taken()
    evening.leads(RenameTheme("t1", "Another name"))
    evening.leads(EditPriority("i1", "Other words", "Other words."))
    evening.leads(EditPrompt("p1", "Another question?"))
    evening.leads(Park(text="Too late"))
    evening.published()
    after = taken()
    assert [name for name in before if after[name] != before[name]] == []


def test_PA17_ties_read_as_ties_and_a_long_word_stays_on_the_page(evening, fay, visitor):
    evening.leads(MakeBallot("dots", "Which first?", ("t1",), text="x" * 90, dots=1, open=True))
    for seat, option in zip([evening.joins("g1") for _ in range(2)], ("o1:1", "o2:1"), strict=True):
        vote = CastVote("b2", (option,))
        ref = secrets.token_hex(8)
        evening.wait(evening.room.command(vote, by=seat, role=contents.PARTICIPANT, ref=ref))
    evening.leads(CloseBallot("b2"))
    said = text_of(visitor.get(opens(evening, fay)))
    assert "Rank Option Dots People 1 (tie) Known by name 1 1 1 (tie) xxx" in said


@pytest.mark.parametrize(
    ("language", "kind", "told"),
    [
        (
            "en",
            "impact_effort",
            "Rank Option Impact Effort People"
            " 1 Known by name Quick win 4 Half lie between 3.25–4 1 Half lie between 1–1 6"
            " – x Avoid Put by hand: Impact 1, Effort 5 Not rated – 0"
            " The rank goes by impact minus effort."
            " Half of all votes lie between the two small numbers.",
        ),
        (
            "es",
            "stars",
            "Puesto Opción Media Personas"
            " 1 Known by name 3,5 La mitad está entre 3–4 6 – x Sin valorar 0",
        ),
    ],
)
def test_PA17_an_option_has_its_voters_beside_it_and_both_of_what_it_was_rated(
    evening, fay, visitor, language, kind, told
):
    seats = [*evening.seats, evening.joins("g1")]
    evening.leads(MakeBallot(kind, sources=("t1",), text="x", open=True))
    for n, seat in enumerate(seats):
        given = f"o1:{3 + n % 2}" if kind == "stars" else f"o1:{3 + (n > 1)}:{1 + (n > 4)}"
        evening.votes(seat, "b2", given)
    evening.leads(CloseBallot("b2"))
    if kind == "impact_effort":
        evening.leads(PlaceOption("b2", "o2", 1, 5))
    answer = visitor.get(opens(evening, fay), headers={"Accept-Language": language})
    assert told in text_of(answer)
    assert answer.text.count('role="rowheader"') == answer.text.count('role="row"') - 2
    assert "<small" in answer.text
