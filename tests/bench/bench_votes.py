"""Votes: how soon a room of phones has the form of a vote, over a Wi-Fi that is bad.

    PYTHONPATH=. python tests/bench/bench_votes.py [--phones 300] [--megabits 10]

A real server, and between it and the phones one radio for all of them: so many megabits a second
in all, 20 to 180 ms each way, one piece in fifty sent a second time after a second, one connection
in twenty cut before it has carried anything. Twice: phones that are in the room hear of the ballot
on their lines and ask for its form, its code and its sheet, as `static/js/phone/vote.js` does; and
phones that come only now, who load their page with all that it names. Who is cut asks again after
two seconds. Figures are read by people: nothing here fails.
"""

import argparse
import asyncio
import random
import re
import resource
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import httpx2

from tests.faults.guests import Guest
from tests.faults.served import Evening, furnished, serving_beside
from tests.plain import NOBODY

FILES = 8_192  # open at once
SPREAD = 0.6  # seconds, as in vote.js: not all ask at once
AGAIN = 2.0  # seconds
PATIENCE = 60.0  # seconds for one answer; a browser waits for longer
AT_ONCE = 6  # connections of a browser
OPTIONS = 8
LOADED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|woff2))"')
OF_A_VOTE = ("js/phone/vote.js", "js/phone/ballots.js")


class Radio:
    """One air for all: a proxy that is slow, late and now and then broken."""

    def __init__(self, behind: int, megabits: float) -> None:
        """Carry to a port of this machine; `megabits` a second, both ways together."""
        self._behind = behind
        self._rate = megabits * 1e6 / 8  # bytes a second
        self._free = 0.0  # when the air is free
        self._chance = random.Random(7)
        self.cuts = 0

    async def __aenter__(self) -> int:
        """Begin; return the port."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0, backlog=1_024)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aexit__(self, *_error: object) -> None:
        """Take no more connections."""
        self._server.close()

    async def _carry(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        if self._chance.random() < 0.05:
            self.cuts += 1
            await asyncio.sleep(self._chance.uniform(0.2, 3.0))
            return to_phone.transport.abort()
        server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
        ways = (self._pass_on(phone, to_server), self._pass_on(server, to_phone))
        try:
            await asyncio.gather(*ways)
        except OSError:
            pass  # somebody has gone
        finally:
            to_server.close()
            to_phone.close()

    async def _pass_on(self, read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        """Take what comes into the air at once, and let it arrive in its order."""
        loop, on_the_way = asyncio.get_running_loop(), asyncio.Queue[tuple[float, bytes]](64)

        async def arrive() -> None:
            while True:
                at, piece = await on_the_way.get()
                await asyncio.sleep(at - loop.time())
                if not piece:
                    return write.close()
                write.write(piece)
                await write.drain()

        arriving = asyncio.create_task(arrive())
        try:
            piece = b"begin"
            while piece:
                piece = await read.read(4_096)
                self._free = max(self._free, loop.time()) + len(piece) / self._rate
                late = self._chance.uniform(0.02, 0.18) + (self._chance.random() < 0.02)
                await on_the_way.put((self._free + late, piece))
            await arriving
        finally:
            arriving.cancel()


@dataclass
class Loading:
    """What one phone has loaded."""

    size: int = 0  # bytes on the way, headers left out
    again: int = 0  # how often it asked once more
    within: float = 0.0  # seconds until it had all
    names: set[str] = field(default_factory=set)


async def load(client: httpx2.AsyncClient, path: str, loading: Loading) -> str:
    """Ask until it comes whole."""
    while True:
        try:
            async with client.stream("GET", path) as answer:
                raw = [piece async for piece in answer.aiter_bytes()]
                assert answer.status_code == 200, (path, answer.status_code)
                loading.size += answer.num_bytes_downloaded
                loading.names.add(path)
                return b"".join(raw).decode()
        except httpx2.HTTPError:
            loading.again += 1
            await asyncio.sleep(AGAIN)


def browser(port: int, cookies: dict[str, str]) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}",
        cookies=cookies,
        verify=NOBODY,
        headers={"Accept": "text/html,*/*", "Accept-Encoding": "gzip"},
        limits=httpx2.Limits(max_connections=AT_ONCE),
        timeout=PATIENCE,
    )


async def hears_and_loads(guest: Guest, port: int, static: str, began: float) -> Loading:
    """A phone that is in the room: a ballot comes on its line, and its form after that."""
    loading = Loading()
    await guest.until(lambda one: "b1" in one.copy.view["ballots"])
    async with browser(port, guest.cookies) as client:
        await asyncio.gather(*(load(client, f"{static}/{one}", loading) for one in OF_A_VOTE))
        await asyncio.sleep(random.uniform(0, SPREAD))
        form = await load(client, f"{guest.path}/vote", loading)
        await load(client, f"{static}/css/layout-vote.css", loading)
    assert 'data-ballot="b1"' in form
    loading.within = time.perf_counter() - began
    return loading


async def comes_and_loads(port: int, evening: Evening, cookies: dict[str, str]) -> Loading:
    """A phone that comes while the vote is open: its page, and all that it names."""
    loading, began = Loading(), time.perf_counter()
    async with browser(port, cookies) as client:
        page = await load(client, evening.path, loading)
        assert 'data-ballot="b1"' in page
        named = dict.fromkeys(LOADED.findall(page))
        await asyncio.gather(*(load(client, one, loading) for one in named))
    loading.within = time.perf_counter() - began
    return loading


async def static_of(port: int, path: str, cookies: dict[str, str]) -> str:
    """Return where this version's files are served."""
    async with browser(port, cookies) as client:
        page = (await client.get(path)).text
    return LOADED.findall(page)[0].rsplit("/css/")[0].rsplit("/js/")[0]


def tell(name: str, all_of_them: list[Loading], phones: int, cpu: float, cuts: int) -> None:
    within = sorted(one.within for one in all_of_them)
    print(
        f"{name}: {len(within)} of {phones} have it; half within {median(within):.1f} s,"
        f" 95 of 100 within {within[int(len(within) * 0.95)]:.1f} s, the last within"
        f" {within[-1]:.1f} s; {median(one.size for one in all_of_them) / 1e3:.1f} kB in"
        f" {median(len(one.names) for one in all_of_them):.0f} files each;"
        f" {sum(one.again for one in all_of_them)} asked again, {cuts} connections cut;"
        f" the server's own time {cpu:.2f} s"
    )


async def measure(folder: Path, phones: int, megabits: float) -> None:
    evening = furnished(folder, phones)
    async with serving_beside(evening.file) as served:
        radio = Radio(served.port, megabits)
        async with radio as port:
            fay = Guest(served.port, evening.path, evening.console, "console")
            fay.come()
            await fay.until(lambda one: one.copy.is_whole)
            guests = [Guest(port, evening.path, cookies) for cookies in evening.phones]
            for guest in guests:
                guest.come()
            await asyncio.gather(*(one.until(lambda one: one.copy.is_whole) for one in guests))
            static = await static_of(served.port, evening.path, evening.phones[0])
            cpu, cuts = served.cpu_seconds, radio.cuts
            options = "\n".join(f"What we could do next, number {n}" for n in range(OPTIONS))
            began = time.perf_counter()
            opened = fay.says("make_ballot", kind="dots", text=options, open=True)
            hearing = (hears_and_loads(one, port, static, began) for one in guests)
            _, *heard = await asyncio.gather(opened, *hearing)
            used = served.cpu_seconds - cpu
            tell("In the room", heard, phones, used, radio.cuts - cuts)
            for guest in (*guests, fay):
                await guest.leave()
            cpu, cuts = served.cpu_seconds, radio.cuts
            coming = (comes_and_loads(port, evening, cookies) for cookies in evening.phones)
            came = await asyncio.gather(*coming)
            tell("Coming now", came, phones, served.cpu_seconds - cpu, radio.cuts - cuts)
        assert served.broke() == []


def main() -> None:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--phones", type=int, default=300)
    asked.add_argument("--megabits", type=float, default=10.0)
    wanted = asked.parse_args()
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), wanted.phones, wanted.megabits))


if __name__ == "__main__":
    main()
