"""Counted: how the people of a scenario stick their dots, and what every screen says came of it.

The files of scenarios 1 and 2 have no votes. So each sticks dots on what their own group spoke of,
in the order in which it was said; the tables, on what everybody spoke of. What is cast is kept
here by hand, counted by hand, and held against each screen and file.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import docx
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.journeys.scenarios import NO_THEMES, Said
from tests.live.clients import Talker

PEOPLE = re.compile(r"(\d+) (?:people|person)")
TABLES = re.compile(r"(\d+) tables?|a table")


@dataclass(frozen=True, slots=True)
class Line:
    """An option with what it got, and whose votes gave it something."""

    place: int
    name: str
    dots: int
    people: int
    tables: int


@dataclass(slots=True)
class Paper:
    """What one voter has stuck, by option's name; the last that came in time."""

    dots: Counter[str]
    group: str = ""  # empty for a table


@dataclass(slots=True)
class Count:
    """A vote that is counted by hand: the options as they were declared, and who stuck what."""

    options: list[str]
    papers: dict[str, Paper] = field(default_factory=dict)

    @property
    def dots(self) -> int:
        return sum(paper.dots.total() for paper in self.papers.values())

    @property
    def people(self) -> int:
        return sum(bool(paper.group) for paper in self.papers.values())

    @property
    def tables(self) -> int:
        return len(self.papers) - self.people

    def lines(self) -> list[Line]:
        """Return what came of it; who are level share a place and stand as they were declared."""
        given = {
            name: [paper for paper in self.papers.values() if paper.dots[name]]
            for name in self.options
        }
        score = {name: sum(p.dots[name] for p in papers) for name, papers in given.items()}
        found = [
            Line(
                place=1 + sum(other > score[name] for other in score.values()),
                name=name,
                dots=score[name],
                people=sum(bool(paper.group) for paper in given[name]),
                tables=sum(not paper.group for paper in given[name]),
            )
            for name in self.options
        ]
        return sorted(found, key=lambda line: line.place)

    def of_groups(self, *groups: str) -> dict[str, tuple[int, int]]:
        """Return of each option how many dots these groups gave, and how many of their people."""
        ours = [paper for paper in self.papers.values() if paper.group in groups]
        return {
            name: (sum(p.dots[name] for p in ours), sum(p.dots[name] > 0 for p in ours))
            for name in self.options
        }


def dealt(said: list[Said], group: str, at: int) -> Counter[str]:
    """Return the three dots of a group's voter number `at`, no more than two on one."""
    spoken = [one for one in said if one["theme"] not in NO_THEMES]
    names = [one["theme"] for one in spoken if one["group"] == group]
    names = names or [one["theme"] for one in spoken]
    start = 3 * at % len(names)
    dots: Counter[str] = Counter()
    for name in [*names[start:], *names]:
        if dots.total() < 3 and dots[name] < 2:
            dots[name] += 1
    return dots


def casts(guest: Talker, ballot: str, choices: list[str], **more: str) -> None:
    answer = guest.does("cast_vote", ballot=ballot, choices=choices, **more)
    assert answer["type"] == "ack", answer


def choices_of(dots: Counter[str], keys: dict[str, str]) -> list[str]:
    """Return dots as a phone sends them."""
    return [f"{keys[name]}:{number}" for name, number in dots.items() if number]


def taps(phone: Page, dots: Counter[str], keys: dict[str, str]) -> None:
    for name, number in dots.items():
        for _ in range(number):
            phone.locator(f"[data-option={keys[name]}] [data-step='1']").click()


# ── what each screen and file says ─────────────────────────────────────────


def on_the_wall(wall: Page) -> list[Line]:
    """Return the ranking as far as it stands on the page that the wall shows."""
    rows = wall.locator(".wall-ranking__row")
    return [
        Line(
            place=int(_slot(row, "place")),
            name=_slot(row, "name"),
            dots=int(_slot(row, "number")),
            **_who(_slot(row, "voters")),
        )
        for row in rows.all()
    ]


def ties_on_the_wall(wall: Page) -> list[str]:
    rows = wall.locator(
        ".wall-ranking__row", has=wall.get_by_text("tie", exact=True).locator("visible=true")
    )
    return [_slot(row, "name") for row in rows.all()]


def in_the_walls_text(text: Page) -> list[Line]:
    """Return the table of the wall as text."""
    table = text.get_by_role("table").first
    heads = [head.inner_text() for head in table.get_by_role("columnheader").all()]
    found = []
    for row in table.locator("tbody tr").all():
        cells = dict(zip(heads, row.locator("th, td").all_inner_texts(), strict=True))
        place = re.match(r"\d+", cells["Place"])
        assert place is not None
        found.append(
            Line(
                place=int(place[0]),
                name=cells["Option"],
                dots=int(cells["Dots"]),
                people=int(cells["People"]),
                tables=int(cells["Tables"]),
            )
        )
    return found


def on_the_console(console: Page) -> list[Line]:
    """Return what the console says of the closed vote in hand."""
    return [
        Line(
            place=int(row.locator(".ranked__place span").first.inner_text()),
            name=row.locator(".ranked__name span[dir]").inner_text(),
            dots=int(row.locator(".ranked__score").inner_text().split()[0]),
            **_who(row.locator(".ranked__facts span").first.inner_text()),
        )
        for row in console.locator(".ranked__row").all()
    ]


def on_the_results_page(page: Page, nth: int = 0) -> list[Line]:
    """Return a vote on the page for those who took part; tables have a column where any voted."""
    rows = page.locator(".results__vote").nth(nth).locator("tbody tr").all()
    found = []
    for row in rows:
        place, dots, people, *tables = row.locator("td").all_inner_texts()
        name = row.locator("th span").first.inner_text()
        found.append(Line(_place(place), name, int(dots), int(people), int((tables or ["0"])[0])))
    return found


def in_the_table(body: bytes, ballot: str) -> list[Line]:
    """Return a vote of ballots.csv."""
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    return [_line(row) for row in rows if row["ballot"] == ballot]


IN_WORKBOOKS = {
    "Number of the vote": "ballot",
    "Rank": "place",
    "Words": "text",
    "Result": "score",
    "People": "people",
    "Tables": "tables",
}


def in_the_workbook(body: bytes, ballot: str) -> list[Line]:
    """Return a vote of the workbook."""
    book = load_workbook(io.BytesIO(body), read_only=True)
    for sheet in book.worksheets:
        heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        names = [IN_WORKBOOKS.get(str(head), "") for head in heads]
        told = [dict(zip(names, row, strict=False)) for row in rows]
        if told and "ballot" in told[0] and "score" in told[0]:
            return [_line(row) for row in told if row["ballot"] == ballot]
    raise AssertionError("no sheet has the votes")


def in_the_minutes(body: bytes, nth: int = 0) -> list[Line]:
    """Return a vote of the minutes as a Word document."""
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in docx.Document(io.BytesIO(body)).tables
    ]
    of_votes = [rows for rows in tables if rows[0][:3] == ["Rank", "Option", "Dots"]]
    return [
        Line(_place(row[0]), row[1], int(row[2]), int(row[3]), int(row[4] or 0))
        for row in of_votes[nth][1:]
    ]


def file_of(fay: Page, workshop: str, name: str) -> bytes:
    """Return a file that a facilitator takes home."""
    answer = fay.request.get(f"{workshop}/{name}")
    expect(answer).to_be_ok()
    return answer.body()


def _place(said: str) -> int:
    """Return a place; who are level have a word beside it."""
    return int(said.split()[0])


def _line(row: dict[str, Any]) -> Line:
    return Line(
        place=int(row["place"]),
        name=row["text"],
        dots=int(float(row["score"])),
        people=int(row["people"]),
        tables=int(row["tables"]),
    )


def _slot(row: Any, name: str) -> str:
    """Return what stands there; on the wall numbers do not part from their words."""
    return str(row.locator(f"[data-slot={name}]").inner_text()).replace("\u00a0", " ")


def _who(words: str) -> dict[str, int]:
    people, tables = PEOPLE.search(words), TABLES.search(words)
    return {
        "people": int(people[1]) if people else 0,
        "tables": int(tables[1] or 1) if tables else 0,
    }
