"""Excel: what was said and decided as a workbook, a sheet for each kind of thing.

Whatever people typed is text: no formula, no link, no number read out of it.  Numbers are numbers,
days are days.  Sheets, columns and fixed words speak the reader's language: programs read the CSV
files, whose names stay.
"""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workshop.documents import columns as called
from workshop.documents.reader import Reader
from workshop.documents.rows import (
    BALLOT_COLUMNS,
    CLOSING_COLUMNS,
    PARKED_COLUMNS,
    STATEMENT_COLUMNS,
    THEME_COLUMNS,
    Row,
    ballot_rows,
    closing_rows,
    parked_rows,
    response_columns,
    response_rows,
    statement_rows,
    theme_rows,
)
from workshop.room.outcome import Outcome

MESSAGES = ("Responses", "Themes", "Ballots", "Statements", "Parking lot", "At the end")

MOST = 32_767  # characters in a cell; Excel takes no more
CUT = "…"
NARROW, WIDE = 10, 60  # characters of a column's width
LINE = 15  # points of a row's height
HEAD = 16  # characters of a head, from which on it takes two lines
MOST_OF = {"workshop": 24, "question": 32}  # what every row says again
# What XML cannot hold, although a phone can send it.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_outcome(outcome: Outcome, reader: Reader, *, author: str, at: int) -> bytes:
    """Return a workshop as a workbook; `at` is the instant that its properties tell."""
    written = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(written, options) as book:
        book.set_properties(
            {
                "title": _writable(outcome.title),
                "author": _writable(author),
                "created": datetime.fromtimestamp(at / 1000, UTC),
            }
        )
        sheets: dict[str, tuple[Sequence[str], list[Row]]] = {
            "Responses": (response_columns(outcome), response_rows(outcome)),
            "Themes": (THEME_COLUMNS, theme_rows(outcome)),
            "Ballots": (BALLOT_COLUMNS, ballot_rows(outcome)),
            "Statements": (STATEMENT_COLUMNS, statement_rows(outcome)),
            "Parking lot": (PARKED_COLUMNS, parked_rows(outcome)),
        }
        if closing := closing_rows(outcome):
            sheets["At the end"] = (CLOSING_COLUMNS, closing)
        looks = _Looks(book)
        for name, (columns, rows) in sheets.items():
            heads = called.heads(columns, outcome.tags, reader)
            told = [called.told(columns, row, reader) for row in rows]
            widest = [MOST_OF.get(one, WIDE) for one in columns]
            sheet = book.add_worksheet(reader.words(name)[:31])
            _write(sheet, heads, told, widest, looks)
    return written.getvalue()


class _Looks:
    """How cells look: the head, what people typed, days."""

    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format(
            {"bold": True, "bottom": 1, "valign": "top", "text_wrap": True}
        )
        # "@" is Excel's own format of text: what is typed over it stays text, too.
        self.text: Format = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.number: Format = book.add_format({"valign": "top"})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})


def _write(
    sheet: Worksheet, heads: Sequence[str], rows: list[Row], widest: list[int], looks: _Looks
) -> None:
    for at, name in enumerate(heads):
        sheet.write_string(0, at, _fitting(name), looks.head)
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(line, at, _fitting(cell), looks.text)
            elif isinstance(cell, date):
                sheet.write_datetime(line, at, datetime(cell.year, cell.month, cell.day), looks.day)
            else:
                sheet.write_number(line, at, cell, looks.number)
    lines = 1
    for at, name in enumerate(heads):
        longest = max([min(HEAD, len(name)) + 2, *(_length(row[at]) for row in rows)])
        width = min(widest[at], max(NARROW, longest))
        sheet.set_column(at, at, width)
        lines = max(lines, len(wrap(name, width - 2)))  # bold, and beside the filter's arrow
    sheet.set_row(0, LINE * lines)  # not every program finds that out by itself
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _length(cell: object) -> int:
    return max(map(len, str(cell).split("\n")))


def _fitting(text: str) -> str:
    whole = _writable(text)
    return whole if len(whole) <= MOST else whole[: MOST - len(CUT)] + CUT


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("", text)
