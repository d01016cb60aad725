"""The connection: it resumes where it stood, notices silence, and knows when to stop."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute

pytestmark = pytest.mark.journey

OPEN = """async (options) => {
  const { connect } = await import('/js/live/connection.js')
  globalThis.heard = { states: [], views: [], mine: [] }
  globalThis.connection = connect({
    base: '/w/KELP42',
    as: 'phone',
    mayRest: () => globalThis.mayRest,
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
DAYS = 86_400_000  # ms

Script = Callable[[Frame], list[Frame] | int | None]  # answers, a close code, or silence


class Server:
    """A server that plays a script for each connection in turn, the last one for all others."""

    def __init__(self, bench: Page, *scripts: Script) -> None:
        self.bench = bench
        self.scripts = list(scripts)
        self.hellos: list[Frame] = []
        self.lines: set[WebSocketRoute] = set()
        bench.route_web_socket("**/w/KELP42/live", self._answer)
        bench.route("**/w/KELP42/events?**", lambda route: route.abort())

    def opens(self, **options: Any) -> None:
        self.bench.evaluate(OPEN, options)

    def is_heard(self, condition: str) -> Any:
        """Wait until a condition on what was heard holds, and return its value."""
        return self.bench.wait_for_function(f"() => {condition}").json_value()

    def _answer(self, socket: WebSocketRoute) -> None:
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        self.lines.add(socket)
        socket.on_close(lambda code, reason: self._ends(socket, 1000))

        def take(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "hello":
                self.hellos.append(frame)
            answer = script(frame)
            if isinstance(answer, int):
                self._ends(socket, answer)
            for each in answer if isinstance(answer, list) else []:
                socket.send(json.dumps(each))

        socket.on_message(take)

    def _ends(self, socket: WebSocketRoute, code: int) -> None:
        self.lines.discard(socket)
        socket.close(code=code)

    @property
    def open(self) -> int:
        return len(self.lines)


def welcomes(*frames: Frame) -> Script:
    return lambda frame: [WELCOME, *frames] if frame["type"] == "hello" else None


def answers_pings(frame: Frame) -> list[Frame]:
    return [WELCOME if frame["type"] == "hello" else {"type": "pong", "now": WELCOME["now"]}]


def looks(bench: Page, looked_at: bool) -> None:
    """Bring the page to the front, or put another one there; no browser without a screen does."""
    bench.evaluate(
        """(hidden) => {
          Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
          document.dispatchEvent(new Event('visibilitychange'))
        }""",
        not looked_at,
    )


def passes(bench: Page, seconds: int) -> None:
    """Let time pass for the page, in which it is answered."""
    for _ in range(seconds):
        bench.clock.run_for(1_000)
        bench.wait_for_timeout(10)


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


# ── nobody looks ─────────────────────────────────────────────────────────────


@pytest.mark.whole
def test_a_page_at_which_nobody_looks_lets_its_line_go_and_is_back_at_once(bench: Page) -> None:
    bench.clock.install()
    bench.evaluate("globalThis.mayRest = false")
    server = Server(bench, answers_pings)
    server.opens()
    server.is_heard("heard.states.length === 1")
    looks(bench, False)
    passes(bench, 30)
    assert (server.open, len(server.hellos)) == (1, 1), "something still waits to be sent"
    bench.evaluate("globalThis.mayRest = true")
    bench.clock.run_for(21_000)
    server.is_heard("heard.states.at(-1)?.[0] === 'resting'")
    assert server.open == 0
    passes(bench, 60)
    assert len(server.hellos) == 1
    looks(bench, True)
    server.is_heard("heard.states.at(-1)?.[0] === 'live'")  # and no time has passed
    states = [state for state, _ in bench.evaluate("heard.states")]
    assert states == ["live", "resting", "connecting", "live"]
    assert [(hello["epoch"], hello["seq"]) for hello in server.hellos] == [(None, 0), ("e1", 5)]


@pytest.mark.faults
def test_a_glance_elsewhere_keeps_the_line(bench: Page) -> None:
    bench.clock.install()
    bench.evaluate("globalThis.mayRest = true")
    server = Server(bench, answers_pings)
    server.opens()
    server.is_heard("heard.states.length === 1")
    for _ in range(3):
        looks(bench, False)
        bench.clock.run_for(15_000)
        looks(bench, True)
        passes(bench, 10)
    assert (server.open, len(server.hellos)) == (1, 1)


@pytest.mark.faults
def test_without_network_nobody_knocks_from_a_page_at_which_nobody_looks(bench: Page) -> None:
    bench.clock.install()
    bench.evaluate("globalThis.mayRest = true")
    server = Server(bench, lambda frame: 1012)
    server.opens()
    server.is_heard("heard.states.at(-1)?.[0] === 'waiting'")
    looks(bench, False)
    bench.clock.run_for(40_000)
    server.is_heard("heard.states.at(-1)?.[0] === 'resting'")
    knocks = len(server.hellos)
    passes(bench, 60)
    assert len(server.hellos) == knocks


@pytest.mark.faults
def test_a_page_that_is_put_aside_whole_comes_back_where_it_stood(bench: Page) -> None:
    server = Server(bench, answers_pings)
    server.opens()
    server.is_heard("heard.states.length === 1")
    put = "(type) => { dispatchEvent(new PageTransitionEvent(type, { persisted: true })) }"
    bench.evaluate(put, "pagehide")
    server.is_heard("heard.states.at(-1)[0] === 'resting'")
    bench.evaluate(put, "pageshow")
    server.is_heard("heard.states.at(-1)[0] === 'live'")
    assert [hello["epoch"] for hello in server.hellos] == [None, "e1"]
    assert server.open == 1


def test_a_page_that_is_put_away_while_it_waits_is_back_when_looked_at(bench: Page) -> None:
    bench.clock.install()
    bench.evaluate("globalThis.mayRest = true")
    server = Server(bench, answers_pings)
    server.opens()
    server.is_heard("heard.states.length === 1")
    looks(bench, False)
    passes(bench, 18)
    [line] = server.lines
    line.send(json.dumps({"type": "bye", "code": 4400, "retry_after": 6_000}))
    server.is_heard("heard.states.at(-1)?.[0] === 'waiting'")
    bench.clock.run_for(4_000)
    server.is_heard("heard.states.at(-1)?.[0] === 'resting'")
    looks(bench, True)
    server.is_heard("heard.states.at(-1)?.[0] === 'live'")
    assert len(server.hellos) == 2


# ── sleeping phones and their clocks ─────────────────────────────────────────


def test_after_a_sleep_a_dead_line_is_noticed_within_seconds(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, welcomes())
    server.opens()
    server.is_heard("heard.states.length === 1")
    bench.clock.fast_forward(8 * 3_600_000)
    bench.clock.run_for(8_000)
    server.is_heard("heard.states.at(-1)?.[0] === 'live' && heard.states.length === 3")
    assert (server.open, len(server.hellos)) == (1, 2)


@pytest.mark.faults
def test_after_a_sleep_a_line_that_lives_is_kept(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, answers_pings)
    server.opens()
    server.is_heard("heard.states.length === 1")
    for _ in range(3):  # in a hidden page timers go once a minute
        bench.clock.fast_forward(60_000)
        bench.wait_for_timeout(50)
    passes(bench, 20)
    assert len(server.hellos) == 1


def test_who_looks_again_need_not_wait_for_the_silence(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, welcomes())
    server.opens()
    server.is_heard("heard.states.length === 1")
    looks(bench, False)
    bench.clock.run_for(2_000)
    looks(bench, True)
    bench.clock.run_for(5_000)
    server.is_heard("heard.states.length === 3")
    assert (server.open, len(server.hellos)) == (1, 2)


@pytest.mark.faults
@pytest.mark.parametrize("days", [-3, 3])
def test_a_phones_clock_that_is_set_harms_neither_the_watch_nor_the_time(
    bench: Page, days: int
) -> None:
    bench.clock.install(time=WELCOME["now"] / 1000 + days * DAYS / 1000)
    server = Server(bench, welcomes())
    server.opens()
    server.is_heard("heard.states.length === 1")
    assert abs(bench.evaluate("connection.now()") - WELCOME["now"]) < 2_000
    bench.clock.set_system_time((WELCOME["now"] - days * DAYS) / 1000)
    assert abs(bench.evaluate("connection.now()") - WELCOME["now"]) < 2_000
    passes(bench, 50)
    assert len(server.hellos) >= 2, "the silence was noticed"


# ── knocking ─────────────────────────────────────────────────────────────────


@pytest.mark.faults
def test_a_network_that_comes_twice_opens_one_line(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, lambda frame: None)
    server.opens()
    bench.clock.run_for(11_000)
    server.is_heard("heard.states.at(-1)?.[0] === 'waiting'")
    for _ in range(3):
        bench.evaluate("dispatchEvent(new Event('online'))")
        bench.wait_for_timeout(50)
    assert server.open == 1


def test_L14_it_comes_back_when_it_was_told_to(bench: Page) -> None:
    bench.clock.install()
    bye = {"type": "bye", "code": 4400, "retry_after": 5_000}
    server = Server(bench, welcomes(bye), welcomes())
    server.opens()
    server.is_heard("heard.states.at(-1)?.[0] === 'waiting'")
    bench.clock.run_for(4_900)
    looks(bench, False)
    looks(bench, True)
    assert len(server.hellos) == 1
    bench.clock.run_for(1_000)
    server.is_heard("heard.states.at(-1)?.[0] === 'live'")
    assert len(server.hellos) == 2


@pytest.mark.faults
def test_lines_that_end_at_once_are_opened_more_and_more_slowly(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, welcomes({"type": "bye", "code": 1011}))
    server.opens()
    passes(bench, 60)
    assert 5 <= len(server.hellos) <= 20


class Plain:
    """Plain HTTP: a poll is answered by frames, a page, or a refusal."""

    def __init__(self, bench: Page, **answer: Any) -> None:
        self.polls = 0
        self._answer = answer
        bench.route("**/w/KELP42/events?**", self._take)

    def _take(self, route: Route) -> None:
        if "event-stream" in route.request.headers.get("accept", ""):
            route.abort()
            return
        self.polls += 1
        route.fulfill(**self._answer)


@pytest.mark.whole
def test_a_better_way_is_found_again_and_nobody_notices(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, lambda frame: 1012)
    plain = Plain(bench, json=[WELCOME])
    server.opens()
    passes(bench, 12)
    server.is_heard("heard.states.at(-1)?.[0] === 'live'")
    assert plain.polls > 0
    knocks = len(server.hellos)
    passes(bench, 20)
    assert len(server.hellos) == knocks + 1, "sockets are still blocked"
    assert bench.evaluate("heard.states.at(-1)?.[0]") == "live"

    server.scripts = [answers_pings]
    passes(bench, 40)
    polls = plain.polls
    bench.clock.run_for(20_000)
    assert (server.open, plain.polls) == (1, polls), "the socket serves now, alone"
    states = [state for state, _ in bench.evaluate("heard.states")]
    assert states.count("live") == 1
    assert states[-1] == "live"


@pytest.mark.faults
def test_the_page_of_a_captive_portal_is_no_other_way(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, lambda frame: 1012)
    plain = Plain(bench, body="<html>Please accept our terms", content_type="text/html")
    server.opens()
    passes(bench, 30)
    assert plain.polls == len(server.hellos) > 3, "it still tries sockets"


@pytest.mark.parametrize("status", [401, 404])
def test_what_a_proxy_says_in_the_servers_place_is_not_final(bench: Page, status: int) -> None:
    bench.clock.install()
    server = Server(bench, lambda frame: 1012)
    plain = Plain(bench, status=status, body="404 page not found")
    server.opens()
    passes(bench, 5)
    assert plain.polls > 0
    server.scripts = [answers_pings]
    passes(bench, 15)
    server.is_heard("heard.states.at(-1)?.[0] === 'live'")


def test_what_the_server_says_over_http_is(bench: Page) -> None:
    server = Server(bench, lambda frame: 1012)
    Plain(bench, status=404, json={"type": "refused", "code": "no_such_workshop"})
    server.opens()
    assert server.is_heard("heard.states.find(([state]) => state === 'gone')") == ["gone", 4504]


@pytest.mark.faults
def test_who_is_asked_to_wait_over_http_waits(bench: Page) -> None:
    bench.clock.install()
    server = Server(bench, lambda frame: 1012)
    plain = Plain(bench, status=503, headers={"Retry-After": "20"}, body="")
    server.opens()
    server.is_heard("heard.states.at(-1)?.[0] === 'waiting'")
    bench.wait_for_timeout(50)
    passes(bench, 19)
    assert (len(server.hellos), plain.polls) == (1, 1)
