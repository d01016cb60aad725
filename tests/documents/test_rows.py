"""Rows: the lines that every table format shares."""

from tests.plan.evening import a_whole_evening
from workshop.documents.rows import RESPONSE_COLUMNS, THEME_COLUMNS, response_rows, theme_rows

NIGHT = a_whole_evening().outcome()


def test_a_row_has_a_cell_for_every_column():
    assert {len(row) for row in response_rows(NIGHT)} == {len(RESPONSE_COLUMNS)}
    assert {len(row) for row in theme_rows(NIGHT)} == {len(THEME_COLUMNS)}


def test_responses_come_prompt_by_prompt_in_order_of_arrival():
    at = RESPONSE_COLUMNS.index("response")
    assert [row[at] for row in response_rows(NIGHT)] == ["r1", "r2", "r3", "r4", "r5", "r6"]
