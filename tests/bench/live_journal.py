"""Submissions that go into the product's journal by the product's writer, without a room."""

import asyncio
import tempfile
import threading
from pathlib import Path
from typing import Any

import uvloop
from sqlmodel import Session

from tests.live.standing import prepare
from workshop.store import journal
from workshop.store.workshops import Workshop
from workshop.store.writer import ENOUGH, Writer


class Line:
    """Those who wait for an answer, in the order in which they came."""

    def __init__(self, writer: Writer, workshop: Workshop, seq: int) -> None:
        """Nobody waits yet; `seq` is the journal's newest."""
        self.workshop, self.seq = workshop, seq
        self.loop = asyncio.get_running_loop()
        self._writer = writer
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[None]]] = []
        self._lock = threading.Lock()

    async def submit(self, number: int, seconds: float) -> int:
        """Submit for so long, each when the one before is answered; return how many."""
        done, until = 0, self.loop.time() + seconds
        while self.loop.time() < until:
            ref = f"{number:04}-{done:06}"
            event = {"type": "response_submitted", "ref": ref, "text": f"Phrase {ref}"}
            answer = self.loop.create_future()
            with self._lock:
                self._waiting.append((event, answer))
                n_waiting = len(self._waiting)
            if n_waiting == 1:
                self._writer.put(Batch(self))
            elif n_waiting == ENOUGH:
                self._writer.hurry()
            await answer
            done += 1
        return done

    def take(self) -> list[tuple[dict[str, Any], asyncio.Future[None]]]:
        """Return all that wait, who wait no more."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return waiting


class Batch:
    """A job of the writer: whatever waits, as entries of one workshop."""

    def __init__(self, line: Line) -> None:
        """Take them when it runs."""
        self._line = line
        self._answers: list[asyncio.Future[None]] = []

    def run(self, session: Session) -> None:
        """Append what waits."""
        line, waiting = self._line, self._line.take()
        self._answers = [answer for _, answer in waiting]
        entries = [
            journal.Entry(seq, 0, "s1", event["ref"], "", "submit_response", (event,))
            for seq, (event, _) in enumerate(waiting, line.seq + 1)
        ]
        journal.append(session, line.workshop.district, line.workshop.id, entries)
        line.seq += len(entries)

    def committed(self) -> None:
        """Answer all of them on the loop."""
        self._line.loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        for answer in self._answers:
            if not answer.done():
                answer.set_result(None)

    def failed(self, error: Exception) -> None:
        """End the run."""
        raise error

    in_doubt = failed


def acks(wish: dict[str, Any]) -> dict[str, float]:
    """Let `n` submit for so many `seconds`; return the `rate` of answers a second."""
    with tempfile.TemporaryDirectory() as folder:
        _, made, _, writer, database = prepare(Path(folder) / "workshop.db")
        with database.reader() as session:
            seq = journal.last_seq(session, made.id)

        async def all_of_them() -> int:
            line = Line(writer, made, seq)
            own = (line.submit(at, wish["seconds"]) for at in range(wish["n"]))
            return sum(await asyncio.gather(*own))

        rate = uvloop.run(all_of_them()) / wish["seconds"]
        writer.close(10)
        database.close()
    return {"rate": rate}
