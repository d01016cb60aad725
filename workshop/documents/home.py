"""Home: the files that people take home from a workshop, each by its name.

What writes Word, PDF and Excel is loaded when somebody wants it: no server needs it to start.
"""

from collections.abc import Callable
from dataclasses import dataclass

from workshop.documents import archive, csv
from workshop.documents.reader import Reader
from workshop.room.outcome import Outcome

CSV = "text/csv; charset=utf-8"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Order:
    """What a file is made of and for whom; `at` is when, in milliseconds since 1970 UTC."""

    outcome: Outcome
    reader: Reader
    district: str
    at: int


@dataclass(frozen=True, slots=True)
class File:
    """How a file is made, and its media type."""

    render: Callable[[Order], bytes]
    kind: str


def _minutes_word(order: Order) -> bytes:
    from workshop.documents import word
    from workshop.documents.minutes import minutes

    blocks = minutes(
        order.outcome,
        order.reader,
        district=order.district,
        at=order.at,
    )
    return word.render(
        blocks, order.reader, title=order.outcome.title, author=order.district, at=order.at
    )


def _minutes_pdf(order: Order) -> bytes:
    from workshop.documents import pdf
    from workshop.documents.minutes import minutes

    blocks = minutes(
        order.outcome,
        order.reader,
        district=order.district,
        at=order.at,
    )
    return pdf.render_blocks(
        blocks, order.reader, title=order.outcome.title, author=order.district, at=order.at
    )


def _wall_pdf(order: Order) -> bytes:
    from workshop.documents import pdf
    from workshop.documents.wall import wall

    sheets = wall(order.outcome, order.reader, district=order.district, at=order.at)
    return pdf.render_wall(
        sheets, order.reader, title=order.outcome.title, author=order.district, at=order.at
    )


def _workbook(order: Order) -> bytes:
    from workshop.documents import xlsx

    return xlsx.render_outcome(order.outcome, order.reader, author=order.district, at=order.at)


# Spreadsheets take CSV for Latin-1 unless its first sign tells them otherwise.
FILES = {
    "minutes.docx": File(_minutes_word, WORD),
    "minutes.pdf": File(_minutes_pdf, PDF),
    "wall.pdf": File(_wall_pdf, PDF),
    "workbook.xlsx": File(_workbook, EXCEL),
    "responses.csv": File(lambda order: csv.render_responses(order.outcome, bom=True), CSV),
    "themes.csv": File(lambda order: csv.render_themes(order.outcome, bom=True), CSV),
    "ballots.csv": File(lambda order: csv.render_ballots(order.outcome, bom=True), CSV),
    "statements.csv": File(lambda order: csv.render_statements(order.outcome, bom=True), CSV),
    "parking-lot.csv": File(lambda order: csv.render_parked(order.outcome, bom=True), CSV),
    "archive.json": File(lambda order: archive.render_outcome(order.outcome), JSON),
}
