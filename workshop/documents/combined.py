"""Combined: the themes of several workshops as the lines of a table, for spreadsheets."""

from collections.abc import Sequence

from workshop.documents.csv import render_table
from workshop.documents.rows import Row
from workshop.inquiry.combine import Combined, Comparison
from workshop.room.outcome import Crowd

COLUMNS = (
    "theme",
    "prompt",
    "people",
    "tables",
    "at_tables",
    "papers",
    "heard_in",
    "of_workshops",
    "groups",
    "small_groups",
    "behind",
    "quotes",
)
TOGETHER = "smaller_workshops"  # those whose people are counted together


def columns(titles: Sequence[str]) -> tuple[str, ...]:
    """Return the columns: the fixed ones, and one for the people of each workshop."""
    return (*COLUMNS, *titles, TOGETHER)


def combined_rows(comparisons: Sequence[Comparison], workshops: Sequence[str]) -> list[Row]:
    """Return a row for each combined theme; `workshops` are the ids that stand as columns.

    A workshop that did not ask has an empty cell, as has one that is counted with others.
    """
    return [
        _row(comparison, one, workshops)
        for comparison in comparisons
        for one in comparison.combined
    ]


def render_csv(
    comparisons: Sequence[Comparison], workshops: Sequence[tuple[str, str]], *, bom: bool = False
) -> bytes:
    """Return every combined theme as CSV; `workshops` are (id, title) in the order of columns."""
    rows = combined_rows(comparisons, [key for key, _ in workshops])
    return render_table(columns([title for _, title in workshops]), rows, bom=bom)


def _row(comparison: Comparison, one: Combined, workshops: Sequence[str]) -> Row:
    tells, crowd = comparison.tells, one.crowd
    behind = [f"{part.asked.title}: {theme.name}" for part in one.parts for theme in part.themes]
    quotes = [quote.text for part in one.parts for quote in part.quotes]
    numbers = (crowd.people, crowd.tables, crowd.at_tables, crowd.papers)
    return (
        one.joined.name,
        comparison.kind,
        *(numbers if tells else ("",) * len(numbers)),
        one.heard_in,
        one.among,
        "; ".join(f"{label}: {people}" for label, people in crowd.groups),
        crowd.small if tells else "",
        "; ".join(behind),
        "\n".join(quotes),
        *(_people(one.counts.get(key)) for key in workshops),
        _people(one.rest) if tells else "",
    )


def _people(crowd: Crowd | None) -> int | str:
    """Return how many people, at tables and on paper too; nothing where they are not told."""
    return "" if crowd is None else crowd.people + crowd.at_tables + crowd.papers
