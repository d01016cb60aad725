"""Database: a SQLite file, opened so that what was committed stays.

One connection writes and checkpoints, the writer's; everybody else reads.
"""

import itertools
import os
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from workshop.errors import Refused, Unavailable
from workshop.store import journal, migrations

# SQLite before it may damage a WAL file when two connections write and checkpoint at once.
FIRST_WITHOUT_WAL_RESET_BUG = (3, 51, 3)
SMALLEST = 512  # bytes of a file that is not empty: one page
READERS = 32  # connections at most
WAIT = 2.0  # seconds for a lock that somebody else holds
WAIT_TO_CHECKPOINT = 100  # milliseconds for readers to leave; else it is tried later

# What the operating system or another process does to us; any other error is our own.
_STORAGE_FAULTS = {
    sqlite3.SQLITE_BUSY: "storage_locked",
    sqlite3.SQLITE_LOCKED: "storage_locked",
    sqlite3.SQLITE_PROTOCOL: "storage_locked",
    sqlite3.SQLITE_FULL: "storage_full",
    sqlite3.SQLITE_CORRUPT: "storage_corrupt",
    sqlite3.SQLITE_NOTADB: "storage_corrupt",
    sqlite3.SQLITE_CANTOPEN: "storage_unreachable",
    sqlite3.SQLITE_READONLY: "storage_unreachable",
    sqlite3.SQLITE_PERM: "storage_unreachable",
    sqlite3.SQLITE_AUTH: "storage_unreachable",
    sqlite3.SQLITE_IOERR: "storage_unreachable",
    sqlite3.SQLITE_NOMEM: "storage_unreachable",
}


@dataclass(frozen=True, slots=True)
class Version:
    """The SQLite that Python is linked with."""

    number: str
    has_wal_reset_fix: bool


class Database:
    """An open database. `Database.open` makes one; `close` it."""

    def __init__(self, path: Path, *, visiting: bool, wait: float, temporary: bool) -> None:
        """Hold the two engines; nothing is opened before it is asked for."""
        self.path = path
        self.visiting = visiting
        self._wait = wait
        self._writing = _engine(path, wait=wait, reading=False)
        self._reading = _engine(path, wait=wait, reading=True)
        self._remove = _removal(self) if temporary else None

    @classmethod
    def open(cls, url: str, *, visiting: bool = False, wait: float = WAIT) -> "Database":
        """Open a file, checked and migrated; it is made if there is none.

        `url` is a path, `sqlite:///path`, or `:memory:` for one that is gone after `close`.
        A visitor shares the file with a running server: it neither checks nor checkpoints, and
        migrates only what nobody has migrated. `wait` is in seconds, for locks of others.
        Raises Refused `unknown_database`; Unavailable `storage_corrupt`, `storage_unreachable`,
        `storage_locked`, `storage_full`, `storage_foreign`, `storage_newer`,
        `storage_migration`, each with `file`.
        """
        path = path_of(url)
        temporary = path is None
        path = path or Path(tempfile.mkdtemp(prefix="workshop-")) / "workshop.db"
        with faults_named(path):
            prepare(path, visiting=visiting, wait=wait)
        return cls(path, visiting=visiting, wait=wait, temporary=temporary)

    @contextmanager
    def reader(self) -> Iterator[Session]:
        """Lend a session that sees one committed state and cannot write.

        Raises Unavailable `storage` when the file does not answer.
        """
        try:
            with Session(self._reading, expire_on_commit=False) as session:
                yield session
        except Exception as error:
            if is_storage_fault(error) or isinstance(error, NoConnection):
                raise Unavailable("storage") from error
            raise

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Lend the one writing connection inside BEGIN IMMEDIATE; COMMIT at the end."""
        with self._writing.begin() as connection:
            yield connection

    def write_nothing(self) -> None:
        """Commit what changes nothing and is written all the same. Raises what the storage says."""
        with self.transaction() as connection:
            number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version={number}")

    def checkpoint(self) -> bool:
        """Move what was committed from the WAL into the file, on the writer's thread.

        Tells whether the WAL is empty now; it is not when a reader still looks at an older
        state. A visitor leaves all that to the server.
        """
        if self.visiting:
            return True
        lent = self._writing.raw_connection()
        connection: Any = lent.driver_connection  # the driver's own, of no common type
        try:
            connection.execute(f"PRAGMA busy_timeout={WAIT_TO_CHECKPOINT}")
            # TRUNCATE holds the write lock meanwhile, so that nobody commits under it.
            busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout={round(self._wait * 1000)}")
            lent.close()
        return not busy

    def waiting_bytes(self) -> int:
        """Return how much of the WAL waits for a checkpoint, at most."""
        return _wal_bytes(self.path)

    def close(self) -> None:
        """Close every connection."""
        self._reading.dispose()
        self._writing.dispose()
        if self._remove is not None:
            self._remove()


def is_storage_fault(error: BaseException) -> bool:
    """Tell whether the storage failed, not a statement of ours."""
    return _fault_of(error) in _STORAGE_FAULTS


def has_transaction(connection: Connection) -> bool:
    """Tell whether the transaction still stands; some faults end it together with savepoints."""
    if connection.invalidated:
        return False
    return bool(_sqlite(connection).in_transaction)


def set_savepoint(connection: Connection) -> None:
    """Mark where a job begins. By the driver: SQLAlchemy compiles such a statement each time."""
    _sqlite(connection).execute("SAVEPOINT job")


def release_savepoint(connection: Connection) -> None:
    """Let what was done since the mark be part of the whole."""
    _sqlite(connection).execute("RELEASE job")


def undo_to_savepoint(connection: Connection) -> None:
    """Undo what was done since the mark."""
    _sqlite(connection).execute("ROLLBACK TO job")
    release_savepoint(connection)


def edition(session: Session) -> tuple[int, int]:
    """Return what changes as soon as somebody else has written to the file.

    Inside a transaction, so that nobody writes after the look: while it stays the same, all that
    is in the file came by this very connection. SQLite's `data_version`, and which connection.
    """
    lent = session.connection().connection
    cursor = _sqlite(session.connection()).execute("PRAGMA data_version")
    return lent.info["number"], int(cursor.fetchone()[0])


def version() -> Version:
    """Return which SQLite this is."""
    fixed = sqlite3.sqlite_version_info >= FIRST_WITHOUT_WAL_RESET_BUG
    return Version(number=sqlite3.sqlite_version, has_wal_reset_fix=fixed)


def inspect(url: str) -> Path | None:
    """Check a file that may be in use, and change nothing; None where there is no file yet.

    Raises as `Database.open` does.
    """
    path = path_of(url)
    if path is None or not path.exists():
        return None
    with (
        faults_named(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        check(connection, path)
    return path


# --- opening --------------------------------------------------------------------------------


def path_of(url: str) -> Path | None:
    """Return the file that a path or URL names, None for one in memory.

    Raises Refused `unknown_database`.
    """
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "sqlite", "/" + url
    if scheme != "sqlite":
        raise Refused("unknown_database", scheme=scheme)
    name = rest.removeprefix("/")
    return None if name in ("", ":memory:") else Path(name)


def prepare(path: Path, *, visiting: bool, wait: float) -> None:
    """Check the file and bring it to this version's tables."""
    # It holds password hashes and what people said: for its owner only, as are its companions.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path, isolation_level=None, timeout=wait)) as connection:
        if not visiting:
            check(connection, path)
        connection.execute("PRAGMA journal_mode=WAL").fetchone()
    migrations.upgrade(path, wait=wait)


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Look through a whole file, and whether its journals say what was written.

    Raises Unavailable `storage_corrupt`, with the name of `path`.
    """
    size = path.stat().st_size
    if size < SMALLEST and (size or _wal_bytes(path)):
        # SQLite would take it for a new one, and drop a WAL, though that has a page beside it.
        raise Unavailable("storage_corrupt", file=path.name)
    # Indices included, which a quick check leaves out: by a damaged one entries would be missing.
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok" or not journal.is_sealed(connection):
        raise Unavailable("storage_corrupt", file=path.name)


def _wal_bytes(path: Path) -> int:
    try:
        return Path(f"{path}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def _removal(database: Database) -> Callable[[], object]:
    """Let a temporary database leave nothing behind, also where nobody closes it."""
    return weakref.finalize(database, shutil.rmtree, database.path.parent, ignore_errors=True)


@contextmanager
def faults_named(path: Path) -> Iterator[None]:
    """Turn what SQLite and the operating system say into an Unavailable with the file's name."""
    try:
        yield
    except OSError as error:
        raise Unavailable("storage_unreachable", file=path.name) from error
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot make sense of
        raise Unavailable("storage_corrupt", file=path.name) from error
    except (sqlite3.Error, DBAPIError) as error:
        code = _STORAGE_FAULTS.get(_fault_of(error))
        if code is None:
            raise
        raise Unavailable(code, file=path.name) from error


def _fault_of(error: BaseException) -> int:
    """Return SQLite's primary result code behind an error; 0 if it has none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF


# --- connections ----------------------------------------------------------------------------


def _engine(path: Path, *, wait: float, reading: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=4 if reading else 1,
        max_overflow=READERS - 4 if reading else 0,
        # Errors must not carry what people said into a log.
        hide_parameters=True,
        # The driver's own transactions are off: they would begin deferred, and a deferred
        # transaction that reads before it writes fails at once when another one has written.
        connect_args={"isolation_level": None, "timeout": wait},
    )
    event.listen(engine, "connect", _set_up_reading if reading else _set_up_writing)
    event.listen(engine, "begin", _begin_reading if reading else _begin_writing)
    if not reading:
        event.listen(engine, "before_cursor_execute", _stay_inside)
        event.listen(engine, "commit", _stay_inside)
    return engine


_numbers = itertools.count()


def _set_up_writing(connection: sqlite3.Connection, record: Any) -> None:
    record.info["number"] = next(_numbers)
    for pragma in (
        "synchronous=FULL",  # per connection, and in WAL the default may lose acked commits
        "foreign_keys=ON",
        "secure_delete=ON",  # what is redacted is overwritten
        "wal_autocheckpoint=0",  # the writer says when
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_reading(connection: sqlite3.Connection, record: Any) -> None:
    _set_up_writing(connection, record)
    connection.execute("PRAGMA query_only=1")


def _begin_writing(connection: Connection) -> None:
    _sqlite(connection).execute("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    _sqlite(connection).execute("BEGIN")


def _stay_inside(connection: Connection, *_statement: Any) -> None:
    """Refuse what comes after a fault has ended the transaction.

    A statement would commit alone, and a commit of nothing would succeed.
    """
    if not has_transaction(connection):
        raise Unavailable("storage")


def _sqlite(connection: Connection) -> Any:  # the driver's connection has no common type
    return connection.connection.driver_connection
