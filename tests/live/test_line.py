"""Line: a WebSocket on our own server, and what becomes of one that does not read."""

import asyncio
import gc
import inspect
import json
import time
import weakref
from contextlib import suppress

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

from tests.practice import until
from workshop.live import framing, hub, rooms
from workshop.live import line as lines
from workshop.live.line import Line

from .clients import in_background
from .standing import Standing

LONG = "x" * 900
GOODBYE = b"\x88\x82\0\0\0\0\x03\xe8"  # a close with code 1000, masked with nothing
OURS = (
    "__init__ connection_made handle_connect run_asgi send_receive_event_to_app pause_writing"
    " resume_writing handle_close handle_parser_exception handle_ping keepalive_timeout shutdown"
    " connection_lost"
).split()
THEIRS = (
    "app scope request response conn transport loop queue frames writable read_paused close_sent"
    " close_timer disconnected handshake_complete stop_keepalive send_500_response receive send"
    " ping_sent_at last_ping_rtt pending_ping_payload"
).split()


# ── what it stands on ──────────────────────────────────────────────────────


def test_the_class_that_lines_are_built_on_is_the_one_they_know():
    """It is not public: another minor version may change it, and must be looked at first."""
    assert uvicorn.__version__.startswith("0.54.")
    for name in OURS:
        ours, theirs = getattr(Line, name), getattr(WebSocketsSansIOProtocol, name)
        if name != "__init__":
            expected = list(inspect.signature(theirs).parameters)
            assert list(inspect.signature(ours).parameters) == expected, name
    source = inspect.getsource(WebSocketsSansIOProtocol)
    for name in THEIRS:
        assert f"self.{name}" in source, name


# ── one connection ─────────────────────────────────────────────────────────


def tasks(server):
    return server.call(lambda: len(asyncio.all_tasks()))


def settled(server, wanted):
    """Return how many tasks there are, when there are as few as wanted or no fewer come."""
    for _ in range(200):
        if (found := tasks(server)) <= wanted:
            break
    return found


def test_a_conversation_has_no_task_of_its_own(evening, server):
    before = tasks(server)
    phones = [evening.phone() for _ in range(12)]
    assert settled(server, before) == before
    for phone in phones:
        answer = phone.does("submit_response", prompt="p1", text="Band")
        assert answer["type"] == "ack"
    assert settled(server, before) == before


def test_what_is_said_in_one_breath_with_hello_is_answered_after_the_welcome(evening):
    phone = evening.line(evening.seat_cookies(evening.takes_seat()))
    phone.send({"type": "hello", "as": "phone", "epoch": None, "seq": 0})
    refs = [phone.sends("submit_response", prompt="p1", text=f"Band {n}") for n in range(3)]
    assert [answer["type"] for answer in phone.answers_to(refs)] == ["ack"] * 3
    assert phone.frames[0]["type"] == "welcome"
    assert len(phone.mine["responses"]) == 3


def test_a_text_in_pieces_is_put_together(evening):
    phone = evening.phone()
    ref = "in-pieces-01"
    frame = {"type": "submit_response", "ref": ref, "prompt": "p1", "text": "Band"}
    whole = json.dumps(frame)
    phone.send([whole[:20], whole[20:40], whole[40:]])
    assert phone.answer_to(ref)["type"] == "ack"


# ── who does not read ──────────────────────────────────────────────────────


def is_heard(evening, audience="console"):
    """Return how many of an audience can take what is told now."""

    def look():
        writes = evening.live.hub.audience(audience)._writes
        return sum(map(len, writes.values()))

    return evening.server.call(look)


def speak(evening, times):
    """Let tables say a lot; return how many responses there are."""
    said = 0
    while said < times:
        table = evening.phone(table=said % 900 + 1, headcount=4)
        refs = [table.sends("submit_response", prompt="p1", text=LONG) for _ in range(100)]
        assert {answer["type"] for answer in table.answers_to(refs)} == {"ack"}
        said += 100
        table.close()
    return said


@pytest.fixture
def sleeper(evening):
    """A console whose browser does not read."""
    sleeper = evening.line(evening.fay_cookies, is_narrow=True)
    sleeper.hello("console")
    return sleeper


def test_L13_who_does_not_read_is_skipped_and_told_all_of_it_when_it_reads_again(evening, sleeper):
    awake = evening.console()
    said = speak(evening, 700)
    awake.sees(lambda view: len(view["responses"]) == said)
    until(lambda: is_heard(evening) == 1)  # whoever reads is told everything, at once or soon
    sleeper.sees(lambda view: len(view["responses"]) == said)
    view = evening.server.call(evening.live.view, "console")
    assert sleeper.view == awake.view == view
    assert sleeper.seq == evening.live.seq
    assert is_heard(evening) == 2
    kinds = [frame["type"] for frame in sleeper.frames]
    assert kinds.count("welcome") > 1  # through the door that everybody comes by


def test_what_is_its_own_waits_for_who_does_not_read(evening, sleeper):
    speak(evening, 700)
    assert is_heard(evening) == 0
    responses = [f"r{number}" for number in range(1, 21)]
    refs = [sleeper.sends("hide_response", response=key, reason="off_topic") for key in responses]
    answers = sleeper.answers_to(refs)
    assert {answer["type"] for answer in answers} == {"ack"}
    sleeper.sees(lambda view: all(view["responses"][r]["state"] == "hidden" for r in responses))


def test_L13_who_stays_behind_is_closed_with_come_back(evening, monkeypatch):
    monkeypatch.setattr(lines, "BEHIND_AFTER", 0.2)
    sleeper = evening.line(evening.fay_cookies, is_narrow=True)
    sleeper.hello("console")
    awake = evening.console()
    said = speak(evening, 700)
    awake.sees(lambda view: len(view["responses"]) == said)
    while evening.server.call(evening.live.hub.count, "console") > 1:
        pass
    assert sleeper.ends() == 4408
    again = evening.console()
    assert again.view == evening.server.call(evening.live.view, "console")


def test_who_never_reads_again_is_forgotten_whole(evening, server, monkeypatch):
    monkeypatch.setattr(lines, "BEHIND_AFTER", 0.1)
    monkeypatch.setattr(lines, "GONE_AFTER", 0.1)
    sleeper = evening.line(evening.fay_cookies, is_narrow=True)
    sleeper.hello("console")
    before = server.call(lambda: len(server._server.server_state.connections))
    speak(evening, 700)
    while server.call(lambda: len(server._server.server_state.connections)) >= before:
        pass
    assert evening.live.hub.count("console") == 0


def connections(server):
    return server.call(lambda: len(server._server.server_state.connections))


def lines_of(evening, audience="console"):
    return evening.server.call(lambda: list(evening.live.hub.audience(audience).members))


def written(opcode, data=b""):
    """Return a frame as a client writes it."""
    return Frame(opcode, data).serialize(mask=True)


def test_what_was_on_its_way_when_one_was_skipped_is_told_afterwards(evening, server, monkeypatch):
    """A change so large that it comes in portions, each to one listener at a time."""
    monkeypatch.setattr(hub, "AT_ONCE", 1)
    monkeypatch.setattr(rooms, "PORTION", 1)
    consoles = [evening.console() for _ in range(3)]
    shown = {"prompt": "p1", "name": "Caring", "place": 1, "people": 0}

    def tell():
        published = evening.live._published["console"]
        published.pending |= {("themes", f"t{n}"): {**shown, "place": n} for n in range(1, 4)}
        evening.live._seq += 1
        evening.live._publish("console", evening.live.seq)
        last = list(evening.live.hub.audience("console").members)[-1]
        last.pause_writing()
        last.resume_writing()

    server.call(tell)
    for console in consoles:
        console.sees(lambda view: len(view["themes"]) == 3)


def test_who_reads_slowly_is_not_closed(evening, monkeypatch):
    monkeypatch.setattr(lines, "BEHIND_AFTER", 0.6)
    sleeper = evening.line(evening.fay_cookies, is_narrow=True)
    sleeper.hello("console")
    (line,) = lines_of(evening)
    frame = b'{"type":"pong","now":1,"pad":"' + b"x" * 40_000 + b'"}'
    evening.server.call(line.transport.write, framing.socket(frame) * 20)
    for _ in range(20):
        sleeper.until("pong")
        time.sleep(0.08)  # a slow reader is what is tested
    assert evening.live.hub.count("console") == 1
    assert sleeper.does("close_prompt", prompt="p1")["type"] == "ack"


@pytest.mark.parametrize("last", [GOODBYE, b"\x81\x01x"], ids=["goodbye", "nonsense"])
def test_who_says_goodbye_and_reads_nothing_is_gone_soon(evening, server, monkeypatch, last):
    monkeypatch.setattr(lines, "GONE_AFTER", 0.1)
    sleeper = evening.line(evening.fay_cookies, is_narrow=True)
    sleeper.hello("console")
    before = connections(server)
    speak(evening, 700)
    assert is_heard(evening) == 0
    sleeper.send_raw(last)
    while connections(server) >= before:
        pass
    assert evening.live.hub.count("console") == 0


def test_a_server_ends_in_order_while_somebody_says_goodbye_and_reads_nothing(tmp_path):
    server = Standing(tmp_path)
    evening = server.make_workshop()
    sleeper = evening.line(evening.fay_cookies, is_narrow=True)
    sleeper.hello("console")
    (line,) = lines_of(evening)
    speak(evening, 700)
    sleeper.send_raw(GOODBYE)
    while not server.call(line.transport.is_closing):
        pass
    server.close()
    assert server.house.writer._closing  # the end of the application has run


def test_a_flood_of_pings_is_not_kept_for_who_does_not_read(evening, server, sleeper):
    speak(evening, 700)
    (line,) = lines_of(evening)
    before = server.call(line.transport.get_write_buffer_size)
    sleeper.send_raw(written(Opcode.PING, b"x" * 125) * 800)
    phone = evening.phone()  # by now they have been read
    assert phone.does("submit_response", prompt="p1", text="Band")["type"] == "ack"
    assert server.call(line.transport.get_write_buffer_size) <= before


def test_a_flood_of_pings_is_a_flood(evening):
    phone = evening.phone()
    with suppress(OSError):
        phone.send_raw(written(Opcode.PING) * 3_000)
    assert phone.ends() == 4429


def test_who_was_on_the_way_into_a_room_that_is_over_hears_nothing_but_that(evening):
    late = evening.line(evening.fay_cookies)
    evening.server.call(evening.live.hub.close, hub.REHEARSAL_OVER)
    late.send({"type": "hello", "as": "console", "epoch": None, "seq": 0})
    assert late.ends() == hub.REHEARSAL_OVER
    assert late.frames == []
    assert evening.live.hub.count("console") == 0


def test_a_line_that_has_ended_is_not_kept(evening, server):
    phones = [evening.phone() for _ in range(5)]
    gone = [weakref.ref(line) for line in lines_of(evening, "phone")]
    assert len(gone) == 5
    server.call(gc.freeze)  # the collector looks no more at what there is now
    for phone in phones:
        phone.close()
    while evening.live.hub.count("phone"):
        pass
    for _ in range(200):
        if not any(server.call(lambda: [ref() is not None for ref in gone])):
            break
    assert not any(ref() for ref in gone)


def test_as_many_short_frames_as_are_allowed_are_answered_also_in_one_breath(evening):
    phone = evening.phone()
    phone.send_raw(written(Opcode.TEXT, b'{"type":"ping"}') * 900)
    for _ in range(900):
        phone.until("pong")


def test_what_comes_behind_a_goodbye_is_not_done(evening):
    phone = evening.phone()
    late = b'{"type":"submit_response","ref":"too-late-01","prompt":"p1","text":"Band"}'
    phone.send_raw(GOODBYE + written(Opcode.TEXT, late))
    assert phone.ends() == 1000
    evening.phone().does("submit_response", prompt="p1", text="Bus")
    assert [r.text for r in evening.journal().responses.values()] == ["Bus"]


def test_L14_a_restart_is_told_over_a_socket_too(tmp_path):
    server = Standing(tmp_path)
    evening = server.make_workshop()
    phones = [evening.phone() for _ in range(3)]
    ending = in_background(server.close)
    waits = [phone.until("bye")["retry_after"] for phone in phones]
    assert sorted(waits) == [1000, 1003, 1006]
    assert [phone.ends() for phone in phones] == [4400] * 3
    ending.join()


# ── compressed ─────────────────────────────────────────────────────────────


def test_compressed_lines_say_the_same(tmp_path):
    server = Standing(tmp_path, compress=True)
    evening = server.make_workshop()
    try:
        small, plain = (
            evening.line(evening.fay_cookies, compression="deflate"),
            evening.line(evening.fay_cookies),
        )
        assert (small.extensions, plain.extensions) == (["permessage-deflate"], [])
        for console in (small, plain):
            console.hello("console")
        said = speak(evening, 100)
        for console in (small, plain):
            console.sees(lambda view: len(view["responses"]) == said)
        assert small.view == plain.view == server.call(evening.live.view, "console")
        assert small.does("close_prompt", prompt="p1")["type"] == "ack"
    finally:
        evening.close()
        server.close()


def test_who_cannot_look_back_far_enough_is_told_in_full(tmp_path):
    server = Standing(tmp_path, compress=True)
    evening = server.make_workshop()
    try:
        offer = [ClientPerMessageDeflateFactory(server_max_window_bits=9)]
        console = evening.line(evening.fay_cookies, extensions=offer)
        assert console.extensions == ["permessage-deflate"]
        console.hello("console")
        said = speak(evening, 100)
        console.sees(lambda view: len(view["responses"]) == said)
    finally:
        evening.close()
        server.close()


def test_without_the_setting_nobody_is_offered_compression(evening):
    console = evening.line(evening.fay_cookies, compression="deflate")
    console.hello("console")
    assert console.extensions == []
