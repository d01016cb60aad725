"""Combined themes as lines of a table."""

import csv
import io

from tests.inquiry.test_combine import CARE, compared, held, joined, three
from workshop.documents.combined import COLUMNS, TOGETHER, columns, combined_rows, render_csv


def rows_of(*given, ids=("w1", "w2", "w3")):
    rows = combined_rows(given, ids)
    return [dict(zip(columns(ids), row, strict=True)) for row in rows]


def test_FA25_a_row_tells_a_theme_its_people_and_where_they_were():
    (row,) = rows_of(compared(three(), CARE))
    assert (row["theme"], row["prompt"], row["people"]) == ("Theme c1", "strengths", 16)
    assert (row["w1"], row["w2"], row["w3"], row[TOGETHER]) == (6, 7, 3, "")
    assert (row["heard_in"], row["of_workshops"]) == (3, 3)
    assert row["groups"] == "Parent or family: 13; Student: 3"
    assert row["behind"] == "w1: Care; w2: Caring adults; w3: Staff"
    assert row["quotes"].splitlines()[-1] == "Staff 2"


def test_FA25_a_small_workshop_has_no_number_of_its_own():
    evenings = [*three(), held("w4", {"Care": ["student"] * 4})]
    care = joined("c1", ("w2", "t1"), ("w4", "t1"))
    (row,) = rows_of(compared(evenings, care), ids=("w1", "w2", "w3", "w4"))
    assert row["w4"] == ""
    told = [row[key] for key in ("w1", "w2", "w3") if row[key] != ""]
    assert sum(told) + row[TOGETHER] == row["people"]


def test_FA25_so_few_people_that_they_are_not_counted_leave_empty_cells():
    evenings = [held("w1", {"Care": ["family"] * 2}), held("w2", {"Care": ["family"] * 2})]
    (row,) = rows_of(compared(evenings, joined("c1", ("w1", "t1"), ("w2", "t1"))), ids=("w1", "w2"))
    assert [row[key] for key in ("people", "small_groups", "w1", "w2", TOGETHER)] == [""] * 5


def test_a_workshops_title_is_no_formula():
    text = render_csv([compared(three(), CARE)], [("w1", "=1+1"), ("w2", "Two")]).decode()
    heads, row = csv.reader(io.StringIO(text))
    assert heads == [*COLUMNS, "'=1+1", "Two", TOGETHER]
    assert row[-3:] == ["6", "7", ""]
