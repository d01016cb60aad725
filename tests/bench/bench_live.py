"""Live: every figure of the live room, each beside its yardstick from the same run.

    PYTHONPATH=. python tests/bench/bench_live.py [--only NAME …] [--phones 2000]

Servers run in processes of their own on the first core, what loads them on the others. Figures are
CPU time and ratios, because machines are noisy; they are read by people: nothing here fails.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from figures import Figure, at_least, at_most, line, render_figure
from live_load import Load
from live_product import Product, first_view

HERE = Path(__file__).parent
HELLO = b'{"type":"hello","as":"phone"}'
ROUNDS, HZ = 40, 10.0
RUNS = 3
RATES = (1_000.0, 2_000.0, 3_000.0, 4_000.0)  # submissions a second
SECONDS = 8.0
PATIENCE = 20.0  # seconds for the last answers
PHRASE = "We look after each other, and that should not change"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a run was asked for."""

    phones: int


class Child:
    """A server in a process of its own."""

    def __init__(self, *command: str) -> None:
        """Start it and learn its port."""
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.told = self.read()
        self.port: int = self.told["port"]

    def asks(self, **wish: Any) -> Any:
        """Tell it what to do and return what it answers."""
        self.begins(**wish)
        return self.read()

    def begins(self, **wish: Any) -> None:
        """Tell it what to do; `read` has the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()

    def read(self) -> Any:
        """Return the next answer."""
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def is_answering(self) -> bool:
        """Whether an answer has come."""
        import select

        return bool(select.select([self._process.stdout], [], [], 0)[0])

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.communicate()

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


@contextmanager
def serving(kind: str) -> Iterator[Child]:
    """Lend a server."""
    if kind == "node":
        child = Child("taskset", "-c", "0", "node", str(HERE / "live_node.js"))
    else:
        child = Child(sys.executable, str(HERE / "live_servers.py"), kind)
    try:
        yield child
    finally:
        child.end()


def cookie_of(cookies: dict[str, str]) -> str:
    """Return cookies as a browser sends them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


# ── fan-out ────────────────────────────────────────────────────────────────


def fan_out(wish: Wish) -> Iterator[Figure]:
    """Measure what it costs to tell the same to everybody."""
    kinds = ["floor", "ours", "starlette", *(["node"] if has_node() else [])]
    cost: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(RUNS):
        for kind in kinds:
            cost[kind].append(_told(kind, wish.phones))
    mid = {kind: median(found) for kind, found in cost.items()}
    notes = tuple(
        f"{kind:10} {1e6 * mid[kind]:5.2f} µs of CPU a delivery (runs:"
        f" {', '.join(f'{1e6 * one:.2f}' for one in cost[kind])})"
        for kind in kinds
    )
    yield Figure(
        f"deliveries per CPU second, {wish.phones:,} phones: over the floor",
        (at_least(mid["floor"] / mid["ours"], 0.75, 0.95),),
        notes,
    )
    node = mid["node"] / mid["ours"] if "node" in mid else None
    yield Figure(
        "  over Node's ws, its usual send loop",
        (at_least(node, 1.3, 1.6),),
        () if node else ("Node or its package ws is not installed",),
    )
    yield Figure(
        "  over a plain Starlette send_text loop",
        (at_least(mid["starlette"] / mid["ours"], 2.0, 2.8),),
    )


def has_node() -> bool:
    """Whether Node and its package `ws` are there; NODE_PATH says where."""
    if not shutil.which("node"):
        return False
    asked = ["node", "-e", "require('ws')"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def _told(kind: str, phones: int) -> float:
    """Return CPU seconds for one delivery of a frame of 404 bytes."""
    frame = json.dumps({"type": "patch", "seq": 1, "patch": {"crowd": {"pad": ""}}})
    frame = frame.replace('"pad": "', '"pad": "' + "x" * (404 - len(frame)))
    with serving(kind) as server:
        cookies, path = [""] * phones, "/"
        if kind == "ours":
            ways = server.asks(do="seats", n=phones)
            cookies, path = [cookie_of(one) for one in ways["phones"]], ways["path"]
        load = Load(server.port, path)
        load.join(cookies, HELLO if kind == "ours" else None)
        _quiet(load)
        load.bytes = 0
        server.begins(do="tell", frame=frame, rounds=ROUNDS, hz=HZ)
        while not server.is_answering():
            load.turn(0.05)
        spent = server.read()["cpu"]
        _quiet(load)
        deliveries = load.bytes / (len(frame) + 4)
        assert abs(deliveries - phones * ROUNDS) < phones, (deliveries, phones * ROUNDS)
        load.close()
    return float(spent / deliveries)


def _quiet(load: Load) -> None:
    """Read until nothing comes for half a second."""
    before = -1
    while load.bytes != before:
        before, until = load.bytes, perf_counter() + 0.5
        while perf_counter() < until:
            load.turn(0.1)


# ── memory ─────────────────────────────────────────────────────────────────


def memory(wish: Wish) -> Iterator[Figure]:
    """Measure what an idle phone costs: its line, and what the room holds of its seat."""
    with serving("ours") as server:
        server.asks(do="seats", n=10)
        before = server.asks(do="cost")["memory"]
        ways = server.asks(do="seats", n=wish.phones)
        seated = server.asks(do="cost")["memory"]
        load = Load(server.port, ways["path"])
        seconds = load.join([cookie_of(one) for one in ways["phones"]], HELLO)
        _quiet(load)
        after = server.asks(do="cost")["memory"]
        load.close()
    each = (after - before) / wish.phones
    yield Figure(
        "memory of an idle phone, seat and line, KB",
        (at_most(each, 30, 16, ".1f"),),
        (
            f"seat {(seated - before) / wish.phones:.1f},"
            f" line {(after - seated) / wish.phones:.1f};"
            f" {wish.phones:,} phones in {seconds:.1f} s",
        ),
    )


# ── submissions ────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Told:
    """What became of a steady stream of submissions."""

    rate: float
    sent: int
    acks: list[float]  # milliseconds, in order
    refused: dict[str, int]
    seconds: float
    core: float  # of the server, 1 is all of it
    heard: int  # frames that came to any phone
    walls: int  # frames that came to the wall

    def late(self, share: float) -> float:
        """Return the milliseconds after which this share was acked."""
        return self.acks[min(len(self.acks) - 1, int(share * len(self.acks)))]

    def __str__(self) -> str:
        return (
            f"{self.rate:6,.0f} a second: {len(self.acks):,} of {self.sent:,} acked,"
            f" p50 {self.late(0.5):.1f}, p99 {self.late(0.99):.1f} ms;"
            f" {100 * self.core:.0f} % of the core; {1e6 * self.core / self.rate:.0f} µs each"
        )


class Room:
    """A workshop of the product full of phones, with one wall."""

    def __init__(self, server: Child, phones: int) -> None:
        """Let everybody in."""
        self._server = server
        self._phones = phones
        self._refs = 0
        ways = server.asks(do="seats", n=phones)
        self._load = Load(server.port, ways["path"])
        self._load.join([cookie_of(ways["wall"])], HELLO.replace(b"phone", b"wall"))
        self.joining = self._load.join([cookie_of(one) for one in ways["phones"]], HELLO)
        _quiet(self._load)

    def submit(self, rate: float, seconds: float) -> Told:
        """Send phrases at a steady rate, from one phone after the other, and hear the answers."""
        due: dict[str, float] = {}
        found = Told(rate, int(rate * seconds), [], {}, 0.0, 0.0, 0, 0)

        def hear(number: int, text: bytes) -> None:
            found.heard += number > 0
            found.walls += number == 0
            if text.startswith((b'{"type":"ack"', b'{"type":"refused"')):
                answer = json.loads(text)
                asked = due.pop(answer["ref"])
                if answer["type"] == "ack":
                    found.acks.append(1000 * (perf_counter() - asked))
                else:
                    found.refused[answer["code"]] = found.refused.get(answer["code"], 0) + 1

        before, began, sent = self._server.asks(do="cost")["cpu"], perf_counter(), 0
        while sent < found.sent or due:
            now = perf_counter()
            while sent < found.sent and began + sent / rate <= now:
                self._say(due)
                sent += 1
            self._load.turn(0.001, hear)
            if now - began > seconds + PATIENCE:
                break
        found.seconds = perf_counter() - began
        found.core = (self._server.asks(do="cost")["cpu"] - before) / found.seconds
        found.acks.sort()
        return found

    def _say(self, due: dict[str, float]) -> None:
        self._refs += 1
        ref = f"ref-{self._refs:010}"
        due[ref] = perf_counter()
        frame = {"type": "submit_response", "ref": ref, "prompt": "p1", "text": PHRASE}
        self._load.say(1 + self._refs % self._phones, json.dumps(frame).encode())

    def close(self) -> None:
        """Let everybody go."""
        self._load.close()


def submissions(wish: Wish) -> Iterator[Figure]:
    """Measure how many durable submissions a full room takes, and what they cost."""
    with serving("ours") as server:
        room = Room(server, wish.phones)
        usual = room.submit(500.0, SECONDS)
        found = [room.submit(rate, SECONDS) for rate in RATES]
        room.close()
    held = [one for one in found if len(one.acks) == one.sent and one.late(0.99) < 100]
    yield Figure(
        f"server's core at 500 submissions a second, {wish.phones:,} phones, %",
        (at_most(100 * usual.core, 40, 25, ".0f"),),
        (str(usual),),
    )
    yield Figure(
        "acked durable submissions a second, ack p99 under 100 ms",
        (at_least(max((one.rate for one in held), default=0), 3_000, 8_000, ",.0f"),),
        tuple(map(str, found)),
    )
    others = usual.heard - 2 * usual.sent
    yield Figure(
        "frames that phones are told of somebody else's response",
        (at_most(others / usual.sent, 0, 0, ".3f"),),
    )


# ── durable answers ────────────────────────────────────────────────────────


def acks(wish: Wish) -> Iterator[Figure]:
    """Measure durable answers beside one commit of an object each, on the same disk.

    Both insert a row and answer after its commit. Beside them the whole of a room: rules, three
    views, the seat's own view.
    """
    for submitters in (50, 500):
        with serving("journal") as server:
            ours = server.asks(do="acks", n=submitters, seconds=SECONDS)["rate"]
        with serving("orm") as server:
            rival = server.asks(do="acks", n=submitters, seconds=SECONDS)["rate"]
        with serving("ours") as server:
            server.asks(do="seats", n=wish.phones)
            room = server.asks(do="acks", n=submitters, seats=wish.phones, seconds=SECONDS)["rate"]
        yield Figure(
            f"durable acks over one ORM commit each, {submitters} submitters, SQLite FULL",
            (at_least(ours / rival, 25, 50, ".0f"),),
            (
                f"writer and journal {ours:,.0f} a second, the other {rival:,.0f};"
                f" a whole room {room:,.0f}, {room / rival:.1f} times the other",
            ),
        )


# ── who does not read ──────────────────────────────────────────────────────


def stalled(wish: Wish) -> Iterator[Figure]:
    """Measure what others get while a fifth of the phones has stopped reading."""
    told = {share: _told_while_stalled(wish.phones // 4, share) for share in (0.0, 0.2)}
    yield Figure(
        "healthy phones' deliveries with 20 % stalled, over none stalled",
        (at_least(told[0.2] / told[0.0], 0.95, 1.0),),
        (f"of each phone's frames in time: {told[0.2]:.3f} and {told[0.0]:.3f}",),
    )


def _told_while_stalled(phones: int, share: float) -> float:
    """Return which part of the frames the phones that read have got when the last is told."""
    frame = json.dumps({"type": "patch", "seq": 1, "patch": {"crowd": {"pad": "x" * 16_000}}})
    with serving("ours") as server:
        ways = server.asks(do="seats", n=phones)
        load, idle = Load(server.port, ways["path"]), Load(server.port, ways["path"])
        cookies = [cookie_of(one) for one in ways["phones"]]
        n_idle = int(share * phones)
        idle.join(cookies[:n_idle], HELLO)
        load.join(cookies[n_idle:], HELLO)
        _quiet(load)
        load.bytes = 0
        server.begins(do="tell", frame=frame, rounds=ROUNDS, hz=HZ)
        while not server.is_answering():
            load.turn(0.05)
        server.read()
        found = load.bytes / (len(frame) + 4) / ROUNDS / (phones - n_idle)
        load.close()
        idle.close()
    return found


# ── an evening, as it is started ───────────────────────────────────────────


def minute(wish: Wish) -> Iterator[Figure]:
    """Let a full room speak for a minute, with a wall that is told ten times a second."""
    with serving("ours") as server:
        room = Room(server, wish.phones)
        told = room.submit(500.0, 60.0)
        memory = server.asks(do="cost")["memory"]
        room.close()
    yield Figure(
        f"{wish.phones:,} phones, 500 submissions a second for a minute: answered, %",
        (at_least(100 * len(told.acks) / told.sent, 100, 100, ".2f"),),
        (str(told), f"wall told {told.walls / told.seconds:.1f} a second; {memory / 1000:.0f} MB"),
    )


def evening(wish: Wish) -> Iterator[Figure]:
    """Let crowds come to a server as an operator starts it, its engine at work."""
    texts = _texts()
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder) / "workshop.db")
        usual = product.meets(product.makes_workshop(), texts[:400], phones=300, rate=10)
        busy = product.meets(product.makes_workshop(), texts[:750], phones=300, rate=50)
        flood = product.meets(product.makes_workshop(), texts[:50], phones=500, rate=10)
        product.close()
    wall = usual["latency_ms"]["wall"]
    yield Figure(
        "300 phones, 10 responses a second: to the wall, p95, ms",
        (at_most(wall["p95"], 150, 100, ".0f"),),
        (_told_of(usual),),
    )
    yield Figure(
        "300 phones, 50 responses a second for 15 s: lost, doubled",
        (at_most(busy["losses"], 0, 0, ".0f"), at_most(busy["duplicates"], 0, 0, ".0f")),
        (_told_of(busy),),
    )
    joins = flood["latency_ms"]["join"]
    yield Figure(
        "500 phones joining at once: the last one's first view, s; refused",
        (
            at_most(joins["max"] / 1000, 5, 2),
            at_most(500 - flood["joins"], 0, 0, ".0f"),
        ),
        (f"p50 {joins['p50'] / 1000:.2f}, p95 {joins['p95'] / 1000:.2f} s",),
    )


def _told_of(report: Any) -> str:
    ack, wall, server = report["latency_ms"]["ack"], report["latency_ms"]["wall"], report["server"]
    return (
        f"{report['acks']} of {report['texts']} acked; ack p50 {ack['p50']}, p99 {ack['p99']} ms;"
        f" wall p50 {wall['p50']}, worst {wall['max']} ms; {server['core_percent']} % of a core,"
        f" {server['memory_mb']} MB"
    )


def _texts() -> list[str]:
    """Return what people said in a scenario, again and again, each time a little different."""
    told = json.loads((HERE.parent / "fixtures/scenarios/s2_vision_night_150.json").read_text())
    said = [one["text"] for prompt in told["prompts"] for one in prompt["responses"]]
    return [f"{text} {again}" if again else text for again in range(9) for text in said]


def reopening(wish: Wish) -> Iterator[Figure]:
    """Kill a server with a workshop of 20,000 events, and start another on its file."""
    with tempfile.TemporaryDirectory() as folder:
        child = Child(sys.executable, str(HERE / "live_servers.py"), "filled", folder, "20000")
        child.kill()
        began = perf_counter()
        product = Product(Path(folder) / "workshop.db")
        first = first_view(product.port, child.told["path"], cookie_of(child.told["phone"]), HELLO)
        seconds = perf_counter() - began
        product.close()
    yield Figure(
        "20,000 events after a crash, until the first phone is served, s",
        (at_most(seconds, 2, 0.5),),
        (f"started in {product.seconds:.2f}, then {first:.2f} until its first view",),
    )


SECTIONS: dict[str, Callable[[Wish], Iterator[Figure]]] = {
    "fanout": fan_out,
    "memory": memory,
    "submissions": submissions,
    "acks": acks,
    "stalled": stalled,
    "minute": minute,
    "evening": evening,
    "reopening": reopening,
}


def main() -> None:
    """Measure what was asked for, and print each figure as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="NAME", default=[*SECTIONS])
    parser.add_argument("--phones", type=int, default=2_000)
    asked = parser.parse_args()
    others = os.sched_getaffinity(0) - {0}
    os.sched_setaffinity(0, others or {0})
    print(line("figure", "here", "bar", "aim", "verdict"))
    for name in asked.only:
        started = perf_counter()
        for figure in SECTIONS[name](Wish(asked.phones)):
            print(render_figure(figure), flush=True)
        print(f"{name}: {perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
