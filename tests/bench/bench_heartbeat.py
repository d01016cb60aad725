"""Heartbeat: how late a server's event loop is in a room of thousands, its engine off and on.

    PYTHONPATH=. python tests/bench/bench_heartbeat.py --data DIR [--responses 20000]

A server of its own process holds one prompt with so many responses. A console and a wall watch,
phones send more at a steady pace. Every 10 ms the server's loop notes how late it woke; the console
notes how long each newcomer waits for a theme, a suggestion or a mark as a single idea. A loop that
has nothing else to do beats beside it: how late that is, is the machine's own doing. Figures are
read by people: nothing here fails.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from themes_data import crowd
from websockets.exceptions import ConnectionClosed

from tests.live.clients import Talker
from tests.live.standing import Standing, found
from workshop.ids import digest_of, new_secret, recovery_of
from workshop.live.turns import Call, enact
from workshop.room.contents import FACILITATOR, PARTICIPANT
from workshop.room.join import JoinRoom
from workshop.room.moderate import SetModeration
from workshop.room.nouns import DOOR
from workshop.room.respond import SubmitResponse
from workshop.web import auth
from workshop.web.identity import seat_cookie, wall_cookie

BEAT = 0.01  # seconds
A_SEAT = 25  # responses of a seat before anybody watches
PHONES = 20
PATIENCE = 240  # seconds for the first draft


def main() -> None:
    """Print lateness and waits, without the engine and with it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--responses", type=int, default=20_000)
    asked.add_argument("--rate", type=float, default=10.0, help="arrivals a second")
    asked.add_argument("--seconds", type=float, default=20.0, help="of arrivals")
    asked.add_argument("--serve", choices=["off", "on"], help=argparse.SUPPRESS)
    asked.add_argument("--idle", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.idle:
        idle()
        return
    if given.serve:
        serve(given.data, given.responses, engine=given.serve == "on")
        return
    print(f"{given.responses:,} responses in one prompt, {given.rate:g} more a second")
    for engine in ("off", "on"):
        for line in watch(given, engine):
            print(f"engine {engine:3}  {line}", flush=True)


# ── the server's side ──────────────────────────────────────────────────────


def serve(data: Path, n_texts: int, *, engine: bool) -> None:
    """Serve a full room; for each line on standard input, print the lateness since the last."""
    with tempfile.TemporaryDirectory() as folder:
        server = Standing(Path(folder), engine=engine)
        code = server.write(lambda session: fill(session, server, crowd(data, n_texts, seed=2)))
        late: list[float] = []
        beating = asyncio.run_coroutine_threadsafe(beat(late), server.loop)
        print(json.dumps({"port": server.port, **code}), flush=True)
        for _ in sys.stdin:
            seen, late[:] = late[:], []
            print(json.dumps(seen), flush=True)
        beating.cancel()
        server.close()


def fill(session: Any, server: Standing, texts: list[str]) -> dict[str, Any]:
    """Make a workshop whose first prompt holds these texts; return the ways in."""
    made, wall = found(session, server.furnished)
    at = server.clock()
    n_seats = -(-len(texts) // A_SEAT) + PHONES
    secrets = [new_secret() for _ in range(n_seats)]
    joins = [JoinRoom(digest_of(one), digest_of(recovery_of(one))) for one in secrets]
    calls = [Call(SetModeration("open"), server.furnished.fay, FACILITATOR, "open", "", at, print)]
    calls += [Call(join, DOOR, DOOR, join.key, "", at, print) for join in joins]
    for n, text in enumerate(texts):
        seat = f"s{1 + n // A_SEAT}"
        command = SubmitResponse("p1", text)
        calls.append(Call(command, seat, PARTICIPANT, f"seed-{n:06}", "", at, _silent))
    enact(session, server.furnished.district, made.id, calls)
    return {
        "path": f"/w/{made.code}/live",
        "console": {auth.COOKIE: server.furnished.fays_secret},
        "wall": {wall_cookie(made.id): wall},
        "phones": [{seat_cookie(made.id): one} for one in secrets[-PHONES:]],
    }


def _silent(_: object) -> None:
    """Take an answer that nobody waits for."""


def idle() -> None:
    """Run a loop that does nothing else; for each line, print its lateness since the last."""
    late: list[float] = []
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    asyncio.run_coroutine_threadsafe(beat(late), loop)
    for _ in sys.stdin:
        seen, late[:] = late[:], []
        print(json.dumps(seen), flush=True)


async def beat(late: list[float]) -> None:
    """Note every 10 ms by how many milliseconds the loop is late."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + BEAT
        await asyncio.sleep(BEAT)
        late.append(1000 * (loop.time() - due))


# ── the room's side ────────────────────────────────────────────────────────


def watch(given: argparse.Namespace, engine: str) -> list[str]:
    """Return what was seen in one server: opening, first draft, arrivals."""
    command = [sys.executable, __file__, "--data", str(given.data)]
    command += ["--responses", str(given.responses), "--serve", engine]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    beside = subprocess.Popen(
        [sys.executable, __file__, "--data", str(given.data), "--idle"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        ways = json.loads(_line(server))
        console = Talker(ways["port"], ways["path"], ways["console"])
        console.hello("console")
        wall = Talker(ways["port"], ways["path"], ways["wall"])
        wall.hello("wall")
        phones = [Talker(ways["port"], ways["path"], one) for one in ways["phones"]]
        for phone in phones:
            phone.hello("phone")
        for quiet in (wall, *phones):
            threading.Thread(target=_listen, args=(quiet,), daemon=True).start()
        lines = [f"opening     {_late(server, beside)}"]
        began = time.monotonic()
        while engine == "on" and not console.view["themes"]:
            console.read(PATIENCE)
        while engine == "on" and _loose(console) > given.responses // 2:
            console.read(PATIENCE)
        if engine == "on":
            drafted = time.monotonic() - began
            lines.append(
                f"first draft {_late(server, beside)}; on the console after {drafted:.1f} s"
            )
        waits = arrive(given, console, phones, engine)
        lines.append(f"arrivals    {_late(server, beside)}{waits}")
    finally:
        for child in (server, beside):
            if child.stdin:
                child.stdin.close()
            child.wait(60)
    return lines


def arrive(given: argparse.Namespace, console: Talker, phones: list[Talker], engine: str) -> str:
    """Send responses at a steady pace and say how long they waited for the engine's word."""
    texts = crowd(given.data, int(given.rate * given.seconds), seed=7)
    seen: dict[str, float] = {}
    old = set(console.view["responses"])
    sending = threading.Thread(target=_send, args=(phones, texts, given.rate))
    sending.start()
    end = time.monotonic() + given.seconds + 15
    known: dict[str, float] = {}
    while time.monotonic() < end:
        try:
            console.read(0.5)
        except TimeoutError:
            continue
        now = time.monotonic()
        for key, card in console.view["responses"].items():
            if key in old:
                continue
            known.setdefault(key, now)
            if any(card.get(name) for name in ("theme", "suggested", "single")):
                seen.setdefault(key, now)
    sending.join()
    if engine == "off" or len(seen) < 2:
        return f"; {len(known)} of {len(texts)} arrived"
    waits = sorted(seen[key] - known[key] for key in seen)
    return (
        f"; {len(known)} of {len(texts)} arrived, {len(seen)} have the engine's word after"
        f" {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s (worst)"
    )


def _send(phones: list[Talker], texts: list[str], rate: float) -> None:
    for n, text in enumerate(texts):
        phones[n % len(phones)].sends("submit_response", prompt="p1", text=text)
        time.sleep(1 / rate)  # the pace is what is asked for


def _listen(quiet: Talker) -> None:
    try:
        while True:
            quiet.read(600)
            quiet.frames.clear()
    except (ConnectionClosed, EOFError, TimeoutError):  # the server is closing, and so does this
        return


def _loose(console: Talker) -> int:
    return sum("theme" not in card for card in console.view["responses"].values())


def _late(server: "subprocess.Popen[str]", beside: "subprocess.Popen[str]") -> str:
    """Return how late the server's loop was, and what the machine did to an idle one meanwhile."""
    late, usual = _beats(server), _beats(beside)
    cuts = quantiles(late, n=100)
    return (
        f"loop late p50 {cuts[49]:.1f}, p99 {cuts[98]:.1f}, worst {max(late):.0f} ms"
        f" (an idle loop beside it: p99 {quantiles(usual, n=100)[98]:.1f}, worst {max(usual):.0f})"
    )


def _beats(child: "subprocess.Popen[str]") -> list[float]:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()
    beats: list[float] = json.loads(_line(child))
    return beats


def _line(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return server.stdout.readline()


if __name__ == "__main__":
    main()
