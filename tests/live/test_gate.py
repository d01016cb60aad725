"""Gate: who says too little, reads too little or comes too many."""

import inspect
import logging
import socket
from contextlib import ExitStack

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from workshop.live import gate
from workshop.live.gate import Gate

from .clients import WAIT

HEAD = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"
POST = (
    b"POST /w/AAAAAA/commands HTTP/1.1\r\nHost: here\r\n"
    b"Content-Type: application/json\r\nContent-Length: 20\r\n\r\n"
)
OURS = (
    "connection_made data_received on_headers_complete on_message_complete pause_writing"
    " resume_writing connection_lost handle_websocket_upgrade"
).split()


@pytest.fixture
def caller(server):
    """Return a function that opens a connection and sends bytes."""
    with ExitStack() as ending:

        def call(*said):
            line = ending.enter_context(
                socket.create_connection(("127.0.0.1", server.port), timeout=WAIT)
            )
            for part in said:
                line.sendall(part)
            return line

        yield call


def is_cut(line):
    """Read to the end; whether the other side ended it without an answer."""
    try:
        return line.recv(4096) == b""
    except ConnectionResetError:
        return True


def answer(line):
    return line.recv(4096).split(b"\r\n")[0]


def test_the_class_that_the_gate_is_built_on_is_the_one_it_knows():
    for name in OURS:
        theirs = list(inspect.signature(getattr(HttpToolsProtocol, name)).parameters)
        assert list(inspect.signature(getattr(Gate, name)).parameters) == theirs, name
    source = inspect.getsource(HttpToolsProtocol)
    for name in ("connections", "cycle", "transport", "loop"):
        assert f"self.{name}" in source, name


@pytest.mark.parametrize("said", [b"", b"GET /", HEAD, HEAD + b"Slowly: "])
def test_who_says_no_head_in_time_is_cut_off(caller, monkeypatch, said):
    monkeypatch.setattr(gate, "HEAD_WITHIN", 0.1)
    assert is_cut(caller(said) if said else caller())


@pytest.mark.parametrize("said", [b"", b"half a bo"])
def test_who_says_no_body_in_time_is_cut_off(caller, monkeypatch, said):
    monkeypatch.setattr(gate, "BODY_WITHIN", 0.1)
    assert is_cut(caller(POST, said))


def test_a_second_request_on_a_line_has_a_deadline_too(caller, monkeypatch):
    monkeypatch.setattr(gate, "HEAD_WITHIN", 0.2)
    line = caller(HEAD + b"\r\n")
    assert b"200" in answer(line)
    line.sendall(HEAD)
    assert is_cut(line)


def test_who_is_answered_or_talks_is_not_cut_off(caller, evening, monkeypatch):
    monkeypatch.setattr(gate, "HEAD_WITHIN", 0.1)
    monkeypatch.setattr(gate, "BODY_WITHIN", 0.1)
    line, phone = caller(HEAD + b"\r\n"), evening.phone()
    silent = caller()
    stream = evening.browser(evening.fay_cookies).listens(f"{evening.path}/events?as=console")
    assert stream.until("welcome")
    assert is_cut(silent)  # the deadlines have passed
    assert b"200" in answer(line)
    line.sendall(HEAD + b"\r\n")
    assert b"200" in answer(line)
    assert phone.does("submit_response", prompt="p1", text="Band")["type"] == "ack"
    stream.sees(lambda view: "r1" in view["responses"])
    stream.close()


def test_of_too_many_who_say_nothing_the_oldest_goes(caller, monkeypatch):
    monkeypatch.setattr(gate, "MAX_HEADS", 5)
    silent = [caller() for _ in range(6)]
    assert is_cut(silent[0])
    assert b"200" in answer(caller(HEAD + b"\r\n"))
    silent[-1].sendall(HEAD + b"\r\n")
    assert b"200" in answer(silent[-1])


def test_beyond_what_the_machine_can_open_one_is_told_to_come_back(caller, server, monkeypatch):
    connections = server._server.server_state.connections
    monkeypatch.setattr(Gate, "most", server.call(lambda: len(connections)) + 2)
    inside = [caller(HEAD + b"\r\n") for _ in range(2)]
    assert all(b"200" in answer(line) for line in inside)
    refused = caller(HEAD + b"\r\n").recv(4096)
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5\r\n" in refused


def test_who_does_not_read_an_answer_is_cut_off(evening, server, monkeypatch):
    monkeypatch.setattr(gate, "READ_WITHIN", 0.1)
    evening.phone()
    stream = evening.browser(evening.fay_cookies).listens(f"{evening.path}/events?as=console")
    stream.until("welcome")
    frame = b'{"type":"patch","seq":1,"patch":{"crowd":{"pad":"' + b"x" * 200_000 + b'"}}}'
    while evening.live.hub.count("console"):
        server.call(evening.live.hub.tell, "console", frame)
    stream.close()


def test_who_hangs_up_within_a_body_is_no_fault_of_ours(caller, caplog):
    line = caller(POST, b"{")
    line.shutdown(socket.SHUT_WR)
    assert is_cut(line)
    assert answer(caller(HEAD, b"\r\n")) == b"HTTP/1.1 200 OK"
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
