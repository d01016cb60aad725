"""The connection: it resumes where it stood, notices silence, and knows when to stop."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute

pytestmark = pytest.mark.journey

OPEN = """async (options) => {
  const { connect } = await import('/js/live/connection.js')
  globalThis.heard = { states: [], views: [], mine: [] }
  globalThis.connection = connect({
    base: '/w/KELP42',
    as: 'phone',
    ...options,
    on: {
      view: (view, patch) => heard.views.push([view, patch]),
      mine: (mine) => heard.mine.push(mine),
      state: (state, detail) => heard.states.push([state, detail.code ?? null]),
    },
  })
}"""
WELCOME = {
    "type": "welcome",
    "epoch": "e1",
    "seq": 5,
    "now": 1_795_291_200_000,
    "role": "participant",
    "seat": "s1",
    "view": {"prompts": {"p1": {"state": "open"}}},
    "mine": {"responses": {}},
}

Frame = dict[str, Any]
Script = Callable[[Frame], list[Frame] | int | None]  # answers, a close code, or silence


class Server:
    """A server that plays a script for each connection in turn, the last one for all others."""

    def __init__(self, bench: Page, *scripts: Script) -> None:
        self.bench = bench
        self.scripts = list(scripts)
        self.hellos: list[Frame] = []
        bench.route_web_socket("**/w/KELP42/live", self._answer)
        bench.route("**/w/KELP42/events?**", lambda route: route.abort())

    def opens(self, **options: Any) -> None:
        self.bench.evaluate(OPEN, options)

    def is_heard(self, condition: str) -> Any:
        """Wait until a condition on what was heard holds, and return its value."""
        return self.bench.wait_for_function(f"() => {condition}").json_value()

    def _answer(self, socket: WebSocketRoute) -> None:
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]

        def take(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "hello":
                self.hellos.append(frame)
            answer = script(frame)
            if isinstance(answer, int):
                socket.close(code=answer)
            for each in answer if isinstance(answer, list) else []:
                socket.send(json.dumps(each))

        socket.on_message(take)


def welcomes(*frames: Frame) -> Script:
    return lambda frame: [WELCOME, *frames] if frame["type"] == "hello" else None


def is_refused_with(code: int) -> Script:
    return lambda frame: code


def test_L4_it_resumes_from_its_last_patch_and_takes_the_tail(bench: Page) -> None:
    patch = {"type": "patch", "seq": 7, "patch": {"prompts": {"p1": {"state": "closed"}}}}
    mine = {"type": "mine", "seq": 9, "patch": {"responses": {"r1": {"ref": "x"}}}}
    tail = {
        **{name: value for name, value in WELCOME.items() if name != "view"},
        "seq": 12,
        "tail": [{"seq": 11, "patch": {"prompts": {"p2": {"state": "open"}}}}],
        "mine": {"responses": {"r1": {"ref": "x"}, "r2": {"ref": "y"}}},
    }
    leaves = {"type": "leave"}
    server = Server(
        bench,
        lambda frame: [WELCOME, patch, mine] if frame["type"] == "hello" else 1012,
        lambda frame: [tail],
    )
    server.opens()
    server.is_heard("heard.mine.length === 2")
    bench.evaluate("(frame) => { connection.send(frame).catch(() => {}) }", leaves)
    server.is_heard("heard.states.length === 3")
    assert [(hello["epoch"], hello["seq"]) for hello in server.hellos] == [(None, 0), ("e1", 7)]
    assert bench.evaluate("heard.views.at(-1)[0]") == {
        "prompts": {"p1": {"state": "closed"}, "p2": {"state": "open"}}
    }
    assert bench.evaluate("heard.mine.at(-1).responses.r2.ref") == "y"
    assert bench.evaluate("heard.states.map(([state]) => state)") == ["live", "waiting", "live"]
    assert bench.evaluate("connection.seq()") == 12


def test_L3_part_of_a_big_welcome_is_nothing_to_come_back_to(bench: Page) -> None:
    part = {"type": "patch", "seq": 5, "patch": {"prompts": {"p2": {}}}, "more": True}
    last = {"type": "patch", "seq": 5, "patch": {"prompts": {"p3": {}}}}
    server = Server(
        bench,
        lambda frame: [{**WELCOME, "more": True}, part] if frame["type"] == "hello" else 1012,
        lambda frame: [{**WELCOME, "more": True}, part, last],
    )
    server.opens(first={"epoch": "e1", "seq": 3, "view": {}, "mine": {}})
    server.is_heard("heard.views.length === 2")
    bench.evaluate("() => { connection.send({ type: 'leave' }).catch(() => {}) }")
    server.is_heard("heard.views.length === 5")
    told = [(hello["epoch"], hello["seq"]) for hello in server.hellos]
    assert told == [("e1", 3), (None, 0)]


def test_a_line_on_which_nothing_is_heard_is_ended(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, welcomes(), welcomes())
    server.opens()
    server.is_heard("heard.states.length === 1")
    bench.clock.run_for(44_000)
    server.is_heard("heard.states.length >= 2")
    bench.clock.run_for(5_000)
    server.is_heard("heard.states.at(-1)[0] === 'live'")
    assert len(server.hellos) == 2


def test_a_command_that_nobody_answers_is_given_back(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, welcomes())
    server.opens()
    server.is_heard("heard.states.length === 1")
    bench.evaluate(
        "connection.send({ type: 'x' }).catch((error) => { globalThis.why = error.message }), 0"
    )
    bench.clock.run_for(13_000)
    assert server.is_heard("globalThis.why") == "offline"


def test_a_command_without_a_line_is_given_back_at_once(bench: Page) -> None:
    server = Server(bench, lambda frame: None)
    server.opens()
    assert bench.evaluate("connection.send({ type: 'x' }).catch((error) => error.message)") == (
        "offline"
    )


def test_ref_and_seen_are_added(bench: Page) -> None:
    def answer(frame: Frame) -> list[Frame]:
        if frame["type"] == "hello":
            return [WELCOME]
        return [{"type": "ack", "ref": frame["ref"], "seq": frame["seen"], "made": []}]

    server = Server(bench, answer)
    server.opens()
    server.is_heard("heard.states.length === 1")
    ack = bench.evaluate("connection.send({ type: 'x' })")
    assert (len(ack["ref"]), ack["seq"]) == (32, 5)


@pytest.mark.parametrize("code", [4500, 4501, 4504])
def test_codes_from_4500_on_are_final(bench: Page, code: int) -> None:
    server = Server(bench, is_refused_with(code))
    server.opens()
    assert server.is_heard("heard.states[0]") == ["gone", code]
    assert len(server.hellos) == 1


def test_the_servers_clock_is_known(bench: Page) -> None:
    server = Server(bench, welcomes())
    server.opens()
    server.is_heard("heard.states.length === 1")
    assert abs(bench.evaluate("connection.now()") - WELCOME["now"]) < 5_000


def test_a_command_that_nobody_can_read_is_refused_and_holds_up_no_other(bench: Page) -> None:
    refusal = {"type": "refused", "code": "too_big", "temporary": False, "message": "Too long."}
    server = Server(bench, lambda frame: [WELCOME if frame["type"] == "hello" else refusal])
    server.opens()
    server.is_heard("heard.states.length === 1")
    assert bench.evaluate("connection.send({ type: 'x' })")["code"] == "too_big"
