"""Catch-up: what somebody is told who comes, or comes back."""

import asyncio
import json

import pytest

from workshop.live.catchup import FIRST, PART, TAIL, Tail, parts
from workshop.room import views
from workshop.room.agenda import ClosePrompt
from workshop.room.patch import merge
from workshop.room.respond import SubmitResponse

from .clients import Talker
from .standing import Evening


def come_back(talker, cookies, evening: Evening, as_):
    """Let a client that was away come back where it stood; return its welcome and its copy."""
    back = evening.line(cookies)
    back.view, back.mine = talker.view, talker.mine
    welcome = back.hello(as_, talker.epoch, talker.seq)
    return welcome, back


# ── the tail alone ─────────────────────────────────────────────────────────


def test_a_tail_reaches_back_as_far_as_it_is_kept():
    tail = Tail(since=10)
    for seq in range(11, 11 + TAIL + 5):
        tail.add(seq, {"seq": seq})
    newest = 10 + TAIL + 5
    assert tail.after(14, newest) is None
    assert [step["seq"] for step in tail.after(15, newest)] == list(range(16, newest + 1))
    assert tail.after(newest, newest) == []


def test_L2_a_seq_from_the_future_or_before_the_tail_gets_none():
    tail = Tail(since=10)
    tail.add(12, {})
    assert tail.after(9, 12) is None
    assert tail.after(13, 12) is None


def test_L12_a_tail_that_forgot_serves_nobody_from_before():
    tail = Tail(since=0)
    tail.add(5, {"old": "words"})
    tail.forget(6)
    assert tail.after(5, 6) is None
    assert tail.after(6, 6) == []


@pytest.mark.parametrize("count", [0, 1, FIRST + PART, FIRST + PART + 1, 2_000])
def test_L3_the_parts_of_a_view_make_the_view(count):
    view = views.assemble({("responses", f"r{n}"): {"place": n} for n in range(1, count + 1)})
    first, *rest = [json.loads(bytes(part.written())) for part in parts(view)]
    for part in rest:
        assert len(part["responses"]) <= PART
        first = merge(first, part)
    assert first == view


# ── over a socket ──────────────────────────────────────────────────────────


def test_a_view_is_written_once_for_all_who_come_until_it_changes(evening):
    def first():
        return evening.server.call(evening.live._published["phone"].parts)[0].written()

    evening.phone()
    written = first()
    evening.phone()  # who takes a seat changes nothing that a phone sees
    evening.server.call(lambda: evening.live.publish_now("phone"))
    assert first() is written
    evening.steers(ClosePrompt("p1"))
    late = evening.phone()
    late.sees(lambda view: view["prompts"]["p1"]["state"] == "closed")
    assert json.loads(bytes(first())) == late.view


def test_L2_who_comes_back_gets_the_patches_that_were_missed(evening):
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="Strong band")
    fay.sees(lambda view: "r1" in view["responses"])
    fay.close()
    ana.does("submit_response", prompt="p1", text="Kind bus drivers")
    other = evening.console()
    other.sees(lambda view: "r2" in view["responses"])
    welcome, back = come_back(fay, evening.fay_cookies, evening, "console")
    assert "view" not in welcome
    assert welcome["tail"]
    assert all(step["seq"] > fay.seq for step in welcome["tail"])
    assert back.view == other.view
    assert back.mine == other.mine


@pytest.mark.parametrize("epoch", [None, "e0", "another life"])
def test_L2_another_epoch_gets_the_whole_view(evening, epoch):
    phone = evening.line(evening.seat_cookies(evening.takes_seat()))
    assert "view" in phone.hello("phone", epoch, evening.live.seq)


def test_L2_a_seq_from_the_future_gets_the_whole_view(evening):
    phone = evening.phone()
    back = evening.line(evening.fay_cookies)
    assert "view" in back.hello("console", phone.epoch, evening.live.seq + 1)


def test_L2_mine_is_whole_in_every_welcome(evening):
    secret = evening.takes_seat()
    ana = evening.phone(secret)
    ana.does("submit_response", prompt="p1", text="Strong band")
    welcome, _ = come_back(ana, evening.seat_cookies(secret), evening, "phone")
    assert "tail" in welcome
    assert welcome["mine"] == ana.mine
    assert welcome["mine"]["responses"]["r1"]["text"] == "Strong band"


def test_L3_a_big_view_comes_in_parts_newest_first(evening, server):
    fill(evening, 2_000)
    fay = evening.line(evening.fay_cookies)
    welcome = fay.hello("console")
    assert welcome["more"] is True
    assert sorted(len(frame["patch"]["responses"]) for frame in fay.frames[1:]) == [300] + [500] * 3
    assert [frame.get("more", False) for frame in fay.frames] == [True] * 4 + [False]
    assert {frame["seq"] for frame in fay.frames} == {welcome["seq"]}
    assert set(welcome["view"]["responses"]) == {f"r{n}" for n in range(1_801, 2_001)}
    assert fay.view == evening.live.view("console")
    assert fay.view == views.view(evening.journal(), "console")


def test_L4_acks_and_mine_do_not_move_where_a_client_resumes(evening):
    secret = evening.takes_seat()
    ana = evening.phone(secret)
    stood = ana.seq
    ack = ana.does("submit_response", prompt="p1", text="Strong band")
    assert ack["seq"] > stood
    assert ana.seq == stood
    welcome, _ = come_back(ana, evening.seat_cookies(secret), evening, "phone")
    assert welcome["tail"] == []
    assert welcome["seq"] == stood


TAKEN_BACK = {
    "hide_response": {"reason": "personnel"},
    "hold_response": {},
    "redact_response": {"text": "Somebody is unkind"},
}


@pytest.mark.parametrize("kind", TAKEN_BACK)
def test_L12_after_a_hide_or_a_redaction_nobody_is_sent_the_old_words(evening, kind):
    ana, wall, fay = evening.phone(), evening.wall(), evening.console()
    ana.does("submit_response", prompt="p1", text="The clerk is unkind")
    wall.sees(lambda view: "r1" in view["responses"])
    fay.does(kind, response="r1", **TAKEN_BACK[kind])
    wall.sees(lambda view: "The clerk" not in str(view))
    assert "The clerk" not in told_to_any_who_return(evening, wall)


def test_L12_an_undo_that_hides_again_leaves_no_words_in_the_tail(evening):
    ana, wall, fay = evening.phone(), evening.wall(), evening.console()
    ana.does("submit_response", prompt="p1", text="The clerk is unkind")
    fay.does("hide_response", response="r1")
    fay.does("show_response", response="r1")
    wall.sees(lambda view: "r1" in view["responses"])
    fay.does("undo")
    wall.sees(lambda view: "r1" not in view["responses"])
    assert "The clerk" not in told_to_any_who_return(evening, wall)


def test_L12_words_that_an_edit_takes_off_the_wall_are_not_sent_again(evening):
    ana, wall = evening.phone(), evening.wall()
    ana.does("submit_response", prompt="p1", text="Ask the office")
    wall.sees(lambda view: "r1" in view["responses"])
    ana.does("edit_response", response="r1", text="Ask the office at desk@maple.example")
    wall.sees(lambda view: "r1" not in view["responses"])
    assert "the office" not in told_to_any_who_return(evening, wall)


def told_to_any_who_return(evening: Evening, wall: Talker) -> str:
    """Return all that a wall is told which comes back, from wherever it stood."""
    told = []
    for seq in range(evening.live.seq + 1):
        back = evening.line(evening.wall_cookies)
        back.hello("wall", wall.epoch, seq)
        told += back.frames
        back.close()
    return str(told)


def fill(evening: Evening, count: int) -> None:
    """Let twenty tables say much, all at once."""
    for table in range(1, 21):
        evening.takes_seat(table=table, headcount=5)

    async def say() -> None:
        await asyncio.gather(
            *[
                evening.live.command(
                    SubmitResponse("p1", f"Phrase {n}"),
                    by=f"s{n % 20 + 1}",
                    role="participant",
                    ref=f"filling-{n}",
                )
                for n in range(count)
            ]
        )
        evening.live.publish_now("console")  # an answer does not wait for the next publication

    evening.server.on_loop(say())
