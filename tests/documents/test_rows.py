"""Rows: the lines that every table format shares."""

from tests.plan.evening import a_whole_evening
from workshop.documents.rows import (
    RESPONSE_COLUMNS,
    THEME_COLUMNS,
    response_columns,
    response_rows,
    theme_rows,
)
from workshop.room.join import ChangeSeat
from workshop.room.part import CopyResponse, SplitResponse
from workshop.room.tags import SetTags
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


def test_PA3_each_list_of_tags_has_a_column_of_its_own():
    evening = a_whole_evening()
    options = {"north": {"en": "North"}, "south": {"en": "South"}}
    evening.do(SetTags({"school": {"name": {"en": "School"}, "options": options}}), "door", "door")
    joined = [evening.joins("family") for _ in range(5)]
    for seat in joined:
        evening.do(ChangeSeat("family", tags=("school.north",)), seat, "participant")
    evening.says(joined[0], "Recess")
    found = evening.outcome()
    rows = response_rows(found)
    assert response_columns(found) == (*RESPONSE_COLUMNS, "tag_school")
    assert [row[-1] for row in rows] == [""] * 6 + ["North"]
    assert {len(row) for row in rows} == {len(RESPONSE_COLUMNS) + 1}
