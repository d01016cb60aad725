"""Migrations: bring a database to the tables of this version, or leave it as it was."""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

# Alembic's context is one for the whole process.
_one_at_a_time = threading.Lock()


def newest() -> str:
    """Return the revision that this version's tables stand at."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def is_known(revision: str) -> bool:
    """Tell whether a revision belongs to this version or one before it."""
    script = ScriptDirectory.from_config(_config())
    return revision in {step.revision for step in script.walk_revisions()}


def upgrade(
    path: Path, *, to: str = "head", wait: float = 2.0, scripts: Path | None = None
) -> None:
    """Migrate the file at `path` in one transaction; `wait` is in seconds.

    `scripts` is the folder of the migrations, the package's own by default.
    Raises Unavailable `storage_migration` when rows got lost; then the file is as it was.
    """
    config = _config(scripts)
    config.attributes["path"] = path
    config.attributes["wait"] = wait
    with _one_at_a_time:
        command.upgrade(config, to)


def copy(path: Path, target: Path) -> None:
    """Write a consistent copy of a database that may be in use."""
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as sink:
        source.backup(sink)
    unfinished.replace(target)


def _config(scripts: Path | None = None) -> Config:
    config = Config()
    # Alembic's options know `%` as a sign of their own.
    folder = str(scripts or Path(__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    return config
