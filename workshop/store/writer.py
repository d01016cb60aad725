"""Writer: one thread, one commit for everything that waits."""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

from workshop.errors import Unavailable
from workshop.store.database import Database, has_transaction, is_storage_fault

MAX_WAITING = 5_000  # jobs; beyond it a refusal is kinder than a queue
MAX_BATCH = 512  # jobs in one commit
PACE = 0.01  # seconds from commit to commit: a disk's flush costs more than all that is in it
ENOUGH = 32  # pieces of writing that are worth a commit before that
CHECKPOINT_OVER = 4 * 1024 * 1024  # bytes of WAL
REST = 2.0  # seconds without a job after which the WAL is emptied

log = logging.getLogger(__name__)

T = TypeVar("T")


class Job(Protocol):
    """A piece of writing. Exactly one of the last three is called, once, on the writer's thread."""

    def run(self, session: Session) -> None:
        """Write, inside a savepoint of its own; what it raises undoes only this job.

        It neither commits nor rolls back.
        """

    def committed(self) -> None:
        """Learn that it is on disk."""

    def failed(self, error: Exception) -> None:
        """Learn that `run` raised, and what; the rest of the batch stands."""

    def in_doubt(self, error: Exception) -> None:
        """Learn that the commit failed: nothing that `run` saw or made may be shown."""


class Writer:
    """Runs jobs in the order in which they were put, many in one transaction."""

    def __init__(
        self, database: Database, *, max_waiting: int = MAX_WAITING, rest: float = REST
    ) -> None:
        """Start the thread; `close` ends it. After `rest` seconds without a job it tidies up."""
        self._database = database
        self._max_waiting = max_waiting
        self._rest = rest
        self._waiting: deque[Job] = deque()
        self._changed = threading.Condition()
        self._closing = self._hurries = False
        self._checkpoint_over = CHECKPOINT_OVER
        self._is_put_off = False  # the latest checkpoint did not go through
        self.commits = self.failed_commits = 0
        self.is_failing = False  # the latest commit did not go through
        self._began: float | None = None  # when the commit that runs now began
        self._last = -math.inf  # when the latest commit began
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many jobs wait for their turn."""
        return len(self._waiting)

    @property
    def seconds_in_commit(self) -> float:
        """How long the commit that runs now has taken; a lock or a slow disk holds it up."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def put(self, job: Job, *, first: bool = False) -> None:
        """Let a job wait for its turn, or `first`; from any thread and a job's own callbacks.

        Raises Unavailable: `busy` when too many wait, `closing` after `close`.
        """
        with self._changed:
            if self._closing:
                raise Unavailable("closing")
            if len(self._waiting) >= self._max_waiting:
                raise Unavailable("busy")
            if first:
                self._waiting.appendleft(job)
            else:
                self._waiting.append(job)
            self._changed.notify()

    def hurry(self) -> None:
        """Let the next commit begin as soon as it can: jobs that wait have ENOUGH to write."""
        with self._changed:
            self._hurries = True
            self._changed.notify()

    def write(self, act: Callable[[Session], T]) -> Future[T]:
        """Put `act` as a job; its result comes after the commit.

        The future raises what `act` raised, or Unavailable `storage` when the commit is in doubt.
        Raises Unavailable as `put` does.
        """
        writing = _Writing(act)
        self.put(writing)
        return writing.future

    def close(self, timeout: float | None = None) -> None:
        """Do what waits, empty the WAL and end the thread; wait for it `timeout` seconds."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout)
        if self._thread.is_alive():
            log.error("writer did not finish in %s s", timeout)

    # --- on the thread ----------------------------------------------------------------------

    def _work(self) -> None:
        while (jobs := self._take()) is not None:
            if jobs:
                self._commit(jobs)
            elif self.is_failing:
                self._try_again()
            self._checkpoint(over=self._checkpoint_over if jobs else 0)
        self._checkpoint(over=0)

    def _take(self) -> list[Job] | None:
        """Return the next batch; an empty one after a rest, None when all is done."""
        with self._changed:
            if not self._waiting and not self._closing:
                self._changed.wait(self._rest)
            if not self._waiting and self._closing:
                return None
            # One who comes alone does not wait; of several, more share a commit.
            if self._waiting:
                pace = self._last + PACE - time.monotonic()
                self._changed.wait_for(self._is_enough, max(0.0, pace))
            self._hurries = False
            self._last = time.monotonic()
            count = min(len(self._waiting), MAX_BATCH)
            return [self._waiting.popleft() for _ in range(count)]

    def _is_enough(self) -> bool:
        return self._hurries or self._closing or len(self._waiting) >= ENOUGH

    def _commit(self, jobs: list[Job]) -> None:
        self._began = time.monotonic()
        try:
            with self._database.transaction() as connection:
                errors = [_run(job, connection) for job in jobs]
        except Exception as error:
            self.failed_commits += 1
            # Why is told once: a disk may be full for a night, and the log lies on it.
            log.error(
                "nothing of a batch of %d was written", len(jobs), exc_info=not self.is_failing
            )
            self.is_failing = True
            for job in jobs:
                _tell(job.in_doubt, _unavailable(error))
            return
        finally:
            self._began = None
        self.commits += 1
        if self.is_failing:
            self._try_again()  # these jobs may have had nothing to write
        for job, failure in zip(jobs, errors, strict=True):
            if failure is None:
                _tell(job.committed)
            else:
                _tell(job.failed, failure)

    def _try_again(self) -> None:
        """Learn whether the storage takes something again."""
        with suppress(Exception):
            self._database.write_nothing()
            self.is_failing = False

    def _checkpoint(self, *, over: int) -> None:
        """Empty a WAL of more than `over` bytes; if a reader stands in the way, later."""
        if self._database.waiting_bytes() <= over:
            return
        try:
            self._database.checkpoint()
            self._is_put_off = False
        except Exception:
            if not self._is_put_off:
                log.exception("no checkpoint for now")
            self._is_put_off = True
        self._checkpoint_over = self._database.waiting_bytes() + CHECKPOINT_OVER


class _Writing(Generic[T]):
    """A plain function as a job."""

    def __init__(self, act: Callable[[Session], T]) -> None:
        self.future: Future[T] = Future()
        self._act = act
        self._result: T

    def run(self, session: Session) -> None:
        if self.future.set_running_or_notify_cancel():
            self._result = self._act(session)

    def committed(self) -> None:
        if not self.future.cancelled():
            self.future.set_result(self._result)

    def failed(self, error: Exception) -> None:
        self.future.set_exception(error)

    def in_doubt(self, error: Exception) -> None:
        if not self.future.cancelled():
            self.future.set_exception(error)


def _run(job: Job, connection: Connection) -> Exception | None:
    """Run a job in its savepoint and return what it raised.

    Raises what ended the whole transaction, or made it worthless.
    """
    # A session for each job, so that none sees objects that another one's undoing made untrue.
    # It opens a savepoint with its first statement, and its commit only releases that.
    session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    try:
        job.run(session)
        session.commit()
    except Exception as error:
        if is_storage_fault(error) or not has_transaction(connection):
            # First the whole: there may be no savepoint left to go back to.
            connection.rollback()
            raise
        session.rollback()
        return error
    finally:
        session.close()
    return None


def _tell(callback: Callable[..., None], *arguments: Any) -> None:
    """Call back; what a job does wrong there is its own affair."""
    try:
        callback(*arguments)
    except Exception:
        log.exception("a job did not take its answer")


def _unavailable(error: Exception) -> Unavailable:
    unavailable = Unavailable("storage")
    unavailable.__cause__ = error
    return unavailable
