"""The console's pages of votes and of the parking lot, by forms alone."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from tests import plain
from tests.practice import until
from tests.web.stage import Stage
from workshop.room.agenda import OpenPrompt
from workshop.room.ballot import CloseBallot, MakeBallot, OpenBallot
from workshop.room.moderate import HoldResponse
from workshop.room.theme import MakeTheme
from workshop.web import auth


@pytest.fixture
def fay(stage: Stage) -> Iterator[httpx2.Client]:
    with plain.client(
        base_url=stage.url, cookies={auth.COOKIE: stage.sign_in}, follow_redirects=True, timeout=30
    ) as browser:
        yield browser


@pytest.fixture
def themes(stage: Stage) -> list[str]:
    """Three themes, two of which read alike, and six people."""
    stage.leads(OpenPrompt("p1"))
    seats = [stage.joins("g1") for _ in range(6)]
    names = ("Caring adults", "Adults who care", "Music")
    said = [stage.says(seat, f"{name}!") for seat, name in zip(seats, names, strict=False)]
    return [
        stage.leads(MakeTheme("p1", name, (key,)))[0] for name, key in zip(names, said, strict=True)
    ]


def page(stage: Stage, fay: httpx2.Client, path: str = "/vote") -> str:
    """Return a page once consoles have been shown everything that happened."""
    until(lambda: stage.room.view_seq("console") >= stage.room.seq)
    answer = fay.get(f"/w/{stage.workshop.code}/console{path}")
    assert answer.status_code == 200
    return answer.text


def posts(stage: Stage, fay: httpx2.Client, order: str, **fields: Any) -> httpx2.Response:
    """Send a form as a browser without script does."""
    path = f"/w/{stage.workshop.code}"
    data = {"type": order, "nonce": f"nonce-{stage.room.seq:06}", **fields}
    answer = fay.post(f"{path}/commands", data={"back": f"{path}/console/vote", **data})
    assert answer.status_code == 200
    return answer


def test_FA12_works_a_vote_is_prepared_opened_and_closed_by_forms(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    shown = page(stage, fay)
    assert "1 pair reads alike: merge it first" in shown
    assert shown.count(' name="kind" value=') >= 6
    made = posts(stage, fay, "make_ballot", kind="dots", sources=themes, open="true").text
    assert "0 of 6 have voted" in made
    assert "3 dots each, at most 2 on one option" in made
    for seat in stage.seats[:5]:
        stage.votes(seat, "b1", "o1:1", "o3:2")
    assert "5 of 6 have voted" in page(stage, fay)
    assert "10 dots" not in page(stage, fay)
    closed = posts(stage, fay, "close_ballot", ballot="b1").text
    assert "5 people voted" in closed
    assert "10 dots" in closed
    assert closed.index("10 dots") < closed.index("5 dots")


def test_FA12_shows_ties_as_ties_and_masks_small_groups(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    [ballot] = stage.leads(MakeBallot("dots", sources=tuple(themes), open=True))[:1]
    for seat in stage.seats[:4]:
        stage.votes(seat, ballot, "o1:1", "o2:1")
    stage.leads(CloseBallot(ballot))
    shown = page(stage, fay)
    assert shown.count("Place 1, shared") == 2
    assert "too few people of each have voted" in shown


def test_FA12_agreement_is_told_where_groups_stand_apart_and_somebody_voted(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    told, explained = "agreement 88 %", "Agreement across groups:"
    stage.leads(MakeBallot("dots", sources=tuple(themes), open=True))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:1")
    stage.leads(CloseBallot("b1"))
    shown = page(stage, fay)
    assert (shown.count(told), shown.count("<span>agreement ")) == (1, 1)
    assert explained in shown
    for kind, voters in (("dots", 4), ("dots", 0), ("stars", 6)):
        [ballot] = stage.leads(MakeBallot(kind, sources=tuple(themes), open=True))
        for seat in stage.seats[:voters]:
            stage.votes(seat, ballot, "o1:1")
        stage.leads(CloseBallot(ballot))
        shown = page(stage, fay, f"/vote?ballot={ballot}")
        assert "<span>agreement " not in shown
        assert explained not in shown


def test_FA12_what_nobody_voted_for_has_no_figures(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    stage.leads(MakeBallot("stars", sources=tuple(themes), open=True))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:4")
    stage.leads(CloseBallot("b1"))
    shown = page(stage, fay)
    assert "4 of 5 stars" in shown
    assert shown.count("nobody rated it") == 2
    assert "from 0 people" not in shown


def test_FA12_points_beyond_forty_have_their_bars(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    stage.leads(MakeBallot("points", sources=tuple(themes), points=1000, open=True))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:800", "o2:200")
    stage.leads(CloseBallot("b1"))
    shown = page(stage, fay)
    assert "4,800 points" in shown
    assert [f'd="M0 1h{long}v8h-{long}z"' in shown for long in (200, 50)] == [True, True]
    assert shown.count('class="gauge"') == 2  # nobody gave the third anything


@pytest.mark.whole  # for forty-five people join and vote
def test_FA13_levels_beyond_forty_have_their_bars(stage: Stage, fay: httpx2.Client) -> None:
    stage.leads(OpenPrompt("p1"))
    stage.leads(MakeBallot("fist", text="We know every child.", open=True))
    for at in range(45):
        stage.votes(stage.joins(), "b1", "o1:5" if at < 42 else "o1:2")
    stage.leads(CloseBallot("b1"))
    shown = page(stage, fay)
    assert 'd="M0 1h200v8h-200z"' in shown
    assert 'd="M0 1h14v8h-14z"' in shown
    assert 'class="tally"' not in shown.partition("levels__table")[2].partition("</table>")[0]


def test_works_a_vote_is_entered_for_somebody_without_a_phone_and_removed(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    stage.leads(MakeBallot("dots", sources=tuple(themes), open=True))
    fields = {"choices": ["o1:2", "", "o3:1"], "group": "g1", "reason": ""}
    entered = posts(stage, fay, "enter_vote", ballot="b1", **fields).text
    assert "1 of 7 has voted" in entered
    assert "1 vote entered by hand" in entered
    [vote] = [key for key in stage.view("console")["ballots"]["b1"]["by_hand"]]
    gone = posts(stage, fay, "remove_vote", vote=vote).text
    assert "0 of 6 have voted" in gone


def test_FA13_shows_the_verdict_the_concerns_and_every_round(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    posts(stage, fay, "make_ballot", kind="fist", text="We know every child.", open="true")
    for at, seat in enumerate(stage.seats):
        said = {"reason": "Who pays for it?"} if at == 0 else {}
        stage.votes(seat, "b1", "o1:2" if at == 0 else "o1:4", **said)
    assert "Who pays" not in page(stage, fay)
    stage.leads(CloseBallot("b1"))
    page(stage, fay)
    said = stage.view("console")["responses"]
    [concern] = [key for key, r in said.items() if r["prompt"] == "b1"]
    stage.leads(HoldResponse(concern))
    assert "Said beside the vote “We know every child.”" in page(stage, fay, "/held")
    shown = page(stage, fay)
    assert "Agreed when everybody is at 3 or above" in shown
    assert "It does not meet the rule yet." in shown
    assert "Who pays for it?" in shown
    assert "Waits to be read" in shown
    again = posts(stage, fay, "repeat_ballot", ballot="b1", open="true").text
    assert "round 2" in again
    assert "All rounds" in again
    assert "approved" not in shown.replace("Nothing said here is approved", "")


def test_works_an_option_is_put_elsewhere_with_a_note(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    stage.leads(MakeBallot("impact_effort", sources=tuple(themes), open=True))
    for seat in stage.seats:
        stage.votes(seat, "b1", "o1:5:1", "o2:2:5", "o3:1:1")
    stage.leads(CloseBallot("b1"))
    shown = page(stage, fay)
    assert "Quick wins" in shown
    placed = {"option": "o2", "impact": "5", "effort": "2", "note": "It is half done"}
    moved = posts(stage, fay, "place_option", ballot="b1", **placed).text
    assert "It is half done" in moved
    assert "put there by hand: impact 5, effort 2" in moved


@pytest.mark.parametrize("kind", ["rank", "points", "stars", "pairs", "thumbs", "consent"])
def test_shows_every_method_from_its_form_to_its_result(
    stage: Stage, fay: httpx2.Client, themes: list[str], kind: str
) -> None:
    is_about = kind in ("thumbs", "consent")
    sources = {"text": "One voice."} if is_about else {"sources": tuple(themes)}
    assert f'value="{kind}" checked' in page(stage, fay, f"/vote?kind={kind}")
    stage.leads(MakeBallot(kind, **sources))
    assert "prepared" in page(stage, fay)
    stage.leads(OpenBallot("b1"))
    assert "Enter a vote for somebody without a phone" in page(stage, fay)
    choices = {"rank": ("o1:1", "o2:2"), "points": ("o1:60", "o2:40"), "pairs": ("o1:o2",)}
    for seat in stage.seats:
        stage.votes(seat, "b1", *choices.get(kind, ("o1:1",)), reason="Not yet.")
    stage.leads(CloseBallot("b1"))
    assert "6 people voted" in page(stage, fay)


def test_the_form_begins_with_what_the_address_names(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    some = page(stage, fay, f"/vote?source={themes[0]}&source={themes[2]}")
    assert [f'value="{key}" data-type="list" checked' in some for key in themes] == [
        True,
        False,
        True,
    ]
    stage.leads(MakeBallot("dots", sources=tuple(themes)))
    assert "Prepare a vote" in page(stage, fay, "/vote?new=1")
    assert "Take it back" in page(stage, fay, "/vote?ballot=b9")


def test_FA15_works_something_is_parked_answered_and_brought_back(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    phrase = stage.says(stage.seats[0], "The bus at three")
    posts(stage, fay, "park", response=phrase)
    day = {"owner": "Principal Ortiz", "reply_by": "2026-12-01"}
    posts(stage, fay, "edit_parked", item="l1", text="", **day)
    shown = page(stage, fay, "/parked")
    assert "The bus at three" in shown
    assert "Principal Ortiz" in shown
    assert "until Dec 1, 2026" in shown
    assert f'data-key="{phrase}"' not in page(stage, fay, "")
    assert "in Parking lot" in page(stage, fay, "/search?q=bus")
    posts(stage, fay, "remove_parked", item="l1")
    assert "Nothing is parked." in page(stage, fay, "/parked")
    assert f'data-key="{phrase}"' in page(stage, fay, "")


def test_CF1_what_was_done_tells_of_votes_and_of_what_was_parked(
    stage: Stage, fay: httpx2.Client, themes: list[str]
) -> None:
    sources = tuple(themes)
    stage.leads(MakeBallot("dots", "What matters most?", sources, open=True))
    stage.leads(CloseBallot("b1"))
    stage.leads(MakeBallot("fist", text="We listen."))
    posts(stage, fay, "park", text="The gym roof")
    shown = page(stage, fay, "/done")
    for told in (
        'opened a vote: <q class="said" dir="auto">What matters most?',
        'closed a vote: <q class="said" dir="auto">What matters most?',
        'prepared a vote: <q class="said" dir="auto">We listen.',
        'put something on the parking lot: <q class="said" dir="auto">The gym roof',
    ):
        assert told in shown


def test_requires_signing_in(stage: Stage) -> None:
    for name in ("vote", "parked"):
        answer = httpx2.get(f"{stage.url}/w/{stage.workshop.code}/console/{name}")
        assert answer.status_code == 303


@pytest.mark.parametrize(
    ("kind", "choice", "said"),
    [
        ("pairs", "o1:o2", "nobody compared it"),
        ("stars", "o1:4", "nobody rated it"),
        ("impact_effort", "o1:4:2", "nobody rated it"),
    ],
)
def test_PA16_shows_what_nobody_compared_or_rated_last_and_without_a_place(
    kind: str, choice: str, said: str, stage: Stage, fay: httpx2.Client
) -> None:
    stage.leads(OpenPrompt("p1"))
    [ballot] = stage.leads(MakeBallot(kind, text="Lunch\nMusic\nBuses", open=True))
    stage.votes(stage.joins(), ballot, choice)
    stage.leads(CloseBallot(ballot))
    rows = page(stage, fay, f"/vote?ballot={ballot}").split('class="ranked__row"')[1:]
    assert "Buses" in rows[-1]
    assert "No place" in rows[-1]
    assert said in rows[-1]
    assert said not in rows[0]
