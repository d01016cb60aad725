"""Hub: who listens, and what becomes of one who does not keep up."""

import asyncio
import json

from workshop.live.framing import plain, socket
from workshop.live.hub import (
    AT_ONCE,
    BEHIND,
    MAX_WAITING,
    NOT_ALLOWED,
    REHEARSAL_OVER,
    RESTART,
    Audience,
    Hub,
    Queued,
)


def drain(listener):
    async def read():
        return [frame async for frame in listener.frames()]

    return asyncio.run(read())


def test_an_audience_hears_the_same_bytes_and_a_seat_its_own():
    hub, ana, ben = Hub(), Queued(), Queued()
    hub.follow(ana, "phone", "s1", "key of Ana")
    hub.follow(ben, "phone", "s2", "key of Ben")
    hub.tell("phone", b"to all")
    hub.tell_own("s1", b"to Ana")
    hub.tell("wall", b"to nobody")
    hub.end_all(RESTART)
    assert drain(ana) == [b"to all", b"to Ana"]
    assert drain(ben) == [b"to all"]


def test_a_secret_that_is_revoked_ends_only_its_own_lines():
    hub, ana, ben = Hub(), Queued(), Queued()
    hub.follow(ana, "phone", "s1", "key of Ana")
    hub.follow(ben, "phone", "s2", "key of Ben")
    hub.end_proof("key of Ana", NOT_ALLOWED)
    assert (ana.code, ben.code) == (NOT_ALLOWED, None)


def test_where_nothing_is_told_any_more_who_was_on_the_way_in_is_ended_too():
    hub, ana, ben = Hub(), Queued(), Queued()
    hub.follow(ana, "phone", "s1", "key of Ana")
    hub.close(REHEARSAL_OVER)
    hub.follow(ben, "phone", "s2", "key of Ben")
    assert (ana.code, ben.code) == (REHEARSAL_OVER, REHEARSAL_OVER)
    assert drain(ben) == []


def test_who_falls_behind_is_closed_with_come_back_and_hears_no_half():
    listener = Queued()
    for number in range(MAX_WAITING):
        assert listener.offer(b"%d" % number)
    assert not listener.offer(b"one too many")
    assert listener.code == BEHIND
    assert not listener.offer(b"later")
    assert drain(listener) == []


def test_leaving_twice_is_harmless():
    hub, ana = Hub(), Queued()
    hub.follow(ana, "phone", "s1", "key")
    for _ in range(2):
        hub.leave(ana, "phone", "s1", "key")
    assert hub.count("phone") == 0


def test_what_waits_is_heard_before_the_end():
    listener = Queued()
    listener.offer(b"first")
    listener.end(RESTART)
    listener.end(NOT_ALLOWED)
    assert drain(listener) == [b"first"]
    assert listener.code == RESTART


def test_L14_before_a_restart_each_is_told_when_to_come_back_the_few_first():
    hub, wall, phones = Hub(), Queued(), [Queued() for _ in range(3)]
    for number, phone in enumerate(phones):
        hub.follow(phone, "phone", f"s{number}", f"key {number}")
    hub.follow(wall, "wall", "wall", "key of the wall")
    assert hub.send_away(10) == 14
    told = [json.loads(drain(one)[-1]) for one in (wall, *phones)]
    assert [(frame["type"], frame["code"]) for frame in told] == [("bye", RESTART)] * 4
    assert [frame["retry_after"] for frame in told] == [1030, 1033, 1036, 1039]
    assert {one.code for one in (wall, *phones)} == {RESTART}


# ── rounds ─────────────────────────────────────────────────────────────────


class Ear:
    """Somebody who can take a frame, by a way of writing that may be renewed."""

    def __init__(self):
        self.heard = []

    def way(self):
        return lambda frame: self.heard.append(frame)


def told(act, n_ears=2 * AT_ONCE + 10):
    """Return what each of many ears has heard when `act(audience, ears)` is done and let out."""

    async def run():
        audience, ears = Audience(), [Ear() for _ in range(n_ears)]
        for ear in ears:
            audience.hear(ear, plain, ear.way())
        act(audience, ears)
        for _ in range(50):
            await asyncio.sleep(0)
        return [ear.heard for ear in ears]

    return asyncio.run(run())


def test_many_are_written_to_in_parts_and_all_hear_the_same_in_the_same_order():
    at_once = []

    def act(audience, ears):
        for number in range(3):
            audience.tell(b"%d" % number, since=number)
        at_once.extend(ear.heard[:] for ear in ears)

    assert told(act) == [[b"0", b"1", b"2"]] * (2 * AT_ONCE + 10)
    assert sum(map(len, at_once)) == AT_ONCE


def test_a_few_are_written_to_at_once():
    def act(audience, ears):
        audience.tell(b"now", since=0)
        assert all(ear.heard == [b"now"] for ear in ears)

    told(act, AT_ONCE)


def test_who_is_skipped_while_a_round_is_on_its_way_stands_before_it():
    def act(audience, ears):
        audience.tell(b"one", since=4)
        audience.tell(b"two", since=5)
        audience.skip(ears[-1])
        assert audience.since(6) == 4

    heard = told(act)
    assert heard[-1] == []
    assert heard[-2] == [b"one", b"two"]


def test_who_was_brought_up_to_date_meanwhile_hears_only_what_is_told_afterwards():
    """A round that is on its way would take a line back that already stands further."""

    def act(audience, ears):
        audience.tell(b"old", since=0)
        audience.skip(ears[-1])
        audience.hear(ears[-1], plain, ears[-1].way())
        audience.tell(b"new", since=1)

    heard = told(act)
    assert heard[-1] == [b"new"]
    assert heard[0] == [b"old", b"new"]


def test_with_nothing_on_its_way_one_stands_where_all_stand():
    audience = Audience()
    audience.tell(b"to nobody", since=7)
    assert audience.since(8) == 8
    assert audience.told == 1


def test_a_frame_is_formed_once_for_all_who_carry_it_the_same_way():
    formed = []

    def form(frame):
        formed.append(frame)
        return socket(frame)

    audience, ears = Audience(), [Ear() for _ in range(5)]
    for ear in ears:
        audience.hear(ear, form, ear.way())
    audience.tell(b"once", since=0)
    assert formed == [b"once"]
    assert {bytes(ear.heard[0]) for ear in ears} == {socket(b"once")}
    assert len({id(ear.heard[0]) for ear in ears}) == 1
