"""Rooms: what is published, to whom, and how often."""

import asyncio

import pytest

from workshop.errors import NotFound
from workshop.live import rooms
from workshop.live.rooms import BURST, INTERVALS, RATE, Bucket
from workshop.room import views
from workshop.room.contents import PARTICIPANT
from workshop.room.nouns import ENGINE
from workshop.room.own import mine
from workshop.room.respond import SubmitResponse
from workshop.room.suggest import SuggestThemes

from .clients import new_ref

# ── buckets, by a clock that is told ───────────────────────────────────────


def test_L9_a_bucket_fills_by_one_a_second_and_never_beyond_its_burst():
    bucket = Bucket(BURST, at=0)
    taken = [bucket.take(0, BURST, RATE) for _ in range(BURST + 1)]
    assert taken == [True] * BURST + [False]
    assert not bucket.take(999, BURST, RATE)
    assert bucket.take(1_000, BURST, RATE)
    assert not bucket.take(1_000, BURST, RATE)
    hour = 3_600_000
    assert [bucket.take(hour, BURST, RATE) for _ in range(BURST + 1)] == taken


def test_L9_a_clock_that_goes_back_gives_nothing():
    bucket = Bucket(1, at=10_000)
    assert bucket.take(10_000, BURST, RATE)
    assert not bucket.take(0, BURST, RATE)


# ── what a phone is not told ───────────────────────────────────────────────


def test_V6_a_phone_receives_nothing_for_somebody_elses_response(evening):
    ana, ben, fay = evening.phone(), evening.phone(), evening.console()
    ben.heard()
    for number in range(5):
        ana.does("submit_response", prompt="p1", text=f"Phrase {number}")
    fay.does("hide_response", response="r2")
    ana.does("edit_response", response="r3", text="Another wording")
    ana.does("withdraw_response", response="r4")
    fay.does("make_theme", prompt="p1", name="Music", responses=["r1"])
    fay.does("set_timer", prompt="p1", minutes=5)
    ben.sees(lambda view: "closes_at" in view["prompts"]["p1"])
    heard = ben.heard()
    assert len(heard) == 1
    assert list(heard[0]["patch"]) == ["prompts"]


def test_V6_it_receives_themes_and_phrases_once_the_view_is_opened(evening):
    ana, ben, fay = evening.phone(), evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="Strong band")
    fay.does("make_theme", prompt="p1", name="Music", responses=["r1"])
    assert ben.view["responses"] == {}
    fay.does("open_view", prompt="p1", see="themes")
    ben.sees(lambda view: view["responses"].get("r1", {}).get("text") == "Strong band")
    fay.does("open_view", prompt="p1", see="nothing")
    ben.sees(lambda view: view["responses"] == {})


def test_ones_own_frames_go_to_every_device_of_a_seat_and_to_nobody_else(evening):
    secret = evening.takes_seat()
    one, two, other = evening.phone(secret), evening.phone(secret), evening.phone()
    one.does("submit_response", prompt="p1", text="Strong band")
    two.until("mine")
    assert two.mine == one.mine
    assert other.mine["responses"] == {}


# ── one law for all ────────────────────────────────────────────────────────


def test_V1_views_and_own_merged_from_patches_are_the_rooms(evening):
    ana, fay, wall = evening.phone(), evening.console(), evening.wall()
    for number in range(6):
        ana.does("submit_response", prompt="p1", text=f"Phrase {number}")
    fay.does("make_theme", prompt="p1", name="Music", responses=["r1", "r2"])
    fay.does("promote_theme", theme="t1", kind="priority")
    fay.does("hide_response", response="r3")
    fay.does("undo")
    fay.does("next_prompt")
    room = evening.journal()
    for client, audience in ((fay, "console"), (wall, "wall"), (ana, "phone")):
        expected = views.view(room, audience)
        client.sees(lambda view, expected=expected: view == expected)
    assert ana.mine == mine(room, "s1", "participant")
    assert fay.mine == mine(room, evening.server.furnished.fay, "facilitator")


def test_many_commands_make_few_publications(server, evening):
    fay = evening.console()
    for _ in range(5):
        evening.takes_seat()
    fay.sees(lambda view: view["crowd"]["joined"] == 5)
    fay.heard()

    async def burst():
        await asyncio.gather(
            *[
                evening.live.command(
                    SubmitResponse("p1", f"Phrase {n}"),
                    by=f"s{n % 5 + 1}",
                    role=PARTICIPANT,
                    ref=new_ref(),
                )
                for n in range(100)
            ]
        )

    server.on_loop(burst())
    fay.sees(lambda view: len(view["responses"]) == 100)
    assert len(fay.frames) <= 10
    assert INTERVALS["console"] == 0.1


def test_where_many_own_views_change_each_still_comes_before_its_answer(
    server, evening, monkeypatch
):
    monkeypatch.setattr(rooms, "OWN_AT_ONCE", 1)
    phones, fay = [evening.phone() for _ in range(6)], evening.console()

    async def burst():
        for seat in range(1, 7):  # without waiting, so that one turn takes them all
            for n in range(3):
                evening.live.send(
                    SubmitResponse("p1", f"Phrase {seat} {n}"),
                    by=f"s{seat}",
                    role=PARTICIPANT,
                    ref=new_ref(),
                    reply=lambda _, seat=seat: answered.append(own_of(seat)),
                )

    def own_of(seat: int) -> int:
        return len(evening.live.mine(f"s{seat}", PARTICIPANT)["responses"])

    answered: list[int] = []
    server.on_loop(burst())
    fay.sees(lambda view: len(view["responses"]) == 18)
    assert len(answered) == 18
    assert min(answered) >= 1
    for seat, phone in enumerate(phones, 1):
        while len(phone.mine["responses"]) < 3:
            phone.until("mine")
        assert phone.mine == mine(evening.journal(), f"s{seat}", "participant")
        assert phone.does("submit_response", prompt="p1", text="One more")["type"] == "ack"
        assert len(phone.mine["responses"]) == 4


def says_much(evening, fay):
    """Let three seats say thirty phrases under a theme that Fay has made; return their ids."""
    fay.does("make_theme", prompt="p1", name="Music")
    phones = [evening.phone() for _ in range(3)]
    refs = [
        phones[n % 3].sends("submit_response", prompt="p1", text=f"Phrase {n}") for n in range(30)
    ]
    for n, phone in enumerate(phones):
        phone.answers_to(refs[n::3])
    fay.sees(lambda view: len(view["responses"]) == 30)
    fay.heard()
    return list(fay.view["responses"])


def finds_a_theme(evening, keys):
    """Let the engine suggest a theme for all of them in one command."""
    placements = {key: {"theme": "t1", "sure": 0.4, "words": ["a"]} for key in keys}
    command = SuggestThemes("p1", placements, keeps=True)
    evening.server.on_loop(
        evening.live.command(command, by=ENGINE, role=ENGINE, ref=new_ref(), digest="")
    )


def test_L3_a_change_of_very_many_things_comes_in_portions(evening, monkeypatch):
    monkeypatch.setattr(rooms, "PORTION", 8)
    fay = evening.console()
    finds_a_theme(evening, says_much(evening, fay))
    fay.sees(lambda view: all("suggested" in one for one in view["responses"].values()))
    while not fay.is_whole:
        fay.read()
    frames = [frame for frame in fay.frames if frame["type"] == "patch"]
    more = [frame.get("more", False) for frame in frames]
    assert len(more) >= 4
    assert more == [True] * (len(more) - 1) + [False]
    assert fay.view == views.view(evening.journal(), views.CONSOLE)
    assert fay.seq == evening.live.view_seq(views.CONSOLE)
    fay.does("rename_theme", theme="t1", name="Band")  # and what follows comes as ever
    fay.sees(lambda view: view["themes"]["t1"]["name"] == "Band")


def test_L3_L4_who_comes_or_comes_back_between_portions_has_all_in_the_end(evening, monkeypatch):
    monkeypatch.setattr(rooms, "PORTION", 1)
    fay = evening.console()
    keys = says_much(evening, fay)
    back = evening.line(evening.fay_cookies)
    back.view, stood = fay.view, (fay.epoch, fay.seq)
    finds_a_theme(evening, keys)
    back.hello("console", *stood)
    late = evening.console()
    whole = views.view(evening.journal(), views.CONSOLE)
    for client in (fay, back, late):
        client.sees(lambda view: view["responses"] == whole["responses"])
        while not client.is_whole:
            client.read()
        assert client.view == whole
        assert client.seq == evening.live.view_seq(views.CONSOLE)


def test_a_workshop_that_is_not_there_cannot_be_entered(server):
    with pytest.raises(NotFound):
        server.on_loop(server.house.rooms.enter(server.furnished.district, "w0"))


def test_a_room_is_opened_once_however_many_come(server, evening):
    rooms = server.house.rooms

    async def crowd():
        return await asyncio.gather(*[rooms.enter(evening.district, evening.id) for _ in range(20)])

    assert len(set(map(id, server.on_loop(crowd())))) == 1


def test_an_outcome_is_read_from_the_committed_room(server, evening):
    ana, fay = evening.phone(), evening.console()
    ana.does("submit_response", prompt="p1", text="Strong band")
    fay.does("make_theme", prompt="p1", name="Music", responses=["r1"])
    fay.does("promote_theme", theme="t1", kind="priority")
    outcome = server.on_loop(evening.live.outcome())
    assert outcome.seq == evening.journal().seq
    assert "Music" in str(outcome)


def test_a_frozen_outcome_is_read_although_the_room_was_dropped(server, evening):
    evening.live._holder.room = None  # as after a commit in doubt
    assert server.on_loop(evening.live.outcome()).seq == evening.journal().seq


def test_FA3_every_phone_follows_the_agenda_and_no_interval_keeps_it_two_seconds(evening):
    assert max(INTERVALS.values()) < 1  # seconds from one publication to the next
    phones = [evening.line(evening.seat_cookies(evening.takes_seat())) for _ in range(20)]
    for phone in phones:
        phone.hello("phone")
    console = evening.line(evening.fay_cookies)
    console.hello("console")
    states = {"pause_prompt": "paused", "open_prompt": "open", "close_prompt": "closed"}
    for act, state in states.items():
        assert console.does(act, prompt="p1")["type"] == "ack"
        for phone in phones:
            phone.sees(lambda view, state=state: view["prompts"]["p1"]["state"] == state)
