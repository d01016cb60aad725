"""Migrations: bring a database to the tables of this version, or leave it as it was."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from workshop.errors import Unavailable

OURS = Path(__file__).parent
NEWEST = "0010"  # revision of our own scripts

# Alembic's context is one for the whole process.
_one_at_a_time = threading.Lock()


def upgrade(path: Path, *, wait: float, scripts: Path = OURS) -> None:
    """Migrate the file at `path` in one transaction, if it is not there yet.

    A file with something in it is first copied to `<name>.before-<revision>`. `wait` is in
    seconds, for a lock of somebody else; `scripts` is the folder of the migrations.
    Raises Unavailable `storage_foreign` for another program's file, `storage_newer` for one of a
    later version, `storage_migration` when rows would be lost; then the file is as it was.
    """
    revision = _revision_of(path, wait=wait)
    if revision == NEWEST and scripts == OURS:
        return
    # Loaded only where there is something to do: it is a fifth of what a server loads to start.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    # In Alembic's options `%` is a sign of its own.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    steps = ScriptDirectory.from_config(config)
    newest = steps.get_current_head()
    if revision == newest:
        return
    if revision is not None:
        if revision not in {step.revision for step in steps.walk_revisions()}:
            raise Unavailable("storage_newer", file=path.name)
        copy(path, path.with_name(f"{path.name}.before-{newest}"))
    config.attributes.update(path=path, wait=wait)
    with _one_at_a_time:
        command.upgrade(config, "head")


def copy(path: Path, target: Path) -> None:
    """Write a consistent copy of a database that may be in use, for its owner only."""
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as sink:
        source.backup(sink)
    unfinished.replace(target)


def _revision_of(path: Path, *, wait: float) -> str | None:
    """Return the revision that a file stands at, None for a new one."""
    with closing(sqlite3.connect(path, timeout=wait)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise Unavailable("storage_foreign", file=path.name)
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(revision)
