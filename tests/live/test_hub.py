"""Hub: who listens, and what becomes of one who does not keep up."""

import asyncio

from workshop.live.hub import BEHIND, MAX_WAITING, NOT_ALLOWED, RESTART, Hub, Queued


def drain(listener):
    async def read():
        return [frame async for frame in listener.frames()]

    return asyncio.run(read())


def test_an_audience_hears_the_same_bytes_and_a_seat_its_own():
    hub, ana, ben = Hub(), Queued(), Queued()
    hub.join(ana, "phone", "s1", "key of Ana")
    hub.join(ben, "phone", "s2", "key of Ben")
    hub.tell("phone", b"to all")
    hub.tell_own("s1", b"to Ana")
    hub.tell("wall", b"to nobody")
    hub.end_all(RESTART)
    assert drain(ana) == [b"to all", b"to Ana"]
    assert drain(ben) == [b"to all"]


def test_a_secret_that_is_revoked_ends_only_its_own_lines():
    hub, ana, ben = Hub(), Queued(), Queued()
    hub.join(ana, "phone", "s1", "key of Ana")
    hub.join(ben, "phone", "s2", "key of Ben")
    hub.end_proof("key of Ana", NOT_ALLOWED)
    assert (ana.code, ben.code) == (NOT_ALLOWED, None)


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
    hub.join(ana, "phone", "s1", "key")
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
