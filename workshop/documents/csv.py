"""CSV: what was said and decided for spreadsheets, safe to open in one.

UTF-8, every cell quoted, lines ended as RFC 4180 says. Column names and yes/no are fixed words, in
every language the same, so that programs can rely on them.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from workshop.documents.rows import (
    BALLOT_COLUMNS,
    PARKED_COLUMNS,
    STATEMENT_COLUMNS,
    THEME_COLUMNS,
    Cell,
    Row,
    ballot_rows,
    parked_rows,
    response_columns,
    response_rows,
    statement_rows,
    theme_rows,
)
from workshop.room.outcome import Outcome

# What a spreadsheet would run: also in full width, and behind spaces or characters without width.
_FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")
_BOM = "\ufeff"


def render_responses(outcome: Outcome, *, bom: bool = False, shown_only: bool = False) -> bytes:
    """Return every response as CSV; `bom` lets Excel see that it is UTF-8."""
    rows = response_rows(outcome, shown_only=shown_only)
    return render_table(response_columns(outcome), rows, bom=bom)


def render_themes(outcome: Outcome, *, bom: bool = False) -> bytes:
    """Return every theme as CSV; `bom` lets Excel see that it is UTF-8."""
    return render_table(THEME_COLUMNS, theme_rows(outcome), bom=bom)


def render_ballots(outcome: Outcome, *, bom: bool = False) -> bytes:
    """Return every option of every closed vote as CSV."""
    return render_table(BALLOT_COLUMNS, ballot_rows(outcome), bom=bom)


def render_statements(outcome: Outcome, *, bom: bool = False) -> bytes:
    """Return every priority and statement as CSV."""
    return render_table(STATEMENT_COLUMNS, statement_rows(outcome), bom=bom)


def render_parked(outcome: Outcome, *, bom: bool = False) -> bytes:
    """Return the parking lot as CSV."""
    return render_table(PARKED_COLUMNS, parked_rows(outcome), bom=bom)


def render_table(columns: Sequence[str], rows: Iterable[Row], *, bom: bool = False) -> bytes:
    """Return a table as CSV that no spreadsheet runs; `bom` lets Excel see that it is UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow([_unarmed(name) for name in columns])
    writer.writerows([_unarmed(cell) for cell in row] for row in rows)
    return ((_BOM if bom else "") + written.getvalue()).encode()


def _unarmed(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe makes it text."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell
