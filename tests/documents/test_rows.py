"""Rows: the lines that every table format shares."""

from tests.plan.evening import a_whole_evening
from workshop.documents.rows import RESPONSE_COLUMNS, THEME_COLUMNS, response_rows, theme_rows
from workshop.room.part import CopyResponse, SplitResponse
from workshop.room.theme import MoveResponses

NIGHT = a_whole_evening().outcome()


def test_a_row_has_a_cell_for_every_column():
    assert {len(row) for row in response_rows(NIGHT)} == {len(RESPONSE_COLUMNS)}
    assert {len(row) for row in theme_rows(NIGHT)} == {len(THEME_COLUMNS)}


def test_responses_come_prompt_by_prompt_in_order_of_arrival():
    at = RESPONSE_COLUMNS.index("response")
    assert [row[at] for row in response_rows(NIGHT)] == ["r1", "r2", "r3", "r4", "r5", "r6"]


def test_what_was_split_or_copied_is_one_row_with_all_of_its_themes():
    evening = a_whole_evening()
    theme, text = RESPONSE_COLUMNS.index("theme"), RESPONSE_COLUMNS.index("text")
    evening.do(SplitResponse("r1", "Every student\nfeels like they belong"))
    evening.do(MoveResponses(("r7",), "t2"))
    evening.do(MoveResponses(("r8",), "t1"))
    evening.do(CopyResponse("r3", "t1"))
    rows = response_rows(evening.outcome())
    assert [row[text] for row in rows] == [row[text] for row in response_rows(NIGHT)]
    assert {row[theme] for row in (rows[0], rows[2])} == {"Strong academics; Every student known"}
    quotes = THEME_COLUMNS.index("quotes")
    assert "feels like they belong" in theme_rows(evening.outcome())[0][quotes].splitlines()
