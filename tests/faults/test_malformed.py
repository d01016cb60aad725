"""Malformed frames: whatever comes through any door breaks nothing and changes nothing.

Every frame here is made so that no server could take it for a command: a single ack, or a journal
that has moved, is a fault. The server runs in a process of its own, over our lines and over the
plain endpoint, and is watched from outside: what it logs, and what it holds in memory.
"""

import json
import random
import secrets
import socket
import string
from collections import Counter
from contextlib import closing
from dataclasses import MISSING, dataclass, fields

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from tests.live.clients import Browser, Talker, new_ref
from workshop.live import wire
from workshop.live.conversation import BAD_IN_A_ROW
from workshop.live.hub import BAD_MESSAGE

from .served import furnished, serving

FLAT = 5.0  # MB that the server may grow by after the warm-up
ANSWER_WITHIN = 20.0  # seconds
# Uvicorn's own sockets close with 1007 and tell the log how they found out; our lines never do.
UVICORNS = "ERROR uvicorn.error Invalid UTF-8 sequence received from client."
ENDED = {1002, 1003, 1006, 1007, 1009, 4429, 4500}  # how a line may end that said such things


# ── what is thrown ───────────────────────────────────────────────────────────

WRONG = ({}, [None], 1.5, [[]], {"a": {"b": None}}, [{"theme": "t1"}])  # right for no field at all
FITTING = {str: "t1", int: 1, bool: True, tuple[str, ...]: ["r1"]}
ODD_SIGNS = st.characters(codec="utf-8") | st.sampled_from("\0\x07\x1b\ufeff\u202e\u2028")
odd_text = st.text(ODD_SIGNS, max_size=40)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | odd_text,
    lambda part: st.lists(part, max_size=5) | st.dictionaries(odd_text, part, max_size=5),
    max_leaves=12,
)


@st.composite
def mutated(draw):
    """A command that would do, but for one thing."""
    kind = draw(st.sampled_from(sorted(wire.OPEN_COMMANDS)))
    frame = {"type": kind, "ref": new_ref()}
    own = [spec for spec in fields(wire.OPEN_COMMANDS[kind])]
    for spec in own:
        if spec.default is MISSING:
            frame[spec.name] = FITTING[spec.type]
    match draw(st.integers(0, 6)):
        case 0:
            del frame["ref"]
        case 1:
            frame["ref"] = draw(st.sampled_from(["", "short", "r" * 65, 12345678, None, *WRONG]))
        case 2:
            frame[draw(st.text(string.ascii_letters, min_size=9, max_size=12))] = draw(anything)
        case 3:
            frame["seen"] = draw(st.sampled_from([-1, 2**53 + 1, 10**400, "1", True, *WRONG]))
        case 4 if own:
            frame[draw(st.sampled_from(own)).name] = draw(st.sampled_from(WRONG))
        case 5 if own:
            frame[draw(st.sampled_from(own)).name] = ["x" * 41] * draw(st.integers(1, 3))
        case _:
            frame["type"] = draw(st.sampled_from([kind.upper(), f"{kind}\0", "join_room", "made"]))
    return json.dumps(frame)


@st.composite
def torn(draw):
    """JSON with a piece cut out, doubled, or turned into other bytes, so that it is none."""
    whole = json.dumps({"type": "undo", "ref": new_ref(), "entry": 3}).encode()
    at = draw(st.integers(1, len(whole) - 1))
    match draw(st.integers(0, 3)):
        case 0:
            return whole[:at]
        case 1:
            return whole[at:]
        case 2:
            return whole + whole
        case _:
            return whole[:at] + draw(
                st.sampled_from([b"\xff", b"\0", b"\xc3", b"\xed\xa0\x80", b"\x01"])
            )


REF = '"ref":"reference-1"'
CORPUS = [
    "",
    "null",
    "[]",
    '"submit_response"',
    "{}",
    '{"type":null}',
    '{"type":{}}',
    '{"type":"hello"',
    '{"type":"ping","ping":1}',
    '{"type":"ping","type":"undo"}',
    '{"type":"undo","type":"ping",' + REF + "}",
    '{"type":"undo",' + REF + ',"entry":1e400}',
    '{"type":"undo",' + REF + ',"entry":1' + "0" * 5_000 + "}",
    '{"type":"undo",' + REF + ',"entry":NaN}',
    '{"type":"undo",' + REF + ',"entry":-0.5}',
    '{"type":"undo",' + REF + ',"ref":7}',
    '{"type":"undo",' + REF + ',"__proto__":{}}',
    '{"type":"submit_response",' + REF + ',"prompt":"p1","text":"\\ud800"}',
    '{"type":"submit_response",' + REF + ',"prompt":"p1","text":"\\udc00\\ud800"}',
    '{"type":"submit_response",' + REF + ',"prompt":"p1","text":"a\0b"}',
    '{"type":"submit_response",' + REF + ',"prompt":"p1","text":"' + "x" * 70_000 + '"}',
    '{"type":"make_theme",' + REF + ',"prompt":"p1","name":"x","responses":' + "[" * 9_000,
    "[" * 15_000,
    '{"a":' * 3_000 + "1" + "}" * 3_000,
    "\ufeff{}",
    "{" + ",".join(f'"k{n}":1' for n in range(1_500)) + "}",
]
broken = st.one_of(mutated(), mutated(), torn(), st.sampled_from(CORPUS), anything.map(json.dumps))


def as_frame(payload, opcode=1, *, fin=True, rsv=0, masked=True, says=None):
    """Return bytes of a frame (RFC 6455), also one that no client may send.

    `says` is the size it claims to have.
    """
    size = len(payload) if says is None else says
    head = bytes([(fin << 7) | (rsv << 4) | opcode])
    bit = masked << 7
    if size < 126:
        head += bytes([bit | size])
    elif size < 65_536:
        head += bytes([bit | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([bit | 127]) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    mask = secrets.token_bytes(4)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def in_pieces(payload):
    """A text in very many pieces, which is no UTF-8 in the end."""
    pieces = [as_frame(payload[at : at + 1], 0, fin=False) for at in range(len(payload[:200]))]
    return as_frame(b"\xff", fin=False) + b"".join(pieces) + as_frame(b"", 0)


UNLAWFUL = [  # what may be done with the bytes of a broken frame, and two numbers to choose by
    lambda said, one, two: as_frame(said, masked=False),
    lambda said, one, two: as_frame(said, rsv=1 + one % 7),
    lambda said, one, two: as_frame(said, (3, 4, 7, 11, 15)[one % 5]),
    lambda said, one, two: as_frame(said[:100], 8 + one % 3, fin=False),
    lambda said, one, two: as_frame(b"p" * (126 + two), 8 + one % 3),
    lambda said, one, two: as_frame(said, 0),  # goes on with nothing
    lambda said, one, two: as_frame(said, fin=False) + as_frame(said),  # begins anew within
    lambda said, one, two: in_pieces(said),
    lambda said, one, two: as_frame(said, says=2 ** (20 + one % 44)),
    lambda said, one, two: as_frame((b"\0", b"\x03\xe7", b"\x0f\xa0\xff")[one % 3], 8),
    lambda said, one, two: as_frame(said, 2),  # no text, with the same in it
    lambda said, one, two: bytes([0xF0 | one % 16, 0x80 | two % 126]) + (said + b"\0" * 200)[:200],
]


@st.composite
def unlawful(draw):
    """Bytes that break the WebSocket protocol, or carry a broken frame in an odd way."""
    text = draw(broken)
    said = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    make = draw(st.sampled_from(UNLAWFUL))
    return make(said, draw(st.integers(0, 255)), draw(st.integers(0, 255)))


HEADS = [
    b"\0" * 100,
    b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",  # TLS
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /w/\xff\xfe%00%ff/live HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /w/%00 HTTP/1.1\r\nHost: \0\r\n\r\n",
    b"POST {post} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}",
    b"POST {post} HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    b"POST {post} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    b"POST {post} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST {post} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
    b"POST {post} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Content-Length: 40\r\n\r\n{",
    b"GET {live} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    b"GET {live} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 1\r\nSec-WebSocket-Key: no\r\n\r\n",
    b"POST {live} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\xff\xff",
    b"GET {live} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\xff\xff",
]


@st.composite
def garbage(draw):
    """Bytes for the HTTP parser: an odd head, perhaps with some of it turned into others."""
    head = bytearray(draw(st.sampled_from(HEADS) | st.binary(min_size=1, max_size=300)))
    for at, byte in draw(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3)):
        if at < len(head):
            head[at] = byte
    return bytes(head)


# ── whom it is thrown at ─────────────────────────────────────────────────────


@dataclass
class Thrower:
    """Throws at a workshop's doors and counts how each was answered."""

    port: int
    path: str
    as_: str
    cookies: dict[str, str]

    def __post_init__(self):
        self.answers = Counter()
        self.line = None
        self.refused = 0  # in a row, on this line

    def over_a_line(self, said):
        """Say one thing and be answered, by a refusal or by the end of the line."""
        if self.line is None:
            self.line = Talker(self.port, f"{self.path}/live", self.cookies)
            self.line.hello(self.as_)
            self.refused = 0
        try:
            if isinstance(said, tuple):
                self.line.send_raw(*said)
            else:
                self.line.send(said)
            answer = self.line.read(ANSWER_WITHIN)
            while answer["type"] in ("lines", "people"):  # what a console is told of its own accord
                answer = self.line.read(ANSWER_WITHIN)
        except ConnectionClosed:
            self.answers[self.line.ends()] += 1
            self.leave()
            return
        assert answer["type"] == "refused", (said, answer)
        assert answer["code"] in ("bad_message", "too_big"), (said, answer)
        self.answers[answer["code"]] += 1
        self.refused += 1
        if self.refused == BAD_IN_A_ROW:
            assert self.line.ends() == BAD_MESSAGE
            self.leave()

    def as_the_first(self, said):
        """Begin a line with it, where `hello` belongs."""
        with closing(Talker(self.port, f"{self.path}/live", self.cookies)) as line:
            try:
                line.send(said)
            except ConnectionClosed:
                pass
            self.answers[line.ends()] += 1

    def by_post(self, said):
        raw = said.encode(errors="surrogatepass") if isinstance(said, str) else said
        kind = random.Random(raw).choice(
            ["application/json"] * 4
            + ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/x", ""]
        )
        answer = Browser(self.port, self.cookies).request(
            "POST", f"{self.path}/commands", raw, **{"Content-Type": kind}
        )
        assert answer.status == 400, (said, answer.status, answer.body)
        self.answers[answer.status] += 1

    def by_plain_tcp(self, said):
        """Send bytes and no more, and wait for the end."""
        for name, door in ((b"{post}", b"/commands"), (b"{live}", b"/live")):
            said = said.replace(name, self.path.encode() + door)
        with socket.create_connection(("127.0.0.1", self.port), ANSWER_WITHIN) as line:
            try:
                line.sendall(said)
                line.shutdown(socket.SHUT_WR)
                came = b""
                while more := line.recv(65_536):
                    came += more
            except ConnectionError:  # it has hung up already
                came = b""
        assert b" 500 " not in came.split(b"\r\n", 1)[0], (said, came)
        self.answers[came[9:12].decode(errors="replace") or "closed"] += 1

    def leave(self):
        if self.line is not None:
            self.line.close()
            self.line = None


def throw_all(thrower, strategy, throw, count):
    """Throw `count` things, the same ones in each build."""

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(said):
        throw(said)

    one()
    thrower.leave()


@pytest.fixture(
    params=[(), pytest.param(("endpoint",), marks=pytest.mark.faults)], ids=["line", "endpoint"]
)
def served(request, tmp_path):
    """A server with Fay's workshop and one seat in it."""
    evening = furnished(tmp_path, seats=1)
    with serving(evening.file, *request.param) as served:
        people = [("phone", evening.phones[0]), ("console", evening.console)]
        yield served, evening, [Thrower(served.port, evening.path, *who) for who in people]


def throw_at_every_door(throwers, count):
    phone, console = throwers
    lines = [st.tuples(unlawful()), broken]
    for thrower in throwers:
        for strategy in lines:
            throw_all(thrower, strategy, thrower.over_a_line, count * 3 // 16)
    throw_all(phone, broken, phone.as_the_first, count // 16)
    throw_all(console, broken, console.by_post, count // 8)
    throw_all(phone, garbage(), phone.by_plain_tcp, count // 16)


def throw_and_look(served, count):
    """Throw `count` things in all, the first fifth of them to warm the server up."""
    server, evening, throwers = served
    stood = evening.journal()[1].seq
    throw_at_every_door(throwers, count // 5)
    warm = server.memory
    throw_at_every_door(throwers, count - count // 5)
    grew = server.memory - warm
    answers = sum((thrower.answers for thrower in throwers), Counter())
    print(f"{answers.total()} thrown, memory {warm:.1f} MB {grew:+.1f} MB: {dict(answers)}")
    assert server.broke(UVICORNS) == []
    assert evening.journal()[1].seq == stood
    assert {code for code in answers if isinstance(code, int) and code > 1000} <= ENDED
    healthy = Talker(server.port, f"{evening.path}/live", evening.phones[0])
    healthy.hello("phone")
    assert healthy.does("submit_response", prompt="p1", text="Still here")["made"] == ["r1"]
    healthy.close()
    assert abs(grew) < FLAT
    return answers.total()


@pytest.mark.faults
def test_L7_ten_thousand_malformed_frames_break_nothing_and_change_nothing(served):
    assert throw_and_look(served, 5_200) >= 5_000  # over lines and over the endpoint
