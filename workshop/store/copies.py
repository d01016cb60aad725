"""Copies: the whole database as one file, taken beside a running server, and put back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from glob import escape
from pathlib import Path

from workshop.errors import NotFound, Refused, Unavailable
from workshop.store.database import check, faults_named, path_of, prepare

COMPANIONS = ("-wal", "-shm")
WAIT = 5.0  # seconds for a lock that somebody else holds


def back_up(url: str, target: Path) -> int:
    """Write a consistent copy of a database that may be in use; return its bytes.

    All that was committed before the call is in it. Nothing half made is left behind.
    Raises NotFound `no_such_file`; Refused `file_exists`, `not_writable`; Unavailable as
    `Database.open` does.
    """
    source = _existing(path_of(url), url)
    if target.exists():
        raise Refused("file_exists", file=str(target))
    with _made(target) as made:
        _copy(source, made)
    return target.stat().st_size


def restore(source: Path, url: str) -> Path | None:
    """Put a copy in the place of a database; return where what was there lies now, if anything.

    The copy is checked and brought to this version's tables before anything is moved.
    Raises NotFound `no_such_file`; Refused `not_writable`, `file_in_use` while a server runs;
    Unavailable as `Database.open` does, about the copy.
    """
    _existing(source, str(source))
    path = path_of(url)
    if path is None:
        raise Refused("not_writable", file=url)
    before = None
    try:
        with _made(path, replacing=True) as made:
            _copy(source, made)
            with faults_named(source):
                prepare(made, visiting=False, wait=WAIT)
            _settle(made)
            before = _put_aside(path) if path.exists() else None
    except Refused:
        if before is not None:
            before.rename(path)
        raise
    return before


def _existing(path: Path | None, named: str) -> Path:
    if path is None or not path.is_file():
        raise NotFound("no_such_file", file=named)
    return path


@contextmanager
def _made(target: Path, *, replacing: bool = False) -> Iterator[Path]:
    """Lend a file beside the target that takes its name at the end, whole and on disk."""
    made = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        try:
            # It holds password hashes and what people said: for its owner only.
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            yield made
            _flush(made)
            if replacing:
                made.replace(target)
            else:
                os.link(made, target)  # fails where somebody has made one meanwhile
            _flush(target.parent)
        except FileExistsError as error:
            raise Refused("file_exists", file=str(target)) from error
        except OSError as error:
            raise Refused("not_writable", file=str(target)) from error
    finally:
        left = [Path(f"{made}{end}") for end in ("", *COMPANIONS, "-journal")]
        # What its migration kept from before: the source is still there.
        left += target.parent.glob(f"{escape(made.name)}.before-*")
        for one in left:
            with suppress(OSError):
                one.unlink()


def _copy(source: Path, made: Path) -> None:
    """Copy one state of a database, its WAL included, and check it."""
    with (
        faults_named(source),
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(made, isolation_level=None)) as writing,
    ):
        reading.backup(writing)
        check(writing, source)
        (tables,) = writing.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables:  # an empty file is a database, too
            raise Unavailable("storage_foreign", file=source.name)
    _settle(made)


def _settle(path: Path) -> None:
    """Let a database be one file, without companions."""
    with faults_named(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def _put_aside(path: Path) -> Path:
    """Give a database that nobody uses another name; one that cannot be read as well."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0.2)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()  # needs it for itself
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise Refused("file_in_use", file=str(path)) from error
    except sqlite3.DatabaseError:
        pass  # damaged: that is why a copy is put back
    number = 1
    while (aside := path.with_name(f"{path.name}.before-{number}")).exists():
        number += 1
    for end in COMPANIONS:
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").rename(f"{aside}{end}")
    path.rename(aside)
    return aside


def _flush(path: Path) -> None:
    """Let a file, or what a folder holds, be on disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folder
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
