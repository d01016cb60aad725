"""A checksum of each entry of a journal, so that damage is noticed."""

from typing import Any
from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Seal what every entry says now."""
    seal = sa.Column("seal", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("entries", seal)
    connection = op.get_bind()
    driver: Any = connection.connection.driver_connection  # of no common type
    driver.create_function("crc32", 1, crc32)
    connection.exec_driver_sql(
        """
        UPDATE entries SET seal = crc32(CAST(
            workshop_id || char(31) || seq || char(31) || at || char(31) || "by" || char(31) || ref
            || char(31) || digest || char(31) || type || char(31) || events
        AS BLOB))
        """
    )
