"""Evening: everybody comes in, speaks and leaves; then what they were told is held to."""

import asyncio
import contextlib
import math
import random
import secrets
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote, urlsplit

from websockets.exceptions import WebSocketException

from workshop.crowd.clients import (
    BACK_FIRST,
    BACK_MOST,
    Phone,
    Tally,
    Wall,
    comparable,
    now,
    wait_after,
)
from workshop.crowd.door import Address, address_of, code_of, cookie_of
from workshop.crowd.lines import Line, with_group_ids
from workshop.errors import NotFound, Refused, Unavailable, WorkshopError

JOINING_AT_ONCE = 16  # connections
HELLOS_AT_ONCE = 50  # at the end
PATIENCE = 120.0  # seconds: for a server to come back, for a join, for the last answer
LOOK_EVERY = 0.05  # seconds
FIRST_PATIENCE = 20.0  # seconds for the first phone: an address may be wrong
TOO_MANY_REQUESTS = 429
WALL_LAG = 10.0  # seconds that the wall may come behind the last answer

Json = Any  # decoded JSON, looked at where it is used


@dataclass(frozen=True, slots=True)
class Wish:
    """What the crowd is to do. `rate` is in responses a second in all, `seconds` at most."""

    url: str
    code: str
    phones: int
    rate: float
    lines: tuple[Line, ...]
    seconds: float | None = None
    wall: str | None = None  # the wall's address with its key
    own_kind_only: bool = False  # a phrase waits until a prompt of its kind is open


class Crowd:
    """Everybody in the room. `run` is the whole evening and returns the report."""

    def __init__(self, wish: Wish) -> None:
        """Connect nothing yet. Raises Refused `bad_address`."""
        self.tally = Tally(phones=wish.phones)
        self._wish = wish
        self._address = address_of(wish.url)
        self._phones: list[Phone] = []
        self._turns: Counter[str | None] = Counter()  # whose turn it is, by group
        self._wall: Wall | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._lines = wish.lines  # with ids for groups, once they are known
        self._doors = ThreadPoolExecutor(JOINING_AT_ONCE, thread_name_prefix="joining")

    async def run(self) -> dict[str, Any]:
        """Join, send, wait for the answers, and compare with what the server holds.

        Raises NotFound or Refused: what the first phone or the wall is refused; Unavailable
        `no_server`.
        """
        started = now()
        before = await self._cost()
        try:
            await self._come_in()
            await self._deal()
            await self._settle()
            after = await self._cost()
        finally:
            await self._leave()
        found = await self._look_back()
        seconds = now() - started
        return {**self._report(found, seconds), "server": cost_between(before, after, seconds)}

    async def _cost(self) -> dict[str, float]:
        """Return what the server says of itself; nothing where it does not say."""
        asking = asyncio.get_running_loop().run_in_executor(
            self._doors, self._address.ask, "GET", "/metrics"
        )
        with contextlib.suppress(OSError, HTTPException, ValueError):
            answer, body = await asking
            return figures_of(body.decode()) if answer.status == 200 else {}
        return {}

    # ── coming in ──────────────────────────────────────────────────────────

    async def _come_in(self) -> None:
        """Let the first phone in alone: it learns whether there is a room, and its groups."""
        if self._wish.wall:
            self._wall = await self._hang(self._wish.wall)
            self._start(self._wall.stay())
        first = await self._enter(None, FIRST_PATIENCE)
        until = now() + PATIENCE
        while first.socket is None and not first.ended and now() < until:
            await asyncio.sleep(LOOK_EVERY)
        self._lines = with_group_ids(self._wish.lines, first.groups)
        groups = _groups_of(self._lines, self._wish.phones - 1)
        await asyncio.gather(*[self._enter_or_count(group) for group in groups])

    async def _hang(self, url: str) -> Wall:
        address, parts = address_of(url), urlsplit(url)
        target = f"{parts.path}?{parts.query}"
        answer, body = await self._ask(address, "GET", target, None, FIRST_PATIENCE)
        cookie = cookie_of(answer, "wall_")
        if cookie is None:
            raise Refused(code_of(body) if answer.status >= 400 else "wall_key")
        return Wall(address, parts.path.split("/")[2], cookie, self.tally)

    async def _enter_or_count(self, group: str | None) -> None:
        try:
            await self._enter(group, PATIENCE)
        except WorkshopError as error:
            self.tally.refused_joins[error.code] += 1

    async def _enter(self, group: str | None, patience: float) -> Phone:
        code = quote(self._wish.code, safe="")
        form = {"group": group or "", "nonce": secrets.token_urlsafe(16)}
        asked = now()
        answer, body = await self._ask(self._address, "POST", f"/w/{code}/join", form, patience)
        cookie = cookie_of(answer, "seat_")
        if cookie is None:
            refused = code_of(body)
            raise NotFound(refused) if answer.status == 404 else Refused(refused)
        self.tally.joined += 1
        phone = Phone(self._address, code, cookie, self.tally)
        phone.group, phone.own_kind_only = group, self._wish.own_kind_only
        phone.asked = asked
        self._phones.append(phone)
        self._start(phone.stay())
        self._start(phone.work())
        return phone

    async def _ask(
        self,
        address: Address,
        method: str,
        target: str,
        form: dict[str, str] | None,
        patience: float,
    ) -> tuple[HTTPResponse, bytes]:
        """Ask until there is an answer that stands. Raises Unavailable `no_server`."""
        loop, until, tries = asyncio.get_running_loop(), now() + patience, 0
        while True:
            with contextlib.suppress(OSError, HTTPException):
                asking = loop.run_in_executor(self._doors, address.ask, method, target, form)
                answer, body = await asking
                if answer.status < 500 and answer.status != TOO_MANY_REQUESTS:
                    return answer, body
            if now() > until:
                raise Unavailable("no_server", address=address.origin)
            await asyncio.sleep(wait_after(BACK_FIRST, BACK_MOST, tries))
            tries += 1

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    # ── sending ────────────────────────────────────────────────────────────

    async def _deal(self) -> None:
        """Give every phrase to a phone, at the rate that was asked for."""
        until = now() + (math.inf if self._wish.seconds is None else self._wish.seconds)
        due = now()
        for line in self._lines:
            due += random.expovariate(self._wish.rate)  # people come as a Poisson process
            await asyncio.sleep(min(due, until) - now())
            if not await self._is_open_for(line, until):
                return
            self._next_phone(line.group).give(line)
            due = max(due, now() - 1.0)  # after a long wait there is no flood

    async def _is_open_for(self, line: Line, until: float) -> bool:
        """Wait for an open prompt; False when the time or all phones have gone."""
        alone_since = None
        while now() < until and not all(phone.ended for phone in self._phones):
            if any(phone.prompt_for(line) for phone in self._phones):
                return True
            is_alone = all(phone.socket is None for phone in self._phones)
            alone_since = (alone_since or now()) if is_alone else None
            if alone_since and now() - alone_since > PATIENCE:
                return False
            await asyncio.sleep(LOOK_EVERY)
        return False

    def _next_phone(self, group: str | None) -> Phone:
        """Return the phones in turn; somebody of the group when the phrase names one."""
        ours = [phone for phone in self._phones if group and phone.group == group]
        phones = ours or self._phones
        turn = group if ours else None
        self._turns[turn] += 1
        return phones[(self._turns[turn] - 1) % len(phones)]

    async def _settle(self) -> None:
        """Wait until everything is answered, and until the wall has shown it; not for ever."""
        until = now() + PATIENCE
        while now() < until and not all(phone.is_done for phone in self._phones):
            await asyncio.sleep(LOOK_EVERY)
        if self._wall is None:
            return
        until = now() + WALL_LAG
        made = {response for phone in self._phones for response, _ in phone.acked.values()}
        while now() < until and not made <= self._wall.seen.keys():
            await asyncio.sleep(LOOK_EVERY)

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._doors.shutdown(wait=False)

    # ── looking back ───────────────────────────────────────────────────────

    async def _look_back(self) -> list[dict[str, Json] | None]:
        """Return what the server holds of each phone, as told to a fresh connection."""
        door = asyncio.Semaphore(HELLOS_AT_ONCE)

        async def held(phone: Phone) -> dict[str, Json] | None:
            until, tries = now() + PATIENCE, 0
            while now() < until:
                with contextlib.suppress(OSError, WebSocketException):
                    async with door:
                        welcome = await phone.look()
                    return dict(welcome["mine"]["responses"])
                await asyncio.sleep(wait_after(BACK_FIRST, BACK_MOST, tries))
                tries += 1
            return None

        return await asyncio.gather(*[held(phone) for phone in self._phones])

    def _report(self, found: list[dict[str, Json] | None], seconds: float) -> dict[str, Any]:
        tally = self.tally
        lost = {
            "acked": sum(_missing(phone, held) for phone, held in self._pairs(found)),
            "unanswered": sum(len(phone.open) for phone in self._phones),
        }
        doubled = self._doubled([held or {} for held in found])
        return {
            "ok": not any(lost.values()) and not any(doubled.values()),
            "phones": tally.phones,
            "joins": tally.joined,
            "refused_joins": dict(tally.refused_joins),
            "texts": len(self._wish.lines),
            "sent": tally.sent,
            "acks": tally.acks,
            "refusals": dict(tally.refusals),
            "retries": dict(tally.retries),
            "losses": sum(lost.values()),
            "lost": lost,
            "duplicates": sum(doubled.values()),
            "doubled": doubled,
            "reconnects": tally.reconnects,
            "closed": {str(code): count for code, count in tally.closed.items()},
            "latency_ms": self._latencies(),
            "seconds": round(seconds, 2),
        }

    def _pairs(
        self, found: list[dict[str, Json] | None]
    ) -> Iterable[tuple[Phone, dict[str, Json]]]:
        return ((phone, held or {}) for phone, held in zip(self._phones, found, strict=True))

    def _doubled(self, found: list[dict[str, Json]]) -> dict[str, int]:
        """Count what is there more often than it was sent."""
        refs = Counter(own["ref"] for held in found for own in held.values())
        responses = Counter(key for held in found for key in held)
        held_texts = Counter(
            comparable(own["text"])
            for held in found
            for own in held.values()
            if not own.get("redacted")
        )
        sent_texts = sum((phone.sent for phone in self._phones), Counter[str]())
        return {
            "refs": _over_one(refs),
            "responses": _over_one(responses),
            "texts": (held_texts - sent_texts).total(),
        }

    def _latencies(self) -> dict[str, Json]:
        told = {
            "join": _percentiles(self.tally.join_times),
            "ack": _percentiles(self.tally.ack_times),
        }
        if self._wall is None:
            return told
        seen = self._wall.seen
        made = [pair for phone in self._phones for pair in phone.acked.values()]
        times = [(seen[response] - sent) * 1000 for response, sent in made if response in seen]
        told["wall"] = {**_percentiles(times), "seen": len(times), "unseen": len(made) - len(times)}
        return told


def figures_of(told: str) -> dict[str, float]:
    """Return the figures without labels of a page for Prometheus. Raises ValueError."""
    found = {}
    for line in told.splitlines():
        name, _, value = line.partition(" ")
        if name and name.isidentifier():
            found[name] = float(value)
    return found


def cost_between(
    before: dict[str, float], after: dict[str, float], seconds: float
) -> dict[str, float] | None:
    """Return the server's CPU seconds and share of a core meanwhile, and its memory in MB.

    None where it does not say, or has been started anew meanwhile.
    """
    cpu, memory, began = (
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
    )
    if not {cpu, memory, began} <= before.keys() & after.keys() or before[began] != after[began]:
        return None
    spent = after[cpu] - before[cpu]
    return {
        "cpu_seconds": round(spent, 2),
        "core_percent": round(100 * spent / seconds, 1),
        "memory_mb": round(after[memory] / 1e6, 1),
    }


def _groups_of(lines: Sequence[Line], phones: int) -> list[str | None]:
    """Return the group of each phone, in proportion to the phrases' groups."""
    spoken: list[str | None] = [line.group for line in lines if line.group] or [None]
    return [spoken[number * len(spoken) // phones] for number in range(phones)]


def _missing(phone: Phone, held: dict[str, Json]) -> int:
    """Return how many phrases a phone was told are safe, and are not there."""
    refs = {own["ref"] for own in held.values()}
    return sum(
        ref not in refs or response not in held for ref, (response, _) in phone.acked.items()
    )


def _over_one(counts: Counter[str]) -> int:
    return sum(count - 1 for count in counts.values())


def _percentiles(times: list[float]) -> dict[str, float | None]:
    """Return p50, p95, p99 and the longest, in milliseconds; None without any."""
    ordered = sorted(times)
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1) if ordered else None
        for name, share in places.items()
    }
