"""How Alembic runs our migrations: on a connection of its own, checked before the commit."""

from pathlib import Path

from alembic import context
from sqlalchemy import Connection, create_engine, event, func, inspect, select, table, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import workshop.store.tables  # noqa: F401  (declares the tables on SQLModel.metadata)
from workshop.errors import Unavailable


def migrate(path: Path, *, wait: float) -> None:
    """Run the migrations in one transaction and commit only if every row is still there."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": wait},
    )
    # Foreign keys stay off here, as SQLite has them: a batch change drops and remakes a table,
    # and with them on its children would be deleted with it.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        before = count_rows(connection)
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        verify(connection, before, path)


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows by table; Alembic's own is left out."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version"}
    count = select(func.count())
    return {name: connection.scalar(count.select_from(table(name))) or 0 for name in names}


def verify(connection: Connection, before: dict[str, int], path: Path) -> None:
    """Raise Unavailable when a table lost rows or a row lost what it refers to."""
    after = count_rows(connection)
    changed = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    dangling = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
    if changed or dangling:
        tables = sorted(changed | dangling)
        raise Unavailable("storage_migration", file=path.name, tables=tables)


migrate(context.config.attributes["path"], wait=context.config.attributes["wait"])
