"""Home: every file that people take home, by its name."""

import csv
import io
import json

import pytest

from tests.documents.decided import OTHER, PARKED, a_closed_evening
from tests.plan.evening import EVENING
from workshop.documents.home import FILES, Order
from workshop.documents.reader import Reader

BEGINS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf", "json": b"{"}


@pytest.fixture(scope="module")
def order() -> Order:
    return Order(a_closed_evening().outcome(), Reader(), "Maple", EVENING)


@pytest.mark.parametrize("name", FILES)
def test_FA17_each_file_is_what_its_name_says(name, order):
    assert FILES[name].render(order).startswith(BEGINS[name.rpartition(".")[2]])


def lines(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def test_votes_statements_and_the_parking_lot_are_tables(order):
    votes = lines(FILES["ballots.csv"].render(order))
    assert [row["ballot"] for row in votes] == ["b1", "b1", "b1", "b2", "b3"]
    assert (votes[0]["score"], votes[0]["groups"]) == (
        "18",
        "Parent or family: 12 (6); Teacher: 5 (5)",
    )
    assert votes[2]["text"] == OTHER
    assert (votes[3]["verdict"], votes[3]["concerns_not_shown"]) == ("concerns", "1")
    statements = lines(FILES["statements.csv"].render(order))
    assert [row["kind"] for row in statements][:3] == ["priority", "priority", "value"]
    assert statements[2]["rounds"] == "1: concerns; 2: consensus"
    (parked,) = lines(FILES["parking-lot.csv"].render(order))
    assert (parked["text"], parked["reply_by"]) == (PARKED, "2026-04-30")


def test_the_archive_names_its_version_and_its_new_parts(order):
    archived = json.loads(FILES["archive.json"].render(order))
    assert archived["version"] == 1
    assert archived["parts"] == ["agenda", "ballots", "parked", "wording"]
    outcome = archived["outcome"]
    assert [ballot["verdict"] for ballot in outcome["ballots"]] == [None, "concerns", "consensus"]
    assert outcome["parked"][0]["owner"] == "Transport"
    assert outcome["statements"][0]["wording"]["agreed"]["round"] == 2
