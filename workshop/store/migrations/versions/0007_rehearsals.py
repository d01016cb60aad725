"""Rehearsals: workshops that are wiped when the one begins that was rehearsed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a code say which workshop is rehearsed under it."""
    # In place, and so without a foreign key: a table made anew would leave empty pages behind.
    op.add_column("codes", sa.Column("rehearsal_of", sa.String(), nullable=True))
    op.create_index(op.f("ix_codes_rehearsal_of"), "codes", ["rehearsal_of"])
