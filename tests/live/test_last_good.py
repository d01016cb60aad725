"""What stands, stays: the engine dies, is late, or reads words that are no longer there.

The child is the real desk behind a gate: each question waits there until the test says go, so that
the test knows what happens while the engine is at it.
"""

import asyncio
import contextlib
import json
import select
import socket
import sys

import pytest

from workshop.live import engine as engine_module
from workshop.live.engine import Engine

from .standing import WAIT

BEHIND_A_GATE = """
import json, os, socket, sys
from workshop.theming.desk import answer
port, gated = int(sys.argv[1]), sys.argv[2]
for line in sys.stdin:
    asked = json.loads(line)
    if asked["do"] == gated:
        with socket.create_connection(("127.0.0.1", port)) as gate:
            gate.sendall(line.encode())
            told = gate.recv(1)
        if told == b"d":
            os._exit(1)
        if told == b"o":
            gated = None
    print(json.dumps(answer(asked)), flush=True)
"""
PHRASES = (
    "Buses arrive late every morning",
    "The bus is always late",
    "Late buses make us miss class",
    "More bus routes to the farms",
    "Hot lunch for everybody",
    "The lunch lines are too long",
    "A healthy lunch menu",
    "More time to eat lunch",
)


class Question:
    """A question that the engine is at."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.settimeout(WAIT)
        self.asked = json.loads(line.makefile("rb").readline())

    def answer(self) -> None:
        self._tell(b"g")

    def answer_all(self) -> None:
        """Let this child answer from now on without asking the gate."""
        self._tell(b"o")

    def _tell(self, word: bytes) -> None:
        self._line.sendall(word)
        self._line.close()

    def die(self) -> None:
        self._line.sendall(b"d")
        self.ends()

    def ends(self) -> None:
        """Wait until the child that was asked is gone."""
        with contextlib.suppress(ConnectionResetError):
            assert self._line.recv(1) == b""
        self._line.close()


class Gate:
    """Where questions wait."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(WAIT)

    def command(self, gated: str) -> tuple[str, ...]:
        port = self._listening.getsockname()[1]
        return (sys.executable, "-c", BEHIND_A_GATE, str(port), gated)

    def next(self) -> Question:
        """Wait until the engine is asked."""
        return Question(self._listening.accept()[0])

    def is_empty(self) -> bool:
        return not select.select([self._listening], [], [], 0)[0]

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def gate():
    gate = Gate()
    yield gate
    gate.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(engine_module, "FIRST_QUIET", 0.1)
    monkeypatch.setattr(engine_module, "QUIET", 0.1)
    monkeypatch.setattr(engine_module, "GATHER", 0.01)


@pytest.fixture
def board(evening):
    """A room with two themes of Fay's, in which two phrases lie unsorted."""
    ana, fay = evening.phone(), evening.console()
    for phrase in (*PHRASES, "Late again, our bus", "Lunch is too short"):
        ana.does("submit_response", prompt="p1", text=phrase)
    for name, first in (("Buses", 1), ("Lunch", 5)):
        keys = [f"r{number}" for number in range(first, first + 4)]
        fay.does("make_theme", prompt="p1", name=name, responses=keys)
    fay.sees(lambda view: len(view["themes"]) == 2)
    return evening, ana, fay


def suggestions(view):
    """Return what of the engine's stands: where a phrase might go, and why."""
    return {
        key: {part: response[part] for part in ("suggested", "words", "near") if part in response}
        for key, response in view["responses"].items()
        if "suggested" in response
    }


def says(ana, text):
    return ana.does("submit_response", prompt="p1", text=text)["type"]


def dies(engine, question):
    question.die()


def is_late(engine, question):
    question.ends()


def is_suggested(key, theme):
    return lambda view: suggestions(view).get(key, {}).get("suggested") == theme


@pytest.mark.whole
@pytest.mark.parametrize("fails", [dies, is_late])
def test_T4_what_stands_stays_while_the_engine_fails_and_it_comes_back_by_itself(
    board, gate, fails
):
    evening, ana, fay = board
    engine = Engine(gate.command("group"), deadline=WAIT)
    with evening.watched(engine):
        gate.next().answer()
        fay.sees(lambda view: {"r9", "r10"} <= suggestions(view).keys())
        stood = suggestions(fay.view)
        assert (stood["r9"]["suggested"], stood["r10"]["suggested"]) == ("t1", "t2")
        assert "bus" in stood["r9"]["words"]

        engine._deadline = 0.5 if fails is is_late else WAIT
        assert says(ana, "Zebras on the lawn") == "ack"
        question = gate.next()
        engine._deadline = WAIT  # of the child that comes next
        assert fay.does("rename_theme", theme="t1", name="Our buses")["type"] == "ack"
        assert says(ana, "Rockets for the science club") == "ack"
        fails(engine, question)

        again = gate.next()  # nobody had to do anything
        fay.heard()
        assert suggestions(fay.view).items() >= stood.items()
        assert [theme["name"] for theme in fay.view["themes"].values()] == ["Our buses", "Lunch"]
        assert again.asked["texts"][-1]["text"] == "Rockets for the science club"
        again.answer_all()
        assert says(ana, "The bus never comes") == "ack"
        fay.sees(is_suggested("r13", "t1"))
        assert all(is_suggested(one, stood[one]["suggested"])(fay.view) for one in stood)


@pytest.mark.whole
def test_T4_a_question_that_kills_two_children_waits_until_something_changes(board, gate):
    evening, ana, fay = board
    engine = Engine(gate.command("group"), deadline=WAIT)
    with evening.watched(engine) as watch:
        gate.next().answer()
        fay.sees(is_suggested("r9", "t1"))
        stood = suggestions(fay.view)
        assert fay.does("rename_theme", theme="t1", name="Our buses")["type"] == "ack"
        gate.next().die()
        gate.next().die()
        evening.server.on_loop(rests(watch, engine))
        assert gate.is_empty()
        fay.heard()
        assert suggestions(fay.view).items() >= stood.items()

        assert says(ana, "The bus never comes") == "ack"
        gate.next().answer_all()
        fay.sees(is_suggested("r11", "t1"))
        assert all(is_suggested(one, stood[one]["suggested"])(fay.view) for one in stood)


async def rests(watch, engine):
    """Wait until nothing is asked, and nothing is due to be."""
    while watch._changed or engine._turn.locked() or engine._child is not None:
        await asyncio.sleep(0.01)


# ── words that went while the engine was reading ───────────────────────────


LATER = "Lunch should be hot"
TAKES_AWAY = {
    "redacted": lambda ana, fay, key: fay.does("redact_response", response=key, text="Somebody"),
    "hidden": lambda ana, fay, key: fay.does(
        "hide_response", response=key, reason="names_somebody"
    ),
}


def edits(ana, fay):
    ana.does("edit_response", response="r11", text=LATER)


def redacts(ana, fay):
    fay.does("redact_response", response="r11", text=LATER)


@pytest.mark.whole
@pytest.mark.parametrize(("gated", "changes"), [("group", edits), ("place", redacts)])
def test_M5_reasons_made_of_former_words_never_reach_the_room(board, gate, gated, changes):
    evening, ana, fay = board
    with evening.watched(Engine(gate.command(gated), deadline=WAIT)):
        if gated == "group":
            gate.next().answer()
        fay.sees(is_suggested("r9", "t1"))
        assert says(ana, "A bus that is late") == "ack"
        question = gate.next()
        assert "A bus that is late" in [text["text"] for text in question.asked["texts"]]
        changes(ana, fay)
        fay.sees(lambda view: view["responses"].get("r11", {}).get("text") == LATER)
        fay.heard()
        question.answer_all()
        fay.sees(is_suggested("r11", "t2"))
        told = [frame["patch"].get("responses", {}).get("r11") for frame in fay.frames]
        reasons = [seen for seen in told if seen and "words" in seen]
        assert reasons
        assert all("lunch" in seen["words"] and "bus" not in seen["words"] for seen in reasons)


@pytest.mark.whole
@pytest.mark.parametrize("takes_away", TAKES_AWAY.values(), ids=TAKES_AWAY)
def test_M5_a_first_draft_is_not_called_by_words_that_went_while_it_was_made(
    evening, gate, takes_away
):
    ana, fay = evening.phone(), evening.console()
    for phrase in (*["The Lowell choir"] * 3, "A choir for the youngest", *PHRASES):
        says(ana, phrase)
    with evening.watched(Engine(gate.command("group"), deadline=WAIT)):
        question = gate.next()
        for key in ("r1", "r2", "r3"):
            assert takes_away(ana, fay, key)["type"] == "ack"
        fay.heard()
        question.answer_all()
        fay.sees(lambda view: view["themes"])
        told = json.dumps([frame.get("patch") for frame in fay.frames])
        assert "lunch" in told.casefold()
        assert "lowell" not in told.casefold()
