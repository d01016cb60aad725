"""Crowd: the simulated people of a rehearsal.  They come in, speak and vote as everybody does.

Each is a seat, and each phrase a command with a `ref` of its own, so that a server that was started
anew goes on where it stood: what was done already is answered again and done once.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from workshop.errors import Over, Refused, WorkshopError
from workshop.ids import digest_of, new_secret
from workshop.live.ballots import chosen
from workshop.live.rooms import LiveRoom
from workshop.live.turns import Publication
from workshop.room.contents import PARTICIPANT
from workshop.room.join import JoinRoom
from workshop.room.nouns import DOOR
from workshop.room.respond import SubmitResponse
from workshop.room.views import CONSOLE, Object, assemble
from workshop.room.vote import CastVote

log = logging.getLogger(__name__)

COME_IN = 12.0  # seconds until all are there
EACH_SPEAKS = 40.0  # seconds between two phrases of one person, in the mean
ALL_VOTE = 30.0  # seconds until all have voted
FASTEST = 0.3  # seconds between two phrases of the room: a wall that can be read
PHRASES_EACH = 1.5  # under one prompt, in the mean
SEATS_PER_TABLE = 12  # one seat of so many is a table's
SAME_PER = 9  # one phrase of so many was said already, in nearly the same words
HELD_AT = 6  # which phrase the screening holds
AGAIN = 2.0  # seconds to wait where the server cannot take anything now
_SAME_DIGEST = "crowd"  # whatever is sent under a ref that is known: the first answer holds


class Said(NamedTuple):
    """What somebody might say."""

    text: str
    group: str | None = None  # its id in the workshop; None: anybody may say it
    is_held: bool = False  # the screening holds it


class Asked(NamedTuple):
    """A prompt that the crowd answers, or one of its rounds."""

    prompt: str
    kind: str
    wave: int = 0  # from 1; 0 where there are no rounds
    of: int = 1

    @property
    def ref(self) -> str:
        """How the refs of what is said then begin."""
        return f"crowd-{self.prompt}-{self.wave}-"


# What may be said under a kind of prompt, by the groups of the workshop; read on a thread.
Script = Callable[[str, Object], Sequence[Said]]


class Crowd:
    """Everybody who is simulated in one rehearsal; works while a prompt is open, and rests else."""

    def __init__(self, live: LiveRoom, script: Script, *, pace: float = 1.0) -> None:
        """Let nobody in yet. `pace`: how much slower than people it goes."""
        self._live = live
        self._script = script
        self._pace = pace
        self._size: int = live.view(CONSOLE)["workshop"].get("rehearsal", 0)
        self._seats: list[str] = []
        self._group_of: dict[str, str | None] = {}
        self._told: dict[Asked, int] = {}  # how much of each plan has been said
        self._plans: dict[Asked, list[tuple[str, str]]] = {}  # who says what
        self._voted: dict[str, set[str]] = {}  # ballot → who has voted in it
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Let them come."""
        self._live.heard.append(self._hear)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Send them home."""
        if self._hear in self._live.heard:
            self._live.heard.remove(self._hear)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _hear(self, news: Publication) -> None:
        stirs = ("prompts", "workshop", "ballots")
        if any(address[0] in stirs for address in news.objects[CONSOLE]):
            self._changed.set()

    async def _run(self) -> None:
        try:
            await self._come_in()
            while True:
                self._changed.clear()
                if await self._votes():
                    continue
                asked = await self._next()
                if asked is None:
                    await self._changed.wait()
                else:
                    await self._rest(self._between())
                    await self._speak(asked)
        except Over:
            return  # it was wiped under their feet
        except Exception:
            log.exception("the crowd of a rehearsal broke")

    # ── coming in ──────────────────────────────────────────────────────────

    async def _come_in(self) -> None:
        """Take the seats, one after the other; those that are taken already at once."""
        workshop = self._live.view(CONSOLE)["workshop"]
        chance = random.Random(workshop["id"])
        for number in range(self._size):
            command = _newcomer(number, workshop, chance)
            stood = self._live.seq
            seat = await self._take_seat(number, command)
            self._seats.append(seat)
            self._group_of[seat] = command.group
            if self._live.seq > stood:
                await self._rest(random.uniform(0.3, 1.7) * COME_IN / self._size)

    async def _take_seat(self, number: int, command: JoinRoom) -> str:
        while True:
            self._changed.clear()
            try:
                answer = await self._live.command(
                    command, by=DOOR, role=DOOR, ref=f"crowd-{number}", digest=_SAME_DIGEST
                )
                return answer.made[0]
            except Over:
                raise
            except Refused:  # the workshop is closed: it may be opened again, hours later
                await self._changed.wait()
            except WorkshopError:  # the store is busy
                await self._rest(AGAIN)

    # ── voting ─────────────────────────────────────────────────────────────

    async def _votes(self) -> bool:
        """Let one more vote in the open ballot; False where nobody is left to."""
        ballots = assemble(self._live.snapshot(CONSOLE))["ballots"]
        key = next((key for key, one in ballots.items() if one["state"] == "open"), None)
        if key is None:
            return False
        left = [seat for seat in self._seats if not self._has_voted(key, seat)]
        if not left:
            return False
        await self._rest(random.expovariate(self._size / ALL_VOTE))
        await self._vote(key, ballots[key], left[0])
        return True

    def _has_voted(self, ballot: str, seat: str) -> bool:
        """Return True for who has voted, also with a server before this one."""
        voted = self._voted.setdefault(ballot, set())
        if seat not in voted and ballot in self._live.mine(seat, PARTICIPANT)["votes"]:
            voted.add(seat)
        return seat in voted

    async def _vote(self, key: str, ballot: Object, seat: str) -> None:
        choices, reason = chosen(ballot, f"{self._live.workshop_id} {key}", seat)
        try:
            await self._live.command(
                CastVote(key, choices, reason),
                by=seat,
                role=PARTICIPANT,
                ref=f"crowd-{key}-{seat}",
                digest=_SAME_DIGEST,
            )
        except Refused:
            pass  # it has closed meanwhile
        except WorkshopError as error:
            if not error.temporary:
                raise
            await self._rest(AGAIN)
            return
        self._voted[key].add(seat)

    # ── speaking ───────────────────────────────────────────────────────────

    async def _next(self) -> Asked | None:
        """Return the open prompt of which the least has been said; None where all has been."""
        # At the latest commit: what is published comes later, and nobody says when.
        prompts = assemble(self._live.snapshot(CONSOLE))["prompts"]
        takes = [(key, one) for key, one in prompts.items() if one["state"] == "open"]
        every = [Asked(key, one["kind"], *_round(one)) for key, one in takes]
        left = [one for one in every if self._said(one) < len(await self._plan(one))]
        return min(left, key=self._said, default=None)

    def _said(self, asked: Asked) -> int:
        """Return how far a plan is done, also by a server before this one."""
        if asked not in self._told:
            own = (self._live.mine(seat, PARTICIPANT)["responses"] for seat in self._seats)
            refs = [said["ref"] for responses in own for said in responses.values()]
            done = [int(ref.rpartition("-")[2]) for ref in refs if ref.startswith(asked.ref)]
            self._told[asked] = max(done, default=-1) + 1
        return self._told[asked]

    async def _plan(self, asked: Asked) -> list[tuple[str, str]]:
        """Return who says what under a prompt; the same whenever this rehearsal is asked."""
        if asked not in self._plans:
            groups = self._live.view(CONSOLE)["workshop"]["groups"]
            known = await asyncio.to_thread(self._script, asked.kind, groups)
            chance = random.Random(f"{self._live.workshop_id} {asked.prompt}")
            texts = _texts(list(known), round(PHRASES_EACH * self._size), chance)
            spoken = [(self._speaker(said, chance), said.text) for said in texts]
            self._plans[asked] = spoken[asked.wave - 1 :: asked.of] if asked.wave else spoken
        return self._plans[asked]

    def _speaker(self, said: Said, chance: random.Random) -> str:
        theirs = [seat for seat in self._seats if said.group and self._group_of[seat] == said.group]
        return chance.choice(theirs or self._seats)

    async def _speak(self, asked: Asked) -> None:
        number = self._said(asked)
        seat, text = self._plans[asked][number]
        try:
            await self._live.command(
                SubmitResponse(asked.prompt, text),
                by=seat,
                role=PARTICIPANT,
                ref=f"{asked.ref}{number}",
                digest=_SAME_DIGEST,
            )
        except Refused as error:
            # A closed prompt may open again; who has sent enough of a round, or all, leaves it.
            if error.code not in ("wave_full", "too_many"):
                await self._rest(AGAIN)
                return
        except WorkshopError as error:
            if not error.temporary:
                raise
            await self._rest(AGAIN)
            return
        self._told[asked] = number + 1

    def _between(self) -> float:
        """Return after how many seconds the next phrase comes: people come as a Poisson process."""
        return random.expovariate(1 / max(FASTEST, EACH_SPEAKS / max(1, self._size)))

    async def _rest(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self._pace)


def _round(prompt: Object) -> tuple[int, int]:
    """Return which round of a prompt runs, and of how many."""
    wave = prompt.get("wave", {})
    return wave.get("number", 0), wave.get("of", 1)


def _newcomer(number: int, workshop: Object, chance: random.Random) -> JoinRoom:
    """Return how somebody joins: alone or for a table, in a group or in none, with tags."""
    secret = new_secret()  # of which nobody keeps anything
    group = chance.choice([*workshop["groups"], None])
    is_table = number % SEATS_PER_TABLE == SEATS_PER_TABLE - 1
    tags = tuple(
        f"{key}.{chance.choice(list(asked['options']))}"
        for key, asked in workshop.get("tags", {}).items()
    )
    return JoinRoom(
        key=digest_of(secret),
        recovery=digest_of(secret[::-1]),
        group=group,
        language=chance.choice(["en", "en", "en", "es"]),
        table=number // SEATS_PER_TABLE + 1 if is_table else None,
        headcount=chance.randint(4, 8) if is_table else None,
        tags=tags,
    )


def _texts(known: list[Said], most: int, chance: random.Random) -> list[Said]:
    """Return at most so many phrases in some order: one is held, some come nearly twice."""
    held = [said for said in known if said.is_held]
    fresh = [said for said in known if not said.is_held]
    chance.shuffle(fresh)
    texts: list[Said] = []
    while len(texts) < most and (fresh or len(texts) < 2 * len(known)):
        if len(texts) == HELD_AT - 1 and held:
            texts.append(chance.choice(held))
            held = []
        elif texts and (not fresh or len(texts) % SAME_PER == SAME_PER - 1):
            said = chance.choice([one for one in texts if not one.is_held])
            texts.append(said._replace(text=_alike(said.text, chance)))
        elif fresh:
            texts.append(fresh.pop())
        else:
            break
    return texts


def _alike(text: str, chance: random.Random) -> str:
    """Return a phrase as somebody else types it."""
    return chance.choice([text.capitalize(), f"{text}!", text.upper(), f"{text.capitalize()}."])
