"""Rooms: the workshops that are in memory, and what each has published."""

import asyncio
import gc
import logging
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from operator import length_hint
from typing import Any

from sqlmodel import Session

from workshop.errors import Refused, Unavailable, WorkshopError
from workshop.live import wire
from workshop.live.catchup import Part, Tail, is_large, parts
from workshop.live.hub import NOT_ALLOWED, Hub
from workshop.live.presence import Presence
from workshop.live.turns import (
    Along,
    Call,
    Holder,
    Publication,
    Rename,
    Reply,
    Turn,
    publication,
    replay,
)
from workshop.room import contents, views
from workshop.room.nouns import Answer, Room, is_person
from workshop.room.outcome import Outcome, freeze
from workshop.room.own import mine
from workshop.room.patch import difference, patch_of
from workshop.room.screen import CONTACTS, Screened
from workshop.store import workshops
from workshop.store.database import Database
from workshop.store.writer import Job, Writer

log = logging.getLogger(__name__)

PORTION = 250  # things published before the loop serves others
BETWEEN = 0.005  # seconds that it has for them then
OWN_AT_ONCE = 40  # own views looked through before the loop serves others
INTERVALS = {views.CONSOLE: 0.1, views.WALL: 0.1, views.PHONE: 0.3}  # seconds between publications
BURST, RATE = 30, 1.0  # commands of a seat: at once, and one a second after
REPORTS = 20
TABLE_BURST, TABLE_RATE = 120, 4.0
RETRY_FIRST = 0.05  # seconds; doubled at each try
READ_TRIES = 3
WALL_ROLE = "wall"

Clock = Callable[[], int]  # milliseconds since 1970 UTC
Redact = Callable[[Session, str, str, str, str], None]
Screen = Callable[[str], Screened]


@dataclass(slots=True)
class Bucket:
    """What a seat may still send: a token a command."""

    tokens: float
    at: float

    def take(self, at: float, burst: float, rate: float) -> bool:
        """Take one token at `at` (ms); False when there is none."""
        tokens = self.tokens
        if at > self.at:
            tokens += (at - self.at) / 1000 * rate
            if tokens > burst:
                tokens = burst
        self.at = at
        has_one = tokens >= 1
        self.tokens = tokens - 1 if has_one else tokens
        return has_one


class Published:
    """What one audience has been shown."""

    def __init__(self, found: dict[views.Address, views.Object | None], seq: int) -> None:
        """Begin with all that the audience may see at `seq`."""
        self.objects = {address: value for address, value in found.items() if value is not None}
        self.pending: dict[views.Address, views.Object | None] = {}
        self._parts: list[Part] | None = None
        self.is_partial = False  # a portion is out and its rest is not
        self.seq = seq
        self.tail = Tail(seq)
        self.last = -math.inf  # loop time of the latest publication
        self.timer: asyncio.TimerHandle | None = None

    def view(self) -> views.View:
        """Return the view as published."""
        return views.assemble(dict(self.objects))

    def forget(self, seq: int) -> None:
        """Keep nothing of what was shown."""
        self.objects, self.pending, self._parts = {}, {}, None
        self.tail.forget(seq)

    def parts(self) -> list[Part]:
        """Return the view in parts, the same ones to all who come until something changes."""
        if self._parts is None:
            self._parts = parts(self.view())
        return self._parts

    def change(self, found: dict[views.Address, views.Object | None]) -> views.View:
        """Take in what is to be seen from now on; return the patch that leads there."""
        patch = patch_of(self.objects, found)
        if patch:  # hundreds may come meanwhile, of whom this audience sees nothing
            self._parts = None
        return patch

    def take(self, most: int | None) -> dict[views.Address, views.Object | None]:
        """Return at most so many of what is pending, that it is pending no more.

        Responses last: what they point to is there before them.
        """
        if most is None or len(self.pending) <= most:
            taken, self.pending = self.pending, {}
            return taken
        others = (address for address in self.pending if address[0] != "responses")
        responses = (address for address in self.pending if address[0] == "responses")
        return {a: self.pending.pop(a) for a in list(islice(chain(others, responses), most))}


class LiveRoom:
    """A room as everybody but its turns sees it: what was published, and who listens."""

    def __init__(
        self,
        holder: Holder,
        epoch: str,
        clock: Clock,
        put: Callable[[Job], None],
        hurry: Callable[[], None],
        first: "First",
    ) -> None:
        """Begin from what was read from the journal."""
        self.workshop_id = holder.workshop_id
        self.district_id = holder.district_id
        self.epoch = epoch
        self.hub = Hub()
        self.presence = Presence(self.hub, clock, lambda frame: self.tell(views.CONSOLE, frame))
        self.heard: list[Callable[[Publication], None]] = []  # told soon after each publication
        self.at_end: list[Callable[[], Awaitable[None]]] = []  # what works for it, to be stopped
        self.rehearsal_of = first.rehearsal_of
        self._holder = holder
        self._clock = clock
        self._put = put
        self._hurry = hurry
        self._seq = self._words_gone = first.seq
        self._published = {
            name: Published(first.objects[name], first.seq) for name in views.AUDIENCES
        }
        self._mine = first.mine
        self._coming: deque[tuple[Publication, Iterator[tuple[str, views.View]]]] = deque()
        self._by_key: dict[str, str] = {}
        self._by_recovery: dict[str, str] = {}
        self._digests: dict[str, tuple[str, str]] = {}
        self._learn_seats(first.seats)
        self._buckets: dict[str, Bucket] = {}
        self._look_who_leads()
        self.reports: deque[dict[str, Any]] = deque(maxlen=REPORTS)  # of phones that were tried
        self.acked = self.refused = 0  # answers that commands have got

    # ── reading what was published ─────────────────────────────────────────

    @property
    def seq(self) -> int:
        """The seq of the latest commit."""
        return self._seq

    @property
    def words_gone(self) -> int:
        """The seq at which words that were shown were last taken away, by whosever hand."""
        return self._words_gone

    def now(self) -> int:
        """Return the server's clock, ms since 1970 UTC."""
        return self._clock()

    def view(self, audience: str) -> views.View:
        """Return what an audience has been shown."""
        return self._published[audience].view()

    def latest(self, audience: str, *address: str) -> views.Object | None:
        """Return one thing as an audience sees it at `seq`, shown already or about to be."""
        published = self._published[audience]
        if address in published.pending:
            return published.pending[address]
        return published.objects.get(address)

    def snapshot(self, audience: str) -> dict[views.Address, views.Object | None]:
        """Return all that an audience sees at `seq`, by address, to be read on any thread.

        `views.assemble` makes the view of it.
        """
        published = self._published[audience]
        return {**published.objects, **published.pending}

    @property
    def lead(self) -> str | None:
        """The person who drives the wall and the agenda, at `seq`."""
        workshop = self.latest(views.CONSOLE, "workshop") or {}
        return workshop.get("lead")

    def _look_who_leads(self) -> None:
        self.presence.led_by(self.lead)

    def view_seq(self, audience: str) -> int:
        """Return the seq at which an audience's view stands."""
        return self._published[audience].seq

    def mine(self, by: str, role: str) -> views.View:
        """Return what a seat or person sees of its own; a wall has nothing."""
        if role == WALL_ROLE:
            return {"responses": {}, "votes": {}, "rights": {}}
        own = self._mine.get(by)
        if own is None:
            own = mine(Room(), by, contents.FACILITATOR)
        if role != contents.FACILITATOR and is_person(by):
            own = {**own, "rights": {"steer": True}}
        return own

    def seat_of(self, key: str) -> str | None:
        """Return the seat whose secret has this digest."""
        return self._by_key.get(key)

    def has_recovery(self, recovery: str) -> bool:
        """Return True when a seat's recovery code has this digest."""
        return recovery in self._by_recovery

    def welcome(
        self, audience: str, by: str, role: str, epoch: str | None, seq: int
    ) -> AsyncIterator[bytes]:
        """Return the frames that begin a conversation (L2, L3), as things stand at this call.

        They are written one by one as they are taken, and the loop serves others between them.
        """
        published = self._published[audience]
        frame: dict[str, Any] = {
            "type": "welcome",
            "epoch": self.epoch,
            "seq": published.seq,
            "now": self._clock(),
            "as": audience,
            "role": role,
        }
        if audience != views.WALL:
            frame["seat"] = by
        frame["mine"] = self.mine(by, role)
        tail = published.tail.after(seq, published.seq) if epoch == self.epoch else None
        if tail is not None and not is_large(tail):
            return _one_by_one({**frame, "tail": tail}, [])
        return _one_by_one(frame, published.parts())

    # ── sending ────────────────────────────────────────────────────────────

    async def command(
        self,
        command: Any,
        *,
        by: str,
        role: str,
        ref: str,
        digest: str | None = None,
        along: Along | None = None,
    ) -> Answer:
        """Send a command and wait until it is on disk, with what `along` writes or neither.

        Raises WorkshopError.
        """
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def reply(result: Answer | WorkshopError) -> None:
            if future.done():
                return
            if isinstance(result, WorkshopError):
                future.set_exception(result)
            else:
                future.set_result(result)

        self.send(command, by=by, role=role, ref=ref, reply=reply, digest=digest, along=along)
        return await future

    def send(
        self,
        command: Any,
        *,
        by: str,
        role: str,
        ref: str,
        reply: Reply,
        digest: str | None = None,
        along: Along | None = None,
    ) -> None:
        """Send a command; `reply` is called on the loop, at once when it cannot even wait."""
        at = self._clock()
        if role == contents.PARTICIPANT and not self._may_send(by, at):
            reply(Refused("too_fast", temporary=True))
            return
        refusal = None
        if is_person(by):
            self.presence.meet(by)
            refusal = self.presence.check(command, by, self.lead)
            reply = self._meeting(command, by, reply)
        loop = asyncio.get_running_loop()
        digest = wire.digest_of(command) if digest is None else digest

        def on_loop(result: Answer | WorkshopError) -> None:
            """Bring an answer from the writer's thread; `_take_in` calls `reply` directly."""
            loop.call_soon_threadsafe(reply, result)

        call = Call(command, by, role, ref, digest, at, _Routed(reply, on_loop), refusal, along)
        try:
            needs_turn = self._holder.add(call)
        except WorkshopError as error:
            reply(error)
            return
        if needs_turn:
            self._enqueue()
        if self._holder.are_enough:
            self._hurry()

    @property
    def screen(self) -> Screen:
        """How phrases are screened here."""
        return self._holder.screen

    def screen_by(self, screen: Screen) -> None:
        """Screen what is sent from now on by other lists."""
        self._holder.screen = screen

    def end(self, code: int) -> None:
        """Take no more commands, keep no words, tell nothing more; end who listens with this code.

        A room is out of the collector's sight (`_open`), so what it holds is let go of here.
        """
        with self._holder.lock:
            self._holder.is_over = True
        for published in self._published.values():
            published.forget(self._seq)
        self._mine.clear()
        self.hub.close(code)
        self.nudge()  # a turn lets go of the room itself

    def _meeting(self, command: Any, by: str, reply: Reply) -> Reply:
        """Return a reply that also tells who was faster, where somebody was."""

        def answer(result: Answer | WorkshopError) -> None:
            reply(result)
            if isinstance(result, Refused) and result.code == "changed_meanwhile":
                self.presence.met(by, result, command)

        return answer

    def nudge(self) -> None:
        """Let a turn read on: somebody else has written to the journal."""
        with self._holder.lock:
            self._holder.edition = None
            needed = not self._holder.queued
            self._holder.queued = True
        if needed:
            self._enqueue()

    def _enqueue(self) -> None:
        turn = Turn(self._holder, self._put)
        try:
            self._put(turn)
        except Unavailable as error:
            turn.refuse(error)

    def _may_send(self, by: str, at: int) -> bool:
        is_table = "table" in self._mine.get(by, {})
        burst, rate = (TABLE_BURST, TABLE_RATE) if is_table else (BURST, RATE)
        bucket = self._buckets.get(by)
        if bucket is None:
            bucket = self._buckets[by] = Bucket(burst, at)
        return bucket.take(at, burst, rate)

    async def outcome(self, language: str = "en") -> Outcome:
        """Return the workshop frozen where it stands, read inside a turn of its own."""
        frozen: Outcome = await self.read(lambda room: freeze(room, language))
        return frozen

    async def read(self, look: Callable[[Room], Any]) -> Any:
        """Return what `look` makes of the committed room. Raises Unavailable `storage`."""
        loop = asyncio.get_running_loop()
        for _ in range(READ_TRIES):
            future: asyncio.Future[Any] = loop.create_future()
            self._put(_Look(self._holder, look, loop, future))
            try:
                return await future
            except _Dropped:
                self.nudge()  # a turn reads the journal again
        raise Unavailable("storage")

    # ── publishing: on the loop ────────────────────────────────────────────

    def take_in(self, news: Publication) -> None:
        """Let out what a turn has committed: own views, answers, then each audience in its pace.

        Where very many own views change, the loop serves others between them; what comes later
        waits for its turn.
        """
        self._coming.append((news, iter(news.mine.items())))
        if len(self._coming) == 1:
            self._let_out()

    def _let_out(self) -> None:
        while self._coming:
            news, owed = self._coming[0]
            try:
                for by, own in islice(owed, OWN_AT_ONCE):
                    self._tell_own(by, own, news.seq)
                if length_hint(owed):
                    asyncio.get_running_loop().call_soon(self._let_out)
                    return
                self._answer_and_publish(news)
            except Exception:  # what comes later must not wait for ever
                log.exception("a publication was not let out whole")
            self._coming.popleft()

    def _answer_and_publish(self, news: Publication) -> None:
        self._seq = max(self._seq, news.seq)
        if news.words_gone:
            self._words_gone = self._seq
        self._learn_seats(news.seats)
        for reply, result in news.answers:
            if isinstance(result, WorkshopError):
                self.refused += 1
            else:
                self.acked += 1
            try:
                (reply.on_loop if isinstance(reply, _Routed) else reply)(result)
            except Exception:  # one who cannot take an answer must not cost the others theirs
                log.exception("an answer was not taken")
        for name, found in news.objects.items():
            published = self._published[name]
            published.pending.update(found)
        self._look_who_leads()
        for name in news.objects:
            published = self._published[name]
            if news.forget:
                self._publish(name, news.seq, whole=True)
                published.tail.forget(news.seq)
            else:
                self._publish_in_time(name)
        loop = asyncio.get_running_loop()
        for listen in self.heard:
            loop.call_later(0, listen, news)  # after what is due: it may look at each of thousands

    def _tell_own(self, by: str, own: views.View, seq: int) -> None:
        was = self._mine.get(by)
        if own == was:
            return  # most of a room, when one theme changes
        self._mine[by] = own
        change = difference(was or mine(Room(), by, contents.FACILITATOR), own)
        change.pop("rights", None)  # they follow from the role, and do not change
        if change:
            self.hub.tell_own(by, wire.encode({"type": "mine", "seq": seq, "patch": change}))

    def _publish_in_time(self, name: str) -> None:
        published = self._published[name]
        if published.timer is not None or not published.pending:
            return
        loop = asyncio.get_running_loop()
        wait = published.last + INTERVALS[name] - loop.time()
        if wait <= 0:
            self._publish(name, self._seq)
        else:
            published.timer = loop.call_later(wait, self._publish_due, name)

    def publish_now(self, name: str) -> None:
        """Show an audience what has happened, without waiting for its pace.

        For who has posted a form: the page that follows is made from what was published.
        """
        self._publish(name, self._seq, whole=True)

    def tell(self, name: str, frame: bytes) -> None:
        """Tell an audience something that belongs to no seq."""
        self.hub.tell(name, frame, self.view_seq(name))

    def _publish_due(self, name: str) -> None:
        self._published[name].timer = None
        self._publish(name, self._seq)

    def _publish(self, name: str, seq: int, *, whole: bool = False) -> None:
        """Show an audience what is pending, by portions, or the whole of it at once.

        A portion's frame says that more is coming: its seq is nothing to come back to (L3).
        """
        published = self._published[name]
        if published.timer is not None:
            published.timer.cancel()
            published.timer = None
        change = published.change(published.take(None if whole else PORTION))
        loop = asyncio.get_running_loop()
        published.last = loop.time()
        more = bool(published.pending)
        if more:
            published.timer = loop.call_later(BETWEEN, self._publish_due, name)
        if not change and (more or not published.is_partial):
            return  # the client's seq stays behind; a tail without patches leads it here
        if published.is_partial and not more:
            gc.freeze()  # as when a room is opened
        published.is_partial = more
        stood = published.seq
        if not more:
            published.seq = seq
        published.tail.add(seq, change)
        self.hub.tell(name, wire.encode(wire.patch(seq, change, more=more)), stood)

    def _learn_seats(self, seats: dict[str, tuple[str, str]]) -> None:
        for seat, (key, recovery) in seats.items():
            old = self._digests.get(seat)
            if old == (key, recovery):
                continue
            if old is not None:
                self._by_key.pop(old[0], None)
                self._by_recovery.pop(old[1], None)
                self.hub.end_proof(old[0], NOT_ALLOWED)  # the old device holds nothing any more
            self._digests[seat] = (key, recovery)
            self._by_key[key] = seat
            self._by_recovery[recovery] = seat


async def _one_by_one(welcome: dict[str, Any], view: list[Part]) -> AsyncIterator[bytes]:
    """Write a welcome, with the first part of a view if there is one, and its other parts."""
    if view:
        welcome["view"] = view[0].written()
    if len(view) > 1:
        welcome["more"] = True
    yield wire.encode(welcome)
    for left, part in zip(range(len(view) - 2, -1, -1), view[1:], strict=True):
        await asyncio.sleep(0)
        yield wire.encode(wire.patch(welcome["seq"], part.written(), more=left > 0))


class _Routed:
    """A reply that knows the way: called from any thread, or on the loop."""

    __slots__ = ("_from_thread", "on_loop")

    def __init__(self, on_loop: Reply, from_thread: Reply) -> None:
        self.on_loop = on_loop
        self._from_thread = from_thread

    def __call__(self, result: Answer | WorkshopError) -> None:
        self._from_thread(result)


class _Dropped(Exception):
    """The room is not in memory; a turn must read it first."""


class _Look:
    """A job that reads a committed room and writes nothing."""

    def __init__(
        self,
        holder: Holder,
        look: Callable[[Room], Any],
        loop: asyncio.AbstractEventLoop,
        future: "asyncio.Future[Any]",
    ) -> None:
        self._holder = holder
        self._look = look
        self._loop = loop
        self._future = future

    def run(self, session: Session) -> None:
        """A room that was dropped is read again; uncommitted turns of this batch are not seen."""

    def committed(self) -> None:
        """Look, on the writer's thread after the commit: the room is what the journal says."""
        room = self._holder.room
        if room is None:
            self._loop.call_soon_threadsafe(self._fail, _Dropped())
            return
        try:
            result = self._look(room)
        except Exception as error:
            self._loop.call_soon_threadsafe(self._fail, error)
            return
        self._loop.call_soon_threadsafe(self._succeed, result)

    def failed(self, error: Exception) -> None:
        """Say that it could not be read."""
        self._loop.call_soon_threadsafe(self._fail, error)

    def in_doubt(self, error: Exception) -> None:
        """Say that it could not be read."""
        self._loop.call_soon_threadsafe(self._fail, error)

    def _succeed(self, result: Any) -> None:
        if not self._future.done():
            self._future.set_result(result)

    def _fail(self, error: Exception) -> None:
        if not self._future.done():
            self._future.set_exception(error)


@dataclass(frozen=True, slots=True)
class First:
    """What a room publishes when it is opened."""

    seq: int
    objects: dict[str, dict[views.Address, views.Object | None]]
    mine: dict[str, views.View]
    seats: dict[str, tuple[str, str]]
    rehearsal_of: str | None  # the workshop that is rehearsed here


class Rooms:
    """All workshops that are in memory."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        *,
        epoch: str,
        clock: Clock,
        redact: Redact,
        rename: Rename = lambda *renamed: None,
        screen: Callable[[Session, str], Screen] = lambda session, district: CONTACTS,
    ) -> None:
        """`redact` blanks a response's words in plans, inside the turn's transaction.

        `rename` calls combined themes and plan items otherwise that bear a name the engine made up
        of such words.
        `screen` returns how phrases are screened in a district.
        """
        self._database = database
        self._writer = writer
        self._epoch = epoch
        self._clock = clock
        self._redact, self._rename = redact, rename
        self._screen = screen
        self._screens: dict[str, Screen] = {}  # by district: one for all of its workshops
        self._opening: dict[str, asyncio.Task[LiveRoom]] = {}
        self._reading = asyncio.Lock()  # one room after the other
        self._loop: asyncio.AbstractEventLoop | None = None
        self.opened: list[Callable[[LiveRoom], None]] = []  # told of each room that opens

    async def enter(self, district_id: str, workshop_id: str) -> LiveRoom:
        """Return the live room, opened by replay when it is not in memory.

        Raises NotFound `no_such_workshop`, Unavailable `storage`.
        """
        self._loop = asyncio.get_running_loop()
        task = self._opening.get(workshop_id)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.create_task(self._open(district_id, workshop_id))
            self._opening[workshop_id] = task
        return await asyncio.shield(task)

    def inside(self) -> list[LiveRoom]:
        """Return the rooms in memory."""
        return [
            task.result()
            for task in self._opening.values()
            if task.done() and not task.cancelled() and task.exception() is None
        ]

    async def leave(self, live: LiveRoom, code: int) -> None:
        """Keep a room in memory no more, whose journal is gone; end who listens with this code."""
        self._opening.pop(live.workshop_id, None)
        live.end(code)
        for stop in live.at_end:
            await stop()

    def screen_by(self, district_id: str, screen: Screen) -> None:
        """Screen by other lists in every workshop of a district, from now on."""
        self._screens[district_id] = screen
        for live in self.inside():
            if live.district_id == district_id:
                live.screen_by(screen)

    async def _open(self, district_id: str, workshop_id: str) -> LiveRoom:
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with self._reading:
            gc.disable()  # it would look through a large room again and again, 60 ms each time
            try:
                holder, first = await asyncio.to_thread(self._read, district_id, workshop_id)
                live = LiveRoom(
                    holder, self._epoch, self._clock, self.put, self._writer.hurry, first
                )
            finally:
                gc.freeze()  # a room stays, and is looked through no more
                gc.enable()
        holder.publish = lambda news: _hand_over(loop, live, news)
        holder.screen = self._screens.setdefault(district_id, holder.screen)
        for listen in self.opened:
            listen(live)
        took = round(loop.time() - began, 3)
        log.info("workshop is read", extra={"workshop": workshop_id, "seq": first.seq, "s": took})
        return live

    def _read(self, district_id: str, workshop_id: str) -> tuple[Holder, First]:
        """Read a room from the journal, on a thread of its own."""
        with self._database.reader() as session:
            rehearsal_of = workshops.get(session, district_id, workshop_id).rehearsal_of
            room = replay(session, workshop_id)
            known = self._screens.get(district_id)
            screen = known or self._screen(session, district_id)
        holder = Holder(
            workshop_id,
            district_id,
            _unheard,
            self._redact,
            screen,
            self._rename,
            room=room,
            handed=room.seq,
        )
        persons = [by for by in {**room.steps, **room.by_typist} if is_person(by)]
        everyone = [*room.seats, *persons]
        every = views.every_key(room)
        news = publication(room, room.seq, [], every, everyone, False, was=holder.mine)
        return holder, First(room.seq, news.objects, news.mine, news.seats, rehearsal_of)

    def put(self, job: Job) -> None:
        """Let a job wait for the writer; one whose commit was in doubt waits a little longer.

        Raises Unavailable `busy`, `closing`.
        """
        if isinstance(job, Turn) and job.tries and self._loop and not self._loop.is_closed():
            wait = RETRY_FIRST * 4 ** (job.tries - 1)
            self._loop.call_soon_threadsafe(self._put_later, job, wait)
        else:
            self._writer.put(job, first=isinstance(job, Turn) and job.comes_first)

    def _put_later(self, turn: Turn, wait: float) -> None:
        asyncio.get_running_loop().call_later(wait, self._put_or_refuse, turn)

    def _put_or_refuse(self, turn: Turn) -> None:
        try:
            self._writer.put(turn)
        except Unavailable as error:
            turn.refuse(error)


def _hand_over(loop: asyncio.AbstractEventLoop, live: LiveRoom, news: Publication) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(live.take_in, news)


def _unheard(news: Publication) -> None:
    """Stand in until the live room is there; no turn runs before that."""
