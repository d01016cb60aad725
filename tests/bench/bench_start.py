"""Start: from one command to a wall that is served, warm: its files have been read before.

    PYTHONPATH=. python tests/bench/bench_start.py [--runs 5]

`workshop new` makes a workshop on an empty database and says where its wall is; then `workshop
serve` is started, over and over, and its wall asked for until it comes with its face. Beside it
stands what Python alone takes to import what the server imports. Figures are read by people:
nothing here fails.
"""

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, build_opener

from tests.served import COMMAND, environment

BAR = 3.0  # seconds
EVERY = 0.02  # seconds between two looks


def wall_served(database: Path, port: int, wall: str) -> float:
    """Return the seconds from the command to the wall's first whole page."""
    began = time.perf_counter()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--database", str(database), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    try:
        while not is_served(wall):
            time.sleep(EVERY)
        return time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()


def is_served(wall: str) -> bool:
    """Whether the wall comes, with a face on it; a wall's cookie leads from its key to the page."""
    try:
        with build_opener(HTTPCookieProcessor()).open(wall, timeout=5) as answer:
            return b"data-wall" in answer.read()
    except (URLError, ConnectionError):
        return False


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def imports() -> float:
    """Return the seconds that Python takes to import the server."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import workshop.app"], check=True, env=environment())
    return time.perf_counter() - began


def main() -> None:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=5)
    runs = asked.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        database, port = Path(folder) / "start.db", free_port()
        new = ("new", "--template", "focus-group")
        made = subprocess.run(
            [*COMMAND, *new, "--database", str(database), "--port", str(port), "--json"],
            check=True,
            capture_output=True,
            text=True,
            env=environment(),
        )
        wall = json.loads(made.stdout)["wall_url"]
        wall_served(database, port, wall)  # the first reads every file
        walls = [wall_served(database, port, wall) for _ in range(runs)]
    alone = [imports() for _ in range(runs)]
    print(f"{runs} runs, in seconds")
    served, python = "from the command to a served wall", "importing alone"
    for name, took, bar in ((served, walls, BAR), (python, alone, "–")):
        print(f"{name:36} {median(took):6.2f}   {min(took):.2f}–{max(took):.2f}   bar {bar}")


if __name__ == "__main__":
    main()
