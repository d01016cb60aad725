"""A disk that remembers: what it would hold if the power went at any moment of a recorded evening.

SQLite runs on a layer of ours that notes every write, truncation, deletion and sync of the database
and its WAL. What was synced is on the disk. Of the rest each write is there or is not, or only some
of its sectors are. The shared memory beside the WAL passes through: no disk keeps it.
"""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw
from sqlalchemy import event

SECTOR = 512  # bytes that a disk writes whole or not at all
LUCK = (0.0, 0.1, 0.5, 0.9, 1.0)  # of a write to survive without a sync; one for each cut
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place."""

    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file of so many bytes; none for one that was deleted."""

    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """All that was done to a file before is on the disk."""

    file: str


@dataclass
class Disk:
    """What was done to the files, in order, and between it what the test has noted."""

    path: Path
    log: list[Any] = field(default_factory=list)
    name: str = field(default_factory=lambda: f"recorded-{next(_numbers)}")
    _before: dict[str, bytes] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Begin with the files as they are."""
        self._before = {
            file: path.read_bytes() if path.exists() else b""
            for file, path in self._paths(self.path).items()
        }
        self._layer = _Layer(self)

    def note(self, what: Any) -> None:
        with self._lock:
            self.log.append(what)

    def file_of(self, name: Any) -> str | None:
        """Return which of the two files a name means."""
        given = str(name.filename() if hasattr(name, "filename") else name)
        known = {str(path): file for file, path in self._paths(self.path).items()}
        return known.get(given)

    @contextmanager
    def under(self, database: Any, **pragmas: str) -> Iterator[None]:
        """Let every connection of an open database run on this disk; `pragmas` overrule its own."""

        def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
            return Connection(arguments[0], wait=options["timeout"], vfs=self.name)

        def overrule(connection: Any, _record: Any) -> None:
            for name, value in pragmas.items():
                connection.execute(f"PRAGMA {name}={value}")

        for engine in (database._writing, database._reading):
            event.listen(engine, "do_connect", connect)
            event.listen(engine, "connect", overrule)
        try:
            yield
        finally:
            database.close()
            self._layer.unregister()

    def cuts(self, count: int, seed: int, folder: Path) -> Iterator[tuple[Path, list[Any]]]:
        """Cut the power at moments of the evening; yield a copy of the file, and the log till then.

        In order of time, so that what was synced is put together only once.
        """
        random = Random(seed)
        synced = {file: bytearray(data) for file, data in self._before.items()}
        doubtful: dict[str, list[Any]] = {file: [] for file in synced}
        moments = sorted(random.randint(0, len(self.log)) for _ in range(count))
        stands = 0
        for number, moment in enumerate(moments):
            for done in self.log[stands:moment]:
                _keep(synced, doubtful, done)
            stands = moment
            path = folder / str(number) / self.path.name
            path.parent.mkdir()
            for file, target in self._paths(path).items():
                held = _survivors(synced[file], doubtful[file], random)
                if held or file == "database":
                    target.write_bytes(held)
            yield path, self.log[:moment]

    @staticmethod
    def _paths(path: Path) -> dict[str, Path]:
        return {"database": path, "wal": Path(f"{path}-wal")}


def _keep(synced: dict[str, bytearray], doubtful: dict[str, list[Any]], done: Any) -> None:
    if isinstance(done, (Write, Truncate)):
        doubtful[done.file].append(done)
    elif isinstance(done, Sync):
        for change in doubtful[done.file]:
            _do(synced[done.file], change)
        doubtful[done.file].clear()


def _survivors(synced: bytearray, doubtful: list[Any], random: Random) -> bytes:
    """Return what a file is after a cut: all that was synced, and by chance some of the rest."""
    held = bytearray(synced)
    luck, is_torn = random.choice(LUCK), random.random() < 0.5
    for change in doubtful:
        for part in _sectors(change) if is_torn else [change]:
            if random.random() < luck:
                _do(held, part)
    return bytes(held)


def _sectors(change: Any) -> Iterator[Any]:
    if isinstance(change, Truncate):
        yield change
        return
    start, end = change.offset, change.offset + len(change.data)
    while start < end:
        stop = min(end, start - start % SECTOR + SECTOR)
        yield Write(change.file, start, change.data[start - change.offset : stop - change.offset])
        start = stop


def _do(file: bytearray, change: Any) -> None:
    end = change.size if isinstance(change, Truncate) else change.offset + len(change.data)
    if len(file) < end:
        file.extend(bytes(end - len(file)))
    if isinstance(change, Truncate):
        del file[end:]
    else:
        file[change.offset : end] = change.data


# ── under SQLite ───────────────────────────────────────────────────────────


class _Layer(apsw.VFS):
    """Between SQLite and the system's own layer."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        super().__init__(disk.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self.disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        file = self.disk.file_of(filename)
        if file is not None:
            self.disk.note(Truncate(file, 0))


class _File(apsw.VFSFile):
    """A file whose changes are noted once they are made."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk, self._file = disk, disk.file_of(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._note(lambda file: Write(file, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._note(lambda file: Truncate(file, newsize))

    def xSync(self, flags: int) -> None:
        # The real file needs none: what the disk holds is put together from the log.
        self._note(Sync)

    def _note(self, what: Any) -> None:
        if self._file is not None:
            self._disk.note(what(self._file))


# ── above SQLite ───────────────────────────────────────────────────────────


class Connection:
    """A connection of apsw, with as much of the standard library's manner as the store needs.

    The standard library has an SQLite of its own, under which no layer of ours can be put.
    """

    def __init__(self, path: str, *, wait: float, vfs: str) -> None:
        self.own = apsw.Connection(path, vfs=vfs)
        self.own.set_busy_timeout(round(wait * 1000))
        self.isolation_level = None

    @property
    def in_transaction(self) -> bool:
        return self.own.in_transaction

    def cursor(self) -> "Cursor":
        return Cursor(self.own)

    def execute(self, sql: str, values: Any = ()) -> "Cursor":
        return self.cursor().execute(sql, values)

    def create_function(self, name: str, count: int, act: Any, *, deterministic: bool) -> None:
        self.own.create_scalar_function(name, act, count, deterministic=deterministic)

    def commit(self) -> None:
        if self.in_transaction:
            self.own.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.own.execute("ROLLBACK")

    def close(self) -> None:
        self.own.close()


class Cursor:
    """A cursor whose rows are read at once."""

    arraysize = 1
    lastrowid = None

    def __init__(self, own: apsw.Connection) -> None:
        self._own = own
        self._rows: Iterator[Any] = iter(())
        self.description: Any = None
        self.rowcount = -1

    def execute(self, sql: str, values: Any = ()) -> "Cursor":
        return self._run(self._own.cursor().execute, sql, tuple(values))

    def executemany(self, sql: str, many: Any) -> "Cursor":
        return self._run(self._own.cursor().executemany, sql, [tuple(values) for values in many])

    def _run(self, run: Any, sql: str, values: Any) -> "Cursor":
        run.__self__.exec_trace = self._describe
        self._rows, self.rowcount = iter(run(sql, values).fetchall()), self._own.changes()
        return self

    def _describe(self, running: apsw.Cursor, _sql: str, _values: Any) -> bool:
        """Keep the columns: apsw forgets them with the last row, of which there may be none."""
        self.description = running.description or None
        return True

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, count: int = 1) -> list[Any]:
        return list(itertools.islice(self._rows, count))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        self._rows = iter(())
