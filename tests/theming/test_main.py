import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.theming.conftest import BUSES, LUNCH
from workshop.theming.__main__ import LONG, POLITE

Ask = Callable[[Any], dict[str, Any]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Start the engine and return a function that sends it one line."""
    with subprocess.Popen(
        [sys.executable, "-m", "workshop.theming"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as engine:
        assert engine.stdin
        assert engine.stdout

        def send(line: Any) -> dict[str, Any]:
            raw = line if isinstance(line, bytes) else json.dumps(line).encode()
            engine.stdin.write(raw + b"\n")
            engine.stdin.flush()
            return json.loads(engine.stdout.readline())

        yield send
        engine.stdin.close()
        assert engine.stdout.read() == b""
        assert engine.wait(timeout=10) == 0


@pytest.mark.whole
def test_a_line_in_is_a_line_out_with_the_id_and_the_seconds(ask: Ask):
    found = ask({"id": "a7", "do": "ping"})
    assert (found["id"], found["ok"]) == ("a7", True)
    assert found["seconds"] >= 0


def test_a_group_request_is_answered_with_a_draft(ask: Ask):
    texts = [{"id": f"r{i}", "text": text} for i, text in enumerate([*BUSES, *LUNCH])]
    found = ask({"id": 1, "do": "group", "prompt": "", "texts": texts, "themes": []})
    assert len(found["draft"]["themes"]) == 2


@pytest.mark.whole
def test_the_same_250_responses_are_answered_alike_again(ask: Ask, scenario):
    rows = [r for kind in ("vision", "graduate_profile") for r in
            scenario("s2_vision_night_150", kind)[1]]  # fmt: skip
    texts = [{"id": f"r{i}", "text": row["text"]} for i, row in enumerate(rows)]
    request = {"id": 1, "do": "group", "texts": texts, "themes": []}
    first = ask(request)
    again = ask(request)
    assert {**again, "seconds": 0} == {**first, "seconds": 0}


@pytest.mark.parametrize(
    "line",
    [b"nonsense", b"\xff\xfe", b"[" * 100_000, b'{"do": "group"', b"[1]", b"null", b'"ping"',
     b'{"id": NaN, "do": 3}', b'{"do":"group","texts":[{"id":"r1","text":"\\ud800"}]}'],
)  # fmt: skip
def test_the_engine_survives_any_line(ask: Ask, line: bytes):
    assert "ok" in ask(line)
    assert ask({"id": 2, "do": "ping"})["ok"]


@pytest.mark.whole
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority of its own")
def test_only_what_takes_long_stands_back():
    """On a busy machine a small room's draft would else take longer than the server waits."""

    def nice(child: int) -> set[int]:
        stats = [task.read_text() for task in Path(f"/proc/{child}/task").glob("*/stat")]
        return {int(stat.rpartition(")")[2].split()[16]) for stat in stats}

    command = [sys.executable, "-m", "workshop.theming"]
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as engine:
        assert engine.stdin
        assert engine.stdout
        for texts, expected in ((LONG, {usual}), (LONG + 1, {usual, usual + POLITE})):
            request = {"id": 1, "do": "embed", "texts": ["bus"] * texts}
            engine.stdin.write(json.dumps(request).encode() + b"\n")
            engine.stdin.flush()
            engine.stdout.readline()
            assert nice(engine.pid) == expected
        engine.stdin.close()
