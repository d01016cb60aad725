"""Excel: a workbook in which whatever people typed is text."""

import io
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.documents.decided import HIDDEN, PARKED, PLUS, a_closed_evening
from tests.plan.evening import EVENING, PHRASES, Evening
from workshop.documents.columns import NAMES
from workshop.documents.csv import render_responses
from workshop.documents.reader import Reader
from workshop.documents.xlsx import MOST, render_outcome
from workshop.room.park import Park


def book(evening=None):
    outcome = (evening or a_closed_evening()).outcome()
    return load_workbook(io.BytesIO(render_outcome(outcome, Reader(), author="Maple", at=EVENING)))


def column(sheet, name):
    heads = [cell.value for cell in sheet[1]]
    return [row[heads.index(NAMES[name])] for row in sheet.iter_rows(min_row=2)]


def test_FA17_each_kind_of_thing_has_a_sheet_with_a_head_row_that_stays_and_filters():
    sheets = book().worksheets
    assert [sheet.title for sheet in sheets] == [
        "Responses",
        "Themes",
        "Ballots",
        "Statements",
        "Parking lot",
        "At the end",
    ]
    for sheet in sheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
        assert all(cell.alignment.wrap_text for cell in sheet[1])
        assert all(cell.alignment.wrap_text for cell in sheet[2] if cell.data_type == "s")
        assert sheet.row_dimensions[1].height in (None, 30, 45), "its heads are seen"
        assert all(one.width <= 61 for one in sheet.column_dimensions.values())


def test_a_workbook_speaks_the_readers_language_and_csv_files_english_alone():
    outcome = a_closed_evening().outcome()
    reader = Reader(language="es", words={"Words": "Texto", "no": "No"}.get)
    file = render_outcome(outcome, Reader(words=lambda w: reader.words(w) or w), author="", at=0)
    sheet = load_workbook(io.BytesIO(file))["Responses"]
    heads = [cell.value for cell in sheet[1]]
    assert "Texto" in heads
    assert sheet.cell(2, 1 + heads.index("Sent late")).value == "No"
    assert render_responses(outcome).startswith(b'"workshop","prompt","question"')


def test_what_worked_and_what_to_change_has_a_sheet_of_its_own():
    sheet = book()["At the end"]
    assert [cell.value for cell in column(sheet, "text")] == [PLUS]
    assert "At the end" not in book(Evening()).sheetnames


def test_numbers_are_numbers_and_days_are_days():
    found = book()
    assert [cell.value for cell in column(found["Ballots"], "score")][:3] == [18, 17, 2]
    (day,) = column(found["Parking lot"], "reply_by")
    assert (day.value, day.is_date) == (datetime(2026, 4, 30), True)
    assert [cell.value for cell in column(found["Parking lot"], "text")] == [PARKED]


def test_what_people_typed_is_text_also_when_it_looks_like_a_formula():
    cells = column(book()["Responses"], "text")
    assert PHRASES[2] in [cell.value for cell in cells]
    assert HIDDEN in [cell.value for cell in cells], "the workbook is the team's"
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.number_format for cell in cells} == {"@"}


def test_no_seat_is_in_a_workbook():
    evening = a_closed_evening()
    values = {str(c.value) for sheet in book(evening) for row in sheet for c in row}
    assert not values & set(evening.room.seats)


def test_a_cell_that_is_longer_than_excel_takes_is_cut_and_not_lost():
    evening = Evening()
    said = [evening.says(evening.joins(), f"{n} " + "x" * 990) for n in range(40)]
    evening.groups("Long", *said)
    (quotes,) = column(book(evening)["Themes"], "quotes")
    assert len(quotes.value) == MOST
    assert quotes.value.endswith("…")


typed = st.text(
    st.sampled_from("=+-@\t\n'\"1,2a_x0041;{}|!#<>&\u200b\ufeff\x00\x1f"), min_size=1, max_size=12
).filter(lambda text: any(char in "1a2" for char in text))
EXAMPLES = (
    "=1+1",
    "+49 170 1234567",
    "-",
    "@",
    "2026-03-01",
    "007",
    "3/4",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "1\n=2",
    "http://a.b",
    "_x0041_",
    "TRUE",
    "1e3",
)


def as_text(words: str) -> None:
    evening = Evening(title=words)
    phrase = evening.says(evening.joins(), words)
    evening.groups(words, phrase)
    evening.promotes("t1", "priority", words, words)
    evening.do(Park(text=words, owner=words[:80]))
    said = evening.room.responses[phrase].text
    found = book(evening)
    (cell,) = column(found["Responses"], "text")
    assert cell.data_type == "s"
    assert cell.value == "".join(c for c in said if c >= " " or c in "\t\n")
    for sheet in found:
        for row in sheet.iter_rows():
            assert not [one for one in row if one.data_type == "f" or one.hyperlink]


def test_formulas_links_and_numbers_stay_words():
    for words in EXAMPLES:
        as_text(words)


@settings(max_examples=15, deadline=None)
@given(typed)
def test_nothing_but_text_stands_where_people_typed(words):
    as_text(words)
